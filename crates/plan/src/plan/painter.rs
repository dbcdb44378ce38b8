//! Pictures of a theme that are no files of a plan: for contact sheets, books, checks and the preview's page. They are made
//! of the same recipes, and kept in the same store, as what is shipped.

use std::sync::Arc;

use super::drawings::Drawings;
use super::lower::own_entry;
use super::{Drawn, Recolored, Step, inputs};
use rebadge_art::artwork::Image;
use rebadge_art::color::Scheme;
use rebadge_art::vector::{DrawError, Pixels};
use rebadge_bundle::Entry as Output;
use rebadge_core::diagnostic::Diagnostic;
use rebadge_core::output_path::OutputPath;
use rebadge_render::recipes::{Entry, Inputs, Node, Run, Source, Store, make};
use rebadge_render::render::Effort;
use rebadge_render::render::look::{Look, Picture};
use rebadge_render::render::png::{self, PixelFormat};
use rebadge_render::render::raster::Mark;
use rebadge_theme::base::Base;
use rebadge_theme::theme::Theme;

/// Draws pictures of one theme.
#[derive(Debug)]
pub struct Painter<'a> {
    theme: &'a Theme,
    drawings: Drawings<'a>,
    inputs: Inputs,
    store: &'a Store,
}

impl<'a> Painter<'a> {
    /// Nothing drawn yet, but for what is in the store.
    pub fn new(theme: &'a Theme, base: &'a Base, store: &'a Store) -> Painter<'a> {
        let drawings = Drawings::new(theme, base);
        let inputs = inputs::of_theme(theme, &drawings);
        Painter { theme, drawings, inputs, store }
    }

    /// What its recipes are run with.
    pub fn run(&self) -> Run<'_> {
        Run { inputs: &self.inputs, store: self.store }
    }

    /// A picture, to be drawn.
    pub fn picture(&self, picture: &Picture) -> Node {
        self.drawings.picture(picture)
    }

    /// Draws a picture.
    ///
    /// # Errors
    /// A drawing that cannot be drawn.
    pub fn draw(&self, picture: &Picture) -> Result<Pixels, DrawError> {
        Ok(self.run().framed(&self.picture(picture))?.into_pixels())
    }

    /// A picture as a PNG.
    ///
    /// # Errors
    /// A drawing that cannot be drawn.
    pub fn png(&self, picture: &Picture, effort: Effort) -> Result<Arc<Vec<u8>>, DrawError> {
        let png = self.step(Step::Picture(*picture, PixelFormat::Any), effort);
        Ok(self.run().bytes(&png.node)?.bytes)
    }

    /// A file of a plan; none of one that is made of the base client's files.
    ///
    /// # Errors
    /// Why it could not be made.
    pub fn output(
        &self,
        path: &OutputPath,
        step: &Step,
        effort: Effort,
    ) -> Option<Result<Output, Vec<Diagnostic>>> {
        let entry = own_entry(step, self.theme, &self.drawings, effort)?;
        Some(make(Source::Made(&entry), path, self.run()))
    }

    /// An estimate of the size of a picture as a PNG, in bytes, from some of its rows.
    ///
    /// # Errors
    /// A drawing that cannot be drawn.
    pub fn estimate(&self, picture: &Picture, pixels: PixelFormat) -> Result<usize, DrawError> {
        png::estimate(&self.run().framed(&self.picture(picture))?, pixels)
    }

    /// What a look shows at a size: the shorter side in pixels.
    ///
    /// # Errors
    /// A drawing that cannot be drawn.
    pub fn mark(&self, look: &Look, side: u32) -> Result<Option<Arc<Mark>>, DrawError> {
        match self.drawings.mark(look, side) {
            Some(mark) => Ok(self.run().mark(&mark)?),
            None => Ok(None),
        }
    }

    /// A picture as a file of its own.
    pub fn file(&self, picture: &Picture) -> Entry {
        self.step(Step::Picture(*picture, PixelFormat::Any), Effort::Default)
    }

    /// The logo of a scheme as a file of its own, and its ending.
    pub fn logo(&self, scheme: Scheme) -> (&'static str, Entry) {
        let drawn = Drawn::Logo(scheme);
        let image = &drawn.artwork(self.theme).image;
        let step = match image {
            Image::Vector(_) => Step::Recolor(Recolored::Image(drawn)),
            Image::Raster(_) => Step::Same(drawn),
        };
        (image.ending(), self.step(step, Effort::Default))
    }

    fn step(&self, step: Step, effort: Effort) -> Entry {
        own_entry(&step, self.theme, &self.drawings, effort)
            .unwrap_or_else(|| unreachable!("it is drawn of the theme alone"))
    }
}
