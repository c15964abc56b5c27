//! A commune server in this process, on a free port, in a folder that goes away with it.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, Result};
use domain::vocabulary::area;
use domain::{AreaId, DocId, Kind};
use server::log::Accepted;
use server::{Commune, Invite, Running, Settings};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use uuid::Uuid;
use wire::{Draft, PairingCode};

use crate::{Browser, FakeClock, TestDevice, changes};

/// Password of the first sign-in of every test commune; the name is `quan-tri`.
const PASSWORD: &str = "mat-khau-de-thu";

/// Revisions that every commune has in its own area from its first start: the commune's document and its
/// round of checks.
pub const FOUNDING: u64 = 2;

/// A running commune.
pub struct TestCommune {
    pub clock: FakeClock,
    folder: TempDir,
    runtime: Runtime,
    running: Option<Running>,
    demo: bool,
}

impl TestCommune {
    /// Founds a commune and starts its server.
    ///
    /// # Errors
    /// Whatever keeps the server from starting.
    pub fn start() -> Result<Self> {
        Self::found(false)
    }

    /// The practice commune with its register, on its own server.
    ///
    /// # Errors
    /// Whatever keeps the server from starting.
    pub fn start_demo() -> Result<Self> {
        Self::found(true)
    }

    fn found(demo: bool) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let folder = tempfile::tempdir()?;
        let mut commune = Self { clock: FakeClock::new(), folder, runtime, running: None, demo };
        commune.start_again()?;
        Ok(commune)
    }

    /// Starts the server on the same folder after [`Self::stop`]; the port is a new one.
    ///
    /// # Errors
    /// Whatever keeps the server from starting.
    pub fn start_again(&mut self) -> Result<()> {
        let settings = Settings {
            data: self.folder.path().join("commune"),
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            public_addresses: Vec::new(),
            commune_name: "Xã Thử Nghiệm".to_owned(),
            admin_password: Some(PASSWORD.to_owned()),
            demo: self.demo,
            clock: Arc::new(self.clock.clone()),
        };
        self.running = Some(self.runtime.block_on(server::start(settings))?);
        Ok(())
    }

    /// Stops the server; its data stays.
    ///
    /// # Errors
    /// If the listener had failed.
    pub fn stop(&mut self) -> Result<()> {
        match self.running.take() {
            Some(running) => Ok(self.runtime.block_on(running.stop())?),
            None => Ok(()),
        }
    }

    /// The running server.
    ///
    /// # Errors
    /// If it was stopped.
    pub fn server(&self) -> Result<&Running> {
        self.running.as_ref().context("the server was stopped")
    }

    /// Its log and accounts.
    ///
    /// # Errors
    /// If it was stopped.
    pub fn commune(&self) -> Result<&Commune> {
        Ok(&self.server()?.commune)
    }

    /// Where it listens.
    ///
    /// # Errors
    /// If it was stopped.
    pub fn address(&self) -> Result<SocketAddr> {
        Ok(self.server()?.address)
    }

    /// The area that everybody gets.
    ///
    /// # Errors
    /// If it was stopped.
    pub fn own_area(&self) -> Result<AreaId> {
        Ok(self.commune()?.identity.id)
    }

    /// A new village, written by the office desk.
    ///
    /// # Errors
    /// If the log refuses.
    pub fn village(&self, name: &str) -> Result<AreaId> {
        let commune = self.commune()?;
        let id = Uuid::now_v7();
        let draft = Draft {
            doc: DocId(id),
            kind: Kind::Area,
            area: commune.identity.id,
            parents: Vec::new(),
            depth: 0,
            author: commune.desk_user()?,
            device: commune.identity.desk,
            at_ms: self.clock.ms(),
            changes: changes(&[(area::NAME, name), (area::TYPE, area::TYPE_VILLAGE)]),
        };
        let (envelope, revision) = draft.sign(&commune.desk_key()?);
        commune.log.append(vec![Accepted { id: revision.id, header: revision.header, envelope }])?;
        Ok(AreaId(id))
    }

    /// A pairing code for the villages, or for the whole commune where none is named.
    ///
    /// # Errors
    /// If a village is not known.
    pub fn invite(&self, villages: &[&str]) -> Result<PairingCode> {
        self.invite_user(&format!("Người dùng {}", Uuid::now_v7()), villages)
    }

    /// A pairing code for somebody, by name or by the name they sign in with at the office.
    ///
    /// # Errors
    /// If a village is not known.
    pub fn invite_user(&self, user: &str, villages: &[&str]) -> Result<PairingCode> {
        let villages = villages.iter().map(ToString::to_string).collect();
        let user = user.to_owned();
        let invite = Invite { name: "Máy thử".to_owned(), user, villages, valid_hours: 24 };
        Ok(self.commune()?.invite(&invite, "test")?)
    }

    /// A paired device for the villages, or for the whole commune where none is named.
    ///
    /// # Errors
    /// If pairing fails.
    pub fn device(&self, villages: &[&str]) -> Result<TestDevice> {
        TestDevice::pair(&self.invite(villages)?, self.clock.clone())
    }

    /// A paired device of somebody who may have an account at the office.
    ///
    /// # Errors
    /// If pairing fails.
    pub fn device_of(&self, user: &str, villages: &[&str]) -> Result<TestDevice> {
        TestDevice::pair(&self.invite_user(user, villages)?, self.clock.clone())
    }

    /// A browser at the office that nobody has signed in with.
    ///
    /// # Errors
    /// If the certificate cannot be read.
    pub fn browser(&self) -> Result<Browser> {
        let certificate = std::fs::read(self.folder.path().join("commune").join("certificate.der"))?;
        Browser::to(self.address()?, certificate)
    }

    /// A browser in which the first office user has signed in.
    ///
    /// # Errors
    /// If signing in fails.
    pub fn officer(&self) -> Result<Browser> {
        let mut browser = self.browser()?;
        let user = if self.demo { server::demo_commune::SIGN_IN } else { "quan-tri" };
        browser.sign_in(user, PASSWORD)?;
        Ok(browser)
    }

    /// The data folder, for tests that damage it.
    pub fn data(&self) -> std::path::PathBuf {
        self.folder.path().join("commune")
    }
}
