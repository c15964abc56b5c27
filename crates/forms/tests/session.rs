//! Filling, on small forms written as tables.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may stop where they stand")]

use std::collections::BTreeMap;
use std::sync::Arc;

use forms::{Env, Form, NodeView, QuestionView, Session, SessionError, Value, read_markdown, render};

/// 2026-11-23 08:00 in Việt Nam.
fn env() -> Env {
    Env {
        now_ms: 1_795_395_600_000,
        utc_offset_min: 420,
        device_id: "may-1".into(),
        username: "Lan".into(),
        seed: 7,
        ..Env::default()
    }
}

fn form(table: &str) -> Arc<Form> {
    let reading = read_markdown(table, "thu");
    let errors = reading.diagnostics.iter().filter(|found| found.severity == forms::Severity::Error);
    assert_eq!(errors.collect::<Vec<_>>(), Vec::<&forms::Diagnostic>::new());
    Arc::new(reading.form.unwrap())
}

/// A session without the instances that every repeat starts with.
fn start(table: &str) -> Session {
    let mut session = Session::start(form(table), env(), []).session;
    for first in session.answers().into_keys().filter(|path| path.ends_with("/n0001")) {
        session.remove_repeat(&first).unwrap();
    }
    session
}

fn set(session: &mut Session, path: &str, text: &str) -> forms::Change {
    session.set(path, Some(Value::from(text)).filter(|_| !text.is_empty())).unwrap()
}

/// The answer at `path` as text; empty without one.
fn get(session: &Session, path: &str) -> String {
    match session.answers().remove(path) {
        None => String::new(),
        Some(Value::Text(text)) => text,
        Some(Value::Integer(number)) => number.to_string(),
        Some(Value::Decimal(number)) => number.to_string(),
        Some(Value::Boolean(truth)) => truth.to_string(),
    }
}

fn flatten(nodes: Vec<NodeView>, into: &mut Vec<QuestionView>) {
    for node in nodes {
        match node {
            NodeView::Question(question) => into.push(*question),
            NodeView::Group(group) => flatten(group.children, into),
            NodeView::Repeat(repeat) => {
                for instance in repeat.instances {
                    flatten(instance.children, into);
                }
            }
        }
    }
}

fn questions(session: &Session, language: &str) -> Vec<QuestionView> {
    let mut found = Vec::new();
    for section in session.sections(language) {
        flatten(session.section(section.index, language), &mut found);
    }
    found
}

fn question(session: &Session, path: &str) -> QuestionView {
    questions(session, "vi").into_iter().find(|question| question.path == path).unwrap()
}

fn shown(session: &Session) -> Vec<String> {
    questions(session, "vi").into_iter().map(|question| question.path).collect()
}

const MEMBERS: &str = "
| survey |
|        | type         | name  | label       | calculation          | relevant        | constraint          | required | save_to |
|        | begin group  | nha   | Nhà         |                      |                 |                     |          |         |
|        | text         | chu   | Chủ hộ      |                      |                 |                     | yes      | head    |
|        | begin repeat | nguoi | Người       |                      |                 |                     |          |         |
|        | text         | ten   | Tên         |                      |                 |                     | yes      |         |
|        | integer      | tuoi  | Tuổi        |                      |                 | . >= 0 and . < 120  |          |         |
|        | calculate    | stt   |             | position(..)         |                 |                     |          |         |
|        | text         | truong| Trường học  |                      | ${tuoi} < 18    |                     | yes      |         |
|        | end repeat   |       |             |                      |                 |                     |          |         |
|        | calculate    | so    | Số khẩu     | count(${nguoi})      |                 |                     |          | members |
|        | calculate    | tong  | Tổng tuổi   | sum(${tuoi})         |                 |                     |          |         |
|        | calculate    | gia   | Già nhất    | max(${tuoi})         |                 |                     |          |         |
|        | calculate    | ten2  |             | indexed-repeat(${ten}, ${nguoi}, 2) |  |                     |          |         |
|        | end group    |       |             |                      |                 |                     |          |         |
| entities |
|          | list_name | label  |
|          | household | ${chu} |
";

#[test]
fn repeats_come_and_go_anywhere_and_what_counts_them_follows() {
    let mut session = start(MEMBERS);
    assert_eq!(get(&session, "nha/so"), "0");
    for (id, name, age) in [("a", "An", "30"), ("b", "Bình", "8"), ("c", "Cúc", "61")] {
        session.add_repeat("nha/nguoi", id).unwrap();
        set(&mut session, &format!("nha/nguoi/{id}/ten"), name);
        set(&mut session, &format!("nha/nguoi/{id}/tuoi"), age);
    }
    assert_eq!((get(&session, "nha/so"), get(&session, "nha/tong")), ("3".into(), "99".into()));
    assert_eq!((get(&session, "nha/gia"), get(&session, "nha/ten2")), ("61".into(), "Bình".into()));
    assert_eq!(get(&session, "nha/nguoi/c/stt"), "3");
    assert!(shown(&session).contains(&"nha/nguoi/b/truong".to_owned()));
    assert!(!shown(&session).contains(&"nha/nguoi/a/truong".to_owned()));

    let change = session.remove_repeat("nha/nguoi/b").unwrap();
    let removed = change.answers.iter().filter(|(_, value)| value.is_none()).map(|(path, _)| path.as_str());
    let removed = removed.collect::<Vec<_>>();
    assert_eq!(removed, ["nha/nguoi/b", "nha/nguoi/b/stt", "nha/nguoi/b/ten", "nha/nguoi/b/tuoi"]);
    assert_eq!(change.answers.get("nha/nguoi/c/stt"), Some(&Some(Value::from("2"))));
    assert_eq!((get(&session, "nha/so"), get(&session, "nha/tong")), ("2".into(), "91".into()));
    assert_eq!(get(&session, "nha/ten2"), "Cúc");
}

#[test]
fn an_empty_instance_and_the_order_of_instances_survive_closing_and_opening() {
    let mut session = start(MEMBERS);
    for id in ["z", "m", "a"] {
        session.add_repeat("nha/nguoi", id).unwrap();
    }
    set(&mut session, "nha/nguoi/m/ten", "Mai");
    session.remove_repeat("nha/nguoi/z").unwrap();
    session.add_repeat("nha/nguoi", "b").unwrap();
    let opened = Session::restore(form(MEMBERS), env(), session.answers());
    assert_eq!(opened.change, forms::Change::default());
    assert_eq!(opened.session.answers(), session.answers());
    let NodeView::Repeat(repeat) = &opened.session.section(0, "vi")[1] else { panic!("a repeat is second") };
    let titles = repeat.instances.iter().map(|instance| (instance.id.as_str(), instance.title.as_str()));
    assert_eq!(titles.collect::<Vec<_>>(), [("m", "1. Mai"), ("a", "Người 2"), ("b", "Người 3")]);
    assert!(repeat.can_add && repeat.can_remove);
}

#[test]
fn instances_added_by_two_devices_at_once_stand_in_the_same_order_on_both() {
    let answers = |ids: [&str; 2]| ids.map(|id| (format!("nha/nguoi/{id}"), Value::Integer(1)));
    let one = Session::restore(form(MEMBERS), env(), answers(["b", "a"])).session;
    let other = Session::restore(form(MEMBERS), env(), answers(["a", "b"])).session;
    assert_eq!(one.section(0, "vi"), other.section(0, "vi"));
    assert_eq!(get(&one, "nha/nguoi/a/stt"), "1");
}

#[test]
fn what_is_wrong_shows_at_once_and_what_is_missing_only_at_the_end() {
    let mut session = start(MEMBERS);
    session.add_repeat("nha/nguoi", "a").unwrap();
    let change = set(&mut session, "nha/nguoi/a/tuoi", "130");
    assert_eq!(change.validity, BTreeMap::from([("nha/nguoi/a/tuoi".to_owned(), false)]));
    assert!(question(&session, "nha/nguoi/a/tuoi").error.is_some());
    assert_eq!(question(&session, "nha/chu").error, None);

    let problems = session.problems("vi");
    let paths = problems.iter().map(|problem| problem.path.as_str()).collect::<Vec<_>>();
    assert_eq!(paths, ["nha/chu", "nha/nguoi/a/ten", "nha/nguoi/a/tuoi"]);
    assert!(problems.iter().all(|problem| problem.section == 0 && !problem.message.is_empty()));
    session.mark_finishing();
    assert!(question(&session, "nha/chu").error.is_some());

    set(&mut session, "nha/nguoi/a/tuoi", "40");
    set(&mut session, "nha/nguoi/a/ten", "An");
    set(&mut session, "nha/chu", "An");
    assert_eq!(session.problems("vi"), []);
    let saves = session.saves();
    assert_eq!(saves, BTreeMap::from([("head".into(), "An".into()), ("members".into(), "1".into())]));
}

#[test]
fn an_answer_of_the_wrong_kind_is_kept_said_and_survives_reopening() {
    let mut session = start(MEMBERS);
    session.add_repeat("nha/nguoi", "a").unwrap();
    for wrong in ["abc", "1.234", "1,5"] {
        set(&mut session, "nha/nguoi/a/tuoi", wrong);
        assert_eq!(get(&session, "nha/nguoi/a/tuoi"), wrong);
        assert_eq!(get(&session, "nha/tong"), "0", "it is no answer yet");
        let again = Session::restore(form(MEMBERS), env(), session.answers()).session;
        for session in [&session, &again] {
            let error = question(session, "nha/nguoi/a/tuoi").error.unwrap();
            assert!(error.contains("số nguyên"), "{error}");
        }
    }
    set(&mut session, "nha/nguoi/a/tuoi", " 41 ");
    assert_eq!(session.answers().get("nha/nguoi/a/tuoi"), Some(&Value::Integer(41)));
    assert_eq!(question(&session, "nha/nguoi/a/tuoi").error, None);
}

#[test]
fn requests_that_make_no_sense_are_refused_and_change_nothing() {
    let mut session = start(MEMBERS);
    session.add_repeat("nha/nguoi", "a").unwrap();
    let before = session.answers();
    let value = || Some(Value::from("x"));
    let refused = [
        (session.set("nha/khong", value()), SessionError::UnknownPath("nha/khong".into())),
        (session.set("nha", value()), SessionError::NotAQuestion("nha".into())),
        (session.set("nha/nguoi", value()), SessionError::NotAQuestion("nha/nguoi".into())),
        (session.set("nha/nguoi/a", value()), SessionError::NotAQuestion("nha/nguoi/a".into())),
        (session.set("nha/nguoi/b/ten", value()), SessionError::UnknownPath("nha/nguoi/b/ten".into())),
        (session.set("nha/so", value()), SessionError::NotEditable("nha/so".into())),
        (session.add_repeat("nha/nguoi", "a"), SessionError::InstanceExists("nha/nguoi/a".into())),
        (session.add_repeat("nha/nguoi", "a/b"), SessionError::InstanceId("a/b".into())),
        (session.add_repeat("nha/nguoi", ""), SessionError::InstanceId(String::new())),
        (session.add_repeat("nha", "b"), SessionError::NotARepeat("nha".into())),
        (session.remove_repeat("nha/nguoi"), SessionError::UnknownPath("nha/nguoi".into())),
        (session.remove_repeat("nha/nguoi/x"), SessionError::UnknownPath("nha/nguoi/x".into())),
    ];
    for (result, expected) in refused {
        assert_eq!(result, Err(expected));
    }
    assert_eq!(session.answers(), before);
}

#[test]
fn a_constraint_about_another_answer_counts_as_soon_as_the_own_one_is_given() {
    let mut session = start(
        "
| survey |
|        | type    | name | label | constraint | constraint_message |
|        | integer | a    | A     |            |                    |
|        | integer | b    | B     | ${a} > 1   | A phải hơn 1       |
",
    );
    set(&mut session, "a", "1");
    assert_eq!(question(&session, "b").error, None);
    set(&mut session, "b", "5");
    assert_eq!(question(&session, "b").error.as_deref(), Some("A phải hơn 1"));
    set(&mut session, "a", "2");
    assert_eq!(question(&session, "b").error, None);
}

const RELEVANCE: &str = "
| survey |
|        | type                | name   | label        | relevant                 | required |
|        | select_one yn       | nuoi   | Chăn nuôi?   |                          | yes      |
|        | begin group         | chuong | Chuồng       | ${nuoi} = 'co'           |          |
|        | select_multiple vat | vat    | Vật nuôi     |                          | yes      |
|        | begin group         | trong  |              | selected(${vat}, 'lon')  |          |
|        | integer             | lon    | Số lợn       |                          | yes      |
|        | end group           |        |              |                          |          |
|        | end group           |        |              |                          |          |
|        | note                | n      | Có ${lon} con, ${vat} | ${lon} > 0      |          |
| choices |
|        | list_name | name | label |
|        | yn        | co   | Có    |
|        | yn        | khong| Không |
|        | vat       | lon  | Lợn   |
|        | vat       | ga   | Gà    |
";

#[test]
fn irrelevance_is_inherited_hides_answers_and_keeps_them_in_the_draft() {
    let mut session = start(RELEVANCE);
    assert_eq!(shown(&session), ["nuoi"]);
    set(&mut session, "nuoi", "co");
    set(&mut session, "chuong/vat", "ga lon ga");
    assert_eq!(get(&session, "chuong/vat"), "ga lon");
    let change = set(&mut session, "chuong/trong/lon", "3");
    assert_eq!(change.relevance, BTreeMap::from([("n".to_owned(), true)]));
    assert_eq!(question(&session, "n").label, "Có 3 con, Gà, Lợn");

    let change = set(&mut session, "nuoi", "khong");
    let hidden = change.relevance.into_iter().filter(|(_, relevant)| !relevant).map(|(path, _)| path);
    assert_eq!(hidden.collect::<Vec<_>>(), ["chuong", "chuong/trong", "chuong/trong/lon", "chuong/vat", "n"]);
    assert_eq!(get(&session, "chuong/trong/lon"), "3");
    assert_eq!(session.final_answers().into_keys().collect::<Vec<_>>(), ["nuoi"]);
    assert_eq!(session.problems("vi"), []);
    assert!(!session.sections("vi")[1].relevant);
    assert_eq!(session.section(1, "vi"), []);

    set(&mut session, "nuoi", "co");
    assert_eq!(session.final_answers().get("chuong/trong/lon"), Some(&Value::Integer(3)));
}

const CASCADE: &str = "
| survey |
|        | type            | name | label::Tiếng Việt (vi) | label::English (en) | choice_filter      | hint::English (en) |
|        | select_one xa   | xa   | Xã                     | Commune             |                    | Pick one           |
|        | select_one thon | thon | Thôn                   | Village             | xa = ${xa}         |                    |
|        | calculate       | ten  |                        |                     |                    |                    |
| choices |
|        | list_name | name | label::Tiếng Việt (vi) | label::English (en) | xa |
|        | xa        | np   | Ngọc Phụng             | Ngoc Phung          |    |
|        | xa        | tx   | Thường Xuân            | Thuong Xuan         |    |
|        | thon      | hl   | Hòa Lâm                | Hoa Lam             | np |
|        | thon      | xm   | Xuân Minh              | Xuan Minh           | tx |
| settings |
|        | form_id | default_language |
|        | f       | Tiếng Việt (vi)  |
";

#[test]
fn choices_follow_their_filter_and_a_choice_that_no_longer_fits_is_said() {
    let table = CASCADE.replace(
        "| calculate       | ten  |                        |                     |                    |",
        "| text | ghi | Ghi | Note | |",
    );
    let mut session = start(&table);
    let choices = |session: &Session, language: &str| {
        let found = questions(session, language).into_iter().find(|question| question.path == "thon").unwrap();
        found.choices.into_iter().map(|choice| choice.label).collect::<Vec<_>>()
    };
    assert_eq!(choices(&session, "vi"), Vec::<String>::new());
    set(&mut session, "xa", "np");
    assert_eq!(choices(&session, "vi"), ["Hòa Lâm"]);
    assert_eq!(choices(&session, "en"), ["Hoa Lam"]);
    set(&mut session, "thon", "hl");
    assert_eq!(question(&session, "thon").error, None);
    let change = set(&mut session, "xa", "tx");
    assert_eq!(change.validity, BTreeMap::from([("thon".to_owned(), false)]));
    assert!(question(&session, "thon").error.is_some());
    set(&mut session, "thon", "xm");
    assert_eq!(session.problems("vi"), []);
    set(&mut session, "thon", "khong-co");
    assert!(question(&session, "thon").error.unwrap().contains("khong-co"));
}

#[test]
fn labels_hints_and_choice_names_switch_language_while_filling() {
    let table = CASCADE.replace(
        "| calculate       | ten  |                        |                     |                    |                    |",
        "| calculate       | ten  |  |  |  |  | ",
    );
    let table = table.replace("hint::English (en) |\n", "hint::English (en) | calculation |\n");
    let table = table.replace(
        "| calculate       | ten  |  |  |  |  | ",
        "| calculate | ten | | | | | jr:choice-name(${xa}, '${xa}') |",
    );
    let mut session = start(&table);
    set(&mut session, "xa", "np");
    assert_eq!(get(&session, "ten"), "Ngọc Phụng");
    let change = session.set_language("en");
    assert_eq!(change.answers.get("ten"), Some(&Some(Value::from("Ngoc Phung"))));
    let english = questions(&session, "en");
    assert_eq!((english[0].label.as_str(), english[0].hint.as_deref()), ("Commune", Some("Pick one")));
    assert_eq!((english[0].shown.as_str(), question(&session, "xa").shown.as_str()), ("Ngoc Phung", "Ngọc Phụng"));
}

const COUNTED: &str = "
| survey |
|        | type         | name | label | repeat_count | calculation | default |
|        | integer      | n    | Số    |              |             |         |
|        | begin repeat | o    | Ô     | ${n}         |             |         |
|        | text         | t    | T     |              |             | mặc định |
|        | end repeat   |      |       |              |             |         |
|        | calculate    | c    |       |              | count(${o}) |         |
";

#[test]
fn a_count_makes_instances_and_a_smaller_count_hides_but_never_loses_them() {
    let mut session = start(COUNTED);
    set(&mut session, "n", "2");
    assert_eq!(get(&session, "c"), "2");
    set(&mut session, "o/n0002/t", "hai");
    set(&mut session, "n", "1");
    assert_eq!((get(&session, "c"), get(&session, "o/n0002/t")), ("1".into(), "hai".into()));
    assert_eq!(shown(&session), ["n", "o/n0001/t"]);
    assert!(!session.final_answers().contains_key("o/n0002"));
    set(&mut session, "n", "3");
    assert_eq!(get(&session, "o/n0002/t"), "hai");
    assert_eq!((get(&session, "c"), get(&session, "o/n0003/t")), ("3".into(), "mặc định".into()));
    assert!(matches!(session.add_repeat("o", "x"), Err(SessionError::Counted(_))));
    assert!(matches!(session.remove_repeat("o/n0001"), Err(SessionError::Counted(_))));
    let again = Session::restore(form(COUNTED), env(), session.answers());
    assert_eq!((again.session.answers(), again.change), (session.answers(), forms::Change::default()));
}

const START: &str = "
| survey |
|        | type     | name  | label | default                  | calculation      | read_only | constraint |
|        | start    | bd    |       |                          |                  |           |            |
|        | end      | kt    |       |                          |                  |           |            |
|        | today    | nay   |       |                          |                  |           |            |
|        | deviceid | may   |       |                          |                  |           |            |
|        | username | ai    |       |                          |                  |           |            |
|        | hidden   | ma    |       |                          |                  |           |            |
|        | text     | co    | Cố định | chữ, có phẩy          |                  |           |            |
|        | date     | ngay  | Ngày  | 2026-01-31               |                  |           |            |
|        | date     | nay2  | Nay   | today()                  |                  |           |            |
|        | text     | ghep  | Ghép  | concat(${co}, '!')       |                  |           |            |
|        | text     | khoa  | Khóa  | x                        |                  | yes       |            |
|        | calculate| lan   |       |                          | once(random())   |           |            |
|        | calculate| id    |       |                          | once(uuid())     |           |            |
";

#[test]
fn defaults_metadata_and_presets_are_there_at_the_start_and_once_values_never_move() {
    let opened = Session::start(
        form(START),
        env(),
        [("ma".to_owned(), Value::from("h-1")), ("khong".to_owned(), Value::from("x"))],
    );
    let mut session = opened.session;
    for (path, expected) in [
        ("bd", "2026-11-23T08:00:00.000+07:00"),
        ("kt", ""),
        ("nay", "2026-11-23"),
        ("may", "may-1"),
        ("ai", "Lan"),
        ("ma", "h-1"),
        ("co", "chữ, có phẩy"),
        ("ngay", "2026-01-31"),
        ("nay2", "2026-11-23"),
        ("ghep", "chữ, có phẩy!"),
    ] {
        assert_eq!(get(&session, path), expected, "{path}");
    }
    assert_eq!(session.set("khoa", Some(Value::from("y"))), Err(SessionError::NotEditable("khoa".into())));
    assert_eq!(opened.change.answers.len(), session.answers().len());
    let (number, id) = (get(&session, "lan"), get(&session, "id"));
    assert_eq!((id.len(), &id[14..15]), (36, "4"));
    set(&mut session, "co", "khác");
    session.set_now(env().now_ms + 90_000_000);
    let change = session.mark_finishing();
    assert_eq!(change.answers.keys().collect::<Vec<_>>(), ["kt"]);
    assert_eq!(get(&session, "kt"), "2026-11-24T09:00:00.000+07:00");
    let later = Env { now_ms: env().now_ms + 900_000_000, seed: 8, ..env() };
    let again = Session::restore(form(START), later, session.answers());
    assert_eq!((get(&again.session, "lan"), get(&again.session, "id")), (number, id));
    assert_eq!(get(&again.session, "bd"), "2026-11-23T08:00:00.000+07:00");
    assert_eq!(again.session.answers(), session.answers());
}

#[test]
fn answers_of_an_older_form_that_have_no_place_any_more_are_kept_in_the_draft() {
    let answers = [
        ("nha/chu".to_owned(), Value::from("An")),
        ("nha/cu/mat".to_owned(), Value::from("cũ")),
        ("nha/nguoi/a/bo".to_owned(), Value::from("cũ")),
    ];
    let session = Session::restore(form(MEMBERS), env(), answers.clone()).session;
    for (path, value) in answers {
        assert_eq!(session.answers().get(&path), Some(&value), "{path}");
    }
    assert_eq!(session.foreign_answers().len(), 2);
    assert_eq!(get(&session, "nha/so"), "0");
    assert!(!session.final_answers().contains_key("nha/cu/mat"));
}

#[test]
fn a_stored_check_reads_as_people_write_and_nothing_in_it_is_calculated_anew() {
    let table = "
| survey |
|        | type               | name | label | calculation |
|        | date               | d    | Ngày  |             |
|        | decimal            | m    | Mét   |             |
|        | select_multiple vt | v    | Vật   |             |
|        | acknowledge        | k    | Đồng ý |            |
|        | time               | g    | Giờ   |             |
|        | date               | t    | Tính  | today()     |
|        | integer            | b    | Bỏ    |             |
| choices |
|        | list_name | name | label |
|        | vt        | lon  | Lợn   |
|        | vt        | ga   | Gà    |
";
    let answers =
        [("d", "2026-01-09"), ("m", "1.5"), ("v", "ga lon"), ("k", "OK"), ("g", "07:05:00.000"), ("t", "2026-01-10")];
    let answers = answers.map(|(path, text)| (path.to_owned(), Value::from(text)));
    let pages = render(form(table), answers, "vi");
    let mut found = Vec::new();
    for (_, nodes) in pages {
        flatten(nodes, &mut found);
    }
    let found = found.iter().map(|question| question.shown.as_str()).collect::<Vec<_>>();
    assert_eq!(found, ["09/01/2026", "1,5", "Gà, Lợn", "Có", "07:05", "10/01/2026", ""]);
}
