//! What differs between two states of a tenant.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError};

use serde_json::{Value, json};

use super::generation::{Generation, Planned};
use super::state::{Against, Shown, Source};
use super::studio::Studio;
use rebadge_core::output_path::OutputPath;
use rebadge_core::source::Origin;
use rebadge_plan::explain;
use rebadge_review::diff::{self, Kind, Pictures, Side};
use rebadge_theme::listing;

impl Studio {
    /// The files and values in which a tenant differs from another state; none where either is not there.
    pub(super) fn compare(&self, id: &str, source: Source) -> Option<Result<Value, String>> {
        let now = self.generation(id, Source::Now)?;
        if source == Source::Against {
            let against = self.state().tenant(id)?.against.clone()?;
            return Some(self.compare_against(&now, &against));
        }
        let before = self.generation(id, source)?;
        Some(of_themes(&before, &now))
    }

    fn compare_against(&self, now: &Generation, against: &Against) -> Result<Value, String> {
        let package = match &against.shown {
            Shown::Theme(theme) => return of_themes(theme, now),
            Shown::Package(package) => package.lock().unwrap_or_else(PoisonError::into_inner),
        };
        let target = package.recorded.as_ref().map(|recorded| recorded.target.as_str());
        let planned = now
            .targets
            .iter()
            .find(|planned| target.is_none_or(|target| planned.plan.target == target));
        let planned = planned.ok_or("the package is built for another target")?;
        let mine = now.all(&planned.plan.target, &self.store);
        let mine = mine.map_err(|problems| {
            problems.first().map_or_else(String::new, |problem| problem.message.clone())
        })?;
        let mine: BTreeMap<&str, &str> =
            mine.iter().map(|(path, output)| (path.as_str(), output.sha256.as_str())).collect();
        let theirs =
            package.bundle.files.iter().map(|(path, entry)| (path.as_str(), entry.sha256.as_str()));
        let recorded = package.recorded.as_ref().and_then(|recorded| recorded.theme.clone());
        let before = side("before", recorded);
        let values =
            values(before, side("after", Some(listing::values(&now.theme, &now.client.base))))?;
        let values = with_causes(values, &[now]);
        Ok(json!({ "outputs": changes(&theirs.collect(), &mine), "values": values }))
    }

    /// The bytes of a file of what a tenant is compared with.
    pub(super) fn packaged(
        &self,
        id: &str,
        path: &OutputPath,
    ) -> Option<Result<Arc<Vec<u8>>, String>> {
        let against = self.state().tenant(id)?.against.clone()?;
        let Shown::Package(package) = against.shown else { return None };
        let mut package = package.lock().unwrap_or_else(PoisonError::into_inner);
        package
            .bundle
            .files
            .contains_key(path)
            .then(|| package.bytes(path).map(Arc::new).map_err(|error| error.to_string()))
    }
}

fn of_themes(before: &Generation, now: &Generation) -> Result<Value, String> {
    let old = before.targets.first().map(Planned::prints).unwrap_or_default();
    let new = now.targets.first().map(Planned::prints).unwrap_or_default();
    let side =
        |name: &str, of: &Generation| side(name, Some(listing::values(&of.theme, &of.client.base)));
    let values = values(side("before", before), side("after", now))?;
    let values = with_causes(values, &[before, now]);
    Ok(json!({ "outputs": changes(&old, &new), "values": values }))
}

/// Values that differ, each derived one with the written key that it differs for.
fn with_causes(mut values: Vec<Value>, states: &[&Generation]) -> Vec<Value> {
    let key = |value: &Value| value["key"].as_str().map(str::to_owned);
    let changed: BTreeSet<String> = values.iter().filter_map(key).collect();
    let mut inputs: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut written = BTreeSet::new();
    for state in states {
        for row in listing::rows(&state.theme, &state.client.base) {
            if matches!(row.origin, Some(Origin::Written(_))) {
                written.insert(row.key.clone());
            }
            if let Some((_, keys)) = explain::inputs(&row.key, &row.origin) {
                inputs.insert(row.key, keys);
            }
        }
    }
    let next = |key: &str| {
        let mut keys = if written.contains(key) {
            return Vec::new();
        } else {
            inputs.get(key).cloned().unwrap_or_default()
        };
        // Every derived color has at least a trace of the brand's hue, where its rule does not say so too.
        if key.starts_with("colors.") {
            keys.push("brand.color".to_owned());
        }
        keys
    };
    for value in &mut values {
        let cause = key(value).and_then(|key| cause(&key, &changed, next));
        value["cause"] = cause.into();
    }
    values
}

/// The key from which a change came down to another: the last of those that changed on the way up through the inputs. None
/// for one that changed by itself.
fn cause(
    key: &str,
    changed: &BTreeSet<String>,
    inputs: impl Fn(&str) -> Vec<String>,
) -> Option<String> {
    let mut seen = BTreeSet::from([key.to_owned()]);
    let mut at = key.to_owned();
    while let Some(next) =
        inputs(&at).into_iter().find(|input| changed.contains(input) && !seen.contains(input))
    {
        seen.insert(next.clone());
        at = next;
    }
    (at != key).then_some(at)
}

/// Path → print of two packages, as what came, went or changed.
fn changes(old: &BTreeMap<&str, &str>, new: &BTreeMap<&str, &str>) -> Vec<Value> {
    let change = |path: &str| match (old.get(path), new.get(path)) {
        (None, Some(_)) => Some("added"),
        (Some(_), None) => Some("removed"),
        (old, new) if old != new => Some("changed"),
        _ => None,
    };
    let mut paths: Vec<&str> = old.keys().chain(new.keys()).copied().collect();
    paths.sort_unstable();
    paths.dedup();
    let changed = paths.into_iter().filter_map(|path| Some((path, change(path)?)));
    changed.map(|(path, change)| json!({ "path": path, "change": change })).collect()
}

/// A side of which only the values are compared.
fn side(label: &str, theme: Option<Vec<(String, listing::Value)>>) -> Side {
    Side {
        label: label.to_owned(),
        tenant: None,
        base: None,
        theme,
        notes: Vec::new(),
        kind: Kind::Template,
    }
}

fn values(mut before: Side, mut after: Side) -> Result<Vec<Value>, String> {
    let difference = diff::compare(&mut before, &mut after, Pictures::None);
    let difference = difference.map_err(|error| error.to_string())?;
    Ok(diff::objects(&difference))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_put_down_to_where_it_began() {
        let changed = ["brand.color", "primary", "on-primary", "a", "b", "alone"];
        let changed = changed.map(str::to_owned).into_iter().collect();
        let inputs = |key: &str| {
            let keys: &[&str] = match key {
                "on-primary" => &["surface", "primary"],
                "primary" => &["brand.color"],
                "a" => &["b"],
                "b" => &["a"],
                _ => &[],
            };
            keys.iter().map(|key| (*key).to_owned()).collect()
        };
        let check = |key: &str, expect: Option<&str>| {
            assert_eq!(cause(key, &changed, inputs).as_deref(), expect, "{key}");
        };
        check("on-primary", Some("brand.color"));
        check("primary", Some("brand.color"));
        check("brand.color", None);
        check("alone", None);
        check("a", Some("b"));
    }

    #[test]
    fn files_come_go_and_change() {
        let (old, new) =
            ([("a", "1"), ("b", "1"), ("c", "1")], [("b", "1"), ("c", "2"), ("d", "1")]);
        let got = changes(&BTreeMap::from(old), &BTreeMap::from(new));
        let expect = [("a", "removed"), ("c", "changed"), ("d", "added")];
        let expect = expect.map(|(path, change)| json!({ "path": path, "change": change }));
        assert_eq!(got, expect);
    }
}
