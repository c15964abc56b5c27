//! Sums → value, bounds, verdict and distance.

use super::compiled::Counted;
use super::imports::Figure;
use super::sums::{CellSums, LaneSums};
use crate::{Coverage, Direction, Formula, Indicator, Measure, Reading, Tally, Threshold, Verdict};

/// Differences below this, in the indicator's unit, are of the arithmetic and not of the matter.
const TOLERANCE: f64 = 1e-9;
const PER_CENT: f64 = 100.0;

/// What is judged: an indicator with the threshold that holds.
#[derive(Clone, Copy)]
pub(super) struct Judge<'a> {
    pub indicator: &'a Indicator,
    /// `None` where the formula cannot be used: then only imported figures are judged.
    pub counted: Option<&'a Counted>,
    pub threshold: Option<&'a Threshold>,
}

impl Judge<'_> {
    fn formula(&self) -> &Formula {
        &self.indicator.formula
    }

    fn factor(&self) -> f64 {
        if self.indicator.unit.vi.trim() == "%" { PER_CENT } else { 1.0 }
    }

    /// `by` are the sums of a quotient's divisor; `asked` is how many a poll should have reached.
    pub(super) fn reading(&self, sums: &LaneSums, by: Option<&LaneSums>, asked: Option<u32>) -> Reading {
        let tally = self.tally(sums, by);
        let coverage = coverage(sums, by, asked);
        let open = coverage.unknown + coverage.stale + coverage.missing;
        let enough = self.formula().coverage.is_some_and(|share| {
            coverage.expected > 0 && f64::from(coverage.counted) * PER_CENT >= share * f64::from(coverage.expected)
        });
        let bounds = self.bounds(sums, open);
        let verdict = match tally.value {
            None => Verdict::CannotTell,
            Some(value) if open == 0 || enough => self.verdict(value),
            Some(_) => match bounds {
                Some((low, high)) if self.verdict(low) == self.verdict(high) && self.is_ordered() => self.verdict(low),
                _ => Verdict::CannotTell,
            },
        };
        let bounds = bounds.filter(|_| !enough && open > 0);
        let (worst, best) = match (bounds, self.indicator.direction) {
            (Some((low, high)), Direction::AtMost) => (Some(high), Some(low)),
            (Some((low, high)), _) => (Some(low), Some(high)),
            (None, _) => (None, None),
        };
        let distance = self.distance(tally.value);
        Reading { tally, coverage, verdict, worst, best, distance, lacking: self.lacking(&tally) }
    }

    /// An imported figure's own value, or numerator by denominator. `None` where it says nothing of this indicator.
    ///
    /// Of a rate the parts go first, since the value that the source states is rounded; of anything else the value.
    pub(super) fn imported(&self, figure: &Figure) -> Option<Tally> {
        let whole = figure.denominator.filter(|whole| *whole > 0.0);
        let parts = figure.numerator.zip(whole);
        let is_rate = self.indicator.unit.vi.trim() == "%";
        let amount = figure.amount.filter(|_| figure.is_percent.is_none_or(|is_percent| is_percent == is_rate));
        // Households or persons of a rate; a number of the whole commune is no one's privacy.
        let subjects = whole.filter(|_| is_rate).map_or(0, |whole| whole.ceil() as u32);
        let (n, total, value) = match (parts, amount) {
            (Some((n, whole)), _) if is_rate => (n, Some(whole), n / whole * self.factor()),
            (_, Some(amount)) if is_rate => match whole {
                Some(whole) => (amount * whole / self.factor(), Some(whole), amount),
                None => (amount, None, amount),
            },
            (_, Some(amount)) => (amount, None, amount),
            (Some((n, whole)), None) => (n, Some(whole), n / whole),
            (None, None) => return None,
        };
        Some(Tally { n, total, value: Some(value), subjects })
    }

    /// The reading of an imported figure; the coverage stays that of the commune's own checks.
    pub(super) fn reading_of_imported(&self, tally: Tally, coverage: Coverage) -> Reading {
        Reading {
            tally,
            coverage,
            verdict: tally.value.map_or(Verdict::CannotTell, |value| self.verdict(value)),
            worst: None,
            best: None,
            distance: self.distance(tally.value),
            lacking: None,
        }
    }

    /// A value between two others is judged like them only where there is a good side.
    fn is_ordered(&self) -> bool {
        self.indicator.direction != Direction::Equal
            || self.formula().measure == Measure::Document
            || self.threshold.and_then(|threshold| threshold.value).is_none()
    }

    pub(super) fn tally(&self, sums: &LaneSums, by: Option<&LaneSums>) -> Tally {
        let (n, counted) = (sums.n.number(), sums.subjects());
        let total = sums.total.number();
        let ratio = |total: f64| (total != 0.0).then(|| n / total * self.factor());
        let (total, value) = match self.formula().measure {
            Measure::Count | Measure::Sum => (None, (sums.counted > 0).then_some(n)),
            Measure::Quotient => {
                let divisor = by.map(|by| by.n.number()).filter(|_| counted > 0);
                (divisor, divisor.and_then(ratio))
            }
            Measure::Value if sums.without_total == 0 => (Some(total), ratio(total)),
            // One figure speaks for itself; several without denominators cannot be put together.
            Measure::Value => (None, (sums.subjects() == 1).then_some(n)),
            Measure::Ratio | Measure::Average | Measure::Document | Measure::All => (Some(total), ratio(total)),
        };
        Tally {
            n,
            total: total.filter(|_| counted > 0),
            value: value.filter(|_| counted > 0 || sums.counted > 0),
            subjects: counted,
        }
    }

    pub(super) fn cell(&self, cell: &CellSums) -> Tally {
        let sums = LaneSums { n: cell.n, total: cell.total, counted: cell.subjects, ..LaneSums::default() };
        self.tally(&sums, None)
    }

    /// The value if none and if all of `open` subjects held, where each of them weighs one.
    fn bounds(&self, sums: &LaneSums, open: u32) -> Option<(f64, f64)> {
        self.counted.filter(|counted| counted.each.is_none() && counted.weight.is_none())?;
        let (n, total, open) = (sums.n.number(), sums.total.number(), f64::from(open));
        match self.formula().measure {
            Measure::Count => Some((n, n + open)),
            Measure::Ratio | Measure::Document if total + open > 0.0 => {
                Some((n / (total + open) * self.factor(), (n + open) / (total + open) * self.factor()))
            }
            _ => None,
        }
    }

    fn goal(&self) -> Option<f64> {
        self.threshold.and_then(|threshold| threshold.value)
    }

    pub(super) fn verdict(&self, value: f64) -> Verdict {
        let Some(goal) = self.goal() else { return Verdict::CannotTell };
        let met = match self.indicator.direction {
            Direction::AtLeast => value >= goal - TOLERANCE,
            Direction::AtMost => value <= goal + TOLERANCE,
            Direction::Equal => (value - goal).abs() <= TOLERANCE,
        };
        if met { Verdict::Met } else { Verdict::NotMet }
    }

    fn distance(&self, value: Option<f64>) -> Option<f64> {
        let (value, goal) = (value?, self.goal()?);
        Some(match self.indicator.direction {
            Direction::AtLeast => value - goal,
            Direction::AtMost => goal - value,
            Direction::Equal => -(value - goal).abs(),
        })
    }

    /// How many more in the numerator, of those that are counted, would do.
    fn lacking(&self, tally: &Tally) -> Option<f64> {
        let goal = self.goal().filter(|_| self.indicator.direction == Direction::AtLeast)?;
        let wanted = match self.formula().measure {
            Measure::Ratio | Measure::Document => goal / self.factor() * tally.total?,
            Measure::Count | Measure::Sum => goal,
            _ => return None,
        };
        let lacking = (wanted - tally.n - TOLERANCE).max(0.0);
        Some(
            if self.counted.is_some_and(|counted| counted.weight.is_some()) || self.formula().measure == Measure::Sum {
                lacking
            } else {
                lacking.ceil()
            },
        )
    }
}

fn coverage(sums: &LaneSums, by: Option<&LaneSums>, asked: Option<u32>) -> Coverage {
    let mut coverage = Coverage {
        expected: 0,
        counted: sums.counted,
        outside: sums.outside,
        unknown: sums.unknown,
        stale: sums.stale,
        missing: sums.missing,
        disputed: sums.disputed,
    };
    if let Some(by) = by {
        // A quotient is as incomplete as both of its parts.
        coverage.unknown += by.unknown;
        coverage.stale += by.stale;
        coverage.missing += by.missing;
    }
    if let Some(asked) = asked {
        coverage.missing = asked.saturating_sub(coverage.counted);
    }
    coverage.expected = coverage.counted + coverage.unknown + coverage.stale + coverage.missing;
    coverage
}

/// All must be met; one that is not settles it.
pub(super) fn together(verdicts: impl IntoIterator<Item = Verdict>) -> Verdict {
    let mut all = None;
    for verdict in verdicts {
        all = match (all, verdict) {
            (Some(Verdict::NotMet), _) | (_, Verdict::NotMet) => Some(Verdict::NotMet),
            (Some(Verdict::CannotTell), _) | (_, Verdict::CannotTell) => Some(Verdict::CannotTell),
            _ => Some(Verdict::Met),
        };
    }
    all.unwrap_or(Verdict::CannotTell)
}
