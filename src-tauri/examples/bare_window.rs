//! A window with one line in it: what any app of this kind costs before it does anything, for `cargo xtask bench`.
//!
//! Prints `drawn` two frames after its page is laid out, as the app's own mark is made, then waits to be ended.

use std::error::Error;
use std::io::Write;
use tauri::http::Response;
use tauri::{WebviewUrl, WebviewWindowBuilder};

/// The title is the page's only way to tell, and needs no command.
const PAGE: &str = "<!doctype html><title>bare</title><p>One line.</p>\
    <script>requestAnimationFrame(() => requestAnimationFrame(() => { document.title = 'drawn'; }))</script>";

fn main() -> Result<(), Box<dyn Error>> {
    let mut context = tauri::generate_context!();
    context.config_mut().app.windows.clear();
    tauri::Builder::default()
        .register_uri_scheme_protocol("bare", |_, _| {
            Response::builder()
                .header("content-type", "text/html")
                .body(PAGE.as_bytes())
                .unwrap_or_else(|_| Response::new(&[]))
        })
        .setup(|app| {
            WebviewWindowBuilder::new(app, "bare", WebviewUrl::CustomProtocol("bare://localhost/".parse()?))
                .title("Bare window")
                .inner_size(1280.0, 860.0)
                .on_document_title_changed(|_, title| {
                    if title == "drawn" {
                        let mut out = std::io::stdout();
                        let _ = writeln!(out, "drawn").and_then(|()| out.flush());
                    }
                })
                .build()?;
            Ok(())
        })
        .run(context)?;
    Ok(())
}
