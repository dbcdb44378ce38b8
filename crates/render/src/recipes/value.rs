//! What recipes make: the bytes of files, and what files share.

use std::sync::Arc;

use crate::render::framed::Framed;
use crate::render::png::Coding;
use crate::render::raster::{Mark, Picture};
use rebadge_art::vector::{DrawError, Pixels};
use rebadge_core::diagnostic::Diagnostic;
use rebadge_core::digest::sha256;

/// Bytes and their digest.
#[derive(Clone, Debug, PartialEq)]
pub struct Blob {
    /// The bytes.
    pub bytes: Arc<Vec<u8>>,
    /// Of the bytes.
    pub sha256: String,
}

impl Blob {
    /// Bytes that were made now.
    pub fn new(bytes: Vec<u8>) -> Blob {
        Blob { sha256: sha256(&bytes), bytes: Arc::new(bytes) }
    }
}

/// What a recipe made. Only bytes could be kept outside of memory.
#[derive(Clone, Debug)]
pub enum Value {
    /// A file.
    Bytes(Blob),
    /// An image in the colors of a scheme.
    Picture(Arc<Picture>),
    /// An image and its measure; none of a name that cannot be set.
    Mark(Option<Arc<Mark>>),
    /// A picture, drawn.
    Framed(Framed),
    /// The art of a picture.
    Art(Arc<Pixels>),
    /// How an art is written.
    Coding(Arc<Coding>),
}

/// What is taken for the memory of a drawing, which nobody can measure.
const DRAWING: usize = 64 << 10;

impl Value {
    /// Bytes of memory, about.
    pub(super) fn weight(&self) -> usize {
        let of_picture = |picture: &Picture| match picture {
            Picture::Vector(_) => DRAWING,
            Picture::Raster(pixels) => pixels.rgba.len(),
        };
        match self {
            Value::Bytes(blob) => blob.bytes.len(),
            Value::Picture(picture) => of_picture(picture),
            Value::Mark(mark) => mark.as_ref().map_or(0, |mark| of_picture(&mark.picture)),
            Value::Framed(framed) => framed.inside.rgba.len(),
            Value::Art(pixels) => pixels.rgba.len(),
            Value::Coding(coding) => coding.weight(),
        }
    }

    pub(super) fn png(bytes: Vec<u8>) -> Value {
        Value::Bytes(Blob::new(bytes))
    }

    pub(super) fn text(text: String) -> Value {
        Value::Bytes(Blob::new(text.into_bytes()))
    }

    pub(super) fn picture(picture: Picture) -> Value {
        Value::Picture(Arc::new(picture))
    }
}

/// Why a recipe could not be run.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// A drawing that cannot be drawn.
    Drawing(DrawError),
    /// A text that cannot be written: why.
    Text(String),
    /// What is wrong, at the lines of the base client.
    Found(Vec<Diagnostic>),
}

impl From<DrawError> for Fault {
    fn from(error: DrawError) -> Fault {
        Fault::Drawing(error)
    }
}

impl From<Fault> for DrawError {
    fn from(fault: Fault) -> DrawError {
        match fault {
            Fault::Drawing(error) => error,
            Fault::Text(why) => DrawError(why),
            Fault::Found(problems) => {
                DrawError(problems.into_iter().next().map_or(String::new(), |first| first.message))
            }
        }
    }
}
