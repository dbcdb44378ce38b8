//! Pixels, drawn or read from a PNG, with straight alpha as files and measurements need it.

use std::io::Cursor;

use resvg::tiny_skia::{ColorU8, IntSize, Pixmap};

use crate::vector::header::frame;
use crate::vector::metadata::chunks;
use crate::vector::orientation::{orientation, turned};
use crate::vector::profile::{self, SpaceError};
use rebadge_core::limits::PIXELS;
use rebadge_core::panics::caught;

/// The most pixels of a picture that is read.
pub fn pixel_limit() -> u64 {
    PIXELS.of(1 << 20)
}

/// A picture: rows from the top, four bytes per pixel (red, green, blue, alpha), alpha straight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pixels {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// `width * height * 4` bytes.
    pub rgba: Vec<u8>,
}

impl Pixels {
    /// A picture of one color.
    pub fn filled(width: u32, height: u32, pixel: [u8; 4]) -> Pixels {
        let rgba = pixel.repeat(width as usize * height as usize);
        Pixels { width, height, rgba }
    }

    /// The pixel of a column and a row, which must be within the picture.
    pub fn at(&self, x: u32, y: u32) -> [u8; 4] {
        let at = (y as usize * self.width as usize + x as usize) * 4;
        [0, 1, 2, 3].map(|channel| self.rgba[at + channel])
    }

    /// From the premultiplied pixels of the renderer.
    pub fn from_pixmap(pixmap: Pixmap) -> Pixels {
        let (width, height) = (pixmap.width(), pixmap.height());
        let mut rgba = pixmap.take();
        for pixel in rgba.chunks_exact_mut(4) {
            let alpha = u32::from(pixel[3]);
            if alpha == 0 || alpha == 255 {
                continue;
            }
            for channel in &mut pixel[..3] {
                let straight = (u32::from(*channel) * 255 + alpha / 2) / alpha;
                *channel = straight.min(255) as u8;
            }
        }
        Pixels { width, height, rgba }
    }

    /// To the premultiplied pixels of the renderer. `None` for a picture without pixels.
    pub fn to_pixmap(&self) -> Option<Pixmap> {
        let size = IntSize::from_wh(self.width, self.height)?;
        let mut data = self.rgba.clone();
        for pixel in data.chunks_exact_mut(4) {
            let color = ColorU8::from_rgba(pixel[0], pixel[1], pixel[2], pixel[3]).premultiply();
            pixel.copy_from_slice(&[color.red(), color.green(), color.blue(), color.alpha()]);
        }
        Pixmap::from_vec(data, size)
    }

    /// Every n-th pixel of every n-th row, so that no side has more than `side`: no color is made up.
    pub fn thinned(&self, side: u32) -> Pixels {
        let step = self.width.max(self.height).div_ceil(side.max(1)).max(1);
        if step == 1 {
            return self.clone();
        }
        let (width, height) = (self.width.div_ceil(step), self.height.div_ceil(step));
        let mut rgba = Vec::with_capacity(width as usize * height as usize * 4);
        for y in (0..self.height).step_by(step as usize) {
            for x in (0..self.width).step_by(step as usize) {
                let at = (y as usize * self.width as usize + x as usize) * 4;
                rgba.extend_from_slice(&self.rgba[at..at + 4]);
            }
        }
        Pixels { width, height, rgba }
    }

    /// Is every pixel opaque?
    pub fn is_opaque(&self) -> bool {
        self.rgba.chunks_exact(4).all(|pixel| pixel[3] == 255)
    }
}

/// Why a PNG is not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PixelsError {
    /// Not a PNG, whatever the name of the file says.
    #[error("the file is not a PNG{}", .0.map(|kind| format!(" but {kind}")).unwrap_or_default())]
    NotPng(Option<&'static str>),
    /// More than one picture.
    #[error("the picture is animated, an icon stands still")]
    Animated,
    /// More pixels than [`pixel_limit`].
    #[error("the picture has {width}×{height} pixels, at most {PIXELS} are read")]
    TooLarge {
        /// Pixels in a row.
        width: u32,
        /// Rows.
        height: u32,
    },
    /// Brighter than screens are (PQ or HLG): what of it a page would show is a matter of taste.
    #[error("the picture is HDR")]
    Hdr,
    /// Cut off or damaged.
    #[error("the PNG is damaged: {0}")]
    Damaged(String),
}

/// What a file seems to be by how it begins; with its article. Nothing for a PNG.
pub fn kind(bytes: &[u8]) -> Option<&'static str> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(512)]).into_owned();
    match bytes {
        [0xff, 0xd8, 0xff, ..] if is_cmyk(bytes) => Some("a JPEG in CMYK, which is for print"),
        [0xff, 0xd8, 0xff, ..] => Some("a JPEG"),
        [b'G', b'I', b'F', b'8', ..] => Some("a GIF"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("a WebP"),
        [b'B', b'M', ..] => Some("a BMP"),
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => Some("a TIFF"),
        [b'8', b'B', b'P', b'S', ..] => Some("a Photoshop file"),
        [b'%', b'P', b'D', b'F', ..] => Some("a PDF or an Illustrator file"),
        [b'%', b'!', b'P', b'S', ..] => Some("an EPS"),
        [0, 0, 1, 0, ..] => Some("an ICO"),
        [0x1f, 0x8b, ..] => Some("compressed with gzip, as an SVGZ is"),
        [_, _, _, _, b'f', b't', b'y', b'p', b'a', b'v', b'i', ..] => Some("an AVIF"),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => Some("a HEIC"),
        _ if start.contains("<svg") || start.contains("<?xml") => Some("an SVG"),
        _ => None,
    }
}

/// Whether a JPEG has four components.
fn is_cmyk(bytes: &[u8]) -> bool {
    frame(bytes).is_some_and(|frame| frame.get(9) == Some(&4))
}

/// Reads a PNG of any color type to straight RGBA in sRGB, upright; 16 bits become 8.
///
/// # Errors
/// Why it is not read.
pub fn read_png(bytes: &[u8]) -> Result<Pixels, PixelsError> {
    read_png_noting(bytes).map(|(pixels, _)| pixels)
}

/// [`read_png`], with a note where its color space is not understood; its colors are taken as sRGB then.
///
/// # Errors
/// Why it is not read.
pub fn read_png_noting(bytes: &[u8]) -> Result<(Pixels, Option<String>), PixelsError> {
    if !bytes.starts_with(&[0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a]) {
        return Err(PixelsError::NotPng(kind(bytes)));
    }
    // The decoder panics where chunks contradict each other, such as a palette without a whole color.
    caught(|| decode(bytes)).unwrap_or_else(|message| {
        log::debug!("the PNG decoder panicked: {message}");
        Err(PixelsError::Damaged("its chunks contradict each other".to_owned()))
    })
}

fn decode(bytes: &[u8]) -> Result<(Pixels, Option<String>), PixelsError> {
    let damaged = |error: png::DecodingError| PixelsError::Damaged(error.to_string());
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let header = decoder.read_header_info().map_err(damaged)?;
    let (width, height) = (header.width, header.height);
    if u64::from(width) * u64::from(height) > pixel_limit() {
        return Err(PixelsError::TooLarge { width, height });
    }
    let mut reader = decoder.read_info().map_err(damaged)?;
    if reader.info().is_animated() {
        return Err(PixelsError::Animated);
    }
    let size = reader.output_buffer_size();
    let size = size.ok_or(PixelsError::TooLarge { width, height })?;
    let mut data = vec![0; size];
    let frame = reader.next_frame(&mut data).map_err(damaged)?;
    // The end of the file has a checksum too: a cut file is not half a logo.
    reader.finish().map_err(damaged)?;
    data.truncate(frame.buffer_size());
    let mut pixels = Pixels { width, height, rgba: to_rgba(data, frame.color_type) };
    let info = reader.info();
    // The decoder is silent about a profile that it cannot unpack.
    let has_profile = || chunks(bytes).any(|chunk| &chunk.name == b"iCCP");
    let note = match profile::of_png(info, info.icc_profile.is_none() && has_profile()) {
        Ok(space) => {
            space.iter().for_each(|space| space.apply(&mut pixels));
            None
        }
        Err(SpaceError::Hdr) => return Err(PixelsError::Hdr),
        Err(SpaceError::Unread(why)) => Some(why),
    };
    let exif = info.exif_metadata.as_deref().unwrap_or_default();
    Ok((turned(pixels, orientation(exif)), note))
}

fn to_rgba(data: Vec<u8>, color: png::ColorType) -> Vec<u8> {
    match color {
        png::ColorType::Rgba => data,
        png::ColorType::Rgb => data.chunks_exact(3).flat_map(|p| [p[0], p[1], p[2], 255]).collect(),
        png::ColorType::GrayscaleAlpha => {
            data.chunks_exact(2).flat_map(|p| [p[0], p[0], p[0], p[1]]).collect()
        }
        // Palettes are expanded by the decoder.
        png::ColorType::Grayscale | png::ColorType::Indexed => {
            data.into_iter().flat_map(|v| [v, v, v, 255]).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_of_the_decoder_is_a_damaged_file() {
        let bytes = include_bytes!("../../../../tests/fuzz/corpus/png/211f0660e3513433");
        check(bytes, "the PNG is damaged: its chunks contradict each other");
    }

    #[track_caller]
    fn check(bytes: &[u8], message: &str) {
        let error = read_png(bytes).expect_err("a bad file");
        assert_eq!(error.to_string(), message);
    }

    fn sample(color: png::ColorType, data: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, 2, 1);
        encoder.set_color(color);
        if color == png::ColorType::Indexed {
            encoder.set_palette(vec![1, 2, 3, 4, 5, 6]);
            encoder.set_trns(vec![7]);
        }
        encoder.write_header().unwrap().write_image_data(data).unwrap();
        bytes
    }

    #[test]
    fn every_color_type_becomes_straight_rgba() {
        use png::ColorType::*;
        let read = |color, data: &[u8]| read_png(&sample(color, data)).unwrap().rgba;
        assert_eq!(read(Rgba, &[1, 2, 3, 4, 5, 6, 7, 8]), [1, 2, 3, 4, 5, 6, 7, 8]);
        assert_eq!(read(Rgb, &[1, 2, 3, 4, 5, 6]), [1, 2, 3, 255, 4, 5, 6, 255]);
        assert_eq!(read(Grayscale, &[9, 8]), [9, 9, 9, 255, 8, 8, 8, 255]);
        assert_eq!(read(GrayscaleAlpha, &[9, 1, 8, 2]), [9, 9, 9, 1, 8, 8, 8, 2]);
        assert_eq!(read(Indexed, &[0, 1]), [1, 2, 3, 7, 4, 5, 6, 255]);
    }

    fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
        let body = [&name[..], data].concat();
        let sum = crc32fast::hash(&body).to_be_bytes();
        [&(data.len() as u32).to_be_bytes()[..], &body, &sum].concat()
    }

    /// A red picture with more chunks behind its header.
    fn red(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
        let mut bytes = sample(png::ColorType::Rgb, &[221, 34, 34, 221, 34, 34]);
        let more: Vec<u8> = chunks.iter().flat_map(|(name, data)| chunk(name, data)).collect();
        bytes.splice(33..33, more);
        bytes
    }

    #[track_caller]
    fn check_color(chunks: &[(&[u8; 4], &[u8])], expect: [u8; 3]) {
        let (pixels, note) = read_png_noting(&red(chunks)).unwrap();
        assert_eq!((&pixels.rgba[..3], note), (&expect[..], None));
    }

    /// What Chromium shows.
    #[test]
    fn colors_become_srgb() {
        let gamma = |value: u32| value.to_be_bytes();
        let points = |white: [u32; 2], rgb: [u32; 6]| -> Vec<u8> {
            white.iter().chain(&rgb).flat_map(|value| value.to_be_bytes()).collect()
        };
        const D65: [u32; 2] = [31270, 32900];
        const SRGB: [u32; 6] = [64000, 33000, 30000, 60000, 15000, 6000];
        const P3: [u32; 6] = [68000, 32000, 26500, 69000, 15000, 6000];
        check_color(&[], [221, 34, 34]);
        check_color(&[(b"gAMA", &gamma(100_000))], [239, 102, 102]);
        check_color(&[(b"gAMA", &gamma(50_000))], [225, 36, 36]);
        check_color(&[(b"gAMA", &gamma(45_455))], [221, 34, 34]);
        check_color(&[(b"gAMA", &gamma(45_455)), (b"cHRM", &points(D65, SRGB))], [222, 28, 28]);
        check_color(&[(b"gAMA", &gamma(45_455)), (b"cHRM", &points(D65, P3))], [242, 0, 0]);
        check_color(&[(b"gAMA", &gamma(100_000)), (b"cHRM", &points(D65, P3))], [255, 90, 97]);
        let d50 = points([34570, 35850], SRGB);
        check_color(&[(b"gAMA", &gamma(45_455)), (b"cHRM", &d50)], [232, 34, 37]);
        check_color(&[(b"cHRM", &points(D65, P3))], [221, 34, 34]);
        check_color(&[(b"cICP", &[12, 13, 0, 1])], [241, 0, 7]);
        // The first of them counts.
        check_color(&[(b"sRGB", &[0]), (b"gAMA", &gamma(100_000))], [221, 34, 34]);
        check_color(&[(b"cICP", &[12, 13, 0, 1]), (b"sRGB", &[0])], [241, 0, 7]);
    }

    #[test]
    fn color_that_is_not_understood_is_noted() {
        let noted = |chunks: &[(&[u8; 4], &[u8])]| {
            let (pixels, note) = read_png_noting(&red(chunks)).unwrap();
            assert_eq!(pixels.rgba[..3], [221, 34, 34]);
            note.unwrap_or_default()
        };
        let damaged = "its color profile is damaged";
        assert_eq!(noted(&[(b"iCCP", b"P3\0\0no stream")]), damaged);
        assert_eq!(noted(&[(b"iCCP", b"P3\0\0\x78\x9c\x03\0\0\0\0\x01")]), damaged);
        assert_eq!(noted(&[(b"cICP", &[12, 13, 0, 0])]), "its `cICP` chunk says video range");
        let hdr = read_png(&red(&[(b"cICP", &[9, 16, 0, 1])]));
        assert_eq!(hdr, Err(PixelsError::Hdr));
    }

    #[test]
    fn a_picture_that_lies_on_its_side_is_turned() {
        let exif = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0";
        let mut bytes = sample(png::ColorType::Rgb, &[1, 2, 3, 4, 5, 6]);
        bytes.splice(33..33, chunk(b"eXIf", exif));
        let pixels = read_png(&bytes).unwrap();
        assert_eq!((pixels.width, pixels.height), (1, 2));
        assert_eq!(pixels.rgba, [1, 2, 3, 255, 4, 5, 6, 255]);
    }

    #[test]
    fn bad_files_say_what_they_are() {
        check(b"", "the file is not a PNG");
        check(&[0xff, 0xd8, 0xff, 0xe0], "the file is not a PNG but a JPEG");
        check(b"<svg/>", "the file is not a PNG but an SVG");
        let whole = sample(png::ColorType::Rgb, &[0; 6]);
        let cut = &whole[..whole.len() - 14];
        assert!(matches!(read_png(cut), Err(PixelsError::Damaged(_))));
    }

    #[test]
    fn a_bomb_is_refused_by_its_header() {
        let mut bomb = sample(png::ColorType::Rgb, &[0; 6]);
        bomb[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
        let crc = crc32fast::hash(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&crc.to_be_bytes());
        check(
            &bomb,
            "the picture has 65535×65535 pixels, at most 64 megapixels (`REBADGE_PIXEL_LIMIT`) are read",
        );
    }

    #[test]
    fn a_picture_is_thinned_out() {
        let mut pixels = Pixels::filled(5, 3, [1, 2, 3, 255]);
        pixels.rgba[8..12].copy_from_slice(&[9, 9, 9, 9]);
        let small = pixels.thinned(3);
        assert_eq!((small.width, small.height, small.rgba.len()), (3, 2, 24));
        assert_eq!(small.rgba[4..8], [9, 9, 9, 9]);
        assert_eq!(pixels.thinned(5), pixels);
    }

    #[test]
    fn a_half_transparent_pixel_keeps_its_hue() {
        let pixels = Pixels::filled(1, 1, [200, 100, 40, 128]);
        let back = Pixels::from_pixmap(pixels.to_pixmap().unwrap());
        for (a, b) in back.rgba.iter().zip(&pixels.rgba) {
            assert!(a.abs_diff(*b) <= 1, "{:?}", back.rgba);
        }
    }
}
