//! Contrast of text and controls.

use std::collections::BTreeMap;

use crate::base::Base;
use crate::theme::Theme;
use rebadge_art::color::{
    Color, PAIRS, Pair, PairKind, Palette, Role, Scheme, contrast, delta_e_ok, nearest_passing,
};
use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::source::{Place, Sourced};

/// Every pair of roles, in both schemes. A color that fails in several pairs is said once, with the worst.
pub fn pairs(theme: &Theme, _: &Base) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for scheme in Scheme::ALL {
        let mut by_role: BTreeMap<Role, Failing> = BTreeMap::new();
        for failing in PAIRS.iter().filter_map(|pair| failing(theme, scheme, pair)) {
            let worst = by_role.entry(failing.role).or_insert(failing);
            if failing.reached() < worst.reached() {
                *worst = failing;
            }
        }
        found.extend(by_role.values().map(|failing| problem(theme, scheme, failing)));
    }
    found
}

/// A pair that does not reach its contrast.
#[derive(Clone, Copy)]
struct Failing {
    pair: &'static Pair,
    ratio: f64,
    /// The role whose color is to be changed.
    role: Role,
}

impl Failing {
    /// How much of the needed contrast it reaches, below 1.
    fn reached(&self) -> f64 {
        self.ratio / self.pair.minimum
    }
}

fn failing(theme: &Theme, scheme: Scheme, pair: &'static Pair) -> Option<Failing> {
    let palette = theme.palettes.get(scheme);
    let ratio = contrast(palette.get(pair.text), palette.get(pair.on));
    let is_written = |role: Role| theme.written_colors.contains_key(&(scheme, role));
    // The color that the theme wrote is the one to change; where it wrote both, the text.
    let role = if is_written(pair.on) && !is_written(pair.text) { pair.on } else { pair.text };
    (ratio < pair.minimum).then_some(Failing { pair, ratio, role })
}

fn problem(theme: &Theme, scheme: Scheme, failing: &Failing) -> Diagnostic {
    let Failing { pair, ratio, role } = failing;
    let what = match pair.kind {
        PairKind::Text => "text",
        PairKind::NonText => "an icon or border in",
    };
    let message = format!(
        "{what} `{}` on `{}` has a contrast of {}:1 in the {} scheme, {}:1 is needed",
        pair.text.name(),
        pair.on.name(),
        shown(*ratio),
        scheme.name(),
        pair.minimum
    );
    let help = match nearest(theme.palettes.get(scheme), *role) {
        Some(color) => format!("`{color}` is the nearest color that passes for `{}`", role.name()),
        None => format!("no color for `{}` passes with all others; change those too", role.name()),
    };
    Diagnostic::at(Code::Contrast, place(theme, scheme, *role), message).help(help)
}

/// The color nearest to a role's that passes in every pair of the role, by ΔE-OK.
fn nearest(palette: &Palette, role: Role) -> Option<Color> {
    let color = palette.get(role);
    let against = |pair: &&Pair| {
        (pair.text == role).then_some(pair.on).or((pair.on == role).then_some(pair.text))
    };
    let others: Vec<(Color, f64)> = PAIRS
        .iter()
        .filter_map(|pair| Some((palette.get(against(&pair)?), pair.minimum)))
        .collect();
    let passes = |candidate: &Color| {
        others.iter().all(|(other, minimum)| contrast(*candidate, *other) >= *minimum)
    };
    let candidates =
        others.iter().filter_map(|(other, minimum)| nearest_passing(color, *other, *minimum));
    let distance = |candidate: &Color| delta_e_ok(color, *candidate);
    candidates.filter(passes).min_by(|a, b| distance(a).total_cmp(&distance(b)))
}

/// Where to change a role: where it is written, else the brand color that it comes from.
fn place(theme: &Theme, scheme: Scheme, role: Role) -> &Place {
    let written = theme.written_colors.get(&(scheme, role)).and_then(Sourced::place);
    written.unwrap_or_else(|| brand_place(theme))
}

fn brand_place(theme: &Theme) -> &Place {
    let place = theme.brand_color.place().or_else(|| theme.tenant.id.place());
    place.expect("the id of a theme is always written")
}

/// A ratio with one decimal, cut and not rounded: 4.47 is not 4.5.
pub(super) fn shown(ratio: f64) -> String {
    format!("{:.1}", (ratio * 10.0).floor() / 10.0)
}

/// The texts of the launch screen on its background.
pub fn launch_text(theme: &Theme, _: &Base) -> Vec<Diagnostic> {
    let backgrounds =
        [(Scheme::Light, &theme.launch.background), (Scheme::Dark, &theme.launch.background_dark)];
    let problem = |(scheme, background): (Scheme, &Sourced<Color>)| {
        let text = theme.palettes.get(scheme).get(Role::OnSurface);
        let ratio = contrast(text, background.value);
        // Where it is derived it is the surface, and that pair is in the table.
        let place = background.place().filter(|_| ratio < 4.5)?;
        let message = format!(
            "text `on-surface` on the launch screen has a contrast of {}:1 in the {} scheme, 4.5:1 is needed",
            shown(ratio),
            scheme.name()
        );
        let nearest = nearest_passing(background.value, text, 4.5);
        let help = nearest.map(|color| format!("`{color}` is the nearest background that passes"));
        Some(Diagnostic::at(Code::Contrast, place, message).maybe_help(help))
    };
    backgrounds.into_iter().filter_map(problem).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_never_rounded_up() {
        assert_eq!(shown(4.478), "4.4");
        assert_eq!(shown(21.0), "21.0");
    }
}
