//! What changed between two versions of a report, in words.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::document::{Block, Figure, Report, Section, Table};

/// One change. Texts are shown as they are printed; a text that differs only by its figures counts as unchanged, because
/// the figure itself is listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "change")]
pub enum Change {
    FigureChanged { id: String, label: String, before: String, after: String },
    FigureAdded { id: String, label: String, after: String },
    FigureRemoved { id: String, label: String, before: String },
    TextChanged { place: String, before: String, after: String },
    TextAdded { place: String, after: String },
    TextRemoved { place: String, before: String },
}

impl Change {
    /// A sentence for the officer.
    pub fn vi(&self) -> String {
        match self {
            Self::FigureChanged { label, before, after, .. } => {
                format!("Số liệu “{label}” đổi từ {before} thành {after}.")
            }
            Self::FigureAdded { label, after, .. } => format!("Thêm số liệu “{label}”: {after}."),
            Self::FigureRemoved { label, before, .. } => format!("Bỏ số liệu “{label}” ({before})."),
            Self::TextChanged { place, before, after } => format!("{place}: sửa “{before}” thành “{after}”."),
            Self::TextAdded { place, after } => format!("{place}: thêm “{after}”."),
            Self::TextRemoved { place, before } => format!("{place}: bỏ “{before}”."),
        }
    }

    pub fn en(&self) -> String {
        match self {
            Self::FigureChanged { label, before, after, .. } => {
                format!("The figure “{label}” changed from {before} to {after}.")
            }
            Self::FigureAdded { label, after, .. } => format!("The figure “{label}” is new: {after}."),
            Self::FigureRemoved { label, before, .. } => format!("The figure “{label}” ({before}) was removed."),
            Self::TextChanged { place, before, after } => format!("{place}: “{before}” became “{after}”."),
            Self::TextAdded { place, after } => format!("{place}: “{after}” was added."),
            Self::TextRemoved { place, before } => format!("{place}: “{before}” was removed."),
        }
    }
}

/// All changes from one version to the next: figures first, then texts in reading order.
pub fn difference(before: &Report, after: &Report) -> Vec<Change> {
    let mut changes = figures(before, after);
    changes.extend(head(before, after));
    changes.extend(sections(before, after));
    changes
}

fn figures(before: &Report, after: &Report) -> Vec<Change> {
    let (old, new) = (by_id(before), by_id(after));
    let ids: BTreeSet<&str> = old.keys().chain(new.keys()).copied().collect();
    let change = |id: &str| match (old.get(id), new.get(id)) {
        (Some(old), Some(new)) => figure(old, new),
        (None, Some(new)) => {
            Some(Change::FigureAdded { id: id.to_owned(), label: new.label.clone(), after: said(new) })
        }
        (Some(old), None) => {
            Some(Change::FigureRemoved { id: id.to_owned(), label: old.label.clone(), before: said(old) })
        }
        (None, None) => None,
    };
    ids.into_iter().filter_map(change).collect()
}

fn by_id(report: &Report) -> BTreeMap<&str, &Figure> {
    report.shown_figures().into_iter().map(|figure| (figure.id.as_str(), figure)).collect()
}

fn figure(old: &Figure, new: &Figure) -> Option<Change> {
    (said(old) != said(new) || old.value != new.value).then(|| Change::FigureChanged {
        id: new.id.to_string(),
        label: new.label.clone(),
        before: said(old),
        after: said(new),
    })
}

/// The printed value with its marks, since a mark that comes or goes is a change too.
fn said(figure: &Figure) -> String {
    let marks: Vec<&str> = figure.flags.iter().map(|flag| flag.vi()).collect();
    if marks.is_empty() { figure.formatted.clone() } else { format!("{} ({})", figure.formatted, marks.join(", ")) }
}

fn head(before: &Report, after: &Report) -> Vec<Change> {
    let date = |report: &Report| report.letterhead.date.map(crate::vietnamese::short_date).unwrap_or_default();
    let pairs = [
        ("Cơ quan chủ quản", before.letterhead.superior.clone(), after.letterhead.superior.clone()),
        ("Cơ quan ban hành", before.letterhead.agency.clone(), after.letterhead.agency.clone()),
        ("Số, ký hiệu", before.letterhead.number.clone(), after.letterhead.number.clone()),
        ("Địa danh", before.letterhead.place.clone(), after.letterhead.place.clone()),
        ("Ngày ban hành", date(before), date(after)),
        ("Tên loại văn bản", before.title.kind.clone(), after.title.kind.clone()),
        ("Trích yếu", before.title.subject.clone(), after.title.subject.clone()),
        ("Nơi nhận", before.recipients.join("; "), after.recipients.join("; ")),
        ("Quyền hạn ký", before.signature.authority.clone(), after.signature.authority.clone()),
        ("Chức vụ người ký", before.signature.position.clone(), after.signature.position.clone()),
        ("Người ký", before.signature.name.clone(), after.signature.name.clone()),
    ];
    pairs.into_iter().filter_map(|(place, before, after)| text(place, before, after)).collect()
}

/// Nothing if both are the same; a blank on one side is an addition or a removal.
fn text(place: &str, before: String, after: String) -> Option<Change> {
    let place = place.to_owned();
    match (before.is_empty(), after.is_empty()) {
        _ if before == after => None,
        (true, _) => Some(Change::TextAdded { place, after }),
        (_, true) => Some(Change::TextRemoved { place, before }),
        (false, false) => Some(Change::TextChanged { place, before, after }),
    }
}

fn sections(before: &Report, after: &Report) -> Vec<Change> {
    let old: BTreeMap<&str, &Section> = before.sections.iter().map(|section| (section.id.as_str(), section)).collect();
    let kept: BTreeSet<&str> = after.sections.iter().map(|section| section.id.as_str()).collect();
    let gone = before.sections.iter().filter(|section| !kept.contains(section.id.as_str()));
    let mut changes = Vec::new();
    for section in &after.sections {
        let old = old.get(section.id.as_str()).copied();
        let heading = |section: &Section| format!("{} {}", section.number, section.heading).trim().to_owned();
        changes.extend(text("Đề mục", old.map(heading).unwrap_or_default(), heading(section)));
        let old_lines = old.map(|old| lines(before, old)).unwrap_or_default();
        changes.extend(in_section(&place(section), &old_lines, &lines(after, section)));
    }
    for section in gone {
        changes.extend(in_section(&place(section), &lines(before, section), &[]));
    }
    changes
}

fn place(section: &Section) -> String {
    let place = format!("{} {}", section.number, section.heading);
    if place.trim().is_empty() { "Phần mở đầu".to_owned() } else { format!("Mục {}", place.trim()) }
}

/// A paragraph or a table row: compared with its figures' names, shown with their values.
#[derive(Clone, Debug)]
struct Line {
    compared: String,
    shown: String,
}

impl PartialEq for Line {
    fn eq(&self, other: &Self) -> bool {
        self.compared == other.compared
    }
}
impl Eq for Line {}
impl PartialOrd for Line {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Line {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.compared.cmp(&other.compared)
    }
}
impl std::hash::Hash for Line {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.compared.hash(state);
    }
}

fn lines(report: &Report, section: &Section) -> Vec<Line> {
    let mut lines = Vec::new();
    for block in &section.blocks {
        match block {
            Block::Paragraph(paragraph) => {
                lines.push(Line { compared: paragraph.editable(), shown: report.text_of(&paragraph.runs) });
            }
            Block::Table(table) => lines.extend(table_lines(report, table)),
        }
    }
    lines
}

fn table_lines(report: &Report, table: &Table) -> Vec<Line> {
    let headings: Vec<&str> = table.columns.iter().map(|column| column.heading.as_str()).collect();
    let head = format!("{} | {}", table.caption, headings.join(" | "));
    let mut lines = vec![Line { compared: head.clone(), shown: head }];
    for row in &table.rows {
        let shown: Vec<String> = row.cells.iter().map(|cell| report.text_of(cell)).collect();
        let compared: Vec<String> = row.cells.iter().map(|cell| crate::document::editable_runs(cell)).collect();
        lines.push(Line { compared: compared.join(" | "), shown: shown.join(" | ") });
    }
    lines
}

fn in_section(place: &str, before: &[Line], after: &[Line]) -> Vec<Change> {
    let shown = |lines: &[Line], from: usize, count: usize| -> Vec<String> {
        lines.iter().skip(from).take(count).map(|line| line.shown.clone()).collect()
    };
    let mut changes = Vec::new();
    for operation in capture_diff_slices(Algorithm::Myers, before, after) {
        let (old, new) = match operation {
            DiffOp::Equal { .. } => continue,
            DiffOp::Delete { old_index, old_len, .. } => (shown(before, old_index, old_len), Vec::new()),
            DiffOp::Insert { new_index, new_len, .. } => (Vec::new(), shown(after, new_index, new_len)),
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                (shown(before, old_index, old_len), shown(after, new_index, new_len))
            }
        };
        for index in 0..old.len().max(new.len()) {
            let side = |lines: &[String]| lines.get(index).cloned().unwrap_or_default();
            changes.extend(text(place, side(&old), side(&new)));
        }
    }
    changes
}
