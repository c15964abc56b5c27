//! Labels as people search for them: without marks and capitals, one line a row.

use std::collections::HashMap;

use memchr::memmem::Finder;

/// The folded texts of a column. One buffer for all rows, made once a list.
#[derive(Clone, Debug)]
pub(crate) struct Folded {
    text: String,
    /// By row: where its line ends, the line feed included.
    ends: Vec<u32>,
}

/// How many places of a column are sampled, and how much is read at each.
const SAMPLES: usize = 16;
const SAMPLE_BYTES: usize = 4 * 1024;

/// How well a text fits what is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fit {
    /// Every part begins a word.
    Begins,
    /// Every part stands somewhere.
    Holds,
}

impl Folded {
    pub(super) fn of<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut folded = Self { text: String::new(), ends: Vec::new() };
        // Names are made of few words, so each is folded once.
        let mut known: HashMap<&str, String> = HashMap::new();
        for text in texts {
            for (order, word) in text.split_whitespace().enumerate() {
                if order > 0 {
                    folded.text.push(' ');
                }
                if word.is_ascii() {
                    folded.text.extend(word.chars().map(|letter| letter.to_ascii_lowercase()));
                } else {
                    folded.text.push_str(known.entry(word).or_insert_with(|| domain::text::fold(word)));
                }
            }
            folded.text.push('\n');
            folded.ends.push(u32::try_from(folded.text.len()).unwrap_or(u32::MAX));
        }
        folded
    }

    pub(crate) fn line(&self, row: u32) -> &str {
        let end_of = |row: usize| self.ends.get(row).map_or(0, |end| *end as usize);
        let start = (row as usize).checked_sub(1).map_or(0, end_of);
        self.text.get(start..end_of(row as usize)).unwrap_or_default().trim_end_matches('\n')
    }

    /// The part that the fewest rows seem to hold, judged by some of them: in a list of people nearly every row has
    /// the middle name that was typed.
    pub(crate) fn rarest<'p>(&self, parts: &[&'p str]) -> Option<&'p str> {
        let text = self.text.as_bytes();
        let stride = (text.len() / SAMPLES).max(SAMPLE_BYTES);
        let samples = || text.chunks(stride).map(|chunk| chunk.get(..SAMPLE_BYTES).unwrap_or(chunk));
        let hits = |part: &str| {
            let finder = Finder::new(part);
            samples().map(|sample| finder.find_iter(sample).count()).sum::<usize>()
        };
        parts.iter().copied().min_by_key(|part| (hits(part), std::cmp::Reverse(part.len())))
    }

    /// Rows that hold `part`, which has no line feed, in list order.
    pub(crate) fn rows_with(&self, part: &str) -> impl Iterator<Item = u32> {
        let finder = Finder::new(part).into_owned();
        let mut from = 0;
        std::iter::from_fn(move || {
            let at = from + finder.find(self.text.as_bytes().get(from..)?)?;
            let row = self.ends.partition_point(|end| *end as usize <= at);
            from = *self.ends.get(row)? as usize;
            u32::try_from(row).ok()
        })
    }
}

/// How a folded text fits the parts of a query; `None` where one of them is missing.
pub(crate) fn fit(text: &str, parts: &[&str]) -> Option<Fit> {
    let begins = |part: &str| text.starts_with(part) || text.match_indices(part).any(|(at, _)| follows_blank(text, at));
    if !parts.iter().all(|part| text.contains(part)) {
        return None;
    }
    Some(if parts.iter().all(|part| begins(part)) { Fit::Begins } else { Fit::Holds })
}

fn follows_blank(text: &str, at: usize) -> bool {
    at.checked_sub(1).and_then(|before| text.as_bytes().get(before)) == Some(&b' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_the_folded_text_of_its_row() {
        let texts = ["Nguyễn Văn Đức", "", "  ĐẶNG  Thị\nTuyết ", "Vie\u{323}\u{302}t 12", "AN", "Nguyễn Thị An"];
        let folded = Folded::of(texts.into_iter());
        for (row, text) in (0_u32..).zip(texts) {
            assert_eq!(folded.line(row), domain::text::fold(text), "{text:?}");
        }
        assert_eq!(folded.line(6), "");
        for (part, rows) in [("nguyen", vec![0, 5]), ("an", vec![0, 2, 4, 5]), ("duc", vec![0]), ("xyz", vec![])] {
            assert_eq!(folded.rows_with(part).collect::<Vec<_>>(), rows, "{part}");
        }
    }

    #[test]
    fn the_part_that_few_rows_hold_is_looked_for_first() {
        let rows = (0..20_000).map(|row| format!("Nguyễn Văn {row}")).collect::<Vec<_>>();
        let folded = Folded::of(rows.iter().map(String::as_str));
        for (parts, rarest) in [
            (&["van", "991"][..], Some("991")),
            (&["9", "nguyen"], Some("9")),
            (&["van", "nguyen"], Some("nguyen")),
            (&[], None),
        ] {
            assert_eq!(folded.rarest(parts), rarest, "{parts:?}");
        }
    }

    #[test]
    fn parts_that_begin_words_fit_better_than_others() {
        for (text, query, expected) in [
            ("nguyen van duc", "ng du", Some(Fit::Begins)),
            ("nguyen van duc", "guyen", Some(Fit::Holds)),
            ("nguyen van duc", "van uc", Some(Fit::Holds)),
            ("nguyen van duc", "van x", None),
            ("an ban", "an", Some(Fit::Begins)),
            ("", "a", None),
        ] {
            assert_eq!(fit(text, &query.split(' ').collect::<Vec<_>>()), expected, "{query} in {text}");
        }
    }
}
