//! A test library: a certificate authority that nobody but one test trusts, so that a test can speak real TLS to a
//! server on this machine with the client's checks all on.

#![allow(clippy::expect_used, clippy::missing_panics_doc, reason = "a test library fails by panicking")]

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};

/// An authority made for one test; its key is never written down.
pub struct TestCa {
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

/// A server's certificate and the key that goes with it, both in PEM form.
pub struct ServerCertificate {
    /// The certificate.
    pub pem: String,
    /// Its private key, in PKCS #8.
    pub key_pem: String,
}

impl TestCa {
    /// A new authority.
    #[allow(clippy::new_without_default, reason = "every call makes another one")]
    pub fn new() -> TestCa {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        params.distinguished_name.push(DnType::CommonName, "Book Explorer test authority");
        let key = KeyPair::generate().expect("a key");
        let pem = params.self_signed(&key).expect("an authority").pem();
        TestCa { pem, issuer: Issuer::new(params, key) }
    }

    /// The authority's own certificate, for whoever is to trust it.
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// A certificate for a server of these names.
    pub fn certificate(&self, names: &[&str]) -> ServerCertificate {
        let names = names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let mut params = CertificateParams::new(names).expect("names");
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        let key = KeyPair::generate().expect("a key");
        let pem = params.signed_by(&key, &self.issuer).expect("a certificate").pem();
        ServerCertificate { pem, key_pem: key.serialize_pem() }
    }
}

impl std::fmt::Debug for TestCa {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TestCa")
    }
}

impl std::fmt::Debug for ServerCertificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ServerCertificate")
    }
}
