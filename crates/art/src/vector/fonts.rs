//! The fonts that text in vectors may use: those that the theme or the base client brings, and no other.
//!
//! The set is shared by many vectors. The order of its files decides which font is the fallback of another, so it is
//! the caller's, never the machine's.

use std::collections::BTreeSet;
use std::io::Read;
use std::sync::Arc;

use flate2::read::ZlibDecoder;
use rebadge_core::panics::caught;
use resvg::usvg::fontdb::{Database, ID, Source, Style};
use wuff::{WuffErr, decompress_woff1_with_custom_z, decompress_woff2};

use crate::vector::character_map::covers;

/// A fixed set of fonts. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Fonts {
    database: Arc<Database>,
    families: Arc<[String]>,
}

impl Fonts {
    /// The fonts of these files, in this order. A file that is no font adds nothing: [`face`] says why.
    ///
    /// The first family is used for all generic ones (`sans-serif`, …) and for text that names no family.
    pub fn new(files: impl IntoIterator<Item = Vec<u8>>) -> Fonts {
        let mut database = Database::new();
        for file in files.into_iter().filter(|file| collected(file).is_none()) {
            database.load_font_data(file);
        }
        let mut families: Vec<String> = Vec::new();
        for face in database.faces() {
            for (name, _) in &face.families {
                if !families.contains(name) {
                    families.push(name.clone());
                }
            }
        }
        let first = families.first().cloned().unwrap_or_default();
        database.set_serif_family(&first);
        database.set_sans_serif_family(&first);
        database.set_cursive_family(&first);
        database.set_fantasy_family(&first);
        database.set_monospace_family(&first);
        Fonts { database: Arc::new(database), families: families.into() }
    }

    /// No fonts: a vector with text is then refused.
    pub fn none() -> Fonts {
        Fonts::new([])
    }

    /// The names of the families, in the order of the files.
    pub fn families(&self) -> &[String] {
        &self.families
    }

    /// The database that usvg asks.
    pub(crate) fn database(&self) -> Arc<Database> {
        Arc::clone(&self.database)
    }
}

/// Upright or slanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaceStyle {
    /// Upright.
    Normal,
    /// Drawn slanted.
    Italic,
    /// Slanted by the machine.
    Oblique,
}

impl FaceStyle {
    /// The name in CSS: `normal`, `italic`, `oblique`.
    pub fn name(self) -> &'static str {
        match self {
            FaceStyle::Normal => "normal",
            FaceStyle::Italic => "italic",
            FaceStyle::Oblique => "oblique",
        }
    }
}

/// What one font file says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Face {
    /// The family, in English where the file has it.
    pub family: String,
    /// From 1 to 1000; 400 is regular, 700 bold.
    pub weight: u16,
    /// Upright or slanted.
    pub style: FaceStyle,
}

/// Why a file is not taken as a font.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FaceError {
    /// A font packed for the web that is damaged, or that unpacks to more than 128 MiB.
    #[error("the font is a {0} file that cannot be unpacked")]
    Packed(&'static str),
    /// Several fonts in one file.
    #[error("the file is a collection of {0} fonts, one font per file is read")]
    Collection(u32),
    /// No font at all, or a broken one.
    #[error("the file is not a font")]
    NotAFont,
}

/// The most bytes that a font packed for the web may have when it is unpacked.
const UNPACKED: usize = 128 << 20;

/// The TTF or OTF in a WOFF or WOFF2; none for a file that is neither.
///
/// # Errors
/// A damaged file, or one that is too large when it is unpacked.
pub fn unpacked(bytes: &[u8]) -> Result<Option<Vec<u8>>, FaceError> {
    let (name, font) = match bytes.get(..4) {
        Some(b"wOF2") => ("WOFF2", caught(|| decompress_woff2(bytes))),
        Some(b"wOFF") => ("WOFF", caught(|| woff(bytes))),
        _ => return Ok(None),
    };
    match font {
        Ok(Ok(font)) => Ok(Some(font)),
        _ => Err(FaceError::Packed(name)),
    }
}

/// Unpacks a WOFF. What its tables unpack to is bounded together: each says for itself how large it is.
fn woff(bytes: &[u8]) -> Result<Vec<u8>, WuffErr> {
    let mut left = UNPACKED;
    decompress_woff1_with_custom_z(bytes, &mut |packed, length| {
        left = left.checked_sub(length).ok_or(WuffErr::GenericError)?;
        let mut table = Vec::new();
        ZlibDecoder::new(packed).take(length as u64).read_to_end(&mut table)?;
        Ok(table)
    })
}

/// Reads what a TTF or OTF file says of itself.
pub fn face(bytes: &[u8]) -> Result<Face, FaceError> {
    if let Some(count) = collected(bytes) {
        return Err(FaceError::Collection(count));
    }
    let mut database = Database::new();
    let ids: Vec<ID> = database.load_font_source(Source::Binary(Arc::new(bytes.to_vec()))).to_vec();
    let info = ids.first().and_then(|id| database.face(*id));
    let info = info.ok_or(FaceError::NotAFont)?;
    let family = info.families.first().ok_or(FaceError::NotAFont)?;
    Ok(Face {
        family: family.0.clone(),
        weight: info.weight.0,
        style: match info.style {
            Style::Normal => FaceStyle::Normal,
            Style::Italic => FaceStyle::Italic,
            Style::Oblique => FaceStyle::Oblique,
        },
    })
}

/// The letters and digits of a text that a TTF or OTF file has no shapes for.
pub fn missing_letters(font: &[u8], letters: &BTreeSet<char>) -> Vec<char> {
    let is_missing = |letter: &char| letter.is_alphanumeric() && !covers(font, 0, *letter);
    letters.iter().copied().filter(is_missing).collect()
}

/// How many fonts a collection says that it holds; none for another file. Found before the file is given to a library,
/// which would allocate whatever the number says.
///
/// Source of the format: OpenType 1.9.1, "TTC Header".
fn collected(bytes: &[u8]) -> Option<u32> {
    match (bytes.get(..4)?, bytes.get(8..12)) {
        (b"ttcf", Some(count)) => {
            Some(u32::from_be_bytes([count[0], count[1], count[2], count[3]]))
        }
        (b"ttcf", None) => Some(0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLOCKS: &[u8] = include_bytes!("../../../../tests/cases/font-family/blocks.ttf");
    const WOFF2: &[u8] = include_bytes!("../../../../tests/fuzz/corpus/font/blocks.woff2");
    const WOFF: &[u8] = include_bytes!("../../../../tests/fuzz/corpus/font/blocks.woff");

    #[test]
    fn fonts_for_the_web_are_unpacked() {
        assert_eq!(unpacked(BLOCKS), Ok(None));
        for packed in [WOFF2, WOFF] {
            let font = unpacked(packed).unwrap().unwrap();
            assert_eq!(face(&font), face(BLOCKS));
            assert!(missing_letters(&font, &BTreeSet::from(['A'])).is_empty());
        }
    }

    #[test]
    fn damaged_fonts_for_the_web_are_refused() {
        for (packed, name) in [(WOFF2, "WOFF2"), (WOFF, "WOFF")] {
            assert_eq!(unpacked(&packed[..packed.len() / 2]), Err(FaceError::Packed(name)));
            assert_eq!(unpacked(&packed[..4]), Err(FaceError::Packed(name)));
            // Whatever single byte is another: an answer, and no panic.
            for at in 0..packed.len() {
                let mut other = packed.to_vec();
                other[at] ^= 0xff;
                if let Ok(Some(font)) = unpacked(&other) {
                    let _ = face(&font);
                }
            }
        }
    }

    #[test]
    fn a_table_that_unpacks_to_gigabytes_is_refused() {
        let mut bomb = WOFF.to_vec();
        // The third number of the first table's entry: how long it is when it is unpacked.
        bomb[44 + 12..44 + 16].copy_from_slice(&u32::MAX.to_be_bytes());
        assert_eq!(unpacked(&bomb), Err(FaceError::Packed("WOFF")));
    }

    #[test]
    fn missing_letters_are_named() {
        let letters = BTreeSet::from(['A', '示', '例', ' ', '…']);
        assert_eq!(missing_letters(BLOCKS, &letters), ['例', '示']);
    }

    #[test]
    fn what_is_no_font_is_refused() {
        assert_eq!(face(b""), Err(FaceError::NotAFont));
        assert_eq!(face(&[0, 1, 0, 0, 0xff, 0xff, 9]), Err(FaceError::NotAFont));
        assert!(Fonts::new([b"nothing".to_vec()]).families().is_empty());
        let huge = b"ttcf\0\x01\0\0\xff\xff\xff\xff\0\0\0\0";
        assert_eq!(face(huge), Err(FaceError::Collection(u32::MAX)));
        assert!(Fonts::new([huge.to_vec(), b"ttcf".to_vec()]).families().is_empty());
    }
}
