//! Names, and `${name}` references to them, as text.

/// Whether a name may start with `letter`. XML would also allow U+00C0–U+00D6 (À … Ö), which the
/// converters of the ODK world refuse; a form should not work here and fail elsewhere.
const fn starts_name(letter: char) -> bool {
    matches!(letter,
        'A'..='Z' | '_' | 'a'..='z' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}'
        | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}'
        | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

const fn continues_name(letter: char) -> bool {
    starts_name(letter)
        || matches!(letter, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// Bytes of the name without a prefix that `text` starts with; 0 when it starts with none.
pub(super) fn name_length(text: &str) -> usize {
    if !text.starts_with(starts_name) {
        return 0;
    }
    text.find(|letter| !continues_name(letter)).unwrap_or(text.len())
}

/// The same for a name that may have a prefix.
pub(super) fn prefixed_name_length(text: &str) -> usize {
    let first = name_length(text);
    let after = text.get(first..).unwrap_or_default();
    match after.strip_prefix(':').map(name_length) {
        Some(second) if first > 0 && second > 0 => first + 1 + second,
        _ => first,
    }
}

/// Whether the whole text is the name of an XML element, perhaps with a prefix.
pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty() && prefixed_name_length(text) == text.len()
}

const OPENING: &str = "${";
const LAST_SAVED: &str = "last-saved#";

/// `${name}` or `${last-saved#name}` within a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reference<'t> {
    pub name: &'t str,
    /// Means the answer of the record saved last.
    pub last_saved: bool,
    /// Bytes of the whole reference within the text.
    pub start: usize,
    pub end: usize,
}

/// What stands between `${` and `}` is not a name, or there is no `}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Malformed;

fn inner(text: &str) -> Option<(&str, bool)> {
    let (name, last_saved) = text.strip_prefix(LAST_SAVED).map_or((text, false), |name| (name, true));
    (!name.is_empty() && name_length(name) == name.len()).then_some((name, last_saved))
}

/// Everything in the text that looks like a reference.
pub(super) fn references(text: &str) -> impl Iterator<Item = Result<Reference<'_>, Malformed>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + text.get(at..)?.find(OPENING)?;
            let open = start + OPENING.len();
            let rest = text.get(open..)?;
            let Some(length) = rest.find('}') else {
                at = text.len();
                return Some(Err(Malformed));
            };
            if length == 0 {
                at = open;
                continue;
            }
            at = open + length + 1;
            let found = inner(rest.get(..length)?);
            return Some(
                found.map(|(name, last_saved)| Reference { name, last_saved, start, end: at }).ok_or(Malformed),
            );
        }
    })
}

/// The well-formed references, wherever they stand.
pub(super) fn replaceable(text: &str) -> impl Iterator<Item = Reference<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + text.get(at..)?.find(OPENING)?;
            let open = start + OPENING.len();
            at = open;
            let rest = text.get(open..)?;
            let Some((name, last_saved)) = rest.find('}').and_then(|length| inner(rest.get(..length)?)) else {
                continue;
            };
            at = open + name.len() + if last_saved { LAST_SAVED.len() } else { 0 } + 1;
            return Some(Reference { name, last_saved, start, end: at });
        }
    })
}

/// Whether text can hold a reference at all.
pub(super) fn may_refer(text: &str) -> bool {
    // Most texts have no dollar, and one byte is found faster than two.
    text.as_bytes().contains(&b'$') && text.contains(OPENING)
}

/// Whether the first thing that looks like a reference is one.
pub(super) fn has_reference(text: &str) -> bool {
    references(text).next().is_some_and(|found| found.is_ok())
}

/// Whether the text is one reference and nothing else.
pub(super) fn is_reference(text: &str) -> bool {
    text.strip_prefix(OPENING).and_then(|text| text.strip_suffix('}')).and_then(inner).is_some()
}

/// Whether a reference to the record saved last is there.
pub(super) fn has_last_saved(text: &str) -> bool {
    text.contains(LAST_SAVED) && references(text).map_while(Result::ok).any(|found| found.last_saved)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_the_whole_odk_world_takes() {
        for (text, expected) in [
            ("so_khau", true),
            ("_a-b.c1", true),
            ("a:b", true),
            ("đường", true),
            ("Đường", true),
            ("Ông", false),
            ("1a", false),
            ("a b", false),
            ("a:", false),
            (":a", false),
            ("a:b:c", false),
            ("", false),
        ] {
            assert_eq!(is_name(text), expected, "{text:?}");
        }
    }

    #[test]
    fn references_are_found_and_what_only_looks_like_one_is_told() {
        let all = |text| references(text).map(|found| found.map(|found| found.name)).collect::<Vec<_>>();
        assert_eq!(all("${a} + ${last-saved#b}"), [Ok("a"), Ok("b")]);
        assert_eq!(all("${ a }"), [Err(Malformed)]);
        assert_eq!(all("${a ${b}"), [Err(Malformed)]);
        assert_eq!(all("a ${b"), [Err(Malformed)]);
        assert_eq!(all("${} $a {b}"), []);
        assert_eq!(replaceable("${a ${b}").map(|found| found.name).collect::<Vec<_>>(), ["b"]);
        assert!(is_reference("${a}") && !is_reference("${a} ") && !is_reference("${a}${b}"));
        assert!(has_last_saved("x ${last-saved#b}") && !has_last_saved("${b} last-saved#"));
    }
}
