//! How many bytes files have that somebody takes only up to a size.

use super::{Pictures, Weighed, icon_place};
use crate::plan::{Icon, Limit, Plan, Step};
use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::output_path::OutputPath;
use rebadge_theme::theme::Theme;

/// A picture is taken for small enough if its estimate is so many times smaller than the limit. Of the themes that ship,
/// estimates are two thirds to four times the size of the file.
const MARGIN: usize = 2;

/// Files of more bytes than the store or program that they are for takes, and those of them that cannot be drawn.
pub(super) fn heavy(of: &Pictures<'_>) -> Vec<Diagnostic> {
    let of_plan = |plan: &&Plan| {
        let icons = plan.names.icons.iter();
        icons.flat_map(|(path, icon)| problems(of, plan, (path, icon))).collect::<Vec<_>>()
    };
    of.plans.iter().flat_map(of_plan).collect()
}

fn problems(of: &Pictures<'_>, plan: &Plan, (path, icon): (&OutputPath, &Icon)) -> Vec<Diagnostic> {
    let (Some(limit), Some(step)) = (icon.limit, plan.steps.get(path)) else {
        return Vec::new();
    };
    if of.weighed == Weighed::Samples && is_surely_small(of, step, limit) {
        return Vec::new();
    }
    match of.painter.output(path, step, of.effort) {
        Some(Ok(output)) => {
            too_many(of.theme, path, (output.size as usize, limit)).into_iter().collect()
        }
        Some(Err(problems)) => problems,
        None => Vec::new(),
    }
}

/// Whether some rows of a picture leave no doubt that all of it takes less than the limit.
fn is_surely_small(of: &Pictures<'_>, step: &Step, limit: Limit) -> bool {
    let Step::Picture(picture, pixels) = step else { return false };
    let about = of.painter.estimate(picture, *pixels);
    about.is_ok_and(|about| about * MARGIN <= limit.bytes)
}

fn too_many(
    theme: &Theme,
    path: &OutputPath,
    (bytes, limit): (usize, Limit),
) -> Option<Diagnostic> {
    let message =
        format!("`{path}` has {bytes} bytes, {} takes at most {}", limit.who, limit.bytes);
    let problem = Diagnostic::at(Code::StoreSize, icon_place(theme)?, message);
    (bytes > limit.bytes)
        .then(|| problem.help("use `--optimize`, or a background and a mark of fewer colors"))
}
