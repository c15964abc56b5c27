//! Our side of each scenario. A time ends where the peers' clients end theirs: after what the answer leads to has been
//! read (relevance, total, end of the chain, choices offered), by the path of the node, and before it is checked.
//! One answer to the largest form and a new instance are timed without a reading, on every side.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use forms::xml::{Document, WriteLayout, write};
use forms::{Env, Form, FormNames, Resources, Session, Severity, Value};

use crate::figures::Times;

/// Rounds of what takes milliseconds, and of what takes a whole process.
const ROUNDS: usize = 25;
const PROCESS_ROUNDS: usize = 25;
/// Rounds of one answer, as the peers' clients have them.
const ANSWERS: usize = 200;
const INSTANCES: usize = 100;
const CELLS: usize = 20;
const CASCADES: usize = 60;
const LARGE_ROWS: usize = 100_000;
const LARGE_DISTRICTS: usize = 2_000;
/// Rows whose number begins with three given digits: one of three, ten of four, a hundred of five.
const LARGE_HITS: usize = 111;
const LARGE_FORM: &str = include_str!("large.xml");

/// What is measured on.
pub struct Kit {
    pub forms: PathBuf,
    pub xlsform: PathBuf,
}

type Figures = BTreeMap<&'static str, Times>;

pub fn measure(kit: &Kit) -> Result<Figures> {
    let mut figures = Figures::new();
    convert(kit, &mut figures)?;
    open(kit, &mut figures)?;
    answers(kit, &mut figures)?;
    toggles(kit, &mut figures)?;
    chain(kit, &mut figures)?;
    repeat(kit, &mut figures)?;
    cascade(kit, &mut figures)?;
    // The peers' memory is that of the same scenarios; the list that follows is none of theirs.
    let peak = peak_mib()?;
    figures.insert("memory", Times { median: peak, p99: peak });
    large_list(&mut figures)?;
    Ok(figures)
}

/// Converts ourselves what no peer has left as XForm XML.
pub fn ensure_xforms(kit: &Kit) -> Result<()> {
    for entry in fs::read_dir(&kit.forms)? {
        let workbook = entry?.path();
        let xform = workbook.with_extension("xml");
        if workbook.extension().is_some_and(|extension| extension == "xlsx") && !xform.exists() {
            fs::write(&xform, converted(&fs::read(&workbook)?, &workbook)?)?;
        }
    }
    Ok(())
}

fn converted(bytes: &[u8], workbook: &Path) -> Result<String> {
    let id = workbook.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let conversion = forms::convert_xlsx(bytes, FormNames { root: None, id: id.as_deref() });
    let xform = conversion.xform.with_context(|| format!("{}: {:?}", workbook.display(), conversion.diagnostics))?;
    Ok(write(&xform.document, Document::ROOT, WriteLayout::Indented))
}

fn convert(kit: &Kit, figures: &mut Figures) -> Result<()> {
    for (name, form) in [("convert_household", "household"), ("convert_2000", "mixed_2000")] {
        let workbook = kit.forms.join(form).with_extension("xlsx");
        let bytes = fs::read(&workbook)?;
        let times = rounds(ROUNDS, || {
            let xform = converted(&bytes, &workbook)?;
            ensure!(xform.contains("</h:html>"), "{form} is converted");
            Ok(())
        })?;
        figures.insert(name, times);
    }
    let workbook = kit.forms.join("household.xlsx");
    let folder = tempfile::tempdir()?;
    let out = folder.path().join("household.xml");
    let times = rounds(PROCESS_ROUNDS, || {
        let mut command = Command::new(&kit.xlsform);
        command.arg("convert").arg(&workbook).arg("-o").arg(&out).stdout(Stdio::null()).stderr(Stdio::null());
        ensure!(command.status().context("starting xlsform")?.success(), "xlsform converts the household form");
        Ok(())
    })?;
    figures.insert("convert_household_whole", times);
    Ok(())
}

fn open(kit: &Kit, figures: &mut Figures) -> Result<()> {
    for (name, form, questions) in [("open_50", "mixed_50", 50), ("open_2000", "mixed_2000", 2000)] {
        let xform = fs::read_to_string(kit.forms.join(form).with_extension("xml"))?;
        let times = rounds(ROUNDS, || {
            let session = started(&xform)?;
            let found = session.form().questions().count();
            ensure!(found >= questions, "{form} has {found} questions");
            Ok(())
        })?;
        figures.insert(name, times);
    }
    let bytes = read(&fs::read_to_string(kit.forms.join("mixed_2000.xml"))?)?.to_bytes()?;
    let times = rounds(ROUNDS, || {
        let form = Arc::new(Form::from_bytes(&bytes)?);
        let session = Session::start(form, Env { seed: 1, ..Env::default() }, []).session;
        let found = session.form().questions().count();
        ensure!(found >= 2000, "the kept form has {found} questions");
        Ok(())
    })?;
    figures.insert("open_2000_compiled", times);
    Ok(())
}

/// One answer after another down the largest form, and what two of them lead to.
fn answers(kit: &Kit, figures: &mut Figures) -> Result<()> {
    let mut session = opened(kit, "mixed_2000")?;
    session.set_at("/data/geo/region", Some(Value::from("r1")))?;
    let mut times = Vec::new();
    let references: Vec<String> = session.states().into_iter().map(|state| state.reference).collect();
    for (number, reference) in references.iter().enumerate() {
        let name = reference.rsplit('/').next().unwrap_or_default();
        let Some((kind, digits)) = name.split_at_checked(1) else { continue };
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        let value = match kind {
            "a" => Value::Integer(11 + i64::try_from(number % 50)?),
            "t" | "o" => Value::Text(format!("text {number}")),
            "y" => Value::from("yes"),
            "c" => Value::from("c1"),
            "d" => Value::Decimal(12.5),
            "m" => Value::from("i1 i3"),
            _ => continue,
        };
        let begun = Instant::now();
        session.set_at(reference, Some(value))?;
        times.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    ensure!(times.len() > 1_000, "{} answers were given", times.len());
    let low = session.state("/data/b0/z0")?.value;
    ensure!(low.as_deref() == Some("low"), "z0 is {low:?}");
    figures.insert("answer_2000", Times::of(times));
    Ok(())
}

fn toggles(kit: &Kit, figures: &mut Figures) -> Result<()> {
    let mut session = opened(kit, "relevance_500")?;
    let mut times = Vec::new();
    for word in ["yes", "no"] {
        for number in 0..250 {
            let (answered, shown) = (format!("/data/y{number}"), format!("/data/t{number}"));
            let begun = Instant::now();
            session.set_at(&answered, Some(Value::from(word)))?;
            let relevant = session.state(&shown)?.relevant;
            times.push(begun.elapsed().as_secs_f64() * 1e3);
            ensure!(relevant == (word == "yes"), "{shown} is relevant: {relevant}");
        }
    }
    figures.insert("toggle_1", Times::of(times));

    let mut session = opened(kit, "wide_relevance_500")?;
    let mut times = Vec::new();
    for number in 0..ANSWERS {
        let many = number % 2 == 0;
        let begun = Instant::now();
        let change = session.set_at("/data/a", Some(Value::Integer(if many { 600 } else { 0 })))?;
        let last = session.state("/data/t498")?.relevant;
        times.push(begun.elapsed().as_secs_f64() * 1e3);
        ensure!(last == many, "the last is relevant: {last}");
        let toggled = change.relevance.values().filter(|relevant| **relevant == many).count();
        ensure!(toggled == 499, "{toggled} questions were toggled");
    }
    figures.insert("toggle_499", Times::of(times));
    Ok(())
}

fn chain(kit: &Kit, figures: &mut Figures) -> Result<()> {
    let mut session = opened(kit, "chain_500")?;
    let mut times = Vec::new();
    for number in 0..ANSWERS {
        let begun = Instant::now();
        session.set_at("/data/q0", Some(Value::Integer(i64::try_from(number)?)))?;
        let last = session.state("/data/q500")?.value;
        times.push(begun.elapsed().as_secs_f64() * 1e3);
        ensure!(last == Some((number + 500).to_string()), "the chain ends in {last:?}");
    }
    figures.insert("chain_500", Times::of(times));
    Ok(())
}

fn repeat(kit: &Kit, figures: &mut Figures) -> Result<()> {
    let mut session = opened(kit, "repeat_20")?;
    let mut adding = Vec::new();
    for _ in 1..INSTANCES {
        let begun = Instant::now();
        session.add_at("/data/rep", None)?;
        adding.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    let mut times = Vec::new();
    let mut sum = 0;
    for cell in 0..CELLS {
        for row in 0..INSTANCES {
            let reference = format!("/data/rep[{}]/q{}", row + 1, cell + 1);
            let begun = Instant::now();
            session.set_at(&reference, Some(Value::Integer(i64::try_from(row + cell)?)))?;
            let total = session.state("/data/grand_total")?.value;
            times.push(begun.elapsed().as_secs_f64() * 1e3);
            sum += row + cell;
            ensure!(total == Some(sum.to_string()), "the total is {total:?} instead of {sum}");
        }
    }
    figures.insert("repeat_add", Times::of(adding));
    figures.insert("repeat_cell", Times::of(times));
    Ok(())
}

fn cascade(kit: &Kit, figures: &mut Figures) -> Result<()> {
    let mut session = opened(kit, "cascade_5000")?;
    let mut times = Vec::new();
    for number in 0..CASCADES {
        let region = number % 10;
        session.set_at("/data/region", Some(Value::Text(format!("r{region}"))))?;
        ensure!(session.choices("/data/district")?.len() == 10, "ten districts are offered");
        let district = Value::Text(format!("d{}", region + 10 * (number % 9)));
        let begun = Instant::now();
        session.set_at("/data/district", Some(district))?;
        let villages = session.choices("/data/village")?;
        times.push(begun.elapsed().as_secs_f64() * 1e3);
        ensure!(villages.len() == 50, "{} villages are offered", villages.len());
    }
    figures.insert("cascade_5000", Times::of(times));
    Ok(())
}

/// A list of 100,000 rows in a file beside the form, filtered by an earlier answer, and searched by the letters
/// typed so far. The first of the rounds also sorts or folds the column.
fn large_list(figures: &mut Figures) -> Result<()> {
    let mut csv = String::from("name,label,district\n");
    for row in 0..LARGE_ROWS {
        csv.push_str(&format!("p{row},Nguyễn Văn {row},d{}\n", row % LARGE_DISTRICTS));
    }
    let mut files = Resources::default();
    files.insert("people.csv", csv.into_bytes());
    let reading = forms::read_xform_with(LARGE_FORM, &files);
    let form = reading.form.with_context(|| format!("{:?}", reading.diagnostics))?;
    let mut session = Session::start(Arc::new(form), Env { seed: 1, ..Env::default() }, []).session;
    let (mut filtered, mut searched) = (Vec::new(), Vec::new());
    for number in 0..CASCADES {
        let district = Value::Text(format!("d{}", number % LARGE_DISTRICTS));
        let begun = Instant::now();
        session.set_at("/data/district", Some(district))?;
        let people = session.choices("/data/person")?;
        filtered.push(begun.elapsed().as_secs_f64() * 1e3);
        ensure!(people.len() == LARGE_ROWS / LARGE_DISTRICTS, "{} people are offered", people.len());
        let typed = format!("van 99{}", number % 10);
        let begun = Instant::now();
        let people = session.find_choices("/data/found", &typed, LARGE_HITS)?;
        searched.push(begun.elapsed().as_secs_f64() * 1e3);
        let begins =
            people.iter().filter(|person| person.label.to_lowercase().replace('ă', "a").contains(&typed)).count();
        ensure!(begins == LARGE_HITS, "{begins} people are found");
    }
    figures.insert("filter_100000", Times::of(filtered));
    figures.insert("search_100000", Times::of(searched));
    Ok(())
}

fn opened(kit: &Kit, form: &str) -> Result<Session> {
    started(&fs::read_to_string(kit.forms.join(form).with_extension("xml"))?)
}

fn started(xform: &str) -> Result<Session> {
    Ok(Session::start(Arc::new(read(xform)?), Env { seed: 1, ..Env::default() }, []).session)
}

fn read(xform: &str) -> Result<Form> {
    let reading = forms::read_xform(xform);
    let errors: Vec<_> = reading.diagnostics.iter().filter(|found| found.severity == Severity::Error).collect();
    reading.form.with_context(|| format!("the form does not open: {errors:?}"))
}

fn rounds(count: usize, mut work: impl FnMut() -> Result<()>) -> Result<Times> {
    let mut times = Vec::new();
    for _ in 0..count {
        let begun = Instant::now();
        work()?;
        times.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    Ok(Times::of(times))
}

/// The most memory that this process has had (VmHWM).
fn peak_mib() -> Result<f64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM")?;
    let kib: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kib / 1024.0)
}
