//! When inherited screenshots are dropped: they follow no single key, since they show all of a brand at once.

use super::document::Document;
use super::lineage::{Act, Set};
use super::merge::{Merge, set_at};
use rebadge_core::document::{Kind, Table};
use rebadge_core::source::Place;

/// Their key.
const SCREENSHOTS: &str = "screenshots";

/// The key by which a layer shows another brand than what lies below it, and where it is: any of the brand's looks,
/// or another name.
pub(super) fn foreign<'a>(table: &Table, layer: &'a Document) -> Option<(&'static str, &'a Place)> {
    table.get(SCREENSHOTS)?;
    let looks = ["brand", "icon", "colors", "fonts"];
    let look = looks.into_iter().find_map(|key| Some((key, set_at(&layer.table, &[key])?)));
    look.or_else(|| {
        let name = |table: &Table| match &table.get("tenant")?.value.kind {
            Kind::Table(tenant) => tenant.get("name").map(|entry| entry.value.clone()),
            _ => None,
        };
        let (before, own) = (name(table)?, name(&layer.table)?);
        let place = set_at(&layer.table, &["tenant", "name"])?;
        (!before.is_same(&own)).then_some(("tenant.name", place))
    })
}

impl Merge<'_> {
    /// Takes away screenshots, which show what another layer looks like, unless they are locked.
    pub(super) fn drop_screenshots(&mut self, table: &mut Table, key: &str, place: &Place) {
        let at = table.entries.iter().position(|entry| entry.key == SCREENSHOTS);
        if let Some(at) = at.filter(|_| self.lineage.locks_of(&[SCREENSHOTS]).next().is_none()) {
            table.entries.remove(at);
            let set = Set { place: place.clone(), act: Act::GaveWay(key.to_owned()) };
            self.lineage.sets.entry(SCREENSHOTS.to_owned()).or_default().push(set);
        }
    }
}
