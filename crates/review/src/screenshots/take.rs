//! Takes the pictures. All that could differ from run to run is set: size, scheme, language, time zone, clock.

use std::sync::Arc;

use rayon::prelude::*;

use super::screen;
use rebadge_art::color::Scheme;
use rebadge_art::vector::{DrawError, Pixels, read_png};
use rebadge_core::error::Error;
use rebadge_render::render::{Effort, png};
use rebadge_stage::browser::{self, Browser};
use rebadge_stage::stage::{self, Clock, Files};
use rebadge_theme::base::Page;
use rebadge_theme::theme::FormFactor;

/// A screenshot that was taken.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The name of the page.
    pub page: String,
    /// For which screens.
    pub form: FormFactor,
    /// What it shows, in at most 256 colors.
    pub pixels: Pixels,
}

impl Taken {
    /// The smallest PNG of it, without anything else in it.
    ///
    /// # Errors
    /// [`Error::Defect`].
    pub fn png(&self) -> Result<Vec<u8>, Error> {
        let failed = |error: DrawError| Error::Defect { message: error.0 };
        png::encode_once(self.pixels.clone()).map_err(failed)
    }
}

/// Takes each of these pages for its screens, in the client's default scheme and in one language.
///
/// # Errors
/// [`Error::Listen`], [`Error::Drawing`], [`Error::Defect`] for a picture that cannot be read.
pub fn take(
    browser: &Browser,
    wanted: &[(Page, FormFactor)],
    files: Arc<Files>,
    language: &str,
) -> Result<Vec<Taken>, Error> {
    let stage = stage::serve_files(files, Clock::Stands)?;
    let one = |(page, form): &(Page, FormFactor)| {
        let (size, scale) = screen(*form);
        let shot = browser::Shot {
            url: format!("{}/{}", stage.origin(), page.url),
            size,
            scale,
            scheme: Scheme::Light,
            language: Some(language.to_owned()),
        };
        let defect = |message: String| Error::Defect { message };
        let read = |png: &[u8]| read_png(png).map_err(|error| defect(error.to_string()));
        let seen = read(&browser.picture(&shot)?)?;
        // Screens have few colors and soft edges: 256 of them look the same, in half the bytes.
        let reduced = png::encode(&seen, Effort::Reduced(png::FULL));
        let pixels = read(&reduced.map_err(|error| defect(error.0))?)?;
        Ok(Taken { page: page.name.clone(), form: *form, pixels })
    };
    wanted.par_iter().map(one).collect()
}
