//! The key of each step: a hash of everything that its bytes depend on. Equal keys mean equal bytes.

use std::collections::BTreeMap;

use super::drawings::Drawings;
use super::{Copied, Knows, Look, Plan, Recolored, Step, show};
use crate::base::{Base, FileClass, Target};
use crate::digest::{sha256, sha256_of};
use crate::output_path::OutputPath;
use crate::theme::Theme;

/// The key of every step of a plan. `effort` names how hard images are compressed.
pub fn keys(plan: &Plan, theme: &Theme, base: &Base, effort: &str) -> BTreeMap<OutputPath, String> {
    // A set that is planned alone has no target.
    let none = Target::none();
    let target = base.targets.iter().find(|target| target.name == plan.target).unwrap_or(&none);
    let keys =
        Keys { drawn: Drawings::new(theme, base), tables: tables(theme, base, target), effort };
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

struct Keys<'a> {
    drawn: Drawings<'a>,
    tables: String,
    effort: &'a str,
}

impl Keys<'_> {
    fn of(&self, path: &OutputPath, step: &Step, target: &Target) -> String {
        let theme = self.drawn.theme();
        let file = target.files.get(path);
        let digest = file.map_or("", |file| file.sha256.as_str()).to_owned();
        let look = |look: &Look, size: String| {
            vec![self.drawn.look(look), format!("{look:?}"), size, self.effort.to_owned()]
        };
        let parts = match step {
            Step::Copy(Copied::Base) => vec![digest],
            Step::Copy(Copied::Font { family, file }) => {
                vec![theme.fonts[*family].files[*file].sha256.clone()]
            }
            Step::Copy(Copied::Screenshot(at)) => vec![theme.screenshots[*at].sha256.clone()],
            Step::Recolor(Recolored::Base) => match file.map(|file| &file.class) {
                Some(FileClass::Vector(vector)) => vec![digest, self.drawn.rules(vector)],
                _ => vec![digest],
            },
            Step::Recolor(Recolored::Image(image)) => vec![self.drawn.image(image.artwork(theme))],
            Step::Compose => vec![self.drawn.scalable()],
            Step::OneColor(of) => look(of, String::new()),
            Step::Drawable(of, side) => look(of, side.to_string()),
            Step::Template(_) => vec![digest, self.tables.clone()],
            Step::Same(image) => {
                vec![image.artwork(theme).sha256.clone(), self.effort.to_owned()]
            }
            Step::Shortcut(shortcut) => {
                vec![self.drawn.shortcut(shortcut), self.effort.to_owned()]
            }
            Step::Picture(picture, pixels) => {
                let size = format!("{}×{} {pixels:?}", picture.width, picture.height);
                look(&picture.look, size)
            }
            Step::Container(container) => look(&container.look, format!("{:?}", container.members)),
            Step::Text(text) => vec![text.template.to_owned(), self.tables.clone()],
        };
        let kind = show::kind(step);
        let version = env!("CARGO_PKG_VERSION").to_owned();
        let parts: Vec<&[u8]> =
            parts.iter().chain([&kind, &version]).map(String::as_bytes).collect();
        sha256_of(&parts)
    }
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
