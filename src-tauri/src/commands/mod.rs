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
            $crate::commands::meant(&core, &request)?.$name($($argument),*).await
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
fn meant(core: &Explorer, request: &tauri::ipc::Request<'_>) -> Answer<Explorer> {
    match request.headers().get(SHOWN).map(|shown| shown.to_str()) {
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
    use std::collections::BTreeSet;

    macro_rules! list {
        ($($module:ident: $($name:ident)*;)*) => { [$($(stringify!($name)),*),*] };
    }

    fn declared() -> BTreeSet<String> {
        commands!(list).iter().map(|name| (*name).to_owned()).collect()
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
