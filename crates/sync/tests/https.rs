//! The way over a network against real TLS on this machine: what the user can be told when it fails.

#![allow(clippy::expect_used)]

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use domain::DeviceId;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use sha2::{Digest, Sha256};
use sync::{Https, Retry, Transport, TransportError};
use uuid::Uuid;
use wire::{DigestReply, DigestRequest, PairRequest, PairingCode, Refusal, RefusalCode, open_frame, seal_frame};

/// A computer that answers one request with fixed bytes and hands over what it was asked.
struct Answering {
    address: SocketAddr,
    certificate: [u8; 32],
    asked: JoinHandle<Option<Asked>>,
}

struct Asked {
    head: String,
    body: Vec<u8>,
}

/// A certificate for a name that nobody uses, long expired: neither matters to a pin.
fn answering(answer: Vec<u8>) -> Answering {
    let mut parameters = rcgen::CertificateParams::new(vec!["sothon".to_owned()]).expect("a name");
    parameters.not_before = rcgen::date_time_ymd(2001, 1, 1);
    parameters.not_after = rcgen::date_time_ymd(2002, 1, 1);
    let key = rcgen::KeyPair::generate().expect("a key");
    let certificate = parameters.self_signed(&key).expect("a certificate").der().clone();
    let sha256 = Sha256::digest(&certificate).into();
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("protocol versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate], PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der())))
        .expect("a server");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let asked = thread::spawn(move || {
        let (socket, _) = listener.accept().ok()?;
        let connection = ServerConnection::new(Arc::new(config)).ok()?;
        let mut stream = BufReader::new(StreamOwned::new(connection, socket));
        let asked = request(&mut stream)?;
        stream.get_mut().write_all(&answer).ok()?;
        stream.get_mut().conn.send_close_notify();
        stream.get_mut().flush().ok()?;
        Some(asked)
    });
    Answering { address, certificate: sha256, asked }
}

fn request(stream: &mut impl BufRead) -> Option<Asked> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if stream.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "))?.parse().ok()?;
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    Some(Asked { head, body })
}

fn http(status: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

fn reply() -> DigestReply {
    DigestReply {
        areas: Vec::new(),
        server_time_ms: 7,
        commune_name: "Xã Ngọc Phụng".to_owned(),
        user_name: "Lê Thị Hoa".to_owned(),
        runs_office: None,
        lost_photos: None,
    }
}

fn way_to(address: SocketAddr, certificate: [u8; 32]) -> Https {
    let device = DeviceId(Uuid::from_u128(0xD1));
    Https::new(&format!("https://{address}"), certificate, device, &[5; 32]).expect("an address")
}

fn asked_of(server: Answering) -> Result<DigestReply, TransportError> {
    way_to(server.address, server.certificate).digest(&DigestRequest::default())
}

#[test]
fn a_request_carries_the_device_and_its_answer_is_read() {
    let server = answering(http("200 OK", &seal_frame(&reply()).expect("a frame")));
    let way = way_to(server.address, server.certificate);
    assert_eq!(way.digest(&DigestRequest::default()).expect("an answer"), reply());
    let traffic = way.traffic();
    assert!(traffic.bytes_out > 0 && traffic.bytes_in > 0);
    let asked = server.asked.join().expect("the server").expect("a request");
    assert!(asked.head.starts_with("POST /v1/digest HTTP/1.1\r\n"), "{}", asked.head);
    let secret = data_encoding::BASE32_NOPAD.encode(&[5; 32]);
    let credentials = format!("authorization: Sothon {} {secret}\r\n", Uuid::from_u128(0xD1));
    assert!(asked.head.contains(&credentials), "{}", asked.head);
    assert!(asked.head.contains(&format!("content-type: {}\r\n", wire::CONTENT_TYPE)));
    open_frame::<DigestRequest>(&asked.body).expect("the request is a frame");
}

#[test]
fn a_computer_with_another_certificate_gets_no_secret() {
    let server = answering(http("200 OK", &seal_frame(&reply()).expect("a frame")));
    let answer = way_to(server.address, [0; 32]).digest(&DigestRequest::default());
    assert!(matches!(answer, Err(TransportError::OtherIdentity)), "{answer:?}");
    assert!(server.asked.join().expect("the server").is_none(), "nothing was asked of it");
}

#[test]
fn a_refusal_says_why_and_when_to_try_again() {
    for (code, retry) in [
        (RefusalCode::DeviceRevoked, Retry::AfterPairing),
        (RefusalCode::OutsideArea, Retry::Later),
        (RefusalCode::Malformed, Retry::Never),
    ] {
        let answer = asked_of(answering(http("403 Forbidden", &seal_frame(&Refusal { code }).expect("a frame"))));
        let error = answer.expect_err("a refusal");
        assert!(matches!(error, TransportError::Refused(found) if found == code), "{error:?}");
        assert_eq!(error.retry(), retry);
    }
}

#[test]
fn answers_that_are_not_the_communes_are_told_apart() {
    let long = http("200 OK", &seal_frame(&reply()).expect("a frame")).len() + 50;
    let cut = format!("HTTP/1.1 200 OK\r\ncontent-length: {long}\r\n\r\nxxx").into_bytes();
    for (answer, expected) in [
        (http("200 OK", b"<html>Welcome to the free network</html>"), "damaged"),
        (http("302 Found\r\nlocation: https://portal.example/", b""), "damaged"),
        (http("404 Not Found", b"nothing here"), "damaged"),
        (http("502 Bad Gateway", b""), "failed"),
        (cut, "interrupted"),
        (Vec::new(), "interrupted"),
    ] {
        let error = asked_of(answering(answer)).expect_err("no answer that counts");
        assert_eq!(error.code(), expected, "{error:?}");
    }
}

#[test]
fn a_computer_that_is_off_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let error = way_to(address, [0; 32]).digest(&DigestRequest::default()).expect_err("nobody is there");
    assert!(matches!(error, TransportError::Unreachable(_)), "{error:?}");
    assert_eq!(error.retry(), Retry::Later);
}

#[test]
fn an_address_without_tls_is_none() {
    for address in ["http://192.168.1.20:8443", "192.168.1.20:8443", "", "ftp://x", "https://"] {
        let way = Https::new(address, [0; 32], DeviceId(Uuid::nil()), &[0; 32]);
        assert!(matches!(way, Err(TransportError::Address { .. })), "{address:?}");
    }
}

#[test]
fn pairing_sends_no_credentials_and_learns_why_it_is_refused() {
    let refusal = seal_frame(&Refusal { code: RefusalCode::CodeExpired }).expect("a frame");
    let server = answering(http("410 Gone", &refusal));
    let code =
        PairingCode { address: format!("https://{}", server.address), certificate: server.certificate, token: [9; 16] };
    let request = PairRequest { token: code.token, public_key: [1; 32], device_name: "Máy thôn".to_owned() };
    let answer = Https::pair(&code, &request);
    assert!(matches!(answer, Err(TransportError::Refused(RefusalCode::CodeExpired))), "{answer:?}");
    let asked = server.asked.join().expect("the server").expect("a request");
    assert!(asked.head.starts_with("POST /v1/pair ") && !asked.head.contains("authorization"), "{}", asked.head);
    assert_eq!(open_frame::<PairRequest>(&asked.body).expect("a frame"), request);
}
