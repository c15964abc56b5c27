//! Enters the reported records through the shipped forms, question by question, as a person would.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use app::reporting::{FinishedCheck, Forms};
use demo::{Report2023, ReportedRecord};
use domain::{DocId, Value};
use forms::{Env, Form, Session};
use uuid::Uuid;

/// The forms that the records answer.
const FORMS: [(&str, &[u8]); 5] = [
    ("cong_trinh", include_bytes!("../../../../forms/cong_trinh.xlsx")),
    ("so_lieu_nhap", include_bytes!("../../../../forms/so_lieu_nhap.xlsx")),
    ("chi_tieu_xa", include_bytes!("../../../../forms/chi_tieu_xa.xlsx")),
    ("cong_nhan_thon", include_bytes!("../../../../forms/cong_nhan_thon.xlsx")),
    ("bao_cao_dien_giai", include_bytes!("../../../../forms/bao_cao_dien_giai.xlsx")),
];
/// Việt Nam is seven hours east of UTC.
const UTC_OFFSET_MINUTES: i32 = 420;
/// Problems of one form that are told at most.
const MAX_TOLD: usize = 5;

pub fn shipped_forms() -> Result<Forms, String> {
    let read = |(id, bytes): &(&str, &[u8])| {
        let reading = forms::read_file(bytes, None, id);
        let form = reading.form.ok_or_else(|| format!("{id}: {:?}", reading.diagnostics))?;
        Ok(((*id).to_owned(), Arc::new(form)))
    };
    FORMS.iter().map(read).collect()
}

/// The facts that the records and their sums and lists hold.
pub fn facts(reported: &Report2023) -> BTreeSet<&str> {
    let entered = reported.records.iter().flat_map(|record| record.facts.keys());
    let totals = reported.totals.iter().map(|total| &total.fact);
    let lists = reported.recognition.iter().map(|list| &list.fact);
    entered.chain(totals).chain(lists).map(String::as_str).collect()
}

/// Every record as a finished check. Records with one subject get one id for it.
pub fn enter_all(reported: &Report2023, forms: &Forms, now_ms: i64) -> Result<Vec<FinishedCheck>, String> {
    let mut subjects: BTreeMap<(&str, &str), DocId> = BTreeMap::new();
    let mut checks = Vec::new();
    for (record, number) in reported.records.iter().zip(1_u64..) {
        let form = forms.get(&record.form).ok_or_else(|| format!("no form {}", record.form))?;
        let next = DocId(Uuid::from_u128(0x2023_0000 + subjects.len() as u128 + 1));
        let subject = *subjects.entry((&record.subject.kind, &record.subject.name)).or_insert(next);
        let env = Env { now_ms, utc_offset_min: UTC_OFFSET_MINUTES, seed: number, ..Env::default() };
        let answers = enter(form, env, record).map_err(|problem| format!("{}: {problem}", record.id))?;
        let check = DocId(Uuid::from_u128(0x2023_1000 + u128::from(number)));
        checks.push(FinishedCheck { check, subject, form: record.form.clone(), answers });
    }
    Ok(checks)
}

/// Starts the form, answers question after question, and finishes it. Fails if something is not asked, if an answer is
/// refused or if the finished form does not hold all of them.
fn enter(form: &Arc<Form>, env: Env, record: &ReportedRecord) -> Result<BTreeMap<String, Value>, String> {
    let mut session = Session::start(form.clone(), env, []).session;
    let mut entered = Vec::new();
    for (path, text) in &record.answers {
        let path = placed(&mut session, path)?;
        let reference = session.reference_of(&path).ok_or_else(|| format!("{path}: no such place"))?;
        let is_asked = session.state(&reference).map_err(|error| error.to_string())?.relevant;
        if !is_asked {
            return Err(format!("{path} is not asked here"));
        }
        session.set(&path, Some(Value::from(text.as_str()))).map_err(|error| error.to_string())?;
        entered.push(path);
    }
    session.mark_finishing();
    let problems = session.problems("vi");
    if !problems.is_empty() {
        let told = problems.iter().take(MAX_TOLD).map(|one| format!("{}: {}", one.path, one.message));
        return Err(told.collect::<Vec<_>>().join("; "));
    }
    let answers = session.final_answers();
    match entered.iter().find(|path| !answers.contains_key(*path)) {
        Some(path) => Err(format!("{path} was entered and is not in the finished form")),
        None => Ok(answers),
    }
}

/// The path with the session's own id in place of a row's number. The first row is there when a form opens; the next is
/// added when it is first named.
fn placed(session: &mut Session, path: &str) -> Result<String, String> {
    let names: Vec<&str> = path.split('/').collect();
    let number = names.iter().position(|name| name.parse::<usize>().is_ok());
    let Some((at, (before, rest))) = number.and_then(|at| Some((at, names.split_at_checked(at)?))) else {
        return Ok(path.to_owned());
    };
    let repeat = before.join("/");
    let number: usize = names.get(at).and_then(|name| name.parse().ok()).unwrap_or_default();
    let known = rows_of(session, &repeat);
    let id = match known.get(number.saturating_sub(1)) {
        Some(id) => id.clone(),
        None => {
            let id = format!("dong-{number}");
            session.add_repeat(&repeat, &id).map_err(|error| error.to_string())?;
            id
        }
    };
    let rest: Vec<&str> = rest.iter().skip(1).copied().collect();
    Ok(format!("{repeat}/{id}/{}", rest.join("/")))
}

/// Ids of the rows that a repeat has now, in their order.
fn rows_of(session: &Session, repeat: &str) -> Vec<String> {
    let answers = session.answers();
    let row = |(path, value): (&String, &Value)| {
        let id = path.strip_prefix(repeat)?.strip_prefix('/').filter(|id| !id.contains('/'))?;
        Some((value.as_integer()?, id.to_owned()))
    };
    let mut rows: Vec<(i64, String)> = answers.iter().filter_map(row).collect();
    rows.sort();
    rows.into_iter().map(|(_, id)| id).collect()
}
