//! The `xlsform` command, as a form's author runs it.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn check(files: &[&Path]) -> (Vec<Value>, bool) {
    let run = Command::new(env!("CARGO_BIN_EXE_xlsform")).arg("check").args(files).output().unwrap();
    let lines = String::from_utf8(run.stdout).unwrap();
    (lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect(), run.status.success())
}

#[test]
fn check_prints_one_line_for_each_file_and_fails_when_one_has_an_error() {
    let forms = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../forms");
    let (good, bad, none) = (forms.join("ho_gia_dinh.xlsx"), forms.join("README.md"), forms.join("khong-co.xlsx"));
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
}

/// Sends lines to `xlsform drive` and gives back its answers.
fn drive(form: &str, lines: &[Value]) -> Vec<Value> {
    use std::io::Write;
    use std::process::Stdio;
    let file = std::env::temp_dir().join(format!("xlsform-drive-{}.xml", std::process::id()));
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
