//! The catalogue of `e2e/network`, asked by the application.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test may stop at once

mod support;

use explorer::views::{PlanFilter, PlanQuery, RowDecision};
use explorer::{ErrorCode, Network, config};
use library::{Consent, Library};
use support::Computer;
use testnet::{Action, Door, Fault, Testnet};

/// The library's files, opened beside the application.
fn library(computer: &Computer) -> Library {
    let config = config::read(&computer.path().join("config.toml"), true).unwrap();
    Library::open(&Network::new(config).directory(computer.path())).unwrap()
}

async fn asked(network: &Testnet) -> Vec<String> {
    let log = network.log().await.unwrap();
    let catalogue = log.into_iter().filter(|request| request.door == Door::Catalogue);
    catalogue
        .map(|request| format!("{}{}", request.path.trim_start_matches("/xrpc/"), request.query))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_asked_without_leave_and_nothing_twice() {
    let network = Testnet::start().await.unwrap();
    let computer = Computer::new(&network).await;
    let explorer = computer.start().await.explorer;
    let refused = explorer.catalogue_search("Dracula".into()).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::CatalogueNotAsked);
    library(&computer).set_catalogue_consent(Consent::No).unwrap();
    let refused = explorer.catalogue_search("Dracula".into()).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::CatalogueOff);
    assert_eq!(asked(&network).await, [""; 0]);

    library(&computer).set_catalogue_consent(Consent::Yes).unwrap();
    let found = explorer.catalogue_search("  Dracula ".into()).await.unwrap();
    assert_eq!(found[0].hive_id, "bk_73LNzIlk0cwq7dpRTO5m");
    assert_eq!(explorer.catalogue_search("dracula".into()).await.unwrap(), found);
    assert_eq!(explorer.catalogue_search("no such book at all".into()).await.unwrap(), []);
    assert_eq!(explorer.catalogue_search("no such book at all".into()).await.unwrap(), []);
    let asked = asked(&network).await;
    assert_eq!(
        asked,
        [
            "buzz.bookhive.searchBooks?q=dracula&limit=100",
            "buzz.bookhive.searchBooks?q=no+such+book+at+all&limit=100"
        ]
    );

    // What is known stays known without a network, and after a restart.
    network.down(Door::Catalogue).await.unwrap();
    drop(explorer);
    let explorer = computer.start().await.explorer;
    assert_eq!(explorer.catalogue_search("Dracula".into()).await.unwrap(), found);
    assert_eq!(explorer.catalogue_search("Dune".into()).await.unwrap_err().code, ErrorCode::Offline);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_isbn_of_either_length_finds_its_book() {
    let network = Testnet::start().await.unwrap();
    let computer = Computer::new(&network).await;
    let explorer = computer.start().await.explorer;
    library(&computer).set_catalogue_consent(Consent::Yes).unwrap();
    for isbn in ["978-0-14-143984-6", "014143984X"] {
        let book = explorer.catalogue_isbn(isbn.into()).await.unwrap().unwrap();
        assert_eq!((book.title.as_str(), book.pages), ("Dracula", Some(418)), "{isbn}");
    }
    assert_eq!(explorer.catalogue_isbn("9780000000002".into()).await.unwrap(), None);
    assert_eq!(
        explorer.catalogue_isbn("9780141439847".into()).await.unwrap_err().code,
        ErrorCode::BadRequest
    );
    let numbers = asked(&network).await;
    assert!(
        numbers.iter().all(|asked| asked.matches("isbn").count() <= 1),
        "one number a question: {numbers:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_catalogue_that_asks_for_a_pause_is_left_alone() {
    let network = Testnet::start().await.unwrap();
    let computer = Computer::new(&network).await;
    let explorer = computer.start().await.explorer;
    library(&computer).set_catalogue_consent(Consent::Yes).unwrap();
    let headers = vec![("retry-after", "600".to_owned())];
    let busy = Action::Reply { status: 429, headers, body: serde_json::json!({}) };
    network.fault(&Fault::on("searchBooks", busy).at(Door::Catalogue)).await.unwrap();
    for _ in 0..3 {
        let error = explorer.catalogue_search("Dune".into()).await.unwrap_err();
        assert_eq!((error.code, error.retryable), (ErrorCode::CatalogueDown, true));
    }
    assert_eq!(asked(&network).await.len(), 1);
}

async fn planned(
    explorer: &explorer::Explorer,
    done: impl Fn(&explorer::views::PlanView) -> bool,
) -> explorer::views::PlanView {
    loop {
        match explorer.subscribe(|_| ()).await.unwrap().plan {
            Some(plan) if done(&plan) => return plan,
            _ => tokio::task::yield_now().await,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_looked_up_behind_the_plan_and_wrong_numbers_are_not_believed() {
    let network = Testnet::start().await.unwrap();
    let computer = Computer::new(&network).await;
    let explorer = computer.start().await.explorer;
    library(&computer).set_catalogue_consent(Consent::Yes).unwrap();
    let path = computer.path().join("export.csv");
    // The third row has the number of another book; the fourth has initials for a name.
    let rows = "Title,Authors,ISBN/UID,Read Status,Star Rating\n\
                Dracula,Bram Stoker,,read,4.0\n\
                The Left Hand of Darkness: Deluxe Edition,Ursula K. Le Guin,,read,5.0\n\
                Salt and Letters,Nobody Known,9780441013593,read,\n\
                Middlemarch,G. Eliot,,to-read,\n";
    std::fs::write(&path, rows).unwrap();
    explorer.preview_import(vec![path]).await;
    let first = explorer.subscribe(|_| ()).await.unwrap().plan.unwrap();
    assert_eq!((first.sums.new, first.rows), (4, 4), "usable at once");
    let plan = planned(&explorer, |plan| plan.look_up.state == explorer::views::LookUpState::Done).await;
    let tiles = plan.tiles;
    assert_eq!((tiles.exact, tiles.strong, tiles.review, tiles.no_match), (2, 0, 1, 1), "{plan:?}");
    let asked = asked(&network).await;
    assert!(asked[..4].iter().all(|asked| asked.contains("id=bk_")), "one id for every row first: {asked:?}");

    let review = PlanQuery { show: PlanFilter::Review, text: String::new() };
    assert_eq!(explorer.decide_rows(review, None, RowDecision::Accept).await.unwrap(), 1);
    let plan = planned(&explorer, |plan| plan.tiles.open == 0).await;
    assert_eq!((plan.sums.new, plan.sums.needs_you), (4, 0));
    explorer.commit_import(plan.revision).await.unwrap();
    let titles: Vec<String> =
        explorer.books(support::all(), 0, 10).await.unwrap().rows.into_iter().map(|row| row.title).collect();
    assert_eq!(titles, ["Dracula", "The Left Hand of Darkness", "Middlemarch", "Salt and Letters"]);
}
