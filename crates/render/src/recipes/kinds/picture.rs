//! A picture, drawn: a mark on a ground, the app icon on a launch screen, or a symbol with a name beside it.

use std::sync::Arc;

use serde::Serialize;

use super::art::{Art, At};
use super::coding::Coding;
use super::layers::Layers;
use crate::recipes::node::Node;
use crate::recipes::run::Run;
use crate::recipes::value::{Fault, Value};
use crate::render::framed::Framed;
use crate::render::launch::HomeIcon;
use crate::render::layout::layout;
use crate::render::look::{self, Look};
use crate::render::{Effort, banner, icon};

/// A look at a size, and what is drawn in it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Picture {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// How it looks.
    pub look: Look,
    /// What it is drawn of.
    pub layers: Layers,
    /// What else is on it.
    pub with: With,
}

/// What else is on a picture.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum With {
    /// Nothing.
    Nothing,
    /// In place of the mark, the app icon, on its plate: its look, and what it is drawn of.
    Icon(Look, Layers),
    /// Beside the mark, a name, where there is room for it.
    Name(Node),
}

/// Up to this side, a picture's pixels are kept, because containers want them in several forms: some megabytes.
const SMALL: u32 = 128;

/// An art that other pictures may have too, on the canvas of this one.
pub(super) struct Shared {
    art: Node,
    pub(super) framed: Framed,
}

impl Shared {
    /// How the art is written.
    pub(super) fn coding(&self, effort: Effort) -> Node {
        let (frame, is_whole) = (self.framed.frame, self.framed.is_whole());
        Node::new(Coding { art: self.art.clone(), frame, is_whole, effort })
    }
}

impl Picture {
    /// Whether its pixels are kept.
    pub fn is_small(&self) -> bool {
        self.width.max(self.height) <= SMALL
    }

    /// Draws it; where it is one color around its art, only the art.
    pub(crate) fn draw(&self, with: &Run<'_>) -> Result<Framed, Fault> {
        if let Some(shared) = self.shared(with)? {
            return Ok(shared.framed);
        }
        let picture = self.picture();
        let laid = self.layers.laid(with)?;
        match &self.with {
            With::Icon(look, layers) => {
                let own = HomeIcon::on(&picture, laid.icon().background)?;
                let inside = own.draw(layers.laid(with)?.icon(), *look)?;
                return Ok(own.framed(&picture, Arc::new(inside)));
            }
            With::Name(name) => {
                let (name, layers) = (with.mark(name)?, laid.icon());
                if let (Some(symbol), Some(name), Some(ground)) =
                    (layers.mark, name, layers.background)
                    && let Some(banner) = banner::draw((symbol, &name), ground, &picture)?
                {
                    return Ok(banner);
                }
            }
            With::Nothing => {}
        }
        Ok(icon::draw(laid.icon(), &picture)?)
    }

    /// The art of a launch screen, which others show too; none of another picture.
    pub(super) fn shared(&self, with: &Run<'_>) -> Result<Option<Shared>, Fault> {
        if self.look.art != look::Art::Launch || self.is_small() {
            return Ok(None);
        }
        let picture = self.picture();
        let laid = self.layers.laid(with)?;
        let (art, framed) = match &self.with {
            With::Icon(look, layers) => {
                let own = HomeIcon::on(&picture, laid.icon().background)?;
                let (look, layers, at) = (*look, layers.clone(), At::Icon(own));
                let art = Node::new(Art { look, layers, at });
                let framed = own.framed(&picture, with.art(&art)?);
                (art, framed)
            }
            _ => {
                let own = layout(laid.icon(), &picture);
                let (look, layers, at) = (self.look, self.layers.clone(), At::Mark(own.alone()));
                let art = Node::new(Art { look, layers, at });
                let framed = own.framed(&picture, with.art(&art)?);
                (art, framed)
            }
        };
        Ok(Some(Shared { art, framed }))
    }

    fn picture(&self) -> look::Picture {
        look::Picture { width: self.width, height: self.height, look: self.look }
    }
}

pub(super) fn describe(own: &Picture) -> String {
    format!("{}×{} {}", own.width, own.height, own.look.name())
}

/// A small picture is kept pixel by pixel.
pub(super) fn run(own: &Picture, with: &Run<'_>) -> Result<Value, Fault> {
    let framed = own.draw(with)?;
    if framed.is_whole() {
        return Ok(Value::Framed(framed));
    }
    Ok(Value::Framed(Framed::whole(framed.into_pixels())))
}
