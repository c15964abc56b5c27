//! Which numbers are not printed because they are of few households or persons, or would tell those of few.

use domain::small_cells::{is_small, withheld};

use super::data::{Fact, Indicator, ReportData};
use crate::document::Flag;

/// Why a number is not printed; nothing where it is.
pub(crate) fn of_size(size: Option<u32>, is_withheld: bool) -> Option<Flag> {
    match (size.is_some_and(is_small), is_withheld) {
        (true, _) => Some(Flag::SmallCell),
        (false, true) => Some(Flag::BesideSmallCell),
        (false, false) => None,
    }
}

/// The commune's own number of an indicator.
pub(crate) fn whole(indicator: &Indicator) -> Option<Flag> {
    of_size(indicator.households, false)
}

/// Each village's number, in the order of the data; where the whole is of few, none is printed.
pub(crate) fn villages(indicator: &Indicator) -> Vec<Option<Flag>> {
    let sizes: Vec<u32> = indicator.by_village.iter().map(|value| value.households.unwrap_or_default()).collect();
    let is_whole = whole(indicator).is_some();
    let values = indicator.by_village.iter().zip(withheld(&sizes));
    values.map(|(value, is_withheld)| of_size(value.households, is_withheld || is_whole)).collect()
}

/// Each fact, in the order of the data. Facts of one name in several places are parts of a whole.
pub(crate) fn facts(data: &ReportData) -> Vec<Option<Flag>> {
    let is_part = |fact: &Fact| fact.subjects.is_some() && !fact.place.is_empty();
    let flag = |(at, fact): (usize, &Fact)| {
        let parts: Vec<(usize, u32)> = data
            .facts
            .iter()
            .enumerate()
            .filter(|(_, other)| is_part(other) && other.name == fact.name && other.unit == fact.unit)
            .map(|(at, other)| (at, other.subjects.unwrap_or_default()))
            .collect();
        let sizes: Vec<u32> = parts.iter().map(|(_, size)| *size).collect();
        let is_withheld = parts.iter().zip(withheld(&sizes)).any(|((part, _), is_withheld)| *part == at && is_withheld);
        of_size(fact.subjects, is_withheld)
    };
    data.facts.iter().enumerate().map(flag).collect()
}
