//! Text → tokens. The rule of XPath 1.0 §3.7 decides whether `and`, `div`, `*` … are operators.

use super::SyntaxError;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Number(f64),
    Text(Box<str>),
    /// A name with its optional prefix, as in `jr:choice-name`.
    Name(Box<str>),
    /// `${name}`
    Reference(Box<str>),
    /// `and`, `or`, `div`, `mod` and all signs.
    Sign(&'static str),
}

/// A token and the character position at which it starts.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placed {
    pub token: Token,
    pub at: usize,
}

/// Signs, longest first.
const SIGNS: &[&str] =
    &["::", "//", "..", "!=", "<=", ">=", "(", ")", "[", "]", ",", "@", "/", "|", "+", "-", "=", "<", ">", "*", "."];
const WORDS: &[&str] = &["and", "or", "div", "mod"];

pub(super) fn tokens(source: &str) -> Result<Vec<Placed>, SyntaxError> {
    let letters: Vec<char> = source.chars().collect();
    let mut lexer = Lexer { letters: &letters, at: 0, tokens: Vec::new(), after_operand: false };
    while lexer.next()? {}
    Ok(lexer.tokens)
}

struct Lexer<'a> {
    letters: &'a [char],
    at: usize,
    tokens: Vec<Placed>,
    /// Whether the last token ends an operand, so that a word or `*` after it is an operator.
    after_operand: bool,
}

impl Lexer<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.letters.get(self.at + ahead).copied()
    }

    fn push(&mut self, token: Token, at: usize) {
        self.after_operand = match &token {
            Token::Sign("*") => !self.after_operand,
            Token::Sign(sign) => matches!(*sign, ")" | "]" | ".." | "."),
            _ => true,
        };
        self.tokens.push(Placed { token, at });
    }

    /// Reads one token; `false` at the end.
    fn next(&mut self) -> Result<bool, SyntaxError> {
        while self.peek(0).is_some_and(char::is_whitespace) {
            self.at += 1;
        }
        let at = self.at;
        let Some(letter) = self.peek(0) else { return Ok(false) };
        if let Some(closing) = closing_quote(letter) {
            self.text(closing)?;
        } else if letter == '$' && self.peek(1) == Some('{') {
            self.reference()?;
        } else if letter.is_ascii_digit() || (letter == '.' && self.peek(1).is_some_and(|next| next.is_ascii_digit())) {
            self.number();
        } else if starts_name(letter) {
            self.name();
        } else if let Some(sign) = self.sign() {
            self.at += sign.chars().count();
            self.push(Token::Sign(sign), at);
        } else {
            return Err(SyntaxError::Character { at, found: letter });
        }
        Ok(true)
    }

    fn text(&mut self, closing: &[char]) -> Result<(), SyntaxError> {
        let at = self.at;
        self.at += 1;
        let start = self.at;
        while let Some(letter) = self.peek(0) {
            self.at += 1;
            if closing.contains(&letter) {
                let content = self.slice(start, self.at - 1);
                self.push(Token::Text(content.into()), at);
                return Ok(());
            }
        }
        Err(SyntaxError::OpenText { at })
    }

    fn reference(&mut self) -> Result<(), SyntaxError> {
        let at = self.at;
        self.at += 2;
        let start = self.at;
        while let Some(letter) = self.peek(0) {
            self.at += 1;
            if letter == '}' {
                let content = self.slice(start, self.at - 1);
                self.push(Token::Reference(content.trim().into()), at);
                return Ok(());
            }
        }
        Err(SyntaxError::OpenReference { at })
    }

    fn number(&mut self) {
        let at = self.at;
        while self.peek(0).is_some_and(|letter| letter.is_ascii_digit()) {
            self.at += 1;
        }
        if self.peek(0) == Some('.') {
            self.at += 1;
            while self.peek(0).is_some_and(|letter| letter.is_ascii_digit()) {
                self.at += 1;
            }
        }
        // Digits and one dot always parse, "1." and ".5" too.
        let number = self.slice(at, self.at).parse().unwrap_or(f64::NAN);
        self.push(Token::Number(number), at);
    }

    fn name(&mut self) {
        let at = self.at;
        self.name_part();
        let prefixed = self.peek(0) == Some(':') && self.peek(1).is_some_and(|next| starts_name(next) || next == '*');
        if prefixed {
            self.at += 1;
            if self.peek(0) == Some('*') {
                self.at += 1;
            } else {
                self.name_part();
            }
        }
        let name = self.slice(at, self.at);
        let operator = if self.after_operand { operator(&name) } else { None };
        match operator {
            Some(word) => {
                self.at = at + word.len();
                self.push(Token::Sign(word), at);
            }
            None => self.push(Token::Name(name.into()), at),
        }
    }

    fn name_part(&mut self) {
        while self.peek(0).is_some_and(continues_name) {
            self.at += 1;
        }
    }

    fn sign(&self) -> Option<&'static str> {
        SIGNS
            .iter()
            .copied()
            .find(|sign| sign.chars().enumerate().all(|(ahead, letter)| self.peek(ahead) == Some(letter)))
    }

    fn slice(&self, from: usize, to: usize) -> String {
        self.letters.get(from..to).unwrap_or_default().iter().collect()
    }
}

/// The operator word that `name` is, or starts with when a number follows at once as in `7mod2`.
fn operator(name: &str) -> Option<&'static str> {
    WORDS.iter().copied().find(|word| {
        name.strip_prefix(word)
            .is_some_and(|rest| rest.is_empty() || rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'))
    })
}

/// Quotes that close what `letter` opens; word processors write curly ones.
fn closing_quote(letter: char) -> Option<&'static [char]> {
    match letter {
        '\'' => Some(&['\'']),
        '"' => Some(&['"']),
        '\u{2018}' | '\u{2019}' => Some(&['\u{2018}', '\u{2019}']),
        '\u{201C}' | '\u{201D}' => Some(&['\u{201C}', '\u{201D}']),
        _ => None,
    }
}

fn starts_name(letter: char) -> bool {
    letter.is_alphabetic() || letter == '_'
}

fn continues_name(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.' | '\u{B7}' | '\u{300}'..='\u{36F}')
}
