//! What pictures are made of, from a theme: each layer is read and measured once for all sizes, when the first picture
//! asks for it. Apart from [`super::icon`], which draws layers and knows no theme.

use std::sync::{Arc, OnceLock};

use super::art;
use super::banner;
use super::framed::{self, Framed};
use super::ground::{background, no_raster};
use super::icon::{self, IconLayers};
use super::kept::{Held, Once, Slot, once};
use super::layout::layout;
use super::monochrome;
use super::plate::Background;
use super::png::{self, Effort};
use super::raster::{Mark, Picture as Image};
use super::scalable::{Art as Drawn, Ground as Plate, Scalable, compose_svg};
use crate::artwork;
use crate::color::Scheme;
use crate::plan::{Art, Ground, Look, Picture, PixelFormat, Style};
use crate::theme::{self, LaunchImage, Theme};
use crate::vector::{self, Canvas, DrawError, Pixels};

/// The layers of a theme's pictures.
pub struct Layers<'a> {
    theme: Held<'a>,
    grounds: [Slot<Background>; 8],
    marks: [Slot<Mark>; 18],
    small: Vec<Slot<Mark>>,
    /// The tenant's name in each scheme, where it can be set.
    names: [OnceLock<Option<Mark>>; 2],
    pngs: Once<(Picture, Effort), Vec<u8>>,
    /// For readers that take one format only.
    fixed: Once<(Picture, PixelFormat, Effort), Vec<u8>>,
    icons: Once<Picture, Pixels>,
    texts: Once<Text, String>,
}

/// A drawing that is written as text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Text {
    OneColor(Look),
    Drawable(Look, u32),
    Scalable,
}

/// What the pixels of a picture's art depend on: those of two pictures with the same key are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ArtKey {
    look: Look,
    /// The shorter side where it decides on the drawing; the side of an app icon.
    side: u32,
    size: [u32; 2],
    at: Option<[u32; 3]>,
    is_whole: bool,
}

/// Up to this side, a picture's pixels are kept, because containers want them in several forms: some megabytes.
const KEPT: u32 = 128;

fn is_kept(picture: &Picture) -> bool {
    picture.width.max(picture.height) <= KEPT
}

impl<'a> Layers<'a> {
    /// Nothing read yet.
    pub fn new(theme: &'a Theme) -> Layers<'a> {
        Layers::of(Held::Borrowed(theme))
    }

    /// The same for a theme that they keep.
    pub fn shared(theme: Arc<Theme>) -> Layers<'static> {
        Layers::of(Held::Shared(theme))
    }

    fn of(theme: Held<'_>) -> Layers<'_> {
        Layers {
            grounds: Default::default(),
            marks: Default::default(),
            small: theme.icon.small.iter().map(|_| Default::default()).collect(),
            names: Default::default(),
            pngs: Once::default(),
            fixed: Once::default(),
            icons: Once::default(),
            texts: Once::default(),
            theme,
        }
    }

    /// A picture as a PNG, made once for all who ask for it.
    ///
    /// # Errors
    /// A drawing that cannot be drawn.
    pub fn png(&self, picture: &Picture, effort: Effort) -> Result<Arc<Vec<u8>>, DrawError> {
        let make = || match is_kept(picture) {
            true => png::encode(&*self.pixels(picture)?, effort),
            false => png::encode_framed(&self.draw_framed(picture)?, effort),
        };
        once(&self.pngs, (*picture, effort), make)
    }

    /// A picture as a PNG in a format that its reader takes.
    ///
    /// # Errors
    /// A drawing that cannot be drawn.
    pub fn png_as(
        &self,
        picture: &Picture,
        pixels: PixelFormat,
        effort: Effort,
    ) -> Result<Arc<Vec<u8>>, DrawError> {
        // What is not opaque is the same in both formats.
        let pixels = match pixels {
            PixelFormat::Any => return self.png(picture, effort),
            PixelFormat::TrueColor if !picture.look.is_opaque() => PixelFormat::Rgba,
            fixed => fixed,
        };
        let effort = effort.lossless();
        let make = || match is_kept(picture) {
            true => {
                let own = Framed::whole(Pixels::clone(&*self.pixels(picture)?));
                png::encode_as(&own, pixels, effort)
            }
            false => png::encode_as(&self.draw_framed(picture)?, pixels, effort),
        };
        once(&self.fixed, (*picture, pixels, effort), make)
    }

    /// A picture's pixels, drawn once for all who ask for them if it is small.
    ///
    /// # Errors
    /// A drawing that cannot be drawn.
    pub fn pixels(&self, picture: &Picture) -> Result<Arc<Pixels>, DrawError> {
        match is_kept(picture) {
            true => once(&self.icons, *picture, || self.draw(picture)),
            false => self.draw(picture).map(Arc::new),
        }
    }

    /// Draws a picture.
    ///
    /// # Errors
    /// A drawing that cannot be drawn.
    pub fn draw(&self, picture: &Picture) -> Result<Pixels, DrawError> {
        self.draw_framed(picture).map(Framed::into_pixels)
    }

    /// Draws a picture; where it is one color around its art, only the art.
    ///
    /// # Errors
    /// A drawing that cannot be drawn.
    pub fn draw_framed(&self, picture: &Picture) -> Result<Framed, DrawError> {
        if let Some(banner) = self.banner(picture)? {
            return Ok(banner);
        }
        match self.launch_icon(picture)? {
            Some(icon) => {
                let inside = Arc::new(icon.draw(self, picture)?);
                Ok(icon.framed(picture, inside))
            }
            None => icon::draw(self.layers(picture)?, picture),
        }
    }

    /// For a banner of a tenant whose logo does not say the name, and whose font does.
    fn banner(&self, picture: &Picture) -> Result<Option<Framed>, DrawError> {
        if !banner::is_banner(picture) {
            return Ok(None);
        }
        let scheme = scheme(picture.look.style);
        let name = self.names[scheme as usize].get_or_init(|| banner::name(&self.theme, scheme));
        let layers = self.layers(picture)?;
        match (layers.mark, name, layers.background) {
            (Some(symbol), Some(name), Some(ground)) => {
                banner::draw((symbol, name), ground, picture)
            }
            _ => Ok(None),
        }
    }

    fn layers(&self, picture: &Picture) -> Result<IconLayers<'_>, DrawError> {
        Ok(IconLayers {
            background: self.background(&picture.look)?,
            mark: self.mark(&picture.look, picture.width.min(picture.height))?,
            padding: self.theme.icon.padding as f32,
        })
    }

    /// What a picture's art is, if other pictures could show the same.
    ///
    /// # Errors
    /// A drawing that cannot be drawn.
    pub(super) fn art(&self, picture: &Picture) -> Result<Option<ArtKey>, DrawError> {
        let Picture { width, height, look } = *picture;
        if look.art != Art::Launch || is_kept(picture) {
            return Ok(None);
        }
        let (side, own, is_whole) = match self.launch_icon(picture)? {
            Some(icon) => {
                let size = [icon.width, icon.height];
                (icon.side, (size, None), size == [width, height])
            }
            None => {
                let own = layout(self.layers(picture)?, picture).key();
                (0, own, own.0 == [width, height])
            }
        };
        Ok(Some(ArtKey { look, side, size: own.0, at: own.1, is_whole }))
    }

    /// Pictures of the same art as PNGs, drawn once.
    ///
    /// # Errors
    /// A drawing that cannot be drawn.
    pub(super) fn pngs(
        &self,
        pictures: &[Picture],
        effort: Effort,
    ) -> Result<Vec<Arc<Vec<u8>>>, DrawError> {
        let [first, others @ ..] = pictures else { return Ok(Vec::new()) };
        if others.is_empty() {
            return Ok(vec![self.png(first, effort)?]);
        }
        let mut framed = vec![self.draw_framed(first)?];
        for picture in others {
            let inside = Arc::clone(&framed[0].inside);
            framed.push(match self.launch_icon(picture)? {
                Some(icon) => icon.framed(picture, inside),
                None => layout(self.layers(picture)?, picture).framed(picture, inside),
            });
        }
        let made = png::encode_each(&framed, effort)?;
        let keep = |(picture, made): (&Picture, Vec<u8>)| {
            once(&self.pngs, (*picture, effort), || Ok(made))
        };
        pictures.iter().zip(made).map(keep).collect()
    }

    /// For a launch screen that shows the app icon: on its plate, as it stands on the home screen.
    fn launch_icon(&self, picture: &Picture) -> Result<Option<LaunchIcon>, DrawError> {
        let look = picture.look;
        if look.art != Art::Launch || self.theme.launch.image != LaunchImage::Icon {
            return Ok(None);
        }
        let side = icon::launch_icon_side(picture);
        let frame = match self.background(&look)? {
            None => [0; 4],
            Some(Background::Color(color)) => [color.r, color.g, color.b, 255],
            Some(_) => return Err(DrawError("a launch screen has one color".to_owned())),
        };
        let (width, height) = (side.min(picture.width), side.min(picture.height));
        Ok(Some(LaunchIcon { side, width, height, frame }))
    }

    /// What a look stands on.
    fn background(&self, look: &Look) -> Result<Option<&Background>, DrawError> {
        if look.ground == Ground::Clear {
            return Ok(None);
        }
        let scheme = scheme(look.style);
        let slot = &self.grounds[look.ground as usize * 2 + scheme as usize];
        let made = slot.get_or_init(|| background(&self.theme, look.ground, scheme));
        made.as_ref().map(Some).map_err(Clone::clone)
    }

    /// What a look shows at a size: the shorter side in pixels.
    ///
    /// # Errors
    /// A drawing that cannot be drawn.
    pub fn mark(&self, look: &Look, side: u32) -> Result<Option<&Mark>, DrawError> {
        if look.art == Art::Nothing {
            return Ok(None);
        }
        let small = self.theme.icon.small.iter().position(|small| side < small.below);
        let made = match (look.art, small) {
            (Art::Mark, Some(at)) if look.style == Style::Light => {
                self.small[at].get_or_init(|| {
                    let palette = self.theme.palettes.get(scheme(look.style));
                    Mark::new(art::image(&self.theme.icon.small[at].mark.value, palette)?)
                })
            }
            _ => self.marks[look.art as usize * 3 + look.style as usize]
                .get_or_init(|| Mark::new(art::shown(&self.theme, look.art, look.style)?)),
        };
        made.as_ref().map(Some).map_err(Clone::clone)
    }

    /// A look in one color, as SVG.
    ///
    /// # Errors
    /// A drawing that cannot be drawn.
    pub fn one_color(&self, look: &Look) -> Result<Arc<String>, DrawError> {
        once(&self.texts, Text::OneColor(*look), || self.make_one_color(look))
    }

    fn make_one_color(&self, look: &Look) -> Result<String, DrawError> {
        const SIDE: u32 = 16;
        let mark = self.mark(look, SIDE)?.ok_or(DrawError("there is no mark".into()))?;
        let canvas = Canvas { width: SIDE, height: SIDE };
        let at = icon::place(mark, look, self.theme.icon.padding as f32, canvas);
        monochrome::one_color_svg(&mark.picture, at, SIDE)
    }

    /// A look as Android's VectorDrawable, of so many dp a side.
    ///
    /// # Errors
    /// A drawing that cannot be drawn, or not with paths alone.
    pub fn drawable(&self, look: &Look, side: u32) -> Result<Arc<String>, DrawError> {
        once(&self.texts, Text::Drawable(*look, side), || self.make_drawable(look, side))
    }

    fn make_drawable(&self, look: &Look, side: u32) -> Result<String, DrawError> {
        let mark = self.mark(look, u32::MAX)?.ok_or(DrawError("there is no mark".into()))?;
        let canvas = Canvas { width: side, height: side };
        let at = icon::place(mark, look, self.theme.icon.padding as f32, canvas);
        match (look.art, &mark.picture) {
            (Art::Monochrome | Art::Notification, picture) => {
                monochrome::one_color_drawable(picture, at, side)
            }
            (_, Image::Vector(drawing)) => {
                vector::drawable(drawing, at, side as f32).map_err(|why| DrawError(why.to_string()))
            }
            (_, Image::Raster(_)) => Err(DrawError("it has pixels".into())),
        }
    }

    /// The icon that scales and follows the color scheme.
    ///
    /// # Errors
    /// A drawing that cannot be drawn.
    pub fn scalable(&self) -> Result<Arc<String>, DrawError> {
        once(&self.texts, Text::Scalable, || self.make_scalable())
    }

    fn make_scalable(&self) -> Result<String, DrawError> {
        let theme = &*self.theme;
        let ground = match &theme.icon.background.value {
            theme::Background::Color { light, dark } => Plate::Color { light: *light, dark: *dark },
            theme::Background::Gradient(gradient) => Plate::Gradient(*gradient),
            theme::Background::Artwork(artwork) => match &artwork.image {
                artwork::Image::Vector(vector) => Plate::Vector(vector),
                artwork::Image::Raster(_) => return Err(no_raster()),
            },
        };
        let art = match &theme.icon.mark.value.image {
            artwork::Image::Vector(vector) => Drawn::Vector(vector),
            artwork::Image::Raster(_) => Drawn::Raster,
        };
        let mark =
            self.mark(&Look::PLATE, u32::MAX)?.ok_or(DrawError("there is no mark".into()))?;
        let icon = Scalable {
            ground,
            mark,
            art,
            padding: theme.icon.padding as f32,
            corner: f32::from(crate::plan::CORNER) / 1000.0,
        };
        compose_svg(&icon, &theme.palettes)
    }
}

/// The app icon on a launch screen of one color.
struct LaunchIcon {
    side: u32,
    /// What of it the canvas has room for.
    width: u32,
    height: u32,
    /// Around it.
    frame: [u8; 4],
}

impl LaunchIcon {
    fn draw(&self, layers: &Layers<'_>, picture: &Picture) -> Result<Pixels, DrawError> {
        let plate = Look::PLATE.in_style(picture.look.style);
        let plate = Picture::square(plate, self.side);
        let own = layers.layers(&plate)?;
        let pixmap = icon::paint(own, &plate.look, &layout(own, &plate))?;
        let drawn = match self.frame[3] {
            255 => framed::over(&pixmap, self.frame),
            _ => Pixels::from_pixmap(pixmap),
        };
        match (self.width, self.height) == (self.side, self.side) {
            true => Ok(drawn),
            false => framed::centered(&drawn, &Pixels::filled(self.width, self.height, self.frame)),
        }
    }

    fn framed(&self, picture: &Picture, inside: Arc<Pixels>) -> Framed {
        let (width, height) = (picture.width, picture.height);
        let (left, top) = ((width - self.width) / 2, (height - self.height) / 2);
        Framed { width, height, frame: self.frame, left, top, inside }
    }
}

fn scheme(style: Style) -> Scheme {
    match style {
        Style::Light => Scheme::Light,
        Style::Dark | Style::Tinted => Scheme::Dark,
    }
}
