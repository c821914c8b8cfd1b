//! The native menu. Every entry does its work on the system it is shown on.

use crate::commands;
use explorer::Explorer;
use tauri::menu::{
    Menu, MenuBuilder, MenuEvent, MenuItemBuilder, PredefinedMenuItem, Submenu, SubmenuBuilder,
};
use tauri::{AppHandle, Manager};

const ADD_BOOK: &str = "add-book";
const OPEN_EXPORT: &str = "open-export";
const SYNC: &str = "sync";
const FULL_SCREEN: &str = "full-screen";

/// The menu bar.
pub(crate) fn build(app: &AppHandle) -> tauri::Result<Menu<tauri::Wry>> {
    let entry = |id, name, keys| MenuItemBuilder::with_id(id, name).accelerator(keys).build(app);
    let add = entry(ADD_BOOK, "Add a book…", "CmdOrCtrl+N")?;
    let open = entry(OPEN_EXPORT, "Open export…", "CmdOrCtrl+O")?;
    let sync = entry(SYNC, "Sync now", "CmdOrCtrl+R")?;
    let keys = if cfg!(target_os = "macos") { "Ctrl+Cmd+F" } else { "F11" };
    let full_screen = entry(FULL_SCREEN, "Full screen", keys)?;
    let file = SubmenuBuilder::new(app, "File").items(&[&add, &open, &sync]);
    let file = if cfg!(target_os = "macos") {
        file.close_window()
    } else {
        file.separator().item(&PredefinedMenuItem::quit(app, None)?)
    };
    let view = SubmenuBuilder::new(app, "View").item(&full_screen);

    let mut menu = MenuBuilder::new(app);
    if cfg!(target_os = "macos") {
        menu = menu.item(&application(app)?);
    }
    menu = menu.item(&file.build()?);
    // GTK has no such roles without a helper library; the keys work there all the same.
    if !cfg!(target_os = "linux") {
        menu = menu.item(&edit(app)?);
    }
    menu.item(&view.build()?).build()
}

/// The first menu of macOS, named after the app.
fn application(app: &AppHandle) -> tauri::Result<Submenu<tauri::Wry>> {
    let name = app.package_info().name.clone();
    SubmenuBuilder::new(app, name)
        .about(None)
        .separator()
        .services()
        .separator()
        .hide()
        .hide_others()
        .show_all()
        .separator()
        .quit()
        .build()
}

fn edit(app: &AppHandle) -> tauri::Result<Submenu<tauri::Wry>> {
    let edit = SubmenuBuilder::new(app, "Edit");
    let edit = if cfg!(target_os = "macos") { edit.undo().redo().separator() } else { edit };
    edit.cut().copy().paste().select_all().build()
}

/// Does what the chosen entry says.
pub(crate) fn heed(app: &AppHandle, event: &MenuEvent) {
    let app = app.clone();
    if app.try_state::<Explorer>().is_none() && event.id().as_ref() != FULL_SCREEN {
        // The library is not open.
        return;
    }
    match event.id().as_ref() {
        ADD_BOOK => app.state::<Explorer>().begin_adding(),
        OPEN_EXPORT => {
            tauri::async_runtime::spawn(async move { commands::import::choose(&app).await });
        }
        SYNC => {
            // Why it did not work is told to the page as the state of the sync.
            tauri::async_runtime::spawn(async move { app.state::<Explorer>().sync_now().await });
        }
        FULL_SCREEN => {
            if let Some(window) = app.get_webview_window(crate::WINDOW) {
                let _ = window.set_fullscreen(!window.is_fullscreen().unwrap_or(false));
            }
        }
        _ => {}
    }
}
