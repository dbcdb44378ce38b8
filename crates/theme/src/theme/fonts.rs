//! `[[fonts]]`.

use super::Font;
use super::assets::Assets;
use super::text::{check_text, say};
use crate::base::{Base, FontFile};
use rebadge_art::vector::Fonts;
use rebadge_core::diagnostic::{Code, did_you_mean};
use rebadge_core::fields::Fields;
use rebadge_core::source::Sourced;

/// What a client may use a family for.
const USES: [&str; 2] = ["body", "heading"];

/// Reads the fonts that a theme brings.
pub(super) fn fonts(tables: Vec<Fields<'_>>, assets: &Assets<'_>) -> Vec<Font> {
    tables.into_iter().filter_map(|fields| font(fields, assets)).collect()
}

fn font(fields: Fields<'_>, assets: &Assets<'_>) -> Option<Font> {
    let (family, license) = (fields.required_text("family"), fields.required_text("license"));
    let names = fields.texts("files");
    if names.as_ref().is_none_or(Vec::is_empty) {
        fields.missing("files");
    }
    let uses = uses(&fields);
    let mut files = Vec::new();
    for name in names.unwrap_or_default() {
        let file = assets.font(&name);
        if let (Some(file), Some(family)) = (&file, &family) {
            check_family(family, &name, file, &fields);
        }
        files.extend(file);
    }
    let findings = fields.findings();
    fields.finish();
    let (family, license) = (family?, license?);
    check_text("family", &family, 80, findings);
    check_text("license", &license, 80, findings);
    Some(Font { family, license: license.value, uses, files })
}

fn uses(fields: &Fields<'_>) -> Vec<String> {
    let Some(uses) = fields.texts("use") else {
        return USES.map(str::to_owned).to_vec();
    };
    for name in uses.iter().filter(|name| !USES.contains(&name.value.as_str())) {
        let help = did_you_mean(&name.value, USES).unwrap_or_default();
        let message = format!("a font is not used for `{}`", name.value);
        say(fields.findings(), Code::Value, name, message, &help);
    }
    uses.into_iter().map(|name| name.value).collect()
}

fn check_family(
    family: &Sourced<String>,
    name: &Sourced<String>,
    file: &FontFile,
    fields: &Fields<'_>,
) {
    if file.face.family != family.value {
        let message = format!(
            "`{}` is of the family `{}`, not `{}`",
            name.value, file.face.family, family.value
        );
        let help = format!("write `family = \"{}\"`", file.face.family);
        say(fields.findings(), Code::FontFamily, name, message, &help);
    }
}

/// The fonts for text in vectors, in a fixed order: the theme's first.
pub(super) fn drawing_fonts(own: &[Font], base: &Base) -> Fonts {
    let own = own.iter().flat_map(|font| &font.files);
    Fonts::new(own.chain(&base.fonts).map(|file| file.shapes.to_vec()))
}
