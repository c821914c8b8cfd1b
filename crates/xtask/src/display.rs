//! Whether there is a screen to open a window on.

/// Always on macOS and Windows; on Linux when an X or Wayland display is named.
pub(crate) fn is_here() -> bool {
    let named = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || named("DISPLAY") || named("WAYLAND_DISPLAY")
}
