//! The color roles that differ, as people read them: by scheme, each with its contrast, and those apart that nobody can
//! tell from what they were.

use super::menu::Code;
use super::words::Change;

/// The changes of the group of colors.
pub(super) struct Sorted<'a> {
    /// What is no role: the brand color, the accent.
    pub(super) seeds: Vec<&'a Change>,
    pub(super) schemes: Vec<SchemeChanges<'a>>,
}

/// The roles that differ in one scheme.
pub(super) struct SchemeChanges<'a> {
    pub(super) title: &'static str,
    pub(super) roles: Vec<(&'a str, &'a Change)>,
    /// Those that differ by less than is seen.
    pub(super) slight: Vec<&'a str>,
}

/// What is done with roles that differ by less than is seen.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Slight {
    Apart,
    Shown,
}

/// Sorts the changes.
pub(super) fn sorted<'a>(changes: &[&'a Change], slight: Slight) -> Sorted<'a> {
    let apart = slight == Slight::Apart;
    let is_seed = |change: &&&Change| !change.key.starts_with("colors.");
    let scheme = |prefix: &str, title| {
        let roles =
            changes.iter().filter_map(|change| Some((change.key.strip_prefix(prefix)?, *change)));
        let (slight, roles): (Vec<_>, Vec<_>) =
            roles.partition(|(_, change)| apart && change.is_slight());
        let slight = slight.into_iter().map(|(role, _)| role).collect();
        SchemeChanges { title, roles, slight }
    };
    let schemes = [
        scheme("colors.light.", "in the light scheme"),
        scheme("colors.dark.", "in the dark scheme"),
    ];
    Sorted {
        seeds: changes.iter().filter(is_seed).copied().collect(),
        schemes: schemes
            .into_iter()
            .filter(|scheme| !(scheme.roles.is_empty() && scheme.slight.is_empty()))
            .collect(),
    }
}

/// Which roles differ by less than is seen.
pub(super) fn slight_words(roles: &[&str], code: Code<'_>) -> String {
    let names: Vec<String> = roles.iter().map(|role| code(role)).collect();
    format!("by less than is seen: {}", names.join(", "))
}

/// The contrast of a role before and after, and whether that is enough; empty for a role without a partner.
pub(super) fn contrast_words(role: &str, change: &Change) -> String {
    let Some(contrast) = &change.contrast else {
        return String::new();
    };
    // Never rounded up: what shows as 4.5 is enough.
    let ratio = |ratio: f64| format!("{:.1}:1", (ratio * 10.0).floor() / 10.0);
    let pair = if contrast.text.name() == role {
        format!("on `{}`", contrast.on)
    } else {
        format!("below `{}`", contrast.text)
    };
    let Some(after) = contrast.after else {
        return String::new();
    };
    let measured = match contrast.before.map(ratio) {
        Some(before) if before != ratio(after) => format!("{before} → {}", ratio(after)),
        _ => ratio(after),
    };
    let verdict =
        match (contrast.before.map(|before| contrast.passes(before)), contrast.passes(after)) {
            (Some(false), true) => "passes now".to_owned(),
            (_, true) => "passes".to_owned(),
            (Some(true), false) => format!("fails now, {}:1 is needed", contrast.minimum),
            (_, false) => format!("fails, {}:1 is needed", contrast.minimum),
        };
    format!("{pair} {measured}, {verdict}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::Contrast;
    use rebadge_art::color::Role;

    fn check(role: &str, before: Option<f64>, after: Option<f64>, expect: &str) {
        let (text, on) = (Role::OnPrimary, Role::Primary);
        let contrast = Some(Contrast { text, on, minimum: 4.5, before, after });
        let change = Change { key: String::new(), before: None, after: None, contrast };
        assert_eq!(contrast_words(role, &change), expect);
    }

    #[test]
    fn contrasts_are_judged_and_never_rounded_up() {
        check("on-primary", Some(2.87), Some(12.0), "on `primary` 2.8:1 → 12.0:1, passes now");
        check("primary", Some(12.0), Some(12.01), "below `on-primary` 12.0:1, passes");
        let fails = "on `primary` 4.5:1 → 4.4:1, fails now, 4.5:1 is needed";
        check("on-primary", Some(4.5), Some(4.49), fails);
        check("on-primary", None, Some(3.0), "on `primary` 3.0:1, fails, 4.5:1 is needed");
        check("on-primary", Some(7.0), None, "");
    }
}
