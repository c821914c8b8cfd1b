//! A reader at the application, over the server that misbehaves on request.

use explorer::views::{Event, KeepKeys, SignInRequest};
use explorer::{Answer, Explorer, StartOptions};
use oauth::Vault;
use rogue::Rogue;
use std::path::Path;
use std::sync::{Arc, Mutex};
use url::Url;

const CLIENT: &str = r#"{
  "client_id": "https://bookexplorer.internal/client-metadata.json",
  "redirect_uris": ["internal.bookexplorer:/callback", "http://127.0.0.1/callback"],
  "scope": "atproto repo:buzz.bookhive.book?action=create&action=update&action=delete",
  "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"],
  "application_type": "native", "token_endpoint_auth_method": "none", "dpop_bound_access_tokens": true
}"#;

/// The application running over a directory, by the server's clock.
pub(crate) struct Reader {
    pub(crate) explorer: Explorer,
    pub(crate) told: Arc<Mutex<Vec<Event>>>,
}

pub(crate) async fn reader(directory: &Path, rogue: &Rogue, vault: Arc<dyn Vault>) -> Reader {
    let client = directory.join("client.json");
    std::fs::write(&client, CLIENT).unwrap();
    // The literal names of a configuration file must be spelled as this machine's name.
    let local = |url: &Url| url.as_str().trim_end_matches('/').to_owned();
    let text = format!(
        "[network]\nplc_directory = {:?}\nhandle_resolver = {:?}\ncatalogue = {:?}\nclient_metadata = {:?}\n\
         development = true\n",
        local(&rogue.issuer),
        local(&rogue.pds),
        local(&rogue.pds),
        client.to_str().unwrap(),
    );
    let config_path = directory.join("config.toml");
    std::fs::write(&config_path, text).unwrap();
    let options = StartOptions {
        data_directory: directory.to_owned(),
        config_path,
        config_required: true,
        vault: Box::new(move |_service| vault.clone()),
        client_metadata: CLIENT,
        register_scheme: Arc::new(|| true),
    };
    let explorer = Explorer::start_at(options, rogue.clock()).await.unwrap();
    let told = Arc::<Mutex<Vec<Event>>>::default();
    let sink = told.clone();
    explorer.subscribe(move |event| sink.lock().unwrap().push(event)).await.unwrap();
    Reader { explorer, told }
}

pub(crate) fn request(who: &str) -> SignInRequest {
    SignInRequest { who: who.to_owned(), keep: KeepKeys::Keychain, create: false, read_only: false }
}

impl Reader {
    /// Signs in through the server's page and the custom scheme.
    pub(crate) async fn sign_in(&self, rogue: &Rogue, handle: &str, did: &str) {
        let page = self.explorer.begin_sign_in(request(handle)).await.unwrap().unwrap();
        assert_eq!(self.explorer.deep_link(&rogue.consent(&page, did)).await, Answer::Ours);
    }
}
