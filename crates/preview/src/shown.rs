//! Pictures that the page shows and no package has: the layers of an adaptive icon, and PNGs of formats that browsers
//! do not show.

use super::generation::{Generation, Made};
use super::store::Store;
use rebadge_core::output_path::OutputPath;
use rebadge_plan::plan::{self, BACKGROUND, FOREGROUND, Format, Picture, THEMED};

/// A layer's side in pixels: 108 dp on a screen of the highest density.
const LAYER: u32 = 432;

/// A vector of so many dp is drawn at this many pixels per dp.
const DENSITY: u32 = 4;

impl Generation {
    /// A layer of the adaptive icon, whether Android is given it as a PNG or as paths.
    pub(super) fn layer(&self, name: &str, store: &Store) -> Option<Made> {
        let look = match name {
            "background.png" => BACKGROUND,
            "foreground.png" => FOREGROUND,
            "monochrome.png" => THEMED,
            _ => return None,
        };
        let picture = Picture::square(look, LAYER);
        Some(self.png(&picture, "layer.png", store))
    }

    /// A file of a set as a PNG: of several pictures the largest, of paths what they draw.
    pub(super) fn as_png(&self, set: &str, path: &OutputPath, store: &Store) -> Option<Made> {
        let planned = match self.set(plan::set(set)?) {
            Ok(planned) => planned,
            Err(problems) => return Some(Err(problems)),
        };
        let (_, icon) = planned.plan.names.icons.iter().find(|(own, _)| own == path)?;
        let square = |side: u32| Picture::square(icon.look, side);
        let picture = match icon.format {
            Format::Drawable(side) => square(DENSITY * side),
            Format::Ico(frames) => square(*frames.sides.iter().max()?),
            Format::Icns(members) => square(members.iter().map(|member| member.side).max()?),
            Format::Png => icon.picture()?,
            Format::Svg | Format::Symbolic | Format::Text(_) => return None,
        };
        Some(self.png(&picture, "picture.png", store))
    }
}
