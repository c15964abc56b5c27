//! The report of a commune: a document model whose figures stay linked to where they come from, the builder of the annual
//! report, the works and funding ledger, frozen versions and their difference, and the bytes of `.docx`, `.pdf` and `.xlsx`
//! in the layout of Decree 30/2020/NĐ-CP.
//!
//! Pure and deterministic: equal reports give equal bytes. It knows no storage, no forms and no criteria; what it needs
//! comes in as its own plain types. No clock, no randomness, no I/O.

pub mod annual;
mod diagnostic;
mod difference;
mod document;
pub mod docx;
mod frozen;
pub mod funding;
mod page;
pub mod pdf;
mod print;
pub mod vietnamese;
pub mod xlsx;

pub use diagnostic::{Diagnostic, Severity};
pub use difference::{Change, difference};
pub use document::{
    Align, Block, Column, Evidence, Figure, FigureForm, FigureId, FigureValue, Flag, Letterhead,
    MAX_BLOCKS_PER_SECTION, MAX_HEADING_LEVEL, MAX_SECTIONS, Paragraph, ParagraphStyle, Period, Report, ReportKind,
    Row, RowStyle, Run, Section, Signature, Source, SourceKind, Table, Title, Unit, refreshed,
};
pub use frozen::{Frozen, FrozenError, MAX_FROZEN_BYTES};
