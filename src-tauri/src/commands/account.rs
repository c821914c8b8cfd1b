//! Who is signed in.

use super::{Answer, Core};
use crate::ipc_error::ShellError;
use explorer::views::{Event, SignInRequest, Snapshot};
use std::sync::Mutex;
use tauri::ipc::Channel;
use tauri::{State, command};
use url::Url;

/// The clipboard, kept open: on Linux what was copied is gone when its owner is.
#[derive(Default)]
pub(crate) struct Clipboard(Mutex<Option<arboard::Clipboard>>);

impl Clipboard {
    fn copy(&self, text: &str) -> Result<(), ShellError> {
        let mut held = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut clipboard = match held.take() {
            Some(clipboard) => clipboard,
            None => arboard::Clipboard::new()?,
        };
        clipboard.set_text(text)?;
        *held = Some(clipboard);
        Ok(())
    }
}

#[command]
pub(crate) async fn subscribe(core: Core<'_>, channel: Channel<Event>) -> Answer<Snapshot> {
    core.subscribe(move |event| {
        // A page that is gone hears nothing; the next one subscribes anew.
        let _ = channel.send(event);
    })
    .await
}

#[command]
pub(crate) async fn begin_sign_in(core: Core<'_>, request: SignInRequest) -> Answer {
    Ok(core.begin_sign_in(request).await?.as_ref().map_or(Ok(()), open)?)
}

#[command]
pub(crate) async fn allow_private_server(core: Core<'_>) -> Answer {
    Ok(core.allow_private_server().await?.as_ref().map_or(Ok(()), open)?)
}

#[command]
pub(crate) async fn open_browser_again(core: Core<'_>) -> Answer {
    Ok(open(&core.sign_in_page().await?.ok_or(ShellError::NoSignIn)?)?)
}

#[command]
pub(crate) async fn copy_sign_in_link(core: Core<'_>, clipboard: State<'_, Clipboard>) -> Answer {
    let page = core.sign_in_page().await?.ok_or(ShellError::NoSignIn)?;
    Ok(clipboard.copy(page.as_str())?)
}

#[command]
pub(crate) async fn cancel_sign_in(core: Core<'_>) -> Answer {
    core.cancel_sign_in();
    Ok(())
}

forward! {
    sign_out(did: String, remove: bool) -> ();
    switch_account(did: Option<String>) -> ();
}

/// Opens a page in the system's browser. The core has checked that it is a web page.
pub(super) fn open(page: &Url) -> Result<(), ShellError> {
    Ok(tauri_plugin_opener::open_url(page.as_str(), None::<&str>)?)
}
