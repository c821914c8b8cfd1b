//! A web server for tests: it listens on this machine, remembers what it was asked, and answers with whatever
//! bytes it was told, however wrong.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use url::Url;

/// What to do with one request.
pub(crate) enum Reply {
    /// Send these bytes and close.
    Raw(Vec<u8>),
    /// Send the first part at once, then the second one byte every 20 ms, without end.
    Drip(Vec<u8>, u8),
    /// Send nothing and keep the connection open.
    Silence,
    /// Close without a word.
    Close,
}

impl Reply {
    pub(crate) fn ok(media_type: &str, body: impl AsRef<[u8]>) -> Self {
        Self::status(200, &[("Content-Type", media_type)], body)
    }

    pub(crate) fn json(value: &serde_json::Value) -> Self {
        Self::ok("application/json", value.to_string())
    }

    pub(crate) fn not_found() -> Self {
        Self::status(404, &[], "nothing here")
    }

    pub(crate) fn status(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let mut bytes = format!("HTTP/1.1 {status} Whatever\r\nContent-Length: {}\r\n", body.len());
        for (name, value) in headers {
            bytes.push_str(&format!("{name}: {value}\r\n"));
        }
        bytes.push_str("Connection: close\r\n\r\n");
        Self::Raw([bytes.as_bytes(), body].concat())
    }
}

/// One request as it arrived: head and body in one.
#[derive(Clone, Debug)]
pub(crate) struct Seen(pub(crate) String);

impl Seen {
    /// Method and path: `GET /x`.
    pub(crate) fn line(&self) -> String {
        self.0.split(' ').take(2).collect::<Vec<_>>().join(" ")
    }

    pub(crate) fn host(&self) -> String {
        self.header("host").unwrap_or_default()
    }

    pub(crate) fn header(&self, name: &str) -> Option<String> {
        self.0.lines().take_while(|line| !line.is_empty()).find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        })
    }

    pub(crate) fn body(&self) -> &str {
        self.0.split_once("\r\n\r\n").map_or("", |(_, body)| body)
    }
}

pub(crate) struct TestServer {
    pub(crate) address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl TestServer {
    pub(crate) async fn start(answer: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (log, answer) = (seen.clone(), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, log.clone(), answer.clone()));
            }
        });
        Self { address, seen }
    }

    pub(crate) fn url(&self, path: &str) -> Url {
        Url::parse(&format!("http://{}{path}", self.address)).unwrap()
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.seen().iter().map(Seen::line).collect()
    }
}

async fn serve(
    mut stream: TcpStream,
    log: Arc<Mutex<Vec<Seen>>>,
    answer: Arc<impl Fn(&Seen) -> Reply + Send + Sync>,
) {
    let Some(request) = read_request(&mut stream).await else { return };
    log.lock().unwrap().push(request.clone());
    let reply = answer(&request);
    match reply {
        Reply::Raw(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        }
        Reply::Drip(start, byte) => {
            let _ = stream.write_all(&start).await;
            let mut tick = tokio::time::interval(Duration::from_millis(20));
            while stream.write_all(&[byte]).await.is_ok() {
                tick.tick().await;
            }
        }
        // Reading ends when the client gives up, and with it this connection.
        Reply::Silence => while stream.read(&mut [0; 64]).await.is_ok_and(|read| read > 0) {},
        Reply::Close => {}
    }
}

async fn read_request(stream: &mut TcpStream) -> Option<Seen> {
    let mut bytes = Vec::new();
    loop {
        let text = Seen(String::from_utf8_lossy(&bytes).into_owned());
        let length: usize = text.header("content-length").and_then(|l| l.parse().ok()).unwrap_or(0);
        if text.0.contains("\r\n\r\n") && text.body().len() >= length {
            return Some(text);
        }
        let mut buffer = [0; 4096];
        match stream.read(&mut buffer).await {
            Ok(read) if read > 0 => bytes.extend_from_slice(&buffer[..read]),
            _ => return None,
        }
    }
}
