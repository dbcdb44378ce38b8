//! The changes that give a theme the values of token files. They can be shown and checked before they are written.
//!
//! The theme then has the very colors of the file, and writes no more of them than it must: what its rules derive anyhow
//! is not written.

use super::names::Key;
use super::wishes::{Stance, Wanted, Wish};
use rebadge_art::color::{Color, Overrides, PAIRS, Palettes, Role, Scheme, Seed, contrast, derive};
use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::source::Place;
use rebadge_theme::inherit::{Act, Set};
use rebadge_theme::theme::{Background, Gradient, Theme};

/// One key that changes.
#[derive(Clone, Debug)]
pub struct Change {
    /// The key.
    pub key: Key,
    /// What it was, as people read it.
    pub old: String,
    /// What is written.
    pub new: NewValue,
    /// The token that wishes it.
    pub token: String,
    /// Where that is written.
    pub place: Place,
    /// The contrast in which it matters most, before and after.
    pub contrast: Option<Contrast>,
}

/// What is written for a key.
#[derive(Clone, Debug, PartialEq)]
pub enum NewValue {
    /// A color, or the name of a role.
    Text(String),
    /// A number.
    Number(f64),
    /// A gradient.
    Gradient(Gradient),
    /// Nothing: the key goes, because what it inherits is what it shall be.
    Inherited(String),
}

impl std::fmt::Display for NewValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            NewValue::Text(text) => f.write_str(text),
            NewValue::Inherited(text) => write!(f, "{text}, inherited"),
            NewValue::Number(number) => write!(f, "{number}"),
            NewValue::Gradient(Gradient { from, to, angle }) => {
                write!(f, "{from} to {to} at {angle}°")
            }
        }
    }
}

/// The contrast of a role with another one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contrast {
    /// The role in front.
    pub text: Role,
    /// The role behind it.
    pub on: Role,
    /// Before.
    pub old: f64,
    /// After.
    pub new: f64,
    /// What is needed.
    pub minimum: f64,
}

/// What is made of the wishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// A theme that is there already keeps all that it has and that is not wished otherwise.
    Update,
    /// A new theme writes what the file says that was written.
    New,
}

/// The changes, in the order of their keys.
pub fn changes(theme: &Theme, wishes: &[Wish], goal: Goal) -> Vec<Change> {
    let mut draft = Draft { theme, wishes, goal, seed: seed(theme), changes: Vec::new() };
    draft.brand(Key::Brand, Role::Primary);
    draft.brand(Key::Accent, Role::Secondary);
    draft.roles();
    let palettes = derive(&draft.seed);
    draft.grounds(&palettes);
    draft.changes.sort_by_key(|change| change.key);
    draft.changes
}

/// Adds to each change the contrast in which it matters most, before and after.
pub fn measure(changes: &mut [Change], before: &Theme, after: Option<&Theme>) {
    for change in changes {
        change.contrast =
            after.and_then(|after| worst(change.key, &before.palettes, &after.palettes));
    }
}

/// Says which fonts are wished that the theme does not bring: they come as files, and a token has only a name.
pub fn fonts(theme: &Theme, wishes: &[Wish]) -> Vec<Diagnostic> {
    wishes.iter().filter_map(|wish| font(theme, wish)).collect()
}

/// What the theme's colors are derived from now.
fn seed(theme: &Theme) -> Seed {
    let mut overrides = Overrides::default();
    for ((scheme, role), color) in &theme.written_colors {
        overrides.set(*scheme, *role, color.value);
    }
    let accent = theme.accent.as_ref().map(|accent| accent.value);
    Seed { brand: theme.brand_color.value, accent, overrides }
}

struct Draft<'a> {
    theme: &'a Theme,
    wishes: &'a [Wish],
    goal: Goal,
    seed: Seed,
    changes: Vec<Change>,
}

impl<'a> Draft<'a> {
    fn wish(&self, key: Key) -> Option<&'a Wish> {
        self.wishes.iter().find(|wish| wish.key == key)
    }

    fn color(&self, key: Key) -> Option<(&'a Wish, Color)> {
        let wish = self.wish(key)?;
        match wish.wanted {
            Wanted::Color(color, _) => Some((wish, color)),
            _ => None,
        }
    }

    /// The brand's colors. Where no token is named after one, the role in the light scheme gives it, which is the brand's
    /// to the digit, unless the theme writes that role itself.
    fn brand(&mut self, key: Key, role: Role) {
        let is_written = self.theme.written_colors.contains_key(&(Scheme::Light, role));
        let by_role = || self.color(Key::Role(Scheme::Light, role)).filter(|_| !is_written);
        let by_role = || by_role().filter(|(wish, _)| wish.stance == Stance::Unsaid);
        let Some((wish, color)) = self.color(key).or_else(by_role) else {
            return;
        };
        let old = match key {
            Key::Brand => Some(self.theme.brand_color.value),
            _ => self.theme.accent.as_ref().map(|accent| accent.value),
        };
        match key {
            Key::Brand => self.seed.brand = color,
            _ => self.seed.accent = Some(color),
        }
        if old != Some(color) {
            let old = old.map_or_else(|| "none".into(), |old| old.to_string());
            let new = self.inherited(key, color);
            self.change(key, old, new.unwrap_or_else(|| NewValue::Text(color.to_string())), wish);
        }
    }

    /// Roles, in the order in which they are derived from each other, each written only where what is derived so far
    /// differs. A role later in the order can change none before it but through the page of a white brand; so twice.
    fn roles(&mut self) {
        let surfaces = Role::ALL.into_iter().filter(|role| role.name().starts_with("surface"));
        let rest = Role::ALL.into_iter().filter(|role| !role.name().starts_with("surface"));
        let order: Vec<Role> =
            [Role::Primary].into_iter().chain(surfaces).chain(rest.skip(1)).collect();
        for _ in 0..2 {
            for scheme in Scheme::ALL {
                let mut palettes = derive(&self.seed);
                for role in &order {
                    if self.role(scheme, *role, &palettes) {
                        palettes = derive(&self.seed);
                    }
                }
            }
        }
    }

    /// Whether the role had to be written.
    fn role(&mut self, scheme: Scheme, role: Role, palettes: &Palettes) -> bool {
        let key = Key::Role(scheme, role);
        let Some((wish, color)) = self.color(key) else {
            return false;
        };
        let is_written = self.theme.written_colors.contains_key(&(scheme, role));
        let is_kept = self.goal == Goal::New && wish.stance == Stance::Written && !is_written;
        let is_right = palettes.get(scheme).get(role) == color;
        let is_done = self.changes.iter().any(|change| change.key == key);
        if is_done || wish.stance == Stance::Derived && !is_written || is_right && !is_kept {
            return false;
        }
        let old = self.theme.palettes.get(scheme).get(role);
        let old = if is_written { old.to_string() } else { format!("{old}, derived") };
        self.seed.overrides.set(scheme, role, color);
        let new = self.inherited(key, color);
        self.change(key, old, new.unwrap_or_else(|| NewValue::Text(color.to_string())), wish);
        true
    }

    /// What the icon's mark and the launch screen stand on.
    fn grounds(&mut self, palettes: &Palettes) {
        for scheme in Scheme::ALL {
            self.launch(scheme, palettes);
        }
        if let Some(wish) = self.wish(Key::IconBackground) {
            let background = &self.theme.icon.background;
            let is_derived = wish.stance == Stance::Derived && background.place().is_none();
            let role = background.place().and_then(super::dtcg::role_at);
            let is_same = match (&wish.wanted, &background.value) {
                (Wanted::Color(_, Some(wanted)), _) if role.is_some() => role == Some(*wanted),
                (Wanted::Color(color, None), Background::Color { light, .. }) => color == light,
                (Wanted::Color(color, Some(_)), Background::Color { light, .. }) => color == light,
                (Wanted::Gradient(wanted), Background::Gradient(own)) => wanted == own,
                _ => false,
            };
            if !is_derived && (!is_same || self.is_new(wish, background.place().is_none())) {
                let old = match &background.value {
                    Background::Color { light, .. } => {
                        role.map_or_else(|| light.to_string(), |role| role.to_string())
                    }
                    Background::Gradient(own) => NewValue::Gradient(*own).to_string(),
                    Background::Artwork(artwork) => artwork.name.clone(),
                };
                self.change(Key::IconBackground, old, ground(&wish.wanted), wish);
            }
        }
        if let Some(wish) = self.wish(Key::IconPadding) {
            let old = self.theme.icon.padding;
            if let Wanted::Number(new) = wish.wanted
                && new != old
            {
                self.change(Key::IconPadding, old.to_string(), NewValue::Number(new), wish);
            }
        }
    }

    fn launch(&mut self, scheme: Scheme, palettes: &Palettes) {
        let Some((wish, color)) = self.color(Key::Launch(scheme)) else {
            return;
        };
        let own = match scheme {
            Scheme::Light => &self.theme.launch.background,
            Scheme::Dark => &self.theme.launch.background_dark,
        };
        let role = own.place().map_or(Some(Role::Surface), super::dtcg::role_at);
        let now = role.map_or(own.value, |role| palettes.get(scheme).get(role));
        let is_derived = wish.stance == Stance::Derived && own.place().is_none();
        if !is_derived && (now != color || self.is_new(wish, own.place().is_none())) {
            self.change(wish.key, own.value.to_string(), ground(&wish.wanted), wish);
        }
    }

    /// Whether a new theme must write what it would have anyhow, because it was written.
    fn is_new(&self, wish: &Wish, is_unwritten: bool) -> bool {
        self.goal == Goal::New && wish.stance == Stance::Written && is_unwritten
    }

    /// What is inherited for a key that the theme itself sets, if it is this very color.
    fn inherited(&self, key: Key, color: Color) -> Option<NewValue> {
        let sets = self.theme.lineage.sets.get(&key.name())?;
        let is_own = |set: &&Set| set.place.source == self.theme.source;
        let own = sets.iter().rposition(|set| is_own(&set))?;
        let below = sets[..own].iter().rev().find(|set| !is_own(set))?;
        let text = below.place.source.text.get(below.place.span.clone())?;
        let is_same = below.act == Act::Value
            && Color::parse(text.trim_matches(['"', '\''])).ok() == Some(color);
        is_same.then(|| NewValue::Inherited(color.to_string()))
    }

    fn change(&mut self, key: Key, old: String, new: NewValue, wish: &Wish) {
        let (token, place) = (wish.token.clone(), wish.place.clone());
        self.changes.push(Change { key, old, new, token, place, contrast: None });
    }
}

fn ground(wanted: &Wanted) -> NewValue {
    match wanted {
        Wanted::Color(_, Some(role)) => NewValue::Text(role.name().into()),
        Wanted::Color(color, None) => NewValue::Text(color.to_string()),
        Wanted::Gradient(gradient) => NewValue::Gradient(*gradient),
        Wanted::Number(number) => NewValue::Number(*number),
        Wanted::Family(family) => NewValue::Text(family.clone()),
    }
}

/// Of all pairs of a role, the one that comes nearest to failing after the change.
fn worst(key: Key, old: &Palettes, new: &Palettes) -> Option<Contrast> {
    let (scheme, role) = match key {
        Key::Role(scheme, role) => (scheme, role),
        Key::Brand => (Scheme::Light, Role::Primary),
        Key::Accent => (Scheme::Light, Role::Secondary),
        _ => return None,
    };
    let pairs = PAIRS.iter().filter(|pair| pair.text == role || pair.on == role);
    let measured = pairs.map(|pair| {
        let of = |palettes: &Palettes| {
            contrast(palettes.get(scheme).get(pair.text), palettes.get(scheme).get(pair.on))
        };
        Contrast { text: pair.text, on: pair.on, old: of(old), new: of(new), minimum: pair.minimum }
    });
    measured.min_by(|a, b| (a.new / a.minimum).total_cmp(&(b.new / b.minimum)))
}

fn font(theme: &Theme, wish: &Wish) -> Option<Diagnostic> {
    let (Key::Font(name), Wanted::Family(family)) = (wish.key, &wish.wanted) else {
        return None;
    };
    let mut fonts = theme.fonts.iter().filter(|font| font.uses.iter().any(|each| each == name));
    if fonts.any(|font| font.family.value == *family) {
        return None;
    }
    let message =
        format!("`{}` wants the font `{family}`, of which a theme needs the files", wish.token);
    let help = format!("add `[[fonts]]` with `family = \"{family}\"`, `license` and `files`");
    Some(Diagnostic::at(Code::TokenUnused, &wish.place, message).help(help))
}
