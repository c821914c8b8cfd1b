//! The OAuth client identity: one host, from which the client document, its redirect and the scheme all follow.

use crate::failure::{Failure, Outcome};
use serde_json::Value;
use std::fs;
use std::path::Path;

const DOCUMENT: &str = "src-tauri/client-metadata.json";
const CONFIGURATION: &str = "tauri.conf.json";

/// Endings that authorization servers refuse, because nobody can own them.
const RESERVED_ENDINGS: &[&str] = &["test", "local", "localhost", "invalid", "example"];
const RESERVED_HOSTS: &[&str] = &["example.com", "example.org", "example.net"];

/// Sets `host` in every place at once, or in none.
pub(crate) fn set(root: &Path, host: &str) -> Outcome {
    check_host(host)?;
    let read = |name: &str| fs::read_to_string(root.join(name)).map_err(Failure::of(name));
    let (document, configuration) = (read(DOCUMENT)?, read(CONFIGURATION)?);
    let old = host_of(&document)?;
    let renamed = |text: &str| text.replace(&old, host).replace(&scheme(&old), &scheme(host));
    let (document, configuration) = (renamed(&document), renamed(&configuration));
    check_agreement(&document, &configuration)?;
    fs::write(root.join(DOCUMENT), document).map_err(Failure::of(DOCUMENT))?;
    fs::write(root.join(CONFIGURATION), configuration).map_err(Failure::of(CONFIGURATION))?;
    println!(
        "The client is https://{host}/client-metadata.json now, its scheme {}.\n\
         Publish {DOCUMENT} at exactly that address, as application/json, before you ship.",
        scheme(host)
    );
    Ok(())
}

/// Whether document and configuration name one and the same client.
fn check_agreement(document: &str, configuration: &str) -> Outcome {
    let host = host_of(document)?;
    let document: Value = serde_json::from_str(document).map_err(Failure::of(DOCUMENT))?;
    let configuration: Value = serde_json::from_str(configuration).map_err(Failure::of(CONFIGURATION))?;
    let scheme = scheme(&host);
    let agree = |name: &str, found: Option<&Value>, expected: Value| {
        if found == Some(&expected) {
            Ok(())
        } else {
            Err(Failure::new(format!("{name} must be {expected}")))
        }
    };
    // A custom scheme is the host reversed and is followed by a single slash; the loopback redirect has no port.
    let redirects = serde_json::json!([format!("{scheme}:/callback"), "http://127.0.0.1/callback"]);
    agree("redirect_uris", document.get("redirect_uris"), redirects)?;
    agree("client_uri", document.get("client_uri"), format!("https://{host}").into())?;
    agree("application_type", document.get("application_type"), "native".into())?;
    agree("token_endpoint_auth_method", document.get("token_endpoint_auth_method"), "none".into())?;
    agree("dpop_bound_access_tokens", document.get("dpop_bound_access_tokens"), true.into())?;
    agree("identifier", configuration.get("identifier"), format!("{scheme}.desktop").into())?;
    let schemes = configuration.pointer("/plugins/deep-link/desktop/schemes");
    agree("deep-link schemes", schemes, serde_json::json!([scheme]))
}

fn host_of(document: &str) -> Outcome<String> {
    let document: Value = serde_json::from_str(document).map_err(Failure::of(DOCUMENT))?;
    let id = document.get("client_id").and_then(Value::as_str).unwrap_or_default();
    let host = id.strip_prefix("https://").and_then(|rest| rest.strip_suffix("/client-metadata.json"));
    let host = host.filter(|host| !host.contains('/'));
    host.map(str::to_owned)
        .ok_or_else(|| Failure::new("client_id must be https://<host>/client-metadata.json"))
}

/// `books.example.net` → `net.example.books`.
fn scheme(host: &str) -> String {
    host.rsplit('.').collect::<Vec<_>>().join(".")
}

fn check_host(host: &str) -> Outcome {
    let refuse = |reason: &str| Err(Failure::new(format!("{host}: {reason}")));
    let labels: Vec<&str> = host.split('.').collect();
    let well_formed = |label: &&str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    if labels.len() < 2 || !labels.iter().all(well_formed) {
        return refuse(
            "a host name in small letters is needed, as in books.ada.net: no scheme, port or path",
        );
    }
    let ending = labels.last().copied().unwrap_or_default();
    if !ending.starts_with(|first: char| first.is_ascii_lowercase()) {
        return refuse("its last part begins the custom scheme and must begin with a letter");
    }
    if RESERVED_ENDINGS.contains(&ending) {
        return refuse("servers refuse hosts that end in test, local, localhost, invalid or example");
    }
    let within = |reserved: &&str| host == *reserved || host.ends_with(&format!(".{reserved}"));
    if RESERVED_HOSTS.iter().any(within) {
        return refuse("example.com, example.org and example.net belong to nobody");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copy() -> tempfile::TempDir {
        let copy = tempfile::tempdir().unwrap();
        fs::create_dir(copy.path().join("src-tauri")).unwrap();
        for name in [DOCUMENT, CONFIGURATION] {
            fs::copy(crate::tree::root().join(name), copy.path().join(name)).unwrap();
        }
        copy
    }

    fn read(root: &Path) -> (String, String) {
        let read = |name| fs::read_to_string(root.join(name)).unwrap();
        (read(DOCUMENT), read(CONFIGURATION))
    }

    #[test]
    fn every_place_of_this_repository_agrees() {
        let (document, configuration) = read(&crate::tree::root());
        check_agreement(&document, &configuration).unwrap();
    }

    #[test]
    fn sets_every_place_at_once_and_back() {
        let copy = copy();
        let before = read(copy.path());
        let host = host_of(&before.0).unwrap();
        set(copy.path(), "books.ada.net").unwrap();
        let (document, configuration) = read(copy.path());
        check_agreement(&document, &configuration).unwrap();
        assert!(document.contains("net.ada.books:/callback"));
        assert!(!document.contains(&host) && !configuration.contains(&scheme(&host)));
        set(copy.path(), &host).unwrap();
        assert_eq!(read(copy.path()), before);
    }

    #[test]
    fn a_refused_host_changes_nothing() {
        let copy = copy();
        let before = read(copy.path());
        for host in [
            "localhost",
            "books.test",
            "printer.local",
            "a.localhost",
            "a.invalid",
            "a.example",
            "example.com",
            "www.example.org",
            "example.net",
            "https://ada.net",
            "ada.net:8443",
            "Ada.net",
            "-a.net",
            "a..net",
            "127.0.0.1",
            "",
        ] {
            assert!(set(copy.path(), host).is_err(), "{host}");
        }
        assert_eq!(read(copy.path()), before);
    }

    #[test]
    fn a_scheme_of_another_host_is_found() {
        let (document, configuration) = read(&crate::tree::root());
        let host = host_of(&document).unwrap();
        let strayed = configuration.replace(&format!("[\"{}\"]", scheme(&host)), "[\"net.ada.books\"]");
        assert!(check_agreement(&document, &strayed).is_err());
    }
}
