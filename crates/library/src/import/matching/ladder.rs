//! What to ask the catalogue about a row, cheapest and surest first, and what an answer is worth.

use super::score::Prepared;
use super::{Tier, Work};
use bookhive::catalogue::{CatalogueBook, Question};
use bookhive::{HiveId, Identifiers};

/// Authors whose ids are asked for; behind them stand translators and narrators.
const AUTHORS: usize = 3;

/// The questions about a work, in the order in which they are to be asked. `file_title` is the title as the file has it,
/// before its series was taken off.
pub fn questions(work: &Work, file_title: Option<&str>) -> Vec<Question> {
    let mut questions = Vec::new();
    let mut ask = |question: Question| {
        if !questions.contains(&question) {
            questions.push(question);
        }
    };
    for title in titles(&work.title, file_title) {
        for author in work.authors.iter().take(AUTHORS) {
            ask(Question::Book(HiveId::compute(&title, author)));
        }
    }
    let Identifiers { isbn10, isbn13, goodreads_id, .. } = &work.identifiers;
    goodreads_id.iter().cloned().for_each(|id| ask(Question::Goodreads(id)));
    isbn13.iter().cloned().for_each(|isbn| ask(Question::Isbn13(isbn)));
    isbn10.iter().cloned().for_each(|isbn| ask(Question::Isbn10(isbn)));
    if let Some(question) = Question::words(&work.title).filter(|_| !work.authors.is_empty()) {
        ask(question);
    }
    questions
}

/// The title as it is, with its series, without its subtitle, without what stands in parentheses.
fn titles(bare: &str, file_title: Option<&str>) -> Vec<String> {
    let mut titles = vec![bare.to_owned()];
    titles.extend(file_title.map(str::to_owned));
    let before = |mark: &str| bare.split_once(mark).map(|(before, _)| before.trim().to_owned());
    titles.extend([before(" ("), before(": "), before(" - ")].into_iter().flatten());
    titles.retain(|title| !title.is_empty());
    titles
}

/// What an answer's books are worth: the best of them and its tier, if any could be the work.
pub fn judge(
    work: &Work,
    question: &Question,
    books: &[CatalogueBook],
    facts: Facts,
) -> Option<(usize, Tier)> {
    rank(work, question, books, facts).into_iter().next()
}

/// The places of the answer's books that could be the work, with their tiers, the best first.
///
/// A number is believed under a title that agrees, an id when it was computed from the work's own words; a search is scored.
/// Of books that are equally alike the one that has the row's pages or year stands first, else the catalogue's first.
pub fn rank(work: &Work, question: &Question, books: &[CatalogueBook], facts: Facts) -> Vec<(usize, Tier)> {
    let prepared = Prepared::new(&work.title, &work.authors);
    let mut ranked: Vec<(usize, Tier, f64)> = Vec::new();
    for (at, book) in books.iter().enumerate() {
        let likeness = prepared.likeness(&Prepared::new(&book.title, &book.authors));
        let tier = match question {
            Question::Words(_) => likeness.tier(),
            Question::Book(_) if likeness.tier() == Tier::Strong => Tier::Exact,
            Question::Book(_) => likeness.tier(),
            Question::Isbn13(_) | Question::Isbn10(_) | Question::Goodreads(_) => {
                if likeness.confirms_number(work.authors.is_empty()) { Tier::Exact } else { Tier::None }
            }
        };
        if tier > Tier::None {
            ranked.push((at, tier, likeness.title + likeness.author + facts.agreement(book)));
        }
    }
    ranked.sort_by(|(_, tier, score), (_, other, high)| other.cmp(tier).then(high.total_cmp(score)));
    ranked.into_iter().map(|(at, tier, _)| (at, tier)).collect()
}

/// What a row says besides, to tell equals apart.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facts {
    /// Pages of the row's edition.
    pub pages: Option<u32>,
    /// Year of first publication.
    pub year: Option<i32>,
}

impl Facts {
    /// Small enough never to outweigh a letter of a title.
    fn agreement(self, book: &CatalogueBook) -> f64 {
        let same = |known: bool| if known { 0.0001 } else { 0.0 };
        same(self.pages.is_some() && self.pages == book.pages)
            + same(self.year.is_some() && self.year == book.year)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bookhive::isbn::Isbn13;
    use serde_json::json;

    fn work(title: &str, author: &str) -> Work {
        Work { title: title.into(), authors: vec![author.into()], ..Work::default() }
    }

    fn book(title: &str, author: &str, pages: u32) -> CatalogueBook {
        let id = HiveId::compute(title, author);
        let value = json!({"id": id.as_str(), "title": title, "authors": author, "numPages": pages});
        CatalogueBook::read(&value).unwrap()
    }

    #[test]
    fn ids_are_asked_for_before_numbers_and_words_last() {
        let mut dune = work("Dune: Deluxe Edition", "Frank Herbert");
        dune.identifiers.isbn13 = Isbn13::parse("9780441013593").ok();
        dune.identifiers.goodreads_id = Some("5".into());
        let asked = questions(&dune, Some("Dune: Deluxe Edition (Dune, #1)"));
        let id = |title: &str| Question::Book(HiveId::compute(title, "Frank Herbert"));
        let expected = [
            id("Dune: Deluxe Edition"),
            id("Dune: Deluxe Edition (Dune, #1)"),
            id("Dune"),
            Question::Goodreads("5".into()),
            Question::Isbn13(Isbn13::parse("9780441013593").unwrap()),
            Question::Words("dune: deluxe edition".into()),
        ];
        assert_eq!(asked, expected);
    }

    #[test]
    fn a_number_under_another_title_is_no_hit() {
        let question = Question::Goodreads("5".into());
        let judge = |title: &str| {
            judge(
                &work(title, "Frank Herbert"),
                &question,
                &[book("Dune", "Frank Herbert", 1)],
                Facts::default(),
            )
        };
        assert_eq!(judge("Dune"), Some((0, Tier::Exact)));
        assert_eq!(judge("Dune Messiah"), None);
        assert_eq!(judge("Lonesome Dove"), None);
    }

    #[test]
    fn a_title_cut_short_may_be_another_book() {
        // "Mistborn" is the first book of the series, whatever comes behind the colon.
        let row = work("Mistborn: The Well of Ascension", "Brandon Sanderson");
        let question = Question::Book(HiveId::compute("Mistborn", "Brandon Sanderson"));
        let found = judge(&row, &question, &[book("Mistborn", "Brandon Sanderson", 1)], Facts::default());
        assert_eq!(found, Some((0, Tier::Review)));
    }

    #[test]
    fn a_search_is_scored_and_pages_tell_equals_apart() {
        let books = [
            book("Dune Messiah", "Frank Herbert", 1),
            book("Dune", "Frank Herbert", 500),
            book("Dune: A Novel", "Frank Herbert", 604),
        ];
        let question = Question::words("dune").unwrap();
        let facts = Facts { pages: Some(604), year: None };
        assert_eq!(judge(&work("Dune", "Frank Herbert"), &question, &books, facts), Some((2, Tier::Strong)));
        assert_eq!(
            judge(&work("Dune", "F. Herbert"), &question, &books, Facts::default()),
            Some((1, Tier::Review))
        );
        assert_eq!(judge(&work("Solaris", "Stanisław Lem"), &question, &books, facts), None);
    }
}
