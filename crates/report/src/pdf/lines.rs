//! Text into lines: Vietnamese breaks at blanks only, so the first fit is good enough.

use super::font::{Face, Faces};

/// The look of a piece of text.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Look {
    pub face: Face,
    /// Points.
    pub size: f32,
    /// How far above the line it stands, in points.
    pub rise: f32,
}

#[derive(Clone, Debug)]
pub struct Span {
    pub text: String,
    pub look: Look,
}

/// Spans of one line and what is left of the width.
#[derive(Clone, Debug, Default)]
pub struct Line {
    pub spans: Vec<Span>,
    /// Natural width in points, without stretching.
    pub width: f32,
    /// Blanks that can be stretched.
    pub blanks: u16,
    /// The line ends its paragraph or stands before a forced break, so it is not stretched.
    pub ends: bool,
}

/// A run of letters without a blank, perhaps in several looks.
#[derive(Default)]
struct Word {
    spans: Vec<Span>,
    width: f32,
}

enum Token {
    Word(Word),
    Break,
}

/// Lines no wider than `width`; the first one is shorter by `indent`.
pub fn lines(faces: &Faces, spans: &[Span], width: f32, indent: f32) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut line = Line::default();
    for token in tokens(faces, spans, (width - indent).max(1.0)) {
        let room = if lines.is_empty() { width - indent } else { width };
        match token {
            Token::Break => lines.push(Line { ends: true, ..std::mem::take(&mut line) }),
            Token::Word(word) => {
                let blank = blank(faces, &line, &word);
                if !line.spans.is_empty() && line.width + blank + word.width > room {
                    lines.push(std::mem::take(&mut line));
                }
                push(faces, &mut line, word);
            }
        }
    }
    lines.push(Line { ends: true, ..line });
    lines
}

/// Width of the blank that would stand before the word.
fn blank(faces: &Faces, line: &Line, word: &Word) -> f32 {
    let look = line.spans.last().or(word.spans.first()).map(|span| span.look).unwrap_or_default();
    faces.get(look.face).width(" ", look.size)
}

fn push(faces: &Faces, line: &mut Line, word: Word) {
    if !line.spans.is_empty() {
        line.width += blank(faces, line, &word);
        line.blanks = line.blanks.saturating_add(1);
        if let Some(last) = line.spans.last_mut() {
            last.text.push(' ');
        }
    }
    line.width += word.width;
    for span in word.spans {
        match line.spans.last_mut() {
            Some(last) if last.look == span.look => last.text.push_str(&span.text),
            _ => line.spans.push(span),
        }
    }
}

fn tokens(faces: &Faces, spans: &[Span], widest: f32) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut word = Word::default();
    for span in spans {
        for letter in span.text.chars() {
            let width = faces.get(span.look.face).glyph(letter).width * span.look.size;
            let ends_word = matches!(letter, ' ' | '\t' | '\n') || word.width + width > widest;
            if ends_word && !word.spans.is_empty() {
                tokens.push(Token::Word(std::mem::take(&mut word)));
            }
            match letter {
                '\n' => tokens.push(Token::Break),
                letter if letter <= ' ' => {}
                _ => add(&mut word, letter, width, span.look),
            }
        }
    }
    if !word.spans.is_empty() {
        tokens.push(Token::Word(word));
    }
    tokens
}

fn add(word: &mut Word, letter: char, width: f32, look: Look) {
    word.width += width;
    match word.spans.last_mut() {
        Some(last) if last.look == look => last.text.push(letter),
        _ => word.spans.push(Span { text: letter.to_string(), look }),
    }
}
