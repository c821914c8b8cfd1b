//! Named points at which the kill tests end the process. In a build without debug assertions this is nothing at all.

/// Environment variable that names the point and, after a colon, at which time of passing it to die.
#[cfg(debug_assertions)]
const VARIABLE: &str = "EXPLORER_STOP_POINT";

/// Dies here if the test asked for it, without unwinding or flushing anything.
pub(crate) fn reached(name: &str) {
    #[cfg(debug_assertions)]
    {
        use std::sync::atomic::{AtomicU32, Ordering};
        static PASSED: AtomicU32 = AtomicU32::new(0);
        let Ok(wanted) = std::env::var(VARIABLE) else { return };
        let (point, time) = wanted.split_once(':').unwrap_or((&wanted, "1"));
        if point == name && (PASSED.fetch_add(1, Ordering::SeqCst) + 1).to_string() == time {
            std::process::abort();
        }
    }
    #[cfg(not(debug_assertions))]
    let _ = name;
}
