//! A drawing with those of its shapes in other colors that cannot be seen as they are. A module of its own because here colors
//! are chosen.
//!
//! Black, gray and white change places, and so does what is white within the black. A color with a hue keeps it, and its
//! chroma, and takes the nearest lightness that shows; a gradient moves as a whole.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::picture::Picture;
use super::score::is_neutral;
use super::variant::{ENOUGH, Seen, Stage};
use rebadge_art::color::{Color, Oklch, nearest_passing};
use rebadge_art::vector::{
    Fonts, PARTS_SIDE, Pixels, ShapePaint, Shapes, Vector, recolor_shapes, shapes,
};

/// What a color that must change gets: a little more than graphics need (WCAG 2.2, 1.4.11).
const AIM: f64 = 3.4;
/// The share of its chroma that a color must keep: less is mud.
const CHROMA: f64 = 0.8;
/// The lightness that a bright color may lose: in a flat logo, and in an illustration, whose shades hang together.
pub(super) const FALL: (f64, f64) = (0.22, 0.12);
/// Hues, in degrees, of which a darker shade is brown or olive, and the lightness that a color of them may lose.
const WARM: (Range<f64>, f64) = (35.0..115.0, 0.08);
/// With less chroma a color is a gray, also one with a tint: slate, sepia.
const GRAY: f64 = 0.08;
/// A flat logo has at most so many colors.
const FLAT: usize = 3;
/// Most of a shape: what of it must vanish for it to change, and what of its edge must lie against one that changes.
const MOST: f64 = 0.5;
/// The share of all that may change though no shape that must change owns it: blends along edges.
const BESIDE: f64 = 0.12;

/// A drawing with those of its shapes in other colors that cannot be seen as they are.
pub(super) fn in_other_colors(
    vector: &Vector,
    seen: &Seen,
    stage: &Stage<'_>,
    fonts: &Fonts,
) -> Option<(Picture, BTreeMap<Color, Color>)> {
    let shapes = shapes(vector, stage.palette, PARTS_SIDE)?;
    let lost = if !seen.is_whole() {
        vanishing(&shapes, &seen.lost)
    } else if seen.passes() {
        let mut dim = vanishing(&shapes, &seen.dim);
        dim.retain(|at| shapes.paints[*at].colors.iter().all(|c| Oklch::from(*c).c < GRAY));
        dim
    } else {
        weak(&shapes, stage)
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
    let is_kept = (seen.is_whole() && !seen.passes()) || few_others(&seen.pixels, &new, is_mine);
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
        let turned = |color: &Color| Some((*color, nearest(stage, turned(*color))?));
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
pub(super) fn turned(color: Color) -> Color {
    let old = Oklch::from(color);
    Oklch { c: old.c.min(0.02), ..old }.at((1.11 - old.l).clamp(0.178, 0.98)).to_color()
}

/// A color of the same hue and chroma in the nearest lightness that shows.
pub(super) fn shifted(color: Color, stage: &Stage<'_>, fall: f64) -> Option<Color> {
    let new = nearest(stage, color)?;
    let (old, found) = (Oklch::from(color), Oklch::from(new));
    let is_itself = is_neutral(color) || found.c >= CHROMA * old.c;
    let fall = if !is_neutral(color) && WARM.0.contains(&old.h) { fall.min(WARM.1) } else { fall };
    (is_itself && old.l - found.l <= fall).then_some(new)
}

/// The color of the same hue and chroma nearest to this one that can be seen on all surfaces.
pub(super) fn nearest(stage: &Stage<'_>, color: Color) -> Option<Color> {
    let reach = |color: Color, on: &Color| nearest_passing(color, *on, AIM);
    let found = stage.surfaces.iter().try_fold(color, reach)?;
    (stage.contrast(found) >= AIM * 0.98).then_some(found)
}
