//! `.pdf`: the same layout as the built-in .docx template, set by our own small flow and written by krilla.

mod blocks;
mod flow;
mod font;
mod lines;

use krilla::Document;
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point};
use krilla::metadata::{Metadata, TextDirection};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Stroke;
use krilla::surface::Surface;
use krilla::text::{GlyphId, KrillaGlyph};
use thiserror::Error;

use self::flow::{Entry, Flow, MAX_PAGES, Mark, Set, look, position};
use self::font::{ASCENT, Face, Faces};
use self::lines::{Line, Span, lines};
use crate::document::{Align, Report};
use crate::page;

/// Why no file could be made. Nothing a person enters leads here.
#[derive(Debug, Error)]
pub enum PdfError {
    #[error("a built-in font cannot be read")]
    Font,
    #[error("the page cannot be made")]
    Page,
    #[error("the file cannot be written: {0}")]
    Write(String),
}

/// Rules of tables and under the head, points.
const RULE_WIDTH: f32 = 0.6;
/// Type size of the page number, points.
const NUMBER_SIZE: f32 = 14.0;

/// The report as a PDF. Equal reports give equal bytes: no date, no random id.
pub fn pdf(report: &Report) -> Result<Vec<u8>, PdfError> {
    let faces = Faces::load().ok_or(PdfError::Font)?;
    let mut flow = Flow::new(&faces);
    flow.place(&blocks::blocks(report, &faces));
    let mut document = Document::new();
    for (index, marks) in flow.pages.iter().take(MAX_PAGES).enumerate() {
        let settings = PageSettings::from_wh(page::WIDTH, page::HEIGHT).ok_or(PdfError::Page)?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        marks.iter().for_each(|mark| draw(&mut surface, &faces, mark));
        if index > 0 {
            draw(&mut surface, &faces, &page_number(&faces, index + 1));
        }
        surface.finish();
        page.finish();
    }
    document.set_outline(outline(&flow.entries));
    document.set_metadata(metadata(report));
    document.finish().map_err(|error| PdfError::Write(format!("{error:?}")))
}

fn page_number(faces: &Faces, number: usize) -> Mark {
    let spans = [Span { text: number.to_string(), look: look(Face::Regular, NUMBER_SIZE) }];
    let line = lines(faces, &spans, page::TEXT_WIDTH, 0.0).into_iter().next().unwrap_or_default();
    let (x, stretch) = position(&line, Set::Aligned(Align::Centre), page::LEFT, page::TEXT_WIDTH);
    Mark::Text { x, baseline: page::NUMBER_TOP + NUMBER_SIZE * ASCENT, line, stretch }
}

fn draw(surface: &mut Surface<'_>, faces: &Faces, mark: &Mark) {
    match mark {
        Mark::Text { x, baseline, line, stretch } => draw_line(surface, faces, *x, *baseline, line, *stretch),
        Mark::Rule { from: [x, y], to: [to_x, to_y] } => {
            let mut path = PathBuilder::new();
            path.move_to(*x, *y);
            path.line_to(*to_x, *to_y);
            if let Some(path) = path.finish() {
                surface.set_fill(None);
                surface.set_stroke(Some(Stroke { width: RULE_WIDTH, ..Stroke::default() }));
                surface.draw_path(&path);
                surface.set_stroke(None);
            }
        }
    }
}

fn draw_line(surface: &mut Surface<'_>, faces: &Faces, x: f32, baseline: f32, line: &Line, stretch: f32) {
    let mut x = x;
    surface.set_fill(Some(krilla::paint::Fill::default()));
    for span in &line.spans {
        let (glyphs, width) = glyphs(faces, span, stretch);
        let face = faces.get(span.look.face);
        let start = Point::from_xy(x, baseline - span.look.rise);
        surface.draw_glyphs(start, &glyphs, face.font.clone(), &span.text, span.look.size, false);
        x += width;
    }
}

/// A glyph per letter: Vietnamese composed letters need no shaping. Advances are shares of the type size.
fn glyphs(faces: &Faces, span: &Span, stretch: f32) -> (Vec<KrillaGlyph>, f32) {
    let face = faces.get(span.look.face);
    let mut glyphs = Vec::with_capacity(span.text.len());
    let mut width = 0.0;
    for (at, letter) in span.text.char_indices() {
        let glyph = face.glyph(letter);
        let extra = if letter == ' ' { stretch / span.look.size } else { 0.0 };
        let advance = glyph.width + extra;
        let range = at..at + letter.len_utf8();
        glyphs.push(KrillaGlyph::new(GlyphId::new(glyph.id), advance, 0.0, 0.0, 0.0, range, None));
        width += advance * span.look.size;
    }
    (glyphs, width)
}

/// Headings as bookmarks, nested by level.
fn outline(entries: &[Entry]) -> Outline {
    let mut outline = Outline::new();
    let mut open: Vec<(u8, OutlineNode)> = Vec::new();
    for entry in entries {
        close(&mut outline, &mut open, entry.level);
        let destination = XyzDestination::new(entry.page, Point::from_xy(page::LEFT, entry.top));
        open.push((entry.level, OutlineNode::new(entry.text.clone(), destination)));
    }
    close(&mut outline, &mut open, 0);
    outline
}

/// Ends every open bookmark of this level or a deeper one.
fn close(outline: &mut Outline, open: &mut Vec<(u8, OutlineNode)>, level: u8) {
    while let Some((_, node)) = open.pop_if(|(depth, _)| *depth >= level) {
        match open.last_mut() {
            Some((_, parent)) => parent.push_child(node),
            None => outline.push_child(node),
        }
    }
}

fn metadata(report: &Report) -> Metadata {
    Metadata::new()
        .title(format!("{} {}", report.title.kind, report.title.subject))
        .authors(vec![report.letterhead.agency.replace('\n', " ")])
        .language("vi-VN".to_owned())
        .creator("Sổ Thôn".to_owned())
        .text_direction(TextDirection::LeftToRight)
}
