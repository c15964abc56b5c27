//! Formulas as compiled expressions over the rows of their forms.

use std::collections::{BTreeMap, BTreeSet};

use forms::Form;
use forms::record::{Repeat, RowExpression, RowForm, references};

use super::sources::{repeats_of, sources_of};
use crate::set::{DocumentFields, Expected, ImportedRows, Indicator, Measure, Per, Quantity, RecognitionForm, Set};

/// Something in a set that cannot be used as it is written. The rest of the set is evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub set: String,
    pub indicator: String,
    /// What is wrong, in the two languages.
    pub words: crate::Words,
}

/// A form whose checks are read, and how.
pub(super) struct Source {
    pub fields: RowForm,
}

pub(super) struct CompiledSet {
    /// Among the sets of the evaluator.
    pub number: usize,
    pub set: Set,
    pub indicators: Vec<CompiledIndicator>,
    pub recognition: Option<CompiledRecognition>,
    pub imported: Option<CompiledImported>,
}

pub(super) struct CompiledIndicator {
    /// Index among all quantities of the evaluator; `None` where the formula is unusable, and for combinations.
    pub quantity: Option<usize>,
    pub by: Option<usize>,
}

/// A quantity ready to run.
pub(super) struct Counted {
    pub form: usize,
    pub subject: String,
    pub measure: Measure,
    pub expected: Expected,
    pub one: Per,
    pub max_age_months: Option<u16>,
    pub only: Option<RowExpression>,
    pub each: Option<Repeat>,
    pub among: Option<RowExpression>,
    pub holds: Option<RowExpression>,
    pub weight: Option<RowExpression>,
    pub amount: Option<RowExpression>,
    pub per: Option<RowExpression>,
    pub document: Option<CompiledDocument>,
    pub recheck: Option<CompiledRecheck>,
    pub splits: Vec<CompiledSplit>,
}

pub(super) struct CompiledSplit {
    /// Index in the set.
    pub rule: usize,
    pub key: RowExpression,
    /// The key is a property of the rows of `each`.
    pub is_per_row: bool,
    pub values: Vec<String>,
    /// Number of the first of its cells among those of the quantity.
    pub first: usize,
}

#[derive(Default)]
pub(super) struct CompiledDocument {
    pub number: Option<RowExpression>,
    pub day: Option<RowExpression>,
    pub until: Option<RowExpression>,
    pub file: Option<RowExpression>,
    pub issuer: Option<RowExpression>,
}

pub(super) struct CompiledRecheck {
    pub holds: Option<RowExpression>,
    pub amount: Option<RowExpression>,
    pub per: Option<RowExpression>,
    pub reason: Option<RowExpression>,
}

pub(super) struct CompiledRecognition {
    pub form: usize,
    pub step: RowExpression,
    pub document: CompiledDocument,
}

/// Rows of figures ready to read.
pub(super) struct CompiledImported {
    pub form: usize,
    pub each: Option<Repeat>,
    pub among: Option<RowExpression>,
    pub code: RowExpression,
    pub amount: RowExpression,
    pub percent: Option<RowExpression>,
    pub numerator: Option<RowExpression>,
    pub denominator: Option<RowExpression>,
    pub document: CompiledDocument,
}

/// Everything that is evaluated over one base of records.
#[derive(Default)]
pub(super) struct Plan {
    pub sources: Vec<Source>,
    pub form_of: BTreeMap<String, usize>,
    pub sets: Vec<CompiledSet>,
    pub quantities: Vec<Counted>,
    /// Forms that bring imported figures.
    pub imported_from: BTreeSet<u32>,
    pub faults: Vec<Fault>,
}

impl Plan {
    pub(super) fn of(sets: Vec<Set>, forms: &[&Form]) -> Self {
        let mut plan = Self::default();
        for form in forms {
            let named = sets.iter().flat_map(|set| sources_of(set, form.id()));
            let names = named.flat_map(references).collect::<BTreeSet<_>>();
            let fields =
                RowForm::new(form, names.into_iter().chain(sets.iter().flat_map(|set| repeats_of(set, form.id()))));
            plan.add_source(fields);
        }
        plan.add_sets(sets);
        plan
    }

    /// The same over forms of which only the fields are known.
    pub(super) fn over_fields(sets: Vec<Set>, fields: Vec<RowForm>) -> Self {
        let mut plan = Self::default();
        for fields in fields {
            plan.add_source(fields);
        }
        plan.add_sets(sets);
        plan
    }

    fn add_source(&mut self, fields: RowForm) {
        self.form_of.insert(fields.id().to_owned(), self.sources.len());
        self.sources.push(Source { fields });
    }

    fn add_sets(&mut self, sets: Vec<Set>) {
        for set in sets {
            let indicators = set.indicators().map(|indicator| self.indicator(&set, indicator)).collect();
            let recognition = set.recognition.as_ref().and_then(|recognition| recognition.form.as_ref());
            let recognition = recognition.and_then(|form| self.recognition(&set, form));
            let imported = set.imported.as_ref().and_then(|rows| self.imported(&set, rows));
            let form = imported.as_ref().and_then(|rows| u32::try_from(rows.form).ok());
            self.imported_from.extend(form);
            self.sets.push(CompiledSet { number: self.sets.len(), set, indicators, recognition, imported });
        }
    }

    fn indicator(&mut self, set: &Set, indicator: &Indicator) -> CompiledIndicator {
        let formula = &indicator.formula;
        match formula.measure {
            Measure::All => {
                for named in &formula.indicators {
                    if set.indicator(named).is_none_or(|named| named.formula.measure == Measure::All) {
                        let words = crate::Words::new(
                            format!("công thức nhắc đến chỉ tiêu {named}, không có hoặc là chỉ tiêu tổng hợp"),
                            format!("the formula names the indicator {named}, which is not there or combines others"),
                        );
                        self.fault(set, indicator, words);
                    }
                }
                CompiledIndicator { quantity: None, by: None }
            }
            Measure::Quotient => {
                let quantity = self.quantity(set, indicator, &formula.quantity, Measure::Sum);
                let by = formula.by.as_ref().and_then(|by| self.quantity(set, indicator, by, Measure::Sum));
                let both = quantity.is_some() && by.is_some();
                CompiledIndicator { quantity: quantity.filter(|_| both), by: by.filter(|_| both) }
            }
            measure => {
                CompiledIndicator { quantity: self.quantity(set, indicator, &formula.quantity, measure), by: None }
            }
        }
    }

    fn fault(&mut self, set: &Set, indicator: &Indicator, words: crate::Words) {
        self.faults.push(Fault { set: set.id.clone(), indicator: indicator.id.clone(), words });
    }

    fn quantity(&mut self, set: &Set, indicator: &Indicator, quantity: &Quantity, measure: Measure) -> Option<usize> {
        let mut compiler = match self.form_of.get(&quantity.form) {
            Some(form) => Compiler { fields: &self.sources.get(*form)?.fields, form: *form, errors: Vec::new() },
            None => {
                let words = crate::Words::new(
                    format!("chưa có phiếu {:?}", quantity.form),
                    format!("there is no form {:?}", quantity.form),
                );
                self.fault(set, indicator, words);
                return None;
            }
        };
        let counted = compiler.quantity(set, indicator, quantity, measure);
        let errors = std::mem::take(&mut compiler.errors);
        if errors.is_empty() {
            self.quantities.push(counted);
            return Some(self.quantities.len() - 1);
        }
        for (source, error) in errors {
            let words = crate::Words::new(
                format!("biểu thức {source:?} của phiếu {} không đọc được: {error}", quantity.form),
                format!("the expression {source:?} of the form {} cannot be used: {error}", quantity.form),
            );
            self.fault(set, indicator, words);
        }
        None
    }

    fn recognition(&mut self, set: &Set, form: &RecognitionForm) -> Option<CompiledRecognition> {
        let at = *self.form_of.get(&form.form)?;
        let mut compiler = Compiler { fields: &self.sources.get(at)?.fields, form: at, errors: Vec::new() };
        let step = compiler.expression(Some(&form.step), None);
        let document = compiler.document(&form.document);
        for (source, error) in std::mem::take(&mut compiler.errors) {
            let words = crate::Words::new(
                format!("biểu thức công nhận {source:?} không đọc được: {error}"),
                format!("the recognition expression {source:?} cannot be used: {error}"),
            );
            self.faults.push(Fault { set: set.id.clone(), indicator: String::new(), words });
        }
        Some(CompiledRecognition { form: at, step: step?, document })
    }
}

impl Plan {
    fn imported(&mut self, set: &Set, rows: &ImportedRows) -> Option<CompiledImported> {
        let mut said = Vec::new();
        let compiled = match self.form_of.get(&rows.form) {
            Some(at) => {
                let mut compiler = Compiler { fields: &self.sources.get(*at)?.fields, form: *at, errors: Vec::new() };
                let compiled = compiler.imported(rows);
                said.extend(compiler.errors.into_iter().map(|(source, error)| {
                    crate::Words::new(
                        format!("biểu thức {source:?} của số liệu nhập không đọc được: {error}"),
                        format!("the expression {source:?} for imported figures cannot be used: {error}"),
                    )
                }));
                compiled
            }
            None => {
                let vi = format!("chưa có phiếu số liệu nhập {:?}", rows.form);
                said.push(crate::Words::new(vi, format!("there is no form of imported figures {:?}", rows.form)));
                None
            }
        };
        let fault = |words| Fault { set: set.id.clone(), indicator: String::new(), words };
        self.faults.extend(said.into_iter().map(fault));
        compiled
    }
}

struct Compiler<'a> {
    fields: &'a RowForm,
    form: usize,
    errors: Vec<(String, String)>,
}

impl Compiler<'_> {
    fn expression(&mut self, source: Option<&String>, rows_of: Option<Repeat>) -> Option<RowExpression> {
        let source = source?;
        match self.fields.compile(source, rows_of) {
            Ok(compiled) => Some(compiled),
            Err(errors) => {
                self.errors.extend(errors.into_iter().map(|error| (source.clone(), error)));
                None
            }
        }
    }

    fn document(&mut self, fields: &DocumentFields) -> CompiledDocument {
        CompiledDocument {
            number: self.expression(fields.number.as_ref(), None),
            day: self.expression(fields.day.as_ref(), None),
            until: self.expression(fields.until.as_ref(), None),
            file: self.expression(fields.file.as_ref(), None),
            issuer: self.expression(fields.issuer.as_ref(), None),
        }
    }

    fn repeat(&mut self, name: Option<&String>) -> Option<Repeat> {
        let name = name?;
        let found = self.fields.repeat(name);
        if found.is_none() {
            self.errors.push((name.clone(), "there is no repeat of this name".to_owned()));
        }
        found
    }

    /// Nothing where anything of it cannot be read: half of a rule would take wrong rows.
    fn imported(&mut self, rows: &ImportedRows) -> Option<CompiledImported> {
        let each = self.repeat(rows.each.as_ref());
        let code = self.expression(Some(&rows.code), each);
        let amount = self.expression(Some(&rows.amount), each);
        let compiled = CompiledImported {
            form: self.form,
            each,
            among: self.expression(rows.among.as_ref(), each),
            code: code?,
            amount: amount?,
            percent: self.expression(rows.percent.as_ref(), each),
            numerator: self.expression(rows.numerator.as_ref(), each),
            denominator: self.expression(rows.denominator.as_ref(), each),
            document: self.document(&rows.document),
        };
        self.errors.is_empty().then_some(compiled)
    }

    fn quantity(&mut self, set: &Set, indicator: &Indicator, quantity: &Quantity, measure: Measure) -> Counted {
        let each = self.repeat(quantity.each.as_ref());
        let formula = &indicator.formula;
        let splits = self.splits(set, indicator, quantity, each);
        Counted {
            form: self.form,
            subject: quantity.subject.clone(),
            measure,
            expected: quantity.expected,
            one: quantity.one,
            max_age_months: quantity.max_age_months,
            only: self.expression(quantity.only.as_ref(), None),
            each,
            among: self.expression(quantity.among.as_ref(), each),
            holds: self.expression(quantity.holds.as_ref(), each),
            weight: self.expression(quantity.weight.as_ref(), each),
            amount: self.expression(quantity.amount.as_ref(), each),
            per: self.expression(quantity.per.as_ref(), each),
            document: formula.document.as_ref().map(|fields| self.document(fields)),
            recheck: formula.recheck.as_ref().map(|recheck| CompiledRecheck {
                holds: self.expression(recheck.holds.as_ref(), None),
                amount: self.expression(recheck.amount.as_ref(), None),
                per: self.expression(recheck.per.as_ref(), None),
                reason: self.expression(recheck.reason.as_ref(), None),
            }),
            splits,
        }
    }

    fn splits(
        &mut self,
        set: &Set,
        indicator: &Indicator,
        quantity: &Quantity,
        each: Option<Repeat>,
    ) -> Vec<CompiledSplit> {
        let mut found = Vec::new();
        let mut first = 0;
        for wanted in &indicator.splits {
            let rule = set.splits.iter().enumerate().find(|(_, rule)| rule.id == *wanted && rule.form == quantity.form);
            let Some((at, rule)) = rule else { continue };
            let is_per_row = rule.each.is_some();
            if is_per_row && rule.each != quantity.each {
                continue;
            }
            if let Some(key) = self.expression(Some(&rule.key), each.filter(|_| is_per_row)) {
                let values = rule.values.iter().map(|value| value.key.clone()).collect::<Vec<_>>();
                let size = values.len();
                found.push(CompiledSplit { rule: at, key, is_per_row, values, first });
                first += size;
            }
        }
        found
    }
}

impl Counted {
    /// Cells of all splits together.
    pub(super) fn cells(&self) -> usize {
        self.splits.iter().map(|split| split.values.len()).sum()
    }
}
