//! Reads and checks the images that a theme or a base client brings. Every problem is a diagnostic at its line of the
//! image.

use std::path::Path;
use std::sync::Arc;

use crate::color::Palette;
use crate::vector::{
    DecodeError, DrawError, Fault, Finding, Fonts, PARTS_SIDE, Pixels, PixelsError, Sample, Vector,
    decode, for_scheme, kind, read_png, read_png_noting, sample,
};
use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::digest::sha256;
use rebadge_core::error;
use rebadge_core::fs;
use rebadge_core::source::{Place, Source};
use rebadge_core::trail;

/// The largest image file that is read, in bytes.
const LIMIT: u64 = 32 << 20;

/// An image that was read.
#[derive(Clone, Debug)]
pub struct Artwork {
    /// Its path in the folder it belongs to.
    pub name: String,
    /// Of the file's bytes.
    pub sha256: String,
    /// What it is.
    pub image: Image,
    /// What is wrong with it, though it can be drawn.
    pub warnings: Vec<Diagnostic>,
    /// What of its color space is not understood, if anything: its colors are taken as sRGB then.
    pub note: Option<String>,
}

impl Artwork {
    /// The image as it is measured, in the colors of one palette.
    ///
    /// # Errors
    /// A vector that cannot be drawn although it passed the lint.
    pub fn sample(&self, palette: &Palette) -> Result<Arc<Sample>, DrawError> {
        match &self.image {
            Image::Vector(vector) => vector.sample(palette),
            Image::Raster(pixels) => Ok(Arc::new(Sample::of(pixels))),
        }
    }

    /// The image in pixels at which its parts can be distinguished, in the colors of one palette.
    ///
    /// # Errors
    /// A vector that cannot be drawn although it passed the lint.
    pub fn parts(&self, palette: &Palette) -> Result<Pixels, DrawError> {
        match &self.image {
            Image::Vector(vector) => sample(&for_scheme(vector, palette)?, PARTS_SIDE),
            Image::Raster(pixels) => Ok(pixels.thinned(PARTS_SIDE)),
        }
    }
}

/// The least share of an image's painted area that must reach 3:1 against what it stands on (WCAG 2.2, 1.4.11). Not
/// all of it: a logo may have quiet parts, as long as its shape can be recognized.
pub const STANDS_OUT: f64 = 0.25;

/// What an image is.
#[derive(Clone, Debug)]
pub enum Image {
    /// An SVG that passed the lint.
    Vector(Vector),
    /// A decoded PNG.
    Raster(Pixels),
}

impl Image {
    /// Width and height, in units or pixels.
    pub fn size(&self) -> (f32, f32) {
        match self {
            Image::Vector(vector) => vector.size(),
            Image::Raster(pixels) => (pixels.width as f32, pixels.height as f32),
        }
    }

    /// The ending of a file that holds it.
    pub fn ending(&self) -> &'static str {
        match self {
            Image::Vector(_) => "svg",
            Image::Raster(_) => "png",
        }
    }
}

/// Reads an image; `asked` is where its name is written.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read(
    path: &Path,
    name: &str,
    fonts: &Fonts,
    asked: Option<&Place>,
) -> Result<Artwork, Vec<Diagnostic>> {
    let bytes = bytes(path, asked).map_err(|problem| vec![problem])?;
    let digest = sha256(&bytes);
    let mut warnings = Vec::new();
    let (image, note) = match name.rsplit('.').next().map(str::to_ascii_lowercase).as_deref() {
        Some("svg") => {
            let (vector, found) = vector(path, bytes, fonts, asked)?;
            warnings = found;
            (Image::Vector(vector), None)
        }
        Some("png") => raster(path, name, &bytes, asked).map_err(|problem| vec![problem])?,
        _ => {
            return Err(vec![other_format(path, name, &bytes, asked)]);
        }
    };
    Ok(Artwork { name: name.to_owned(), sha256: digest, image, warnings, note })
}

/// A file that is called neither an SVG nor a PNG, whatever it is.
fn other_format(path: &Path, name: &str, bytes: &[u8], asked: Option<&Place>) -> Diagnostic {
    let is_png = read_png(bytes).is_ok();
    let (message, help) = match kind(bytes) {
        _ if is_png => (format!("`{name}` is a PNG by another name"), "let its name end in `.png`"),
        Some("an SVG") => {
            (format!("`{name}` is an SVG by another name"), "let its name end in `.svg`")
        }
        Some(kind) => (format!("`{name}` is {kind}, and neither an SVG nor a PNG"), EXPORT),
        None => (format!("`{name}` is neither an SVG nor a PNG"), EXPORT),
    };
    at(Code::ImageFormat, path, asked, message).help(help)
}

/// What to do with what is no image for a theme.
const EXPORT: &str = "export it as SVG, or as PNG in RGB";

fn raster(
    path: &Path,
    name: &str,
    bytes: &[u8],
    asked: Option<&Place>,
) -> Result<(Image, Option<String>), Diagnostic> {
    let problem = |message: String| {
        at(Code::ImageFormat, path, asked, message)
            .help("save it again as PNG, or better, draw it as SVG")
    };
    let _step = trail::file(bytes).map_err(|what| {
        let message = format!("`{name}`: reading this file {what}");
        at(Code::AssetFatal, path, asked, message).help("save it smaller, or export it again")
    })?;
    let (pixels, note) = read_png_noting(bytes).map_err(|error| {
        let told = problem(format!("`{name}`: {error}"));
        match error {
            PixelsError::NotPng(Some("an SVG")) => told.help("let its name end in `.svg`"),
            PixelsError::NotPng(_) => told.help(EXPORT),
            PixelsError::TooLarge { .. } => {
                told.help("save it smaller: no output has more than 3000 pixels on a side")
            }
            PixelsError::Animated => {
                told.help("save the picture that is to be shown as a PNG of its own")
            }
            PixelsError::Hdr => told.help("save it in sRGB: icons and logos are not HDR"),
            PixelsError::Damaged(_) => told,
        }
    })?;
    match pixels.painted() {
        Some(_) => Ok((Image::Raster(pixels), note)),
        None => Err(problem(format!("`{name}` paints nothing: all of it is transparent"))),
    }
}

/// Reads an SVG; with it, what is wrong with it though it can be drawn.
///
/// # Errors
/// Everything that is wrong with it.
pub fn vector(
    path: &Path,
    bytes: Vec<u8>,
    fonts: &Fonts,
    asked: Option<&Place>,
) -> Result<(Vector, Vec<Diagnostic>), Vec<Diagnostic>> {
    if let Some(problem) = no_svg(path, &bytes, asked) {
        return Err(vec![problem]);
    }
    let text = decode(bytes).map_err(|error| vec![undecoded(path, error, asked)])?;
    match Vector::read(&text, fonts) {
        Ok(vector) => {
            let warnings = vector.warnings().to_vec();
            Ok((vector, problems(&Source::new(path, text), warnings, asked)))
        }
        Err(findings) => Err(problems(&Source::new(path, text), findings, asked)),
    }
}

/// An SVG that is no text.
fn undecoded(path: &Path, error: DecodeError, asked: Option<&Place>) -> Diagnostic {
    let place = Place::new(&Source::new(path, error.readable), error.span);
    let problem = Diagnostic::at(Code::File, &place, error.message).help("save it as UTF-8");
    match asked {
        Some(asked) => problem.related(asked, "the image is used here"),
        None => problem,
    }
}

/// What a file is that is called an SVG, and plainly is another kind of picture.
fn no_svg(path: &Path, bytes: &[u8], asked: Option<&Place>) -> Option<Diagnostic> {
    let (kind, help) = match kind(bytes) {
        Some("an SVG") => return None,
        Some(kind) => (kind, EXPORT),
        None if bytes.starts_with(b"\x89PNG") => ("a PNG", "let its name end in `.png`"),
        None => return None,
    };
    let name = path.file_name().unwrap_or_default().display();
    let message = format!("`{name}` is not an SVG but {kind}");
    Some(at(Code::ImageFormat, path, asked, message).help(help))
}

/// What the lint found in an SVG, as diagnostics at the SVG's own lines.
fn problems(
    source: &Arc<Source>,
    findings: Vec<Finding>,
    asked: Option<&Place>,
) -> Vec<Diagnostic> {
    findings.into_iter().map(|finding| problem(source, finding, asked)).collect()
}

fn problem(source: &Arc<Source>, finding: Finding, asked: Option<&Place>) -> Diagnostic {
    let place = Place::new(source, finding.span.clone());
    let problem = Diagnostic::at(code(finding.fault), &place, finding.message).help(finding.help);
    match asked {
        Some(asked) => problem.related(asked, "the image is used here"),
        None => problem,
    }
}

fn code(fault: Fault) -> Code {
    match fault {
        Fault::Broken => Code::SvgBroken,
        Fault::TooLarge => Code::SvgTooLarge,
        Fault::Unsafe => Code::SvgUnsafe,
        Fault::External => Code::SvgExternal,
        Fault::TooComplex => Code::SvgTooComplex,
        Fault::MissingFont => Code::SvgFont,
        Fault::UnknownClass => Code::SvgClass,
        Fault::Raster => Code::ImageFormat,
        Fault::Empty => Code::SvgEmpty,
        Fault::Fatal => Code::AssetFatal,
        Fault::Ignored => Code::SvgIgnored,
        Fault::Inexact => Code::SvgInexact,
    }
}

fn bytes(path: &Path, asked: Option<&Place>) -> Result<Vec<u8>, Diagnostic> {
    fs::read(path, LIMIT).map_err(|error| at(Code::File, path, asked, error.to_string()))
}

/// The bytes as UTF-8 text.
///
/// # Errors
/// A diagnostic at the place where they stop being UTF-8.
pub fn text(path: &Path, bytes: Vec<u8>, asked: Option<&Place>) -> Result<String, Diagnostic> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let readable = String::from_utf8_lossy(error.as_bytes()).into_owned();
        let place = Place::new(&Source::new(path, readable), at..at + 1);
        let message = format!("`{}` is not UTF-8", path.display());
        let problem = Diagnostic::at(Code::File, &place, message).help("save it as UTF-8");
        match asked {
            Some(asked) => problem.related(asked, "the file is used here"),
            None => problem,
        }
    })
}

/// Reads a text file.
///
/// # Errors
/// A diagnostic: it cannot be read, is too large or not UTF-8.
pub fn read_text(path: &Path, limit: u64, asked: Option<&Place>) -> Result<String, Diagnostic> {
    let bytes = fs::read(path, limit)
        .map_err(|error: error::Error| at(Code::File, path, asked, error.to_string()))?;
    text(path, bytes, asked)
}

/// A problem at the place that asks for a file, or else at the file itself, of which nothing can be shown.
fn at(code: Code, path: &Path, asked: Option<&Place>, message: String) -> Diagnostic {
    let file = || Place::file(&Source::new(path, String::new()));
    Diagnostic::at(code, &asked.cloned().unwrap_or_else(file), message)
}
