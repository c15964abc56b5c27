//! Laws that hold for any input: nothing panics, and recomputing a little equals recomputing all.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may stop where they stand")]

use std::sync::Arc;

use forms::{Env, Form, Session, Value, read_file, read_markdown};
use proptest::prelude::*;

const TABLE: &str = "
| survey |
|        | type                | name | label   | relevant               | constraint | calculation | repeat_count | choice_filter | required |
|        | integer             | n    | N       |                        | . < 9      |             |              |               |          |
|        | select_one c        | s    | S       |                        |            |             |              | x >= ${n}     |          |
|        | select_multiple c   | m    | M       | ${n} > 1               |            |             |              |               | ${n} = 2 |
|        | begin repeat        | r    | R       | not(selected(${m}, 'b')) |          |             |              |               |          |
|        | integer             | a    | A       |                        | . != ${n}  |             |              |               |          |
|        | calculate           | d    |         |                        |            | ${a} * 2 + ${n} |          |               |          |
|        | text                | t    | T ${d}  | ${d} > 4               |            |             |              |               | yes      |
|        | calculate           | big  |         |                        |            | count(../../r[a > 1]) + sum(${r}[a < 4]/a) | | | |
|        | begin repeat        | q    | Q       |                        |            |             |              |               |          |
|        | integer             | z    | Z       | ${a} != 3              | . > ${d}   |             |              |               |          |
|        | calculate           | p    |         |                        |            | concat(position(..), '-', position(../..), '-', ${z}) | | | |
|        | end repeat          |      |         |                        |            |             |              |               |          |
|        | calculate           | sz   |         |                        |            | sum(${z}) + count(${q}) |  |               |          |
|        | end repeat          |      |         |                        |            |             |              |               |          |
|        | calculate           | all  | All     |                        |            | sum(${sz}) + count(${r}) + sum(${z}) | | |          |
|        | calculate           | pick |         |                        |            | indexed-repeat(${t}, ${r}, ${n}) |   |    |          |
|        | calculate           | last |         |                        |            | join(',', ${p}) |          |               |          |
|        | calculate           | named |        |                        |            | concat(/data/r[a > 2]/sz) |  |            |          |
|        | begin repeat        | k    | K       | ${all} < 40            |            |             | ${n}         |               |          |
|        | text                | kt   | KT      |                        |            |             |              |               |          |
|        | end repeat          |      |         |                        |            |             |              |               |          |
|        | calculate           | kc   |         |                        |            | count-non-empty(${kt}) |     |               |          |
| choices |
|         | list_name | name | label | x |
|         | c         | a    | A     | 1 |
|         | c         | b    | B     | 3 |
|         | c         | c    | C     | 5 |
";

fn form() -> Arc<Form> {
    let reading = read_markdown(TABLE, "laws");
    assert_eq!(reading.diagnostics, []);
    Arc::new(reading.form.unwrap())
}

#[derive(Clone, Debug)]
enum Edit {
    Set { place: usize, value: &'static str },
    Add { place: usize },
    Remove { place: usize },
}

fn edit() -> impl Strategy<Value = Edit> {
    let value = prop::sample::select(vec!["", "0", "1", "2", "3", "5", "x", "a", "b", "a b", "c"]);
    prop_oneof![
        6 => (any::<usize>(), value).prop_map(|(place, value)| Edit::Set { place, value }),
        2 => any::<usize>().prop_map(|place| Edit::Add { place }),
        1 => any::<usize>().prop_map(|place| Edit::Remove { place }),
    ]
}

/// Applies an edit to whatever the session has at that moment; refusals are part of the play.
fn apply(session: &mut Session, edit: &Edit, next_id: usize) {
    let instances = session.answers().into_iter().filter(|(path, value)| {
        matches!(value, Value::Integer(_)) && session.form().question_of_answer(path).is_none()
    });
    let instances = instances.map(|(path, _)| path).collect::<Vec<_>>();
    let of =
        |kind: &str| instances.iter().filter(|path| path.split('/').rev().nth(1) == Some(kind)).collect::<Vec<_>>();
    let choose = |mut paths: Vec<String>, place: usize| paths.swap_remove(place % paths.len().max(1));
    match edit {
        Edit::Set { place, value } => {
            let mut paths = ["n", "s", "m"].map(str::to_owned).to_vec();
            paths.extend(of("r").into_iter().flat_map(|path| [format!("{path}/a"), format!("{path}/t")]));
            paths.extend(of("q").into_iter().map(|path| format!("{path}/z")));
            paths.extend(of("k").into_iter().map(|path| format!("{path}/kt")));
            session.set(&choose(paths, *place), Some(Value::from(*value)).filter(|_| !value.is_empty())).unwrap();
        }
        Edit::Add { place } => {
            let mut paths = vec!["r".to_owned()];
            paths.extend(of("r").into_iter().map(|path| format!("{path}/q")));
            session.add_repeat(&choose(paths, *place), &format!("i{:03}", 999 - next_id)).unwrap();
        }
        Edit::Remove { place } => {
            let paths = of("r").into_iter().chain(of("q")).cloned().collect::<Vec<_>>();
            if !paths.is_empty() {
                session.remove_repeat(&choose(paths, *place)).unwrap();
            }
        }
    }
}

fn pages(session: &Session) -> Vec<Vec<forms::NodeView>> {
    session.sections("vi").into_iter().map(|section| session.section(section.index, "vi")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn recomputing_what_depends_equals_recomputing_everything(edits in prop::collection::vec(edit(), 1..40)) {
        let form = form();
        let mut session = Session::start(Arc::clone(&form), Env::default(), []).session;
        for (number, edit) in edits.iter().enumerate() {
            apply(&mut session, edit, number);
        }
        let fresh = Session::restore(form, Env::default(), session.answers()).session;
        prop_assert_eq!(fresh.answers(), session.answers());
        prop_assert_eq!(fresh.final_answers(), session.final_answers());
        prop_assert_eq!(fresh.problems("vi"), session.problems("vi"));
        prop_assert_eq!(fresh.sections("vi"), session.sections("vi"));
        prop_assert_eq!(pages(&fresh), pages(&session));
    }

    #[test]
    fn the_changes_that_are_reported_add_up_to_the_answers(edits in prop::collection::vec(edit(), 1..25)) {
        let opened = Session::start(form(), Env::default(), []);
        let (mut session, mut journal) = (opened.session, std::collections::BTreeMap::new());
        let mut note = |change: forms::Change| {
            for (path, value) in change.answers {
                match value {
                    Some(value) => journal.insert(path, value),
                    None => journal.remove(&path),
                };
            }
        };
        note(opened.change);
        for (number, edit) in edits.iter().enumerate() {
            if let Edit::Add { .. } = edit {
                note(session.add_repeat("r", &format!("i{number}")).unwrap());
            }
            if let Edit::Remove { .. } = edit {
                let first = session.answers().into_keys().find(|path| path.starts_with("r/") && path.split('/').count() == 2);
                if let Some(first) = first {
                    note(session.remove_repeat(&first).unwrap());
                }
            }
            if let Edit::Set { value, .. } = edit {
                note(session.set("n", Some(Value::from(*value)).filter(|_| !value.is_empty())).unwrap());
                let first = session.answers().into_keys().find(|path| path.starts_with("r/") && path.split('/').count() == 2);
                if let Some(first) = first {
                    note(session.set(&format!("{first}/a"), Some(Value::from(*value))).unwrap());
                }
            }
        }
        prop_assert_eq!(journal, session.answers());
    }

    #[test]
    fn no_expression_makes_the_reader_or_the_session_panic(formula in "[ ()\\[\\]a-c0-9.,/*+'\"$\\{\\}=<>!|@:-]{0,40}", words in prop::collection::vec(prop::sample::select(vec![
        "${a}", "${r}", "../a", "/data/r/b", ".", "..", "(", ")", "[", "]", ",", " and ", " or ", " div ", "*", "+", "-", "=", "<", "'x'", "1", "0.5",
        "if(", "count(", "sum(", "position(", "substr(", "date(", "regex(", "selected(", "format-date(", "instance('c')/root/item", "current()", "round(", "today()", "|", "//",
    ]), 0..14)) {
        for source in [formula, words.concat()] {
            let source = source.replace('|', "\\|");
            let table = format!("| survey |\n| | type | name | label | relevant | calculation |\n| | text | a | A | | |\n| | begin repeat | r | R | | |\n| | text | b | B | {source} | |\n| | calculate | d | D | | {source} |\n| | end repeat | | | | |\n| choices |\n| | list_name | name | label |\n| | c | x | X |");
            if let Some(form) = read_markdown(&table, "x").form {
                let mut session = Session::start(Arc::new(form), Env::default(), []).session;
                session.add_repeat("r", "i").unwrap();
                session.set("a", Some(Value::from("2026-11-23"))).unwrap();
                session.set("r/i/b", Some(Value::from("-3"))).unwrap();
                let _ = (session.problems("vi"), pages(&session));
            }
        }
    }

    #[test]
    fn no_table_and_no_bytes_make_the_reader_panic(text in "(\\| ?(survey|choices|settings|entities|type|name|label|begin group|end group|begin repeat|select_one a|text|a|b|\\$\\{a\\}|::|default|é|)? ?){0,30}(\\|\n(\\| ?(type|name|label|relevant|begin repeat|end group|integer|a|\\$\\{b\\})? ?){0,6}){0,12}", bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read_markdown(&text, "x");
        let _ = read_file(&bytes, None, "x");
        let _ = read_file(&[b"PK\x03\x04".as_slice(), &bytes].concat(), None, "x");
    }

    #[test]
    fn a_workbook_with_flipped_bytes_never_makes_the_reader_panic(at in any::<prop::sample::Index>(), flip in 1..=255_u8) {
        let mut bytes = include_bytes!("../../../forms/ho_gia_dinh.xlsx").to_vec();
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        let _ = read_file(&bytes, None, "x");
    }

    #[test]
    fn no_answer_makes_the_session_panic(text in "\\PC{0,24}", path in "[a-z/]{0,12}") {
        let table = "| survey |\n| | type | name | label |\n| | date | a | A |\n| | time | b | B |\n| | dateTime | c | C |\n| | geopoint | d | D |\n| | decimal | e | E |\n| | range | f | F |\n| | integer | g | G |";
        let form = Arc::new(read_markdown(table, "x").form.unwrap());
        let mut session = Session::start(form, Env::default(), []).session;
        for path in ["a", "b", "c", "d", "e", "f", "g", path.as_str()] {
            let _ = session.set(path, Some(Value::from(text.as_str())));
        }
        let _ = pages(&session);
        let _ = session.add_repeat(&path, &text);
        let _ = session.remove_repeat(&path);
    }
}
