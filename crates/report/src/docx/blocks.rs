//! Sections, paragraphs and tables as WordprocessingML in the template's styles.

use super::template::{Style, Template};
use super::tree::escaped;
use crate::document::{Align, Block, Paragraph, ParagraphStyle, Report, Row, RowStyle, Section, Table};
use crate::print::{Marks, Piece, SHORT_TABLE_ROWS, split_for_notes};

/// Width between the margins of the built-in page, in twentieths of a point; a table is scaled to the real page by Word.
const TEXT_WIDTH: u32 = 9_071;
/// Most columns of a table; more would be narrower than a digit.
const MAX_COLUMNS: usize = 40;

/// Everything that stands at `{{noi_dung}}`.
pub fn content(report: &Report, template: &Template) -> String {
    let marks = Marks::of(report);
    let printer = Printer { report, template, marks: &marks, keep: "" };
    let (before, closing) = split_for_notes(report);
    let mut xml = String::new();
    before.iter().for_each(|section| printer.section(section, &mut xml));
    for note in marks.notes() {
        printer.paragraph(Style::Note, &[Piece { text: note, raised: false }], &mut xml);
    }
    // The signature never stands alone on a page.
    let printer = Printer { keep: "<w:keepNext/>", ..printer };
    closing.iter().for_each(|section| printer.section(section, &mut xml));
    xml
}

/// How a table's row differs from the style.
#[derive(Clone, Copy)]
struct Look {
    bold: bool,
    /// Stays on the page of the next row.
    keep: bool,
}

struct Printer<'a> {
    report: &'a Report,
    template: &'a Template,
    marks: &'a Marks,
    /// What keeps a paragraph with the next one.
    keep: &'static str,
}

impl Printer<'_> {
    fn section(&self, section: &Section, xml: &mut String) {
        if section.level > 0 {
            self.heading(section, xml);
        }
        for block in &section.blocks {
            match block {
                Block::Paragraph(paragraph) => self.body(paragraph, xml),
                Block::Table(table) => self.table(table, xml),
            }
        }
    }

    fn heading(&self, section: &Section, xml: &mut String) {
        let (style, between) = match section.level {
            1 => (Style::Heading1, "\n"),
            2 => (Style::Heading2, " "),
            3 => (Style::Heading3, " "),
            _ => (Style::Heading4, " "),
        };
        let between = if section.number.is_empty() { "" } else { between };
        let text = format!("{}{between}{}", section.number, section.heading);
        self.paragraph(style, &[Piece { text, raised: false }], xml);
    }

    fn body(&self, paragraph: &Paragraph, xml: &mut String) {
        let mut pieces = self.marks.pieces(self.report, &paragraph.runs);
        let style = match paragraph.style {
            ParagraphStyle::Body => Style::Body,
            ParagraphStyle::Item => Style::Item,
            ParagraphStyle::Lead => Style::Lead,
            ParagraphStyle::Note => Style::Note,
        };
        if paragraph.style == ParagraphStyle::Item {
            pieces.insert(0, Piece { text: "- ".to_owned(), raised: false });
        }
        self.paragraph(style, &pieces, xml);
    }

    fn paragraph(&self, style: Style, pieces: &[Piece], xml: &mut String) {
        let id = escaped(self.template.style(style));
        xml.push_str(&format!("<w:p><w:pPr><w:pStyle w:val=\"{id}\"/>{}</w:pPr>", self.keep));
        pieces.iter().for_each(|piece| run(piece, false, xml));
        xml.push_str("</w:p>");
    }

    fn table(&self, table: &Table, xml: &mut String) {
        if table.columns.is_empty() {
            return;
        }
        if !table.caption.is_empty() {
            self.paragraph(Style::Caption, &[Piece { text: table.caption.clone(), raised: false }], xml);
        }
        let widths = widths(table);
        xml.push_str(&format!(
            "<w:tbl><w:tblPr><w:tblStyle w:val=\"{}\"/><w:tblW w:w=\"5000\" w:type=\"pct\"/><w:tblLayout w:type=\"fixed\"/>\
             </w:tblPr><w:tblGrid>",
            escaped(self.template.style(Style::Table))
        ));
        widths.iter().for_each(|width| xml.push_str(&format!("<w:gridCol w:w=\"{width}\"/>")));
        xml.push_str("</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
        for (column, width) in table.columns.iter().zip(&widths) {
            let pieces = [Piece { text: column.heading.clone(), raised: false }];
            self.cell(*width, Align::Centre, Look { bold: true, keep: true }, &pieces, xml);
        }
        xml.push_str("</w:tr>");
        let last = table.rows.len().saturating_sub(1);
        for (index, row) in table.rows.iter().enumerate() {
            let keep = table.rows.len() <= SHORT_TABLE_ROWS && index < last;
            let look = Look { bold: row.style == RowStyle::Total, keep };
            self.row(table, &widths, row, look, xml);
        }
        // Word wants a paragraph between two tables; it also keeps the text at a distance.
        xml.push_str("</w:tbl>");
        self.paragraph(Style::Cell, &[], xml);
    }

    fn row(&self, table: &Table, widths: &[u32], row: &Row, look: Look, xml: &mut String) {
        xml.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
        for (index, (column, width)) in table.columns.iter().zip(widths).enumerate() {
            let runs = row.cells.get(index).map(Vec::as_slice).unwrap_or_default();
            let pieces = self.marks.pieces(self.report, runs);
            self.cell(*width, column.align, look, &pieces, xml);
        }
        xml.push_str("</w:tr>");
    }

    fn cell(&self, width: u32, align: Align, look: Look, pieces: &[Piece], xml: &mut String) {
        let align = match align {
            Align::Left => "left",
            Align::Centre => "center",
            Align::Right => "right",
        };
        xml.push_str(&format!(
            "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/><w:vAlign w:val=\"center\"/></w:tcPr>\
             <w:p><w:pPr><w:pStyle w:val=\"{}\"/>{}<w:jc w:val=\"{align}\"/></w:pPr>",
            escaped(self.template.style(Style::Cell)),
            if look.keep { "<w:keepNext/>" } else { self.keep }
        ));
        pieces.iter().for_each(|piece| run(piece, look.bold, xml));
        xml.push_str("</w:p></w:tc>");
    }
}

/// The columns' widths in twentieths of a point; together the text width.
fn widths(table: &Table) -> Vec<u32> {
    let columns = table.columns.get(..MAX_COLUMNS.min(table.columns.len())).unwrap_or_default();
    let sum: u64 = columns.iter().map(|column| u64::from(column.width.max(1))).sum();
    let part = |width: u32| u64::from(TEXT_WIDTH) * u64::from(width.max(1)) / sum.max(1);
    columns.iter().map(|column| u32::try_from(part(column.width)).unwrap_or(TEXT_WIDTH).max(1)).collect()
}

fn run(piece: &Piece, bold: bool, xml: &mut String) {
    xml.push_str("<w:r>");
    if bold || piece.raised {
        let bold = if bold { "<w:b/><w:bCs/>" } else { "" };
        let raised = if piece.raised { "<w:vertAlign w:val=\"superscript\"/>" } else { "" };
        xml.push_str(&format!("<w:rPr>{bold}{raised}</w:rPr>"));
    }
    for (index, line) in piece.text.split('\n').enumerate() {
        if index > 0 {
            xml.push_str("<w:br/>");
        }
        xml.push_str(&format!("<w:t xml:space=\"preserve\">{}</w:t>", escaped(line)));
    }
    xml.push_str("</w:r>");
}
