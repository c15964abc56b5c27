//! `xlsform convert`: XLSForm → XForm XML.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use forms::xml::{Document, WriteLayout, write};
use forms::{Diagnostic, FileKind, FormNames, Severity};

/// What the command line asks for.
#[derive(Debug, Default)]
struct Request {
    file: String,
    name: Option<String>,
    out: Option<String>,
}

pub fn run(arguments: &[String]) -> ExitCode {
    let Some(request) = request(arguments) else {
        eprintln!("xlsform convert FILE [--name FORM_NAME] [-o OUT]");
        return ExitCode::from(2);
    };
    match convert(&request) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn request(arguments: &[String]) -> Option<Request> {
    let mut request = Request::default();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--name" => request.name = Some(rest.next()?.clone()),
            "-o" | "--out" => request.out = Some(rest.next()?.clone()),
            file if request.file.is_empty() && !file.starts_with("--") => file.clone_into(&mut request.file),
            _ => return None,
        }
    }
    (!request.file.is_empty()).then_some(request)
}

fn convert(request: &Request) -> Result<(), String> {
    let path = Path::new(&request.file);
    let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", request.file))?;
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let names = FormNames { root: request.name.as_deref(), id: stem.as_deref() };
    let conversion = forms::convert_file(&bytes, FileKind::of_name(&request.file), names);
    for found in &conversion.diagnostics {
        eprintln!("{}", line(found));
    }
    let xform = conversion.xform.ok_or_else(|| format!("{}: not converted", request.file))?;
    let mut xml = String::from("<?xml version=\"1.0\"?>\n");
    xml.push_str(&write(&xform.document, Document::ROOT, WriteLayout::Indented));
    xml.push('\n');
    let written = match &request.out {
        Some(out) => write_files(Path::new(out), &xml, conversion.itemsets.as_deref()),
        None => std::io::stdout().lock().write_all(xml.as_bytes()),
    };
    written.map_err(|error| error.to_string())
}

/// The form, and beside it the choices that it looks up in a file.
fn write_files(out: &Path, xml: &str, itemsets: Option<&str>) -> std::io::Result<()> {
    std::fs::write(out, xml)?;
    match itemsets {
        Some(itemsets) => std::fs::write(out.with_file_name("itemsets.csv"), itemsets),
        None => Ok(()),
    }
}

/// `warning: survey, row 3, label: …`
fn line(found: &Diagnostic) -> String {
    let severity = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let row = found.location.row.map(|row| format!("row {row}"));
    let place = [found.location.sheet.clone(), row, found.location.column.clone()];
    let place = place.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let gap = if place.is_empty() { "" } else { ": " };
    format!("{severity}: {place}{gap}{}", found.en.replace('\n', " "))
}
