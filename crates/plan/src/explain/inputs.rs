//! What a derived value is made of: one table of rules. The rules of colors name their own inputs.

use rebadge_art::color::{Role, Scheme};
use rebadge_core::source::Origin;

/// A key that is derived where a theme does not set it.
struct Rule {
    key: &'static str,
    rule: &'static str,
    inputs: &'static [&'static str],
}

const fn rule(key: &'static str, rule: &'static str, inputs: &'static [&'static str]) -> Rule {
    Rule { key, rule, inputs }
}

/// Every derived key but the colors of roles.
#[rustfmt::skip]
const RULES: &[Rule] = &[
    rule("tenant.short-name", "the leading words of the name that fit", &["tenant.name"]),
    rule("tenant.description", "the tenant's name", &["tenant.name"]),
    rule("tenant.vendor", "the tenant's name", &["tenant.name"]),
    rule("tenant.version", "the base client's version", &[]),
    rule("tenant.language", "the first of the languages", &["tenant.languages"]),
    rule("tenant.languages", "all that the base client knows, the default first", &["tenant.language"]),
    rule("tenant.direction", "from the language", &["tenant.language"]),
    rule("tenant.domain", "none", &[]),
    rule("tenant.application-id", "the domain's labels, reversed; none without a domain", &["tenant.domain"]),
    rule("tenant.start-url", "the package's root", &[]),
    rule("legal.support", "none", &[]),
    rule("legal.terms", "none", &[]),
    rule("legal.privacy", "none", &[]),
    rule("legal.imprint", "none", &[]),
    rule("brand.logo-dark", "the logo", &["brand.logo"]),
    rule("icon.mark", "the logo", &["brand.logo"]),
    rule("icon.background",
        "the first of primary, surface and inverse-surface on which most of the mark stands out",
        &["icon.mark", "colors.light.primary", "colors.light.surface", "colors.light.inverse-surface"]),
    rule("icon.padding", "so that the mark fills the middle two thirds", &[]),
    rule("icon.monochrome", "the mark, its tones as opacity", &["icon.mark"]),
    rule("icon.dark", "the mark, or the logo where only that can be seen on dark", &["icon.mark", "brand.logo-dark"]),
    rule("icon.tinted", "the dark mark in grays", &["icon.dark"]),
    rule("icon.notification", "the mark in one color", &["icon.monochrome"]),
    rule("launch.background", "the surface", &["colors.light.surface"]),
    rule("launch.background-dark", "the surface", &["colors.dark.surface"]),
    rule("launch.image", "the logo", &["brand.logo"]),
    rule("launch.branding", "the logo", &["brand.logo"]),
    rule("fonts", "none: those of the device", &[]),
    rule("screenshots", "none", &[]),
];

/// The rule that derives a key, and the keys of its inputs; none where the base client has the value.
pub fn inputs(key: &str, origin: &Option<Origin>) -> Option<(String, Vec<String>)> {
    if let Some((scheme, role)) = role(key) {
        let rule = role.rule(scheme);
        return Some((rule.to_owned(), role_inputs(rule, role, scheme)));
    }
    let row = RULES.iter().find(|row| row.key == key)?;
    // What the maker of the value has noted is more exact than the table.
    let rule = match origin {
        Some(Origin::Derived(rule)) => rule,
        _ => row.rule,
    };
    Some((rule.to_owned(), row.inputs.iter().map(|key| (*key).to_owned()).collect()))
}

fn role(key: &str) -> Option<(Scheme, Role)> {
    let (scheme, name) = key.strip_prefix("colors.")?.split_once('.')?;
    let scheme = Scheme::ALL.into_iter().find(|known| known.name() == scheme)?;
    Some((scheme, Role::from_name(name)?))
}

/// A rule names the roles that it reads between back-ticks, and the brand's color and the accent in words.
fn role_inputs(rule: &str, own: Role, scheme: Scheme) -> Vec<String> {
    let mut keys = Vec::new();
    for (word, key) in [("brand", "brand.color"), ("accent", "brand.accent")] {
        if rule.contains(word) {
            keys.push(key.to_owned());
        }
    }
    let named = rule.split('`').skip(1).step_by(2).filter_map(Role::from_name);
    let surfaces = [
        Role::Surface,
        Role::SurfaceContainerLow,
        Role::SurfaceContainer,
        Role::SurfaceContainerHigh,
    ];
    let all = rule.contains("every surface").then_some(surfaces).into_iter().flatten();
    for role in named.chain(all).filter(|role| *role != own) {
        let key = format!("colors.{}.{role}", scheme.name());
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(key: &str, expect: &[&str]) {
        let (_, keys) = inputs(key, &None).expect("a rule");
        assert_eq!(keys, expect, "{key}");
    }

    #[test]
    fn a_rule_names_what_it_reads() {
        check("tenant.vendor", &["tenant.name"]);
        check("colors.light.on-primary", &["colors.light.primary"]);
        check("colors.dark.primary", &["brand.color", "colors.dark.surface"]);
        check("colors.light.secondary", &["brand.color", "brand.accent"]);
        assert_eq!(inputs("features.calls", &None), None);
    }

    /// A color that is made of nothing could not be traced to what a person wrote.
    #[test]
    fn every_role_has_inputs() {
        for role in Role::ALL {
            for scheme in Scheme::ALL {
                let key = format!("colors.{}.{role}", scheme.name());
                let free = [Role::InverseSurface].contains(&role);
                let (_, keys) = inputs(&key, &None).expect("a rule");
                assert_eq!(keys.is_empty(), free, "{key}: {keys:?}");
            }
        }
    }
}
