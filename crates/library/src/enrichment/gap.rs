use super::Gaps;
use crate::edit::Planned;
use crate::rows::{Local, Stored};
use bookhive::catalogue::CatalogueBook;
use bookhive::{BookRecord, Field, HiveId, Identifiers};
use serde_json::Value;
use std::collections::BTreeMap;

/// Something that a book can lack and the catalogue can know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gap {
    /// BookHive's id.
    HiveId,
    /// The address of BookHive's own record of the work.
    Link,
    /// ISBNs of an edition, where the record has none in either form.
    Isbn,
    /// Goodreads' number.
    Goodreads,
    /// Pages; kept on this computer.
    Pages,
    /// Year of publication; kept on this computer.
    Year,
    /// Genres; kept on this computer.
    Genres,
}

impl Gap {
    /// Every gap, in the order in which they are shown.
    pub const ALL: [Self; 7] =
        [Self::HiveId, Self::Link, Self::Isbn, Self::Goodreads, Self::Pages, Self::Year, Self::Genres];
}

/// What the catalogue's book would fill, as text to read. Only what nobody has set is a gap: not a value that is wrong, and
/// nothing that belongs to another edition or work than the record names. `taken`: another record has this hive id.
pub(super) fn gaps(
    record: &BookRecord,
    local: &Local,
    book: &CatalogueBook,
    taken: impl Fn(&HiveId) -> bool,
) -> BTreeMap<Gap, String> {
    let mut gaps = BTreeMap::new();
    let mut gap = |gap: Gap, value: Option<String>| {
        if let Some(value) = value {
            gaps.insert(gap, value);
        }
    };
    let lacks = Gaps::open(record, local);
    let nameless = lacks.has(Gap::HiveId) && !taken(&book.id);
    if nameless {
        gap(Gap::HiveId, Some(book.id.to_string()));
    }
    // Of another work it would be a wrong address, however right the rest may be.
    if (nameless || record.hive_id().as_ref() == Some(&book.id)) && lacks.has(Gap::Link) {
        gap(Gap::Link, book.uri.clone());
    }
    let theirs = &book.identifiers;
    if lacks.has(Gap::Isbn) {
        let (ten, thirteen) = (theirs.isbn10.as_ref(), theirs.isbn13.as_ref());
        gap(Gap::Isbn, thirteen.map(ToString::to_string).or_else(|| ten.map(ToString::to_string)));
    }
    if lacks.has(Gap::Goodreads) {
        gap(Gap::Goodreads, theirs.goodreads_id.clone());
    }
    if lacks.has(Gap::Pages) {
        gap(Gap::Pages, book.pages.map(|pages| pages.to_string()));
    }
    if lacks.has(Gap::Year) {
        gap(Gap::Year, book.year.map(|year| year.to_string()));
    }
    if lacks.has(Gap::Genres) && !book.genres.is_empty() {
        gap(Gap::Genres, Some(book.genres.join(", ")));
    }
    gaps
}

pub(super) const PAGES: &str = "pages";
pub(super) const YEAR: &str = "originalPublicationYear";
pub(super) const GENRES: &str = "genres";

/// The book with these gaps filled.
pub(super) fn filled(was: &Stored, book: &CatalogueBook, gaps: &BTreeMap<Gap, String>) -> Planned {
    let (mut record, mut local) = (was.record.clone(), was.local.clone());
    let mut identifiers = Identifiers::default();
    for (gap, value) in gaps {
        match gap {
            Gap::HiveId => record.set(Field::HiveId, Some(Value::from(value.as_str()))),
            Gap::Link => record.set(Field::HiveBookUri, Some(Value::from(value.as_str()))),
            Gap::Isbn => {
                let (ten, thirteen) = (&book.identifiers.isbn10, &book.identifiers.isbn13);
                // Both forms of the one that was shown: what the catalogue names beside it may be another edition's.
                identifiers.isbn13 = thirteen.clone().or_else(|| ten.as_ref().map(|ten| ten.to_isbn13()));
                identifiers.isbn10 = identifiers.isbn13.as_ref().and_then(|one| one.to_isbn10());
            }
            Gap::Goodreads => identifiers.goodreads_id = Some(value.clone()),
            Gap::Pages => _ = local.insert(PAGES.to_owned(), value.clone()),
            Gap::Year => _ = local.insert(YEAR.to_owned(), value.clone()),
            Gap::Genres => _ = local.insert(GENRES.to_owned(), value.clone()),
        }
    }
    let of_record = |gap: &Gap| matches!(gap, Gap::HiveId | Gap::Isbn | Gap::Goodreads);
    if gaps.keys().any(of_record) {
        // The id stands beside the other identifiers too, wherever the record names it.
        let known = record.get(Field::Identifiers);
        if is_empty(known.and_then(|known| known.get("hiveId"))) {
            identifiers.hive_id = record.hive_id();
        }
        if matches!(known, None | Some(Value::Null | Value::Object(_))) {
            record.set(Field::Identifiers, Some(identifiers.over(known)));
        }
    }
    Planned::between((&was.record, &was.local), record, &local)
}

/// Absent, or as good as that.
pub(super) fn is_empty(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.trim().is_empty(),
        Some(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AccountId, BookId};
    use proptest::prelude::*;
    use serde_json::json;

    const URI: &str = "at://did:plc:ewvi7nxzyoun6zhxrhs64oiz/buzz.bookhive.catalogBook/dune";

    fn dune() -> CatalogueBook {
        let id = HiveId::compute("Dune", "Frank Herbert");
        let value = json!({"id": id.as_str(), "title": "Dune", "authors": "Frank Herbert", "numPages": 604,
            "publicationYear": 1965, "genres": ["Science Fiction", "Classics"], "uri": URI,
            "identifiers": {"isbn13": "9780441013593", "goodreadsId": "234225"}});
        CatalogueBook::read(&value).unwrap()
    }

    fn stored(record: Value, local: &[(&str, &str)]) -> Stored {
        Stored {
            id: BookId::new(1),
            account: AccountId::new(1),
            rkey: "a".into(),
            gone: false,
            base: None,
            cid: None,
            record: BookRecord::from_value(record).unwrap(),
            local: local.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
        }
    }

    fn fill(was: &Stored) -> (Vec<Gap>, Planned) {
        let gaps = gaps(&was.record, &was.local, &dune(), |_| false);
        let planned = filled(was, &dune(), &gaps);
        (gaps.into_keys().collect(), planned)
    }

    #[test]
    fn an_empty_book_is_filled_in_record_and_on_this_computer() {
        let (gaps, planned) = fill(&stored(json!({"title": "Dune", "authors": "Frank Herbert"}), &[]));
        assert_eq!(gaps, Gap::ALL);
        let id = dune().id;
        let record = planned.record.to_value();
        assert_eq!((&record["hiveId"], &record["hiveBookUri"]), (&json!(id.as_str()), &json!(URI)));
        assert_eq!(
            record["identifiers"],
            json!({"hiveId": id.as_str(), "isbn10": "0441013597", "isbn13": "9780441013593", "goodreadsId": "234225"})
        );
        let local: Vec<_> =
            planned.local.iter().map(|(key, (_, after))| (key.as_str(), after.as_deref())).collect();
        let expected =
            [("genres", "Science Fiction, Classics"), ("originalPublicationYear", "1965"), ("pages", "604")];
        assert_eq!(local, expected.map(|(key, value)| (key, Some(value))));
    }

    #[test]
    fn only_the_edition_that_was_shown_is_written_whatever_else_the_catalogue_names() {
        let mut book = dune();
        book.identifiers.isbn10 = bookhive::isbn::Isbn10::parse("0141439513").ok();
        let was = stored(json!({"title": "Dune", "authors": "Frank Herbert"}), &[]);
        let gaps = gaps(&was.record, &was.local, &book, |_| false);
        assert_eq!(gaps.get(&Gap::Isbn).map(String::as_str), Some("9780441013593"));
        let record = filled(&was, &book, &gaps).record.to_value();
        assert_eq!(record["identifiers"]["isbn10"], "0441013597");
    }

    #[test]
    fn nothing_that_somebody_set_is_touched_not_even_what_is_wrong() {
        let record = json!({"hiveId": dune().id.as_str(), "hiveBookUri": "at://other", "identifiers":
            {"isbn10": "no isbn", "goodreadsId": "1", "openLibrary": "OL1M"}});
        let local = [("pages", "abc"), ("yearPublished", "1999"), ("genres", "Sand")];
        let (gaps, planned) = fill(&stored(record, &local));
        assert_eq!((gaps, planned.is_nothing()), (vec![], true));
        let (gaps, _) = fill(&stored(json!({"hiveId": dune().id.as_str(), "identifiers": "odd"}), &local));
        assert_eq!(gaps, [Gap::Link]);
    }

    #[test]
    fn a_record_of_another_work_is_not_linked_and_an_id_that_is_taken_is_not_given_again() {
        let other = HiveId::compute("Dune: Deluxe", "Frank Herbert");
        let (gaps, _) = fill(&stored(json!({"hiveId": other.as_str()}), &[]));
        assert_eq!(gaps, [Gap::Isbn, Gap::Goodreads, Gap::Pages, Gap::Year, Gap::Genres]);
        let was = stored(json!({"title": "Dune"}), &[]);
        let taken = super::gaps(&was.record, &was.local, &dune(), |_| true);
        assert!(!taken.contains_key(&Gap::HiveId) && !taken.contains_key(&Gap::Link));
    }

    #[test]
    fn an_isbn_of_the_readers_edition_is_never_joined_with_another_editions() {
        let record = json!({"hiveId": "bk_00000000000000000000", "identifiers": {"isbn10": "080442957X"}});
        let (gaps, planned) = fill(&stored(record, &[]));
        assert!(!gaps.contains(&Gap::Isbn));
        assert_eq!(planned.record.identifiers().isbn13, None);
    }

    proptest! {
        #[test]
        fn filling_keeps_every_value_and_leaves_no_gap(
            record in proptest::collection::hash_map("hiveId|hiveBookUri|identifiers|title|com\\.example\\.x", "[ a-z]{0,3}", 0..5),
            keys in proptest::collection::hash_map("isbn10|isbn13|goodreadsId|other", "[ 0-9]{0,3}", 0..4),
            local in proptest::collection::hash_map("pages|yearPublished|genres|moods", "[ a-z]{0,3}", 0..4),
            object in any::<bool>(),
        ) {
            let mut value = json!(record);
            if object {
                value["identifiers"] = json!(keys);
            }
            let local: Vec<(&str, &str)> = local.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
            let was = stored(value.clone(), &local);
            let (_, planned) = fill(&was);
            let now = planned.record.to_value();
            for (key, set) in value.as_object().unwrap() {
                if let Value::String(text) = set && !text.trim().is_empty() {
                    prop_assert_eq!(&now[key], set);
                }
                for (key, set) in set.as_object().into_iter().flatten() {
                    if !set.as_str().unwrap().trim().is_empty() {
                        prop_assert_eq!(&now["identifiers"][key], set);
                    }
                }
            }
            for (key, (before, _)) in &planned.local {
                prop_assert!(before.as_deref().unwrap_or_default().trim().is_empty(), "{} was set", key);
            }
            let mut after = was.clone();
            after.record = planned.record;
            for (key, (_, value)) in planned.local {
                after.local.insert(key, value.unwrap());
            }
            prop_assert_eq!(fill(&after).0, vec![]);
        }
    }
}
