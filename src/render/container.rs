//! Files that hold an icon in several sizes. Apart because each frame is a picture of its own, drawn at its own size.

use image::ExtendedColorType;
use image::codecs::ico::{IcoEncoder, IcoFrame};

use crate::render::png::{self, Effort};
use crate::vector::{DrawError, Pixels};

/// An ICO with a PNG per frame, in the order given; frames are square and at most 256 wide.
///
/// PNG, not BMP: every browser and every Windows since Vista reads it, and 16, 32 and 48 pixels take a few kilobytes
/// instead of 15. The frames have 32 bits per pixel: Windows takes no other PNG within an ICO.
pub fn ico(frames: &[Pixels], effort: Effort) -> Result<Vec<u8>, DrawError> {
    let failed = |error: image::ImageError| DrawError(format!("no ICO can be made: {error}"));
    let mut encoded = Vec::new();
    for frame in frames {
        let bytes = png::encode_rgba(frame, effort)?;
        let frame =
            IcoFrame::with_encoded(bytes, frame.width, frame.height, ExtendedColorType::Rgba8);
        encoded.push(frame.map_err(failed)?);
    }
    let mut bytes = Vec::new();
    IcoEncoder::new(&mut bytes).encode_images(&encoded).map_err(failed)?;
    Ok(bytes)
}

/// An ICNS with a PNG for each member, in the order given.
///
/// Source: Apple, "Icon Services Reference"; the list of types at libicns and in macOS's `iconutil`.
pub fn icns<'a>(
    members: impl Iterator<Item = (&'static str, &'a Pixels)>,
    effort: Effort,
) -> Result<Vec<u8>, DrawError> {
    let mut body = Vec::new();
    for (kind, pixels) in members {
        let bytes = png::encode_rgba(pixels, effort)?;
        body.extend_from_slice(kind.as_bytes());
        body.extend_from_slice(&length(bytes.len())?);
        body.extend_from_slice(&bytes);
    }
    Ok([&b"icns"[..], &length(body.len())?, &body].concat())
}

/// The length of a chunk with its head of eight bytes.
fn length(bytes: usize) -> Result<[u8; 4], DrawError> {
    let length = u32::try_from(bytes + 8);
    length.map(u32::to_be_bytes).map_err(|_| DrawError("no ICNS is that large".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vector::read_png;

    #[test]
    fn each_frame_is_a_png_of_its_own() {
        let frames =
            [16, 32, 48].map(|side: u32| Pixels::filled(side, side, [side as u8, 1, 2, 128]));
        let bytes = ico(&frames, Effort::Default).unwrap();
        assert_eq!(bytes[..6], [0, 0, 1, 0, 3, 0]);
        for (frame, entry) in frames.iter().zip(bytes[6..].chunks_exact(16)) {
            assert_eq!((entry[0], entry[6]), (frame.width as u8, 32));
            let number =
                |at: usize| u32::from_le_bytes(entry[at..at + 4].try_into().unwrap()) as usize;
            let (size, start) = (number(8), number(12));
            assert_eq!(&read_png(&bytes[start..start + size]).unwrap(), frame);
        }
        assert!(ico(&[Pixels::filled(300, 300, [0; 4])], Effort::Default).is_err());
    }
}
