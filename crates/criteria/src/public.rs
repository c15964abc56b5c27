//! What may be shown in public: nothing of so few households that neighbours would know whose it is.

use domain::small_cells::withheld;
pub use domain::small_cells::{MIN_PUBLIC_SUBJECTS, is_small};

use crate::{Evaluation, IndicatorResult, Kind, Reading, Tally};

impl Evaluation {
    /// The same for the public: figures of fewer than [`MIN_PUBLIC_SUBJECTS`] households are taken out. With
    /// small parts of a whole the next smallest go, or the sum would give them away.
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
    if whole || result.reference.as_ref().is_some_and(|figure| is_small(figure.tally.subjects)) {
        // Even a large figure beside a hidden one tells it by the difference.
        result.reference = None;
    }
    let sizes = result.villages.iter().map(|village| village.reading.tally.subjects).collect::<Vec<_>>();
    for (village, is_hidden) in result.villages.iter_mut().zip(withheld(&sizes)) {
        if whole || is_hidden {
            hide(&mut village.reading);
        }
    }
    for split in &mut result.splits {
        let sizes = split.parts.iter().map(|part| part.tally.subjects).collect::<Vec<_>>();
        for (part, is_hidden) in split.parts.iter_mut().zip(withheld(&sizes)) {
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

fn hide(reading: &mut Reading) {
    reading.tally = Tally::default();
    (reading.worst, reading.best) = (None, None);
    (reading.distance, reading.lacking) = (None, None);
}
