//! What the operating system hands over: the browser's answer to a sign-in through our own scheme, and files opened
//! with the app. Both come as arguments of a process (Linux, Windows) or as events (macOS).
//!
//! Anyone may call the scheme, so the core checks every URL; the window comes forward only for an answer that was asked
//! for.

#[cfg(target_os = "linux")]
use explorer::scheme_handler;
use explorer::{Answer, Explorer};
use std::path::{Path, PathBuf};
use tauri::{AppHandle, Manager};
use tauri_plugin_deep_link::DeepLinkExt;
use url::Url;

/// Listens from now on, and takes what this process was started with.
pub(crate) fn listen(app: &AppHandle) {
    let listener = app.clone();
    app.deep_link().on_open_url(move |event| {
        for url in event.urls() {
            open(&listener, url);
        }
    });
    for url in app.deep_link().get_current().ok().flatten().unwrap_or_default() {
        open(app, url);
    }
    open_files(app, std::env::args().collect(), Path::new(""));
}

/// Another process was started; the deep-link plugin has taken a URL out of its arguments already.
pub(crate) fn second_process(app: &AppHandle, arguments: Vec<String>, directory: &Path) {
    // A link brings the window forward only when it proves to be an answer.
    if !arguments.iter().skip(1).any(|argument| schemes(app).any(|scheme| has_scheme(argument, &scheme))) {
        bring_forward(app);
    }
    open_files(app, arguments, directory);
}

fn open(app: &AppHandle, url: Url) {
    if url.scheme() == "file" {
        return preview(app, url.to_file_path().into_iter().collect());
    }
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if app.state::<Explorer>().deep_link(url.as_str()).await == Answer::Ours {
            bring_forward(&app);
        }
    });
}

/// Relative paths are meant from `directory`, where that process was started.
fn open_files(app: &AppHandle, arguments: Vec<String>, directory: &Path) {
    let named = arguments.into_iter().skip(1).filter(|argument| !argument.starts_with('-'));
    let files: Vec<PathBuf> =
        named.filter_map(|argument| file(&argument)).map(|path| directory.join(path)).collect();
    preview(app, files);
}

/// A path, or a `file:` URL; `None` for any other URL.
fn file(argument: &str) -> Option<PathBuf> {
    match Url::parse(argument) {
        Ok(url) if url.scheme() == "file" => url.to_file_path().ok(),
        // One letter before the colon is a drive of Windows.
        Ok(url) if url.scheme().len() > 1 => None,
        _ => Some(PathBuf::from(argument)),
    }
}

fn preview(app: &AppHandle, files: Vec<PathBuf>) {
    if files.is_empty() || app.try_state::<Explorer>().is_none() {
        return;
    }
    let app = app.clone();
    tauri::async_runtime::spawn(async move { app.state::<Explorer>().preview_import(files).await });
}

fn bring_forward(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(crate::WINDOW) {
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}

/// Makes sure that the browser's answer will reach this program. `false` where it cannot.
///
/// Asked at sign-in and not at start: the question alone takes the system half a second.
pub(crate) fn register(app: &AppHandle) -> bool {
    schemes(app).all(|scheme| register_scheme(app, &scheme))
}

#[cfg(target_os = "linux")]
fn register_scheme(app: &AppHandle, scheme: &str) -> bool {
    let Ok(program) = scheme_handler::program() else { return false };
    if scheme_handler::answers(scheme, &program) {
        return true;
    }
    let registered = app.deep_link().register(scheme).map_err(|error| error.to_string());
    let unquote = |()| scheme_handler::unquote_command(&program).map_err(|error| error.to_string());
    let outcome = registered.and_then(unquote);
    outcome.inspect_err(|error| tracing::warn!(error, "the scheme could not be registered")).is_ok()
}

#[cfg(windows)]
fn register_scheme(app: &AppHandle, scheme: &str) -> bool {
    app.deep_link().is_registered(scheme).unwrap_or(false) || app.deep_link().register(scheme).is_ok()
}

/// The scheme comes from the bundle alone, and the system knows bundles where applications lie.
#[cfg(target_os = "macos")]
fn register_scheme(_app: &AppHandle, _scheme: &str) -> bool {
    let applications =
        |path: &std::path::Path| path.components().any(|part| part.as_os_str() == "Applications");
    std::env::current_exe().is_ok_and(|program| applications(&program))
}

/// The schemes that `tauri.conf.json` gives to the deep-link plugin.
fn schemes(app: &AppHandle) -> impl Iterator<Item = String> {
    let configured =
        app.config().plugins.0.get("deep-link").and_then(|plugin| plugin.pointer("/desktop/schemes"));
    let list = configured.and_then(serde_json::Value::as_array).cloned().unwrap_or_default();
    list.into_iter().filter_map(|scheme| scheme.as_str().map(str::to_owned))
}

fn has_scheme(argument: &str, scheme: &str) -> bool {
    argument.split_once(':').is_some_and(|(found, _)| found.eq_ignore_ascii_case(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_a_path_or_a_file_url_and_no_other_url() {
        let check = |argument: &str, expected: Option<&str>| {
            assert_eq!(file(argument), expected.map(PathBuf::from), "{argument}");
        };
        check("books.csv", Some("books.csv"));
        check("/home/ada/B\u{fc}cher 1.csv", Some("/home/ada/B\u{fc}cher 1.csv"));
        check("internal.bookexplorer:/callback?code=x", None);
        check("https://example.com/books.csv", None);
        #[cfg(unix)]
        check("file:///home/ada/B%C3%BCcher%201.csv", Some("/home/ada/B\u{fc}cher 1.csv"));
    }

    #[test]
    fn a_link_is_known_by_its_whole_scheme() {
        assert!(has_scheme("internal.bookexplorer:/callback?code=x", "internal.bookexplorer"));
        assert!(!has_scheme("internal.bookexplorer.csv", "internal.bookexplorer"));
        assert!(!has_scheme("https://internal.bookexplorer:1/", "internal.bookexplorer"));
    }
}
