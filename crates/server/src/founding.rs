//! What every commune has from its first start: a document of its own and a round of household checks.

use domain::vocabulary::{area, campaign, subject};
use domain::{Change, Changes, DocId, FieldPath, Kind, Value};
use uuid::Uuid;
use wire::Draft;

use crate::ServerError;
use crate::commune::Commune;
use crate::log::{self, Accepted};

/// The form that the round of checks uses.
const FORM: &str = "ho_gia_dinh";
const ROUND: &str = "Rà soát hộ gia đình";

/// Records what is missing of it, signed by the desk; a start that was cut off goes on at the next.
pub(crate) fn complete(commune: &Commune, is_demo: bool) -> Result<(), ServerError> {
    let holds = |kind| commune.database.read(|connection| log::holds_kind(connection, kind));
    if holds(Kind::Campaign)? {
        return Ok(());
    }
    let mut own = fields(&[(area::NAME, &commune.identity.name), (area::TYPE, area::TYPE_COMMUNE)]);
    if is_demo {
        own.extend(fields(&[(area::DEMO, "true")]));
    }
    let round =
        fields(&[(campaign::NAME, ROUND), (campaign::FORM, FORM), (campaign::SUBJECT_TYPE, subject::TYPE_HOUSEHOLD)]);
    let own = sign(commune, DocId(commune.identity.id.0), Kind::Area, own)?;
    let round = sign(commune, DocId(Uuid::now_v7()), Kind::Campaign, round)?;
    commune.log.append(vec![own, round])
}

fn sign(commune: &Commune, doc: DocId, kind: Kind, changes: Changes) -> Result<Accepted, ServerError> {
    let draft = Draft {
        doc,
        kind,
        area: commune.identity.id,
        parents: Vec::new(),
        depth: 0,
        author: commune.desk_user()?,
        device: commune.identity.desk,
        at_ms: commune.now_ms(),
        changes,
    };
    let (envelope, revision) = draft.sign(&commune.desk_key()?);
    Ok(Accepted { id: revision.id, header: revision.header, envelope })
}

fn fields(pairs: &[(&str, &str)]) -> Changes {
    pairs.iter().map(|(name, text)| (FieldPath::from(*name), Change::Set(Value::from(*text)))).collect()
}
