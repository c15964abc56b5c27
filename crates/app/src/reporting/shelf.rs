//! The finished checks that reports are made of, kept up to date: only documents that changed are read again.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::vocabulary::{check, subject};
use domain::{DocId, Document, Kind};
use store::StoreError;

use super::{FinishedCheck, Forms};
use crate::desk::Desk;

/// Forms that a report reads; all others are read through the criteria.
const FORMS: [&str; 5] = ["cong_trinh", "so_lieu_nhap", "chi_tieu_xa", "cong_nhan_thon", "bao_cao_dien_giai"];

#[derive(Default)]
pub(crate) struct ReportShelf(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    /// Up to which version of the store checks were read.
    seen: u64,
    checks: BTreeMap<DocId, FinishedCheck>,
}

impl ReportShelf {
    /// All finished checks of the forms that a report reads, in the order of their ids.
    pub fn checks(&self, desk: &Desk) -> Result<Vec<FinishedCheck>, StoreError> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Kept { seen, checks } = &mut *kept;
        *seen = desk.store.changed_since(Kind::Check, *seen, |changed| {
            let is_read = changed.form.is_some_and(|form| FORMS.contains(&form));
            match if is_read { finished(&changed.whole()?.document) } else { None } {
                Some(check) => checks.insert(changed.doc, check),
                None => checks.remove(&changed.doc),
            };
            Ok(())
        })?;
        Ok(checks.values().cloned().collect())
    }
}

/// The forms by their ids.
pub(crate) fn forms(desk: &Desk) -> Forms {
    desk.forms.all().map(|form| (form.id().to_owned(), Arc::clone(form))).collect()
}

fn finished(document: &Document) -> Option<FinishedCheck> {
    let form = document.text(check::FORM).filter(|form| FORMS.contains(form))?;
    let is_finished = matches!(document.text(check::STATUS), Some(check::COMPLETE | check::APPROVED));
    if !is_finished || document.value(subject::VOID).is_some() {
        return None;
    }
    let answers = document.values().filter_map(|(path, value)| {
        let path = path.as_str().strip_prefix(check::ANSWERS)?;
        Some((path.to_owned(), value.clone()))
    });
    Some(FinishedCheck {
        check: document.id,
        subject: document.text(check::SUBJECT)?.parse().ok()?,
        form: form.to_owned(),
        answers: answers.collect(),
    })
}
