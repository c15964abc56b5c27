//! A report document → the report as it stands now.

use std::collections::BTreeSet;

use domain::vocabulary::report as field;
use domain::{DocId, Document};
use jiff::civil::Date;
use report::annual::{ReportData, annual};
use report::{Diagnostic, Period, Report, ReportKind};

use super::{Gathered, edits, evaluated, shelf, warning};
use crate::desk::Desk;
use crate::dto::PeriodKind;
use crate::error::AppError;
use crate::use_cases::criteria::main_set;
use crate::words;

/// A report with all that is known of it.
pub(crate) struct Composed {
    pub report: Report,
    /// As it is generated, without people's changes.
    pub fresh: Report,
    pub data: ReportData,
    /// Sections that people changed.
    pub edited: BTreeSet<String>,
    /// What is missing, uncertain or has moved under an edited text.
    pub notes: Vec<Diagnostic>,
    /// The narrative form it rests on.
    pub narrative: Option<DocId>,
}

/// What the document says of itself.
pub(crate) struct Terms {
    pub kind: ReportKind,
    pub period: Period,
}

impl Terms {
    pub fn of(document: &Document) -> Option<Self> {
        let day = |name| document.text(name)?.parse::<Date>().ok();
        let kind = match document.text(field::KIND)? {
            "month" => ReportKind::Month,
            "quarter" => ReportKind::Quarter,
            "half_year" => ReportKind::HalfYear,
            "nine_months" => ReportKind::NineMonths,
            "year" => ReportKind::Year,
            _ => ReportKind::Other,
        };
        Some(Self { kind, period: Period { from: day(field::FROM)?, to: day(field::TO)? } })
    }
}

/// The name of a kind in a document.
pub(crate) const fn kind_name(kind: PeriodKind) -> &'static str {
    match kind {
        PeriodKind::Month => "month",
        PeriodKind::Quarter => "quarter",
        PeriodKind::HalfYear => "half_year",
        PeriodKind::NineMonths => "nine_months",
        PeriodKind::Year => "year",
        PeriodKind::Dates => "dates",
    }
}

/// Everything that a period's report is built of: finished checks, judged by the same evaluation as the board.
pub(crate) fn data(desk: &Desk, kind: ReportKind, period: Period) -> Result<Gathered, AppError> {
    let checks = desk.report_shelf.checks(desk)?;
    let commune = &desk.identity.commune_name;
    let mut gathered = super::period_data(&checks, &shelf::forms(desk), kind, period, commune);
    let day = |date: Date| date.to_string().parse::<criteria::Day>().ok();
    let (Some(from), Some(to)) = (day(period.from), day(period.to)) else { return Ok(gathered) };
    desk.scoring.with(desk, &[criteria::Period::new(from, to)], |scored| {
        let told = scored.evaluator.import_notices().into_iter();
        gathered.notes.extend(told.map(|notice| warning("imported-figure", notice.words)));
        let Some(known) =
            main_set(scored.sets, to).and_then(|set| scored.sets.iter().find(|known| known.set.id == set))
        else {
            return;
        };
        if let Some(evaluation) = scored.evaluator.evaluate(&known.set.id) {
            evaluated::judge(&mut gathered.data.indicators, &known.set, &evaluation);
        }
    })?;
    Ok(gathered)
}

/// The report of a document over what the book holds now.
pub(crate) fn composed(desk: &Desk, document: &Document) -> Result<Composed, AppError> {
    let Terms { kind, period } = Terms::of(document).ok_or_else(words::not_found)?;
    let Gathered { data, narrative, notes: uncertain } = data(desk, kind, period)?;
    let (fresh, mut notes) = annual(&data);
    let (report, edited, moved) = edits::applied(document, &fresh);
    notes.extend(uncertain);
    notes.extend(moved);
    Ok(Composed { report, fresh, data, edited, notes, narrative })
}
