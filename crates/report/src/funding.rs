//! The works and funding ledger: lines of money, and what they add up to by source and by work.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::document::Evidence;
use crate::vietnamese;

/// Most lines of one ledger; a commune writes some hundred a year.
pub const MAX_LINES: usize = 100_000;
/// Checks that stand behind one sum; the ledger has them all.
pub const MAX_EVIDENCE: usize = 50;

/// One movement of money: from where, for what, how much.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FundingLine {
    /// Id of the work or item; nothing if the source named none.
    pub item: Option<String>,
    /// Id of the source: "central_province", "commune", "credit".
    pub source: String,
    /// Development investment, recurrent …; as the form's choice says.
    pub component: Option<String>,
    /// Name of the village, if the money went to one.
    pub village: Option<String>,
    pub date: Option<Date>,
    /// đồng; a correction may be negative.
    pub amount_vnd: i64,
    /// What a source without an item said that the money was for.
    pub purpose: Option<String>,
    /// The check that says so.
    #[serde(default)]
    pub evidence: Option<Evidence>,
}

/// A source or an item with its name for people, in the order in which it is printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    pub id: String,
    pub name: String,
}

/// What lines can be summed up by, besides their source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    Item,
    Component,
    Village,
}

/// đồng by source, then by item, component or village; lines that name none stand under the empty name.
pub fn by_source_and(lines: &[FundingLine], dimension: Dimension) -> BTreeMap<String, BTreeMap<String, i64>> {
    let mut sums: BTreeMap<String, BTreeMap<String, i64>> = BTreeMap::new();
    for line in lines.iter().take(MAX_LINES) {
        let key = match dimension {
            Dimension::Item => &line.item,
            Dimension::Component => &line.component,
            Dimension::Village => &line.village,
        };
        add_to(sums.entry(line.source.clone()).or_default(), key.as_deref().unwrap_or_default(), line.amount_vnd);
    }
    sums
}

/// The checks that these lines come from, each once, that of the most money first.
pub fn evidence<'a>(lines: impl Iterator<Item = &'a FundingLine>) -> Vec<Evidence> {
    let mut sums: BTreeMap<&Evidence, i64> = BTreeMap::new();
    for line in lines.take(MAX_LINES) {
        if let Some(evidence) = &line.evidence {
            let sum = sums.entry(evidence).or_default();
            *sum = sum.saturating_add(line.amount_vnd);
        }
    }
    let mut sums: Vec<_> = sums.into_iter().collect();
    sums.sort_by_key(|(evidence, sum)| (std::cmp::Reverse(*sum), *evidence));
    sums.into_iter().take(MAX_EVIDENCE).map(|(evidence, _)| evidence.clone()).collect()
}

/// Source × item with sums. Sources and items without any line are left out; ids that nobody named print as they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pivot {
    pub sources: Vec<Named>,
    pub items: Vec<Named>,
    /// By source, then item; đồng. Money without item is in `without_item`.
    pub cells: BTreeMap<String, BTreeMap<String, i64>>,
    pub without_item: BTreeMap<String, i64>,
    pub by_source: BTreeMap<String, i64>,
    pub by_item: BTreeMap<String, i64>,
    /// What all sources gave.
    pub total_by_sources: i64,
    /// What the listed works cost.
    pub total_by_items: i64,
}

impl Pivot {
    pub fn of(lines: &[FundingLine], sources: &[Named], items: &[Named]) -> Self {
        let lines = lines.get(..MAX_LINES.min(lines.len())).unwrap_or_default();
        let used_sources: BTreeSet<&str> = lines.iter().map(|line| line.source.as_str()).collect();
        let used_items: BTreeSet<&str> = lines.iter().filter_map(|line| line.item.as_deref()).collect();
        let mut pivot = Self {
            sources: ordered(&used_sources, sources),
            items: ordered(&used_items, items),
            cells: BTreeMap::new(),
            without_item: BTreeMap::new(),
            by_source: BTreeMap::new(),
            by_item: BTreeMap::new(),
            total_by_sources: 0,
            total_by_items: 0,
        };
        for line in lines {
            pivot.add(line);
        }
        pivot
    }

    fn add(&mut self, line: &FundingLine) {
        let amount = line.amount_vnd;
        add_to(&mut self.by_source, &line.source, amount);
        self.total_by_sources = self.total_by_sources.saturating_add(amount);
        match &line.item {
            Some(item) => {
                add_to(self.cells.entry(line.source.clone()).or_default(), item, amount);
                add_to(&mut self.by_item, item, amount);
                self.total_by_items = self.total_by_items.saturating_add(amount);
            }
            None => add_to(&mut self.without_item, &line.source, amount),
        }
    }

    pub fn cell(&self, source: &str, item: &str) -> Option<i64> {
        self.cells.get(source).and_then(|items| items.get(item)).copied()
    }

    /// By how much the sources exceed the listed works; đồng.
    pub fn difference(&self) -> i64 {
        self.total_by_sources.saturating_sub(self.total_by_items)
    }

    /// The sources of which some money has no item, with that amount.
    pub fn sources_without_item(&self) -> Vec<(&Named, i64)> {
        let amount = |source: &Named| self.without_item.get(&source.id).copied().filter(|amount| *amount != 0);
        self.sources.iter().filter_map(|source| amount(source).map(|amount| (source, amount))).collect()
    }

    /// The difference of the two totals in a sentence, with the sources that cause it.
    pub fn difference_in_words(&self) -> String {
        if self.sources_without_item().is_empty() {
            return format!(
                "Tổng theo nguồn vốn khớp với tổng theo công trình, hạng mục: {}.",
                vietnamese::dong(self.total_by_sources)
            );
        }
        let named = self.sources_without_item();
        let named: Vec<_> =
            named.iter().map(|(source, amount)| format!("{} ({})", source.name, vietnamese::dong(*amount))).collect();
        let compared = if self.difference() < 0 { "nhỏ hơn" } else { "lớn hơn" };
        format!(
            "Tổng theo nguồn vốn ({}) {compared} tổng theo công trình, hạng mục ({}) là {}; nguồn chưa gắn với công trình, hạng mục: {}.",
            vietnamese::dong(self.total_by_sources),
            vietnamese::dong(self.total_by_items),
            vietnamese::dong(self.difference().saturating_abs()),
            named.join("; ")
        )
    }
}

fn add_to(sums: &mut BTreeMap<String, i64>, id: &str, amount: i64) {
    let sum = sums.entry(id.to_owned()).or_insert(0);
    *sum = sum.saturating_add(amount);
}

/// The named ones in their order, then those that nobody named.
fn ordered(used: &BTreeSet<&str>, named: &[Named]) -> Vec<Named> {
    let known: BTreeSet<&str> = named.iter().map(|named| named.id.as_str()).collect();
    let first = named.iter().filter(|named| used.contains(named.id.as_str())).cloned();
    let rest = used.difference(&known).map(|id| Named { id: (*id).to_owned(), name: (*id).to_owned() });
    first.chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(item: Option<&str>, source: &str, village: Option<&str>, amount_vnd: i64) -> FundingLine {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        FundingLine {
            item: owned(item),
            source: source.to_owned(),
            component: None,
            village: owned(village),
            date: None,
            amount_vnd,
            purpose: None,
            evidence: None,
        }
    }

    #[test]
    fn a_sum_names_the_checks_it_is_made_of_the_one_of_the_most_money_first() {
        let of_check = |check: &str, amount_vnd| FundingLine {
            evidence: Some(Evidence { label: check.to_uppercase(), target: check.to_owned() }),
            ..line(None, "xa", None, amount_vnd)
        };
        let lines = [of_check("cong", 30), of_check("duong", 20), line(None, "xa", None, 900), of_check("duong", 25)];
        let targets = |lines: &[FundingLine]| -> Vec<String> {
            evidence(lines.iter()).into_iter().map(|evidence| evidence.target).collect()
        };
        assert_eq!(targets(&lines), ["duong", "cong"]);
        let many: Vec<_> = (0..60).map(|number| of_check(&format!("{number:02}"), number)).collect();
        assert_eq!((targets(&many).len(), targets(&many)[0].as_str()), (MAX_EVIDENCE, "59"));
    }

    fn named(id: &str) -> Named {
        Named { id: id.to_owned(), name: id.to_uppercase() }
    }

    #[test]
    fn sources_stand_in_the_given_order_and_unknown_ones_behind() {
        let lines = [line(None, "z", None, 1), line(None, "a", None, 2), line(None, "b", None, 3)];
        let pivot = Pivot::of(&lines, &[named("b"), named("a"), named("unused")], &[]);
        let ids: Vec<&str> = pivot.sources.iter().map(|source| source.name.as_str()).collect();
        assert_eq!(ids, ["B", "A", "z"]);
    }

    #[test]
    fn a_difference_is_said_with_its_sign() {
        for (lines, words) in [
            (vec![line(Some("x"), "a", None, 5)], "khớp"),
            (
                vec![line(Some("x"), "a", None, 5), line(None, "b", None, 3)],
                "lớn hơn tổng theo công trình, hạng mục (5 đ) là 3 đ",
            ),
            (
                vec![line(Some("x"), "a", None, 5), line(None, "b", None, -3)],
                "nhỏ hơn tổng theo công trình, hạng mục (5 đ) là 3 đ",
            ),
        ] {
            let said = Pivot::of(&lines, &[], &[]).difference_in_words();
            assert!(said.contains(words), "{said}");
        }
    }

    #[test]
    fn money_is_summed_by_village_too() {
        let lines =
            [line(None, "a", Some("Phú Vinh"), 1), line(Some("x"), "a", Some("Phú Vinh"), 2), line(None, "a", None, 4)];
        let sums = by_source_and(&lines, Dimension::Village);
        assert_eq!(sums["a"], BTreeMap::from([("Phú Vinh".to_owned(), 3), (String::new(), 4)]));
    }

    fn lines() -> impl Strategy<Value = Vec<FundingLine>> {
        let one = (proptest::option::of("[x-z]"), "[a-d]", -1_000_000_i64..1_000_000_000)
            .prop_map(|(item, source, amount)| line(item.as_deref(), &source, None, amount));
        proptest::collection::vec(one, 0..40)
    }

    proptest! {
        #[test]
        fn sums_agree_whatever_the_order_of_the_lines(given in lines().prop_flat_map(|lines| (Just(lines.clone()), Just(lines).prop_shuffle()))) {
            let (lines, shuffled) = given;
            let pivot = Pivot::of(&lines, &[], &[]);
            prop_assert_eq!(&pivot, &Pivot::of(&shuffled, &[], &[]));
            prop_assert_eq!(pivot.by_source.values().sum::<i64>(), pivot.total_by_sources);
            prop_assert_eq!(pivot.by_item.values().sum::<i64>(), pivot.total_by_items);
            prop_assert_eq!(pivot.without_item.values().sum::<i64>(), pivot.difference());
            prop_assert_eq!(pivot.cells.values().flat_map(BTreeMap::values).sum::<i64>(), pivot.total_by_items);
        }
    }
}
