//! The old mark, found by its pixels: in pictures of every format, addresses of data, drawings within scripts and styles, and
//! paths that a script draws; scaled, with a margin, on a plate, cut out of one, in one color, beside words.
//!
//! A picture is taken apart into layers: what is painted, what differs from its ground, each of its main colors, its holes.
//! A layer that is nothing but a disc or a square says nothing and is left out. The others are cut to their boxes and compared as
//! coverage masks of 24 × 24 with those of the mark.

mod candidates;
mod layers;

use std::ops::Range;

use rebadge_art::vector::{Canvas, Drawing, Pixels, Placement, draw, of_our_own};

use crate::pictures::pixels;
pub use candidates::Standing;
use candidates::{Candidate, Source, candidates};
use layers::{Mask, layers};

/// From this score on a picture is the mark.
pub const SAME: f32 = 0.86;

/// How large drawings are drawn to be compared, in pixels.
const DRAWN: u32 = 160;

/// An old mark, ready to be looked for.
#[derive(Clone, Debug)]
pub struct Mark {
    masks: Vec<Mask>,
}

impl Mark {
    /// A mark from the bytes of its picture; none if it has no shape of its own, such as a plain square.
    ///
    /// # Errors
    /// [`crate::pictures::PictureError`].
    pub fn read(bytes: &[u8]) -> Result<Option<Mark>, crate::pictures::PictureError> {
        let masks = layers(&pixels(bytes, DRAWN)?);
        Ok((!masks.is_empty()).then_some(Mark { masks }))
    }

    /// How alike a picture is, 0 to 1.
    fn score(&self, other: &[Mask]) -> f32 {
        let pairs =
            self.masks.iter().flat_map(|own| other.iter().map(move |other| own.alike(other)));
        pairs.fold(0.0, f32::max)
    }
}

/// A picture that is like a mark.
#[derive(Clone, Debug, PartialEq)]
pub struct Likeness {
    /// How it stands in the file.
    pub standing: Standing,
    /// Where.
    pub span: Range<usize>,
    /// Which mark.
    pub mark: usize,
    /// How like it is, 0 to 1.
    pub score: f32,
}

/// A picture that cannot be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unseen {
    /// How it stands in the file.
    pub standing: Standing,
    /// Where.
    pub span: Range<usize>,
    /// Why not.
    pub reason: String,
}

/// What is found in a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seen {
    /// How many pictures it has.
    pub pictures: usize,
    /// Those that are like a mark.
    pub alike: Vec<Likeness>,
    /// Those that cannot be looked at.
    pub unseen: Vec<Unseen>,
}

/// Looks for marks in a file of any kind; what is at least so alike (see [`SAME`]) is told.
pub fn find(bytes: &[u8], marks: &[Mark], least: f32) -> Seen {
    let mut seen = Seen::default();
    for Candidate { standing, span, drawing } in candidates(bytes) {
        let drawn = match &drawing {
            Source::Bytes(bytes) => pixels(bytes, DRAWN).map_err(|error| error.to_string()),
            // Path data that draws nothing is a text that looks like it.
            Source::Paths(paths) => match path_pixels(paths) {
                Some(pixels) => Ok(pixels),
                None => continue,
            },
        };
        seen.pictures += 1;
        let masks = match drawn {
            Ok(pixels) => layers(&pixels),
            Err(reason) => {
                seen.unseen.push(Unseen { standing, span, reason });
                continue;
            }
        };
        let scores = marks.iter().map(|mark| mark.score(&masks)).enumerate();
        let best = scores.max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((mark, score)) = best.filter(|(_, score)| *score >= least) {
            seen.alike.push(Likeness { standing, span, mark, score });
        }
    }
    seen
}

/// The pixels of paths in black, cut to what they paint. Their letters and digits were looked at one by one, so the text is ours.
fn path_pixels(paths: &[String]) -> Option<Pixels> {
    /// Half the side of the field in which a path may lie.
    const FIELD: f32 = 8192.0;
    let shapes: String =
        paths.iter().map(|path| format!("<path fill-rule=\"evenodd\" d=\"{path}\"/>")).collect();
    let text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-{FIELD} -{FIELD} {0} {0}\">{shapes}</svg>",
        2.0 * FIELD
    );
    let drawing = of_our_own(&text).ok()?;
    cut(&drawing)
}

fn cut(drawing: &Drawing) -> Option<Pixels> {
    let [left, top, right, bottom] = drawing.bounds();
    let longer = (right - left).max(bottom - top);
    if !longer.is_finite() || longer <= 0.0 {
        return None;
    }
    let scale = DRAWN as f32 / longer;
    let side = |length: f32| ((length * scale).ceil() as u32).clamp(1, DRAWN);
    let canvas = Canvas { width: side(right - left), height: side(bottom - top) };
    draw(drawing, canvas, Placement { scale, x: -left * scale, y: -top * scale }).ok()
}
