//! What is checked: one table, from which `check`, `build`, `icons` and the preview run. A new check is a row here, and a
//! function in a file of its subject.

mod enlarged;
mod family;
mod outline;
mod paths;
mod small;
mod weight;

use crate::plan::{self, Job, Painter, Plan};
use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::source::Place;
use rebadge_render::recipes::Store;
use rebadge_render::render::Effort;
use rebadge_theme::base::Base;
use rebadge_theme::check::{colors, fonts, icons, images, menu, screenshots};
use rebadge_theme::fleet::{self, Finding, Member};
use rebadge_theme::theme::{Gaps, Theme};

pub use outline::overlap;

/// One check.
#[derive(Debug)]
pub struct Check {
    /// Its name, in kebab-case.
    pub name: &'static str,
    /// What it may find.
    pub codes: &'static [Code],
    /// What it looks at, in a line.
    pub summary: &'static str,
    /// What it needs, with the function that gives what is wrong.
    pub of: Of,
}

/// What a check needs, with its function. Those of an earlier variant run before those of a later one.
#[derive(Clone, Copy, Debug)]
pub enum Of {
    /// A theme that was read.
    Theme(Needs, fn(&Theme, &Base) -> Vec<Diagnostic>),
    /// Its plans.
    Plans(Needs, fn(&Theme, &[&Plan]) -> Vec<Diagnostic>),
    /// The texts of each plan. They need a theme without errors, as all that follows.
    Texts(fn(&Job<'_>, &Store) -> Vec<Diagnostic>),
    /// Some pictures of its plans.
    Pictures(fn(&Pictures<'_>) -> Vec<Diagnostic>),
    /// All themes of a run.
    Fleet(fn(&[Member], &Base) -> Vec<Finding>),
}

/// What a check needs of a theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// The menu only.
    Nothing,
    /// The brand color.
    Colors,
    /// The logo and the app icon.
    Drawings,
    /// The brand color, the logo and the app icon.
    Images,
}

impl Needs {
    /// Whether all of it is there.
    fn are_met(self, gaps: Gaps) -> bool {
        match self {
            Needs::Nothing => true,
            Needs::Colors => !gaps.color,
            Needs::Drawings => !gaps.images,
            Needs::Images => !gaps.color && !gaps.images,
        }
    }
}

/// The pictures of a theme, drawn when a check looks at them.
#[derive(Clone, Copy, Debug)]
pub struct Pictures<'a> {
    /// The theme.
    pub theme: &'a Theme,
    /// Which pictures there are.
    pub plans: &'a [&'a Plan],
    /// Draws them.
    pub painter: &'a Painter<'a>,
    /// How files are compressed.
    pub effort: Effort,
    /// How it is found out how many bytes they have.
    pub weighed: Weighed,
}

/// How it is found out how many bytes a file has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weighed {
    /// By some rows of a picture, where these leave no doubt that it is small enough.
    Samples,
    /// By the file, which is made.
    Files,
}

/// Every check, in the order in which they run.
pub const CHECKS: &[Check] = &[
    Check {
        name: "color-pairs",
        codes: &[Code::Contrast],
        summary: "each text and control stands out from its surface in both schemes (WCAG 2.2, 1.4.3 and 1.4.11)",
        of: Of::Theme(Needs::Colors, colors::pairs),
    },
    Check {
        name: "launch-text",
        codes: &[Code::Contrast],
        summary: "text on the launch screen stands out from its background",
        of: Of::Theme(Needs::Colors, colors::launch_text),
    },
    Check {
        name: "logo",
        codes: &[Code::LogoContrast, Code::LogoPart],
        summary: "the logo stands out from every surface that it stands on, in both schemes",
        of: Of::Theme(Needs::Images, images::logo),
    },
    Check {
        name: "launch-image",
        codes: &[Code::LaunchContrast],
        summary: "the launch screen's image stands out from its background",
        of: Of::Theme(Needs::Images, images::launch),
    },
    Check {
        name: "icon-mark",
        codes: &[Code::IconContrast, Code::LogoPart],
        summary: "the app icon's mark stands out from its background",
        of: Of::Theme(Needs::Images, images::icon),
    },
    Check {
        name: "icon-square",
        codes: &[Code::IconNotSquare],
        summary: "the app icon's mark is about square",
        of: Of::Theme(Needs::Images, images::square),
    },
    Check {
        name: "image-background",
        codes: &[Code::ImageBackground],
        summary: "raster images bring no background of their own",
        of: Of::Theme(Needs::Images, images::bare),
    },
    Check {
        name: "menu-icons",
        codes: &[Code::MenuIconContrast],
        summary: "menu icons stand out from their background, in both schemes",
        of: Of::Theme(Needs::Colors, menu::icons),
    },
    Check {
        name: "menu-icon-family",
        codes: &[Code::MenuIconFamily],
        summary: "menu icons that are shown together are of one family",
        of: Of::Theme(Needs::Nothing, icons::family),
    },
    Check {
        name: "menu-layout",
        codes: &[Code::MenuTooMany, Code::MenuUnplaced],
        summary: "each place takes its entries, and each entry of the theme has a place",
        of: Of::Theme(Needs::Nothing, menu::layout),
    },
    Check {
        name: "menu-labels",
        codes: &[Code::LabelMissing, Code::LabelTooLong, Code::Text],
        summary: "each label has a text in every language that fits its place",
        of: Of::Theme(Needs::Nothing, menu::labels),
    },
    Check {
        name: "font-letters",
        codes: &[Code::FontLetters],
        summary: "each face of a font has the letters of the texts in all languages",
        of: Of::Theme(Needs::Nothing, fonts::letters),
    },
    Check {
        name: "screenshot-sizes",
        codes: &[Code::ScreenshotSize],
        summary: "screenshots have sizes that install dialogs show",
        of: Of::Theme(Needs::Nothing, screenshots::sizes),
    },
    Check {
        name: "screenshot-count",
        codes: &[Code::ScreenshotTooMany],
        summary: "there are no more screenshots than install dialogs show",
        of: Of::Theme(Needs::Nothing, screenshots::count),
    },
    Check {
        name: "enlarged",
        codes: &[Code::ImageTooSmall, Code::ImageScaledUp],
        summary: "no raster image is drawn larger than it is",
        of: Of::Plans(Needs::Drawings, enlarged::enlarged),
    },
    Check {
        name: "icon-paths",
        codes: &[Code::IconPaths],
        summary: "the app icon in one color has no more paths than a vector drawable holds",
        of: Of::Plans(Needs::Drawings, paths::too_many),
    },
    Check {
        name: "templates",
        codes: &[Code::Template, Code::Malformed],
        summary: "every template can be rendered, and what comes of it parses",
        of: Of::Texts(plan::check_templates),
    },
    Check {
        name: "picture-weight",
        codes: &[Code::StoreSize],
        summary: "no file has more bytes than the store or program that it is for takes",
        of: Of::Pictures(weight::heavy),
    },
    Check {
        name: "icon-family",
        codes: &[Code::IconFamily],
        summary: "drawings of the app icon for one color, dark or tinted have the shape of its mark",
        of: Of::Pictures(family::strangers),
    },
    Check {
        name: "icon-legibility",
        codes: &[Code::IconLegibility],
        summary: "the smallest app icon can be made out, on its background and on a browser's tab",
        of: Of::Pictures(small::illegible),
    },
    Check {
        name: "unique-values",
        codes: &[Code::NotUnique, Code::Contract],
        summary: "no two tenants share a domain, an application id or what the contract wants unique",
        of: Of::Fleet(fleet::unique::values),
    },
    Check {
        name: "foreign-names",
        codes: &[Code::ForeignDomain, Code::ForeignName],
        summary: "no theme has the name or the domain of another tenant",
        of: Of::Fleet(fleet::foreign::names),
    },
    Check {
        name: "shared-values",
        codes: &[Code::SharedValue],
        summary: "values that most themes on one parent repeat are in the parent",
        of: Of::Fleet(fleet::shared::values),
    },
    Check {
        name: "twin-files",
        codes: &[Code::AssetPath],
        summary: "no two themes are one file on systems that know no case",
        of: Of::Fleet(fleet::twins::files),
    },
];

/// What is wrong with a theme, as far as it was read.
pub fn of_theme(theme: &Theme, gaps: Gaps, base: &Base) -> Vec<Diagnostic> {
    run(|of| match of {
        Of::Theme(needs, check) if needs.are_met(gaps) => check(theme, base),
        _ => Vec::new(),
    })
}

/// What is wrong with a theme in its plans.
pub fn of_plans(theme: &Theme, gaps: Gaps, plans: &[&Plan]) -> Vec<Diagnostic> {
    run(|of| match of {
        Of::Plans(needs, check) if needs.are_met(gaps) => check(theme, plans),
        _ => Vec::new(),
    })
}

/// What is wrong with the texts of a plan. Those that are made for that stay in the store.
pub fn of_texts(job: &Job<'_>, store: &Store) -> Vec<Diagnostic> {
    run(|of| match of {
        Of::Texts(check) => check(job, store),
        _ => Vec::new(),
    })
}

/// What is wrong with the pictures of some plans.
pub fn of_pictures(pictures: &Pictures<'_>) -> Vec<Diagnostic> {
    run(|of| match of {
        Of::Pictures(check) => check(pictures),
        _ => Vec::new(),
    })
}

/// What is wrong between themes.
pub fn of_fleet(members: &[Member], base: &Base) -> Vec<Finding> {
    run(|of| match of {
        Of::Fleet(check) => check(members, base),
        _ => Vec::new(),
    })
}

/// Where the app icon is written; a derived one is the logo's.
fn icon_place(theme: &Theme) -> Option<&Place> {
    theme.icon.mark.place().or_else(|| theme.logo.light.place())
}

fn run<T>(one: impl Fn(Of) -> Vec<T>) -> Vec<T> {
    CHECKS.iter().flat_map(|check| one(check.of)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique() {
        let mut names: Vec<&str> = CHECKS.iter().map(|check| check.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), CHECKS.len());
    }

    #[test]
    fn checks_are_in_the_order_of_what_they_need() {
        let stage = |of: &Of| match of {
            Of::Theme(..) => 0,
            Of::Plans(..) => 1,
            Of::Texts(_) => 2,
            Of::Pictures(_) => 3,
            Of::Fleet(_) => 4,
        };
        assert!(CHECKS.iter().map(|check| stage(&check.of)).is_sorted());
    }

    #[test]
    fn what_a_check_needs_is_there() {
        let check = |needs: Needs, expect: [bool; 3]| {
            let gaps = [(false, false), (false, true), (true, false)];
            let met = gaps.map(|(color, images)| needs.are_met(Gaps { color, images }));
            assert_eq!(met, expect, "{needs:?}");
        };
        check(Needs::Nothing, [true, true, true]);
        check(Needs::Colors, [true, true, false]);
        check(Needs::Drawings, [true, false, true]);
        check(Needs::Images, [true, false, false]);
    }
}
