//! The replay itself, on small cases of our own: what is right agrees, and every wrong expectation
//! that is planted is named.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may stop where they stand")]

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

/// The line that is printed for a file of these cases.
fn replayed(file: &str, cases: &[Value]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let lines: Vec<String> = cases.iter().map(Value::to_string).collect();
    fs::write(folder.path().join(file), lines.join("\n")).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_conformance")).arg(folder.path()).arg("--json").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let printed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(printed.lines().count(), 1, "{printed}");
    serde_json::from_str(&printed).unwrap()
}

/// A case as it is agrees, and with the value at `pointer` replaced it differs.
fn plant(file: &str, case: &Value, pointer: &str, wrong: &Value) {
    let mut planted = case.clone();
    *planted.pointer_mut(pointer).unwrap_or_else(|| panic!("no {pointer}")) = wrong.clone();
    let line = replayed(file, &[case.clone(), planted]);
    assert_eq!(line["agreed"], 1, "{pointer}: {line}");
    assert_eq!(line["total"], 2);
    assert_eq!(line["differ"].as_array().map(Vec::len), Some(1), "{pointer}: {line}");
}

fn expression(expression: &str, kind: &str, expected: &Value) -> Value {
    json!({ "id": "x1", "expression": expression, "xml": "<a><b>2</b><b>3</b></a>", "context": "/", "ns": {},
            "tz": null, "type": kind, "expected": expected })
}

#[test]
fn a_wrong_value_of_an_expression_is_named() {
    plant("xpath.jsonl", &expression("sum(/a/b)", "number", &json!(5)), "/expected", &json!(6));
    plant("xpath.jsonl", &expression("string(/a/b[2])", "string", &json!("3")), "/expected", &json!("2"));
    plant("xpath.jsonl", &expression("/a/b = 2", "boolean", &json!(true)), "/expected", &json!(false));
    plant("xpath.jsonl", &expression("nothing(", "throws", &json!("why")), "/type", &json!("string"));
    let nodes = expression("/a/b[1]", "nodeset", &json!([{ "path": "/*[1]/*[1]", "name": "b", "value": "2" }]));
    plant("xpath.jsonl", &nodes, "/expected/0/path", &json!("/*[1]/*[2]"));
    plant("xpath.jsonl", &nodes, "/expected/0/value", &json!("3"));
}

/// What the filled form is at its end.
fn instance(a: &str) -> String {
    format!("<data id='d'><a>{a}</a><twice>20</twice><r><b/></r><meta><instanceID>uuid:1</instanceID></meta></data>")
}

/// A form with a total, a warning and a repeat, filled.
fn filled() -> Value {
    let form = "<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml' xmlns:jr='http://openrosa.org/javarosa'><h:head><h:title>t</h:title>\
        <model><instance><data id='d'><a/><twice/><r><b/></r><meta><instanceID/></meta></data></instance>\
        <bind nodeset='/data/a' type='int' constraint='. &lt; 9' required='true()'/>\
        <bind nodeset='/data/twice' calculate='/data/a * 2'/><bind nodeset='/data/meta/instanceID' jr:preload='uid'/></model></h:head>\
        <h:body><input ref='/data/a'><label>A</label></input><repeat nodeset='/data/r'><input ref='/data/r/b'/></repeat></h:body></h:html>";
    let flags = |node: Value| {
        let mut node = node;
        for (flag, value) in [("relevant", true), ("readonly", false), ("required", false)] {
            if node.get(flag).is_none() {
                node[flag] = json!(value);
            }
        }
        node
    };
    let a = |value: &str, violation: Option<&str>| {
        let mut node = json!({ "ref": "/data/a", "type": "input", "required": true, "value": value, "label": "A" });
        if let Some(violation) = violation {
            node["violation"] = json!({ "condition": violation });
        }
        flags(node)
    };
    let twice = |value: &str| flags(json!({ "ref": "/data/twice", "type": "model-value", "value": value }));
    let entry = |number: usize| flags(json!({ "ref": format!("/data/r[{number}]"), "type": "repeat-instance" }));
    let b = |number: usize| flags(json!({ "ref": format!("/data/r[{number}]/b"), "type": "input", "value": "" }));
    let full = json!([
        flags(json!({ "ref": "/data", "type": "root" })),
        a("", Some("required")),
        twice(""),
        flags(json!({ "ref": "/data/r", "type": "repeat-range:uncontrolled" })),
        entry(1),
        b(1),
    ]);
    json!({ "suite": "web-forms/scenario", "test": "t", "forms": [form], "steps": [
        { "op": "init", "scenario": 1, "form": 0, "state": { "full": full } },
        { "op": "answer", "scenario": 1, "args": ["/data/a", 4], "state": { "changed": [a("4", None), twice("8")], "removed": [] } },
        { "op": "answerOf", "scenario": 1, "args": ["/data/twice"], "result": { "string": "8", "ref": "/data/twice" } },
        { "op": "expect", "matcher": "toEqualAnswer", "actual": { "ref": "/data/twice", "string": "8" }, "expected": [{ "string": "8" }], "pass": true },
        { "op": "createNewRepeat", "scenario": 1, "args": ["/data/r"], "state": { "changed": [entry(2), b(2)], "removed": [] } },
        { "op": "countRepeatInstancesOf", "scenario": 1, "args": ["/data/r"], "result": 2 },
        { "op": "removeRepeat", "scenario": 1, "args": ["/data/r[1]"], "state": { "changed": [], "removed": ["/data/r[2]", "/data/r[2]/b"] } },
        { "op": "answer", "scenario": 1, "args": ["/data/a", "10"], "state": { "changed": [a("10", Some("constraint")), twice("20")], "removed": [] } },
        { "op": "proposed_serializeInstance", "scenario": 1, "args": [], "result": instance("10") },
    ] })
}

#[test]
fn a_wrong_state_answer_or_assertion_of_a_filled_form_is_named() {
    let case = filled();
    let wrong = [
        ("/steps/0/state/full/1/required", json!(false)),
        ("/steps/0/state/full/1/violation/condition", json!("constraint")),
        ("/steps/0/state/full/1/label", json!("B")),
        ("/steps/0/state/full/4/ref", json!("/data/r[2]")),
        ("/steps/1/state/changed/0/value", json!("5")),
        ("/steps/1/state/changed/1/value", json!("9")),
        ("/steps/1/state/changed/1/relevant", json!(false)),
        ("/steps/1/state/changed/0/readonly", json!(true)),
        ("/steps/2/result/string", json!("9")),
        ("/steps/3/expected/0/string", json!("9")),
        ("/steps/4/state/changed/1/ref", json!("/data/r[3]/b")),
        ("/steps/5/result", json!(3)),
        ("/steps/6/state/removed", json!([])),
        ("/steps/7/state/changed/0/violation", json!(null)),
        ("/steps/8/result", json!(instance("11"))),
    ];
    for (pointer, value) in wrong {
        plant("scenario.jsonl", &case, pointer, &value);
    }
}

/// A form of one model and body, as the given engine is recorded to fill it.
fn scenario(suite: &str, model: &str, body: &str, steps: &Value) -> Value {
    let form = format!(
        "<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml' xmlns:jr='http://openrosa.org/javarosa'>\
         <h:head><h:title>t</h:title><model>{model}</model></h:head><h:body>{body}</h:body></h:html>"
    );
    json!({ "suite": suite, "test": "t", "forms": [form], "steps": steps })
}

fn question(reference: &str, value: &str) -> Value {
    json!({ "ref": reference, "relevant": true, "readonly": false, "required": false, "value": value })
}

/// What chance, a missing file or a failing test leaves open is left open there alone.
#[test]
fn what_cannot_be_compared_in_one_place_is_compared_in_all_others() {
    let id = |digit: char| format!("uuid:{0}4f58343-aa41-438e-b00e-57d1c9f84448", digit);
    let ids = scenario(
        "javarosa",
        "<instance><d id='d'><a/><b/><c/></d></instance><bind nodeset='/d/a' calculate=\"once(concat('uuid:', uuid()))\"/>\
         <bind nodeset='/d/b' calculate='/d/a'/><bind nodeset='/d/c' calculate='string-length(/d/a)'/>",
        "<input ref='/d/a'/>",
        &json!([{ "op": "init", "scenario": 1, "form": 0, "state": { "full": [
            { "ref": "/d", "relevant": true }, question("/d/a", &id('1')), question("/d/b", &id('1')), question("/d/c", "41")] } }]),
    );
    plant("scenario.jsonl", &ids, "/steps/0/state/full/2/value", &json!(id('2')));
    let files = scenario(
        "javarosa",
        "<instance><d id='d'><a/><b/><c/></d></instance><instance id='i' src='jr://file/i.xml'/>\
         <bind nodeset='/d/a' calculate=\"instance('i')/root/x\"/><bind nodeset='/d/b' calculate='concat(/d/a, 1)'/><bind nodeset='/d/c' calculate='2'/>",
        "<input ref='/d/a'/>",
        &json!([{ "op": "init", "scenario": 1, "form": 0, "state": { "full": [
            { "ref": "/d", "relevant": true }, question("/d/a", "x"), question("/d/b", "x1"), question("/d/c", "2")] } }]),
    );
    plant("scenario.jsonl", &files, "/steps/0/state/full/3/value", &json!(""));
    let choices = |order: &str| order.chars().map(|name| json!({ "value": name, "label": name })).collect::<Value>();
    let orders = scenario(
        "javarosa",
        "<instance><d id='d'><a/><b/></d></instance><instance id='i'><root><item><n>x</n></item><item><n>y</n></item></root></instance>",
        "<select1 ref='/d/a'><itemset nodeset=\"randomize(instance('i')/root/item)\"><value ref='n'/><label ref='n'/></itemset></select1>\
         <select1 ref='/d/b'><itemset nodeset=\"instance('i')/root/item\"><value ref='n'/><label ref='n'/></itemset></select1>",
        &json!([{ "op": "init", "scenario": 1, "form": 0 },
            { "op": "getChoices", "scenario": 1, "xpath": "/d/a", "choices": choices("yx") },
            { "op": "getChoices", "scenario": 1, "xpath": "/d/b", "choices": choices("xy") }]),
    );
    plant("scenario.jsonl", &orders, "/steps/2/choices", &choices("yx"));
    plant("scenario.jsonl", &orders, "/steps/1/choices", &choices("zx"));
}

#[test]
fn the_device_is_called_as_the_case_says() {
    let case = scenario(
        "web-forms/scenario",
        "<instance><d id='d'><a/><b/></d></instance><bind nodeset='/d/a' jr:preload='property' jr:preloadParams='deviceid'/>\
         <bind nodeset='/d/b' jr:preload='property' jr:preloadParams='phonenumber'/>",
        "",
        &json!([{ "op": "init", "scenario": 1, "form": 0, "options": { "preloadProperties": { "deviceID": "x7", "phoneNumber": "09" } },
            "state": { "full": [{ "ref": "/d", "relevant": true }, question("/d/a", "x7"), question("/d/b", "09")] } }]),
    );
    plant("scenario.jsonl", &case, "/steps/0/options/preloadProperties/phoneNumber", &json!("08"));
    plant("scenario.jsonl", &case, "/steps/0/state/full/1/value", &json!("x8"));
}

/// The recorded engine adds wrongly, and its test says so.
#[test]
fn a_test_that_fails_where_it_was_recorded_asks_for_what_is_right() {
    let asserted = |wanted: &str, pass: bool| {
        json!({ "op": "expect", "matcher": "toEqualAnswer", "actual": { "ref": "/d/b", "string": "5" },
                "expected": [{ "string": wanted }], "pass": pass })
    };
    let case = scenario(
        "web-forms/scenario",
        "<instance><d id='d'><a>2</a><b/><c/></d></instance><bind nodeset='/d/b' calculate='/d/a + 2'/><bind nodeset='/d/c' calculate='7'/>",
        "<input ref='/d/a'/>",
        &json!([{ "op": "init", "scenario": 1, "form": 0, "state": { "full": [
            { "ref": "/d", "relevant": true }, question("/d/a", "2"), question("/d/b", "5"), question("/d/c", "7")] } },
            { "op": "answerOf", "scenario": 1, "args": ["/d/b"], "result": { "string": "5", "ref": "/d/b" } },
            asserted("4", false)]),
    );
    plant("scenario.jsonl", &case, "/steps/2/expected/0/string", &json!("6"));
    plant("scenario.jsonl", &case, "/steps/0/state/full/3/value", &json!("8"));
}

#[test]
fn a_form_that_javarosa_opens_need_not_be_refused_and_any_other_must() {
    let refused = json!([{ "op": "init", "scenario": 1, "form": 0, "threw": "why" }]);
    let opened = json!([{ "op": "init", "scenario": 1, "form": 0 }]);
    let case = |suite: &str, name: &str, steps: &Value| {
        scenario(suite, &format!("<instance><d id='d'><{name}/></d></instance>"), "", steps)
    };
    let (other, twin) = (case("web-forms/scenario", "a", &refused), case("javarosa", "a", &opened));
    assert_eq!(replayed("scenario.jsonl", &[other.clone(), twin])["agreed"], 2);
    let unlike = case("javarosa", "b", &opened);
    assert_eq!(replayed("scenario.jsonl", &[other, unlike])["agreed"], 1);
}

fn workbook(expect: &Value) -> Value {
    let md =
        "| survey |\n| | type | name | label |\n| | text | a | A |\n| | begin_group | g | G |\n| | end_group | g | |\n";
    let survey = json!([
        ["type", "name", "label"],
        ["text", "a", "A"],
        ["begin_group", "g", "G"],
        ["text", "b", "B"],
        ["end_group", "g", null]
    ]);
    let md = md.replace("| | end_group", "| | text | b | B |\n| | end_group");
    json!({ "id": "p1", "expect": expect, "actual": { "xform": null, "error": null, "warnings": null },
            "input": { "form_name": "data", "kind": "md", "md": md, "sheets": { "survey": survey } } })
}

#[test]
fn a_wrong_expectation_of_a_converted_workbook_is_named() {
    let case = workbook(&json!({
        "errored": false,
        "xml__xpath_match": ["/h:html/h:body/x:group[@ref='/data/g']/x:label"],
        "xml__xpath_count": [["//x:bind[@type='string']", 3]],
        "xml__xpath_exact": [["//x:input/@ref", ["/data/a", "/data/g/b"]]],
        "xml__contains": ["<bind nodeset=\"/data/a\" type=\"string\"/>"],
        "instance__excludes": ["<c"],
    }));
    plant("pyxform.jsonl", &case, "/expect/errored", &json!(true));
    plant("pyxform.jsonl", &case, "/expect/xml__xpath_match/0", &json!("/h:html/h:body/x:group/x:hint"));
    plant("pyxform.jsonl", &case, "/expect/xml__xpath_count/0/1", &json!(2));
    plant("pyxform.jsonl", &case, "/expect/xml__xpath_exact/0/1/0", &json!("/data/c"));
    plant("pyxform.jsonl", &case, "/expect/xml__contains/0", &json!("<bind nodeset=\"/data/c\""));
    plant("pyxform.jsonl", &case, "/expect/instance__excludes/0", &json!("<a"));
    plant("pyxform.jsonl", &case, "/input/form_name", &json!("other"));
}

#[test]
fn a_workbook_must_be_refused_and_at_the_row_that_is_stated() {
    let mut case =
        workbook(&json!({ "errored": true, "error__contains": ["[row : 3] On the 'survey' sheet, the 'name' value"] }));
    case["input"]["md"] = json!("| survey |\n| | type | name | label |\n| | text | a | A |\n| | text | a | B |\n");
    case["input"]["sheets"] = json!({ "survey": [["type", "name", "label"], ["text", "a", "A"], ["text", "a", "B"]] });
    plant("pyxform.jsonl", &case, "/expect/errored", &json!(false));
    plant(
        "pyxform.jsonl",
        &case,
        "/expect/error__contains/0",
        &json!("[row : 9] On the 'survey' sheet, the 'name' value"),
    );
}

#[test]
fn a_folder_without_cases_is_an_error_and_a_missing_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_conformance")).arg(folder.path()).output().unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    for file in ["pyxform.jsonl", "xpath.jsonl", "scenario.jsonl"] {
        assert!(said.contains(file), "{said}");
    }
}

#[test]
fn a_case_that_cannot_be_read_differs_and_the_others_go_on() {
    let line = replayed("xpath.jsonl", &[json!({ "id": "broken" }), expression("1", "number", &json!(1))]);
    assert_eq!(line["agreed"], 1);
    assert_eq!(line["differ"], json!(["broken"]));
}
