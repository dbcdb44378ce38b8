//! The fonts that text in vectors may use: those that the theme or the base client brings, and no other.
//!
//! Apart because the set is shared by many vectors, and because the order in which files come decides which font
//! stands in for another: it must be the caller's, never the machine's.

use std::sync::Arc;

use resvg::usvg::fontdb::{Database, ID, Source, Style};

/// A fixed set of fonts. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Fonts {
    database: Arc<Database>,
    families: Arc<[String]>,
}

impl Fonts {
    /// The fonts of these files, in this order. A file that is no font adds nothing: [`face`] says why.
    ///
    /// The first family stands for all generic ones (`sans-serif`, …) and for text that names no family.
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
    /// A font in a container for the web, which nothing here can draw.
    #[error("the font is a {0} file, only TTF and OTF are read")]
    WebFont(&'static str),
    /// Several fonts in one file.
    #[error("the file is a collection of {0} fonts, one font per file is read")]
    Collection(u32),
    /// No font at all, or a broken one.
    #[error("the file is not a font")]
    NotAFont,
}

/// Reads what a TTF or OTF file says of itself.
pub fn face(bytes: &[u8]) -> Result<Face, FaceError> {
    match bytes.get(..4) {
        Some(b"wOF2") => return Err(FaceError::WebFont("WOFF2")),
        Some(b"wOFF") => return Err(FaceError::WebFont("WOFF")),
        _ => {}
    }
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

    #[test]
    fn what_is_no_font_is_refused() {
        assert_eq!(face(b""), Err(FaceError::NotAFont));
        assert_eq!(face(b"wOF2\0\0\0\0"), Err(FaceError::WebFont("WOFF2")));
        assert_eq!(face(&[0, 1, 0, 0, 0xff, 0xff, 9]), Err(FaceError::NotAFont));
        assert!(Fonts::new([b"nothing".to_vec()]).families().is_empty());
        let huge = b"ttcf\0\x01\0\0\xff\xff\xff\xff\0\0\0\0";
        assert_eq!(face(huge), Err(FaceError::Collection(u32::MAX)));
        assert!(Fonts::new([huge.to_vec(), b"ttcf".to_vec()]).families().is_empty());
    }
}
