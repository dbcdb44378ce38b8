//! PNG files. Apart because how much effort a file is worth was measured, and the figures stand here.
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
//! than 1.4 kB. [`Effort::Smallest`] is oxipng at level 2: 9 to 33 % smaller again, at 20 to 30 times the time; its
//! level 4 takes three times as long for 2 % more.

use ::png::{BitDepth, ColorType, Compression, Encoder, Filter};

use crate::vector::{DrawError, Pixels};

/// How hard to try for a small file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effort {
    /// The most bytes saved per millisecond.
    Default,
    /// The smallest file that a patient encoder finds: for a release.
    Smallest,
}

impl Effort {
    /// As keys and messages name it.
    pub fn name(self) -> &'static str {
        match self {
            Effort::Default => "default",
            Effort::Smallest => "smallest",
        }
    }
}

/// Pixels in the form in which they are written.
struct Form {
    color: ColorType,
    depth: BitDepth,
    palette: Vec<u8>,
    transparency: Vec<u8>,
    data: Vec<u8>,
}

/// Writes a PNG: straight alpha, the smallest color type that holds every pixel, no chunk that is not needed.
pub fn encode(pixels: &Pixels, effort: Effort) -> Result<Vec<u8>, DrawError> {
    let form = form(pixels);
    match effort {
        Effort::Default => {
            let flat = form.color == ColorType::Indexed;
            let filter = if flat { Filter::NoFilter } else { Filter::Sub };
            write(pixels, &form, Compression::Balanced, filter)
        }
        Effort::Smallest => smallest(pixels),
    }
}

/// Writes a PNG of 32 bits per pixel, as old readers of ICO files want it.
pub(crate) fn encode_rgba(pixels: &Pixels, effort: Effort) -> Result<Vec<u8>, DrawError> {
    let form = Form {
        color: ColorType::Rgba,
        depth: BitDepth::Eight,
        palette: Vec::new(),
        transparency: Vec::new(),
        data: pixels.rgba.clone(),
    };
    if effort == Effort::Default {
        return write(pixels, &form, Compression::Balanced, Filter::Sub);
    }
    let filters = [Filter::NoFilter, Filter::Sub, Filter::Up, Filter::Paeth, Filter::Adaptive];
    let mut best = write(pixels, &form, Compression::High, Filter::Avg)?;
    for filter in filters {
        let bytes = write(pixels, &form, Compression::High, filter)?;
        if bytes.len() < best.len() {
            best = bytes;
        }
    }
    Ok(best)
}

fn write(
    pixels: &Pixels,
    form: &Form,
    compression: Compression,
    filter: Filter,
) -> Result<Vec<u8>, DrawError> {
    let failed = |error: ::png::EncodingError| DrawError(format!("no PNG can be made: {error}"));
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, pixels.width, pixels.height);
    encoder.set_color(form.color);
    encoder.set_depth(form.depth);
    encoder.set_compression(compression);
    encoder.set_filter(filter);
    if form.color == ColorType::Indexed {
        encoder.set_palette(&form.palette);
        if !form.transparency.is_empty() {
            encoder.set_trns(&form.transparency);
        }
    }
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(&form.data).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}

/// What oxipng makes of the pixels, unless the quick way happens to be smaller.
fn smallest(pixels: &Pixels) -> Result<Vec<u8>, DrawError> {
    let failed = |error: oxipng::PngError| DrawError(format!("no PNG can be made: {error}"));
    let image = oxipng::RawImage::new(
        pixels.width,
        pixels.height,
        oxipng::ColorType::RGBA,
        oxipng::BitDepth::Eight,
        pixels.rgba.clone(),
    );
    let options = oxipng::Options::from_preset(2);
    let patient = image.and_then(|image| image.create_optimized_png(&options)).map_err(failed)?;
    let quick = encode(pixels, Effort::Default)?;
    Ok(if patient.len() <= quick.len() { patient } else { quick })
}

fn form(pixels: &Pixels) -> Form {
    let opaque = pixels.is_opaque();
    let gray = pixels.rgba.chunks_exact(4).all(|p| p[0] == p[1] && p[1] == p[2]);
    let indexed = indexed(pixels);
    if let Some(form) = indexed.filter(|form| !(gray && opaque && form.depth == BitDepth::Eight)) {
        return form;
    }
    let (color, data) = match (gray, opaque) {
        (true, true) => (ColorType::Grayscale, pick(pixels, [0])),
        (true, false) => (ColorType::GrayscaleAlpha, pick(pixels, [0, 3])),
        (false, true) => (ColorType::Rgb, pick(pixels, [0, 1, 2])),
        (false, false) => (ColorType::Rgba, pixels.rgba.clone()),
    };
    Form { color, depth: BitDepth::Eight, palette: Vec::new(), transparency: Vec::new(), data }
}

/// Some channels of each pixel.
fn pick<const N: usize>(pixels: &Pixels, channels: [usize; N]) -> Vec<u8> {
    let mut data = Vec::with_capacity(pixels.rgba.len() / 4 * N);
    for pixel in pixels.rgba.chunks_exact(4) {
        data.extend_from_slice(&channels.map(|channel| pixel[channel]));
    }
    data
}

/// Up to 256 colors and their places in a palette. A hash table of our own, because a map of the standard library is
/// most of the cost of a small PNG; nothing depends on its order.
struct Colors {
    slots: Vec<Option<(u32, u8)>>,
    count: usize,
}

impl Colors {
    const SLOTS: usize = 1024;

    fn new() -> Colors {
        Colors { slots: vec![None; Colors::SLOTS], count: 0 }
    }

    /// The slot that holds the color, or the free one where it belongs.
    fn slot(&self, color: u32) -> usize {
        let mut at = (color.wrapping_mul(0x9e37_79b1) >> 22) as usize;
        while self.slots[at].is_some_and(|(held, _)| held != color) {
            at = (at + 1) % Colors::SLOTS;
        }
        at
    }

    /// `None` for one color too many.
    fn add(&mut self, color: u32) -> Option<()> {
        let at = self.slot(color);
        if self.slots[at].is_none() {
            self.count += 1;
            self.slots[at] = Some((color, 0));
        }
        (self.count <= 256).then_some(())
    }

    /// Numbers the colors by value and returns them so.
    fn number(&mut self) -> Vec<u32> {
        let mut colors: Vec<u32> = self.slots.iter().flatten().map(|(color, _)| *color).collect();
        colors.sort_unstable();
        for (index, color) in (0..=255).zip(&colors) {
            let at = self.slot(*color);
            self.slots[at] = Some((*color, index));
        }
        colors
    }

    fn index(&self, color: u32) -> u8 {
        self.slots[self.slot(color)].map_or(0, |(_, index)| index)
    }
}

/// A pixel as one number, alpha first: so sorted, transparent colors come first, as the format wants it.
fn color(pixel: &[u8]) -> u32 {
    u32::from_be_bytes([pixel[3], pixel[0], pixel[1], pixel[2]])
}

/// With a palette, if there are no more than 256 colors.
fn indexed(pixels: &Pixels) -> Option<Form> {
    let mut colors = Colors::new();
    let mut last = None;
    for pixel in pixels.rgba.chunks_exact(4).map(color) {
        // Flat drawings repeat one color over long runs.
        if last != Some(pixel) {
            colors.add(pixel)?;
            last = Some(pixel);
        }
    }
    let palette = colors.number();
    let depth = match palette.len() {
        0..=2 => BitDepth::One,
        3..=4 => BitDepth::Two,
        5..=16 => BitDepth::Four,
        _ => BitDepth::Eight,
    };
    let alpha = palette.iter().map(|color| color.to_be_bytes()[0]);
    Some(Form {
        color: ColorType::Indexed,
        depth,
        transparency: alpha.take_while(|alpha| *alpha < 255).collect(),
        data: rows(pixels, &colors, depth as usize),
        palette: palette.iter().flat_map(|color| color.to_be_bytes()[1..].to_vec()).collect(),
    })
}

/// Palette indices, packed; each row begins at a byte.
fn rows(pixels: &Pixels, colors: &Colors, bits: usize) -> Vec<u8> {
    let row = (pixels.width as usize * bits).div_ceil(8);
    let mut data = vec![0u8; row * pixels.height as usize];
    let mut last = (0, colors.index(0));
    let lines = pixels.rgba.chunks_exact(pixels.width as usize * 4);
    for (line, bytes) in lines.zip(data.chunks_exact_mut(row)) {
        for (x, pixel) in line.chunks_exact(4).map(color).enumerate() {
            if pixel != last.0 {
                last = (pixel, colors.index(pixel));
            }
            bytes[x * bits / 8] |= last.1 << (8 - bits - x * bits % 8);
        }
    }
    data
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vector::read_png;

    /// The color type and depth that are chosen; what is read again must be the same.
    fn check(count: u32, pixel: impl Fn(u32) -> [u8; 4], expect: (ColorType, BitDepth)) {
        let pixels = Pixels { width: count, height: 1, rgba: (0..count).flat_map(pixel).collect() };
        for effort in [Effort::Default, Effort::Smallest] {
            let bytes = encode(&pixels, effort).unwrap();
            let again = read_png(&bytes).unwrap();
            let same = |(a, b): (&[u8], &[u8])| a == b || (a[3] == 0 && b[3] == 0);
            assert!(again.rgba.chunks_exact(4).zip(pixels.rgba.chunks_exact(4)).all(same));
            assert_eq!(bytes, encode(&pixels, effort).unwrap());
            assert_eq!(chunks(&bytes).iter().filter(|name| !needed(name)).count(), 0);
        }
        let form = form(&pixels);
        assert_eq!((form.color, form.depth), expect);
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
        check(300, |n| [byte(n), 0, 0, 255], (ColorType::Indexed, BitDepth::Eight));
        check(9, |n| [byte(n % 2), 0, 0, 255], (ColorType::Indexed, BitDepth::One));
        check(9, |n| [byte(n % 3), 0, 0, 99], (ColorType::Indexed, BitDepth::Two));
        check(33, |n| [byte(n % 16), 0, 0, byte(n % 16)], (ColorType::Indexed, BitDepth::Four));
        check(300, |n| [byte(n), byte(n), byte(n), 255], (ColorType::Grayscale, BitDepth::Eight));
        check(300, |n| [255, 255, 255, byte(n)], (ColorType::Indexed, BitDepth::Eight));
        check(
            600,
            |n| {
                let v = byte(n);
                [v, v, v, byte(n / 256)]
            },
            (ColorType::GrayscaleAlpha, BitDepth::Eight),
        );
        check(
            600,
            |n| {
                let [r, g, b] = spread(n);
                [r, g, b, 255]
            },
            (ColorType::Rgb, BitDepth::Eight),
        );
        check(
            600,
            |n| {
                let [r, g, b] = spread(n);
                [r, g, b, 9]
            },
            (ColorType::Rgba, BitDepth::Eight),
        );
    }
}
