//! How a color role stands out from its partner, before and after.

use std::collections::BTreeMap;

use rebadge_art::color::{Color, PAIRS, Pair, Role, contrast};
use rebadge_theme::listing::Value;

/// The contrast of one pair, of all that a role belongs to: the one that comes nearest to failing.
#[derive(Clone, Debug, PartialEq)]
pub struct Contrast {
    /// The role in front.
    pub text: Role,
    /// The role behind it.
    pub on: Role,
    /// The least that is needed.
    pub minimum: f64,
    /// What it was.
    pub before: Option<f64>,
    /// What it is.
    pub after: Option<f64>,
}

impl Contrast {
    /// Whether a ratio of this pair is enough.
    pub fn passes(&self, ratio: f64) -> bool {
        ratio >= self.minimum
    }
}

type Rows<'a> = BTreeMap<&'a str, &'a Value>;

/// The contrast of the role that a key names: of those in which it is in front, or else of those behind which it
/// stands.
pub(super) fn of(key: &str, before: &Rows<'_>, after: &Rows<'_>) -> Option<Contrast> {
    let (scheme, role) = key.strip_prefix("colors.")?.split_once('.')?;
    let role = Role::from_name(role)?;
    let in_front = PAIRS.iter().any(|pair| pair.text == role);
    let pairs =
        PAIRS.iter().filter(|pair| if in_front { pair.text == role } else { pair.on == role });
    let measured = pairs.map(|pair| {
        let ratio =
            |rows| Some(ratio(color(rows, scheme, pair.text)?, color(rows, scheme, pair.on)?));
        let Pair { text, on, minimum, .. } = *pair;
        Contrast { text, on, minimum, before: ratio(before), after: ratio(after) }
    });
    // Of two that are equally near the first of the table stays.
    measured.min_by(|a, b| margin(a).total_cmp(&margin(b)))
}

fn margin(contrast: &Contrast) -> f64 {
    contrast.after.or(contrast.before).unwrap_or(f64::INFINITY) / contrast.minimum
}

fn ratio(text: Color, on: Color) -> f64 {
    contrast(text, on)
}

fn color(rows: &Rows<'_>, scheme: &str, role: Role) -> Option<Color> {
    match rows.get(format!("colors.{scheme}.{role}").as_str())? {
        Value::Color(color) => Some(*color),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pair of a role, and its contrast before and after to a tenth, for two rows of colors.
    fn check(role: &str, before: &[(&str, &str)], after: &[(&str, &str)], expect: &str) {
        let values = |colors: &[(&str, &str)]| -> Vec<(String, Value)> {
            let row = |(role, color): &(&str, &str)| {
                (format!("colors.light.{role}"), Value::Color(Color::parse(color).unwrap()))
            };
            colors.iter().map(row).collect()
        };
        let (before, after) = (values(before), values(after));
        fn rows(values: &[(String, Value)]) -> Rows<'_> {
            values.iter().map(|(key, value)| (key.as_str(), value)).collect()
        }
        let found = of(&format!("colors.light.{role}"), &rows(&before), &rows(&after));
        let ratio = |ratio: Option<f64>| ratio.map_or("-".into(), |ratio| format!("{ratio:.1}"));
        let shown = found
            .map(|c| format!("{} on {}: {} {}", c.text, c.on, ratio(c.before), ratio(c.after)));
        assert_eq!(shown.unwrap_or_default(), expect);
    }

    #[test]
    fn a_role_is_measured_against_its_partner() {
        let (before, after) = (
            [("primary", "#fff"), ("on-primary", "#000")],
            [("primary", "#777"), ("on-primary", "#000")],
        );
        check("primary", &before, &after, "on-primary on primary: 21.0 4.7");
        check("on-primary", &before, &after, "on-primary on primary: 21.0 4.7");
        let surfaces = [("surface", "#fff"), ("surface-container-high", "#ccc"), ("link", "#00f")];
        check("link", &[], &surfaces, "link on surface-container-high: - 5.4");
        check("outline-variant", &[], &surfaces, "");
        check("nothing", &[], &surfaces, "");
    }
}
