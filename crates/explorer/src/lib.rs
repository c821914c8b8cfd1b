//! Book Explorer without a window: one type whose methods are the commands.

mod error;
pub mod views;

pub use error::{ErrorCode, IpcError};
