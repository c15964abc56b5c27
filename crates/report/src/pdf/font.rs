//! The four faces of Tinos, which has the widths of Times New Roman (SIL Open Font License, fonts/OFL.txt).

use krilla::Data;
use krilla::text::Font;
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider as _};

const REGULAR: &[u8] = include_bytes!("../../fonts/Tinos-Regular.ttf");
const ITALIC: &[u8] = include_bytes!("../../fonts/Tinos-Italic.ttf");
const BOLD: &[u8] = include_bytes!("../../fonts/Tinos-Bold.ttf");
const BOLD_ITALIC: &[u8] = include_bytes!("../../fonts/Tinos-BoldItalic.ttf");

/// Height of a line of Times New Roman, as a share of the type size.
pub const LINE: f32 = 1.15;
/// From the top of that line to the foot of the letters.
pub const ASCENT: f32 = 0.89;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Face {
    #[default]
    Regular,
    Italic,
    Bold,
    BoldItalic,
}

/// One face, ready to measure and to draw.
pub struct Loaded {
    pub font: Font,
    charmap: skrifa::charmap::Charmap<'static>,
    widths: skrifa::metrics::GlyphMetrics<'static>,
}

/// The glyph of a letter and its width as a share of the type size.
#[derive(Clone, Copy, Debug)]
pub struct Glyph {
    pub id: u32,
    pub width: f32,
}

impl Loaded {
    fn new(bytes: &'static [u8]) -> Option<Self> {
        let font_ref = FontRef::new(bytes).ok()?;
        let font = Font::new(Data::from(bytes.to_vec()), 0)?;
        // At size 1 all widths are shares of the type size.
        let widths = font_ref.glyph_metrics(Size::new(1.0), LocationRef::default());
        Some(Self { font, charmap: font_ref.charmap(), widths })
    }

    /// A letter that the face lacks is drawn as its empty box.
    pub fn glyph(&self, letter: char) -> Glyph {
        let id = self.charmap.map(letter).unwrap_or_default();
        Glyph { id: id.to_u32(), width: self.widths.advance_width(id).unwrap_or_default() }
    }

    pub fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|letter| self.glyph(letter).width * size).sum()
    }
}

pub struct Faces {
    regular: Loaded,
    italic: Loaded,
    bold: Loaded,
    bold_italic: Loaded,
}

impl Faces {
    /// Nothing only if a shipped font file were damaged.
    pub fn load() -> Option<Self> {
        Some(Self {
            regular: Loaded::new(REGULAR)?,
            italic: Loaded::new(ITALIC)?,
            bold: Loaded::new(BOLD)?,
            bold_italic: Loaded::new(BOLD_ITALIC)?,
        })
    }

    pub fn get(&self, face: Face) -> &Loaded {
        match face {
            Face::Regular => &self.regular,
            Face::Italic => &self.italic,
            Face::Bold => &self.bold,
            Face::BoldItalic => &self.bold_italic,
        }
    }
}
