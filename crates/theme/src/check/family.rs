//! What icons of one family have in common, and what one of them does otherwise. Separate from the menu, because it knows
//! no theme: it compares measures, and would rather miss an odd icon than blame a good one.

use rebadge_art::vector::{Anatomy, Corner, Ends, Joins, Style};

/// A trait belongs to a family when at least so many icons show it.
const MEMBERS: usize = 5;
/// And when this share of all that can show it does.
const CLEAR: f32 = 0.75;
/// Widths are the same up to this factor, and plainly another beyond the next.
const SAME_WIDTH: f32 = 1.15;
const OTHER_WIDTH: f32 = 1.28;
/// A width that was measured on pixels is plainly another beyond this factor.
const OTHER_THICKNESS: f32 = 1.5;
/// Sizes are the same up to this share of the box; plainly smaller, and plainly larger, beyond the next.
const SAME_SIZE: f32 = 0.1;
const SMALLER: f32 = 0.2;
const LARGER: f32 = 0.14;
/// An icon is centered up to this offset, as a share of the box, and clearly off-center beyond the next.
const MIDDLE: f32 = 0.06;
const ASIDE: f32 = 0.14;
/// An outline that encloses less than this share of its box is a sign, such as an arrow.
const BODY: f32 = 0.1;
/// An outline that encloses this share of its box could have been filled; a hook or a magnifying glass could not.
const FILLABLE: f32 = 0.4;

/// What most of a set of icons have in common; none where they have nothing in common.
#[derive(Debug, Default)]
pub(super) struct Family {
    style: Option<Style>,
    width: Option<f32>,
    ends: Option<Ends>,
    joins: Option<Joins>,
    corner: Option<Corner>,
    size: Option<f32>,
    /// The side of a square as large as the painted box.
    weight: f32,
    is_centered: bool,
    is_square: bool,
}

/// Whether lines count, or only what every picture has: a size and a place in its box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// Icons of one color.
    Lines,
    /// Pictures of many colors, which mix lines and areas as they like.
    Box,
}

impl Family {
    /// What a set of different icons has in common.
    pub(super) fn of(icons: &[&Anatomy], depth: Depth) -> Family {
        let all = || icons.iter();
        let measured = Family {
            size: agreed(all().map(|icon| icon.extent()), |a, b| (a - b).abs() <= SAME_SIZE),
            weight: middle(all().map(|icon| weight(icon))).unwrap_or(1.0),
            is_centered: clear(all().map(|icon| aside(icon) <= MIDDLE)) == Some(true),
            is_square: clear(all().map(|icon| is_square(icon))) == Some(true),
            ..Family::default()
        };
        if depth == Depth::Box {
            return measured;
        }
        let style = clear(all().map(|icon| icon.style).filter(|style| *style != Style::Mixed));
        if style == Some(Style::Filled) {
            return Family { style, ..measured };
        }
        Family {
            style,
            width: agreed(all().filter_map(|icon| width(icon)), |a, b| factor(a, b) <= SAME_WIDTH),
            ends: clear(all().filter_map(|icon| icon.ends)),
            joins: clear(all().filter_map(|icon| icon.joins)),
            corner: clear(all().filter_map(|icon| icon.corner)),
            ..measured
        }
    }

    /// What an icon does otherwise: what it is, and what the others are.
    pub(super) fn odd(&self, icon: &Anatomy) -> Vec<String> {
        if self.is_square && !is_square(icon) {
            let (width, height) = icon.grid;
            // All other measures follow from this one.
            return vec![format!(
                "its box is {} × {}, theirs are square",
                shown(width),
                shown(height)
            )];
        }
        if let Some(other) = self.other_style(icon) {
            return vec![other];
        }
        let on_grid = |share: f32| shown(share * longer(icon));
        let about = |share: f32| rough(share * longer(icon));
        let mut odd = Vec::new();
        if let Some((own, theirs)) = self.other_width(icon) {
            odd.push(format!("its lines are {} wide, theirs {}", on_grid(own), on_grid(theirs)));
        }
        if let (Some(own), Some(theirs)) =
            (icon.ends, self.ends.filter(|ends| icon.ends != Some(*ends)))
        {
            odd.push(format!("its lines end {}, theirs {}", ends(own), ends(theirs)));
        }
        if let (Some(own), Some(theirs)) =
            (icon.joins, self.joins.filter(|joins| icon.joins != Some(*joins)))
        {
            odd.push(format!("its lines meet {}, theirs {}", joins(own), joins(theirs)));
        }
        match (icon.corner, self.corner) {
            // What the joins say already is not said again.
            (Some(Corner::Sharp), Some(Corner::Round)) if odd.is_empty() => {
                odd.push("its corners are sharp, theirs are round".to_owned());
            }
            (Some(Corner::Round), Some(Corner::Sharp)) if odd.is_empty() => {
                odd.push("its corners are round, theirs are sharp".to_owned());
            }
            _ => {}
        }
        if let Some(size) = self.other_size(icon) {
            let own = about(icon.extent());
            odd.push(format!("it is {own} large, they are about {}", about(size)));
        }
        if self.is_centered && aside(icon) > ASIDE {
            odd.push(format!("it stands {} off the middle of its box", about(aside(icon))));
        }
        odd
    }

    /// What would fit, on the grid of an icon.
    pub(super) fn fits(&self, icon: &Anatomy) -> String {
        let on_grid = |share: f32| shown(share * longer(icon));
        let about = |share: f32| rough(share * longer(icon));
        let mut traits = Vec::new();
        traits.extend(self.style.map(|style| match style {
            Style::Filled => "filled".to_owned(),
            _ => "outlined".to_owned(),
        }));
        traits.extend(self.width.map(|width| format!("lines {} wide", on_grid(width))));
        traits.extend(self.ends.map(|own| format!("that end {}", ends(own))));
        traits.extend(self.joins.map(|own| format!("and meet {}", joins(own))));
        let lines = traits.join(" ").replacen("outlined lines", "outlined, with lines", 1);
        let mut parts: Vec<String> = (!lines.is_empty()).then_some(lines).into_iter().collect();
        parts.extend(self.size.map(|size| format!("about {} large", about(size))));
        parts.extend(self.is_centered.then(|| "in the middle".to_owned()));
        if is_square(icon) {
            format!("on a grid of {} the family is {}", shown(longer(icon)), parts.join(", "))
        } else {
            "give it a square `viewBox`, with the drawing in the middle".to_owned()
        }
    }

    fn other_style(&self, icon: &Anatomy) -> Option<String> {
        match (icon.style, self.style?) {
            (Style::Filled, Style::Outline) => Some("it is filled, they are outlined".to_owned()),
            (Style::Outline, Style::Filled) if icon.enclosed >= FILLABLE => {
                Some("it is outlined, they are filled".to_owned())
            }
            _ => None,
        }
    }

    /// The family's size, where an icon's is plainly another. A flat one may be wider than others, and arrows and signs
    /// that are no more than a few lines may be smaller.
    fn other_size(&self, icon: &Anatomy) -> Option<f32> {
        let size = self.size?;
        let is_body = icon.style == Style::Filled || icon.enclosed >= BODY;
        let is_smaller = is_body && icon.extent() < size - SMALLER;
        let is_larger = icon.extent() > size + LARGER && weight(icon) > self.weight + LARGER;
        (is_smaller || is_larger).then_some(size)
    }

    /// The width of an icon's lines and that of the family's, where they are plainly different.
    fn other_width(&self, icon: &Anatomy) -> Option<(f32, f32)> {
        let (own, theirs) = (width(icon)?, self.width?);
        let limit = if icon.stroke.is_some() { OTHER_WIDTH } else { OTHER_THICKNESS };
        (factor(own, theirs) > limit).then_some((own, theirs))
    }
}

/// The middle value.
fn middle(values: impl Iterator<Item = f32>) -> Option<f32> {
    let mut values: Vec<f32> = values.collect();
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied()
}

/// The middle value, if enough agree with it.
fn agreed(values: impl Iterator<Item = f32>, is_same: impl Fn(f32, f32) -> bool) -> Option<f32> {
    let values: Vec<f32> = values.collect();
    let middle = middle(values.iter().copied())?;
    let count = values.iter().filter(|value| is_same(**value, middle)).count();
    is_clear(count, values.len()).then_some(middle)
}

/// The value that enough icons have.
fn clear<T: PartialEq + Copy>(values: impl Iterator<Item = T>) -> Option<T> {
    let values: Vec<T> = values.collect();
    let count = |value: &T| values.iter().filter(|other| *other == value).count();
    values.iter().find(|value| is_clear(count(value), values.len())).copied()
}

fn is_clear(count: usize, all: usize) -> bool {
    count >= MEMBERS && count as f32 >= CLEAR * all as f32
}

/// How many times the larger one is the smaller one.
fn factor(a: f32, b: f32) -> f32 {
    a.max(b) / a.min(b).max(f32::MIN_POSITIVE)
}

/// How wide the lines of an outlined icon are.
fn width(icon: &Anatomy) -> Option<f32> {
    icon.stroke.or((icon.style == Style::Outline).then_some(icon.thickness))
}

/// The side of a square as large as the painted box: how large the eye takes an icon to be.
fn weight(icon: &Anatomy) -> f32 {
    (icon.painted.0 * icon.painted.1).sqrt()
}

fn aside(icon: &Anatomy) -> f32 {
    icon.offset.0.abs().max(icon.offset.1.abs())
}

fn longer(icon: &Anatomy) -> f32 {
    icon.grid.0.max(icon.grid.1)
}

fn is_square(icon: &Anatomy) -> bool {
    factor(icon.grid.0, icon.grid.1) <= 1.1
}

fn ends(ends: Ends) -> &'static str {
    match ends {
        Ends::Butt => "butt",
        Ends::Round => "round",
        Ends::Square => "square",
    }
}

fn joins(joins: Joins) -> &'static str {
    match joins {
        Joins::Miter => "in points",
        Joins::Round => "round",
        Joins::Bevel => "cut off",
    }
}

/// A length that was measured on pixels: two digits of it are true.
fn rough(length: f32) -> String {
    let unit = [0.1, 1.0, 10.0].into_iter().rfind(|unit| length >= unit * 10.0).unwrap_or(0.1);
    shown((length / unit).round() * unit)
}

/// A length with at most two decimals.
fn shown(length: f32) -> String {
    let text = format!("{length:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rebadge_art::vector::{Fonts, Vector};

    fn drawn(body: &str) -> Anatomy {
        let text = format!(
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' stroke='currentColor' \
             stroke-width='2' stroke-linecap='round' stroke-linejoin='round'>{body}</svg>"
        );
        Vector::read(&text, &Fonts::none()).unwrap().anatomy().unwrap().clone()
    }

    /// A family of six, and what an icon does otherwise among `few` of them.
    fn check(few: usize, body: &str, expect: &[&str]) {
        let family = [
            "<path d='M4 4h16v16H4zM8 12h8'/>",
            "<circle cx='12' cy='12' r='9'/><path d='M12 7v5l3 2'/>",
            "<path d='M3 11l9-7 9 7v9H3zM9 20v-6h6v6'/>",
            "<path d='M12 3l9 16H3zM12 9v4'/>",
            "<path d='M3 6h18v12H3zM3 6l9 7 9-7'/>",
            "<circle cx='12' cy='8' r='4'/><path d='M4 20c0-8 16-8 16 0'/>",
        ];
        let icon = drawn(body);
        let mut all: Vec<Anatomy> = family.iter().take(few).map(|body| drawn(body)).collect();
        all.push(icon.clone());
        let all: Vec<&Anatomy> = all.iter().collect();
        assert_eq!(Family::of(&all, Depth::Lines).odd(&icon), expect, "{body}: {icon:?}");
    }

    #[test]
    fn what_looks_alike_is_of_one_family() {
        check(6, "<path d='M4 5h16v14H4zM8 9h8M8 13h4'/>", &[]);
        // An arrow is small by nature, and has few lines.
        check(6, "<path d='M8 8l8 8M8 16h8V8'/>", &[]);
        // The same on another grid.
        check(6, "<path transform='scale(.5)' stroke-width='4' d='M8 8h32v32H8zM16 24h16'/>", &[]);
        check(6, "<path stroke-width='1.75' d='M4 5h16v14H4zM8 9h8'/>", &[]);
    }

    #[test]
    fn what_is_plainly_otherwise_is_said() {
        check(
            6,
            "<path fill='red' stroke='none' d='M3 3h18v18H3z'/>",
            &["it is filled, they are outlined"],
        );
        check(
            6,
            "<path stroke-width='3' d='M4 4h16v16H4zM8 12h8'/>",
            &["its lines are 3 wide, theirs 2"],
        );
        check(
            6,
            "<path stroke-linecap='butt' stroke-linejoin='miter' d='M4 4h16v16H4zM8 12h8'/>",
            &["its lines end butt, theirs round", "its lines meet in points, theirs round"],
        );
        check(6, "<path d='M8 8h8v8H8z'/>", &["it is 10 large, they are about 20"]);
    }

    #[test]
    fn a_few_icons_are_no_family() {
        check(4, "<path fill='red' stroke='none' d='M3 3h18v18H3z'/>", &[]);
    }
}
