//! Screenshots, as browsers' install dialogs take them. What breaks a rule is left out of the dialog without a word.
//!
//! The rules are Chromium's (web.dev, "How to add Richer Install UI"; `installable_data_fetcher.cc`): each side has 320 to
//! 3840 pixels, the longer is at most 2.3 times the shorter, all of one form factor have the proportions of its first,
//! and no more than eight of one are shown.

use crate::base::{Base, MOST_SCREENSHOTS as MOST};
use crate::theme::{FormFactor, Screenshot, Theme};
use rebadge_core::diagnostic::{Code, Diagnostic};

/// The least and the most pixels of a side.
const SIDES: std::ops::RangeInclusive<u32> = 320..=3840;

/// The most tenths of the shorter side that the longer one may have.
const TENTHS: u64 = 23;

/// The size of each, and the proportions of those that are shown side by side.
pub fn sizes(theme: &Theme, _: &Base) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = theme.screenshots.iter().filter_map(size).collect();
    for form in FormFactor::ALL {
        let mut all = of(theme, form).filter(|shown| size(shown).is_none());
        let Some(first) = all.next() else { continue };
        found.extend(all.filter_map(|shown| proportions(first, shown)));
    }
    found
}

/// No more than are shown.
pub fn count(theme: &Theme, _: &Base) -> Vec<Diagnostic> {
    let surplus = FormFactor::ALL.into_iter().filter_map(|form| {
        let all: Vec<&Screenshot> = of(theme, form).collect();
        let place = all.get(MOST)?.file.place()?;
        let message =
            format!("{} {} screenshots, at most {MOST} are shown", all.len(), form.name());
        Some(Diagnostic::at(Code::ScreenshotTooMany, place, message).help("remove the others"))
    });
    surplus.collect()
}

fn of(theme: &Theme, form: FormFactor) -> impl Iterator<Item = &Screenshot> {
    theme.screenshots.iter().filter(move |shown| shown.form == form)
}

fn size(shown: &Screenshot) -> Option<Diagnostic> {
    let (width, height) = (shown.header.width, shown.header.height);
    let (short, long) = (width.min(height), width.max(height));
    let (reason, help) = if !SIDES.contains(&short) || !SIDES.contains(&long) {
        ("each side must have 320 to 3840", "save it in another size")
    } else if u64::from(long) * 10 > u64::from(short) * TENTHS {
        ("the longer side may be 2.3 times the shorter", "cut it, or take it anew")
    } else {
        return None;
    };
    let message = format!("`{}` has {width}×{height} pixels, {reason}", shown.file.value);
    Some(Diagnostic::at(Code::ScreenshotSize, shown.file.place()?, message).help(help))
}

fn proportions(first: &Screenshot, shown: &Screenshot) -> Option<Diagnostic> {
    let product = |a: u32, b: u32| u64::from(a) * u64::from(b);
    let (one, other) = (first.header, shown.header);
    if product(one.width, other.height) == product(one.height, other.width) {
        return None;
    }
    let message = format!(
        "`{}` has {}×{} pixels, not the proportions of the first {} screenshot, which has {}×{}",
        shown.file.value,
        other.width,
        other.height,
        shown.form.name(),
        one.width,
        one.height
    );
    let problem = Diagnostic::at(Code::ScreenshotSize, shown.file.place()?, message);
    let problem = problem.help("give both the same proportions: dialogs leave the others out");
    Some(match first.file.place() {
        Some(place) => problem.related(place, "the first one"),
        None => problem,
    })
}
