//! Distinct words: names and ids that a form looks up.

use std::hash::BuildHasher as _;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use serde::{Deserialize, Serialize};

/// Distinct words in one buffer, each known by its index.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Words {
    text: String,
    /// By word: where it ends in the text, in bytes.
    ends: Vec<u32>,
    #[serde(skip)]
    places: HashTable<u32>,
    #[serde(skip)]
    hasher: foldhash::fast::RandomState,
}

impl Words {
    /// The index of `word`, a new one where it is new.
    pub(crate) fn intern(&mut self, word: &str) -> u32 {
        let Self { text, ends, places, hasher } = self;
        let same = |place: &u32| word_at(text, ends, *place) == word;
        match places.entry(hasher.hash_one(word), same, |place| hasher.hash_one(word_at(text, ends, *place))) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(vacant) => {
                let place = bounded(ends.len());
                vacant.insert(place);
                text.push_str(word);
                ends.push(bounded(text.len()));
                place
            }
        }
    }

    pub(crate) fn find(&self, word: &str) -> Option<u32> {
        self.places.find(self.hasher.hash_one(word), |place| self.get(*place) == word).copied()
    }

    /// The word with an index that was given out; blank for any other.
    pub(crate) fn get(&self, place: u32) -> &str {
        word_at(&self.text, &self.ends, place)
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..bounded(self.ends.len())).map(|place| self.get(place))
    }

    /// Makes words that were kept as bytes ready to be looked up. Whether each of them lies in the text.
    pub(crate) fn wake(&mut self) -> bool {
        let whole = self.ends.iter().all(|end| self.text.is_char_boundary(*end as usize)) && self.ends.is_sorted();
        let hash = |place: &u32| self.hasher.hash_one(self.get(*place));
        let mut places = HashTable::with_capacity(self.ends.len());
        for place in 0..bounded(self.ends.len()) {
            places.insert_unique(hash(&place), place, hash);
        }
        self.places = places;
        whole
    }
}

fn word_at<'a>(text: &'a str, ends: &[u32], place: u32) -> &'a str {
    let end_of = |place: usize| ends.get(place).map_or(0, |end| *end as usize);
    let start = (place as usize).checked_sub(1).map_or(0, end_of);
    text.get(start..end_of(place as usize)).unwrap_or_default()
}

/// Words are bounded by the form they stand in, far below `u32::MAX`.
fn bounded(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_one_place_before_and_after_it_was_kept() {
        let mut words = Words::default();
        for (word, place) in [("xã", 0), ("thôn", 1), ("", 2), ("xã", 0), ("thôn_2", 3), ("", 2)] {
            assert_eq!(words.intern(word), place, "{word}");
        }
        let mut woken: Words = postcard::from_bytes(&postcard::to_stdvec(&words).unwrap()).unwrap();
        assert!(woken.wake());
        for words in [&words, &woken] {
            assert_eq!(words.iter().collect::<Vec<_>>(), ["xã", "thôn", "", "thôn_2"]);
            assert_eq!((words.find("thôn_2"), words.find("tổ"), words.get(9)), (Some(3), None, ""));
        }
        assert_eq!(woken.intern("tổ"), 4);
    }
}
