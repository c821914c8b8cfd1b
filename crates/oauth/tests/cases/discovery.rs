use oauth::{AuthorizeError, DiscoveryError, MetadataFault, ParError};
use rogue::{Endpoint, Fault};
use serde_json::{Value, json};

use crate::support::{Scene, scene};

async fn found(endpoint: Endpoint, fault: Fault) -> (Scene, AuthorizeError) {
    let scene = scene().await;
    scene.rogue.break_next(endpoint, 9, fault);
    let error = scene.authorize().await.unwrap_err();
    assert!(scene.computer.rows().is_empty());
    (scene, error)
}

async fn fault(endpoint: Endpoint, edit: fn(&mut Value)) -> MetadataFault {
    match found(endpoint, Fault::Edit(edit)).await.1 {
        AuthorizeError::Discovery(DiscoveryError::Metadata { fault, .. }) => fault,
        other => panic!("{other:?}"),
    }
}

/// Case 16.
#[tokio::test]
async fn resource_metadata_is_not_followed_elsewhere_and_must_name_the_resource() {
    let (_, error) = found(Endpoint::ResourceMetadata, Fault::redirect("http://127.0.0.1:1/x")).await;
    assert!(matches!(error, AuthorizeError::Discovery(DiscoveryError::Redirected { .. })));
    let wrong = fault(Endpoint::ResourceMetadata, |it| it["resource"] = "https://other.example".into()).await;
    assert_eq!(wrong, MetadataFault::Resource);
    // 404: the server itself is asked, which here is no authorization server.
    let (scene, error) = found(Endpoint::ResourceMetadata, Fault::json(404, &json!({}))).await;
    assert!(matches!(error, AuthorizeError::Discovery(DiscoveryError::NoOauth)));
    assert_eq!(scene.rogue.count(Endpoint::ServerMetadata), 1);
}

/// Case 17; more spellings in `metadata`.
#[tokio::test]
async fn an_issuer_other_than_the_one_asked_is_refused() {
    let wrong = fault(Endpoint::ServerMetadata, |it| it["issuer"] = "https://other.example".into()).await;
    assert_eq!(wrong, MetadataFault::Issuer);
}

/// Case 18, what a server can send without end.
#[tokio::test]
async fn metadata_without_end_and_bombs_are_cut_off() {
    for fault in [Fault::Endless, Fault::Bomb] {
        let (_, error) = found(Endpoint::ServerMetadata, fault).await;
        let AuthorizeError::Discovery(DiscoveryError::Http(error)) = error else { panic!("{error:?}") };
        assert!(matches!(error, atproto::http::HttpError::TooLarge { .. }), "{error:?}");
    }
}

/// Case 19; more forms in `metadata`.
#[tokio::test]
async fn what_is_no_metadata_is_a_typed_error() {
    let (_, error) = found(Endpoint::ServerMetadata, Fault::html(200)).await;
    assert!(matches!(error, AuthorizeError::Discovery(DiscoveryError::NotJson { .. })));
    let wrong = fault(Endpoint::ServerMetadata, |it| it["scopes_supported"] = "atproto".into()).await;
    assert_eq!(wrong, MetadataFault::Malformed);
}

/// Case 20.
#[tokio::test]
async fn two_or_no_authorization_servers_are_refused() {
    let none = fault(Endpoint::ResourceMetadata, |it| it["authorization_servers"] = json!([])).await;
    assert_eq!(none, MetadataFault::AuthorizationServers(0));
    let two = fault(Endpoint::ResourceMetadata, |it| {
        it["authorization_servers"] = json!(["https://a.example", "https://b.example"]);
    });
    assert_eq!(two.await, MetadataFault::AuthorizationServers(2));
}

/// Case 21.
#[tokio::test]
async fn a_server_that_protects_other_resources_is_refused() {
    let wrong =
        fault(Endpoint::ServerMetadata, |it| it["protected_resources"] = json!(["https://other.example"]));
    assert_eq!(wrong.await, MetadataFault::ProtectedResources);
}

/// Case 22; more schemes in `metadata`.
#[tokio::test]
async fn an_address_a_browser_must_not_open_is_refused() {
    let wrong =
        fault(Endpoint::ServerMetadata, |it| it["authorization_endpoint"] = "file:///etc/passwd".into())
            .await;
    assert_eq!(wrong, MetadataFault::Url("authorization_endpoint"));
}

/// Case 28.
#[tokio::test]
async fn a_refused_pushed_request_is_typed_and_not_repeated() {
    let busy = Fault::Reply {
        status: 429,
        headers: vec![("Retry-After", "7".into())],
        body: ("text/plain", vec![]),
    };
    type Expected = fn(&ParError) -> bool;
    let cases: [(Fault, Expected, bool); 6] = [
        (
            Fault::json(400, &json!({"error": "invalid_scope"})),
            |e| matches!(e, ParError::Refused { error, .. } if error == "invalid_scope"),
            false,
        ),
        (
            Fault::json(401, &json!({"error": "invalid_client"})),
            |e| matches!(e, ParError::Refused { .. }),
            false,
        ),
        (busy, |e| matches!(e, ParError::Busy { retry_after: Some(wait) } if wait.as_secs() == 7), true),
        (Fault::html(503), |e| matches!(e, ParError::ServerFailed(503)), true),
        (
            Fault::json(200, &json!({"request_uri": "urn:x", "expires_in": 60})),
            |e| matches!(e, ParError::UnexpectedStatus(200)),
            false,
        ),
        (Fault::html(201), |e| matches!(e, ParError::Malformed), false),
    ];
    for (fault, expected, retryable) in cases {
        let (scene, error) = found(Endpoint::Par, fault).await;
        let AuthorizeError::Par(error) = error else { panic!("{error:?}") };
        assert!(expected(&error), "{error:?}");
        assert_eq!(error.is_retryable(), retryable);
        assert_eq!(scene.rogue.count(Endpoint::Par), 1);
    }
}

/// Case 29.
#[tokio::test]
async fn a_server_without_pushed_requests_is_refused() {
    let wrong = fault(Endpoint::ServerMetadata, |it| {
        it.as_object_mut().unwrap().remove("pushed_authorization_request_endpoint");
    });
    assert_eq!(wrong.await, MetadataFault::Url("pushed_authorization_request_endpoint"));
    let lax =
        fault(Endpoint::ServerMetadata, |it| it["require_pushed_authorization_requests"] = false.into())
            .await;
    assert_eq!(lax, MetadataFault::Lacks { field: "require_pushed_authorization_requests", value: "true" });
}

/// Case 30: the page knows until when the address is good, and a new sign-in starts clean.
#[tokio::test]
async fn an_address_says_until_when_it_can_be_opened() {
    let scene = scene().await;
    let authorization = scene.authorize().await.unwrap();
    let now = (scene.rogue.clock())();
    assert_eq!(authorization.open_before.duration_since(now).unwrap().as_secs(), 300);
    assert_eq!(authorization.expires_at.duration_since(now).unwrap().as_secs(), 600);
    scene.rogue.advance(360);
    scene.sign_in().await;
}
