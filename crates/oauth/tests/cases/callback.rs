use oauth::{CallbackError, CallbackParams, DocumentSource};
use rogue::{Endpoint, Rogue};

use crate::support::{OPTIONS, params, scene, works};

fn altered(answer: &str, from: &str, to: &str) -> String {
    let changed = answer.replace(from, to);
    assert_ne!(changed, answer);
    changed
}

/// The `iss` parameter as it stands in an answer.
fn iss(rogue: &Rogue) -> String {
    format!("iss={}", rogue.issuer.as_str().trim_end_matches('/').replace(':', "%3A").replace('/', "%2F"))
}

/// Cases 1 and 15.
#[tokio::test]
async fn an_unknown_state_is_ignored_and_asks_nobody() {
    let scene = scene().await;
    let forged = "internal.bookexplorer:/callback?state=made-up&iss=https%3A%2F%2Fa.example&code=x";
    let nothing_pending = scene.callback(forged).await.unwrap_err();
    assert!(matches!(nothing_pending, CallbackError::UnknownState));
    assert!(nothing_pending.is_unrelated() && !nothing_pending.ends_sign_in());
    let (_, answer) = scene.answered().await;
    let (rows, asked) = (scene.computer.rows(), scene.rogue.requests());
    assert!(matches!(scene.callback(forged).await, Err(CallbackError::UnknownState)));
    assert_eq!((scene.computer.rows(), scene.rogue.requests()), (rows, asked));
    scene.callback(&answer).await.unwrap();
}

/// Case 2.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_answer_twice_is_used_once_and_its_code_never_sent_again() {
    let scene = scene().await;
    let (_, answer) = scene.answered().await;
    let (one, other) = tokio::join!(scene.callback(&answer), scene.callback(&answer));
    let (session, error) = match (one, other) {
        (Ok(session), Err(error)) | (Err(error), Ok(session)) => (session, error),
        other => panic!("{other:?}"),
    };
    assert!(matches!(error, CallbackError::AlreadyUsed));
    let another_process = scene.computer.client(&scene.rogue);
    assert!(matches!(another_process.callback(params(&answer)).await, Err(CallbackError::AlreadyUsed)));
    assert_eq!(scene.rogue.count(Endpoint::Code), 1);
    works(&session).await;
}

/// Case 3.
#[tokio::test]
async fn fifty_bogus_answers_do_not_burn_the_real_one() {
    let scene = scene().await;
    let (_, answer) = scene.answered().await;
    let iss = iss(&scene.rogue);
    for i in 0..50 {
        let bogus = match i % 3 {
            0 => altered(&answer, &iss, "iss=https%3A%2F%2Fevil.example"),
            1 => answer.split("&code=").next().unwrap().to_owned(),
            _ => format!("internal.bookexplorer:/callback?state=bogus-{i}&{iss}&code=x"),
        };
        assert!(scene.callback(&bogus).await.unwrap_err().is_unrelated());
    }
    works(&scene.callback(&answer).await.unwrap()).await;
}

#[tokio::test]
async fn patience_with_wrong_answers_has_an_end() {
    let scene = scene().await;
    let (_, answer) = scene.answered().await;
    let wrong = altered(&answer, &iss(&scene.rogue), "iss=https%3A%2F%2Fevil.example");
    for _ in 0..100 {
        assert!(matches!(scene.callback(&wrong).await, Err(CallbackError::IssuerMismatch)));
    }
    assert!(matches!(scene.callback(&answer).await, Err(CallbackError::UnknownState)));
}

/// Cases 4 and 5.
#[tokio::test]
async fn an_issuer_that_is_missing_or_differs_by_a_byte_is_refused_before_any_token_request() {
    let scene = scene().await;
    let (_, answer) = scene.answered().await;
    let iss = iss(&scene.rogue);
    let missing = altered(&answer, &format!("&{iss}"), "");
    assert!(matches!(scene.callback(&missing).await, Err(CallbackError::IssuerMissing)));
    for other in [
        format!("{iss}%2F"),
        iss.replace("http", "HTTP"),
        iss.replace("127.0.0.1", "127.0.0.2"),
        format!("{iss}0"),
        "iss=".into(),
    ] {
        let changed = altered(&answer, &iss, &other);
        assert!(matches!(scene.callback(&changed).await, Err(CallbackError::IssuerMismatch)), "{other}");
    }
    assert_eq!(scene.rogue.count(Endpoint::Code), 0);
    scene.callback(&answer).await.unwrap();
}

/// Case 6.
#[tokio::test]
async fn codes_crossed_between_two_servers_reach_neither() {
    let (one, other) = (scene().await, Rogue::on_two_origins().await);
    let (_, answer_one) = one.answered().await;
    let bob = other.account("bob.test");
    let at_other = one.computer.client(&other);
    let who = atproto::AtIdentifier::parse("bob.test").unwrap();
    let authorization = at_other.authorize(&who, OPTIONS, |_| {}).await.unwrap();
    let answer_other = other.consent(&authorization.url, &bob);
    let part = |answer: &str, name: &str| {
        let query = answer.split_once('?').unwrap().1;
        query.split('&').find(|pair| pair.starts_with(name)).unwrap().to_owned()
    };
    // A malicious server sends the honest one's code along with its own issuer, to either sign-in.
    for (state, iss) in [(&answer_one, &answer_other), (&answer_other, &answer_one)] {
        let query = [part(state, "state="), part(iss, "iss="), part(state, "code=")].join("&");
        let crossed = format!("internal.bookexplorer:/callback?{query}");
        assert!(matches!(one.callback(&crossed).await, Err(CallbackError::IssuerMismatch)));
    }
    assert_eq!((one.rogue.count(Endpoint::Code), other.count(Endpoint::Code)), (0, 0));
}

/// Case 7.
#[tokio::test]
async fn access_denied_is_a_quiet_end() {
    let scene = scene().await;
    let authorization = scene.authorize().await.unwrap();
    let error = scene.callback(&scene.rogue.refuse(&authorization.url)).await.unwrap_err();
    assert!(matches!(error, CallbackError::Cancelled));
    assert!(error.ends_sign_in());
    assert_eq!(scene.rogue.count(Endpoint::Code), 0);
}

/// Case 8.
#[tokio::test]
async fn an_error_from_nobody_in_particular_is_not_shown_and_changes_nothing() {
    let scene = scene().await;
    let (_, answer) = scene.answered().await;
    let state = answer.split('&').next().unwrap();
    for stranger in [
        format!("{state}&error=server_error&error_description=call+0900-666"),
        format!("{state}&iss=https%3A%2F%2Fevil.example&error=access_denied&error_description=call+0900-666"),
    ] {
        let error = scene.callback(&stranger).await.unwrap_err();
        assert!(error.is_unrelated());
        assert!(!format!("{error} {error:?}").contains("0900"));
    }
    scene.callback(&answer).await.unwrap();
}

/// Case 9.
#[tokio::test]
async fn a_servers_words_are_made_fit_to_be_shown() {
    let scene = scene().await;
    let authorization = scene.authorize().await.unwrap();
    let words = format!("<b>bad\u{202e}\u{7}\n{}", "x".repeat(3000));
    let more = [("error", "server_error"), ("error_description", words.as_str())];
    let answer = scene.rogue.answer(&authorization.url, None, &more);
    let Err(CallbackError::ServerError { error, description }) = scene.callback(&answer).await else {
        panic!()
    };
    let description = description.unwrap();
    assert_eq!(error, "server_error");
    assert!(description.starts_with("<b>bad x") && description.chars().count() == 200);
    // A megabyte is not even read.
    let huge = format!("{answer}{}", "x".repeat(1_000_000));
    assert_eq!(CallbackParams::parse(&huge, crate::support::REDIRECT), Err(oauth::CallbackRejected::TooLong));
}

/// Case 13, the store's part: a process that starts with the answer finishes the sign-in of the one before.
#[tokio::test]
async fn an_answer_at_cold_start_completes_the_sign_in() {
    let scene = scene().await;
    let (_, answer) = scene.answered().await;
    let next = scene.computer.client(&scene.rogue);
    works(&next.callback(params(&answer)).await.unwrap()).await;
}

/// Case 14.
#[tokio::test]
async fn an_answer_after_ten_minutes_or_to_another_client_has_expired() {
    let scene1 = scene().await;
    let (_, answer) = scene1.answered().await;
    scene1.rogue.advance(600);
    assert!(matches!(scene1.callback(&answer).await, Err(CallbackError::Expired)));
    assert!(matches!(scene1.callback(&answer).await, Err(CallbackError::UnknownState)));
    works(&scene1.sign_in().await).await;

    let mut scene2 = scene().await;
    let (_, answer) = scene2.answered().await;
    // The placeholder document is compiled in now: another client id.
    scene2.computer.source = DocumentSource::Embedded;
    let changed = scene2.computer.client(&scene2.rogue);
    assert!(matches!(changed.callback(params(&answer)).await, Err(CallbackError::Expired)));
    assert_eq!(scene2.rogue.count(Endpoint::Code), 0);
}

#[tokio::test]
async fn a_sign_in_given_up_is_unknown_and_old_ones_are_tidied_away() {
    let scene = scene().await;
    let (authorization, answer) = scene.answered().await;
    scene.client.abandon(&authorization.state);
    assert!(matches!(scene.callback(&answer).await, Err(CallbackError::UnknownState)));
    scene.authorize().await.unwrap();
    scene.rogue.advance(601);
    scene.client.tidy().await.unwrap();
    assert!(scene.computer.rows().keys().all(|key| !key.starts_with("pending:")));
}

/// A code never goes out twice after an unknown outcome.
#[tokio::test]
async fn a_lost_reply_to_the_code_is_the_end_of_that_code() {
    let scene = scene().await;
    let (_, answer) = scene.answered().await;
    scene.rogue.break_next(Endpoint::Code, 1, rogue::Fault::CloseAfter);
    assert!(matches!(scene.callback(&answer).await, Err(CallbackError::ReplyLost(_))));
    assert!(matches!(scene.callback(&answer).await, Err(CallbackError::AlreadyUsed)));
    assert_eq!(scene.rogue.count(Endpoint::Code), 1);
}
