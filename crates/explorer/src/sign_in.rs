//! One sign-in at a time: what is asked, how far it is, and how it ends.

use crate::explorer::{Shared, lock};
use crate::loopback::Loopback;
use crate::views::{Event, KeepKeys, SignInRequest, SignInStep, SignInView};
use crate::{ErrorCode, Explorer, IpcError, private_hosts};
use atproto::AtIdentifier;
use library::Covers;
use oauth::{
    Ask, Authorization, AuthorizeError, AuthorizeOptions, CallbackError, CallbackParams, DiscoveryError,
    Keep, Redirect, State, Step,
};
use std::sync::Arc;
use std::time::SystemTime;
use tokio::sync::Notify;
use url::Url;

/// A sign-in under way.
#[derive(Debug)]
pub(crate) struct SignIn {
    view: SignInView,
    /// What was asked for, to ask for it again.
    asked: SignInRequest,
    /// The requests that stand at the server, the newest last: a page opened from an older one is still answered.
    requests: Vec<Request>,
    /// Open while the browser may come back to 127.0.0.1.
    loopback: Option<Loopback>,
    cancelled: Arc<Notify>,
}

/// A request at the server.
#[derive(Debug)]
struct Request {
    state: State,
    page: Url,
    /// A page that was not opened by then is dead.
    open_before: SystemTime,
}

impl SignIn {
    fn is_for(&self, params: &CallbackParams) -> bool {
        self.requests.iter().any(|request| params.is_for(&request.state))
    }
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
                no_new_accounts: false,
                read_only: request.read_only,
            },
            asked: request.clone(),
            requests: Vec::new(),
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
                if let Some(host) = error.host.clone() {
                    *lock(&shared.asked_private) = Some((host, request));
                }
                shared.set_sign_in(None);
                Err(error)
            }
        }
    }

    /// The page to open again or to copy, while the browser is awaited. A server forgets a page that nobody opened within
    /// five minutes, so an old one is asked for anew; who opened it in time can still finish there.
    pub async fn sign_in_page(&self) -> Result<Option<Url>, IpcError> {
        let shared = &self.shared;
        let (asked, cancelled) = {
            let sign_in = shared.sign_in();
            let Some((sign_in, request)) =
                sign_in.as_ref().and_then(|sign_in| Some((sign_in, sign_in.requests.last()?)))
            else {
                return Ok(None);
            };
            if (shared.clock)() < request.open_before {
                return Ok(Some(request.page.clone()));
            }
            (sign_in.asked.clone(), sign_in.cancelled.clone())
        };
        let who = AtIdentifier::parse(&asked.who)
            .map_err(|error| IpcError::new(ErrorCode::NotAnIdentifier, error.to_string()))?;
        let outcome = tokio::select! {
            outcome = shared.authorize(&who, &asked) => outcome,
            () = cancelled.notified() => return Ok(None),
        };
        if outcome.is_err() {
            // The request before is still waited for.
            shared.update_sign_in(|sign_in| sign_in.view.step = SignInStep::WaitingForBrowser);
        }
        outcome.map(Some)
    }

    /// The person agrees to the host in their own network that stood in the way last, which is remembered, and the
    /// sign-in goes on.
    pub async fn allow_private_server(&self) -> Result<Option<Url>, IpcError> {
        let asked = lock(&self.shared.asked_private).take();
        let Some((host, request)) = asked else {
            return Err(IpcError::new(ErrorCode::BadRequest, "no private server was asked about"));
        };
        self.blocking(move |shared| Ok(private_hosts::allow(&shared.library, &shared.private_hosts, &host)?))
            .await?;
        self.begin_sign_in(request).await
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
            for request in &sign_in.requests {
                self.shared.oauth.abandon(&request.state);
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
        self.update_sign_in(|sign_in| {
            sign_in.view.loopback = matches!(redirect, Redirect::Loopback { .. });
            sign_in.loopback = sign_in.loopback.take().or(loopback);
        });
        let pictures =
            self.clone().blocking(|shared| Ok(shared.library.covers()? == Covers::Publish)).await?;
        let ask = match (request.read_only, pictures) {
            (true, _) => Ask::AccountOnly,
            (false, true) => Ask::WithBlobs,
            (false, false) => Ask::Registered,
        };
        let options = AuthorizeOptions { redirect, create: request.create, keep, ask };
        let progress = self.clone();
        let authorization = self
            .oauth
            .authorize(who, options, move |step| {
                progress.update_sign_in(|sign_in| sign_in.view.step = step_view(step));
            })
            .await
            .map_err(|error| sign_in_error(who, error))?;
        let Authorization { url, state, expires_at, open_before, did, handle, server_host, creates, .. } =
            authorization;
        self.update_sign_in(|sign_in| {
            sign_in.view.step = SignInStep::WaitingForBrowser;
            sign_in.view.did = did.map(|did| did.to_string());
            sign_in.view.handle = handle.map(|handle| handle.to_string());
            sign_in.view.server = Some(server_host);
            sign_in.view.expires_at = jiff::Timestamp::try_from(expires_at).ok().map(|at| at.to_string());
            sign_in.view.no_new_accounts = request.create && !creates;
            let page = url.clone();
            sign_in.requests.push(Request { state: state.clone(), page, open_before });
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
        let open = self.sign_in().as_ref().and_then(|sign_in| sign_in.loopback.as_ref().map(Loopback::port));
        if let Some(port) = open {
            return Ok((Redirect::Loopback { port }, None));
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
                        && sign_in.requests.last().is_some_and(|request| request.state == state)
                });
                ours.then(|| current.take()).flatten()
            };
            if let Some(sign_in) = still_waiting {
                for request in &sign_in.requests {
                    self.oauth.abandon(&request.state);
                }
                self.sign_in_failed(IpcError::new(ErrorCode::SignInExpired, "nothing came back in time"));
            }
        });
    }

    /// Checks an answer, exchanges its code and opens the account's library.
    pub(crate) async fn finish_sign_in(self: Arc<Self>, params: CallbackParams) -> Answer {
        let ours = self.sign_in().as_ref().is_some_and(|sign_in| sign_in.is_for(&params));
        if ours {
            self.update_sign_in(|sign_in| sign_in.view.step = SignInStep::Finishing);
        }
        let others: Vec<State> = self
            .sign_in()
            .iter()
            .flat_map(|sign_in| &sign_in.requests)
            .filter(|request| ours && !params.is_for(&request.state))
            .map(|request| request.state.clone())
            .collect();
        let outcome = self.oauth.callback(params).await;
        let strange = outcome
            .as_ref()
            .is_err_and(|error| error.is_unrelated() || matches!(error, CallbackError::AlreadyUsed));
        // A sign-in that waits is touched by its own answer only, and a strange one lets it wait on.
        match (ours, strange) {
            (true, true) => self.update_sign_in(|sign_in| sign_in.view.step = SignInStep::WaitingForBrowser),
            (true, false) => {
                // One of its requests was answered: the others are nobody's any more.
                self.set_sign_in(None);
                for state in &others {
                    self.oauth.abandon(state);
                }
            }
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
