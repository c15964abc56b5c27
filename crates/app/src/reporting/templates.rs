//! The layouts that a commune's reports are printed with as `.docx`: what was chosen, by whom and when, and the bytes.
//!
//! Each choice is a field that never changes, in one document whose id follows from the commune's; the last one is in use.
//! The file travels and is kept as any attached file is, under its SHA-256.

use domain::vocabulary::report_template as field;
use domain::{BlobHash, Change, Changes, DocId, Document, FieldPath, Kind, Value};
use report::Severity;
use serde::{Deserialize, Serialize};
use store::{BlobRow, NewBlob};

use crate::attached;
use crate::desk::{Desk, Write};
use crate::error::AppError;

/// What the built-in layout is called where it is saved.
const BUILT_IN_NAME: &str = "mau-bao-cao.docx";
const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
/// Stands for the question in the record of a layout's file.
const QUESTION: &str = "template";
/// What the document's id is made of, with the commune's.
const DOCUMENT_SEED: &[u8] = b"report templates";

/// A file that reports can be printed with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TemplateFile {
    /// SHA-256, hexadecimal.
    pub hash: String,
    /// As it was called where it was chosen.
    pub name: String,
    /// Size.
    pub bytes: u64,
    /// The layout that this program, or an earlier one, brings itself.
    #[serde(default)]
    pub built_in: bool,
}

/// Somebody's choice of a layout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Choice {
    /// The field's name below [`field::CHOICES`].
    #[serde(skip)]
    pub id: String,
    /// 1, 2, …: in the order of choosing, as the chooser saw it.
    pub number: u32,
    /// Nothing: the built-in one.
    pub file: Option<TemplateFile>,
    pub at_ms: i64,
    /// Name of whoever chose.
    pub by: String,
}

/// Why the built-in layout stands in for a chosen one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Its bytes are not here.
    Missing,
    /// Its bytes are not what they were, or cannot be filled.
    Unusable,
}

/// A layout to print with.
pub(crate) struct Layout {
    pub file: TemplateFile,
    pub bytes: Vec<u8>,
    /// Why it is not the one that was asked for, and how that one is called.
    pub instead: Option<(Fault, String)>,
}

/// All choices in their order; the last one is in use.
pub(crate) fn choices(desk: &Desk) -> Result<Vec<Choice>, AppError> {
    let document = desk.store.document(document_id(desk))?.filter(|document| document.kind == Kind::Report);
    let read = document.iter().flat_map(Document::values).filter_map(|(path, value)| {
        let id = path.as_str().strip_prefix(field::CHOICES)?;
        let choice: Choice = serde_json::from_str(value.as_text()?).ok()?;
        Some(Choice { id: id.to_owned(), ..choice })
    });
    let mut choices: Vec<Choice> = read.collect();
    choices.sort_by(|a, b| (a.number, &a.id).cmp(&(b.number, &b.id)));
    Ok(choices)
}

/// The file in use; nothing where it is the built-in one.
pub(crate) fn in_use(desk: &Desk) -> Result<Option<TemplateFile>, AppError> {
    Ok(choices(desk)?.pop().and_then(|last| last.file))
}

/// The layout of a file, or the built-in one where it cannot be had or opened any more.
pub(crate) fn layout(desk: &Desk, file: Option<&TemplateFile>) -> Result<Layout, AppError> {
    let built_in = report::docx::template().map_err(|error| AppError::internal(&error))?;
    let file_of_it = TemplateFile { built_in: true, ..described(BUILT_IN_NAME, &built_in) };
    let built_in = Layout { file: file_of_it, bytes: built_in, instead: None };
    let Some(file) = file.filter(|file| file.hash != built_in.file.hash) else { return Ok(built_in) };
    Ok(match usable(desk, file) {
        Ok(bytes) => Layout { file: file.clone(), bytes, instead: None },
        Err(fault) => Layout { instead: Some((fault, file.name.clone())), ..built_in },
    })
}

fn usable(desk: &Desk, file: &TemplateFile) -> Result<Vec<u8>, Fault> {
    let hash: BlobHash = file.hash.parse().map_err(|_| Fault::Unusable)?;
    // Whatever keeps the disk from giving it: the report is printed all the same, and the screen says how.
    let bytes = attached::bytes(desk, hash).map_err(|_| Fault::Unusable)?.ok_or(Fault::Missing)?;
    let is_whole = attached::hash_of(&bytes) == hash;
    let is_sound = report::docx::check_template(&bytes).iter().all(|found| found.severity < Severity::Error);
    if is_whole && is_sound { Ok(bytes) } else { Err(Fault::Unusable) }
}

/// What a file is, by its bytes.
pub(crate) fn described(name: &str, bytes: &[u8]) -> TemplateFile {
    let hash = attached::hash_of(bytes).to_string();
    TemplateFile { hash, name: name.to_owned(), bytes: bytes.len() as u64, built_in: false }
}

/// Keeps a layout's bytes, and gives what has to be recorded of them where nothing is recorded yet.
pub(crate) fn keep(desk: &Desk, file: &TemplateFile, bytes: &[u8]) -> Result<Option<Write>, AppError> {
    let hash = attached::hash_of(bytes);
    let owner = document_id(desk);
    let is_recorded = desk.store.attachments_of(owner)?.iter().any(|known| known.hash == hash);
    if !is_recorded || attached::bytes(desk, hash)?.is_none() {
        let blob = NewBlob { hash, bytes, name: &file.name, media_type: MEDIA_TYPE, thumbnail: None };
        desk.store.put_blob(&blob, desk.clock.now_ms())?;
    }
    let row = BlobRow {
        hash,
        bytes: file.bytes,
        name: file.name.clone(),
        media_type: MEDIA_TYPE.to_owned(),
        thumbnail: None,
        safe_at_ms: None,
    };
    Ok((!is_recorded).then(|| attached::record(owner, QUESTION, row, desk.identity.commune)))
}

/// What is recorded of somebody's choice.
pub(crate) fn chosen(desk: &Desk, file: Option<TemplateFile>, by: String) -> Result<Write, AppError> {
    let number = choices(desk)?.last().map_or(1, |last| last.number.saturating_add(1));
    let choice = Choice { id: String::new(), number, file, at_ms: desk.clock.now_ms(), by };
    let text = serde_json::to_string(&choice).map_err(|error| AppError::internal(&error))?;
    let path = FieldPath::new(format!("{}{}", field::CHOICES, desk.new_uuid()));
    let changes = Changes::from([(path, Change::Set(Value::Text(text)))]);
    let area = desk.identity.commune;
    Ok(Write { doc: document_id(desk), kind: Kind::Report, area, changes, base: None })
}

/// The same on every device of a commune.
fn document_id(desk: &Desk) -> DocId {
    attached::document_id(DocId(desk.identity.commune.0), attached::hash_of(DOCUMENT_SEED))
}
