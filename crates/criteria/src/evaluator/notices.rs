//! Imported figures that name a code and still say nothing: told, never passed over in silence.

use std::collections::BTreeMap;

use domain::DocId;

use super::Evaluator;
use super::compiled::CompiledSet;
use super::imports::{Figure, Imports};
use super::judge::Judge;
use crate::{Indicator, Measure, Words};

/// Most notices that are told.
pub const MAX_NOTICES: usize = 100;

/// Why a figure is not read, or not alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ImportProblem {
    /// None of the sets has an indicator of this code.
    UnknownCode,
    /// The indicator is met when others are: figures belong to those.
    Combined,
    /// A per cent for something that is no rate, or the other way round.
    OtherUnit,
    /// Neither a figure nor numerator and denominator.
    NoFigure,
    /// One check says two different things of one code; the lower row stands.
    Repeated,
}

/// A figure that wants a person's look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportNotice {
    /// The check it stands in.
    pub check: DocId,
    pub code: String,
    pub problem: ImportProblem,
    pub words: Words,
}

impl Evaluator {
    /// What is wrong with imported figures of the period in question, by code and check.
    pub fn import_notices(&mut self) -> Vec<ImportNotice> {
        self.settle();
        let Some(sets) = self.imports.last() else { return Vec::new() };
        let pairs = || self.plan.sets.iter().zip(sets);
        // What one set does not know may be an indicator of another.
        let is_known = |code: &str| pairs().any(|(set, _)| set.imported.is_some() && set.set.indicator(code).is_some());
        let mut found: BTreeMap<(String, DocId, ImportProblem), Words> = BTreeMap::new();
        for (set, imports) in pairs() {
            for (check, code, problem) in problems(set, imports, is_known) {
                let Some(check) = self.checks.get(check as usize) else { continue };
                found.entry((code.clone(), check.id, problem)).or_insert_with(|| words(&code, problem));
            }
        }
        let notice = |((code, check, problem), words)| ImportNotice { check, code, problem, words };
        found.into_iter().take(MAX_NOTICES).map(notice).collect()
    }
}

fn problems(
    set: &CompiledSet,
    imports: &Imports,
    is_known: impl Fn(&str) -> bool,
) -> Vec<(u32, String, ImportProblem)> {
    let mut found = Vec::new();
    for (code, figures) in imports.codes() {
        let indicator = set.set.indicator(code);
        let mut before: Option<&Figure> = None;
        for figure in figures {
            let problem = match indicator {
                None if is_known(code) => None,
                None => Some(ImportProblem::UnknownCode),
                Some(indicator) => unread(indicator, figure),
            };
            let is_twice = before.is_some_and(|before| before.check == figure.check && before != figure);
            let problem = problem.or((is_twice && indicator.is_some()).then_some(ImportProblem::Repeated));
            found.extend(problem.map(|problem| (figure.check, code.to_owned(), problem)));
            before = Some(figure);
        }
    }
    found
}

fn unread(indicator: &Indicator, figure: &Figure) -> Option<ImportProblem> {
    if indicator.formula.measure == Measure::All {
        return Some(ImportProblem::Combined);
    }
    let judge = Judge { indicator, counted: None, threshold: None };
    if judge.imported(figure).is_some() {
        return None;
    }
    Some(if figure.amount.is_some() { ImportProblem::OtherUnit } else { ImportProblem::NoFigure })
}

fn words(code: &str, problem: ImportProblem) -> Words {
    match problem {
        ImportProblem::UnknownCode => Words::new(
            format!("Số liệu nhập ghi mã “{code}”, không bộ tiêu chí nào đang dùng có mã này nên chưa tính vào đâu"),
            format!("An imported figure names the code {code:?}, which no set in use has, so it counts nowhere"),
        ),
        ImportProblem::Combined => Words::new(
            format!("Số liệu nhập ghi mã “{code}” là chỉ tiêu gộp: hãy ghi mã của từng chỉ tiêu trong đó"),
            format!("An imported figure names {code:?}, which combines others: give the codes of its parts"),
        ),
        ImportProblem::OtherUnit => Words::new(
            format!("Số liệu nhập ghi mã “{code}” có đơn vị khác đơn vị của chỉ tiêu nên chưa tính"),
            format!("An imported figure for {code:?} has another unit than the indicator, so it does not count"),
        ),
        ImportProblem::NoFigure => Words::new(
            format!("Số liệu nhập ghi mã “{code}” không có giá trị nên chưa tính"),
            format!("An imported figure for {code:?} has no value, so it does not count"),
        ),
        ImportProblem::Repeated => Words::new(
            format!("Một phiếu số liệu nhập ghi hai giá trị khác nhau cho mã “{code}”; đang lấy dòng dưới"),
            format!("One check gives two different imported figures for {code:?}; the lower row is taken"),
        ),
    }
}
