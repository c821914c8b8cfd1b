//! What the page may ask, each a line to the core. Names, arguments and answers are the core's.

pub(crate) mod account;
pub(crate) mod books;
pub(crate) mod import;
pub(crate) mod settings;

#[cfg(test)]
mod names;

use explorer::{Explorer, IpcError};

/// The core, as Tauri hands it to a command.
type Core<'a> = tauri::State<'a, Explorer>;
/// An answer to the page.
type Answer<T = ()> = Result<T, IpcError>;

#[cfg(test)]
mod tests {
    use super::names::COMMANDS;
    use std::collections::BTreeSet;

    fn declared() -> BTreeSet<String> {
        COMMANDS.iter().map(|name| (*name).to_owned()).collect()
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

    #[test]
    fn every_declared_command_is_answered() {
        let wiring = include_str!("../lib.rs");
        let (_, list) = wiring.split_once("generate_handler![").unwrap();
        let (list, _) = list.split_once(']').unwrap();
        let answered: BTreeSet<String> = list
            .split(',')
            .filter_map(|path| path.trim().rsplit_once("::"))
            .map(|(_, name)| name.to_owned())
            .collect();
        assert_eq!(answered, declared());
    }
}
