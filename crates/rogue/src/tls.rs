//! TLS in front of the two servers, with a certificate of a test's own authority.

use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use test_ca::TestCa;
use tokio_rustls::TlsAcceptor;

/// What the servers are called behind TLS. Nobody resolves these names: the client is told where they are.
pub(crate) const HOSTS: [&str; 2] = ["auth.rogue.internal", "pds.rogue.internal"];

/// Accepts TLS for these names.
pub(crate) fn acceptor(authority: &TestCa, names: &[&str]) -> TlsAcceptor {
    let certificate = authority.certificate(names);
    let chain = vec![CertificateDer::from_pem_slice(certificate.pem.as_bytes()).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(certificate.key_pem.as_bytes()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}
