//! What must hold of a theme that was read: one table of checks. Separate from reading, because a check looks at the
//! whole: colors against colors, labels against places.

mod colors;
mod family;
mod fonts;
mod icons;
mod images;
mod menu;
mod screenshots;

use crate::base::Base;
use crate::theme::{Gaps, Theme};
use rebadge_core::diagnostic::{Code, Diagnostic};

/// One check.
#[derive(Debug)]
pub struct Check {
    /// What it may find.
    pub codes: &'static [Code],
    /// What must be there for it to say anything true.
    pub needs: Needs,
    /// What it looks at, in a line.
    pub summary: &'static str,
    /// Looks, and gives what it found.
    pub run: fn(&Theme, &Base) -> Vec<Diagnostic>,
}

/// What a check needs of a theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// The menu only.
    Nothing,
    /// The brand color.
    Colors,
    /// The brand color, the logo and the app icon.
    Images,
}

/// Every check, in the order in which they run.
pub const CHECKS: &[Check] = &[
    Check {
        codes: &[Code::Contrast],
        needs: Needs::Colors,
        summary: "each text and control stands out from its surface in both schemes (WCAG 2.2, 1.4.3 and 1.4.11)",
        run: colors::pairs,
    },
    Check {
        codes: &[Code::Contrast],
        needs: Needs::Colors,
        summary: "text on the launch screen stands out from its background",
        run: colors::launch_text,
    },
    Check {
        codes: &[Code::LogoContrast, Code::LogoPart],
        needs: Needs::Images,
        summary: "the logo stands out from every surface that it stands on, in both schemes",
        run: images::logo,
    },
    Check {
        codes: &[Code::LaunchContrast],
        needs: Needs::Images,
        summary: "the launch screen's image stands out from its background",
        run: images::launch,
    },
    Check {
        codes: &[Code::IconContrast, Code::LogoPart],
        needs: Needs::Images,
        summary: "the app icon's mark stands out from its background",
        run: images::icon,
    },
    Check {
        codes: &[Code::IconNotSquare],
        needs: Needs::Images,
        summary: "the app icon's mark is about square",
        run: images::square,
    },
    Check {
        codes: &[Code::ImageBackground],
        needs: Needs::Images,
        summary: "raster images bring no background of their own",
        run: images::bare,
    },
    Check {
        codes: &[Code::MenuIconContrast],
        needs: Needs::Colors,
        summary: "menu icons stand out from what they stand on, in both schemes",
        run: menu::icons,
    },
    Check {
        codes: &[Code::MenuIconFamily],
        needs: Needs::Nothing,
        summary: "menu icons that are shown together are of one family",
        run: icons::family,
    },
    Check {
        codes: &[Code::MenuTooMany, Code::MenuUnplaced],
        needs: Needs::Nothing,
        summary: "each place takes its entries, and each entry of the theme has a place",
        run: menu::layout,
    },
    Check {
        codes: &[Code::LabelMissing, Code::LabelTooLong, Code::Text],
        needs: Needs::Nothing,
        summary: "each label has a text in every language that fits its place",
        run: menu::labels,
    },
    Check {
        codes: &[Code::FontLetters],
        needs: Needs::Nothing,
        summary: "each face of a font has the letters of the texts in all languages",
        run: fonts::letters,
    },
    Check {
        codes: &[Code::ScreenshotSize],
        needs: Needs::Nothing,
        summary: "screenshots have sizes that install dialogs show",
        run: screenshots::sizes,
    },
    Check {
        codes: &[Code::ScreenshotTooMany],
        needs: Needs::Nothing,
        summary: "there are no more screenshots than install dialogs show",
        run: screenshots::count,
    },
];

/// Runs every check that can say something true of what was read.
pub fn check(theme: &Theme, gaps: Gaps, base: &Base) -> Vec<Diagnostic> {
    let can_run = |check: &&Check| match check.needs {
        Needs::Nothing => true,
        Needs::Colors => !gaps.color,
        Needs::Images => !gaps.color && !gaps.images,
    };
    CHECKS.iter().filter(can_run).flat_map(|check| (check.run)(theme, base)).collect()
}
