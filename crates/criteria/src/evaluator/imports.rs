//! Figures of other bodies by the code they name.
//!
//! One stands of each code: that of the latest source, then of the latest check, then the lower row. They are few, and a
//! check that changes moves its own rows alone.

use std::collections::BTreeMap;

use domain::DocId;
use forms::record::Place;

use super::compiled::CompiledImported;
use super::{Check, Evaluator, Subject};
use crate::{Day, Period, Version};

/// Most rows of one check that are read.
pub const MAX_IMPORTED_ROWS: usize = 10_000;

/// Which of two figures for one code stands: the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    /// Day of the source.
    source: Option<Day>,
    day: Day,
    version: Version,
    check: DocId,
    row: u32,
}

/// One row as it was written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Figure {
    /// Number of the check.
    pub check: u32,
    pub amount: Option<f64>,
    pub numerator: Option<f64>,
    pub denominator: Option<f64>,
    /// Whether `amount` is a per cent; `None` where the set does not ask.
    pub is_percent: Option<bool>,
}

/// The figures of one set in one period.
#[derive(Default)]
pub(super) struct Imports {
    by_code: BTreeMap<Box<str>, BTreeMap<Rank, Figure>>,
    of_check: BTreeMap<u32, Vec<(Box<str>, Rank)>>,
}

impl Imports {
    /// Puts the rows of a check in the place of those it had before.
    fn put(&mut self, check: u32, rows: Vec<(Box<str>, Rank, Figure)>) {
        for (code, rank) in self.of_check.remove(&check).unwrap_or_default() {
            if let Some(figures) = self.by_code.get_mut(&code) {
                figures.remove(&rank);
                if figures.is_empty() {
                    self.by_code.remove(&code);
                }
            }
        }
        for (code, rank, figure) in rows {
            self.by_code.entry(code.clone()).or_default().insert(rank, figure);
            self.of_check.entry(check).or_default().push((code, rank));
        }
    }

    /// The figures that name a code, the one that stands first.
    pub(super) fn of(&self, code: &str) -> impl Iterator<Item = &Figure> {
        self.by_code.get(code).into_iter().flat_map(|figures| figures.values().rev())
    }

    /// All codes with their figures, the one that stands first.
    pub(super) fn codes(&self) -> impl Iterator<Item = (&str, impl Iterator<Item = &Figure>)> {
        self.by_code.iter().map(|(code, figures)| (code.as_ref(), figures.values().rev()))
    }
}

impl Evaluator {
    /// Looks again at the rows of a check.
    pub(super) fn settle_imports(&mut self, number: u32) {
        let Some(check) = self.checks.get(number as usize) else { return };
        for (at, compiled) in self.plan.sets.iter().enumerate() {
            let Some(table) = &compiled.imported else { continue };
            for (period, span) in self.periods.iter().enumerate() {
                let rows = self.imported_rows(table, number, check, period, *span);
                if let Some(imports) = self.imports.get_mut(period).and_then(|sets| sets.get_mut(at)) {
                    imports.put(number, rows);
                }
            }
        }
    }

    fn imported_rows(
        &self,
        table: &CompiledImported,
        number: u32,
        check: &Check,
        at: usize,
        period: Period,
    ) -> Vec<(Box<str>, Rank, Figure)> {
        let subject = self.subjects.get(check.subject as usize);
        let counts = check.is_of(table.form)
            && check.status.is_valid()
            && period.contains(check.day)
            && subject.is_some_and(|subject| subject.is_there(period));
        let Some(looking) = self.looking(check, at).filter(|_| counts) else { return Vec::new() };
        let places: Vec<Place> = match table.each {
            None => vec![Place::WHOLE],
            Some(repeat) => looking.fields.rows(looking.row, repeat).take(MAX_IMPORTED_ROWS).collect(),
        };
        let source = table.document.source_day(&looking);
        let row = |(row, place): (u32, Place)| {
            let is_among = |among| looking.value(among, place).truth() == Some(true);
            if !table.among.as_ref().is_none_or(is_among) {
                return None;
            }
            let code = looking.value(&table.code, place).text();
            let code = Some(code.trim()).filter(|code| !code.is_empty())?;
            let stated = |expression: &Option<_>| looking.value(expression.as_ref()?, place).number();
            let figure = Figure {
                check: number,
                amount: looking.value(&table.amount, place).number(),
                numerator: stated(&table.numerator),
                denominator: stated(&table.denominator),
                is_percent: table.percent.as_ref().and_then(|percent| looking.value(percent, place).truth()),
            };
            let Check { day, version, id, .. } = *check;
            Some((code.into(), Rank { source, day, version, check: id, row }, figure))
        };
        (0..).zip(places).filter_map(row).collect()
    }
}

impl Subject {
    /// Whether it is in the register at the end of a period, or not known to it yet.
    pub(super) fn is_there(&self, period: Period) -> bool {
        self.record.as_ref().is_none_or(|record| {
            !record.is_void
                && record.from.is_none_or(|from| from <= period.to)
                && record.to.is_none_or(|to| period.to <= to)
        })
    }
}

impl Check {
    pub(super) fn is_of(&self, form: usize) -> bool {
        self.form == u32::try_from(form).ok()
    }
}
