//! The app icon on a launch screen of one color: on its plate, as it stands on the home screen.

use std::sync::Arc;

use serde::Serialize;

use super::framed::{self, Framed};
use super::icon::{self, IconLayers};
use super::layout::layout;
use super::look::{Look, Picture};
use super::plate::Background;
use rebadge_art::vector::{DrawError, Pixels};

/// An app icon on a launch screen.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct HomeIcon {
    side: u32,
    /// What of it the canvas has room for.
    width: u32,
    height: u32,
    /// Around it.
    frame: [u8; 4],
}

impl HomeIcon {
    /// On a launch screen and its ground.
    ///
    /// # Errors
    /// A ground of more than one color.
    pub fn on(picture: &Picture, ground: Option<&Background>) -> Result<HomeIcon, DrawError> {
        let side = icon::launch_icon_side(picture);
        let frame = match ground {
            None => [0; 4],
            Some(Background::Color(color)) => [color.r, color.g, color.b, 255],
            Some(_) => return Err(DrawError("a launch screen has one color".to_owned())),
        };
        let (width, height) = (side.min(picture.width), side.min(picture.height));
        Ok(HomeIcon { side, width, height, frame })
    }

    /// Draws it of the layers of the icon, in the look of its plate.
    ///
    /// # Errors
    /// A layer that cannot be drawn.
    pub fn draw(&self, layers: IconLayers<'_>, plate: Look) -> Result<Pixels, DrawError> {
        let plate = Picture::square(plate, self.side);
        let pixmap = icon::paint(layers, &plate.look, &layout(layers, &plate))?;
        let drawn = match self.frame[3] {
            255 => framed::over(&pixmap, self.frame),
            _ => Pixels::from_pixmap(pixmap),
        };
        if (self.width, self.height) == (self.side, self.side) {
            return Ok(drawn);
        }
        framed::centered(&drawn, &Pixels::filled(self.width, self.height, self.frame))
    }

    /// What was drawn, in the middle of the launch screen.
    pub fn framed(&self, picture: &Picture, inside: Arc<Pixels>) -> Framed {
        let (width, height) = (picture.width, picture.height);
        let (left, top) = ((width - self.width) / 2, (height - self.height) / 2);
        Framed { width, height, frame: self.frame, left, top, inside }
    }
}
