//! Exports a theme as design tokens: one file with both schemes, or a resolver with a file for each.

use serde_json::{Map, Value, json};

use super::EXTENSION;
use super::layout::lay_out;
use rebadge_art::color::{Color, Palette, Role, Scheme};
use rebadge_core::source::{Place, Sourced};
use rebadge_theme::theme::{Background, Gradient, Theme};

const FORMAT: &str = "https://www.designtokens.org/schemas/2025.10/format.json";
const RESOLVER: &str = "https://www.designtokens.org/schemas/2025.10/resolver.json";

/// A file that an export gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenFile {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// How colors are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColorForm {
    /// As objects of color space and components, as the format has them since 2025.10.
    Object,
    /// As `#rrggbb`, for tools that know only older drafts of the format.
    Hex,
}

/// Where the schemes stand, and how colors are written.
#[derive(Clone, Copy)]
struct Form {
    layout: Layout,
    colors: ColorForm,
}

/// Where the schemes stand.
#[derive(Clone, Copy)]
enum Layout {
    /// As groups of one file: `color.light.primary`.
    Groups,
    /// In a file each: `color.primary`.
    Files,
}

/// The theme as one file: `color.light` and `color.dark`, the dark one extending the light one where they agree.
pub fn dtcg(theme: &Theme, colors: ColorForm) -> TokenFile {
    let form = Form { layout: Layout::Groups, colors };
    let mut root = head(theme, form);
    root.insert("brand".into(), brand(theme, form));
    let light = roles(theme, form, Scheme::Light);
    let mut dark = roles(theme, form, Scheme::Dark);
    dark.retain(|role, token| light.get(role) != Some(&*token) || has_alias(token));
    dark.shift_insert(0, "$extends".into(), "{color.light}".into());
    root.insert("color".into(), json!({ "$type": "color", "light": light, "dark": dark }));
    root.extend(fonts(theme));
    root.extend(icon(theme, form));
    let [light, dark] = Scheme::ALL.map(|scheme| launch(theme, form, scheme));
    root.insert("launch".into(), json!({ "$type": "color", "light": light, "dark": dark }));
    TokenFile {
        name: format!("{}.tokens.json", theme.tenant.id.value),
        text: lay_out(&root.into()),
    }
}

/// The theme as a resolver: a file of what both schemes share, one for each scheme, and the resolver that puts them
/// together, with light and dark as contexts of one modifier.
pub fn resolver(theme: &Theme, colors: ColorForm) -> Vec<TokenFile> {
    let form = Form { layout: Layout::Files, colors };
    let id = &theme.tenant.id.value;
    let file = |part: &str, root: Map<String, Value>| TokenFile {
        name: format!("{id}.{part}.tokens.json"),
        text: lay_out(&root.into()),
    };
    let mut base = head(theme, form);
    base.insert("brand".into(), brand(theme, form));
    base.extend(fonts(theme));
    base.extend(icon(theme, form));
    let mut files = vec![file("base", base)];
    for scheme in Scheme::ALL {
        let mut root = head(theme, form);
        let mut colors = roles(theme, form, scheme);
        colors.shift_insert(0, "$type".into(), "color".into());
        root.insert("color".into(), colors.into());
        let mut launch = launch(theme, form, scheme);
        launch.shift_insert(0, "$type".into(), "color".into());
        root.insert("launch".into(), launch.into());
        files.push(file(scheme.name(), root));
    }
    let source = |part: &str| json!([{ "$ref": format!("{id}.{part}.tokens.json") }]);
    let resolver = json!({
        "$schema": RESOLVER,
        "name": theme.tenant.name.value,
        "version": "2025.10",
        "sets": { "base": { "sources": source("base") } },
        "modifiers": {
            "scheme": {
                "description": "light or dark",
                "contexts": { "light": source("light"), "dark": source("dark") },
                "default": "light",
            },
        },
        "resolutionOrder": [{ "$ref": "#/sets/base" }, { "$ref": "#/modifiers/scheme" }],
    });
    files.insert(0, TokenFile { name: format!("{id}.resolver.json"), text: lay_out(&resolver) });
    files
}

fn head(theme: &Theme, form: Form) -> Map<String, Value> {
    let mut head = object(json!({
        "$schema": FORMAT,
        "$description": theme.tenant.name.value,
        "$extensions": { EXTENSION: { "theme": theme.tenant.id.value } },
    }));
    if form.colors == ColorForm::Hex {
        // The schema of 2025.10 does not hold for it.
        head.shift_remove("$schema");
    }
    head
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn brand(theme: &Theme, form: Form) -> Value {
    let mut brand = json!({
        "$type": "color",
        "color": {
            "$value": color(form, theme.brand_color.value),
            "$description": "the brand's color, from which all others are derived",
        },
    });
    if let Some(accent) = &theme.accent {
        brand["accent"] = json!({
            "$value": color(form, accent.value),
            "$description": "the color of the secondary roles",
        });
    }
    brand
}

/// A color as the Color module has it. Four decimals are enough to give back 8 bits.
fn color(form: Form, color: Color) -> Value {
    if form.colors == ColorForm::Hex {
        return color.to_string().into();
    }
    let part = |channel: u8| {
        let share = (f64::from(channel) / 255.0 * 1e4).round() / 1e4;
        if share.fract() == 0.0 { json!(share as u8) } else { json!(share) }
    };
    json!({
        "colorSpace": "srgb",
        "components": [part(color.r), part(color.g), part(color.b)],
        "hex": color.to_string(),
    })
}

fn roles(theme: &Theme, form: Form, scheme: Scheme) -> Map<String, Value> {
    let all = Role::ALL.into_iter();
    all.map(|role| (role.name().to_owned(), role_token(theme, form, scheme, role))).collect()
}

fn role_token(theme: &Theme, form: Form, scheme: Scheme, role: Role) -> Value {
    let palette = theme.palettes.get(scheme);
    let own = palette.get(role);
    let is_written = theme.written_colors.contains_key(&(scheme, role));
    let alias = (!is_written).then(|| derived_from(theme, form, scheme, role)).flatten();
    let mark = alias.clone().unwrap_or_else(|| own.to_string());
    let mut token = json!({
        "$value": alias.map_or_else(|| color(form, own), Value::from),
        "$description": role.summary(),
    });
    if !is_written {
        token["$extensions"] = derived(mark);
    }
    token
}

/// Says that nobody wrote a value: as long as a token keeps it, alias or color, the theme goes on to derive it.
fn derived(value: String) -> Value {
    json!({ EXTENSION: { "derived": value } })
}

/// The token that a derived role is the same as, by its rule.
fn derived_from(theme: &Theme, form: Form, scheme: Scheme, role: Role) -> Option<String> {
    let palette = theme.palettes.get(scheme);
    let own = palette.get(role);
    match role {
        Role::Primary => (own == theme.brand_color.value).then(|| "{brand.color}".into()),
        Role::Secondary => {
            let accent = theme.accent.as_ref().filter(|accent| accent.value == own);
            accent.map(|_| "{brand.accent}".into())
        }
        Role::Link => {
            (own == palette.get(Role::Primary)).then(|| role_alias(form, scheme, Role::Primary))
        }
        _ => None,
    }
}

fn role_alias(form: Form, scheme: Scheme, role: Role) -> String {
    match form.layout {
        Layout::Groups => format!("{{color.{}.{role}}}", scheme.name()),
        Layout::Files => format!("{{color.{role}}}"),
    }
}

/// Whether a token is an alias of one in its own scheme, which another scheme must not take over.
fn has_alias(token: &Value) -> bool {
    token["$value"].as_str().is_some_and(|alias| alias.starts_with("{color."))
}

fn fonts(theme: &Theme) -> Option<(String, Value)> {
    let family = |name: &str| {
        let mut fonts = theme.fonts.iter();
        let font = fonts.find(|font| font.uses.iter().any(|each| each == name))?;
        Some((name.to_owned(), json!({ "$value": font.family.value })))
    };
    let families: Map<String, Value> = ["body", "heading"].into_iter().filter_map(family).collect();
    if families.is_empty() {
        return None;
    }
    let mut group = object(json!({ "$type": "fontFamily" }));
    group.extend(families);
    Some(("font".into(), group.into()))
}

fn icon(theme: &Theme, form: Form) -> Option<(String, Value)> {
    let mut group = json!({
        "padding": {
            "$type": "number",
            "$value": theme.icon.padding,
            "$description": "share of the icon's side that stays free on each side",
        },
    });
    if let Some(background) = icon_background(theme, form) {
        group["background"] = background;
    }
    Some(("icon".into(), group))
}

fn icon_background(theme: &Theme, form: Form) -> Option<Value> {
    let written = theme.icon.background.place();
    let (mut token, light) = match &theme.icon.background.value {
        Background::Artwork(_) => return None,
        Background::Gradient(gradient) => (gradient_token(form, gradient), None),
        Background::Color { light, .. } => {
            let value = match written.and_then(role_at) {
                Some(role) => role_alias(form, Scheme::Light, role).into(),
                None => color(form, *light),
            };
            (json!({ "$type": "color", "$value": value }), Some(*light))
        }
    };
    token["$description"] = "what the app icon's mark stands on".into();
    if let (None, Some(light)) = (written, light) {
        token["$extensions"] = derived(light.to_string());
    }
    Some(token)
}

fn gradient_token(form: Form, gradient: &Gradient) -> Value {
    json!({
        "$type": "gradient",
        "$value": [
            { "color": color(form, gradient.from), "position": 0 },
            { "color": color(form, gradient.to), "position": 1 },
        ],
        // The format's gradients have no direction.
        "$extensions": { EXTENSION: { "angle": gradient.angle } },
    })
}

/// The role that a theme names at a place, where it does.
pub(super) fn role_at(place: &Place) -> Option<Role> {
    let text = place.source.text.get(place.span.clone())?;
    Role::from_name(text.trim_matches(['"', '\'']))
}

fn launch(theme: &Theme, form: Form, scheme: Scheme) -> Map<String, Value> {
    let background: &Sourced<Color> = match scheme {
        Scheme::Light => &theme.launch.background,
        Scheme::Dark => &theme.launch.background_dark,
    };
    let surface = surface_of(theme.palettes.get(scheme), background);
    let role = background.place().map_or(surface, role_at);
    let alias = role.map(|role| role_alias(form, scheme, role));
    let mark = alias.clone().unwrap_or_else(|| background.value.to_string());
    let value = alias.map_or_else(|| color(form, background.value), Value::from);
    let mut token = json!({ "$value": value, "$description": "what the launch screen stands on" });
    if background.place().is_none() {
        token["$extensions"] = derived(mark);
    }
    object(json!({ "background": token }))
}

/// The role that an unwritten background is.
fn surface_of(palette: &Palette, background: &Sourced<Color>) -> Option<Role> {
    (palette.get(Role::Surface) == background.value).then_some(Role::Surface)
}
