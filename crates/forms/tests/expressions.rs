//! What expressions answer, one line each.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may stop where they stand")]

use std::sync::Arc;

use forms::{Env, Session, Severity, Value, read_markdown};

/// 2026-11-23 08:00 in Việt Nam.
fn env() -> Env {
    Env { now_ms: 1_795_395_600_000, utc_offset_min: 420, seed: 1, ..Env::default() }
}

/// The instance that every repeat starts with.
const FIRST: &str = "n0001";

/// A form with a few answers, and the expression as a calculation next to them and in a repeat.
fn session(expression: &str) -> Session {
    let expression = expression.replace('|', "\\|");
    let table = format!(
        "
| survey |
|        | type              | name  | label | calculation |
|        | text              | ten   | Tên   |             |
|        | integer           | so    | Số    |             |
|        | decimal           | met   | Mét   |             |
|        | date              | ngay  | Ngày  |             |
|        | select_multiple v | vat   | Vật   |             |
|        | text              | trong | Trống |             |
|        | begin repeat      | nguoi | Người |             |
|        | integer           | tuoi  | Tuổi  |             |
|        | text              | goi   | Gọi   |             |
|        | end repeat        |       |       |             |
|        | begin group       | g     | G     |             |
|        | calculate         | kq    |       | {expression} |
|        | end group         |       |       |             |
| choices |
|         | list_name | name | label | gia |
|         | v         | lon  | Lợn   | 5   |
|         | v         | ga   | Gà    | 1   |
|         | v         | vit  | Vịt   | 2   |
"
    );
    let reading = read_markdown(&table, "bt");
    assert!(
        reading.diagnostics.iter().all(|found| found.severity != Severity::Error),
        "{expression}: {:?}",
        reading.diagnostics
    );
    let mut session = Session::start(Arc::new(reading.form.unwrap()), env(), []).session;
    for (path, text) in
        [("ten", "Nguyễn Văn A"), ("so", "7"), ("met", "2,5"), ("ngay", "2026-01-31"), ("vat", "lon ga")]
    {
        session.set(path, Some(Value::from(text))).unwrap();
    }
    for (id, age, name) in [(FIRST, "30", "An"), ("b", "", "Bình"), ("c", "8", "Cúc")] {
        // The first one is there from the start.
        if id != FIRST {
            session.add_repeat("nguoi", id).unwrap();
        }
        session.set(&format!("nguoi/{id}/tuoi"), Some(Value::from(age))).unwrap();
        session.set(&format!("nguoi/{id}/goi"), Some(Value::from(name))).unwrap();
    }
    session
}

fn check(cases: &[(&str, &str)]) {
    for (expression, expected) in cases {
        let answer = session(expression).answers().remove("g/kq");
        let answer = answer.and_then(|value| value.as_text().map(str::to_owned)).unwrap_or_default();
        assert_eq!(answer, *expected, "{expression}");
    }
}

#[test]
fn arithmetic_comparison_and_logic() {
    check(&[
        ("1 + 2 * 3 - 4 div 2", "5"),
        ("-(3 - 5) * 2", "4"),
        ("7 mod 4 + -7 mod 4", "0"),
        ("6.1 - 7.8 = -1.7", "true"),
        ("0.1 + 0.2", "0.30000000000000004"),
        ("${so} > 5 and ${met} < 3 or 1 = 2", "true"),
        ("not(${so} = 7) = false()", "true"),
        ("${trong} = ''", "true"),
        ("${trong} > 0", "false"),
        ("${trong} + 1", ""),
        ("1 div 0", "Infinity"),
        ("'a' < 'b'", "false"),
        ("'10' > '9'", "true"),
        ("if(${so} > 5, 'nhiều', 'ít')", "nhiều"),
        ("coalesce(${trong}, ${ten})", "Nguyễn Văn A"),
        ("coalesce(${trong} + 1, 0)", "0"),
        ("boolean(0) or boolean('')", "false"),
        ("boolean-from-string('1')", "true"),
        ("1=1 and 2 = 2and 3=3", "true"),
    ]);
}

#[test]
fn numbers() {
    check(&[
        ("round(2.5)", "3"),
        ("round(-1.5)", "-1"),
        ("round(1.005, 2)", "1.01"),
        ("round(1234.567, -2)", "1200"),
        ("int(-2.7)", "-2"),
        ("number('1e3')", ""),
        ("abs(-3) + pow(2, 10) + sqrt(9)", "1030"),
        ("number('')", ""),
        ("string(1000000)", "1000000"),
        ("min(3, 1, 2) + max(3, 1, 2)", "4"),
    ]);
}

#[test]
fn texts_count_letters_as_people_do() {
    check(&[
        ("string-length(${ten})", "12"),
        ("upper-case('đường')", "ĐƯỜNG"),
        ("substr(${ten}, 0, 6)", "Nguyễn"),
        ("substr(${ten}, -1)", "A"),
        ("substring(${ten}, 8, 3)", "Văn"),
        ("substring-before(${ten}, ' ')", "Nguyễn"),
        ("substring-after(${ten}, ' ')", "Văn A"),
        ("contains(${ten}, 'Văn') and starts-with(${ten}, 'Ng') and ends-with(${ten}, 'A')", "true"),
        ("translate('aôb', 'ô', 'o')", "aob"),
        ("normalize-space('  a   b ')", "a b"),
        ("concat('a', 1, true(), ${so})", "a1true7"),
        ("join(', ', ${goi})", "An, Bình, Cúc"),
        ("regex('0912345678', '^0[0-9]{9}$')", "true"),
        ("regex('x0912345678', '[0-9]{10}')", "false"),
        ("regex(${ten}, concat('Ng', '.*'))", "true"),
        ("‘quotes of a word processor’", "quotes of a word processor"),
    ]);
}

#[test]
fn choices() {
    check(&[
        ("selected(${vat}, 'ga')", "true"),
        ("selected(${vat}, 'g')", "false"),
        ("count-selected(${vat})", "2"),
        ("selected-at(${vat}, 1)", "ga"),
        ("jr:choice-name(selected-at(${vat}, 0), '${vat}')", "Lợn"),
        ("instance('v')/root/item[name = 'ga']/label", "Gà"),
        ("instance('v')/root/item[name = selected-at(${vat}, 0)]/gia + 1", "6"),
        ("sum(instance('v')/root/item[selected(${vat}, name)]/gia)", "6"),
        ("count(instance('v')/root/item)", "3"),
        ("checklist(1, 2, true(), 0, 1)", "true"),
        ("weighted-checklist(5, -1, 1, 3, 0, 9, 1, 2)", "true"),
    ]);
}

#[test]
fn repeats() {
    check(&[
        ("count(${nguoi})", "3"),
        ("sum(${tuoi})", "38"),
        ("min(${tuoi})", "8"),
        ("max(/data/nguoi/tuoi)", "30"),
        ("count-non-empty(${tuoi})", "2"),
        ("count(${nguoi}[tuoi > 10])", "1"),
        ("${nguoi}[goi = 'Cúc']/tuoi", "8"),
        ("${nguoi}[position() = 2]/goi", "Bình"),
        ("../../nguoi[3]/goi", "Cúc"),
        ("/data/nguoi[last()]/goi", "Cúc"),
        ("indexed-repeat(${goi}, ${nguoi}, 2)", "Bình"),
        ("indexed-repeat(${goi}, ${nguoi}, 9)", ""),
        ("count(${ten} | ${so} | ${ten})", "2"),
        ("count(//goi)", "3"),
        ("count(../../*)", "11"),
        ("name(..)", "g"),
        ("count(${nguoi}/following-sibling::nguoi)", "2"),
    ]);
}

#[test]
fn dates_are_those_of_the_device() {
    check(&[
        ("today()", "2026-11-23"),
        ("now()", "2026-11-23T08:00:00.000+07:00"),
        ("${ngay} < today()", "true"),
        ("today() - ${ngay}", "296"),
        ("date(${ngay} + 1)", "2026-02-01"),
        ("date('2024-02-28') + 2 = date('2024-03-01')", "true"),
        ("int((today() - date('2000-11-24')) div 365.25)", "25"),
        ("format-date(${ngay}, '%d/%m/%Y %e %n %y')", "31/01/2026 31 1 26"),
        ("format-date-time(now(), '%H:%M')", "08:00"),
        ("format-date(${trong}, '%Y')", ""),
        ("decimal-time('06:00:00.000+07:00')", "0.25"),
        ("decimal-date-time('1970-01-02T00:00:00Z')", "1"),
        ("date-time('2004-05-01') = date('2004-05-01')", "true"),
        ("date('not a date')", ""),
    ]);
}
