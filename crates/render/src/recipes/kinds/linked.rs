//! A file of a finished bundle whose references are made true: hashes in names, then digests of files, then those of its own
//! inline scripts and styles.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::recipes::node::Node;
use crate::recipes::run::Run;
use crate::recipes::value::{Blob, Fault, Value};
use rebadge_foreign::digests::Notation;
use rebadge_foreign::facts::Part;
use rebadge_foreign::{html, rewrite};

/// A file and what it refers to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Linked {
    /// The file before.
    pub of: Node,
    /// Old hash of a name → new one.
    pub tokens: BTreeMap<String, String>,
    /// Digests of other files.
    pub digests: Vec<Digest>,
    /// Digests of its own inline scripts and styles.
    pub inline: Vec<Inline>,
}

/// A digest of another file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Digest {
    /// As it was written.
    pub old: String,
    /// How it is taken and written.
    pub notation: Notation,
    /// Of what.
    pub of: Node,
    /// Of which part of that.
    pub part: Part,
}

/// A digest of an inline script or style.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Inline {
    /// As it was written.
    pub old: String,
    /// How it is taken and written.
    pub notation: Notation,
    /// Which of the scripts and styles.
    pub number: usize,
}

pub(super) fn describe(own: &Linked) -> String {
    format!("{}, references", own.of.recipe().describe())
}

pub(super) fn run(own: &Linked, with: &Run<'_>) -> Result<Value, Fault> {
    let before = with.bytes(&own.of)?;
    let named = rewrite::rename(before.bytes.to_vec(), &own.tokens);
    let mut new = BTreeMap::new();
    for digest in &own.digests {
        let of = with.bytes(&digest.of)?;
        let text = part(&of.bytes, digest.part).map(|bytes| digest.notation.write(bytes));
        new.extend(text.map(|text| (digest.old.clone(), text)));
    }
    let bytes = rewrite::replace(named, &new);
    let own_part = |one: &Inline| {
        let text = part(&bytes, Part::Inline(one.number)).map(|bytes| one.notation.write(bytes));
        Some((one.old.clone(), text?))
    };
    let inline: BTreeMap<String, String> = own.inline.iter().filter_map(own_part).collect();
    Ok(Value::Bytes(Blob::new(rewrite::replace(bytes, &inline))))
}

/// A part of a file; none of an inline script that an edit removed.
fn part(bytes: &[u8], part: Part) -> Option<&[u8]> {
    match part {
        Part::Whole => Some(bytes),
        Part::Inline(number) => {
            let span = html::inline(bytes).into_iter().nth(number)?.span;
            Some(&bytes[span])
        }
    }
}
