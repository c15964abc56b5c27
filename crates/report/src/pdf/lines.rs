//! Text into lines: Vietnamese breaks at blanks only, so the first fit is good enough.

use unicode_normalization::UnicodeNormalization as _;

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
        // Composed, because each letter is drawn by one glyph.
        for letter in span.text.nfc() {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, width: f32, expected: &[&str]) {
        let faces = Faces::load().expect("the fonts");
        let look = Look { size: 14.0, ..Look::default() };
        let found = lines(&faces, &[Span { text: text.to_owned(), look }], width, 0.0);
        let found: Vec<String> =
            found.iter().map(|line| line.spans.iter().map(|span| span.text.as_str()).collect()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn text_breaks_at_blanks_and_at_forced_breaks() {
        check("một hai ba", 500.0, &["một hai ba"]);
        check("một  hai\nba", 500.0, &["một hai", "ba"]);
        check("một hai ba", 50.0, &["một hai", "ba"]);
        check("", 50.0, &[""]);
    }

    #[test]
    fn decomposed_letters_are_composed_before_they_are_drawn() {
        check("Ngu\u{031B}o\u{031B}\u{0300}i Vie\u{0323}\u{0302}t", 500.0, &["Người Việt"]);
    }

    #[test]
    fn every_vietnamese_letter_and_sign_of_reports_has_a_glyph_in_every_face() {
        let faces = Faces::load().expect("the fonts");
        let letters = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ0123456789.,;:%()/“”…–-≥≤×²³";
        for face in [Face::Regular, Face::Italic, Face::Bold, Face::BoldItalic] {
            for letter in letters.chars().chain(letters.to_uppercase().chars()) {
                assert_ne!(faces.get(face).glyph(letter).id, 0, "{letter} in {face:?}");
            }
        }
    }
}
