//! *Hộp giữ lại*: what the commune refused, never dropped.

use domain::vocabulary::{check, subject};
use domain::{DocId, Kind};

use crate::app::App;
use crate::desk::Desk;
use crate::dto::{Nothing, Parked, ParkedItem, RevisionArgs};
use crate::error::AppError;
use crate::identity::Actor;
use crate::use_cases::{checks, disputed, id};
use crate::words;

pub(crate) fn list(app: &App, _: &Actor, _: Nothing) -> Result<Parked, AppError> {
    let desk = app.desk()?;
    let parked = desk.store.parked()?;
    let items = parked.into_iter().map(|piece| {
        let (reason, advice) = words::parked(piece.reason);
        Ok(ParkedItem {
            revision: piece.id.to_string(),
            title: title(&desk, piece.doc, piece.kind)?,
            reason: reason.into(),
            advice: advice.into(),
            at_ms: piece.at_ms,
        })
    });
    Ok(Parked { items: items.collect::<Result<_, AppError>>()? })
}

pub(crate) fn retry(app: &App, actor: &Actor, args: RevisionArgs) -> Result<Parked, AppError> {
    app.desk()?.store.unpark(&[id(&args.revision)?])?;
    list(app, actor, Nothing {})
}

fn title(desk: &Desk, doc: DocId, kind: Kind) -> Result<String, AppError> {
    let document = desk.store.document(doc)?;
    let name = match (kind, &document) {
        (Kind::Check, Some(document)) => match document.text(check::SUBJECT).and_then(|subject| subject.parse().ok()) {
            Some(household) => format!("Phiếu của {}", checks::subject_names(desk, household)?.0),
            None => "Phiếu".into(),
        },
        (Kind::Subject, Some(document)) => {
            format!("Thông tin {}", document.text(subject::NAME).unwrap_or("chưa có tên"))
        }
        (Kind::Report, Some(document)) => disputed::report_title(document),
        (Kind::CriteriaSet, Some(document)) => disputed::set_title(desk, document)?,
        (Kind::Attachment, _) => "Ảnh, tệp của phiếu".into(),
        _ => "Mục khác".into(),
    };
    Ok(name)
}
