//! Filters and look-ups on lists answer the same whether rows are looked up or looked through.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may stop where they stand")]

use std::sync::Arc;

use forms::{Env, Resources, Session, Value, read_xform_with};
use proptest::prelude::*;

/// A filter whose comparison is looked up, and one that means the same but hides it from the look-up: the column
/// stands in a call. `concat` of a blank or missing cell is blank, so equality of texts is the same.
fn form(looked_up: &str, looked_through: &str) -> String {
    let filters = [looked_up, looked_through].map(|filter| filter.replace('<', "&lt;"));
    let [one, other] = &filters;
    format!(
        r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><model>
        <instance><data id="x"><v/><w/><rep><r/></rep><one/><other/><p1/><p2/><c1/><c2/><k1/><k2/></data></instance>
        <instance id="l" src="jr://file-csv/l.csv"/>
        <bind nodeset="/data/p1" calculate="string(instance('l')/root/item[{one}]/name)"/>
        <bind nodeset="/data/p2" calculate="string(instance('l')/root/item[{other}]/name)"/>
        <bind nodeset="/data/c1" calculate="count(instance('l')/root/item[{one}][position() &lt; 4])"/>
        <bind nodeset="/data/c2" calculate="count(instance('l')/root/item[{other}][position() &lt; 4])"/>
        <bind nodeset="/data/k1" calculate="pulldata('l', 'name', 'a', /data/v)"/>
        <bind nodeset="/data/k2" calculate="string(instance('l')/root/item[concat(a, '') = /data/v]/name)"/>
        </model></h:head><h:body>
        <input ref="/data/v"/><input ref="/data/w"/><repeat nodeset="/data/rep"><input ref="/data/rep/r"/></repeat>
        <select1 ref="/data/one"><itemset nodeset="instance('l')/root/item[{one}]"><value ref="name"/></itemset></select1>
        <select1 ref="/data/other"><itemset nodeset="instance('l')/root/item[{other}]"><value ref="name"/></itemset></select1>
        </h:body></h:html>"#
    )
}

/// Each with the same condition in words that no look-up understands.
const FILTERS: &[(&str, &str)] = &[
    ("a = /data/v", "concat(a, '') = /data/v"),
    ("/data/v = a", "/data/v = concat(a, '')"),
    ("a = /data/v and b = /data/w", "concat(a, '') = /data/v and concat(b, '') = /data/w"),
    ("a = concat(/data/v, '')", "concat(a, '') = concat(/data/v, '')"),
    ("b != /data/w and a = /data/v", "concat(b, '') != /data/w and concat(a, '') = /data/v"),
    ("a = '1'", "concat(a, '') = '1'"),
    ("a = 1", "number(a) = 1"),
    ("a = /data/v + 0", "number(a) = /data/v + 0"),
    ("a = /data/v and position() < 3", "concat(a, '') = /data/v and position() < 3"),
    ("a = b", "concat(a, '') = concat(b, '')"),
    ("a = /data/v or b = /data/w", "concat(a, '') = /data/v or concat(b, '') = /data/w"),
    ("a = current()/../v", "concat(a, '') = current()/../v"),
];

/// Texts that are equal as numbers, as trimmed texts or in no way.
fn cell() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["", "1", "01", "1.0", " 1", "2", "x", "X", "xin chào bà con", "xin chào bà", "đ", "d"])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rows_that_are_looked_up_are_those_that_a_scan_finds(
        rows in prop::collection::vec((cell(), cell()), 0..14),
        typed in prop::collection::vec((cell(), cell()), 1..4),
        filter in prop::sample::select(FILTERS),
    ) {
        let mut csv = String::from("name,a,b\n");
        for (row, (a, b)) in rows.iter().enumerate() {
            // Every fifth row is cut short: it lacks its last cells.
            let line = match row % 5 {
                3 => format!("n{row},{a}\n"),
                4 => format!("n{row}\n"),
                _ => format!("n{row},{a},{b}\n"),
            };
            csv.push_str(&line);
        }
        let mut files = Resources::default();
        files.insert("l.csv", csv.into_bytes());
        let reading = read_xform_with(&form(filter.0, filter.1), &files);
        let form = Arc::new(reading.form.expect("the form opens"));
        let mut session = Session::start(form, Env::default(), []).session;
        for (v, w) in typed {
            for (path, text) in [("/data/v", v), ("/data/w", w)] {
                session.set_at(path, Some(Value::from(text)).filter(|_| !text.is_empty())).unwrap();
            }
            let value = |path: &str| session.state(path).unwrap().value;
            let names = |path: &str| session.choices(path).unwrap().into_iter().map(|choice| choice.name).collect::<Vec<_>>();
            prop_assert_eq!(names("/data/one"), names("/data/other"), "{} of {:?}", filter.0, &rows);
            prop_assert_eq!(value("/data/p1"), value("/data/p2"), "{} of {:?}", filter.0, &rows);
            prop_assert_eq!(value("/data/c1"), value("/data/c2"), "{} of {:?}", filter.0, &rows);
            // `pulldata` asks for a cell that is there; a path counts a missing one as blank.
            if !v.is_empty() {
                prop_assert_eq!(value("/data/k1"), value("/data/k2"), "pulldata of {:?}", &rows);
            }
        }
    }
}

/// Choices by label, looked for one by one: what the search must find.
fn expected(choices: &[(&str, &str)], query: &str, limit: usize) -> Vec<String> {
    let query = query.to_lowercase();
    let parts = query.split_whitespace().collect::<Vec<_>>();
    let begins = |label: &str| parts.iter().all(|part| label.split(' ').any(|word| word.starts_with(part)));
    let holds = |label: &str| parts.iter().all(|part| label.contains(part));
    let first = choices.iter().filter(|(_, folded)| begins(folded));
    let later = choices.iter().filter(|(_, folded)| holds(folded) && !begins(folded));
    first.chain(later).take(limit).map(|(label, _)| (*label).to_owned()).collect()
}

#[test]
fn choices_are_found_by_what_is_typed_of_their_labels() {
    const PEOPLE: &[(&str, &str)] = &[
        ("Nguyễn Văn Đức", "nguyen van duc"),
        ("Đặng Thị Vân", "dang thi van"),
        ("Trần Quốc Toản", "tran quoc toan"),
        ("NGUYỄN THỊ ĐANG", "nguyen thi dang"),
        ("An", "an"),
        ("Hoàng An Vân", "hoang an van"),
    ];
    let rows = PEOPLE.iter().enumerate().map(|(row, (label, _))| format!("n{row},{label},x\n"));
    let csv = format!("name,a,b\n{}", rows.collect::<String>());
    let items = PEOPLE
        .iter()
        .enumerate()
        .map(|(row, (label, _))| format!("<item><label>{label}</label><value>n{row}</value></item>"));
    let item =
        |filter: &str| format!("<itemset nodeset=\"{filter}\"><value ref=\"name\"/><label ref=\"a\"/></itemset>");
    let all = "instance('l')/root/item";
    let xform = format!(
        r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><model>
        <instance><data id="x"><s1/><s2/><s3/><s4/><s5/></data></instance>
        <instance id="l" src="jr://file-csv/l.csv"/></model></h:head><h:body>
        <select1 ref="/data/s1">{}</select1><select1 ref="/data/s2">{}</select1><select1 ref="/data/s3">{}</select1>
        <select1 ref="/data/s4">{}</select1><select1 ref="/data/s5">{}</select1></h:body></h:html>"#,
        item(all),
        item(&format!("{all}[b = 'x']")),
        item(&format!("{all}[contains(b, 'x')]")),
        item(&format!("{all}[1 = 1][b = 'x']")),
        items.collect::<String>(),
    );
    let mut files = Resources::default();
    files.insert("l.csv", csv.into_bytes());
    let form = Arc::new(read_xform_with(&xform, &files).form.unwrap());
    let session = Session::start(form, Env::default(), []).session;
    for query in ["", "  ", "an", "van", "ng", "nguyen d", "dang", "uc", "o an", "xyz", "thi  van"] {
        for typed in [query.to_owned(), query.to_uppercase(), query.replace('d', "đ")] {
            for (limit, number) in [(0, 1), (2, 1), (99, 1), (99, 2), (99, 3), (2, 4), (99, 4), (99, 5), (2, 5)] {
                let found = session.find_choices(&format!("/data/s{number}"), &typed, limit).unwrap();
                let found = found.into_iter().map(|choice| choice.label).collect::<Vec<_>>();
                assert_eq!(found, expected(PEOPLE, query, limit), "{typed:?} in s{number}, at most {limit}");
            }
        }
    }
}
