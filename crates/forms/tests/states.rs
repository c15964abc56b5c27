//! What tools see of each node: how it is told and shown, and what is wrong with its answer.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may stop where they stand")]

use std::sync::Arc;

use forms::{Env, Resume, Session, Value, Violation, read_xform};

fn start(class: &str, model: &str, body: &str) -> Session {
    let form = format!(
        r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms"><h:head><h:title>Phiếu</h:title><model>{model}</model></h:head><h:body class="{class}">{body}</h:body></h:html>"#
    );
    let reading = read_xform(&form);
    assert_eq!(reading.diagnostics, [], "{model}");
    Session::start(Arc::new(reading.form.expect("a form without diagnostics")), Env::default(), []).session
}

fn set(session: &mut Session, reference: &str, text: &str) {
    let value = (!text.is_empty()).then(|| Value::Text(text.to_owned()));
    session.set_at(reference, value).unwrap_or_else(|error| panic!("{reference}: {error}"));
}

#[test]
fn hints_at_length_and_media_follow_the_language_and_the_style_is_that_of_the_body() {
    let model = r#"<instance><data id="f"><cow/><b/></data></instance><itext>
        <translation lang="vi" default="true()"><text id="l"><value>Con bò</value><value form="image">jr://images/bo.png</value>
          <value form="big-image">jr://images/bo-to.png</value><value form="audio">jr://audio/bo.mp3</value></text>
          <text id="h"><value>Ngắn</value><value form="guidance">Dài</value></text></translation>
        <translation lang="en"><text id="l"><value>Cow</value><value form="image">jr://images/cow.png</value></text>
          <text id="h"><value>Short</value><value form="guidance">At length</value></text></translation></itext>"#;
    let body = r#"<input ref="/data/cow" appearance="multiline"><label ref="jr:itext('l')"/><hint ref="jr:itext('h')"/></input><input ref="/data/b"/>"#;
    let mut session = start(" pages theme-grid ", model, body);
    for (language, guidance, image) in [("vi", "Dài", "jr://images/bo.png"), ("en", "At length", "jr://images/cow.png")]
    {
        session.set_language(language);
        let cow = session.state("/data/cow").unwrap();
        assert_eq!(cow.guidance.as_deref(), Some(guidance), "{language}");
        let found = cow.media.iter().find(|media| media.form == "image").map(|media| media.reference.as_str());
        assert_eq!(found, Some(image), "{language}");
        assert_eq!((cow.appearance.as_str(), cow.class.as_str()), ("multiline", ""));
    }
    session.set_language("vi");
    let forms = session.state("/data/cow").unwrap().media.into_iter().map(|media| media.form).collect::<Vec<_>>();
    assert_eq!(forms, ["image", "big-image", "audio"]);
    let plain = session.state("/data/b").unwrap();
    assert_eq!((plain.guidance, plain.media), (None, Vec::new()));
    assert_eq!(session.state("/data").unwrap().class, "pages theme-grid");
}

#[test]
fn a_count_that_becomes_blank_or_no_number_takes_no_instance_away() {
    let model = r#"<instance><data id="f"><n/><p><x/></p></data></instance>"#;
    let body =
        r#"<input ref="/data/n"/><repeat nodeset="/data/p" jr:count="/data/n"><input ref="/data/p/x"/></repeat>"#;
    let mut session = start("", model, body);
    let relevant = |session: &Session| {
        let paths = session.states().into_iter().filter(|state| state.relevant && state.reference.ends_with("/x"));
        paths.map(|state| state.reference).collect::<Vec<_>>()
    };
    let (none, one): (&[&str], _) = (&[], ["/data/p[1]/x"].as_slice());
    let three = ["/data/p[1]/x", "/data/p[2]/x", "/data/p[3]/x"].as_slice();
    assert_eq!(relevant(&session), none, "a count that was never given");
    for (count, expected) in [("1", one), ("3", three), ("", three), ("x", three), ("0", none), ("", three), ("1", one)]
    {
        set(&mut session, "/data/n", count);
        assert_eq!(relevant(&session), expected, "{count:?}");
    }
}

#[test]
fn what_does_not_fit_its_type_is_no_answer_that_a_constraint_could_judge() {
    let model =
        r#"<instance><data id="f"><a/></data></instance><bind nodeset="/data/a" type="int" constraint=". &lt; 9"/>"#;
    let mut session = start("", model, r#"<input ref="/data/a"/>"#);
    for (text, expected) in
        [("many", Some(Violation::Type)), ("10", Some(Violation::Constraint)), ("8", None), ("", None)]
    {
        set(&mut session, "/data/a", text);
        assert_eq!(session.state("/data/a").unwrap().violation, expected, "{text:?}");
    }
}

#[test]
fn a_draft_keeps_what_is_irrelevant_and_what_is_not_offered_now() {
    let model = r#"<instance><data id="f"><r>1</r><a/><k>x</k><s/></data></instance>
        <instance id="l"><root><item><name>u</name><k>x</k></item><item><name>v</name><k>y</k></item></root></instance>
        <bind nodeset="/data/a" relevant="/data/r = 1"/>"#;
    let body = r#"<input ref="/data/r"/><input ref="/data/a"/><input ref="/data/k"/><select1 ref="/data/s"><itemset nodeset="instance('l')/root/item[k = /data/k]"><value ref="name"/><label ref="name"/></itemset></select1>"#;
    let mut session = start("", model, body);
    for (reference, text) in [("/data/a", "giữ"), ("/data/s", "u"), ("/data/r", "0"), ("/data/k", "y")] {
        set(&mut session, reference, text);
    }
    for (reference, kept) in [("/data/a", "giữ"), ("/data/s", "u"), ("/data/k", "y")] {
        let state = session.state(reference).unwrap();
        assert_eq!(state.kept.as_deref(), Some(kept), "{reference}");
        assert_eq!(state.value.as_deref(), Some(if reference == "/data/k" { "y" } else { "" }), "{reference}");
    }
}

/// Orders that JavaRosa gives for these seeds, as recorded from it.
#[test]
fn a_text_as_seed_gives_the_order_that_it_gives_elsewhere() {
    for (seed, expected) in [("'foo'", "eadbhgcf"), ("'somestring'", "ebcgdafh"), ("0", "cbhafdge")] {
        let items = ('a'..='h').map(|name| format!("<item><name>{name}</name></item>")).collect::<String>();
        let model =
            format!(r#"<instance><data id="f"><s/></data></instance><instance id="l"><root>{items}</root></instance>"#);
        let body = format!(
            r#"<select1 ref="/data/s"><itemset nodeset="randomize(instance('l')/root/item, {seed})"><value ref="name"/><label ref="name"/></itemset></select1>"#
        );
        let session = start("", &model, &body);
        let order = session.choices("/data/s").unwrap().into_iter().map(|choice| choice.name).collect::<String>();
        assert_eq!(order, expected, "{seed}");
    }
}

#[test]
fn what_became_of_a_draft_is_told_in_words_for_people() {
    let newer = r#"<instance><data id="f" version="2"><a/><v/></data></instance><bind nodeset="/data/a" type="int"/>"#;
    let body = r#"<input ref="/data/a"><label>Số người</label></input><select1 ref="/data/v"><label>Nghề</label><item><label>Nông</label><value>x</value></item></select1>"#;
    let form = start("", newer, body).form().clone();
    let older = r#"<data id="f" version="1"><a>nhiều</a><gone>cũ</gone><v>z</v></data>"#;
    let session = Session::load_instance(form, Env::default(), older, Resume::Draft).unwrap().session;
    for (code, words) in
        [("type-changed", ["Số người", "nhiều"]), ("question-gone", ["gone", "cũ"]), ("choice-gone", ["Nghề", "z"])]
    {
        let told = session.moved().into_iter().find(|moved| moved.code == code).expect(code);
        for text in [&told.vi, &told.en] {
            assert!(words.iter().all(|word| text.contains(word)), "{code}: {text}");
        }
    }
    let kept = session.foreign_answers().get("gone").cloned();
    assert_eq!(kept, Some(Value::from("cũ")), "nothing is lost");
}

#[test]
fn a_repeat_is_relevant_where_one_of_its_instances_is() {
    for (relevant, expected) in [
        ("position() &gt; 1", ["/data/p[2]/x", "/data/p[3]/x"].as_slice()),
        ("position() = 1", &["/data/p[1]/x"]),
        ("position() &gt; 5", &[]),
    ] {
        let model = format!(
            r#"<instance><data id="f"><p><x>a</x></p><p><x>b</x></p><p><x>c</x></p></data></instance><bind nodeset="/data/p" relevant="{relevant}"/>"#
        );
        let session = start("", &model, r#"<repeat nodeset="/data/p"><input ref="/data/p/x"/></repeat>"#);
        let found = session.states().into_iter().filter(|state| state.relevant && state.reference.ends_with("/x"));
        assert_eq!(found.map(|state| state.reference).collect::<Vec<_>>(), expected, "{relevant}");
    }
}

#[test]
fn a_choice_that_does_not_exist_is_no_answer_whether_one_or_several_may_be_chosen() {
    let model = r#"<instance><data id="f"><a/><b/></data></instance>"#;
    let items = "<item><label>X</label><value>x</value></item><item><label>Y</label><value>y</value></item>";
    let body = format!(r#"<select1 ref="/data/a">{items}</select1><select ref="/data/b">{items}</select>"#);
    let mut session = start("", model, &body);
    for (reference, text, expected) in
        [("/data/a", "z", ""), ("/data/b", "z", ""), ("/data/b", "y x", "y x"), ("/data/a", "x", "x")]
    {
        set(&mut session, reference, text);
        let state = session.state(reference).unwrap();
        assert_eq!(state.value.as_deref(), Some(expected), "{reference} {text}");
        assert_eq!(state.misfit.is_some(), expected.is_empty(), "{reference} {text}");
    }
}

#[test]
fn an_answered_point_says_no_more_than_was_given() {
    let model = r#"<instance><data id="f"><a>1 2</a><b/></data></instance><bind nodeset="/data/a" type="geopoint"/><bind nodeset="/data/b" type="geopoint"/>"#;
    let mut session = start("", model, r#"<input ref="/data/a"/><input ref="/data/b"/>"#);
    let value = |session: &Session, reference: &str| session.state(reference).unwrap().value.unwrap();
    assert_eq!(value(&session, "/data/a"), "1.0 2.0 0.0 0.0", "as the form's own points are read elsewhere");
    for (text, expected) in [(" 19.9  105.3 ", "19.9 105.3"), ("19.9 105.3 40 5", "19.9 105.3 40 5"), ("99 1", "")] {
        set(&mut session, "/data/b", text);
        assert_eq!(value(&session, "/data/b"), expected, "{text}");
    }
}
