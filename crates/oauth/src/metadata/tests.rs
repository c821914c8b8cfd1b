use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn good() -> Value {
    json!({
        "issuer": "https://as.example",
        "authorization_endpoint": "https://as.example/oauth/authorize?theme=dark",
        "token_endpoint": "https://as.example/oauth/token",
        "pushed_authorization_request_endpoint": "https://as.example/oauth/par",
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none", "private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["ES256"],
        "scopes_supported": ["atproto"],
        "authorization_response_iss_parameter_supported": true,
        "require_pushed_authorization_requests": true,
        "dpop_signing_alg_values_supported": ["ES256"],
        "client_id_metadata_document_supported": true,
    })
}

fn read(document: &Value) -> Result<ServerMetadata, MetadataFault> {
    let asked = Issuer::parse("https://as.example", false).unwrap();
    let pds = Url::parse("https://pds.example/").unwrap();
    ServerMetadata::read(document.to_string().as_bytes(), &asked, Some(&pds), false)
}

#[test]
fn accepts_what_the_profile_demands_and_keeps_the_endpoints_query() {
    let metadata = read(&good()).unwrap();
    assert_eq!(metadata.authorization_endpoint.query(), Some("theme=dark"));
    assert_eq!(metadata.revocation_endpoint, None);
    assert!(!metadata.offers_create);
}

#[test]
fn names_each_demand_that_is_not_met() {
    for field in good().as_object().unwrap().keys() {
        if field == "issuer" {
            continue;
        }
        let mut document = good();
        document.as_object_mut().unwrap().remove(field);
        let fault = read(&document).unwrap_err().to_string();
        assert!(fault.contains(field.as_str()), "{field}: {fault}");
    }
}

#[test]
fn refuses_issuers_that_are_not_the_origin_asked() {
    for issuer in [
        "https://as.example/",
        "https://AS.example",
        "https://as.example:443",
        "http://as.example",
        "https://as.example/x",
        "https://as.example?x",
        "https://u@as.example",
        "https://other.example",
        "",
    ] {
        let mut document = good();
        document["issuer"] = issuer.into();
        assert_eq!(read(&document), Err(MetadataFault::Issuer), "{issuer}");
        if issuer != "https://other.example" {
            assert_eq!(Issuer::parse(issuer, true), Err(NotAnIssuer), "{issuer}");
        }
    }
}

#[test]
fn http_is_for_this_machine_in_development_only() {
    for (text, in_development) in
        [("http://127.0.0.1:2583", true), ("http://localhost:2583", true), ("http://as.example", false)]
    {
        assert_eq!(Issuer::parse(text, true).is_ok(), in_development, "{text}");
        assert_eq!(Issuer::parse(text, false), Err(NotAnIssuer), "{text}");
    }
}

#[test]
fn refuses_endpoints_a_browser_must_not_open() {
    for url in [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://as.example/a",
        "https://u:p@as.example/a",
        "https://as.example/a#b",
        "as.example",
        "",
    ] {
        let mut document = good();
        document["authorization_endpoint"] = url.into();
        assert_eq!(read(&document), Err(MetadataFault::Url("authorization_endpoint")), "{url}");
    }
}

#[test]
fn protected_resources_must_name_the_accounts_server() {
    let mut document = good();
    document["protected_resources"] = json!(["https://other.example"]);
    assert_eq!(read(&document), Err(MetadataFault::ProtectedResources));
    document["protected_resources"] = json!(["https://other.example", "https://pds.example"]);
    assert!(read(&document).is_ok());
}

#[test]
fn resource_metadata_names_one_server_and_the_right_resource() {
    let pds = Url::parse("https://pds.example").unwrap();
    let check = |document: Value| read_resource(document.to_string().as_bytes(), &pds, false);
    let servers = |list: Value| json!({ "resource": "https://pds.example", "authorization_servers": list });
    assert_eq!(check(servers(json!(["https://as.example"]))).unwrap().as_str(), "https://as.example");
    assert_eq!(check(servers(json!([]))), Err(MetadataFault::AuthorizationServers(0)));
    assert_eq!(
        check(json!({"resource": "https://pds.example"})),
        Err(MetadataFault::AuthorizationServers(0))
    );
    let two = json!(["https://as.example", "https://b.example"]);
    assert_eq!(check(servers(two)), Err(MetadataFault::AuthorizationServers(2)));
    assert_eq!(
        check(servers(json!(["https://as.example/"]))),
        Err(MetadataFault::Url("authorization_servers"))
    );
    let other =
        json!({"resource": "https://pds.example.evil", "authorization_servers": ["https://as.example"]});
    assert_eq!(check(other), Err(MetadataFault::Resource));
}

#[test]
fn malformed_documents_are_typed_errors() {
    let asked = Issuer::parse("https://as.example", false).unwrap();
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let twice = r#"{"issuer":"https://as.example","issuer":"https://evil.example"}"#;
    let wrong_type = r#"{"issuer":"https://as.example","response_types_supported":"code"}"#;
    let bodies: [&[u8]; 6] =
        [b"", b"<html>", &[b'"', 0xff, b'"'], twice.as_bytes(), wrong_type.as_bytes(), deep.as_bytes()];
    for body in bodies {
        assert_eq!(ServerMetadata::read(body, &asked, None, false), Err(MetadataFault::Malformed));
    }
}

proptest! {
    #[test]
    fn reading_never_panics(body in proptest::collection::vec(any::<u8>(), 0..300)) {
        let asked = Issuer::parse("https://as.example", false).unwrap();
        let _ = ServerMetadata::read(&body, &asked, None, true);
        let _ = read_resource(&body, &Url::parse("https://pds.example").unwrap(), true);
    }

    #[test]
    fn an_issuer_is_its_own_origin(text in "https?://[a-zA-Z0-9.:/@?#-]{0,30}") {
        if let Ok(issuer) = Issuer::parse(&text, true) {
            prop_assert_eq!(Url::parse(issuer.as_str()).unwrap().origin().ascii_serialization(), text);
        }
    }
}
