//! PNG color type and bit depth: the smallest that holds every pixel, and the pixels in it.

use serde::Serialize;

use super::colors::Colors;
use crate::render::framed::Framed;
use rebadge_art::vector::Pixels;

/// Which color types of PNG the reader of a file takes. All are without interlacing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum PixelFormat {
    /// Every color type and bit depth of the format, also palettes and grays. Browsers (libpng, Rust's `png`), Android (aapt2,
    /// `Png.cpp`: palettes and grays are expanded before they are crunched; Skia at run time), Windows (WIC, "PNG Format
    /// Overview": 1, 2, 4 and 8 bits indexed), GdkPixbuf and Qt for freedesktop's icon themes, electron-builder (Go's
    /// `image/png`), Expo (jimp's `pngjs`).
    Any,
    /// 8 bits per channel: red, green and blue where all is opaque, with alpha elsewhere. What stores and Xcode ask for.
    TrueColor,
    /// 8 bits each of red, green, blue and alpha, also where all is opaque.
    Rgba,
}

/// What a byte, or several, of a row stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Gray,
    GrayAlpha,
    Rgb,
    Rgba,
    /// Places in a palette, of so many bits.
    Indexed(u8),
}

impl Kind {
    /// Color type and depth as the file's head has them (PNG, 11.2.1).
    pub(super) fn head(self) -> [u8; 2] {
        match self {
            Kind::Gray => [8, 0],
            Kind::GrayAlpha => [8, 4],
            Kind::Rgb => [8, 2],
            Kind::Rgba => [8, 6],
            Kind::Indexed(depth) => [depth, 3],
        }
    }

    /// Bytes of a pixel; of the group that filters look at.
    pub(super) fn step(self) -> usize {
        match self {
            Kind::Gray | Kind::Indexed(_) => 1,
            Kind::GrayAlpha => 2,
            Kind::Rgb => 3,
            Kind::Rgba => 4,
        }
    }

    /// Bytes of a row.
    pub(super) fn row(self, width: usize) -> usize {
        match self {
            Kind::Indexed(depth) => (width * usize::from(depth)).div_ceil(8),
            _ => width * self.step(),
        }
    }

    /// One pixel that is not indexed.
    fn pixel(self, p: [u8; 4]) -> [u8; 4] {
        match self {
            Kind::Gray | Kind::Indexed(_) => [p[0], 0, 0, 0],
            Kind::GrayAlpha => [p[0], p[3], 0, 0],
            Kind::Rgb | Kind::Rgba => p,
        }
    }
}

/// A form and the palette that belongs to it.
pub(super) struct Form {
    pub(super) kind: Kind,
    /// Alpha first, then red, green, blue.
    pub(super) palette: Vec<u32>,
    /// Whether the reader takes no other.
    pub(super) is_fixed: bool,
    colors: Colors,
}

/// Alpha first: so sorted, transparent colors come first, as the format wants it.
fn color(pixel: &[u8]) -> u32 {
    u32::from_be_bytes([pixel[3], pixel[0], pixel[1], pixel[2]])
}

impl Form {
    /// True color, whatever the pixels are.
    pub(super) fn fixed(kind: Kind) -> Form {
        Form { kind, palette: Vec::new(), is_fixed: true, colors: Colors::new() }
    }

    /// The smallest that holds all pixels.
    pub(super) fn of(framed: &Framed) -> Form {
        let frame = (!framed.is_whole()).then(|| color(&framed.frame));
        let mut seen = Seen { colors: Colors::new(), is_few: true, alpha: 255, hue: 0 };
        frame.into_iter().for_each(|frame| seen.look(frame));
        seen.scan(&framed.inside.rgba);
        let (is_gray, is_opaque) = (seen.hue == 0, seen.alpha == 255);
        let palette = if seen.is_few { seen.colors.number(frame) } else { Vec::new() };
        let kind = match (seen.is_few, palette.len(), is_gray, is_opaque) {
            (true, 0..=2, _, _) => Kind::Indexed(1),
            (true, 3..=4, _, _) => Kind::Indexed(2),
            (true, 5..=16, _, _) => Kind::Indexed(4),
            (_, _, true, true) => Kind::Gray,
            (true, _, _, _) => Kind::Indexed(8),
            (_, _, true, false) => Kind::GrayAlpha,
            (_, _, false, true) => Kind::Rgb,
            (_, _, false, false) => Kind::Rgba,
        };
        Form { kind, palette, is_fixed: false, colors: seen.colors }
    }

    /// The bytes of one pixel of the frame; nothing for a place in a palette.
    pub(super) fn frame(&self, framed: &Framed) -> Vec<u8> {
        match self.kind {
            Kind::Indexed(_) => vec![0],
            kind => kind.pixel(framed.frame)[..kind.step()].to_vec(),
        }
    }

    /// The bytes of all pixels, without a frame. Not for a palette.
    pub(super) fn bytes(&self, pixels: &Pixels) -> Vec<u8> {
        let mut bytes = vec![0; pixels.rgba.len() / 4 * self.kind.step()];
        self.convert(&mut bytes, &pixels.rgba);
        bytes
    }

    /// Pixels of four bytes as the form has them.
    fn convert(&self, own: &mut [u8], rgba: &[u8]) {
        match self.kind {
            Kind::Rgba => own.copy_from_slice(rgba),
            Kind::Rgb => copy::<3>(own, rgba, |p| [p[0], p[1], p[2]]),
            Kind::GrayAlpha => copy::<2>(own, rgba, |p| [p[0], p[3]]),
            Kind::Gray | Kind::Indexed(_) => copy::<1>(own, rgba, |p| [p[0]]),
        }
    }

    /// The bytes of the rows that are not all frame, each row at its length.
    pub(super) fn rows(&self, framed: &Framed, mut each: impl FnMut(&[u8])) {
        let (width, left) = (framed.width as usize, framed.left as usize);
        let lines = framed.inside.rgba.chunks_exact(framed.inside.width as usize * 4);
        if let Kind::Indexed(depth) = self.kind {
            let mut row = vec![0; self.kind.row(width)];
            let mut last = (0, self.colors.index(0));
            for line in lines {
                self.pack(line, left, usize::from(depth), (&mut row, &mut last));
                each(&row);
            }
            return;
        }
        let mut row = self.frame(framed).repeat(width);
        let start = left * self.kind.step();
        for line in lines {
            self.convert(&mut row[start..start + line.len() / 4 * self.kind.step()], line);
            each(&row);
        }
    }

    /// Palette places of a line, several in a byte. What was there before is written over; the frame is 0.
    fn pack(
        &self,
        line: &[u8],
        left: usize,
        bits: usize,
        (row, last): (&mut [u8], &mut (u32, u8)),
    ) {
        let mut place = |pixel: &[u8]| {
            let color = color(pixel);
            if color != last.0 {
                *last = (color, self.colors.index(color));
            }
            last.1
        };
        if bits == 8 {
            let own = row[left..].iter_mut().zip(line.chunks_exact(4));
            return own.for_each(|(byte, pixel)| *byte = place(pixel));
        }
        row.fill(0);
        let (mut at, mut byte) = (left * bits, 0u8);
        for pixel in line.chunks_exact(4) {
            byte |= place(pixel) << (8 - bits - at % 8);
            at += bits;
            if at.is_multiple_of(8) {
                row[at / 8 - 1] = byte;
                byte = 0;
            }
        }
        if !at.is_multiple_of(8) {
            row[at / 8] = byte;
        }
    }
}

fn copy<const N: usize>(own: &mut [u8], line: &[u8], pick: impl Fn([u8; 4]) -> [u8; N]) {
    for (bytes, p) in own.chunks_exact_mut(N).zip(line.chunks_exact(4)) {
        bytes.copy_from_slice(&pick([p[0], p[1], p[2], p[3]]));
    }
}

/// What has been seen of a picture, in one look.
struct Seen {
    colors: Colors,
    is_few: bool,
    /// All alphas, bit by bit: 255 if each was.
    alpha: u8,
    /// What channels differed in; 0 if all was gray.
    hue: u32,
}

impl Seen {
    fn look(&mut self, color: u32) {
        self.alpha &= (color >> 24) as u8;
        self.hue |= (color ^ color >> 8) & 0xffff;
        self.is_few = self.is_few && self.colors.add(color);
    }

    fn scan(&mut self, rgba: &[u8]) {
        let mut rest = rgba.chunks_exact(4);
        let mut last = None;
        for pixel in rest.by_ref() {
            // Flat drawings repeat one color over long runs.
            let color = color(pixel);
            if last != Some(color) {
                self.look(color);
                last = Some(color);
            }
            if !self.is_few {
                break;
            }
        }
        for pixel in rest {
            self.alpha &= pixel[3];
            self.hue |= u32::from((pixel[0] ^ pixel[1]) | (pixel[1] ^ pixel[2]));
        }
    }
}
