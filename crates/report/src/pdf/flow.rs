//! Paragraphs, tables and blocks that stay whole, one below the other onto pages.

use super::font::{ASCENT, Face, Faces, LINE};
use super::lines::{Line, Look, Span, lines};
use crate::document::Align;
use crate::page;
use crate::print::SHORT_TABLE_ROWS;

/// Most pages of a report; what would follow is not printed.
pub const MAX_PAGES: usize = 2_000;
/// Fewest lines of a paragraph on either side of a page break.
const LINES_TOGETHER: usize = 2;
/// Most blocks that are kept with the next one in a chain.
const MAX_CHAIN: usize = 12;
/// Around the text of a table's cell, points.
const CELL_SIDE: f32 = 4.0;
const CELL_ABOVE: f32 = 2.0;

/// What is drawn on a page; points from the upper left corner.
#[derive(Clone, Debug)]
pub enum Mark {
    /// `stretch` is added to every blank.
    Text { x: f32, baseline: f32, line: Line, stretch: f32 },
    /// A rule from one point to another.
    Rule { from: [f32; 2], to: [f32; 2] },
}

/// How a paragraph's lines stand between the margins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Set {
    Aligned(Align),
    Justified,
}

#[derive(Clone, Debug)]
pub struct Text {
    pub spans: Vec<Span>,
    pub set: Set,
    pub indent: f32,
    pub above: f32,
    pub below: f32,
    /// Share of the single line height.
    pub leading: f32,
    /// Stays on the page of what follows.
    pub keep: bool,
    /// A heading's text and level for the outline.
    pub outline: Option<(String, u8)>,
}

#[derive(Clone, Debug)]
pub struct Cell {
    pub spans: Vec<Span>,
    pub align: Align,
}

#[derive(Clone, Debug)]
pub struct Grid {
    /// Points; together no more than the text width.
    pub widths: Vec<f32>,
    pub head: Vec<Cell>,
    pub rows: Vec<Vec<Cell>>,
}

/// Marks relative to their own upper left corner, never cut by a page's end.
#[derive(Clone, Debug)]
pub struct Whole {
    pub marks: Vec<Mark>,
    pub height: f32,
}

pub enum Block {
    Text(Text),
    Grid(Grid),
    Whole(Whole),
}

/// Where a heading came to stand.
pub struct Entry {
    pub text: String,
    pub level: u8,
    pub page: usize,
    pub top: f32,
}

pub struct Flow<'a> {
    faces: &'a Faces,
    pub pages: Vec<Vec<Mark>>,
    pub entries: Vec<Entry>,
    top: f32,
    /// What the last text left below itself; the next one's distance above counts only beyond it, as in Word.
    below: f32,
}

const FOOT: f32 = page::HEIGHT - page::BOTTOM;

impl<'a> Flow<'a> {
    pub fn new(faces: &'a Faces) -> Self {
        Self { faces, pages: vec![Vec::new()], entries: Vec::new(), top: page::TOP, below: 0.0 }
    }

    pub fn place(&mut self, blocks: &[Block]) {
        for (index, block) in blocks.iter().enumerate() {
            if self.pages.len() > MAX_PAGES {
                return;
            }
            if self.top > page::TOP && self.top + self.needed(blocks, index) > FOOT {
                self.next_page();
            }
            match block {
                Block::Text(text) => self.text(text),
                Block::Grid(grid) => self.grid(grid),
                Block::Whole(whole) => self.whole(whole),
            }
        }
    }

    /// The height without which a block must not begin on this page: its own, and that of what it is kept with.
    fn needed(&self, blocks: &[Block], index: usize) -> f32 {
        let mut height = 0.0;
        for block in blocks.iter().skip(index).take(MAX_CHAIN) {
            match block {
                Block::Text(text) if text.keep => height += self.height(text),
                Block::Text(text) => {
                    let lines = self.lines(text).len();
                    // Two lines, and no single line left behind.
                    let together = if lines <= LINES_TOGETHER + 1 { lines } else { LINES_TOGETHER };
                    return height + text.above + line_height(text) * to_f32(together);
                }
                Block::Grid(grid) => return height + self.row_height(grid, &grid.head) + self.first_rows(grid),
                Block::Whole(whole) => return height + whole.height,
            }
        }
        height
    }

    fn lines(&self, text: &Text) -> Vec<Line> {
        lines(self.faces, &text.spans, page::TEXT_WIDTH, text.indent)
    }

    fn height(&self, text: &Text) -> f32 {
        text.above + line_height(text) * to_f32(self.lines(text).len()) + text.below
    }

    fn next_page(&mut self) {
        self.pages.push(Vec::new());
        self.top = page::TOP;
        self.below = 0.0;
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(marks) = self.pages.last_mut() {
            marks.push(mark);
        }
    }

    fn text(&mut self, text: &Text) {
        // Nothing is above the first line of a page.
        if self.top > page::TOP {
            self.top += (text.above - self.below).max(0.0);
        }
        if let Some((words, level)) = &text.outline {
            let page = self.pages.len().saturating_sub(1);
            self.entries.push(Entry { text: words.clone(), level: *level, page, top: self.top });
        }
        let height = line_height(text);
        let all = self.lines(text);
        let mut left = all.len();
        for (index, line) in all.into_iter().enumerate() {
            let full = self.top + height > FOOT;
            // The line before the last goes along, so that the last is not alone on the next page.
            let last_would_be_alone =
                left == LINES_TOGETHER && index >= LINES_TOGETHER && self.top + 2.0 * height > FOOT;
            if full || last_would_be_alone {
                self.next_page();
            }
            let indent = if index == 0 { text.indent } else { 0.0 };
            let baseline = self.top + height - size(text) * LINE + size(text) * ASCENT;
            let (x, stretch) = position(&line, text.set, page::LEFT + indent, page::TEXT_WIDTH - indent);
            self.mark(Mark::Text { x, baseline, line, stretch });
            self.top += height;
            left -= 1;
        }
        self.top += text.below;
        self.below = text.below;
    }

    fn whole(&mut self, whole: &Whole) {
        let top = self.top;
        for mark in &whole.marks {
            self.mark(moved(mark, page::LEFT, top));
        }
        self.top += whole.height;
        self.below = 0.0;
    }

    /// A short table stays whole; of a long one, one row stands below its head.
    fn first_rows(&self, grid: &Grid) -> f32 {
        let together = if grid.rows.len() <= SHORT_TABLE_ROWS { grid.rows.len() } else { 1 };
        grid.rows.iter().take(together).map(|row| self.row_height(grid, row)).sum::<f32>().min(FOOT / 2.0)
    }

    fn grid(&mut self, grid: &Grid) {
        self.row(grid, &grid.head);
        self.below = 0.0;
        for row in &grid.rows {
            if self.top + self.row_height(grid, row) > FOOT && self.top > page::TOP {
                self.next_page();
                self.row(grid, &grid.head);
            }
            self.row(grid, row);
        }
    }

    fn cell_lines(&self, grid: &Grid, row: &[Cell]) -> Vec<(Align, Vec<Line>)> {
        let cell = |(cell, width): (&Cell, &f32)| {
            let inner = (width - 2.0 * CELL_SIDE).max(1.0);
            (cell.align, lines(self.faces, &cell.spans, inner, 0.0))
        };
        row.iter().zip(&grid.widths).map(cell).collect()
    }

    fn row_height(&self, grid: &Grid, row: &[Cell]) -> f32 {
        let most = self.cell_lines(grid, row).iter().map(|(_, lines)| lines.len()).max().unwrap_or(1);
        to_f32(most) * TABLE_SIZE * LINE + 2.0 * CELL_ABOVE
    }

    /// One row with its rules. A row that is taller than a page is drawn in parts, page by page.
    fn row(&mut self, grid: &Grid, row: &[Cell]) {
        let cells = self.cell_lines(grid, row);
        let count = cells.iter().map(|(_, lines)| lines.len()).max().unwrap_or(1);
        let height = TABLE_SIZE * LINE;
        let mut from = 0;
        while from < count && self.pages.len() <= MAX_PAGES {
            let fitting =
                (0..count - from).take_while(|extra| self.top + 2.0 * CELL_ABOVE + to_f32(extra + 1) * height <= FOOT);
            let to = from + fitting.count();
            if to == from && self.top > page::TOP {
                self.next_page();
                continue;
            }
            let to = to.max(from + 1);
            self.part_of_row(grid, &cells, from, to);
            from = to;
        }
    }

    fn part_of_row(&mut self, grid: &Grid, cells: &[(Align, Vec<Line>)], from: usize, to: usize) {
        let (top, height) = (self.top, TABLE_SIZE * LINE);
        let row_height = to_f32(to - from) * height + 2.0 * CELL_ABOVE;
        let mut x = page::LEFT;
        for ((align, lines), width) in cells.iter().zip(&grid.widths) {
            let shown: Vec<&Line> = lines.iter().skip(from).take(to - from).collect();
            let above = (row_height - to_f32(shown.len()) * height) / 2.0;
            for (index, line) in shown.into_iter().enumerate() {
                let baseline = top + above + to_f32(index) * height + TABLE_SIZE * ASCENT;
                let (x, stretch) = position(line, Set::Aligned(*align), x + CELL_SIDE, width - 2.0 * CELL_SIDE);
                self.mark(Mark::Text { x, baseline, line: line.clone(), stretch });
            }
            self.frame(x, top, *width, row_height);
            x += width;
        }
        self.top += row_height;
    }

    fn frame(&mut self, x: f32, top: f32, width: f32, height: f32) {
        let corners = [[x, top], [x + width, top], [x + width, top + height], [x, top + height], [x, top]];
        for pair in corners.windows(2) {
            if let [from, to] = pair {
                self.mark(Mark::Rule { from: *from, to: *to });
            }
        }
    }
}

/// Type size in tables, points.
pub const TABLE_SIZE: f32 = 12.0;

/// Where a line begins and how much each of its blanks grows.
pub fn position(line: &Line, set: Set, x: f32, width: f32) -> (f32, f32) {
    let spare = width - line.width;
    match set {
        Set::Aligned(Align::Left) => (x, 0.0),
        Set::Aligned(Align::Centre) => (x + spare / 2.0, 0.0),
        Set::Aligned(Align::Right) => (x + spare, 0.0),
        Set::Justified if line.ends || line.blanks == 0 => (x, 0.0),
        Set::Justified => (x, spare.max(0.0) / f32::from(line.blanks)),
    }
}

fn moved(mark: &Mark, right: f32, down: f32) -> Mark {
    match mark {
        Mark::Text { x, baseline, line, stretch } => {
            Mark::Text { x: x + right, baseline: baseline + down, line: line.clone(), stretch: *stretch }
        }
        Mark::Rule { from: [x, y], to: [to_x, to_y] } => {
            Mark::Rule { from: [x + right, y + down], to: [to_x + right, to_y + down] }
        }
    }
}

fn size(text: &Text) -> f32 {
    text.spans.iter().map(|span| span.look.size).fold(0.0, f32::max)
}

fn line_height(text: &Text) -> f32 {
    size(text) * LINE * text.leading
}

/// Counts of lines are far below the sixteen bits that a float holds exactly.
pub fn to_f32(count: usize) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX))
}

/// A look without rise.
pub const fn look(face: Face, size: f32) -> Look {
    Look { face, size, rise: 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: &str, lines_above: f32, keep: bool) -> Block {
        let spans = vec![Span { text: words.to_owned(), look: look(Face::Regular, 14.0) }];
        let (set, indent, outline) = (Set::Justified, page::INDENT, None);
        Block::Text(Text { spans, set, indent, above: lines_above, below: 6.0, leading: 1.1, keep, outline })
    }

    fn placed(blocks: &[Block]) -> Vec<Vec<Mark>> {
        let faces = Faces::load().expect("the fonts");
        let mut flow = Flow::new(&faces);
        flow.place(blocks);
        flow.pages
    }

    /// Everything stands between the margins.
    fn check_margins(pages: &[Vec<Mark>]) {
        for mark in pages.iter().flatten() {
            match mark {
                Mark::Text { x, baseline, line, stretch } => {
                    let right = x + line.width + stretch * f32::from(line.blanks);
                    assert!(*x >= page::LEFT - 0.1 && right <= page::WIDTH - page::RIGHT + 0.1, "{line:?} at {x}");
                    assert!(*baseline >= page::TOP && *baseline <= FOOT, "{line:?} at {baseline}");
                }
                Mark::Rule { from, to } => assert!(from[1] <= FOOT + 0.1 && to[1] <= FOOT + 0.1, "{from:?} {to:?}"),
            }
        }
    }

    fn words(pages: &[Vec<Mark>]) -> String {
        let lines = pages.iter().flatten().filter_map(|mark| match mark {
            Mark::Text { line, .. } => Some(line.spans.iter().map(|span| span.text.as_str()).collect::<String>()),
            Mark::Rule { .. } => None,
        });
        lines.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn long_texts_endless_words_and_rows_taller_than_a_page_stay_between_the_margins() {
        let long = "dài ".repeat(5_000).trim_end().to_owned();
        let pages = placed(&[text(&long, 0.0, false)]);
        check_margins(&pages);
        assert_eq!(words(&pages), long);
        let endless = placed(&[text(&"W".repeat(3_000), 0.0, false)]);
        check_margins(&endless);
        assert_eq!(words(&endless).replace(' ', "").len(), 3_000);
        let cell = |text: &str| Cell {
            spans: vec![Span { text: text.to_owned(), look: look(Face::Regular, TABLE_SIZE) }],
            align: Align::Left,
        };
        let rows = vec![vec![cell("1"), cell(&long)], vec![cell("2"), cell("ngắn")]];
        let pages =
            placed(&[Block::Grid(Grid { widths: vec![50.0, 400.0], head: vec![cell("TT"), cell("Tên")], rows })]);
        check_margins(&pages);
        assert!(pages.len() > 3, "{} pages", pages.len());
        assert_eq!(words(&pages).matches("dài").count(), 5_000);
    }

    #[test]
    fn a_heading_never_stands_alone_at_the_foot_of_a_page() {
        for filling in 30..60 {
            let mut blocks: Vec<Block> = (0..filling).map(|_| text("một dòng", 0.0, false)).collect();
            blocks.push(text("ĐỀ MỤC", 6.0, true));
            blocks.push(text(&"lời văn ".repeat(60), 0.0, false));
            let pages = placed(&blocks);
            check_margins(&pages);
            let with_heading =
                pages.iter().find(|marks| words(std::slice::from_ref(marks)).contains("ĐỀ MỤC")).expect("printed");
            assert!(words(std::slice::from_ref(with_heading)).contains("ĐỀ MỤC lời văn"), "{filling} lines before");
        }
    }

    #[test]
    fn the_head_of_a_long_table_is_repeated_on_every_page() {
        let cell = |text: String| Cell {
            spans: vec![Span { text, look: look(Face::Regular, TABLE_SIZE) }],
            align: Align::Left,
        };
        let rows = (0..200).map(|row| vec![cell(format!("hàng-{row}"))]).collect();
        let pages = placed(&[Block::Grid(Grid { widths: vec![400.0], head: vec![cell("ĐẦU".into())], rows })]);
        check_margins(&pages);
        assert!(pages.len() > 3);
        for marks in &pages {
            assert!(words(std::slice::from_ref(marks)).starts_with("ĐẦU"));
        }
        assert!(words(&pages).contains("hàng-199"));
    }
}
