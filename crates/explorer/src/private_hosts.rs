//! Servers in a private network that a person has agreed to, once each.

use atproto::http::PrivateHosts;
use library::{Library, StorageFault};

const KEY: &str = "private_hosts";

/// Those agreed to so far.
pub(crate) fn read(library: &Library) -> Result<PrivateHosts, StorageFault> {
    let kept = library.get_setting(KEY)?;
    let hosts: Vec<String> = kept.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
    Ok(hosts.iter().collect())
}

/// Agrees to one more, from now on and at the next start.
pub(crate) fn allow(library: &Library, hosts: &PrivateHosts, host: &str) -> Result<(), StorageFault> {
    hosts.allow(host);
    let json = serde_json::to_string(&hosts.all()).unwrap_or_default();
    library.set_setting(KEY, Some(&json))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_agreed_to_is_remembered() {
        let directory = tempfile::tempdir().unwrap();
        let library = Library::open(directory.path()).unwrap();
        let hosts = read(&library).unwrap();
        assert!(hosts.all().is_empty());
        allow(&library, &hosts, "NAS.example.com.").unwrap();
        drop(library);
        let again = read(&Library::open(directory.path()).unwrap()).unwrap();
        assert_eq!(again.all(), ["nas.example.com"]);
    }
}
