//! Forms: reading XLSForm workbooks and XForms, and filling what they describe.
//!
//! Bytes in, values out. A workbook becomes a [`Form`] and a list of [`Diagnostic`]s for its author;
//! a form and a stream of answers become a [`Session`], which says after each answer what changed,
//! what is asked next and what is still wrong.
//!
//! This crate must never know a clock, a random source, a file, a database or a network: time, ids
//! and the seed come in through [`Env`] and arguments. It does not know what a form is about, who
//! fills it, or how answers are kept; `domain::Value` is all it shares with the rest.
//!
//! Layout: `workbook` (files → sheets), `xlsform` (sheets → XForm), `xform` (the XForm document), `xml` (its
//! tree), `model` (XForm → compiled form), `expr` and `xpath` (the ODK XPath dialect), `session` (filling),
//! `reading` (all of it for one file), `diagnostic`.

mod convert;
mod diagnostic;
mod expr;
mod model;
mod reading;
pub mod record;
mod session;
mod sheet;
mod workbook;
mod xform;
mod xlsform;
pub mod xml;
pub mod xpath;

pub use convert::{Conversion, convert_file, convert_markdown, convert_xlsx};
pub use diagnostic::{Diagnostic, Location, Severity};
pub use domain::Value;
pub use model::{ChoiceText, Dataset, Form, KeptError, Language, Metadata, Question, QuestionKind, Range, Resources};
pub use reading::{Reading, read_file, read_file_with, read_markdown, read_settings};
pub use session::{
    Change, Env, GroupView, InstanceError, InstanceForm, InstanceView, MAX_ANSWER_BYTES, MAX_INSTANCES,
    MAX_SESSION_CELLS, Media, Moved, NodeRole, NodeState, NodeView, Opened, Problem, QuestionView, RepeatView, Resume,
    SectionView, Session, SessionError, Stop, StopKind, Violation, render,
};
pub use sheet::{SheetRow, SheetTable, read_sheet};
pub use workbook::{FileKind, MAX_CELL_BYTES, MAX_CELLS, MAX_UNPACKED_BYTES, MAX_WORKBOOK_BYTES};
pub use xform::{Origin, XForm, compile, compile_with, read_xform, read_xform_with};
pub use xlsform::FormNames;
