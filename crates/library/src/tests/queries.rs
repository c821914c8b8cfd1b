use super::support::*;
use crate::query::Filter;
use crate::*;
use bookhive::Status;
use serde_json::json;

fn titles(shelf: &Shelf, query: &BookQuery) -> Vec<String> {
    let page = shelf.library.books(shelf.account, query, 0, 100).unwrap();
    assert_eq!(page.matching as usize, page.rows.len());
    page.rows.into_iter().map(|row| row.title).collect()
}

fn sorted(column: SortColumn, descending: bool) -> BookQuery {
    BookQuery { sort: vec![SortKey { column, descending }], ..BookQuery::default() }
}

#[test]
fn books_without_a_value_come_last_in_either_direction() {
    let (shelf, _) = Shelf::with(&[
        with(book("The Cat"), json!({"stars": 2})),
        with(book("ant"), json!({"stars": 9})),
        book("Émile"),
        json!({"title": ""}),
    ]);
    assert_eq!(titles(&shelf, &BookQuery::default()), ["ant", "The Cat", "Émile", ""]);
    assert_eq!(titles(&shelf, &sorted(SortColumn::Title, true)), ["Émile", "The Cat", "ant", ""]);
    assert_eq!(titles(&shelf, &sorted(SortColumn::Stars, true))[..2], ["ant", "The Cat"]);
    assert_eq!(titles(&shelf, &sorted(SortColumn::Stars, false))[..2], ["The Cat", "ant"]);
}

#[test]
fn pages_are_windows_of_one_order() {
    let (shelf, _) = Shelf::with(&(0..9).map(|number| book(&format!("Book {number}"))).collect::<Vec<_>>());
    let page = shelf.library.books(shelf.account, &BookQuery::default(), 6, 5).unwrap();
    let titles: Vec<_> = page.rows.iter().map(|row| row.title.as_str()).collect();
    assert_eq!((page.matching, page.total), (9, 9));
    assert_eq!(titles, ["Book 6", "Book 7", "Book 8"]);
}

#[test]
fn books_are_found_by_the_beginnings_of_their_words() {
    let (shelf, _) = Shelf::with(&[
        book("L’Étranger"),
        book("The Left Hand of Darkness"),
        with(book("雪国"), json!({"authors": "川端 康成"})),
        with(book("Code"), json!({"identifiers": {"isbn13": "9780441478125"}})),
    ]);
    let find = |text: &str| titles(&shelf, &BookQuery { text: text.to_owned(), ..BookQuery::default() });
    assert_eq!(find("etrang"), ["L’Étranger"]);
    assert_eq!(find("l'etr"), ["L’Étranger"]);
    assert_eq!(find("dark left"), ["The Left Hand of Darkness"]);
    assert_eq!(find("国"), ["雪国"]);
    assert_eq!(find("97804414"), ["Code"]);
    assert_eq!(find("ann auth").len(), 3);
    assert_eq!(find("\" OR \"*"), Vec::<String>::new());
    assert_eq!(find("  ").len(), 4);
}

#[test]
fn an_edited_title_is_found_by_its_new_words_only() {
    let (shelf, mut server) = Shelf::with(&[book("Before")]);
    server.change("a", json!({"title": "After"}));
    shelf.sync(&server);
    let find =
        |text: &str| titles(&shelf, &BookQuery { text: text.to_owned(), ..BookQuery::default() }).len();
    assert_eq!((find("before"), find("after")), (0, 1));
}

#[test]
fn filters_by_status_and_year() {
    let done = |day: &str| json!({"status": Status::Finished.token(), "finishedAt": day});
    let (shelf, _) = Shelf::with(&[
        with(book("Y20"), done("2020-12-31T12:00:00.000Z")),
        with(book("Y21"), done("2021-01-01T12:00:00.000Z")),
        with(book("Odd"), json!({"status": "example#later"})),
    ]);
    let none = BookQuery { status: StatusFilter::None, ..BookQuery::default() };
    let year = BookQuery { finished_year: Some(2021), ..BookQuery::default() };
    let finished = BookQuery { status: StatusFilter::Is(Status::Finished), ..BookQuery::default() };
    assert_eq!(titles(&shelf, &none), ["Odd"]);
    assert_eq!(titles(&shelf, &year), ["Y21"]);
    assert_eq!(titles(&shelf, &finished).len(), 2);
}

#[test]
fn every_sort_of_one_column_walks_an_index() {
    use SortColumn::{Added, Author, Finished, Stars, Started, Status, Title};
    let shelf = Shelf::new();
    for column in [Title, Author, Status, Stars, Started, Finished, Added] {
        for descending in [false, true] {
            let query = sorted(column, descending);
            let filter = Filter::new(shelf.account, &query);
            let sql = format!(
                "EXPLAIN QUERY PLAN SELECT {} FROM book WHERE {} ORDER BY {} LIMIT 50",
                crate::book::SUMMARY_COLUMNS,
                filter.condition,
                query.order()
            );
            let plan: Result<Vec<String>, StorageFault> = shelf.library.read(|connection| {
                let mut statement = connection.prepare(&sql)?;
                let steps =
                    statement.query_map(rusqlite::params_from_iter(&filter.values), |row| row.get(3))?;
                Ok(steps.collect::<Result<_, _>>()?)
            });
            let plan = plan.unwrap().join("\n");
            assert!(
                plan.contains("USING INDEX book_by_") && !plan.contains("TEMP B-TREE"),
                "{column:?}: {plan}"
            );
        }
    }
}
