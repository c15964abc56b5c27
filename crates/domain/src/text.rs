//! Vietnamese text: one stored form, and a folded form in which people search without accents.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Text as it is stored: composed (NFC), trimmed, inner runs of white space as one blank, and the
/// look-alike letters U+01A2/U+01A3 of old fonts mapped to Ư/ư (seen in real commune reports).
pub fn normalise(text: &str) -> String {
    let repaired = text.chars().map(|letter| match letter {
        '\u{01A2}' => 'Ư',
        '\u{01A3}' => 'ư',
        other => other,
    });
    let composed: String = repaired.nfc().collect();
    composed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text for searching: all marks off, đ as d, lower case, one blank between words. Marks come off
/// the fully decomposed text, because ệ and its kind carry two.
pub fn fold(text: &str) -> String {
    let bare = normalise(text).nfd().filter(|letter| !is_combining_mark(*letter)).collect::<String>();
    bare.replace(['đ', 'Đ'], "d").to_lowercase()
}

/// First letters of the folded words: `nvh` finds *Nguyễn Văn Hùng*.
pub fn initials(text: &str) -> String {
    fold(text).split(' ').filter_map(|word| word.chars().next()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn composed_decomposed_and_legacy_spellings_are_one_text() {
        for spelling in ["Người", "Ngu\u{031B}o\u{031B}\u{0300}i", " Ng\u{01A3}ời  "] {
            assert_eq!(normalise(spelling), "Người", "{spelling:?}");
        }
        assert_eq!(normalise("  Hòa \t Lâm\n"), "Hòa Lâm");
    }

    #[test]
    fn folded_text_has_no_marks_and_no_crossed_d() {
        for (text, folded) in [
            ("Nguyễn Văn Đức", "nguyen van duc"),
            ("ĐẶNG THỊ TUYẾT", "dang thi tuyet"),
            ("Lê  Thị Việ\u{0323}t", "le thi viet"),
            ("Quyết Tiến", "quyet tien"),
            ("", ""),
        ] {
            assert_eq!(fold(text), folded);
        }
        assert_eq!(initials("Nguyễn Văn Đức"), "nvd");
    }
}
