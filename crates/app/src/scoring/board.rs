//! An evaluation as the board shows it.

use std::collections::{BTreeMap, BTreeSet};

use criteria::{
    CommuneWarning, CriterionResult, Day, Evaluation, Evaluator, Fault, ImportNotice, Indicator, IndicatorResult,
    Level, Origin, Set, Step, Verdict, VillageReading, source_words,
};
use domain::AreaId;

use crate::desk::Desk;
use crate::dto::{
    BoardWarning, CriteriaVerdict, CriterionRow, IndicatorRow, RecognitionEntry, RecognitionStepName, SetBoard,
    SetInfo, VillageCell, VillageRecognition, VillageScore, ZoneInfo,
};
use crate::evidence::file;
use crate::scoring::page::document_label;
use crate::scoring::wording::capitalised;
use crate::scoring::{Measured, SetInUse, date_words};
use crate::use_cases::count;

/// For whom a board is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Readers {
    Office,
    /// Figures of few households are taken out.
    Everybody,
}

/// Names of villages by their area.
pub(crate) type VillageNames = BTreeMap<AreaId, String>;

pub(crate) const fn verdict(verdict: Verdict) -> CriteriaVerdict {
    match verdict {
        Verdict::Met => CriteriaVerdict::Met,
        Verdict::NotMet => CriteriaVerdict::NotMet,
        Verdict::CannotTell => CriteriaVerdict::CannotTell,
    }
}

/// What is chosen among, and what to know of each; `on` is the last day that is judged.
pub(crate) fn set_info(set: &SetInUse, on: Day) -> SetInfo {
    let SetInUse { set: known, zone, is_used, is_replaced, is_shipped, .. } = set;
    let year = on.year();
    let holding = known.indicators().map(|one| one.threshold(zone.as_deref(), year)).collect::<Vec<_>>();
    let unverified = holding.iter().filter(|one| one.is_none_or(|one| one.compared.is_none()));
    let without = holding.iter().filter(|one| one.is_none_or(|one| one.value.is_none()));
    SetInfo {
        id: known.id.clone(),
        name: known.name.vi.clone(),
        of_villages: known.level == Level::Village,
        used: *is_used,
        indicators: count(known.indicators().count()),
        unverified: count(unverified.count()),
        without_threshold: count(without.count()),
        caution: caution(known, on),
        source: known.source.text.clone(),
        zone: zone.clone(),
        zones: known
            .zones
            .iter()
            .map(|zone| ZoneInfo {
                id: zone.id.clone(),
                name: zone.name.vi.clone(),
                meaning: zone.meaning.as_ref().map(|meaning| meaning.vi.clone()).unwrap_or_default(),
            })
            .collect(),
        replaced: *is_replaced,
        shipped: *is_shipped,
    }
}

fn caution(set: &Set, on: Day) -> String {
    let mut said = Vec::new();
    if let Some(to) = set.valid_to.filter(|to| *to < on) {
        said.push(format!("Bộ tiêu chí này hết hiệu lực sau ngày {}; kết quả chỉ để tham khảo.", date_words(to)));
    }
    if let Some(from) = set.valid_from.filter(|from| *from > on) {
        said.push(format!("Bộ tiêu chí này có hiệu lực từ ngày {}.", date_words(from)));
    }
    said.extend(set.note.as_ref().map(|note| note.vi.clone()));
    said.join(" ")
}

/// A set's results; nothing where it is not evaluated.
pub(crate) fn set_board(
    evaluator: &mut Evaluator,
    faults: &[Fault],
    set: &SetInUse,
    villages: &VillageNames,
    readers: Readers,
) -> Option<SetBoard> {
    let notices = evaluator.import_notices();
    let evaluation = evaluator.evaluate(&set.set.id)?;
    let evaluation = match readers {
        Readers::Office => evaluation,
        Readers::Everybody => evaluation.public(),
    };
    let known = &set.set;
    let zone = known.zones.iter().find(|zone| Some(&zone.id) == evaluation.zone.as_ref());
    Some(SetBoard {
        set: known.id.clone(),
        name: known.name.vi.clone(),
        of_villages: known.level == Level::Village,
        zone_name: zone.map(|zone| zone.name.vi.clone()),
        met: evaluation.met,
        not_met: evaluation.not_met,
        cannot_tell: evaluation.cannot_tell,
        criteria_total: count(evaluation.criteria.len()),
        verdict: verdict(evaluation.verdict),
        unverified: evaluation.unverified,
        indicators_total: count(known.indicators().count()),
        warnings: warnings(&evaluation).into_iter().chain(notices.iter().map(import_warning)).collect(),
        criteria: evaluation.criteria.iter().map(|criterion| criterion_row(known, criterion, villages)).collect(),
        conditions: evaluation.conditions.iter().map(|one| indicator_row(known, one, villages)).collect(),
        villages: evaluation
            .villages
            .iter()
            .filter(|score| villages.contains_key(&score.village))
            .map(|score| VillageScore {
                village: score.village.to_string(),
                met: score.met,
                not_met: score.not_met,
                cannot_tell: score.cannot_tell,
                verdict: verdict(score.verdict),
            })
            .collect(),
        faults: fault_words(known, faults),
    })
}

/// What is wrong with a set's rules, each once, with the name of the indicator it stands in.
pub(crate) fn fault_words(set: &Set, faults: &[Fault]) -> Vec<String> {
    let own = faults.iter().filter(|fault| fault.set == set.id);
    let words = own.map(|fault| match set.indicator(&fault.indicator) {
        Some(indicator) => format!("{} {}: {}", indicator.id, indicator.name.vi, fault.words.vi),
        None => fault.words.vi.clone(),
    });
    words.collect::<BTreeSet<_>>().into_iter().collect()
}

fn import_warning(notice: &ImportNotice) -> BoardWarning {
    let text = format!("{}.", notice.words.vi);
    BoardWarning { grave: false, text, criterion: None, check: Some(notice.check.to_string()) }
}

fn warnings(evaluation: &Evaluation) -> Vec<BoardWarning> {
    let name = |id: &str| {
        let found = evaluation.criteria.iter().find(|criterion| criterion.criterion == id);
        found.map_or_else(|| id.to_owned(), |criterion| format!("{} {}", criterion.criterion, criterion.name.vi))
    };
    let words = |warning: &CommuneWarning| match warning {
        CommuneWarning::Regression { criterion } => BoardWarning {
            grave: false,
            text: format!("Tiêu chí {} kỳ trước đạt, kỳ này không đạt.", name(criterion)),
            criterion: Some(criterion.clone()),
            check: None,
        },
        CommuneWarning::Withdrawal { failing, criteria, core, source } => BoardWarning {
            grave: true,
            text: format!(
                "{failing} trong {criteria} tiêu chí không đạt{}. Theo {source}, xã có thể bị thu hồi quyết định công nhận.",
                core_words(core.iter().map(|id| name(id)).collect()),
            ),
            criterion: core.first().cloned(),
            check: None,
        },
        CommuneWarning::WithdrawalPossible { failing, unclear, criteria } => BoardWarning {
            grave: false,
            text: format!(
                "{failing} tiêu chí không đạt và {unclear} chưa rõ, trên {criteria}. Nếu những tiêu chí chưa rõ đều không \
                 đạt thì đủ mức bị thu hồi công nhận: hãy làm rõ chúng trước."
            ),
            criterion: None,
            check: None,
        },
    };
    evaluation.warnings.iter().map(words).collect()
}

fn core_words(core: Vec<String>) -> String {
    if core.is_empty() { String::new() } else { format!(", trong đó có {}", core.join(", ")) }
}

fn criterion_row(set: &Set, result: &CriterionResult, villages: &VillageNames) -> CriterionRow {
    let criterion = set.criteria.iter().find(|criterion| criterion.id == result.criterion);
    let met = result.indicators.iter().filter(|one| one.reading.verdict == Verdict::Met);
    CriterionRow {
        id: result.criterion.clone(),
        name: result.name.vi.clone(),
        note: criterion.and_then(|criterion| Some(criterion.note.as_ref()?.vi.clone())),
        verdict: verdict(result.verdict),
        core: result.is_core,
        regressed: result.has_regressed,
        met: count(met.count()),
        indicators: result.indicators.iter().map(|one| indicator_row(set, one, villages)).collect(),
    }
}

/// The indicator behind a result, with the threshold that was used.
pub(crate) fn measured<'a>(set: &'a Set, result: &IndicatorResult) -> Option<Measured<'a>> {
    let indicator: &Indicator = set.indicator(&result.indicator)?;
    Some(Measured { indicator, goal: result.threshold.as_ref().and_then(|threshold| threshold.value) })
}

pub(crate) fn indicator_row(set: &Set, result: &IndicatorResult, villages: &VillageNames) -> IndicatorRow {
    let measured = measured(set, result);
    let reading = &result.reading;
    let coverage = &reading.coverage;
    let threshold = result.threshold.as_ref();
    let cells = result.villages.iter().filter(|cell| villages.contains_key(&cell.village));
    IndicatorRow {
        id: result.indicator.clone(),
        name: result.name.vi.clone(),
        verdict: verdict(reading.verdict),
        value: measured.and_then(|measured| measured.value(&reading.tally, true)),
        shares: Measured::shares(&reading.tally),
        imported: match &result.origin {
            Origin::Imported(document) => Some(capitalised(&source_words(document).vi)),
            _ => None,
        },
        beside: result.reference.as_ref().zip(measured).map(|(figure, measured)| measured.beside(figure)),
        threshold: threshold.map_or_else(|| "chưa có ngưỡng".to_owned(), |threshold| threshold.words.vi.clone()),
        verified: threshold.is_some_and(|threshold| threshold.compared.is_some()),
        why: measured.map(|measured| measured.why(reading)).unwrap_or_default(),
        lacks_denominator: result.lacks_denominator,
        regressed: result.has_regressed,
        open: coverage.missing + coverage.stale + coverage.unknown,
        expected: coverage.expected,
        disputed: coverage.disputed,
        rechecked: result.rechecked.as_ref().map_or(0, |recheck| recheck.subjects),
        villages: cells.filter_map(|cell| Some(village_cell(measured?, cell))).collect(),
    }
}

fn village_cell(measured: Measured<'_>, cell: &VillageReading) -> VillageCell {
    let coverage = &cell.reading.coverage;
    VillageCell {
        village: cell.village.to_string(),
        value: measured.value(&cell.reading.tally, false),
        shares: Measured::shares(&cell.reading.tally),
        verdict: verdict(cell.reading.verdict),
        open: coverage.missing + coverage.stale + coverage.unknown,
    }
}

/// The way of every village under the sets that say how recognition is recorded.
pub(crate) fn recognitions(
    desk: &Desk,
    evaluator: &Evaluator,
    sets: &[SetInUse],
    villages: &VillageNames,
) -> Vec<VillageRecognition> {
    let used = sets.iter().filter(|set| set.is_used);
    let mut rows = used.flat_map(|set| of_set(desk, evaluator, set, villages)).collect::<Vec<_>>();
    rows.sort_by_cached_key(|row| domain::text::fold(&row.village_name));
    rows
}

fn of_set(desk: &Desk, evaluator: &Evaluator, set: &SetInUse, villages: &VillageNames) -> Vec<VillageRecognition> {
    let states = evaluator.recognitions(&set.set.id).into_iter();
    let rows = states.map(|state| VillageRecognition {
        set: set.set.id.clone(),
        title: set.set.name.vi.clone(),
        village: state.village.to_string(),
        village_name: villages.get(&state.village).cloned().unwrap_or_default(),
        lacking: state.lacking().map(|words| words.vi),
        state: state.state.map(step),
        history: state
            .history
            .into_iter()
            .map(|entry| RecognitionEntry {
                step: step(entry.step),
                lacking: entry.lacking().map(|words| words.vi),
                file: entry.document.file.as_deref().map(|answer| file(desk, document_label(&entry.document), answer)),
                check: entry.document.check.to_string(),
                number: entry.document.number,
                day: entry.document.day.map(|day| day.to_string()),
                issuer: entry.document.issuer,
                out_of_order: entry.is_out_of_order,
            })
            .collect(),
    });
    rows.collect()
}

const fn step(step: Step) -> RecognitionStepName {
    match step {
        Step::Candidate => RecognitionStepName::Candidate,
        Step::Appraised => RecognitionStepName::Appraised,
        Step::Recognised => RecognitionStepName::Recognised,
        Step::Withdrawn => RecognitionStepName::Withdrawn,
    }
}
