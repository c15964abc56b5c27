//! What officials would say of a result: that something got worse, or that recognition is at risk.

use crate::{CommuneWarning, CriterionResult, Set, Verdict};

const PER_CENT: f64 = 100.0;

pub(super) fn count(verdicts: impl Iterator<Item = Verdict>, wanted: Verdict) -> u32 {
    u32::try_from(verdicts.filter(|verdict| *verdict == wanted).count()).unwrap_or(u32::MAX)
}

pub(super) fn of(set: &Set, criteria: &[CriterionResult]) -> Vec<CommuneWarning> {
    let regressed = criteria.iter().filter(|criterion| criterion.has_regressed);
    let mut found: Vec<_> =
        regressed.map(|criterion| CommuneWarning::Regression { criterion: criterion.criterion.clone() }).collect();
    let Some(rule) = set.recognition.as_ref().and_then(|recognition| recognition.withdrawal.as_ref()) else {
        return found;
    };
    let with = |verdict| criteria.iter().filter(move |criterion| criterion.verdict == verdict);
    let core = |verdict| with(verdict).filter(|one| one.is_core).map(|one| one.criterion.clone()).collect::<Vec<_>>();
    let failing = count(criteria.iter().map(|one| one.verdict), Verdict::NotMet);
    let unclear = count(criteria.iter().map(|one| one.verdict), Verdict::CannotTell);
    let total = u32::try_from(criteria.len()).unwrap_or(u32::MAX);
    let is_at_risk = |failing: u32, has_core: bool| {
        let share = f64::from(failing) * PER_CENT;
        total > 0
            && (share >= rule.share * f64::from(total)
                || (has_core && share >= rule.share_with_core * f64::from(total)))
    };
    let failing_core = core(Verdict::NotMet);
    if is_at_risk(failing, !failing_core.is_empty()) {
        let source = rule.source.text.clone();
        found.push(CommuneWarning::Withdrawal { failing, criteria: total, core: failing_core, source });
    } else if is_at_risk(failing + unclear, !failing_core.is_empty() || !core(Verdict::CannotTell).is_empty()) {
        found.push(CommuneWarning::WithdrawalPossible { failing, unclear, criteria: total });
    }
    found
}
