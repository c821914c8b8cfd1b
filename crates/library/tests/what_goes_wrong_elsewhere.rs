//! What importers of reading lists are known to get wrong, one test each.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop"
)]

use atproto::{Cid, Did};
use bookhive::{BookRecord, Status};
use library::import::matching::{Shelf, Tier, Work};
use library::import::{
    ExistingBook, Fate, ImportPlan, ParseOptions, ParsedExport, PlanOptions, Policy, Row, parse, plan,
};
use library::{AccountId, BatchLimits, BookQuery, Head, ImportProgress, Library, RemoteBook, SetAsideReason};
use serde_json::json;
use tempfile::TempDir;

fn read(text: &str) -> ParsedExport {
    let export = parse(text.as_bytes(), &ParseOptions::default()).unwrap();
    let fatal = export.problems().filter(|problem| problem.fatal).count();
    assert_eq!(export.usable + fatal, export.data_rows, "a row vanished");
    export
}

fn only(text: &str) -> Row {
    let export = read(text);
    assert_eq!(export.usable, 1, "{:?}", export.problems().collect::<Vec<_>>());
    export.rows().next().unwrap()
}

fn storygraph(columns: &str, cells: &str) -> Row {
    only(&format!("Title,Authors,Read Status,{columns}\nDracula,Bram Stoker,{cells}\n"))
}

fn options() -> PlanOptions {
    PlanOptions::new("2024-06-01T08:30:00Z".parse().unwrap())
}

fn new_record(export: &ParsedExport) -> BookRecord {
    match &plan(export, &[], &options()).in_full(export, &[], &options())[0].fate {
        Fate::New { record, .. } => record.clone(),
        other => panic!("not new: {other:?}"),
    }
}

fn day(day: Option<bookhive::Day>) -> Option<String> {
    day.map(|day| day.to_string())
}

#[test]
fn what_was_not_finished_becomes_abandoned_and_not_wanted() {
    assert_eq!(storygraph("Star Rating", "did-not-finish,").status, Some(Status::Abandoned));
    for shelf in ["dnf", "did-not-finish", "abandoned", "won't finish", "gave-up"] {
        let row = only(&format!("Title,Author,Exclusive Shelf,My Rating\nDracula,Bram Stoker,{shelf},0\n"));
        assert_eq!((row.status, row.shelf), (Some(Status::Abandoned), None), "{shelf}");
    }
}

#[test]
fn quarter_stars_are_rounded_half_up_and_a_quarter_star_is_a_rating() {
    for (cell, half_stars) in [("0.25", 1), ("0.75", 2), ("3.25", 7), ("4.75", 10), ("5.0", 10)] {
        let row = storygraph("Star Rating", &format!("read,{cell}"));
        assert_eq!(row.stars.unwrap().half_stars(), half_stars, "{cell}");
        assert_eq!(row.local.contains_key("starRating"), cell.ends_with("25") || cell.ends_with("75"));
    }
}

#[test]
fn start_days_and_earlier_readings_are_kept() {
    let row = storygraph("Dates Read", "read,\"2021/03/01-2021/03/09, 2015/05/01-2015/06/01, 2011/01/01\"");
    assert_eq!(
        (day(row.started).as_deref(), day(row.finished).as_deref()),
        (Some("2021-03-01"), Some("2021-03-09"))
    );
    let earlier: Vec<_> =
        row.previous_reads.iter().map(|read| (day(read.started), read.finished.to_string())).collect();
    assert_eq!(earlier, [(Some("2015-05-01".into()), "2015-06-01".into()), (None, "2011-01-01".into())]);
}

#[test]
fn owned_is_what_the_file_says_and_nothing_where_it_says_nothing() {
    for (cell, owned) in [("Yes", Some(true)), ("No", Some(false)), ("", None)] {
        assert_eq!(storygraph("Owned?", &format!("read,{cell}")).owned, owned, "{cell}");
    }
    let export = read("Title,Authors,Read Status\nDracula,Bram Stoker,read\n");
    assert!(new_record(&export).as_map().get("owned").is_none());
}

#[test]
fn the_day_a_book_was_added_becomes_its_creation() {
    let export = read("Title,Authors,Read Status,Date Added\nDracula,Bram Stoker,read,2019/12/24\n");
    assert_eq!(new_record(&export).as_map()["createdAt"], "2019-12-24T12:00:00.000Z");
}

#[test]
fn books_of_several_authors_and_of_series_are_matched() {
    let library = Shelf::new(
        [("Good Omens", "Neil Gaiman\tTerry Pratchett"), ("The Left Hand of Darkness", "Ursula K. Le Guin")]
            .map(|(title, authors)| Work {
                title: title.to_owned(),
                authors: authors.split('\t').map(str::to_owned).collect(),
                ..Work::default()
            })
            .into(),
    );
    let rows = "Title,Authors,Read Status\nGood Omens,\"Terry Pratchett, Neil Gaiman\",read\n\
                The Left Hand of Darkness (Hainish Cycle #4),Ursula K. Le Guin,read\n";
    for (place, row) in read(rows).rows().enumerate() {
        let work = Work {
            title: row.title,
            authors: row.authors,
            hive_id: row.hive_id,
            identifiers: row.identifiers,
            ..Work::default()
        };
        let found = library.find(&work);
        assert_eq!((found.book, found.tier >= Tier::Strong), (Some(place), true), "{}", work.title);
    }
}

#[test]
fn one_bad_day_costs_that_day_alone() {
    let export = read(
        "Title,Authors,Read Status,Dates Read\nA,X,read,2021/02/30\nB,Y,read,soon\nC,Z,read,2021/03/01-2021/99/01\nD,W,read,2021/03/04\n",
    );
    let finished: Vec<_> = export.rows().map(|row| day(row.finished)).collect();
    assert_eq!(finished, [None, None, None, Some("2021-03-04".to_owned())]);
    assert_eq!(export.problems().filter(|problem| !problem.fatal).count(), 3);
}

#[test]
fn a_byte_order_mark_does_not_hide_the_rows() {
    let export = read("\u{feff}Title,Authors,Read Status\nDracula,Bram Stoker,read\n");
    assert_eq!((export.data_rows, export.usable), (1, 1));
    let quoted =
        read("\u{feff}\"Title\",\"Authors\",\"Read Status\"\n\"Dracula\",\"Bram Stoker\",\"read\"\n");
    assert_eq!(quoted.usable, 1);
}

#[test]
fn one_stray_quotation_mark_costs_one_row() {
    let mut text = String::from("Title,Authors,Read Status,Review\n");
    for row in 0..500 {
        text.push_str(&match row {
            100 => "\"A stray mark,Someone,read,fine\n".to_owned(),
            _ => format!("Book {row},Someone,read,\"good, \"\"very\"\" good\"\n"),
        });
    }
    let export = read(&text);
    assert_eq!((export.data_rows, export.usable), (500, 499));
    let problem = export.problems().find(|problem| problem.fatal).unwrap();
    assert_eq!((problem.line, problem.kind.as_str()), (102, "unbalancedQuotes"));
    assert!(text.as_bytes()[problem.byte as usize..].starts_with(b"\"A stray mark"));
}

#[test]
fn a_row_without_an_author_is_there_and_waits_for_one() {
    let export = read("Title,Authors,Read Status\nBeowulf,,read\n");
    let row = export.rows().next().unwrap();
    assert_eq!((row.authors.len(), row.hive_id.is_none()), (0, true));
    assert_eq!(plan(&export, &[], &options()).sums.needs_you, 1);
}

#[test]
fn goodreads_columns_are_found_by_name_wherever_they_stand() {
    let row = only(
        "Exclusive Shelf,Date Added,My Rating,Author,ISBN13,Title\nread,2020/01/02,4,Bram Stoker,\"=\"\"9780306406157\"\"\",Dracula\n",
    );
    assert_eq!(
        (row.title.as_str(), row.authors[0].as_str(), row.status),
        ("Dracula", "Bram Stoker", Some(Status::Finished))
    );
    assert_eq!((row.stars.unwrap().half_stars(), day(row.created).as_deref()), (8, Some("2020-01-02")));
    assert_eq!(row.identifiers.isbn13.unwrap().as_str(), "9780306406157");
}

#[test]
fn an_asin_is_never_an_isbn() {
    for asin in ["B0DTYHPV6W", "B000FC0SIM", "B00A9ET54E"] {
        let row = storygraph("ISBN/UID", &format!("read,{asin}"));
        assert!(row.identifiers.isbn10.is_none() && row.identifiers.isbn13.is_none(), "{asin}");
        assert_eq!(row.local["asin"], asin);
    }
}

/// The library that an import under a policy leaves behind.
fn after(export: &ParsedExport, before: &[ExistingBook], policy: Policy) -> Vec<ExistingBook> {
    let options = under(policy);
    let mut books = before.to_vec();
    for row in plan(export, before, &options).in_full(export, before, &options) {
        if let Fate::Changed { book, patches, local } = row.fate {
            let book = books.iter_mut().find(|one| one.id == book).unwrap();
            patches.iter().for_each(|patch| patch.apply(&mut book.record));
            book.local.extend(local);
        }
    }
    books
}

fn under(policy: Policy) -> PlanOptions {
    PlanOptions { policies: policy.into(), ..options() }
}

#[test]
fn a_book_that_is_there_gains_what_it_lacks_and_a_retry_overwrites_nothing() {
    let export = read(
        "Title,Authors,Read Status,Star Rating,Review,Dates Read\nDracula,Bram Stoker,read,3.0,Theirs,2021/03/04\n",
    );
    let record = json!({
        "title": "Dracula", "authors": "Bram Stoker", "hiveId": "bk_73LNzIlk0cwq7dpRTO5m",
        "createdAt": "2020-01-01T00:00:00.000Z", "stars": 9,
    });
    let book = ExistingBook {
        id: library::BookId::new(1),
        record: BookRecord::from_value(record).unwrap(),
        local: Default::default(),
    };
    let library = after(&export, &[book], Policy::FillEmpty);
    assert_eq!(library[0].record.stars().unwrap().half_stars(), 9);
    assert_eq!(library[0].record.review(), Some("Theirs"));
    assert_eq!(day(library[0].record.finished_day()).as_deref(), Some("2021-03-04"));
    for policy in [Policy::FillEmpty, Policy::FileWins] {
        let settled = after(&export, &library, policy);
        assert!(plan(&export, &settled, &under(policy)).is_idle());
    }
}

struct Account {
    directory: TempDir,
    library: Library,
    account: AccountId,
}

const DID: &str = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";

fn cid(last: char) -> Cid {
    Cid::parse(&format!("bafyreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqaaaaaa{last}")).unwrap()
}

fn head(last: char) -> Head {
    Head { cid: cid(last), rev: format!("3k2222222222{last}") }
}

fn now(second: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_second(1_780_000_000 + second).unwrap()
}

fn remote(rkey: &str, title: &str, last: char) -> RemoteBook {
    let hive_id = bookhive::HiveId::compute(title, "Ann Author");
    let value = json!({
        "$type": "buzz.bookhive.book", "title": title, "authors": "Ann Author", "hiveId": hive_id.as_str(),
        "createdAt": "2020-01-01T12:00:00.000Z",
    });
    RemoteBook { rkey: rkey.to_owned(), cid: cid(last), value }
}

impl Account {
    /// An account whose repository holds these books.
    fn with(books: &[RemoteBook]) -> Self {
        let directory = TempDir::new().unwrap();
        let library = Library::open(directory.path()).unwrap();
        let account = library.account(&Did::parse(DID).unwrap()).unwrap();
        library.merge_listing(account, books, Some(head('a')), now(0)).unwrap();
        Self { directory, library, account }
    }

    fn plan(&self, export: &ParsedExport) -> ImportPlan {
        plan(export, &self.library.existing_books(self.account).unwrap(), &options())
    }

    fn apply(&self, export: &ParsedExport, plan: &ImportPlan) -> library::ImportId {
        let options = options();
        let book = |id| self.library.existing_book(self.account, id).unwrap();
        let details = plan.details(export, &options, book);
        self.library.apply_import(self.account, &details, "export.csv", now(1)).unwrap()
    }

    fn import(&self, export: &ParsedExport) -> library::ImportId {
        self.apply(export, &self.plan(export))
    }

    fn titles(&self) -> Vec<String> {
        let page = self.library.books(self.account, &BookQuery::default(), 0, 100).unwrap();
        page.rows.into_iter().map(|book| book.title).collect()
    }

    fn progress(&self, import: library::ImportId) -> ImportProgress {
        let progress = self.library.import_progress(import).unwrap().unwrap();
        let parts = [
            progress.created,
            progress.updated,
            progress.unchanged,
            progress.joined,
            progress.left_out,
            progress.set_aside,
            progress.waiting,
        ];
        assert_eq!(parts.iter().sum::<u32>(), progress.rows, "{progress:?}");
        progress
    }
}

const TWO: &str = "Title,Authors,Read Status,Star Rating\nOne,Ann Author,read,4.0\nTwo,Ann Author,read,3.0\n";

#[test]
fn a_book_that_appears_after_the_plan_is_not_made_a_second_time() {
    let account = Account::with(&[]);
    let export = read(TWO);
    let plan = account.plan(&export);
    assert_eq!(plan.sums.new, 2);
    account
        .library
        .merge_listing(account.account, &[remote("a", "One", 'b')], Some(head('b')), now(1))
        .unwrap();
    account.apply(&export, &plan);
    let mut titles = account.titles();
    titles.sort();
    assert_eq!(titles, ["One", "Two"]);
}

#[test]
fn part_of_a_listing_is_not_taken_for_the_whole_library() {
    let account = Account::with(&[remote("a", "One", 'b'), remote("b", "Two", 'c')]);
    account.library.merge_page(account.account, &[]).unwrap();
    account.library.merge_page(account.account, &[remote("a", "One", 'b')]).unwrap();
    assert_eq!(account.titles().len(), 2);
    assert_eq!(account.plan(&read(TWO)).sums.new, 0);
}

#[test]
fn an_import_that_is_killed_goes_on_where_it_was() {
    let mut account = Account::with(&[]);
    let import = account.import(&read(TWO));
    let keys = |account: &Account| -> Vec<String> {
        let batch = account.library.next_batch(account.account, BatchLimits::default()).unwrap().unwrap();
        batch.items.into_iter().map(|item| item.rkey).collect()
    };
    let before = keys(&account);
    account.library = Library::open(account.directory.path()).unwrap();
    assert_eq!(keys(&account), before);
    assert_eq!(account.progress(import).waiting, 2);
    assert!(account.plan(&read(TWO)).is_idle());
}

#[test]
fn a_row_that_failed_keeps_its_data_and_is_counted_once() {
    let account = Account::with(&[]);
    let import = account.import(&read(TWO));
    let batch = account.library.next_batch(account.account, BatchLimits::default()).unwrap().unwrap();
    let reason = SetAsideReason::Refused { message: "too long".to_owned() };
    account.library.set_aside(account.account, &batch.items[0], &reason).unwrap();
    let progress = account.progress(import);
    assert_eq!((progress.set_aside, progress.waiting, progress.created), (1, 1, 0));
    let failed = &progress.failed[0];
    assert_eq!((failed.line, failed.title.as_str(), &failed.reason), (2, "One", &reason));
    assert_eq!(account.titles().len(), 2);
}

#[test]
fn a_reading_without_a_day_is_not_finished_today() {
    let export = read("Title,Authors,Read Status,Dates Read,Last Date Read\nDracula,Bram Stoker,read,,\n");
    let record = new_record(&export);
    assert_eq!(record.status(), Some(Status::Finished));
    assert!(record.as_map().get("finishedAt").is_none() && record.as_map().get("startedAt").is_none());
}
