use super::*;
use crate::import::{ExistingBook, Fate, ParseOptions, PlanOptions, parse, plan};
use crate::tests::support::*;
use bookhive::{Day, Field, Identifiers, PreviousRead, Stars, Status};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;

type Books = Vec<(BookRecord, BTreeMap<String, String>)>;

fn shelf_of(books: &Books) -> Shelf {
    let shelf = Shelf::new();
    let works = books
        .iter()
        .map(|(record, local)| crate::apply::Work::Create { record: record.clone(), local: local.clone() });
    shelf.import(works.collect());
    shelf
}

fn written(shelf: &Shelf, format: ExportFormat) -> String {
    let path = shelf.directory.path().join("export");
    shelf.library.export(shelf.account, None, format, &path).unwrap();
    fs::read_to_string(path).unwrap()
}

/// What our importer makes of a file, as new books.
fn imported(file: &str) -> Books {
    let export = parse(file.as_bytes(), &ParseOptions::default()).unwrap();
    let problems: Vec<_> = export.problems().collect();
    assert!(problems.is_empty(), "{problems:?}\n{file}");
    let (none, options): (&[ExistingBook], _) = (&[], PlanOptions::new(at(0)));
    let rows =
        plan(&export, none, &options).in_full(&export, none, &options).into_iter().map(|row| {
            match row.fate {
                Fate::New { record, local } => (record, local),
                other => panic!("{other:?}\n{file}"),
            }
        });
    rows.collect()
}

/// What a book means, as far as every format can say it.
fn meaning(record: &BookRecord) -> Value {
    let mut reads = record.previous_reads();
    if record.status() == Some(Status::Finished) {
        reads.extend(
            record.finished_day().map(|finished| PreviousRead { started: record.started_day(), finished }),
        );
    }
    reads.sort_by_key(|read| (read.finished, read.started));
    json!({
        "title": record.title(),
        "author": record.authors().first(),
        "status": record.status().map(Status::token),
        "stars": record.stars().map(Stars::half_stars),
        "reads": reads.into_iter().map(PreviousRead::to_value).collect::<Vec<_>>(),
        "owned": record.owned(),
        "review": record.review(),
        "identifiers": format!("{:?}", (record.identifiers().isbn10, record.identifiers().isbn13)),
        "added": record.created_at().map(|at| Day::from_timestamp(at).to_string()),
    })
}

prop_compose! {
    fn a_day()(days in 0i64..4000) -> Day {
        Day::from_timestamp(jiff::Timestamp::from_second(1_262_347_200 + days * 86_400).unwrap())
    }
}

prop_compose! {
    /// A book whose newest reading is the one that finished it, as every format assumes.
    fn a_book()(
        number in 0u32..1_000_000,
        title in "[A-Za-zé,;\"=+@' -]{0,12}[a-z]",
        authors in prop::collection::vec("[A-Z][a-zß]{1,6} [A-Z][a-z]{2,7}", 1..3),
        status in prop::option::of(prop::sample::select(vec![Status::Finished, Status::Reading, Status::WantToRead, Status::Abandoned])),
        stars in prop::option::of(1u8..11),
        mut days in prop::collection::vec((a_day(), prop::option::of(0i64..30)), 0..4),
        owned in prop::option::of(any::<bool>()),
        review in prop::option::of("[a-z]([a-z <>&;=\n-]{0,30}[a-z.])?"),
        isbn in any::<bool>(),
        added in a_day(),
        tags in "([a-z]{1,5}(, [a-z]{1,5})?)?",
    ) -> (BookRecord, BTreeMap<String, String>) {
        days.sort_by_key(|(day, _)| std::cmp::Reverse(*day));
        let mut reads = days.into_iter().map(|(finished, length)| PreviousRead {
            started: length.map(|length| {
                let end: jiff::Timestamp = finished.to_noon_utc().parse().unwrap();
                let start = end - jiff::SignedDuration::from_hours(24 * length);
                Day::from_timestamp(start)
            }),
            finished,
        });
        let title = format!("{} {number}", title.trim());
        let mut local = BTreeMap::new();
        let mut fields = json!({
            "title": title, "authors": authors.join("\t"), "createdAt": added.to_noon_utc(),
            "hiveId": bookhive::HiveId::compute(&title, &authors[0]).as_str(),
            "status": status.map(Status::token), "stars": stars, "owned": owned,
            "review": review.map(|review| crate::import::plain_text(&review)),
        });
        let newest = matches!(status, Some(Status::Finished | Status::Abandoned)).then(|| reads.next()).flatten();
        if let Some(newest) = newest {
            fields["startedAt"] = newest.started.map(Day::to_noon_utc).into();
            if status == Some(Status::Finished) {
                fields["finishedAt"] = newest.finished.to_noon_utc().into();
            } else {
                local.insert("stoppedAt".to_owned(), newest.finished.to_string());
            }
        }
        fields["previousReads"] = reads.map(PreviousRead::to_value).collect::<Vec<_>>().into();
        let mut identifiers = Identifiers::default();
        if isbn {
            identifiers.isbn13 = bookhive::isbn::Isbn13::parse("9780804429573").ok();
            identifiers.isbn10 = bookhive::isbn::Isbn10::parse("080442957X").ok();
        }
        fields["identifiers"] = identifiers.to_value();
        if !tags.is_empty() {
            local.insert("tags".to_owned(), tags);
        }
        let mut book = record(with(book("x"), fields));
        for field in Field::ALL {
            let empty = book.get(field).is_none_or(|value| value.is_null() || value.as_array().is_some_and(Vec::is_empty));
            if empty {
                book.set(field, None);
            }
        }
        (book, local)
    }
}

fn some_books() -> impl Strategy<Value = Books> {
    prop::collection::vec(a_book(), 1..6).prop_map(|mut books| {
        let mut seen = std::collections::HashSet::new();
        books.retain(|(record, _)| seen.insert(record.title().to_lowercase()));
        books
    })
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn a_file_for_storygraph_means_what_the_books_mean(books in some_books()) {
        let back = imported(&written(&shelf_of(&books), ExportFormat::StoryGraph));
        prop_assert_eq!(back.len(), books.len());
        for ((record, local), (again, kept)) in books.iter().zip(&back) {
            prop_assert_eq!(meaning(again), meaning(record));
            prop_assert_eq!(again.authors(), record.authors());
            prop_assert_eq!((kept.get("tags"), kept.get("stoppedAt")), (local.get("tags"), local.get("stoppedAt")));
        }
    }

    #[test]
    fn a_file_for_goodreads_means_what_the_books_mean(books in some_books()) {
        let back = imported(&written(&shelf_of(&books), ExportFormat::Goodreads));
        prop_assert_eq!(back.len(), books.len());
        for ((record, local), (again, kept)) in books.iter().zip(&back) {
            prop_assert_eq!(meaning(again), meaning(record));
            prop_assert_eq!((kept.get("tags"), kept.get("stoppedAt")), (local.get("tags"), local.get("stoppedAt")));
        }
    }

    #[test]
    fn json_lines_say_everything(books in some_books()) {
        let back = imported(&written(&shelf_of(&books), ExportFormat::JsonLines));
        for ((record, local), (again, kept)) in books.iter().zip(&back) {
            prop_assert_eq!(meaning(again), meaning(record));
            prop_assert_eq!(again.authors(), record.authors());
            prop_assert_eq!(again.get(Field::BookProgress), record.get(Field::BookProgress));
            prop_assert_eq!(kept, local);
        }
    }
}

/// What other apps, earlier versions and strangers have put into records.
fn oddities() -> Vec<(&'static str, Value)> {
    vec![
        (
            "bookProgress",
            json!({"percent": 40, "totalPages": 418, "note": 1, "updatedAt": "2020-01-05T12:00:00Z"}),
        ),
        ("hiveBookUri", json!("at://did:plc:ewvi7nxzyoun6zhxrhs64oiz/buzz.bookhive.catalogBook/x")),
        ("com.example.mood", json!(["dark", {"deep": [1, null]}])),
        ("status", json!("buzz.bookhive.defs#owned")),
        ("status", json!("org.example#later")),
        ("startedAt", json!("2020-01-01T00:00:00.000Z")),
        ("finishedAt", json!("2021-05-05T23:30:00.000+02:00")),
        ("createdAt", json!("2019-12-24T08:30:11.123Z")),
        (
            "previousReads",
            json!([{"finishedAt": "2011-05-05T00:00:00Z", "note": "theirs"}, {"startedAt": "2010-01-01T12:00:00.000Z"}]),
        ),
        ("identifiers", json!({"isbn13": "9780804429573", "openLibrary": "OL1W"})),
        ("identifiers", json!({"hiveId": "bk_other", "isbn10": "not one"})),
        ("stars", json!(0)),
        ("stars", json!(11)),
        ("owned", json!("yes")),
        ("review", json!(" <b>x</b> &amp; =1+1\u{0}\u{202e}\n")),
    ]
}

prop_compose! {
    fn an_odd_library()(
        books in some_books(),
        odd in prop::collection::vec(prop::collection::vec(prop::sample::select(oddities()), 0..5), 6),
        local in prop::collection::btree_map("[a-z]{1,6}|knownAs|fileTitle", ".{0,12}", 0..4),
    ) -> Books {
        let mut odd = odd.into_iter();
        let mut odd_one = |record: BookRecord, mut kept: BTreeMap<String, String>| {
            let mut value = record.to_value();
            odd.next().into_iter().flatten().for_each(|(name, field)| value[name] = field);
            kept.extend(local.clone());
            (BookRecord::from_value(value).unwrap(), kept)
        };
        books.into_iter().map(|(record, kept)| odd_one(record, kept)).collect()
    }
}

/// The books of a file of JSON lines, without where they lay.
fn lines(text: &str) -> Vec<Value> {
    let line = |line: &str| {
        let line: Value = serde_json::from_str(line).unwrap();
        let sorted =
            |value: &Value| value.as_object().unwrap().clone().into_iter().collect::<BTreeMap<_, _>>();
        json!({"record": sorted(&line["record"]), "local": sorted(&line["local"])})
    };
    let mut lines: Vec<Value> = text.lines().map(line).collect();
    lines.sort_by_key(Value::to_string);
    lines
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn json_lines_into_an_empty_library_are_the_same_library(books in an_odd_library()) {
        let text = written(&shelf_of(&books), ExportFormat::JsonLines);
        let export = parse(text.as_bytes(), &ParseOptions::default()).unwrap();
        let options = PlanOptions::new(at(0));
        let plan = plan(&export, &[], &options);
        prop_assert_eq!(plan.sums.new, books.len());
        let empty = Shelf::new();
        empty.library.apply_import(empty.account, &plan.details(&export, &options, |_| None), "books.jsonl", at(0)).unwrap();
        prop_assert_eq!(lines(&written(&empty, ExportFormat::JsonLines)), lines(&text));
    }
}

#[test]
fn the_files_are_those_of_the_services_down_to_the_cell() {
    let dune = with(
        book("Dune"),
        json!({
            "authors": "Frank Herbert\tBrian Herbert", "status": "buzz.bookhive.defs#finished", "stars": 9,
            "startedAt": "2024-01-02T12:00:00.000Z", "finishedAt": "2024-01-09T12:00:00.000Z",
            "previousReads": [{"finishedAt": "2011-05-05T12:00:00.000Z"}], "owned": true, "review": "=Spice & <sand>",
            "identifiers": {"isbn10": "080442957X", "isbn13": "9780804429573", "goodreadsId": "234225"},
        }),
    );
    let local =
        [("fileTitle", "Dune (Dune, #1)"), ("tags", "sand, +spice"), ("pages", "604"), ("pace", "slow")];
    let local = local.map(|(key, value)| (key.to_owned(), value.to_owned())).into_iter().collect();
    let shelf = shelf_of(&vec![(record(dune), local)]);
    insta::assert_snapshot!(
        written(&shelf, ExportFormat::StoryGraph)
            + "\n"
            + &written(&shelf, ExportFormat::Goodreads)
            + "\n"
            + &written(&shelf, ExportFormat::JsonLines)
    );
}

#[test]
fn a_selection_is_written_and_nothing_else() {
    let (shelf, _) = Shelf::with(&[book("One"), book("Two"), book("Three")]);
    let path = shelf.directory.path().join("two.jsonl");
    let selection = Selection::Ids(vec![shelf.titled("Two")]);
    let books =
        shelf.library.export(shelf.account, Some(&selection), ExportFormat::JsonLines, &path).unwrap();
    let text = fs::read_to_string(path).unwrap();
    assert_eq!((books, text.lines().count()), (1, 1));
    let line: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        (&line["record"]["title"], &line["uri"]),
        (&json!("Two"), &json!(format!("at://{DID}/buzz.bookhive.book/b")))
    );
}
