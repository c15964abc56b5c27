//! A report as a screen shows it.

use std::collections::BTreeMap;

use report::{
    Align, Block, Change, Diagnostic, Evidence, Figure, ParagraphStyle, Report, RowStyle, Run, Severity, SourceKind,
};

use super::edits::Frame;
use super::evaluated::INDICATOR;
use super::versions::Version;
use crate::dto::{
    BlockStyle, ReportBlock, ReportChange, ReportColumn, ReportEvidence, ReportFigure, ReportFrame, ReportNote,
    ReportRun, ReportSection, ReportTableRow, ReportVersion,
};

pub(crate) fn version(version: &Version) -> ReportVersion {
    let label = version.label();
    let Version { id, number, digest, at_ms, by, template, .. } = version.clone();
    let template = template.filter(|file| !file.built_in).map(|file| file.name);
    ReportVersion { id, number, label, digest, at_ms, by, template }
}

pub(crate) fn frame(report: &Report) -> ReportFrame {
    let (head, signature) = (&report.letterhead, &report.signature);
    ReportFrame {
        superior: head.superior.clone(),
        agency: head.agency.clone(),
        number: head.number.clone(),
        place: head.place.clone(),
        date: head.date.map(|date| date.to_string()),
        recipients: report.recipients.clone(),
        authority: signature.authority.clone(),
        position: signature.position.clone(),
        name: signature.name.clone(),
    }
}

/// The frame that an officer typed, on top of the one that stands.
pub(crate) fn typed_frame(typed: ReportFrame) -> Option<Frame> {
    let date = typed.date.filter(|date| !date.trim().is_empty());
    let date = match date {
        Some(date) => Some(date.parse().ok()?),
        None => None,
    };
    let line = |text: String| text.trim().to_owned();
    let recipients = typed.recipients.into_iter().map(line).filter(|line| !line.is_empty());
    Some(Frame {
        letterhead: report::Letterhead {
            superior: line(typed.superior),
            agency: line(typed.agency),
            number: line(typed.number),
            place: line(typed.place),
            date,
        },
        recipients: recipients.collect(),
        signature: report::Signature {
            authority: line(typed.authority),
            position: line(typed.position),
            name: line(typed.name),
        },
    })
}

pub(crate) fn sections(report: &Report, is_edited: impl Fn(&str) -> bool) -> Vec<ReportSection> {
    let section = |section: &report::Section| ReportSection {
        id: section.id.clone(),
        level: section.level,
        number: section.number.clone(),
        heading: section.heading.clone(),
        edited: is_edited(&section.id),
        blocks: section.blocks.iter().map(|block| self::block(report, block)).collect(),
    };
    report.sections.iter().map(section).collect()
}

fn block(report: &Report, block: &Block) -> ReportBlock {
    match block {
        Block::Paragraph(paragraph) => ReportBlock {
            style: match paragraph.style {
                ParagraphStyle::Body => BlockStyle::Body,
                ParagraphStyle::Item => BlockStyle::Item,
                ParagraphStyle::Lead => BlockStyle::Lead,
                ParagraphStyle::Note => BlockStyle::Note,
            },
            runs: runs(report, &paragraph.runs),
            editable: paragraph.editable(),
            caption: String::new(),
            columns: Vec::new(),
            rows: Vec::new(),
        },
        Block::Table(table) => ReportBlock {
            style: BlockStyle::Table,
            runs: Vec::new(),
            editable: String::new(),
            caption: table.caption.clone(),
            columns: table
                .columns
                .iter()
                .map(|column| ReportColumn {
                    heading: column.heading.clone(),
                    width: column.width,
                    align: match column.align {
                        Align::Left => "left",
                        Align::Centre => "centre",
                        Align::Right => "right",
                    }
                    .to_owned(),
                })
                .collect(),
            rows: table
                .rows
                .iter()
                .map(|row| ReportTableRow {
                    total: row.style == RowStyle::Total,
                    cells: row.cells.iter().map(|cell| runs(report, cell)).collect(),
                })
                .collect(),
        },
    }
}

fn runs(report: &Report, runs: &[Run]) -> Vec<ReportRun> {
    let run =
        |run: &Run| ReportRun { text: report.words_of(run), figure: run.figure().map(|id| id.as_str().to_owned()) };
    runs.iter().map(run).collect()
}

/// The figures by their ids.
pub(crate) fn figures(report: &Report) -> BTreeMap<String, ReportFigure> {
    report.figures.iter().map(|(id, figure)| (id.as_str().to_owned(), self::figure(figure))).collect()
}

fn figure(figure: &Figure) -> ReportFigure {
    let words = figure.in_words();
    ReportFigure {
        label: figure.label.clone(),
        text: figure.formatted.clone(),
        words: if words == figure.formatted { String::new() } else { words },
        source: figure.source.words.clone(),
        as_of: figure.source.as_of.map(|date| date.to_string()),
        ledger: figure.source.kind == SourceKind::Ledger,
        flags: figure.flags.iter().map(|flag| flag.vi().to_owned()).collect(),
        evidence: figure.evidence.iter().map(evidence).collect(),
    }
}

/// A target is a check's id, or an indicator of the board.
pub(crate) fn evidence(evidence: &Evidence) -> ReportEvidence {
    let label = evidence.label.clone();
    match evidence.target.strip_prefix(INDICATOR).and_then(|target| target.split_once('/')) {
        Some((set, indicator)) => {
            ReportEvidence { label, check: None, set: Some(set.to_owned()), indicator: Some(indicator.to_owned()) }
        }
        None => ReportEvidence { label, check: Some(evidence.target.clone()), set: None, indicator: None },
    }
}

pub(crate) fn note(note: &Diagnostic) -> ReportNote {
    ReportNote { code: note.code.clone(), grave: note.severity == Severity::Error, text: note.vi.clone() }
}

pub(crate) fn change(change: Change) -> ReportChange {
    let (place, is_figure, before, after) = match change {
        Change::FigureChanged { label, before, after, .. } => (label, true, Some(before), Some(after)),
        Change::FigureAdded { label, after, .. } => (label, true, None, Some(after)),
        Change::FigureRemoved { label, before, .. } => (label, true, Some(before), None),
        Change::TextChanged { place, before, after } => (place, false, Some(before), Some(after)),
        Change::TextAdded { place, after } => (place, false, None, Some(after)),
        Change::TextRemoved { place, before } => (place, false, Some(before), None),
    };
    ReportChange { place, is_figure, before, after }
}
