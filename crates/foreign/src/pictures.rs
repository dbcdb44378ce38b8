//! The pictures of a bundle: their formats and sizes, and how the old mark lies in them, so that a tenant's icon can be drawn to
//! the same measures.

use std::io::Cursor;

use image::codecs::gif::GifDecoder;
use image::codecs::ico::IcoDecoder;
use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::{DynamicImage, ImageDecoder, Limits};

use rebadge_art::vector::{
    self, Fonts, PicturesError, Pixels, PixelsError, Placed, Vector, pixel_limit, placed, read_png,
    with_pictures,
};
use rebadge_core::limits::PIXELS;
use rebadge_core::panics::caught;
use serde::{Deserialize, Serialize};

use crate::tame::tame;

/// The most bytes of a picture.
const BYTES: usize = 32 << 20;
/// The most frames of an ICO or ICNS.
const FRAMES: usize = 64;
/// The format of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    /// Portable Network Graphics.
    Png,
    /// The icon of Windows, with a frame for each size.
    Ico,
    /// The icon of macOS, with a frame for each size.
    Icns,
    /// A drawing.
    Svg,
    /// JPEG.
    Jpeg,
    /// WebP.
    WebP,
    /// GIF.
    Gif,
}

/// Why a picture is not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// No picture, or one of a format that is not read.
    #[error("it is no PNG, ICO, ICNS, SVG, JPEG, WebP or GIF")]
    Unknown,
    /// More bytes or pixels than are read.
    #[error("it is larger than pictures that are read: {} MiB, {PIXELS}", BYTES >> 20)]
    TooLarge,
    /// Cut off or damaged, or of a kind that is not read.
    #[error("it cannot be read: {0}")]
    Unread(String),
}

/// What a picture of a bundle is.
#[derive(Clone, Debug, PartialEq)]
pub struct Old {
    /// Its format.
    pub format: Format,
    /// Width and height of each frame, in the order of the file; of an SVG its size in units, rounded.
    pub frames: Vec<(u32, u32)>,
    /// How the mark lies in it.
    pub placed: Placed,
}

/// The format of a picture, by how it begins.
pub fn format(bytes: &[u8]) -> Option<Format> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some(Format::Png),
        [0xff, 0xd8, 0xff, ..] => Some(Format::Jpeg),
        [b'G', b'I', b'F', b'8', ..] => Some(Format::Gif),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Format::WebP),
        [0, 0, 1, 0, ..] => Some(Format::Ico),
        [b'i', b'c', b'n', b's', ..] => Some(Format::Icns),
        _ => match vector::kind(bytes) {
            Some("an SVG") => Some(Format::Svg),
            _ => None,
        },
    }
}

/// Reads a picture of a bundle.
///
/// # Errors
/// [`PictureError`].
pub fn read(bytes: &[u8]) -> Result<Old, PictureError> {
    /// How large an SVG is drawn to be measured, in pixels.
    const SIDE: u32 = 256;
    let format = format(bytes).ok_or(PictureError::Unknown)?;
    let pixels = pixels(bytes, SIDE)?;
    let frames = match format {
        Format::Ico => ico(bytes),
        Format::Icns => icns(bytes).into_iter().map(|(side, _)| (side, side)).collect(),
        Format::Svg => vec![svg_size(bytes).unwrap_or((pixels.width, pixels.height))],
        _ => vec![(pixels.width, pixels.height)],
    };
    Ok(Old { format, frames, placed: placed(&pixels) })
}

/// The pixels of a picture: of its largest frame; an SVG is drawn so that its longer side has so many pixels.
///
/// # Errors
/// [`PictureError`].
pub fn pixels(bytes: &[u8], longer: u32) -> Result<Pixels, PictureError> {
    let format = format(bytes).ok_or(PictureError::Unknown)?;
    if bytes.len() > BYTES {
        return Err(PictureError::TooLarge);
    }
    let unread = |error: String| PictureError::Unread(error);
    // The decoders panic on some damaged files.
    let read = caught(|| match format {
        Format::Png => match read_png(bytes) {
            // What a browser shows first.
            Err(PixelsError::Animated) => decoded(PngDecoder::new(Cursor::new(bytes))),
            read => read.map_err(|error| unread(error.to_string())),
        },
        Format::Svg => svg(bytes, longer),
        Format::Icns => {
            match icns(bytes).into_iter().filter_map(|(_, png)| png).max_by_key(|png| png.len()) {
                Some(png) => read_png(png).map_err(|error| unread(error.to_string())),
                None => Err(unread("it has no frame that is a PNG".into())),
            }
        }
        Format::Ico => decoded(IcoDecoder::new(Cursor::new(bytes))),
        Format::Jpeg => decoded(JpegDecoder::new(Cursor::new(bytes))),
        Format::WebP => decoded(WebPDecoder::new(Cursor::new(bytes))),
        Format::Gif => decoded(GifDecoder::new(Cursor::new(bytes))),
    });
    let pixels = read.unwrap_or_else(|message| {
        log::debug!("a picture's decoder panicked: {message}");
        Err(unread("its parts contradict each other".into()))
    })?;
    if pixels.rgba.is_empty() { Err(unread("it has no pixels".into())) } else { Ok(pixels) }
}

fn decoded<D: ImageDecoder>(decoder: image::ImageResult<D>) -> Result<Pixels, PictureError> {
    let unread = |error: image::ImageError| PictureError::Unread(error.to_string());
    let mut decoder = decoder.map_err(unread)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > pixel_limit() {
        return Err(PictureError::TooLarge);
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(pixel_limit().saturating_mul(4));
    decoder.set_limits(limits).map_err(unread)?;
    let image = DynamicImage::from_decoder(decoder).map_err(unread)?.into_rgba8();
    Ok(Pixels { width: image.width(), height: image.height(), rgba: image.into_raw() })
}

/// Draws an SVG, with the pictures in it; where that cannot be, without what moves and runs.
fn svg(bytes: &[u8], longer: u32) -> Result<Pixels, PictureError> {
    let text =
        vector::decode(bytes.to_vec()).map_err(|error| PictureError::Unread(error.message))?;
    drawn(&text, longer).or_else(|error| match tame(&text) {
        Some(tamed) if tamed != text => drawn(&tamed, longer),
        _ => Err(error),
    })
}

fn drawn(text: &str, longer: u32) -> Result<Pixels, PictureError> {
    let fonts = Fonts::none();
    let inner = |bytes: &[u8]| match format(bytes) {
        Some(Format::Svg) | None => Err("it is no raster picture".to_owned()),
        Some(_) => pixels(bytes, longer).map_err(|error| error.to_string()),
    };
    match with_pictures(text, &fonts, &inner) {
        Ok(Some(pixels)) => return Ok(pixels.thinned(longer.max(1) * 2)),
        Err(PicturesError::Picture(reason)) => return Err(PictureError::Unread(reason)),
        Ok(None) | Err(PicturesError::Drawing(_)) => {}
    }
    let vector = Vector::read(text, &fonts).map_err(|findings| {
        let first = findings.into_iter().next().map(|finding| finding.message);
        PictureError::Unread(first.unwrap_or_else(|| "it cannot be drawn".into()))
    })?;
    let drawn = vector::as_written(&vector).and_then(|drawing| vector::sample(&drawing, longer));
    drawn.map_err(|error| PictureError::Unread(error.to_string()))
}

/// Width and height of an SVG in its own units.
fn svg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let text = vector::decode(bytes.to_vec()).ok()?;
    let vector = Vector::read(&text, &Fonts::none()).ok()?;
    let (width, height) = vector.size();
    Some((width.round() as u32, height.round() as u32))
}

/// The sizes of an ICO's frames. The directory: 6 bytes, then 16 for each frame, of which the first two are width and height, and
/// 0 stands for 256.
fn ico(bytes: &[u8]) -> Vec<(u32, u32)> {
    let count =
        bytes.get(4..6).map_or(0, |count| usize::from(u16::from_le_bytes([count[0], count[1]])));
    let side = |byte: u8| if byte == 0 { 256 } else { u32::from(byte) };
    let entries = bytes.get(6..).unwrap_or_default().chunks_exact(16).take(count.min(FRAMES));
    entries.map(|entry| (side(entry[0]), side(entry[1]))).collect()
}

/// The sizes of an ICNS's frames, each with its PNG, where it is one: chunks of a name, a length with these eight bytes, and data.
fn icns(bytes: &[u8]) -> Vec<(u32, Option<&[u8]>)> {
    let (mut found, mut rest) = (Vec::new(), bytes.get(8..).unwrap_or_default());
    while let Some((head, _)) = rest.split_at_checked(8) {
        let length = u32::from_be_bytes([head[4], head[5], head[6], head[7]]) as usize;
        let Some(data) = rest.get(8..length) else { break };
        let side = match &head[..4] {
            b"icp4" | b"is32" | b"ic04" => 16,
            b"icp5" | b"ic11" | b"il32" | b"ic05" => 32,
            b"ih32" => 48,
            b"icp6" | b"ic12" => 64,
            b"ic07" | b"it32" => 128,
            b"ic08" | b"ic13" => 256,
            b"ic09" | b"ic14" => 512,
            b"ic10" => 1024,
            _ => 0,
        };
        if side > 0 && found.len() < FRAMES {
            found.push((side, data.starts_with(b"\x89PNG").then_some(data)));
        }
        rest = &rest[length..];
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(body: &str) -> Vec<u8> {
        format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 100'>{body}</svg>")
            .into_bytes()
    }

    #[test]
    fn frames_of_icons_are_listed() {
        let ico = [&[0, 0, 1, 0, 2, 0, 16, 16][..], &[0; 14], &[0, 0], &[0; 14]].concat();
        assert_eq!(super::ico(&ico), [(16, 16), (256, 256)]);
        assert_eq!(super::ico(&[0, 0, 1, 0, 255, 255]), []);
        let icns = [
            b"icns\0\0\0\0".as_slice(),
            b"ic07\0\0\0\x0c\x89PNG",
            b"TOC \0\0\0\x08",
            b"il32\0\0\0\x09x",
            b"ic10\xff\xff\xff\xff",
        ]
        .concat();
        assert_eq!(super::icns(&icns), [(128, Some(&b"\x89PNG"[..])), (32, None)]);
        assert_eq!(super::icns(b"icns\0\0\0\0ic07\0\0\0\0"), []);
    }

    #[test]
    fn what_is_no_picture_says_so() {
        assert_eq!(read(b"text"), Err(PictureError::Unknown));
        for start in [
            &b"\x89PNG\r\n\x1a\n"[..],
            b"GIF89a",
            b"\xff\xd8\xff",
            b"RIFF\0\0\0\0WEBP",
            b"\0\0\x01\0",
            b"icns",
            b"<svg",
        ] {
            assert!(matches!(read(start), Err(PictureError::Unread(_))), "{start:?}");
        }
        assert!(matches!(read(&svg("")), Err(PictureError::Unread(_))));
    }
}
