//! What may be shown in public: nothing of so few households that neighbours would know whose it is.

use crate::{Evaluation, IndicatorResult, Kind, Reading, Tally};

/// Fewest subjects whose figures may be public.
pub const MIN_PUBLIC_SUBJECTS: u32 = 5;

/// Whether a part is small enough to point at single households.
pub const fn is_small(subjects: u32) -> bool {
    0 < subjects && subjects < MIN_PUBLIC_SUBJECTS
}

impl Evaluation {
    /// The same for the public: figures of fewer than [`MIN_PUBLIC_SUBJECTS`] households are taken out. Where a single
    /// part of several would be hidden, the next smallest goes with it, or the sum would give it away.
    #[must_use]
    pub fn public(mut self) -> Self {
        let all = self.criteria.iter_mut().flat_map(|criterion| &mut criterion.indicators).chain(&mut self.conditions);
        all.for_each(hide_small);
        self
    }
}

fn hide_small(result: &mut IndicatorResult) {
    // Roads and papers are no one's privacy.
    if result.kind != Kind::Household {
        return;
    }
    let whole = is_small(result.reading.tally.subjects);
    if whole {
        hide(&mut result.reading);
        hide(&mut result.self_assessed);
        if let Some(recheck) = &mut result.rechecked {
            hide(&mut recheck.reading);
            recheck.reasons.clear();
        }
    }
    let sizes = result.villages.iter().map(|village| village.reading.tally.subjects).collect::<Vec<_>>();
    for (village, is_hidden) in result.villages.iter_mut().zip(hidden(&sizes)) {
        if whole || is_hidden {
            hide(&mut village.reading);
        }
    }
    for split in &mut result.splits {
        let sizes = split.parts.iter().map(|part| part.tally.subjects).collect::<Vec<_>>();
        for (part, is_hidden) in split.parts.iter_mut().zip(hidden(&sizes)) {
            if whole || is_hidden {
                part.tally = Tally::default();
            }
        }
    }
    for point in &mut result.trend {
        if is_small(point.tally.subjects) {
            point.tally = Tally::default();
        }
    }
}

/// Which parts of a whole are hidden.
fn hidden(sizes: &[u32]) -> Vec<bool> {
    let mut hidden = sizes.iter().map(|size| is_small(*size)).collect::<Vec<_>>();
    if hidden.iter().filter(|hidden| **hidden).count() == 1 {
        let shown = sizes.iter().enumerate().filter(|(at, size)| **size > 0 && hidden.get(*at) == Some(&false));
        let next = shown.min_by_key(|(at, size)| (**size, *at)).map(|(at, _)| at);
        if let Some(place) = next.and_then(|at| hidden.get_mut(at)) {
            *place = true;
        }
    }
    hidden
}

fn hide(reading: &mut Reading) {
    reading.tally = Tally::default();
    (reading.worst, reading.best) = (None, None);
    (reading.distance, reading.lacking) = (None, None);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_small_part_takes_the_next_smallest_with_it() {
        for (sizes, expected) in [
            (vec![10, 4, 7, 0], vec![false, true, true, false]),
            (vec![4, 3, 9], vec![true, true, false]),
            (vec![5, 6], vec![false, false]),
            (vec![1], vec![true]),
            (vec![], vec![]),
        ] {
            assert_eq!(hidden(&sizes), expected, "{sizes:?}");
        }
    }
}
