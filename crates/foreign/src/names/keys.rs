//! Keys of catalogs that are the English texts themselves.

use std::collections::BTreeSet;

use super::File;
use super::search::Search;
use crate::script::{Kind, Role};
use crate::texts::{FileKind, Pick, Piece, Place, pieces};
use crate::visible::Use;

/// How many keys with white space a file has, at least, that is a catalog with natural keys.
const SENTENCES: usize = 20;

/// The keys and the texts of a file that may belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sightings {
    keys: BTreeSet<String>,
    texts: BTreeSet<String>,
}

/// The keys of a bundle that change together with the texts they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys(BTreeSet<String>);

impl Keys {
    /// The keys that some script uses as a text.
    pub fn of(sightings: impl IntoIterator<Item = Sightings>) -> Keys {
        let mut all = Sightings::default();
        for mut one in sightings {
            all.keys.append(&mut one.keys);
            all.texts.append(&mut one.texts);
        }
        Keys(all.keys.intersection(&all.texts).cloned().collect())
    }

    /// The texts, sorted.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// If a piece is such a key or such a text: the length of the text, without what the library adds for plurals.
    pub(super) fn length(&self, piece: &Piece) -> Option<usize> {
        let text = &piece.text.text;
        let length = if piece.is_key() { base(text).len() } else { text.len() };
        let is_whole = piece.is_key() || is_text(piece);
        (is_whole && self.0.contains(&text[..length])).then_some(length)
    }
}

/// A key without what i18next adds for plurals: `{{count}} files_one`.
fn base(key: &str) -> &str {
    let forms = ["_zero", "_one", "_two", "_few", "_many", "_other", "_plural"];
    forms.iter().find_map(|form| key.strip_suffix(form)).unwrap_or(key)
}

/// Whether a piece is a whole literal that is no key.
fn is_text(piece: &Piece) -> bool {
    matches!(piece.place, Place::Literal(Use { kind: Kind::String(_), role, .. }) if role != Role::Key)
}

/// The keys and texts of a file in which a name stands.
pub(super) fn sightings(search: &Search, file: File) -> Sightings {
    let mut found = Sightings::default();
    let kinds = [FileKind::Script, FileKind::Catalog, FileKind::Gettext];
    let hits = if kinds.contains(&file.kind) { search.hits(file) } else { Vec::new() };
    if hits.is_empty() {
        return found;
    }
    let pieces = pieces(file.kind, file.bytes, Pick::At(&hits)).unwrap_or_default();
    let named =
        pieces.iter().filter(|piece| !search.names_in(&piece.text.text, |_| true).is_empty());
    for piece in named {
        let text = &piece.text.text;
        if piece.is_key() && is_sentence(text) {
            found.keys.insert(base(text).to_owned());
        } else if is_text(piece) {
            found.texts.insert(text.to_string());
        }
    }
    if !found.keys.is_empty() && file.kind != FileKind::Gettext && sentences(file) < SENTENCES {
        found.keys.clear();
    }
    found
}

/// How many keys of a file have white space.
fn sentences(file: File) -> usize {
    let all = pieces(file.kind, file.bytes, Pick::All).unwrap_or_default();
    all.iter().filter(|piece| piece.is_key() && is_sentence(&piece.text.text)).count()
}

fn is_sentence(text: &str) -> bool {
    text.trim().contains(char::is_whitespace)
}
