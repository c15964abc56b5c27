//! Reports: made for a period, edited by people, signed as versions that never change.

use domain::vocabulary::report as field;
use domain::{Change, Changes, DocId, Document, FieldPath, Kind, Value};
use report::annual::short_title;
use report::{Block, Paragraph, ParagraphStyle, Report, difference};
use serde::Serialize;

use crate::app::App;
use crate::desk::{Desk, Write};
use crate::dto::{
    CreateReportArgs, DifferenceArgs, EditReportArgs, IdArgs, ReportArgs, ReportDifference, ReportFile, ReportFileArgs,
    ReportFormat, ReportFrameArgs, ReportList, ReportNote, ReportPage, ReportRow, ReportsArgs, RestoreArgs,
};
use crate::error::AppError;
use crate::identity::Actor;
use crate::reporting::composing::{Composed, Terms, composed, kind_name};
use crate::reporting::edits::{self, Frame, FrameEdit};
use crate::reporting::templates::{self, Layout, TemplateFile};
use crate::reporting::versions::{self, Signing, Version};
use crate::reporting::view;
use crate::scoring::read_period;
use crate::use_cases::{count, id};
use crate::words;

/// The form that brings a report's own words.
const NARRATIVE_FORM: &str = "bao_cao_dien_giai";

pub(crate) fn list(app: &App, _: &Actor, args: ReportsArgs) -> Result<ReportList, AppError> {
    let desk = app.desk()?;
    let documents = desk.store.documents_of(Kind::Report)?;
    let rows = documents.iter().filter_map(|document| row(&desk, document).transpose());
    let mut rows: Vec<ReportRow> = rows.collect::<Result<_, _>>()?;
    rows.sort_by(|a, b| (&b.to, &b.from, &b.id).cmp(&(&a.to, &a.from, &a.id)));
    Ok(ReportList { period: read_period(&desk, args.period)?.info, rows })
}

fn row(desk: &Desk, document: &Document) -> Result<Option<ReportRow>, AppError> {
    let Some(Terms { kind, period }) = Terms::of(document) else { return Ok(None) };
    let edited = document.values().filter(|(path, _)| path.as_str().starts_with(field::SECTIONS)).count();
    Ok(Some(ReportRow {
        id: document.id.to_string(),
        title: short_title(kind, period),
        from: period.from.to_string(),
        to: period.to.to_string(),
        edited: count(edited),
        versions: versions::of(&desk.store, document)?.iter().map(view::version).collect(),
    }))
}

/// Makes a report for a period, or opens the one that is there.
pub(crate) fn create(app: &App, actor: &Actor, args: CreateReportArgs) -> Result<ReportPage, AppError> {
    let desk = app.desk()?;
    let info = read_period(&desk, Some(args.period))?.info;
    let kind = kind_name(info.choice.kind);
    let known = desk.store.documents_of(Kind::Report)?.into_iter().find(|document| {
        let is = |name, text: &str| document.text(name) == Some(text);
        is(field::KIND, kind) && is(field::FROM, &info.from) && is(field::TO, &info.to)
    });
    let doc = match known {
        Some(document) => document.id,
        None => {
            let doc = desk.new_doc_id();
            let texts = [(field::KIND, kind), (field::FROM, info.from.as_str()), (field::TO, info.to.as_str())];
            let changes = texts.map(|(name, text)| (FieldPath::from(name), Change::Set(Value::from(text))));
            write(&desk, actor, doc, Changes::from(changes))?;
            doc
        }
    };
    page(&desk, &desk.document(doc, Kind::Report)?)
}

pub(crate) fn get(app: &App, _: &Actor, args: ReportArgs) -> Result<ReportPage, AppError> {
    let desk = app.desk()?;
    let document = desk.document(id(&args.id)?, Kind::Report)?;
    match args.version {
        None => page(&desk, &document),
        Some(wanted) => signed_page(&desk, &document, &version(&desk, &document, &wanted)?),
    }
}

fn page(desk: &Desk, document: &Document) -> Result<ReportPage, AppError> {
    let now = composed(desk, document)?;
    let mut page = shown(desk, document, &now.report, |section| now.edited.contains(section))?;
    page.notes = now.notes.iter().map(view::note).collect();
    // Whoever signs now signs with the layout that stands in.
    page.notes.extend(stands_in(desk, &templates::layout(desk, templates::in_use(desk)?.as_ref())?));
    page.narrative = now.narrative.map(|check| check.to_string());
    Ok(page)
}

fn signed_page(desk: &Desk, document: &Document, version: &Version) -> Result<ReportPage, AppError> {
    let mut page = shown(desk, document, &version.open()?, |_| false)?;
    page.version = Some(view::version(version));
    Ok(page)
}

fn shown(
    desk: &Desk,
    document: &Document,
    report: &Report,
    is_edited: impl Fn(&str) -> bool,
) -> Result<ReportPage, AppError> {
    Ok(ReportPage {
        id: document.id.to_string(),
        short_title: short_title(report.kind, report.period),
        version: None,
        versions: versions::of(&desk.store, document)?.iter().map(view::version).collect(),
        frame: view::frame(report),
        kind: report.title.kind.clone(),
        subject: report.title.subject.clone(),
        sections: view::sections(report, is_edited),
        figures: view::figures(report),
        notes: Vec::new(),
        narrative: None,
        commune: desk.identity.commune.to_string(),
        narrative_form: NARRATIVE_FORM.to_owned(),
    })
}

pub(crate) fn edit(app: &App, actor: &Actor, args: EditReportArgs) -> Result<ReportPage, AppError> {
    let desk = app.desk()?;
    let document = desk.document(id(&args.id)?, Kind::Report)?;
    let now = composed(&desk, &document)?;
    let section = now.report.sections.iter().find(|section| section.id == args.section).ok_or_else(words::not_found)?;
    let mut blocks = section.blocks.clone();
    let at = (args.block as usize).min(blocks.len());
    let (style, seen) = match blocks.get(at) {
        Some(Block::Paragraph(paragraph)) => (paragraph.style, paragraph.editable()),
        Some(Block::Table(_)) => return Err(table()),
        None => (last_style(&blocks), String::new()),
    };
    if seen != args.seen {
        return Err(moved());
    }
    let lines = args.text.lines().map(str::trim).filter(|line| !line.is_empty());
    let (mut typed, mut told) = (Vec::new(), Vec::new());
    for line in lines {
        let (paragraph, found) = Paragraph::from_editable(style, line, &now.report.figures);
        typed.push(Block::Paragraph(paragraph));
        told.extend(found);
    }
    let until = if at < blocks.len() { at + 1 } else { at };
    blocks.splice(at..until, typed);
    let edit = edits::of_section(&now.fresh, &args.section, blocks, &now.report);
    let path = FieldPath::new(format!("{}{}", field::SECTIONS, args.section));
    let change = match edit {
        Some(edit) => set(&edit)?,
        None => Change::Removed,
    };
    let mut page = rewrite(&desk, actor, &document, path, change)?;
    page.notes.splice(0..0, told.iter().map(view::note));
    Ok(page)
}

/// A new paragraph continues in the style of the last one.
fn last_style(blocks: &[Block]) -> ParagraphStyle {
    match blocks.last() {
        Some(Block::Paragraph(paragraph)) => paragraph.style,
        _ => ParagraphStyle::Body,
    }
}

pub(crate) fn restore(app: &App, actor: &Actor, args: RestoreArgs) -> Result<ReportPage, AppError> {
    let desk = app.desk()?;
    let document = desk.document(id(&args.id)?, Kind::Report)?;
    let path = FieldPath::new(format!("{}{}", field::SECTIONS, args.section));
    rewrite(&desk, actor, &document, path, Change::Removed)
}

pub(crate) fn frame(app: &App, actor: &Actor, args: ReportFrameArgs) -> Result<ReportPage, AppError> {
    let desk = app.desk()?;
    let document = desk.document(id(&args.id)?, Kind::Report)?;
    let edited = view::typed_frame(args.frame).ok_or_else(|| {
        words::invalid("Ngày ban hành không có trong lịch.", "Hãy viết ngày theo kiểu 31/12/2026, hoặc bỏ trống.")
    })?;
    let generated = Frame::of(&composed(&desk, &document)?.fresh);
    let change = if generated == edited { Change::Removed } else { set(&FrameEdit { generated, edited })? };
    rewrite(&desk, actor, &document, FieldPath::from(field::FRAME), change)
}

/// Signs the report as it stands: a version that nothing changes any more.
pub(crate) fn freeze(app: &App, actor: &Actor, args: IdArgs) -> Result<ReportPage, AppError> {
    let desk = app.desk()?;
    let document = desk.document(id(&args.id)?, Kind::Report)?;
    let now = composed(&desk, &document)?;
    let number = versions::of(&desk.store, &document)?.last().map_or(1, |last| last.number.saturating_add(1));
    let layout = templates::layout(&desk, templates::in_use(&desk)?.as_ref())?;
    // Also the built-in layout is kept: a later program may bring another one.
    let kept = templates::keep(&desk, &layout.file, &layout.bytes)?;
    let signing = Signing { number, at_ms: desk.clock.now_ms(), by: actor.user_name(&desk.identity) };
    let version = Version::freeze(&now, layout.file, signing)?;
    let signed = written(&desk, document.id, Changes::from([versions::recorded(&version)?]));
    desk.write(actor, kept.into_iter().chain([signed]).collect(), None)?;
    page(&desk, &desk.document(document.id, Kind::Report)?)
}

pub(crate) fn compare(app: &App, _: &Actor, args: DifferenceArgs) -> Result<ReportDifference, AppError> {
    let desk = app.desk()?;
    let document = desk.document(id(&args.id)?, Kind::Report)?;
    let before = version(&desk, &document, &args.before)?.open()?;
    let after = match args.after {
        Some(after) => version(&desk, &document, &after)?.open()?,
        None => composed(&desk, &document)?.report,
    };
    Ok(ReportDifference { changes: difference(&before, &after).into_iter().map(view::change).collect() })
}

/// Prints a version, or the report as it stands.
pub(crate) fn file(app: &App, _: &Actor, args: ReportFileArgs) -> Result<ReportFile, AppError> {
    let desk = app.desk()?;
    let document = desk.document(id(&args.id)?, Kind::Report)?;
    let (report, data, template, part) = match &args.version {
        Some(wanted) => {
            let version = version(&desk, &document, wanted)?;
            let part = format!("ban-{}", version.label());
            (version.open()?, version.data()?, version.template, part)
        }
        None => {
            let Composed { report, data, .. } = composed(&desk, &document)?;
            (report, data, templates::in_use(&desk)?, "du-thao".to_owned())
        }
    };
    let mut notes = Vec::new();
    let (bytes, extension) = match args.format {
        ReportFormat::Docx => (letter(&desk, &report, template.as_ref(), &mut notes)?, "docx"),
        ReportFormat::Pdf => (report::pdf::pdf(&report).map_err(|error| AppError::internal(&error))?, "pdf"),
        ReportFormat::Xlsx => (report::xlsx::xlsx(&data).map_err(|error| AppError::internal(&error))?, "xlsx"),
    };
    let name = domain::text::fold(&short_title(report.kind, report.period)).replace([' ', '/'], "-");
    Ok(ReportFile { file: app.put_file(bytes), name: format!("{name}-{part}.{extension}"), notes })
}

/// The report in its layout. Where that cannot be had, the built-in one is taken and a note says so.
fn letter(
    desk: &Desk,
    report: &Report,
    template: Option<&TemplateFile>,
    notes: &mut Vec<ReportNote>,
) -> Result<Vec<u8>, AppError> {
    let layout = templates::layout(desk, template)?;
    notes.extend(stands_in(desk, &layout));
    let (bytes, _) = report::docx::docx(report, Some(&layout.bytes)).map_err(|error| AppError::internal(&error))?;
    Ok(bytes)
}

/// That the built-in layout is not the one that was asked for.
fn stands_in(desk: &Desk, layout: &Layout) -> Option<ReportNote> {
    let (fault, name) = layout.instead.as_ref()?;
    let text = words::template_fault(*fault, name, desk.shelf.is_some());
    Some(ReportNote { code: "template-replaced".to_owned(), grave: true, text })
}

fn version(desk: &Desk, document: &Document, wanted: &str) -> Result<Version, AppError> {
    versions::of(&desk.store, document)?.into_iter().find(|version| version.id == wanted).ok_or_else(words::not_found)
}

fn set(value: &impl Serialize) -> Result<Change, AppError> {
    let text = serde_json::to_string(value).map_err(|error| AppError::internal(&error))?;
    Ok(Change::Set(Value::Text(text)))
}

fn written(desk: &Desk, doc: DocId, changes: Changes) -> Write {
    Write { doc, kind: Kind::Report, area: desk.identity.commune, changes, base: None }
}

fn write(desk: &Desk, actor: &Actor, doc: DocId, changes: Changes) -> Result<(), AppError> {
    desk.write(actor, vec![written(desk, doc, changes)], None)
}

fn rewrite(
    desk: &Desk,
    actor: &Actor,
    document: &Document,
    path: FieldPath,
    change: Change,
) -> Result<ReportPage, AppError> {
    write(desk, actor, document.id, Changes::from([(path, change)]))?;
    page(desk, &desk.document(document.id, Kind::Report)?)
}

fn table() -> AppError {
    words::invalid(
        "Bảng được tính từ dữ liệu nên không sửa tay.",
        "Hãy sửa ở phiếu hoặc sổ nguồn vốn; bảng sẽ tự cập nhật.",
    )
}

fn moved() -> AppError {
    words::invalid(
        "Đoạn này vừa thay đổi vì có người khác sửa hoặc có dữ liệu mới.",
        "Hãy đọc lại đoạn văn rồi sửa lần nữa. Lời bạn vừa viết vẫn còn trong ô.",
    )
}
