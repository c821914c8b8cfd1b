//! Files dropped anywhere on the window. The paths go to the core; the page hears file names only.

use explorer::Explorer;
use std::path::PathBuf;
use tauri::{AppHandle, DragDropEvent, Manager};

/// Passes one drag event on. Moves over the window change nothing and are not told.
pub(crate) fn heed(app: &AppHandle, event: &DragDropEvent) {
    let Some(explorer) = app.try_state::<Explorer>() else { return };
    match event {
        DragDropEvent::Enter { paths, .. } => explorer.drop_hover(names(paths)),
        DragDropEvent::Leave => explorer.drop_hover(Vec::new()),
        DragDropEvent::Drop { paths, .. } => {
            explorer.drop_hover(Vec::new());
            let (explorer, paths) = (explorer.inner().clone(), paths.clone());
            tauri::async_runtime::spawn(async move { explorer.preview_import(paths).await });
        }
        _ => {}
    }
}

fn names(paths: &[PathBuf]) -> Vec<String> {
    paths.iter().filter_map(|path| path.file_name()).map(|name| name.to_string_lossy().into_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_hears_names_and_no_paths() {
        let dropped = [PathBuf::from("/home/ada/reading/Été 2024.csv"), PathBuf::from("/")];
        assert_eq!(names(&dropped), ["Été 2024.csv"]);
    }
}
