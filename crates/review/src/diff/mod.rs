//! Differences between two themes or packages: values first, then files. Both sides are converted to the same type
//! first; a [`Difference`] is plain data that terminal, page and machine output are made from.

mod colors;
mod contrast;
mod files;
mod json;
mod lists;
mod menu;
mod ops;
mod page;
mod picture;
mod rules;
mod sheet;
mod side;
mod terminal;
mod text;
mod words;

use rebadge_core::error::Error;

pub use contrast::Contrast;
pub use files::{FileChange, What};
pub use json::objects;
pub use page::{Page, page};
pub use picture::{Frame, Frames, PictureChange, Sheet, ico};
pub use rules::RuleChange;
pub use side::{Kind, Side};
pub use terminal::{Look, terminal};
pub use text::Excerpt;
pub use words::{Change, Group};

/// What differs.
#[derive(Debug)]
pub struct Difference {
    /// What the first side is, for people.
    pub before: String,
    /// What the second side is, for people.
    pub after: String,
    /// Whom it is for: the second side's tenant, or else the first's.
    pub tenant: Option<String>,
    /// What to know before the rest is read: what could not be compared, and manifests that are not true.
    pub notes: Vec<String>,
    /// The values that differ, in reading order.
    pub values: Vec<Change>,
    /// The security rules among them, in plain words.
    pub rules: Vec<RuleChange>,
    /// How many values are the same.
    pub same_values: usize,
    /// The files that differ, by path.
    pub files: Vec<FileChange>,
    /// How many files are the same.
    pub same_files: usize,
}

impl Difference {
    /// Whether nothing differs.
    pub fn is_equal(&self) -> bool {
        self.values.is_empty() && self.files.is_empty()
    }

    /// How many values and files differ, and how many are the same: one sentence.
    pub fn summary(&self) -> String {
        let plural = |count: usize, name: &str| match count {
            1 => format!("1 {name}"),
            _ => format!("{count} {name}s"),
        };
        let same = format!(
            "{} and {}",
            plural(self.same_values, "value"),
            plural(self.same_files, "file")
        );
        if self.is_equal() {
            return format!("nothing differs, {same} are the same");
        }
        let (values, files) =
            (plural(self.values.len(), "value"), plural(self.files.len(), "file"));
        format!("{values} and {files} differ, {same} are the same")
    }
}

/// Whether pictures that show a difference are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pictures {
    /// They are made.
    Made,
    /// They are not.
    None,
}

/// Compares two sides.
///
/// # Errors
/// A file of a package that can no longer be read.
pub fn compare(
    before: &mut Side,
    after: &mut Side,
    pictures: Pictures,
) -> Result<Difference, Error> {
    let (files, same_files) = if before.kind.is_template() || after.kind.is_template() {
        (Vec::new(), 0)
    } else {
        files::compare(before, after, pictures)?
    };
    let (values, same_values, rules) = match (&before.theme, &after.theme) {
        (Some(before), Some(after)) => {
            let (values, same) = words::compare(before, after);
            let rules = rules::rules(&values, before, after);
            (values, same, rules)
        }
        _ => (Vec::new(), 0, Vec::new()),
    };
    Ok(Difference {
        before: before.label.clone(),
        after: after.label.clone(),
        tenant: after.tenant.clone().or_else(|| before.tenant.clone()),
        notes: notes(before, after),
        values,
        rules,
        same_values,
        files,
        same_files,
    })
}

fn notes(before: &Side, after: &Side) -> Vec<String> {
    let mut notes: Vec<String> = before.notes.iter().chain(&after.notes).cloned().collect();
    if let (Some(one), Some(other)) = (&before.base, &after.base)
        && one != other
    {
        notes.push(format!("the base client is another: `{one}`, then `{other}`"));
    }
    notes
}
