use super::{super::*, *};
use crate::test_server::{Reply, TestServer};

#[tokio::test]
async fn sends_method_headers_and_body_as_given() {
    let server = TestServer::start(|_| Reply::status(201, &[("DPoP-Nonce", "n1")], "made")).await;
    let request = HttpRequest::post(server.url("/par?x=1"), "application/x-www-form-urlencoded", "a=b")
        .header(HeaderName::from_static("dpop"), HeaderValue::from_static("proof"));
    let response = development().send(request).await.unwrap();
    assert_eq!((response.status, &response.body[..]), (201, &b"made"[..]));
    assert_eq!(response.header(&HeaderName::from_static("dpop-nonce")), Some("n1"));
    let seen = &server.seen()[0];
    assert_eq!(seen.line(), "POST /par?x=1");
    assert_eq!(seen.header("content-length").as_deref(), Some("3"));
    assert_eq!(seen.header("content-type").as_deref(), Some("application/x-www-form-urlencoded"));
    assert_eq!(seen.header("dpop").as_deref(), Some("proof"));
    assert!(seen.header("user-agent").unwrap().starts_with("BookExplorer/"));
    assert_eq!(seen.header("referer"), None);
    assert_eq!(seen.body(), "a=b");
}

#[tokio::test]
async fn a_post_with_an_empty_body_still_says_so() {
    let server = TestServer::start(|_| Reply::ok("text/plain", "")).await;
    let request = HttpRequest::post(server.url("/"), "text/plain", "");
    assert_eq!(development().send(request).await.unwrap().status, 200);
    assert_eq!(server.seen()[0].header("content-length").as_deref(), Some("0"));
}

#[tokio::test]
async fn follows_no_redirect() {
    let other = TestServer::start(|_| Reply::ok("text/plain", "here")).await;
    let target = other.url("/elsewhere").to_string();
    let server = TestServer::start(move |_| Reply::status(302, &[("Location", &target)], "")).await;
    let response = development().send(HttpRequest::get(server.url("/"))).await.unwrap();
    assert_eq!(response.status, 302);
    assert!(other.seen().is_empty());
}

async fn outcome(reply: fn() -> Reply) -> Result<HttpResponse, HttpError> {
    let server = TestServer::start(move |_| reply()).await;
    development().send(HttpRequest::post(server.url("/token"), "text/plain", "grant")).await
}

fn unknown(outcome: Result<HttpResponse, HttpError>) -> WaitFault {
    match outcome {
        Err(error @ HttpError::UnknownOutcome { fault, .. }) => {
            assert!(error.may_have_arrived());
            fault
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_connection_closed_after_the_request_is_an_unknown_outcome() {
    assert_eq!(unknown(outcome(|| Reply::Close).await), WaitFault::ConnectionLost);
}

#[tokio::test]
async fn an_answer_cut_short_is_an_unknown_outcome() {
    let cut = || Reply::Raw(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"access_token\":".to_vec());
    assert_eq!(unknown(outcome(cut).await), WaitFault::ConnectionLost);
}

#[tokio::test]
async fn an_answer_that_is_not_http_is_an_unknown_outcome() {
    assert_eq!(unknown(outcome(|| Reply::Raw(b"SSH-2.0-x\r\n\r\n".to_vec())).await), WaitFault::Unreadable);
}

#[tokio::test]
async fn a_broken_encoding_is_an_unknown_outcome() {
    let broken = || Reply::status(200, &[("Content-Encoding", "gzip")], "this is not gzip");
    assert_eq!(unknown(outcome(broken).await), WaitFault::Unreadable);
}

fn not_sent(outcome: Result<HttpResponse, HttpError>) -> SendFault {
    match outcome {
        Err(error @ HttpError::NotSent { fault, .. }) => {
            assert!(!error.may_have_arrived());
            fault
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn nothing_was_sent_when_nobody_listens() {
    let closed = {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap()
    };
    let request = HttpRequest::post(format!("http://{closed}/").parse().unwrap(), "text/plain", "grant");
    assert_eq!(not_sent(development().send(request).await), SendFault::Connect);
}

#[tokio::test]
async fn nothing_was_sent_when_the_name_is_unknown() {
    let http = scripted(&Network::default(), &[]);
    assert_eq!(not_sent(http.send(get("https://gone.example.com/")).await), SendFault::Dns);
}

#[tokio::test]
async fn nothing_was_sent_when_the_other_side_does_not_speak_tls() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        tokio::io::AsyncWriteExt::write_all(&mut stream, b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
    });
    let request = HttpRequest::post("https://pds.example.com/".parse().unwrap(), "text/plain", "grant");
    assert_eq!(not_sent(real("pds.example.com", address).send(request).await), SendFault::Tls);
}

#[test]
fn an_extra_root_that_is_no_certificate_is_refused() {
    for pem in ["", "hello", "-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n"] {
        let network = Network { extra_root: Some(pem.as_bytes().to_vec()), ..Network::default() };
        assert!(Http::new(&network).is_err(), "{pem:?}");
    }
}

#[test]
fn debug_and_errors_show_no_secret() {
    let request = HttpRequest::post(
        "https://as.example.com/token?code=topsecret#topsecret".parse().unwrap(),
        "text/plain",
        "topsecret",
    )
    .header(header::AUTHORIZATION, HeaderValue::from_static("DPoP topsecret"));
    let response = HttpResponse {
        status: 200,
        headers: request.headers.clone(),
        body: Bytes::from_static(b"topsecret"),
    };
    let error = HttpError::UnusableUrl { host: Host::of(&request.url) };
    let shown = format!("{request:?} {response:?} {error:?} {error} {:?}", development());
    assert!(shown.contains("as.example.com") && !shown.contains("topsecret"), "{shown}");
}
