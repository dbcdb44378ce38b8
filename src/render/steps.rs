//! A plan's steps, one after another or side by side. Each is one small match on data.

use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use tera::Context;

use super::container::Frame;
use super::layers::Layers;
use super::{Content, Job, Output, Outputs, Proven, art, container, context, png, shortcut, texts};
use crate::artwork::{Artwork, Image};
use crate::base::FileClass;
use crate::diagnostic::{Code, Diagnostic};
use crate::digest::sha256;
use crate::fs::Mode;
use crate::output_path::OutputPath;
use crate::plan::{
    Container, Copied, Drawn, Knows, Members, Picture, PixelFormat, Recolored, Step,
};
use crate::source::{Place, Sourced};
use crate::theme::Theme;
use crate::trail;
use crate::vector::{self, DrawError, Vector};

/// Renders a plan. What is equal in it is made once.
///
/// # Errors
/// Everything that could not be rendered.
pub fn render(job: &Job<'_>) -> Result<Outputs, Vec<Diagnostic>> {
    render_with(job, &Layers::new(job.theme))
}

/// Renders a plan. What is equal in it, or in another plan with the same layers, is made once.
///
/// # Errors
/// Everything that could not be rendered.
pub fn render_with(job: &Job<'_>, layers: &Layers<'_>) -> Result<Outputs, Vec<Diagnostic>> {
    let shared = Shared::new(layers);
    let steps: Vec<_> = job.plan.steps.iter().collect();
    let (last, first): (Vec<_>, Vec<_>) =
        steps.into_iter().partition(|(_, step)| **step == Step::Template(Knows::Inventory));
    let made: Vec<Vec<_>> = same_art(equal_steps(first), layers)
        .into_par_iter()
        .with_max_len(1)
        .map(|steps| {
            draw_first(&steps, job.effort, layers);
            let mut made: Vec<Made<'_>> = Vec::new();
            for (step, paths) in steps {
                trail::pulse();
                let own = render_step(job, &shared, paths[0], step);
                made.push((paths, own));
            }
            made
        })
        .collect();
    let mut files = collect(made.into_iter().flatten().collect())?;
    let shared = shared.with_inventory(job, &files);
    let made = last
        .into_iter()
        .map(|(path, step)| (vec![path], render_step(job, &shared, path, step)))
        .collect();
    files.extend(collect(made)?);
    Ok(Outputs { files })
}

/// Steps whose bytes are the same, each with the paths that it is written to; those that take longest first.
fn equal_steps<'a>(steps: Vec<(&'a OutputPath, &'a Step)>) -> Vec<Equal<'a>> {
    let mut groups: BTreeMap<(&Step, Option<&OutputPath>), Vec<&OutputPath>> = BTreeMap::new();
    for (path, step) in steps {
        // What a path says of the step: whose file it is, or what stands beside it.
        let own = match step {
            Step::Copy(Copied::Base)
            | Step::Recolor(Recolored::Base)
            | Step::Template(_)
            | Step::Text(_) => Some(path),
            _ => None,
        };
        groups.entry((step, own)).or_default().push(path);
    }
    let mut groups: Vec<_> = groups.into_iter().map(|((step, _), paths)| (step, paths)).collect();
    groups.sort_by_key(|(step, _)| Reverse(pixels(step)));
    groups
}

type Equal<'a> = (&'a Step, Vec<&'a OutputPath>);

/// Steps that show the same art on several canvases, together; they stay in order.
fn same_art<'a>(steps: Vec<Equal<'a>>, layers: &Layers<'_>) -> Vec<Vec<Equal<'a>>> {
    let (mut groups, mut known) = (Vec::new(), BTreeMap::new());
    for (step, paths) in steps {
        let art = match step {
            // What cannot be drawn is told by its own step.
            Step::Picture(picture, PixelFormat::Any) => layers.art(picture).unwrap_or(None),
            _ => None,
        };
        match art.and_then(|art| known.get(&art).copied()) {
            Some(at) => {
                let group: &mut Vec<Equal<'a>> = &mut groups[at];
                group.push((step, paths));
            }
            None => {
                known.extend(art.map(|art| (art, groups.len())));
                groups.push(vec![(step, paths)]);
            }
        }
    }
    groups
}

/// Draws what several steps show once, so that each finds its picture made.
fn draw_first(steps: &[Equal<'_>], effort: png::Effort, layers: &Layers<'_>) {
    let of = |(step, _): &Equal<'_>| match step {
        Step::Picture(picture, PixelFormat::Any) => Some(*picture),
        _ => None,
    };
    let pictures: Vec<Picture> = steps.iter().filter_map(of).collect();
    if pictures.len() > 1 {
        // What cannot be drawn is told by each step.
        let _ = layers.pngs(&pictures, effort);
    }
}

/// How many pixels a step draws.
fn pixels(step: &Step) -> u64 {
    let of = |picture: &Picture| u64::from(picture.width) * u64::from(picture.height);
    match step {
        Step::Picture(picture, _) => of(picture),
        Step::Container(container) => container.pictures().iter().map(of).sum(),
        _ => 0,
    }
}

/// Renders the templates only, with an inventory without digests: what is wrong with them shows. What is `proven` to be
/// sound is not rendered again.
pub fn check_templates(job: &Job<'_>, proven: &Proven) -> Vec<Diagnostic> {
    let mut view = context::view(job);
    let mut problems = Vec::new();
    for last in [Knows::Theme, Knows::Inventory] {
        if last == Knows::Inventory {
            for (name, value) in context::paths_only(job.plan.steps.keys()) {
                view.insert(name, value);
            }
        }
        let context = OnceCell::new();
        let steps = job.plan.steps.iter().filter(|(_, step)| **step == Step::Template(last));
        for (path, _) in steps {
            problems.extend(proven.check(job, path, &view, || {
                job.templates.render(path, context.get_or_init(|| view.context()))
            }));
        }
    }
    problems
}

/// Renders the templates that list all other files, without digests: what is wrong with them shows.
pub fn check_inventory(job: &Job<'_>) -> Vec<Diagnostic> {
    let last = |step: &Step| *step == Step::Template(Knows::Inventory);
    let paths: Vec<_> = job.plan.steps.iter().filter(|(_, step)| last(step)).collect();
    if paths.is_empty() {
        return Vec::new();
    }
    let mut view = context::view(job);
    for (name, value) in context::paths_only(job.plan.steps.keys()) {
        view.insert(name, value);
    }
    let context = view.context();
    let faults =
        paths.into_iter().filter_map(|(path, _)| job.templates.render(path, &context).err());
    faults.flatten().collect()
}

type Made<'a> = (Vec<&'a OutputPath>, Result<Output, Vec<Diagnostic>>);

fn collect(made: Vec<Made<'_>>) -> Result<BTreeMap<OutputPath, Output>, Vec<Diagnostic>> {
    let (mut files, mut problems) = (BTreeMap::new(), Vec::new());
    for (paths, result) in made {
        match result {
            Ok(output) => {
                files.extend(paths.into_iter().map(|path| (path.clone(), output.clone())));
            }
            Err(found) => problems.extend(found),
        }
    }
    match problems.is_empty() {
        true => Ok(files),
        false => Err(problems),
    }
}

/// What the steps of one job share.
pub struct Shared<'a> {
    /// Made when the first template asks for it.
    context: OnceLock<Context>,
    layers: &'a Layers<'a>,
}

impl<'a> Shared<'a> {
    /// Made once for a job.
    pub fn new(layers: &'a Layers<'a>) -> Shared<'a> {
        Shared { context: OnceLock::new(), layers }
    }

    /// For the templates that list all other files.
    #[must_use]
    pub fn with_inventory(
        &self,
        job: &Job<'_>,
        files: &BTreeMap<OutputPath, Output>,
    ) -> Shared<'a> {
        let mut context = self.context(job).clone();
        context::inventory(&mut context, files);
        Shared { context: OnceLock::from(context), layers: self.layers }
    }

    fn context(&self, job: &Job<'_>) -> &Context {
        self.context.get_or_init(|| context::context(job))
    }
}

/// Renders one step.
///
/// # Errors
/// What could not be rendered, at the place that it comes from.
pub fn render_step(
    job: &Job<'_>,
    shared: &Shared<'_>,
    path: &OutputPath,
    step: &Step,
) -> Result<Output, Vec<Diagnostic>> {
    let drawn = |result: Result<Vec<u8>, DrawError>| {
        result.map_err(|error| vec![drawing_problem(job.theme, path, step, &error)])
    };
    let bytes = match step {
        Step::Copy(Copied::Base) => return Ok(verbatim(job, path)),
        Step::Copy(Copied::Font { family, file }) => {
            job.theme.fonts[*family].files[*file].bytes.to_vec()
        }
        Step::Copy(Copied::Screenshot(at)) => {
            return Ok(made(Arc::clone(&job.theme.screenshots[*at].bytes)));
        }
        Step::Template(_) => job.templates.render(path, shared.context(job))?.into_bytes(),
        Step::Text(text) => texts::render(job, path, text)?.into_bytes(),
        Step::Recolor(Recolored::Base) => recolor(job, base_vector(job, path)),
        Step::Recolor(Recolored::Image(image)) => {
            recolor(job, image_vector(image.artwork(job.theme)))
        }
        Step::Compose => drawn(shared.layers.scalable().map(bytes_of))?,
        Step::Drawable(look, side) => drawn(shared.layers.drawable(look, *side).map(bytes_of))?,
        Step::OneColor(look) => drawn(shared.layers.one_color(look).map(bytes_of))?,
        Step::Same(image) => drawn(same_size(job, image.artwork(job.theme)))?,
        Step::Shortcut(of) => {
            let png = shortcut::draw(job.theme, of).and_then(|own| png::encode(&own, job.effort));
            drawn(png)?
        }
        Step::Picture(picture, pixels) => {
            let png = shared.layers.png_as(picture, *pixels, job.effort);
            return png
                .map(made)
                .map_err(|error| vec![drawing_problem(job.theme, path, step, &error)]);
        }
        Step::Container(container) => drawn(contain(job, shared.layers, container))?,
    };
    Ok(Output { mode: mode(job, path, step), ..made(Arc::new(bytes)) })
}

/// What a file of the base client becomes may be run if the file may.
fn mode(job: &Job<'_>, path: &OutputPath, step: &Step) -> Mode {
    match step {
        Step::Copy(Copied::Base) | Step::Template(_) | Step::Recolor(Recolored::Base) => {
            job.target.files[path].mode
        }
        _ => Mode::Plain,
    }
}

fn bytes_of(text: Arc<String>) -> Vec<u8> {
    text.as_bytes().to_vec()
}

fn made(bytes: Arc<Vec<u8>>) -> Output {
    let sha256 = sha256(&bytes);
    Output { content: Content::Made(bytes), sha256, mode: Mode::Plain }
}

fn verbatim(job: &Job<'_>, path: &OutputPath) -> Output {
    let file = &job.target.files[path];
    let FileClass::Verbatim(bytes) = &file.class else {
        unreachable!("a plan copies only what the base client has verbatim");
    };
    Output {
        content: Content::Base(Arc::clone(bytes)),
        sha256: file.sha256.clone(),
        mode: file.mode,
    }
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

fn contain(
    job: &Job<'_>,
    layers: &Layers<'_>,
    container: &Container,
) -> Result<Vec<u8>, DrawError> {
    let pictures = container.pictures();
    let frames: Result<Vec<Frame>, DrawError> = (0..pictures.len())
        .map(|at| match container.is_png(at) {
            true => {
                let bytes = layers.png_as(&pictures[at], PixelFormat::Rgba, job.effort)?;
                Ok(Frame::Png(pictures[at].width, bytes))
            }
            false => layers.pixels(&pictures[at]).map(Frame::Pixels),
        })
        .collect();
    match container.members {
        Members::Ico(_) => container::ico(&frames?),
        Members::Icns(table) => container::icns(&frames?, table),
    }
}

fn drawing_problem(theme: &Theme, path: &OutputPath, step: &Step, error: &DrawError) -> Diagnostic {
    let file = drawing(theme, step);
    let place = file.place().or_else(|| theme.logo.light.place()).cloned();
    let place = place.unwrap_or_else(|| Place::file(&theme.source));
    not_drawn(path, &file.value.name, &place, error)
}

/// The theme's file that a step draws.
fn drawing<'a>(theme: &'a Theme, step: &Step) -> &'a Sourced<Arc<Artwork>> {
    let menu = |id: &String| &theme.menu.entries[id].icon;
    match step {
        Step::Picture(Picture { look, .. }, _)
        | Step::Container(Container { look, .. })
        | Step::OneColor(look)
        | Step::Drawable(look, _) => art::source(theme, look.art, look.style),
        Step::Shortcut(shortcut) => menu(&shortcut.entry),
        Step::Same(Drawn::MenuIcon(id)) => menu(id),
        Step::Same(Drawn::Logo(scheme)) => theme.logo.get(*scheme),
        Step::Copy(_) | Step::Template(_) | Step::Text(_) | Step::Recolor(_) | Step::Compose => {
            &theme.icon.mark
        }
    }
}

fn not_drawn(path: &OutputPath, file: &str, place: &Place, error: &DrawError) -> Diagnostic {
    let message = format!("`{path}` cannot be drawn from `{file}`: {}", error.0);
    Diagnostic::at(Code::SvgBroken, place, message).help("simplify the drawing")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::source::Source;

    #[test]
    fn what_is_not_drawn_is_named() {
        let error = DrawError("the renderer failed".to_owned());
        let theme = Place::file(&Source::new(Path::new("theme.toml"), String::new()));
        let path = OutputPath::new("icons/icon-192.png").unwrap();
        let problem = not_drawn(&path, "mark.svg", &theme, &error);
        let expect = "`icons/icon-192.png` cannot be drawn from `mark.svg`: the renderer failed";
        assert_eq!((problem.code, problem.message.as_str()), (Code::SvgBroken, expect));
    }
}
