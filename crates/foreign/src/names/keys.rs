//! Keys of catalogs that are the English texts themselves.

use std::collections::{BTreeMap, BTreeSet};

use super::File;
use super::search::Search;
use crate::texts::{FileKind, Pick, Piece, Place, pieces};
use crate::visible::Use;
use rebadge_script::{Kind, Role};

/// How many keys with white space a file has, at least, that is a catalog with natural keys.
const SENTENCES: usize = 20;

/// The keys and the texts of a file that may belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sightings {
    /// The keys, each with its parts between tags that have a name: what React's `Trans` puts together from its children.
    keys: BTreeMap<String, Vec<String>>,
    texts: BTreeSet<String>,
}

/// The keys of a bundle that change together with the texts they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    whole: BTreeSet<String>,
    /// Literals of which such a key is put together.
    parts: BTreeSet<String>,
}

impl Keys {
    /// The keys that some script uses as a text.
    pub fn of(sightings: impl IntoIterator<Item = Sightings>) -> Keys {
        let mut all = Sightings::default();
        for mut one in sightings {
            all.keys.append(&mut one.keys);
            all.texts.append(&mut one.texts);
        }
        let trimmed: BTreeSet<&str> = all.texts.iter().map(|text| text.trim()).collect();
        let mut found = Keys::default();
        for (key, parts) in &all.keys {
            let is_split =
                !parts.is_empty() && parts.iter().all(|part| trimmed.contains(part.as_str()));
            if all.texts.contains(key) || is_split {
                found.whole.insert(key.clone());
                found.parts.extend(parts.iter().filter(|_| is_split).cloned());
            }
        }
        found
    }

    /// The keys, sorted.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.whole.iter().map(String::as_str)
    }

    /// If a piece is such a key or such a text: the length of the text, without what the library adds for plurals.
    pub(super) fn length(&self, piece: &Piece) -> Option<usize> {
        let text = &piece.text.text;
        let length = if piece.is_key() { base(text).len() } else { text.len() };
        let is_one = if piece.is_key() {
            self.whole.contains(&text[..length])
        } else {
            is_text(piece) && (self.whole.contains(&text[..]) || self.parts.contains(text.trim()))
        };
        is_one.then_some(length)
    }
}

/// A key without what i18next adds for plurals: `{{count}} files_one`.
fn base(key: &str) -> &str {
    let forms = ["_zero", "_one", "_two", "_few", "_many", "_other", "_plural"];
    forms.iter().find_map(|form| key.strip_suffix(form)).unwrap_or(key)
}

/// The parts of a key between its tags, `<0>` and `</0>`; none of a key without tags.
fn parts(key: &str) -> impl Iterator<Item = &str> {
    let is_tag = |part: &str| {
        let tag = part.trim_start_matches('/');
        tag.split_once('>').is_some_and(|(name, _)| {
            !name.is_empty() && name.trim_end_matches('/').bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    let has_tags = key.split('<').skip(1).any(is_tag);
    let parts = key.split('<').enumerate().map(|(at, part)| match part.split_once('>') {
        Some((_, text)) if at > 0 => text.trim(),
        _ => part.trim(),
    });
    parts.filter(move |_| has_tags)
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
        pieces.iter().filter(|piece| !search.names_in(&piece.text.text, |_, _| true).is_empty());
    for piece in named {
        let text = &piece.text.text;
        if piece.is_key() && is_sentence(text) {
            let parts =
                parts(base(text)).filter(|part| !search.names_in(part, |_, _| true).is_empty());
            found.keys.insert(base(text).to_owned(), parts.map(str::to_owned).collect());
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
