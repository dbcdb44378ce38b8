//! A drawing that holds raster pictures, as pixels. A theme takes no such drawing, since it can be neither recolored nor
//! drawn sharp; but people send them as logos, and `new` makes a PNG of all of it.
//!
//! The drawing is checked as any other, with a rectangle in place of each picture. Only then, in the text that was
//! written anew, the pictures take their places again: decoded by our own readers, never by the renderer's from the file.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::roxmltree::Node;
use resvg::usvg::{ImageHrefResolver, ImageKind, Options, Tree};

use crate::vector::draw::Canvas;
use crate::vector::finding::Finding;
use crate::vector::fonts::Fonts;
use crate::vector::pixels::{Pixels, pixel_limit};
use crate::vector::prolog;
use crate::vector::read::Vector;
use crate::vector::source::{self, Span, XLINK};
use rebadge_core::limits::PIXELS;
use rebadge_core::panics::caught;

/// The most pictures in one drawing.
const MOST: usize = 64;
/// The longer side of what is made of it, in pixels: that of its largest picture, within these.
const SIDE: (u32, u32) = (512, 2048);

/// Why no pixels are made of a drawing with pictures.
#[derive(Debug, Clone)]
pub enum PicturesError {
    /// What is wrong with the drawing around them.
    Drawing(Vec<Finding>),
    /// A picture cannot be read, or there are too many.
    Picture(String),
}

/// The pixels of a drawing that holds raster pictures; none for a drawing without. `decode` reads the bytes of one.
///
/// # Errors
/// What is wrong with the drawing, or with a picture in it.
pub fn with_pictures(
    text: &str,
    fonts: &Fonts,
    decode: &dyn Fn(&[u8]) -> Result<Pixels, String>,
) -> Result<Option<Pixels>, PicturesError> {
    let Some(plain) = prolog::plain(text, &mut Vec::new()) else {
        return Ok(None);
    };
    let Ok(document) = source::document(&plain.text) else {
        return Ok(None);
    };
    let nodes: Vec<_> = document.descendants().filter(|node| data(*node).is_some()).collect();
    if nodes.is_empty() {
        return Ok(None);
    }
    let pictures = decoded(&nodes, decode).map_err(PicturesError::Picture)?;
    let marks = marks(&plain.text, pictures.len());
    let mut edits = Vec::new();
    for ((node, picture), mark) in nodes.iter().zip(&pictures).zip(&marks) {
        edits.extend(as_rectangle(*node, picture, mark));
    }
    let vector = Vector::read(&source::edit(&plain.text, edits), fonts);
    let vector = vector.map_err(PicturesError::Drawing)?;
    let fits = |node: &Node<'_, '_>| node.attribute("preserveAspectRatio").map(str::to_owned);
    let fits: Vec<_> = nodes.iter().map(fits).collect();
    match as_pictures(&vector.text, &marks, &fits) {
        Some(text) => draw(&text, vector.size, fonts, &pictures).map(Some),
        None => Ok(None),
    }
}

/// The picture that an element holds within the file: the part behind `base64,`.
fn data<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    if !source::is_svg(node) || node.tag_name().name() != "image" {
        return None;
    }
    let href = node.attribute("href").or_else(|| node.attribute((XLINK, "href")))?;
    let (head, data) = href.trim().split_once(',')?;
    let head = head.to_ascii_lowercase();
    (head.starts_with("data:") && head.trim_end().ends_with(";base64")).then_some(data)
}

fn decoded(
    nodes: &[Node<'_, '_>],
    decode: &dyn Fn(&[u8]) -> Result<Pixels, String>,
) -> Result<Vec<Pixels>, String> {
    if nodes.len() > MOST {
        return Err(format!("there are {} of them, at most {MOST} are drawn", nodes.len()));
    }
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let engine = GeneralPurpose::new(&base64::alphabet::STANDARD, config);
    let mut left = pixel_limit();
    let mut pictures = Vec::new();
    for node in nodes {
        let text: String =
            data(*node).unwrap_or_default().chars().filter(|c| !c.is_whitespace()).collect();
        let bytes = engine.decode(text).map_err(|_| "it is not in base64".to_owned())?;
        let pixels = decode(&bytes)?;
        let all = u64::from(pixels.width) * u64::from(pixels.height);
        left = left
            .checked_sub(all)
            .ok_or_else(|| format!("together they have more than {PIXELS}"))?;
        pictures.push(pixels);
    }
    Ok(pictures)
}

/// So many colors that the text does not have.
fn marks(text: &str, count: usize) -> Vec<String> {
    let text = text.to_ascii_lowercase();
    let all = (0x01_02_03_u32..0xff_ff_ff).map(|number| format!("#{number:06x}"));
    all.filter(|color| !text.contains(color.as_str())).take(count).collect()
}

/// The edits that put a rectangle of a color in the place of a picture.
fn as_rectangle(node: Node<'_, '_>, picture: &Pixels, mark: &str) -> Vec<(Span, String)> {
    let text = node.document().input_text();
    let mut edits = renamed(node, "rect");
    let gone = ["href", "fill", "stroke", "rx", "ry", "preserveAspectRatio"];
    for attribute in node.attributes() {
        if attribute.namespace().is_none_or(|space| space == XLINK)
            && gone.contains(&attribute.name())
        {
            edits.push((attribute.range(), String::new()));
        }
    }
    let paint = format!("fill:{mark}!important;fill-opacity:1!important;stroke:none!important");
    let at = source::name_end(node);
    match node.attribute_node("style") {
        Some(style) => {
            let end = style.range_value().end;
            edits.push((end..end, format!(";{paint}")));
        }
        None => edits.push((at..at, format!(" style=\"{paint}\""))),
    }
    for (name, length) in [("width", picture.width), ("height", picture.height)] {
        if !node.has_attribute(name) && !text[source::tag(node)].contains(&format!("{name}:")) {
            edits.push((at..at, format!(" {name}=\"{length}\"")));
        }
    }
    edits
}

/// The edits that give an element another name, in both of its tags.
fn renamed(node: Node<'_, '_>, name: &str) -> Vec<(Span, String)> {
    let text = node.document().input_text();
    let (start, end) = (node.range().start + 1, source::name_end(node));
    let own = text[start..end].rfind(':').map_or(start, |colon| start + colon + 1);
    let mut edits = vec![(own..end, name.to_owned())];
    let close = source::element_end(text, &node.range());
    if close < node.range().end {
        let last = node.range().end - 1;
        edits.push((close + 2 + (own - start)..last, name.to_owned()));
    }
    edits
}

/// The text with pictures in the places of their rectangles; none where no picture is drawn.
fn as_pictures(text: &str, marks: &[String], fits: &[Option<String>]) -> Option<String> {
    let document = source::document(text).ok()?;
    let mut edits = Vec::new();
    for node in document.descendants().filter(|node| node.tag_name().name() == "rect") {
        let Some(fill) = node.attribute_node("fill") else { continue };
        let Some(at) = marks.iter().position(|mark| mark == fill.value()) else { continue };
        edits.extend(renamed(node, "image"));
        let fit = fits[at].as_deref().unwrap_or("xMidYMid");
        let fit = fit.replace(|c: char| !c.is_ascii_alphanumeric() && c != ' ', "");
        edits.push((fill.range(), format!("href=\"{at}\" preserveAspectRatio=\"{fit}\"")));
    }
    (!edits.is_empty()).then(|| source::edit(text, edits))
}

fn draw(
    text: &str,
    size: (f32, f32),
    fonts: &Fonts,
    pictures: &[Pixels],
) -> Result<Pixels, PicturesError> {
    let failed = || PicturesError::Picture("the drawing cannot be drawn with it".to_owned());
    let longest = pictures.iter().map(|picture| picture.width.max(picture.height)).max();
    let side = longest.unwrap_or_default().clamp(SIDE.0, SIDE.1);
    let scale = side as f32 / size.0.max(size.1);
    let length = |length: f32| ((length * scale).round() as u32).max(1);
    let canvas = Canvas { width: length(size.0), height: length(size.1) };
    let encode = |(at, picture): (usize, &Pixels)| {
        Some((at.to_string(), Arc::new(picture.to_pixmap()?.encode_png().ok()?)))
    };
    let files: Option<BTreeMap<String, Arc<Vec<u8>>>> =
        pictures.iter().enumerate().map(encode).collect();
    let files = files.ok_or_else(failed)?;
    let mut pixmap = Pixmap::new(canvas.width, canvas.height).ok_or_else(failed)?;
    let mut is_drawn = false;
    let render = || {
        let options = options(fonts, files);
        if let Ok(tree) = Tree::from_str(text, &options) {
            resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
            is_drawn = true;
        }
    };
    caught(render).map_err(|_| failed())?;
    if is_drawn { Ok(Pixels::from_pixmap(pixmap)) } else { Err(failed()) }
}

/// Nothing but the pictures that were decoded can be referred to.
fn options(fonts: &Fonts, files: BTreeMap<String, Arc<Vec<u8>>>) -> Options<'static> {
    Options {
        font_family: fonts.families().first().cloned().unwrap_or_else(|| "sans-serif".to_owned()),
        fontdb: fonts.database(),
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(move |href, _| {
                files.get(href).map(|file| ImageKind::PNG(Arc::clone(file)))
            }),
        },
        ..Options::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three colors in a row.
    fn row(_: &[u8]) -> Result<Pixels, String> {
        let colors = [[255, 0, 0, 255], [0, 255, 0, 255], [0, 0, 255, 255]];
        let rgba = (0..100).flat_map(|_| (0..300).flat_map(|x| colors[x / 100])).collect();
        Ok(Pixels { width: 300, height: 100, rgba })
    }

    fn drawn(body: &str) -> Option<Pixels> {
        let text = format!(
            "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='{XLINK}' viewBox='0 0 300 100'>{body}</svg>"
        );
        with_pictures(&text, &Fonts::none(), &row)
            .unwrap_or_else(|error| panic!("{body}: {error:?}"))
    }

    /// The colors at a sixth, the middle and five sixths of the middle row.
    #[track_caller]
    fn check(body: &str, expect: [&str; 3]) {
        let pixels = drawn(body).unwrap_or_else(|| panic!("{body}: no picture"));
        let at = |share: u32| {
            let at = (pixels.height / 2 * pixels.width + pixels.width * share / 6) as usize * 4;
            match pixels.rgba[at..at + 4] {
                [.., 0] => "-".to_owned(),
                [r, g, b, _] => format!("{r:02x}{g:02x}{b:02x}"),
                _ => String::new(),
            }
        };
        assert_eq!([at(1), at(3), at(5)], expect, "{body}");
    }

    const DATA: &str = "href='data:image/png;base64,AAAA'";

    #[test]
    fn pictures_are_drawn_in_their_places() {
        let all = ["ff0000", "00ff00", "0000ff"];
        check(&format!("<image width='300' height='100' {DATA}/>"), all);
        check(&format!("<image xlink:{DATA}></image>"), all);
        check(&format!("<image {DATA} style='opacity:1' class='a'/>"), all);
        check(
            &format!("<style>image{{fill:red}}</style><image width='300' height='100' {DATA}/>"),
            all,
        );
        // What lies above and below stays there.
        let over = "<path fill='#fff' d='M200 0h100v100H200z'/>";
        check(&format!("<image {DATA}/>{over}"), ["ff0000", "00ff00", "ffffff"]);
        check(&format!("{over}<image {DATA}/>"), all);
        // As Figma writes it: a pattern that uses a picture.
        let figma = format!(
            "<rect width='300' height='100' fill='url(#p)'/><defs>\
            <pattern id='p' patternContentUnits='objectBoundingBox' width='1' height='1'>\
            <use xlink:href='#i' transform='scale(0.00333333 0.01)'/></pattern>\
            <image id='i' width='300' height='100' xlink:{DATA}/></defs>"
        );
        check(&figma, all);
        let clipped = format!(
            "<clipPath id='c'><path d='M0 0h200v100H0z'/></clipPath>\
            <g clip-path='url(#c)'><image {DATA}/></g>"
        );
        check(&clipped, ["ff0000", "00ff00", "-"]);
        let fitted = format!("<image width='100' height='100' preserveAspectRatio='none' {DATA}/>");
        check(&fitted, ["00ff00", "-", "-"]);
    }

    #[test]
    fn a_drawing_without_pictures_is_none() {
        assert_eq!(drawn("<path d='M0 0h9v9H0z'/>"), None);
        assert_eq!(drawn("<path d='M0 0h9v9H0z'/><image href='logo.png'/>"), None);
        let unused = format!("<path d='M0 0h9v9H0z'/><defs><image {DATA}/></defs>");
        assert_eq!(drawn(&unused), None);
    }

    #[test]
    fn what_is_wrong_is_said() {
        let read = |body: &str, decode: &dyn Fn(&[u8]) -> Result<Pixels, String>| {
            let text =
                format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'>{body}</svg>");
            with_pictures(&text, &Fonts::none(), decode).unwrap_err()
        };
        let broken = read(&format!("<image {DATA}/>"), &|_| Err("it is a GIF".to_owned()));
        assert!(matches!(broken, PicturesError::Picture(why) if why == "it is a GIF"));
        let script = read(&format!("<image {DATA}/><script>a()</script>"), &row);
        assert!(matches!(script, PicturesError::Drawing(found) if found.len() == 1));
        let code = read("<image href='data:image/png;base64,@'/>", &row);
        assert!(matches!(code, PicturesError::Picture(_)));
        let many = format!("<image {DATA}/>").repeat(MOST + 1);
        assert!(matches!(read(&many, &row), PicturesError::Picture(_)));
    }
}
