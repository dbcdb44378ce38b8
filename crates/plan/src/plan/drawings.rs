//! Pictures of a theme as recipes: which of its images a look shows, in which colors, and what is made of one where the
//! theme brings none of its own; and which of its keys say so.

use std::sync::Arc;

use super::{has_words, scheme};
use rebadge_art::artwork::{Artwork, Image};
use rebadge_art::color::{Color, Role, Scheme, contrast};
use rebadge_core::digest::sha256_of;
use rebadge_core::source::Sourced;
use rebadge_render::recipes::kinds::picture::With;
use rebadge_render::recipes::kinds::{dark, drawing, mark, name, one_color, picture, tinted};
use rebadge_render::recipes::{Colors, Ground, Ink, Input, Layers, Node, Read};
use rebadge_render::render::icon::launch_icon_side;
use rebadge_render::render::look::{self, Art, Fit, Look, Picture, Style};
use rebadge_render::render::{banner, plate};
use rebadge_theme::base::Base;
use rebadge_theme::theme::{Background, Gradient, LaunchImage, Theme};

/// The images of a theme, and the fonts that they are drawn with.
#[derive(Clone, Debug)]
pub struct Drawings<'a> {
    theme: &'a Theme,
    base: &'a Base,
    /// The digest of the fonts of the theme's own drawings, in the order in which they are searched for a letter.
    fonts: String,
    /// Of those of the base client.
    base_fonts: String,
}

/// The theme's file that a look shows, as it is or as something is made of it. A dark mark may be the logo instead: that
/// is found by drawing.
pub fn source(theme: &Theme, art: Art, style: Style) -> &Sourced<Arc<Artwork>> {
    let (icon, launch) = (&theme.icon, &theme.launch);
    let logo = theme.logo.get(scheme(style));
    match (art, style) {
        (Art::Mark, Style::Dark) => icon.dark.as_ref().unwrap_or(&icon.mark),
        (Art::Mark, Style::Tinted) => {
            icon.tinted.as_ref().or(icon.dark.as_ref()).unwrap_or(&icon.mark)
        }
        (Art::Notification, _) => icon.notification.as_ref().unwrap_or(&icon.monochrome),
        (Art::Monochrome, _) => &icon.monochrome,
        (Art::Logo, _) => launch.branding.as_ref().unwrap_or(logo),
        (Art::Launch, _) if launch.image == LaunchImage::Logo => logo,
        (Art::Mark | Art::Launch | Art::Nothing, _) => &icon.mark,
    }
}

impl<'a> Drawings<'a> {
    /// Those of a theme on a base client.
    pub fn new(theme: &'a Theme, base: &'a Base) -> Drawings<'a> {
        let own = theme.fonts.iter().flat_map(|font| &font.files);
        let of_base = || base.fonts.iter().map(|file| file.sha256.as_bytes());
        let all: Vec<&[u8]> = own.map(|file| file.sha256.as_bytes()).chain(of_base()).collect();
        let base_fonts = sha256_of(&of_base().collect::<Vec<_>>());
        Drawings { theme, base, fonts: sha256_of(&all), base_fonts }
    }

    /// An image by its digest. One with text is another image with other fonts.
    pub(super) fn input(&self, artwork: &Artwork) -> Input {
        match &artwork.image {
            Image::Vector(vector) if vector.has_text() => {
                let mut of_base = self.base.icons.values();
                let is_base = of_base.any(|own| std::ptr::eq(own.as_ref(), artwork));
                let fonts = if is_base { &self.base_fonts } else { &self.fonts };
                Input(sha256_of(&[artwork.sha256.as_bytes(), fonts.as_bytes()]))
            }
            _ => Input(artwork.sha256.clone()),
        }
    }

    /// The colors that an image takes in a scheme.
    pub(super) fn colors(&self, artwork: &Artwork, scheme: Scheme) -> Colors {
        match &artwork.image {
            Image::Vector(vector) => Colors::of(vector, self.theme.palettes.get(scheme)),
            Image::Raster(_) => Colors::default(),
        }
    }

    /// An image in the colors of a scheme.
    pub(super) fn image(&self, artwork: &Artwork, scheme: Scheme) -> Node {
        let (image, colors) = (self.input(artwork), self.colors(artwork, scheme));
        Node::new(drawing::Drawing { image, colors })
    }

    /// What a look shows at a size, the shorter side in pixels; none of a look without art.
    pub fn mark(&self, look: &Look, side: u32) -> Option<Node> {
        let icon = &self.theme.icon;
        let of = match (look.art, look.style) {
            (Art::Nothing, _) => return None,
            (Art::Mark, Style::Light) => self.image(&icon.mark_at(side).value, Scheme::Light),
            (art, style) => self.shown(art, style),
        };
        Some(Node::new(mark::Mark { of }))
    }

    /// The image that a look shows at most sizes.
    fn shown(&self, art: Art, style: Style) -> Node {
        let drawn = || self.image(&source(self.theme, art, style).value, scheme(style));
        let icon = &self.theme.icon;
        match (art, style) {
            (Art::Mark, Style::Dark) => self.dark(),
            (Art::Mark, Style::Tinted) if icon.tinted.is_none() => {
                Node::new(tinted::Tinted { of: self.dark() })
            }
            (Art::Monochrome | Art::Notification, _) if !self.is_one_color(art) => {
                Node::new(one_color::OneColor { of: drawn() })
            }
            _ => drawn(),
        }
    }

    /// Whether an image was drawn for one color: then it is as it should be.
    fn is_one_color(&self, art: Art) -> bool {
        let icon = &self.theme.icon;
        (art == Art::Notification && icon.notification.is_some())
            || icon.monochrome.place().is_some()
    }

    fn dark(&self) -> Node {
        let icon = &self.theme.icon;
        if let Some(own) = &icon.dark {
            return self.image(&own.value, Scheme::Dark);
        }
        let mark = self.image(&icon.mark.value, Scheme::Dark);
        let logo = self.image(&self.theme.logo.dark.value, Scheme::Dark);
        Node::new(dark::Dark { mark, logo })
    }

    /// The background of a look.
    fn ground(&self, look: &Look) -> Ground {
        let (launch, scheme) = (&self.theme.launch, scheme(look.style));
        match (look.ground, &self.theme.icon.background.value) {
            (look::Ground::Clear, _) => Ground::Clear,
            (look::Ground::Black, _) => Ground::Color(Ink(Color::BLACK)),
            (look::Ground::Launch, _) => Ground::Color(Ink(match scheme {
                Scheme::Light => launch.background.value,
                Scheme::Dark => launch.background_dark.value,
            })),
            (look::Ground::Icon, Background::Color { light, dark }) => {
                Ground::Color(Ink(if scheme == Scheme::Light { *light } else { *dark }))
            }
            (look::Ground::Icon, Background::Gradient(own)) => Ground::Gradient(gradient(own)),
            (look::Ground::Icon, Background::Artwork(artwork)) => {
                Ground::Drawing(self.image(artwork, scheme))
            }
        }
    }

    fn layers(&self, look: &Look, side: u32) -> Layers {
        let mark = self.mark(look, side);
        Layers { ground: self.ground(look), mark, padding: self.padding(look) }
    }

    /// The padding, where a look asks for it.
    pub(super) fn padding(&self, look: &Look) -> f32 {
        if is_padded(look) { self.theme.icon.padding as f32 } else { 0.0 }
    }

    /// A picture.
    pub fn picture(&self, of: &Picture) -> Node {
        let Picture { width, height, look } = *of;
        let mut layers = self.layers(&look, width.min(height));
        let with = if self.shows_icon(&look) {
            let plate = Look::PLATE.in_style(look.style);
            layers.mark = None;
            With::Icon(plate, self.layers(&plate, launch_icon_side(of)))
        } else {
            self.name(of).map_or(With::Nothing, With::Name)
        };
        Node::new(picture::Picture { width, height, look, layers, with })
    }

    /// Whether a look is of a launch screen that shows the app icon.
    fn shows_icon(&self, look: &Look) -> bool {
        look.art == Art::Launch && self.theme.launch.image == LaunchImage::Icon
    }

    /// The tenant's name for a banner, in the theme's own font; none where the logo has words, or there is no font.
    fn name(&self, of: &Picture) -> Option<Node> {
        let logo = &source(self.theme, Art::Logo, of.look.style).value;
        if !banner::is_banner(of) || has_words(logo) {
            return None;
        }
        let fonts = || self.theme.fonts.iter();
        let heading = fonts().find(|font| font.uses.iter().any(|usage| usage == "heading"));
        let font = heading.or_else(|| fonts().next())?;
        // Semibold, or what comes next to it.
        let file = font.files.iter().min_by_key(|file| file.face.weight.abs_diff(600))?;
        Some(Node::new(name::Name {
            text: self.theme.tenant.name.value.clone(),
            font: Input(file.sha256.clone()),
            family: file.face.family.clone(),
            weight: file.face.weight,
            style: file.face.style.name(),
            ink: Ink(self.ink(scheme(of.look.style))),
        }))
    }

    /// The color of a name: that of text, or what stands out more from the launch screen's background.
    fn ink(&self, scheme: Scheme) -> Color {
        let ground = match scheme {
            Scheme::Light => self.theme.launch.background.value,
            Scheme::Dark => self.theme.launch.background_dark.value,
        };
        let text = self.theme.palettes.get(scheme).get(Role::OnSurface);
        let all = [text, Color::BLACK, Color::WHITE];
        let passes = |color: &&Color| contrast(**color, ground) >= 4.5;
        all.iter().find(passes).copied().unwrap_or(text)
    }
}

impl Drawings<'_> {
    /// What is the same as long as no picture of any look at any size differs.
    pub fn digest(&self) -> String {
        let theme = self.theme;
        let arts = [Art::Mark, Art::Monochrome, Art::Notification, Art::Launch, Art::Logo];
        let styles = [Style::Light, Style::Dark, Style::Tinted];
        let grounds = [look::Ground::Icon, look::Ground::Launch];
        let of = |art| {
            styles.map(|style| grounds.map(|ground| Look { art, style, ground, ..Look::PLATE }))
        };
        let looks = arts.into_iter().flat_map(of).flatten();
        let sizes =
            theme.icon.small.iter().map(|small| small.below.saturating_sub(1).max(1)).chain([512]);
        let sizes: Vec<(u32, u32)> = sizes.map(|side| (side, side)).chain([(1024, 500)]).collect();
        let pictures = looks.flat_map(|look| {
            sizes.iter().map(move |(width, height)| Picture {
                width: *width,
                height: *height,
                look,
            })
        });
        let logos = [&theme.logo.light, &theme.logo.dark];
        let logos = logos.into_iter().flat_map(|logo| Scheme::ALL.map(|scheme| (logo, scheme)));
        let logos = logos.map(|(logo, scheme)| self.image(&logo.value, scheme));
        let nodes: Vec<Node> =
            pictures.map(|picture| self.picture(&picture)).chain(logos).collect();
        sha256_of(&nodes.iter().map(|node| node.key().as_bytes()).collect::<Vec<_>>())
    }
}

/// Whether how large a look's art is depends on the theme's padding.
fn is_padded(look: &Look) -> bool {
    look.art != Art::Nothing && matches!(look.fit, Fit::Padded | Fit::Safe(_))
}

/// A gradient of a theme, to be drawn.
pub(super) fn gradient(own: &Gradient) -> plate::Gradient {
    plate::Gradient { from: own.from, to: own.to, angle: own.angle }
}

/// The keys of the theme behind the parameters of a picture.
impl Drawings<'_> {
    /// Those behind a picture.
    pub(super) fn reads(&self, of: &Picture) -> Vec<Read> {
        let look = &of.look;
        let side = of.width.min(of.height);
        if self.shows_icon(look) {
            let plate = Look::PLATE.in_style(look.style);
            let icon = self.reads(&Picture::square(plate, launch_icon_side(of)));
            let mut reads = self.ground_reads(look);
            reads.push(Read::new("with", "launch.image"));
            return reads.into_iter().chain(icon).collect();
        }
        let mut reads = self.mark_reads(look, side);
        reads.extend(self.ground_reads(look));
        if self.name(of).is_some() {
            let scheme = scheme(look.style).name();
            reads.push(Read::new("name", "tenant.name"));
            reads.push(Read::new("name", "fonts"));
            reads.push(Read::new("name", format!("colors.{scheme}.{}", Role::OnSurface)));
        }
        reads
    }

    /// Those behind what a look shows, and how large it is.
    pub(super) fn mark_reads(&self, look: &Look, side: u32) -> Vec<Read> {
        let mut reads = self.art_reads(look, side);
        if is_padded(look) {
            reads.push(Read::new("padding", "icon.padding"));
        }
        reads
    }

    fn art_reads(&self, look: &Look, side: u32) -> Vec<Read> {
        let (icon, theme) = (&self.theme.icon, self.theme);
        let own = |key: &str, image: &Artwork| self.image_reads("mark", key, image, look.style);
        let dark = || match &icon.dark {
            Some(own_dark) => own("icon.dark", &own_dark.value),
            None => {
                let logo = own("brand.logo-dark", &theme.logo.dark.value);
                own("icon.mark", &icon.mark.value).into_iter().chain(logo).collect()
            }
        };
        let logo_key = match scheme(look.style) {
            Scheme::Light => "brand.logo",
            Scheme::Dark => "brand.logo-dark",
        };
        let shown = &source(theme, look.art, look.style).value;
        match (look.art, look.style) {
            (Art::Nothing, _) => Vec::new(),
            (Art::Mark, Style::Light) => {
                let small = icon.small.iter().find(|small| side < small.below);
                let key = small.map(|small| format!("icon.mark.below-{}", small.below));
                own(key.as_deref().unwrap_or("icon.mark"), &icon.mark_at(side).value)
            }
            (Art::Mark, Style::Tinted) if icon.tinted.is_some() => own("icon.tinted", shown),
            (Art::Mark, Style::Dark | Style::Tinted) => dark(),
            (Art::Notification, _) if icon.notification.is_some() => {
                own("icon.notification", shown)
            }
            (Art::Monochrome | Art::Notification, _) => own("icon.monochrome", shown),
            (Art::Logo, _) if theme.launch.branding.is_some() => own("launch.branding", shown),
            (Art::Logo, _) => own(logo_key, shown),
            (Art::Launch, _) => {
                let mut reads = own(logo_key, shown);
                reads.push(Read::new("mark", "launch.image"));
                reads
            }
        }
    }

    fn ground_reads(&self, look: &Look) -> Vec<Read> {
        match (look.ground, scheme(look.style), &self.theme.icon.background.value) {
            (look::Ground::Clear | look::Ground::Black, ..) => Vec::new(),
            (look::Ground::Launch, Scheme::Light, _) => {
                vec![Read::new("ground", "launch.background")]
            }
            (look::Ground::Launch, Scheme::Dark, _) => {
                vec![Read::new("ground", "launch.background-dark")]
            }
            (look::Ground::Icon, _, Background::Artwork(artwork)) => {
                self.image_reads("ground", "icon.background", artwork, look.style)
            }
            (look::Ground::Icon, ..) => vec![Read::new("ground", "icon.background")],
        }
    }

    /// Those behind an image in the colors of a style.
    fn image_reads(
        &self,
        parameter: &'static str,
        key: &str,
        artwork: &Artwork,
        style: Style,
    ) -> Vec<Read> {
        let mut reads = vec![Read::new(parameter, key)];
        reads.extend(self.color_reads(artwork, scheme(style)));
        reads
    }

    /// The colors that an image takes.
    pub(super) fn color_reads(&self, artwork: &Artwork, scheme: Scheme) -> Vec<Read> {
        color_reads(&self.colors(artwork, scheme), scheme)
    }
}

/// The keys of some colors.
pub(super) fn color_reads(colors: &Colors, scheme: Scheme) -> Vec<Read> {
    let key = |role: Role| format!("colors.{}.{role}", scheme.name());
    colors.roles().map(|role| Read::new("colors", key(role))).collect()
}
