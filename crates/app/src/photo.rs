//! A photo as it is kept: upright, small enough for a valley's network, and with nothing in it but the picture.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder as _, ImageError, ImageFormat, ImageReader, Limits, Rgb, RgbImage};

/// Longest side of a kept photo, in pixels; a form may want less and gets no more.
const PHOTO_PIXELS: u32 = 1_600;
/// Longest side of its thumbnail, in pixels.
const THUMBNAIL_PIXELS: u32 = 320;
/// Of 100. A photo of 1,600 pixels then takes some 300 KB.
const PHOTO_QUALITY: u8 = 82;
const THUMBNAIL_QUALITY: u8 = 75;
/// Longest side that is read at all, in pixels; phones of 200 megapixels stay below.
const MAX_SIDE: u32 = 20_000;
/// Memory that one picture may take while it is read, in bytes: 100 megapixels.
const MAX_MEMORY: u64 = 400 * 1024 * 1024;

/// A photo and its small copy, both JPEG.
#[derive(Debug)]
pub(crate) struct Photo {
    pub jpeg: Vec<u8>,
    pub thumbnail: Vec<u8>,
}

/// Why bytes are not kept as a photo.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum PhotoFault {
    /// No JPEG, PNG or WebP.
    NotAPhoto,
    /// It begins like one and cannot be read to its end.
    Damaged,
    TooManyPixels,
}

/// Reads a picture, turns it upright and makes what is kept of it, with no longer side than the form wants. Place, time and
/// camera are left behind.
pub(crate) fn develop(bytes: &[u8], wanted: Option<u32>) -> Result<Photo, PhotoFault> {
    let picture = read(bytes)?;
    let photo = at_most(&picture, wanted.map_or(PHOTO_PIXELS, |pixels| pixels.clamp(1, PHOTO_PIXELS)));
    let thumbnail = at_most(&photo, THUMBNAIL_PIXELS);
    Ok(Photo { jpeg: jpeg(&photo, PHOTO_QUALITY)?, thumbnail: jpeg(&thumbnail, THUMBNAIL_QUALITY)? })
}

/// The small copy of a picture whose own bytes are kept as they are; nothing where it cannot be read.
pub(crate) fn thumbnail(bytes: &[u8]) -> Option<Vec<u8>> {
    jpeg(&at_most(&read(bytes).ok()?, THUMBNAIL_PIXELS), THUMBNAIL_QUALITY).ok()
}

fn read(bytes: &[u8]) -> Result<DynamicImage, PhotoFault> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| PhotoFault::NotAPhoto)?;
    match reader.format() {
        Some(ImageFormat::Jpeg) if !ends(bytes) => return Err(PhotoFault::Damaged),
        Some(ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP) => {}
        _ => return Err(PhotoFault::NotAPhoto),
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(fault)?;
    // A picture without that mark is upright.
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(fault)?;
    picture.apply_orientation(orientation);
    Ok(DynamicImage::ImageRgb8(on_white(picture)))
}

fn fault(error: ImageError) -> PhotoFault {
    match error {
        ImageError::Limits(_) => PhotoFault::TooManyPixels,
        _ => PhotoFault::Damaged,
    }
}

/// JPEG has no transparency; what shows through is white, as on paper.
fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let picture = picture.into_rgba8();
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [red, green, blue, alpha] = picture.get_pixel(x, y).0.map(u32::from);
        let mixed = |colour: u32| u8::try_from((colour * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX);
        Rgb([mixed(red), mixed(green), mixed(blue)])
    })
}

fn at_most(picture: &DynamicImage, pixels: u32) -> DynamicImage {
    if picture.width().max(picture.height()) <= pixels {
        return picture.clone();
    }
    picture.resize(pixels, pixels, FilterType::CatmullRom)
}

fn jpeg(picture: &DynamicImage, quality: u8) -> Result<Vec<u8>, PhotoFault> {
    let mut bytes = Vec::new();
    picture.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, quality)).map_err(fault)?;
    Ok(bytes)
}

/// Whether a JPEG goes on to its end mark. Decoders fill the missing half of a torn one with grey.
fn ends(bytes: &[u8]) -> bool {
    const END: u8 = 0xD9;
    const SCAN: u8 = 0xDA;
    let mut rest = bytes.get(2..).unwrap_or_default();
    // Each round leaves at least two bytes behind.
    loop {
        let (marker, after) = match rest {
            [0xFF, 0xFF, ..] => {
                rest = rest.get(1..).unwrap_or_default();
                continue;
            }
            [0xFF, END, ..] => return true,
            [0xFF, marker, after @ ..] => (*marker, after),
            _ => return false,
        };
        let [high, low, ..] = after else { return false };
        let Some(next) = after.get(usize::from(u16::from_be_bytes([*high, *low])).max(2)..) else { return false };
        rest = if marker == SCAN { after_scan(next) } else { next };
    }
}

/// Picture data runs to the next mark that is neither a stuffed byte nor a restart.
fn after_scan(data: &[u8]) -> &[u8] {
    let is_mark = |pair: &[u8]| matches!(pair, [0xFF, second] if !matches!(second, 0x00 | 0xD0..=0xD7 | 0xFF));
    let end = data.windows(2).position(is_mark).unwrap_or(data.len());
    data.get(end..).unwrap_or_default()
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use super::*;

    /// Left half red, right half blue.
    fn picture(width: u32, height: u32) -> DynamicImage {
        let pixel = |x, _| if x < width / 2 { Rgb([250, 0, 0]) } else { Rgb([0, 0, 250]) };
        DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, pixel))
    }

    /// A JPEG with an EXIF segment that has the orientation and a secret.
    fn phone_photo(width: u32, height: u32, orientation: u8) -> Vec<u8> {
        let plain = jpeg(&picture(width, height), 90).expect("a JPEG");
        let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
        exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
        exif.extend(b"taken at 19.9012 105.3456");
        let length = u16::try_from(exif.len() + 2).expect("short");
        [&plain[..2], &[0xFF, 0xE1], &length.to_be_bytes(), &exif, &plain[2..]].concat()
    }

    fn opened(jpeg: &[u8]) -> RgbImage {
        image::load_from_memory_with_format(jpeg, ImageFormat::Jpeg).expect("a JPEG").into_rgb8()
    }

    #[test]
    fn a_photo_is_kept_at_1600_pixels_or_what_the_form_wants_of_them_and_small_ones_are_not_blown_up() {
        for (width, height, wanted, kept, small) in [
            (3_200, 2_400, None, (1_600, 1_200), (320, 240)),
            (600, 1_700, None, (565, 1_600), (113, 320)),
            (200, 100, None, (200, 100), (200, 100)),
            (3_200, 2_400, Some(800), (800, 600), (320, 240)),
            (3_200, 2_400, Some(9_000), (1_600, 1_200), (320, 240)),
            (3_200, 2_400, Some(160), (160, 120), (160, 120)),
            (200, 100, Some(800), (200, 100), (200, 100)),
        ] {
            let photo = develop(&phone_photo(width, height, 1), wanted).expect("developed");
            assert_eq!(opened(&photo.jpeg).dimensions(), kept);
            assert_eq!(opened(&photo.thumbnail).dimensions(), small);
        }
    }

    #[test]
    fn a_photo_taken_upright_is_upright_and_tells_neither_place_nor_camera() {
        // 6: the phone was turned; the picture is to be turned by a quarter to the right.
        let taken = phone_photo(80, 40, 6);
        assert!(taken.windows(7).any(|window| window == b"19.9012"));
        let photo = develop(&taken, None).expect("developed");
        for kept in [&photo.jpeg, &photo.thumbnail] {
            let upright = opened(kept);
            assert_eq!(upright.dimensions(), (40, 80));
            let (top, bottom) = (upright.get_pixel(20, 10).0, upright.get_pixel(20, 70).0);
            assert!(top[0] > 200 && bottom[2] > 200, "{top:?} {bottom:?}");
            assert!(!kept.windows(4).any(|window| window == b"Exif"));
        }
    }

    #[test]
    fn what_cannot_be_read_as_a_photo_says_why() {
        let whole = phone_photo(400, 300, 1);
        let mut png = Vec::new();
        picture(30, 30).write_to(&mut Cursor::new(&mut png), ImageFormat::Png).expect("a PNG");
        let huge = {
            let mut header = png.clone();
            header[16..24].copy_from_slice(&[0, 0, 0x60, 0, 0, 0, 0x60, 0]);
            header
        };
        for (bytes, expected) in [
            (b"%PDF-1.7".as_slice(), Some(PhotoFault::NotAPhoto)),
            (b"".as_slice(), Some(PhotoFault::NotAPhoto)),
            (&whole[..whole.len() / 2], Some(PhotoFault::Damaged)),
            (&whole[..4], Some(PhotoFault::Damaged)),
            (&png[..png.len() / 2], Some(PhotoFault::Damaged)),
            (&whole, None),
            (&png, None),
            (&[whole.as_slice(), b"a film\xFF\xDA behind it"].concat(), None),
        ] {
            assert_eq!(develop(bytes, None).err(), expected);
        }
        assert!(develop(&huge, None).is_err());
    }

    #[test]
    fn what_is_transparent_becomes_white() {
        let clear = image::RgbaImage::from_pixel(8, 8, image::Rgba([0, 0, 0, 0]));
        let mut png = Vec::new();
        clear.write_to(&mut Cursor::new(&mut png), ImageFormat::Png).expect("a PNG");
        assert_eq!(opened(&develop(&png, None).expect("developed").jpeg).get_pixel(4, 4).0, [255, 255, 255]);
    }
}
