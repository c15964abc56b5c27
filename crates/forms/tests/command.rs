//! The `xlsform` command, as a form's author runs it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may stop where they stand")]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

fn check(files: &[&Path]) -> (Vec<Value>, bool) {
    let run = Command::new(env!("CARGO_BIN_EXE_xlsform")).arg("check").args(files).output().unwrap();
    let lines = String::from_utf8(run.stdout).unwrap();
    (lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect(), run.status.success())
}

#[test]
fn check_prints_one_line_for_each_file_and_fails_when_one_has_an_error() {
    let forms = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../forms");
    let (good, bad, none) = (
        forms.join("ho_gia_dinh.xlsx"),
        std::env::temp_dir().join(format!("khong-phai-{}.xlsx", std::process::id())),
        forms.join("khong-co.xlsx"),
    );
    std::fs::write(&bad, "a letter, not a workbook").unwrap();
    let (reports, passed) = check(&[&good]);
    assert!(passed);
    assert_eq!((&reports[0]["ok"], reports[0]["diagnostics"].as_array().unwrap().len()), (&Value::Bool(true), 0));

    let (reports, passed) = check(&[&good, &bad, &none]);
    assert!(!passed);
    let codes = reports.iter().map(|report| report["diagnostics"][0]["code"].as_str());
    assert_eq!(codes.collect::<Vec<_>>(), [None, Some("workbook-damaged"), Some("file-unreadable")]);
    for key in ["severity", "sheet", "row", "column", "code", "message"] {
        assert!(reports[1]["diagnostics"][0].get(key).is_some(), "{key}");
    }
    assert_eq!(reports[1]["ok"], Value::Bool(false));
    std::fs::remove_file(bad).unwrap();
}

/// An empty folder of one test.
fn folder(name: &str) -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("xlsform-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn check_tells_of_formulas_that_cannot_run_and_convert_takes_them_as_pyxform_does() {
    let folder = folder("formulas");
    let file = folder.join("a.md");
    let form = "| survey |\n| | type | name | label | calculation |\n| | calculate | a | | ${b} + 1 |\n\
                | | calculate | b | | ${a} + 1 |\n| | calculate | c | | khong_co(1) |\n| | note | d | D | |\n";
    std::fs::write(&file, form).unwrap();
    let (reports, passed) = check(&[&file]);
    let codes = reports[0]["diagnostics"].as_array().unwrap().iter();
    let codes = codes.map(|found| (found["code"].as_str().unwrap(), found["row"].as_u64()));
    assert_eq!(codes.collect::<Vec<_>>(), [("cycle", Some(2)), ("function-unknown", Some(4))]);
    assert!(!passed);
    let run = Command::new(env!("CARGO_BIN_EXE_xlsform")).arg("convert").arg(&file).output().unwrap();
    assert!(run.status.success());
    assert_eq!(String::from_utf8(run.stderr).unwrap(), "");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn choices_of_a_select_one_external_are_written_beside_the_form() {
    let folder = folder("itemsets");
    let (file, out) = (folder.join("a.md"), folder.join("a.xml"));
    let form = "| survey |\n| | type | name | label | choice_filter |\n| | text | xa | Xã | |\n\
                | | select_one_external thon | thon | Thôn | xa=${xa} |\n| external_choices |\n\
                | | list_name | name | label | xa |\n| | thon | t1 | Thôn \"Một\" | |\n| | thon | t2 | Thôn Hai | x1 |\n";
    std::fs::write(&file, form).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_xlsform"));
    assert!(command.arg("convert").arg(&file).arg("-o").arg(&out).status().unwrap().success());
    let itemsets = std::fs::read_to_string(folder.join("itemsets.csv")).unwrap();
    let lines = itemsets.split("\r\n").collect::<Vec<_>>();
    let wanted = [
        r#""list_name","name","label","xa""#,
        r#""thon","t1","Thôn ""Một""","""#,
        r#""thon","t2","Thôn Hai","x1""#,
        "",
    ];
    assert_eq!(lines, wanted);
    std::fs::remove_dir_all(folder).unwrap();
}

/// Sends lines to `xlsform drive` and gives back its answers.
fn drive(form: &str, lines: &[Value]) -> Vec<Value> {
    drive_file("xml", form, lines)
}

fn drive_file(extension: &str, form: &str, lines: &[Value]) -> Vec<Value> {
    use std::io::Write;
    use std::process::Stdio;
    let file = std::env::temp_dir().join(format!("xlsform-drive-{}.{extension}", std::process::id()));
    std::fs::write(&file, form).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_xlsform"));
    let mut run = command.arg("drive").arg(&file).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let text = lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    run.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let out = String::from_utf8(run.wait_with_output().unwrap().stdout).unwrap();
    std::fs::remove_file(file).unwrap();
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn drive_answers_every_line_with_what_changed_and_an_error_does_not_end_it() {
    use serde_json::json;
    let form = r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>F</h:title><model>
        <instance><data id="f"><a/><b/><p><x/></p></data></instance>
        <bind nodeset="/data/a" type="int" constraint=". &lt; 9" required="true()"/><bind nodeset="/data/b" relevant="/data/a = 1"/></model></h:head>
        <h:body><input ref="/data/a"><label>Số</label></input><input ref="/data/b"/><repeat nodeset="/data/p"><input ref="/data/p/x"/></repeat></h:body></h:html>"#;
    let answers = drive(
        form,
        &[
            json!({"set": "/data/a", "value": 1}),
            json!({"set": "/data/none", "value": 1}),
            json!({"add": "/data/p"}),
            json!({"set": "/data/p[2]/x", "value": "hai"}),
            json!({"remove": "/data/p[1]"}),
            json!({"get": "/data/p[1]/x"}),
            json!({"set": "/data/a", "value": 10}),
            json!({"finish": true}),
            json!({"instance": true}),
            json!({"load": "<data id=\"f\"><a>3</a></data>"}),
            json!({"get": "/data/a"}),
        ],
    );
    assert_eq!(answers.len(), 11);
    let paths = |answer: &Value| {
        let changed = answer["changed"].as_array().unwrap();
        changed.iter().map(|node| node["path"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(paths(&answers[0]), ["/data/a", "/data/b"]);
    assert_eq!(answers[0]["changed"][1]["relevant"], true);
    assert_eq!(answers[1]["error"]["code"], "path-unknown");
    assert_eq!(answers[4]["removed"], json!(["/data/p[1]"]));
    assert_eq!((&answers[5]["value"], &answers[5]["valid"]), (&json!("hai"), &json!(true)));
    assert_eq!(answers[6]["changed"][0]["valid"], false);
    assert_eq!(
        (&answers[7]["finished"], &answers[7]["problems"][0]["violation"]),
        (&json!(false), &json!("constraint"))
    );
    assert!(answers[8]["instance"].as_str().unwrap().contains("<p><x>hai</x></p>"));
    assert_eq!((&answers[10]["value"], &answers[10]["label"]), (&json!("3"), &json!("Số")));
}

#[test]
fn drive_takes_workbooks_of_every_kind_and_tells_how_a_node_is_shown() {
    use serde_json::json;
    let markdown = "| survey |  |  |  |  |  |  |\n| | type | name | label | hint | guidance_hint | appearance |\n| | text | a | A | H | G | multiline |\n\
        | settings |  |\n| | style |\n| | pages |\n";
    let csv = "survey,,,,,,\n,type,name,label,hint,guidance_hint,appearance\n,text,a,A,H,G,multiline\nsettings,,\n,style,\n,pages,\n";
    for (extension, form) in [("md", markdown), ("csv", csv)] {
        let answers = drive_file(extension, form, &[json!({"nodes": true}), json!({"instance": true})]);
        let nodes = answers[0]["nodes"].as_array().unwrap_or_else(|| panic!("{extension}: {answers:?}"));
        let shown = nodes.iter().find(|node| node["path"].as_str().unwrap().ends_with("/a")).unwrap();
        assert_eq!(
            (&shown["hint"], &shown["guidance"], &shown["appearance"], &shown["media"]),
            (&json!("H"), &json!("G"), &json!("multiline"), &json!({})),
            "{extension}"
        );
        assert_eq!(nodes[0]["class"], "pages", "{extension}");
    }
}

fn eval(lines: &[u8]) -> Vec<Value> {
    let mut run = Command::new(env!("CARGO_BIN_EXE_xlsform"));
    let mut run = run.arg("eval").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    run.stdin.take().unwrap().write_all(lines).unwrap();
    let output = run.wait_with_output().unwrap();
    assert!(output.status.success());
    let lines = String::from_utf8(output.stdout).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn eval_answers_each_line_in_its_turn_whatever_the_others_are() {
    let lines = br#"{"id":"a","xml":"<d><n>2</n><n>3</n></d>","context":"/*[1]/*[2]","expression":". + 1"}
not json

{"id":"b","xml":"<d><n>2</n><n at='x'>3</n></d>","expression":"//n[@at] | //@at"}
{"id":"c","expression":"1 div 0"}
{"id":"d","expression":"-0"}
{"id":"e","xml":"<d","expression":"1"}
{"id":"f","expression":"number()"}
{"id":"g","xml":"<d/>","context":"/*[7]","expression":"1"}
{"id":"h","expression":"now()","tz":"Asia/Ho_Chi_Minh","now":"2026-11-23T01:00:00Z"}
{"id":"i","expression":"1","tz":"Atlantis"}
{"id":"j","expression":"today()","xforms":false}
{"id":"k","xml":"<x:d xmlns:x='urn:x'>v</x:d>","expression":"/p:d","ns":{"p":"urn:x"},"xforms":false}
"#;
    let last = br#"{"id":"l","expression":"true()"}"#;
    let answers = eval(&[&lines[..], b"\xff\n", last].concat());
    let ids = answers.iter().map(|answer| answer["id"].as_str().unwrap_or("-")).collect::<String>();
    assert_eq!(ids, "a-bcdefghijk-l");
    let value = |id: &str| answers.iter().find(|answer| answer["id"] == id).unwrap();
    assert_eq!((&value("a")["type"], &value("a")["value"]), (&"number".into(), &4.into()));
    let nodes = serde_json::json!([
        { "path": "/*[1]/*[2]", "name": "n", "value": "3" },
        { "path": "/*[1]/*[2]/@at", "name": "at", "value": "x" },
    ]);
    assert_eq!(value("b")["value"], nodes);
    assert_eq!((&value("c")["value"], &value("d")["value"]), (&"Infinity".into(), &"-0".into()));
    assert_eq!(value("h")["value"], "2026-11-23T08:00:00.000+07:00");
    assert_eq!(value("k")["string"], "v");
    assert_eq!((&value("l")["value"], &value("l")["number"]), (&true.into(), &1.into()));
    for refused in ["e", "f", "g", "i", "j"] {
        assert!(value(refused)["error"].is_string(), "{refused}");
    }
}
