//! The tones that do not depend on the seed: the look of every derived palette, as numbers.
//!
//! They were chosen by eye. Lightness and chroma are OKLCH's.

use crate::color::Oklch;

/// The tones of a ground that do not depend on the seed: lightness, and the most chroma.
pub(crate) struct Tones {
    /// From the page to what is raised most.
    pub(crate) surfaces: [Tone; 4],
    pub(crate) on_surface: Tone,
    pub(crate) on_surface_variant: Tone,
    pub(crate) outline: Tone,
    pub(crate) outline_variant: Tone,
    pub(crate) inverse_surface: Tone,
    pub(crate) inverse_on_surface: Tone,
    pub(crate) secondary: Tone,
    pub(crate) container: Tone,
    pub(crate) gray_container: f64,
    pub(crate) on_container: Tone,
    /// Of each meaning, in the order of `Meaning::ALL`.
    pub(crate) meanings: [Oklch; 4],
}

/// A lightness, and the most chroma.
#[derive(Clone, Copy)]
pub(crate) struct Tone {
    pub(crate) l: f64,
    pub(crate) c: f64,
}

pub(crate) const fn tone(l: f64, c: f64) -> Tone {
    Tone { l, c }
}

const fn oklch(l: f64, c: f64, h: f64) -> Oklch {
    Oklch { l, c, h }
}

pub(crate) const LIGHT: Tones = Tones {
    surfaces: [tone(0.991, 0.003), tone(0.975, 0.005), tone(0.957, 0.006), tone(0.935, 0.008)],
    on_surface: tone(0.22, 0.012),
    on_surface_variant: tone(0.46, 0.016),
    outline: tone(0.62, 0.014),
    outline_variant: tone(0.885, 0.010),
    inverse_surface: tone(0.29, 0.012),
    inverse_on_surface: tone(0.965, 0.006),
    secondary: tone(0.48, 0.055),
    container: tone(0.920, 0.060),
    gray_container: 0.895,
    on_container: tone(0.36, 0.110),
    meanings: [
        oklch(0.545, 0.200, 26.0),
        oklch(0.530, 0.140, 150.0),
        oklch(0.550, 0.125, 70.0),
        oklch(0.545, 0.225, 16.0),
    ],
};

pub(crate) const DARK: Tones = Tones {
    surfaces: [tone(0.178, 0.008), tone(0.206, 0.009), tone(0.234, 0.010), tone(0.276, 0.011)],
    on_surface: tone(0.930, 0.008),
    on_surface_variant: tone(0.770, 0.016),
    outline: tone(0.590, 0.016),
    outline_variant: tone(0.360, 0.014),
    inverse_surface: tone(0.920, 0.008),
    inverse_on_surface: tone(0.250, 0.012),
    secondary: tone(0.790, 0.055),
    container: tone(0.345, 0.085),
    gray_container: 0.385,
    on_container: tone(0.910, 0.055),
    meanings: [
        oklch(0.700, 0.175, 24.0),
        oklch(0.740, 0.165, 150.0),
        oklch(0.800, 0.145, 80.0),
        oklch(0.680, 0.215, 17.0),
    ],
};

#[cfg(test)]
mod tests {
    use crate::color::{Color, Role, Scheme, Seed, delta_e_ok, derive};

    #[test]
    fn meanings_are_told_apart() {
        for brand in [
            "#d1242f", "#ff0000", "#1a7f37", "#00a651", "#9a6700", "#ffcc00", "#fa6b66", "#0a66c2",
            "#111",
        ] {
            let palettes = derive(&Seed::new(Color::parse(brand).expect(brand)));
            for scheme in Scheme::ALL {
                let fills =
                    [Role::Primary, Role::Success, Role::Warning, Role::Error, Role::Recording];
                for (i, a) in fills.into_iter().enumerate() {
                    for b in fills.into_iter().skip(i + 1) {
                        // What fails and what records are two reds.
                        let least =
                            if [a, b] == [Role::Error, Role::Recording] { 0.04 } else { 0.08 };
                        let [x, y] = [a, b].map(|role| palettes.get(scheme).get(role));
                        let far = delta_e_ok(x, y);
                        let name = scheme.name();
                        assert!(far > least, "{brand} {name}: {a} {x}, {b} {y}: {far}");
                    }
                }
            }
        }
    }
}
