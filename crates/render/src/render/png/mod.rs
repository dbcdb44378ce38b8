//! Encodes PNG files. How much effort a file is worth was measured:
//!
//! Measured on seven whole icon sets (70 pictures; 7.4 MB of rows with a palette, 13.4 MB of true color), CPU time of
//! compression alone, on one core of a small x86-64 machine:
//!
//! | compression | filter   | palette: kB | ms  | true color: kB | ms  |
//! |-------------|----------|------------:|----:|---------------:|----:|
//! | Fast        | Sub      |         232 |   1 |            937 |   1 |
//! | Fast        | Adaptive |         199 |   3 |            929 |   4 |
//! | Balanced    | none     |     **130** |  16 |            472 |  26 |
//! | Balanced    | Sub      |         157 |  16 |        **435** |  52 |
//! | Balanced    | Paeth    |         168 |  17 |            451 |  53 |
//! | Balanced    | Adaptive |         165 |  18 |            450 |  55 |
//! | High        | none     |         118 | 108 |            408 | 116 |
//! | High        | Sub      |         144 | 112 |            374 | 378 |
//! | High        | Adaptive |         150 | 147 |            381 | 459 |
//!
//! [`Effort::Default`] takes the bold ones. Beyond them a millisecond saves less than 0.5 kB; up to them it saves more
//! than 1.4 kB. True color is filtered by Sub or Up, row by row, whichever leaves fewer bytes that are not zero: up to 6 %
//! smaller than Sub alone for 3 ms.
//!
//! Rows of one color are compressed from their number: [`rebadge_deflate`], which also says which searches of our own were
//! tried beside zlib's, and taken out.
//!
//! [`Effort::Smallest`] is oxipng at level 2: 9 to 33 % smaller again, at 20 to 30 times the time. Its level 4 takes three
//! to seven times as long for 1 to 6 % more: [`encode_once`].

mod colors;
mod effort;
mod file;
mod form;
mod reduce;

use std::sync::Arc;

pub use self::effort::{Effort, FULL};
use self::file::Filter;
pub use self::form::PixelFormat;
use self::form::{Form, Kind};
use crate::render::framed::Framed;
use rebadge_art::vector::{DrawError, Pixels};

/// Writes a PNG: straight alpha, the smallest color type that holds every pixel, no chunk that is not needed.
pub fn encode(pixels: &Pixels, effort: Effort) -> Result<Vec<u8>, DrawError> {
    encode_framed(&Framed::whole(pixels.clone()), effort)
}

/// Writes the PNG of a picture that is made once and ships in every package: as [`Effort::Smallest`], with oxipng at level 4.
///
/// # Errors
/// As [`encode`].
pub fn encode_once(pixels: Pixels) -> Result<Vec<u8>, DrawError> {
    let framed = Framed::whole(pixels);
    let coding = Coding::of(&framed, Effort::Default)?;
    let quick = coding.write(&framed)?;
    smallest(&framed, &coding.form, quick, 4)
}

/// Writes a PNG without looking at the frame pixel by pixel.
pub fn encode_framed(framed: &Framed, effort: Effort) -> Result<Vec<u8>, DrawError> {
    Coding::of(framed, effort)?.write(framed)
}

/// One row of so many is looked at for an estimate.
const SAMPLED: usize = 16;

/// An estimate of the size of a picture with the default effort, in bytes, from some of its rows. Rows that are apart repeat less
/// than all of them do, so it is mostly an overestimate.
///
/// # Errors
/// As [`encode`].
pub fn estimate(framed: &Framed, pixels: PixelFormat) -> Result<usize, DrawError> {
    let (width, all) = (framed.inside.width, framed.inside.rgba.as_slice());
    let rows: Vec<&[u8]> = all.chunks_exact((width as usize * 4).max(1)).step_by(SAMPLED).collect();
    let sample = Pixels { width, height: rows.len() as u32, rgba: rows.concat() };
    let bytes = encode_as(&Framed::whole(sample), pixels, Effort::Default)?.len();
    Ok(bytes * SAMPLED)
}

/// The color type and palette of one art, found once for all canvases that it is on. Each file is as it would be alone.
pub struct Coding {
    form: Form,
    effort: Effort,
    /// With fewer colors, if that is asked for.
    inside: Arc<Pixels>,
}

impl std::fmt::Debug for Coding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Coding").field("effort", &self.effort).finish_non_exhaustive()
    }
}

impl Coding {
    /// Of an art in a frame, or without one.
    ///
    /// # Errors
    /// A picture without pixels.
    pub fn of(framed: &Framed, effort: Effort) -> Result<Coding, DrawError> {
        check(framed)?;
        let form = Form::of(framed);
        let quality = effort.quality().filter(|_| matches!(form.kind, Kind::Rgb | Kind::Rgba));
        let Some(quality) = quality else {
            return Ok(Coding { form, effort, inside: Arc::clone(&framed.inside) });
        };
        let inside = Arc::new(reduce::reduce(&framed.inside, framed.frame, quality));
        let form = Form::of(&Framed { inside: Arc::clone(&inside), ..framed.clone() });
        Ok(Coding { form, effort, inside })
    }

    /// Bytes of memory, about.
    pub fn weight(&self) -> usize {
        self.inside.rgba.len()
    }

    /// Writes the art on a canvas, in a frame of the color that it was found out with.
    ///
    /// # Errors
    /// What the patient encoder cannot write.
    pub fn write(&self, framed: &Framed) -> Result<Vec<u8>, DrawError> {
        let framed = Framed { inside: Arc::clone(&self.inside), ..framed.clone() };
        let quick = file::write(&framed, &self.form, filters(self.form.kind));
        if self.effort.is_patient() { smallest(&framed, &self.form, quick, 2) } else { Ok(quick) }
    }
}

/// The filters that are worth trying.
fn filters(kind: Kind) -> &'static [Filter] {
    match kind {
        Kind::Indexed(_) => &[Filter::None],
        Kind::Gray | Kind::GrayAlpha => &[Filter::Sub],
        Kind::Rgb | Kind::Rgba => &[Filter::Sub, Filter::Up],
    }
}

fn check(framed: &Framed) -> Result<(), DrawError> {
    if framed.inside.rgba.is_empty() {
        Err(DrawError("no PNG can be made of no pixels".to_owned()))
    } else {
        Ok(())
    }
}

/// Writes a PNG for a reader that takes no other format than this, without a loss of colors: to have fewer of them makes
/// these formats no smaller.
pub(crate) fn encode_as(
    framed: &Framed,
    pixels: PixelFormat,
    effort: Effort,
) -> Result<Vec<u8>, DrawError> {
    let effort = effort.lossless();
    let kind = match pixels {
        PixelFormat::Any => return encode_framed(framed, effort),
        PixelFormat::TrueColor if framed.is_opaque() => Kind::Rgb,
        PixelFormat::TrueColor | PixelFormat::Rgba => Kind::Rgba,
    };
    check(framed)?;
    let inside = Arc::clone(&framed.inside);
    Coding { form: Form::fixed(kind), effort, inside }.write(framed)
}

/// What oxipng makes of the pixels at one of its levels (0 to 6), unless the quick way happens to be smaller. A form that the
/// reader asks for stays.
fn smallest(framed: &Framed, form: &Form, quick: Vec<u8>, level: u8) -> Result<Vec<u8>, DrawError> {
    let failed = |error: oxipng::PngError| DrawError(format!("no PNG can be made: {error}"));
    let pixels = framed.clone().into_pixels();
    let (color, data) = if form.is_fixed && form.kind == Kind::Rgb {
        (oxipng::ColorType::RGB { transparent_color: None }, form.bytes(&pixels))
    } else {
        (oxipng::ColorType::RGBA, pixels.rgba)
    };
    let (width, height) = (pixels.width, pixels.height);
    let image = oxipng::RawImage::new(width, height, color, oxipng::BitDepth::Eight, data);
    let may_change = !form.is_fixed;
    let options = oxipng::Options {
        bit_depth_reduction: may_change,
        color_type_reduction: may_change,
        palette_reduction: may_change,
        grayscale_reduction: may_change,
        ..oxipng::Options::from_preset(level)
    };
    let patient = image.and_then(|image| image.create_optimized_png(&options)).map_err(failed)?;
    Ok(if patient.len() <= quick.len() { patient } else { quick })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rebadge_art::vector::read_png;

    /// The color type and depth that are chosen; what is read again must be the same.
    fn check(count: u32, pixel: impl Fn(u32) -> [u8; 4], expect: Kind) {
        let pixels = Pixels { width: count, height: 1, rgba: (0..count).flat_map(pixel).collect() };
        for effort in [Effort::Default, Effort::Smallest] {
            let bytes = encode(&pixels, effort).unwrap();
            let again = read_png(&bytes).unwrap();
            let same = |(a, b): (&[u8], &[u8])| a == b || (a[3] == 0 && b[3] == 0);
            assert!(again.rgba.chunks_exact(4).zip(pixels.rgba.chunks_exact(4)).all(same));
            assert_eq!(bytes, encode(&pixels, effort).unwrap());
            assert_eq!(chunks(&bytes).iter().filter(|name| !needed(name)).count(), 0);
        }
        assert_eq!(Form::of(&Framed::whole(pixels)).kind, expect);
    }

    /// The bit depth, color type, compression, filter and interlace method of a PNG's header.
    fn header(bytes: &[u8]) -> [u8; 5] {
        bytes[24..29].try_into().unwrap()
    }

    #[test]
    fn an_estimate_is_near_the_size() {
        let check = |pixel: fn(u32, u32) -> [u8; 4]| {
            let (width, height) = (640, 320);
            let at = |n: u32| pixel(n % width, n / width);
            let rgba: Vec<u8> = (0..width * height).flat_map(at).collect();
            let framed = Framed::whole(Pixels { width, height, rgba });
            let size = encode_framed(&framed, Effort::Default).unwrap().len();
            let about = estimate(&framed, PixelFormat::Any).unwrap();
            assert!(about * 2 >= size, "{about} for {size}");
            about
        };
        let flat = check(|_, _| [10, 102, 194, 255]);
        let gradient = check(|x, y| [(x / 3) as u8, (y / 2) as u8, ((x + y) / 5) as u8, 255]);
        let noise = check(|x, y| {
            // A hash: what is only multiplied repeats itself.
            let n = (x + y * 640).wrapping_mul(0x85eb_ca6b);
            let n = (n ^ (n >> 13)).wrapping_mul(0xc2b2_ae35);
            [(n >> 8) as u8, (n >> 16) as u8, (n >> 24) as u8, 255]
        });
        assert!(flat < 3000 && gradient < 100_000 && noise > 500_000, "{flat} {gradient} {noise}");
    }

    #[test]
    fn a_reader_gets_the_format_that_it_takes() {
        let efforts =
            [Effort::Default, Effort::Smallest, Effort::Reduced(60), Effort::SmallestReduced(FULL)];
        let mut noise = Pixels::filled(40, 40, [0; 4]);
        for (n, pixel) in noise.rgba.chunks_exact_mut(4).enumerate() {
            let n = n as u32 * 7919;
            pixel.copy_from_slice(&[n as u8, (n >> 4) as u8, (n >> 7) as u8, 255]);
        }
        let mut clear = noise.clone();
        clear.rgba[3] = 0;
        let plain = [[0, 0, 0, 255], [9, 9, 9, 255], [200, 10, 10, 255], [255, 255, 255, 0]];
        let plain = plain.map(|pixel| Pixels::filled(33, 21, pixel));
        for pixels in plain.into_iter().chain([noise, clear]) {
            let kind = if pixels.is_opaque() { 2 } else { 6 };
            for effort in efforts {
                let framed = Framed::whole(pixels.clone());
                for (format, color) in [(PixelFormat::TrueColor, kind), (PixelFormat::Rgba, 6)] {
                    let bytes = encode_as(&framed, format, effort).unwrap();
                    assert_eq!(header(&bytes), [8, color, 0, 0, 0], "{format:?} {effort:?}");
                    assert!(chunks(&bytes).iter().all(|name| needed(name)));
                    let again = read_png(&bytes).unwrap();
                    let same = |(a, b): (&[u8], &[u8])| a == b || (a[3] == 0 && b[3] == 0);
                    assert!(again.rgba.chunks_exact(4).zip(pixels.rgba.chunks_exact(4)).all(same));
                }
            }
        }
    }

    fn needed(name: &str) -> bool {
        ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"].contains(&name)
    }

    fn chunks(bytes: &[u8]) -> Vec<String> {
        let (mut at, mut names) = (8, Vec::new());
        while at < bytes.len() {
            let length = u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
            names.push(String::from_utf8(bytes[at + 4..at + 8].to_vec()).unwrap());
            at += 12 + length as usize;
        }
        names
    }

    #[test]
    fn the_smallest_color_type_is_chosen() {
        let byte = |n: u32| (n % 256) as u8;
        let spread = |n: u32| [byte(n), byte(n / 256), 7];
        check(300, |n| [byte(n), 0, 0, 255], Kind::Indexed(8));
        check(9, |n| [byte(n % 2), 0, 0, 255], Kind::Indexed(1));
        check(9, |n| [byte(n % 3), 0, 0, 99], Kind::Indexed(2));
        check(33, |n| [byte(n % 16), 0, 0, byte(n % 16)], Kind::Indexed(4));
        check(300, |n| [byte(n), byte(n), byte(n), 255], Kind::Gray);
        check(300, |n| [255, 255, 255, byte(n)], Kind::Indexed(8));
        check(
            600,
            |n| {
                let v = byte(n);
                [v, v, v, byte(n / 256)]
            },
            Kind::GrayAlpha,
        );
        check(
            600,
            |n| {
                let [r, g, b] = spread(n);
                [r, g, b, 255]
            },
            Kind::Rgb,
        );
        check(
            600,
            |n| {
                let [r, g, b] = spread(n);
                [r, g, b, 9]
            },
            Kind::Rgba,
        );
    }

    /// A box with some colors in a frame: what is read again must be the same, and not larger than the plain way.
    fn check_frame([width, height]: [u32; 2], [left, top, right, bottom]: [u32; 4], colors: u32) {
        for frame in
            [[255, 106, 0, 255], [0, 0, 0, 255], [9, 9, 9, 255], [0; 4], [255, 255, 255, 0]]
        {
            let pixel = |n: u32| {
                let n = (u64::from(n) * 7919 % u64::from(colors)) as u32;
                let alpha = if frame[3] == 255 { 255 } else { 100 + (n % 100) as u8 };
                let gray = if frame[0] == 9 { n as u8 } else { (n / 256) as u8 };
                [n as u8, gray, gray, alpha]
            };
            let inside = Pixels {
                width: right - left,
                height: bottom - top,
                rgba: (0..(right - left) * (bottom - top)).flat_map(pixel).collect(),
            };
            let inside = Arc::new(inside);
            let framed = Framed { width, height, frame, left, top, inside };
            let bytes = encode_framed(&framed, Effort::Default).unwrap();
            let plain = framed.into_pixels();
            let what = format!("{width}×{height} {left} {top} {right} {bottom} {colors} {frame:?}");
            assert!(read_png(&bytes).unwrap() == plain, "{what}");
            let plainly = encode(&plain, Effort::Default).unwrap();
            assert!(
                bytes.len() <= plainly.len() + 100,
                "{what}: {} {}",
                bytes.len(),
                plainly.len()
            );
        }
    }

    #[test]
    fn a_frame_is_read_as_if_it_had_been_drawn() {
        for colors in [1, 2, 4, 5, 16, 17, 256, 257, 5000] {
            for (size, part) in [
                ([1, 1], [0, 0, 1, 1]),
                ([9, 5], [3, 1, 7, 4]),
                ([33, 40], [0, 10, 33, 20]),
                ([67, 61], [5, 0, 60, 50]),
                ([70, 130], [1, 60, 69, 130]),
                ([301, 111], [100, 0, 201, 111]),
                ([400, 700], [13, 250, 390, 400]),
            ] {
                check_frame(size, part, colors);
            }
        }
        // As large as screens.
        check_frame([1300, 900], [0, 100, 1300, 900], 100_000);
        check_frame([1300, 900], [1, 0, 1299, 900], 100_000);
        check_frame([2048, 732], [600, 300, 900, 400], 3);
        check_frame([1732, 1048], [600, 500, 900, 600], 3000);
    }
}
