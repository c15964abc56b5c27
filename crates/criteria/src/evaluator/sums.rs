//! Sums of one quantity by village, from which single outcomes can be taken away again.

use std::collections::BTreeMap;

use super::amount::Amount;
use super::contribution::Contribution;
use crate::Standing;

/// How one subject stands, by its own checks and with re-checks.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Outcome {
    pub area: u32,
    pub own: Lane,
    /// Where a re-check counts.
    pub rechecked: Option<Lane>,
}

/// What a subject adds, and the check it comes from.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Lane {
    pub contribution: Contribution,
    pub check: Option<u32>,
    /// Checks that are counted: one of a subject, or all of a poll.
    pub units: u32,
    pub is_disputed: bool,
    pub reason: Option<String>,
}

/// Sums over the subjects of a village.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct LaneSums {
    pub n: Amount,
    pub total: Amount,
    /// Counted without a denominator of their own.
    pub without_total: u32,
    pub counted: u32,
    pub outside: u32,
    pub unknown: u32,
    pub stale: u32,
    pub missing: u32,
    pub disputed: u32,
    pub rechecked: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct CellSums {
    pub n: Amount,
    pub total: Amount,
    pub subjects: u32,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct VillageSums {
    /// By the subjects' own checks, and with re-checks in their place.
    pub own: LaneSums,
    pub used: LaneSums,
    /// Cells of the splits, of what is in use.
    pub cells: Vec<CellSums>,
}

/// One quantity in one period.
#[derive(Default)]
pub(super) struct Aggregate {
    pub outcomes: BTreeMap<u32, Outcome>,
    /// By number of the area.
    pub villages: Vec<VillageSums>,
}

impl Outcome {
    pub(super) fn used(&self) -> &Lane {
        self.rechecked.as_ref().unwrap_or(&self.own)
    }
}

impl Aggregate {
    /// Puts a subject's outcome in the place of the one before.
    pub(super) fn put(&mut self, subject: u32, outcome: Option<Outcome>, cells: usize) {
        let before = self.outcomes.remove(&subject);
        if before == outcome {
            self.outcomes.extend(before.map(|before| (subject, before)));
            return;
        }
        if let Some(before) = before {
            self.change(&before, Way::Away, cells);
        }
        if let Some(outcome) = outcome {
            self.change(&outcome, Way::In, cells);
            self.outcomes.insert(subject, outcome);
        }
    }

    fn change(&mut self, outcome: &Outcome, way: Way, cells: usize) {
        let area = outcome.area as usize;
        if self.villages.len() <= area {
            self.villages.resize_with(area + 1, VillageSums::default);
        }
        let Some(village) = self.villages.get_mut(area) else { return };
        village.cells.resize(cells, CellSums::default());
        village.own.change(&outcome.own, way);
        village.used.change(outcome.used(), way);
        if outcome.rechecked.is_some() {
            way.count(&mut village.used.rechecked, 1);
        }
        for part in &outcome.used().contribution.cells {
            if let Some(cell) = village.cells.get_mut(part.cell as usize) {
                way.add(&mut cell.n, part.n);
                way.add(&mut cell.total, part.total);
                way.count(&mut cell.subjects, 1);
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Way {
    In,
    Away,
}

impl Way {
    fn add(self, sum: &mut Amount, amount: Amount) {
        match self {
            Self::In => *sum += amount,
            Self::Away => *sum -= amount,
        }
    }

    const fn count(self, sum: &mut u32, count: u32) {
        *sum = match self {
            Self::In => sum.saturating_add(count),
            Self::Away => sum.saturating_sub(count),
        };
    }
}

impl LaneSums {
    fn change(&mut self, lane: &Lane, way: Way) {
        let contribution = &lane.contribution;
        way.add(&mut self.n, contribution.n);
        way.add(&mut self.total, contribution.total);
        match contribution.standing {
            Standing::Holds | Standing::Fails => {
                way.count(&mut self.counted, lane.units);
                way.count(&mut self.without_total, if contribution.has_total { 0 } else { lane.units });
            }
            Standing::Outside => {
                way.count(&mut self.counted, lane.units);
                way.count(&mut self.outside, lane.units);
            }
            Standing::Unknown => way.count(&mut self.unknown, lane.units.max(1)),
            Standing::Stale => way.count(&mut self.stale, 1),
            Standing::Missing => way.count(&mut self.missing, 1),
        }
        way.count(&mut self.disputed, u32::from(lane.is_disputed));
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.n += other.n;
        self.total += other.total;
        for (sum, part) in [
            (&mut self.without_total, other.without_total),
            (&mut self.counted, other.counted),
            (&mut self.outside, other.outside),
            (&mut self.unknown, other.unknown),
            (&mut self.stale, other.stale),
            (&mut self.missing, other.missing),
            (&mut self.disputed, other.disputed),
            (&mut self.rechecked, other.rechecked),
        ] {
            *sum = sum.saturating_add(part);
        }
    }

    /// Subjects whose answers are in the value.
    pub(super) const fn subjects(&self) -> u32 {
        self.counted.saturating_sub(self.outside)
    }
}
