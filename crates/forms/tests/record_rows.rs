//! Expressions over rows of answers, without a session.
#![allow(clippy::expect_used)]

use forms::record::{Place, RowForm, RowValue, references};
use forms::{Env, Value};

fn fields() -> RowForm {
    RowForm::of_paths(
        "ho",
        ["nuoc/loai", "nuoc/met", "nguoi/", "nguoi/tuoi", "nguoi/the", "nguoi/viec/", "nguoi/viec/gio"],
    )
}

fn check(answers: &[(&str, Value)], source: &str, expected: &RowValue) {
    let fields = fields();
    let row = fields.row(answers.iter().map(|(path, value)| (*path, value)));
    let compiled = fields.compile(source, None);
    assert!(compiled.is_ok(), "{source}: {compiled:?}");
    let Ok(compiled) = compiled else { return };
    let found = compiled.evaluate(&fields, &row, Place::WHOLE, &Env::default());
    assert_eq!(found, *expected, "{source}");
}

#[test]
fn an_expression_reads_answers_and_sums_over_repeats() {
    let answers = [
        ("nguoi/b/tuoi", Value::Integer(30)),
        ("nguoi/a/tuoi", Value::Text("12".into())),
        ("nguoi/a/the", Value::Boolean(true)),
        ("nguoi/b/viec/x/gio", Value::Decimal(1.5)),
        ("nguoi/b/viec/y/gio", Value::Integer(2)),
        ("nuoc/loai", "gieng_dao".into()),
        ("nuoc/met", Value::Decimal(9.5)),
        ("strange/path", Value::Integer(1)),
    ];
    for (source, expected) in [
        ("${loai} = 'gieng_dao' and ${met} < 10", RowValue::Truth(true)),
        ("${met} * 2", RowValue::Number(19.0)),
        ("sum(${tuoi})", RowValue::Number(42.0)),
        ("count(${nguoi})", RowValue::Number(2.0)),
        ("count(${nguoi}[${tuoi} >= 18])", RowValue::Number(2.0)),
        ("count(${nguoi}[tuoi >= 18])", RowValue::Number(1.0)),
        ("sum(${gio})", RowValue::Number(3.5)),
        ("if(${met} = '', '', 1)", RowValue::Number(1.0)),
        ("${loai}", RowValue::Text("gieng_dao".into())),
    ] {
        check(&answers, source, &expected);
    }
}

#[test]
fn what_nobody_answered_is_blank_and_neither_true_nor_false() {
    for source in ["${met}", "${met} + 1", "if(${met} = '', '', 1)", "''"] {
        check(&[], source, &RowValue::Blank);
    }
    assert_eq!(RowValue::Blank.truth(), None);
    check(&[("nuoc/met", Value::Text("  ".into()))], "${met}", &RowValue::Blank);
}

#[test]
fn rows_of_a_repeat_are_seen_one_by_one_with_what_is_around_them() {
    let fields = fields();
    let answers = [
        ("nguoi/a/tuoi", Value::Integer(12)),
        ("nguoi/b/tuoi", Value::Integer(30)),
        ("nguoi/b/viec/x/gio", Value::Integer(4)),
        ("nuoc/met", Value::Integer(20)),
    ];
    let row = fields.row(answers.iter().map(|(path, value)| (*path, value)));
    let people = fields.repeat("nguoi").expect("the repeat");
    let older = fields.compile("${tuoi} > ${met}", Some(people)).expect("fits");
    let hours = fields.compile("sum(${gio})", Some(people)).expect("fits");
    let at = |expression: &forms::record::RowExpression| {
        let rows = fields.rows(&row, people);
        rows.map(|place| expression.evaluate(&fields, &row, place, &Env::default())).collect::<Vec<_>>()
    };
    assert_eq!(at(&older), [RowValue::Truth(false), RowValue::Truth(true)]);
    assert_eq!(at(&hours), [RowValue::Number(0.0), RowValue::Number(4.0)]);
}

#[test]
fn names_that_are_not_there_are_told() {
    assert!(fields().compile("${mau}", None).is_err());
    assert!(fields().compile("${loai} =", None).is_err());
    assert_eq!(references("${a} + ${ b } * ${a}"), ["a", "b"]);
}

#[test]
fn numbers_read_as_the_text_that_was_answered() {
    for text in ["1", "-3.5", "007", "1.0", "2026-01-31", "0", ".5"] {
        let source = format!("${{loai}} = '{text}'");
        check(&[("nuoc/loai", text.into())], &source, &RowValue::Truth(true));
        check(&[("nuoc/loai", text.into())], "string-length(${loai})", &RowValue::Number(text.len() as f64));
    }
}
