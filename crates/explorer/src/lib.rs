//! Book Explorer without a window: one type, [`Explorer`], whose methods are the commands of the page.
//!
//! Everything shown comes from SQLite (`library`); the network only ever changes SQLite. [`Explorer::start`] asks
//! neither the network nor the keychain, so the library is on screen first. What happens later reaches the page as
//! [`views::Event`]s through the closure passed to [`Explorer::subscribe`].

mod account;
mod attention;
mod books;
mod catalogue;
pub mod config;
mod covers;
mod drafts;
mod duplicates;
mod edits;
mod enrichment;
mod error;
mod events;
mod explorer;
mod export;
mod failed_rows;
mod failures;
mod history;
mod import;
pub mod logging;
mod loopback;
mod mapping;
mod network;
mod notices;
mod preferences;
mod present;
mod private_hosts;
mod queries;
mod recovery;
#[cfg(target_os = "linux")]
pub mod scheme_handler;
mod session_store;
mod settings;
mod shelves;
mod sign_in;
mod start;
mod statistics;
mod stop_point;
mod sync;
mod upkeep;
pub mod views;

pub use covers::CoverPicture;
pub use error::{ErrorCode, IpcError};
pub use explorer::Explorer;
pub use network::Network;
pub use notices::Notice;
pub use recovery::Recovery;
pub use sign_in::Answer;
pub use start::{StartError, StartOptions};
