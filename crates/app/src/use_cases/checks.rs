//! Checks as they are read: rows of lists, and a whole check with its history.

use std::collections::BTreeMap;

use domain::vocabulary::{check, subject};
use domain::{Change, Changes, DocId, Document, FieldPath, Kind, Value, text};
use forms::{NodeView, QuestionView};

use crate::app::App;
use crate::attached;
use crate::desk::{Desk, Write};
use crate::dto::{
    BehindArgs, CheckArgs, CheckRow, CheckView, Checks, ChecksBehind, Nothing, ReadLine, ReadSection, RecheckArgs,
};
use crate::error::AppError;
use crate::evidence;
use crate::form_shelf::LANGUAGE;
use crate::identity::Actor;
use crate::places;
use crate::use_cases::{changes, conflicts, home, id, subjects};
use crate::words;

/// Longest reason of a re-check.
const MAX_REASON_CHARS: usize = 500;
/// Checks in the list of the latest.
const RECENT: usize = 100;
/// Checks that are told of behind one figure.
const MOST_BEHIND: usize = 50;

pub(crate) fn recent(app: &App, _: &Actor, _: Nothing) -> Result<Checks, AppError> {
    Ok(Checks { rows: home::recent(&*app.desk()?, RECENT)? })
}

pub(crate) fn behind(app: &App, _: &Actor, args: BehindArgs) -> Result<ChecksBehind, AppError> {
    let desk = app.desk()?;
    let known = args.checks.iter().take(MOST_BEHIND).filter_map(|check| check.parse().ok());
    let rows = known.map(|check| evidence::check(&desk, check)).collect::<Result<Vec<_>, _>>()?;
    Ok(ChecksBehind { rows: rows.into_iter().flatten().collect() })
}

pub(crate) fn view(app: &App, _: &Actor, args: CheckArgs) -> Result<CheckView, AppError> {
    let desk = app.desk()?;
    let doc: DocId = id(&args.check)?;
    let document = desk.document(doc, Kind::Check)?;
    let revisions = desk.store.revisions(doc)?;
    let written = match revisions.last() {
        Some(last) => desk.written(&last.revision)?,
        None => desk.written_by(desk.identity.user, desk.identity.device)?,
    };
    let household = subject_of(&document);
    let (household_name, village_name) = names_of(&desk, household)?;
    Ok(CheckView {
        id: doc.to_string(),
        subject_type: subject_type(&desk, household)?,
        household: household.map(|household| household.to_string()).unwrap_or_default(),
        household_name,
        village_name,
        form_title: desk.forms.title(document.text(check::FORM).unwrap_or_default()),
        status: document.text(check::STATUS).unwrap_or(check::DRAFT).to_owned(),
        at_ms: revisions.last().map_or(0, |last| last.revision.header.at_ms),
        author_name: written.author_name,
        device_name: written.device_name,
        safe: revisions.iter().all(|info| info.safe_at_ms.is_some()),
        sections: sections(&desk, &document),
        conflicts: conflicts::of(&desk, &document)?,
        changes: changes::of(&desk, &document)?,
        rechecked: document.text(check::STAGE) == Some(check::RECHECKED),
        recheck_reason: document.text(check::REASON).map(str::to_owned),
        revision: revisions.last().map(|last| last.revision.id.to_string()).unwrap_or_default(),
    })
}

/// Marks a finished check as the office's own; the villages' check stays beside it.
pub(crate) fn recheck(app: &App, actor: &Actor, args: RecheckArgs) -> Result<CheckView, AppError> {
    let desk = app.desk()?;
    let document = desk.document(id(&args.check)?, Kind::Check)?;
    let is_finished = matches!(document.text(check::STATUS), Some(check::COMPLETE | check::APPROVED));
    if !is_finished {
        return Err(words::not_finished());
    }
    let reason = text::normalise(&args.reason);
    if reason.chars().count() > MAX_REASON_CHARS {
        return Err(words::invalid("Lý do quá dài.", format!("Hãy viết gọn trong {MAX_REASON_CHARS} chữ.")));
    }
    let wanted = [
        (check::STAGE, args.recheck.then(|| Value::from(check::RECHECKED))),
        (check::REASON, Some(Value::Text(reason.clone())).filter(|_| args.recheck && !reason.is_empty())),
    ];
    let mut changes = Changes::new();
    for (field, value) in wanted {
        if document.value(field) != value.as_ref() {
            changes.insert(FieldPath::from(field), value.map_or(Change::Removed, Change::Set));
        }
    }
    let write = Write { doc: document.id, kind: Kind::Check, area: document.area, changes, base: None };
    desk.write(actor, vec![write], None)?;
    view(app, actor, CheckArgs { check: args.check })
}

/// A row of a list of checks.
pub(crate) fn row(desk: &Desk, row: &store::CheckRow) -> Result<CheckRow, AppError> {
    let written = desk.written_by(row.author, row.device)?;
    let (household_name, village_name) = subject_names(desk, row.subject)?;
    Ok(CheckRow {
        id: row.doc.to_string(),
        household: row.subject.to_string(),
        household_name,
        village_name,
        form_title: desk.forms.title(&row.form),
        status: row.status.clone(),
        at_ms: row.at_ms,
        author_name: written.author_name,
        device_name: written.device_name,
        safe: row.safe,
    })
}

/// Name and village of a subject; a check may arrive before it.
pub(crate) fn subject_names(desk: &Desk, subject: DocId) -> Result<(String, String), AppError> {
    match desk.store.document(subject)? {
        Some(document) => {
            let name = document.text(subject::NAME).unwrap_or_default().to_owned();
            Ok((name, desk.area_name(document.area)?))
        }
        None => Ok(("Chưa có trên máy này".into(), String::new())),
    }
}

/// The type of what was visited; empty where it has not arrived.
pub(crate) fn subject_type(desk: &Desk, subject: Option<DocId>) -> Result<String, AppError> {
    let document = subject.map(|subject| desk.store.document(subject)).transpose()?.flatten();
    Ok(document.as_ref().map(|document| subjects::type_of(document).to_owned()).unwrap_or_default())
}

fn names_of(desk: &Desk, household: Option<DocId>) -> Result<(String, String), AppError> {
    household.map_or_else(|| Ok(Default::default()), |household| subject_names(desk, household))
}

fn subject_of(document: &Document) -> Option<DocId> {
    document.text(check::SUBJECT)?.parse().ok()
}

/// The answers of a check, by their path in the form.
pub(crate) fn answers(document: &Document) -> BTreeMap<String, Value> {
    let answers = document.values().filter_map(|(path, value)| {
        let path = path.as_str().strip_prefix(check::ANSWERS)?;
        Some((path.to_owned(), value.clone()))
    });
    answers.collect()
}

/// Answered questions in form order. A form that is not known here is shown as it was stored.
fn sections(desk: &Desk, document: &Document) -> Vec<ReadSection> {
    let answers = answers(document);
    match desk.forms.form(document.text(check::FORM).unwrap_or_default()) {
        Some(form) => forms::render(form.clone(), answers, LANGUAGE)
            .into_iter()
            .map(|(section, nodes)| ReadSection { title: section.title, lines: lines(desk, &nodes, 0) })
            .filter(|section| !section.lines.is_empty())
            .collect(),
        None => vec![ReadSection { title: "Câu trả lời".into(), lines: raw_lines(&answers) }],
    }
}

fn raw_lines(answers: &BTreeMap<String, Value>) -> Vec<ReadLine> {
    let lines = answers.iter().map(|(path, value)| ReadLine {
        path: path.clone(),
        label: path.clone(),
        text: crate::words::readable(value),
        level: 0,
        heading: false,
        file: None,
    });
    lines.collect()
}

fn lines(desk: &Desk, nodes: &[NodeView], level: u32) -> Vec<ReadLine> {
    let mut lines = Vec::new();
    for node in nodes {
        match node {
            NodeView::Question(question) => {
                if !question.shown.is_empty() {
                    lines.push(line(desk, question, level));
                }
            }
            NodeView::Group(group) => titled(desk, &mut lines, &group.path, &group.label, &group.children, level),
            NodeView::Repeat(repeat) => {
                for instance in &repeat.instances {
                    titled(desk, &mut lines, &instance.path, &instance.title, &instance.children, level);
                }
            }
        }
    }
    lines
}

fn line(desk: &Desk, question: &QuestionView, level: u32) -> ReadLine {
    let answer = question.value.as_ref().and_then(Value::as_text);
    let file = answer.filter(|_| attached::is_file(question.kind)).and_then(|answer| attached::info(desk, answer));
    let walked = answer.and_then(|answer| places::walked_words(question.kind, answer));
    let text = file.as_ref().map(|file| file.name.clone()).or(walked).unwrap_or_else(|| question.shown.clone());
    let (path, label) = (question.path.clone(), question.label.clone());
    ReadLine { path, label, text, level, heading: false, file }
}

/// A heading with what stands under it; nothing where nothing was answered.
fn titled(desk: &Desk, lines: &mut Vec<ReadLine>, path: &str, title: &str, children: &[NodeView], level: u32) {
    let below = self::lines(desk, children, level + 1);
    if !below.is_empty() {
        let (path, label) = (path.into(), title.into());
        lines.push(ReadLine { path, label, text: String::new(), level, heading: true, file: None });
        lines.extend(below);
    }
}
