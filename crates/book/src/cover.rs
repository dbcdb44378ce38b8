//! The cover, and what there is to know at a glance.

use serde_json::{Value, json};

use super::Making;
use super::address::pieces;
use rebadge_art::vector::DrawError;
use rebadge_plan::plan::{Art, Fit, Look};
use rebadge_theme::theme::Tenant;

/// The mark in one color, from edge to edge: the large sign on the cover.
const SIGN: Look = Look { art: Art::Monochrome, fit: Fit::Box(1000, 1000), ..Look::BARE };

/// Inter (SIL Open Font License), Latin: the book is set the same on every machine. Chinese takes what a system has: a font
/// for it would be larger than the book.
const FONT: [(u16, &[u8]); 2] =
    [(400, include_bytes!("inter-400.woff2")), (600, include_bytes!("inter-600.woff2"))];

pub(super) fn chapter(making: &mut Making<'_>) -> Result<Value, DrawError> {
    let subject = making.subject;
    let tenant = &subject.theme.tenant;
    let date = subject.date.map(|day| subject.language.date(day)).unwrap_or_default();
    Ok(json!({
        "name": tenant.name.value,
        "description": description(&subject.theme.tenant),
        "version": tenant.version.value,
        "date": date,
        "client": format!("{} {}", subject.base.name, subject.base.version),
        "icon": making.pictures.look(Look::PLATE, (512, 512))?,
        "sign": making.pictures.look(SIGN, (1024, 1024))?,
        "facts": facts(making),
        "fonts": fonts(making),
        "own_fonts": own_fonts(making),
    }))
}

/// The description where it says more than the name.
pub(super) fn description(tenant: &Tenant) -> &str {
    if tenant.description.value == tenant.name.value { "" } else { &tenant.description.value }
}

/// Who it is for: word of the book, value, mark.
fn facts(making: &Making<'_>) -> Vec<Value> {
    let subject = making.subject;
    let (tenant, legal, language) = (&subject.theme.tenant, &subject.theme.legal, subject.language);
    let languages = tenant.languages.iter().map(|tag| language.name_of(tag));
    let languages = languages.collect::<Vec<_>>().join(language.word("and"));
    let all = [
        ("name", "tenant.name", tenant.name.value.as_str()),
        ("short_name", "tenant.short-name", &tenant.short_name.value),
        ("description", "tenant.description", description(tenant)),
        ("vendor", "tenant.vendor", &tenant.vendor.value),
        ("version", "tenant.version", &tenant.version.value),
        ("languages", "tenant.languages", &languages),
        ("address", "tenant.domain", &tenant.domain.value),
        ("application_id", "tenant.application-id", &tenant.application_id.value),
        ("support", "legal.support", &legal.support),
        ("terms", "legal.terms", &legal.terms),
        ("privacy", "legal.privacy", &legal.privacy),
        ("imprint", "legal.imprint", &legal.imprint),
    ];
    let shown = all.into_iter().filter(|(.., value)| !value.is_empty());
    shown
        .map(|(word, key, value)| {
            json!({ "word": language.word(word), "pieces": pieces(value), "mark": making.mark(key) })
        })
        .collect()
}

fn own_fonts(making: &mut Making<'_>) -> Vec<Value> {
    let face = |(weight, bytes): (u16, &[u8])| json!({ "weight": weight, "url": making.pictures.data("font/woff2", bytes) });
    FONT.map(face).into()
}

/// The media type of a font, by its name.
fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().map(str::to_ascii_lowercase).as_deref() {
        Some("woff2") => "font/woff2",
        Some("woff") => "font/woff",
        Some("otf") => "font/otf",
        _ => "font/ttf",
    }
}

/// The faces of the theme's own fonts that a page can load, and what they are for.
fn fonts(making: &mut Making<'_>) -> Vec<Value> {
    let mut faces = Vec::new();
    for font in &making.subject.theme.fonts {
        for file in &font.files {
            let url = making.pictures.data(media_type(&file.name), &file.bytes);
            for usage in &font.uses {
                let face = &file.face;
                faces.push(json!({
                    "family": format!("tenant-{usage}"),
                    "weight": face.weight,
                    "style": face.style.name(),
                    "url": url,
                }));
            }
        }
    }
    faces
}
