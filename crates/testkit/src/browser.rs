//! As much of a browser as the office shell needs: TLS, one request a connection, one cookie.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use serde_json::{Value, json};

/// Bytes of a reply.
const MAX_REPLY_BYTES: u64 = 64 * 1024 * 1024;

/// Somebody at the office.
#[derive(Clone)]
pub struct Browser {
    address: SocketAddr,
    tls: Arc<ClientConfig>,
    cookie: Option<String>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Page {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Browser {
    /// A browser that was told to trust the commune's certificate (DER).
    ///
    /// # Errors
    /// If the certificate cannot be read.
    pub fn to(address: SocketAddr, certificate: Vec<u8>) -> Result<Self> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from(certificate))?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
        let tls = Arc::new(config.with_root_certificates(roots).with_no_client_auth());
        Ok(Self { address, tls, cookie: None })
    }

    /// Signs in and keeps the cookie.
    ///
    /// # Errors
    /// If the office says no.
    pub fn sign_in(&mut self, user: &str, password: &str) -> Result<()> {
        let page = self.post("/office/sign-in", &json!({ "user": user, "password": password }))?;
        if page.status != 200 {
            bail!("signing in gave {}: {}", page.status, String::from_utf8_lossy(&page.body));
        }
        let cookie = page.header("set-cookie").context("no cookie")?;
        self.cookie = cookie.split(';').next().map(str::to_owned);
        Ok(())
    }

    /// Runs a command of the app.
    ///
    /// # Errors
    /// If the answer is not a success.
    pub fn call(&self, command: &str, args: &Value) -> Result<Value> {
        let page = self.post(&format!("/call/{command}"), args)?;
        if page.status != 200 {
            bail!("{command} gave {}: {}", page.status, String::from_utf8_lossy(&page.body));
        }
        page.json()
    }

    /// Fetches a page.
    ///
    /// # Errors
    /// If the connection breaks.
    pub fn get(&self, path: &str) -> Result<Page> {
        self.send("GET", path, &[], &[])
    }

    /// Posts JSON the way the screens do.
    ///
    /// # Errors
    /// If the connection breaks.
    pub fn post(&self, path: &str, body: &Value) -> Result<Page> {
        let headers = [("content-type", "application/json"), ("x-sothon", "1")];
        self.send("POST", path, &headers, &serde_json::to_vec(body)?)
    }

    /// Uploads a file and returns its hash.
    ///
    /// # Errors
    /// If the office refuses it.
    pub fn upload(&self, bytes: &[u8]) -> Result<String> {
        let page = self.send("PUT", "/office/upload", &[("x-sothon", "1")], bytes)?;
        let hash = page.json()?.get("hash").and_then(Value::as_str).map(str::to_owned);
        hash.with_context(|| format!("the upload gave {}", page.status))
    }

    /// Sends any request.
    ///
    /// # Errors
    /// If the connection breaks or the reply is not HTTP.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Result<Page> {
        let mut head = format!("{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n", self.address);
        head.push_str(&format!("content-length: {}\r\n", body.len()));
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if let Some(cookie) = &self.cookie {
            head.push_str(&format!("cookie: {cookie}\r\n"));
        }
        head.push_str("\r\n");

        let name = ServerName::IpAddress(self.address.ip().into());
        let connection = ClientConnection::new(Arc::clone(&self.tls), name)?;
        let mut stream = StreamOwned::new(connection, TcpStream::connect(self.address)?);
        stream.write_all(head.as_bytes())?;
        stream.write_all(body)?;
        stream.flush()?;
        let mut reply = Vec::new();
        // The far side may close without a farewell after its last byte.
        let _ = (&mut stream).take(MAX_REPLY_BYTES).read_to_end(&mut reply);
        Page::parse(&reply)
    }
}

impl Page {
    fn parse(reply: &[u8]) -> Result<Self> {
        let end = reply.windows(4).position(|bytes| bytes == b"\r\n\r\n").context("no HTTP reply")?;
        let (head, body) = reply.split_at(end);
        let head = std::str::from_utf8(head)?;
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).context("no status")?.parse()?;
        let pairs = lines.filter_map(|line| line.split_once(": "));
        let headers = pairs.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
        Ok(Self { status, headers, body: body.get(4..).unwrap_or_default().to_vec() })
    }

    /// The first header of that name (in lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// If it is none.
    pub fn json(&self) -> Result<Value> {
        Ok(serde_json::from_slice(&self.body)?)
    }
}
