//! `xlsform drive`: a filling session on JSON lines.

use std::io::{BufRead, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use forms::{
    ChoiceText, Env, FileKind, Form, InstanceForm, NodeRole, NodeState, Reading, Resources, Resume, Session,
    SessionError, Severity, Value as Answer, Violation,
};
use serde_json::{Map, Value, json};

/// Longest request, in bytes; an instance to load may be large.
const MAX_REQUEST_BYTES: usize = 64 << 20;

/// Files looked at in one folder, and the largest that is read, in bytes.
const MAX_RESOURCES: usize = 1_000;
const MAX_RESOURCE_BYTES: u64 = 64 << 20;

pub fn run(arguments: &[String]) -> ExitCode {
    let [file] = arguments else {
        eprintln!("xlsform drive FORM");
        return ExitCode::from(2);
    };
    let form = match open(file) {
        Ok(form) => form,
        Err(error) => {
            println!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let env = env();
    let session = Session::start(Arc::clone(&form), env.clone(), []).session;
    let mut driver = Driver { form, env, session };
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else { return ExitCode::FAILURE };
        if line.trim().is_empty() {
            continue;
        }
        let answer = driver.answer(&line).unwrap_or_else(|fault| fault.line());
        if writeln!(out, "{answer}").and_then(|()| out.flush()).is_err() {
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// The form in a file, or the line that says why there is none.
fn open(file: &str) -> Result<Arc<Form>, Value> {
    let bytes = std::fs::read(file).map_err(|error| Fault::new("file-unreadable", error.to_string()).line())?;
    let name = Path::new(file).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let reading = read(file, &bytes, &name);
    reading.form.map(Arc::new).ok_or_else(|| {
        let errors = reading.diagnostics.iter().filter(|found| found.severity == Severity::Error);
        let first = errors.clone().next().map_or("form-unusable", |found| found.code);
        let message = errors.map(|found| found.en.as_str()).collect::<Vec<_>>().join(" ");
        Fault::new(first, message).line()
    })
}

fn read(file: &str, bytes: &[u8], name: &str) -> Reading {
    let text = std::str::from_utf8(bytes).map(|text| text.trim_start_matches('\u{FEFF}').trim_start());
    match text {
        Ok(text) if text.starts_with('<') => forms::read_xform_with(text, &resources(file)),
        _ => forms::read_file_with(bytes, FileKind::of_name(file), name, &resources(file)),
    }
}

/// Files beside the form, and in the folder that bears its name and `-media`.
pub(super) fn resources(file: &str) -> Resources {
    let path = Path::new(file);
    let folder = path.parent().unwrap_or(Path::new("."));
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let mut resources = Resources::default();
    for folder in [folder.to_path_buf(), folder.join(format!("{stem}-media"))] {
        let Ok(entries) = std::fs::read_dir(folder) else { continue };
        for entry in entries.flatten().take(MAX_RESOURCES) {
            let name = entry.file_name().to_string_lossy().into_owned();
            let known = ["csv", "xml", "geojson"].iter().any(|extension| has_extension(&name, extension));
            let small = entry.metadata().is_ok_and(|found| found.is_file() && found.len() <= MAX_RESOURCE_BYTES);
            if known
                && small
                && let Ok(bytes) = std::fs::read(entry.path())
            {
                resources.insert(name, bytes);
            }
        }
    }
    resources
}

fn has_extension(file: &str, extension: &str) -> bool {
    Path::new(file).extension().is_some_and(|found| found.eq_ignore_ascii_case(extension))
}

fn env() -> Env {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let now_ms = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
    let seed = u64::try_from(since.as_nanos() % u128::from(u64::MAX)).unwrap_or(1);
    Env { now_ms, seed, ..Env::default() }
}

struct Driver {
    form: Arc<Form>,
    env: Env,
    session: Session,
}

/// Why a request was not carried out; the session goes on.
struct Fault {
    code: &'static str,
    message: String,
}

impl Fault {
    fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    fn line(&self) -> Value {
        json!({ "error": { "code": self.code, "message": self.message } })
    }
}

impl From<SessionError> for Fault {
    fn from(error: SessionError) -> Self {
        let code = match error {
            SessionError::UnknownPath(_) => "path-unknown",
            SessionError::NotAQuestion(_) => "not-a-question",
            SessionError::NotARepeat(_) => "not-a-repeat",
            SessionError::NotEditable(_) => "not-editable",
            SessionError::InstanceExists(_) | SessionError::InstanceId(_) => "instance-id",
            SessionError::AnswerTooLong { .. } => "answer-too-long",
            SessionError::TooManyInstances(_) => "too-many-instances",
            SessionError::Counted(_) => "counted",
        };
        Self::new(code, error.to_string())
    }
}

impl Driver {
    fn answer(&mut self, line: &str) -> Result<Value, Fault> {
        if line.len() > MAX_REQUEST_BYTES {
            return Err(Fault::new("request-too-long", "the request is too long"));
        }
        let request = serde_json::from_str::<Value>(line).map_err(|error| Fault::new("json", error.to_string()))?;
        let request = request.as_object().ok_or_else(|| Fault::new("json", "a request is a JSON object"))?;
        let text = |name: &str| request.get(name).and_then(Value::as_str);
        if let Some(path) = text("set") {
            self.session.set_at(path, answer_of(request.get("value")))?;
            Ok(self.changed(&[]))
        } else if let Some(path) = text("add") {
            let index = request.get("at").and_then(Value::as_u64).and_then(|index| usize::try_from(index).ok());
            self.session.add_at(path, index)?;
            Ok(self.changed(&[]))
        } else if let Some(path) = text("remove") {
            self.session.remove_at(path)?;
            Ok(self.changed(&[path]))
        } else if let Some(path) = text("get") {
            Ok(node(&self.session.state(path)?))
        } else if let Some(language) = text("language") {
            self.session.set_language(language);
            Ok(self.changed(&[]))
        } else if let Some(xml) = text("load") {
            self.load(xml, request)
        } else if request.contains_key("instance") {
            let form = if text("instance") == Some("draft") { InstanceForm::Draft } else { InstanceForm::Submission };
            Ok(json!({ "instance": self.session.instance_xml(form) }))
        } else if request.contains_key("nodes") {
            Ok(json!({ "nodes": self.session.states().iter().map(node).collect::<Vec<_>>() }))
        } else if request.contains_key("finish") {
            Ok(self.finish())
        } else {
            let known = "set, add, remove, get, language, instance, load, nodes or finish";
            Err(Fault::new("request-unknown", format!("a request has one of {known}")))
        }
    }

    fn load(&mut self, xml: &str, request: &Map<String, Value>) -> Result<Value, Fault> {
        let resume = if request.get("edit") == Some(&Value::Bool(true)) { Resume::Edit } else { Resume::Draft };
        let opened = Session::load_instance(Arc::clone(&self.form), self.env.clone(), xml, resume)
            .map_err(|error| Fault::new("instance", error.to_string()))?;
        self.session = opened.session;
        let mut answer = self.changed(&[]);
        if let Some(answer) = answer.as_object_mut() {
            let moved = self.session.moved();
            let moved = moved
                .iter()
                .map(|moved| json!({ "path": moved.path, "code": moved.code, "vi": moved.vi, "message": moved.en }));
            answer.insert("moved".to_owned(), moved.collect());
        }
        Ok(answer)
    }

    fn finish(&mut self) -> Value {
        self.session.mark_finishing();
        let mut answer = self.changed(&[]);
        let problems = self.session.states().into_iter().filter(|state| state.violation.is_some());
        let problems = problems.map(|state| {
            json!({ "path": state.reference, "violation": word(state.violation), "label": state.label, "message": state.message })
        });
        let problems = problems.collect::<Vec<_>>();
        if let Some(answer) = answer.as_object_mut() {
            answer.insert("finished".to_owned(), Value::Bool(problems.is_empty()));
            answer.insert("problems".to_owned(), Value::Array(problems));
        }
        answer
    }

    /// What the last request changed.
    fn changed(&self, removed: &[&str]) -> Value {
        let states = self.session.touched().into_iter().filter_map(|path| self.session.state(&path).ok());
        let changed = states.map(|state| Value::Object(state_of(&state))).collect::<Vec<_>>();
        let mut answer = Map::from_iter([("changed".to_owned(), Value::Array(changed))]);
        if !removed.is_empty() {
            answer.insert("removed".to_owned(), json!(removed));
        }
        Value::Object(answer)
    }
}

/// What a request gives as an answer; `null`, or nothing, clears the question.
fn answer_of(value: Option<&Value>) -> Option<Answer> {
    match value? {
        Value::Null => None,
        Value::Bool(truth) => Some(Answer::Boolean(*truth)),
        Value::Number(number) => number.as_i64().map(Answer::Integer).or_else(|| number.as_f64().map(Answer::Decimal)),
        Value::String(text) => Some(Answer::Text(text.clone())),
        Value::Array(names) => {
            let names = names.iter().map(|name| name.as_str().map_or_else(|| name.to_string(), str::to_owned));
            Some(Answer::Text(names.collect::<Vec<_>>().join(" ")))
        }
        Value::Object(_) => Some(Answer::Text(value?.to_string())),
    }
}

/// The part of a node's state that changes by itself.
fn state_of(state: &NodeState) -> Map<String, Value> {
    let valid = !matches!(state.violation, Some(Violation::Constraint | Violation::Type));
    Map::from_iter([
        ("path".to_owned(), json!(state.reference)),
        ("value".to_owned(), json!(state.misfit.as_ref().or(state.value.as_ref()))),
        ("relevant".to_owned(), json!(state.relevant)),
        ("required".to_owned(), json!(state.required)),
        ("readonly".to_owned(), json!(state.read_only)),
        ("valid".to_owned(), json!(valid)),
    ])
}

fn node(state: &NodeState) -> Value {
    let mut node = state_of(state);
    let choices = state.choices.iter().map(|ChoiceText { name, label }| json!({ "value": name, "label": label }));
    node.insert("label".to_owned(), json!(state.label));
    node.insert("hint".to_owned(), json!(state.hint));
    node.insert("guidance".to_owned(), json!(state.guidance));
    node.insert("appearance".to_owned(), json!(state.appearance));
    let media = state.media.iter().map(|media| (media.form.clone(), json!(media.reference)));
    node.insert("media".to_owned(), Value::Object(media.collect()));
    if state.role == NodeRole::Root {
        node.insert("class".to_owned(), json!(state.class));
    }
    node.insert("choices".to_owned(), choices.collect());
    if let Some(violation) = state.violation {
        node.insert("violation".to_owned(), json!(word(Some(violation))));
        node.insert("message".to_owned(), json!(state.message));
    }
    Value::Object(node)
}

const fn word(violation: Option<Violation>) -> Option<&'static str> {
    match violation {
        Some(Violation::Required) => Some("required"),
        Some(Violation::Constraint) => Some("constraint"),
        Some(Violation::Type) => Some("type"),
        None => None,
    }
}
