//! The first half of a sign-in: from what a person typed to an address for their browser.

use std::time::SystemTime;

use atproto::{AtIdentifier, Did, Handle};
use url::Url;

use crate::client::{Inner, OAuthClient};
use crate::client_identity::Redirect;
use crate::clock::system_time;
use crate::error::AuthorizeError;
use crate::jwk::ProofKey;
use crate::nonce::Nonces;
use crate::par::{self, PushedRequest};
use crate::pending::{self, PendingRow, PendingSecrets};
use crate::place::{Keep, Place};
use crate::scope::Scope;
use crate::state::State;
use crate::{discovery, pkce, stop_point};

/// How far [`authorize`](OAuthClient::authorize) is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Looking up the handle and its DID document.
    ResolvingIdentity,
    /// Reading the metadata of the account's server and of its authorization server.
    Discovering,
    /// Pushing the authorization request.
    PushingRequest,
}

/// How much is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ask {
    /// The scope the client is registered with, except for bringing files to the server.
    #[default]
    Registered,
    /// All of the scope the client is registered with.
    WithBlobs,
    /// `atproto` alone: who the account is, and nothing of its data. For servers that know no finer permissions.
    AccountOnly,
}

/// How to sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuthorizeOptions {
    /// Where the browser brings its answer.
    pub redirect: Redirect,
    /// Ask for the page that opens a new account; left out where the server does not offer it.
    pub create: bool,
    /// Where the keys are kept.
    pub keep: Keep,
    /// How much is asked for.
    pub ask: Ask,
}

/// A sign-in that waits for its browser.
#[derive(Debug, Clone)]
pub struct Authorization {
    /// The address to open.
    pub url: Url,
    /// Names the sign-in.
    pub state: State,
    /// After this no answer is taken any more.
    pub expires_at: SystemTime,
    /// After this the server no longer knows an address that was never opened.
    pub open_before: SystemTime,
    /// The account, unless the sign-in began at a server.
    pub did: Option<Did>,
    /// Its handle, as verified.
    pub handle: Option<Handle>,
    /// Host of the authorization server, to be shown.
    pub server_host: String,
    /// What was asked for.
    pub scope: Scope,
    /// The page opens a new account. False when that was not asked for, and when the server has no such page.
    pub creates: bool,
}

impl OAuthClient {
    /// Finds the account's authorization server and pushes a request to it. The way back is
    /// [`callback`](OAuthClient::callback).
    ///
    /// # Errors
    /// [`AuthorizeError`]. Nothing is left behind then.
    pub async fn authorize(
        &self,
        who: &AtIdentifier,
        options: AuthorizeOptions,
        on_step: impl Fn(Step) + Send,
    ) -> Result<Authorization, AuthorizeError> {
        let Inner { config, .. } = &*self.inner;
        let registration =
            config.client.registration(options.redirect).ok_or(AuthorizeError::NoSuchRedirect)?;
        let (mut did, mut handle) = (None, None);
        let pds = match who {
            AtIdentifier::Server(url) => url.clone(),
            account => {
                on_step(Step::ResolvingIdentity);
                let identity = config.resolver.resolve(account).await?;
                (did, handle) = (Some(identity.did), identity.handle);
                identity.pds
            }
        };
        on_step(Step::Discovering);
        let server = discovery::server_of(&config.http, &pds, config.development).await?;
        let place = self.inner.place(options.keep);
        let sealing = pending::make_key(place).await?;

        on_step(Step::PushingRequest);
        let (state, key, verifier) = (State::generate()?, ProofKey::generate()?, pkce::verifier()?);
        let nonces = Nonces::default();
        let hint = handle.as_ref().map(Handle::as_str).or(did.as_ref().map(Did::as_str));
        let creates = options.create && server.offers_create;
        let scope = match options.ask {
            Ask::Registered => config.client.scope().without_blobs(),
            Ask::WithBlobs => config.client.scope().clone(),
            Ask::AccountOnly => Scope::account_only(),
        };
        let request = PushedRequest {
            registration: &registration,
            scope: &scope,
            state: &state,
            code_challenge: &pkce::challenge(&verifier),
            login_hint: hint,
            create: creates,
        };
        let pushed = par::push(&self.inner.signer(&key, &nonces), &server, &request).await?;
        stop_point::reached("authorize-pushed");

        let now = self.inner.now();
        let readable = PendingRow {
            network: config.network_stamp.clone(),
            created_at: now,
            expires_at: now + pending::LIFETIME,
            used: false,
        };
        let url = par::authorization_url(&server, &registration.client_id, &pushed.request_uri);
        let name = state.row();
        let secrets = PendingSecrets {
            issuer: server.issuer.as_str().to_owned(),
            did: did.clone(),
            handle: handle.clone(),
            pds: did.is_some().then_some(pds),
            verifier,
            key,
            client_id: registration.client_id,
            redirect_uri: registration.redirect_uri,
            token_endpoint: server.token_endpoint,
            revocation_endpoint: server.revocation_endpoint,
            nonces: nonces.to_map(),
        };
        place.put(&name, secrets.to_row(&readable, &sealing, &name)?).await?;
        stop_point::reached("authorize-stored");
        Ok(Authorization {
            url,
            state,
            expires_at: system_time(readable.expires_at),
            open_before: system_time(now + i64::from(pushed.expires_in).min(pending::LIFETIME)),
            did,
            handle,
            server_host: server.issuer.host().to_owned(),
            scope,
            creates,
        })
    }

    /// Gives a waiting sign-in up: its answer will be unknown. Blocks on the store.
    pub fn abandon(&self, state: &State) {
        for place in [&self.inner.memory, &self.inner.durable] {
            if let Err(error) = place.rows().delete(&state.row()) {
                tracing::warn!(%error, "an abandoned sign-in stays until it expires");
            }
        }
    }

    /// The redirect URI of the application's own scheme, for [`CallbackParams::parse`](crate::CallbackParams::parse).
    pub fn custom_scheme_redirect(&self) -> &str {
        self.inner.config.client.scheme_redirect()
    }

    /// True when answers may come by the application's own scheme.
    pub fn has_custom_scheme(&self) -> bool {
        self.inner.config.client.may_use_scheme()
    }

    /// True when answers may come to a listener on 127.0.0.1.
    pub fn has_loopback(&self) -> bool {
        self.inner.config.client.redirect_uri(Redirect::Loopback { port: 1 }).is_some()
    }
}

impl Inner {
    pub(crate) fn place(&self, keep: Keep) -> &Place {
        match keep {
            Keep::Keychain => &self.durable,
            Keep::UntilQuit => &self.memory,
        }
    }
}
