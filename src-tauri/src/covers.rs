//! Covers as the page asks for them: `cover://localhost/<key>[/small]`, on Windows `http://cover.localhost/…`.

use explorer::{CoverPicture, Explorer};
use tauri::http::{Response, header};
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
        let Some(explorer) = app.try_state::<Explorer>() else { return };
        let answer = Response::builder().header("x-content-type-options", "nosniff");
        let answer = match explorer.inner().clone().cover(&id).await {
            Some(CoverPicture { media_type, bytes }) => answer
                .header(header::CONTENT_TYPE, media_type)
                .header(header::CACHE_CONTROL, "max-age=86400")
                .body(bytes),
            // What is not here may be soon.
            None => answer.status(404).header(header::CACHE_CONTROL, "no-store").body(Vec::new()),
        };
        // Nothing in it comes from elsewhere but the bytes, so that it is always one.
        answer.map(|answer| responder.respond(answer)).unwrap_or_default();
    });
}
