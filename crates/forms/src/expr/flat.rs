//! Expressions as flat lists, operands before what takes them, so that reading one from bytes needs no recursion and
//! its depth is known before it is built.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::ast::{Axis, Operator, Test};
use super::compiled::{IndexedRepeat, Level, PathStart, Step, StepPath};
use super::{CompileError, Dialect, Expr, Field, MAX_CHAINED, MAX_DEPTH, Pattern, functions};

/// Deepest expression: every chained operator may hold the one before it, and each may stand in a predicate.
const MAX_FLAT_DEPTH: u32 = 2 * (MAX_DEPTH + MAX_CHAINED);

/// A step without its operands; counts say how many precede it.
#[derive(Serialize, Deserialize)]
enum Flat<'a> {
    Number(f64),
    Text(Box<str>),
    Or(u32),
    And(u32),
    Union(u32),
    Binary(Operator),
    Negate,
    Call(&'a str, u32),
    Regex(Pattern),
    /// The repeats; each has an index among the operands.
    IndexedRepeat(Field, Vec<Field>),
    ChoiceName(u32),
    Field(Field),
    Column(u32),
    Path(FlatPath),
    Refusal(Box<CompileError>),
}

#[derive(Serialize, Deserialize)]
struct FlatPath {
    start: FlatStart,
    filters: u32,
    /// With the number of predicates.
    steps: Vec<(Axis, Test, u32)>,
}

#[derive(Serialize, Deserialize)]
enum FlatStart {
    Context,
    Current,
    Root,
    List(u32),
    Expr,
}

impl Serialize for Expr {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut flat = Vec::new();
        flatten(self, &mut flat);
        flat.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Expr {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut stack = Stack::default();
        for flat in Vec::<Flat<'de>>::deserialize(deserializer)? {
            stack.take(flat).ok_or_else(|| de::Error::custom("an expression does not hold together"))?;
        }
        stack.only().ok_or_else(|| de::Error::custom("an expression is no single one"))
    }
}

fn flatten<'a>(expr: &'a Expr, flat: &mut Vec<Flat<'a>>) {
    let mut all = |members: &'a [Expr]| {
        for member in members {
            flatten(member, flat);
        }
        count(members.len())
    };
    let step = match expr {
        Expr::Number(number) => Flat::Number(*number),
        Expr::Text(text) => Flat::Text(text.clone()),
        Expr::Or(members) => Flat::Or(all(members)),
        Expr::And(members) => Flat::And(all(members)),
        Expr::Union(members) => Flat::Union(all(members)),
        Expr::Call(function, arguments) => Flat::Call(function.name, all(arguments)),
        Expr::Binary(operator, left, right) => {
            all(std::slice::from_ref(left));
            all(std::slice::from_ref(right));
            Flat::Binary(*operator)
        }
        Expr::Negate(inner) => {
            all(std::slice::from_ref(inner));
            Flat::Negate
        }
        Expr::Regex(subject, pattern) => {
            all(std::slice::from_ref(subject));
            Flat::Regex((**pattern).clone())
        }
        Expr::IndexedRepeat(indexed) => {
            for level in &indexed.levels {
                all(std::slice::from_ref(&level.index));
            }
            Flat::IndexedRepeat(indexed.target, indexed.levels.iter().map(|level| level.repeat).collect())
        }
        Expr::ChoiceName { question, value } => {
            all(std::slice::from_ref(value));
            Flat::ChoiceName(*question)
        }
        Expr::Field(field) => Flat::Field(*field),
        Expr::Column(column) => Flat::Column(*column),
        Expr::Path(path) => Flat::Path(flat_path(path, all)),
        Expr::Refusal(error) => Flat::Refusal(error.clone()),
    };
    flat.push(step);
}

fn flat_path<'a>(path: &'a StepPath, mut all: impl FnMut(&'a [Expr]) -> u32) -> FlatPath {
    let start = match &path.start {
        PathStart::Context => FlatStart::Context,
        PathStart::Current => FlatStart::Current,
        PathStart::Root => FlatStart::Root,
        PathStart::List(list) => FlatStart::List(*list),
        PathStart::Expr(expr) => {
            all(std::slice::from_ref(expr));
            FlatStart::Expr
        }
    };
    let filters = all(&path.filters);
    let steps = path.steps.iter().map(|step| (step.axis, step.test.clone(), all(&step.predicates))).collect();
    FlatPath { start, filters, steps }
}

/// What has been built and waits to be taken.
#[derive(Default)]
struct Stack {
    built: Vec<Expr>,
    /// How deep each of them is.
    depths: Vec<u32>,
}

impl Stack {
    /// Builds one more expression; `None` where its operands are missing or it would be too deep.
    fn take(&mut self, flat: Flat<'_>) -> Option<()> {
        let mut depth = 0;
        let expr = match flat {
            Flat::Number(number) => Expr::Number(number),
            Flat::Text(text) => Expr::Text(text),
            Flat::Or(count) => Expr::Or(self.last(count, &mut depth)?.into()),
            Flat::And(count) => Expr::And(self.last(count, &mut depth)?.into()),
            Flat::Union(count) => Expr::Union(self.last(count, &mut depth)?.into()),
            Flat::Call(name, count) => {
                let function = functions::find(name, Dialect::Odk)?;
                let within = (function.arity.fewest..=function.arity.most).contains(&(count as usize));
                Expr::Call(within.then_some(function)?, self.last(count, &mut depth)?.into())
            }
            Flat::Binary(operator) => {
                let right = self.boxed(&mut depth)?;
                Expr::Binary(operator, self.boxed(&mut depth)?, right)
            }
            Flat::Negate => Expr::Negate(self.boxed(&mut depth)?),
            Flat::Regex(pattern) => Expr::Regex(self.boxed(&mut depth)?, Box::new(pattern)),
            Flat::IndexedRepeat(target, repeats) => {
                let indexes = self.last(count(repeats.len()), &mut depth)?;
                let levels = repeats.into_iter().zip(indexes).map(|(repeat, index)| Level { repeat, index }).collect();
                Expr::IndexedRepeat(Box::new(IndexedRepeat { levels, target }))
            }
            Flat::ChoiceName(question) => Expr::ChoiceName { question, value: self.boxed(&mut depth)? },
            Flat::Field(field) => Expr::Field(field),
            Flat::Column(column) => Expr::Column(column),
            Flat::Path(path) => Expr::Path(Box::new(self.path(path, &mut depth)?)),
            Flat::Refusal(error) => Expr::Refusal(error),
        };
        self.built.push(expr);
        self.depths.push(depth);
        (depth <= MAX_FLAT_DEPTH).then_some(())
    }

    /// Operands stand in the order they are written in, so the last is taken first.
    fn path(&mut self, path: FlatPath, depth: &mut u32) -> Option<StepPath> {
        let mut steps = Vec::new();
        for (axis, test, predicates) in path.steps.into_iter().rev() {
            steps.push(Step { axis, test, predicates: self.last(predicates, depth)? });
        }
        steps.reverse();
        let filters = self.last(path.filters, depth)?;
        let start = match path.start {
            FlatStart::Context => PathStart::Context,
            FlatStart::Current => PathStart::Current,
            FlatStart::Root => PathStart::Root,
            FlatStart::List(list) => PathStart::List(list),
            FlatStart::Expr => PathStart::Expr(*self.boxed(depth)?),
        };
        Some(StepPath { start, filters, steps })
    }

    fn last(&mut self, count: u32, depth: &mut u32) -> Option<Vec<Expr>> {
        let start = self.built.len().checked_sub(count as usize)?;
        let deepest = self.depths.drain(start..).max().map_or(0, |deepest| deepest + 1);
        *depth = deepest.max(*depth);
        Some(self.built.split_off(start))
    }

    fn boxed(&mut self, depth: &mut u32) -> Option<Box<Expr>> {
        self.last(1, depth)?.pop().map(Box::new)
    }

    fn only(mut self) -> Option<Expr> {
        let only = self.built.pop();
        only.filter(|_| self.built.is_empty())
    }
}

/// Counts here are bounded by the length of an expression, far below `u32::MAX`.
fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
