//! XForm XML in, a form that can be filled out.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may stop where they stand")]

use std::sync::Arc;

use forms::{Env, InstanceForm, Resources, Resume, Session, Value, read_xform, read_xform_with};

/// Puts a model and a body into the frame that every XForm has.
fn framed(model: &str, body: &str) -> String {
    format!(
        r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:ev="http://www.w3.org/2001/xml-events" xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms" xmlns:orx="http://openrosa.org/xforms"><h:head><h:title>Phiếu</h:title><model>{model}</model></h:head><h:body>{body}</h:body></h:html>"#
    )
}

fn start(model: &str, body: &str) -> Session {
    let reading = read_xform(&framed(model, body));
    assert_eq!(reading.diagnostics, [], "{model}");
    let form = reading.form.expect("a form without diagnostics");
    let env = Env { now_ms: 1_795_395_600_000, utc_offset_min: 420, seed: 3, ..Env::default() };
    Session::start(Arc::new(form), env, []).session
}

fn value(session: &Session, reference: &str) -> String {
    session.state(reference).unwrap_or_else(|error| panic!("{reference}: {error}")).value.unwrap_or_default()
}

#[test]
fn what_the_instance_holds_and_the_binds_calculate_stands_in_the_session() {
    let mut session = start(
        r#"<instance><data id="f" version="7"><a>4</a><b/><c/><meta><instanceID/></meta></data></instance>
           <bind nodeset="/data/a" type="int"/><bind nodeset="/data/b" type="int" calculate="/data/a * 2"/>
           <bind nodeset="/data/c" relevant="/data/b &gt; 10" required="true()"/>
           <bind nodeset="/data/meta/instanceID" jr:preload="uid"/>"#,
        r#"<input ref="/data/a"><label>Số</label></input><input ref="/data/c"/>"#,
    );
    assert_eq!((session.form().id(), session.form().version()), ("f", "7"));
    assert_eq!(value(&session, "/data/b"), "8");
    assert!(value(&session, "/data/meta/instanceID").starts_with("uuid:"));
    assert!(!session.state("/data/c").unwrap().relevant);
    session.set_at("/data/a", Some(Value::Integer(6))).unwrap();
    assert_eq!(value(&session, "/data/b"), "12");
    assert!(session.state("/data/c").unwrap().relevant && session.state("/data/c").unwrap().required);
}

#[test]
fn repeats_start_with_the_instances_written_in_the_form_and_new_ones_follow_the_template() {
    let mut session = start(
        r#"<instance><data id="f"><n/><p jr:template=""><x>t</x><y/></p><p><x>1</x><y/></p><p><x>2</x><y/></p></data></instance>
           <bind nodeset="/data/n" type="int" calculate="count(/data/p)"/>
           <bind nodeset="/data/p/y" calculate="concat(position(..), ../x)"/>"#,
        r#"<group ref="/data/p"><repeat nodeset="/data/p"><input ref="/data/p/x"/></repeat></group>"#,
    );
    assert_eq!((value(&session, "/data/n"), value(&session, "/data/p[2]/y")), ("2".into(), "22".into()));
    session.add_at("/data/p", Some(1)).unwrap();
    assert_eq!(value(&session, "/data/n"), "3");
    assert_eq!((value(&session, "/data/p[2]/y"), value(&session, "/data/p[3]/y")), ("2t".into(), "32".into()));
    session.remove_at("/data/p[1]").unwrap();
    assert_eq!((value(&session, "/data/n"), value(&session, "/data/p[1]/y")), ("2".into(), "1t".into()));
}

#[test]
fn actions_run_at_the_first_load_in_new_instances_and_when_an_answer_changes() {
    let mut session = start(
        r#"<instance><data id="f"><a/><b/><p jr:template=""><x/></p></data></instance>
           <setvalue ref="/data/a" event="odk-instance-first-load" value="1 + 1"/>"#,
        r#"<input ref="/data/a"><setvalue ref="/data/b" event="xforms-value-changed" value="concat('a=', /data/a)"/></input>
           <repeat nodeset="/data/p"><setvalue ref="/data/p/x" event="odk-new-repeat" value="position(..)"/><input ref="/data/p/x"/></repeat>"#,
    );
    assert_eq!((value(&session, "/data/a"), value(&session, "/data/b")), ("2".into(), "a=2".into()));
    session.set_at("/data/a", Some(Value::from("5"))).unwrap();
    assert_eq!(value(&session, "/data/b"), "a=5");
    session.add_at("/data/p", None).unwrap();
    session.add_at("/data/p", None).unwrap();
    assert_eq!(value(&session, "/data/p[2]/x"), "2");
}

#[test]
fn choices_come_from_a_table_a_repeat_or_the_question_itself() {
    let mut session = start(
        r#"<itext><translation lang="vi" default="true()"><text id="t0"><value>Một</value></text><text id="t1"><value>Hai</value></text></translation>
           <translation lang="en"><text id="t0"><value>One</value></text><text id="t1"><value>Two</value></text></translation></itext>
           <instance><data id="f"><d/><v/><p><x>A</x></p><p><x>B</x></p><w/></data></instance>
           <instance id="l"><root><item><name>v0</name><itextId>t0</itextId><d>x</d></item><item><name>v1</name><itextId>t1</itextId><d>y</d></item></root></instance>
           <bind nodeset="/data/d"/>"#,
        r#"<select1 ref="/data/d"><item><label>X</label><value>x</value></item><item><label>Y</label><value>y</value></item></select1>
           <select1 ref="/data/v"><itemset nodeset="instance('l')/root/item[d = /data/d]"><value ref="name"/><label ref="jr:itext(itextId)"/></itemset></select1>
           <repeat nodeset="/data/p"><input ref="/data/p/x"/></repeat>
           <select ref="/data/w"><itemset nodeset="/data/p[x != 'A']"><value ref="x"/><label ref="x"/></itemset></select>"#,
    );
    let offered = |session: &Session, reference| {
        let choices = session.choices(reference).unwrap();
        choices.into_iter().map(|choice| format!("{}={}", choice.name, choice.label)).collect::<Vec<_>>()
    };
    assert_eq!(offered(&session, "/data/d"), ["x=X", "y=Y"]);
    assert_eq!(offered(&session, "/data/v"), Vec::<String>::new());
    session.set_at("/data/d", Some(Value::from("y"))).unwrap();
    assert_eq!(offered(&session, "/data/v"), ["v1=Hai"]);
    session.set_language("en");
    assert_eq!(offered(&session, "/data/v"), ["v1=Two"]);
    assert_eq!(offered(&session, "/data/w"), ["B=B"]);
}

#[test]
fn what_cannot_work_is_told_in_both_languages_and_what_javarosa_tolerates_only_warns() {
    for (model, body, code, usable) in [
        (
            r#"<instance><data id="f"><a/></data></instance><bind nodeset="/data/a" relevant="/data/zz = 1"/>"#,
            "",
            "path-unknown",
            true,
        ),
        (r#"<instance><data id="f"><a/></data></instance><bind nodeset="/data/zz"/>"#, "", "bind-without-node", true),
        (
            r#"<instance><data id="f"><a/></data></instance><bind nodeset="/data/a" calculate="1 +"/>"#,
            "",
            "syntax",
            false,
        ),
        (
            r#"<instance><data id="f"><a/></data></instance><bind nodeset="/data/a" calculate="nope(1)"/>"#,
            "",
            "function-unknown",
            false,
        ),
        (
            r#"<instance><data id="f"><a/></data></instance><bind nodeset="/data/a" constraint="nope(1)"/>"#,
            "",
            "function-unknown",
            true,
        ),
        (r#"<instance><data id="f"><a/></data></instance>"#, r#"<input ref="/data/b"/>"#, "control-without-node", true),
        (
            r#"<instance><data id="f"><a/><b/></data></instance><bind nodeset="/data/a" calculate="/data/b + 1"/><bind nodeset="/data/b" calculate="/data/a + 1"/>"#,
            "",
            "cycle",
            false,
        ),
        ("", "", "xform-incomplete", false),
    ] {
        let reading = read_xform(&framed(model, body));
        let codes = reading.diagnostics.iter().map(|found| found.code).collect::<Vec<_>>();
        assert_eq!((codes.as_slice(), reading.form.is_some()), (&[code][..], usable), "{model}");
        assert!(reading.diagnostics.iter().all(|found| !found.vi.is_empty() && found.vi != found.en));
    }
    assert_eq!(read_xform("<a>").diagnostics[0].code, "xml-invalid");
}

const SURVEY: &str = r#"<instance><data id="f" version="2"><a/><b/><p jr:template=""><x/></p><p><x/></p><meta><instanceID/></meta></data></instance>
    <bind nodeset="/data/a" type="int"/><bind nodeset="/data/b" relevant="/data/a = 1"/><bind nodeset="/data/meta/instanceID" jr:preload="uid"/>"#;
const SURVEY_BODY: &str =
    r#"<input ref="/data/a"/><input ref="/data/b"/><repeat nodeset="/data/p"><input ref="/data/p/x"/></repeat>"#;

#[test]
fn a_submission_leaves_out_what_is_irrelevant_and_a_draft_does_not() {
    let mut session = start(SURVEY, SURVEY_BODY);
    session.set_at("/data/a", Some(Value::Integer(1))).unwrap();
    session.set_at("/data/b", Some(Value::from("x < y & z"))).unwrap();
    session.set_at("/data/a", Some(Value::Integer(2))).unwrap();
    session.add_at("/data/p", None).unwrap();
    session.set_at("/data/p[2]/x", Some(Value::from("hai"))).unwrap();
    let id = value(&session, "/data/meta/instanceID");
    let xml = |b: &str| {
        format!(
            r#"<data id="f" version="2"><a>2</a>{b}<p><x/></p><p><x>hai</x></p><meta><instanceID>{id}</instanceID></meta></data>"#
        )
    };
    assert_eq!(session.instance_xml(InstanceForm::Submission), xml(""));
    assert_eq!(session.instance_xml(InstanceForm::Draft), xml("<b>x &lt; y &amp; z</b>"));
}

#[test]
fn an_instance_is_taken_up_as_the_same_submission_or_as_one_that_replaces_it() {
    let mut session = start(SURVEY, SURVEY_BODY);
    session.set_at("/data/a", Some(Value::Integer(1))).unwrap();
    session.add_at("/data/p", None).unwrap();
    session.set_at("/data/p[2]/x", Some(Value::from("hai"))).unwrap();
    let (form, xml) = (session.form().clone(), session.instance_xml(InstanceForm::Draft));
    let again = Session::load_instance(form.clone(), Env::default(), &xml, Resume::Draft).unwrap().session;
    assert_eq!(again.instance_xml(InstanceForm::Draft), xml);
    let edited =
        Session::load_instance(form.clone(), Env { seed: 9, ..Env::default() }, &xml, Resume::Edit).unwrap().session;
    let id = value(&session, "/data/meta/instanceID");
    assert_eq!(value(&edited, "/data/meta/deprecatedID"), id);
    assert_ne!(value(&edited, "/data/meta/instanceID"), id);
    assert!(edited.instance_xml(InstanceForm::Submission).contains(&format!("<deprecatedID>{id}</deprecatedID>")));
    assert!(Session::load_instance(form.clone(), Env::default(), "<other/>", Resume::Draft).is_err());
    assert!(Session::load_instance(form, Env::default(), "<data>", Resume::Draft).is_err());
}

#[test]
fn what_became_of_a_draft_in_a_newer_version_is_told() {
    let older = r#"<data id="f" version="1"><a>nhiều</a><gone>cũ</gone><v>z</v><p><x>1</x></p><y>2</y></data>"#;
    let newer = r#"<instance><data id="f" version="2"><a/><v/><x/><p><y/></p></data></instance><bind nodeset="/data/a" type="int"/>"#;
    let body = r#"<input ref="/data/a"><label>Số</label></input><select1 ref="/data/v"><label>Chọn</label><item><label>X</label><value>x</value></item></select1>
        <input ref="/data/x"/><repeat nodeset="/data/p"><input ref="/data/p/y"/></repeat>"#;
    let form = start(newer, body).form().clone();
    let session = Session::load_instance(form, Env::default(), older, Resume::Draft).unwrap().session;
    let moved = session.moved();
    let told = moved.iter().map(|moved| (moved.path.as_str(), moved.code)).collect::<Vec<_>>();
    assert_eq!(
        told,
        [
            ("a", "type-changed"),
            ("gone", "question-gone"),
            ("p/n0001/x", "question-gone"),
            ("v", "choice-gone"),
            ("y", "question-gone")
        ]
    );
    assert!(moved.iter().all(|moved| !moved.vi.is_empty() && moved.vi != moved.en));
}

#[test]
fn choices_and_look_ups_read_the_files_beside_the_form() {
    let model = r#"<instance><data id="f"><c/><s/><d/></data></instance><instance id="fruits" src="jr://file-csv/fruits.csv"/>
        <bind nodeset="/data/s" calculate="pulldata('fruits', 'label', 'name', /data/c)"/>
        <bind nodeset="/data/d" calculate="instance('fruits')/root/item[name = /data/c]/price"/>"#;
    let body = r#"<select1 ref="/data/c"><itemset nodeset="instance('fruits')/root/item[price &lt; 5]"><value ref="name"/><label ref="label"/></itemset></select1>"#;
    let mut resources = Resources::default();
    resources.insert("fruits.csv", "name,label,price\nmango,Xoài,3\nkiwi,Kiwi,9\nplum,Mận,1\n");
    let reading = read_xform_with(&framed(model, body), &resources);
    assert_eq!(reading.diagnostics, []);
    let mut session = Session::start(Arc::new(reading.form.unwrap()), Env::default(), []).session;
    let names = session.choices("/data/c").unwrap().into_iter().map(|choice| choice.label).collect::<Vec<_>>();
    assert_eq!(names, ["Xoài", "Mận"]);
    session.set_at("/data/c", Some(Value::from("mango"))).unwrap();
    assert_eq!((value(&session, "/data/s"), value(&session, "/data/d")), ("Xoài".into(), "3".into()));

    let mut without = start(model, body);
    without.set_at("/data/c", Some(Value::from("mango"))).unwrap();
    assert_eq!(value(&without, "/data/c"), "mango", "a file that is not at hand forbids nothing");
}

#[test]
fn an_indexed_repeat_whose_position_is_blank_gives_the_first_instance() {
    let mut session = start(
        r#"<instance><data id="f"><i/><p><x>a</x></p><p><x>b</x></p><v/></data></instance>
           <bind nodeset="/data/v" calculate="indexed-repeat(/data/p/x, /data/p, /data/i)"/>"#,
        r#"<input ref="/data/i"/><repeat nodeset="/data/p"><input ref="/data/p/x"/></repeat>"#,
    );
    for (index, expected) in [("", "a"), ("2", "b"), ("3", ""), ("1", "a")] {
        session.set_at("/data/i", Some(Value::from(index))).unwrap();
        assert_eq!(value(&session, "/data/v"), expected, "{index:?}");
    }
}

#[test]
fn a_photo_is_wanted_as_large_as_its_bind_says_and_nonsense_says_nothing() {
    for (said, expected) in
        [("1024", Some(1_024)), (" 800 ", Some(800)), ("0", None), ("-5", None), ("big", None), ("", None)]
    {
        let session = start(
            &format!(
                r#"<instance><data id="f"><photo/><other/></data></instance>
                   <bind nodeset="/data/photo" type="binary" orx:max-pixels="{said}"/><bind nodeset="/data/other" type="binary"/>"#
            ),
            r#"<upload ref="/data/photo" mediatype="image/*"/><upload ref="/data/other" mediatype="image/*"/>"#,
        );
        let wanted = |path: &str| session.form().question(path).unwrap().max_pixels();
        assert_eq!((wanted("photo"), wanted("other")), (expected, None), "{said}");
    }
}
