//! The old mark, found by its pixels: in pictures of every format, addresses of data, drawings within scripts and styles, and
//! paths that a script draws; scaled, with a margin, on a plate, cut out of one, in one color, beside words.
//!
//! A picture is split into layers: what is painted, each of its main colors, all but one of them, its holes. They are cut to
//! their boxes and compared with those of the mark, as coverage masks of 24 × 24 by their correlation. Of a layer that fills most of
//! its box, such as a plate, what is cut out of it must be alike too; one with nothing cut out of it says nothing and is left out.

mod candidates;
pub mod labelled;
mod layers;
mod plain;

use std::ops::Range;

use rebadge_art::vector::{Canvas, Drawing, Pixels, Placement, draw, pixel_limit};

use crate::path_data;
use crate::pictures::pixels;
pub use candidates::Standing;
use candidates::{Candidate, Source, candidates};
use layers::{Mask, Parts, layers};

/// From this score on a picture is the mark.
pub const SAME: f32 = 0.86;

/// How large drawings are drawn to be compared, in pixels; and paths, of which there are thousands.
const DRAWN: u32 = 160;
const PATH: u32 = 96;

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
        let mut masks = layers(&pixels(bytes, DRAWN)?, Parts::Largest);
        masks.retain(|mask| !mask.is_plain());
        Ok((!masks.is_empty()).then_some(Mark { masks }))
    }

    /// How alike a picture is, 0 to 1.
    fn score(&self, other: &[Mask]) -> f32 {
        other.iter().fold(0.0, |best, other| {
            let alike = self.masks.iter().map(|own| own.alike(other)).fold(0.0, f32::max);
            // Whether it is plain takes longer to find out than how alike it is, and few are alike.
            if alike > best && !(alike >= SAME && other.is_plain()) { alike } else { best }
        })
    }
}

/// A picture that is like a mark.
#[derive(Clone, Debug, PartialEq)]
pub struct Likeness {
    /// How the file has it.
    pub standing: Standing,
    /// Where.
    pub span: Range<usize>,
    /// Which mark.
    pub mark: usize,
    /// How like it is, 0 to 1.
    pub score: f32,
    /// How its path data begins, each path, or its address of data. They are a stranger's texts.
    pub begins: Vec<String>,
}

/// A picture that cannot be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unseen {
    /// How the file has it.
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

/// Looks for marks in a file of any kind; what is at least so alike (see [`SAME`]) is reported.
pub fn find(bytes: &[u8], marks: &[Mark], least: f32) -> Seen {
    let mut seen = Seen::default();
    // The pixels of all pictures of a file that are looked at.
    let mut left = pixel_limit().saturating_mul(4);
    for Candidate { standing, span, drawing } in candidates(bytes) {
        let drawn = match &drawing {
            Source::Bytes(_) if left == 0 => Err("the file has too many pictures".to_owned()),
            Source::Bytes(bytes) => pixels(bytes, DRAWN).map_err(|error| error.to_string()),
            // Path data that draws nothing is a text that looks like it.
            Source::Paths(paths) => match path_pixels(paths) {
                Some(pixels) => Ok(pixels),
                None => continue,
            },
        };
        seen.pictures += 1;
        let masks = match drawn {
            Ok(pixels) => {
                left = left.saturating_sub(u64::from(pixels.width) * u64::from(pixels.height));
                layers(&pixels, Parts::All)
            }
            Err(reason) => {
                seen.unseen.push(Unseen { standing, span, reason });
                continue;
            }
        };
        let scores = marks.iter().map(|mark| mark.score(&masks)).enumerate();
        let best = scores.max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((mark, score)) = best.filter(|(_, score)| *score >= least) {
            let begins = begins(standing, &bytes[span.clone()]);
            seen.alike.push(Likeness { standing, span, mark, score, begins });
        }
    }
    seen.alike = distinct(seen.alike);
    seen
}

/// One likeness of each place: of those that overlap, as a path and the drawing that it is part of, the one that is most like.
fn distinct(mut all: Vec<Likeness>) -> Vec<Likeness> {
    all.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.span.start.cmp(&b.span.start)));
    let mut kept: Vec<Likeness> = Vec::new();
    for one in all {
        let is_apart =
            |own: &Likeness| one.span.end <= own.span.start || own.span.end <= one.span.start;
        if kept.iter().all(is_apart) {
            kept.push(one);
        }
    }
    kept.sort_by_key(|one| one.span.start);
    kept
}

/// The most paths of a drawing whose beginnings are kept, and how much of each, in bytes.
const BEGINNINGS: (usize, usize) = (24, 120);

/// How a picture begins.
fn begins(standing: Standing, picture: &[u8]) -> Vec<String> {
    let start =
        |text: &[u8]| String::from_utf8_lossy(&text[..text.len().min(BEGINNINGS.1)]).into_owned();
    match standing {
        Standing::File => Vec::new(),
        Standing::Data => vec![start(picture)],
        Standing::Path => {
            let first = start(&picture[..path_data::length(picture)]);
            let rest = path_data::all(picture).into_iter();
            let rest = rest.take(BEGINNINGS.0).map(|path| start(&picture[path]));
            std::iter::once(first).chain(rest).collect()
        }
        Standing::Inline => {
            let paths = path_data::all(picture).into_iter();
            paths.take(BEGINNINGS.0).map(|path| start(&picture[path])).collect()
        }
    }
}

/// The drawing of a file in which path data begins so, as SVG: all paths that are near each other. None where no path data does.
pub fn drawing_at(bytes: &[u8], begins: &str) -> Option<Vec<u8>> {
    let start = path_data::starting_with(bytes, begins).first()?.start;
    let drawing = candidates::drawing_around(bytes, start)?;
    match drawing {
        Source::Bytes(bytes) => Some(bytes),
        Source::Paths(paths) => path_data::svg(&paths).map(String::into_bytes),
    }
}

/// The pixels of paths in black, cut to what they paint.
fn path_pixels(paths: &[String]) -> Option<Pixels> {
    cut(&path_data::drawing(paths)?)
}

fn cut(drawing: &Drawing) -> Option<Pixels> {
    let [left, top, right, bottom] = drawing.bounds();
    let longer = (right - left).max(bottom - top);
    if !longer.is_finite() || longer <= 0.0 {
        return None;
    }
    let scale = PATH as f32 / longer;
    let side = |length: f32| ((length * scale).ceil() as u32).clamp(1, PATH);
    let canvas = Canvas { width: side(right - left), height: side(bottom - top) };
    draw(drawing, canvas, Placement { scale, x: -left * scale, y: -top * scale }).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A mark that is like no common sign, in a box of 64.
    const MARK: &str = "M4 60V4h20l36 28-28 8v20H20V44L4 60zM16 16v12h16z";

    fn svg(view: &str, body: &str) -> Vec<u8> {
        format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='{view}'>{body}</svg>")
            .into_bytes()
    }

    fn path(fill: &str) -> String {
        format!("<path fill='{fill}' fill-rule='evenodd' d='{MARK}'/>")
    }

    fn best(bytes: &[u8]) -> f32 {
        let reference = svg("0 0 64 64", &path("#8719e0"));
        let mark = Mark::read(&reference).unwrap().unwrap();
        let seen = find(bytes, &[mark], 0.0);
        seen.alike.iter().map(|like| like.score).fold(0.0, f32::max)
    }

    #[track_caller]
    fn same(view: &str, body: &str) {
        let score = best(&svg(view, body));
        assert!(score >= SAME, "{score}");
    }

    #[track_caller]
    fn other(body: &str) {
        let score = best(&svg("0 0 64 64", body));
        assert!(score < SAME, "{score}");
    }

    #[test]
    fn the_mark_is_found_in_all_its_guises() {
        same("0 0 64 64", &path("#8719e0"));
        same("0 0 64 64", &path("#000"));
        same("-60 -80 200 220", &path("#c00"));
        let square = "<path fill='#8719e0' d='M-40-40h144v144h-144z'/>";
        same("-40 -40 144 144", &format!("{square}{}", path("#fff")));
        let disc = "<circle cx='32' cy='32' r='60' fill='#222'/>";
        same("-28 -28 120 120", &format!("{disc}{}", path("#fd0")));
        let cut = format!(
            "<path fill-rule='evenodd' d='M-20-20h104v104h-104z{}'/>",
            &MARK[..MARK.find('z').unwrap() + 1]
        );
        let whole = best(&svg("-20 -20 104 104", &cut));
        assert!(whole > 0.75, "{whole}");
        let words = "<path d='M90 20h8v24h-8zM110 20h20v8h-20zM140 20h8v24h-8z'/>";
        same("0 0 160 64", &format!("{}{words}", path("#06c")));
        same("0 0 64 160", &format!("{}<path d='M4 90h56v10H4z'/>", path("#06c")));
    }

    #[test]
    fn the_mark_is_found_wherever_it_stands() {
        let script = format!("x('path',{{d:\"{MARK}\"}})");
        assert!(best(script.as_bytes()) >= SAME);
        let text = String::from_utf8(svg("0 0 64 64", &path("#000"))).unwrap();
        assert!(best(format!("x=`{text}`").as_bytes()) >= SAME);
        assert!(best(format!("a{{b:url(\"data:image/svg+xml,{text}\")}}").as_bytes()) >= SAME);
    }

    #[test]
    fn other_pictures_are_none() {
        other("<circle cx='32' cy='32' r='30'/>");
        other("<path d='M0 0h64v64H0z'/>");
        other("<path d='M4 4l56 28-56 28z'/>");
        other(
            "<path fill-rule='evenodd' d='M2 32a30 30 0 1 0 60 0a30 30 0 1 0-60 0M28 14h8v24h-8zM28 44h8v8h-8z'/>",
        );
        other("<path d='M4 4h56v12H4zM4 26h56v12H4zM4 48h56v12H4z'/>");
    }

    #[test]
    fn a_ring_is_no_sign() {
        let ring = |outer: u32, inner: u32| {
            format!(
                "<path fill-rule='evenodd' d='M{0} 32a{outer} {outer} 0 1 0 {1} 0a{outer} {outer} 0 1 0-{1} 0zM{2} 32a{inner} {inner} 0 1 0 {3} 0a{inner} {inner} 0 1 0-{3} 0z'/>",
                32 - outer,
                2 * outer,
                32 - inner,
                2 * inner
            )
        };
        // A mark that is one has no shape of its own; beside a bar it has one, and other rings are not like it.
        assert!(Mark::read(&svg("0 0 64 64", &ring(30, 22))).unwrap().is_none());
        let frame = "<path fill-rule='evenodd' d='M2 2h60v60H2zM10 10v44h44V10z'/>";
        assert!(Mark::read(&svg("0 0 64 64", frame)).unwrap().is_none());
        let both = format!("{}<path d='M66 4h10v56H66z'/>", ring(30, 20));
        let mark = [Mark::read(&svg("0 0 80 64", &both)).unwrap().expect("a shape")];
        let score = |body: &str| {
            let seen = find(&svg("0 0 80 64", body), &mark, 0.0);
            seen.alike.first().map_or(0.0, |like| like.score)
        };
        assert!(score(&both) >= SAME);
        for (outer, inner) in [(30, 20), (30, 24), (20, 10), (28, 26)] {
            assert!(
                score(&ring(outer, inner)) < SAME,
                "{outer} {inner}: {}",
                score(&ring(outer, inner))
            );
        }
    }

    #[test]
    fn each_place_is_told_once() {
        let mark = Mark::read(&svg("0 0 64 64", &path("#000"))).unwrap().unwrap();
        let script = format!(
            "x('path',{{d:\"{MARK}\"}}),x('path',{{d:\"M4 90h56v10H4zM90 20h8v24h-8z M3 4\"}})"
        );
        let seen = find(script.as_bytes(), &[mark], SAME);
        assert_eq!(seen.alike.len(), 1, "{:?}", seen.alike);
        assert!(seen.alike[0].begins.iter().any(|begins| begins == MARK), "{:?}", seen.alike);
    }

    #[test]
    fn a_drawing_of_a_script_is_a_mark() {
        let script = format!("y=1;x('svg',[x('path',{{d:\"{MARK}\"}})]);z={{d:'M1 1'}}");
        let picture = drawing_at(script.as_bytes(), "M4 60V4").expect("a drawing");
        let mark = Mark::read(&picture).unwrap().expect("a shape");
        let seen = find(&svg("0 0 64 64", &path("#8719e0")), &[mark], SAME);
        assert_eq!(seen.alike.len(), 1);
        assert_eq!(drawing_at(script.as_bytes(), "M5 60"), None);
    }

    #[test]
    fn what_cannot_be_looked_at_is_told() {
        let seen = find(b"x='<svg viewBox=\"0 0 0 0\"></svg>'", &[], SAME);
        assert_eq!(
            (seen.pictures, seen.unseen.len(), seen.unseen[0].standing),
            (1, 1, Standing::Inline)
        );
        assert!(Mark::read(&svg("0 0 9 9", "<path d='M0 0h9v9H0z'/>")).unwrap().is_none());
        assert_eq!(find(b"no picture", &[], SAME), Seen::default());
    }
}
