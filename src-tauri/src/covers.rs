//! Covers as the page asks for them: `cover://localhost/<hive id>`, on Windows `http://cover.localhost/<hive id>`.

use explorer::Explorer;
use tauri::http::{Response, StatusCode, header};
use tauri::{Manager, UriSchemeContext, UriSchemeResponder, Wry};

/// The scheme's name.
pub(crate) const SCHEME: &str = "cover";

/// Answers with the picture, or with "not found": the page then keeps the drawn cover.
pub(crate) fn answer(
    context: UriSchemeContext<'_, Wry>,
    request: tauri::http::Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    let app = context.app_handle().clone();
    let id = request.uri().path().trim_start_matches('/').to_owned();
    tauri::async_runtime::spawn(async move {
        let picture = match app.try_state::<Explorer>() {
            Some(explorer) => explorer.inner().clone().cover(&id).await,
            None => None,
        };
        let answer = match picture {
            Some(picture) => Response::builder()
                .header(header::CONTENT_TYPE, picture.media_type)
                .header(header::CACHE_CONTROL, "max-age=86400")
                .header("x-content-type-options", "nosniff")
                .body(picture.bytes),
            None => Response::builder().status(StatusCode::NOT_FOUND).body(Vec::new()),
        };
        match answer {
            Ok(answer) => responder.respond(answer),
            Err(error) => tracing::warn!(%error, "a cover could not be answered"),
        }
    });
}
