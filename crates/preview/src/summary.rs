//! What lists show of a theme.

use serde_json::{Map, Value, json};

use super::json;
use rebadge_theme::inherit::{ThemeFile, relative};
use rebadge_theme::theme::Theme;

/// What lists show of a good theme.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Summary(Map<String, Value>);

impl Summary {
    pub(super) fn new(theme: &Theme, location: &ThemeFile) -> Summary {
        let tenant = &theme.tenant;
        let parents = theme.lineage.layers.iter().rev().skip(1);
        let parents = parents.map(|layer| {
            let way = relative(&location.folder, &layer.location.folder);
            way.trim_end_matches('/').to_owned()
        });
        let pairs = [
            ("name", tenant.name.value.as_str().into()),
            ("short_name", tenant.short_name.value.as_str().into()),
            ("languages", json!(tenant.languages)),
            ("direction", tenant.direction.value.as_str().into()),
            ("version", tenant.version.value.as_str().into()),
            ("extends", json!(parents.collect::<Vec<_>>())),
            ("colors", json::palettes(theme)),
        ];
        Summary(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }

    /// Key → value.
    pub(super) fn values(&self) -> &Map<String, Value> {
        &self.0
    }
}
