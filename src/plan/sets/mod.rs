//! The sets of icons and launch screens, as data: one table per platform. Apart, so that a new platform is a new table and
//! nothing else; the planner, the pages about it and the tests read the same rows.

mod row;
mod web;

pub use row::{Format, Icon, Part, Row, Set, Size, icons};

/// Every set, by name.
pub const SETS: &[Set] = &[web::WEB];

/// The set of a name.
pub fn set(name: &str) -> Option<&'static Set> {
    SETS.iter().find(|set| set.name == name)
}
