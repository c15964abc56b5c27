//! *Cần xem lại*: fields for which two people who did not know of each other wrote different values.

use domain::vocabulary::check;
use domain::{Change, Changes, Conflict, DocId, Document, FieldPath, Kind, RevId};

use crate::app::App;
use crate::attached;
use crate::desk::{Desk, Write};
use crate::dto::{ConflictValue, Conflicts, FieldConflict, Nothing, ResolveArgs};
use crate::error::AppError;
use crate::identity::Actor;
use crate::use_cases::{checks, disputed, id, subjects};
use crate::words;

pub(crate) fn list(app: &App, _: &Actor, _: Nothing) -> Result<Conflicts, AppError> {
    let desk = app.desk()?;
    let mut items = Vec::new();
    for document in desk.store.conflicts()? {
        items.extend(of(&desk, &document)?);
    }
    Ok(Conflicts { items })
}

pub(crate) fn resolve(app: &App, actor: &Actor, args: ResolveArgs) -> Result<Conflicts, AppError> {
    let desk = app.desk()?;
    let (doc, revision): (DocId, RevId) = (id(&args.doc)?, id(&args.revision)?);
    let document = desk.store.document(doc)?.ok_or_else(words::not_found)?;
    let path = FieldPath::new(args.field);
    let disputed = document.conflicts().into_iter().find(|conflict| conflict.path == path);
    let Some(chosen) =
        disputed.and_then(|conflict| conflict.values.into_iter().find(|value| value.revision == revision))
    else {
        return Err(words::invalid("Mục này vừa được người khác xử lý.", "Hãy xem lại danh sách."));
    };
    let changes = Changes::from([(path, chosen.change)]);
    desk.write(actor, vec![Write { doc, kind: document.kind, area: document.area, changes, base: None }], None)?;
    list(app, actor, Nothing {})
}

/// The disputed fields of one document.
pub(crate) fn of(desk: &Desk, document: &Document) -> Result<Vec<FieldConflict>, AppError> {
    let subject = match document.kind {
        Kind::Subject => Some(document.id),
        Kind::Check => document.text(check::SUBJECT).and_then(|subject| subject.parse().ok()),
        _ => None,
    };
    let title = match (subject, document.kind) {
        (Some(subject), _) => {
            let (name, village) = checks::subject_names(desk, subject)?;
            format!("{name} – {village}")
        }
        (None, Kind::Report) => disputed::report_title(document),
        (None, Kind::CriteriaSet) => disputed::set_title(desk, document)?,
        (None, _) => desk.area_name(document.area)?,
    };
    let conflicts = document.conflicts();
    conflicts.iter().map(|conflict| field(desk, document, &title, subject, conflict)).collect()
}

fn field(
    desk: &Desk,
    document: &Document,
    title: &str,
    subject: Option<DocId>,
    conflict: &Conflict,
) -> Result<FieldConflict, AppError> {
    let revisions = desk.store.revisions(document.id)?;
    let mut values = Vec::with_capacity(conflict.values.len());
    for value in &conflict.values {
        let Some(info) = revisions.iter().find(|info| info.revision.id == value.revision) else { continue };
        let written = desk.written(&info.revision)?;
        values.push(ConflictValue {
            revision: value.revision.to_string(),
            text: change_text(desk, document, conflict.path.as_str(), &value.change)?,
            author_name: written.author_name,
            device_name: written.device_name,
            at_ms: info.revision.header.at_ms,
        });
    }
    Ok(FieldConflict {
        doc: document.id.to_string(),
        doc_kind: match document.kind {
            Kind::Check => "check",
            Kind::Report => "report",
            Kind::CriteriaSet => "criteria_set",
            _ => "subject",
        }
        .into(),
        title: title.to_owned(),
        subject: subject.map(|subject| subject.to_string()),
        subject_type: checks::subject_type(desk, subject)?,
        field: conflict.path.as_str().to_owned(),
        label: label(desk, document, conflict.path.as_str())?,
        values,
    })
}

fn label(desk: &Desk, document: &Document, path: &str) -> Result<String, AppError> {
    Ok(match (document.kind, path.strip_prefix(check::ANSWERS)) {
        (Kind::Report, _) => disputed::report_label(desk, document, path)?,
        (Kind::CriteriaSet, _) => disputed::set_label(path),
        (Kind::Check, Some(answer)) => desk.forms.answer_label(document.text(check::FORM).unwrap_or_default(), answer),
        (Kind::Check, None) if path == check::STATUS => "Tình trạng phiếu".into(),
        _ => desk.forms.property_label(subjects::type_of(document), path),
    })
}

fn change_text(desk: &Desk, document: &Document, path: &str, change: &Change) -> Result<String, AppError> {
    if document.kind == Kind::Report {
        return disputed::report_text(desk, document, path, change);
    }
    let Change::Set(value) = change else { return Ok("(bỏ trống)".into()) };
    Ok(match (document.kind, path.strip_prefix(check::ANSWERS)) {
        (Kind::Check, Some(answer)) => {
            let file = value.as_text().and_then(|text| attached::name(desk, text));
            let form = document.text(check::FORM).unwrap_or_default();
            file.unwrap_or_else(|| desk.forms.answer_text(form, answer, value))
        }
        (Kind::Check, None) if path == check::STATUS => words::status(value.as_text().unwrap_or_default()).into(),
        _ => desk.forms.property_text(path, value),
    })
}
