//! The shell: window, menu, deep link, drops and keychain around `explorer::Explorer`. The only Rust that knows Tauri.

#[macro_use]
mod commands;
mod covers;
mod deep_link;
mod drop;
mod ipc_error;
mod keychain;
mod menu;

use explorer::{Explorer, Notice, Recovery, StartError, StartOptions};
use keychain::Keychain;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Instant;
use tauri::webview::NewWindowResponse;
use tauri::window::Color;
use tauri::{App, AppHandle, Manager, RunEvent, WebviewWindowBuilder, WindowEvent};
use tauri_plugin_dialog::{DialogExt, MessageDialogKind};

macro_rules! handler {
    ($($module:ident: $($name:ident)*;)*) => { tauri::generate_handler![$($(commands::$module::$name),*),*] };
}

/// The one window, as `tauri.conf.json` and the capability name it.
const WINDOW: &str = "main";

/// The app's name among the system's apps, as `tauri.conf.json` has it.
#[cfg(any(windows, target_os = "macos"))]
const IDENTIFIER: &str = "internal.bookexplorer.desktop";

/// The OAuth client document, as it is published.
const CLIENT_METADATA: &str = include_str!("../client-metadata.json");

/// What the environment says in place of the system's directories.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    /// The configuration file, which must then exist; else `config.toml` in the app's configuration directory, if any.
    pub configuration: Option<PathBuf>,
    /// Where the library and the log are kept; else the app's data directory.
    pub data_directory: Option<PathBuf>,
}

/// When this process began, as near as it can tell.
fn started() -> Instant {
    static STARTED: OnceLock<Instant> = OnceLock::new();
    *STARTED.get_or_init(Instant::now)
}

/// Opens the window and runs until it is closed.
///
/// # Errors
/// The system gave no window, or the configuration or the library could not be opened.
pub fn run(environment: Environment) -> Result<(), Box<dyn Error>> {
    started();
    let app = tauri::Builder::default()
        // First, so that a second process hands over its arguments and ends before it opens anything.
        .plugin(tauri_plugin_single_instance::init(|app, arguments, directory| {
            deep_link::second_process(app, arguments, Path::new(&directory));
        }))
        .plugin(tauri_plugin_deep_link::init())
        .plugin(tauri_plugin_dialog::init())
        .register_asynchronous_uri_scheme_protocol(covers::SCHEME, covers::answer)
        .menu(menu::build)
        .on_menu_event(|app, event| menu::heed(app, &event))
        .on_window_event(|window, event| match event {
            WindowEvent::DragDrop(event) => drop::heed(window.app_handle(), event),
            WindowEvent::Focused(on) => {
                window.try_state::<Explorer>().iter().for_each(|explorer| explorer.focused(*on));
            }
            _ => {}
        })
        .manage(commands::account::Clipboard::default())
        .invoke_handler(commands!(handler))
        .setup(move |app| start(app, environment))
        .build(tauri::generate_context!())?;
    app.run(|app, event| {
        if let (RunEvent::Exit, Some(explorer)) = (event, app.try_state::<Explorer>()) {
            tauri::async_runtime::block_on(explorer.close());
        }
    });
    Ok(())
}

/// Opens the window, and the library while the page loads. Commands are heard after both.
fn start(app: &mut App, environment: Environment) -> Result<(), Box<dyn Error>> {
    let data_directory = environment.data_directory.map_or_else(|| app.path().app_data_dir(), Ok)?;
    explorer::logging::start(&data_directory);
    let must_exist = environment.configuration.is_some();
    let usual = || app.path().app_config_dir().map(|directory| directory.join("config.toml"));
    let configuration = environment.configuration.map_or_else(usual, Ok)?;
    let handle = app.handle().clone();
    let starter = Starter { data_directory, configuration, must_exist };
    let window = open_window(&handle)?;
    let started = tauri::async_runtime::block_on(starter.start(&handle));
    app.manage(starter);
    match started.map_err(|error| (Recovery::of(&error), error)) {
        Ok(()) => {}
        // The page says so, and offers what there is to go back to.
        Err((Some(recovery), error)) => {
            tracing::error!(%error, "the library is damaged");
            app.manage(recovery);
        }
        Err((None, error)) => {
            // Not closed: without a window the app would end before the reason is read.
            window.hide()?;
            refuse(&handle, &error.to_string());
        }
    }
    Ok(())
}

/// Everything that opening the library takes; kept, because a damaged one is opened again after its recovery.
pub(crate) struct Starter {
    data_directory: PathBuf,
    configuration: PathBuf,
    must_exist: bool,
}

impl Starter {
    /// Opens the library and lets the commands at it.
    pub(crate) async fn start(&self, app: &AppHandle) -> Result<(), StartError> {
        let handle = app.clone();
        let explorer = Explorer::start(StartOptions {
            data_directory: self.data_directory.clone(),
            config_path: self.configuration.clone(),
            config_required: self.must_exist,
            vault: Box::new(|service| Arc::new(Keychain::new(service))),
            client_metadata: CLIENT_METADATA,
            register_scheme: Arc::new(move || deep_link::register(&handle)),
        })
        .await?;
        explorer.notify_with(notify);
        app.manage(explorer);
        deep_link::listen(app);
        Ok(())
    }
}

/// The window shows our page and nothing else: it follows no link and opens no other window.
fn open_window(app: &AppHandle) -> Result<tauri::WebviewWindow, Box<dyn Error>> {
    let configuration = app.config().app.windows.iter().find(|window| window.label == WINDOW);
    let configuration = configuration.ok_or("tauri.conf.json has no main window")?;
    let development = app.config().build.dev_url.clone();
    let window = WebviewWindowBuilder::from_config(app, configuration)?
        .on_navigation(move |url| {
            matches!(
                (url.scheme(), url.host_str()),
                ("tauri", Some("localhost")) | ("http", Some("tauri.localhost"))
            ) || development.as_ref().is_some_and(|page| page.origin() == url.origin())
        })
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .background_color(Color(0xfa, 0xf8, 0xf3, 0xff))
        .build()?;
    #[cfg(target_os = "linux")]
    window.with_webview(|view| spare_shaders(&view))?;
    Ok(window)
}

/// Without a graphics card WebKit would compile its shaders for the processor: drawing without them shows the library sooner.
#[cfg(target_os = "linux")]
fn spare_shaders(view: &tauri::webview::PlatformWebview) {
    use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt, WebViewExt};
    let settings = view.inner().settings().filter(|_| !Path::new("/dev/dri/renderD128").exists());
    settings
        .iter()
        .for_each(|known| known.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never));
}

/// Asks the system to show a notice. Blocks on some; nothing depends on what comes of it.
fn notify(Notice { title, body }: Notice) {
    let mut notice = notify_rust::Notification::new();
    #[cfg(windows)]
    notice.app_id(IDENTIFIER);
    #[cfg(target_os = "macos")]
    let _ = notify_rust::set_application(IDENTIFIER);
    let shown = notice.appname("Book Explorer").auto_icon().summary(&title).body(&body).show();
    if let Err(error) = shown {
        tracing::info!(%error, "the system shows no notices");
    }
}

/// Says why the app cannot start, and ends it once that is read.
fn refuse(app: &AppHandle, reason: &str) {
    tracing::error!(reason, "the app cannot start");
    eprintln!("Book Explorer: {reason}");
    let end = app.clone();
    let dialog =
        app.dialog().message(reason).title("Book Explorer cannot start").kind(MessageDialogKind::Error);
    dialog.show(move |_| end.exit(1));
}
