//! Who may extend a theme. A theme that extends another gets its addresses, policies and texts, so a tenant's theme is
//! closed unless it says otherwise; a template is open.

use std::path::{Path, PathBuf};

use super::chain::{plain, relative};
use super::document::Document;
use super::find::ThemeFile;
use crate::shape::EXTENDABLE;
use rebadge_core::diagnostic::{Code, Diagnostic, did_you_mean};
use rebadge_core::document::{Kind, Node};
use rebadge_core::fields::{Fields, wrong_type};
use rebadge_core::fs;
use rebadge_core::source::{Place, Sourced};

/// Which themes may extend one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extendable {
    /// None.
    Nobody,
    /// Those in folders within its own.
    Below,
    /// All in the folder of all themes.
    Anyone,
    /// Those at or below these paths, from the theme's folder.
    Listed(Vec<Sourced<String>>),
}

/// Reads `extendable`; without it a template (`is_abstract`) is open to all, and a tenant's theme to none.
pub(super) fn read(fields: &Fields<'_>, is_abstract: Abstract, location: &ThemeFile) -> Extendable {
    let default = match is_abstract {
        Abstract::Yes => Extendable::Anyone,
        Abstract::No => Extendable::Nobody,
    };
    match fields.node("extendable") {
        None => default,
        Some(Node { kind: Kind::Array(_), .. }) => {
            let listed = fields.texts("extendable").unwrap_or_default();
            listed.iter().for_each(|path| check_listed(path, location, fields));
            Extendable::Listed(listed)
        }
        Some(Node { kind: Kind::String(word), place }) => named(word).unwrap_or_else(|| {
            let message = format!("`{word}` is not who may extend a theme");
            let help = did_you_mean(word, EXTENDABLE)
                .map(|help| format!("{help}; or list paths, such as `[\"dealer-north\"]`"));
            let problem = Diagnostic::at(Code::Value, place, message).maybe_help(help);
            fields.findings().add(problem);
            default
        }),
        Some(node) => {
            let takes = "`\"nobody\"`, `\"below\"`, `\"anyone\"`, or a list of paths";
            fields.findings().add(wrong_type(node, "extendable", takes));
            default
        }
    }
}

/// Whether a theme is a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Abstract {
    /// It is one.
    Yes,
    /// It is a tenant's.
    No,
}

fn named(word: &str) -> Option<Extendable> {
    match word {
        "nobody" => Some(Extendable::Nobody),
        "below" => Some(Extendable::Below),
        "anyone" => Some(Extendable::Anyone),
        _ => None,
    }
}

/// A path that names nothing allows nobody, and is a slip.
fn check_listed(path: &Sourced<String>, location: &ThemeFile, fields: &Fields<'_>) {
    let Some(place) = path.place() else { return };
    if !fs::exists(&location.folder.join(&path.value)) {
        let message =
            format!("there is no theme or folder `{}` that could extend this", path.value);
        let problem = Diagnostic::at(Code::Extends, place, message);
        fields.findings().add(problem.help("write the path of one from this theme's folder"));
    }
}

/// Why a theme may not extend `parent`, if so; `place` is the `extends` that names it.
pub(super) fn refusal(child: &Document, parent: &Document, place: &Place) -> Option<Diagnostic> {
    if is_allowed(child, parent) {
        return None;
    }
    let message = format!("`{}` does not allow `{}` to extend it", parent.name(), child.name());
    let problem = Diagnostic::at(Code::Extends, place, message).help(help(child, parent));
    Some(match parent.table.get("extendable") {
        Some(entry) => problem.related(&entry.value.place, "who may extend it"),
        None => problem,
    })
}

fn is_allowed(child: &Document, parent: &Document) -> bool {
    let child = fs::planned(&child.location.file);
    let holds = |path: &Path| child.starts_with(fs::planned(path));
    match &parent.extendable {
        Extendable::Nobody => false,
        Extendable::Anyone => true,
        Extendable::Below => holds(&below(&parent.location)),
        Extendable::Listed(paths) => {
            paths.iter().any(|path| holds(&plain(&parent.location.folder.join(&path.value))))
        }
    }
}

/// The folder of the themes below one: its own, or for a single file the one of its name.
fn below(location: &ThemeFile) -> PathBuf {
    if location.owns_folder { location.folder.clone() } else { location.file.with_extension("") }
}

fn help(child: &Document, parent: &Document) -> String {
    let is_below =
        fs::planned(&child.location.file).starts_with(fs::planned(&below(&parent.location)));
    let own = if child.location.owns_folder {
        child.location.folder.clone()
    } else {
        child.location.file.clone()
    };
    let way = relative(&parent.location.folder, &own);
    let allows = if is_below {
        "extendable = \"below\"".to_owned()
    } else {
        format!("extendable = [\"{}\"]", way.trim_end_matches('/'))
    };
    format!(
        "extend another theme; only `{}` can allow it: `{allows}`",
        parent.location.file.display()
    )
}
