use super::{super::*, *};
use crate::test_server::{Reply, TestServer};

fn behind(proxy: &TestServer, except: &str, network: &Network) -> Http {
    let settings = SystemProxy::at(&format!("http://user:pass@{}", proxy.address), except);
    Http::build(network, Lookup::Scripted(Default::default()), settings).unwrap()
}

#[tokio::test]
async fn the_system_proxy_is_asked_to_connect_and_looks_the_name_up_itself() {
    let proxy = TestServer::start(|_| Reply::status(502, &[], "")).await;
    let http = behind(&proxy, "", &Network::default());
    let error = http.send(get("https://pds.example.com/xrpc")).await.unwrap_err();
    assert!(matches!(error, HttpError::NotSent { fault: SendFault::Connect, .. }), "{error:?}");
    assert_eq!(proxy.lines(), ["CONNECT pds.example.com:443"]);
    assert!(proxy.seen()[0].header("proxy-authorization").is_some());
}

#[tokio::test]
async fn literals_are_judged_before_a_proxy_is_asked() {
    let proxy = TestServer::start(|_| Reply::status(502, &[], "")).await;
    let http = behind(&proxy, "", &Network::default());
    for url in ["https://127.0.0.1/", "https://169.254.169.254/", "https://localhost/", "https://[::1]/"] {
        assert!(matches!(http.send(get(url)).await, Err(HttpError::AddressRefused { .. })), "{url}");
    }
    assert!(proxy.seen().is_empty());
}

#[tokio::test]
async fn the_proxy_is_never_asked_for_this_machine_or_an_exception() {
    let proxy = TestServer::start(|_| Reply::status(502, &[], "")).await;
    let server = TestServer::start(|_| Reply::ok("text/plain", "direct")).await;
    let http = behind(&proxy, "", &Network { development: true, ..Network::default() });
    assert_eq!(http.send(HttpRequest::get(server.url("/"))).await.unwrap().status, 200);
    let http = behind(&proxy, "example.com", &Network::default());
    let error = http.send(get("https://pds.example.com/")).await.unwrap_err();
    assert!(matches!(error, HttpError::NotSent { fault: SendFault::Dns, .. }), "{error:?}");
    assert!(proxy.seen().is_empty());
}
