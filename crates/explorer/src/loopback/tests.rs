use super::*;
use tokio::sync::mpsc;

async fn ask(port: u16, request: String) -> String {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut reply = Vec::new();
    let _ = stream.read_to_end(&mut reply).await;
    String::from_utf8(reply).unwrap()
}

async fn listener() -> (Loopback, mpsc::UnboundedReceiver<String>) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let loopback = Loopback::open(move |query| sender.send(query).unwrap()).await.unwrap();
    (loopback, receiver)
}

#[tokio::test]
async fn hands_on_the_query_of_the_exact_callback() {
    let (loopback, mut queries) = listener().await;
    let port = loopback.port();
    let reply =
        ask(port, format!("GET /callback?code=c&state=s HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n")).await;
    assert!(reply.starts_with("HTTP/1.1 200 OK\r\n"), "{reply}");
    assert!(
        reply.contains("Cache-Control: no-store\r\n") && reply.contains("Referrer-Policy: no-referrer\r\n")
    );
    assert!(!reply.contains("code=c"));
    assert_eq!(queries.recv().await.unwrap(), "code=c&state=s");
}

#[tokio::test]
async fn anything_else_is_not_found_and_changes_nothing() {
    let (loopback, mut queries) = listener().await;
    let port = loopback.port();
    let own = format!("Host: 127.0.0.1:{port}");
    for request in [
        format!("POST /callback?code=c HTTP/1.1\r\n{own}\r\n\r\n"),
        format!("GET /callback/?code=c HTTP/1.1\r\n{own}\r\n\r\n"),
        format!("GET /callback HTTP/1.1\r\n{own}\r\n\r\n"),
        format!("GET /callback?code=c HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"),
        "GET /callback?code=c HTTP/1.1\r\nHost: evil.example\r\n\r\n".to_owned(),
        format!("GET /callback?code=c HTTP/1.1\r\n{own}\r\n{own}\r\n\r\n"),
        "GET /callback?code=c HTTP/1.1\r\n\r\n".to_owned(),
        "nonsense\r\n\r\n".to_owned(),
    ] {
        let reply = ask(port, request.clone()).await;
        assert!(reply.starts_with("HTTP/1.1 404 Not Found\r\n"), "{request:?} gave {reply:?}");
    }
    assert!(queries.try_recv().is_err());
}

#[tokio::test]
async fn a_head_over_eight_kilobytes_is_refused() {
    let (loopback, mut queries) = listener().await;
    let port = loopback.port();
    let long = "a".repeat(HEAD_LIMIT);
    let request = format!("GET /callback?code={long} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n");
    ask(port, request).await;
    assert!(queries.try_recv().is_err());
}

#[tokio::test]
async fn dropping_the_listener_closes_the_port() {
    let (loopback, _queries) = listener().await;
    let port = loopback.port();
    let task = loopback.task.abort_handle();
    drop(loopback);
    while !task.is_finished() {
        tokio::task::yield_now().await;
    }
    assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_err());
}
