//! From a plan to a graph: each step becomes a recipe, with all that it needs of the theme as values and digests.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::drawings::{Drawings, color_reads, gradient, source};
use super::{
    Container, Copied, Drawn, Job, Knows, Members, Recolored, Step, foreign, inputs, texts,
};
use rebadge_art::artwork::Artwork;
use rebadge_art::color::Scheme;
use rebadge_bundle::Tree;
use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::digest::sha256;
use rebadge_core::fs::Mode;
use rebadge_core::output_path::OutputPath;
use rebadge_core::source::{Place, Sourced};
use rebadge_render::recipes::kinds::compose::{Compose, Plate};
use rebadge_render::recipes::kinds::container::{self, Frame};
use rebadge_render::recipes::kinds::{copy, drawable, inventory, outline};
use rebadge_render::recipes::kinds::{png, recolor, same, shortcut, template};
use rebadge_render::recipes::{
    About, Colors, Disorder, Entry, Graph, Ink, Input, Inputs, Material, Node, Read, Run, Source,
    Store, run,
};
use rebadge_render::render::Effort;
use rebadge_render::render::look::{CORNER, Look, Picture};
use rebadge_render::render::png::PixelFormat;
use rebadge_theme::base::{BaseFile, FileClass, Target};
use rebadge_theme::theme::{AssetFile, Background, Theme};
use tera::Context;

/// Every file of a plan as a recipe, and the table of what their digests stand for.
///
/// # Errors
/// A file that is made of one of a later stage.
pub fn lower(job: &Job<'_>) -> Result<(Graph, Inputs), Vec<Diagnostic>> {
    let drawings = Drawings::new(job.theme, job.base);
    let inputs = inputs::of_theme(job.theme, &drawings);
    let mut lowering = Lowering { job, drawings, inputs, sees: None };
    let mut entries = BTreeMap::new();
    let last = |step: &Step| *step == Step::Template(Knows::Inventory);
    let is_own = |step: &Step| !last(step) && *step != Step::Foreign;
    for (path, step) in job.plan.steps.iter().filter(|(_, step)| is_own(step)) {
        entries.insert(path.clone(), lowering.entry(path, step));
    }
    if let Some(foreign) = &job.target.foreign {
        let made = (&lowering.drawings, &mut lowering.inputs);
        entries.extend(foreign::entries(job, foreign, made)?);
    }
    let files: BTreeMap<String, Node> =
        entries.iter().map(|(path, entry)| (path.to_string(), entry.node.clone())).collect();
    for (path, _) in job.plan.steps.iter().filter(|(_, step)| last(step)) {
        let template = lowering.seen().recipe(path);
        let untouched = Input(job.target.untouched.sha256().to_owned());
        let shared = Arc::clone(&job.target.untouched);
        lowering.inputs.add(untouched.clone(), Material::Untouched(shared));
        let files = files.clone();
        let common = job.target.common.keys().map(OutputPath::to_string).collect();
        let node = Node::new(inventory::Inventory { template, files, untouched, common });
        entries.insert(path.clone(), lowering.of_template(path, node));
    }
    let graph = Graph::new(entries, &job.target.untouched).map_err(|late| {
        let problem = |late: Disorder| Diagnostic::nowhere(Code::OutputCollision, late.to_string());
        late.into_iter().map(problem).collect::<Vec<_>>()
    })?;
    Ok((graph, lowering.inputs))
}

/// What a file comes from, for people.
pub fn origin(source: Source<'_>, target: Option<&Target>, path: &OutputPath) -> String {
    match source {
        Source::Made(entry) => entry.about.from.clone(),
        Source::Untouched(_) => {
            let name =
                target.map_or_else(|| path.to_string(), |target| target.untouched_name(path));
            format!("base `{name}`")
        }
    }
}

/// A plan that was rendered.
#[derive(Debug)]
pub struct Rendered {
    /// What each file is made of.
    pub graph: Graph,
    /// What came of it.
    pub tree: Tree,
}

/// Lowers a plan and makes every file of it that the store does not have.
///
/// # Errors
/// Everything that could not be made.
pub fn render(job: &Job<'_>, store: &Store) -> Result<Rendered, Vec<Diagnostic>> {
    let (graph, inputs) = lower(job)?;
    let tree = run(&graph, Run { inputs: &inputs, store })?;
    Ok(Rendered { graph, tree })
}

struct Lowering<'a> {
    job: &'a Job<'a>,
    drawings: Drawings<'a>,
    inputs: Inputs,
    /// What templates see, once the first one asks.
    sees: Option<Seen>,
}

impl Lowering<'_> {
    fn entry(&mut self, path: &OutputPath, step: &Step) -> Entry {
        match step {
            Step::Recolor(Recolored::Base) => self.recolored(path),
            Step::Copy(Copied::Part) => self.part(path),
            Step::Template(_) => {
                let node = self.seen().template(path);
                self.of_template(path, node)
            }
            Step::Text(text) => {
                let (text, reads) = texts::text(self.job, path, text);
                let engine = Material::Engine(texts::engine());
                self.inputs.add(text.engine.clone(), engine);
                let about = About {
                    from: "theme".to_owned(),
                    reads,
                    base_file: None,
                    drawn: String::new(),
                    place: Place::file(&self.job.theme.source),
                };
                plain(Node::new(text), about)
            }
            drawn => {
                let (theme, effort) = (self.job.theme, self.job.effort);
                own_entry(drawn, theme, &self.drawings, effort)
                    .unwrap_or_else(|| unreachable!("all others are matched above"))
            }
        }
    }

    fn file(&self, path: &OutputPath) -> &BaseFile {
        &self.job.target.files[path]
    }

    /// A drawing of the base client in the theme's colors.
    fn recolored(&mut self, path: &OutputPath) -> Entry {
        let job = self.job;
        let file = &job.target.files[path];
        let FileClass::Vector(vector) = &file.class else {
            unreachable!("a plan renders templates");
        };
        let image = Input(file.sha256.clone());
        let of = |scheme| Colors::of(vector, job.theme.palettes.get(scheme));
        let (light, dark) = (of(Scheme::Light), of(Scheme::Dark));
        let mut reads = color_reads(&light, Scheme::Light);
        reads.extend(color_reads(&dark, Scheme::Dark));
        self.inputs.add(image.clone(), Material::Vector(Arc::clone(vector)));
        let about = About { reads, ..self.about_base(path) };
        Entry { node: Node::new(recolor::Recolor { image, light, dark }), mode: file.mode, about }
    }

    /// A file of the base client that is in a part.
    fn part(&mut self, path: &OutputPath) -> Entry {
        let file = &self.job.target.files[path];
        let FileClass::Part(bytes) = &file.class else {
            unreachable!("a plan copies files of parts only");
        };
        let of = Input(file.sha256.clone());
        self.inputs.add(of.clone(), Material::Bytes(Arc::clone(bytes)));
        let about = self.about_base(path);
        Entry { node: Node::new(copy::Copy { of }), mode: file.mode, about }
    }

    fn about_base(&self, path: &OutputPath) -> About {
        let name = &self.file(path).name;
        About {
            from: format!("base `{name}`"),
            reads: Vec::new(),
            base_file: Some(name.clone()),
            drawn: self.job.theme.icon.mark.value.name.clone(),
            place: place(self.job.theme, &self.job.theme.icon.mark),
        }
    }

    /// What a template reads is found when somebody asks for it: [`crate::explain`].
    fn of_template(&self, path: &OutputPath, node: Node) -> Entry {
        let about = self.about_base(path);
        let about = About { from: format!("{}, theme", about.from), ..about };
        Entry { node, mode: self.file(path).mode, about }
    }

    fn seen(&mut self) -> &Seen {
        let (job, inputs) = (self.job, &mut self.inputs);
        self.sees.get_or_insert_with(|| {
            let seen = Seen::of(job);
            seen.add_to(inputs, job);
            seen
        })
    }
}

/// What all templates of a plan see.
#[derive(Clone, Debug)]
pub struct Seen {
    templates: Input,
    input: Input,
    /// What the digest stands for.
    pub(super) context: Arc<Context>,
}

impl Seen {
    /// What the templates of a job see.
    pub(crate) fn of(job: &Job<'_>) -> Seen {
        if let Some(known) = job.seen {
            return known.clone();
        }
        let (view, mut bytes) = (super::context::view(job), Vec::new());
        view.canonical(&mut bytes);
        let (input, context) = (Input(sha256(&bytes)), Arc::new(view.context()));
        Seen { templates: Input(job.templates.sha256().to_owned()), input, context }
    }

    /// Adds what the digests stand for to the inputs.
    pub(super) fn add_to(&self, inputs: &mut Inputs, job: &Job<'_>) {
        inputs.add(self.templates.clone(), Material::Templates(Arc::clone(job.templates)));
        inputs.add(self.input.clone(), Material::Context(Arc::clone(&self.context)));
    }

    /// The file of a template that knows the theme only.
    pub(super) fn template(&self, path: &OutputPath) -> Node {
        Node::new(self.recipe(path))
    }

    fn recipe(&self, path: &OutputPath) -> template::Template {
        let (templates, context) = (self.templates.clone(), self.input.clone());
        template::Template { path: path.clone(), templates, context }
    }
}

fn plain(node: Node, about: About) -> Entry {
    Entry { node, mode: Mode::Plain, about }
}

/// A step that needs the theme alone; none for one that needs the base client's files.
pub(super) fn own_entry(
    step: &Step,
    theme: &Theme,
    drawings: &Drawings<'_>,
    effort: Effort,
) -> Option<Entry> {
    let own = Own { theme, drawings, effort };
    Some(match step {
        Step::Copy(Copied::Font { family, file }) => own.font(*family, *file),
        Step::Copy(Copied::Screenshot(at)) => own.screenshot(*at),
        Step::Copy(Copied::Asset(at)) => own.asset(*at),
        Step::Recolor(Recolored::Image(image)) => own.recolored(image),
        Step::Same(image) => own.same(image),
        Step::Compose => own.compose(),
        Step::OneColor(look) => own.outline(look),
        Step::Drawable(look, side) => own.drawable(look, *side),
        Step::Picture(picture, pixels) => own.png(picture, *pixels),
        Step::Shortcut(of) => own.shortcut(of),
        Step::Container(of) => own.container(of),
        Step::Recolor(Recolored::Base)
        | Step::Copy(Copied::Part)
        | Step::Template(_)
        | Step::Text(_)
        | Step::Foreign => return None,
    })
}

/// What files are made of the theme alone.
struct Own<'a> {
    theme: &'a Theme,
    drawings: &'a Drawings<'a>,
    effort: Effort,
}

impl Own<'_> {
    fn font(&self, family: usize, file: usize) -> Entry {
        let font = &self.theme.fonts[family];
        let (file, key) = (&font.files[file], format!("fonts.\"{}\".files", font.family.value));
        self.copied(&file.sha256, format!("`{}`", file.name), key)
    }

    fn screenshot(&self, at: usize) -> Entry {
        let shown = &self.theme.screenshots[at];
        self.copied(&shown.sha256, format!("`{}`", shown.file.value), "screenshots".to_owned())
    }

    fn asset(&self, at: usize) -> Entry {
        let asset = &self.theme.assets[at];
        match &asset.file {
            AssetFile::Bytes { name, sha256, .. } => {
                self.copied(sha256, format!("`{}`", name.value), asset.key.join("."))
            }
            AssetFile::Image(_) => self.same(&Drawn::Asset(at)),
        }
    }

    fn copied(&self, sha256: &str, from: String, key: String) -> Entry {
        let node = Node::new(copy::Copy { of: Input(sha256.to_owned()) });
        let reads = vec![Read::new("of", key)];
        plain(node, self.about(from, reads, &self.theme.icon.mark))
    }

    fn about(&self, from: String, reads: Vec<Read>, drawn: &Sourced<Arc<Artwork>>) -> About {
        let (place, drawn) = (place(self.theme, drawn), drawn.value.name.clone());
        About { from, reads, base_file: None, drawn, place }
    }

    /// About a file that shows an image of the theme as it is.
    fn about_image(&self, image: &Drawn, reads: Vec<Read>) -> About {
        let sourced = image.sourced(self.theme);
        let name = &sourced.value.name;
        let owner = if self.theme.inputs.contains_key(name) { "" } else { "base " };
        self.about(format!("{owner}`{name}`"), reads, sourced)
    }

    /// About a file that is drawn of the app icon's look.
    fn about_look(&self, look: &Look, reads: Vec<Read>) -> About {
        self.about(app_icon(self.theme), reads, source(self.theme, look.art, look.style))
    }

    fn key(&self, image: &Drawn) -> Read {
        Read::new(
            "image",
            match image {
                Drawn::Logo(Scheme::Light) => "brand.logo".to_owned(),
                Drawn::Logo(Scheme::Dark) => "brand.logo-dark".to_owned(),
                Drawn::Mark => "icon.mark".to_owned(),
                Drawn::MenuIcon(id) => format!("menu.entries.{id}.icon"),
                Drawn::Asset(at) => self.theme.assets[*at].key.join("."),
            },
        )
    }

    fn recolored(&self, image: &Drawn) -> Entry {
        let artwork = image.artwork(self.theme);
        let [light, dark] = Scheme::ALL.map(|scheme| self.drawings.colors(artwork, scheme));
        let mut reads = vec![self.key(image)];
        reads.extend(color_reads(&light, Scheme::Light));
        reads.extend(color_reads(&dark, Scheme::Dark));
        let input = self.drawings.input(artwork);
        let node = Node::new(recolor::Recolor { image: input, light, dark });
        plain(node, self.about_image(image, reads))
    }

    fn same(&self, image: &Drawn) -> Entry {
        let input = self.drawings.input(image.artwork(self.theme));
        let node = Node::new(same::Same { image: input, effort: self.effort });
        plain(node, self.about_image(image, vec![self.key(image)]))
    }

    fn shortcut(&self, of: &super::Shortcut) -> Entry {
        let palette = self.theme.palettes.get(Scheme::Light);
        let image = Drawn::MenuIcon(of.entry.clone());
        let artwork = image.artwork(self.theme);
        let color = |role| Ink(palette.get(role));
        let color_key = |role| format!("colors.light.{role}");
        let mut reads = vec![self.key(&image), Read::new("on", color_key(of.icon.on))];
        match of.icon.paint {
            Some(paint) => reads.push(Read::new("paint", color_key(paint))),
            None => reads.extend(self.drawings.color_reads(artwork, Scheme::Light)),
        }
        let node = Node::new(shortcut::Shortcut {
            icon: self.drawings.image(artwork, Scheme::Light),
            paint: of.icon.paint.map(color),
            on: color(of.icon.on),
            role: of.icon.on.name(),
            side: shortcut::Shortcut::SIDE,
            effort: self.effort,
        });
        plain(node, self.about_image(&image, reads))
    }

    fn png(&self, picture: &Picture, pixels: PixelFormat) -> Entry {
        let node = self.png_node(picture, pixels);
        let reads = self.drawings.reads(picture);
        plain(node, self.about_look(&picture.look, reads))
    }

    fn png_node(&self, picture: &Picture, pixels: PixelFormat) -> Node {
        Node::new(png::Png::new(self.drawings.picture(picture), pixels, self.effort))
    }

    fn container(&self, of: &Container) -> Entry {
        let pictures = of.pictures();
        let format = match of.members {
            Members::Ico(_) => container::Format::Ico,
            Members::Icns(_) => container::Format::Icns,
        };
        let frame = |(at, picture): (usize, &Picture)| {
            let node = if of.is_png(at) {
                self.png_node(picture, PixelFormat::Rgba)
            } else {
                self.drawings.picture(picture)
            };
            let member = match of.members {
                Members::Ico(_) => None,
                Members::Icns(members) => Some((members[at].kind, members[at].encoding)),
            };
            Frame { side: picture.width, of: node, member }
        };
        let frames = pictures.iter().enumerate().map(frame).collect();
        let reads = pictures.iter().flat_map(|picture| self.drawings.reads(picture)).collect();
        let node = Node::new(container::Container { format, frames });
        plain(node, self.about_look(&of.look, reads))
    }

    fn outline(&self, look: &Look) -> Entry {
        let mark = self.mark(look, outline::SIDE);
        let padding = self.drawings.padding(look);
        let node = Node::new(outline::Outline { mark, look: *look, padding });
        plain(node, self.about_look(look, self.drawings.mark_reads(look, outline::SIDE)))
    }

    fn drawable(&self, look: &Look, side: u32) -> Entry {
        let mark = self.mark(look, u32::MAX);
        let padding = self.drawings.padding(look);
        let node = Node::new(drawable::Drawable { mark, look: *look, side, padding });
        plain(node, self.about_look(look, self.drawings.mark_reads(look, u32::MAX)))
    }

    fn mark(&self, look: &Look, side: u32) -> Node {
        self.drawings
            .mark(look, side)
            .unwrap_or_else(|| unreachable!("only looks with art are written as paths"))
    }

    fn compose(&self) -> Entry {
        let (icon, drawings) = (&self.theme.icon, self.drawings);
        let mark = &icon.mark.value;
        let ground = match &icon.background.value {
            Background::Color { light, dark } => Plate::Color(Ink(*light), Ink(*dark)),
            Background::Gradient(own) => Plate::Gradient(gradient(own)),
            Background::Artwork(artwork) => Plate::Drawing(drawings.input(artwork)),
        };
        let images = || {
            let background = match &icon.background.value {
                Background::Artwork(artwork) => Some(artwork),
                _ => None,
            };
            [mark].into_iter().chain(background)
        };
        let colors = |scheme: Scheme| {
            let of = |all: Colors, image: &Arc<Artwork>| all.and(drawings.colors(image, scheme));
            images().fold(Colors::default(), of)
        };
        let (light, dark) = (colors(Scheme::Light), colors(Scheme::Dark));
        let mut reads = vec![
            Read::new("image", "icon.mark"),
            Read::new("ground", "icon.background"),
            Read::new("padding", "icon.padding"),
        ];
        reads.extend(color_reads(&light, Scheme::Light));
        reads.extend(color_reads(&dark, Scheme::Dark));
        let node = Node::new(Compose {
            ground,
            image: drawings.input(mark),
            mark: self.mark(&Look::PLATE, u32::MAX),
            light,
            dark,
            padding: icon.padding as f32,
            corner: f32::from(CORNER) / 1000.0,
        });
        plain(node, self.about_look(&Look::PLATE, reads))
    }
}

/// Where an image is written; a derived one is the logo's.
fn place(theme: &Theme, image: &Sourced<Arc<Artwork>>) -> Place {
    let place = image.place().or_else(|| theme.logo.light.place()).cloned();
    place.unwrap_or_else(|| Place::file(&theme.source))
}

fn app_icon(theme: &Theme) -> String {
    let background = match &theme.icon.background.value {
        Background::Color { light, dark } if light == dark => light.to_string(),
        Background::Color { light, dark } => format!("{light}, in dark {dark}"),
        Background::Gradient(gradient) => {
            format!("a gradient from {} to {}", gradient.from, gradient.to)
        }
        Background::Artwork(artwork) => format!("`{}`", artwork.name),
    };
    format!("`{}` on {background}", theme.icon.mark.value.name)
}
