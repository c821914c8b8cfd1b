//! Claims about the client that follows redirects.

use super::{super::*, *};
use crate::picture::{PictureFault, PictureKind, tests::png};
use crate::test_server::{Reply, TestServer};
use std::time::{Duration, Instant};

fn client() -> ForeignClient {
    let network = Network { development: true, ..Network::default() };
    ForeignClient::scripted(development(), &network, Lookup::System)
}

fn redirect(to: impl AsRef<str>) -> Reply {
    Reply::status(302, &[("Location", to.as_ref())], "")
}

async fn fetch(url: Url) -> Result<HttpResponse, FetchError> {
    client().get(url, Source::Stranger, 1000).await
}

#[tokio::test]
async fn follows_a_redirect_to_another_server_with_nothing_but_the_address() {
    let other = TestServer::start(|_| Reply::ok("image/png", png(2, 3))).await;
    let target = other.url("/cover?size=m").to_string();
    let server = TestServer::start(move |_| redirect(&target)).await;
    let picture = client().picture(server.url("/cover"), Source::Stranger).await.unwrap();
    assert_eq!((picture.kind(), picture.size()), (PictureKind::Png, (2, 3)));
    let seen = other.seen();
    assert_eq!(seen[0].line(), "GET /cover?size=m");
    for credential in ["authorization", "dpop", "cookie", "referer"] {
        assert_eq!(seen[0].header(credential), None, "{credential}");
    }
}

#[tokio::test]
async fn three_redirects_are_followed_and_no_fourth() {
    let server = TestServer::start(|seen| match seen.line().trim_start_matches("GET /").parse::<u8>() {
        Ok(0) => Reply::ok("text/plain", "here"),
        Ok(left) => redirect(format!("/{}", left - 1)),
        Err(_) => Reply::not_found(),
    })
    .await;
    assert_eq!(&fetch(server.url("/3")).await.unwrap().body[..], b"here");
    assert_eq!(server.seen().len(), 4);
    let error = fetch(server.url("/4")).await.unwrap_err();
    assert!(matches!(error, FetchError::TooManyRedirects { .. }), "{error:?}");
    assert_eq!(server.lines()[4..], ["GET /4", "GET /3", "GET /2", "GET /1"]);
}

#[tokio::test]
async fn a_redirect_to_nowhere_is_an_error() {
    for location in [&[][..], &[("Location", "http://")], &[("Location", "/a"), ("Location", "/b")]] {
        let server = TestServer::start(move |_| Reply::status(307, location, "")).await;
        let error = fetch(server.url("/")).await.unwrap_err();
        assert!(matches!(error, FetchError::BadRedirect { .. }), "{location:?}: {error:?}");
        assert_eq!(server.seen().len(), 1);
    }
}

#[tokio::test]
async fn each_hop_is_judged_like_the_first() {
    for target in [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:image/png;base64,iVBORw0KGgo=",
        "http://169.254.169.254/latest/meta-data/",
        "http://192.168.1.10/",
        "https://cdn.example.com/cover.png",
    ] {
        let server = TestServer::start(move |_| redirect(target)).await;
        let network = Network { development: true, ..Network::default() };
        let answers = [("cdn.example.com".to_owned(), vec![vec!["10.0.0.7".parse().unwrap()]])];
        let lookup = Lookup::Scripted(std::sync::Mutex::new(answers.into()));
        let client = ForeignClient::scripted(development(), &network, lookup);
        let error = client.get(server.url("/"), Source::Stranger, 1000).await.unwrap_err();
        let refused = matches!(
            error,
            FetchError::Http(HttpError::InsecureUrl { .. } | HttpError::AddressRefused { .. })
        );
        assert!(refused, "{target}: {error:?}");
    }
}

#[tokio::test]
async fn on_the_real_network_nothing_leads_back_to_http() {
    let network = Network::default();
    let client = ForeignClient::scripted(scripted(&network, &[]), &network, Lookup::System);
    let url = "http://covers.example.com/1.png".parse().unwrap();
    let error = client.get(url, Source::Stranger, 1000).await.unwrap_err();
    assert!(matches!(error, FetchError::Http(HttpError::InsecureUrl { .. })), "{error:?}");
}

/// What was agreed to for an account's own server is no way into the same network for a record's link.
#[tokio::test]
async fn permission_for_a_private_server_is_its_accounts_alone() {
    let network = Network { allow_private: PrivateHosts::from_iter(["192.168.1.10"]), ..Network::default() };
    let own = scripted(&network, &[]);
    let client = ForeignClient::scripted(own.clone(), &network, Lookup::System);
    let url: Url = "https://192.168.1.10:1/".parse().unwrap();
    assert_eq!(own.check(&url), Ok(()), "the account's own server may be asked");
    let error = client.get(url, Source::Stranger, 1000).await.unwrap_err();
    assert!(matches!(error, FetchError::Http(HttpError::PrivateAddress { .. })), "{error:?}");
}

#[tokio::test]
async fn the_cap_and_the_deadline_hold_for_the_whole_way() {
    let server = TestServer::start(|_| Reply::ok("text/plain", vec![b'x'; 1001])).await;
    let error = fetch(server.url("/")).await.unwrap_err();
    assert!(matches!(error, FetchError::Http(HttpError::TooLarge { limit: 1000, .. })), "{error:?}");

    let slow = TestServer::start(|_| Reply::Silence).await;
    let target = slow.url("/").to_string();
    let server = TestServer::start(move |_| redirect(&target)).await;
    let started = Instant::now();
    let short = Duration::from_millis(200);
    let error = client().follow(server.url("/"), Source::Stranger, None, 1000, short).await.unwrap_err();
    assert!(matches!(error, FetchError::Http(HttpError::UnknownOutcome { .. })), "{error:?}");
    assert!(started.elapsed() < Duration::from_secs(5), "a deadline that does not hold");
}

#[tokio::test]
async fn what_is_no_success_or_no_picture_is_an_error() {
    let server = TestServer::start(|_| Reply::not_found()).await;
    let error = fetch(server.url("/")).await.unwrap_err();
    assert!(matches!(error, FetchError::Status { status: 404, .. }), "{error:?}");
    let server = TestServer::start(|_| Reply::ok("image/png", "<svg onload='alert(1)'/>")).await;
    let error = client().picture(server.url("/"), Source::Stranger).await.unwrap_err();
    assert_eq!(error, FetchPictureError::Picture(PictureFault::Kind));
}
