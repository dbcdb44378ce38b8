//! Contrast of text and controls.

use crate::base::Base;
use crate::color::{Color, PAIRS, Pair, PairKind, Role, Scheme, contrast, nearest_passing};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Place, Sourced};
use crate::theme::Theme;

/// Every pair of roles, in both schemes.
pub(super) fn pairs(theme: &Theme, _: &Base) -> Vec<Diagnostic> {
    let of_scheme = |scheme| PAIRS.iter().filter_map(move |pair| pair_problem(theme, scheme, pair));
    Scheme::ALL.into_iter().flat_map(of_scheme).collect()
}

fn pair_problem(theme: &Theme, scheme: Scheme, pair: &Pair) -> Option<Diagnostic> {
    let palette = theme.palettes.get(scheme);
    let (front, behind) = (palette.get(pair.text), palette.get(pair.on));
    let ratio = contrast(front, behind);
    if ratio >= pair.minimum {
        return None;
    }
    let what = match pair.kind {
        PairKind::Text => "text",
        PairKind::NonText => "an icon or border in",
    };
    let message = format!(
        "{what} `{}` on `{}` has a contrast of {}:1 in the {} scheme, {}:1 is needed",
        pair.text.name(),
        pair.on.name(),
        shown(ratio),
        scheme.name(),
        pair.minimum
    );
    // The color that the theme wrote is the one to change; where it wrote both, the text.
    let written = |role: Role| theme.written_colors.get(&(scheme, role));
    let (role, other, color) = match (written(pair.text), written(pair.on)) {
        (None, Some(_)) => (pair.on, front, behind),
        _ => (pair.text, behind, front),
    };
    let problem = Diagnostic::at(Code::Contrast, place(theme, scheme, role), message);
    Some(problem.maybe_help(nearest_help(color, other, pair.minimum, role)))
}

fn nearest_help(color: Color, against: Color, minimum: f64, role: Role) -> Option<String> {
    let nearest = nearest_passing(color, against, minimum)?;
    Some(format!("`{nearest}` is the nearest color that passes for `{}`", role.name()))
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
pub(super) fn launch_text(theme: &Theme, _: &Base) -> Vec<Diagnostic> {
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
