//! What the bytes of a picture depend on: the drawings that its look shows, and the colors that they take. Apart from the
//! keys of steps, because it must say the same as what draws them, look by look: the layers of `render`.

use std::sync::Arc;

use crate::artwork::{Artwork, Image};
use crate::base::{Base, IconPaint};
use crate::color::{Role, Scheme};
use crate::digest::sha256_of;
use crate::plan::{Art, Ground, Look, Shortcut, Style};
use crate::source::Sourced;
use crate::theme::{Background, LaunchImage, Theme};
use crate::vector::{Vector, style_rules};

/// The drawings of a theme.
pub(super) struct Drawings<'a> {
    theme: &'a Theme,
    /// In the order in which they are searched for a letter.
    fonts: String,
}

/// A hash of everything that any picture of a theme depends on.
pub fn art(theme: &Theme, base: &Base) -> String {
    let drawings = Drawings::new(theme, base);
    let (icon, logo) = (&theme.icon, &theme.logo);
    let others = [&icon.dark, &icon.tinted, &icon.notification, &theme.launch.branding];
    let others = others.into_iter().flatten().map(|image| drawings.image(&image.value));
    let logos = [&logo.light, &logo.dark].map(|logo| drawings.image(&logo.value));
    let arts = [Art::Mark, Art::Monochrome, Art::Launch].map(|art| Look { art, ..Look::LAUNCH });
    let looks = arts.into_iter().chain([Look::PLATE]);
    let looks = looks.flat_map(|look| [look, look.in_style(Style::Dark)]);
    let looks = looks.map(|look| drawings.look(&look));
    let parts: Vec<String> = others.chain(logos).chain(looks).collect();
    sha256_of(&parts.iter().map(String::as_bytes).collect::<Vec<_>>())
}

impl<'a> Drawings<'a> {
    pub(super) fn new(theme: &'a Theme, base: &Base) -> Drawings<'a> {
        let fonts = theme.fonts.iter().flat_map(|font| &font.files).chain(&base.fonts);
        let fonts: Vec<&str> = fonts.map(|file| file.sha256.as_str()).collect();
        Drawings { theme, fonts: fonts.join(" ") }
    }

    pub(super) fn theme(&self) -> &'a Theme {
        self.theme
    }

    /// The colors that a vector takes, in both schemes.
    pub(super) fn rules(&self, vector: &Vector) -> String {
        Scheme::ALL.map(|scheme| style_rules(vector, self.theme.palettes.get(scheme))).join("|")
    }

    /// An image in the colors of the theme.
    pub(super) fn image(&self, artwork: &Artwork) -> String {
        match &artwork.image {
            Image::Vector(vector) => format!("{} {}", artwork.sha256, self.rules(vector)),
            Image::Raster(_) => artwork.sha256.clone(),
        }
    }

    /// The icon that scales.
    pub(super) fn scalable(&self) -> String {
        let icon = &self.theme.icon;
        let parts = [self.image(&icon.mark.value), self.icon_ground(), icon.padding.to_string()];
        format!("{parts:?} {}", self.fonts)
    }

    /// All that a look shows.
    pub(super) fn look(&self, look: &Look) -> String {
        let parts = [self.art(look), self.ground(look), self.theme.icon.padding.to_string()];
        format!("{parts:?} {}", self.fonts)
    }

    /// A menu entry's icon on its plate, in the light scheme.
    pub(super) fn shortcut(&self, shortcut: &Shortcut) -> String {
        let palette = self.theme.palettes.get(Scheme::Light);
        let IconPaint { paint, on } = shortcut.icon;
        let image = self.image(&self.theme.menu.entries[&shortcut.entry].icon.value);
        let colors = (paint.map(|role| palette.get(role)), palette.get(on));
        format!("{image} {colors:?} {} {}", Shortcut::SIDE, self.fonts)
    }

    fn art(&self, look: &Look) -> String {
        let (icon, launch) = (&self.theme.icon, &self.theme.launch);
        let one_color = || {
            // What was not drawn for one color is made so.
            let is_drawn = icon.monochrome.place().is_some();
            format!("{is_drawn} {}", self.image(&icon.monochrome.value))
        };
        let logo = &self.theme.logo.get(scheme(look.style)).value;
        match look.art {
            Art::Nothing => String::new(),
            Art::Mark => self.mark(look.style),
            Art::Monochrome => one_color(),
            Art::Notification => match &icon.notification {
                Some(own) => self.image(&own.value),
                None => one_color(),
            },
            Art::Logo => {
                let logo = self.image(launch.branding.as_ref().map_or(logo, |own| &own.value));
                // A banner says the name too, in the color of text.
                let palette = self.theme.palettes.get(scheme(look.style));
                format!("{logo} {} {}", self.theme.tenant.name.value, palette.get(Role::OnSurface))
            }
            Art::Launch => match launch.image {
                LaunchImage::Logo => self.image(logo),
                LaunchImage::Icon => format!("{} {}", self.mark(look.style), self.icon_ground()),
            },
        }
    }

    /// The mark, and what may stand for it in a style.
    fn mark(&self, style: Style) -> String {
        let icon = &self.theme.icon;
        let own = |image: &Option<Sourced<Arc<Artwork>>>| {
            image.as_ref().map(|image| self.image(&image.value))
        };
        let mark = self.image(&icon.mark.value);
        match style {
            Style::Light => {
                let small = icon.small.iter();
                let small = small.map(|small| (small.below, self.image(&small.mark.value)));
                format!("{mark} {:?}", small.collect::<Vec<_>>())
            }
            Style::Dark | Style::Tinted => {
                let logo = self.image(&self.theme.logo.dark.value);
                format!("{mark} {:?} {:?} {logo}", own(&icon.dark), own(&icon.tinted))
            }
        }
    }

    fn ground(&self, look: &Look) -> String {
        let launch = &self.theme.launch;
        match (look.ground, scheme(look.style)) {
            (Ground::Clear | Ground::Black, _) => String::new(),
            (Ground::Icon, _) => self.icon_ground(),
            (Ground::Launch, Scheme::Light) => launch.background.value.to_string(),
            (Ground::Launch, Scheme::Dark) => launch.background_dark.value.to_string(),
        }
    }

    fn icon_ground(&self) -> String {
        match &self.theme.icon.background.value {
            Background::Artwork(artwork) => self.image(artwork),
            plain => format!("{plain:?}"),
        }
    }
}

fn scheme(style: Style) -> Scheme {
    match style {
        Style::Light => Scheme::Light,
        Style::Dark | Style::Tinted => Scheme::Dark,
    }
}
