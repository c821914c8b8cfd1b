use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One account on this computer, signed in or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AccountView {
    /// The account's DID, which names it everywhere.
    pub did: String,
    /// The handle as last verified; `None` while it does not check out both ways.
    pub handle: Option<String>,
    /// Host of the PDS, for people to read.
    pub server: String,
    pub state: AccountState,
    /// Why the keychain did not give the keys, when it did not.
    pub keychain: Option<KeychainTrouble>,
    /// Day on which the server ends this session whatever we do (public clients: 14 days after sign-in).
    pub session_ends: Option<String>,
    /// What the server granted; the page hides or explains what is missing.
    pub granted: Granted,
}

/// Whether the account can talk to its server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum AccountState {
    /// Signed in, keys in the OS keychain.
    SignedIn,
    /// Signed in, keys in memory only: the session ends when the app quits.
    UntilQuit,
    /// The session has ended; books and waiting edits are kept.
    SignInAgain,
    /// The keychain is locked, denied or absent; the session may well be alive.
    StorageLocked,
}

/// Why the keychain gives nothing. Each has its own words and its own way on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum KeychainTrouble {
    Locked,
    /// The person or the system said no.
    Denied,
    /// This system has none running.
    Missing,
    /// No answer in time: perhaps it asks a person something.
    Silent,
    Failed,
}

/// What the granted scope allows on `buzz.bookhive.book`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Granted {
    pub create: bool,
    pub update: bool,
    pub delete: bool,
    /// Pictures may be brought to the server; asked for only when covers are to be published.
    pub pictures: bool,
}

/// Where the session's keys are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum KeepKeys {
    /// In the OS keychain (the default).
    Keychain,
    /// In memory: gone when the app quits.
    UntilQuit,
}

/// What a person typed to sign in, and how.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SignInRequest {
    /// A handle, a DID, or the URL of a PDS or entryway, as people type it.
    pub who: String,
    pub keep: KeepKeys,
    /// Ask the server for its "create an account" page.
    pub create: bool,
    /// Ask for nothing but who the account is; its books, which are public, can then be read and not changed.
    #[serde(default)]
    pub read_only: bool,
}

/// A sign-in on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SignInView {
    pub step: SignInStep,
    /// Handle as verified, once known.
    pub handle: Option<String>,
    pub did: Option<String>,
    /// Host of the PDS or entryway, once known.
    pub server: Option<String>,
    /// When the request at the server runs out (RFC 3339), once made.
    pub expires_at: Option<String>,
    /// The browser comes back to 127.0.0.1 instead of the app's own scheme; quitting ends the sign-in.
    pub loopback: bool,
    /// A new account was asked for, and this server has no page that opens one.
    pub no_new_accounts: bool,
    /// Nothing is asked for that would let books be changed.
    pub read_only: bool,
}

/// How far the sign-in is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SignInStep {
    /// Looking up the handle and its DID document.
    FindingAccount,
    /// Reading the server's metadata.
    CheckingServer,
    /// Pushing the authorization request.
    AskingServer,
    /// The browser is open; the person decides there.
    WaitingForBrowser,
    /// The answer came back; exchanging the code.
    Finishing,
}
