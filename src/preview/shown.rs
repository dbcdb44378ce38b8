//! Pictures for the page that are no files: the layers that a launcher cuts an adaptive icon from, and PNGs of what no
//! browser shows. Apart from the generation, which makes what is shipped.

use super::generation::Generation;
use super::store::{Made, Store};
use crate::output_path::OutputPath;
use crate::plan::{self, BACKGROUND, FOREGROUND, Picture, PixelFormat, Step, THEMED};

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
        Some(self.alone("layer.png", Step::Picture(picture, PixelFormat::Any), store))
    }

    /// A file of a set as a PNG: of several pictures the largest, of paths what they draw.
    pub(super) fn as_png(&self, set: &str, path: &OutputPath, store: &Store) -> Option<Made> {
        let planned = match self.set(plan::set(set)?) {
            Ok(planned) => planned,
            Err(problems) => return Some(Err(problems)),
        };
        let picture = match planned.plan.steps.get(path)? {
            Step::Drawable(look, side) => Picture::square(*look, DENSITY * side),
            Step::Container(container) => {
                container.pictures().into_iter().max_by_key(|picture| picture.width)?
            }
            Step::Picture(picture, _) => *picture,
            _ => return None,
        };
        Some(self.alone("picture.png", Step::Picture(picture, PixelFormat::Any), store))
    }
}
