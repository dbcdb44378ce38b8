//! Parses drawings with usvg: options without access to files or system fonts, and what it drops as findings. By
//! default usvg reads images from disk, takes any font that it finds, drops what it cannot read, and may panic.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use resvg::usvg::fontdb::{Database, FaceInfo, Family, ID, Query, Stretch, Style, Weight};
use resvg::usvg::{
    Font, FontFamily, FontResolver, FontStyle, ImageHrefResolver, Options, ShapeRendering,
    TextRendering, Tree,
};

use crate::vector::blend;
use crate::vector::character_map::covers;
use crate::vector::draw::Drawing;
use crate::vector::filters;
use crate::vector::finding::{Fault, Finding, quote};
use crate::vector::fonts::Fonts;
use crate::vector::hairlines::{self, Hairlines};
use crate::vector::source::Span;
use rebadge_core::diagnostic::SUGGESTED;
use rebadge_core::logger::listen;
use rebadge_core::panics::caught;

/// What usvg asked for and did not get.
#[derive(Debug, Default)]
struct Missing {
    families: BTreeSet<String>,
    /// Family, and the face that is replaced by another one: `bold`, `italic` or `bold italic`.
    faces: BTreeSet<(String, &'static str)>,
    characters: BTreeSet<char>,
}

/// A tree, and what was lost on the way.
pub(crate) struct Parsed {
    /// What is drawn.
    pub(crate) tree: Arc<Tree>,
    hairlines: Option<Arc<Hairlines>>,
    missing: Missing,
    warnings: Vec<String>,
}

impl Parsed {
    /// The tree, ready to draw.
    pub(crate) fn drawing(&self) -> Drawing {
        Drawing { tree: Arc::clone(&self.tree), hairlines: self.hairlines.clone() }
    }
}

/// Reads a canonical SVG, or one that the tool itself wrote. `sheet` is CSS that goes before the file's own.
pub(crate) fn parse(text: &str, fonts: &Fonts, sheet: Option<String>) -> Result<Parsed, String> {
    parse_with(text, fonts, |options| options.style_sheet = sheet)
}

/// [`parse`], without antialiasing: each pixel has one color of the drawing, that in its middle.
pub(crate) fn parse_aliased(
    text: &str,
    fonts: &Fonts,
    sheet: Option<String>,
) -> Result<Parsed, String> {
    parse_with(text, fonts, |options| {
        options.style_sheet = sheet;
        options.shape_rendering = ShapeRendering::OptimizeSpeed;
        options.text_rendering = TextRendering::OptimizeSpeed;
    })
}

fn parse_with(
    text: &str,
    fonts: &Fonts,
    set: impl FnOnce(&mut Options<'_>),
) -> Result<Parsed, String> {
    let missing = Arc::new(Mutex::new(Missing::default()));
    let mut options = options(fonts, &missing);
    set(&mut options);
    let text = filters::rewrite(text);
    let (result, warnings) = listen(|| caught(|| with_hairlines(&text, &options)));
    drop(options);
    let (tree, hairlines) = match result {
        Ok(Ok(parsed)) => parsed,
        Ok(Err(error)) => return Err(error.to_string()),
        Err(_) => return Err("the drawing cannot be read".to_owned()),
    };
    let missing = std::mem::take(&mut *missing.lock().unwrap_or_else(PoisonError::into_inner));
    let hairlines = hairlines.filter(Hairlines::is_scaled).map(Arc::new);
    Ok(Parsed { tree: tree.into(), hairlines, missing, warnings })
}

/// The tree, with strokes as browsers draw them at the drawing's own size.
fn with_hairlines(
    text: &str,
    options: &Options<'_>,
) -> Result<(Tree, Option<Hairlines>), resvg::usvg::Error> {
    let Some((text, marks)) = hairlines::mark(text) else {
        return Ok((Tree::from_str(text, options)?, None));
    };
    let tree = Tree::from_str(&text, options)?;
    let hairlines = Hairlines::new(&tree, &marks);
    let tree = hairlines.as_ref().and_then(|lines| lines.at(1.0)).unwrap_or(tree);
    Ok((tree, hairlines))
}

fn options(fonts: &Fonts, missing: &Arc<Mutex<Missing>>) -> Options<'static> {
    let (families, characters) = (Arc::clone(missing), Arc::clone(missing));
    Options {
        font_family: fonts.families().first().cloned().unwrap_or_else(|| "sans-serif".to_owned()),
        fontdb: fonts.database(),
        // Images were refused by the lint; nothing is read even if one should get through.
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        font_resolver: FontResolver {
            select_font: Box::new(move |font, database| {
                let id = select(font, database);
                let family = font.families().first().map(ToString::to_string).unwrap_or_default();
                let family = family.trim_matches('"').to_owned();
                let mut missing = families.lock().unwrap_or_else(PoisonError::into_inner);
                match id.and_then(|id| database.face(id)) {
                    None => drop(missing.families.insert(family)),
                    Some(face) => {
                        missing.faces.extend(lacking(font, face).map(|lacking| (family, lacking)));
                    }
                }
                id
            }),
            select_fallback: Box::new(move |character, used, database| {
                let id = fallback(character, used, database);
                if id.is_none() {
                    let mut missing = characters.lock().unwrap_or_else(PoisonError::into_inner);
                    missing.characters.insert(character);
                }
                id
            }),
        },
        ..Options::default()
    }
}

/// The first family that the fonts have; unlike in usvg's own resolver, there is no other fallback.
fn select(font: &Font, database: &Database) -> Option<ID> {
    let families: Vec<Family<'_>> = font
        .families()
        .iter()
        .map(|family| match family {
            FontFamily::Serif => Family::Serif,
            FontFamily::SansSerif => Family::SansSerif,
            FontFamily::Cursive => Family::Cursive,
            FontFamily::Fantasy => Family::Fantasy,
            FontFamily::Monospace => Family::Monospace,
            FontFamily::Named(name) => Family::Name(name),
        })
        .collect();
    database.query(&Query {
        families: &families,
        weight: Weight(font.weight()),
        stretch: Stretch::Normal,
        style: match font.style() {
            FontStyle::Normal => Style::Normal,
            FontStyle::Italic => Style::Italic,
            FontStyle::Oblique => Style::Oblique,
        },
    })
}

/// What a font asks for and a face is not: browsers make it bold or slant it then, usvg does not.
fn lacking(font: &Font, face: &FaceInfo) -> Option<&'static str> {
    let is_bold = font.weight() >= BOLD && face.weight.0 < BOLD;
    let is_slanted = font.style() != FontStyle::Normal && face.style == Style::Normal;
    match (is_bold, is_slanted) {
        (true, true) => Some("bold italic"),
        (true, false) => Some("bold"),
        (false, true) => Some("italic"),
        (false, false) => None,
    }
}

/// From this weight on, browsers make a bold face of a lighter one.
const BOLD: u16 = 600;

/// The first font, in the order of the files, that has the character.
fn fallback(character: char, used: &[ID], database: &Database) -> Option<ID> {
    let mut faces = database.faces().map(|face| face.id).filter(|id| !used.contains(id));
    faces.find(|id| {
        let has = |data: &[u8], index| covers(data, index, character);
        database.with_face_data(*id, has).unwrap_or(false)
    })
}

/// Warnings of usvg that mean no loss: the specification asks for it, or the lint has said it better.
const HARMLESS: [&str; 9] = [
    "on zero-sized shapes",
    "of zero-sized shapes",
    "has an invalid 'width' value",
    "has an invalid 'height' value",
    "has an invalid 'r",
    "Fallback from",
    "No match for",
    "No fonts with a",
    "rule is not supported",
];

/// The losses as findings, at the place that the words let find; `root` is where all else is shown.
pub(crate) fn losses(parsed: &Parsed, text: &str, root: &Span) -> Vec<Finding> {
    let place = |word: &str| match text.find(word).filter(|_| !word.is_empty()) {
        Some(at) => at..at + word.len(),
        None => root.clone(),
    };
    let mut found = Vec::new();
    for family in parsed.missing.families.iter().take(SUGGESTED) {
        let message = format!("text in the family {}, which no font brings", quote(family));
        let span = if text.contains(family.as_str()) && !family.is_empty() {
            place(family)
        } else {
            place("<text")
        };
        let help = "bring the font, or turn the text into paths";
        found.push(Finding::new(Fault::MissingFont, span, message, help));
    }
    for character in parsed.missing.characters.iter().take(SUGGESTED) {
        let message = format!("no font has the character {}", quote(&character.to_string()));
        let span = place(&character.to_string());
        let help = "bring a font that has it, or turn the text into paths";
        found.push(Finding::new(Fault::MissingFont, span, message, help));
    }
    for (family, face) in &parsed.missing.faces {
        let message =
            format!("text in {face} {}, of which no font file brings that face", quote(family));
        let span = if text.contains(family.as_str()) && !family.is_empty() {
            place(family)
        } else {
            place("<text")
        };
        let help = format!("bring the {face} face of the font, or turn the text into paths");
        found.push(Finding::new(Fault::Inexact, span, message, help));
    }
    for mode in blend::lost(&parsed.tree) {
        let message = format!(
            "the blend mode {} within a filter is drawn in other colors than in browsers",
            quote(mode)
        );
        let help = "flatten the filter into plain shapes";
        found.push(Finding::new(Fault::Inexact, place(mode), message, help));
    }
    // Each is looked up in the whole text.
    for warning in parsed.warnings.iter().take(SUGGESTED) {
        if HARMLESS.iter().any(|harmless| warning.contains(harmless)) {
            continue;
        }
        let word = place_of(text, warning).unwrap_or_else(|| root.clone());
        let (fault, message, help) = words(warning);
        found.push(Finding::new(fault, word, message, help));
    }
    found
}

/// Warnings of usvg by a part of their text: the fault, our message with the values that usvg quotes in place of `{}`,
/// and the hint.
///
/// What browsers ignore as usvg does is [`Fault::Ignored`].
const WORDS: [(&str, Fault, &str, &str); 15] = [
    ("viewBox", Fault::Broken, "the `viewBox` {} has no area", VIEW_BOX),
    (
        "Error during path parsing",
        Fault::Ignored,
        "a path is damaged: it is drawn up to there",
        EXPORT,
    ),
    ("is no a valid 'clip-path' child", Fault::Ignored, "{} in a clip path cuts nothing", FLATTEN),
    ("is not a valid filter primitive", Fault::Ignored, "{} in a filter does nothing", FLATTEN),
    ("cannot reference", Fault::Ignored, "{} takes nothing from {}", "remove the reference"),
    ("has an invalid region", Fault::Broken, "the filter {} covers no area", FLATTEN),
    ("Failed to parse a filter", Fault::Broken, "a filter cannot be read", FLATTEN),
    ("Mask '", Fault::Broken, "the mask {} covers no area", FLATTEN),
    ("Pattern '", Fault::Ignored, "the pattern {} has no size", "give it a `width` and a `height`"),
    ("has an invalid 'points'", Fault::Ignored, "the points of {} are no numbers", EXPORT),
    ("has less than 2 points", Fault::Ignored, "a shape has fewer than two points", "remove it"),
    ("cannot be used to", Fault::Ignored, "{} is neither a gradient nor a pattern", PAINT),
    ("Invalid gradient child", Fault::Ignored, "a gradient holds more than its stops", "remove it"),
    ("Invalid 'font-size'", Fault::Ignored, "{} is no size of a font", "write a number"),
    ("COLR", Fault::Broken, "the font has colors that cannot be drawn", "turn the text into paths"),
];
const VIEW_BOX: &str = "write four numbers such as `0 0 64 64`, the last two above zero";
const EXPORT: &str = "export the drawing again as SVG";
const FLATTEN: &str = "remove it, or flatten it into plain shapes";
const PAINT: &str = "paint the shape with a color, a gradient or a pattern";

/// A warning of usvg in our words: the kind, the message, and what to do.
fn words(warning: &str) -> (Fault, String, String) {
    let values: Vec<&str> = warning.split('\'').skip(1).step_by(2).map(str::trim).collect();
    let quoted = |index: usize| quote(values.get(index).copied().unwrap_or_default());
    let parsed =
        warning.strip_prefix("Failed to parse ").and_then(|rest| rest.split_once(" value"));
    if let Some((attribute, _)) = parsed {
        // usvg paints black where a browser paints as if there were no attribute.
        let is_paint = ["fill", "stroke"].contains(&attribute) || attribute.ends_with("color");
        let fault = if is_paint { Fault::Broken } else { Fault::Ignored };
        let message = format!("{} is no value of {}", quoted(0), quote(attribute));
        return (fault, message, "correct it, or remove it".to_owned());
    }
    match WORDS.iter().find(|(start, ..)| warning.contains(start)) {
        Some((_, fault, message, help)) => {
            let mut parts = message.split("{}");
            let mut told = parts.next().unwrap_or_default().to_owned();
            parts.enumerate().for_each(|(index, part)| told += &(quoted(index) + part));
            (*fault, told, (*help).to_owned())
        }
        None => {
            let message = "a part of the drawing cannot be drawn".to_owned();
            (Fault::Broken, message, FLATTEN.to_owned())
        }
    }
}

/// The place of the first value that a warning quotes: as a whole attribute value, or else anywhere.
fn place_of(text: &str, warning: &str) -> Option<Span> {
    let quoted = warning.split('\'').skip(1).step_by(2).filter(|word| !word.is_empty());
    quoted.into_iter().find_map(|word| {
        let whole = ['"', '\''].iter().find_map(|q| text.find(&format!("{q}{word}{q}")));
        let at = whole.map(|at| at + 1).or_else(|| text.find(word))?;
        Some(at..at + word.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_are_told_in_words_of_drawings() {
        let check = |warning: &str, fault: Fault, expect: &str| {
            let (told, message, _) = words(warning);
            assert_eq!((told, message.as_str()), (fault, expect));
        };
        let black = "Failed to parse fill value: '#12'. Fallback to black.";
        check(black, Fault::Broken, "`#12` is no value of `fill`");
        let cap = "Failed to parse stroke-linecap value: 'pointy'.";
        check(cap, Fault::Ignored, "`pointy` is no value of `stroke-linecap`");
        let gradient = "Gradient 'a' cannot reference 'b' via 'xlink:href'.";
        check(gradient, Fault::Ignored, "`a` takes nothing from `b`");
        check(
            "Mask 'm' has an invalid size. Skipped.",
            Fault::Broken,
            "the mask `m` covers no area",
        );
        check("something new", Fault::Broken, "a part of the drawing cannot be drawn");
    }
}
