//! Syntax tree → expression for documents: prefixes are resolved and functions found, paths stay walks.

use std::collections::BTreeMap;

use crate::expr::ast::{Ast, AstPath, AstStart, AstStep, Axis, ExpandedName, Operator, Test};
use crate::expr::compiled::{PathStart, Step, StepPath};
use crate::expr::parser::parse;
use crate::expr::{CompileError, Dialect, Expr, Pattern, functions};

/// Compiles for documents.
pub(crate) struct Walk<'a> {
    pub namespaces: &'a BTreeMap<String, String>,
    pub dialect: Dialect,
}

impl Walk<'_> {
    pub(crate) fn compile(&self, source: &str) -> Result<Expr, CompileError> {
        self.expr(&parse(source)?)
    }

    fn expr(&self, ast: &Ast) -> Result<Expr, CompileError> {
        Ok(match ast {
            Ast::Number(number) => Expr::Number(*number),
            Ast::Text(text) => Expr::Text(text.clone()),
            Ast::Or(members) => Expr::Or(self.exprs(members)?),
            Ast::And(members) => Expr::And(self.exprs(members)?),
            Ast::Union(members) => Expr::Union(self.exprs(members)?),
            Ast::Negate(inner) => Expr::Negate(Box::new(self.expr(inner)?)),
            Ast::Binary(operator, left, right) => {
                Expr::Binary(*operator, Box::new(self.expr(left)?), Box::new(self.expr(right)?))
            }
            Ast::Call { name, arguments, .. } => match self.call(name, arguments) {
                Err(error) if is_late(&error) => Expr::Refusal(Box::new(error)),
                compiled => compiled?,
            },
            Ast::Path(path) => self.path(path)?,
        })
    }

    fn exprs(&self, members: &[Ast]) -> Result<Box<[Expr]>, CompileError> {
        members.iter().map(|member| self.expr(member)).collect()
    }

    fn call(&self, name: &str, arguments: &[Ast]) -> Result<Expr, CompileError> {
        match (name, arguments) {
            ("regex", [subject, Ast::Text(pattern)]) if self.dialect == Dialect::Odk => {
                let regex = Pattern::whole(pattern).ok_or_else(|| CompileError::Pattern(pattern.to_string()))?;
                return Ok(Expr::Regex(Box::new(self.expr(subject)?), Box::new(regex)));
            }
            ("indexed-repeat", [_, _, _, ..]) if self.dialect == Dialect::Odk => {
                return self.indexed_repeat(arguments);
            }
            // The question is written as a path or, as forms mostly do, as a text that holds one.
            ("jr:choice-name", [value, Ast::Text(question)]) if self.dialect == Dialect::Odk => {
                return self.call(name, &[value.clone(), Ast::Path(path_in(question)?)]);
            }
            _ => {}
        }
        let unknown = || CompileError::UnknownFunction(name.to_owned());
        let function = functions::find(name, self.dialect).ok_or_else(unknown)?;
        if !function.takes(arguments.len()) {
            return Err(CompileError::ArgumentCount {
                function: name.to_owned(),
                expected: function.expected(),
                found: arguments.len(),
            });
        }
        Ok(Expr::Call(function, self.exprs(arguments)?))
    }

    /// `indexed-repeat(target, repeat, index, …)` is the target's path with `[index]` behind each repeat.
    fn indexed_repeat(&self, arguments: &[Ast]) -> Result<Expr, CompileError> {
        const NAME: &str = "indexed-repeat";
        let not_a_path = |position| CompileError::NotAPath { function: NAME.into(), position };
        let Some((Ast::Path(target), pairs)) = arguments.split_first() else { return Err(not_a_path(1)) };
        if pairs.len() % 2 != 0 {
            return Err(CompileError::ArgumentCount {
                function: NAME.to_owned(),
                expected: "3, 5, 7 …".to_owned(),
                found: arguments.len(),
            });
        }
        let mut levels = Vec::new();
        for (order, pair) in pairs.chunks_exact(2).enumerate() {
            let [Ast::Path(repeat), index] = pair else { return Err(not_a_path(order * 2 + 2)) };
            levels.push((self.path(repeat)?, self.expr(index)?));
        }
        let target = self.path(target)?;
        let mut expressions = vec![target];
        for (repeat, index) in levels {
            expressions.push(repeat);
            expressions.push(index);
        }
        let function =
            functions::find(NAME, self.dialect).ok_or_else(|| CompileError::UnknownFunction(NAME.to_owned()))?;
        Ok(Expr::Call(function, expressions.into()))
    }

    fn path(&self, path: &AstPath) -> Result<Expr, CompileError> {
        let start = match &path.start {
            AstStart::Context => PathStart::Context,
            AstStart::Root | AstStart::Node { .. } => PathStart::Root,
            AstStart::Reference(name) => return Err(CompileError::UnknownReference(name.to_string())),
            AstStart::Expression(inner) => PathStart::Expr(self.expr(inner)?),
        };
        let filters = path.filters.iter().map(|filter| self.expr(filter)).collect::<Result<Vec<_>, _>>()?;
        let mut steps = Vec::with_capacity(path.steps.len());
        let mut rest = path.steps.as_slice();
        while let Some((step, after)) = rest.split_first() {
            rest = after;
            match after.split_first() {
                Some((child, after)) if is_any_below(step) && may_join(child) => {
                    rest = after;
                    steps.push(self.step(child, Axis::Descendant)?);
                }
                _ => steps.push(self.step(step, step.axis)?),
            }
        }
        Ok(Expr::Path(Box::new(StepPath { start, filters, steps })))
    }

    fn step(&self, step: &AstStep, axis: Axis) -> Result<Step, CompileError> {
        let test = match &step.test {
            // JavaRosa and Enketo know no such axis, and forms have no use for it.
            _ if axis == Axis::Namespace && self.dialect == Dialect::Odk => {
                return Err(CompileError::UnknownPath("namespace::".to_owned()));
            }
            Test::Name(name) => Test::Expanded(self.expand(name, axis)?),
            other => other.clone(),
        };
        let predicates = step.predicates.iter().map(|predicate| self.expr(predicate)).collect::<Result<_, _>>()?;
        Ok(Step { axis, test, predicates })
    }

    /// Unprefixed names are in no namespace (XPath 1.0 §2.3); in forms, where the default namespace is
    /// usually that of XForms, they match by their local name alone.
    fn expand(&self, name: &str, axis: Axis) -> Result<ExpandedName, CompileError> {
        let Some((prefix, local)) = name.split_once(':') else {
            let anywhere = self.dialect == Dialect::Odk && axis != Axis::Attribute;
            let namespace = if anywhere { None } else { Some(Box::from("")) };
            return Ok(ExpandedName { namespace, local: Some(name.into()) });
        };
        let namespace = match (self.namespaces.get(prefix), prefix) {
            (Some(uri), _) => uri,
            (None, "xml") => crate::xml::ns::XML,
            (None, _) => return Err(CompileError::UnknownPrefix(prefix.to_owned())),
        };
        let local = (local != "*").then(|| local.into());
        Ok(ExpandedName { namespace: Some(namespace.into()), local })
    }
}

fn path_in(text: &str) -> Result<AstPath, CompileError> {
    match parse(text)? {
        Ast::Path(path) => Ok(path),
        _ => Err(CompileError::NotAPath { function: "jr:choice-name".into(), position: 2 }),
    }
}

/// What only matters when it is evaluated.
const fn is_late(error: &CompileError) -> bool {
    matches!(
        error,
        CompileError::UnknownFunction(_) | CompileError::ArgumentCount { .. } | CompileError::NotAPath { .. }
    )
}

/// The step that `//` stands for.
fn is_any_below(step: &AstStep) -> bool {
    step.axis == Axis::DescendantOrSelf && step.test == Test::Node && step.predicates.is_empty()
}

/// Whether `//child` may be read as one step to descendants: nothing in it counts siblings.
fn may_join(step: &AstStep) -> bool {
    step.axis == Axis::Child && step.predicates.iter().all(|predicate| is_truth(predicate) && !counts(predicate))
}

/// Whether a predicate is surely no position.
fn is_truth(ast: &Ast) -> bool {
    match ast {
        Ast::Or(_) | Ast::And(_) | Ast::Text(_) | Ast::Path(_) | Ast::Union(_) => true,
        Ast::Binary(operator, ..) => matches!(
            operator,
            Operator::Equal
                | Operator::NotEqual
                | Operator::Less
                | Operator::LessOrEqual
                | Operator::Greater
                | Operator::GreaterOrEqual
        ),
        _ => false,
    }
}

/// Whether `position()` or `last()` of the set itself may be asked for.
fn counts(ast: &Ast) -> bool {
    match ast {
        Ast::Number(_) | Ast::Text(_) => false,
        Ast::Or(members) | Ast::And(members) | Ast::Union(members) => members.iter().any(counts),
        Ast::Binary(_, left, right) => counts(left) || counts(right),
        Ast::Negate(inner) => counts(inner),
        Ast::Call { name, arguments, .. } => {
            (arguments.is_empty() && matches!(&**name, "position" | "last" | "index")) || arguments.iter().any(counts)
        }
        // Predicates within have sets of their own; the start belongs to this one.
        Ast::Path(path) => matches!(&path.start, AstStart::Expression(start) if counts(start)),
    }
}
