//! The way over a network: sealed frames in POST requests, over TLS with the commune's own certificate.

use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use data_encoding::BASE32_NOPAD;
use domain::{BlobHash, DeviceId};
use minicbor::{Decode, Encode};
use reqwest::StatusCode;
use reqwest::blocking::{Client, RequestBuilder, Response};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::redirect::Policy;
use wire::{
    BlobsReply, BlobsRequest, DigestReply, DigestRequest, FetchRequest, IdsPage, IdsRequest, MAX_FRAME_BYTES,
    PairReply, PairRequest, PairingCode, PullPage, PullRequest, PushReply, PushRequest, Refusal, open_frame,
    seal_frame,
};

use crate::{BlobPart, Traffic, Transport, TransportError, identity};

/// Time for a connection to be made.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Time from a request to the first byte of its answer, and then between bytes. There is no limit on the
/// whole: a slow line is fine as long as it moves.
const IDLE_TIMEOUT: Duration = Duration::from_secs(60);

/// The commune over HTTPS.
#[derive(Debug)]
pub struct Https {
    client: Client,
    address: String,
    /// Absent only while pairing.
    authorization: Option<HeaderValue>,
    other_identity: Arc<AtomicBool>,
    bytes_out: AtomicU64,
    bytes_in: AtomicU64,
}

impl Https {
    /// A way to the commune at `https://host:port` that shows exactly the certificate with this SHA-256.
    /// Nothing is sent yet.
    ///
    /// # Errors
    /// [`TransportError::Address`] if the address is none.
    pub fn new(
        address: &str,
        certificate_sha256: [u8; 32],
        device: DeviceId,
        secret: &[u8; 32],
    ) -> Result<Self, TransportError> {
        let mut https = Self::unauthorised(address, certificate_sha256)?;
        let credentials = format!("Sothon {device} {}", BASE32_NOPAD.encode(secret));
        let mut value = HeaderValue::from_str(&credentials).map_err(|error| unusable(address, error))?;
        value.set_sensitive(true);
        https.authorization = Some(value);
        Ok(https)
    }

    /// Introduces a new device to the commune that a pairing code names.
    ///
    /// # Errors
    /// [`TransportError::Refused`] with a code about the pairing code, or any other.
    pub fn pair(code: &PairingCode, request: &PairRequest) -> Result<PairReply, TransportError> {
        Self::unauthorised(&code.address, code.certificate)?.post("pair", request)
    }

    fn unauthorised(address: &str, certificate_sha256: [u8; 32]) -> Result<Self, TransportError> {
        let address = address.trim_end_matches('/');
        reqwest::Url::parse(address)
            .ok()
            .filter(|url| url.scheme() == "https" && url.has_host())
            .ok_or_else(|| TransportError::Address { address: address.to_owned(), source: None })?;
        let other_identity = Arc::new(AtomicBool::new(false));
        let tls = identity::client_config(certificate_sha256, Arc::clone(&other_identity))
            .map_err(|error| unusable(address, error))?;
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(IDLE_TIMEOUT)
            .redirect(Policy::none())
            // Proxies of the environment do not know the way to a computer in the same room.
            .no_proxy()
            .build()
            .map_err(|error| unusable(address, error))?;
        Ok(Self {
            client,
            address: address.to_owned(),
            authorization: None,
            other_identity,
            bytes_out: AtomicU64::new(0),
            bytes_in: AtomicU64::new(0),
        })
    }

    fn post<Q, A>(&self, path: &str, request: &Q) -> Result<A, TransportError>
    where
        Q: Encode<()>,
        A: for<'b> Decode<'b, ()>,
    {
        let body = seal_frame(request).map_err(|error| TransportError::Damaged(error.to_string()))?;
        self.bytes_out.fetch_add(body.len() as u64, Ordering::Relaxed);
        let post = self.client.post(format!("{}/v1/{path}", self.address)).header(CONTENT_TYPE, wire::CONTENT_TYPE);
        let response = self.send(post.body(body))?;
        self.read(response)
    }

    /// Sends a request in this device's name.
    pub(crate) fn send(&self, mut request: RequestBuilder) -> Result<Response, TransportError> {
        if let Some(authorization) = &self.authorization {
            request = request.header(AUTHORIZATION, authorization.clone());
        }
        request.send().map_err(|error| self.failure(error))
    }

    pub(crate) const fn client(&self) -> &Client {
        &self.client
    }

    pub(crate) fn blobs_url(&self) -> String {
        format!("{}/v1/blobs", self.address)
    }

    pub(crate) fn blob_url(&self, hash: BlobHash) -> String {
        format!("{}/v1/blobs/{hash}", self.address)
    }

    pub(crate) fn count_out(&self, bytes: u64) {
        self.bytes_out.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(crate) fn count_in(&self, bytes: u64) {
        self.bytes_in.fetch_add(bytes, Ordering::Relaxed);
    }

    fn read<A: for<'b> Decode<'b, ()>>(&self, response: Response) -> Result<A, TransportError> {
        let status = response.status();
        let mut bytes = Vec::new();
        response
            .take(MAX_FRAME_BYTES)
            .read_to_end(&mut bytes)
            .map_err(|error| TransportError::Interrupted(Box::new(error)))?;
        self.count_in(bytes.len() as u64);
        if status == StatusCode::OK {
            return open_frame(&bytes).map_err(|error| TransportError::Damaged(error.to_string()));
        }
        Err(match open_frame::<Refusal>(&bytes) {
            Ok(refusal) => TransportError::Refused(refusal.code),
            Err(_) if status.is_server_error() => TransportError::Failed(status.to_string()),
            Err(_) => TransportError::Damaged(status.to_string()),
        })
    }

    fn failure(&self, error: reqwest::Error) -> TransportError {
        if self.other_identity.swap(false, Ordering::SeqCst) {
            return TransportError::OtherIdentity;
        }
        if error.is_connect() {
            return TransportError::Unreachable(Box::new(error));
        }
        TransportError::Interrupted(Box::new(error))
    }
}

fn unusable(address: &str, error: impl std::error::Error + Send + Sync + 'static) -> TransportError {
    TransportError::Address { address: address.to_owned(), source: Some(Box::new(error)) }
}

impl Transport for Https {
    fn push(&self, request: &PushRequest) -> Result<PushReply, TransportError> {
        self.post("push", request)
    }

    fn pull(&self, request: &PullRequest) -> Result<PullPage, TransportError> {
        self.post("pull", request)
    }

    fn digest(&self, request: &DigestRequest) -> Result<DigestReply, TransportError> {
        self.post("digest", request)
    }

    fn ids(&self, request: &IdsRequest) -> Result<IdsPage, TransportError> {
        self.post("ids", request)
    }

    fn fetch(&self, request: &FetchRequest) -> Result<PullPage, TransportError> {
        self.post("fetch", request)
    }

    fn blob_offset(&self, hash: BlobHash, bytes: u64) -> Result<u64, TransportError> {
        self.offset(hash, bytes)
    }

    fn blob_append(&self, hash: BlobHash, offset: u64, part: Vec<u8>) -> Result<u64, TransportError> {
        self.append(hash, offset, part)
    }

    fn gives_blobs(&self) -> bool {
        true
    }

    fn blobs_there(&self, request: &BlobsRequest) -> Result<BlobsReply, TransportError> {
        self.post("have", request)
    }

    fn blob_part(&self, hash: BlobHash, offset: u64, limit: usize) -> Result<BlobPart, TransportError> {
        self.part(hash, offset, limit)
    }

    fn traffic(&self) -> Traffic {
        Traffic { bytes_out: self.bytes_out.load(Ordering::Relaxed), bytes_in: self.bytes_in.load(Ordering::Relaxed) }
    }
}
