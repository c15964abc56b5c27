//! One value down to its checks.

use super::compiled::{CompiledIndicator, CompiledSet};
use super::parts::Parts;
use super::sums::{Aggregate, Lane, Outcome};
use super::{Check, Evaluator};
use crate::{CheckLink, Evidence, EvidenceQuery, EvidenceRow, Indicator, Standing};

impl Evaluator {
    /// The subjects behind an indicator in the period in question, by village and id.
    pub fn evidence(&mut self, set: &str, indicator: &str, query: &EvidenceQuery) -> Option<Evidence> {
        self.settle();
        let compiled = self.plan.sets.iter().find(|compiled| compiled.set.id == set)?;
        let number = compiled.set.indicators().position(|one| one.id == indicator)?;
        let at = self.periods.len().checked_sub(1)?;
        let ready = compiled.indicators.get(number)?;
        let imported = self.imported_row(compiled, compiled.set.indicators().nth(number)?, ready, at);
        let aggregate = ready.quantity.and_then(|quantity| Some((quantity, self.aggregates.get(at)?.get(quantity)?)));
        if aggregate.is_none() && imported.is_none() {
            return None;
        }
        let mut found = aggregate.map(|(_, aggregate)| self.fitting(aggregate, query)).unwrap_or_default();
        found.sort_by_key(|(village, subject, ..)| (*village, *subject));
        let total = found.len();
        let rows = found.into_iter().skip(query.skip).take(query.limit);
        let row = |(.., number, outcome): (_, _, u32, &Outcome)| self.row(number, outcome, ready.quantity?, at);
        let rows = rows.filter_map(row).collect();
        Some(Evidence {
            set: set.to_owned(),
            indicator: indicator.to_owned(),
            period: *self.periods.get(at)?,
            total,
            rows,
            imported,
        })
    }

    fn imported_row(
        &self,
        set: &CompiledSet,
        indicator: &Indicator,
        ready: &CompiledIndicator,
        at: usize,
    ) -> Option<EvidenceRow> {
        let parts = Parts { evaluator: self, set, indicator, ready, counted: None, at };
        let (figure, tally) = parts.imported()?;
        let check = self.checks.get(figure.check as usize)?;
        let subject = self.subjects.get(check.subject as usize)?;
        Some(EvidenceRow {
            subject: subject.id,
            village: *self.areas.get(subject.area as usize)?,
            standing: Standing::Holds,
            n: tally.n,
            total: tally.total.unwrap_or_default(),
            check: Some(check.link(None)),
            recheck: None,
            document: parts.link(figure),
        })
    }

    fn fitting<'a>(
        &self,
        aggregate: &'a Aggregate,
        query: &EvidenceQuery,
    ) -> Vec<(domain::AreaId, domain::DocId, u32, &'a Outcome)> {
        let area = query.village.map(|village| self.area_of.get(&village));
        let outcomes = aggregate.outcomes.iter().filter(|(_, outcome)| {
            let standing = outcome.used().contribution.standing;
            area.is_none_or(|area| area == Some(&outcome.area))
                && (query.standings.is_empty() || query.standings.contains(&standing))
        });
        let named = outcomes.filter_map(|(number, outcome)| {
            let village = self.areas.get(outcome.area as usize)?;
            Some((*village, self.subjects.get(*number as usize)?.id, *number, outcome))
        });
        named.collect()
    }

    fn row(&self, number: u32, outcome: &Outcome, quantity: usize, at: usize) -> Option<EvidenceRow> {
        let used = outcome.used();
        let document = self.plan.quantities.get(quantity)?.document.as_ref();
        let check = used.check.and_then(|check| self.checks.get(check as usize));
        let document = document.and_then(|document| {
            let check = check?;
            Some(document.link(&self.looking(check, at)?, check.id))
        });
        Some(EvidenceRow {
            subject: self.subjects.get(number as usize)?.id,
            village: *self.areas.get(outcome.area as usize)?,
            standing: used.contribution.standing,
            n: used.contribution.n.number(),
            total: used.contribution.total.number(),
            check: self.link(&outcome.own),
            recheck: outcome.rechecked.as_ref().and_then(|lane| self.link(lane)),
            document,
        })
    }

    fn link(&self, lane: &Lane) -> Option<CheckLink> {
        Some(self.checks.get(lane.check? as usize)?.link(lane.reason.clone()))
    }
}

impl Check {
    fn link(&self, reason: Option<String>) -> CheckLink {
        CheckLink {
            check: self.id,
            form: self.form_id.to_string(),
            day: self.day,
            stage: self.stage,
            reason,
            is_disputed: self.is_disputed,
            photos: self.photos.clone(),
        }
    }
}
