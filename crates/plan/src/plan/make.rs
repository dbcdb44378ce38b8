//! Makes a plan of a theme and a base client.

use std::collections::BTreeMap;

use super::{
    Art, Container, Copied, Drawn, Format, Icon, Knows, Members, Names, Plan, Recolored, Set,
    Shortcut, Step, Style, Text, When, icons, set, sets, source,
};
use rebadge_art::artwork::{Artwork, Image};
use rebadge_art::color::Scheme;
use rebadge_art::vector;
use rebadge_bundle::Shared;
use rebadge_core::diagnostic::{Code, Diagnostic, did_you_mean};
use rebadge_core::output_path::{OutputPath, clashes};
use rebadge_core::source::Place;
use rebadge_render::render::monochrome::{is_drawable, monochrome};
use rebadge_render::render::raster;
use rebadge_theme::base::{Base, BaseFile, FileClass, IconPlace, Shortcuts, Target, TemplateKind};
use rebadge_theme::rules::{Facts, Person};
use rebadge_theme::theme::{
    AssetFile, Background, FormFactor, LaunchImage, MenuEntry, Target as Opens, Theme,
};

/// Plans one tenant's package for one target.
///
/// # Errors
/// Two steps for one path, a path that no package can have, an icon set that is not known.
pub fn plan(theme: &Theme, base: &Base, target: &Target) -> Result<Plan, Vec<Diagnostic>> {
    let mut making = Making {
        contract: Place::file(&base.source),
        steps: BTreeMap::new(),
        names: Names::default(),
        problems: Vec::new(),
    };
    making.parts(theme, target);
    making.client(theme, target);
    for place in &target.icons {
        making.icons(theme, place);
    }
    if let Some(brand) = &target.brand {
        making.logos(theme, brand);
        making.menu_icons(theme, brand);
        if let Some(shortcuts) = &target.shortcuts {
            making.shortcuts(theme, base, (brand, shortcuts));
        }
        making.assets(theme, brand);
        making.fonts(theme, brand);
        making.screenshots(theme, Some(brand));
    }
    making.check_folders(&target.untouched);
    making.finish(&target.name)
}

/// Plans one set alone, without a client.
///
/// # Errors
/// None for the sets as they are: their tables are tested.
pub fn plan_set(theme: &Theme, set: &'static Set) -> Result<Plan, Vec<Diagnostic>> {
    let mut making = Making {
        contract: Place::file(&theme.source),
        steps: BTreeMap::new(),
        names: Names::default(),
        problems: Vec::new(),
    };
    making.set(theme, set, None);
    if making.names.icons.iter().any(|(_, icon)| icon.name == MANIFEST) {
        making.screenshots(theme, None);
    }
    making.check_folders(&Shared::default());
    making.finish(set.name)
}

/// A web app's manifest: the set that has one lists screenshots in it.
const MANIFEST: &str = "manifest.webmanifest";

struct Making {
    contract: Place,
    steps: BTreeMap<OutputPath, Step>,
    names: Names,
    problems: Vec<Diagnostic>,
}

impl Making {
    fn finish(self, target: &str) -> Result<Plan, Vec<Diagnostic>> {
        if self.problems.is_empty() {
            Ok(Plan { target: target.to_owned(), steps: self.steps, names: self.names })
        } else {
            Err(self.problems)
        }
    }

    /// Which parts the theme needs.
    fn parts(&mut self, theme: &Theme, target: &Target) {
        if target.parts.is_empty() {
            return;
        }
        let values = theme.values();
        let needed = target
            .parts
            .iter()
            .map(|part| (part.name.clone(), part.when.iter().any(|when| when.holds(&values))));
        self.names.parts = needed.collect();
    }

    fn client(&mut self, theme: &Theme, target: &Target) {
        let languages = target.foreign.as_ref();
        let languages = languages.map(|own| own.languages.shipped(&theme.tenant.languages));
        let needed = |part: usize| self.names.parts.get(&target.parts[part].name) == Some(&true);
        let is_shipped = |file: &BaseFile| match &file.class {
            FileClass::Foreign { language: Some(language), .. } => {
                languages.as_ref().is_some_and(|languages| languages.contains(language))
            }
            _ => file.part.is_none_or(needed),
        };
        let shipped: Vec<_> = target.files.iter().filter(|(_, file)| is_shipped(file)).collect();
        for (path, file) in shipped {
            let step = match &file.class {
                FileClass::Vector(_) => Step::Recolor(Recolored::Base),
                FileClass::Foreign { .. } => Step::Foreign,
                FileClass::Part(_) => Step::Copy(Copied::Part),
                FileClass::Template(template) => match template.kind {
                    TemplateKind::Page => Step::Template(Knows::Theme),
                    TemplateKind::Inventory => Step::Template(Knows::Inventory),
                    TemplateKind::Partial | TemplateKind::Common => continue,
                },
            };
            self.add(path.clone(), step);
        }
    }

    fn icons(&mut self, theme: &Theme, place: &IconPlace) {
        let Some(set) = set(&place.set.value) else {
            let help = did_you_mean(&place.set.value, sets().map(|set| set.name));
            let message = format!("there is no icon set `{}`", place.set.value);
            let at = place.set.place().unwrap_or(&self.contract);
            let problem = Diagnostic::at(Code::Contract, at, message).maybe_help(help);
            return self.problems.push(problem);
        };
        self.set(theme, set, Some(&place.place));
    }

    /// Plans every file of a set, below a folder or at the package's root.
    fn set(&mut self, theme: &Theme, set: &'static Set, folder: Option<&OutputPath>) {
        let mut known = BTreeMap::new();
        let mut is_paths = |art: Art| *known.entry(art).or_insert_with(|| is_paths(theme, art));
        for icon in icons(set, &id(theme)) {
            let is_made = match icon.when {
                When::Always => true,
                When::Alone => folder.is_none(),
                When::Plain => is_plain(theme),
                When::Painted => !is_plain(theme),
                When::Paths => is_paths(icon.look.art),
                When::Pixels => !is_paths(icon.look.art),
                When::Branded => is_branded(theme),
            };
            if !is_made {
                continue;
            }
            let path = match folder {
                Some(folder) => self.below(folder, &icon.name),
                None => OutputPath::new(&icon.name).ok(),
            };
            let Some(path) = path else {
                continue;
            };
            self.add(path.clone(), step(&icon));
            self.names.icons.push((path, icon));
        }
    }

    fn logos(&mut self, theme: &Theme, brand: &OutputPath) {
        let (light, dark) = (&theme.logo.light.value, &theme.logo.dark.value);
        self.names.logo_light = self.artwork(brand, "logo", light, Drawn::Logo(Scheme::Light));
        self.names.logo_dark = if light.sha256 == dark.sha256 {
            self.names.logo_light.clone()
        } else {
            self.artwork(brand, "logo-dark", dark, Drawn::Logo(Scheme::Dark))
        };
    }

    fn menu_icons(&mut self, theme: &Theme, brand: &OutputPath) {
        for (id, entry) in &theme.menu.entries {
            let name = format!("menu/{id}");
            let path = self.artwork(brand, &name, &entry.icon.value, Drawn::MenuIcon(id.clone()));
            self.names.menu_icons.insert(id.clone(), path);
        }
    }

    /// Plans the files that sections name, each called by the key that names it.
    fn assets(&mut self, theme: &Theme, brand: &OutputPath) {
        for (at, asset) in theme.assets.iter().enumerate() {
            let stem = format!("assets/{}", asset.key.join("/"));
            let path = match &asset.file {
                AssetFile::Image(image) => {
                    self.artwork(brand, &stem, &image.value, Drawn::Asset(at))
                }
                AssetFile::Bytes { .. } => {
                    let path = self.below(brand, &format!("{stem}.{}", asset.ending()));
                    if let Some(path) = &path {
                        self.add(path.clone(), Step::Copy(Copied::Asset(at)));
                    }
                    path.map(|path| path.to_string()).unwrap_or_default()
                }
            };
            self.names.assets.push(path);
        }
    }

    /// Plans the icons of what everybody may open without leaving the client.
    fn shortcuts(
        &mut self,
        theme: &Theme,
        base: &Base,
        (brand, shortcuts): (&OutputPath, &Shortcuts),
    ) {
        let name = &shortcuts.place.value;
        let list = theme.menu.places.get(name);
        let icon = base.places.get(name).and_then(|place| place.icon);
        let (Some(list), Some(icon)) = (list, icon) else {
            return;
        };
        let is_open = |id: &&String| {
            let entry = theme.menu.entries.get(*id);
            let is_open = |e: &MenuEntry| e.roles.is_empty() && matches!(e.target, Opens::View(_));
            entry.is_some_and(is_open) && is_for_everybody(theme, base, id)
        };
        for entry in list.ids.iter().filter(is_open).take(shortcuts.max) {
            if let Some(path) = self.below(brand, &format!("shortcuts/{entry}.png")) {
                let entry = entry.clone();
                self.names.shortcuts.push((entry.clone(), path.to_string()));
                self.add(path, Step::Shortcut(Shortcut { entry, icon }));
            }
        }
    }

    fn fonts(&mut self, theme: &Theme, brand: &OutputPath) {
        for (family, font) in theme.fonts.iter().enumerate() {
            let mut paths = Vec::new();
            for (at, file) in font.files.iter().enumerate() {
                let base_name = file.name.rsplit('/').next().unwrap_or(&file.name);
                if let Some(path) = self.below(brand, &format!("fonts/{base_name}")) {
                    self.add(path.clone(), Step::Copy(Copied::Font { family, file: at }));
                    paths.push(path.to_string());
                }
            }
            self.names.fonts.push(paths);
        }
    }

    /// Plans the screenshots, below a folder or at the package's root. They are numbered: how they are called is the
    /// theme's own matter. The narrow ones come first: Chromium on Android counts the wide ones too when it takes the
    /// first eight (`installable_data_fetcher.cc`), on a desk it does not count the narrow ones.
    fn screenshots(&mut self, theme: &Theme, folder: Option<&OutputPath>) {
        for form in [FormFactor::Narrow, FormFactor::Wide] {
            let all = theme.screenshots.iter().enumerate().filter(|(_, shown)| shown.form == form);
            for (number, (at, shown)) in all.enumerate() {
                let ending = shown.header.format.endings()[0];
                let name = format!("screenshots/{}-{}.{ending}", form.name(), number + 1);
                let path = match folder {
                    Some(folder) => self.below(folder, &name),
                    None => OutputPath::new(&name).ok(),
                };
                if let Some(path) = path {
                    self.names.screenshots.push((at, path.to_string()));
                    self.add(path, Step::Copy(Copied::Screenshot(at)));
                }
            }
        }
    }

    /// Plans an image below the brand's folder and gives its path.
    fn artwork(
        &mut self,
        brand: &OutputPath,
        stem: &str,
        artwork: &Artwork,
        image: Drawn,
    ) -> String {
        let name = format!("{stem}.{}", artwork.image.ending());
        let Some(path) = self.below(brand, &name) else {
            return String::new();
        };
        let step = match artwork.image {
            Image::Vector(_) => Step::Recolor(Recolored::Image(image)),
            Image::Raster(_) => Step::Same(image),
        };
        let text = path.to_string();
        self.add(path, step);
        text
    }

    fn below(&mut self, folder: &OutputPath, name: &str) -> Option<OutputPath> {
        match folder.join(name) {
            Ok(path) => Some(path),
            Err(reason) => {
                let message = format!("the path `{folder}/{name}` {reason}");
                self.problems.push(Diagnostic::at(Code::AssetPath, &self.contract, message));
                None
            }
        }
    }

    fn add(&mut self, path: OutputPath, step: Step) {
        if self.steps.contains_key(&path) {
            self.problems.push(two_steps(&path, &self.contract));
        }
        self.steps.insert(path, step);
    }

    /// Files that are one file on some systems, or of which one needs a folder where another is a file.
    fn check_folders(&mut self, untouched: &Shared) {
        let own = self.steps.keys().filter_map(|path| Some((path, untouched.clash(path)?)));
        let pairs: Vec<_> = clashes(self.steps.keys()).into_iter().chain(own).collect();
        let problem = |(path, other): (&OutputPath, &OutputPath)| {
            if path == other {
                return two_steps(path, &self.contract);
            }
            let message = format!("`{path}` and `{other}` are one file on some systems");
            let problem = Diagnostic::at(Code::OutputCollision, &self.contract, message);
            problem.help("rename one of them")
        };
        let problems: Vec<Diagnostic> = pairs.into_iter().map(problem).collect();
        self.problems.extend(problems);
    }
}

fn two_steps(path: &OutputPath, contract: &Place) -> Diagnostic {
    let message = format!("two steps write `{path}`");
    let help = "give the icons, the brand's files and the client's own files folders of their own";
    Diagnostic::at(Code::OutputCollision, contract, message).help(help)
}

/// What systems know a tenant's client by: its application id, or else its tenant id.
pub fn id(theme: &Theme) -> String {
    match theme.tenant.application_id.value.as_str() {
        "" => theme.tenant.id.value.clone(),
        id => id.to_owned(),
    }
}

/// Whether somebody of whom nothing is known may see an entry of the menu.
fn is_for_everybody(theme: &Theme, base: &Base, entry: &str) -> bool {
    let security = base.security.as_ref();
    let asked = security.and_then(|security| {
        Some((security.actions.first()?, security.kind_of(&["menu", "entries"])?))
    });
    asked.is_none_or(|(see, kind)| {
        let nobody = theme.rules.tags(&Person::default());
        let (resource, facts) = (format!("{kind}:{entry}"), Facts::default());
        theme.rules.decide(&nobody, see, (&resource, &facts)).is_allowed
    })
}

fn is_plain(theme: &Theme) -> bool {
    matches!(theme.icon.background.value, Background::Color { .. })
}

/// Whether a splash screen has more to show than its image. A logo that is a symbol says below an icon what the icon says.
fn is_branded(theme: &Theme) -> bool {
    match (&theme.launch.branding, theme.launch.image) {
        (Some(_), _) => true,
        (None, LaunchImage::Logo) => false,
        (None, LaunchImage::Icon) => has_words(&theme.logo.light.value),
    }
}

/// Whether a logo is so wide that it has words in it.
pub fn has_words(logo: &Artwork) -> bool {
    let (width, height) = logo.image.size();
    width > 1.67 * height
}

/// Whether what a look shows can be written as paths.
fn is_paths(theme: &Theme, art: Art) -> bool {
    let shown = source(theme, art, Style::Light);
    match (art, &shown.value.image) {
        (Art::Monochrome | Art::Notification, Image::Vector(vector)) => {
            let Ok(drawing) = vector::for_scheme(vector, &theme.palettes.light) else {
                return true;
            };
            let drawn = raster::Picture::Vector(drawing);
            // What was drawn for one color is as it should be.
            let one = if shown.place().is_some() { Ok(drawn) } else { monochrome(&drawn) };
            // What cannot be drawn is reported by who draws it.
            one.map_or(true, |one| is_drawable(&one))
        }
        (Art::Mark, Image::Vector(vector)) => vector.is_drawable().is_ok(),
        _ => false,
    }
}

fn step(icon: &Icon) -> Step {
    let container = |members| Step::Container(Container { look: icon.look, members });
    match (icon.format, icon.picture()) {
        (Format::Png, Some(picture)) => Step::Picture(picture, icon.pixels),
        (Format::Ico(frames), _) => container(Members::Ico(frames)),
        (Format::Icns(members), _) => container(Members::Icns(members)),
        (Format::Text(template), _) => Step::Text(Text { set: icon.set, template }),
        (Format::Symbolic, _) => Step::OneColor(icon.look),
        (Format::Drawable(side), _) => Step::Drawable(icon.look, side),
        (Format::Svg | Format::Png, _) => Step::Compose,
    }
}
