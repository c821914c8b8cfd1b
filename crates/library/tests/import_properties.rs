//! What holds for every input: no row is lost, and an import done is an import with nothing left to do.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop"
)]

use bookhive::catalogue::CatalogueBook;
use bookhive::{BookRecord, HiveId, Status};
use library::BookId;
use library::import::matching::Tier;
use library::import::{
    CatalogueMatch, ExistingBook, Fate, LocalFields, NeedsYou, Outcome, ParseOptions, PlanOptions,
    PlannedRow, Policies, Policy, Resolution, ShelfAnswer, Winner, parse, plan,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

const HEADER: &str =
    "Title,Authors,ISBN/UID,Read Status,Date Added,Last Date Read,Dates Read,Star Rating,Review,Tags,Owned?";

fn options(policies: Policies) -> PlanOptions {
    let mut options = PlanOptions::new("2024-06-01T08:30:00Z".parse().unwrap());
    options.policies = policies;
    options.shelves.insert("mine".into(), ShelfAnswer::Status(Status::Finished));
    options
}

fn policies() -> impl Strategy<Value = Policies> {
    let one = || {
        prop_oneof![
            Just(Policy::FillEmpty),
            Just(Policy::NewerWins),
            Just(Policy::FileWins),
            Just(Policy::Ask)
        ]
    };
    (one(), one(), one(), one(), one()).prop_map(|(status, rating, review, owned, local)| Policies {
        status,
        rating,
        review,
        owned,
        local,
    })
}

/// A book of the catalogue, of few titles as well.
fn catalogue_book() -> impl Strategy<Value = Arc<CatalogueBook>> {
    ("[A-C]", "X|Y|Z", proptest::option::of(1..900u32)).prop_map(|(title, author, pages)| {
        let mut value = json!({"id": HiveId::compute(&title, &author).as_str(), "title": title, "authors": author,
            "genres": ["g"], "uri": "at://did:plc:ewvi7nxzyoun6zhxrhs64oiz/buzz.bookhive.catalogBook/x"});
        value["numPages"] = pages.into();
        Arc::new(CatalogueBook::read(&value).unwrap())
    })
}

/// What people and the catalogue say about the first rows of a file.
fn answers() -> impl Strategy<Value = (BTreeMap<HiveId, Resolution>, BTreeMap<HiveId, CatalogueMatch>)> {
    let resolution = prop_oneof![
        any::<i8>().prop_map(|book| Resolution::Book(BookId::new(i64::from(book)))),
        catalogue_book().prop_map(Resolution::Catalogue),
        Just(Resolution::AsFile),
    ];
    let tier = prop_oneof![Just(Tier::Exact), Just(Tier::Strong), Just(Tier::Review)];
    let own = || ("[AB]", "X|Y").prop_map(|(title, author)| HiveId::compute(&title, &author));
    let found = (catalogue_book(), tier).prop_map(|(book, tier)| CatalogueMatch { book, tier });
    (
        proptest::collection::btree_map(own(), resolution, 0..3),
        proptest::collection::btree_map(own(), found, 0..5),
    )
}

/// A row of few titles and authors, so that rows meet each other and the library.
fn row() -> impl Strategy<Value = String> {
    let day = "(202[0-2]/0[12]/0[1-3])?";
    let reading = "202[0-2]/0[12]/0[1-3](-202[0-2]/0[12]/0[1-3])?";
    let dates = proptest::collection::vec(reading, 0..4).prop_map(|reads| reads.join(", "));
    let isbn = "9780306406157|080442957X|9780804429573|B0DTYHPV6W|";
    let status = "read|to-read|currently-reading|did-not-finish|paused|mine|";
    (
        ("[AB]|A \\(S, #1\\)|", "X|Y|X, Y|", isbn, status),
        (day, day, dates),
        ("0\\.25|4\\.5|5|", "good|<p>fine</p>|", "t|t, u|", "Yes|No|"),
    )
        .prop_map(|((title, author, isbn, status), (added, last, dates), (stars, review, tags, owned))| {
            format!("\"{title}\",\"{author}\",{isbn},{status},{added},{last},\"{dates}\",{stars},{review},\"{tags}\",{owned}\n")
        })
}

fn book() -> impl Strategy<Value = ExistingBook> {
    let day = || proptest::option::of("202[0-2]-0[12]-0[1-3]T(00|12):00:00.000Z");
    let status =
        proptest::option::of("buzz\\.bookhive\\.defs#(finished|reading|wantToRead|abandoned|owned|later)");
    let reads = proptest::collection::vec((day(), day()), 0..3);
    let simple = (proptest::option::of(0..12i64), proptest::option::of(any::<bool>()), any::<i8>());
    (("[AB]", "X|Y"), status, day(), day(), reads, simple).prop_map(
        |((title, author), status, started, finished, reads, (stars, owned, id))| {
            let mut value = json!({"title": title, "authors": author, "createdAt": "2020-01-01T00:00:00.000Z",
                "hiveId": HiveId::compute(&title, &author).as_str(), "com.example.other": [1, {"deep": true}]});
            let reads: Vec<Value> = reads.into_iter().map(read).collect();
            for (key, field) in [
                ("status", status.map(Value::from)),
                ("startedAt", started.map(Value::from)),
                ("finishedAt", finished.map(Value::from)),
                ("stars", stars.map(Value::from)),
                ("owned", owned.map(Value::from)),
                ("previousReads", (!reads.is_empty()).then_some(Value::Array(reads))),
            ] {
                if let Some(field) = field {
                    value[key] = field;
                }
            }
            let record = BookRecord::from_value(value).unwrap();
            ExistingBook { id: BookId::new(i64::from(id)), record, local: LocalFields::new() }
        },
    )
}

/// An entry as another app might leave it.
fn read((start, end): (Option<String>, Option<String>)) -> Value {
    let mut read = json!({"note": "theirs"});
    for (key, day) in [("startedAt", start), ("finishedAt", end)] {
        if let Some(day) = day {
            read[key] = day.into();
        }
    }
    read
}

/// The library after the plan, as the storage would leave it.
fn apply(library: &[ExistingBook], rows: &[PlannedRow]) -> Vec<ExistingBook> {
    let mut after = library.to_vec();
    for row in rows {
        match &row.fate {
            Fate::New { record, local } => after.push(ExistingBook {
                id: BookId::new(i64::MAX - i64::from(row.line)),
                record: record.clone(),
                local: local.clone(),
            }),
            Fate::Changed { book, patches, local } => {
                let book = after.iter_mut().find(|b| b.id == *book).unwrap();
                patches.iter().for_each(|patch| patch.apply(&mut book.record));
                book.local.extend(local.clone());
            }
            _ => {}
        }
    }
    after
}

/// The hand-made export of every format, by name.
fn exports() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exports");
    let paths = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let mut all: Vec<_> =
        paths.map(|path| (path.display().to_string(), std::fs::read(path).unwrap())).collect();
    all.sort();
    all
}

proptest! {
    #[test]
    fn an_import_done_leaves_nothing_to_do(
        rows in proptest::collection::vec(row(), 1..8),
        mut library in proptest::collection::vec(book(), 0..4),
        policies in policies(),
        (matches, found) in answers(),
        author in proptest::option::of(2..8u32),
        winners in proptest::collection::btree_map(2..8u32, prop_oneof![Just(Winner::Book), Just(Winner::File)], 0..8),
    ) {
        library.sort_by_key(|book| book.id);
        library.dedup_by_key(|book| book.id);
        let mut options = options(policies);
        (options.matches, options.found) = (matches, found);
        options.winners = winners;
        options.authors.extend(author.map(|line| (line, vec!["Y".to_owned()])));
        let export = parse(format!("{HEADER}\n{}", rows.concat()).as_bytes(), &ParseOptions::default());
        let Ok(export) = export else { return Ok(()) };
        // What is asked is answered; a row without an answer is not imported.
        for row in plan(&export, &library, &options).in_full(&export, &library, &options) {
            if let (Fate::NeedsYou(NeedsYou::Match), Some(own)) = (&row.fate, &row.row.hive_id) {
                options.matches.insert(own.clone(), Resolution::AsFile);
            }
        }
        let first = plan(&export, &library, &options);
        prop_assert_eq!(first.sums.total(), export.data_rows);
        let rows = first.in_full(&export, &library, &options);
        let after = apply(&library, &rows);
        let again = plan(&export, &after, &options);
        let said = || {
            let fates = |rows: &[PlannedRow]| -> Vec<String> {
                rows.iter().map(|row| format!("{} {} {:?}", row.line, row.row.title, row.fate)).collect()
            };
            let again = again.in_full(&export, &after, &options);
            format!("{library:#?}\n{:?} {:?}\nfirst {:#?}\nagain {:#?}", options.matches, options.found, fates(&rows), fates(&again))
        };
        prop_assert!(again.is_idle(), "{}", said());
        prop_assert_eq!(again.sums.total(), export.data_rows);
        prop_assert_eq!(first.tiles.values().sum::<usize>(), export.data_rows);
        let mut ids: Vec<_> = after.iter().skip(library.len()).filter_map(|book| book.record.hive_id()).collect();
        ids.sort();
        let distinct = ids.iter().collect::<BTreeSet<_>>().len();
        prop_assert_eq!(distinct, ids.len(), "one record per hive id");
        for row in &rows {
            if let Fate::New { record, .. } = &row.fate {
                prop_assert_eq!(record.check(), vec![]);
            }
        }
        for book in &library {
            let now = after.iter().find(|b| b.id == book.id).unwrap();
            for key in ["title", "authors", "hiveId", "createdAt", "com.example.other"] {
                prop_assert_eq!(now.record.as_map().get(key), book.record.as_map().get(key));
            }
        }
    }

    /// Whatever service a file is of, whoever wins, and however much of the file was imported before.
    #[test]
    fn a_file_of_any_format_imported_again_changes_nothing(
        which in any::<prop::sample::Index>(),
        policies in policies(),
        library in proptest::collection::vec(book(), 0..2),
        shelf in prop_oneof![
            Just(ShelfAnswer::Status(Status::Abandoned)),
            Just(ShelfAnswer::Status(Status::Finished)),
            Just(ShelfAnswer::NoStatus)
        ],
        from in any::<prop::sample::Index>(),
    ) {
        let files = exports();
        let (name, bytes) = &files[which.index(files.len())];
        let Ok(export) = parse(&bytes[..], &ParseOptions::default()) else { panic!("{name} is no export") };
        let mut options = options(policies);
        options.shelves.extend(export.rows().filter_map(|row| row.shelf).map(|name| (name, shelf)));
        // A part of the file came in before, by another plan.
        let first = plan(&export, &library, &options).in_full(&export, &library, &options);
        let before = apply(&library, &first[from.index(first.len())..]);
        let rows = plan(&export, &before, &options).in_full(&export, &before, &options);
        let after = apply(&before, &rows);
        let again = plan(&export, &after, &options);
        let asked = again.rows.iter().filter(|row| matches!(row.outcome, Outcome::NeedsYou(_) | Outcome::Conflict));
        let written = again.sums.new + again.sums.changed;
        prop_assert_eq!(written, 0, "{}: {:#?}", name, again.in_full(&export, &after, &options));
        // What waits for an answer waits the second time too, and for no other reason.
        let waited = rows.iter().filter(|row| matches!(row.fate, Fate::NeedsYou(_) | Fate::Conflict { .. })).count();
        prop_assert_eq!(asked.count(), waited, "{}", name);
    }

    #[test]
    fn no_reading_of_the_library_is_lost(
        rows in proptest::collection::vec(row(), 1..6),
        one in book(),
        policies in policies(),
    ) {
        let library = [one];
        let export = parse(format!("{HEADER}\n{}", rows.concat()).as_bytes(), &ParseOptions::default());
        let Ok(export) = export else { return Ok(()) };
        let options = options(policies);
        let rows = plan(&export, &library, &options).in_full(&export, &library, &options);
        let after = apply(&library, &rows);
        let days = |book: &ExistingBook| {
            let previous = book.record.previous_reads().into_iter().map(|read| read.finished);
            previous.chain(book.record.finished_day()).collect::<BTreeSet<_>>()
        };
        prop_assert!(days(&after[0]).is_superset(&days(&library[0])));
    }

    #[test]
    fn no_input_loses_a_row(
        body in "([a-c]|[\",;\n\r\t ]|\"\"|,,,){0,120}",
        header in "Title,Authors,Read Status|Book Id;Title;Author;Exclusive Shelf;My Rating",
    ) {
        if let Ok(export) = parse(format!("{header}\n{body}").as_bytes(), &ParseOptions::default()) {
            let fatal = export.problems().filter(|problem| problem.fatal).count();
            prop_assert_eq!(export.rows().count(), export.usable);
            prop_assert_eq!(export.usable + fatal, export.data_rows);
            prop_assert_eq!(plan(&export, &[], &options(Policies::default())).sums.total(), export.data_rows);
            let lines: BTreeSet<u32> = export.rows().map(|row| row.line).collect();
            prop_assert_eq!(lines.len(), export.usable);
            prop_assert!(lines.iter().all(|line| export.original(*line).is_some()));
        }
    }

    #[test]
    fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = parse(bytes.as_slice(), &ParseOptions::default());
        let _ = parse([b"Title,Authors,Read Status,Review\n", &bytes[..]].concat(), &ParseOptions::default());
    }
}
