//! One value down to its checks.

use super::sums::{Aggregate, Lane, Outcome};
use super::{Check, Evaluator};
use crate::{CheckLink, Evidence, EvidenceQuery, EvidenceRow};

impl Evaluator {
    /// The subjects behind an indicator in the period in question, by village and id.
    pub fn evidence(&mut self, set: &str, indicator: &str, query: &EvidenceQuery) -> Option<Evidence> {
        self.settle();
        let compiled = self.plan.sets.iter().find(|compiled| compiled.set.id == set)?;
        let number = compiled.set.indicators().position(|one| one.id == indicator)?;
        let at = self.periods.len().checked_sub(1)?;
        let quantity = compiled.indicators.get(number)?.quantity?;
        let aggregate = self.aggregates.get(at)?.get(quantity)?;
        let mut found = self.fitting(aggregate, query);
        found.sort_by_key(|(village, subject, ..)| (*village, *subject));
        let total = found.len();
        let rows = found.into_iter().skip(query.skip).take(query.limit);
        let rows = rows.filter_map(|(.., number, outcome)| self.row(number, outcome, quantity, at)).collect();
        Some(Evidence {
            set: set.to_owned(),
            indicator: indicator.to_owned(),
            period: *self.periods.get(at)?,
            total,
            rows,
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
        let check: &Check = self.checks.get(lane.check? as usize)?;
        Some(CheckLink {
            check: check.id,
            form: check.form_id.to_string(),
            day: check.day,
            stage: check.stage,
            reason: lane.reason.clone(),
            is_disputed: check.is_disputed,
            photos: check.photos.clone(),
        })
    }
}
