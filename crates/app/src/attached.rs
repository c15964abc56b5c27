//! Photos and files of checks: which may be attached, what is kept of them, and where their bytes are.

use std::io;

use domain::vocabulary::attachment;
use domain::{AreaId, BlobHash, Change, Changes, DocId, FieldPath, Kind, Value};
use forms::{Form, QuestionKind};
use sha2::{Digest as _, Sha256};
use store::{BlobRow, NewBlob};

use crate::desk::{Desk, Write};
use crate::dto::{FileInfo, FileState};
use crate::error::AppError;
use crate::photo::{self, PhotoFault};
use crate::words;

/// Bytes of one attached file.
pub(crate) const MAX_FILE_BYTES: usize = 20 * 1024 * 1024;
/// Characters of a file's name that are kept.
const MAX_NAME: usize = 120;

/// Files that may be attached, by the ending of their name. What a browser claims of them is not asked.
const TYPES: [(&str, &str); 22] = [
    ("pdf", "application/pdf"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("png", "image/png"),
    ("webp", "image/webp"),
    ("doc", "application/msword"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xls", "application/vnd.ms-excel"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ("txt", "text/plain"),
    ("csv", "text/csv"),
    ("zip", "application/zip"),
    ("m4a", "audio/mp4"),
    ("mp3", "audio/mpeg"),
    ("ogg", "audio/ogg"),
    ("wav", "audio/wav"),
    ("aac", "audio/aac"),
    ("mp4", "video/mp4"),
    ("3gp", "video/3gpp"),
    ("webm", "video/webm"),
];

/// The commune's own place for photos and files, beside what the office's book has.
pub trait BlobShelf: Send + Sync {
    /// Whether all bytes are there and are what their name says.
    fn has(&self, hash: BlobHash) -> bool;

    /// All bytes; nothing where they are not there.
    ///
    /// # Errors
    /// If they cannot be read; [`io::ErrorKind::InvalidData`] where they are not what their name says.
    fn read(&self, hash: BlobHash) -> io::Result<Option<Vec<u8>>>;
}

/// A photo or file for whoever asks for it by its hash.
#[derive(Debug)]
pub struct Blob {
    pub bytes: Vec<u8>,
    pub media_type: String,
    pub name: String,
}

/// What a question wants of its photo or file.
#[derive(Clone, Copy)]
pub(crate) struct Asked {
    pub kind: QuestionKind,
    /// Longest side of a photo.
    pub max_pixels: Option<u32>,
}

/// Whether an answer of this kind is a photo or file.
pub(crate) const fn is_file(kind: QuestionKind) -> bool {
    matches!(kind, QuestionKind::Image | QuestionKind::Audio | QuestionKind::Video | QuestionKind::File)
}

/// Keeps a photo or file and gives the answer that names it.
pub(crate) fn keep(desk: &Desk, asked: Asked, name: &str, bytes: &[u8]) -> Result<String, AppError> {
    let Asked { kind, max_pixels } = asked;
    if bytes.len() > MAX_FILE_BYTES {
        return Err(words::file_too_large(kind == QuestionKind::Image));
    }
    let name = tidy(name);
    if kind == QuestionKind::Image {
        let photo = photo::develop(bytes, max_pixels).map_err(|fault| refused_photo(&fault))?;
        return put(desk, &photo.jpeg, &name, ("jpg", "image/jpeg"), Some(&photo.thumbnail));
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    let known = TYPES.into_iter().find(|(known, media_type)| *known == ending && fits(kind, media_type));
    let known = known.ok_or_else(|| words::file_type_unknown(kind))?;
    if bytes.is_empty() {
        return Err(words::file_empty());
    }
    let thumbnail = known.1.starts_with("image/").then(|| photo::thumbnail(bytes)).flatten();
    put(desk, bytes, &name, known, thumbnail.as_deref())
}

fn put(
    desk: &Desk,
    bytes: &[u8],
    name: &str,
    (ending, media_type): (&str, &str),
    thumbnail: Option<&[u8]>,
) -> Result<String, AppError> {
    let hash = hash_of(bytes);
    let thumbnail = thumbnail.map(|small| (hash_of(small), small));
    desk.store.put_blob(&NewBlob { hash, bytes, name, media_type, thumbnail }, desk.clock.now_ms())?;
    Ok(format!("{hash}.{ending}"))
}

pub(crate) fn hash_of(bytes: &[u8]) -> BlobHash {
    BlobHash(Sha256::digest(bytes).into())
}

fn fits(kind: QuestionKind, media_type: &str) -> bool {
    match kind {
        QuestionKind::Audio => media_type.starts_with("audio/"),
        QuestionKind::Video => media_type.starts_with("video/"),
        _ => true,
    }
}

/// The last part of a path, on one line.
pub(crate) fn tidy(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    let clean: String = last.chars().filter(|character| !character.is_control()).collect();
    let skipped = clean.chars().count().saturating_sub(MAX_NAME);
    // The ending says what it is.
    clean.chars().skip(skipped).collect()
}

fn refused_photo(fault: &PhotoFault) -> AppError {
    match fault {
        PhotoFault::NotAPhoto => words::not_a_photo(),
        PhotoFault::Damaged => words::photo_damaged(),
        PhotoFault::TooManyPixels => words::photo_too_large(),
    }
}

/// What screens show of an answer that names a photo or file; nothing where it names none that is known.
pub(crate) fn info(desk: &Desk, answer: &str) -> Option<FileInfo> {
    about(desk, BlobHash::of_answer(answer)?)
}

/// The same by its hash.
pub(crate) fn about(desk: &Desk, hash: BlobHash) -> Option<FileInfo> {
    let here = desk.store.blob(hash).ok().flatten();
    let on_shelf = desk.shelf.as_ref().is_some_and(|shelf| shelf.has(hash));
    let there = desk.store.is_blob_there(hash).unwrap_or_default();
    let safe = on_shelf || there || here.as_ref().is_some_and(|row| row.safe_at_ms.is_some());
    let state = match (safe, &here) {
        (true, _) => FileState::Safe,
        (false, Some(_)) => FileState::OnlyHere,
        (false, None) => FileState::Elsewhere,
    };
    let shown = here.is_some() || on_shelf;
    let (name, media_type, bytes, thumbnail) = match here {
        Some(row) => (row.name, row.media_type, row.bytes, row.thumbnail),
        None => {
            let row = desk.store.attachment_with(hash).ok().flatten()?;
            (row.name, row.media_type, row.bytes, row.thumbnail)
        }
    };
    let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
    let is_there = |hash: &BlobHash| {
        desk.store.blob(*hash).is_ok_and(|row| row.is_some()) || desk.shelf.as_ref().is_some_and(|s| s.has(*hash))
    };
    let thumbnail = thumbnail.filter(is_there).map(|hash| hash.to_string());
    Some(FileInfo { hash: hash.to_string(), thumbnail, name, media_type, bytes, here: shown, state })
}

/// The answer in words: the name of the file.
pub(crate) fn name(desk: &Desk, answer: &str) -> Option<String> {
    info(desk, answer).map(|file| file.name)
}

/// The bytes behind a hash that a record or a draft names.
pub(crate) fn read(desk: &Desk, hash: BlobHash) -> Result<Blob, AppError> {
    let known = desk.store.attachment_with(hash)?;
    let here = desk.store.blob(hash)?;
    let (name, media_type) = match (&here, &known) {
        (Some(row), _) => (row.name.clone(), row.media_type.clone()),
        (None, Some(row)) if row.hash == hash => (row.name.clone(), row.media_type.clone()),
        (None, Some(_)) => (String::new(), "image/jpeg".to_owned()),
        (None, None) => return Err(words::file_not_here()),
    };
    Ok(Blob { bytes: bytes(desk, hash)?.ok_or_else(words::file_not_here)?, media_type, name })
}

/// All bytes where they are here: on this device, or on the commune's shelf.
pub(crate) fn bytes(desk: &Desk, hash: BlobHash) -> Result<Option<Vec<u8>>, AppError> {
    match (desk.store.blob_bytes(hash)?, &desk.shelf) {
        (Some(bytes), _) => Ok(Some(bytes)),
        (None, Some(shelf)) => shelf.read(hash).map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData => words::rotten_at_the_commune(),
            _ => AppError::internal(&error),
        }),
        (None, None) => Ok(None),
    }
}

/// What is recorded beside a check: a document for each photo or file among its answers that has none yet.
pub(crate) fn records<'a>(
    desk: &Desk,
    check: DocId,
    area: AreaId,
    form: &Form,
    answers: impl Iterator<Item = (&'a String, &'a Value)>,
) -> Result<Vec<Write>, AppError> {
    let mut known: Vec<BlobHash> = desk.store.attachments_of(check)?.into_iter().map(|row| row.hash).collect();
    let mut writes = Vec::new();
    for (path, value) in answers {
        let Some(hash) = value.as_text().and_then(BlobHash::of_answer) else { continue };
        let asked = form.question_of_answer(path).is_some_and(|question| is_file(question.kind()));
        let Some(row) = desk.store.blob(hash)?.filter(|_| asked && !known.contains(&hash)) else { continue };
        known.push(hash);
        writes.push(record(check, path, row, area));
    }
    Ok(writes)
}

/// The document that says of kept bytes what they are and to which document they belong.
pub(crate) fn record(owner: DocId, question: &str, row: BlobRow, area: AreaId) -> Write {
    let texts = [
        (attachment::CHECK, Some(owner.to_string())),
        (attachment::QUESTION, Some(question.to_owned())),
        (attachment::HASH, Some(row.hash.to_string())),
        (attachment::THUMBNAIL, row.thumbnail.map(|hash| hash.to_string())),
        (attachment::NAME, Some(row.name)),
        (attachment::MEDIA_TYPE, Some(row.media_type)),
    ];
    let texts = texts.into_iter().filter_map(|(field, text)| Some((field, Value::Text(text?))));
    let size = Value::Integer(i64::try_from(row.bytes).unwrap_or(i64::MAX));
    let changes: Changes = texts
        .chain([(attachment::BYTES, size)])
        .map(|(field, value)| (FieldPath::from(field), Change::Set(value)))
        .collect();
    Write { doc: document_id(owner, row.hash), kind: Kind::Attachment, area, changes, base: None }
}

/// One document for one file of one check, also when two devices record it without knowing of each other. Made of the
/// check's own id, so it sorts beside it; the rest is the file's hash (UUID version 8).
pub(crate) fn document_id(check: DocId, hash: BlobHash) -> DocId {
    let mut made = Sha256::new();
    made.update(check.as_bytes());
    made.update(hash.as_bytes());
    let made: [u8; 32] = made.finalize().into();
    let mut bytes = *check.as_bytes();
    for (byte, random) in bytes.iter_mut().zip(made).skip(6) {
        *byte = random;
    }
    DocId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}
