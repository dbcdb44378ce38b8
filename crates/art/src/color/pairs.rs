//! Which roles stand on which: the table that the contrast gate and the derivation are measured by.
//!
//! Text needs 4.5:1 (WCAG 2.2, 1.4.3), whatever its size, since a client may set any of it small. What is no text but
//! must be distinguished from its background needs 3:1 (1.4.11).
//!
//! Not in the table, on purpose:
//! - `primary` and `secondary` on surfaces. They are fills: what must be read is the text on them. Many brand colors
//!   are below 3:1 on white (`#ff6a00` is 2.87), and a button of such a color is found by its text. Where the brand's
//!   hue is itself the text or the icon, a client uses `link`, which is in the table.
//! - Containers on surfaces, and `outline-variant`: they decorate; nothing depends on seeing them.

use crate::color::Role;

/// One role that stands on another, and the contrast that it needs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// The role in front: a text, an icon, a border.
    pub text: Role,
    /// The role behind it.
    pub on: Role,
    /// The least contrast ratio.
    pub minimum: f64,
    /// Why it needs that.
    pub kind: PairKind,
}

/// What is in front.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum PairKind {
    /// Text, or icons that are read like text: 4.5:1.
    Text,
    /// Icons beside a text, and borders that bound a control: 3:1.
    NonText,
}

const fn text(text: Role, on: Role) -> Pair {
    Pair { text, on, minimum: 4.5, kind: PairKind::Text }
}

const fn shape(text: Role, on: Role) -> Pair {
    Pair { text, on, minimum: 3.0, kind: PairKind::NonText }
}

/// All pairs. A derived palette passes every one of them, whatever its seed.
pub const PAIRS: &[Pair] = &[
    text(Role::OnPrimary, Role::Primary),
    text(Role::OnPrimaryContainer, Role::PrimaryContainer),
    text(Role::OnSecondary, Role::Secondary),
    text(Role::OnSecondaryContainer, Role::SecondaryContainer),
    text(Role::OnSurface, Role::Surface),
    text(Role::OnSurface, Role::SurfaceContainerLow),
    text(Role::OnSurface, Role::SurfaceContainer),
    text(Role::OnSurface, Role::SurfaceContainerHigh),
    text(Role::OnSurfaceVariant, Role::Surface),
    text(Role::OnSurfaceVariant, Role::SurfaceContainerLow),
    text(Role::OnSurfaceVariant, Role::SurfaceContainer),
    text(Role::OnSurfaceVariant, Role::SurfaceContainerHigh),
    text(Role::Link, Role::Surface),
    text(Role::Link, Role::SurfaceContainerLow),
    text(Role::Link, Role::SurfaceContainer),
    text(Role::Link, Role::SurfaceContainerHigh),
    shape(Role::Outline, Role::Surface),
    shape(Role::Outline, Role::SurfaceContainerLow),
    shape(Role::Outline, Role::SurfaceContainer),
    shape(Role::Outline, Role::SurfaceContainerHigh),
    text(Role::InverseOnSurface, Role::InverseSurface),
    text(Role::OnError, Role::Error),
    text(Role::OnErrorContainer, Role::ErrorContainer),
    text(Role::Error, Role::Surface),
    text(Role::Error, Role::SurfaceContainerLow),
    text(Role::Error, Role::SurfaceContainer),
    text(Role::Error, Role::SurfaceContainerHigh),
    text(Role::OnSuccess, Role::Success),
    text(Role::OnSuccessContainer, Role::SuccessContainer),
    shape(Role::Success, Role::Surface),
    shape(Role::Success, Role::SurfaceContainerLow),
    shape(Role::Success, Role::SurfaceContainer),
    shape(Role::Success, Role::SurfaceContainerHigh),
    text(Role::OnWarning, Role::Warning),
    text(Role::OnWarningContainer, Role::WarningContainer),
    shape(Role::Warning, Role::Surface),
    shape(Role::Warning, Role::SurfaceContainerLow),
    shape(Role::Warning, Role::SurfaceContainer),
    shape(Role::Warning, Role::SurfaceContainerHigh),
    text(Role::OnRecording, Role::Recording),
    text(Role::OnRecordingContainer, Role::RecordingContainer),
    text(Role::Recording, Role::Surface),
    text(Role::Recording, Role::SurfaceContainerLow),
    text(Role::Recording, Role::SurfaceContainer),
    text(Role::Recording, Role::SurfaceContainerHigh),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::{Color, Palettes, Scheme, Seed, contrast, derive};

    /// Every pair passes in both schemes.
    fn check(seed: &Seed) -> Palettes {
        let palettes = derive(seed);
        for scheme in Scheme::ALL {
            let palette = palettes.get(scheme);
            for pair in PAIRS {
                let ratio = contrast(palette.get(pair.text), palette.get(pair.on));
                let (text, on, brand) = (pair.text, pair.on, seed.brand);
                assert!(
                    ratio >= pair.minimum,
                    "{brand} {}: {text} on {on} is {ratio}",
                    scheme.name()
                );
            }
        }
        palettes
    }

    #[test]
    fn every_pair_passes_for_any_brand() {
        let levels = [0, 17, 51, 85, 119, 136, 153, 187, 221, 238, 255];
        for r in levels {
            for g in levels {
                for b in levels {
                    let brand = Color { r, g, b };
                    let palettes = check(&Seed::new(brand));
                    assert_eq!(palettes.light.get(Role::Primary), brand);
                    let dark = &palettes.dark;
                    assert!(
                        contrast(dark.get(Role::Primary), dark.get(Role::Surface)) >= 3.0,
                        "{brand}"
                    );
                }
            }
        }
    }

    #[test]
    fn every_pair_passes_with_any_accent() {
        for i in (0..0x0100_0000_u32).step_by(33_331) {
            let [_, r, g, b] = i.to_be_bytes();
            let accent = Some(Color { r, g: b, b: g });
            let palettes = check(&Seed { accent, ..Seed::new(Color { r: g, g: r, b }) });
            assert_eq!(Some(palettes.light.get(Role::Secondary)), accent);
        }
    }

    #[test]
    fn every_pair_passes_with_overridden_fills_and_pages() {
        for i in (0..0x0100_0000_u32).step_by(77_777) {
            let [_, r, g, b] = i.to_be_bytes();
            let mut seed = Seed::new(Color { r: b, g: r, b: g });
            seed.overrides.set(Scheme::Light, Role::Primary, Color { r, g, b });
            seed.overrides.set(Scheme::Dark, Role::ErrorContainer, Color { r, g, b });
            let page = Color { r: 255 - r / 8, g: 255 - g / 8, b: 255 - b / 8 };
            seed.overrides.set(Scheme::Light, Role::Surface, page);
            seed.overrides.set(Scheme::Dark, Role::Surface, Color { r: r / 8, g: g / 8, b: b / 8 });
            check(&seed);
        }
    }

    #[test]
    fn each_pair_is_listed_once() {
        for (i, pair) in PAIRS.iter().enumerate() {
            assert!(
                PAIRS[..i].iter().all(|other| (other.text, other.on) != (pair.text, pair.on)),
                "{pair:?}"
            );
        }
    }
}
