//! Warnings as the ledger keeps them, so that a run which reads no file says the same as the one that read them all.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use rebadge_core::diagnostic::{CODES, Diagnostic};
use rebadge_core::digest::sha256;
use rebadge_core::fs;
use rebadge_core::source::{Place, Source};

/// The largest text that a warning points into, in bytes.
const LIMIT: u64 = 64 << 20;

/// A warning.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Kept {
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
    pub(super) fn new(warning: &Diagnostic) -> Kept {
        let related = warning.related.iter();
        Kept {
            code: warning.code.name().to_owned(),
            message: warning.message.clone(),
            place: warning.place.as_ref().map(Spot::new),
            related: related.map(|(place, text)| (Spot::new(place), text.clone())).collect(),
            help: warning.help.clone(),
        }
    }

    /// The warning as it was; none if a text that it points into is not there as it was.
    pub(super) fn restored(&self) -> Option<Diagnostic> {
        let related = self.related.iter();
        Some(Diagnostic {
            code: *CODES.iter().find(|code| code.name() == self.code)?,
            message: self.message.clone(),
            place: match &self.place {
                Some(spot) => Some(spot.place()?),
                None => None,
            },
            related: related
                .map(|(spot, text)| Some((spot.place()?, text.clone())))
                .collect::<Option<_>>()?,
            help: self.help.clone(),
        })
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
    use rebadge_core::diagnostic::Code;

    #[test]
    fn a_warning_comes_back_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let (path, image) = (folder.path().join("theme.toml"), folder.path().join("a.png"));
        std::fs::write(&path, "name = \"示例\"\n").unwrap();
        let source = Source::new(&path, "name = \"示例\"\n".to_owned());
        let warning = Diagnostic::at(Code::IconLegibility, &Place::new(&source, 7..15), "faint")
            .related(&Place::file(&Source::new(&image, String::new())), "this picture")
            .help("draw it bolder");
        let kept = serde_json::to_string(&Kept::new(&warning)).unwrap();
        let kept: Kept = serde_json::from_str(&kept).unwrap();
        assert_eq!(kept.restored(), Some(warning));
        std::fs::write(&path, "name = \"another\"\n").unwrap();
        assert_eq!(kept.restored(), None);
    }
}
