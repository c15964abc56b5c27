//! Whether the languages of a form say by a code which language they are.

/// Primary language subtags of the IANA registry, sorted.
const TAGS: &str = include_str!("language_tags.txt");

/// Languages whose name does not end in a known code in parentheses, such as `Tiếng Việt (vi)`.
pub(super) fn without_code<'l>(languages: impl Iterator<Item = &'l str>) -> Vec<&'l str> {
    languages.filter(|language| *language != "default" && language.chars().count() > 2 && !has_code(language)).collect()
}

fn has_code(language: &str) -> bool {
    let code = language.strip_suffix(')').and_then(|name| name.split_once('(')).map(|(_, code)| code);
    code.is_some_and(|code| TAGS.split_whitespace().any(|known| known == code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_says_its_code_in_parentheses_at_the_end() {
        let languages = ["Tiếng Việt (vi)", "English (en)", "Français", "Bahnar (bdq)", "X (zz9)", "default", "vi"];
        assert_eq!(without_code(languages.into_iter()), ["Français", "X (zz9)"]);
    }
}
