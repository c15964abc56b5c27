//! What the criteria set says of imported figures, by the evaluation itself.

use std::collections::{BTreeMap, BTreeSet};

use criteria::{
    CheckRecord, Day, Evaluator, Formula, Indicator, Measure, Quantity, Set, Settings, Stage, Status, Version,
};
use domain::{AreaId, RevId};
use report::Period;
use report::annual::Verdict;

use super::answers::Answers;
use super::{Forms, imported};

/// The set that reports of these years are written by.
const SET: &str = "xa_ntm_nang_cao_2022";

/// What is said of one figure.
pub(super) struct Judged {
    pub verdict: Verdict,
    /// "≥ 95 %".
    pub threshold: Option<String>,
    /// A person compared it with the official text.
    pub is_verified: bool,
}

/// By code in the set.
#[derive(Default)]
pub(super) struct Judgements(BTreeMap<String, Judged>);

impl Judgements {
    /// Evaluates the indicators whose codes people wrote beside these rates. A rate without a code is judged by nothing:
    /// that its name resembles an indicator's is not enough.
    pub fn of(rates: &[Answers<'_>], period: Period, forms: &Forms) -> Self {
        let codes: BTreeSet<String> = rates.iter().filter_map(|row| row.text("ma_chi_tieu")).collect();
        let set = criteria::shipped_sets().unwrap_or_default().into_iter().find(|set| set.id == SET);
        let (Some(set), Some(form), Some(span)) = (set, forms.get(imported::FORM), span(period)) else {
            return Self::default();
        };
        let settings = Settings { periods: vec![span], ..Settings::default() };
        let (mut evaluator, _) = Evaluator::new(vec![narrowed(set, &codes)], &[form.as_ref()], settings);
        if let Some(record) = record(rates, span) {
            evaluator.check(record);
        }
        let evaluation = evaluator.evaluate(SET);
        let results = evaluation.iter().flat_map(|one| &one.criteria).flat_map(|one| &one.indicators);
        Self(results.map(|result| (result.indicator.clone(), judged(result))).collect())
    }

    pub fn of_code(&self, code: &str) -> Option<&Judged> {
        self.0.get(code)
    }
}

fn judged(result: &criteria::IndicatorResult) -> Judged {
    let threshold = result.threshold.as_ref().filter(|threshold| threshold.value.is_some());
    Judged {
        verdict: match result.reading.verdict {
            criteria::Verdict::Met => Verdict::Met,
            criteria::Verdict::NotMet => Verdict::NotMet,
            criteria::Verdict::CannotTell => Verdict::CannotTell,
        },
        threshold: threshold.map(|threshold| threshold.words.vi.clone()),
        is_verified: threshold.is_some_and(|threshold| threshold.compared.is_some()),
    }
}

/// The set with these indicators alone, each read from the row that carries its code.
fn narrowed(mut set: Set, codes: &BTreeSet<String>) -> Set {
    for criterion in &mut set.criteria {
        criterion.indicators.retain(|indicator| codes.contains(&indicator.id));
        criterion.indicators.iter_mut().for_each(read_by_code);
    }
    set.criteria.retain(|criterion| !criterion.indicators.is_empty());
    set.recognition = None;
    set.splits.clear();
    set
}

fn read_by_code(indicator: &mut Indicator) {
    indicator.formula = Formula {
        measure: Measure::Value,
        quantity: Quantity {
            form: imported::FORM.to_owned(),
            subject: "commune".to_owned(),
            each: Some("so_lieu".to_owned()),
            among: Some(format!("${{ma_chi_tieu}} = '{}'", indicator.id)),
            amount: Some("if(${mau_so} > 0 and ${tu_so} != '', ${tu_so}, ${gia_tri})".to_owned()),
            per: Some("if(${tu_so} != '', ${mau_so}, '')".to_owned()),
            ..Quantity::default()
        },
        by: None,
        indicators: Vec::new(),
        coverage: None,
        document: None,
        recheck: None,
    };
    indicator.splits.clear();
}

/// The rates that stand, as the rows of one check on the last day of the period.
fn record(rates: &[Answers<'_>], span: criteria::Period) -> Option<CheckRecord> {
    let first = rates.first()?;
    let answers = rates.iter().enumerate().flat_map(|(index, row)| row.as_row_of("cac_so_lieu/so_lieu", index));
    Some(CheckRecord {
        check: first.check,
        version: Version { revisions: 1, depth: 0, head: RevId([0; 32]) },
        form: imported::FORM.to_owned(),
        subject: first.subject,
        village: AreaId(first.subject.0),
        day: span.to,
        status: Status::Complete,
        stage: Stage::SelfAssessed,
        reason: None,
        is_disputed: false,
        answers: answers.collect(),
        photos: Vec::new(),
    })
}

fn span(period: Period) -> Option<criteria::Period> {
    let day = |date: jiff::civil::Date| date.to_string().parse::<Day>().ok();
    Some(criteria::Period { from: day(period.from)?, to: day(period.to)? })
}
