//! The values that differ, key by key, in the groups in which people think of a theme.

use std::collections::{BTreeMap, BTreeSet};

use super::contrast::{self, Contrast};
use rebadge_art::color::delta_e_ok;
use rebadge_theme::listing::Value;

/// A value that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// As a theme writes it.
    pub key: String,
    /// What it was; none where it is new.
    pub before: Option<Value>,
    /// What it is; none where it is gone.
    pub after: Option<Value>,
    /// For a color role: how it stands out from its partner.
    pub contrast: Option<Contrast>,
}

impl Change {
    /// Whether it is a color whose difference nobody sees: everything that depends on it is unchanged.
    pub fn is_slight(&self) -> bool {
        let (Some(Value::Color(before)), Some(Value::Color(after))) = (&self.before, &self.after)
        else {
            return false;
        };
        let verdict = |ratio: fn(&Contrast) -> Option<f64>| {
            let contrast = self.contrast.as_ref()?;
            Some(contrast.passes(ratio(contrast)?))
        };
        let is_role = self.key.starts_with("colors.");
        is_role
            && delta_e_ok(*before, *after) < SEEN
            && verdict(|c| c.before) == verdict(|c| c.after)
    }
}

/// The least distance of two colors that an eye sees, in OKLab.
const SEEN: f64 = 0.02;

/// What a key is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Names, languages, links.
    Identity,
    /// The brand color, the accent, the roles.
    Colors,
    /// The logo and the app icon.
    Images,
    /// The launch screen.
    Launch,
    /// What an install dialog shows.
    Screenshots,
    /// Fonts.
    Fonts,
    /// The menu.
    Menu,
    /// Texts of the client.
    Strings,
    /// What is switched on or off.
    Features,
    /// The sections that the base client defines: security, storage and the like.
    Policy,
}

impl Group {
    /// All, in reading order.
    pub const ALL: [Group; 10] = [
        Group::Identity,
        Group::Colors,
        Group::Images,
        Group::Launch,
        Group::Screenshots,
        Group::Fonts,
        Group::Menu,
        Group::Strings,
        Group::Features,
        Group::Policy,
    ];

    /// The group of a key.
    pub fn of(key: &str) -> Group {
        let table = key.split('.').next().unwrap_or_default();
        match table {
            "tenant" | "legal" => Group::Identity,
            "brand" if matches!(key, "brand.color" | "brand.accent") => Group::Colors,
            "colors" => Group::Colors,
            "brand" | "icon" => Group::Images,
            "launch" => Group::Launch,
            "screenshots" => Group::Screenshots,
            "fonts" => Group::Fonts,
            "menu" => Group::Menu,
            "strings" => Group::Strings,
            "features" => Group::Features,
            _ => Group::Policy,
        }
    }

    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            Group::Identity => "Name and identity",
            Group::Colors => "Colors",
            Group::Images => "Logo and icon",
            Group::Launch => "Launch screen",
            Group::Screenshots => "Screenshots",
            Group::Fonts => "Fonts",
            Group::Menu => "Menu",
            Group::Strings => "Texts",
            Group::Features => "Features",
            Group::Policy => "Policy",
        }
    }
}

/// The values that differ, in reading order, and how many are the same.
pub(super) fn compare(
    before: &[(String, Value)],
    after: &[(String, Value)],
) -> (Vec<Change>, usize) {
    let (old, new) = (by_key(before), by_key(after));
    let keys = merged(before, after);
    let all = keys.len();
    let mut changes: Vec<Change> = keys
        .into_iter()
        .filter(|key| {
            let json = |rows: &BTreeMap<&str, &Value>| rows.get(key).map(|value| value.to_json());
            json(&old) != json(&new)
        })
        .map(|key| Change {
            key: key.to_owned(),
            before: old.get(key).map(|value| (*value).clone()),
            after: new.get(key).map(|value| (*value).clone()),
            contrast: contrast::of(key, &old, &new),
        })
        .collect();
    changes.sort_by_key(|change| Group::of(&change.key));
    let same = all - changes.len();
    (changes, same)
}

fn by_key(rows: &[(String, Value)]) -> BTreeMap<&str, &Value> {
    rows.iter().map(|(key, value)| (key.as_str(), value)).collect()
}

/// All keys once. A key that only one side has is where that side has it.
fn merged<'a>(before: &'a [(String, Value)], after: &'a [(String, Value)]) -> Vec<&'a str> {
    let known: BTreeSet<&str> = after.iter().map(|(key, _)| key.as_str()).collect();
    let mut old = before.iter().map(|(key, _)| key.as_str()).peekable();
    let (mut keys, mut seen) = (Vec::new(), BTreeSet::new());
    let mut add = |key: &'a str| {
        if seen.insert(key) {
            keys.push(key);
        }
    };
    for (key, _) in after {
        while let Some(gone) = old.next_if(|gone| !known.contains(gone)) {
            add(gone);
        }
        old.next_if(|same| same == key);
        add(key);
    }
    old.for_each(&mut add);
    keys
}

#[cfg(test)]
mod tests {
    use super::*;
    use rebadge_art::color::Color;

    fn rows(text: &str) -> Vec<(String, Value)> {
        let row = |row: &str| {
            let (key, value) = row.split_once('=').unwrap();
            (key.to_owned(), Value::Text(value.to_owned()))
        };
        text.split_whitespace().map(row).collect()
    }

    fn check(before: &str, after: &str, expect: &[&str]) {
        let shown = |value: &Option<Value>| value.as_ref().map_or("-".into(), Value::to_string);
        let (changes, _) = compare(&rows(before), &rows(after));
        let changes = changes.iter().map(|change| {
            format!("{} {} {}", change.key, shown(&change.before), shown(&change.after))
        });
        assert_eq!(changes.collect::<Vec<_>>(), expect);
    }

    #[test]
    fn keys_keep_their_reading_order() {
        check("tenant.a=1 tenant.b=2", "tenant.a=1 tenant.b=2", &[]);
        check("tenant.a=1 tenant.c=2", "tenant.a=1 tenant.b=1 tenant.c=2", &["tenant.b - \"1\""]);
        let expect = ["tenant.b \"1\" -", "tenant.c \"2\" \"3\"", "tenant.d - \"4\""];
        check("tenant.b=1 tenant.c=2", "tenant.c=3 tenant.d=4", &expect);
        check("tenant.a=1 tenant.b=2", "tenant.b=2 tenant.a=1", &[]);
        check("", "", &[]);
    }

    #[test]
    fn slight_changes_are_told_from_others() {
        let check = |key: &str, before: &str, after: &str, expect: bool| {
            let color = |text: &str| Some(Value::Color(Color::parse(text).unwrap()));
            let (before, after) = (color(before), color(after));
            let change = Change { key: key.into(), before, after, contrast: None };
            assert_eq!(change.is_slight(), expect, "{change:?}");
        };
        check("colors.light.surface", "#fefbfa", "#fefbfb", true);
        check("colors.light.primary", "#ff6a00", "#d9480f", false);
        // What a person wrote is never slight.
        check("brand.color", "#fefbfa", "#fefbfb", false);
    }

    #[test]
    fn keys_stand_in_their_groups() {
        let expect = [
            "tenant.name \"a\" \"b\"",
            "brand.color \"1\" \"2\"",
            "brand.logo \"a\" \"b\"",
            "uptime.x - \"1\"",
        ];
        check(
            "brand.color=1 brand.logo=a tenant.name=a",
            "uptime.x=1 brand.color=2 brand.logo=b tenant.name=b",
            &expect,
        );
    }
}
