//! A file of a finished bundle whose references are made true: hashes in names, then digests of files, then those of its own
//! inline scripts and styles.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::recipes::node::Node;
use crate::recipes::run::Run;
use crate::recipes::value::{Blob, Fault, Value};
use rebadge_foreign::digests::Notation;
use rebadge_foreign::facts::Part;
use rebadge_foreign::html;
use rebadge_foreign::rewrite::{self, Replaced};

/// A file and what it refers to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Linked {
    /// The file before.
    pub of: Node,
    /// Old hash of a name → new one.
    pub tokens: BTreeMap<String, String>,
    /// Digests of other files.
    pub digests: Vec<Digest>,
    /// Digests of files that stay as they are, where others have the same one.
    pub kept: Vec<Kept>,
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
    /// The path of that, where another file has the same digest: it is named beside its own.
    pub beside: Option<String>,
}

/// A digest of a file that stays as it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Kept {
    /// As it is written.
    pub text: String,
    /// The path of the file, which is named beside it.
    pub beside: String,
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
    let kept = own.kept.iter().map(|kept| Replaced {
        old: kept.text.clone(),
        new: kept.text.clone(),
        beside: Some(kept.beside.clone()),
    });
    let mut new: Vec<Replaced> = kept.collect();
    for digest in &own.digests {
        let of = with.bytes(&digest.of)?;
        let text = part(&of.bytes, digest.part).map(|bytes| digest.notation.write(bytes));
        let (old, beside) = (digest.old.clone(), digest.beside.clone());
        new.extend(text.map(|new| Replaced { old, new, beside }));
    }
    let bytes = rewrite::replace(named, &new);
    let own_part = |one: &Inline| {
        let text = part(&bytes, Part::Inline(one.number)).map(|bytes| one.notation.write(bytes));
        Some(Replaced { old: one.old.clone(), new: text?, beside: None })
    };
    let inline: Vec<Replaced> = own.inline.iter().filter_map(own_part).collect();
    Ok(Value::Bytes(Blob::new(rewrite::replace(bytes, &inline))))
}

/// A part of a file; none of an inline script that an edit removed.
fn part(bytes: &[u8], part: Part) -> Option<&[u8]> {
    match part {
        // What a file unpacks to is a node of its own.
        Part::Whole | Part::Unpacked => Some(bytes),
        Part::Inline(number) => {
            let span = html::inline(bytes).into_iter().nth(number)?.span;
            Some(&bytes[span])
        }
    }
}
