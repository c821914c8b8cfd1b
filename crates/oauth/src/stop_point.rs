//! Named points at which the crash tests kill the process.
//!
//! In a build without debug assertions this is nothing at all.

/// Environment variable that names the point.
#[cfg(debug_assertions)]
const VARIABLE: &str = "OAUTH_STOP_POINT";

/// Dies here if the crash test asked for it, without unwinding or flushing anything.
pub(crate) fn reached(name: &str) {
    #[cfg(debug_assertions)]
    if std::env::var_os(VARIABLE).is_some_and(|wanted| wanted == *name) {
        std::process::abort();
    }
    #[cfg(not(debug_assertions))]
    let _ = name;
}
