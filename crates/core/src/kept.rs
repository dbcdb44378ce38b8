//! Diagnostics as they are kept in a file, for another process that reads none of the files that they are about.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{CODES, Code, Diagnostic};
use crate::digest::sha256;
use crate::fs;
use crate::source::{Place, Source};

/// The largest text that a diagnostic points into, in bytes.
const LIMIT: u64 = 64 << 20;

/// A diagnostic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    code: String,
    message: String,
    place: Option<Spot>,
    related: Vec<(Spot, String)>,
    help: Option<String>,
}

/// A place, without the text of its file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Spot {
    path: PathBuf,
    /// The digest of the text; none where the place is a file that is no text.
    sha256: Option<String>,
    start: usize,
    end: usize,
}

impl Kept {
    /// A diagnostic, with its places but without the texts that they are in.
    pub fn new(diagnostic: &Diagnostic) -> Kept {
        let related = diagnostic.related.iter();
        Kept {
            code: diagnostic.code.name().to_owned(),
            message: diagnostic.message.clone(),
            place: diagnostic.place.as_ref().map(Spot::new),
            related: related.map(|(place, text)| (Spot::new(place), text.clone())).collect(),
            help: diagnostic.help.clone(),
        }
    }

    /// The diagnostic as it was; none if a text that it points into is not there as it was.
    pub fn restored(&self) -> Option<Diagnostic> {
        self.placed(Spot::place)
    }

    /// The diagnostic; where a text that it points into is not there as it was, it points to the file.
    pub fn restored_roughly(&self) -> Option<Diagnostic> {
        self.placed(|spot| Some(spot.place().unwrap_or_else(|| spot.file())))
    }

    fn placed(&self, place: impl Fn(&Spot) -> Option<Place>) -> Option<Diagnostic> {
        let mut diagnostic = Diagnostic::nowhere(self.code()?, &self.message);
        diagnostic.help.clone_from(&self.help);
        if let Some(spot) = &self.place {
            diagnostic.place = Some(place(spot)?);
        }
        for (spot, text) in &self.related {
            diagnostic.related.push((place(spot)?, text.clone()));
        }
        Some(diagnostic)
    }

    fn code(&self) -> Option<Code> {
        CODES.iter().find(|code| code.name() == self.code).copied()
    }
}

impl Spot {
    fn new(place: &Place) -> Spot {
        let Place { source, span } = place;
        let is_text = !source.text.is_empty();
        Spot {
            path: source.path.clone(),
            sha256: is_text.then(|| sha256(source.text.as_bytes())),
            start: span.start,
            end: span.end,
        }
    }

    fn file(&self) -> Place {
        Place::file(&Source::new(&self.path, String::new()))
    }

    fn place(&self) -> Option<Place> {
        let text = match &self.sha256 {
            Some(digest) => text(&self.path).filter(|text| sha256(text.as_bytes()) == *digest)?,
            None => String::new(),
        };
        let source: Arc<Source> = Source::new(&self.path, text);
        Some(Place::new(&source, self.start..self.end))
    }
}

fn text(path: &Path) -> Option<String> {
    String::from_utf8(fs::read(path, LIMIT).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagnostic_comes_back_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let (path, image) = (folder.path().join("theme.toml"), folder.path().join("a.png"));
        std::fs::write(&path, "name = \"示例\"\n").unwrap();
        let source = Source::new(&path, "name = \"示例\"\n".to_owned());
        let diagnostic = Diagnostic::at(Code::IconLegibility, &Place::new(&source, 7..15), "faint")
            .related(&Place::file(&Source::new(&image, String::new())), "this picture")
            .help("draw it bolder");
        let kept = serde_json::to_string(&Kept::new(&diagnostic)).unwrap();
        let kept: Kept = serde_json::from_str(&kept).unwrap();
        assert_eq!(kept.restored(), Some(diagnostic));
        std::fs::write(&path, "name = \"another\"\n").unwrap();
        assert_eq!(kept.restored(), None);
        let roughly = kept.restored_roughly().unwrap();
        let place = roughly.place.unwrap();
        assert_eq!((roughly.message.as_str(), &place.source.path), ("faint", &path));
        assert_eq!(place.span, 0..0);
    }
}
