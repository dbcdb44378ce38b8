//! OKLCH: the perceptual space in which all tones are found.
//!
//! Matrices as CSS Color 4 gives them, after Björn Ottosson, "A perceptual color space for image processing" (2020).
//! Unlike the conversions of the `color` crate these are in `f64`, and reduce chroma into sRGB.

use std::sync::OnceLock;

use crate::color::Color;

/// A color in OKLCH.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Oklch {
    /// Lightness, 0 (black) to 1 (white).
    pub l: f64,
    /// Chroma, 0 (gray) to about 0.32 within sRGB.
    pub c: f64,
    /// Hue in degrees, 0 to 360. Without meaning where the chroma is 0.
    pub h: f64,
}

type Matrix = [[f64; 3]; 3];

const LMS_FROM_RGB: Matrix = [
    [0.412_221_469_470_763, 0.536_332_537_261_735, 0.051_445_993_267_502_2],
    [0.211_903_495_817_825, 0.680_699_550_645_234, 0.107_396_953_536_941],
    [0.088_302_459_190_056_4, 0.281_718_839_136_121, 0.629_978_701_673_822],
];
const LAB_FROM_LMS: Matrix = [
    [0.210_454_268_309_314, 0.793_617_774_702_305_4, -0.004_072_043_011_619_3],
    [1.977_998_532_431_168_4, -2.428_592_242_048_58, 0.450_593_709_617_411],
    [0.025_904_042_465_547_8, 0.782_771_712_457_529_6, -0.808_675_754_923_077_4],
];
const LMS_FROM_LAB: Matrix = [
    [1.0, 0.396_337_777_376_174_9, 0.215_803_757_309_913_6],
    [1.0, -0.105_561_345_815_658_6, -0.063_854_172_825_813_3],
    [1.0, -0.089_484_177_529_811_9, -1.291_485_548_019_409_2],
];
const RGB_FROM_LMS: Matrix = [
    [4.076_741_636_075_958, -3.307_711_539_258_063, 0.230_969_903_182_104_3],
    [-1.268_437_973_285_031_5, 2.609_757_349_287_688, -0.341_319_376_002_657],
    [-0.004_196_076_138_675_6, -0.703_418_617_935_936_2, 1.707_614_694_074_611_7],
];

/// How far a linear channel may lie outside 0..1 and still count as inside: less than 8 bits can tell.
const GAMUT_TOLERANCE: f64 = 5e-5;

/// Halvings of an interval of chroma or lightness: to about 1e-6.
pub(crate) const HALVINGS: u32 = 18;

impl Oklch {
    /// The nearest color that sRGB can show with the same lightness and hue: chroma is reduced where it must be.
    #[must_use]
    pub fn to_color(self) -> Color {
        encode(self.fitted_linear())
    }

    /// The largest chroma up to `self.c` that sRGB can show at this lightness and hue.
    #[must_use]
    pub fn fitted(self) -> Self {
        let direction = self.direction();
        let fits = |c: f64| in_gamut(Self { c, ..self }.linear_along(direction));
        if fits(self.c) {
            return self;
        }
        let (mut inside, mut outside) = (0.0, self.c);
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(inside, outside);
            if fits(middle) {
                inside = middle;
            } else {
                outside = middle;
            }
        }
        Self { c: inside, ..self }
    }

    /// The same hue and chroma at the lightness `l`.
    #[must_use]
    pub const fn at(self, l: f64) -> Self {
        Self { l, ..self }
    }

    /// Linear-light sRGB after chroma reduction.
    pub(crate) fn fitted_linear(self) -> [f64; 3] {
        self.fitted().linear()
    }

    /// Linear-light sRGB, possibly outside 0..1.
    pub(crate) fn linear(self) -> [f64; 3] {
        self.linear_along(self.direction())
    }

    /// [`Oklch::linear`], where the direction of the hue is known: the search for a chroma asks for many of one hue.
    fn linear_along(self, [x, y]: [f64; 2]) -> [f64; 3] {
        let lms = apply(&LMS_FROM_LAB, [self.l, self.c * x, self.c * y]);
        apply(&RGB_FROM_LMS, lms.map(|x| x * x * x))
    }

    /// Cosine and sine of the hue: where it points to on the axes a and b.
    fn direction(self) -> [f64; 2] {
        let (sin, cos) = libm::sincos(self.h.to_radians());
        [cos, sin]
    }

    pub(crate) fn from_linear(rgb: [f64; 3]) -> Self {
        let lms = apply(&LMS_FROM_RGB, rgb).map(libm::cbrt);
        let [l, a, b] = apply(&LAB_FROM_LMS, lms);
        let h = libm::atan2(b, a).to_degrees();
        Self { l, c: libm::hypot(a, b), h: if h < 0.0 { h + 360.0 } else { h } }
    }

    /// The color in OKLab: lightness, then the axes a (green to red) and b (blue to yellow).
    pub fn lab(self) -> [f64; 3] {
        let [x, y] = self.direction();
        [self.l, self.c * x, self.c * y]
    }
}

/// The OKLab lightness of a color: 0 (black) to 1 (white).
#[must_use]
pub fn lightness(color: Color) -> f64 {
    let lms = apply(&LMS_FROM_RGB, linear(color)).map(libm::cbrt);
    let [l, a, b] = LAB_FROM_LMS[0];
    l * lms[0] + a * lms[1] + b * lms[2]
}

impl From<Color> for Oklch {
    fn from(color: Color) -> Self {
        Self::from_linear(linear(color))
    }
}

/// The distance of two colors in OKLab: 0.02 is about the least that an eye sees.
#[must_use]
pub fn delta_e_ok(a: Color, b: Color) -> f64 {
    distance(Oklch::from(a), Oklch::from(b))
}

/// [`delta_e_ok`] before rounding to 8 bits.
pub(crate) fn distance(a: Oklch, b: Oklch) -> f64 {
    let ([l1, a1, b1], [l2, a2, b2]) = (a.lab(), b.lab());
    libm::hypot(l1 - l2, libm::hypot(a1 - a2, b1 - b2))
}

/// Whether 8-bit sRGB can show these linear channels.
pub(crate) fn in_gamut(rgb: [f64; 3]) -> bool {
    rgb.iter().all(|x| (-GAMUT_TOLERANCE..=1.0 + GAMUT_TOLERANCE).contains(x))
}

/// The linear channels of a color, 0 to 1.
pub(crate) fn linear(color: Color) -> [f64; 3] {
    static TABLE: OnceLock<[f64; 256]> = OnceLock::new();
    let table = TABLE.get_or_init(|| std::array::from_fn(|i| decode(i as f64 / 255.0)));
    [color.r, color.g, color.b].map(|channel| table[usize::from(channel)])
}

/// The nearest 8-bit color; channels outside 0..1 are clipped.
pub(crate) fn encode(rgb: [f64; 3]) -> Color {
    let [r, g, b] = rgb.map(|x| {
        let x = x.clamp(0.0, 1.0);
        let encoded =
            if x <= 0.003_130_8 { 12.92 * x } else { 1.055 * libm::pow(x, 1.0 / 2.4) - 0.055 };
        libm::round(encoded * 255.0) as u8
    });
    Color { r, g, b }
}

/// The sRGB transfer function (IEC 61966-2-1), with the threshold of WCAG 2.2.
fn decode(x: f64) -> f64 {
    if x <= 0.040_45 { x / 12.92 } else { libm::pow((x + 0.055) / 1.055, 2.4) }
}

fn apply(matrix: &Matrix, v: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reference values of ColorAide 8.13.
    const REFERENCE: [(&str, f64, f64, f64); 10] = [
        ("#ffffff", 1.000000, 0.000000, 0.0),
        ("#808080", 0.599871, 0.000000, 0.0),
        ("#ff0000", 0.627955, 0.257683, 29.2339),
        ("#00ff00", 0.866440, 0.294827, 142.4953),
        ("#0000ff", 0.452014, 0.313214, 264.0520),
        ("#ffff00", 0.967983, 0.211006, 109.7692),
        ("#0a66c2", 0.515585, 0.163202, 254.7284),
        ("#ff6a00", 0.700925, 0.201198, 44.7666),
        ("#e91e63", 0.606165, 0.229780, 9.6281),
        ("#6a1b9a", 0.420179, 0.190162, 308.0385),
    ];

    fn color(text: &str) -> Color {
        Color::parse(text).expect(text)
    }

    #[test]
    fn agrees_with_the_reference() {
        for (text, l, c, h) in REFERENCE {
            let got = Oklch::from(color(text));
            assert_eq!(lightness(color(text)), got.l);
            let hue_is_right = c == 0.0 || (got.h - h).abs() < 1e-3;
            assert!(
                (got.l - l).abs() < 2e-6 && (got.c - c).abs() < 2e-6 && hue_is_right,
                "{text}: {got:?}"
            );
        }
    }

    #[test]
    fn every_color_survives_the_round_trip() {
        for i in (0..0x0100_0000_u32).step_by(997) {
            let [_, r, g, b] = i.to_be_bytes();
            let color = Color { r, g, b };
            assert_eq!(Oklch::from(color).to_color(), color);
        }
    }

    #[test]
    fn chroma_is_reduced_and_nothing_else() {
        for h in 0..360 {
            let wish = Oklch { l: 0.7, c: 0.4, h: f64::from(h) };
            let got = Oklch::from(wish.to_color());
            assert!(got.c < 0.33 && (got.l - 0.7).abs() < 0.004, "{wish:?} {got:?}");
            let turn = (got.h - wish.h).abs();
            assert!(turn.min(360.0 - turn) < 2.0, "{wish:?} {got:?}");
        }
    }

    #[test]
    fn ends_are_black_and_white() {
        for l in [1.0, 1.7, 0.0, -0.3] {
            let end = if l > 0.5 { Color::WHITE } else { Color::BLACK };
            assert_eq!(Oklch { l, c: 0.2, h: 40.0 }.to_color(), end);
        }
    }

    #[test]
    fn distance_agrees_with_the_reference() {
        assert!((delta_e_ok(Color::BLACK, Color::WHITE) - 1.0).abs() < 1e-6);
        assert!((delta_e_ok(color("#ff0000"), color("#00ff00")) - 0.519_813).abs() < 1e-5);
        assert!((delta_e_ok(color("#0a66c2"), color("#0b67c3")) - 0.003_075).abs() < 1e-5);
    }
}
