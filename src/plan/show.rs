//! A step in words, for `--dry-run`.

use super::{Copied, Drawn, Knows, Members, Recolored, Shortcut, Step};
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
        Step::OneColor(look) => format!("outline {}", look.name()),
        Step::Drawable(look, _) => format!("vector {}", look.name()),
        Step::Picture(picture, _) => {
            format!("raster {}×{} {}", picture.width, picture.height, picture.look.name())
        }
        Step::Shortcut(shortcut) => {
            format!("raster {0}×{0} shortcut, on `{1}`", Shortcut::SIDE, shortcut.icon.on.name())
        }
        Step::Same(_) => "raster, same size".into(),
        Step::Container(container) => {
            let kind = match container.members {
                Members::Ico(_) => "ico",
                Members::Icns(_) => "icns",
            };
            let sides: Vec<String> =
                container.pictures().iter().map(|picture| picture.width.to_string()).collect();
            format!("{kind} {}", sides.join(" "))
        }
        Step::Text(text) => format!("text of {}", text.set),
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
        Step::Copy(Copied::Screenshot(at)) => format!("`{}`", theme.screenshots[*at].file.value),
        Step::Recolor(Recolored::Image(drawn)) | Step::Same(drawn) => image(drawn),
        Step::Shortcut(shortcut) => image(&Drawn::MenuIcon(shortcut.entry.clone())),
        Step::Template(_) => format!("{}, theme", base()),
        Step::Compose
        | Step::OneColor(_)
        | Step::Drawable(..)
        | Step::Picture(..)
        | Step::Container(_) => app_icon(theme),
        Step::Text(_) => "theme".into(),
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
