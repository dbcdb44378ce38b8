//! `[colors]` and single colors: from text to palettes.

use std::collections::BTreeMap;

use rebadge_art::color::{self, Color, Gamut, Meaning, Overrides, Palettes, Role, Scheme, Seed};
use rebadge_core::diagnostic::{Code, Diagnostic, did_you_mean, nearest};
use rebadge_core::document::Entry;
use rebadge_core::fields::{Fields, Findings};
use rebadge_core::source::{Place, Sourced};

/// Reads a color.
pub(super) fn color(text: &Sourced<String>, findings: &Findings) -> Option<Sourced<Color>> {
    let place = text.place()?;
    match color::parse(&text.value) {
        Ok(parsed) => {
            if parsed.gamut == Gamut::Mapped {
                let message =
                    format!("`{}` is outside sRGB, `{}` is taken", text.value, parsed.color);
                findings.add(
                    Diagnostic::at(Code::ColorGamut, place, message)
                        .help("write the color that you want to see"),
                );
            }
            Some(text.clone().map(|_| parsed.color))
        }
        Err(error) => {
            let suggestion = error.suggestion().map(|text| format!("write `{text}`"));
            let help = suggestion.unwrap_or_else(|| error.expected().to_owned());
            findings.add(Diagnostic::at(Code::Color, place, error.to_string()).help(help));
            None
        }
    }
}

/// Reads a color or the name of a role.
pub(super) fn color_or_role(
    text: &Sourced<String>,
    findings: &Findings,
) -> Option<Sourced<ColorOrRole>> {
    if let Some(role) = Role::from_name(&text.value) {
        return Some(text.clone().map(|_| ColorOrRole::Role(role)));
    }
    let names = Role::ALL.iter().map(|role| role.name());
    if let (Err(error), Some(role)) = (color::parse(&text.value), nearest(&text.value, names)) {
        let problem = Diagnostic::at(Code::Color, text.place()?, error.to_string());
        findings.add(problem.help(format!("did you mean the role `{role}`?")));
        return None;
    }
    Some(color(text, findings)?.map(ColorOrRole::Color))
}

/// A color, or the role that has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ColorOrRole {
    Color(Color),
    Role(Role),
}

impl ColorOrRole {
    pub(super) fn get(self, palettes: &Palettes, scheme: Scheme) -> Color {
        match self {
            ColorOrRole::Color(color) => color,
            ColorOrRole::Role(role) => palettes.get(scheme).get(role),
        }
    }
}

/// The colors that a theme writes for roles.
pub(super) type Written = BTreeMap<(Scheme, Role), Sourced<Color>>;

/// The meanings that the base client protects, and where it says so.
type Protected = BTreeMap<Meaning, Place>;

/// Reads `[colors.light]` and `[colors.dark]`.
pub(super) fn written(fields: Option<Fields<'_>>, protected: &Protected) -> Written {
    let mut written = Written::new();
    let Some(fields) = fields else {
        return written;
    };
    for scheme in Scheme::ALL {
        if let Some(roles) = fields.table(scheme.name()) {
            let roles = read_roles(&roles, protected).into_iter();
            written.extend(roles.map(|(role, color)| ((scheme, role), color)));
        }
    }
    fields.finish();
    written
}

fn read_roles(roles: &Fields<'_>, protected: &Protected) -> Vec<(Role, Sourced<Color>)> {
    let findings = roles.findings();
    let mut all = Vec::new();
    for entry in roles.entries() {
        let Some(role) = Role::from_name(&entry.key) else {
            let help = did_you_mean(&entry.key, Role::ALL.iter().map(|role| role.name()));
            let message = format!("there is no color role `{}`", entry.key);
            findings
                .add(Diagnostic::at(Code::UnknownKey, &entry.key_place, message).maybe_help(help));
            continue;
        };
        let meaning = Meaning::of(role);
        if let Some((meaning, place)) =
            meaning.and_then(|meaning| protected.get_key_value(&meaning))
        {
            findings.add(touched(&roles.name(&entry.key), entry, *meaning, place));
            continue;
        }
        let value = roles.text(&entry.key).and_then(|text| color(&text, findings));
        all.extend(value.map(|color| (role, color)));
    }
    all
}

/// A color that people trust, set by a theme.
fn touched(name: &str, entry: &Entry, meaning: Meaning, protected: &Place) -> Diagnostic {
    let meaning = meaning.name();
    let message =
        format!("`{name}` cannot be set: people trust the color of `{meaning}` in every client");
    Diagnostic::at(Code::Protected, &entry.key_place, message)
        .related(protected, format!("the base client protects `{meaning}` here"))
        .help("remove this line")
}

/// All roles of both schemes.
pub(super) fn palettes(brand: Color, accent: Option<Color>, written: &Written) -> Palettes {
    let mut overrides = Overrides::default();
    for ((scheme, role), color) in written {
        overrides.set(*scheme, *role, color.value);
    }
    color::derive(&Seed { brand, accent, overrides })
}
