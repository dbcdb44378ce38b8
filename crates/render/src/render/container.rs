//! Files that hold an icon in several sizes (ICO, ICNS). Each frame is drawn at its own size; the tables of the sets
//! say how it is stored.

use std::sync::Arc;

use serde::Serialize;

use rebadge_art::vector::{DrawError, Pixels};

/// The frames of an ICO.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Frames {
    /// Their sides in pixels, at most 256.
    pub sides: &'static [u32],
    /// Up to this side they are bitmaps, the others PNGs.
    pub bitmaps_to: u32,
}

/// A member of an ICNS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Member {
    /// Its type (OSType), which says its size in points and its scale.
    pub kind: &'static str,
    /// In pixels.
    pub side: u32,
    /// How it is stored.
    pub encoding: Encoding,
}

/// How a member of an ICNS is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Encoding {
    /// A PNG.
    Png,
    /// Red, green and blue, one after the other, packed; the alpha is in a member of its own.
    Rgb,
    /// Alpha, a byte for each pixel.
    Mask,
}

/// A frame, as what it is stored from.
#[derive(Clone, Debug)]
pub enum Frame {
    /// A PNG with 32 bits per pixel, and its side.
    Png(u32, Arc<Vec<u8>>),
    /// Square pixels.
    Pixels(Arc<Pixels>),
}

/// An ICO of frames in the order of the table, at most 256 pixels wide.
///
/// Source: Microsoft, "Icons" (MSDN, J. Hornick, 1995) for the file and its bitmaps; R. Chen, "The evolution of the ICO file
/// format, part 4: PNG images", for PNG, which Windows reads at 32 bits per pixel only.
///
/// # Errors
/// A frame that is too large.
pub fn ico(frames: &[Frame]) -> Result<Vec<u8>, DrawError> {
    let mut head = [&[0, 0, 1, 0][..], &(frames.len() as u16).to_le_bytes()].concat();
    let mut body = Vec::new();
    let start = head.len() + 16 * frames.len();
    for frame in frames {
        let at = start + body.len();
        let side = match frame {
            Frame::Png(side, bytes) => {
                body.extend_from_slice(bytes);
                *side
            }
            Frame::Pixels(pixels) => {
                bitmap(&mut body, pixels);
                pixels.width
            }
        };
        if side > 256 {
            return Err(DrawError(format!("no ICO has frames of {side} pixels")));
        }
        // 256 is written as 0. One plane of 32 bits.
        head.extend([side as u8, side as u8, 0, 0, 1, 0, 32, 0]);
        let size = start + body.len() - at;
        head.extend([size, at].map(|number| (number as u32).to_le_bytes()).concat());
    }
    head.append(&mut body);
    Ok(head)
}

/// A bitmap of 32 bits per pixel from the bottom row up, then a mask of one bit for systems that know no alpha: set where
/// nothing is seen, each row at four bytes.
fn bitmap(bytes: &mut Vec<u8>, pixels: &Pixels) {
    let (side, row) = (pixels.width as usize, pixels.width.div_ceil(32) as usize * 4);
    // The head counts the rows of the mask too.
    bytes.extend([40, pixels.width, 2 * pixels.height].map(u32::to_le_bytes).concat());
    bytes.extend([1, 0, 32, 0]);
    bytes.extend(
        [0, (side * side * 4 + row * side) as u32, 0, 0, 0, 0].map(u32::to_le_bytes).concat(),
    );
    let lines = || pixels.rgba.chunks_exact(side * 4).rev();
    for pixel in lines().flat_map(|line| line.chunks_exact(4)) {
        bytes.extend([pixel[2], pixel[1], pixel[0], pixel[3]]);
    }
    for line in lines() {
        let mut mask = vec![0u8; row];
        for (x, pixel) in line.chunks_exact(4).enumerate() {
            mask[x / 8] |= u8::from(pixel[3] < 128) << (7 - x % 8);
        }
        bytes.extend(mask);
    }
}

/// An ICNS of members in the order of the table.
///
/// Source: Apple, "Icon Services Reference"; libicns for the packed members.
///
/// # Errors
/// A file of more than 4 GB.
pub fn icns(frames: &[Frame], table: &[Member]) -> Result<Vec<u8>, DrawError> {
    let mut body = Vec::new();
    for (frame, member) in frames.iter().zip(table) {
        let packed;
        let bytes = match frame {
            Frame::Png(_, bytes) => bytes,
            Frame::Pixels(pixels) => {
                packed = planes(pixels, member.encoding);
                &packed
            }
        };
        body.extend_from_slice(member.kind.as_bytes());
        body.extend_from_slice(&length(bytes.len())?);
        body.extend_from_slice(bytes);
    }
    Ok([&b"icns"[..], &length(body.len())?, &body].concat())
}

/// Channels one after the other.
fn planes(pixels: &Pixels, encoding: Encoding) -> Vec<u8> {
    let plane =
        |at: usize| -> Vec<u8> { pixels.rgba.chunks_exact(4).map(|pixel| pixel[at]).collect() };
    match encoding {
        Encoding::Mask => plane(3),
        Encoding::Rgb | Encoding::Png => (0..3).flat_map(|at| pack(&plane(at))).collect(),
    }
}

/// Runs of 3 to 130 equal bytes as 128 to 255 and the byte; up to 128 others after 0 to 127.
fn pack(channel: &[u8]) -> Vec<u8> {
    let (mut packed, mut at) = (Vec::new(), 0);
    let run = |at: usize| channel[at..].iter().take(130).take_while(|b| **b == channel[at]).count();
    while at < channel.len() {
        let equal = run(at);
        if equal >= 3 {
            packed.extend([(equal + 125) as u8, channel[at]]);
            at += equal;
            continue;
        }
        let most = (at + 128).min(channel.len());
        let end = (at..most).find(|from| run(*from) >= 3).unwrap_or(most);
        packed.push((end - at - 1) as u8);
        packed.extend_from_slice(&channel[at..end]);
        at = end;
    }
    packed
}

/// The length of a chunk with its head of eight bytes.
fn length(bytes: usize) -> Result<[u8; 4], DrawError> {
    let length = u32::try_from(bytes + 8);
    length.map(u32::to_be_bytes).map_err(|_| DrawError("no ICNS is that large".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::framed::Framed;
    use crate::render::png::{self, Effort, PixelFormat};
    use rebadge_art::vector::read_png;

    const SIDES: [u32; 3] = [16, 33, 48];

    fn sample(side: u32) -> Pixels {
        let color = |n: u32| [n as u8, (n / side) as u8, 7, (n * 5) as u8];
        let rgba = (0..side * side).flat_map(color).collect();
        Pixels { width: side, height: side, rgba }
    }

    fn ico_of(pixels: &[Pixels], bitmaps_to: u32) -> Result<Vec<u8>, DrawError> {
        let frame = |pixels: &Pixels| {
            if pixels.width <= bitmaps_to {
                Frame::Pixels(Arc::new(pixels.clone()))
            } else {
                let framed = Framed::whole(pixels.clone());
                let png = png::encode_as(&framed, PixelFormat::Rgba, Effort::Default).unwrap();
                Frame::Png(pixels.width, Arc::new(png))
            }
        };
        ico(&pixels.iter().map(frame).collect::<Vec<_>>())
    }

    #[test]
    fn frames_are_read_again_in_either_form() {
        let frames = SIDES.map(sample);
        for bitmaps in [0, 33, 256] {
            let bytes = ico_of(&frames, bitmaps).unwrap();
            assert_eq!(bytes[..6], [0, 0, 1, 0, 3, 0]);
            for (frame, entry) in frames.iter().zip(bytes[6..].chunks_exact(16)) {
                assert_eq!((entry[0], entry[6]), (frame.width as u8, 32));
                let number =
                    |at: usize| u32::from_le_bytes(entry[at..at + 4].try_into().unwrap()) as usize;
                let stored = &bytes[number(12)..number(12) + number(8)];
                if frame.width > bitmaps {
                    assert_eq!(&read_png(stored).unwrap(), frame);
                    continue;
                }
                let side = frame.width as usize;
                assert_eq!(stored.len(), 40 + side * side * 4 + side * side.div_ceil(32) * 4);
                // The last row comes first: blue, green, red, alpha.
                let last = &frame.rgba[side * (side - 1) * 4..][..4];
                assert_eq!(stored[40..44], [last[2], last[1], last[0], last[3]]);
            }
        }
        assert!(ico_of(&[Pixels::filled(300, 300, [0; 4])], 0).is_err());
    }

    fn unpack(packed: &[u8]) -> Vec<u8> {
        let (mut plain, mut at) = (Vec::new(), 0);
        while at < packed.len() {
            let count = usize::from(packed[at]);
            if count >= 128 {
                plain.resize(plain.len() + count - 125, packed[at + 1]);
                at += 2;
            } else {
                plain.extend(&packed[at + 1..at + 2 + count]);
                at += 2 + count;
            }
        }
        plain
    }

    #[test]
    fn channels_are_packed_in_runs() {
        assert_eq!(pack(&[7; 131]), [255, 7, 0, 7]);
        assert_eq!(pack(&[1, 2, 2, 3, 3, 3]), [2, 1, 2, 2, 128, 3]);
        let mixed: Vec<u8> =
            (0..2000u32).map(|n| if n % 300 < 140 { n as u8 } else { 9 }).collect();
        assert_eq!(unpack(&pack(&mixed)), mixed);
        assert!(pack(&[]).is_empty());
    }

    #[test]
    fn small_members_have_their_alpha_apart() {
        let small = Frame::Pixels(Arc::new(sample(16)));
        let large = Frame::Png(128, Arc::new(b"PNG".to_vec()));
        let member = |kind, encoding| Member { kind, side: 16, encoding };
        let table = [
            member("is32", Encoding::Rgb),
            member("s8mk", Encoding::Mask),
            member("ic07", Encoding::Png),
        ];
        let bytes = icns(&[small.clone(), small, large], &table).unwrap();
        let length = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        assert_eq!((&bytes[..4], length(4)), (&b"icns"[..], bytes.len()));
        let mut at = 8;
        for (kind, expect) in [("is32", 3 * 256), ("s8mk", 256), ("ic07", 3)] {
            assert_eq!(&bytes[at..at + 4], kind.as_bytes());
            let data = &bytes[at + 8..at + length(at + 4)];
            let plain = if kind == "is32" { unpack(data) } else { data.to_vec() };
            assert_eq!(plain.len(), expect);
            at += length(at + 4);
        }
    }
}
