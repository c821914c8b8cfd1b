//! The loopback redirect: a listener on 127.0.0.1 that is open only while a sign-in waits.
//!
//! [RFC 8252 §7.3](https://www.rfc-editor.org/rfc/rfc8252#section-7.3) lets a native app receive the authorization
//! response there. Any web page and any program can call the port, so a request counts only when it is exactly
//! `GET /callback` with this listener's own `Host` (which defeats DNS rebinding), at most 8 KB, and even then it is
//! nothing but a candidate: the OAuth client checks it like a deep link, and a wrong one changes nothing. The answer is
//! a fixed page that echoes nothing.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

/// Bytes of a request head that are read before it is refused.
const HEAD_LIMIT: usize = 8 * 1024;
/// Connections served at the same time.
const CONNECTIONS: usize = 8;
/// A connection that takes longer than this is dropped.
const PATIENCE: Duration = Duration::from_secs(5);

const PAGE: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Book Explorer</title>\
<body><p>Book Explorer has your answer. You can close this tab.</p></body></html>";

/// The open listener; dropping it closes the port.
#[derive(Debug)]
pub(crate) struct Loopback {
    port: u16,
    task: JoinHandle<()>,
}

impl Loopback {
    /// Binds an ephemeral port on 127.0.0.1 and calls `on_callback` with the raw query of every plausible request.
    pub(crate) async fn open(on_callback: impl Fn(String) + Send + Sync + 'static) -> std::io::Result<Self> {
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
        let port = listener.local_addr()?.port();
        let task = tokio::spawn(serve(listener, port, Arc::new(on_callback)));
        Ok(Self { port, task })
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for Loopback {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(listener: TcpListener, port: u16, on_callback: Arc<impl Fn(String) + Send + Sync + 'static>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = places.clone().acquire_owned().await else { return };
        let Ok((stream, _)) = listener.accept().await else { continue };
        let on_callback = on_callback.clone();
        tokio::spawn(async move {
            let _ = tokio::time::timeout(PATIENCE, answer(stream, port, &*on_callback)).await;
            drop(place);
        });
    }
}

async fn answer(mut stream: TcpStream, port: u16, on_callback: &impl Fn(String)) -> std::io::Result<()> {
    let head = read_head(&mut stream).await?;
    match head.as_deref().and_then(|head| callback_query(head, port)) {
        Some(query) => {
            on_callback(query);
            write_page(&mut stream, "200 OK", PAGE).await?;
        }
        None => write_page(&mut stream, "404 Not Found", "").await?,
    }
    stream.shutdown().await
}

/// The request head, or `None` when it does not end within [`HEAD_LIMIT`].
async fn read_head(stream: &mut TcpStream) -> std::io::Result<Option<Vec<u8>>> {
    let mut head = Vec::new();
    let mut chunk = [0; 1024];
    while head.len() < HEAD_LIMIT {
        let read = stream.read(&mut chunk).await?;
        head.extend_from_slice(chunk.get(..read).unwrap_or_default());
        if head.windows(4).any(|window| window == b"\r\n\r\n") {
            return Ok(Some(head));
        }
        if read == 0 {
            break;
        }
    }
    Ok(None)
}

/// The query of an exact `GET /callback?…` sent to this listener by name.
fn callback_query(head: &[u8], port: u16) -> Option<String> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut request = httparse::Request::new(&mut headers);
    if !request.parse(head).ok()?.is_complete() || request.method != Some("GET") {
        return None;
    }
    let (path, query) = request.path?.split_once('?')?;
    let own_host = format!("127.0.0.1:{port}");
    let mut hosts = request.headers.iter().filter(|header| header.name.eq_ignore_ascii_case("host"));
    let named = hosts.next().is_some_and(|host| host.value == own_host.as_bytes()) && hosts.next().is_none();
    (path == "/callback" && named && !query.contains('#')).then(|| query.to_owned())
}

async fn write_page(stream: &mut TcpStream, status: &str, page: &str) -> std::io::Result<()> {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nContent-Security-Policy: default-src 'none'\r\n\
         X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
        page.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(page.as_bytes()).await
}

#[cfg(test)]
mod tests;
