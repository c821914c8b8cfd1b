//! The application without any network.

use explorer::{Explorer, StartOptions};
use oauth::MemoryVault;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

const DOCUMENT: &str = r#"{
  "client_id": "https://bookexplorer.internal/client-metadata.json",
  "redirect_uris": ["internal.bookexplorer:/callback", "http://127.0.0.1/callback"],
  "scope": "atproto repo:buzz.bookhive.book?action=create&action=update&action=delete",
  "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"],
  "application_type": "native", "token_endpoint_auth_method": "none", "dpop_bound_access_tokens": true
}"#;

pub(crate) async fn start(directory: &Path) -> Explorer {
    let config_path = directory.join("config.toml");
    std::fs::write(&config_path, "[network]\ndevelopment = true\n").unwrap();
    Explorer::start(StartOptions {
        data_directory: directory.to_owned(),
        config_path,
        config_required: true,
        vault: Box::new(|_service| Arc::new(MemoryVault::default())),
        client_metadata: DOCUMENT,
        register_scheme: Arc::new(|| false),
    })
    .await
    .unwrap()
}

pub(crate) async fn running() -> (TempDir, Explorer) {
    let directory = tempfile::tempdir().unwrap();
    let explorer = start(directory.path()).await;
    (directory, explorer)
}
