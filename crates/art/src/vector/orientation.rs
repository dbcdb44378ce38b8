//! The orientation of a picture as its EXIF data gives it: cameras and design programs store pixels unrotated, and a
//! tag says which side is up.
//!
//! Source: Exif 3.0 (CIPA DC-008), 4.5 and 4.6.5.1.4 (tag 274); TIFF 6.0, section 2.

use super::Pixels;

/// The orientation from 1 to 8 that Exif data says; 1, upright, where it says nothing that can be read.
pub(crate) fn orientation(exif: &[u8]) -> u8 {
    // A JPEG has it in front of its data, a PNG does not.
    let tiff = exif.strip_prefix(b"Exif\0\0").unwrap_or(exif);
    read(tiff).filter(|value| (1..=8).contains(value)).unwrap_or(1) as u8
}

fn read(tiff: &[u8]) -> Option<u16> {
    let is_little = match tiff.get(..4)? {
        [b'I', b'I', 42, 0] => true,
        [b'M', b'M', 0, 42] => false,
        _ => return None,
    };
    let short = |at: usize| -> Option<u16> {
        let bytes = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if is_little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let long = |at: usize| -> Option<u32> {
        let bytes = tiff.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if is_little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    };
    let start = usize::try_from(long(4)?).ok()?;
    // Entries of twelve bytes: tag, type (3 is a short), count, value.
    let entries = (0..usize::from(short(start)?)).map(|n| start + 2 + 12 * n);
    let mut found = entries.filter(|at| short(*at) == Some(0x0112) && short(at + 2) == Some(3));
    short(found.next()? + 8)
}

/// The picture as it is to be seen.
pub(crate) fn turned(pixels: Pixels, orientation: u8) -> Pixels {
    let (width, height) = (pixels.width as usize, pixels.height as usize);
    if !(2..=8).contains(&orientation) {
        return pixels;
    }
    // From 5 on, rows are columns.
    let (across, down) = if orientation < 5 { (width, height) } else { (height, width) };
    let mut rgba = Vec::with_capacity(pixels.rgba.len());
    for y in 0..down {
        for x in 0..across {
            let (from_x, from_y) = match orientation {
                2 => (width - 1 - x, y),
                3 => (width - 1 - x, height - 1 - y),
                4 => (x, height - 1 - y),
                5 => (y, x),
                6 => (y, height - 1 - x),
                7 => (width - 1 - y, height - 1 - x),
                _ => (width - 1 - y, x),
            };
            let at = (from_y * width + from_x) * 4;
            rgba.extend_from_slice(&pixels.rgba[at..at + 4]);
        }
    }
    Pixels { width: across as u32, height: down as u32, rgba }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of three columns and two rows, by a letter for each pixel.
    #[track_caller]
    fn check(orientation: u8, expect: &[&str]) {
        let rgba = b"abcdef".iter().flat_map(|letter| [*letter, 0, 0, 255]).collect();
        let pixels = turned(Pixels { width: 3, height: 2, rgba }, orientation);
        let letters: String = pixels.rgba.chunks_exact(4).map(|p| char::from(p[0])).collect();
        assert_eq!(letters, expect.concat(), "{orientation}");
        assert_eq!(
            (pixels.width as usize, pixels.height as usize),
            (expect[0].len(), expect.len())
        );
    }

    /// Exif: where the 0th row and the 0th column are.
    #[test]
    fn pictures_are_turned() {
        check(1, &["abc", "def"]);
        check(2, &["cba", "fed"]);
        check(3, &["fed", "cba"]);
        check(4, &["def", "abc"]);
        check(5, &["ad", "be", "cf"]);
        check(6, &["da", "eb", "fc"]);
        check(7, &["fc", "eb", "da"]);
        check(8, &["cf", "be", "ad"]);
        check(0, &["abc", "def"]);
        check(9, &["abc", "def"]);
    }

    #[test]
    fn the_tag_is_found_in_both_byte_orders() {
        let little = b"II*\0\x08\0\0\0\x02\0\x0f\x01\x02\0\x01\0\0\0A\0\0\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0";
        let big = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x08\0\0";
        assert_eq!((orientation(little), orientation(big)), (6, 8));
        for cut in 0..little.len() - 3 {
            assert_eq!(orientation(&little[..cut]), 1, "{cut}");
        }
        assert_eq!(orientation(b"II*\0\xff\xff\xff\xff"), 1);
        assert_eq!(orientation(b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x63\0\0"), 1);
    }
}
