//! A running server.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use app::Clock;
use axum_server::Handle;
use axum_server::accept::NoDelayAcceptor;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use tokio::task::{JoinHandle, spawn_blocking};

use crate::certificate::Certificate;
use crate::commune::{Commune, FirstSignIn, Founding};
use crate::folder::{DataFolder, FolderLock};
use crate::office::{self, Office};
use crate::protocol::{self, Protocol};
use crate::read_model::ReadModel;
use crate::report::report;
use crate::{ServerError, demo_commune, founding};

/// How long requests in flight may take after the server was asked to stop.
const LAST_REQUESTS: Duration = Duration::from_secs(10);
/// How long a connection may stay silent before its first request.
const FIRST_REQUEST: Duration = Duration::from_secs(30);

/// How to run.
#[derive(Clone)]
pub struct Settings {
    pub data: PathBuf,
    /// Port 0 takes a free one.
    pub listen: SocketAddr,
    /// `host:port` as devices reach the server; the first goes into pairing codes.
    pub public_addresses: Vec<String>,
    /// Name of a commune that is founded now.
    pub commune_name: String,
    /// Password of the first sign-in; none makes a random one.
    pub admin_password: Option<String>,
    /// Be the practice commune.
    pub demo: bool,
    pub clock: Arc<dyn Clock>,
}

/// A server that listens.
pub struct Running {
    /// Where it listens, with the real port.
    pub address: SocketAddr,
    /// `https://…` as devices and browsers reach it.
    pub public_addresses: Vec<String>,
    pub commune: Commune,
    pub certificate: Certificate,
    /// Only at the start that founded the commune.
    pub first_sign_in: Option<FirstSignIn>,
    pub read_model: Arc<ReadModel>,
    handle: Handle<SocketAddr>,
    task: JoinHandle<std::io::Result<()>>,
    lock: FolderLock,
}

/// Starts a server and returns once it listens.
///
/// # Errors
/// Whatever stands in the way, named.
pub async fn start(settings: Settings) -> Result<Running, ServerError> {
    let opened = spawn_blocking(move || open(&settings));
    let (address, public_addresses, opened) = opened.await.map_err(ServerError::Task)??;
    let Opened { commune, certificate, first_sign_in, read_model, lock, listener } = opened;

    let to_catch_up = Arc::clone(&read_model);
    let after_push = Arc::new(move || to_catch_up.catch_up_soon());
    let protocol = Protocol { commune: commune.clone(), read_model: Arc::clone(&read_model), after_push };
    let devices = protocol::router(protocol);
    let browsers = office::router(Office::new(commune.clone(), Arc::clone(&read_model)));

    let handle = Handle::new();
    let tls = RustlsConfig::from_config(Arc::clone(&certificate.tls));
    let server = axum_server::from_tcp_rustls(listener, tls).map_err(ServerError::Listen)?;
    // Without it each short answer waits for the delayed acknowledgement of the one before, some 40 ms.
    let server = server.map(|tls: RustlsAcceptor| tls.acceptor(NoDelayAcceptor::new()));
    let server = server.handle(handle.clone()).first_request_timeout(FIRST_REQUEST);
    let task = tokio::spawn(server.serve(devices.merge(browsers).into_make_service()));
    Ok(Running { address, public_addresses, commune, certificate, first_sign_in, read_model, handle, task, lock })
}

impl Running {
    /// Lets requests in flight finish and stops.
    ///
    /// # Errors
    /// [`ServerError::Listen`] if the listener had failed.
    pub async fn stop(self) -> Result<(), ServerError> {
        self.handle.graceful_shutdown(Some(LAST_REQUESTS));
        self.ended().await
    }

    /// Waits until the server has stopped by itself, which only a failure makes it do.
    ///
    /// # Errors
    /// [`ServerError::Listen`].
    pub async fn ended(self) -> Result<(), ServerError> {
        let served = self.task.await.map_err(ServerError::Task)?;
        drop(self.lock);
        served.map_err(ServerError::Listen)
    }

    /// A way to stop the server from elsewhere while somebody waits for its end.
    pub fn stopper(&self) -> impl Fn() + Send + 'static {
        let handle = self.handle.clone();
        move || handle.graceful_shutdown(Some(LAST_REQUESTS))
    }
}

struct Opened {
    commune: Commune,
    certificate: Certificate,
    first_sign_in: Option<FirstSignIn>,
    read_model: Arc<ReadModel>,
    lock: FolderLock,
    listener: TcpListener,
}

/// Everything that touches the disk, and the port last: who can connect finds all of it ready.
fn open(settings: &Settings) -> Result<(SocketAddr, Vec<String>, Opened), ServerError> {
    let folder = DataFolder::create(&settings.data)?;
    let lock = folder.lock()?;
    let certificate = Certificate::of(&folder)?;
    let (commune, first_sign_in) = Commune::open_or_found(folder, &founding(settings), Arc::clone(&settings.clock))?;
    founding::complete(&commune, settings.demo)?;
    let read_model = Arc::new(ReadModel::open(&commune)?);
    if settings.demo {
        demo_commune::load(&commune, &read_model)?;
    }
    seal_photos(&commune)?;
    let listener = TcpListener::bind(settings.listen).map_err(ServerError::Listen)?;
    listener.set_nonblocking(true).map_err(ServerError::Listen)?;
    let address = listener.local_addr().map_err(ServerError::Listen)?;
    let public_addresses = public_addresses(settings, address);
    if let Some(first) = public_addresses.first() {
        commune.set_address(first)?;
    }
    let opened = Opened { commune, certificate, first_sign_in, read_model, lock, listener };
    Ok((address, public_addresses, opened))
}

/// Photos of a data folder that was made before they were sealed: on a thread of its own, since there may be gigabytes. Until
/// then they are read as they are.
fn seal_photos(commune: &Commune) -> Result<(), ServerError> {
    let blobs = commune.blobs.clone();
    let seal = move || {
        if let Err(fault) = blobs.seal_all() {
            report(&fault);
        }
    };
    let started = thread::Builder::new().name("seal-photos".to_owned()).spawn(seal);
    started.map(drop).map_err(|source| ServerError::File { path: commune.folder.blobs(), source })
}

fn founding(settings: &Settings) -> Founding {
    if settings.demo {
        let commune_name = demo::COMMUNE_NAME.to_owned();
        let password = settings.admin_password.clone().unwrap_or_else(|| demo_commune::PASSWORD.to_owned());
        return Founding { commune_name, sign_in: demo_commune::SIGN_IN.to_owned(), password: Some(password) };
    }
    let commune_name = settings.commune_name.clone();
    Founding { commune_name, sign_in: "quan-tri".to_owned(), password: settings.admin_password.clone() }
}

fn public_addresses(settings: &Settings, address: SocketAddr) -> Vec<String> {
    if settings.public_addresses.is_empty() {
        let host = if address.ip().is_unspecified() { lan_address() } else { address.ip() };
        return vec![format!("https://{}", SocketAddr::new(host, address.port()))];
    }
    let with_scheme = |address: &String| match address.split_once("://") {
        Some(_) => address.clone(),
        None => format!("https://{address}"),
    };
    settings.public_addresses.iter().map(with_scheme).collect()
}

/// The address of this machine on its network: the one that packets to elsewhere would leave from.
/// Nothing is sent; 192.0.2.1 is reserved for documentation (RFC 5737).
fn lan_address() -> IpAddr {
    let probe = || -> std::io::Result<IpAddr> {
        let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?;
        socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9))?;
        Ok(socket.local_addr()?.ip())
    };
    probe().unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST))
}
