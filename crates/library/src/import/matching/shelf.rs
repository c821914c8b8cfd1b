use super::score::{Title, compare, names};
use super::{Likeness, Tier, fold};
use bookhive::{HiveId, Identifiers};
use std::collections::HashMap;

/// What matching needs to know of a book or row.
#[derive(Debug, Clone, Default)]
pub struct Work {
    /// Bare title.
    pub title: String,
    /// Authors, the primary one first.
    pub authors: Vec<String>,
    /// The hive id, if it has one.
    pub hive_id: Option<HiveId>,
    /// ISBNs and Goodreads' number.
    pub identifiers: Identifiers,
}

/// Why a match was made, or why an identifier was not followed.
#[derive(Debug, Clone, PartialEq)]
pub enum Reason {
    /// Both have this hive id.
    HiveId,
    /// Both have the named number, and their titles agree.
    Number(&'static str),
    /// Title and primary author are equal after folding.
    TitleAndAuthor,
    /// Title and author are alike to these degrees.
    Alike(Likeness),
    /// The named number leads to a book of another title.
    NumberOfAnother(&'static str, usize),
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::HiveId => f.write_str("same hive id"),
            Self::Number(name) => write!(f, "same {name}"),
            Self::TitleAndAuthor => f.write_str("same title and author"),
            Self::Alike(likeness) => write!(f, "title {:.2}, author {:.2}", likeness.title, likeness.author),
            Self::NumberOfAnother(name, _) => write!(f, "same {name} under another title"),
        }
    }
}

/// The outcome for one work.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// Place of the book in the library given to [`Shelf::new`].
    pub book: Option<usize>,
    /// How far to trust it.
    pub tier: Tier,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// A library prepared for matching.
#[derive(Debug)]
pub struct Shelf {
    works: Vec<Work>,
    by_hive_id: HashMap<HiveId, usize>,
    by_number: HashMap<(&'static str, String), usize>,
    by_words: HashMap<(String, String), usize>,
    /// Books by the folded words of their authors' names, for [`Shelf::find`].
    by_surname: HashMap<String, Vec<usize>>,
    titles: Vec<(Title, Vec<String>)>,
}

impl Shelf {
    /// Prepares a library. Of several books with one key the first is found, so give the one to keep first.
    pub fn new(works: Vec<Work>) -> Self {
        let mut shelf = Self {
            works: Vec::new(),
            by_hive_id: HashMap::new(),
            by_number: HashMap::new(),
            by_words: HashMap::new(),
            by_surname: HashMap::new(),
            titles: Vec::new(),
        };
        for (at, work) in works.iter().enumerate() {
            for id in work.hive_id.iter().chain(&work.identifiers.hive_id) {
                shelf.by_hive_id.entry(id.clone()).or_insert(at);
            }
            for number in numbers(&work.identifiers) {
                shelf.by_number.entry(number).or_insert(at);
            }
            if let Some(key) = words_key(work) {
                shelf.by_words.entry(key).or_insert(at);
            }
        }
        shelf.works = works;
        shelf
    }

    /// Prepares also what [`find`](Self::find) needs.
    pub fn with_likeness(works: Vec<Work>) -> Self {
        let mut shelf = Self::new(works);
        for (at, work) in shelf.works.iter().enumerate() {
            let names = names(&work.authors);
            let mut words: Vec<&str> =
                names.iter().flat_map(|name| name.split(' ')).filter(|w| w.chars().count() > 1).collect();
            words.sort_unstable();
            words.dedup();
            for word in words {
                shelf.by_surname.entry(beginning(word)).or_default().push(at);
            }
            shelf.titles.push((Title::new(&work.title), names));
        }
        shelf
    }

    /// The book that certainly is this work: same hive id; a shared number under a title that agrees; title and
    /// author equal after folding. Numbers that lead elsewhere are told in the reasons.
    pub fn certain(&self, work: &Work) -> Match {
        let found = |book: usize, reason: Reason| Match {
            book: Some(book),
            tier: Tier::Exact,
            reasons: vec![reason],
        };
        if let Some(book) = work.hive_id.as_ref().and_then(|id| self.by_hive_id.get(id)) {
            return found(*book, Reason::HiveId);
        }
        let mut reasons = Vec::new();
        for (name, number) in numbers(&work.identifiers) {
            let Some(&book) = self.by_number.get(&(name, number)) else { continue };
            match self.works.get(book) {
                Some(other) if agrees(work, other) => return found(book, Reason::Number(name)),
                _ if reasons.is_empty() => reasons.push(Reason::NumberOfAnother(name, book)),
                _ => {}
            }
        }
        // Folding is the costly part, and a first import meets an empty library.
        let known = if self.by_words.is_empty() { None } else { words_key(work) };
        match known.and_then(|key| self.by_words.get(&key)) {
            Some(&book) => found(book, Reason::TitleAndAuthor),
            None => Match { book: None, tier: Tier::None, reasons },
        }
    }

    /// The best book for this work, of whatever tier. Needs [`with_likeness`](Self::with_likeness).
    pub fn find(&self, work: &Work) -> Match {
        let certain = self.certain(work);
        if certain.book.is_some() {
            return certain;
        }
        let (title, names) = (Title::new(&work.title), names(&work.authors));
        let mut candidates: Vec<usize> = names
            .iter()
            .flat_map(|name| name.split(' '))
            .filter(|word| word.chars().count() > 1)
            .filter_map(|word| self.by_surname.get(&beginning(word)))
            .flatten()
            .copied()
            .collect();
        candidates.sort_unstable();
        candidates.dedup();
        let mut best = certain;
        let mut best_score = 0.0;
        for book in candidates {
            let Some((other, other_names)) = self.titles.get(book) else { continue };
            let likeness = compare(&title, &names, other, other_names);
            let tier = tier(likeness);
            let score = likeness.title + likeness.author;
            if tier > best.tier || (tier == best.tier && tier > Tier::None && score > best_score) {
                best_score = score;
                best = Match { book: Some(book), tier, reasons: vec![Reason::Alike(likeness)] };
            }
        }
        best
    }
}

fn tier(likeness: Likeness) -> Tier {
    if likeness.title >= 0.95 && likeness.author >= 0.9 && likeness.same_words {
        Tier::Strong
    } else if likeness.title >= 0.8 && likeness.author >= 0.6 {
        Tier::Review
    } else {
        Tier::None
    }
}

/// A shared number is believed when the titles could be those of one work, and the authors too where both have any.
/// Services hand numbers to wrong editions, and users' imports overwrite catalogues.
fn agrees(work: &Work, other: &Work) -> bool {
    let likeness = super::likeness(&work.title, &work.authors, &other.title, &other.authors);
    let authors = work.authors.is_empty() || other.authors.is_empty() || likeness.author >= 0.6;
    likeness.title >= 0.8 && authors
}

fn numbers(identifiers: &Identifiers) -> Vec<(&'static str, String)> {
    let mut numbers = Vec::with_capacity(3);
    numbers.extend(identifiers.isbn13.as_ref().map(|isbn| ("ISBN", isbn.to_string())));
    numbers.extend(identifiers.isbn10.as_ref().map(|isbn| ("ISBN", isbn.to_isbn13().to_string())));
    numbers.extend(identifiers.goodreads_id.as_ref().map(|id| ("Goodreads number", id.clone())));
    numbers
}

/// Folded title and folded primary author; a work without an author has none and equals no other.
fn words_key(work: &Work) -> Option<(String, String)> {
    let author = fold::name(work.authors.first()?);
    (!author.is_empty()).then(|| (fold::title(&work.title), author))
}

/// The first letters of a word; spelling variants mostly differ further on.
fn beginning(word: &str) -> String {
    word.chars().take(3).collect()
}
