//! An AT Protocol OAuth client: a public native client with pushed requests, PKCE and DPoP, whose sessions survive
//! hostile answers, lost replies, crashes and other processes.
//!
//! # The story, with the places where it is told
//!
//! **Signing in.** [`OAuthClient::authorize`] resolves what a person typed to an account and its server
//! (`atproto::identity`), finds the one authorization server that may speak for it ([`discovery`], RFC 9728 and 8414,
//! checked by name in [`metadata`]), makes a key, a verifier (`pkce`, RFC 7636) and a `state`, pushes the request with
//! a proof of possession ([`par`](ParError), RFC 9126; `dpop`, RFC 9449), seals everything needed to go on
//! (`pending`), and gives an address for the browser. Who the application is stands in [`client_identity`].
//!
//! **Coming back.** [`CallbackParams`] reads a URL that anyone may have made. [`OAuthClient::callback`] checks
//! `state`, `iss` (RFC 9207), `error` and `code` in this order, marks the sign-in used before the code leaves, and
//! believes the tokens (`token`) only when their `sub` is an account whose own server names this issuer.
//!
//! **Calling.** [`Session::send`] signs each request (`exchange`): newest nonce of the origin (`nonce`), the server's
//! own clock (`clock`), one retry for each of the two. Challenges are read by their grammar ([`challenge`]).
//!
//! **Staying signed in.** `refresh` replaces tokens one at a time, in a task nobody can cancel, under a lock that
//! other processes honour (`lock`), with a journal written before sending and the result stored before use.
//!
//! **Keeping.** Keys lie in a [`Vault`], sealed rows (`seal`, `row`, `record`) in a [`SessionStore`]; what can be read
//! without keys has no secrets in it, so accounts can be listed while the keychain is locked.
//!
//! **Leaving.** [`OAuthClient::revoke`] gives both tokens back, with proof, now or later (`revocation`, RFC 7009).

mod authorize;
mod base64url;
mod callback;
pub mod challenge;
mod client;
pub mod client_identity;
mod clock;
pub mod discovery;
pub mod dpop;
mod error;
mod exchange;
mod jwk;
mod lock;
pub mod metadata;
mod nonce;
mod par;
mod pending;
mod pkce;
mod place;
mod record;
mod refresh;
mod restore;
mod revocation;
mod row;
mod scope;
mod seal;
mod secret;
mod session;
mod state;
mod stop_point;
mod store;
mod token;
mod vault;

pub use authorize::{Ask, Authorization, AuthorizeOptions, Step};
pub use callback::{CallbackParams, CallbackRejected, MAX_CALLBACK};
pub use client::{Config, Ended, OAuthClient};
pub use client_identity::{ClientIdentity, ClientIdentityError, DocumentSource, Redirect};
pub use clock::Clock;
pub use discovery::DiscoveryError;
pub use error::{AccountsError, AuthorizeError, CallbackError, NotNow, RestoreError, RevokeError, SendError};
pub use jwk::ProofKey;
pub use metadata::{Issuer, MetadataFault};
pub use par::ParError;
pub use place::Keep;
pub use record::{EndReason, StoredAccount, StoredState};
pub use restore::RecheckError;
pub use revocation::RevocationOutcome;
pub use row::RowFault;
pub use scope::{NotAScope, RepoAction, Scope};
pub use secret::{AccessToken, AuthorizationCode, CodeVerifier, NoRandomness, RefreshToken, Secret};
pub use session::Session;
pub use state::State;
pub use store::{MemoryStore, SessionStore, StoreError};
pub use token::TokenFault;
pub use vault::{MemoryVault, Vault, VaultError};
