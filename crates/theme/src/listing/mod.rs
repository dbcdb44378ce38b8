//! A resolved theme as rows of key and value, in reading order, for `explain`, manifests and `diff`.

mod menu;
mod section;
mod value;

use std::sync::Arc;

use crate::base::Base;
use crate::theme::{Background, LaunchImage, Screenshot, Theme};
use rebadge_art::artwork::Artwork;
use rebadge_art::color::{Color, Scheme};
use rebadge_core::source::{Origin, Sourced};

pub use value::{Asset, Value};

/// One value of a theme.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// As a theme writes it, with dots: `tenant.name`, `colors.light.on-primary`, `menu.entries.trace.label.en`. An item
    /// of a list of tables goes by its id, a font by its family.
    pub key: String,
    /// What it resolves to.
    pub value: Value,
    /// Where that comes from, as far as the theme keeps it.
    pub origin: Option<Origin>,
}

/// Every value that a theme resolves to on a base client: written, derived, or the base client's.
pub fn rows(theme: &Theme, base: &Base) -> Vec<Row> {
    let mut rows = Rows::default();
    rows.tenant(theme);
    rows.brand(theme);
    rows.icon(theme);
    rows.launch(theme);
    rows.fonts(theme);
    rows.screenshots(theme);
    menu::add(&mut rows, theme);
    rows.strings(theme, base);
    rows.features(theme, base);
    section::add(&mut rows, theme, base);
    rows.0
}

/// The same as key and value only. What a client's user could change at run time, and the theme has fixed, is marked.
pub fn values(theme: &Theme, base: &Base) -> Vec<(String, Value)> {
    let is_fixed = |key: &str| theme.adjustable.get(key) == Some(&false);
    let value = |row: Row| {
        if is_fixed(&row.key) {
            (row.key, Value::Fixed(Box::new(row.value)))
        } else {
            (row.key, row.value)
        }
    };
    rows(theme, base).into_iter().map(value).collect()
}

/// The rule of a value that a theme leaves as the base client has it.
const BASE: Origin = Origin::Derived("the base client's");

#[derive(Default)]
struct Rows(Vec<Row>);

impl Rows {
    fn add(&mut self, key: impl Into<String>, value: Value, origin: Option<Origin>) {
        self.0.push(Row { key: key.into(), value, origin });
    }

    fn text(&mut self, key: impl Into<String>, text: &Sourced<String>) {
        self.add(key, Value::Text(text.value.clone()), Some(text.origin.clone()));
    }

    fn color(&mut self, key: impl Into<String>, color: &Sourced<Color>) {
        self.add(key, Value::Color(color.value), Some(color.origin.clone()));
    }

    fn image(&mut self, key: impl Into<String>, image: &Sourced<Arc<Artwork>>) {
        self.add(key, Value::Image(asset(&image.value)), Some(image.origin.clone()));
    }

    fn tenant(&mut self, theme: &Theme) {
        let tenant = &theme.tenant;
        let texts = [
            ("id", &tenant.id),
            ("name", &tenant.name),
            ("short-name", &tenant.short_name),
            ("description", &tenant.description),
            ("vendor", &tenant.vendor),
            ("version", &tenant.version),
            ("language", &tenant.language),
        ];
        for (key, text) in texts {
            self.text(format!("tenant.{key}"), text);
        }
        self.add("tenant.languages", Value::List(tenant.languages.clone()), None);
        self.text("tenant.direction", &tenant.direction);
        self.text("tenant.domain", &tenant.domain);
        self.text("tenant.application-id", &tenant.application_id);
        self.text("tenant.start-url", &tenant.start_url);
        let legal = &theme.legal;
        let links = [
            ("support", &legal.support),
            ("terms", &legal.terms),
            ("privacy", &legal.privacy),
            ("imprint", &legal.imprint),
        ];
        for (key, link) in links {
            self.add(format!("legal.{key}"), Value::Text(link.clone()), None);
        }
    }

    fn brand(&mut self, theme: &Theme) {
        self.color("brand.color", &theme.brand_color);
        if let Some(accent) = &theme.accent {
            self.color("brand.accent", accent);
        }
        self.image("brand.logo", &theme.logo.light);
        self.image("brand.logo-dark", &theme.logo.dark);
        for scheme in Scheme::ALL {
            for (role, color) in theme.palettes.get(scheme).iter() {
                let written = theme.written_colors.get(&(scheme, role));
                let origin = match written {
                    Some(color) => color.origin.clone(),
                    None => Origin::Derived(role.rule(scheme)),
                };
                let key = format!("colors.{}.{role}", scheme.name());
                self.add(key, Value::Color(color), Some(origin));
            }
        }
    }

    fn icon(&mut self, theme: &Theme) {
        let icon = &theme.icon;
        for small in &icon.small {
            self.image(format!("icon.mark.below-{}", small.below), &small.mark);
        }
        self.image("icon.mark", &icon.mark);
        let origin = || Some(icon.background.origin.clone());
        match &icon.background.value {
            Background::Color { light, dark } if light == dark => {
                self.add("icon.background", Value::Color(*light), origin());
            }
            Background::Color { light, dark } => {
                let value = Value::Schemes { light: *light, dark: *dark };
                self.add("icon.background", value, origin());
            }
            Background::Artwork(image) => {
                self.add("icon.background", Value::Image(asset(image)), origin());
            }
            Background::Gradient(gradient) => {
                self.add("icon.background.from", Value::Color(gradient.from), origin());
                self.add("icon.background.to", Value::Color(gradient.to), origin());
                self.add("icon.background.angle", number(gradient.angle), origin());
            }
        }
        self.add("icon.padding", number(icon.padding), None);
        self.image("icon.monochrome", &icon.monochrome);
        let drawn =
            [("dark", &icon.dark), ("tinted", &icon.tinted), ("notification", &icon.notification)];
        for (name, image) in drawn {
            if let Some(image) = image {
                self.image(format!("icon.{name}"), image);
            }
        }
    }

    fn launch(&mut self, theme: &Theme) {
        self.color("launch.background", &theme.launch.background);
        self.color("launch.background-dark", &theme.launch.background_dark);
        let image = match theme.launch.image {
            LaunchImage::Logo => "logo",
            LaunchImage::Icon => "icon",
        };
        self.add("launch.image", Value::Text(image.into()), None);
        if let Some(branding) = &theme.launch.branding {
            self.image("launch.branding", branding);
        }
    }

    fn fonts(&mut self, theme: &Theme) {
        let families = theme.fonts.iter().map(|font| font.family.value.clone());
        self.add("fonts", Value::List(families.collect()), None);
        for font in &theme.fonts {
            let key = |name: &str| format!("fonts.{}.{name}", font.family.value);
            let files = font.files.iter();
            let files =
                files.map(|file| Asset { name: file.name.clone(), sha256: file.sha256.clone() });
            self.add(key("license"), Value::Text(font.license.clone()), None);
            self.add(key("files"), Value::Files(files.collect()), None);
            self.add(key("use"), Value::List(font.uses.clone()), None);
        }
    }

    fn screenshots(&mut self, theme: &Theme) {
        // Where there never were any, there is nothing to tell.
        if !theme.lineage.sets.contains_key("screenshots") {
            return;
        }
        let asset = |shown: &Screenshot| Asset {
            name: shown.file.value.clone(),
            sha256: shown.sha256.clone(),
        };
        self.add("screenshots", Value::Files(theme.screenshots.iter().map(asset).collect()), None);
        for shown in &theme.screenshots {
            let key = |name: &str| format!("screenshots.{}.{name}", shown.file.value);
            self.add(key("form-factor"), Value::Text(shown.form.name().into()), None);
            for (language, text) in &shown.label {
                let key = key(if language.is_empty() { "label" } else { "label." }) + language;
                self.text(key, text);
            }
        }
    }

    fn strings(&mut self, theme: &Theme, base: &Base) {
        for (language, texts) in &theme.strings {
            for (key, text) in texts.iter() {
                let own = base.strings.get(language).and_then(|texts| texts.get(key));
                let origin = (own == Some(text)).then_some(BASE);
                self.add(format!("strings.{language}.{key}"), Value::Text(text.clone()), origin);
            }
        }
    }

    fn features(&mut self, theme: &Theme, base: &Base) {
        for (name, value) in &theme.features {
            let default = base.features.get(name).map(|feature| feature.default);
            let origin = (default == Some(*value)).then_some(BASE);
            self.add(format!("features.{name}"), Value::Bool(*value), origin);
        }
    }
}

fn asset(image: &Artwork) -> Asset {
    Asset { name: image.name.clone(), sha256: image.sha256.clone() }
}

/// Not finite numbers, which no theme can hold, become 0.
fn number(value: f64) -> Value {
    Value::Number(serde_json::Number::from_f64(value).unwrap_or_else(|| 0.into()))
}
