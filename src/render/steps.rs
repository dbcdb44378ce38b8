//! A plan's steps, one after another or side by side. Each is one small match on data.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use tera::Context;

use super::icon::{self, IconLayers};
use super::{Content, Job, Output, Outputs, container, context, layers, png};
use crate::artwork::{Artwork, Image};
use crate::base::FileClass;
use crate::diagnostic::{Code, Diagnostic};
use crate::digest::sha256;
use crate::output_path::OutputPath;
use crate::plan::{Copied, Knows, Raster, Recolored, Shape, Step};
use crate::source::Place;
use crate::vector::{self, Canvas, DrawError, Pixels, Vector};

/// Renders a plan.
///
/// # Errors
/// Everything that could not be rendered.
pub fn render(job: &Job<'_>) -> Result<Outputs, Vec<Diagnostic>> {
    let shared = Shared::new(job);
    let steps: Vec<_> = job.plan.steps.iter().collect();
    let (first, last): (Vec<_>, Vec<_>) =
        steps.into_iter().partition(|(_, step)| **step != Step::Template(Knows::Inventory));
    let made: Vec<_> = first
        .into_par_iter()
        .map(|(path, step)| (path, render_step(job, &shared, path, step)))
        .collect();
    let mut files = collect(made)?;
    let mut context = shared.context.clone();
    context::inventory(&mut context, &files);
    let shared = Shared { context, ..shared };
    let made = last
        .into_iter()
        .map(|(path, step)| (path, render_step(job, &shared, path, step)))
        .collect();
    files.extend(collect(made)?);
    Ok(Outputs { files })
}

/// Renders the templates only, with an inventory without digests: what is wrong with them shows.
pub fn check_templates(job: &Job<'_>) -> Vec<Diagnostic> {
    let mut context = context::context(job);
    let empty = |path: &OutputPath| {
        (path.clone(), Output { content: Content::Made(Vec::new()), sha256: String::new() })
    };
    let mut problems = Vec::new();
    for last in [Knows::Theme, Knows::Inventory] {
        if last == Knows::Inventory {
            context::inventory(&mut context, &job.plan.steps.keys().map(empty).collect());
        }
        for (path, step) in &job.plan.steps {
            if *step != Step::Template(last) {
                continue;
            }
            problems.extend(job.templates.render(path, &context).err().into_iter().flatten());
        }
    }
    problems
}

type Made<'a> = (&'a OutputPath, Result<Output, Vec<Diagnostic>>);

fn collect(made: Vec<Made<'_>>) -> Result<BTreeMap<OutputPath, Output>, Vec<Diagnostic>> {
    let (mut files, mut problems) = (BTreeMap::new(), Vec::new());
    for (path, result) in made {
        match result {
            Ok(output) => drop(files.insert(path.clone(), output)),
            Err(found) => problems.extend(found),
        }
    }
    match problems.is_empty() {
        true => Ok(files),
        false => Err(problems),
    }
}

/// What the steps of one job share.
pub struct Shared {
    context: Context,
    layers: OnceLock<Result<IconLayers, DrawError>>,
}

impl Shared {
    /// Made once for a job.
    pub fn new(job: &Job<'_>) -> Shared {
        Shared { context: context::context(job), layers: OnceLock::new() }
    }

    fn layers(&self, job: &Job<'_>) -> Result<&IconLayers, DrawError> {
        self.layers.get_or_init(|| layers::layers(job.theme)).as_ref().map_err(Clone::clone)
    }
}

/// Renders one step.
///
/// # Errors
/// What could not be rendered, at the place that it comes from.
pub fn render_step(
    job: &Job<'_>,
    shared: &Shared,
    path: &OutputPath,
    step: &Step,
) -> Result<Output, Vec<Diagnostic>> {
    let drawn = |result: Result<Vec<u8>, DrawError>| {
        result.map_err(|error| vec![drawing_problem(job, path, &error)])
    };
    let layers = || shared.layers(job);
    let bytes = match step {
        Step::Copy(Copied::Base) => return Ok(verbatim(job, path)),
        Step::Copy(Copied::Font { family, file }) => {
            job.theme.fonts[*family].files[*file].bytes.to_vec()
        }
        Step::Template(_) => job.templates.render(path, &shared.context)?.into_bytes(),
        Step::Recolor(Recolored::Base) => recolor(job, base_vector(job, path)),
        Step::Recolor(Recolored::Image(image)) => {
            recolor(job, image_vector(image.artwork(job.theme)))
        }
        Step::Compose => {
            let text = layers().and_then(|layers| layers::scalable(job.theme, layers));
            drawn(text.map(String::into_bytes))?
        }
        Step::Raster(Raster::Same(image)) => drawn(same_size(job, image.artwork(job.theme)))?,
        Step::Raster(Raster::Icon { shape, width, height }) => {
            let canvas = Canvas { width: *width, height: *height };
            let pixels = layers().and_then(|layers| icon::draw(layers, *shape, canvas));
            drawn(pixels.and_then(|pixels| png::encode(&pixels, job.effort)))?
        }
        Step::Container(sides) => drawn(layers().and_then(|layers| ico(job, layers, sides)))?,
    };
    Ok(made(bytes))
}

fn made(bytes: Vec<u8>) -> Output {
    let sha256 = sha256(&bytes);
    Output { content: Content::Made(bytes), sha256 }
}

fn verbatim(job: &Job<'_>, path: &OutputPath) -> Output {
    let file = &job.target.files[path];
    let FileClass::Verbatim(bytes) = &file.class else {
        unreachable!("a plan copies only what the base client has verbatim");
    };
    Output { content: Content::Base(Arc::clone(bytes)), sha256: file.sha256.clone() }
}

fn base_vector<'a>(job: &Job<'a>, path: &OutputPath) -> &'a Vector {
    let FileClass::Vector(vector) = &job.target.files[path].class else {
        unreachable!("a plan recolors only the base client's vectors");
    };
    vector
}

fn image_vector(artwork: &Artwork) -> &Vector {
    let Image::Vector(vector) = &artwork.image else {
        unreachable!("a plan recolors only vectors");
    };
    vector
}

fn recolor(job: &Job<'_>, vector: &Vector) -> Vec<u8> {
    vector::recolor(vector, &job.theme.palettes).into_bytes()
}

fn same_size(job: &Job<'_>, artwork: &Artwork) -> Result<Vec<u8>, DrawError> {
    let Image::Raster(pixels) = &artwork.image else {
        unreachable!("a plan writes only rasters anew");
    };
    png::encode(pixels, job.effort)
}

fn ico(job: &Job<'_>, layers: &IconLayers, sides: &[u32]) -> Result<Vec<u8>, DrawError> {
    let frame = |side: &u32| icon::draw(layers, Shape::Any, Canvas { width: *side, height: *side });
    let frames: Vec<Pixels> = sides.iter().map(frame).collect::<Result<_, _>>()?;
    container::ico(&frames, job.effort)
}

fn drawing_problem(job: &Job<'_>, path: &OutputPath, error: &DrawError) -> Diagnostic {
    let theme = job.theme;
    let place = theme.icon.mark.place().or_else(|| theme.logo.light.place()).cloned();
    let place = place.unwrap_or_else(|| Place::file(&theme.source));
    Diagnostic::at(Code::SvgBroken, &place, format!("`{path}` cannot be drawn: {}", error.0))
        .help("simplify the drawing")
}
