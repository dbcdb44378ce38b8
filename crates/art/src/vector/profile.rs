//! Conversion of colors in other color spaces to sRGB. A color space is given by one of several chunks of a PNG, or by
//! an embedded ICC profile.
//!
//! `moxcms` reads profiles. The conversion is our own: two curves and a matrix in `f64`, whose functions have the same bits on
//! every machine, where a library takes what the processor is fastest at.
//!
//! Sources: Portable Network Graphics (W3C, third edition), 4.3 and 11.3.2; ICC.1:2022, 10.6, 10.18 and F.3; ITU-T H.273,
//! tables 2 and 3.

use moxcms::{ColorProfile, DataColorSpace, ToneReprCurve};
use png::Info;

use super::Pixels;
use super::primaries::{IDENTITY, Matrix, SRGB_D50, invert, multiply, to_srgb};

/// A color space that is not sRGB: what each channel's bytes are in linear light, and how that becomes linear sRGB.
#[derive(Debug)]
pub(crate) struct Space {
    linear: [[f64; 256]; 3],
    /// Rows.
    matrix: Matrix,
}

/// Why colors are taken as sRGB although a file says otherwise, or that it cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SpaceError {
    /// It is not understood; the second half of a sentence.
    Unread(String),
    /// Its whites are brighter than a screen's: PQ or HLG.
    Hdr,
}

/// What a PNG says of its colors: nothing where they are sRGB. The first of these that is there counts: `cICP`, `iCCP`,
/// `sRGB`, `gAMA` with `cHRM`.
pub(super) fn of_png(info: &Info<'_>, has_profile: bool) -> Result<Option<Space>, SpaceError> {
    if let Some(cicp) = info.coding_independent_code_points
        // 2 leaves it open (H.273).
        && (cicp.color_primaries, cicp.transfer_function) != (2, 2)
    {
        if !cicp.is_video_full_range_image {
            return Err(SpaceError::Unread("its `cICP` chunk says video range".to_owned()));
        }
        return of_code_points(cicp.color_primaries, cicp.transfer_function);
    }
    if let Some(profile) = &info.icc_profile {
        return of_profile(profile);
    }
    if has_profile {
        return Err(SpaceError::Unread("its color profile is damaged".to_owned()));
    }
    if info.srgb.is_some() {
        return Ok(None);
    }
    let Some(gamma) = info.gama_chunk.map(png::ScaledFloat::into_scaled) else { return Ok(None) };
    // 1 / 2.2 alone is how programs wrote sRGB before there was a chunk for it, and browsers take it as that.
    if gamma == 45_455 && info.chrm_chunk.is_none() {
        return Ok(None);
    }
    let exponent = 100_000.0 / f64::from(gamma);
    let matrix = match info.chrm_chunk {
        None => IDENTITY,
        Some(own) => {
            let point = |(x, y): (png::ScaledFloat, png::ScaledFloat)| {
                [x, y].map(|value| f64::from(value.into_scaled()) / 100_000.0)
            };
            let primaries = [own.red, own.green, own.blue].map(point);
            to_srgb(primaries, point(own.white))
                .ok_or_else(|| SpaceError::Unread("its `cHRM` chunk names no colors".to_owned()))?
        }
    };
    Ok(Space::new([|v| libm::pow(v, exponent); 3], matrix))
}

/// The space of an ICC profile; nothing where it is sRGB.
pub(crate) fn of_profile(bytes: &[u8]) -> Result<Option<Space>, SpaceError> {
    let unread = |why: &str| SpaceError::Unread(format!("its color profile {why}"));
    let profile = ColorProfile::new_from_slice(bytes).map_err(|_| unread("is damaged"))?;
    if profile.pcs != DataColorSpace::Xyz && profile.color_space == DataColorSpace::Rgb {
        return Err(unread("has tables instead of curves and a matrix"));
    }
    match profile.color_space {
        DataColorSpace::Rgb => {
            let curves = [&profile.red_trc, &profile.green_trc, &profile.blue_trc];
            let [Some(r), Some(g), Some(b)] = curves else {
                return Err(unread("has tables instead of curves and a matrix"));
            };
            let colorants = [profile.red_colorant, profile.green_colorant, profile.blue_colorant];
            let [r_xyz, g_xyz, b_xyz] = colorants.map(|color| [color.x, color.y, color.z]);
            let columns: Matrix = std::array::from_fn(|row| [r_xyz[row], g_xyz[row], b_xyz[row]]);
            let all = columns.as_flattened().iter();
            if !all.clone().all(|value| value.is_finite()) || all.copied().all(|value| value == 0.0)
            {
                return Err(unread("is damaged"));
            }
            let matrix = invert(SRGB_D50).map(|inverse| multiply(inverse, columns));
            Ok(Space::new(
                [r, g, b].map(|curve| |v| evaluate(curve, v)),
                matrix.unwrap_or(IDENTITY),
            ))
        }
        DataColorSpace::Gray => {
            let gray = profile.gray_trc.as_ref().ok_or_else(|| unread("has no curve"))?;
            Ok(Space::new([|v| evaluate(gray, v); 3], IDENTITY))
        }
        DataColorSpace::Cmyk => Err(unread("is for CMYK")),
        _ => Err(unread("is neither for RGB nor for grays")),
    }
}

/// A curve of a profile at a value from 0 to 1.
fn evaluate(curve: &ToneReprCurve, x: f64) -> f64 {
    match curve {
        ToneReprCurve::Lut(table) => match table[..] {
            [] => x,
            // One number is an exponent, in 256ths.
            [gamma] => libm::pow(x, f64::from(gamma) / 256.0),
            _ => {
                let at = x * (table.len() - 1) as f64;
                let low = (at as usize).min(table.len() - 2);
                let [a, b] = [table[low], table[low + 1]].map(f64::from);
                (a + (b - a) * (at - low as f64)) / 65535.0
            }
        },
        ToneReprCurve::Parametric(parameters) => parametric(parameters, x),
    }
}

/// ICC.1:2022, 10.18: the five functions are one, with the parameters that each leaves out.
fn parametric(parameters: &[f32], x: f64) -> f64 {
    let p = |at: usize| parameters.get(at).copied().map_or(0.0, f64::from);
    let power = |base: f64| libm::pow(base.max(0.0), p(0));
    match parameters.len() {
        1 => power(x),
        3 | 4 if x < -p(2) / p(1) => p(3),
        3 | 4 => power(p(1) * x + p(2)) + p(3),
        _ if x < p(4) => p(3) * x + p(6),
        _ => power(p(1) * x + p(2)) + p(5),
    }
}

/// H.273: the primaries and the transfer function of a number each.
fn of_code_points(primaries: u8, transfer: u8) -> Result<Option<Space>, SpaceError> {
    let unread = || {
        let what =
            format!("the code points {primaries} and {transfer} of its `cICP` chunk are not known");
        SpaceError::Unread(what)
    };
    const D65: [f64; 2] = [0.3127, 0.3290];
    const C: [f64; 2] = [0.310, 0.316];
    let (points, white) = match primaries {
        1 => ([[0.640, 0.330], [0.300, 0.600], [0.150, 0.060]], D65),
        4 => ([[0.67, 0.33], [0.21, 0.71], [0.14, 0.08]], C),
        5 => ([[0.64, 0.33], [0.29, 0.60], [0.15, 0.06]], D65),
        6 | 7 => ([[0.630, 0.340], [0.310, 0.595], [0.155, 0.070]], D65),
        8 => ([[0.681, 0.319], [0.243, 0.692], [0.145, 0.049]], C),
        9 => ([[0.708, 0.292], [0.170, 0.797], [0.131, 0.046]], D65),
        10 => ([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]], [1.0 / 3.0, 1.0 / 3.0]),
        11 => ([[0.680, 0.320], [0.265, 0.690], [0.150, 0.060]], [0.314, 0.351]),
        12 => ([[0.680, 0.320], [0.265, 0.690], [0.150, 0.060]], D65),
        22 => ([[0.630, 0.340], [0.295, 0.605], [0.155, 0.077]], D65),
        _ => return Err(unread()),
    };
    let curve: fn(f64) -> f64 = match transfer {
        // ITU-R BT.709 and its kin, as BT.1886 shows them.
        1 | 6 | 11 | 14 | 15 => |v| libm::pow(v, 2.4),
        4 => |v| libm::pow(v, 2.2),
        5 => |v| libm::pow(v, 2.8),
        7 => smpte_240m,
        8 => |v| v,
        13 => srgb_to_linear,
        16 | 18 => return Err(SpaceError::Hdr),
        17 => |v| libm::pow(v, 2.6) * 52.37 / 48.0,
        _ => return Err(unread()),
    };
    let matrix = to_srgb(points, white).ok_or_else(unread)?;
    Ok(Space::new([curve; 3], matrix))
}

/// SMPTE ST 240.
fn smpte_240m(v: f64) -> f64 {
    if v < 0.0912 { v / 4.0 } else { libm::pow((v + 0.1115) / 1.1115, 1.0 / 0.45) }
}

fn srgb_to_linear(v: f64) -> f64 {
    if v <= 0.04045 { v / 12.92 } else { libm::pow((v + 0.055) / 1.055, 2.4) }
}

impl Space {
    /// Nothing where it is sRGB, as far as eight bits tell: no color is off by more than a step.
    fn new(curves: [impl Fn(f64) -> f64; 3], matrix: Matrix) -> Option<Space> {
        let linear = curves.map(|curve| {
            std::array::from_fn(|v| {
                let value = curve(v as f64 / 255.0);
                if value.is_finite() { value.clamp(0.0, 1.0) } else { 0.0 }
            })
        });
        let space = Space { linear, matrix };
        let thresholds = thresholds();
        let steps = (0..=255u8).step_by(17);
        let grid = steps.clone().flat_map(|r| {
            let steps = steps.clone();
            steps.clone().flat_map(move |g| steps.clone().map(move |b| [r, g, b]))
        });
        let mut colors = grid.chain((0..=255).map(|v| [v; 3]));
        let is_near = |color: [u8; 3]| {
            let own = space.convert(color, &thresholds);
            own.iter().zip(color).all(|(a, b)| a.abs_diff(b) <= 1)
        };
        if colors.all(is_near) { None } else { Some(space) }
    }

    fn convert(&self, color: [u8; 3], thresholds: &[f64; 255]) -> [u8; 3] {
        let linear: [f64; 3] = std::array::from_fn(|at| self.linear[at][usize::from(color[at])]);
        self.matrix.map(|row| {
            let value = row[0] * linear[0] + row[1] * linear[1] + row[2] * linear[2];
            thresholds.partition_point(|threshold| *threshold <= value) as u8
        })
    }

    /// Every pixel in sRGB; what sRGB cannot show, as near as each channel comes.
    pub(crate) fn apply(&self, pixels: &mut Pixels) {
        let thresholds = thresholds();
        let mut last = ([0; 3], self.convert([0; 3], &thresholds));
        for pixel in pixels.rgba.chunks_exact_mut(4) {
            let color = [pixel[0], pixel[1], pixel[2]];
            if color != last.0 {
                last = (color, self.convert(color, &thresholds));
            }
            pixel[..3].copy_from_slice(&last.1);
        }
    }
}

/// The linear light from which each byte of sRGB but 0 begins.
fn thresholds() -> [f64; 255] {
    std::array::from_fn(|at| srgb_to_linear((at as f64 + 0.5) / 255.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What becomes of a color; itself where a space is taken as sRGB.
    fn converted(space: Option<Space>, [r, g, b]: [u8; 3]) -> [u8; 3] {
        let mut pixels = Pixels { width: 1, height: 1, rgba: vec![r, g, b, 255] };
        space.iter().for_each(|space| space.apply(&mut pixels));
        [pixels.rgba[0], pixels.rgba[1], pixels.rgba[2]]
    }

    /// What becomes of a red.
    #[track_caller]
    fn check(primaries: u8, transfer: u8, expect: [u8; 3]) {
        let space = of_code_points(primaries, transfer).unwrap();
        assert_eq!(converted(space, [221, 34, 34]), expect, "{primaries} {transfer}");
    }

    /// What Chromium shows.
    #[test]
    fn code_points_become_srgb() {
        check(1, 13, [221, 34, 34]);
        check(4, 13, [255, 0, 0]);
        check(5, 13, [225, 34, 34]);
        check(6, 13, [215, 47, 33]);
        check(7, 13, [215, 47, 33]);
        check(8, 13, [251, 0, 2]);
        check(9, 13, [255, 0, 10]);
        check(10, 13, [255, 0, 70]);
        check(11, 13, [235, 0, 11]);
        check(12, 13, [241, 0, 7]);
        check(22, 13, [223, 48, 32]);
        for transfer in [1, 6, 11, 14, 15] {
            check(1, transfer, [219, 22, 22]);
        }
        check(1, 4, [222, 28, 28]);
        check(1, 5, [214, 12, 12]);
        check(1, 7, [225, 52, 52]);
        check(1, 8, [239, 102, 102]);
        check(1, 17, [225, 17, 17]);
        assert!(of_code_points(1, 13).unwrap().is_none());
    }

    #[test]
    fn what_cannot_be_shown_is_said() {
        for transfer in [16, 18] {
            assert_eq!(of_code_points(9, transfer).unwrap_err(), SpaceError::Hdr);
        }
        for (primaries, transfer) in [(0, 13), (3, 13), (23, 13), (2, 13), (1, 2), (1, 12), (1, 99)]
        {
            assert!(matches!(of_code_points(primaries, transfer), Err(SpaceError::Unread(_))));
        }
    }

    #[test]
    fn white_and_black_stay() {
        for primaries in [4, 8, 9, 11, 12] {
            for gray in [[0; 3], [255; 3]] {
                assert_eq!(converted(of_code_points(primaries, 13).unwrap(), gray), gray);
            }
        }
    }

    #[test]
    fn parametric_curves_are_those_of_the_specification() {
        let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-6, "{a} {b}");
        near(parametric(&[2.0], 0.5), 0.25);
        near(parametric(&[2.0, 1.0, -0.5], 0.25), 0.0);
        near(parametric(&[2.0, 1.0, -0.5], 1.0), 0.25);
        near(parametric(&[2.0, 1.0, -0.5, 0.1], 0.25), 0.1);
        near(
            parametric(&[2.4, 1.0 / 1.055, 0.055 / 1.055, 1.0 / 12.92, 0.04045], 0.02),
            0.02 / 12.92,
        );
        near(parametric(&[2.0, 1.0, 0.0, 0.5, 0.5, 0.1, 0.2], 0.25), 0.325);
        near(parametric(&[2.0, 1.0, 0.0, 0.5, 0.5, 0.1, 0.2], 1.0), 1.1);
    }

    #[test]
    fn tables_are_straight_between_their_entries() {
        let table = ToneReprCurve::Lut(vec![0, 0, 65535]);
        assert_eq!([0.25, 0.5, 0.75, 1.0].map(|x| evaluate(&table, x)), [0.0, 0.0, 0.5, 1.0]);
        assert_eq!(evaluate(&ToneReprCurve::Lut(vec![]), 0.3), 0.3);
        assert!((evaluate(&ToneReprCurve::Lut(vec![512]), 0.5) - 0.25).abs() < 1e-9);
    }

    /// As Chromium and LittleCMS have them.
    #[test]
    fn profiles_become_srgb() {
        let of = |profile: ColorProfile| of_profile(&profile.encode().unwrap()).unwrap();
        let red = [221, 34, 34];
        assert_eq!(converted(of(ColorProfile::new_display_p3()), red), [241, 0, 7]);
        assert_eq!(converted(of(ColorProfile::new_adobe_rgb()), red), [255, 28, 28]);
        assert!(of(ColorProfile::new_srgb()).is_none());
        let mut swapped = ColorProfile::new_srgb();
        std::mem::swap(&mut swapped.red_colorant, &mut swapped.green_colorant);
        assert_eq!(converted(of(swapped), red), [34, 221, 34]);
        // Grays whose curve is linear light.
        let gray = converted(of(ColorProfile::new_gray_with_gamma(1.0)), [128; 3]);
        assert_eq!(gray, [188; 3]);
        assert!(of_profile(&ColorProfile::new_lab().encode().unwrap_or_default()).is_err());
    }

    #[test]
    fn what_is_no_profile_is_said() {
        for bytes in [&b""[..], &[0; 128], &[0xff; 300]] {
            let expect = SpaceError::Unread("its color profile is damaged".to_owned());
            assert_eq!(of_profile(bytes).unwrap_err(), expect);
        }
    }
}
