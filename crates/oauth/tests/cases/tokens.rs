use oauth::{CallbackError, RepoAction, TokenFault};
use rogue::{Endpoint, Fault};
use serde_json::Value;

use crate::support::{scene, works};

/// What becomes of a sign-in whose token reply is edited like this; nothing may be left at the server.
async fn edited(edit: fn(&mut Value)) -> CallbackError {
    let scene = scene().await;
    let (_, answer) = scene.answered().await;
    scene.rogue.break_next(Endpoint::Code, 1, Fault::Edit(edit));
    let error = scene.callback(&answer).await.unwrap_err();
    assert_eq!(scene.rogue.sessions(), 0, "the tokens were not given back");
    assert!(scene.client.accounts().unwrap().is_empty());
    error
}

fn without(reply: &mut Value, name: &str) {
    reply.as_object_mut().unwrap().remove(name);
}

/// Case 31.
#[tokio::test]
async fn tokens_not_bound_to_the_key_are_discarded_and_revoked() {
    for edit in [
        |reply: &mut Value| reply["token_type"] = "Bearer".into(),
        |reply: &mut Value| without(reply, "token_type"),
    ] {
        assert!(matches!(edited(edit).await, CallbackError::Tokens(TokenFault::NotDpop)));
    }
    let scene = scene().await;
    let (_, answer) = scene.answered().await;
    scene.rogue.break_next(Endpoint::Code, 1, Fault::Edit(|reply| reply["token_type"] = "dpop".into()));
    works(&scene.callback(&answer).await.unwrap()).await;
}

/// Case 32.
#[tokio::test]
async fn tokens_of_nobody_or_of_another_account_are_discarded_and_revoked() {
    for edit in [|reply: &mut Value| reply["sub"] = "alice".into(), |reply: &mut Value| without(reply, "sub")]
    {
        assert!(matches!(edited(edit).await, CallbackError::Tokens(TokenFault::Subject)));
    }
    let scene = scene().await;
    let bob = scene.rogue.account("bob.test");
    let authorization = scene.authorize().await.unwrap();
    let answer = scene.rogue.consent(&authorization.url, &bob);
    let error = scene.callback(&answer).await.unwrap_err();
    let CallbackError::AnotherAccount { asked, signed_in } = error else { panic!("{error:?}") };
    assert_eq!((asked.as_str(), signed_in.as_str()), (scene.did.as_str(), bob.as_str()));
    assert_eq!(scene.rogue.sessions(), 0);
}

/// Case 32: an account whose own server names another issuer.
#[tokio::test]
async fn a_server_without_authority_over_the_account_is_not_believed() {
    let (scene, other) = (scene().await, rogue::Rogue::on_two_origins().await);
    let victim = scene.rogue.account("victim.test");
    scene.rogue.change_account(&victim, "victim.test", &other.pds);
    let who = atproto::AtIdentifier::Server(scene.rogue.pds.clone());
    let authorization = scene.client.authorize(&who, crate::support::OPTIONS, |_| {}).await.unwrap();
    let answer = scene.rogue.consent(&authorization.url, &victim);
    let error = scene.callback(&answer).await.unwrap_err();
    assert!(matches!(error, CallbackError::NoAuthority(did) if did.as_str() == victim));
    assert_eq!(scene.rogue.sessions(), 0);
}

/// Case 33.
#[tokio::test]
async fn a_grant_without_atproto_is_discarded_and_a_narrower_one_is_kept() {
    for edit in [
        |reply: &mut Value| reply["scope"] = "transition:generic".into(),
        |reply: &mut Value| without(reply, "scope"),
    ] {
        assert!(matches!(edited(edit).await, CallbackError::Tokens(TokenFault::Scope)));
    }
    let scene = scene().await;
    let (_, answer) = scene.answered().await;
    scene.rogue.break_next(
        Endpoint::Code,
        1,
        Fault::Edit(|reply| {
            reply["scope"] = "atproto repo:buzz.bookhive.book?action=create future:thing".into();
        }),
    );
    let session = scene.callback(&answer).await.unwrap();
    assert!(session.scope().allows(RepoAction::Create, "buzz.bookhive.book"));
    assert!(!session.scope().allows(RepoAction::Delete, "buzz.bookhive.book"));
    assert!(session.scope().contains("future:thing"));
}

#[tokio::test]
async fn a_first_reply_without_a_refresh_token_is_discarded() {
    let scene = scene().await;
    let (_, answer) = scene.answered().await;
    scene.rogue.break_next(Endpoint::Code, 1, Fault::Edit(|reply| without(reply, "refresh_token")));
    let error = scene.callback(&answer).await.unwrap_err();
    assert!(matches!(error, CallbackError::Tokens(TokenFault::NoRefreshToken)));
    assert_eq!(scene.rogue.sessions(), 0);
}

/// Case 34; the values are tried one by one in `token`.
#[tokio::test]
async fn a_nonsense_lifetime_does_not_hurt() {
    let scene = scene().await;
    let (_, answer) = scene.answered().await;
    scene.rogue.break_next(Endpoint::Code, 1, Fault::Edit(|reply| reply["expires_in"] = (-1).into()));
    let session = scene.callback(&answer).await.unwrap();
    works(&session).await;
    assert_eq!(scene.rogue.count(Endpoint::Refresh), 0);
}
