//! Whether a report that came from a screen or a file keeps the model's rules.

use super::{Block, MAX_BLOCKS_PER_SECTION, MAX_HEADING_LEVEL, MAX_SECTIONS, Report, Section};
use crate::diagnostic::Diagnostic;

impl Report {
    /// What a person should put right; empty if nothing. The printers print such a report all the same.
    pub fn problems(&self) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        if self.sections.len() > MAX_SECTIONS {
            problems.push(Diagnostic::error(
                "too-many-sections",
                format!("Báo cáo có hơn {MAX_SECTIONS} mục. Hãy gộp bớt các mục."),
                format!("The report has more than {MAX_SECTIONS} sections."),
            ));
        }
        self.sections.iter().for_each(|section| problems.extend(section_problems(section)));
        for id in self.runs().filter_map(super::Run::figure).filter(|id| !self.figures.contains_key(*id)) {
            problems.push(Diagnostic::error(
                "figure-missing",
                format!("Báo cáo nhắc đến số liệu “{id}” nhưng không có số liệu này; chỗ đó in dấu “…”."),
                format!("The report names the figure “{id}”, which is not there; three dots are printed."),
            ));
        }
        for (id, figure) in self.figures.iter().filter(|(id, figure)| **id != figure.id) {
            problems.push(Diagnostic::error(
                "figure-misnamed",
                format!("Số liệu “{}” đứng dưới tên “{id}”. Hãy lập lại báo cáo.", figure.id),
                format!("The figure “{}” stands under the name “{id}”.", figure.id),
            ));
        }
        problems
    }
}

fn section_problems(section: &Section) -> Vec<Diagnostic> {
    let name = format!("{} {}", section.number, section.heading);
    let name = name.trim();
    let mut problems = Vec::new();
    if section.blocks.len() > MAX_BLOCKS_PER_SECTION {
        problems.push(Diagnostic::error(
            "section-too-long",
            format!("Mục “{name}” có hơn {MAX_BLOCKS_PER_SECTION} đoạn. Hãy chia thành nhiều mục."),
            format!("The section “{name}” has more than {MAX_BLOCKS_PER_SECTION} paragraphs."),
        ));
    }
    if section.level > MAX_HEADING_LEVEL {
        problems.push(Diagnostic::warning(
            "heading-too-deep",
            format!("Mục “{name}” ở cấp {}; mẫu chỉ có {MAX_HEADING_LEVEL} cấp.", section.level),
            format!("The section “{name}” is on level {}; there are {MAX_HEADING_LEVEL}.", section.level),
        ));
    }
    let tables = section.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        Block::Paragraph(_) => None,
    });
    for table in tables.filter(|table| table.rows.iter().any(|row| row.cells.len() > table.columns.len())) {
        problems.push(Diagnostic::warning(
            "row-too-wide",
            format!("Bảng “{}” có dòng nhiều ô hơn số cột; ô thừa không được in.", table.caption),
            format!("The table “{}” has rows with more cells than columns.", table.caption),
        ));
    }
    problems
}
