//! The shell: window, menu, deep link, drops and keychain around `explorer::Explorer`. The only Rust that knows Tauri.

/// Builds the window and runs until it is closed.
pub fn run() -> tauri::Result<()> {
    tauri::Builder::default().run(tauri::generate_context!())
}
