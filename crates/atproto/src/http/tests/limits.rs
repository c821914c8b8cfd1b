use super::{super::*, *};
use crate::test_server::{Reply, TestServer};
use std::time::{Duration, Instant};

const SHORT: Duration = Duration::from_millis(200);

async fn too_large(reply: impl Fn() -> Reply + Send + Sync + 'static) {
    let server = TestServer::start(move |_| reply()).await;
    let request = HttpRequest::get(server.url("/")).max_bytes(1000).deadline(Duration::from_secs(5));
    match development().send(request).await {
        Err(error @ HttpError::TooLarge { limit: 1000, status: 200, .. }) => {
            assert!(error.may_have_arrived())
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn cuts_an_announced_length_at_the_cap() {
    too_large(|| Reply::ok("text/plain", vec![b'x'; 10_000_000])).await;
}

#[tokio::test]
async fn cuts_an_answer_without_length_at_the_cap() {
    let body = [b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec(), vec![b'x'; 1001]].concat();
    too_large(move || Reply::Raw(body.clone())).await;
}

#[tokio::test]
async fn cuts_a_chunked_answer_at_the_cap() {
    let chunk = format!("200\r\n{}\r\n", "x".repeat(512)).repeat(2);
    let answer = format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{chunk}0\r\n\r\n");
    too_large(move || Reply::Raw(answer.clone().into_bytes())).await;
}

#[tokio::test]
async fn an_answer_of_exactly_the_cap_is_whole() {
    let server = TestServer::start(|_| Reply::ok("text/plain", vec![b'x'; 1000])).await;
    let response = development().send(HttpRequest::get(server.url("/")).max_bytes(1000)).await.unwrap();
    assert_eq!(response.body.len(), 1000);
}

#[tokio::test]
async fn counts_a_compressed_bomb_by_what_it_unpacks_to() {
    let bomb = gzip_of_zeros(50_000_000);
    assert!(bomb.len() < 500_000);
    too_large(move || Reply::status(200, &[("Content-Encoding", "gzip")], &bomb)).await;
}

#[tokio::test]
async fn unpacks_what_is_small_enough() {
    let server =
        TestServer::start(|_| Reply::status(200, &[("Content-Encoding", "gzip")], gzip_stored(b"hello")))
            .await;
    let response = development().send(HttpRequest::get(server.url("/"))).await.unwrap();
    assert_eq!(&response.body[..], b"hello");
}

async fn ends_in_time(reply: fn() -> Reply) -> HttpError {
    let server = TestServer::start(move |_| reply()).await;
    let started = Instant::now();
    let request = HttpRequest::post(server.url("/"), "text/plain", "x").deadline(SHORT);
    let error = development().send(request).await.unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(5), "a deadline that does not hold");
    error
}

#[tokio::test]
async fn a_silent_server_is_left_at_the_deadline() {
    let error = ends_in_time(|| Reply::Silence).await;
    assert!(matches!(error, HttpError::UnknownOutcome { fault: WaitFault::Timeout, .. }), "{error:?}");
}

#[tokio::test]
async fn a_dripping_head_is_left_at_the_deadline() {
    let error = ends_in_time(|| Reply::Drip(b"HTTP/1.1 200 OK\r\nX: ".to_vec(), b'x')).await;
    assert!(matches!(error, HttpError::UnknownOutcome { fault: WaitFault::Timeout, .. }), "{error:?}");
}

#[tokio::test]
async fn a_dripping_body_is_left_at_the_deadline() {
    let error = ends_in_time(|| Reply::Drip(b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), b' ')).await;
    assert!(matches!(error, HttpError::UnknownOutcome { fault: WaitFault::Timeout, .. }), "{error:?}");
}

#[tokio::test]
async fn a_deadline_during_the_handshake_proves_that_nothing_was_sent() {
    // It accepts connections and never says hello.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let request = HttpRequest::post("https://pds.example.com/".parse().unwrap(), "text/plain", "grant");
    let error = real("pds.example.com", address).send(request.deadline(SHORT)).await.unwrap_err();
    assert!(!error.may_have_arrived());
    assert!(matches!(error, HttpError::NotSent { fault: SendFault::Timeout, .. }), "{error:?}");
}

#[tokio::test]
async fn endless_headers_are_refused() {
    let error = {
        let head = format!("HTTP/1.1 200 OK\r\n{}\r\n", "X-Filler: x\r\n".repeat(5000));
        let server = TestServer::start(move |_| Reply::Raw(head.clone().into_bytes())).await;
        development().send(HttpRequest::get(server.url("/"))).await.unwrap_err()
    };
    assert!(matches!(error, HttpError::UnknownOutcome { .. }), "{error:?}");
}

const GZIP_HEAD: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];

/// One stored block, with the checksum of `hello`.
fn gzip_stored(text: &[u8; 5]) -> Vec<u8> {
    let checksum: u32 = 0x3610_a686;
    let block = [&[1, 5, 0, 250, 255][..], text].concat();
    [&GZIP_HEAD[..], &block, &checksum.to_le_bytes(), &5_u32.to_le_bytes()].concat()
}

/// A zero, and then copies of it: 258 bytes out of every 13 bits, in the fixed code of RFC 1951 section 3.2.6.
/// The checksum is wrong, which only somebody who unpacks all of it finds out.
fn gzip_of_zeros(bytes: usize) -> Vec<u8> {
    let mut bits: Vec<bool> = vec![true, true, false];
    let mut code = |value: u16, length: u32| bits.extend((0..length).rev().map(|bit| value >> bit & 1 == 1));
    code(0b0011_0000, 8);
    for _ in 0..bytes / 258 {
        code(0b1100_0101, 8);
        code(0, 5);
    }
    code(0, 7);
    let packed = bits.chunks(8).map(|byte| byte.iter().rev().fold(0, |sum, bit| sum << 1 | u8::from(*bit)));
    GZIP_HEAD.into_iter().chain(packed).chain([0; 8]).collect()
}
