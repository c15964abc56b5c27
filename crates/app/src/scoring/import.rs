//! A set in a sheet of Excel beside the one that is in use.

use std::collections::BTreeMap;

use criteria::{Evaluator, Indicator, Set, Settings, threshold_words};
use forms::{Diagnostic, Form, Severity};

use crate::dto::{RegisterNote, SetChange, SetImport};
use crate::scoring::SetInUse;

/// A set travels in one revision, whose body may be 512 KiB.
pub(crate) const MAX_TEXT_BYTES: usize = 400 * 1024;
/// Changes that are told one by one.
const MAX_CHANGES: usize = 500;

/// Reads a sheet. Without errors among the notes there is a set.
pub(crate) fn read(bytes: &[u8], known: &[SetInUse], forms: &[&Form]) -> (Option<Set>, SetImport) {
    let (set, diagnostics) = Set::from_workbook(bytes, None);
    let mut notes: Vec<RegisterNote> = diagnostics.iter().map(note).collect();
    let Some(mut set) = set else {
        let empty = SetImport {
            set: String::new(),
            name: String::new(),
            new_set: false,
            changes: Vec::new(),
            notes,
            imported: false,
        };
        return (None, empty);
    };
    let before = known.iter().find(|known| known.set.id == set.id).map(|known| &known.set);
    notes.extend(faults(&set, forms));
    if set.imported.is_none() {
        set.imported = before.and_then(|before| before.imported.clone());
    }
    let reply = SetImport {
        set: set.id.clone(),
        name: set.name.vi.clone(),
        new_set: before.is_none(),
        changes: before.map(|before| changes(before, &set)).unwrap_or_default(),
        notes,
        imported: false,
    };
    (Some(set), reply)
}

fn note(found: &Diagnostic) -> RegisterNote {
    RegisterNote {
        severity: if found.severity == Severity::Error { "error" } else { "warning" }.to_owned(),
        sheet: found.location.sheet.clone().unwrap_or_default(),
        row: found.location.row.unwrap_or_default(),
        column: found.location.column.clone().unwrap_or_default(),
        message: found.vi.clone(),
    }
}

/// Rules that name what is not there: those indicators say nothing, the rest works.
fn faults(set: &Set, forms: &[&Form]) -> Vec<RegisterNote> {
    let (_, faults) = Evaluator::new(vec![set.clone()], forms, Settings::default());
    let note = |message| RegisterNote {
        severity: "warning".to_owned(),
        sheet: String::new(),
        row: 0,
        column: String::new(),
        message,
    };
    super::board::fault_words(set, &faults).into_iter().map(note).collect()
}

/// What is different, indicator by indicator.
fn changes(before: &Set, after: &Set) -> Vec<SetChange> {
    let mut found = Vec::new();
    let mut say = |place: String, before: String, after: String| {
        if before != after && found.len() < MAX_CHANGES {
            found.push(SetChange { place, before, after });
        }
    };
    say("Tên bộ tiêu chí".to_owned(), before.name.vi.clone(), after.name.vi.clone());
    say("Căn cứ".to_owned(), before.source.text.clone(), after.source.text.clone());
    say("Hiệu lực".to_owned(), validity(before), validity(after));
    say("Số liệu nhập".to_owned(), imported(before), imported(after));
    let (old, new) = (by_id(before), by_id(after));
    let mut ids: Vec<&str> = after.indicators().map(|one| one.id.as_str()).collect();
    ids.extend(before.indicators().map(|one| one.id.as_str()).filter(|id| !new.contains_key(id)));
    for id in ids {
        let (was, is) = (old.get(id), new.get(id));
        let place = is.or(was).map(|one| format!("{} {}", one.id, one.name.vi)).unwrap_or_default();
        match (was, is) {
            (Some(was), Some(is)) => {
                say(format!("{id}: tên"), was.name.vi.clone(), is.name.vi.clone());
                say(format!("{place}: ngưỡng"), thresholds(before, was), thresholds(after, is));
                say(format!("{place}: cách tính"), rule(was), rule(is));
            }
            (None, Some(_)) => say(place, "chưa có".to_owned(), "thêm chỉ tiêu".to_owned()),
            (Some(_), None) => say(place, "đang có".to_owned(), "bỏ chỉ tiêu".to_owned()),
            (None, None) => {}
        }
    }
    found
}

fn by_id(set: &Set) -> BTreeMap<&str, &Indicator> {
    set.indicators().map(|indicator| (indicator.id.as_str(), indicator)).collect()
}

/// How figures of other bodies are read.
fn imported(set: &Set) -> String {
    let Some(rows) = &set.imported else { return "không đọc".to_owned() };
    let parts = [
        Some(&rows.form),
        rows.each.as_ref(),
        rows.among.as_ref(),
        Some(&rows.code),
        Some(&rows.amount),
        rows.percent.as_ref(),
        rows.numerator.as_ref(),
        rows.denominator.as_ref(),
        rows.document.issuer.as_ref(),
        rows.document.number.as_ref(),
        rows.document.day.as_ref(),
        rows.document.file.as_ref(),
    ];
    parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" · ")
}

fn validity(set: &Set) -> String {
    let day = |day: Option<criteria::Day>| day.map_or_else(|| "…".to_owned(), super::date_words);
    format!("{} – {}", day(set.valid_from), day(set.valid_to))
}

fn thresholds(set: &Set, indicator: &Indicator) -> String {
    let said = indicator.thresholds.iter().map(|threshold| {
        let zone = threshold.zone.as_ref().map(|id| {
            let known = set.zones.iter().find(|zone| zone.id == *id);
            known.map_or_else(|| id.clone(), |zone| zone.name.vi.clone())
        });
        let years = match (threshold.from_year, threshold.to_year) {
            (None, None) => None,
            (from, to) => {
                let year = |year: Option<i16>| year.map_or_else(|| "…".to_owned(), |year| year.to_string());
                Some(format!("năm {}–{}", year(from), year(to)))
            }
        };
        let compared = threshold.compared.as_ref().map(|by| format!("{} đã đối chiếu", by.by));
        let parts = [Some(threshold_words(indicator, Some(threshold)).vi), zone, years, compared];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    });
    said.collect::<Vec<_>>().join("; ")
}

fn rule(indicator: &Indicator) -> String {
    let formula = &indicator.formula;
    let quantity = &formula.quantity;
    let parts = [
        Some(quantity.form.clone()),
        quantity.only.clone(),
        quantity.each.clone(),
        quantity.among.clone(),
        quantity.holds.clone(),
        quantity.weight.clone(),
        quantity.amount.clone(),
        quantity.per.clone(),
        Some(format!("{:?}", formula.measure)),
        Some(formula.indicators.join(", ")),
    ];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}
