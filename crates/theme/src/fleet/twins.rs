//! Themes whose files are one on systems that know no case, or that store accents in another form: a checkout there has
//! one of them, silently.

use std::collections::BTreeMap;

use super::{Finding, Member};
use crate::base::Base;
use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::output_path::folded;
use rebadge_core::source::Place;

/// Themes that lie where another one does on such a system.
pub fn files(members: &[Member], _: &Base) -> Vec<Finding> {
    let mut seen: BTreeMap<String, &Member> = BTreeMap::new();
    let twin = |member| {
        let other = seen.insert(folded(&path(member)), member)?;
        let (mine, others) = (path(member), path(other));
        let message = format!("`{others}` and `{mine}` are one file on some systems");
        let problem = Diagnostic::at(Code::AssetPath, &Place::file(&member.own().source), message);
        Some(Finding::of(problem.help("rename one of them"), [other, member]))
    };
    members.iter().filter_map(twin).collect()
}

fn path(member: &Member) -> String {
    member.file().to_string_lossy().into_owned()
}
