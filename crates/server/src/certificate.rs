//! The commune's own TLS certificate. No authority vouches for it: devices know it by the SHA-256 in
//! their pairing code, so it works on a bare LAN address and with clocks that are years off.

use std::net::IpAddr;
use std::sync::Arc;

use rcgen::{CertificateParams, DnType, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use sha2::{Digest, Sha256};

use crate::ServerError;
use crate::folder::{DataFolder, read_if_there, write_owner_only};

/// What the server shows to whoever connects.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// SHA-256 of the certificate (DER).
    pub fingerprint: [u8; 32],
    pub(crate) tls: Arc<ServerConfig>,
}

impl Certificate {
    /// The certificate of the data folder, made at the first start. The key is written first: a
    /// certificate without its key would be useless, a key without a certificate is replaced.
    ///
    /// # Errors
    /// File errors, or [`ServerError::Tls`] if the two files do not belong together.
    pub fn of(folder: &DataFolder) -> Result<Self, ServerError> {
        let (certificate, key) = match read_if_there(&folder.certificate())? {
            Some(certificate) => (certificate, read_if_there(&folder.certificate_key())?.unwrap_or_default()),
            None => {
                let (certificate, key) = make()?;
                write_owner_only(&folder.certificate_key(), &key)?;
                write_owner_only(&folder.certificate(), &certificate)?;
                (certificate, key)
            }
        };
        let fingerprint = Sha256::digest(&certificate).into();
        Ok(Self { fingerprint, tls: Arc::new(tls(certificate, key)?) })
    }

    /// The fingerprint alone, without the key.
    ///
    /// # Errors
    /// [`ServerError::DamagedFile`] if the server was never started on this folder.
    pub fn fingerprint_of(folder: &DataFolder) -> Result<[u8; 32], ServerError> {
        let path = folder.certificate();
        let bytes = read_if_there(&path)?;
        let bytes = bytes.ok_or(ServerError::DamagedFile { path, problem: "the certificate is missing" })?;
        Ok(Sha256::digest(&bytes).into())
    }
}

/// Names are for browsers only; devices look at the fingerprint.
fn make() -> Result<(Vec<u8>, Vec<u8>), ServerError> {
    let names = vec!["localhost".to_owned(), IpAddr::from([127, 0, 0, 1]).to_string()];
    let mut params = CertificateParams::new(names)?;
    params.distinguished_name.push(DnType::CommonName, "Sổ Thôn");
    let key = KeyPair::generate()?;
    let certificate = params.self_signed(&key)?;
    Ok((certificate.der().to_vec(), key.serialize_der()))
}

fn tls(certificate: Vec<u8>, key: Vec<u8>) -> Result<ServerConfig, rustls::Error> {
    let chain = vec![CertificateDer::from(certificate)];
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let mut config = config.with_no_client_auth().with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// A fingerprint as people compare it: 64 hexadecimal digits in groups of four.
pub fn fingerprint_text(fingerprint: &[u8; 32]) -> String {
    let digits = data_encoding::HEXLOWER.encode(fingerprint);
    let groups: Vec<&str> = (0..digits.len()).step_by(4).filter_map(|start| digits.get(start..start + 4)).collect();
    groups.join(" ")
}
