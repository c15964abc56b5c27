//! Just enough of the expression language to tell a formula from a plain text, and to find where
//! `instance(…)` paths start and end within a label.

use super::names::{is_reference, name_length, prefixed_name_length};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `*`, `+`, `-`, ` mod `, ` div `.
    Math,
    /// `|`.
    Union,
    CloseParenthesis,
    PathStep,
    Literal,
    Blank,
    Reference,
    /// A name and `(`.
    Call,
    /// A name and `[`.
    PredicateStart,
    PredicateEnd,
    Other,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'t> {
    pub kind: Kind,
    pub text: &'t str,
    pub start: usize,
}

impl Token<'_> {
    pub(super) const fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

pub(super) fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
        let (kind, length) = next(rest);
        let token = Token { kind, text: rest.get(..length)?, start };
        start += length;
        Some(token)
    })
}

/// The kind and bytes of the first token.
fn next(text: &str) -> (Kind, usize) {
    let number = date_or_number(text);
    if number > 0 {
        return (Kind::Other, number);
    }
    for word in [" mod ", " div "] {
        if text.starts_with(word) {
            return (Kind::Math, word.len());
        }
    }
    for word in [" and ", " or ", "!=", "<=", ">=", ".."] {
        if text.starts_with(word) {
            return (Kind::Other, word.len());
        }
    }
    let first = text.chars().next().unwrap_or(' ');
    match first {
        '*' | '+' | '-' => (Kind::Math, 1),
        '|' => (Kind::Union, 1),
        ')' => (Kind::CloseParenthesis, 1),
        '/' => (Kind::PathStep, 1),
        ']' => (Kind::PredicateEnd, 1),
        '"' | '\'' => match text.get(1..).and_then(|rest| rest.find(first)) {
            Some(length) => (Kind::Literal, length + 2),
            None => (Kind::Other, 1),
        },
        '$' => match text.find('}').and_then(|end| text.get(..=end)).filter(|found| is_reference(found)) {
            Some(found) => (Kind::Reference, found.len()),
            None => (Kind::Other, if text.starts_with("${") { 2 } else { 1 }),
        },
        letter if letter.is_whitespace() => {
            (Kind::Blank, text.find(|letter: char| !letter.is_whitespace()).unwrap_or(text.len()))
        }
        letter => named(text, letter.len_utf8()),
    }
}

fn named(text: &str, letter: usize) -> (Kind, usize) {
    let length = prefixed_name_length(text);
    if length == 0 {
        return (Kind::Other, letter);
    }
    let plain = name_length(text);
    match text.as_bytes().get(length) {
        Some(b'(') => (Kind::Call, length + 1),
        Some(b'[') => (Kind::PredicateStart, length + 1),
        _ if text.get(plain..).is_some_and(|rest| rest.starts_with("://")) => (Kind::Other, plain + 3),
        _ => (Kind::Other, length),
    }
}

/// Bytes of a date, time or number at the start.
fn date_or_number(text: &str) -> usize {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let sign = text.len() - unsigned.len();
    if !unsigned.starts_with(|letter: char| letter.is_ascii_digit() || letter == '.') {
        return 0;
    }
    if matches(unsigned, "0000-00-00") {
        let date = sign + 10;
        let time = text.get(date..).and_then(|rest| rest.strip_prefix('T')).map_or(0, time);
        return if time > 0 { date + 1 + time } else { date };
    }
    let time = time(text);
    if time > 0 {
        return time;
    }
    let whole = digits(unsigned);
    let fraction = unsigned.get(whole..).and_then(|rest| rest.strip_prefix('.')).map(digits);
    match fraction {
        Some(0) if whole == 0 => 0,
        Some(fraction) => sign + whole + 1 + fraction,
        None => sign + whole,
    }
}

fn digits(text: &str) -> usize {
    text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len())
}

/// Bytes of `hh:mm:ss` and a zone.
fn time(text: &str) -> usize {
    if !matches(text, "00:00:00") {
        return 0;
    }
    let zone = text.get(8..).unwrap_or_default();
    let signed = zone.starts_with(['+', '-']) && zone.get(1..).is_some_and(|zone| matches(zone, "00:00"));
    match zone.as_bytes().first() {
        Some(b'Z') => 9,
        _ if signed => 14,
        _ => 8,
    }
}

/// Whether the text starts with the pattern, in which `0` stands for any digit.
fn matches(text: &str, pattern: &str) -> bool {
    let mut letters = text.bytes();
    pattern.bytes().all(|wanted| {
        letters.next().is_some_and(|letter| if wanted == b'0' { letter.is_ascii_digit() } else { letter == wanted })
    })
}

/// Types whose plain answers may hold a hyphen.
const HYPHENATED: [&str; 5] = ["date", "dateTime", "geopoint", "geotrace", "geoshape"];

/// Whether a default is a formula rather than an answer.
pub(super) fn is_formula(text: &str, question_type: &str) -> bool {
    let hyphenated = HYPHENATED.contains(&question_type);
    for token in tokens(text) {
        match token.kind {
            Kind::Math if hyphenated && token.text == "-" => return false,
            Kind::Math | Kind::Union | Kind::Reference | Kind::Call => return true,
            _ => {}
        }
    }
    false
}

/// Byte ranges of the paths into secondary instances: `instance('x')/root/item[…]/label`. A path ends at
/// a blank that stands outside its predicates.
pub(super) fn instance_paths(text: &str) -> Vec<(usize, usize)> {
    #[derive(PartialEq)]
    enum Part {
        Call,
        Path,
        Predicate,
    }
    let mut paths = Vec::new();
    let mut open: Option<(usize, Part)> = None;
    let mut last: Option<Token<'_>> = None;
    for token in tokens(text) {
        let after = last.map(|last| last.kind);
        match &mut open {
            None if token.kind == Kind::Call && token.text == "instance(" => {
                open = Some((token.start, Part::Call));
                last = Some(token);
            }
            None => {}
            Some((start, part)) => {
                let name = token.kind == Kind::Literal && last.is_some_and(|last| last.text == "instance(");
                let closed = token.kind == Kind::CloseParenthesis && after == Some(Kind::Literal);
                let step =
                    token.kind == Kind::PathStep && matches!(after, Some(Kind::CloseParenthesis | Kind::PredicateEnd));
                let belongs = match (&*part, token.kind) {
                    _ if name || closed => true,
                    _ if step => {
                        *part = Part::Path;
                        true
                    }
                    (Part::Path, Kind::Blank) => {
                        *part = Part::Call;
                        false
                    }
                    (Part::Path, Kind::PredicateStart) => {
                        *part = Part::Predicate;
                        true
                    }
                    (Part::Path, _) => true,
                    (Part::Predicate, Kind::PredicateEnd) => {
                        *part = Part::Call;
                        true
                    }
                    (Part::Predicate, _) => true,
                    (Part::Call, _) => false,
                };
                if belongs {
                    last = Some(token);
                } else {
                    paths.push((*start, last.map_or(*start, |last| last.end())));
                    open = None;
                }
            }
        }
    }
    if let (Some((start, _)), Some(last)) = (open, last) {
        paths.push((start, last.end()));
    }
    paths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_default_is_a_formula_when_it_computes_or_refers() {
        for (text, question_type, expected) in [
            ("today()", "date", true),
            ("2026-11-25", "date", false),
            ("1 + 2", "integer", true),
            ("-7", "integer", false),
            ("a-b", "text", false),
            ("a - b", "text", true),
            ("a - b", "date", false),
            ("${a}", "text", true),
            ("10 div 2", "text", true),
            ("jr://images/a.jpg", "photo", false),
            ("a, b", "text", false),
            ("1*2", "date", true),
        ] {
            assert_eq!(is_formula(text, question_type), expected, "{text}");
        }
    }

    #[test]
    fn paths_into_instances_are_found_within_a_label() {
        let text = "In instance('a')/root/item[name = ${b}]/label then instance(\"c\")/x. End";
        let found = instance_paths(text).into_iter().map(|(start, end)| &text[start..end]).collect::<Vec<_>>();
        assert_eq!(found, ["instance('a')/root/item[name = ${b}]/label", "instance(\"c\")/x."]);
    }
}
