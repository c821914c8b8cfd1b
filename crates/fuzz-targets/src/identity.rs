//! Names of accounts, and the documents that describe them.

use atproto::identity::DidDocument;
use atproto::{AtIdentifier, AtUri, Cid, Did, Handle, Nsid, RecordKey, Tid};

/// Every identifier: what is taken comes back the same.
pub(crate) fn identifiers(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    macro_rules! comes_back {
        ($($kind:ty),*) => { $(
            if let Ok(parsed) = <$kind>::parse(text) {
                let again = <$kind>::parse(parsed.as_str());
                assert_eq!(again.as_ref(), Ok(&parsed), "{} does not come back", stringify!($kind));
            }
        )* };
    }
    comes_back!(AtUri, Cid, Did, Handle, Nsid, RecordKey, Tid);
    if let Ok(typed) = AtIdentifier::parse(text) {
        let shown = typed.display_text();
        assert_eq!(AtIdentifier::parse(&shown), Ok(typed), "{text:?} is shown as {shown:?}");
    }
}

/// A DID document: it describes the account that was asked for, and its server is a plain https origin.
pub(crate) fn did_document(data: &[u8]) {
    let Ok(did) = Did::parse("did:plc:abcdefghijklmnopqrstuvwx") else { return };
    let Ok(document) = DidDocument::read(&did, data, false) else { return };
    assert_eq!(document.did(), &did);
    if let Ok(pds) = document.pds() {
        assert_eq!((pds.scheme(), pds.path(), pds.query(), pds.fragment()), ("https", "/", None, None));
        assert!(pds.username().is_empty() && pds.password().is_none());
    }
}
