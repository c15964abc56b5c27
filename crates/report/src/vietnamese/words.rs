//! Amounts in words: *linh*, *mốt*, *tư*, *lăm* and *không trăm* where the language wants them.

use super::capitalised;

const DIGITS: [&str; 10] = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
/// Names of the groups of three digits below a billion, from the right.
const GROUPS: [&str; 3] = ["", "nghìn", "triệu"];
/// A billion is the highest name; above it stand thousands and millions of billions.
const BILLION: u64 = 1_000_000_000;

/// 21 → "hai mươi mốt"; negative numbers begin with "âm".
pub fn in_words(number: i64) -> String {
    let mut words = Vec::new();
    if number < 0 {
        words.push("âm");
    }
    if number == 0 {
        words.push("không");
    }
    push_number(&mut words, number.unsigned_abs());
    words.join(" ")
}

/// 66791009000 → "Sáu mươi sáu tỷ bảy trăm chín mươi mốt triệu không trăm linh chín nghìn đồng".
pub fn dong_in_words(amount_vnd: i64) -> String {
    format!("{} đồng", capitalised(&in_words(amount_vnd)))
}

/// An i64 has at most 19 digits, so a count of billions itself reaches a billion once at most: two rounds.
fn push_number(words: &mut Vec<&'static str>, number: u64) {
    let billions_of_billions = number / BILLION / BILLION;
    let billions = number / BILLION % BILLION;
    push_below_billion(words, billions_of_billions, false);
    if billions_of_billions > 0 {
        words.push("tỷ");
    }
    push_below_billion(words, billions, billions_of_billions > 0);
    if number >= BILLION {
        words.push("tỷ");
    }
    push_below_billion(words, number % BILLION, number >= BILLION);
}

/// `follows` says that higher digits were spoken, so that a short group needs its "không trăm".
fn push_below_billion(words: &mut Vec<&'static str>, number: u64, follows: bool) {
    let groups = [number / 1_000_000, number / 1_000 % 1_000, number % 1_000];
    let mut follows = follows;
    for (group, name) in groups.into_iter().zip(GROUPS.into_iter().rev()) {
        if group > 0 {
            push_group(words, group, follows);
            if !name.is_empty() {
                words.push(name);
            }
            follows = true;
        }
    }
}

/// 1 to 999.
fn push_group(words: &mut Vec<&'static str>, group: u64, follows: bool) {
    let (hundreds, tens, ones) = (group / 100, group / 10 % 10, group % 10);
    let has_hundreds = hundreds > 0 || follows;
    if has_hundreds {
        words.extend([digit(hundreds), "trăm"]);
    }
    match (tens, ones) {
        (0, 0) => {}
        (0, _) if has_hundreds => words.push("linh"),
        (0, _) => {}
        (1, _) => words.push("mười"),
        (_, _) => words.extend([digit(tens), "mươi"]),
    }
    match (tens, ones) {
        (_, 0) => {}
        (2.., 1) => words.push("mốt"),
        (2.., 4) => words.push("tư"),
        (1.., 5) => words.push("lăm"),
        (_, _) => words.push(digit(ones)),
    }
}

fn digit(digit: u64) -> &'static str {
    usize::try_from(digit).ok().and_then(|digit| DIGITS.get(digit)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_of_the_language_is_kept() {
        for (number, words) in [
            (0, "không"),
            (5, "năm"),
            (10, "mười"),
            (11, "mười một"),
            (14, "mười bốn"),
            (15, "mười lăm"),
            (20, "hai mươi"),
            (21, "hai mươi mốt"),
            (24, "hai mươi tư"),
            (25, "hai mươi lăm"),
            (100, "một trăm"),
            (101, "một trăm linh một"),
            (104, "một trăm linh bốn"),
            (105, "một trăm linh năm"),
            (110, "một trăm mười"),
            (111, "một trăm mười một"),
            (115, "một trăm mười lăm"),
            (131, "một trăm ba mươi mốt"),
            (1_000, "một nghìn"),
            (1_005, "một nghìn không trăm linh năm"),
            (1_050, "một nghìn không trăm năm mươi"),
            (10_000, "mười nghìn"),
            (21_000, "hai mươi mốt nghìn"),
            (1_000_000, "một triệu"),
            (1_000_001, "một triệu không trăm linh một"),
            (27_543_000, "hai mươi bảy triệu năm trăm bốn mươi ba nghìn"),
            (680_000_000, "sáu trăm tám mươi triệu"),
            (1_005_000_000, "một tỷ không trăm linh năm triệu"),
            (1_000_000_000_000, "một nghìn tỷ"),
            (1_002_000_000_000, "một nghìn không trăm linh hai tỷ"),
            (1_000_000_000_000_000_000, "một tỷ tỷ"),
            (-15, "âm mười lăm"),
        ] {
            assert_eq!(in_words(number), words, "{number}");
        }
    }

    #[test]
    fn amounts_of_the_report_of_2023_are_right_in_words() {
        for (amount, words) in [
            (66_791_009_000, "Sáu mươi sáu tỷ bảy trăm chín mươi mốt triệu không trăm linh chín nghìn đồng"),
            (206_852_009_000, "Hai trăm linh sáu tỷ tám trăm năm mươi hai triệu không trăm linh chín nghìn đồng"),
            (135_381_000_000, "Một trăm ba mươi lăm tỷ ba trăm tám mươi mốt triệu đồng"),
            (65_910_000_000, "Sáu mươi lăm tỷ chín trăm mười triệu đồng"),
            (288_276_000, "Hai trăm tám mươi tám triệu hai trăm bảy mươi sáu nghìn đồng"),
        ] {
            assert_eq!(dong_in_words(amount), words);
        }
    }

    #[test]
    fn the_largest_amounts_are_spoken_too() {
        assert!(in_words(i64::MAX).starts_with("chín tỷ hai trăm hai mươi ba triệu"));
        assert!(in_words(i64::MIN).starts_with("âm chín tỷ"));
    }
}
