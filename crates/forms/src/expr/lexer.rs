//! Text → tokens. The rule of XPath 1.0 §3.7 decides whether `and`, `div`, `*` … are operators.

use super::SyntaxError;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Token<'a> {
    Number(f64),
    Text(&'a str),
    /// A name with its optional prefix, as in `jr:choice-name`.
    Name(&'a str),
    /// `${name}`
    Reference(&'a str),
    /// `and`, `or`, `div`, `mod` and all signs.
    Sign(&'static str),
}

/// A token and the character position at which it starts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Placed<'a> {
    pub token: Token<'a>,
    pub at: usize,
}

/// Signs, longest first.
const SIGNS: &[&str] =
    &["::", "//", "..", "!=", "<=", ">=", "(", ")", "[", "]", ",", "@", "/", "|", "+", "-", "=", "<", ">", "*", "."];
const WORDS: &[&str] = &["and", "or", "div", "mod"];

pub(super) fn tokens(source: &str) -> Result<Vec<Placed<'_>>, SyntaxError> {
    let mut lexer = Lexer { source, at: 0, tokens: Vec::new(), after_operand: false, counted: Counted::default() };
    while lexer.next()? {}
    Ok(lexer.tokens)
}

struct Lexer<'a> {
    source: &'a str,
    /// In bytes.
    at: usize,
    tokens: Vec<Placed<'a>>,
    /// Whether the last token ends an operand, so that a word or `*` after it is an operator.
    after_operand: bool,
    counted: Counted,
}

/// How many characters a number of bytes are; asked for rising numbers.
#[derive(Default)]
struct Counted {
    bytes: usize,
    letters: usize,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        self.source.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn peek_second(&self) -> Option<char> {
        self.rest().chars().nth(1)
    }

    /// Passes over letters as long as they are `wanted`.
    fn pass(&mut self, wanted: fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.find(|letter| !wanted(letter)).unwrap_or(rest.len());
    }

    /// The position of a byte in characters.
    fn position(&mut self, at: usize) -> usize {
        self.counted.letters += self.source.get(self.counted.bytes..at).unwrap_or_default().chars().count();
        self.counted.bytes = at;
        self.counted.letters
    }

    fn push(&mut self, token: Token<'a>, at: usize) {
        self.after_operand = match &token {
            Token::Sign("*") => !self.after_operand,
            Token::Sign(sign) => matches!(*sign, ")" | "]" | ".." | "."),
            _ => true,
        };
        let at = self.position(at);
        self.tokens.push(Placed { token, at });
    }

    /// Reads one token; `false` at the end.
    fn next(&mut self) -> Result<bool, SyntaxError> {
        self.pass(char::is_whitespace);
        let at = self.at;
        let Some(letter) = self.peek() else { return Ok(false) };
        let digit_follows = || self.peek_second().is_some_and(|next| next.is_ascii_digit());
        if let Some(closing) = closing_quote(letter) {
            self.text(letter, closing)?;
        } else if self.rest().starts_with("${") {
            self.reference()?;
        } else if letter.is_ascii_digit() || (letter == '.' && digit_follows()) {
            self.number();
        } else if starts_name(letter) {
            self.name();
        } else if let Some(sign) = self.sign() {
            self.at += sign.len();
            self.push(Token::Sign(sign), at);
        } else {
            return Err(SyntaxError::Character { at: self.position(at), found: letter });
        }
        Ok(true)
    }

    fn text(&mut self, opening: char, closing: &[char]) -> Result<(), SyntaxError> {
        let at = self.at;
        let inside = self.rest().get(opening.len_utf8()..).unwrap_or_default();
        let Some((content, rest)) = inside.find(closing).map(|end| inside.split_at(end)) else {
            return Err(SyntaxError::OpenText { at: self.position(at) });
        };
        let behind = rest.chars().next().map_or(0, char::len_utf8);
        self.at += opening.len_utf8() + content.len() + behind;
        self.push(Token::Text(content), at);
        Ok(())
    }

    fn reference(&mut self) -> Result<(), SyntaxError> {
        let at = self.at;
        let inside = self.rest().get("${".len()..).unwrap_or_default();
        let Some((content, _)) = inside.split_once('}') else {
            return Err(SyntaxError::OpenReference { at: self.position(at) });
        };
        self.at += "${}".len() + content.len();
        self.push(Token::Reference(content.trim()), at);
        Ok(())
    }

    fn number(&mut self) {
        let at = self.at;
        let is_digit = |letter: char| letter.is_ascii_digit();
        self.pass(is_digit);
        if self.peek() == Some('.') {
            self.at += 1;
            self.pass(is_digit);
        }
        // Digits and one dot always parse, "1." and ".5" too.
        let number = self.since(at).parse().unwrap_or(f64::NAN);
        self.push(Token::Number(number), at);
    }

    fn name(&mut self) {
        let at = self.at;
        self.pass(continues_name);
        let prefixed =
            self.peek() == Some(':') && self.peek_second().is_some_and(|next| starts_name(next) || next == '*');
        if prefixed {
            self.at += 1;
            if self.peek() == Some('*') {
                self.at += 1;
            } else {
                self.pass(continues_name);
            }
        }
        let name = self.since(at);
        let operator = if self.after_operand { operator(name) } else { None };
        match operator {
            Some(word) => {
                self.at = at + word.len();
                self.push(Token::Sign(word), at);
            }
            None => self.push(Token::Name(name), at),
        }
    }

    fn sign(&self) -> Option<&'static str> {
        let rest = self.rest();
        SIGNS.iter().copied().find(|sign| rest.starts_with(sign))
    }

    /// What was read from a byte on.
    fn since(&self, at: usize) -> &'a str {
        self.source.get(at..self.at).unwrap_or_default()
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
