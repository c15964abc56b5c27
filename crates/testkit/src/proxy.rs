//! A network that breaks where it is told to.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use anyhow::Result;

/// Bytes passed on at once.
const CHUNK: usize = 4_096;

/// Where one connection breaks, in bytes on the wire (TLS included).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// Passes everything.
    Never,
    /// After so many bytes from the device.
    ToCommune(usize),
    /// After so many bytes from the commune.
    FromCommune(usize),
}

/// A TCP proxy in front of a commune. Each connection takes the next cut from the plan; when the plan
/// is used up, connections pass.
#[derive(Debug)]
pub struct FaultyProxy {
    address: SocketAddr,
    plan: Arc<Mutex<VecDeque<Cut>>>,
    stopped: Arc<AtomicBool>,
}

impl FaultyProxy {
    /// A proxy on a free port.
    ///
    /// # Errors
    /// If no port can be had.
    pub fn to(commune: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let plan: Arc<Mutex<VecDeque<Cut>>> = Arc::default();
        let stopped = Arc::new(AtomicBool::new(false));
        let (plan_of_thread, stop) = (Arc::clone(&plan), Arc::clone(&stopped));
        thread::Builder::new().name("faulty-proxy".to_owned()).spawn(move || {
            for device in listener.incoming().flatten() {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                let cut = plan_of_thread.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                // A connection that cannot be made is a broken one, too.
                let _ = connect(device, commune, cut.unwrap_or(Cut::Never));
            }
        })?;
        Ok(Self { address, plan, stopped })
    }

    /// Where devices connect.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Cuts for the next connections, in order.
    pub fn plan(&self, cuts: &[Cut]) {
        *self.plan.lock().unwrap_or_else(PoisonError::into_inner) = cuts.iter().copied().collect();
    }

    /// Cuts that no connection has taken yet.
    pub fn left(&self) -> usize {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

impl Drop for FaultyProxy {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        // Wakes the thread so that it sees the flag.
        let _ = TcpStream::connect(self.address);
    }
}

fn connect(device: TcpStream, commune: SocketAddr, cut: Cut) -> std::io::Result<()> {
    let commune = TcpStream::connect(commune)?;
    let (up, down) = match cut {
        Cut::Never => (usize::MAX, usize::MAX),
        Cut::ToCommune(bytes) => (bytes, usize::MAX),
        Cut::FromCommune(bytes) => (usize::MAX, bytes),
    };
    let (from_device, to_commune) = (device.try_clone()?, commune.try_clone()?);
    thread::spawn(move || pass(from_device, to_commune, up));
    thread::spawn(move || pass(commune, device, down));
    Ok(())
}

/// Passes bytes until one side closes or `left` is used up, then breaks both directions.
fn pass(mut from: TcpStream, mut to: TcpStream, mut left: usize) {
    let mut chunk = [0; CHUNK];
    while left > 0 {
        let Ok(read) = from.read(&mut chunk) else { break };
        let passed = read.min(left);
        let Some(bytes) = chunk.get(..passed).filter(|bytes| !bytes.is_empty()) else { break };
        if to.write_all(bytes).is_err() {
            break;
        }
        left -= passed;
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}
