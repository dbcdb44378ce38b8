//! A step in words, for `--dry-run`.

use super::{Copied, Drawn, Knows, Raster, Recolored, Step};
use crate::base::BaseFile;
use crate::theme::{Background, Theme};

/// What a step does, in a word or a few.
pub fn kind(step: &Step) -> String {
    match step {
        Step::Copy(_) => "copy".into(),
        Step::Template(Knows::Theme) => "template".into(),
        Step::Template(Knows::Inventory) => "template, last".into(),
        Step::Recolor(_) => "recolor".into(),
        Step::Compose => "compose".into(),
        Step::Raster(Raster::Icon { shape, width, height }) => {
            format!("raster {width}×{height} {}", shape.name())
        }
        Step::Raster(Raster::Same(_)) => "raster, same size".into(),
        Step::Container(sides) => {
            let sides: Vec<String> = sides.iter().map(u32::to_string).collect();
            format!("ico {}", sides.join(" "))
        }
    }
}

/// What a step's bytes come from.
pub fn from(step: &Step, theme: &Theme, file: Option<&BaseFile>) -> String {
    let base = || file.map(|file| format!("base `{}`", file.name)).unwrap_or_default();
    let image = |image: &Drawn| {
        let name = &image.artwork(theme).name;
        let owner = if theme.inputs.contains_key(name) { "" } else { "base " };
        format!("{owner}`{name}`")
    };
    match step {
        Step::Copy(Copied::Base) | Step::Recolor(Recolored::Base) => base(),
        Step::Copy(Copied::Font { family, file }) => {
            format!("`{}`", theme.fonts[*family].files[*file].name)
        }
        Step::Recolor(Recolored::Image(drawn)) | Step::Raster(Raster::Same(drawn)) => image(drawn),
        Step::Template(_) => format!("{}, theme", base()),
        Step::Compose | Step::Raster(_) | Step::Container(_) => app_icon(theme),
    }
}

fn app_icon(theme: &Theme) -> String {
    let background = match &theme.icon.background.value {
        Background::Color { light, dark } if light == dark => light.to_string(),
        Background::Color { light, dark } => format!("{light}, in dark {dark}"),
        Background::Gradient(gradient) => {
            format!("a gradient from {} to {}", gradient.from, gradient.to)
        }
        Background::Artwork(artwork) => format!("`{}`", artwork.name),
    };
    format!("`{}` on {background}", theme.icon.mark.value.name)
}
