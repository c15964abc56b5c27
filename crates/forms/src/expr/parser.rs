//! Tokens → syntax tree, by precedence climbing. Depth is bounded, so no input overflows the stack.

use super::ast::{Ast, AstPath, AstStart, AstStep, Axis, Operator, Test};
use super::lexer::{Placed, Token, tokens};
use super::{MAX_CHAINED, MAX_DEPTH, MAX_EXPRESSION_BYTES, SyntaxError};

/// Reads one expression.
pub(crate) fn parse(source: &str) -> Result<Ast, SyntaxError> {
    if source.len() > MAX_EXPRESSION_BYTES {
        return Err(SyntaxError::TooLarge);
    }
    let tokens = tokens(source)?;
    let mut parser = Parser { tokens: &tokens, next: 0, depth: 0, chained: 0 };
    let ast = parser.expression(0)?;
    match parser.peek() {
        None => Ok(ast),
        Some(_) => Err(parser.unexpected()),
    }
}

struct Parser<'a> {
    tokens: &'a [Placed<'a>],
    next: usize,
    depth: u32,
    /// Operators that follow another one in the same chain.
    chained: u32,
}

/// Binding strength of the binary operators, weakest first; `|` binds strongest and is read apart.
const fn strength(sign: &str) -> Option<u8> {
    match sign.as_bytes() {
        b"or" => Some(1),
        b"and" => Some(2),
        b"=" | b"!=" => Some(3),
        b"<" | b"<=" | b">" | b">=" => Some(4),
        b"+" | b"-" => Some(5),
        b"*" | b"div" | b"mod" => Some(6),
        _ => None,
    }
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&Token<'a>> {
        self.tokens.get(self.next).map(|placed| &placed.token)
    }

    fn peek_second(&self) -> Option<&Token<'a>> {
        self.tokens.get(self.next + 1).map(|placed| &placed.token)
    }

    fn at(&self) -> usize {
        self.tokens.get(self.next).map_or(0, |placed| placed.at)
    }

    fn is(&self, sign: &str) -> bool {
        matches!(self.peek(), Some(Token::Sign(found)) if *found == sign)
    }

    fn take(&mut self, sign: &str) -> bool {
        let found = self.is(sign);
        self.next += usize::from(found);
        found
    }

    fn demand(&mut self, sign: &str) -> Result<(), SyntaxError> {
        if self.take(sign) { Ok(()) } else { Err(self.unexpected()) }
    }

    fn unexpected(&self) -> SyntaxError {
        match self.tokens.get(self.next) {
            None => SyntaxError::End,
            Some(placed) => SyntaxError::Unexpected { at: placed.at, found: spelled(&placed.token) },
        }
    }

    fn deeper(&mut self) -> Result<(), SyntaxError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH { Err(SyntaxError::TooLarge) } else { Ok(()) }
    }

    /// Operators at least as strong as `weakest`.
    fn expression(&mut self, weakest: u8) -> Result<Ast, SyntaxError> {
        self.deeper()?;
        let mut left = self.unary()?;
        let mut chain = false;
        while let Some(Token::Sign(sign)) = self.peek() {
            let sign = *sign;
            let Some(found) = strength(sign).filter(|found| *found >= weakest) else { break };
            self.next += 1;
            let right = self.expression(found + 1)?;
            left = combine(sign, left, right)?;
            // `or` and `and` grow sideways; a second operator of another kind deepens the tree.
            self.chained += u32::from(chain && found > 2);
            chain = true;
            if self.chained > MAX_CHAINED {
                return Err(SyntaxError::TooLarge);
            }
        }
        self.depth -= 1;
        Ok(left)
    }

    fn unary(&mut self) -> Result<Ast, SyntaxError> {
        let mut negations: usize = 0;
        while self.take("-") {
            negations += 1;
        }
        let operand = self.union()?;
        Ok(match negations {
            0 => operand,
            odd if odd % 2 == 1 => Ast::Negate(Box::new(operand)),
            _ => Ast::Negate(Box::new(Ast::Negate(Box::new(operand)))),
        })
    }

    fn union(&mut self) -> Result<Ast, SyntaxError> {
        let first = self.path()?;
        if !self.is("|") {
            return Ok(first);
        }
        let mut members = vec![first];
        while self.take("|") {
            members.push(self.path()?);
        }
        Ok(Ast::Union(members))
    }

    fn path(&mut self) -> Result<Ast, SyntaxError> {
        let at = self.at();
        let Some(token) = self.peek() else { return Err(SyntaxError::End) };
        let start = match token {
            Token::Number(number) => {
                let number = *number;
                self.next += 1;
                return Ok(Ast::Number(number));
            }
            Token::Text(text) => {
                let text = Box::<str>::from(*text);
                self.next += 1;
                if !self.is("[") && !self.is("/") {
                    return Ok(Ast::Text(text));
                }
                AstStart::Expression(Box::new(Ast::Text(text)))
            }
            Token::Reference(name) => {
                let name = (*name).into();
                self.next += 1;
                AstStart::Reference(name)
            }
            Token::Sign("(") => {
                self.next += 1;
                let inner = self.expression(0)?;
                self.demand(")")?;
                if !self.is("[") && !self.is("/") && !self.is("//") {
                    return Ok(inner);
                }
                AstStart::Expression(Box::new(inner))
            }
            Token::Name(name) if self.is_call(name) => {
                let call = self.call()?;
                if !self.is("[") && !self.is("/") && !self.is("//") {
                    return Ok(call);
                }
                AstStart::Expression(Box::new(call))
            }
            Token::Sign("/" | "//") => return self.absolute(at),
            _ => {
                let mut steps = vec![self.step()?];
                self.more_steps(&mut steps)?;
                return Ok(Ast::Path(AstPath { start: AstStart::Context, filters: Vec::new(), steps, at }));
            }
        };
        let filters = self.predicates()?;
        let mut steps = Vec::new();
        self.more_steps(&mut steps)?;
        Ok(Ast::Path(AstPath { start, filters, steps, at }))
    }

    fn absolute(&mut self, at: usize) -> Result<Ast, SyntaxError> {
        let mut steps = Vec::new();
        if self.take("//") {
            steps.push(any_below(at));
            steps.push(self.step()?);
        } else {
            self.demand("/")?;
            if self.starts_step() {
                steps.push(self.step()?);
            }
        }
        self.more_steps(&mut steps)?;
        Ok(Ast::Path(AstPath { start: AstStart::Root, filters: Vec::new(), steps, at }))
    }

    fn more_steps(&mut self, steps: &mut Vec<AstStep>) -> Result<(), SyntaxError> {
        loop {
            let at = self.at();
            if self.take("//") {
                steps.push(any_below(at));
            } else if !self.take("/") {
                return Ok(());
            }
            steps.push(self.step()?);
        }
    }

    fn starts_step(&self) -> bool {
        matches!(self.peek(), Some(Token::Name(_) | Token::Reference(_) | Token::Sign("." | ".." | "*" | "@")))
    }

    /// Node tests look like calls but are not.
    fn is_call(&self, name: &str) -> bool {
        matches!(self.peek_second(), Some(Token::Sign("(")))
            && !matches!(name, "node" | "text" | "comment" | "processing-instruction")
    }

    fn step(&mut self) -> Result<AstStep, SyntaxError> {
        let at = self.at();
        if self.take("..") {
            return Ok(AstStep { axis: Axis::Parent, test: Test::Node, predicates: self.predicates()?, at });
        }
        if self.take(".") {
            return Ok(AstStep { axis: Axis::Itself, test: Test::Node, predicates: self.predicates()?, at });
        }
        let axis = self.axis()?;
        let test = self.test()?;
        Ok(AstStep { axis, test, predicates: self.predicates()?, at })
    }

    fn axis(&mut self) -> Result<Axis, SyntaxError> {
        if self.take("@") {
            return Ok(Axis::Attribute);
        }
        if !matches!(self.peek_second(), Some(Token::Sign("::"))) {
            return Ok(Axis::Child);
        }
        let Some(Token::Name(name)) = self.peek() else { return Err(self.unexpected()) };
        let axis = match *name {
            "child" => Axis::Child,
            "parent" => Axis::Parent,
            "self" => Axis::Itself,
            "ancestor" => Axis::Ancestor,
            "ancestor-or-self" => Axis::AncestorOrSelf,
            "descendant" => Axis::Descendant,
            "descendant-or-self" => Axis::DescendantOrSelf,
            "following" => Axis::Following,
            "following-sibling" => Axis::FollowingSibling,
            "preceding" => Axis::Preceding,
            "preceding-sibling" => Axis::PrecedingSibling,
            "attribute" => Axis::Attribute,
            "namespace" => Axis::Namespace,
            _ => return Err(self.unexpected()),
        };
        self.next += 2;
        Ok(axis)
    }

    fn test(&mut self) -> Result<Test, SyntaxError> {
        let test = match self.peek() {
            Some(Token::Sign("*")) => Test::Any,
            // pyxform users write `../${name}`-like paths inside predicates; the name is meant.
            Some(Token::Reference(name)) => Test::Name((*name).into()),
            Some(Token::Name(name)) => match (*name, self.peek_second()) {
                ("node", Some(Token::Sign("("))) => return self.node_test(Test::Node),
                ("text", Some(Token::Sign("("))) => return self.node_test(Test::Text),
                ("comment", Some(Token::Sign("("))) => return self.node_test(Test::Comment),
                ("processing-instruction", Some(Token::Sign("("))) => return self.instruction(),
                _ => Test::Name((*name).into()),
            },
            _ => return Err(self.unexpected()),
        };
        self.next += 1;
        Ok(test)
    }

    fn node_test(&mut self, test: Test) -> Result<Test, SyntaxError> {
        self.next += 1;
        self.demand("(")?;
        self.demand(")")?;
        Ok(test)
    }

    fn instruction(&mut self) -> Result<Test, SyntaxError> {
        self.next += 1;
        self.demand("(")?;
        let target = match self.peek() {
            Some(Token::Text(target)) => Some((*target).into()),
            _ => None,
        };
        self.next += usize::from(target.is_some());
        self.demand(")")?;
        Ok(Test::Instruction(target))
    }

    fn predicates(&mut self) -> Result<Vec<Ast>, SyntaxError> {
        let mut predicates = Vec::new();
        while self.take("[") {
            predicates.push(self.expression(0)?);
            self.demand("]")?;
        }
        Ok(predicates)
    }

    fn call(&mut self) -> Result<Ast, SyntaxError> {
        let at = self.at();
        let Some(Token::Name(name)) = self.peek() else { return Err(self.unexpected()) };
        let name = (*name).into();
        self.next += 1;
        self.demand("(")?;
        let mut arguments = Vec::new();
        if !self.take(")") {
            loop {
                arguments.push(self.expression(0)?);
                if self.take(")") {
                    break;
                }
                self.demand(",")?;
            }
        }
        Ok(Ast::Call { name, arguments, at })
    }
}

fn any_below(at: usize) -> AstStep {
    AstStep { axis: Axis::DescendantOrSelf, test: Test::Node, predicates: Vec::new(), at }
}

fn combine(sign: &'static str, left: Ast, right: Ast) -> Result<Ast, SyntaxError> {
    let operator = match sign {
        "or" => return Ok(Ast::Or(joined(left, right, |ast| matches!(ast, Ast::Or(_))))),
        "and" => return Ok(Ast::And(joined(left, right, |ast| matches!(ast, Ast::And(_))))),
        "=" => Operator::Equal,
        "!=" => Operator::NotEqual,
        "<" => Operator::Less,
        "<=" => Operator::LessOrEqual,
        ">" => Operator::Greater,
        ">=" => Operator::GreaterOrEqual,
        "+" => Operator::Add,
        "-" => Operator::Subtract,
        "*" => Operator::Multiply,
        "div" => Operator::Divide,
        _ => Operator::Modulo,
    };
    Ok(Ast::Binary(operator, Box::new(left), Box::new(right)))
}

/// `a or b or c` as one node of three members rather than two nested ones.
fn joined(left: Ast, right: Ast, same: fn(&Ast) -> bool) -> Vec<Ast> {
    let joins = same(&left);
    match left {
        Ast::Or(mut members) | Ast::And(mut members) if joins => {
            members.push(right);
            members
        }
        other => vec![other, right],
    }
}

fn spelled(token: &Token<'_>) -> String {
    match token {
        Token::Number(number) => number.to_string(),
        Token::Text(text) => format!("'{text}'"),
        Token::Name(name) => (*name).to_owned(),
        Token::Reference(name) => format!("${{{name}}}"),
        Token::Sign(sign) => (*sign).to_owned(),
    }
}
