//! Maps token names to keys of a theme, by a rule that people can foresee: without words that carry no meaning, the
//! name must be a role, or one of a few names for the brand.

use rebadge_art::color::{Role, Scheme};

/// A key of a theme that a token can set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// `brand.color`.
    Brand,
    /// `brand.accent`.
    Accent,
    /// `colors.<scheme>.<role>`.
    Role(Scheme, Role),
    /// `icon.background`.
    IconBackground,
    /// `icon.padding`.
    IconPadding,
    /// `launch.background`, `launch.background-dark`.
    Launch(Scheme),
    /// The family that the client uses for `body` or `heading`.
    Font(&'static str),
}

impl Key {
    /// The key as a theme has it, from the file's root.
    pub fn path(self) -> Vec<&'static str> {
        match self {
            Key::Brand => vec!["brand", "color"],
            Key::Accent => vec!["brand", "accent"],
            Key::Role(scheme, role) => vec!["colors", scheme.name(), role.name()],
            Key::IconBackground => vec!["icon", "background"],
            Key::IconPadding => vec!["icon", "padding"],
            Key::Launch(Scheme::Light) => vec!["launch", "background"],
            Key::Launch(Scheme::Dark) => vec!["launch", "background-dark"],
            Key::Font(name) => vec!["fonts", name],
        }
    }

    /// The path, joined by dots.
    pub fn name(self) -> String {
        self.path().join(".")
    }
}

/// What a token's name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Meaning {
    pub(super) key: Key,
    /// How far the name is from the key's own; of two tokens for one key the nearer counts.
    pub(super) rank: usize,
    /// Whether the name, the file or a mode says for which scheme it is.
    pub(super) has_scheme: bool,
}

/// Words in front of a role that say nothing about it.
const NEUTRAL: [&str; 22] = [
    "color", "colors", "colour", "colours", "scheme", "schemes", "sys", "md", "m3", "material",
    "theme", "themes", "palette", "role", "roles", "token", "tokens", "semantic", "system", "mode",
    "modes", "global",
];

/// Names of the brand color, the best first.
const BRAND: [&str; 9] = [
    "brand-color",
    "brand",
    "brand-primary",
    "brand-main",
    "brand-default",
    "brand-base",
    "seed",
    "seed-color",
    "source",
];

/// Names of the accent, the best first.
const ACCENT: [&str; 4] = ["brand-accent", "accent", "accent-color", "brand-secondary"];

/// The key that a token's name means; `mode` is the scheme of its file.
pub(super) fn meaning(name: &str, mode: Option<Scheme>) -> Option<Meaning> {
    let mut words: Vec<String> = name
        .split(['.', '/'])
        .filter(|part| *part != "$root")
        .map(kebab)
        .filter(|word| !word.is_empty())
        .collect();
    // `md-sys-color-on-primary` as one word.
    if let Some(rest) = words.first().and_then(|word| flat(word)) {
        words[0] = rest;
    }
    let is_material = name.starts_with("md");
    let said = take_scheme(&mut words, is_material);
    let neutral = words.iter().take_while(|word| NEUTRAL.contains(&word.as_str())).count();
    let rest = words[neutral..].join("-");
    let scheme = said.or(mode);
    let (key, more) = key(&rest, scheme.unwrap_or(Scheme::Light))?;
    // `color.light.primary` is the key's own name.
    let rank = neutral.saturating_sub(1) * 16 + more;
    Some(Meaning { key, rank, has_scheme: scheme.is_some() })
}

fn key(name: &str, scheme: Scheme) -> Option<(Key, usize)> {
    if let Some(at) = BRAND.iter().position(|each| *each == name) {
        return Some((Key::Brand, at));
    }
    if let Some(at) = ACCENT.iter().position(|each| *each == name) {
        return Some((Key::Accent, at));
    }
    let key = match name {
        "icon-background" => Key::IconBackground,
        "icon-padding" => Key::IconPadding,
        "launch-background" => Key::Launch(scheme),
        "font-body" => Key::Font("body"),
        "font-heading" => Key::Font("heading"),
        _ => Key::Role(scheme, Role::from_name(name)?),
    };
    Some((key, 0))
}

/// Takes the word that names a scheme from in front of the role. Behind it, `dark` may be a shade, as in
/// `primary.dark`; only Material's names end in a scheme.
fn take_scheme(words: &mut Vec<String>, is_material: bool) -> Option<Scheme> {
    let last = words.len().checked_sub(1)?;
    let at = words.iter().position(|word| scheme_word(word).is_some())?;
    if at == last && !is_material {
        return None;
    }
    let is_behind = words[..at]
        .iter()
        .any(|word| Role::from_name(word).is_some() || BRAND.contains(&word.as_str()));
    if is_behind && !is_material {
        return None;
    }
    scheme_word(&words.remove(at))
}

fn scheme_word(word: &str) -> Option<Scheme> {
    match word {
        "light" | "light-mode" | "light-theme" | "light-scheme" | "mode-light" | "theme-light" => {
            Some(Scheme::Light)
        }
        "dark" | "dark-mode" | "dark-theme" | "dark-scheme" | "mode-dark" | "theme-dark" => {
            Some(Scheme::Dark)
        }
        _ => None,
    }
}

/// The scheme that a mode, a file or a context is named after, if it is after one.
pub(super) fn scheme_in(name: &str) -> Option<Scheme> {
    let kebab = kebab(name);
    let words: Vec<&str> = kebab.split(['-', '.', '/']).collect();
    match (words.contains(&"light"), words.contains(&"dark")) {
        (true, false) => Some(Scheme::Light),
        (false, true) => Some(Scheme::Dark),
        _ => None,
    }
}

/// What is left of a name of one word without its prefix.
fn flat(word: &str) -> Option<String> {
    let prefixes = ["md-sys-color-", "sys-color-", "color-", "colors-"];
    prefixes.iter().find_map(|prefix| word.strip_prefix(prefix)).map(str::to_owned)
}

/// `onPrimary`, `On Primary` and `on_primary` as `on-primary`.
fn kebab(text: &str) -> String {
    let mut kebab = String::new();
    let mut before = ' ';
    for letter in text.trim().chars() {
        let is_hump = letter.is_uppercase() && (before.is_lowercase() || before.is_ascii_digit());
        if (is_hump || matches!(letter, ' ' | '_' | '-'))
            && !kebab.ends_with('-')
            && !kebab.is_empty()
        {
            kebab.push('-');
        }
        if !matches!(letter, ' ' | '_' | '-') {
            kebab.extend(letter.to_lowercase());
        }
        before = letter;
    }
    kebab
}

/// The key that a person names, `*` standing for the scheme of the token's mode.
pub(super) fn named(key: &str, mode: Option<Scheme>) -> Option<Key> {
    let scheme = mode.unwrap_or(Scheme::Light);
    let parts: Vec<&str> = key.split('.').collect();
    match parts.as_slice() {
        ["colors", name, role] => {
            let scheme = match *name {
                "*" => scheme,
                name => Scheme::ALL.into_iter().find(|scheme| scheme.name() == name)?,
            };
            Some(Key::Role(scheme, Role::from_name(role)?))
        }
        _ => all().into_iter().find(|each| each.name() == key && !matches!(each, Key::Font(_))),
    }
}

/// Every key that a token can set.
pub(super) fn all() -> Vec<Key> {
    let mut all = vec![Key::Brand, Key::Accent, Key::IconBackground, Key::IconPadding];
    all.extend(["body", "heading"].map(Key::Font));
    for scheme in Scheme::ALL {
        all.push(Key::Launch(scheme));
        all.extend(Role::ALL.map(|role| Key::Role(scheme, role)));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expect: Option<&str>) {
        assert_eq!(
            meaning(name, None).map(|meaning| meaning.key.name()).as_deref(),
            expect,
            "{name}"
        );
    }

    #[test]
    fn names_of_many_tools() {
        check("color.light.on-primary", Some("colors.light.on-primary"));
        check("color.dark.onPrimary", Some("colors.dark.on-primary"));
        check("on-primary", Some("colors.light.on-primary"));
        check("onPrimary", Some("colors.light.on-primary"));
        check("md.sys.color.on-primary", Some("colors.light.on-primary"));
        check("md.sys.color.on-primary.dark", Some("colors.dark.on-primary"));
        check("Schemes.On Primary", Some("colors.light.on-primary"));
        check("Schemes/On Primary", Some("colors.light.on-primary"));
        check("Dark Mode.Surface Container High", Some("colors.dark.surface-container-high"));
        check("color.surface.container.low", Some("colors.light.surface-container-low"));
        check("md-sys-color-inverse-on-surface", Some("colors.light.inverse-on-surface"));
        check("color.primary.$root", Some("colors.light.primary"));
        check("launch.dark.background", Some("launch.background-dark"));
    }

    #[test]
    fn names_of_the_brand() {
        check("brand.color", Some("brand.color"));
        check("color.brand", Some("brand.color"));
        check("Brand", Some("brand.color"));
        check("brand.primary", Some("brand.color"));
        check("color.accent", Some("brand.accent"));
    }

    #[test]
    fn what_is_more_than_a_role_is_none() {
        check("button.primary", None);
        check("color.primary.500", None);
        check("palette.primary.dark", None);
        check("palette.primary.main", None);
        check("color.brand.dark", None);
        check("primaryButton", None);
        check("light", None);
        check("", None);
    }

    fn mode(name: &str, expect: Option<Scheme>) {
        assert_eq!(scheme_in(name), expect, "{name}");
    }

    #[test]
    fn modes_are_named_in_many_ways() {
        mode("Light", Some(Scheme::Light));
        mode("theme-dark.tokens", Some(Scheme::Dark));
        mode("DarkMode", Some(Scheme::Dark));
        mode("brand/dark", Some(Scheme::Dark));
        mode("Highlight", None);
        mode("light-dark", None);
    }

    #[test]
    fn named_keys_are_keys() {
        for key in all().into_iter().filter(|key| !matches!(key, Key::Font(_))) {
            assert_eq!(named(&key.name(), None), Some(key));
        }
        let dark = Some(Scheme::Dark);
        assert_eq!(named("colors.*.link", dark), Some(Key::Role(Scheme::Dark, Role::Link)));
        assert_eq!(named("colors.light.lnk", None), None);
    }
}
