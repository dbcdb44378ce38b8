//! The logo's file, in any of the formats that people send: what a theme takes is taken as it is, the rest becomes an SVG
//! or a PNG. A module of its own because a theme takes two formats only, and its files are never converted behind its back.

use std::io::{Cursor, Read};
use std::path::Path;

use flate2::read::GzDecoder;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits};

use crate::artwork::{self, Image};
use crate::brand::Picture;
use crate::diagnostic::{Code, Diagnostic};
use crate::fs;
use crate::limits::PIXELS;
use crate::panics::caught;
use crate::vector::{
    Fonts, PicturesError, Pixels, decode, kind, pixel_limit, read_png, with_pictures,
};

/// The largest logo file that is read, in bytes: as for any image of a theme.
const LIMIT: u64 = 32 << 20;
/// The largest SVG that is unpacked, in bytes: more is not read anyway.
const UNPACKED: u64 = 4 << 20;
/// The most pixels on a side of a picture that is decoded, and the bytes that this may take.
const SIDE: u32 = 16_384;
const MEMORY: u64 = 512 << 20;

/// Reads a logo.
pub(super) fn read(path: &Path, fonts: &Fonts) -> Result<Picture, Vec<Diagnostic>> {
    let name = path.to_string_lossy();
    let bytes = fs::read(path, LIMIT)
        .map_err(|error| vec![Diagnostic::nowhere(Code::File, error.to_string())])?;
    match kind(&bytes) {
        Some("compressed with gzip, as an SVGZ is") => unpacked(path, &bytes, fonts),
        Some("an SVG") => drawing(path, bytes, fonts),
        Some("a JPEG" | "a WebP") => pixels(&bytes).and_then(picture).map_err(|why| {
            let message = format!("`{name}` cannot be read: {why}");
            let problem = Diagnostic::nowhere(Code::ImageFormat, message);
            vec![problem.help("save it again, best as SVG or PNG")]
        }),
        None if read_png(&bytes).is_ok() => {
            let artwork = artwork::read(path, "logo.png", fonts, None)?;
            Ok(Picture { image: artwork.image, bytes })
        }
        Some(kind) => {
            let message = format!("`{name}` is {kind}, of which no logo is read");
            let problem = Diagnostic::nowhere(Code::ImageFormat, message);
            Err(vec![problem.help(FORMATS)])
        }
        None => Err(artwork::read(path, &name, fonts, None)
            .map_or_else(|problems| problems, |_| Vec::new())
            .into_iter()
            .map(|problem| match problem.code {
                Code::ImageFormat => problem.help(FORMATS),
                _ => problem,
            })
            .collect()),
    }
}

/// What to send instead.
const FORMATS: &str = "give an SVG, best, or an SVGZ, PNG, JPEG or WebP";

/// An SVG; one that holds pictures of pixels becomes a PNG.
fn drawing(path: &Path, bytes: Vec<u8>, fonts: &Fonts) -> Result<Picture, Vec<Diagnostic>> {
    let text = decode(bytes.clone()).unwrap_or_default();
    let problem = |why: String| {
        let message = format!("a picture in `{}` cannot be read: {why}", path.display());
        let problem = Diagnostic::nowhere(Code::ImageFormat, message);
        vec![problem.help("draw it as shapes, or put it in as PNG, JPEG or WebP")]
    };
    match with_pictures(&text, fonts, &embedded) {
        Ok(Some(drawn)) => picture(drawn).map_err(problem),
        Err(PicturesError::Picture(why)) => Err(problem(why)),
        Err(PicturesError::Drawing(_)) => {
            let found = artwork::vector(path, bytes, fonts, None).err().unwrap_or_default();
            // That it holds pictures is no fault here.
            let is_other = |problem: &Diagnostic| problem.code != Code::ImageFormat;
            Err(found.into_iter().filter(is_other).collect())
        }
        Ok(None) => {
            let (vector, _) = artwork::vector(path, bytes.clone(), fonts, None)?;
            Ok(Picture { image: Image::Vector(vector), bytes })
        }
    }
}

/// A picture within a drawing.
fn embedded(bytes: &[u8]) -> Result<Pixels, String> {
    match kind(bytes) {
        Some("a JPEG" | "a WebP") => pixels(bytes),
        Some(kind) => Err(format!("it is {kind}")),
        None => read_png(bytes).map_err(|error| error.to_string()),
    }
}

/// An SVG that was compressed.
fn unpacked(path: &Path, bytes: &[u8], fonts: &Fonts) -> Result<Picture, Vec<Diagnostic>> {
    let problem = |message: &str| {
        let message = format!("`{}` {message}", path.display());
        let problem = Diagnostic::nowhere(Code::ImageFormat, message);
        vec![problem.help("export it as SVG, without compression")]
    };
    let mut text = Vec::new();
    let read = GzDecoder::new(bytes).take(UNPACKED + 1).read_to_end(&mut text);
    if read.is_err() || text.len() as u64 > UNPACKED {
        return Err(problem("cannot be unpacked, or is larger than 4 MiB then"));
    }
    if kind(&text) != Some("an SVG") {
        return Err(problem("is compressed, but no SVG is in it"));
    }
    drawing(path, text, fonts)
}

fn picture(pixels: Pixels) -> Result<Picture, String> {
    Picture::png(pixels).ok_or_else(|| "all of it is transparent".to_owned())
}

/// The pixels of a photo's format, turned as it was held.
fn pixels(bytes: &[u8]) -> Result<Pixels, String> {
    // Decoders panic on some damaged files.
    caught(|| decoded(bytes)).unwrap_or_else(|_| Err("the file is damaged".to_owned()))
}

fn decoded(bytes: &[u8]) -> Result<Pixels, String> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format();
    let mut reader = reader.map_err(|error| error.to_string())?;
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(SIDE), Some(SIDE));
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| error.to_string())?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > pixel_limit() {
        return Err(format!("it has {width}×{height} pixels, at most {PIXELS} are read"));
    }
    let orientation = decoder.orientation().map_err(|error| error.to_string())?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(|error| error.to_string())?;
    image.apply_orientation(orientation);
    let image = image.into_rgba8();
    Ok(Pixels { width: image.width(), height: image.height(), rgba: image.into_raw() })
}
