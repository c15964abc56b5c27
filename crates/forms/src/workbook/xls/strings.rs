//! Texts of BIFF: 8-bit in the code page of the file, or 8- and 16-bit Unicode in pieces.

use encoding_rs::{Encoding as Charset, WINDOWS_1252};

use super::super::problem::Problem;
use super::super::{MAX_CELLS, MAX_TEXT_BYTES};
use super::records::{Record, Records, u16_at};

/// How a file writes its texts.
#[derive(Clone, Copy)]
pub(super) struct Encoding {
    is_unicode: bool,
    charset: &'static Charset,
}

impl Encoding {
    /// By the version in the first record.
    pub(super) fn of_version(version: u16) -> Option<Self> {
        const BIFF_5: u16 = 0x0500;
        const BIFF_8: u16 = 0x0600;
        matches!(version, BIFF_5 | BIFF_8).then_some(Self { is_unicode: version == BIFF_8, charset: WINDOWS_1252 })
    }

    pub(super) fn set_code_page(&mut self, page: u16) {
        let label = match page {
            874 | 1250..=1258 => format!("windows-{page}"),
            932 => "shift_jis".to_owned(),
            936 => "gbk".to_owned(),
            949 => "euc-kr".to_owned(),
            950 => "big5".to_owned(),
            10_000 => "macintosh".to_owned(),
            _ => return,
        };
        self.charset = Charset::for_label(label.as_bytes()).unwrap_or(WINDOWS_1252);
    }

    /// A text whose length takes one byte.
    pub(super) fn short_text(self, data: &[u8]) -> Option<String> {
        let (length, rest) = data.split_first()?;
        self.text(rest, usize::from(*length))
    }

    /// A text whose length takes two bytes.
    pub(super) fn long_text(self, data: &[u8]) -> Option<String> {
        let length = u16_at(data, 0)?;
        self.text(data.get(2..)?, usize::from(length))
    }

    /// The code of a number format.
    pub(super) fn format_text(self, data: &[u8]) -> Option<String> {
        if self.is_unicode { self.long_text(data) } else { self.short_text(data) }
    }

    fn text(self, data: &[u8], length: usize) -> Option<String> {
        if !self.is_unicode {
            return Some(self.charset.decode_without_bom_handling(data.get(..length)?).0.into_owned());
        }
        let (flags, rest) = data.split_first()?;
        let skip = 2 * usize::from(flags & RICH != 0) + 4 * usize::from(flags & EXTENDED != 0);
        let mut text = String::new();
        let taken = push(&mut text, rest.get(skip..)?, length, flags & WIDE != 0);
        (taken == length).then_some(text)
    }
}

/// Flags before the letters: two bytes a letter, pronunciation follows, runs of fonts follow.
const WIDE: u8 = 1;
const EXTENDED: u8 = 4;
const RICH: u8 = 8;

/// Adds up to `length` letters of `data`; says how many there were.
fn push(text: &mut String, data: &[u8], length: usize, is_wide: bool) -> usize {
    if is_wide {
        let (pairs, _) = data.as_chunks::<2>();
        let units = pairs.iter().take(length).map(|pair| u16::from_le_bytes(*pair));
        text.extend(char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)));
        pairs.len().min(length)
    } else {
        text.extend(data.iter().take(length).map(|byte| char::from(*byte)));
        data.len().min(length)
    }
}

/// The shared texts, which run on over records; a text broken between two says anew how wide it is.
pub(super) fn table<'a>(first: &Record<'a>, records: &mut Records<'a>) -> Result<Vec<String>, Problem> {
    let count = usize::try_from(first.u32(4).unwrap_or_default()).unwrap_or(usize::MAX);
    let mut reader = Pieces { piece: first.data.get(8..).unwrap_or_default(), records };
    let mut strings = Vec::new();
    let mut bytes = 0;
    while strings.len() < count {
        let Some(text) = reader.text() else { break };
        bytes += text.len();
        if strings.len() == MAX_CELLS || bytes > MAX_TEXT_BYTES {
            return Err(Problem::TooLarge);
        }
        strings.push(text);
    }
    Ok(strings)
}

struct Pieces<'a, 'r> {
    piece: &'a [u8],
    records: &'r mut Records<'a>,
}

impl<'a> Pieces<'a, '_> {
    fn text(&mut self) -> Option<String> {
        let length = usize::from(u16::from_le_bytes([self.byte()?, self.byte()?]));
        let flags = self.byte()?;
        let runs = if flags & RICH == 0 { 0 } else { usize::from(u16::from_le_bytes([self.byte()?, self.byte()?])) };
        let mut spoken = 0;
        if flags & EXTENDED != 0 {
            spoken = u32::from_le_bytes([self.byte()?, self.byte()?, self.byte()?, self.byte()?]);
        }
        let mut text = String::with_capacity(length.min(self.piece.len()));
        let mut left = length;
        let mut is_wide = flags & WIDE != 0;
        loop {
            let taken = push(&mut text, self.piece, left, is_wide);
            self.piece = self.piece.get(taken * (1 + usize::from(is_wide))..).unwrap_or_default();
            left -= taken;
            if left == 0 {
                break;
            }
            let (flags, rest) = self.records.continuation()?.split_first()?;
            is_wide = flags & WIDE != 0;
            self.piece = rest;
        }
        self.pass(4 * runs + usize::try_from(spoken).ok()?)?;
        Some(text)
    }

    fn byte(&mut self) -> Option<u8> {
        while self.piece.is_empty() {
            self.piece = self.records.continuation()?;
        }
        let (byte, rest) = self.piece.split_first()?;
        self.piece = rest;
        Some(*byte)
    }

    fn pass(&mut self, mut count: usize) -> Option<()> {
        while count > self.piece.len() {
            count -= self.piece.len();
            self.piece = self.records.continuation()?;
        }
        self.piece = self.piece.get(count..)?;
        Some(())
    }
}
