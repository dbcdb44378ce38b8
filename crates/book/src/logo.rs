//! The logo on each surface on which the base client puts it.

use serde_json::{Value, json};

use super::Making;
use rebadge_art::color::Scheme;
use rebadge_art::vector::DrawError;

/// As large as it is shown in print, three pixels a point.
const SIZE: (u32, u32) = (900, 420);

pub(super) fn chapter(making: &mut Making<'_>) -> Result<Value, DrawError> {
    let (theme, base) = (making.subject.theme, making.subject.base);
    let mut schemes = Vec::new();
    for scheme in Scheme::ALL {
        let artwork = &theme.logo.get(scheme).value;
        let picture = making.pictures.artwork(artwork, scheme, SIZE, None)?;
        let palette = theme.palettes.get(scheme);
        let language = making.subject.language;
        let surfaces = base.logo_on.iter().map(|role| {
            json!({
                "use": language.role(*role),
                "color": palette.get(*role).to_string(),
            })
        });
        let key = match scheme {
            Scheme::Light => "brand.logo",
            Scheme::Dark => "brand.logo-dark",
        };
        schemes.push(json!({
            "scheme": scheme.name(),
            "title": language.word(scheme.name()),
            "picture": picture,
            "file": artwork.name,
            "surfaces": surfaces.collect::<Vec<_>>(),
            "mark": making.mark(key),
        }));
    }
    Ok(json!({ "schemes": schemes, "alt": theme.tenant.name.value }))
}
