//! What one check adds to a quantity.

use forms::Env;
use forms::record::{Place, Row, RowExpression, RowForm};

use smallvec::SmallVec;

use super::amount::Amount;
use super::compiled::{CompiledDocument, Counted};
use crate::{Day, Measure, Period, Standing};

/// The part of one check in a quantity.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Contribution {
    pub standing: Standing,
    pub n: Amount,
    pub total: Amount,
    /// Whether a denominator was stated.
    pub has_total: bool,
    /// Parts in the cells of splits, by number of the cell.
    pub cells: Vec<Part>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Part {
    pub cell: u32,
    pub n: Amount,
    pub total: Amount,
}

/// How one row, or the check as a whole, is counted.
enum Count {
    Unknown,
    Outside,
    Counts { n: Amount, total: Amount, has_total: bool },
}

/// A check as it is looked at: its answers and the day on which `today()` is.
pub(super) struct Looking<'a> {
    pub fields: &'a RowForm,
    pub row: &'a Row,
    pub env: &'a Env,
    pub period: Period,
}

/// Which of the expressions stand in for those of the quantity.
#[derive(Clone, Copy)]
pub(super) struct Chosen<'a> {
    pub holds: Option<&'a RowExpression>,
    pub amount: Option<&'a RowExpression>,
    pub per: Option<&'a RowExpression>,
}

impl Counted {
    pub(super) fn own(&self) -> Chosen<'_> {
        Chosen { holds: self.holds.as_ref(), amount: self.amount.as_ref(), per: self.per.as_ref() }
    }

    /// The re-checked value that is kept in the same check, if somebody entered one.
    pub(super) fn recheck_in(&self, looking: &Looking<'_>) -> Option<(Contribution, Option<String>)> {
        let recheck = self.recheck.as_ref()?;
        let entered = recheck.amount.as_ref().or(recheck.holds.as_ref())?;
        looking.value(entered, Place::WHOLE).truth()?;
        let chosen = Chosen {
            holds: recheck.holds.as_ref().or(self.holds.as_ref()),
            amount: recheck.amount.as_ref().or(self.amount.as_ref()),
            per: recheck.per.as_ref().or(self.per.as_ref()),
        };
        let reason = recheck.reason.as_ref().map(|reason| looking.value(reason, Place::WHOLE).text());
        Some((self.contribution(looking, chosen), reason.filter(|reason| !reason.is_empty())))
    }

    pub(super) fn contribution(&self, looking: &Looking<'_>, chosen: Chosen<'_>) -> Contribution {
        let mut sum = Contribution {
            standing: Standing::Outside,
            n: Amount::ZERO,
            total: Amount::ZERO,
            has_total: false,
            cells: Vec::new(),
        };
        let mut is_counted = false;
        let whole = self.keys(looking, Place::WHOLE, false);
        let mut add = |place: Place| -> bool {
            match self.count(looking, chosen, place) {
                Count::Unknown => return false,
                Count::Outside => {}
                Count::Counts { n, total, has_total } => {
                    is_counted = true;
                    sum.n += n;
                    sum.total += total;
                    sum.has_total |= has_total;
                    let rows = if self.each.is_some() { self.keys(looking, place, true) } else { SmallVec::new() };
                    for cell in whole.iter().chain(&rows) {
                        sum.put(*cell, n, total);
                    }
                }
            }
            true
        };
        let all_known = match self.each {
            None => add(Place::WHOLE),
            Some(repeat) => looking.fields.rows(looking.row, repeat).all(&mut add),
        };
        if !all_known {
            // Half a household would make its village look better or worse than it is.
            return Contribution { standing: Standing::Unknown, ..Contribution::nothing() };
        }
        if is_counted {
            let holds =
                if sum.has_total && self.measure != Measure::Average { sum.n >= sum.total } else { !sum.n.is_zero() };
            sum.standing = if holds { Standing::Holds } else { Standing::Fails };
        }
        sum
    }

    fn keys(&self, looking: &Looking<'_>, place: Place, of_rows: bool) -> SmallVec<[u32; 4]> {
        let splits = self.splits.iter().filter(|split| split.is_per_row == of_rows);
        let cells = splits.filter_map(|split| {
            let key = looking.value(&split.key, place);
            let at = split.values.iter().position(|value| key.is(value))?;
            u32::try_from(split.first + at).ok()
        });
        cells.collect()
    }

    fn count(&self, looking: &Looking<'_>, chosen: Chosen<'_>, place: Place) -> Count {
        let truth = |expression: Option<&RowExpression>| {
            expression.map_or(Some(true), |expression| looking.value(expression, place).truth())
        };
        let amount = |expression: Option<&RowExpression>, otherwise: Option<Amount>| match expression {
            None => otherwise,
            Some(expression) => looking.value(expression, place).number().and_then(Amount::of),
        };
        match truth(self.among.as_ref()) {
            None => return Count::Unknown,
            Some(false) => return Count::Outside,
            Some(true) => {}
        }
        let one = Some(Amount::one());
        let counts = |n: Option<Amount>, total: Option<Amount>, has_total| match (n, total) {
            (Some(n), Some(total)) => Count::Counts { n, total, has_total },
            _ => Count::Unknown,
        };
        match self.measure {
            Measure::Count | Measure::Ratio => {
                let weight = amount(self.weight.as_ref(), one);
                let Some(holds) = truth(chosen.holds) else { return Count::Unknown };
                counts(if holds { weight } else { Some(Amount::ZERO) }, weight, self.measure == Measure::Ratio)
            }
            Measure::Document => {
                let Some(holds) = truth(chosen.holds) else { return Count::Unknown };
                let in_force = self.document.as_ref().is_none_or(|document| document.is_in_force(looking));
                counts(Some(if holds && in_force { Amount::one() } else { Amount::ZERO }), one, true)
            }
            Measure::Average => counts(amount(chosen.amount, None), amount(chosen.per, one), true),
            Measure::Value => {
                let total = chosen.per.and_then(|per| looking.value(per, place).number()).and_then(Amount::of);
                counts(amount(chosen.amount, None), total.or(Some(Amount::ZERO)), total.is_some())
            }
            Measure::Sum | Measure::Quotient | Measure::All => counts(amount(chosen.amount, None), one, false),
        }
    }
}

impl Contribution {
    pub(super) const fn nothing() -> Self {
        Self { standing: Standing::Missing, n: Amount::ZERO, total: Amount::ZERO, has_total: false, cells: Vec::new() }
    }

    fn put(&mut self, cell: u32, n: Amount, total: Amount) {
        match self.cells.iter_mut().find(|part| part.cell == cell) {
            Some(part) => {
                part.n += n;
                part.total += total;
            }
            None => self.cells.push(Part { cell, n, total }),
        }
    }
}

impl Looking<'_> {
    pub(super) fn value(&self, expression: &RowExpression, place: Place) -> forms::record::RowValue {
        expression.evaluate(self.fields, self.row, place, self.env)
    }

    fn text(&self, expression: Option<&RowExpression>) -> Option<String> {
        Some(self.value(expression?, Place::WHOLE).text()).filter(|text| !text.is_empty())
    }

    fn day(&self, expression: Option<&RowExpression>) -> Option<Day> {
        self.text(expression)?.parse().ok()
    }
}

impl CompiledDocument {
    fn is_in_force(&self, looking: &Looking<'_>) -> bool {
        let last = looking.period.to;
        let begun = looking.day(self.day.as_ref()).is_none_or(|day| day <= last);
        begun && looking.day(self.until.as_ref()).is_none_or(|until| last <= until)
    }

    /// The day that it states.
    pub(super) fn source_day(&self, looking: &Looking<'_>) -> Option<Day> {
        looking.day(self.day.as_ref())
    }

    pub(super) fn link(&self, looking: &Looking<'_>, check: domain::DocId) -> crate::DocumentLink {
        crate::DocumentLink {
            check,
            number: looking.text(self.number.as_ref()),
            day: looking.day(self.day.as_ref()),
            until: looking.day(self.until.as_ref()),
            file: looking.text(self.file.as_ref()),
            issuer: looking.text(self.issuer.as_ref()),
            in_force: self.is_in_force(looking),
        }
    }
}
