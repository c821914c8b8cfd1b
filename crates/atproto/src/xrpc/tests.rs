//! Claims about calls and answers.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::{HeaderMap, HeaderName, HeaderValue};
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::Nsid;

const METHOD: Nsid = Nsid::from_static("com.atproto.repo.listRecords");

#[test]
fn a_call_goes_to_the_origin_of_its_service() {
    let request = Request::query(METHOD).param("repo", "did:plc:a").param("q", "a b&c=é").param("q", "2");
    for service in ["https://pds.books.net", "https://pds.books.net/some/path?x=1#y"] {
        let url = request.url(&service.parse().unwrap());
        let expected = "https://pds.books.net/xrpc/com.atproto.repo.listRecords?repo=did%3Aplc%3Aa&q=a+b%26c%3D%C3%A9&q=2";
        assert_eq!(url.as_str(), expected);
    }
    let bare = Request::query(METHOD).url(&"https://pds.books.net".parse().unwrap());
    assert_eq!(bare.query(), None);
}

#[test]
fn a_procedure_is_a_post_with_its_body() {
    let http = Request::procedure(METHOD).json(&json!({"a": 1})).to_http(&"https://x.y".parse().unwrap());
    assert_eq!(http.method, http::Method::POST);
    assert_eq!(http.headers.get("content-type").unwrap(), "application/json");
    assert_eq!(http.body.unwrap(), "{\"a\":1}");
}

#[test]
fn an_error_is_read_whatever_its_body() {
    let read = |body: &str| XrpcError::read(400, body.as_bytes());
    let error = read(r#"{"error":"InvalidSwap","message":"Commit was at\n x"}"#);
    assert!(error.is("InvalidSwap"));
    assert_eq!(error.message.as_deref(), Some("Commit was at x"));
    assert_eq!(error.to_string(), "the server answered 400 InvalidSwap");
    for body in ["", "<html>", "[]", "7", r#"{"error":7,"message":null}"#] {
        let error = read(body);
        assert_eq!((error.error, error.message), (None, None), "{body}");
    }
    let long = read(&json!({"error": "x\u{202e}y", "message": "m".repeat(1_000_000)}).to_string());
    assert_eq!(long.error.as_deref(), Some("xy"));
    assert_eq!(long.message.unwrap().chars().count(), 300);
}

fn limits(headers: &[(&'static str, &str)]) -> RateLimit {
    let pairs = headers.iter().map(|(n, v)| (HeaderName::from_static(n), HeaderValue::from_str(v).unwrap()));
    RateLimit::from_headers(&pairs.collect::<HeaderMap>())
}

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

const NOW: u64 = 1_800_000_000;

#[test]
fn budgets_are_read_from_the_headers() {
    let budget = limits(&[
        ("ratelimit-limit", "5000"),
        ("ratelimit-remaining", "0"),
        ("ratelimit-reset", "1800003600"),
        ("ratelimit-policy", "5000;w=3600"),
    ]);
    assert_eq!(budget.limit, Some(5000));
    assert_eq!(budget.remaining, Some(0));
    assert_eq!(budget.window, Some(3600));
    assert_eq!(budget.retry_at(at(NOW)), Some(at(NOW + 3600)));
    assert_eq!(limits(&[]), RateLimit::default());
    assert_eq!(limits(&[("ratelimit-limit", "many"), ("ratelimit-remaining", "-1")]), RateLimit::default());
}

#[test]
fn when_to_come_back_is_never_before_now_nor_absurdly_late() {
    let retry = |headers: &[(&'static str, &str)]| limits(headers).retry_at(at(NOW));
    assert_eq!(retry(&[]), None);
    assert_eq!(retry(&[("retry-after", "30")]), Some(at(NOW + 30)));
    assert_eq!(retry(&[("retry-after", "Fri, 15 Jan 2027 08:01:00 GMT")]), Some(at(NOW + 60)));
    assert_eq!(retry(&[("retry-after", "soon")]), None);
    assert_eq!(retry(&[("retry-after", "30"), ("ratelimit-reset", "1800003600")]), Some(at(NOW + 30)));
    assert_eq!(retry(&[("ratelimit-reset", "120")]), Some(at(NOW + 120)), "seconds from now");
    assert_eq!(retry(&[("ratelimit-reset", "1700000000")]), Some(at(NOW)));
    let two_days = Some(at(NOW + 48 * 3600));
    assert_eq!(retry(&[("ratelimit-reset", "18446744073709551615")]), two_days);
    assert_eq!(retry(&[("retry-after", "18446744073709551615")]), two_days);
}

proptest! {
    #[test]
    fn nothing_a_server_sends_makes_a_reader_panic(
        body in any::<Vec<u8>>(), value in "[ -~]{0,40}", number in any::<u64>(), status in 0_u16..1000,
    ) {
        let error = XrpcError::read(status, &body);
        prop_assert_eq!(error.status, status);
        for value in [value, number.to_string(), format!("{number};w={number}")] {
            for name in ["retry-after", "ratelimit-reset", "ratelimit-policy", "ratelimit-limit"] {
                let _ = limits(&[(name, &value)]).retry_at(at(NOW));
            }
        }
    }
}
