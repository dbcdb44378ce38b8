//! Pictures compared by their pixels: what is drawn counts, not how it is packed.

use std::io::Cursor;

use image::codecs::ico::IcoDecoder;
use image::{DynamicImage, ImageDecoder, Limits};

use super::{Pictures, sheet};
use rebadge_art::vector::{self, Fonts, Pixels, Vector, read_png};
use rebadge_core::panics::caught;

/// How far a channel of a pixel may be off, of 255, alpha multiplied in: what another version of a drawing library does
/// at an edge. It is not seen.
pub(super) const THRESHOLD: u8 = 3;

/// The longer side at which a vector is drawn to be compared, in pixels.
const SIDE: u32 = 256;

/// The most frames of an ICO that are compared, and the longest side of one (the format's limit).
const FRAMES: usize = 32;
const FRAME_SIDE: u32 = 256;

/// A picture that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct PictureChange {
    /// A PNG has one, an ICO one for each size, an SVG one for each color scheme that it draws differently.
    pub frames: Vec<Frame>,
    /// Before, after and difference side by side; none where none was asked for or nothing is seen.
    pub sheet: Option<Sheet>,
}

/// The picture of a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The name of its file: plain, and like no other one's of the same difference.
    pub file: String,
    /// A PNG.
    pub png: Vec<u8>,
}

/// One frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// Which one: `16×16`, `dark`; empty where there is only one.
    pub name: String,
    /// Width and height before; none where the frame is new.
    pub before: Option<(u32, u32)>,
    /// Width and height after; none where the frame is gone.
    pub after: Option<(u32, u32)>,
    /// Pixels that differ by more than is seen.
    pub changed: u64,
    /// All pixels.
    pub total: u64,
}

impl Frame {
    /// The share of pixels that differ, 0 to 1.
    pub fn share(&self) -> f64 {
        self.changed as f64 / self.total.max(1) as f64
    }
}

impl PictureChange {
    /// Whether nothing is to be seen of the change.
    pub fn looks_same(&self) -> bool {
        self.frames.iter().all(|frame| frame.changed == 0)
    }
}

/// The frames of a picture by name.
pub type Frames = Vec<(String, Pixels)>;

/// The one frame of a PNG.
pub(super) fn png(bytes: &[u8]) -> Option<Frames> {
    Some(vec![(String::new(), read_png(bytes).ok()?)])
}

/// An SVG as it is drawn in the light scheme, and in the dark one if it says anything of that.
pub(super) fn svg(bytes: &[u8], fonts: &Fonts) -> Option<Frames> {
    let text = std::str::from_utf8(bytes).ok()?;
    let light = drawn(text, fonts)?;
    match in_dark(text) {
        None => Some(vec![(String::new(), light)]),
        Some(dark) => Some(vec![("light".into(), light), ("dark".into(), drawn(&dark, fonts)?)]),
    }
}

fn drawn(text: &str, fonts: &Fonts) -> Option<Pixels> {
    let vector = Vector::read(text, fonts).ok()?;
    vector::sample(&vector::as_written(&vector).ok()?, SIDE).ok()
}

/// The text with the rules for the dark scheme put in force; none where it has no such rules.
fn in_dark(text: &str) -> Option<String> {
    const OPEN: &str = "@media (prefers-color-scheme:dark){";
    let at = text.find(OPEN)?;
    let rest = &text[at + OPEN.len()..];
    let mut depth = 1;
    let end = rest.char_indices().find(|(_, letter)| {
        depth += i32::from(*letter == '{') - i32::from(*letter == '}');
        depth == 0
    });
    let (end, _) = end?;
    let (rules, after) = (&rest[..end], &rest[end + 1..]);
    // A browser takes the last of two rules. The renderer takes the first of two that are `!important`, so that the
    // rules must also stand in front of the sheet.
    let sheet = text[..at].rfind("<").and_then(|tag| Some(tag + text[tag..at].find('>')? + 1))?;
    Some([&text[..sheet], rules, &text[sheet..at], rules, after].concat())
}

/// Reads the frames of an ICO; none where one of them cannot be read.
///
/// The format is a header of 6 bytes, 16 for each frame, then PNGs or bitmaps ("The evolution of the ICO file
/// format", and the `image` crate for the bitmaps).
pub fn ico(bytes: &[u8]) -> Option<Frames> {
    let count = usize::from(u16::from_le_bytes(bytes.get(4..6)?.try_into().ok()?));
    if !bytes.starts_with(&[0, 0, 1, 0]) || count == 0 || count > FRAMES {
        return None;
    }
    let entries = bytes.get(6..6 + 16 * count)?.chunks_exact(16);
    let mut frames: Frames = entries.map(|entry| ico_frame(bytes, entry)).collect::<Option<_>>()?;
    // Two frames of one size differ in their depth of color: the first is as good.
    frames.dedup_by(|a, b| a.0 == b.0);
    Some(frames)
}

/// A frame as an ICO of its own.
fn ico_frame(bytes: &[u8], entry: &[u8]) -> Option<(String, Pixels)> {
    let number = |at: usize| Some(u32::from_le_bytes(entry.get(at..at + 4)?.try_into().ok()?));
    let (size, start) = (number(8)? as usize, number(12)? as usize);
    let data = bytes.get(start..start.checked_add(size)?)?;
    let pixels = match read_png(data) {
        Ok(pixels) if pixels.width.max(pixels.height) <= FRAME_SIDE => pixels,
        Ok(_) => return None,
        Err(_) => bitmap(entry, data)?,
    };
    Some((format!("{}×{}", pixels.width, pixels.height), pixels))
}

fn bitmap(entry: &[u8], data: &[u8]) -> Option<Pixels> {
    let single = [&[0, 0, 1, 0, 1, 0], &entry[..12], &22u32.to_le_bytes()[..], data].concat();
    // Decoders panic on some damaged files.
    caught(|| decoded(single)).ok()?
}

fn decoded(single: Vec<u8>) -> Option<Pixels> {
    let mut decoder = IcoDecoder::new(Cursor::new(single)).ok()?;
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(FRAME_SIDE), Some(FRAME_SIDE));
    decoder.set_limits(limits).ok()?;
    let image = DynamicImage::from_decoder(decoder).ok()?.into_rgba8();
    Some(Pixels { width: image.width(), height: image.height(), rgba: image.into_raw() })
}

/// Compares two pictures, frame by frame.
pub(super) fn compare(before: &Frames, after: &Frames, pictures: Pictures) -> PictureChange {
    let names = before.iter().chain(after.iter().filter(|(name, _)| find(before, name).is_none()));
    let sides: Vec<sheet::Sides<'_>> = names
        .map(|(name, _)| sheet::Sides {
            name,
            before: find(before, name),
            after: find(after, name),
        })
        .collect();
    let frames: Vec<Frame> = sides.iter().map(frame).collect();
    let seen = sides.iter().zip(&frames).filter(|(_, frame)| frame.changed > 0);
    let seen: Vec<&sheet::Sides<'_>> = seen.map(|(sides, _)| sides).collect();
    let sheet = match pictures {
        Pictures::Made if !seen.is_empty() => {
            sheet::sheet(&seen).map(|png| Sheet { file: String::new(), png })
        }
        _ => None,
    };
    PictureChange { frames, sheet }
}

fn find<'a>(frames: &'a Frames, name: &str) -> Option<&'a Pixels> {
    frames.iter().find(|(other, _)| other == name).map(|(_, pixels)| pixels)
}

fn frame(sides: &sheet::Sides<'_>) -> Frame {
    let size = |pixels: &Pixels| (pixels.width, pixels.height);
    let (before, after) = (sides.before.map(size), sides.after.map(size));
    let (width, height) = sides.canvas();
    // Most rows of most pictures are the same to the byte.
    let rows = (0..height).filter(|y| !sides.is_same_row(*y));
    let pixels = rows.flat_map(|y| (0..width).map(move |x| (x, y)));
    let changed = pixels.filter(|(x, y)| sides.differs(*x, *y)).count() as u64;
    let total = u64::from(width) * u64::from(height);
    Frame { name: sides.name.to_owned(), before, after, changed, total }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use rebadge_render::render::container;

    fn square(side: u32, color: [u8; 4]) -> Frames {
        vec![(String::new(), Pixels::filled(side, side, color))]
    }

    fn check(before: &Frames, after: &Frames, expect: &[(u64, u64)]) {
        let change = compare(before, after, Pictures::Made);
        let counts: Vec<(u64, u64)> =
            change.frames.iter().map(|frame| (frame.changed, frame.total)).collect();
        assert_eq!(counts, expect);
        assert_eq!(change.sheet.is_some(), !change.looks_same());
    }

    #[test]
    fn pixels_are_counted() {
        let red = square(4, [255, 0, 0, 255]);
        check(&red, &red, &[(0, 16)]);
        check(&red, &square(4, [252, 0, 0, 255]), &[(0, 16)]);
        check(&red, &square(4, [251, 0, 0, 255]), &[(16, 16)]);
        check(&red, &square(5, [255, 0, 0, 255]), &[(9, 25)]);
        // What is transparent has no color.
        check(&square(2, [255, 0, 0, 0]), &square(2, [0, 255, 0, 0]), &[(0, 4)]);
    }

    #[test]
    fn frames_go_by_their_names() {
        let ico_of = |sides: &[u32], color| {
            let frame = |side: &u32| {
                container::Frame::Pixels(Arc::new(Pixels::filled(*side, *side, color)))
            };
            let frames: Vec<container::Frame> = sides.iter().map(frame).collect();
            ico(&container::ico(&frames).unwrap()).unwrap()
        };
        let (red, blue) = ([255, 0, 0, 255], [0, 0, 255, 255]);
        check(&ico_of(&[16, 32], red), &ico_of(&[16, 32], red), &[(0, 256), (0, 1024)]);
        check(&ico_of(&[16, 32], red), &ico_of(&[16], blue), &[(256, 256), (1024, 1024)]);
        assert_eq!(ico_of(&[16, 32], red)[1].0, "32×32");
    }

    #[test]
    fn a_bitmap_in_an_ico_is_read() {
        // One pixel, 32 bits: BITMAPINFOHEADER of twice the height, blue-green-red-alpha, a mask row of 4 bytes.
        let mut data = vec![40, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 32, 0];
        data.extend([0; 24]);
        data.extend([3, 2, 1, 255, 0, 0, 0, 0]);
        let mut file = vec![0, 0, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0, 32, 0];
        file.extend((data.len() as u32).to_le_bytes());
        file.extend(22u32.to_le_bytes());
        file.extend(data);
        let frames = ico(&file).expect("a frame");
        assert_eq!(
            (frames[0].0.as_str(), frames[0].1.rgba.as_slice()),
            ("1×1", &[1, 2, 3, 255][..])
        );
        file.truncate(50);
        assert_eq!(ico(&file), None);
        assert_eq!(ico(&[0, 0, 1, 0, 255, 255]), None);
    }

    #[test]
    fn a_vector_is_drawn_in_both_schemes() {
        let svg_of = |css: &str| {
            let text = format!(
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'><style>{css}</style>\
                 <path class='fill-primary' d='M0 0h8v8H0z'/></svg>"
            );
            svg(text.as_bytes(), &Fonts::none()).expect("a drawing")
        };
        let light = svg_of(".fill-primary{fill:#ff0000!important}");
        assert_eq!(light.len(), 1);
        assert_eq!(light[0].1.rgba[..4], [255, 0, 0, 255]);
        let both = svg_of(
            ".fill-primary{fill:#ff0000!important}\
             @media (prefers-color-scheme:dark){.fill-primary{fill:#0000ff!important}}",
        );
        assert_eq!((both[0].0.as_str(), &both[0].1.rgba[..4]), ("light", &[255, 0, 0, 255][..]));
        assert_eq!((both[1].0.as_str(), &both[1].1.rgba[..4]), ("dark", &[0, 0, 255, 255][..]));
        assert!(svg(b"<svg", &Fonts::none()).is_none());
    }
}
