//! Reading a vector: all checks in their order. Nothing is followed before it is counted, and nothing is drawn before
//! its cost is known.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use resvg::usvg::roxmltree::{Document, Node};

use crate::color::{Palette, Role};
use crate::vector::anatomy::{self, Anatomy};
use crate::vector::classes::{self, Paint};
use crate::vector::draw::{Canvas, DrawError, Drawing, Placement, draw};
use crate::vector::effort::Cause;
use crate::vector::finding::{Fault, Finding, quote};
use crate::vector::flat::NotDrawable;
use crate::vector::fonts::Fonts;
use crate::vector::links;
use crate::vector::sample::{Sample, Samples};
use crate::vector::source::{self, Span};
use crate::vector::{
    bounds, canonical, cascade, drawable, effort, frame, lint, measure, prolog, reach, recolor,
    tree, weight, xml,
};
use rebadge_core::limits::DRAWING;
use rebadge_core::trail;

/// A vector may have at most this many bytes: 2 MiB.
pub(crate) const BYTES: usize = 2 * 1024 * 1024;
/// A vector may be at most this wide and high.
const SIDE: f32 = 100_000.0;
/// How many points a vector is measured at, of a wordmark no fewer than of a square: shares are true to about 1 %.
const SAMPLED: u32 = 96 * 96;

/// An SVG that passed the lint, in canonical form.
#[derive(Debug, Clone)]
pub struct Vector {
    /// In canonical form: see [`canonical`].
    pub(crate) text: String,
    pub(crate) warnings: Vec<Finding>,
    pub(crate) size: (f32, f32),
    pub(crate) paints: BTreeSet<Paint>,
    pub(crate) current_color: bool,
    pub(crate) has_text: bool,
    pub(crate) fonts: Fonts,
    /// Drawn when they are asked for, and shared by all clones, as the next.
    pub(crate) samples: Arc<Samples>,
    /// Measured when it is asked for, once for all clones: thousands of themes share the base client's icons.
    pub(crate) anatomy: Arc<OnceLock<Result<Anatomy, DrawError>>>,
    /// Found out when it is asked for, once for all clones.
    pub(crate) drawable: Arc<OnceLock<Result<(), NotDrawable>>>,
}

impl Vector {
    /// Reads and checks an SVG.
    ///
    /// # Errors
    ///
    /// All that is wrong with it, in the order of the file.
    pub fn read(text: &str, fonts: &Fonts) -> Result<Vector, Vec<Finding>> {
        if text.len() > BYTES {
            let message = format!("the file has {} bytes, at most {BYTES} are read", text.len());
            let help = "simplify the drawing";
            return Err(vec![Finding::new(Fault::TooLarge, 0..0, message, help)]);
        }
        let _step = trail::file(text.as_bytes()).map_err(|what| {
            let message = format!("drawing this file {what}");
            vec![Finding::new(Fault::Fatal, 0..0, message, "simplify it, or export it again")]
        })?;
        let mut found = Vec::new();
        let plain = prolog::plain(text, &mut found);
        let mut inner = Vec::new();
        let vector = plain.as_ref().and_then(|plain| read_plain(&plain.text, fonts, &mut inner));
        if let Some(plain) = &plain {
            found.extend(inner.into_iter().map(|f| Finding { span: plain.place(&f.span), ..f }));
        }
        found.sort_by_key(|finding| (finding.span.start, finding.fault));
        found.dedup();
        let is_warning =
            |finding: &Finding| matches!(finding.fault, Fault::Ignored | Fault::Inexact);
        match vector.filter(|_| found.iter().all(is_warning)) {
            Some(vector) => {
                if trail::is_alone() {
                    rehearse(&vector);
                }
                Ok(Vector { warnings: found, ..vector })
            }
            None => Err(found),
        }
    }

    /// The text in canonical form.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What the file has that no browser draws, in the order of the file.
    pub fn warnings(&self) -> &[Finding] {
        &self.warnings
    }

    /// Width and height in the vector's own units.
    pub fn size(&self) -> (f32, f32) {
        self.size
    }

    /// The recolor classes that it uses, sorted.
    pub fn paints(&self) -> impl Iterator<Item = Paint> + '_ {
        self.paints.iter().copied()
    }

    /// Does it take the color of its surroundings anywhere?
    pub fn uses_current_color(&self) -> bool {
        self.current_color
    }

    /// Does it hold text? A browser that shows it as an image knows only the system's fonts.
    pub fn has_text(&self) -> bool {
        self.has_text
    }

    /// What it is painted with in the colors of one palette, measured at about 96 × 96 points.
    ///
    /// # Errors
    ///
    /// It cannot be drawn although it passed the lint.
    pub fn sample(&self, palette: &Palette) -> Result<Arc<Sample>, DrawError> {
        self.samples.get(recolor::colors(self, palette), || {
            let longer = measure::longer_side(self.size, SAMPLED);
            measure::sample(&recolor::aliased(self, palette)?, longer)
        })
    }

    /// How it is built, as an icon.
    ///
    /// # Errors
    ///
    /// It cannot be drawn although it passed the lint.
    pub fn anatomy(&self) -> Result<&Anatomy, DrawError> {
        let measure = || anatomy::measure(&self.text, &self.fonts, class_rules(&self.paints));
        self.anatomy.get_or_init(measure).as_ref().map_err(Clone::clone)
    }

    /// Can it be a VectorDrawable? It may hang on nothing but its shapes: colors make no difference.
    ///
    /// # Errors
    ///
    /// What it has that the format does not know.
    pub fn is_drawable(&self) -> Result<(), NotDrawable> {
        *self.drawable.get_or_init(|| {
            let sheet = Some(class_rules(&self.paints));
            let parsed = tree::parse(&self.text, &self.fonts, sheet);
            let parsed = parsed.map_err(|_| NotDrawable("it cannot be read"))?;
            drawable::fits(&parsed.drawing())
        })
    }

    /// Does it change with the palette: by a class, or by `currentColor`?
    pub fn is_recolored(&self) -> bool {
        self.current_color || !self.paints.is_empty()
    }
}

/// Draws it at the sizes of icons, so that one that ends the process does so here, where its name is known.
fn rehearse(vector: &Vector) {
    for side in [16, 192, 1024] {
        let canvas = Canvas { width: side, height: side };
        let placement = Placement::contain(vector.size, canvas);
        // What cannot be drawn is reported by who needs it.
        let _ = recolor::as_written(vector).and_then(|drawing| draw(&drawing, canvas, placement));
    }
}

/// Reads a text without a document type.
fn read_plain(text: &str, fonts: &Fonts, found: &mut Vec<Finding>) -> Option<Vector> {
    if let Some(finding) = bounds::before_parsing(text) {
        found.push(finding);
        return None;
    }
    match source::document(text) {
        Err(error) => {
            found.push(xml::broken(text, &error));
            None
        }
        Ok(document) => check(&document, fonts, found),
    }
}

fn check(document: &Document<'_>, fonts: &Fonts, found: &mut Vec<Finding>) -> Option<Vector> {
    if let Some(finding) = xml::root(document) {
        found.push(finding);
        return None;
    }
    let before = found.len();
    bounds::numbers(document, found);
    found.extend(bounds::styles(document));
    if found.len() > before {
        return None;
    }
    let cascade = cascade::cascade(document);
    let links = links::links(document, &cascade);
    let reach = reach::reach(document, &links);
    let frame = frame::frame(document.root_element(), found);
    lint::elements(document, &reach, found);
    lint::references(document, &links, &reach, found);
    found.extend(cascade.findings.iter().cloned());
    let paints = classes::paints(document, found);
    let before = found.len();
    bounds::resolved(document, &cascade, found);
    found.extend(weight::weigh(document, &links));
    if found.len() > before {
        return None;
    }
    let frame = frame?;
    let mut text = canonical::write(document, &links, (&reach, &cascade), &frame);
    let (size, is_cut) = draw_once(document, &text, (fonts, &class_rules(&paints)), found)?;
    if is_cut {
        text = canonical::clip(&text, frame.view);
        // A clip pales what lies on its edge once more, and that is what ships.
        if let Ok(cut) = tree::parse(&text, fonts, Some(class_rules(&paints))) {
            see(&cut.drawing(), &source::tag(document.root_element()), found);
        }
    }
    let is_text = |node: Node<'_, '_>| node.tag_name().name() == "text" && reach.is_drawn(node);
    Some(Vector {
        text,
        warnings: Vec::new(),
        size,
        paints,
        current_color: cascade.takes_color(document),
        has_text: document.descendants().any(is_text),
        fonts: fonts.clone(),
        samples: Arc::default(),
        anatomy: Arc::default(),
        drawable: Arc::default(),
    })
}

/// Rules that paint every role in a color of its own, as a palette would: what is painted by class only is painted too.
fn class_rules(paints: &BTreeSet<Paint>) -> String {
    let rule = |paint: &Paint| {
        let role = Role::ALL.iter().position(|role| *role == paint.role).unwrap_or_default();
        format!(".{}{{{}:#80{role:02x}80!important}}", paint.class(), paint.property.name())
    };
    paints.iter().map(rule).collect()
}

/// The checks that need the renderer: losses, cost, and whether there is anything to see. Returns the size, and whether
/// something is drawn outside of it.
fn draw_once(
    document: &Document<'_>,
    text: &str,
    (fonts, rules): (&Fonts, &str),
    found: &mut Vec<Finding>,
) -> Option<((f32, f32), bool)> {
    let root = source::tag(document.root_element());
    let mut report = |fault, message: String, help: &str| {
        found.push(Finding::new(fault, root.clone(), message, help));
        None
    };
    let parsed = match tree::parse(text, fonts, Some(rules.to_owned())) {
        Ok(parsed) => parsed,
        Err(error) if error.contains("invalid size") => {
            let help = "give it a `viewBox`, or a `width` and `height` above zero";
            return report(Fault::Empty, "the drawing has no size".into(), help);
        }
        Err(error) => return report(Fault::Broken, error, "export the drawing again as SVG"),
    };
    let drawing = parsed.drawing();
    let (width, height) = drawing.size();
    if width.max(height) > SIDE {
        let message =
            format!("the drawing is {width} × {height} units large, at most {SIDE} are drawn");
        return report(
            Fault::TooLarge,
            message,
            "give it a smaller `width`, `height` and `viewBox`",
        );
    }
    if let Err(cause) = effort::afford(&drawing.tree) {
        found.push(too_costly(document, cause));
        return None;
    }
    // What the lint has said already would be said again here, in other words.
    let mut losses = tree::losses(&parsed, document.input_text(), &root);
    let known =
        found.iter().any(|finding| matches!(finding.fault, Fault::Broken | Fault::External));
    losses.retain(|loss| !known || matches!(loss.fault, Fault::MissingFont | Fault::Inexact));
    found.extend(losses);
    see(&drawing, &root, found);
    Some(((width, height), reaches_out(&drawing)))
}

/// How large a drawing is drawn to see whether something lies outside of it, in pixels.
const OUTLINE: f32 = 512.0;

/// Is something painted outside of what is shown? Boxes say too often that there is, so it is drawn.
fn reaches_out(drawing: &Drawing) -> bool {
    let (width, height) = drawing.size();
    let [left, top, right, bottom] = drawing.painted_bounds();
    let (left, top) = (left.min(0.0), top.min(0.0));
    let (right, bottom) = (right.max(width), bottom.max(height));
    if (left, top, right, bottom) == (0.0, 0.0, width, height) {
        return false;
    }
    let scale = OUTLINE / (right - left).max(bottom - top);
    let side = |length: f32| (length * scale).ceil().clamp(1.0, OUTLINE) as u32;
    let canvas = Canvas { width: side(right - left), height: side(bottom - top) };
    let at = Placement { scale, x: -left * scale, y: -top * scale };
    let inside = |pixel: u32, start: f32, length: f32| {
        pixel as f32 + 1.0 > start && (pixel as f32) < start + length * scale
    };
    let are_inside = |pixels: u32, start: f32, length: f32| {
        inside(0, start, length) && inside(pixels - 1, start, length)
    };
    // What reaches out by less than a pixel, as rounded numbers do, is not drawn to see that.
    if are_inside(canvas.width, at.x, width) && are_inside(canvas.height, at.y, height) {
        return false;
    }
    let Ok(pixels) = draw(drawing, canvas, at) else {
        return true;
    };
    let rows = pixels.rgba.chunks_exact(canvas.width as usize * 4).zip(0..);
    rows.flat_map(|(row, y)| row.chunks_exact(4).zip(0..).map(move |(pixel, x)| (pixel[3], x, y)))
        .any(|(alpha, x, y)| alpha > 0 && !(inside(x, at.x, width) && inside(y, at.y, height)))
}

/// A drawing that costs too much, at the element that costs most, where that has an id.
fn too_costly(document: &Document<'_>, Cause { what, id }: Cause<'_>) -> Finding {
    let has_id = |node: &Node<'_, '_>| !id.is_empty() && node.attribute("id") == Some(id);
    let element = document.descendants().find(has_id);
    let name = element.map(|_| format!(" {}", quote(id))).unwrap_or_default();
    let message = format!("the drawing costs more to draw than {DRAWING}, most of it {what}{name}");
    let span = source::tag(element.unwrap_or_else(|| document.root_element()));
    let help = "simplify it, or flatten effects into plain shapes";
    Finding::new(Fault::TooComplex, span, message, help)
}

/// Draws it small: it must not fail, and must show something. Where it shows nothing, what browsers ignore is why.
fn see(drawing: &Drawing, root: &Span, found: &mut Vec<Finding>) {
    match measure::paints(drawing) {
        Err(error) => {
            let help = "export the drawing again as SVG";
            found.push(Finding::new(Fault::Broken, root.clone(), error.to_string(), help));
        }
        Ok(false) if found.is_empty() => {
            let message = "the drawing paints nothing";
            let help = "check its `viewBox` and its colors";
            found.push(Finding::new(Fault::Empty, root.clone(), message, help));
        }
        Ok(false) => {
            let ignored = found.iter_mut().filter(|finding| finding.fault == Fault::Ignored);
            ignored.for_each(|finding| finding.fault = Fault::Broken);
        }
        Ok(true) => {}
    }
}
