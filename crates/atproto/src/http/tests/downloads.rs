use super::{super::*, *};
use crate::test_server::{Reply, TestServer};
use std::time::Duration;

async fn download(
    reply: impl Fn() -> Reply + Send + Sync + 'static,
    limit: u64,
) -> (Result<u64, DownloadError>, usize) {
    let server = TestServer::start(move |_| reply()).await;
    let request = HttpRequest::get(server.url("/")).deadline(Duration::from_millis(300));
    let mut bytes = 0;
    let outcome = development()
        .download(request, limit, |piece| {
            bytes += piece.len();
            Ok(())
        })
        .await;
    (outcome, bytes)
}

#[tokio::test]
async fn every_byte_of_a_long_answer_is_handed_on() {
    let (outcome, bytes) =
        download(|| Reply::ok("application/vnd.ipld.car", vec![b'x'; 3_000_000]), 3_000_000).await;
    assert_eq!((outcome.unwrap(), bytes), (3_000_000, 3_000_000));
}

#[tokio::test]
async fn no_byte_beyond_the_limit_is_handed_on() {
    let (outcome, bytes) = download(|| Reply::ok("text/plain", vec![b'x'; 3_000_000]), 1_000_000).await;
    assert!(matches!(outcome, Err(DownloadError::Http(HttpError::TooLarge { .. }))), "{outcome:?}");
    assert!(bytes <= 1_000_000);
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_no_whole_one() {
    let broken = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nConnection: close\r\n\r\nhalf".to_vec();
    let (outcome, _) = download(move || Reply::Raw(broken.clone()), 1000).await;
    assert!(matches!(outcome, Err(DownloadError::Http(HttpError::UnknownOutcome { .. }))), "{outcome:?}");
}

#[tokio::test]
async fn a_refusal_is_told_by_its_status_and_nothing_is_handed_on() {
    let (outcome, bytes) = download(|| Reply::status(404, &[], b"no such repository"), 1000).await;
    assert!(matches!(outcome, Err(DownloadError::Status(404))), "{outcome:?}");
    assert_eq!(bytes, 0);
}

#[tokio::test]
async fn a_full_disk_ends_the_download() {
    let server = TestServer::start(|_| Reply::ok("text/plain", vec![b'x'; 10])).await;
    let full = |_: &[u8]| Err(std::io::ErrorKind::StorageFull.into());
    let outcome = development().download(HttpRequest::get(server.url("/")), 100, full).await;
    assert!(matches!(outcome, Err(DownloadError::Take(_))), "{outcome:?}");
}
