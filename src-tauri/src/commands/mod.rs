//! What the page may ask, each a line to the core. Names, arguments and answers are the core's.

#[macro_use]
mod names;

/// Commands that do nothing but ask the core's method of the same name, for the account the page says it shows.
macro_rules! forward {
    ($($name:ident($($argument:ident: $type:ty),*) -> $answer:ty;)*) => { $(
        #[tauri::command]
        pub(crate) async fn $name(
            core: Core<'_>,
            request: tauri::ipc::Request<'_>,
            $($argument: $type),*
        ) -> Answer<$answer> {
            $crate::commands::meant(&core, request.headers())?.$name($($argument),*).await
        }
    )* };
}

pub(crate) mod account;
pub(crate) mod books;
mod dialogs;
pub(crate) mod edits;
pub(crate) mod export;
pub(crate) mod history;
pub(crate) mod import;
pub(crate) mod queries;
pub(crate) mod recovery;
pub(crate) mod settings;
pub(crate) mod statistics;

use explorer::{Explorer, IpcError};

/// Names the account a writing command is meant for: its DID, or `none` for the library without an account.
const SHOWN: &str = "x-shown-account";

/// The core for whichever account the page says it shows; a page that says nothing means the one on screen.
fn meant(core: &Explorer, headers: &tauri::http::HeaderMap) -> Answer<Explorer> {
    match headers.get(SHOWN).map(|shown| shown.to_str()) {
        None => Ok(core.clone()),
        Some(shown) => core.meaning(shown.unwrap_or_default()),
    }
}

/// The core, as Tauri hands it to a command.
type Core<'a> = tauri::State<'a, Explorer>;
/// An answer to the page.
type Answer<T = ()> = Result<T, IpcError>;

#[cfg(test)]
mod tests {
    use super::{SHOWN, meant};
    use explorer::{ErrorCode, Explorer};
    use std::collections::BTreeSet;
    use std::path::Path;
    use std::sync::Arc;
    use tauri::http::HeaderName;

    macro_rules! list {
        ($($module:ident: $($name:ident)*;)*) => { [$($(stringify!($name)),*),*] };
    }

    fn declared() -> BTreeSet<String> {
        commands!(list).iter().map(|name| (*name).to_owned()).collect()
    }

    /// A core in a directory of its own, without a network.
    async fn core(directory: &Path) -> Explorer {
        let config_path = directory.join("config.toml");
        std::fs::write(&config_path, "[network]\ndevelopment = true\n").unwrap();
        let options = explorer::StartOptions {
            data_directory: directory.to_owned(),
            config_path,
            config_required: true,
            vault: Box::new(|_service| Arc::new(oauth::MemoryVault::default())),
            client_metadata: include_str!("../../client-metadata.json"),
            register_scheme: Arc::new(|| false),
        };
        Explorer::start(options).await.unwrap()
    }

    /// What a command answers that arrives with this header, or with none.
    async fn asked(core: &Explorer, shown: Option<&str>) -> Option<ErrorCode> {
        let headers = shown.map(|shown| (HeaderName::from_static(SHOWN), shown.parse().unwrap()));
        let meant = match meant(core, &headers.into_iter().collect()) {
            Ok(meant) => meant,
            Err(error) => return Some(error.code),
        };
        meant.repair_owned_status().await.err().map(|error| error.code)
    }

    #[tokio::test]
    async fn a_command_for_another_account_than_the_one_on_screen_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let core = core(directory.path()).await;
        assert_eq!(asked(&core, Some("none")).await, None, "the library without an account is on screen");
        assert_eq!(asked(&core, None).await, None);
        let another = asked(&core, Some("did:plc:ewvi7nxzyoun6zhxrhs64oiz")).await;
        assert_eq!(another, Some(ErrorCode::AccountChanged));
        for nobody in ["", "did:", "some\u{e9}body"] {
            assert_eq!(asked(&core, Some(nobody)).await, Some(ErrorCode::BadRequest), "{nobody:?}");
        }
    }

    #[test]
    fn every_command_that_the_page_names_an_account_for_heeds_it() {
        // Those of `forward!` do by their making; these write for the account on screen and ask for a place first.
        for (file, name) in
            [(include_str!("export.rs"), "fn export("), (include_str!("import.rs"), "fn save_failed_rows(")]
        {
            let body = file.split(name).nth(1).and_then(|rest| rest.split("\n}").next()).unwrap();
            assert!(body.contains("meant(&core, shown.headers())?"), "{name}");
        }
    }

    #[test]
    fn the_capability_opens_every_declared_command_and_nothing_else() {
        let capability: serde_json::Value =
            serde_json::from_str(include_str!("../../capabilities/main.json")).unwrap();
        let permissions = capability["permissions"].as_array().unwrap();
        let opened: BTreeSet<String> = permissions
            .iter()
            .map(|permission| permission.as_str().unwrap().strip_prefix("allow-").unwrap().replace('-', "_"))
            .collect();
        assert_eq!(opened, declared());
        assert_eq!(capability["windows"], serde_json::json!([crate::WINDOW]));
    }
}
