//! Text cut up for searching.

use domain::text;

/// The accent-blind words of a text, joined by one blank. Whatever is neither letter nor digit parts words.
pub(crate) fn folded_words(text: &str) -> String {
    let folded = text::fold(text);
    let words = folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// First letters of folded words.
pub(crate) fn initials(folded: &str) -> String {
    folded.split(' ').filter_map(|word| word.chars().next()).collect()
}

/// The digits of a text.
pub(crate) fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}
