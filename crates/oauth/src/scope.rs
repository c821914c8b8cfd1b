//! What was asked for and what was granted ([RFC 6749 §3.3](https://www.rfc-editor.org/rfc/rfc6749#section-3.3),
//! [atproto permissions](https://atproto.com/specs/permission)).
//!
//! A server drops what it does not know and writes what it grants in its own spelling (`repo:x` for all three
//! actions), so permissions are compared by what they allow. Tokens unknown to us are kept as they are.

use std::fmt;

use url::form_urlencoded;

/// A set of scope tokens in the order they came.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope(Vec<String>);

/// What may be done to records of a collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RepoAction {
    /// Write a record under a new key.
    Create,
    /// Replace a record.
    Update,
    /// Delete a record.
    Delete,
}

impl RepoAction {
    /// As the permission syntax spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            RepoAction::Create => "create",
            RepoAction::Update => "update",
            RepoAction::Delete => "delete",
        }
    }
}

/// Text that is no list of scope tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a list of scope tokens")]
pub struct NotAScope;

impl Scope {
    /// Reads a space-separated list. Several spaces in a row are one; repeated tokens are one.
    ///
    /// # Errors
    /// A character outside `%x21 / %x23-5B / %x5D-7E`, or more than 8 KB.
    pub fn parse(text: &str) -> Result<Scope, NotAScope> {
        if text.len() > 8192 {
            return Err(NotAScope);
        }
        let mut tokens: Vec<String> = Vec::new();
        for token in text.split(' ').filter(|token| !token.is_empty()) {
            if !token.bytes().all(|b| matches!(b, 0x21 | 0x23..=0x5b | 0x5d..=0x7e)) {
                return Err(NotAScope);
            }
            if !tokens.iter().any(|t| t == token) {
                tokens.push(token.to_owned());
            }
        }
        Ok(Scope(tokens))
    }

    /// `atproto`, without which no server grants anything, and nothing else.
    pub fn account_only() -> Scope {
        Scope(vec!["atproto".to_owned()])
    }

    /// The same without leave to bring files to the account's server.
    pub fn without_blobs(&self) -> Scope {
        Scope(self.tokens().filter(|token| blob_types(token).is_none()).map(str::to_owned).collect())
    }

    /// True when files of this media type may be brought to the account's server: by a `blob` permission that accepts
    /// them, or by `transition:generic`.
    pub fn allows_blob(&self, media_type: &str) -> bool {
        let accepts = |pattern: &str| match pattern.strip_suffix("/*") {
            Some("*") => true,
            Some(kind) => media_type.split_once('/').is_some_and(|(ours, _)| ours == kind),
            None => pattern == media_type,
        };
        self.tokens().any(|token| {
            token == "transition:generic"
                || blob_types(token).is_some_and(|types| types.iter().any(|pattern| accepts(pattern)))
        })
    }

    /// True when this very token is in the set.
    pub fn contains(&self, token: &str) -> bool {
        self.0.iter().any(|t| t == token)
    }

    /// The tokens in order.
    pub fn tokens(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// True when records of `collection` may be written this way: by a `repo` permission that names the collection
    /// or `*`, or by `transition:generic`, which stands for a whole repository.
    pub fn allows(&self, action: RepoAction, collection: &str) -> bool {
        self.tokens().any(|token| token == "transition:generic" || repo_allows(token, action, collection))
    }

    /// The permissions asked for that this grant does not cover, as (collection, action).
    pub fn missing<'a>(&self, collections: impl IntoIterator<Item = &'a str>) -> Vec<(&'a str, RepoAction)> {
        let actions = [RepoAction::Create, RepoAction::Update, RepoAction::Delete];
        let all = collections.into_iter().flat_map(|name| actions.map(|action| (name, action)));
        all.filter(|(name, action)| !self.allows(*action, name)).collect()
    }
}

/// The media types of `blob:<type>` or `blob?accept=…`; `None` for a token that is about something else.
fn blob_types(token: &str) -> Option<Vec<String>> {
    let (head, query) = token.split_once('?').unwrap_or((token, ""));
    let positional = match head.strip_prefix("blob")? {
        "" => None,
        rest => Some(rest.strip_prefix(':')?),
    };
    let mut types: Vec<String> = positional
        .iter()
        .flat_map(|name| form_urlencoded::parse(name.as_bytes()))
        .map(|(name, _)| name.into())
        .collect();
    types.extend(
        form_urlencoded::parse(query.as_bytes())
            .filter(|(name, _)| name == "accept")
            .map(|(_, value)| value.into_owned()),
    );
    Some(types)
}

/// `repo:<collection>` or `repo?collection=…`, with `action=` any number of times and none meaning all three.
fn repo_allows(token: &str, action: RepoAction, collection: &str) -> bool {
    let (head, query) = token.split_once('?').unwrap_or((token, ""));
    let positional = match head.strip_prefix("repo") {
        Some("") => None,
        Some(rest) => match rest.strip_prefix(':') {
            Some(name) => Some(name),
            None => return false,
        },
        None => return false,
    };
    let mut collections: Vec<String> = positional
        .iter()
        .flat_map(|name| form_urlencoded::parse(name.as_bytes()))
        .map(|(name, _)| name.into())
        .collect();
    let mut actions: Vec<String> = Vec::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match &*name {
            "collection" => collections.push(value.into()),
            "action" => actions.push(value.into()),
            _ => return false,
        }
    }
    let acts = actions.is_empty() || actions.iter().any(|a| a == action.as_str());
    acts && collections.iter().any(|c| c == "*" || c == collection)
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, token) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(" ")?;
            }
            f.write_str(token)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOOK: &str = "buzz.bookhive.book";

    fn allowed(scope: &str) -> String {
        let scope = Scope::parse(scope).unwrap();
        let actions = [RepoAction::Create, RepoAction::Update, RepoAction::Delete];
        let letter =
            |a: &RepoAction| a.as_str().chars().next().filter(|_| scope.allows(*a, BOOK)).unwrap_or('-');
        actions.iter().map(letter).collect()
    }

    #[test]
    fn reads_repo_permissions_by_meaning() {
        for (scope, expected) in [
            ("atproto", "---"),
            ("atproto repo:buzz.bookhive.book", "cud"),
            ("repo:buzz.bookhive.book?action=create&action=update&action=delete", "cud"),
            ("repo:buzz.bookhive.book?action=create", "c--"),
            ("repo:buzz.bookhive.book?action=create repo:buzz.bookhive.book?action=delete", "c-d"),
            ("repo:*?action=update", "-u-"),
            ("repo?collection=app.a.b&collection=buzz.bookhive.book&action=delete", "--d"),
            ("repo:app.bsky.feed.post", "---"),
            ("repository:buzz.bookhive.book", "---"),
            ("repo:buzz.bookhive.book?when=now", "---"),
            ("transition:generic", "cud"),
        ] {
            assert_eq!(allowed(scope), expected, "{scope}");
        }
    }

    #[test]
    fn reads_blob_permissions_by_meaning() {
        for (scope, expected) in [
            ("atproto", false),
            ("atproto blob:image/*", true),
            ("blob:*/*", true),
            ("blob:image%2Fjpeg", true),
            ("blob?accept=video/*&accept=image/*", true),
            ("blob:video/*", false),
            ("blob:image/png", false),
            ("blobs:image/*", false),
            ("transition:generic", true),
        ] {
            let scope = Scope::parse(scope).unwrap();
            assert_eq!(scope.allows_blob("image/jpeg"), expected, "{scope}");
        }
        let asked = Scope::parse("atproto blob:image/* repo:buzz.bookhive.book blob?accept=video/*").unwrap();
        assert_eq!(asked.without_blobs().to_string(), "atproto repo:buzz.bookhive.book");
    }

    #[test]
    fn keeps_unknown_tokens_and_refuses_control_characters() {
        assert_eq!(Scope::parse("atproto  x:y atproto").unwrap().to_string(), "atproto x:y");
        assert!(Scope::parse("atproto\nx").is_err());
        assert!(Scope::parse("a\"b").is_err());
    }

    #[test]
    fn says_what_is_missing() {
        let scope = Scope::parse("atproto repo:buzz.bookhive.book?action=create").unwrap();
        assert_eq!(scope.missing([BOOK]), [(BOOK, RepoAction::Update), (BOOK, RepoAction::Delete)]);
    }
}
