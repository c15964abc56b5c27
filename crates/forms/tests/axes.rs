//! Expressions along the axes that lead up and all around run again after each answer that they look at.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may stop where they stand")]

use std::sync::Arc;

use forms::{Env, Session, Value, read_xform};

/// A list of people with their ages, and children in each; `calculate` is bound to `node`.
fn form(binds: &[(&str, &str)]) -> String {
    let binds = binds.iter().map(|(node, calculate)| format!(r#"<bind nodeset="{node}" calculate="{calculate}"/>"#));
    format!(
        r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>Phiếu</h:title><model>
        <instance><data id="f"><first/><place>A</place><p><name>An</name><age>3</age><sum/><c><call>Tí</call><of/></c><c><call>Sửu</call><of/></c></p>
        <p><name>Bình</name><age>5</age><sum/><c><call>Dần</call><of/></c></p><hidden>7</hidden><last/></data></instance>
        <bind nodeset="/data/hidden" relevant="/data/place = 'A'"/><bind nodeset="/data/p/age" type="int"/>{}</model></h:head>
        <h:body><input ref="/data/place"/><input ref="/data/hidden"/><group ref="/data/p"><repeat nodeset="/data/p"><input ref="/data/p/name"/><input ref="/data/p/age"/>
        <group ref="/data/p/c"><repeat nodeset="/data/p/c"><input ref="/data/p/c/call"/></repeat></group></repeat></group></h:body></h:html>"#,
        binds.collect::<String>()
    )
}

fn env() -> Env {
    Env { now_ms: 1_795_395_600_000, utc_offset_min: 420, seed: 3, ..Env::default() }
}

fn start(binds: &[(&str, &str)]) -> Session {
    let reading = read_xform(&form(binds));
    assert_eq!(reading.diagnostics, []);
    Session::start(Arc::new(reading.form.unwrap()), env(), []).session
}

fn value(session: &Session, reference: &str) -> String {
    session.state(reference).unwrap_or_else(|error| panic!("{reference}: {error}")).value.unwrap_or_default()
}

fn set(session: &mut Session, reference: &str, text: &str) {
    session.set_at(reference, Some(Value::from(text))).unwrap();
}

/// After the answer `text` at `changed`, the expression at `node` gives `after`, and `before` it did not.
#[track_caller]
fn check(node: (&str, &str), expression: &str, before: &str, (changed, text): (&str, &str), after: &str) {
    let mut session = start(&[(node.0, expression)]);
    assert_eq!(value(&session, node.1), before, "{expression}");
    set(&mut session, changed, text);
    assert_eq!(value(&session, node.1), after, "{expression} after {changed}");
}

const OF: (&str, &str) = ("/data/p/c/of", "/data/p[1]/c[2]/of");
const SUM: (&str, &str) = ("/data/p/sum", "/data/p[2]/sum");
const FIRST: (&str, &str) = ("/data/first", "/data/first");
const LAST: (&str, &str) = ("/data/last", "/data/last");

#[test]
fn what_an_expression_sees_above_it_is_read() {
    let name = ("/data/p[1]/name", "Ân");
    check(OF, "ancestor::p/name", "An", name, "Ân");
    check(OF, "ancestor-or-self::*/name", "An", name, "Ân");
    check(OF, "concat(../call, ' ', ancestor::p[1]/name)", "Sửu An", name, "Sửu Ân");
    check(OF, "concat(ancestor::data/place, ancestor::node()[last()]/place)", "AA", ("/data/place", "B"), "BB");
    check(OF, "ancestor::*[name = 'Ân']/age", "", name, "3");
    // What another person's name is changes nothing here.
    check(OF, "ancestor::p/name", "An", ("/data/p[2]/name", "Ba"), "An");
}

#[test]
fn what_an_expression_sees_around_it_is_read() {
    check(SUM, "sum(preceding::age)", "8", ("/data/p[1]/age", "10"), "15");
    check(SUM, "sum(preceding::p/age) + ../age", "8", ("/data/p[1]/age", "10"), "15");
    check(SUM, "preceding::p[1]/c[2]/call", "Sửu", ("/data/p[1]/c[2]/call", "Hợi"), "Hợi");
    check(SUM, "count(preceding::c[call = 'Tí'])", "1", ("/data/p[1]/c[2]/call", "Tí"), "2");
    check(FIRST, "sum(following::age)", "8", ("/data/p[2]/age", "6"), "9");
    check(FIRST, "following::name[../age = 9]", "", ("/data/p[2]/age", "9"), "Bình");
    check(FIRST, "/data/place/following::name[2]", "Bình", ("/data/p[2]/name", "Ba"), "Ba");
    check(FIRST, "//age/following::call[last()]", "Dần", ("/data/p[2]/c[1]/call", "Mão"), "Mão");
    check(LAST, "count(preceding::*[. = 'X'])", "0", ("/data/p[2]/c[1]/call", "X"), "1");
    check(LAST, "(preceding::age)[1] + 1", "4", ("/data/p[1]/age", "1"), "2");
    // A node that is not relevant is not there.
    check(LAST, "count(preceding::hidden)", "1", ("/data/place", "B"), "0");
    check(FIRST, "count(following::hidden)", "1", ("/data/place", "B"), "0");
}

#[test]
fn instances_that_come_and_go_are_seen_from_all_sides() {
    let mut session = start(&[
        ("/data/p/sum", "concat(count(preceding::p), '/', count(following::p))"),
        ("/data/first", "count(following::c)"),
        ("/data/p/c/of", "count(ancestor::p/preceding-sibling::p)"),
    ]);
    let shown = |session: &Session, paths: &[&str]| paths.iter().map(|path| value(session, path)).collect::<Vec<_>>();
    assert_eq!(shown(&session, &["/data/p[1]/sum", "/data/p[2]/sum", "/data/first"]), ["0/1", "1/0", "3"]);
    session.remove_at("/data/p[1]").unwrap();
    assert_eq!(shown(&session, &["/data/p[1]/sum", "/data/first", "/data/p[1]/c[1]/of"]), ["0/0", "1", "0"]);
    session.add_at("/data/p", None).unwrap();
    assert_eq!(shown(&session, &["/data/p[1]/sum", "/data/p[2]/sum", "/data/first"]), ["0/1", "1/0", "1"]);
    session.add_at("/data/p[1]/c", None).unwrap();
    assert_eq!(value(&session, "/data/first"), "2");
}

#[test]
fn looking_all_around_is_no_circle() {
    let mut session = start(&[
        ("/data/first", "count(following::*[. != ''])"),
        ("/data/last", "concat(/data/first, ' ', count(preceding::age))"),
        ("/data/p/sum", "count(preceding::*) &gt; 0 and count(following::*) &gt; 0"),
    ]);
    assert_eq!(value(&session, "/data/p[2]/sum"), "true");
    let before = value(&session, "/data/first");
    set(&mut session, "/data/p[2]/age", "");
    let wanted = before.parse::<u32>().unwrap() - 1;
    assert_eq!(value(&session, "/data/last"), format!("{wanted} 2"));
}

#[test]
fn expressions_that_chase_each_other_end() {
    let mut session =
        start(&[("/data/first", "following::last[1] + 1"), ("/data/last", "preceding::first[last()] + 1")]);
    set(&mut session, "/data/place", "B");
}

#[test]
fn many_instances_that_look_around_are_settled() {
    let people = "<p><name/><age/><sum/></p>".repeat(200) + "<hidden>";
    let form = form(&[("/data/p/sum", "count(preceding::*) &gt; 0")]).replace("<hidden>", &people);
    let mut session = Session::start(Arc::new(read_xform(&form).form.unwrap()), env(), []).session;
    set(&mut session, "/data/p[1]/age", "1");
    assert_eq!(value(&session, "/data/p[202]/sum"), "true");
}

#[test]
fn an_answer_that_asks_for_itself_by_name_is_a_circle_along_every_axis() {
    for expression in ["preceding::sum[1] + 1", "sum(following::sum)", "../preceding-sibling::p[1]/sum + 1"] {
        let diagnostics = read_xform(&form(&[("/data/p/sum", expression)])).diagnostics;
        assert_eq!(diagnostics.iter().map(|found| found.code).collect::<Vec<_>>(), ["cycle"], "{expression}");
    }
}

#[test]
fn a_constraint_may_look_at_the_same_question_before_it() {
    let constraint = r#"<bind nodeset="/data/p/age" constraint=". &gt; preceding::age[1]"/>"#;
    let form = form(&[]).replace(r#"<bind nodeset="/data/p/age" type="int"/>"#, constraint);
    let reading = read_xform(&form);
    assert_eq!(reading.diagnostics, []);
    let mut session = Session::start(Arc::new(reading.form.unwrap()), env(), []).session;
    assert_eq!(session.state("/data/p[2]/age").unwrap().violation, None);
    set(&mut session, "/data/p[1]/age", "9");
    assert!(session.state("/data/p[2]/age").unwrap().violation.is_some());
}
