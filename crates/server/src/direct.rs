//! The office desk's way to the log: the second implementor of `Transport`, without a network.

use domain::{BlobHash, DeviceId};
use sync::{Transport, TransportError};
use wire::{
    DigestReply, DigestRequest, FetchRequest, IdsPage, IdsRequest, PullPage, PullRequest, PushReply, PushRequest,
};

use crate::ServerError;
use crate::accounts::devices::{self, Device};
use crate::blobs::BlobFault;
use crate::commune::Commune;
use crate::exchange::{self, NoReply, Own};
use crate::report::report;

/// The log as the office desk sees it.
pub(crate) struct Direct {
    commune: Commune,
    desk: Device,
    own: Own,
}

impl Direct {
    /// `own` says whether the desk's own work is among what is pulled.
    pub fn new(commune: &Commune, own: Own) -> Result<Self, ServerError> {
        let desk: DeviceId = commune.identity.desk;
        let found = commune.database.read(|connection| devices::by_id(connection, desk))?;
        let desk = found.ok_or(ServerError::DamagedRow("the office desk is not among the devices"))?;
        Ok(Self { commune: commune.clone(), desk, own })
    }
}

impl Transport for Direct {
    fn push(&self, request: &PushRequest) -> Result<PushReply, TransportError> {
        reply(exchange::push(&self.commune, &self.desk, request.clone()))
    }

    fn pull(&self, request: &PullRequest) -> Result<PullPage, TransportError> {
        reply(exchange::pull(&self.commune, &self.desk, request, self.own))
    }

    fn digest(&self, _: &DigestRequest) -> Result<DigestReply, TransportError> {
        reply(exchange::digest(&self.commune, &self.desk))
    }

    fn ids(&self, request: &IdsRequest) -> Result<IdsPage, TransportError> {
        reply(exchange::ids(&self.commune, &self.desk, request))
    }

    fn fetch(&self, request: &FetchRequest) -> Result<PullPage, TransportError> {
        reply(exchange::fetch(&self.commune, &self.desk, request))
    }

    fn blob_offset(&self, hash: BlobHash, bytes: u64) -> Result<u64, TransportError> {
        Ok(self.commune.blobs.begin(hash, bytes).map_err(blob_fault)?.offset)
    }

    fn blob_append(&self, hash: BlobHash, offset: u64, part: Vec<u8>) -> Result<u64, TransportError> {
        Ok(self.commune.blobs.append(hash, offset, &part).map_err(blob_fault)?.offset)
    }
}

fn blob_fault(fault: BlobFault) -> TransportError {
    match fault {
        BlobFault::Full => TransportError::CommuneFull,
        BlobFault::Spoilt | BlobFault::Rotten => TransportError::Spoilt,
        // A device sends the same photo at this moment.
        BlobFault::OtherOffset(_) => TransportError::Interrupted(Box::new(fault)),
        BlobFault::Unknown | BlobFault::TooLong | BlobFault::OtherKey | BlobFault::File(_) => {
            report(&fault);
            TransportError::Failed(fault.to_string())
        }
    }
}

/// A failing disk looks like a broken connection to the session: it ends and is tried again.
fn reply<T>(outcome: Result<T, NoReply>) -> Result<T, TransportError> {
    outcome.map_err(|no_reply| match no_reply {
        NoReply::Refused(code) => TransportError::Refused(code),
        NoReply::Failed(error) => {
            report(&error);
            TransportError::Failed(error.to_string())
        }
    })
}
