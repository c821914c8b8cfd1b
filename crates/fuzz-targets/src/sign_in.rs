//! What strangers send while somebody signs in.

use oauth::metadata::{Issuer, ServerMetadata, read_resource};
use oauth::{CallbackParams, MAX_CALLBACK, Scope, challenge};
use url::Url;

const REDIRECT: &str = "internal.bookexplorer:/callback";

type Parse = fn(&str) -> Option<CallbackParams>;

/// A deep link, a loopback query and a scope. What is too long is refused, and nothing that was taken shows in `Debug`.
pub(crate) fn callback_url(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let as_link = format!("{REDIRECT}?{text}");
    let parsers: [(&str, Parse); 3] = [
        (text, |link| CallbackParams::parse(link, REDIRECT).ok()),
        (&as_link, |link| CallbackParams::parse(link, REDIRECT).ok()),
        (text, |query| CallbackParams::from_query(query).ok()),
    ];
    for (given, parse) in parsers {
        let Some(params) = parse(given) else { continue };
        assert!(text.len() <= MAX_CALLBACK, "{} bytes were taken", text.len());
        let other = parse(&with_another_code(given)).map(|params| format!("{params:?}"));
        assert_eq!(Some(format!("{params:?}")), other, "a code shows in `Debug`");
    }
    if let Ok(scope) = Scope::parse(text) {
        assert_eq!(Scope::parse(&scope.to_string()).ok(), Some(scope), "a scope does not come back");
    }
}

/// The same answer with another code: whatever `Debug` shows of the two, it shows nothing of the code.
fn with_another_code(answer: &str) -> String {
    let in_a_link = answer.strip_prefix(REDIRECT).and_then(|rest| rest.strip_prefix('?'));
    let pairs = in_a_link.unwrap_or(answer).split('&').map(|pair| match pair.split_once('=') {
        Some(("code", code)) if !code.is_empty() => "code=another",
        _ => pair,
    });
    let query = pairs.collect::<Vec<_>>().join("&");
    if in_a_link.is_some() { format!("{REDIRECT}?{query}") } else { query }
}

/// Both metadata documents. What is accepted names the issuer that was asked, and nothing but web addresses.
pub(crate) fn server_metadata(data: &[u8]) {
    let Ok(asked) = Url::parse("https://pds.example.com") else { return };
    let Ok(issuer) = Issuer::parse("https://auth.example.com", false) else { return };
    if let Ok(server) = ServerMetadata::read(data, &issuer, Some(&asked), false) {
        assert_eq!(server.issuer.as_str(), issuer.as_str());
        assert_eq!(server.token_endpoint.scheme(), "https");
        assert_eq!(server.authorization_endpoint.scheme(), "https");
        assert_eq!(server.pushed_authorization_request_endpoint.scheme(), "https");
    }
    if let Ok(named) = read_resource(data, &asked, false) {
        assert!(Issuer::parse(named.as_str(), false).is_ok(), "{} is no issuer", named.as_str());
    }
    if let Ok(text) = std::str::from_utf8(data)
        && let Ok(issuer) = Issuer::parse(text, false)
    {
        assert_eq!(issuer.as_str(), text, "an issuer is compared byte by byte, so it must not be changed");
        assert!(text.starts_with("https://"));
    }
}

/// `WWW-Authenticate`: no more is read out of a line than stands in it.
pub(crate) fn challenge(data: &[u8]) {
    let Ok(line) = std::str::from_utf8(data) else { return };
    for challenge in challenge::parse(line) {
        if let Some(error) = challenge.param("error") {
            assert!(error.len() <= line.len());
        }
    }
}
