//! Values that must never be printed, logged, or left behind in memory.
//!
//! None of these types has `Display` or `Serialize`; `Debug` names the type and hides the value; the memory is
//! overwritten on drop. The one way to the value is `expose`, so a search for that word finds every use.

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

/// Key material as bytes: what a [`Vault`](crate::Vault) keeps.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Secret(Vec<u8>);

impl Secret {
    /// Takes the bytes over.
    pub fn new(bytes: Vec<u8>) -> Secret {
        Secret(bytes)
    }

    /// The bytes themselves.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret([redacted])")
    }
}

macro_rules! secret_text {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
        pub struct $name(String);

        impl $name {
            /// Takes the text over.
            pub fn new(text: String) -> Self {
                Self(text)
            }

            /// The text itself.
            pub fn expose(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "([redacted])"))
            }
        }
    )*};
}

secret_text! {
    /// What a call to the PDS carries ([RFC 6749 §1.4](https://www.rfc-editor.org/rfc/rfc6749#section-1.4)).
    AccessToken
    /// What buys the next access token, once ([RFC 6749 §1.5](https://www.rfc-editor.org/rfc/rfc6749#section-1.5)).
    RefreshToken
    /// What the browser brings back, good for one exchange
    /// ([RFC 6749 §4.1.2](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2)).
    AuthorizationCode
    /// The secret half of PKCE ([RFC 7636 §4.1](https://www.rfc-editor.org/rfc/rfc7636#section-4.1)).
    CodeVerifier
}

/// `N` bytes from the operating system's generator.
///
/// # Errors
/// The generator is not available; nothing secret can be made then.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(bytes)
}

/// The operating system gave no random bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the operating system gave no random bytes")]
pub struct NoRandomness;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_the_type_and_nothing_else() {
        let shown =
            format!("{:?} {:?}", AccessToken::new("tok-12345".into()), Secret::new(b"tok-12345".to_vec()));
        assert_eq!(shown, "AccessToken([redacted]) Secret([redacted])");
    }
}
