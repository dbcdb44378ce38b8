//! The roles that a color can play in a client: one table, read by the theme's parser, the derivation, the templates,
//! the vectors and `explain`.

use std::fmt;

use crate::color::Scheme;

/// What a color is for. The names are those of Material 3 where it has one.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Role {
    /// Fill of what matters most: the main button, the selected entry.
    Primary,
    /// Text and icons on `primary`.
    OnPrimary,
    /// Quiet fill in the brand's hue: chips, the selected row.
    PrimaryContainer,
    /// Text and icons on `primary-container`.
    OnPrimaryContainer,
    /// Fill of what matters less, in the accent color.
    Secondary,
    /// Text and icons on `secondary`.
    OnSecondary,
    /// Quiet fill in the accent's hue.
    SecondaryContainer,
    /// Text and icons on `secondary-container`.
    OnSecondaryContainer,
    /// The page.
    Surface,
    /// What lies a little above the page: side bars, quiet cards.
    SurfaceContainerLow,
    /// Bars and cards.
    SurfaceContainer,
    /// What is raised most: dialogs, fields, menus.
    SurfaceContainerHigh,
    /// Strong text on all surfaces.
    OnSurface,
    /// Quiet text on all surfaces.
    OnSurfaceVariant,
    /// Text and icons in the brand's hue on all surfaces.
    Link,
    /// Borders that mean something: fields, unselected controls.
    Outline,
    /// Borders that decorate: dividers, edges of cards.
    OutlineVariant,
    /// Short messages above the page.
    InverseSurface,
    /// Text on `inverse-surface`.
    InverseOnSurface,
    /// Text, icons and fills for what failed, or destroys.
    Error,
    /// Text and icons on `error`.
    OnError,
    /// Quiet fill for what failed, or destroys.
    ErrorContainer,
    /// Text and icons on `error-container`.
    OnErrorContainer,
    /// Text, icons and fills for what went well.
    Success,
    /// Text and icons on `success`.
    OnSuccess,
    /// Quiet fill for what went well.
    SuccessContainer,
    /// Text and icons on `success-container`.
    OnSuccessContainer,
    /// Text, icons and fills for what needs care.
    Warning,
    /// Text and icons on `warning`.
    OnWarning,
    /// Quiet fill for what needs care.
    WarningContainer,
    /// Text and icons on `warning-container`.
    OnWarningContainer,
    /// Text, icons and fills for a microphone, camera or screen that is being recorded.
    Recording,
    /// Text and icons on `recording`.
    OnRecording,
    /// Quiet fill around what is being recorded.
    RecordingContainer,
    /// Text and icons on `recording-container`.
    OnRecordingContainer,
}

/// One row of the table.
struct Row {
    role: Role,
    name: &'static str,
    summary: &'static str,
    /// How the role is derived: in the light scheme, in the dark one.
    rules: [&'static str; 2],
}

const fn row(
    role: Role,
    name: &'static str,
    summary: &'static str,
    rules: [&'static str; 2],
) -> Row {
    Row { role, name, summary, rules }
}

#[rustfmt::skip]
const TABLE: [Row; 35] = [
    row(Role::Primary, "primary", "fill of what matters most: the main button, the selected entry", [
        "the brand color, to the digit",
        "the brand color; if it has less than 3:1 on `surface`, the nearest tone of its hue that has; a black brand turns near white",
    ]),
    row(Role::OnPrimary, "on-primary", "text and icons on `primary`", [
        "white if it has 4.5:1 on `primary`; otherwise a near-black of its hue",
        "white if it has 4.5:1 on `primary`; otherwise a near-black of its hue",
    ]),
    row(Role::PrimaryContainer, "primary-container", "quiet fill in the brand's hue: chips, the selected row", [
        "the hue of `primary`, light and pale",
        "the hue of `primary`, dark and muted",
    ]),
    row(Role::OnPrimaryContainer, "on-primary-container", "text and icons on `primary-container`", [
        "the hue of `primary`, dark, with at least 4.6:1 on `primary-container`",
        "the hue of `primary`, light, with at least 4.6:1 on `primary-container`",
    ]),
    row(Role::Secondary, "secondary", "fill of what matters less, in the accent color", [
        "the accent, to the digit; without one, a muted tone of the brand's hue",
        "the accent, or the nearest tone of its hue with 3:1 on `surface`; without one, a muted tone of the brand's hue",
    ]),
    row(Role::OnSecondary, "on-secondary", "text and icons on `secondary`", [
        "white if it has 4.5:1 on `secondary`; otherwise a near-black of its hue",
        "white if it has 4.5:1 on `secondary`; otherwise a near-black of its hue",
    ]),
    row(Role::SecondaryContainer, "secondary-container", "quiet fill in the accent's hue", [
        "the hue of `secondary`, light and pale",
        "the hue of `secondary`, dark and muted",
    ]),
    row(Role::OnSecondaryContainer, "on-secondary-container", "text and icons on `secondary-container`", [
        "the hue of `secondary`, dark, with at least 4.6:1 on `secondary-container`",
        "the hue of `secondary`, light, with at least 4.6:1 on `secondary-container`",
    ]),
    row(Role::Surface, "surface", "the page", [
        "near white, with a trace of the brand's hue; a light gray below a white brand",
        "near black, with a trace of the brand's hue",
    ]),
    row(Role::SurfaceContainerLow, "surface-container-low", "what lies a little above the page: side bars, quiet cards", [
        "one step darker than `surface`",
        "one step lighter than `surface`",
    ]),
    row(Role::SurfaceContainer, "surface-container", "bars and cards", [
        "two steps darker than `surface`",
        "two steps lighter than `surface`",
    ]),
    row(Role::SurfaceContainerHigh, "surface-container-high", "what is raised most: dialogs, fields, menus", [
        "three steps darker than `surface`",
        "three steps lighter than `surface`",
    ]),
    row(Role::OnSurface, "on-surface", "strong text on all surfaces", [
        "near black, with a trace of the brand's hue, at least 4.6:1 on every surface",
        "near white, with a trace of the brand's hue, at least 4.6:1 on every surface",
    ]),
    row(Role::OnSurfaceVariant, "on-surface-variant", "quiet text on all surfaces", [
        "dark gray, with a trace of the brand's hue, at least 4.6:1 on every surface",
        "light gray, with a trace of the brand's hue, at least 4.6:1 on every surface",
    ]),
    row(Role::Link, "link", "text and icons in the brand's hue on all surfaces", [
        "`primary`, or the nearest tone of its hue with 4.6:1 on every surface; near black if it has no hue",
        "`primary`, or the nearest tone of its hue with 4.6:1 on every surface; near white if it has no hue",
    ]),
    row(Role::Outline, "outline", "borders that mean something: fields, unselected controls", [
        "gray, with a trace of the brand's hue, at least 3.1:1 on every surface",
        "gray, with a trace of the brand's hue, at least 3.1:1 on every surface",
    ]),
    row(Role::OutlineVariant, "outline-variant", "borders that decorate: dividers, edges of cards", [
        "light gray, with a trace of the brand's hue",
        "dark gray, with a trace of the brand's hue",
    ]),
    row(Role::InverseSurface, "inverse-surface", "short messages above the page", [
        "a dark surface",
        "a light surface",
    ]),
    row(Role::InverseOnSurface, "inverse-on-surface", "text on `inverse-surface`", [
        "near white, at least 4.6:1 on `inverse-surface`",
        "near black, at least 4.6:1 on `inverse-surface`",
    ]),
    row(Role::Error, "error", "text, icons and fills for what failed, or destroys", [
        "a deep red with 4.6:1 on every surface, kept apart from `primary` and `secondary`",
        "a bright red with 4.6:1 on every surface, kept apart from `primary` and `secondary`",
    ]),
    row(Role::OnError, "on-error", "text and icons on `error`", [
        "white if it has 4.5:1 on `error`; otherwise a near-black of its hue",
        "white if it has 4.5:1 on `error`; otherwise a near-black of its hue",
    ]),
    row(Role::ErrorContainer, "error-container", "quiet fill for what failed, or destroys", [
        "the hue of `error`, light and pale",
        "the hue of `error`, dark and muted",
    ]),
    row(Role::OnErrorContainer, "on-error-container", "text and icons on `error-container`", [
        "the hue of `error`, dark, with at least 4.6:1 on `error-container`",
        "the hue of `error`, light, with at least 4.6:1 on `error-container`",
    ]),
    row(Role::Success, "success", "text, icons and fills for what went well", [
        "a deep green with 4.6:1 on every surface, kept apart from `primary` and `secondary`",
        "a bright green with 4.6:1 on every surface, kept apart from `primary` and `secondary`",
    ]),
    row(Role::OnSuccess, "on-success", "text and icons on `success`", [
        "white if it has 4.5:1 on `success`; otherwise a near-black of its hue",
        "white if it has 4.5:1 on `success`; otherwise a near-black of its hue",
    ]),
    row(Role::SuccessContainer, "success-container", "quiet fill for what went well", [
        "the hue of `success`, light and pale",
        "the hue of `success`, dark and muted",
    ]),
    row(Role::OnSuccessContainer, "on-success-container", "text and icons on `success-container`", [
        "the hue of `success`, dark, with at least 4.6:1 on `success-container`",
        "the hue of `success`, light, with at least 4.6:1 on `success-container`",
    ]),
    row(Role::Warning, "warning", "text, icons and fills for what needs care", [
        "a deep amber with 4.6:1 on every surface, kept apart from `primary` and `secondary`",
        "a bright amber with 4.6:1 on every surface, kept apart from `primary` and `secondary`",
    ]),
    row(Role::OnWarning, "on-warning", "text and icons on `warning`", [
        "white if it has 4.5:1 on `warning`; otherwise a near-black of its hue",
        "white if it has 4.5:1 on `warning`; otherwise a near-black of its hue",
    ]),
    row(Role::WarningContainer, "warning-container", "quiet fill for what needs care", [
        "the hue of `warning`, light and pale",
        "the hue of `warning`, dark and muted",
    ]),
    row(Role::OnWarningContainer, "on-warning-container", "text and icons on `warning-container`", [
        "the hue of `warning`, dark, with at least 4.6:1 on `warning-container`",
        "the hue of `warning`, light, with at least 4.6:1 on `warning-container`",
    ]),
    row(Role::Recording, "recording", "text, icons and fills for what is being recorded: microphone, camera, screen", [
        "a crimson with 4.6:1 on every surface, kept apart from `primary`, `secondary` and `error`",
        "a bright crimson with 4.6:1 on every surface, kept apart from `primary`, `secondary` and `error`",
    ]),
    row(Role::OnRecording, "on-recording", "text and icons on `recording`", [
        "white if it has 4.5:1 on `recording`; otherwise a near-black of its hue",
        "white if it has 4.5:1 on `recording`; otherwise a near-black of its hue",
    ]),
    row(Role::RecordingContainer, "recording-container", "quiet fill around what is being recorded", [
        "the hue of `recording`, light and pale",
        "the hue of `recording`, dark and muted",
    ]),
    row(Role::OnRecordingContainer, "on-recording-container", "text and icons on `recording-container`", [
        "the hue of `recording`, dark, with at least 4.6:1 on `recording-container`",
        "the hue of `recording`, light, with at least 4.6:1 on `recording-container`",
    ]),
];

impl Role {
    /// How many roles there are.
    pub const COUNT: usize = TABLE.len();

    /// All roles, in the order in which they are listed everywhere.
    pub const ALL: [Self; Self::COUNT] = {
        let mut all = [Self::Primary; Self::COUNT];
        let mut i = 0;
        while i < Self::COUNT {
            all[i] = TABLE[i].role;
            i += 1;
        }
        all
    };

    /// The name in themes, templates and vectors: `on-primary`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        TABLE[self.index()].name
    }

    /// The role of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// What it is for, in one line: lower case, no full stop.
    #[must_use]
    pub const fn summary(self) -> &'static str {
        TABLE[self.index()].summary
    }

    /// How it is derived in `scheme`, in one line: lower case, no full stop.
    #[must_use]
    pub const fn rule(self, scheme: Scheme) -> &'static str {
        TABLE[self.index()].rules[scheme as usize]
    }

    /// Its place in [`Role::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_is_in_the_order_of_the_enum() {
        for (i, role) in Role::ALL.into_iter().enumerate() {
            assert_eq!(role.index(), i, "{role}");
            assert_eq!(Role::from_name(role.name()), Some(role));
        }
    }

    #[test]
    fn variants_and_names_agree() {
        for role in Role::ALL {
            let flat = role.name().replace('-', "");
            assert_eq!(format!("{role:?}").to_lowercase(), flat);
        }
        assert_eq!(Role::from_name("onPrimary"), None);
    }

    #[test]
    fn texts_are_one_plain_line() {
        for role in Role::ALL {
            for text in [role.summary(), role.rule(Scheme::Light), role.rule(Scheme::Dark)] {
                assert!(
                    !text.contains('\n') && !text.ends_with('.') && text.len() < 140,
                    "{role}: {text}"
                );
            }
        }
    }
}
