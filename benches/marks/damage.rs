//! How far a theme's pictures are from the logo that came in.

use std::fs;
use std::path::Path;

use rebadge::artwork::{Artwork, Image};
use rebadge::client::Client;
use rebadge::color::{Color, Oklch, Palette, Palettes, Role, Scheme};
use rebadge::inherit::{Library, ThemeFile};

use rebadge::theme::{self, Background, Theme};
use rebadge::vector::{self, Fonts, PARTS_SIDE, Pixels, Vector};

/// The distance in chroma and hue (the plane a, b of OKLab) from which a color is another one.
const OTHER: f64 = 0.05;
/// The share of an image that must reach 3:1, as `check` has it.
const STANDS_OUT: f64 = 0.25;

/// How far a theme is from its logo.
pub(crate) struct Damage {
    /// The share of the painted area whose hue or chroma changed, in the scheme where it is larger.
    pub(crate) share: f64,
    /// The largest such change.
    pub(crate) largest: f64,
    pub(crate) is_recolored: bool,
    pub(crate) is_carded: bool,
    /// A gray part of the theme's logo, by itself, is below 3:1 on dark.
    pub(crate) is_dim: bool,
    /// Recolored in a scheme in which the logo as it came passes every check, and has no dim part.
    pub(crate) is_needless: bool,
    pub(crate) is_logo_cut: bool,
    pub(crate) is_icon_cut: bool,
    /// The logo as it came on light and dark, the theme's logo on light and dark, the icon.
    pub(crate) shown: [Pixels; 5],
}

/// Measures a theme against the text of its logo; none where either cannot be drawn.
pub(crate) fn measure(svg: &str, folder: &Path, client: &Client) -> Option<Damage> {
    let original = Vector::read(svg, &Fonts::none()).ok()?;
    let library = Library::new(folder.parent()?);
    let theme = theme::load(&ThemeFile::at(folder), &client.base, &library).theme?;
    let text = fs::read_to_string(folder.join("theme.toml")).ok()?;
    let mut roles = client.base.logo_on.clone();
    roles.push(Role::Surface);
    let mut damage = Damage {
        share: 0.0,
        largest: 0.0,
        is_recolored: false,
        is_carded: false,
        is_needless: false,
        is_dim: false,
        is_logo_cut: false,
        is_icon_cut: icon_is_cut(&theme),
        shown: shown(&original, &theme)?,
    };
    for scheme in Scheme::ALL {
        let palette = theme.palettes.get(scheme);
        let before = draw(&original, palette, PARTS_SIDE)?;
        let after = pixels(&theme.logo.get(scheme).value, palette, PARTS_SIDE)?;
        let surfaces: Vec<Color> = roles.iter().map(|role| palette.get(*role)).collect();
        let vanishes = |pixels: &Pixels| surfaces.iter().any(|on| pixels.lost(*on).is_any());
        damage.is_logo_cut |= vanishes(&after);
        let key = if scheme == Scheme::Dark { "logo-dark" } else { "logo " };
        let line = text.lines().find(|line| line.starts_with(key)).unwrap_or("");
        if line.contains("on a card of") {
            damage.is_carded = true;
            continue;
        }
        let (share, largest, all) = compare(&cut(&before)?, &cut(&after)?);
        damage.share = damage.share.max(share);
        damage.largest = damage.largest.max(largest);
        let is_recolored = all > 0.002;
        damage.is_recolored |= is_recolored;
        let passes = surfaces.iter().all(|on| before.stands_out_on_plates(*on) >= STANDS_OUT);
        let is_dim = |pixels: &Pixels| {
            scheme == Scheme::Dark && surfaces.iter().any(|on| has_dim_gray(pixels, *on))
        };
        damage.is_dim |= is_dim(&after);
        damage.is_needless |= is_recolored && passes && !vanishes(&before) && !is_dim(&before);
    }
    Some(damage)
}

/// Whether a part by itself that is gray, or nearly so, does not stand out.
fn has_dim_gray(pixels: &Pixels, on: Color) -> bool {
    const GRAY: f64 = 0.08;
    let dim = pixels.dim(on).mask;
    let all = dim.iter().zip(pixels.rgba.chunks_exact(4));
    let (mut count, mut gray) = (0, 0);
    for (_, p) in all.filter(|(is_dim, p)| **is_dim && p[3] >= 250) {
        count += 1;
        gray += usize::from(Oklch::from(Color::new(p[0], p[1], p[2])).c < GRAY);
    }
    count > 0 && gray * 2 > count
}

fn draw(vector: &Vector, palette: &Palette, side: u32) -> Option<Pixels> {
    vector::sample(&vector::for_scheme(vector, palette).ok()?, side).ok()
}

fn pixels(artwork: &Artwork, palette: &Palette, side: u32) -> Option<Pixels> {
    match &artwork.image {
        Image::Vector(vector) => draw(vector, palette, side),
        Image::Raster(pixels) => Some(pixels.clone()),
    }
}

/// The painted part, scaled to the same size by whole pixels: what was cut off a page can be compared with the page.
fn cut(pixels: &Pixels) -> Option<Pixels> {
    const SIDE: usize = 160;
    let painted = pixels.painted()?;
    let (width, height) = (pixels.width as f32, pixels.height as f32);
    let (left, top) = (painted.left * width, painted.top * height);
    let (across, down) = (painted.right * width - left, painted.bottom * height - top);
    let mut new = Pixels::filled(SIDE as u32, SIDE as u32, [0; 4]);
    for (at, pixel) in new.rgba.chunks_exact_mut(4).enumerate() {
        let place =
            |n: usize, from: f32, length: f32| from + (n as f32 + 0.5) / SIDE as f32 * length;
        let x = (place(at % SIDE, left, across) as usize).min(pixels.width as usize - 1);
        let y = (place(at / SIDE, top, down) as usize).min(pixels.height as usize - 1);
        pixel.copy_from_slice(&pixels.rgba[(y * pixels.width as usize + x) * 4..][..4]);
    }
    Some(new)
}

/// The share of solid pixels with another hue or chroma, the largest such change, and the share of those that changed
/// at all.
fn compare(before: &Pixels, after: &Pixels) -> (f64, f64, f64) {
    let (mut solid, mut hue, mut any, mut largest) = (0usize, 0usize, 0usize, 0.0f64);
    for (a, b) in before.rgba.chunks_exact(4).zip(after.rgba.chunks_exact(4)) {
        if a[3] < 250 || b[3] < 250 {
            continue;
        }
        solid += 1;
        if a == b {
            continue;
        }
        let [a, b] = [a, b].map(|p| Oklch::from(Color::new(p[0], p[1], p[2])));
        let flat = |color: Oklch| {
            let (sin, cos) = color.h.to_radians().sin_cos();
            (color.c * cos, color.c * sin)
        };
        let ((ax, ay), (bx, by)) = (flat(a), flat(b));
        let far = (ax - bx).hypot(ay - by);
        any += usize::from(far > OTHER || (a.l - b.l).abs() > OTHER);
        if far > OTHER {
            hue += 1;
            largest = largest.max(far);
        }
    }
    let share = |count: usize| count as f64 / solid.max(1) as f64;
    (share(hue), largest, share(any))
}

/// The color that the mark stands on in the light scheme.
fn ground(theme: &Theme) -> Option<Color> {
    match &theme.icon.background.value {
        Background::Color { light, .. } => Some(*light),
        _ => None,
    }
}

fn icon_is_cut(theme: &Theme) -> bool {
    let mark = pixels(&theme.icon.mark.value, &theme.palettes.light, PARTS_SIDE);
    mark.zip(ground(theme)).is_some_and(|(mark, on)| mark.lost(on).is_any())
}

/// A picture for the sheet on a ground of its own.
fn on(picture: Option<&Pixels>, ground: Color, (width, height): (u32, u32), margin: f32) -> Pixels {
    let mut new = Pixels::filled(width, height, [ground.r, ground.g, ground.b, 255]);
    let Some(picture) = picture else {
        return new;
    };
    let free = 1.0 - 2.0 * margin;
    let scale = (width as f32 * free / picture.width as f32)
        .min(height as f32 * free / picture.height as f32);
    let (left, top) = (
        (width as f32 - picture.width as f32 * scale) / 2.0,
        (height as f32 - picture.height as f32 * scale) / 2.0,
    );
    for (at, pixel) in new.rgba.chunks_exact_mut(4).enumerate() {
        let (x, y) = (at as u32 % width, at as u32 / width);
        // The mean of the pixels that one of the sheet covers.
        let range = |n: u32, from: f32, most: u32| {
            let low = ((n as f32 - from) / scale).max(0.0);
            let high = ((n as f32 + 1.0 - from) / scale).min(most as f32);
            (low as u32, (high.ceil() as u32).min(most))
        };
        let ((x0, x1), (y0, y1)) = (range(x, left, picture.width), range(y, top, picture.height));
        let mut sum = [0.0f32; 4];
        for (x, y) in (y0..y1).flat_map(|y| (x0..x1).map(move |x| (x, y))) {
            let from = &picture.rgba[((y * picture.width + x) * 4) as usize..][..4];
            let alpha = f32::from(from[3]) / 255.0;
            (0..3).for_each(|n| sum[n] += f32::from(from[n]) * alpha);
            sum[3] += alpha;
        }
        let count = ((x1.saturating_sub(x0)) * (y1.saturating_sub(y0))) as f32;
        if count > 0.0 {
            let rest = 1.0 - sum[3] / count;
            (0..3).for_each(|n| {
                pixel[n] = (sum[n] / count + f32::from(pixel[n]) * rest).round() as u8;
            });
        }
    }
    new
}

fn shown(original: &Vector, theme: &Theme) -> Option<[Pixels; 5]> {
    const SIZE: (u32, u32) = (104, 66);
    let Palettes { light, dark } = &theme.palettes;
    let surface = |palette: &Palette| palette.get(Role::Surface);
    let logo = |scheme: Scheme, palette: &Palette| {
        let picture = pixels(&theme.logo.get(scheme).value, palette, PARTS_SIDE);
        on(picture.as_ref(), surface(palette), SIZE, 0.08)
    };
    let before = |palette: &Palette| {
        on(draw(original, palette, PARTS_SIDE).as_ref(), surface(palette), SIZE, 0.08)
    };
    let mark = pixels(&theme.icon.mark.value, light, PARTS_SIDE);
    let background = ground(theme).unwrap_or(Color::new(255, 0, 255));
    let icon = on(mark.as_ref(), background, (SIZE.1, SIZE.1), theme.icon.padding as f32);
    Some([before(light), before(dark), logo(Scheme::Light, light), logo(Scheme::Dark, dark), icon])
}
