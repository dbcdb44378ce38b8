//! What the digests of a graph stand for.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use tera::Context;

use super::value::{Blob, Fault};
use crate::render::Templates;
use crate::render::template::Engine;
use rebadge_art::artwork::{Artwork, Image};
use rebadge_art::vector::{DrawError, Pixels, Vector};
use rebadge_bundle::{Entry, Shared};
use rebadge_foreign::changes::TextChange;
use rebadge_foreign::splice::Splice;

/// A file, or a value too large for a recipe, by its digest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Input(pub String);

/// What a digest stands for.
#[derive(Clone)]
pub enum Material {
    /// Bytes that are shipped as they are, or read as they are.
    Bytes(Arc<Vec<u8>>),
    /// An image of a theme, or of the base client's set.
    Image(Arc<Artwork>),
    /// A drawing of the base client.
    Vector(Arc<Vector>),
    /// The templates of a target.
    Templates(Arc<Templates>),
    /// Templates that are part of the tool.
    Engine(Arc<Engine>),
    /// What templates see.
    Context(Arc<Context>),
    /// The files of the base client that every package has as they are.
    Untouched(Arc<Shared>),
    /// A file of a finished bundle, which is read when it is needed.
    File(Arc<Entry>),
    /// Where values go in a file.
    Splices(Arc<TextChange>),
}

/// The table beside a graph: digest → what it stands for. One file may be shipped as it is and drawn as well.
#[derive(Clone, Default)]
pub struct Inputs(BTreeMap<Input, Vec<Material>>);

impl std::fmt::Debug for Inputs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Inputs {
    /// Adds what a digest stands for.
    pub fn add(&mut self, input: Input, material: Material) {
        let known = self.0.entry(input).or_default();
        let kind = std::mem::discriminant(&material);
        if !known.iter().any(|other| std::mem::discriminant(other) == kind) {
            known.push(material);
        }
    }

    /// All that a digest stands for.
    fn all(&self, input: &Input) -> impl Iterator<Item = &Material> {
        self.0.get(input).into_iter().flatten()
    }

    /// The bytes of a file; one of a finished bundle is read now.
    pub(super) fn bytes(&self, input: &Input) -> Result<Blob, Fault> {
        let found = self.all(input).find_map(|material| match material {
            Material::Bytes(bytes) => Some(Ok(Arc::clone(bytes))),
            Material::File(entry) => Some(entry.read()),
            _ => None,
        });
        let bytes = found.ok_or_else(|| missing(input))?;
        let bytes = bytes.map_err(|error| Fault::Text(error.to_string()))?;
        Ok(Blob { bytes, sha256: input.0.clone() })
    }

    pub(super) fn image(&self, input: &Input) -> Result<&Artwork, Fault> {
        let image = self.all(input).find_map(|material| match material {
            Material::Image(artwork) => Some(artwork.as_ref()),
            _ => None,
        });
        image.ok_or_else(|| missing(input))
    }

    /// A drawing, of the base client or as an image.
    pub(super) fn vector(&self, input: &Input) -> Result<&Vector, Fault> {
        let vector = self.all(input).find_map(|material| match material {
            Material::Vector(vector) => Some(vector.as_ref()),
            Material::Image(artwork) => match &artwork.image {
                Image::Vector(vector) => Some(vector),
                Image::Raster(_) => None,
            },
            _ => None,
        });
        vector.ok_or_else(|| missing(input))
    }

    pub(super) fn pixels(&self, input: &Input) -> Result<&Pixels, Fault> {
        match &self.image(input)?.image {
            Image::Raster(pixels) => Ok(pixels),
            Image::Vector(_) => Err(missing(input)),
        }
    }

    /// The templates of a target.
    ///
    /// # Errors
    /// A digest that stands for something else.
    pub fn templates(&self, input: &Input) -> Result<&Templates, Fault> {
        let templates = self.all(input).find_map(|material| match material {
            Material::Templates(templates) => Some(templates.as_ref()),
            _ => None,
        });
        templates.ok_or_else(|| missing(input))
    }

    pub(super) fn engine(&self, input: &Input) -> Result<&Engine, Fault> {
        let engine = self.all(input).find_map(|material| match material {
            Material::Engine(engine) => Some(engine.as_ref()),
            _ => None,
        });
        engine.ok_or_else(|| missing(input))
    }

    /// What templates see.
    ///
    /// # Errors
    /// A digest that stands for something else.
    pub fn context(&self, input: &Input) -> Result<&Context, Fault> {
        let context = self.all(input).find_map(|material| match material {
            Material::Context(context) => Some(context.as_ref()),
            _ => None,
        });
        context.ok_or_else(|| missing(input))
    }

    /// Where values go in a file.
    pub(super) fn splices(&self, input: &Input) -> Result<&[Splice], Fault> {
        let splices = self.all(input).find_map(|material| match material {
            Material::Splices(text) => Some(text.splices.as_slice()),
            _ => None,
        });
        splices.ok_or_else(|| missing(input))
    }

    /// The files of the base client that every package has as they are.
    pub(super) fn untouched(&self, input: &Input) -> Result<&Shared, Fault> {
        let untouched = self.all(input).find_map(|material| match material {
            Material::Untouched(untouched) => Some(untouched.as_ref()),
            _ => None,
        });
        untouched.ok_or_else(|| missing(input))
    }
}

/// A graph that came without its table.
fn missing(input: &Input) -> Fault {
    Fault::Drawing(DrawError(format!("the input {} is not of this kind, or missing", input.0)))
}
