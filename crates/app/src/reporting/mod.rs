//! The report's data out of finished checks: works and money, imported and administrative figures, recognition of villages,
//! and the narrative with its period, legal bases and signature.
//!
//! Knows the shipped forms by the names of their questions; labels of choices are read from the forms themselves. Indicators
//! are judged by the evaluation of the board (`composing`, `evaluated`), villages by the rule that the board follows. No storage
//! but there: whoever calls brings the checks.

mod administrative;
mod answers;
pub(crate) mod composing;
pub(crate) mod edits;
mod evaluated;
mod imported;
mod narrative;
pub(crate) mod shelf;
pub(crate) mod templates;
pub(crate) mod versions;
pub(crate) mod view;
mod villages;
mod works;

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::DocId;
use forms::Form;
use jiff::civil::Date;
use report::annual::ReportData;
use report::{Diagnostic, Period, ReportKind, Severity};

use answers::Answers;
pub use answers::FinishedCheck;

/// Forms by their id.
pub type Forms = BTreeMap<String, Arc<Form>>;

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum ReportingError {
    /// The period, the signature and the text of a report are in a finished narrative form.
    #[error("no finished form bao_cao_dien_giai with this id and a period")]
    NoNarrative(DocId),
}

/// The data of the report whose narrative form is `narrative`; its period decides what belongs to it. Checks of forms that
/// say nothing for a report are passed over. Without a book there is no evaluation: no indicator is judged.
///
/// # Errors
/// The narrative form is not among the checks, its form is not known, or it names no period.
pub fn report_data(checks: &[FinishedCheck], forms: &Forms, narrative: DocId) -> Result<ReportData, ReportingError> {
    let known = known(checks, forms);
    let wanted = known.iter().find(|one| one.check == narrative && one.form == narrative::FORM);
    let frame = wanted.and_then(narrative::frame).ok_or(ReportingError::NoNarrative(narrative))?;
    Ok(data_within(frame, &known).data)
}

/// What a report is built of.
pub(crate) struct Gathered {
    pub data: ReportData,
    /// The narrative form that it rests on.
    pub narrative: Option<DocId>,
    /// What is uncertain of it.
    pub notes: Vec<Diagnostic>,
}

/// The data of a period's report and the narrative form that it rests on: the latest finished one of exactly this period.
/// Without one, letterhead and text are blank where only people can fill them.
pub(crate) fn period_data(
    checks: &[FinishedCheck],
    forms: &Forms,
    kind: ReportKind,
    period: Period,
    commune_name: &str,
) -> Gathered {
    let known = known(checks, forms);
    let of_period = |one: &&Answers<'_>| narrative::frame(one).is_some_and(|frame| frame.period == period);
    let wanted = of_form(&known, narrative::FORM).filter(of_period).max_by_key(|one| (one.day(), one.check));
    let frame = wanted.and_then(narrative::frame).unwrap_or_else(|| narrative::blank(kind, period, commune_name));
    let frame = narrative::Frame { kind, ..frame };
    Gathered { narrative: wanted.map(|one| one.check), ..data_within(frame, &known) }
}

/// The checks of the period's money that names no work.
pub(crate) fn loose_money(checks: &[FinishedCheck], forms: &Forms, period: Period) -> Vec<report::Evidence> {
    works::loose(&known(checks, forms), period)
}

fn data_within(frame: narrative::Frame, known: &[Answers<'_>]) -> Gathered {
    let (works, funding, sources) = works::ledger(known, frame.period);
    let (mut facts, indicators) = imported::figures(known, frame.period);
    facts.extend(administrative::facts(known, frame.period));
    let villages::Titles { villages, title: village_title, notes } = villages::villages(known, frame.period);
    let data = ReportData {
        subject: subject(&village_title),
        commune: frame.commune,
        kind: frame.kind,
        period: frame.period,
        village_title,
        letterhead: frame.letterhead,
        legal_bases: frame.legal_bases,
        villages,
        indicators,
        works,
        funding,
        sources,
        facts,
        narrative: frame.narrative,
        recipients: frame.recipients,
        signature: frame.signature,
    };
    Gathered { data, narrative: None, notes }
}

fn known<'a>(checks: &'a [FinishedCheck], forms: &'a Forms) -> Vec<Answers<'a>> {
    checks.iter().filter_map(|check| Some(Answers::of(check, forms.get(&check.form)?))).collect()
}

/// What is reported on, as it stands in the title.
fn subject(village_title: &str) -> String {
    let communes = "duy trì, nâng cao chất lượng các tiêu chí xã nông thôn mới nâng cao";
    if village_title.is_empty() {
        communes.to_owned()
    } else {
        format!("{communes} và xây dựng thôn {village_title}")
    }
}

/// Of checks that tell the state of a thing, the last of each subject up to the period's end; in the order in which the
/// subjects first appear.
fn latest<'a, 'b>(checks: &'b [Answers<'a>], form: &str, period: Period) -> Vec<&'b Answers<'a>> {
    let mut last: Vec<&Answers<'a>> = Vec::new();
    for check in of_form(checks, form).filter(|check| check.day().is_none_or(|day| day <= period.to)) {
        match last.iter_mut().find(|known| known.subject == check.subject) {
            Some(known) if (known.day(), known.check) <= (check.day(), check.check) => *known = check,
            Some(_) => {}
            None => last.push(check),
        }
    }
    last
}

fn of_form<'a, 'b>(checks: &'b [Answers<'a>], form: &str) -> impl Iterator<Item = &'b Answers<'a>> {
    checks.iter().filter(move |check| check.form == form)
}

/// Whether a year as the forms ask for it is one of the period's.
fn is_within(year: Option<i64>, period: Period) -> bool {
    year.is_some_and(|year| (i64::from(period.from.year())..=i64::from(period.to.year())).contains(&year))
}

fn within(date: Date, period: Period) -> bool {
    (period.from..=period.to).contains(&date)
}

fn warning(code: &str, words: criteria::Words) -> Diagnostic {
    Diagnostic { severity: Severity::Warning, code: code.to_owned(), vi: words.vi, en: words.en }
}
