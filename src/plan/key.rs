//! The key of each step: a hash of everything that its bytes depend on. Equal keys mean equal bytes.

use std::collections::BTreeMap;

use super::{Copied, Drawn, Knows, Plan, Recolored, Step, show};
use crate::base::{Base, FileClass, Target};
use crate::color::{Palettes, Scheme};
use crate::digest::{sha256, sha256_of};
use crate::output_path::OutputPath;
use crate::theme::{Background, Theme};

/// The key of every step of a plan. `effort` names how hard images are compressed.
pub fn keys(plan: &Plan, theme: &Theme, base: &Base, effort: &str) -> BTreeMap<OutputPath, String> {
    // A set that is planned alone has no target.
    let none = Target::none();
    let target = base.targets.iter().find(|target| target.name == plan.target).unwrap_or(&none);
    let keys = Keys {
        theme,
        base,
        palettes: palettes(&theme.palettes),
        tables: tables(theme, base, target),
        effort: effort.to_owned(),
    };
    let first = plan.steps.iter();
    let mut all: BTreeMap<OutputPath, String> =
        first.map(|(path, step)| (path.clone(), keys.of(path, step, target))).collect();
    let others: Vec<String> = all.iter().map(|(path, key)| format!("{path} {key}")).collect();
    for (path, step) in &plan.steps {
        if *step == Step::Template(Knows::Inventory) {
            let key = sha256_of(&[all[path].as_bytes(), others.join("\n").as_bytes()]);
            all.insert(path.clone(), key);
        }
    }
    all
}

/// A hash of everything that any picture of a theme depends on.
pub fn art(theme: &Theme, base: &Base) -> String {
    let (palettes, tables, effort) = (palettes(&theme.palettes), String::new(), String::new());
    let keys = Keys { theme, base, palettes, tables, effort };
    sha256_of(&[keys.icon().as_bytes(), keys.palettes.as_bytes()])
}

struct Keys<'a> {
    theme: &'a Theme,
    base: &'a Base,
    palettes: String,
    tables: String,
    effort: String,
}

impl Keys<'_> {
    fn of(&self, path: &OutputPath, step: &Step, target: &Target) -> String {
        let file = target.files.get(path).map_or("", |file| file.sha256.as_str()).to_owned();
        let image = |image: &Drawn| image.artwork(self.theme).sha256.clone();
        let drawn =
            |size: String| vec![self.icon(), size, self.effort.clone(), self.palettes.clone()];
        let parts = match step {
            Step::Copy(Copied::Base) => vec![file],
            Step::Copy(Copied::Font { family, file }) => {
                vec![self.theme.fonts[*family].files[*file].sha256.clone()]
            }
            Step::Recolor(Recolored::Base) => vec![file, self.palettes.clone()],
            Step::Recolor(Recolored::Image(drawn)) => vec![image(drawn), self.palettes.clone()],
            Step::Compose => drawn(String::new()),
            Step::OneColor(look) => drawn(format!("{look:?}")),
            Step::Drawable(look, side) => drawn(format!("{look:?} {side}")),
            Step::Template(_) => vec![file, self.tables.clone()],
            Step::Same(drawn) => vec![image(drawn), self.effort.clone()],
            Step::Picture(picture) => drawn(format!("{picture:?}")),
            Step::Container(container) => drawn(format!("{container:?}")),
            Step::Text(text) => vec![text.template.to_owned(), self.tables.clone()],
        };
        let kind = show::kind(step);
        let version = env!("CARGO_PKG_VERSION").to_owned();
        let parts: Vec<&[u8]> =
            parts.iter().chain([&kind, &version]).map(String::as_bytes).collect();
        sha256_of(&parts)
    }

    fn icon(&self) -> String {
        let icon = &self.theme.icon;
        let background = match &icon.background.value {
            Background::Artwork(artwork) => artwork.sha256.clone(),
            plain => format!("{plain:?}"),
        };
        // In the order in which they are searched for a letter.
        let fonts = self.theme.fonts.iter().flat_map(|font| &font.files).chain(&self.base.fonts);
        let fonts: Vec<&str> = fonts.map(|file| file.sha256.as_str()).collect();
        let launch = &self.theme.launch;
        let logo = &self.theme.logo;
        let small = icon.small.iter().map(|small| (small.below, &small.mark.value.sha256));
        let small: Vec<_> = small.collect();
        let others = [&icon.dark, &icon.tinted, &icon.notification, &launch.branding];
        let others = others.map(|image| image.as_ref().map(|image| &image.value.sha256));
        let first = [&icon.mark, &icon.monochrome, &logo.light, &logo.dark];
        let first = first.map(|image| &image.value.sha256);
        // One color is made of what was not drawn for it.
        let is_drawn = icon.monochrome.place().is_some();
        let colors = [launch.background.value, launch.background_dark.value];
        format!(
            "{first:?} {is_drawn} {small:?} {others:?} {background} {colors:?} {:?} {} {fonts:?}",
            launch.image, icon.padding
        )
    }
}

fn palettes(palettes: &Palettes) -> String {
    let of = |scheme| {
        palettes
            .get(scheme)
            .iter()
            .map(|(role, color)| format!("{}{color}", role.name()))
            .collect::<String>()
    };
    Scheme::ALL.map(of).concat()
}

/// Everything that a template may show or include.
fn tables(theme: &Theme, base: &Base, target: &Target) -> String {
    let mut all = vec![sha256(base.source.text.as_bytes())];
    all.extend(theme.inputs.iter().map(|(name, digest)| format!("{name} {digest}")));
    all.extend(base.inputs.iter().map(|(name, digest)| format!("{name} {digest}")));
    let templates =
        target.files.values().filter(|file| matches!(file.class, FileClass::Template(_)));
    all.extend(templates.map(|file| format!("{} {}", file.name, file.sha256)));
    sha256_of(&all.iter().map(String::as_bytes).collect::<Vec<_>>())
}
