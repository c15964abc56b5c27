//! The report as blocks for the flow: head, title, sections, notes, recipients and signature.

use super::flow::{Block, Cell, Grid, Mark, Set, TABLE_SIZE, Text, Whole, look, position, to_f32};
use super::font::{ASCENT, Face, Faces, LINE};
use super::lines::{Look, Span, lines};
use crate::document::{self, Align, Paragraph, ParagraphStyle, Report, Row, RowStyle, Section, Table};
use crate::page;
use crate::print::{Frame, Marks, Piece, split_for_notes};

/// Type size of the text, points.
const BODY: f32 = 14.0;
/// How much smaller a raised mark is, and how high it stands, as shares of the type size.
const RAISED_SIZE: f32 = 0.6;
const RAISED: f32 = 0.35;
/// Free lines for the signature and the seal.
const SIGNATURE_LINES: u8 = 4;

pub fn blocks(report: &Report, faces: &Faces) -> Vec<Block> {
    let frame = Frame::of(report);
    let marks = Marks::of(report);
    let maker = Maker { report, marks: &marks, keep: false };
    let (before, closing) = split_for_notes(report);
    let mut blocks = vec![head(&frame, faces)];
    blocks.extend(title(&frame, faces));
    before.iter().for_each(|section| maker.section(section, &mut blocks));
    blocks.extend(marks.notes().into_iter().map(|note| {
        let spans = vec![Span { text: note, look: look(Face::Italic, 12.0) }];
        Block::Text(Text { below: 2.0, leading: 1.0, ..body(spans) })
    }));
    let maker = Maker { keep: true, ..maker };
    closing.iter().for_each(|section| maker.section(section, &mut blocks));
    blocks.push(foot(&frame, faces));
    blocks
}

fn body(spans: Vec<Span>) -> Text {
    Text {
        spans,
        set: Set::Justified,
        indent: page::INDENT,
        above: 0.0,
        below: 6.0,
        leading: 1.1,
        keep: false,
        outline: None,
    }
}

struct Maker<'a> {
    report: &'a Report,
    marks: &'a Marks,
    keep: bool,
}

impl Maker<'_> {
    fn section(&self, section: &Section, blocks: &mut Vec<Block>) {
        if section.level > 0 {
            blocks.push(Block::Text(heading(section)));
        }
        for block in &section.blocks {
            match block {
                document::Block::Paragraph(paragraph) => blocks.push(Block::Text(self.paragraph(paragraph))),
                document::Block::Table(table) => self.table(table, blocks),
            }
        }
    }

    fn paragraph(&self, paragraph: &Paragraph) -> Text {
        let look = match paragraph.style {
            ParagraphStyle::Body | ParagraphStyle::Item => look(Face::Regular, BODY),
            ParagraphStyle::Lead => look(Face::BoldItalic, BODY),
            ParagraphStyle::Note => look(Face::Italic, 12.0),
        };
        let mut pieces = self.marks.pieces(self.report, &paragraph.runs);
        if paragraph.style == ParagraphStyle::Item {
            pieces.insert(0, Piece { text: "- ".to_owned(), raised: false });
        }
        let keep = self.keep || paragraph.style == ParagraphStyle::Lead;
        Text { keep, ..body(spans(pieces, look)) }
    }

    fn table(&self, table: &Table, blocks: &mut Vec<Block>) {
        if table.columns.is_empty() {
            return;
        }
        if !table.caption.is_empty() {
            let spans = vec![Span { text: table.caption.clone(), look: look(Face::Bold, 13.0) }];
            let set = Set::Aligned(Align::Centre);
            blocks.push(Block::Text(Text {
                set,
                indent: 0.0,
                above: 6.0,
                below: 3.0,
                leading: 1.0,
                keep: true,
                ..body(spans)
            }));
        }
        let head = |column: &document::Column| Cell {
            spans: vec![Span { text: column.heading.clone(), look: look(Face::Bold, TABLE_SIZE) }],
            align: Align::Centre,
        };
        blocks.push(Block::Grid(Grid {
            widths: widths(table),
            head: table.columns.iter().map(head).collect(),
            rows: table.rows.iter().map(|row| self.row(table, row)).collect(),
        }));
        blocks.push(Block::Whole(Whole { marks: Vec::new(), height: 8.0 }));
    }

    fn row(&self, table: &Table, row: &Row) -> Vec<Cell> {
        let face = if row.style == RowStyle::Total { Face::Bold } else { Face::Regular };
        let cell = |(index, column): (usize, &document::Column)| {
            let runs = row.cells.get(index).map(Vec::as_slice).unwrap_or_default();
            Cell { spans: spans(self.marks.pieces(self.report, runs), look(face, TABLE_SIZE)), align: column.align }
        };
        table.columns.iter().enumerate().map(cell).collect()
    }
}

fn spans(pieces: Vec<Piece>, look: Look) -> Vec<Span> {
    let raised = Look { size: look.size * RAISED_SIZE, rise: look.size * RAISED, ..look };
    let span = |piece: Piece| Span { text: piece.text, look: if piece.raised { raised } else { look } };
    pieces.into_iter().map(span).collect()
}

fn widths(table: &Table) -> Vec<f32> {
    let share = |width: u32| f32::from(u16::try_from(width.max(1)).unwrap_or(u16::MAX));
    let sum: f32 = table.columns.iter().map(|column| share(column.width)).sum();
    table.columns.iter().map(|column| page::TEXT_WIDTH * share(column.width) / sum).collect()
}

fn heading(section: &Section) -> Text {
    let between = match (section.number.is_empty(), section.level) {
        (true, _) => "",
        (false, 1) => "\n",
        (false, _) => " ",
    };
    let words = format!("{}{between}{}", section.number, section.heading);
    let face = if section.level >= 4 { Face::BoldItalic } else { Face::Bold };
    let outline = Some((words.replace('\n', ". "), section.level));
    let spans = vec![Span { text: words, look: look(face, BODY) }];
    let text = Text { above: 6.0, leading: 1.0, keep: true, outline, ..body(spans) };
    match section.level {
        1 => Text { set: Set::Aligned(Align::Centre), indent: 0.0, above: 12.0, below: 6.0, ..text },
        _ => Text { set: Set::Aligned(Align::Left), ..text },
    }
}

/// Lines one below the other in a column, for the parts of the page that are no running text.
struct Column<'a> {
    faces: &'a Faces,
    left: f32,
    width: f32,
    top: f32,
    marks: Vec<Mark>,
}

impl<'a> Column<'a> {
    fn new(faces: &'a Faces, left: f32, width: f32) -> Self {
        Self { faces, left, width, top: 0.0, marks: Vec::new() }
    }

    fn put(&mut self, text: &str, look: Look, align: Align) {
        if text.is_empty() {
            return;
        }
        let spans = [Span { text: text.to_owned(), look }];
        for line in lines(self.faces, &spans, self.width, 0.0) {
            let (x, stretch) = position(&line, Set::Aligned(align), self.left, self.width);
            self.marks.push(Mark::Text { x, baseline: self.top + look.size * ASCENT, line, stretch });
            self.top += look.size * LINE;
        }
    }

    /// A rule in the middle, this long.
    fn rule(&mut self, length: f32) {
        let (from, y) = (self.left + (self.width - length) / 2.0, self.top + 2.0);
        self.marks.push(Mark::Rule { from: [from, y], to: [from + length, y] });
        self.top += 6.0;
    }
}

const NAME: &str = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";
const MOTTO: &str = "Độc lập - Tự do - Hạnh phúc";

fn head(frame: &Frame, faces: &Faces) -> Block {
    let mut agency = Column::new(faces, 0.0, page::AGENCY_WIDTH);
    agency.put(&frame.superior.to_uppercase(), look(Face::Regular, 12.0), Align::Centre);
    agency.put(&frame.agency.to_uppercase(), look(Face::Bold, 12.0), Align::Centre);
    agency.rule(page::AGENCY_WIDTH / 3.0);
    let mut state = Column::new(faces, page::AGENCY_WIDTH, page::TEXT_WIDTH - page::AGENCY_WIDTH);
    state.put(NAME, look(Face::Bold, 12.0), Align::Centre);
    state.put(MOTTO, look(Face::Bold, 13.0), Align::Centre);
    state.rule(faces.get(Face::Bold).width(MOTTO, 13.0));
    let second = agency.top.max(state.top) + 4.0;
    (agency.top, state.top) = (second, second);
    agency.put(&format!("Số: {}", frame.number), look(Face::Regular, 13.0), Align::Centre);
    state.put(&format!("{}, {}", frame.place, frame.date), look(Face::Italic, 13.0), Align::Centre);
    let height = agency.top.max(state.top);
    Block::Whole(Whole { marks: [agency.marks, state.marks].concat(), height })
}

fn title(frame: &Frame, faces: &Faces) -> Vec<Block> {
    let mut column = Column::new(faces, 0.0, page::TEXT_WIDTH);
    column.top = 14.0;
    column.put(&frame.kind, look(Face::Bold, BODY), Align::Centre);
    column.put(&frame.subject, look(Face::Bold, BODY), Align::Centre);
    column.rule(page::TEXT_WIDTH / 4.0);
    let height = column.top + 4.0;
    vec![Block::Whole(Whole { marks: column.marks, height })]
}

fn foot(frame: &Frame, faces: &Faces) -> Block {
    let half = page::TEXT_WIDTH / 2.0;
    let mut left = Column::new(faces, 0.0, half);
    left.top = 14.0;
    left.put("Nơi nhận:", look(Face::BoldItalic, 12.0), Align::Left);
    frame.recipients.iter().for_each(|line| left.put(line, look(Face::Regular, 11.0), Align::Left));
    let mut right = Column::new(faces, half, half);
    right.top = 14.0;
    right.put(&frame.authority, look(Face::Bold, BODY), Align::Centre);
    right.put(&frame.position, look(Face::Bold, BODY), Align::Centre);
    right.top += to_f32(usize::from(SIGNATURE_LINES)) * BODY * LINE;
    right.put(&frame.name, look(Face::Bold, BODY), Align::Centre);
    let height = left.top.max(right.top);
    Block::Whole(Whole { marks: [left.marks, right.marks].concat(), height })
}
