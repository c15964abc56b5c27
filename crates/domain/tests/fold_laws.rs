//! The laws of the fold: order and duplicates do not matter, nothing that people wrote disappears.

use std::collections::BTreeMap;

use domain::{
    AreaId, Change, DeviceId, DocId, Document, FieldPath, FoldError, Header, Kind, RevId, Revision, UserId, Value, fold,
};
use proptest::prelude::*;
use uuid::Uuid;

fn revision(id: u8, parents: &[u8], depth: u32, changes: &[(&str, &str)]) -> Revision {
    let changes: BTreeMap<FieldPath, Change> =
        changes.iter().map(|(path, value)| (FieldPath::from(*path), Change::Set(Value::from(*value)))).collect();
    Revision {
        id: RevId([id; 32]),
        header: Header {
            version: 1,
            doc: DocId(Uuid::from_u128(1)),
            kind: Kind::Subject,
            area: AreaId(Uuid::from_u128(2)),
            parents: parents.iter().map(|parent| RevId([*parent; 32])).collect(),
            depth,
            author: UserId(Uuid::from_u128(3)),
            device: DeviceId(Uuid::from_u128(4)),
            at_ms: i64::from(id),
            body_hash: [id; 32],
        },
        changes: Some(changes),
    }
}

fn texts(document: &Document) -> Vec<(&str, &str)> {
    document.values().filter_map(|(path, value)| Some((path.as_str(), value.as_text()?))).collect()
}

fn values_in_conflict(document: &Document, path: &str) -> Vec<String> {
    let conflict = document.conflicts().into_iter().find(|conflict| conflict.path.as_str() == path);
    let values = conflict.map(|conflict| conflict.values).unwrap_or_default();
    values.iter().map(|value| format!("{:?}", value.change)).collect()
}

#[test]
fn different_fields_edited_apart_merge_without_a_question() {
    let base = revision(1, &[], 0, &[("head", "Lê Thị Hoa"), ("phone", "0912")]);
    let one = revision(2, &[1], 1, &[("head", "Lê Thị Huệ")]);
    let two = revision(3, &[1], 1, &[("phone", "0988")]);
    let document = fold(&[two, base, one]).expect("one document");
    assert_eq!(texts(&document), [("head", "Lê Thị Huệ"), ("phone", "0988")]);
    assert!(document.conflicts().is_empty());
    assert_eq!(document.heads, [RevId([2; 32]), RevId([3; 32])]);
}

#[test]
fn the_same_field_edited_apart_keeps_both_values_until_someone_who_saw_both_decides() {
    let base = revision(1, &[], 0, &[("head", "Hoa")]);
    let one = revision(2, &[1], 1, &[("head", "Huệ")]);
    let two = revision(3, &[1], 1, &[("head", "Hồng")]);
    let disputed = fold(&[base.clone(), one.clone(), two.clone()]).expect("one document");
    assert_eq!(disputed.text("head"), Some("Hồng"), "the later in fold order is shown");
    assert_eq!(values_in_conflict(&disputed, "head"), ["Set(Text(\"Hồng\"))", "Set(Text(\"Huệ\"))"]);

    let elsewhere = revision(4, &[2, 3], 2, &[("phone", "0912")]);
    let still = fold(&[base.clone(), one.clone(), two.clone(), elsewhere]).expect("one document");
    assert_eq!(values_in_conflict(&still, "head").len(), 2, "a descendant that leaves the field alone decides nothing");

    let decided = revision(5, &[2, 3], 2, &[("head", "Huệ")]);
    let settled = fold(&[base, one, two, decided]).expect("one document");
    assert_eq!(settled.text("head"), Some("Huệ"));
    assert!(settled.conflicts().is_empty());
}

#[test]
fn two_people_who_say_the_same_do_not_disagree() {
    let base = revision(1, &[], 0, &[("head", "Hoa")]);
    let one = revision(2, &[1], 1, &[("head", "Huệ")]);
    let two = revision(3, &[1], 1, &[("head", "Huệ")]);
    assert!(fold(&[base, one, two]).expect("one document").conflicts().is_empty());
}

#[test]
fn a_removed_field_against_a_changed_one_is_a_conflict() {
    let base = revision(1, &[], 0, &[("phone", "0912")]);
    let one = revision(2, &[1], 1, &[("phone", "0988")]);
    let mut two = revision(3, &[1], 1, &[]);
    two.changes = Some(BTreeMap::from([(FieldPath::from("phone"), Change::Removed)]));
    let document = fold(&[base, one, two]).expect("one document");
    assert_eq!(document.value("phone"), None);
    assert_eq!(values_in_conflict(&document, "phone"), ["Removed", "Set(Text(\"0988\"))"]);
}

#[test]
fn an_erased_body_leaves_the_rest_readable() {
    let mut base = revision(1, &[], 0, &[("phone", "0912")]);
    base.changes = None;
    let one = revision(2, &[1], 1, &[("head", "Hoa")]);
    let document = fold(&[base, one]).expect("one document");
    assert_eq!(texts(&document), [("head", "Hoa")]);
}

#[test]
fn sets_that_are_no_document_are_refused() {
    assert_eq!(fold(&[]), Err(FoldError::Empty));
    let mut stranger = revision(2, &[], 0, &[]);
    stranger.header.doc = DocId(Uuid::from_u128(99));
    assert_eq!(fold(&[revision(1, &[], 0, &[]), stranger]), Err(FoldError::Mixed));
}

/// A random history: every revision takes one to three earlier ones as parents and sets one of three fields.
fn history() -> impl Strategy<Value = Vec<Revision>> {
    let step = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..3usize, 0..4usize);
    prop::collection::vec(step, 1..14).prop_map(|steps| {
        let mut made: Vec<Revision> = vec![revision(0, &[], 0, &[("a", "0"), ("b", "0"), ("c", "0")])];
        for (number, (one, two, field, value)) in steps.into_iter().enumerate() {
            let (one, two) = (one.get(&made), two.get(&made));
            let depth = one.header.depth.max(two.header.depth) + 1;
            // Ids that do not grow with time, as real hashes don't.
            let id = (number as u8 + 1).wrapping_mul(83);
            let change = (["a", "b", "c"][field], ["0", "1", "2", "3"][value]);
            made.push(revision(id, &[one.id.0[0], two.id.0[0]], depth, &[change]));
        }
        made
    })
}

/// Values of a field that no other setter of the field descends from, found the slow and obvious way.
fn undisputed_by_definition(history: &[Revision], path: &str) -> Vec<String> {
    fn reaches(history: &[Revision], from: RevId, to: RevId) -> bool {
        let parents = history.iter().find(|revision| revision.id == from).map(|revision| &revision.header.parents);
        parents.into_iter().flatten().any(|parent| *parent == to || reaches(history, *parent, to))
    }
    let sets =
        |revision: &&Revision| revision.changes.as_ref().is_some_and(|changes| changes.contains_key(&path.into()));
    let setters: Vec<&Revision> = history.iter().filter(sets).collect();
    let last = setters.iter().filter(|a| !setters.iter().any(|b| reaches(history, b.id, a.id)));
    let mut values: Vec<String> =
        last.map(|revision| format!("{:?}", revision.changes.as_ref().unwrap()[&FieldPath::from(path)])).collect();
    values.sort();
    values.dedup();
    values
}

proptest! {
    #[test]
    fn any_order_and_any_repetition_folds_to_the_same_document(
        history in history(),
        (order, again) in (any::<u64>(), any::<prop::sample::Index>()),
    ) {
        let expected = fold(&history).expect("one document");
        let mut shuffled = history.clone();
        shuffled.sort_by_key(|revision| order.rotate_left(u32::from(revision.id.0[0])).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        shuffled.push(again.get(&history).clone());
        prop_assert_eq!(fold(&shuffled).expect("one document"), expected);
    }

    #[test]
    fn a_field_holds_exactly_the_values_that_nobody_knowingly_replaced(history in history()) {
        let document = fold(&history).expect("one document");
        for path in ["a", "b", "c"] {
            let field = &document.fields[&FieldPath::from(path)];
            let mut values: Vec<String> =
                std::iter::once(&field.shown).chain(&field.others).map(|value| format!("{:?}", value.change)).collect();
            values.sort();
            prop_assert_eq!(values, undisputed_by_definition(&history, path));
        }
    }
}
