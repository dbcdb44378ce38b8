//! Security rules that differ, each as a sentence before and after. A rule is an item of a list `rules` with what it may or must not do.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::words::Change;
use crate::rules::{Names, Tongue, sentence};
use rebadge_theme::listing::Value;
use rebadge_theme::rules::{Conditions, Effect, Rule, size};

/// A rule that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleChange {
    /// Its id.
    pub id: String,
    /// What it said; none where it is new.
    pub before: Option<String>,
    /// What it says; none where it is gone.
    pub after: Option<String>,
}

impl RuleChange {
    /// The change as a sentence; `code` shows an id.
    pub(super) fn words(&self, code: impl Fn(&str) -> String) -> String {
        let id = code(&self.id);
        match (&self.before, &self.after) {
            (None, Some(after)) => format!("{id} is new. {after}"),
            (Some(before), None) => format!("{id} is gone. It was: {before}"),
            (Some(before), Some(after)) => format!("{id} now says: {after} It was: {before}"),
            (None, None) => id,
        }
    }
}

/// The rules among values that differ, with all that each side says of them.
pub(super) fn rules(
    changes: &[Change],
    before: &[(String, Value)],
    after: &[(String, Value)],
) -> Vec<RuleChange> {
    let mut changed: Vec<(&str, &str)> = Vec::new();
    for change in changes {
        let Some((section, id, _)) = split(&change.key) else { continue };
        if !changed.contains(&(section, id)) {
            changed.push((section, id));
        }
    }
    let (old, new) = (sentences(before), sentences(after));
    let one = |(section, id): (&str, &str)| {
        let key = (section.to_owned(), id.to_owned());
        let (before, after) = (old.get(&key).cloned(), new.get(&key).cloned());
        let is_rule = before.is_some() || after.is_some();
        is_rule.then(|| RuleChange { id: id.to_owned(), before, after })
    };
    changed.into_iter().filter_map(one).collect()
}

/// Section and id of a rule → what it says.
fn sentences(rows: &[(String, Value)]) -> BTreeMap<(String, String), String> {
    let mut found: BTreeMap<(String, String), Map<String, Json>> = BTreeMap::new();
    for (key, value) in rows {
        if let Some((section, id, field)) = split(key) {
            let rule = found.entry((section.to_owned(), id.to_owned())).or_default();
            rule.insert(field.to_owned(), value.to_json());
        }
    }
    let said = found.into_iter().filter_map(|(key, fields)| {
        let rule = rule(&key.1, &fields)?;
        Some((key, sentence(&rule, &Names::default(), Tongue::English)))
    });
    said.collect()
}

/// `security.rules.phones.on` → its section, id and field.
fn split(key: &str) -> Option<(&str, &str, &str)> {
    let (section, rest) = key.split_once(".rules.")?;
    let (id, field) = rest.split_once('.')?;
    Some((section, id, field))
}

/// A rule as its fields say; none where it neither may nor must not do anything.
fn rule(id: &str, fields: &Map<String, Json>) -> Option<Rule> {
    let texts = |name: &str| {
        let items = fields.get(name).and_then(Json::as_array);
        let items = items.into_iter().flatten().filter_map(Json::as_str);
        items.map(str::to_owned).collect::<Vec<_>>()
    };
    let bytes = |name: &str| size::read(fields.get(name)?.as_str()?);
    let (may, must_not) = (texts("may"), texts("must-not"));
    let (effect, actions) = match (may.is_empty(), must_not.is_empty()) {
        (_, false) => (Effect::Forbid, must_not),
        (false, _) => (Effect::Permit, may),
        (true, true) => return None,
    };
    Some(Rule {
        id: id.to_owned(),
        line: String::new(),
        place: None,
        effect,
        actions,
        on: texts("on"),
        who: people(fields.get("who")),
        except: people(fields.get("except")),
        conditions: Conditions {
            own: fields.get("own").and_then(Json::as_bool),
            larger_than: bytes("larger-than"),
            at_most: bytes("at-most"),
        },
        reason: fields.get("reason").and_then(Json::as_str).unwrap_or_default().to_owned(),
    })
}

/// Tables of `role`, `department` and `person` as groups of tags.
fn people(tables: Option<&Json>) -> Vec<Vec<String>> {
    let tables = tables.and_then(Json::as_array).into_iter().flatten();
    let group = |table: &Json| {
        let tag = |kind: &str| Some(format!("{kind}:{}", table.get(kind)?.as_str()?));
        ["role", "department", "person"].into_iter().filter_map(tag).collect::<Vec<_>>()
    };
    tables.map(group).filter(|tags| !tags.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::diff::words;

    fn rows(all: Json) -> Vec<(String, Value)> {
        let all = all.as_object().cloned().unwrap_or_default();
        all.into_iter().map(|(key, value)| (key, Value::Data(value))).collect()
    }

    fn check(before: Json, after: Json, expect: &[&str]) {
        let (before, after) = (rows(before), rows(after));
        let (changes, _) = words::compare(&before, &after);
        let found = rules(&changes, &before, &after);
        let found: Vec<String> = found.iter().map(|one| one.words(str::to_owned)).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn a_rule_that_differs_is_a_sentence() {
        let all = json!({ "s.rules.all.may": ["*"], "s.rules.all.on": ["*"] });
        let less = json!({ "s.rules.all.may": ["see"], "s.rules.all.on": ["*"] });
        check(all.clone(), all.clone(), &[]);
        check(json!({}), all.clone(), &["all is new. Everybody may do anything: everything."]);
        check(
            all.clone(),
            json!({}),
            &["all is gone. It was: Everybody may do anything: everything."],
        );
        check(
            all,
            less,
            &[
                "all now says: Everybody may see: everything. It was: Everybody may do anything: everything.",
            ],
        );
        check(
            json!({}),
            json!({
                "s.rules.p.must-not": ["see"],
                "s.rules.p.on": ["field:phone"],
                "s.rules.p.larger-than": "20 MB",
                "s.rules.p.except": [{ "role": "m", "department": "d" }],
                "s.rules.p.reason": "why",
            }),
            &[
                "p is new. Nobody may see: field:phone, larger than 20 MB, except the role m in the department d. why",
            ],
        );
        check(json!({}), json!({ "s.rules.p.on": ["x"], "s.keep": 1 }), &[]);
    }
}
