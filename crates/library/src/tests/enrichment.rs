use super::support::*;
use crate::*;
use atproto::Did;
use bookhive::HiveId;
use bookhive::catalogue::{CatalogueBook, Question};
use serde_json::{Value, json};

fn known(title: &str, author: &str) -> CatalogueBook {
    let id = HiveId::compute(title, author);
    let value = json!({"id": id.as_str(), "title": title, "authors": author, "numPages": 300, "publicationYear": 1900,
        "genres": ["Novel"], "uri": format!("at://did:plc:ewvi7nxzyoun6zhxrhs64oiz/buzz.bookhive.catalogBook/{title}"),
        "identifiers": {"goodreadsId": "7"}});
    CatalogueBook::read(&value).unwrap()
}

fn standing(shelf: &Shelf) -> EnrichmentStanding {
    let standing = shelf.library.enrichment(shelf.account).unwrap().expect("a look is under way");
    let EnrichmentStanding { waiting, found, doubtful, unknown, filled, left, .. } = standing;
    assert_eq!(waiting + found + doubtful + unknown + filled + left, standing.books, "{standing:?}");
    standing
}

/// Answers every question that waits: as `answer` says, or with nothing.
fn ask_all(shelf: &Shelf, answer: impl Fn(&Question) -> Vec<CatalogueBook>) -> Vec<Question> {
    let mut asked = Vec::new();
    while let Some(look_up) = shelf.library.next_look_up(shelf.account, &[], at(5)).unwrap() {
        let answer = answer(&look_up.question);
        shelf.library.note_look_up(&look_up, &answer, at(5)).unwrap();
        asked.push(look_up.question);
    }
    asked
}

/// A catalogue that knows the ids of these titles.
fn by_id(titles: &'static [&'static str]) -> impl Fn(&Question) -> Vec<CatalogueBook> {
    |question| {
        let books = titles.iter().map(|title| known(title, "Ann Author"));
        books.filter(|book| *question == Question::Book(book.id.clone())).collect()
    }
}

fn begin(shelf: &Shelf) -> u32 {
    shelf.library.begin_enrichment(shelf.account, at(4)).unwrap()
}

fn fill(shelf: &Shelf) -> Filled {
    let seen = shelf.library.preview_fills(shelf.account).unwrap().seen;
    shelf.library.fill_books(shelf.account, &seen, at(6)).unwrap()
}

#[test]
fn books_are_offered_by_what_they_lack_and_not_again_until_weeks_after_an_answer() {
    let full = with(
        book("Full"),
        json!({"hiveBookUri": "at://x", "identifiers": {"isbn13": "9780441013593", "goodreadsId": "1"}}),
    );
    let nobody = json!({"title": "Nobody's", "createdAt": "2020-01-01T12:00:00.000Z"});
    let (shelf, _) = Shelf::with(&[book("Dune"), full, nobody]);
    let lacking = shelf.library.lacking(shelf.account, at(4)).unwrap();
    assert_eq!(lacking.books, 2, "a book without an author cannot be asked for");
    let gaps: Vec<(Gap, u32)> = lacking.gaps.into_iter().collect();
    assert_eq!(
        gaps,
        [
            (Gap::Link, 1),
            (Gap::Isbn, 1),
            (Gap::Goodreads, 1),
            (Gap::Pages, 2),
            (Gap::Year, 2),
            (Gap::Genres, 2)
        ]
    );
    assert_eq!(begin(&shelf), 2);
    ask_all(&shelf, by_id(&["Dune"]));
    assert_eq!((standing(&shelf).found, standing(&shelf).unknown), (1, 1));
    assert_eq!(fill(&shelf).filled, 1);
    let weeks =
        |weeks: i64| shelf.library.lacking(shelf.account, at(10 + weeks * 7 * 24 * 3600)).unwrap().books;
    assert_eq!((weeks(1), weeks(3), weeks(7)), (0, 1, 2));
    // Another title is another question.
    shelf.edit(&[shelf.titled("Full")], Edit { title: Change::Set("Fuller".into()), ..Edit::default() });
    assert_eq!(weeks(0), 1);
}

#[test]
fn every_book_asks_its_first_question_first_and_none_twice_over_a_restart() {
    let (mut shelf, _) = Shelf::with(&[book("Dune: A Novel"), book("Emma: A Novel")]);
    begin(&shelf);
    let first = shelf.library.next_look_up(shelf.account, &[], at(5)).unwrap().unwrap();
    let other = shelf.library.next_look_up(shelf.account, &[first.book], at(5)).unwrap().unwrap();
    assert_ne!(first.book, other.book);
    shelf.library.note_look_up(&first, &[], at(5)).unwrap();
    shelf.restart();
    let asked = ask_all(&shelf, |_| Vec::new());
    assert_eq!(asked.first(), Some(&other.question), "before the second one of the first book");
    assert!(!asked.contains(&first.question));
    let number = asked.len() + 1;
    let distinct: std::collections::HashSet<String> = asked.iter().map(Question::key).collect();
    assert_eq!(distinct.len() + 1, number);
    assert_eq!(standing(&shelf).unknown, 2);
}

#[test]
fn what_is_found_without_doubt_is_filled_as_one_change_and_taken_back_as_one() {
    let (shelf, mut server) = Shelf::with(&[book("Dune"), book("Emma"), book("Ulysses")]);
    let before: Vec<Value> = shelf.rows().iter().map(|row| shelf.record(row.id)).collect();
    begin(&shelf);
    ask_all(&shelf, by_id(&["Dune", "Emma"]));
    let preview = shelf.library.preview_fills(shelf.account).unwrap();
    assert_eq!(
        (preview.books, preview.updates, preview.gaps[&Gap::Link], preview.gaps[&Gap::Pages]),
        (2, 2, 2, 2)
    );
    assert_eq!(preview.examples[0].gaps[&Gap::Year], "1900");
    let filled = shelf.library.fill_books(shelf.account, &preview.seen, at(6)).unwrap();
    assert_eq!((filled.filled, filled.partly, filled.settled, filled.gone), (2, 0, 0, 0));
    let group = shelf.library.change_group(shelf.account, filled.group.unwrap()).unwrap().unwrap();
    assert_eq!((group.kind, group.updated), (ChangeKind::Enrich, 2));
    shelf.send(&mut server);
    let dune = shelf.titled("Dune");
    assert_eq!(
        shelf.record(dune)["identifiers"],
        json!({"hiveId": known("Dune", "Ann Author").id.as_str(), "goodreadsId": "7"})
    );
    assert_eq!(server.value("a")["hiveBookUri"], shelf.record(dune)["hiveBookUri"]);
    let row = shelf.rows().into_iter().find(|row| row.id == dune).unwrap();
    assert_eq!((row.pages, row.published), (Some(300), Some(1900)));
    assert_eq!(server.value("a").get("pages"), None, "pages stay on this computer");
    assert_eq!(shelf.library.preview_fills(shelf.account).unwrap().books, 0);

    let undone = shelf.library.undo(shelf.account, filled.group.unwrap(), at(7)).unwrap();
    assert_eq!(undone.restored, 2);
    let after: Vec<Value> = shelf.rows().iter().map(|row| shelf.record(row.id)).collect();
    assert_eq!(after, before);
    assert!(shelf.rows().iter().all(|row| row.pages.is_none()));
}

#[test]
fn what_was_set_or_deleted_between_the_look_and_the_yes_is_left_and_counted() {
    let titles = ["Deleted", "Dune", "Partly", "Renamed", "Settled"];
    let (shelf, mut server) = Shelf::with(&titles.map(book));
    begin(&shelf);
    ask_all(&shelf, by_id(&["Deleted", "Dune", "Partly", "Renamed", "Settled"]));
    let seen = shelf.library.preview_fills(shelf.account).unwrap().seen;
    let local = |key: &str, value: &str| (key.to_owned(), Change::Set(value.to_owned()));
    let all = [local("pages", "1"), local("originalPublicationYear", "2"), local("genres", "mine")];
    let settled =
        Edit { local: all.clone().into(), goodreads_id: Change::Set("9".into()), ..Edit::default() };
    shelf.edit(&[shelf.titled("Settled")], settled);
    shelf.edit(&[shelf.titled("Partly")], Edit { local: all.into(), ..Edit::default() });
    shelf.edit(&[shelf.titled("Renamed")], Edit { title: Change::Set("Another".into()), ..Edit::default() });
    shelf.send(&mut server);
    server.change("e", json!({"hiveBookUri": "at://elsewhere"}));
    server.change("b", json!({"stars": 9}));
    server.delete("a");
    shelf.sync(&server);
    let filled = shelf.library.fill_books(shelf.account, &seen, at(6)).unwrap();
    let Filled { filled: books, partly, settled, gone, conflicts, refused, .. } = filled;
    assert_eq!((books, partly, settled, gone, conflicts, refused), (2, 1, 2, 1, 0, 0));
    let record = |title: &str| shelf.record(shelf.titled(title));
    assert_eq!(record("Settled")["hiveBookUri"], "at://elsewhere");
    assert_eq!(record("Settled")["identifiers"]["goodreadsId"], "9");
    assert_eq!((&record("Dune")["stars"], record("Dune").get("hiveBookUri").is_some()), (&json!(9), true));
    let row = shelf.rows().into_iter().find(|row| row.title == "Partly").unwrap();
    assert_eq!(row.pages, Some(1), "what the reader set stays");
    assert_eq!(
        shelf.library.lacking(shelf.account, at(7)).unwrap().books,
        1,
        "the renamed one is asked for anew"
    );
}

#[test]
fn a_gap_that_opened_after_the_look_is_not_filled_unseen() {
    let (shelf, _) = Shelf::with(&[with(book("Dune"), json!({"identifiers": {"goodreadsId": "5"}}))]);
    begin(&shelf);
    ask_all(&shelf, by_id(&["Dune"]));
    let seen = shelf.library.preview_fills(shelf.account).unwrap().seen;
    let dune = shelf.titled("Dune");
    shelf.edit(&[dune], Edit { goodreads_id: Change::Clear, ..Edit::default() });
    assert_eq!(shelf.library.fill_books(shelf.account, &seen, at(6)).unwrap().filled, 1);
    assert_eq!(shelf.record(dune)["identifiers"].get("goodreadsId"), None);
}

#[test]
fn a_doubtful_book_waits_for_the_readers_word_which_is_remembered() {
    let (mut shelf, _) = Shelf::with(&["Middlemarch", "Emma", "Dune"].map(book));
    begin(&shelf);
    ask_all(&shelf, |question| match question {
        Question::Words(words) if words == "middlemarch" => {
            vec![known("Middlemarch", "A. Author"), known("Middlemarch", "Anne Author")]
        }
        Question::Words(words) => vec![known(if words == "emma" { "Emma" } else { "Dune" }, "A. Author")],
        _ => Vec::new(),
    });
    shelf.restart();
    let (doubtful, total) = shelf.library.doubtful_books(shelf.account, 0, 10).unwrap();
    assert_eq!((doubtful.len(), total, standing(&shelf).doubtful), (3, 3, 3));
    let middlemarch = doubtful.iter().find(|one| one.book.title == "Middlemarch").unwrap();
    assert!(!middlemarch.candidates.is_empty());
    assert_eq!(fill(&shelf).filled, 0, "nothing doubtful is filled by itself");
    let say = |title: &str, which: &WhichBook| {
        shelf.library.say_which_book(shelf.account, shelf.titled(title), which, at(6)).unwrap()
    };
    let chosen =
        shelf.library.candidate(middlemarch.book.id, &middlemarch.candidates[0].book.id).unwrap().unwrap();
    assert!(say("Middlemarch", &WhichBook::This(Box::new(chosen))));
    assert!(say("Emma", &WhichBook::Leave));
    assert!(say("Dune", &WhichBook::Absent));
    assert!(!say("Dune", &WhichBook::Leave), "it was said already");
    let now = standing(&shelf);
    assert_eq!((now.found, now.left, now.unknown, now.doubtful), (1, 1, 1, 0));
    assert_eq!(fill(&shelf).filled, 1);
    let weeks =
        |weeks: i64| shelf.library.lacking(shelf.account, at(10 + weeks * 7 * 24 * 3600)).unwrap().books;
    assert_eq!(
        (weeks(1), weeks(3), weeks(100)),
        (0, 1, 2),
        "what the catalogue does not have is not asked about again"
    );
}

#[test]
fn an_edit_while_the_question_is_on_its_way_makes_the_answer_void() {
    let (shelf, _) = Shelf::with(&[book("Dune")]);
    begin(&shelf);
    let look_up = shelf.library.next_look_up(shelf.account, &[], at(5)).unwrap().unwrap();
    let dune = shelf.titled("Dune");
    shelf.edit(&[dune], Edit { title: Change::Set("Emma".into()), ..Edit::default() });
    shelf.library.note_look_up(&look_up, &[known("Dune", "Ann Author")], at(5)).unwrap();
    assert_eq!((standing(&shelf).found, standing(&shelf).waiting), (0, 1));
    ask_all(&shelf, |question| match question {
        Question::Words(words) if words == "emma" => vec![known("Emma", "Ann Author")],
        _ => Vec::new(),
    });
    assert_eq!(shelf.library.preview_fills(shelf.account).unwrap().examples[0].of.title, "Emma");
    // A deleted book asks nothing.
    let (shelf, _) = Shelf::with(&[book("Dune")]);
    begin(&shelf);
    shelf.library.delete(shelf.account, &Selection::Ids(vec![shelf.titled("Dune")]), at(5)).unwrap();
    assert_eq!(shelf.library.next_look_up(shelf.account, &[], at(5)).unwrap(), None);
}

#[test]
fn pause_holds_stop_keeps_what_was_found_and_end_lets_it_go() {
    let (shelf, _) = Shelf::with(&["Dune", "Emma"].map(book));
    begin(&shelf);
    let look_up = shelf.library.next_look_up(shelf.account, &[], at(5)).unwrap().unwrap();
    shelf.library.note_look_up(&look_up, &[known("Dune", "Ann Author")], at(5)).unwrap();
    shelf.library.pause_enrichment(shelf.account, true).unwrap();
    assert_eq!(
        (shelf.library.next_look_up(shelf.account, &[], at(5)).unwrap(), standing(&shelf).paused),
        (None, true)
    );
    shelf.library.pause_enrichment(shelf.account, false).unwrap();
    assert!(shelf.library.next_look_up(shelf.account, &[], at(5)).unwrap().is_some());
    shelf.library.stop_enrichment(shelf.account).unwrap();
    assert_eq!((standing(&shelf).books, standing(&shelf).found), (1, 1));
    assert_eq!(
        shelf.library.lacking(shelf.account, at(5)).unwrap().books,
        1,
        "the one that was not asked for"
    );
    shelf.library.end_enrichment(shelf.account, at(6)).unwrap();
    assert_eq!(shelf.library.enrichment(shelf.account).unwrap(), None);
    assert_eq!(shelf.library.preview_fills(shelf.account).unwrap().books, 0);
}

#[test]
fn accounts_are_looked_through_and_filled_apart_the_one_on_screen_first() {
    let (shelf, _) = Shelf::with(&[book("Dune")]);
    let other = shelf.library.account(&Did::parse("did:plc:aaaaaaaaaaaaaaaaaaaaaaaa").unwrap()).unwrap();
    let emma = RemoteBook { rkey: "a".into(), cid: cid(1), value: book("Emma") };
    shelf.library.merge_listing(other, &[emma], Some(head(1)), at(1)).unwrap();
    begin(&shelf);
    assert_eq!(shelf.library.enrichment(other).unwrap(), None);
    assert!(matches!(
        shelf.library.begin_enrichment(AccountId::new(99), at(4)),
        Err(BeginError::UnknownAccount)
    ));
    shelf.library.begin_enrichment(other, at(4)).unwrap();
    let first = |account| shelf.library.next_look_up(account, &[], at(5)).unwrap().unwrap().account;
    assert_eq!((first(shelf.account), first(other)), (shelf.account, other));
    ask_all(&shelf, by_id(&["Dune", "Emma"]));
    let preview = shelf.library.preview_fills(shelf.account).unwrap();
    assert_eq!((preview.books, preview.examples[0].book.title.as_str()), (1, "Dune"));
    // What was seen of one account fills nothing in another.
    let filled = shelf.library.fill_books(other, &preview.seen, at(6)).unwrap();
    assert_eq!((filled.filled, filled.gone), (0, 1));
    let emma = shelf.library.books(other, &BookQuery::default(), 0, 9).unwrap().rows[0].id;
    assert!(!shelf.library.say_which_book(shelf.account, emma, &WhichBook::Absent, at(6)).unwrap());
}

#[test]
fn a_book_without_a_hive_id_gets_it_unless_another_record_has_it() {
    let nameless = |mut record: Value| {
        record.as_object_mut().unwrap().remove("hiveId");
        record
    };
    let (shelf, _) = Shelf::with(&[nameless(book("Dune")), nameless(book("Emma")), book("Emma")]);
    begin(&shelf);
    ask_all(&shelf, by_id(&["Dune", "Emma"]));
    assert_eq!(fill(&shelf).filled, 3);
    let ids: Vec<Option<String>> = shelf.rows().into_iter().map(|row| row.hive_id).collect();
    assert_eq!(ids.iter().flatten().count(), 2, "never two records of one hive id: {ids:?}");
}
