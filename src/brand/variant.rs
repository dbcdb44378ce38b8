//! A logo for each scheme: as it came wherever it can be seen, and in other colors where a part of it would vanish.
//! Apart because it weighs what must change against what must not.
//!
//! Only the part that vanishes changes. Black, gray and white change places, and so does what is white within the black. A
//! color with a hue keeps it, and its chroma, and takes the nearest lightness that shows. Where that would make another
//! color of it, or a gradient flat, the logo stays as it is, on a card.

use std::collections::{BTreeMap, BTreeSet};

use super::clusters::{lab, nearest};
use super::compose::{Plate, on_plate};
use super::inks::Inks;
use super::picture::Picture;
use super::score::is_neutral;
use crate::artwork::{Image, STANDS_OUT};
use crate::color::{Color, Oklch, Palette, contrast, nearest_passing};
use crate::vector::{
    Fonts, PARTS_SIDE, Pixels, ShapePaint, Shapes, Vector, recolor_shapes, shapes,
};

/// What a color that must change gets: a little more than graphics need (WCAG 2.2, 1.4.11).
const AIM: f64 = 3.4;
/// The share of its chroma that a color must keep: less is mud.
const CHROMA: f64 = 0.8;
/// The lightness that a bright color may lose: in a flat logo, and in an illustration, whose shades hang together.
const FALL: (f64, f64) = (0.22, 0.12);
/// A flat logo has at most so many colors.
const FLAT: usize = 3;
/// Most of a shape: what of it must vanish for it to change, and what of its edge must lie against one that changes.
const MOST: f64 = 0.5;
/// The share of all that may change though no shape that must change owns it: blends along edges.
const BESIDE: f64 = 0.12;
/// A little more than `check` asks for.
const ENOUGH: f64 = STANDS_OUT + 0.02;
/// The cards that a logo may stand on.
const CARDS: [Color; 3] =
    [Color::WHITE, Color::new(0x1b, 0x1b, 0x1f), Color::new(0x76, 0x76, 0x76)];

/// Whether a logo may be drawn in other colors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recolor {
    /// Where a part would vanish.
    WhereNeeded,
    /// Never: what would vanish gets a card.
    Never,
}

/// What a logo stands on in one scheme.
#[derive(Clone, Debug)]
pub struct Stage<'a> {
    /// The scheme's colors.
    pub palette: &'a Palette,
    /// The colors of the surfaces that the logo stands on.
    pub surfaces: Vec<Color>,
}

impl Stage<'_> {
    /// The least contrast of a color with the surfaces.
    fn contrast(&self, color: Color) -> f64 {
        self.surfaces.iter().map(|on| contrast(color, *on)).fold(f64::MAX, f64::min)
    }

    /// The color of the same hue and chroma nearest to this one that can be seen on all surfaces.
    fn nearest(&self, color: Color) -> Option<Color> {
        let reach = |color: Color, on: &Color| nearest_passing(color, *on, AIM);
        let found = self.surfaces.iter().try_fold(color, reach)?;
        (self.contrast(found) >= AIM * 0.98).then_some(found)
    }
}

/// A logo for one scheme.
#[derive(Clone, Debug)]
pub enum Variant {
    /// It is as good as it is.
    Same,
    /// Parts of it are in other colors.
    Recolored(Picture, BTreeMap<Color, Color>),
    /// On a card of a color.
    Carded(Picture, Color),
}

/// How a picture is seen on the surfaces of a stage.
struct Seen {
    pixels: Pixels,
    /// Which pixels vanish on any of them.
    lost: Vec<bool>,
    /// The least share that stands out, of the surfaces.
    share: f64,
}

impl Seen {
    /// As `check` sees it, at the size `side`; `None` for what cannot be drawn.
    fn read(picture: &Picture, stage: &Stage<'_>, side: u32) -> Option<Seen> {
        let pixels = picture.sample(stage.palette, side)?;
        let mut lost = vec![false; pixels.rgba.len() / 4];
        let mut share = 1.0f64;
        for on in &stage.surfaces {
            let own = pixels.lost(*on);
            lost.iter_mut().zip(&own.mask).for_each(|(all, own)| *all |= own);
            let plain = match &picture.image {
                Image::Vector(vector) => vector.sample(stage.palette).ok()?.stands_out(*on),
                Image::Raster(pixels) => pixels.stands_out(*on),
            };
            let enough = plain >= STANDS_OUT;
            share = share.min(if enough { plain } else { pixels.stands_out_on_plates(*on) });
        }
        Some(Seen { pixels, lost, share })
    }

    fn is_whole(&self) -> bool {
        !self.lost.contains(&true)
    }
}

/// The variant of a logo that one scheme needs.
pub(super) fn variant(
    picture: &Picture,
    stage: &Stage<'_>,
    recolor: Recolor,
    fonts: &Fonts,
) -> Variant {
    let Some(seen) = Seen::read(picture, stage, PARTS_SIDE) else {
        return Variant::Same;
    };
    if seen.is_whole() && seen.share >= STANDS_OUT {
        return Variant::Same;
    }
    let is_good = |(new, _): &(Picture, _)| {
        Seen::read(new, stage, PARTS_SIDE)
            .is_some_and(|seen| seen.is_whole() && seen.share >= ENOUGH)
    };
    let recolored = match (&picture.image, recolor) {
        (_, Recolor::Never) => None,
        (Image::Vector(vector), _) => in_other_colors(vector, &seen, stage, fonts),
        // Pixels of an opaque picture are blends of what must change and what must not.
        (Image::Raster(pixels), _) if pixels.is_opaque() => None,
        (Image::Raster(pixels), _) => repainted(picture, pixels, stage),
    };
    if let Some((new, changes)) = recolored.filter(is_good) {
        return Variant::Recolored(new, changes);
    }
    if seen.share >= STANDS_OUT
        && matches!(&picture.image, Image::Vector(vector) if vector.is_recolored())
    {
        // It follows the palette by its classes: its designer has thought of this.
        return Variant::Same;
    }
    let color = card(&seen.pixels, stage);
    match on_plate(picture, Plate::Card, color, fonts) {
        Some(new) => Variant::Carded(new, color),
        None => Variant::Same,
    }
}

/// A drawing with those of its shapes in other colors that cannot be seen as they are.
fn in_other_colors(
    vector: &Vector,
    seen: &Seen,
    stage: &Stage<'_>,
    fonts: &Fonts,
) -> Option<(Picture, BTreeMap<Color, Color>)> {
    let shapes = shapes(vector, stage.palette, PARTS_SIDE)?;
    let lost = match seen.is_whole() {
        true => weak(&shapes, stage),
        false => vanishing(&shapes, &seen.lost),
    };
    if lost.is_empty() {
        return None;
    }
    let colors: BTreeSet<Color> = shapes.paints.iter().flat_map(|p| p.colors.clone()).collect();
    let reach = Reach {
        fall: if colors.len() <= FLAT { FALL.0 } else { FALL.1 },
        grays: if seen.is_whole() { Grays::Move } else { Grays::Turn },
    };
    let mut to: BTreeMap<usize, BTreeMap<Color, Color>> = BTreeMap::new();
    for at in &lost {
        to.insert(*at, changed(&shapes.paints[*at], stage, reach)?);
    }
    let inner = match reach.grays {
        Grays::Turn => within(&shapes, &lost, seen.pixels.width as usize),
        Grays::Move => Vec::new(),
    };
    for at in inner {
        let turned = shapes.paints[at].colors.iter().map(|color| (*color, turned(*color)));
        to.insert(at, turned.collect());
    }
    let text = recolor_shapes(vector, &shapes, &to)?;
    let picture = Picture::svg(&text, fonts)?;
    let is_mine = |at: usize| shapes.owners[at].is_some_and(|owner| to.contains_key(&owner));
    let new = picture.sample(stage.palette, PARTS_SIDE)?;
    let is_kept = seen.is_whole() || few_others(&seen.pixels, &new, is_mine);
    let changes = to.into_values().flatten().filter(|(from, to)| from != to).collect();
    is_kept.then_some((picture, changes))
}

/// Whether hardly anything changed but what was to change.
fn few_others(old: &Pixels, new: &Pixels, is_mine: impl Fn(usize) -> bool) -> bool {
    let both = old.rgba.as_chunks::<4>().0.iter().zip(new.rgba.as_chunks::<4>().0);
    let is_other = |(_, (old, new)): &(usize, (&[u8; 4], &[u8; 4]))| {
        let far = (0..4).map(|n| old[n].abs_diff(new[n])).max().unwrap_or(0);
        old[3] >= 200 && far > 40
    };
    let others = both.enumerate().filter(is_other).filter(|(at, _)| !is_mine(*at)).count();
    let painted = old.rgba.as_chunks::<4>().0.iter().filter(|pixel| pixel[3] >= 200).count();
    others as f64 <= BESIDE * painted as f64
}

/// The paints of which most vanishes.
fn vanishing(shapes: &Shapes, lost: &[bool]) -> Vec<usize> {
    let mut counts = vec![(0usize, 0usize); shapes.paints.len()];
    for (owner, is_lost) in shapes.owners.iter().zip(lost) {
        if let Some(owner) = owner {
            counts[*owner].0 += 1;
            counts[*owner].1 += usize::from(*is_lost);
        }
    }
    let is_lost = |(all, lost): &(usize, usize)| *lost > 0 && *lost as f64 >= MOST * *all as f64;
    counts.iter().enumerate().filter(|(_, count)| is_lost(count)).map(|(at, _)| at).collect()
}

/// Where all can be seen and too little stands out: the paints of the colors that lack least, as many as it takes.
fn weak(shapes: &Shapes, stage: &Stage<'_>) -> Vec<usize> {
    let mut counts: BTreeMap<Color, usize> = BTreeMap::new();
    let mut all = 0;
    for owner in shapes.owners.iter().flatten() {
        all += 1;
        if let [color] = shapes.paints[*owner].colors[..] {
            *counts.entry(color).or_default() += 1;
        }
    }
    let mut colors: Vec<Color> = counts.keys().copied().collect();
    colors.sort_by(|a, b| stage.contrast(*b).total_cmp(&stage.contrast(*a)).then(a.cmp(b)));
    let (mut reached, mut chosen) = (0, Vec::new());
    for color in colors {
        if reached as f64 >= (ENOUGH + 0.05) * f64::from(all) {
            break;
        }
        reached += counts[&color];
        if stage.contrast(color) < 3.0 {
            chosen.push(color);
        }
    }
    let is_chosen =
        |paint: &ShapePaint| matches!(paint.colors[..], [color] if chosen.contains(&color));
    (0..shapes.paints.len()).filter(|at| is_chosen(&shapes.paints[*at])).collect()
}

/// The black, gray and white shapes that lie within such ones that change: what is white within black that turns white.
fn within(shapes: &Shapes, changing: &[usize], width: usize) -> Vec<usize> {
    let neutral: Vec<bool> =
        shapes.paints.iter().map(|paint| paint.colors.iter().all(|c| is_neutral(*c))).collect();
    let mut edges = vec![(0usize, 0usize); shapes.paints.len()];
    for (at, owner) in shapes.owners.iter().enumerate() {
        let Some(owner) = owner.filter(|owner| neutral[*owner] && !changing.contains(owner)) else {
            continue;
        };
        let beside = [at.wrapping_sub(1), at + 1, at.wrapping_sub(width), at + width];
        for other in beside.iter().filter_map(|at| shapes.owners.get(*at)) {
            if *other == Some(owner) {
                continue;
            }
            edges[owner].0 += 1;
            let turns = other.is_some_and(|other| neutral[other] && changing.contains(&other));
            edges[owner].1 += usize::from(turns);
        }
    }
    let is_within = |(all, turning): &(usize, usize)| *turning as f64 > MOST * *all as f64;
    edges.iter().enumerate().filter(|(_, edge)| is_within(edge)).map(|(at, _)| at).collect()
}

/// How far colors may go.
#[derive(Clone, Copy)]
struct Reach {
    /// How much lightness a bright color may lose.
    fall: f64,
    grays: Grays,
}

/// What becomes of black, gray and white.
#[derive(Clone, Copy, PartialEq)]
enum Grays {
    /// Black for white: they vanish as they are.
    Turn,
    /// The nearest gray that stands out: they can be seen.
    Move,
}

/// The colors that a paint takes to be seen. `None` where lightness alone does not do.
fn changed(paint: &ShapePaint, stage: &Stage<'_>, reach: Reach) -> Option<BTreeMap<Color, Color>> {
    if paint.colors.is_empty() {
        return None;
    }
    if reach.grays == Grays::Turn && paint.colors.iter().all(|color| is_neutral(*color)) {
        let turned = |color: &Color| Some((*color, stage.nearest(turned(*color))?));
        return paint.colors.iter().map(turned).collect();
    }
    if let [color] = paint.colors[..] {
        return Some([(color, shifted(color, stage, reach.fall)?)].into());
    }
    // A gradient stays one: all its stops move alike.
    let weakest = paint
        .colors
        .iter()
        .copied()
        .min_by(|a, b| stage.contrast(*a).total_cmp(&stage.contrast(*b)))?;
    let by = Oklch::from(shifted(weakest, stage, reach.fall)?).l - Oklch::from(weakest).l;
    let moved = |color: &Color| {
        let old = Oklch::from(*color);
        let new = old.at((old.l + by).clamp(0.0, 1.0)).fitted();
        (new.c >= CHROMA * old.c).then(|| (*color, new.to_color()))
    };
    paint.colors.iter().map(moved).collect()
}

/// Black for white, and each gray for its counterpart.
fn turned(color: Color) -> Color {
    let old = Oklch::from(color);
    Oklch { c: old.c.min(0.02), ..old }.at((1.11 - old.l).clamp(0.178, 0.98)).to_color()
}

/// A color of the same hue and chroma in the nearest lightness that shows.
fn shifted(color: Color, stage: &Stage<'_>, fall: f64) -> Option<Color> {
    let new = stage.nearest(color)?;
    let (old, found) = (Oklch::from(color), Oklch::from(new));
    let is_itself = is_neutral(color) || found.c >= CHROMA * old.c;
    (is_itself && old.l - found.l <= fall).then_some(new)
}

/// A picture of pixels with those that vanish in other colors, each moved as the color moves that it is nearest to.
fn repainted(
    picture: &Picture,
    pixels: &Pixels,
    stage: &Stage<'_>,
) -> Option<(Picture, BTreeMap<Color, Color>)> {
    let seen = Seen::read(picture, stage, u32::MAX)?;
    let mut part = pixels.clone();
    let is_whole = seen.is_whole();
    for (pixel, is_lost) in part.rgba.chunks_exact_mut(4).zip(&seen.lost) {
        if !is_lost && !is_whole {
            pixel[3] = 0;
        }
    }
    let inks = Inks::read(&Picture::png(part)?, stage.palette);
    let mut changes = BTreeMap::new();
    for ink in &inks.list {
        let new = match is_neutral(ink.color) {
            _ if is_whole && stage.contrast(ink.color) >= 3.0 => continue,
            true if !is_whole => stage.nearest(turned(ink.color))?,
            _ => shifted(ink.color, stage, FALL.0)?,
        };
        changes.insert(ink.color, new);
    }
    let mask = widened(&seen.lost, pixels);
    let centers: Vec<[f64; 3]> = inks.list.iter().map(|ink| lab(ink.color)).collect();
    let mut known: BTreeMap<[u8; 3], [u8; 3]> = BTreeMap::new();
    let mut new = pixels.clone();
    for (pixel, is_mine) in new.rgba.chunks_exact_mut(4).zip(&mask) {
        if pixel[3] == 0 || !(*is_mine || is_whole) {
            continue;
        }
        let old = [pixel[0], pixel[1], pixel[2]];
        let color = known.entry(old).or_insert_with(|| {
            let color = Color::new(old[0], old[1], old[2]);
            let ink = inks.list[nearest(&centers, lab(color))].color;
            let moved = changes.get(&ink).map_or(color, |to| moved(color, ink, *to));
            [moved.r, moved.g, moved.b]
        });
        pixel[..3].copy_from_slice(color);
    }
    Some((Picture::png(new)?, changes))
}

/// A mask with the faint pixels beside it, over which the edge of a part runs out.
fn widened(mask: &[bool], pixels: &Pixels) -> Vec<bool> {
    let width = pixels.width as usize;
    let mut wide = mask.to_vec();
    for _ in 0..2 {
        let last = wide.clone();
        for (at, is_in) in wide.iter_mut().enumerate() {
            let beside = [at.wrapping_sub(1), at + 1, at.wrapping_sub(width), at + width];
            let is_beside = || beside.iter().any(|at| last.get(*at) == Some(&true));
            *is_in |= pixels.rgba[at * 4 + 3] < 200 && is_beside();
        }
    }
    wide
}

/// A shade of `from` as the same shade of `to`.
fn moved(color: Color, from: Color, to: Color) -> Color {
    let (color, from, to) = (Oklch::from(color), Oklch::from(from), Oklch::from(to));
    let turned = if (from.l < 0.5) == (to.l < 0.5) { 1.0 } else { -1.0 };
    to.at((to.l + turned * (color.l - from.l)).clamp(0.0, 1.0)).to_color()
}

/// The color of a card that can be seen itself: the first on which all of the logo can be seen, or else the one from which
/// most stands out.
fn card(pixels: &Pixels, stage: &Stage<'_>) -> Color {
    let cards = || CARDS.into_iter().filter(|card| stage.contrast(*card) >= 3.0);
    let is_good = |on: &Color| !pixels.lost(*on).is_any() && pixels.stands_out(*on) >= STANDS_OUT;
    let best = || {
        let share = |on: &Color| pixels.stands_out(*on) - pixels.lost(*on).share;
        cards().max_by(|a, b| share(a).total_cmp(&share(b)))
    };
    cards().find(is_good).or_else(best).unwrap_or(Color::WHITE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::{Role, Scheme, Seed, derive};

    fn check(body: &str, scheme: Scheme, expect: &str) {
        let text =
            format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 20'>{body}</svg>");
        let picture = Picture::svg(&text, &Fonts::none()).unwrap();
        let palettes = derive(&Seed::new(Color::new(10, 102, 194)));
        let palette = palettes.get(scheme);
        let surfaces = vec![palette.get(Role::Surface), palette.get(Role::SurfaceContainerLow)];
        let shown = match variant(
            &picture,
            &Stage { palette, surfaces },
            Recolor::WhereNeeded,
            &Fonts::none(),
        ) {
            Variant::Same => "same".to_owned(),
            Variant::Carded(_, color) => format!("card {color}"),
            Variant::Recolored(_, changes) => {
                let changes: Vec<String> =
                    changes.iter().map(|(from, to)| format!("{from} {to}")).collect();
                changes.join(", ")
            }
        };
        assert_eq!(shown, expect, "{body} in {scheme:?}");
    }

    #[test]
    fn only_what_vanishes_changes() {
        let blue = "<path fill='#0a66c2' d='M0 0h20v20H0z'/>";
        check(blue, Scheme::Light, "same");
        check(blue, Scheme::Dark, "same");
        let words = format!("{blue}<path d='M24 6h16v9H24z'/>");
        check(&words, Scheme::Light, "same");
        check(&words, Scheme::Dark, "#000000 #f8f8f8");
        // A navy word vanishes in the dark; a yellow part of a bright logo does not vanish in the light.
        let navy = format!("{blue}<path fill='#00205b' d='M24 6h16v9H24z'/>");
        check(&navy, Scheme::Dark, "#00205b #466cae");
        let bright = format!("{blue}<path fill='#fbbc05' d='M24 0h16v20H24z'/>");
        check(&bright, Scheme::Light, "same");
        check("<path fill='#fff' d='M0 0h20v20H0z'/>", Scheme::Light, "#ffffff #111111");
        // A yellow would turn to mud: it stays, on a card.
        check("<path fill='#ffcc00' d='M0 0h20v20H0z'/>", Scheme::Light, "card #1b1b1f");
        // What is black in a symbol stays when the black word beside it changes.
        let eyes = "<path fill='#ffcc00' d='M0 0h20v20H0z'/><path d='M4 4h4v4H4z'/><path d='M24 6h16v9H24z'/>";
        check(eyes, Scheme::Dark, "#000000 #f8f8f8");
        check(eyes, Scheme::Light, "same");
    }

    #[test]
    fn a_gradient_stays_one() {
        let word = "<linearGradient id='g'><stop stop-color='#00205b'/><stop offset='1' stop-color='#003380'/>\
            </linearGradient><path fill='#0a66c2' d='M0 0h20v20H0z'/><path fill='url(#g)' d='M24 6h16v9H24z'/>";
        let text =
            format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 20'>{word}</svg>");
        let picture = Picture::svg(&text, &Fonts::none()).unwrap();
        let palettes = derive(&Seed::new(Color::new(10, 102, 194)));
        let surfaces = vec![palettes.dark.get(Role::Surface)];
        let stage = Stage { palette: &palettes.dark, surfaces };
        let found = variant(&picture, &stage, Recolor::WhereNeeded, &Fonts::none());
        let Variant::Recolored(_, changes) = found else { panic!("{found:?}") };
        let hue = |color: &Color| Oklch::from(*color).h;
        assert_eq!(changes.len(), 2, "{changes:?}");
        assert!(changes.iter().all(|(a, b)| (hue(a) - hue(b)).abs() < 6.0), "{changes:?}");
        let kept = variant(&picture, &stage, Recolor::Never, &Fonts::none());
        assert!(matches!(kept, Variant::Carded(_, Color::WHITE)), "{kept:?}");
    }

    #[test]
    fn what_is_white_within_black_changes_too() {
        let plate = "<path d='M0 0h40v20H0z'/><path fill='#fff' d='M18 9h3v3h-3z'/>";
        check(plate, Scheme::Dark, "#000000 #f8f8f8, #ffffff #111111");
        // White within blue stays white.
        let both = "<path d='M30 0h10v20H30z'/><path fill='#0a66c2' d='M0 0h22v20H0z'/>\
            <path fill='#fff' d='M8 8h6v5H8z'/>";
        check(both, Scheme::Dark, "#000000 #f8f8f8");
    }

    #[test]
    fn what_has_no_color_of_its_own_gets_a_card() {
        let flood = "<filter id='f'><feFlood flood-color='#000'/></filter>\
            <path fill='#000' stroke='none' filter='url(#f)' d='M0 0h40v20H0z'/>";
        check(flood, Scheme::Dark, "card #ffffff");
        let faded = "<filter id='f'><feColorMatrix values='0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 1 0'/>\
            </filter><path fill='#0a66c2' filter='url(#f)' d='M0 0h40v20H0z'/>";
        check(faded, Scheme::Dark, "card #ffffff");
    }

    #[test]
    fn shades_keep_their_order_or_turn_it() {
        let shade = |l: f64| Oklch { l, c: 0.0, h: 0.0 }.to_color();
        let lightness = |color: Color| Oklch::from(color).l;
        let turned = moved(shade(0.2), shade(0.1), shade(0.9));
        assert!((lightness(turned) - 0.8).abs() < 0.01);
        let kept = moved(shade(0.7), shade(0.8), shade(0.6));
        assert!((lightness(kept) - 0.5).abs() < 0.01);
    }
}
