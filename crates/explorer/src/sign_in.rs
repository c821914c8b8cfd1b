//! One sign-in at a time: what is asked, how far it is, and how it ends.

use crate::explorer::Shared;
use crate::loopback::Loopback;
use crate::views::{Event, KeepKeys, SignInRequest, SignInStep, SignInView};
use crate::{ErrorCode, Explorer, IpcError};
use atproto::AtIdentifier;
use oauth::{
    Ask, Authorization, AuthorizeError, AuthorizeOptions, CallbackError, CallbackParams, DiscoveryError,
    Keep, Redirect, State, Step,
};
use std::sync::Arc;
use tokio::sync::Notify;
use url::Url;

/// A sign-in under way.
#[derive(Debug)]
pub(crate) struct SignIn {
    view: SignInView,
    /// Known once the request stands at the server.
    request: Option<(State, Url)>,
    /// Open while the browser may come back to 127.0.0.1.
    loopback: Option<Loopback>,
    cancelled: Arc<Notify>,
}

/// An account's own document vouches that its server is a PDS, old as it may be; for a typed address nobody does.
fn sign_in_error(who: &AtIdentifier, error: AuthorizeError) -> IpcError {
    match (who, &error) {
        (AtIdentifier::Server(_), AuthorizeError::Discovery(DiscoveryError::NoOauth)) => {
            IpcError::new(ErrorCode::NotAPds, error.to_string())
        }
        _ => error.into(),
    }
}

/// What became of an answer from the browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It belonged to our sign-in: the window may come forward.
    Ours,
    /// It did not; nothing changed and nothing should be seen.
    Ignored,
}

impl Explorer {
    /// Starts a sign-in and returns the page to open in the browser; `None` when it was cancelled meanwhile.
    ///
    /// A sign-in that was under way is abandoned first.
    pub async fn begin_sign_in(&self, request: SignInRequest) -> Result<Option<Url>, IpcError> {
        let shared = &self.shared;
        let who = AtIdentifier::parse(&request.who)
            .map_err(|error| IpcError::new(ErrorCode::NotAnIdentifier, error.to_string()))?;
        self.cancel_sign_in();
        let cancelled = Arc::new(Notify::new());
        let stopped = cancelled.clone();
        shared.set_sign_in(Some(SignIn {
            view: SignInView {
                step: SignInStep::FindingAccount,
                handle: None,
                did: None,
                server: None,
                expires_at: None,
                loopback: false,
            },
            request: None,
            loopback: None,
            cancelled,
        }));
        let outcome = tokio::select! {
            outcome = shared.authorize(&who, &request) => outcome,
            () = stopped.notified() => return Ok(None),
        };
        match outcome {
            Ok(url) => Ok(Some(url)),
            Err(error) => {
                shared.set_sign_in(None);
                Err(error)
            }
        }
    }

    /// The page to open again or to copy, while the browser is awaited.
    pub fn sign_in_url(&self) -> Option<Url> {
        let sign_in = self.shared.sign_in();
        sign_in.as_ref()?.request.as_ref().map(|(_, url)| url.clone())
    }

    /// Ends the sign-in under way, if any. Its answer, should it still come, is ignored.
    pub fn cancel_sign_in(&self) {
        let sign_in = {
            let mut current = self.shared.sign_in();
            // The code is on its way: what it brings can be signed out again, but not called back.
            let finishing =
                current.as_ref().is_some_and(|sign_in| sign_in.view.step == SignInStep::Finishing);
            if finishing { None } else { current.take() }
        };
        if let Some(sign_in) = sign_in {
            sign_in.cancelled.notify_waiters();
            if let Some((state, _)) = &sign_in.request {
                self.shared.oauth.abandon(state);
            }
            self.shared.events.tell(Event::SignIn { sign_in: None });
        }
    }

    /// Takes a URL that the operating system handed over, at any time, from anyone.
    pub async fn deep_link(&self, url: &str) -> Answer {
        match CallbackParams::parse(url, self.shared.oauth.custom_scheme_redirect()) {
            Ok(params) => self.shared.clone().finish_sign_in(params).await,
            Err(error) => {
                tracing::info!(%error, "a deep link was ignored");
                Answer::Ignored
            }
        }
    }
}

impl Shared {
    async fn authorize(
        self: &Arc<Self>,
        who: &AtIdentifier,
        request: &SignInRequest,
    ) -> Result<Url, IpcError> {
        let (redirect, loopback) = self.redirect().await?;
        let keep = match request.keep {
            KeepKeys::Keychain => Keep::Keychain,
            KeepKeys::UntilQuit => Keep::UntilQuit,
        };
        let is_loopback = loopback.is_some();
        self.update_sign_in(|sign_in| {
            sign_in.view.loopback = is_loopback;
            sign_in.loopback = loopback;
        });
        let options = AuthorizeOptions { redirect, create: request.create, keep, ask: Ask::Registered };
        let progress = self.clone();
        let authorization = self
            .oauth
            .authorize(who, options, move |step| {
                progress.update_sign_in(|sign_in| sign_in.view.step = step_view(step));
            })
            .await
            .map_err(|error| sign_in_error(who, error))?;
        let Authorization { url, state, expires_at, did, handle, server_host, .. } = authorization;
        self.update_sign_in(|sign_in| {
            sign_in.view.step = SignInStep::WaitingForBrowser;
            sign_in.view.did = did.map(|did| did.to_string());
            sign_in.view.handle = handle.map(|handle| handle.to_string());
            sign_in.view.server = Some(server_host);
            sign_in.view.expires_at = jiff::Timestamp::try_from(expires_at).ok().map(|at| at.to_string());
            sign_in.request = Some((state.clone(), url.clone()));
        });
        self.clone().expire_later(state, expires_at);
        Ok(url)
    }

    /// The way back: the app's scheme when the client document has one that the system hands us, else loopback.
    async fn redirect(self: &Arc<Self>) -> Result<(Redirect, Option<Loopback>), IpcError> {
        if self.oauth.has_custom_scheme() {
            let register = self.register_scheme.clone();
            let registered = tokio::task::spawn_blocking(move || register()).await.unwrap_or(false);
            if registered || !self.oauth.has_loopback() {
                return Ok((Redirect::CustomScheme, None));
            }
        }
        let shared = Arc::downgrade(self);
        let runtime = tokio::runtime::Handle::current();
        let loopback = Loopback::open(move |query| {
            let Some(shared) = shared.upgrade() else { return };
            runtime.spawn(async move {
                match CallbackParams::from_query(&query) {
                    Ok(params) => {
                        shared.finish_sign_in(params).await;
                    }
                    Err(error) => tracing::info!(%error, "a loopback request was ignored"),
                }
            });
        })
        .await
        .map_err(|error| {
            IpcError::new(ErrorCode::Internal, format!("127.0.0.1 cannot be listened on: {error}"))
        })?;
        Ok((Redirect::Loopback { port: loopback.port() }, Some(loopback)))
    }

    /// Ends the sign-in with words when the server's request has run out.
    fn expire_later(self: Arc<Self>, state: State, at: std::time::SystemTime) {
        let wait = at.duration_since((self.clock)()).unwrap_or_default();
        tokio::spawn(async move {
            tokio::time::sleep(wait).await;
            let still_waiting = {
                let mut current = self.sign_in();
                let ours = current.as_ref().is_some_and(|sign_in| {
                    sign_in.view.step == SignInStep::WaitingForBrowser
                        && sign_in.request.as_ref().is_some_and(|(own, _)| *own == state)
                });
                ours.then(|| current.take()).flatten()
            };
            if still_waiting.is_some() {
                self.oauth.abandon(&state);
                self.sign_in_failed(IpcError::new(ErrorCode::SignInExpired, "nothing came back in time"));
            }
        });
    }

    /// Checks an answer, exchanges its code and opens the account's library.
    pub(crate) async fn finish_sign_in(self: Arc<Self>, params: CallbackParams) -> Answer {
        let ours = self
            .sign_in()
            .as_ref()
            .is_some_and(|sign_in| sign_in.request.as_ref().is_some_and(|(state, _)| params.is_for(state)));
        if ours {
            self.update_sign_in(|sign_in| sign_in.view.step = SignInStep::Finishing);
        }
        let outcome = self.oauth.callback(params).await;
        let strange = outcome
            .as_ref()
            .is_err_and(|error| error.is_unrelated() || matches!(error, CallbackError::AlreadyUsed));
        // A sign-in that waits is touched by its own answer only, and a strange one lets it wait on.
        match (ours, strange) {
            (true, true) => self.update_sign_in(|sign_in| sign_in.view.step = SignInStep::WaitingForBrowser),
            (true, false) => self.set_sign_in(None),
            (false, _) => {}
        }
        match outcome {
            Ok(session) => {
                if let Err(error) = self.welcome(session).await {
                    self.sign_in_failed(error);
                }
                Answer::Ours
            }
            Err(error) if !strange => {
                tracing::info!(%error, "a sign-in ended without a session");
                if self.sign_in().is_some() {
                    return Answer::Ignored;
                }
                self.sign_in_failed(error.into());
                Answer::Ours
            }
            Err(error) => {
                tracing::info!(%error, "an answer was ignored");
                Answer::Ignored
            }
        }
    }

    fn sign_in_failed(&self, error: IpcError) {
        self.events.tell(Event::SignIn { sign_in: None });
        self.events.tell(Event::SignInFailed { error });
    }

    fn set_sign_in(&self, sign_in: Option<SignIn>) {
        let view = sign_in.as_ref().map(|sign_in| sign_in.view.clone());
        *self.sign_in() = sign_in;
        self.events.tell(Event::SignIn { sign_in: view });
    }

    fn update_sign_in(&self, change: impl FnOnce(&mut SignIn)) {
        let view = {
            let mut current = self.sign_in();
            let Some(sign_in) = current.as_mut() else { return };
            change(sign_in);
            sign_in.view.clone()
        };
        self.events.tell(Event::SignIn { sign_in: Some(view) });
    }

    pub(crate) fn sign_in_view(&self) -> Option<SignInView> {
        self.sign_in().as_ref().map(|sign_in| sign_in.view.clone())
    }
}

fn step_view(step: Step) -> SignInStep {
    match step {
        Step::ResolvingIdentity => SignInStep::FindingAccount,
        Step::Discovering => SignInStep::CheckingServer,
        Step::PushingRequest => SignInStep::AskingServer,
    }
}
