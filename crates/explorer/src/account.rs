//! Accounts: which there are, which is shown, signing out, switching.
//!
//! An account outlives its session: its books and waiting edits stay until someone removes them. What the page shows of
//! it without asking the keychain (handle, server) is therefore kept with the library, not with the session.

use crate::covers::PUBLISHED;
use crate::explorer::Shared;
use crate::views::{AccountState, AccountView, Event, Granted, KeychainTrouble};
use crate::{ErrorCode, Explorer, IpcError};
use atproto::Did;
use bookhive::COLLECTION;
use library::{AccountId, Library, StorageFault};
use oauth::{OAuthClient, RepoAction, Session, StoredState, VaultError};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

const KEY: &str = "accounts";

/// What is remembered of the accounts on this computer.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Accounts {
    known: BTreeMap<Did, Remembered>,
    current: Option<Did>,
    /// Accounts whose keys the keychain did not give when they were last needed.
    #[serde(skip)]
    locked: BTreeMap<Did, VaultError>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Remembered {
    handle: Option<String>,
    server: String,
    #[serde(default)]
    paused: bool,
}

impl Accounts {
    /// What was remembered, completed from the books and sessions that are here: whatever happened to the setting, an
    /// account with either stays in reach.
    pub(crate) fn read(library: &Library, oauth: &OAuthClient) -> Result<Self, StorageFault> {
        let kept = library.get_setting(KEY)?;
        let lost = kept.is_none();
        let mut accounts: Self = kept.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
        for did in library.accounts()?.into_iter().filter_map(|account| account.did) {
            accounts.known.entry(did).or_default();
        }
        for session in oauth.accounts().unwrap_or_default() {
            let account = accounts.known.entry(session.did).or_default();
            if account.server.is_empty() {
                account.handle = session.handle.map(|handle| handle.to_string());
                account.server = host(&session.pds);
            }
        }
        if lost {
            // A new library under sessions that live on: what they have is what there is to show.
            accounts.current = accounts.known.keys().next().cloned();
        }
        Ok(accounts)
    }

    fn write(&self, library: &Library) -> Result<(), IpcError> {
        let json = serde_json::to_string(self).unwrap_or_default();
        Ok(library.set_setting(KEY, Some(&json))?)
    }

    pub(crate) fn is_paused(&self, did: &Did) -> bool {
        self.known.get(did).is_some_and(|account| account.paused)
    }
}

impl Explorer {
    /// Shows another account's library; `None` is the one without an account.
    pub async fn switch_account(&self, did: Option<String>) -> Result<(), IpcError> {
        let did = did.map(|did| parse(&did)).transpose()?;
        self.blocking(move |shared| {
            if did.as_ref().is_some_and(|did| !shared.accounts().known.contains_key(did)) {
                return Err(IpcError::new(ErrorCode::BadRequest, "no such account on this computer"));
            }
            shared.show(did)
        })
        .await
    }

    /// Ends the account's session at the server and here. With `remove` its books, history and waiting edits go too;
    /// what the server has is not touched.
    pub async fn sign_out(&self, did: String, remove: bool) -> Result<(), IpcError> {
        let did = parse(&did)?;
        let shared = self.shared.clone();
        shared.stop_syncing(&did);
        match shared.oauth.revoke(&did).await {
            Ok(_) | Err(oauth::RevokeError::NoAccount) => {}
            Err(error) => {
                shared.start_syncing();
                return Err(error.into());
            }
        }
        self.blocking(move |shared| {
            shared.tell_accounts();
            shared.tell_sync();
            shared.tell_progress();
            if remove { shared.remove(&did) } else { Ok(()) }
        })
        .await
    }
}

impl Shared {
    /// A session has begun: its account is remembered, shown and kept in sync.
    pub(crate) async fn welcome(self: &Arc<Self>, session: Session) -> Result<(), IpcError> {
        let did = session.did();
        let shared = self.clone();
        self.clone()
            .blocking(move |_| {
                shared.library.account(&did)?;
                let stored = shared.oauth.accounts()?.into_iter().find(|account| account.did == did);
                {
                    let mut accounts = shared.accounts();
                    let paused = accounts.is_paused(&did);
                    let handle = stored.as_ref().and_then(|account| account.handle.as_ref());
                    let remembered = Remembered {
                        handle: handle.map(ToString::to_string),
                        server: stored.map(|account| host(&account.pds)).unwrap_or_default(),
                        paused,
                    };
                    accounts.known.insert(did.clone(), remembered);
                    accounts.locked.remove(&did);
                }
                shared.stop_syncing(&did);
                shared.start_syncing();
                shared.show(Some(did))
            })
            .await
    }

    /// Looks the account's identity up again: a new handle is shown, a moved account is followed or asked to sign in
    /// again. `false` when it could not be looked up now.
    pub(crate) async fn recheck(&self, did: &Did) -> bool {
        let session = match self.oauth.recheck(did).await {
            Ok(session) => session,
            Err(error) => {
                tracing::info!(%did, %error, "the account could not be looked up again");
                return false;
            }
        };
        let changed = {
            let mut accounts = self.accounts();
            let Some(remembered) = accounts.known.get_mut(did) else { return true };
            let (handle, server) = (session.handle().map(|handle| handle.to_string()), host(&session.pds()));
            let changed = remembered.handle != handle || remembered.server != server;
            (remembered.handle, remembered.server) = (handle, server);
            changed.then(|| accounts.write(&self.library))
        };
        if let Some(written) = changed {
            if let Err(error) = written {
                tracing::warn!(?error, "a changed handle could not be kept");
            }
            self.tell_accounts();
        }
        true
    }

    /// Forgets the account's books, history and waiting edits here, and shows another library when it was on screen.
    fn remove(self: &Arc<Self>, did: &Did) -> Result<(), IpcError> {
        self.library.forget_account(self.library.account(did)?)?;
        self.forget_covers()?;
        let (on_screen, other) = {
            let mut accounts = self.accounts();
            accounts.known.remove(did);
            (accounts.current.as_ref() == Some(did), accounts.known.keys().next().cloned())
        };
        if on_screen {
            return self.show(other);
        }
        self.accounts().write(&self.library)?;
        self.tell_accounts();
        Ok(())
    }

    fn show(self: &Arc<Self>, did: Option<Did>) -> Result<(), IpcError> {
        // A plan is for the account on screen: both change in one turn.
        let turn = self.deciding();
        {
            let mut accounts = self.accounts();
            accounts.current = did;
            accounts.write(&self.library)?;
        }
        self.close_plan();
        drop(turn);
        self.tell_accounts();
        self.tell_waiting_files();
        self.tell_books();
        self.wake_sync();
        Ok(())
    }

    pub(crate) fn current_did(&self) -> Option<Did> {
        self.accounts().current.clone()
    }

    pub(crate) fn current_account(&self) -> Result<AccountId, IpcError> {
        match self.current_did() {
            Some(did) => Ok(self.library.account(&did)?),
            None => Ok(self.local()),
        }
    }

    pub(crate) fn set_paused(&self, paused: bool) -> Result<(), IpcError> {
        let mut accounts = self.accounts();
        let current = accounts.current.clone();
        if let Some(account) = current.and_then(|did| accounts.known.get_mut(&did)) {
            account.paused = paused;
        }
        accounts.write(&self.library)
    }

    /// Remembers why the keychain did not give the account's keys, if it did not; tells the page when that changed.
    pub(crate) fn set_locked(&self, did: &Did, why: Option<VaultError>) {
        let before = {
            let mut accounts = self.accounts();
            match why {
                Some(why) => accounts.locked.insert(did.clone(), why),
                None => accounts.locked.remove(did),
            }
        };
        if before != why {
            self.tell_accounts();
        }
    }

    pub(crate) fn known_dids(&self) -> Vec<Did> {
        self.accounts().known.keys().cloned().collect()
    }

    pub(crate) fn account_views(&self) -> Vec<AccountView> {
        let stored = self.oauth.accounts().unwrap_or_else(|error| {
            tracing::warn!(%error, "the sessions could not be listed");
            Vec::new()
        });
        let accounts = self.accounts();
        let view = |(did, remembered): (&Did, &Remembered)| {
            let session = stored.iter().find(|session| session.did == *did);
            let state = match session.map(|session| session.state) {
                Some(StoredState::SignInAgain(_)) | None => AccountState::SignInAgain,
                Some(_) if accounts.locked.contains_key(did) => AccountState::StorageLocked,
                Some(StoredState::SignedIn) => AccountState::SignedIn,
                Some(StoredState::UntilQuit) => AccountState::UntilQuit,
            };
            let live = matches!(state, AccountState::SignedIn | AccountState::UntilQuit);
            let allows = |action| session.is_some_and(|session| session.scope.allows(action, COLLECTION));
            AccountView {
                did: did.to_string(),
                handle: remembered.handle.clone(),
                server: remembered.server.clone(),
                state,
                keychain: accounts.locked.get(did).map(|error| (*error).into()),
                session_ends: session.filter(|_| live).and_then(|session| day(session.ends_at)),
                granted: Granted {
                    create: allows(RepoAction::Create),
                    update: allows(RepoAction::Update),
                    delete: allows(RepoAction::Delete),
                    pictures: session.is_some_and(|session| session.scope.allows_blob(PUBLISHED)),
                },
            }
        };
        accounts.known.iter().map(view).collect()
    }

    pub(crate) fn tell_accounts(&self) {
        self.events.tell_fresh(|| {
            let current = self.current_did().map(|did| did.to_string());
            let local_books = self.local_books().unwrap_or_default();
            Some(Event::Accounts { accounts: self.account_views(), current, local_books })
        });
    }
}

impl From<VaultError> for KeychainTrouble {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Locked => Self::Locked,
            VaultError::TimedOut => Self::Silent,
            VaultError::Denied => Self::Denied,
            VaultError::Absent => Self::Missing,
            VaultError::Failed => Self::Failed,
        }
    }
}

fn parse(did: &str) -> Result<Did, IpcError> {
    Did::parse(did).map_err(|error| IpcError::new(ErrorCode::BadRequest, error.to_string()))
}

fn host(url: &url::Url) -> String {
    atproto::http::Host::of(url).to_string()
}

fn day(at: std::time::SystemTime) -> Option<String> {
    let at = jiff::Timestamp::try_from(at).ok()?;
    Some(at.to_zoned(jiff::tz::TimeZone::system()).date().to_string())
}
