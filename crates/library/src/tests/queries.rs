use super::support::*;
use crate::found::order_sql;
use crate::query::{Facet, FacetValue, Finder, Part, Plan, parse};
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
fn what_is_being_read_stands_before_the_rest_of_an_order_or_after_it() {
    let finished = |title: &str, day: &str, status: &str| {
        let facts = json!({"finishedAt": format!("{day}T12:00:00Z"), "status": format!("buzz.bookhive.defs#{status}")});
        with(book(title), facts)
    };
    let (shelf, _) = Shelf::with(&[
        finished("Emma", "2024-12-31", "finished"),
        finished("Again", "2019-01-01", "reading"),
        finished("Kindred", "2025-01-01", "finished"),
        with(book("Dar"), json!({"status": "buzz.bookhive.defs#reading"})),
        book("Other"),
    ]);
    let by = |in_front, descending| {
        let reading = SortKey { column: SortColumn::Reading, descending: in_front };
        let finished = SortKey { column: SortColumn::Finished, descending };
        BookQuery { sort: vec![reading, finished], ..BookQuery::default() }
    };
    assert_eq!(titles(&shelf, &by(true, true)), ["Again", "Dar", "Kindred", "Emma", "Other"]);
    assert_eq!(titles(&shelf, &by(true, false)), ["Again", "Dar", "Emma", "Kindred", "Other"]);
    assert_eq!(titles(&shelf, &by(false, true)), ["Kindred", "Emma", "Other", "Again", "Dar"]);
    let sums = shelf.library.year_sums(shelf.account, &parse("").unwrap().expr).unwrap();
    let sums: Vec<_> = sums.into_iter().map(|sum| (sum.reading, sum.year, sum.books)).collect();
    assert_eq!(sums, [(true, None, 2), (false, Some(2025), 1), (false, Some(2024), 1), (false, None, 1)]);
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
    let find = |text: &str| titles(&shelf, &BookQuery::parse(text).unwrap());
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
    let find = |text: &str| titles(&shelf, &BookQuery::parse(text).unwrap()).len();
    assert_eq!((find("before"), find("after")), (0, 1));
}

/// Six books that differ in everything a query can ask for.
fn varied() -> Shelf {
    let (shelf, _) = Shelf::with(&[
        with(
            book("Dune"),
            json!({"authors": "Frank Herbert", "status": Status::Finished.token(), "stars": 9, "owned": true,
                "startedAt": "2024-01-20T12:00:00.000Z", "finishedAt": "2024-02-03T12:00:00.000Z",
                "identifiers": {"isbn13": "9780441478125"}, "review": "Sand and more sand"}),
        ),
        with(
            book("Dune Messiah"),
            json!({"authors": "Frank Herbert", "status": Status::Reading.token(),
                "startedAt": "2025-05-01T12:00:00.000Z"}),
        ),
        with(
            book("The Left Hand of Darkness"),
            json!({"authors": "Ursula K. Le Guin", "status": Status::Finished.token(), "stars": 8, "owned": false,
                "finishedAt": "2025-12-31T12:00:00.000Z"}),
        ),
        with(book("Kindred"), json!({"authors": "Octavia E. Butler", "status": Status::WantToRead.token()})),
        with(
            book("Kindred"),
            json!({"authors": "Octavia E. Butler", "status": "example#later", "hiveId": "bk_other0000000000000"}),
        ),
        with(
            book("Solaris"),
            json!({"authors": "Stanisław Lem", "status": Status::Abandoned.token(), "stars": 3}),
        ),
    ]);
    shelf.import(vec![crate::apply::Work::Create {
        record: record(with(book("Ubik"), json!({"authors": "Philip K. Dick\tA. Helper"}))),
        local: [
            ("format", "Mass Market Paperback"),
            ("pages", "224"),
            ("yearPublished", "1969"),
            ("tags", "sf, short"),
        ]
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .into(),
    }]);
    shelf.library.find_duplicates(shelf.account).unwrap();
    shelf
}

#[test]
fn every_field_of_the_language_finds_its_books() {
    let shelf = varied();
    let find = |text: &str| titles(&shelf, &BookQuery::parse(text).unwrap()).join(", ");
    for (text, expected) in [
        ("status:reading", "Dune Messiah"),
        ("status:reading,want", "Dune Messiah, Kindred"),
        ("status:none", "Kindred, Ubik"),
        ("rating>=4", "Dune, The Left Hand of Darkness"),
        ("rating>4", "Dune"),
        ("rating:1.5", "Solaris"),
        ("rating:..2,4.5", "Dune, Solaris"),
        ("finished:2025", "The Left Hand of Darkness"),
        ("finished:2024-01..2024-06", "Dune"),
        ("finished>2024", "The Left Hand of Darkness"),
        ("finished<2025", "Dune"),
        ("started:2024-01-20", "Dune"),
        ("added:2020", "Dune, Dune Messiah, Kindred, Kindred, The Left Hand of Darkness, Solaris, Ubik"),
        ("author:\"le guin\"", "The Left Hand of Darkness"),
        ("author=\"Frank Herbert\" -dune", ""),
        ("author=Herbert", ""),
        ("author=\"A. Helper\"", "Ubik"),
        ("author:lem,dick", "Solaris, Ubik"),
        ("title:\"left ha\"", "The Left Hand of Darkness"),
        ("title=Dune", "Dune"),
        ("tag:sf", "Ubik"),
        ("tag=shor", ""),
        ("format:paperback", "Ubik"),
        ("format=\"mass market paperback\"", "Ubik"),
        ("pages>200 pages<=224 year:1960..1970", "Ubik"),
        ("owned:yes", "Dune"),
        ("owned:no", "The Left Hand of Darkness"),
        ("has:review", "Dune"),
        ("review:sand", "Dune"),
        ("no:date status:finished,abandoned", "Solaris"),
        ("has:isbn", "Dune"),
        ("missing:isbn has:rating", "The Left Hand of Darkness, Solaris"),
        ("duplicate:yes", "Kindred, Kindred"),
        ("duplicate:no dune", "Dune, Dune Messiah"),
        ("dune -messiah", "Dune"),
        ("kindred or solaris -rating>1", "Kindred, Kindred"),
        ("(kindred or solaris) -rating>1", "Kindred, Kindred"),
        ("-(dune or kindred) -owned:no", "Solaris, Ubik"),
        ("\"left hand\"", "The Left Hand of Darkness"),
        ("\"hand left\"", ""),
        ("stanislaw", "Solaris"),
        ("& dune or & or solaris", "Dune, Dune Messiah, Solaris"),
    ] {
        assert_eq!(find(text), expected, "{text}");
    }
}

#[test]
fn another_accounts_books_are_never_found() {
    let mut shelf = varied();
    let mine = shelf.account;
    shelf.account =
        shelf.library.account(&atproto::Did::parse("did:web:other.example.com").unwrap()).unwrap();
    shelf.import(vec![creating("Dune")]);
    assert_eq!(titles(&shelf, &BookQuery::parse("dune").unwrap()), ["Dune"]);
    assert_eq!(shelf.library.count_matching(mine, &parse("dune").unwrap().expr).unwrap(), 2);
}

#[test]
fn what_is_chosen_by_a_query_is_what_the_list_shows() {
    let shelf = varied();
    for text in ["", "dune", "dune -messiah", "author:herbert or duplicate:yes", "-has:review"] {
        let query = BookQuery::parse(text).unwrap();
        let page = shelf.library.books(shelf.account, &query, 0, 100).unwrap();
        let mut shown: Vec<_> = page.rows.iter().map(|row| row.id).collect();
        shown.sort_unstable();
        let except = shown.pop();
        let selection = Selection::Matching { query: query.clone(), except: except.into_iter().collect() };
        let chosen = shelf.library.read(|connection| selection.resolve(connection, shelf.account)).unwrap();
        assert_eq!(chosen, shown, "{text}");
    }
}

#[test]
fn a_page_is_the_same_slice_wherever_it_begins_and_is_new_after_a_change() {
    let shelf = Shelf::new();
    shelf.import((0..40).map(|number| creating(&format!("Book {number:02}"))).collect());
    let query = BookQuery::parse("book").unwrap();
    let page = shelf.library.books(shelf.account, &query, 30, 5).unwrap();
    assert_eq!(page.rows[0].title, "Book 30");
    assert_eq!(shelf.library.place_of(shelf.account, &query, page.rows[0].id).unwrap(), Some(30));
    shelf.import(vec![creating("Book 29b")]);
    let page = shelf.library.books(shelf.account, &query, 30, 5).unwrap();
    assert_eq!((page.rows[0].title.as_str(), page.matching, page.total), ("Book 29b", 41, 41));
}

#[test]
fn several_keys_sort_one_after_the_other() {
    let shelf = varied();
    let sort = [(SortColumn::Author, true), (SortColumn::Title, true)];
    let sort = sort.map(|(column, descending)| SortKey { column, descending }).to_vec();
    let query = BookQuery { sort, ..BookQuery::parse("herbert or butler").unwrap() };
    assert_eq!(titles(&shelf, &query), ["Kindred", "Kindred", "Dune Messiah", "Dune"]);
}

#[test]
fn facets_count_what_choosing_them_would_find() {
    let shelf = varied();
    for text in ["", "dune", "status:finished", "status:finished,reading rating>=4", "kindred or dune"] {
        let parsed = parse(text).unwrap();
        let facets = shelf.library.facets(shelf.account, &parsed, 50).unwrap();
        assert_eq!(facets.facets.len(), Facet::ALL.len());
        for facet in facets.facets {
            for one in facet.values {
                let rest = query_without(text, facet.facet);
                let alone = crate::query::toggled(&rest, &one.value).unwrap();
                let found = titles(&shelf, &BookQuery::parse(&alone).unwrap()).len();
                assert_eq!(found, one.books as usize, "{text} with {:?}", one.value);
                assert_eq!(one.chosen, one.value.is_chosen(&parsed), "{text} with {:?}", one.value);
            }
        }
    }
}

fn query_without(text: &str, facet: Facet) -> String {
    crate::query::without(text, facet).unwrap()
}

#[test]
fn a_long_facet_is_cut_to_the_most_frequent_and_keeps_what_is_chosen() {
    let shelf = varied();
    let parsed = parse("author=\"Stanisław Lem\"").unwrap();
    let facets = shelf.library.facets(shelf.account, &parsed, 2).unwrap();
    let authors = facets.facets.iter().find(|one| one.facet == Facet::Author).unwrap();
    let values: Vec<_> = authors.values.iter().map(|one| (one.value.clone(), one.books)).collect();
    assert_eq!(authors.distinct, 6);
    assert_eq!(
        values,
        [
            (FacetValue::Author("Frank Herbert".to_owned()), 2),
            (FacetValue::Author("Stanisław Lem".to_owned()), 1),
        ]
    );
    let typed =
        shelf.library.facet_values(shelf.account, &parse("").unwrap(), Facet::Author, "k. d", 9).unwrap();
    assert_eq!(typed.values[0].value, FacetValue::Author("Philip K. Dick".to_owned()));
    let lacking = facets.facets.iter().find(|one| one.facet == Facet::Missing).unwrap();
    assert!(lacking.values.iter().any(|one| one.value == FacetValue::Missing(Part::Isbn) && one.books == 1));
}

#[test]
fn completion_offers_fields_values_and_the_librarys_own_names() {
    let shelf = varied();
    let offers = |text: &str| {
        let completion = shelf.library.complete(shelf.account, text, text.len()).unwrap().unwrap();
        let offers: Vec<_> = completion.offers.iter().map(|offer| offer.insert.clone()).collect();
        (text.get(completion.span).unwrap().to_owned(), offers.join(" "))
    };
    assert_eq!(offers("dune st"), ("st".to_owned(), "status: started:".to_owned()));
    assert_eq!(offers("-status:re"), ("re".to_owned(), "reading".to_owned()));
    assert_eq!(offers("status:reading,w"), ("w".to_owned(), "want".to_owned()));
    assert_eq!(offers("author:guin"), ("guin".to_owned(), "\"Ursula K. Le Guin\"".to_owned()));
    assert_eq!(offers("author:\"frank h"), ("\"frank h".to_owned(), "\"Frank Herbert\"".to_owned()));
    assert_eq!(offers("tag=s"), ("s".to_owned(), "sf short".to_owned()));
    assert_eq!(offers("(owned:"), (String::new(), "yes no unknown".to_owned()));
}

/// The steps of a statement, as SQLite plans them.
fn plan(shelf: &Shelf, sql: &str, values: &[rusqlite::types::Value]) -> String {
    let plan: Result<Vec<String>, StorageFault> = shelf.library.read(|connection| {
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
        let steps = statement.query_map(rusqlite::params_from_iter(values), |row| row.get(3))?;
        Ok(steps.collect::<Result<_, _>>()?)
    });
    plan.unwrap().join("\n")
}

#[test]
fn every_sort_of_one_column_walks_an_index_and_never_the_table() {
    use SortColumn::{Added, Author, Finished, Stars, Started, Status, Title};
    let shelf = Shelf::new();
    for column in [Title, Author, Status, Stars, Started, Finished, Added] {
        for descending in [false, true] {
            let sql = order_sql(&sorted(column, descending));
            let plan = plan(&shelf, &sql, &[1.into()]);
            assert!(
                plan.contains("USING COVERING INDEX book_by_") && !plan.contains("TEMP B-TREE"),
                "{column:?}: {plan}"
            );
        }
    }
}

#[test]
fn words_are_looked_up_without_the_table_and_narrow_fields_by_their_index() {
    fn finders(plan: &Plan) -> Vec<&Finder> {
        match plan {
            Plan::Find(finder) => vec![finder],
            Plan::Without(inner) => finders(inner),
            Plan::All(parts) | Plan::Any(parts) => parts.iter().flat_map(finders).collect(),
        }
    }
    let shelf = Shelf::new();
    for (text, expected) in [
        ("dune -mess", "SCAN book_words VIRTUAL TABLE INDEX"),
        ("title:dune or author:herbert", "SCAN book_words VIRTUAL TABLE INDEX"),
        ("status:reading", "COVERING INDEX book_by_status (account=? AND status=?)"),
        ("rating>=4", "COVERING INDEX book_by_stars (account=? AND stars>?)"),
        ("finished:2024", "COVERING INDEX book_by_finished (account=? AND finished>? AND finished<?)"),
        ("added:2024", "COVERING INDEX book_by_created (account=? AND created>? AND created<?)"),
        ("author=herbert", "LIST SUBQUERY"),
        ("has:review", "COVERING INDEX book_by_parts (account=? AND has_review=?)"),
        ("missing:isbn", "USING INDEX book_by_parts"),
        ("has:tag", "USING INDEX book_by_parts"),
        ("no:author", "USING INDEX book_by_parts"),
        ("owned:yes", "COVERING INDEX book_by_parts"),
        ("pages>100", "COVERING INDEX book_by_parts"),
        ("year:1969 format:hard", "COVERING INDEX book_by_parts"),
        ("duplicate:no", "COVERING INDEX duplicate_by_group (account=? AND grp=?)"),
        ("", "USING COVERING INDEX book_by_"),
    ] {
        for finder in finders(&Plan::new(shelf.account, &parse(text).unwrap().expr)) {
            let plan = plan(&shelf, &finder.sql, &finder.values);
            assert!(plan.contains(expected) && !plan.contains("TEMP B-TREE"), "{text}: {plan}");
        }
    }
}

#[test]
fn facets_read_the_table_once_and_sort_nothing_and_follow_it_by_an_index() {
    let shelf = Shelf::new();
    let walked = plan(&shelf, crate::digest::STAMPS, &[1.into()]);
    assert_eq!(walked, "SEARCH book USING COVERING INDEX book_by_stamp (account=?)");
    assert_eq!(plan(&shelf, &crate::digest::all_sql(), &[1.into()]), "SCAN book");
}

#[test]
fn views_are_saved_renamed_ordered_and_deleted_each_in_its_library() {
    let mut shelf = varied();
    let draft = |name: &str, query: &str| ViewDraft {
        name: name.to_owned(),
        query: query.to_owned(),
        layout: "{}".to_owned(),
    };
    let save = |shelf: &Shelf, view, draft: &ViewDraft| shelf.library.save_view(shelf.account, view, draft);
    let names = |shelf: &Shelf| -> Vec<String> {
        let views = shelf.library.saved_views(shelf.account).unwrap();
        views.into_iter().map(|view| view.draft.name).collect()
    };
    let [first, second, third] =
        ["one", "two", "three"].map(|name| save(&shelf, None, &draft(name, "status:reading")).unwrap());
    save(&shelf, Some(second), &draft("  second ", "")).unwrap();
    shelf.library.order_views(shelf.account, &[third, first]).unwrap();
    assert_eq!(names(&shelf), ["three", "one", "second"]);
    assert!(matches!(save(&shelf, None, &draft(" ", "")), Err(ViewError::Name)));
    assert!(matches!(save(&shelf, None, &draft("x", "rating:9")), Err(ViewError::Query(_))));
    shelf.library.delete_view(shelf.account, first).unwrap();
    assert!(matches!(save(&shelf, Some(first), &draft("x", "")), Err(ViewError::Gone)));
    shelf.restart();
    assert_eq!(names(&shelf), ["three", "second"]);
    shelf.account =
        shelf.library.account(&atproto::Did::parse("did:web:other.example.com").unwrap()).unwrap();
    assert_eq!(names(&shelf), Vec::<String>::new());
    assert!(matches!(save(&shelf, Some(third), &draft("x", "")), Err(ViewError::Gone)));
}

#[test]
fn year_sums_count_what_matches_by_the_year_it_was_finished_in() {
    let finished =
        |title: &str, day: &str| with(book(title), json!({"finishedAt": format!("{day}T12:00:00Z")}));
    let (shelf, _) = Shelf::with(&[
        finished("The Waves", "2024-03-01"),
        finished("Emma", "2024-12-31"),
        finished("Kindred", "1999-01-01"),
        book("Dar"),
    ]);
    let sums = |text: &str| {
        let filter = parse(text).unwrap().expr;
        let sums = shelf.library.year_sums(shelf.account, &filter).unwrap();
        sums.into_iter().map(|sum| (sum.year, sum.books, sum.pages)).collect::<Vec<_>>()
    };
    assert_eq!(sums(""), [(Some(2024), 2, 0), (Some(1999), 1, 0), (None, 1, 0)]);
    assert_eq!(sums("waves OR dar"), [(Some(2024), 1, 0), (None, 1, 0)]);
    assert_eq!(sums("nothing"), []);
}
