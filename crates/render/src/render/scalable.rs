//! The icon that scales: one SVG with plate and mark, in the colors of the scheme that the person chose. Apart because
//! it writes text where `icon` draws pixels; the places are the same.

use crate::render::icon::place;
use crate::render::look::Look;
use crate::render::plate::{self, Gradient, Step};
use crate::render::png::{self, Effort};
use crate::render::raster::{self, Mark};
use rebadge_art::color::{Color, Palettes};
use rebadge_art::vector::{Canvas, DrawError, Placement, Vector, isolate, number, style_rules};

/// The side of the icon's own units.
const SIDE: f32 = 512.0;
/// A PNG within the icon is at most this wide and high.
const EMBEDDED: f32 = 256.0;

/// What lies behind the mark, per scheme.
#[derive(Debug, Clone)]
pub enum Ground<'a> {
    /// A color for the light scheme and one for the dark.
    Color {
        /// In the light scheme.
        light: Color,
        /// In the dark scheme.
        dark: Color,
    },
    /// The same in both.
    Gradient(Gradient),
    /// Recolored as the mark is.
    Vector(&'a Vector),
}

/// The text of a mark: as it was drawn, or pixels to be put in.
#[derive(Debug, Clone)]
pub enum Art<'a> {
    /// A vector keeps its text.
    Vector(&'a Vector),
    /// The picture of the mark becomes a PNG within the SVG.
    Raster,
}

/// An icon that scales.
#[derive(Debug, Clone)]
pub struct Scalable<'a> {
    /// Behind.
    pub ground: Ground<'a>,
    /// In front: its measure, and its pixels if it has no text.
    pub mark: &'a Mark,
    /// In front: its text.
    pub art: Art<'a>,
    /// Share of the side that is left free on each side, from 0 to 0.4.
    pub padding: f32,
    /// Radius of the plate's corners as a share of its side.
    pub corner: f32,
}

/// Writes the icon.
pub fn compose_svg(icon: &Scalable<'_>, palettes: &Palettes) -> Result<String, DrawError> {
    let canvas = Canvas { width: SIDE as u32, height: SIDE as u32 };
    let at = place(icon.mark, &Look::PLATE, icon.padding, canvas);
    let mark = art(icon, at)?;
    let (ground, light, dark) = ground(icon);
    let rules = |palette, plate: String| match (&icon.art, &icon.ground) {
        (Art::Vector(mark), Ground::Vector(back)) => {
            let back = style_rules(back, palette);
            let mark = style_rules(mark, palette);
            if back == mark { mark } else { back + &mark }
        }
        (Art::Vector(mark), _) => plate + &style_rules(mark, palette),
        (Art::Raster, Ground::Vector(back)) => style_rules(back, palette),
        (Art::Raster, _) => plate,
    };
    let light = rules(&palettes.light, light);
    let dark = rules(&palettes.dark, dark);
    let style = match (light.is_empty(), light == dark) {
        (true, _) => String::new(),
        (_, true) => format!("<style>{light}</style>"),
        _ => format!("<style>{light}@media (prefers-color-scheme:dark){{{dark}}}</style>"),
    };
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {SIDE} {SIDE}\">{style}{ground}{mark}</svg>\n"
    ))
}

/// The plate, and its rules for the light scheme and for the dark.
fn ground(icon: &Scalable<'_>) -> (String, String, String) {
    let path = format!("<path id=\"plate\" d=\"{}\"", path(icon.corner));
    match &icon.ground {
        Ground::Color { light, dark } => {
            let rule = |color: &Color| format!("#plate{{fill:{color}}}");
            if light == dark {
                (format!("{path} fill=\"{light}\"/>"), String::new(), String::new())
            } else {
                (format!("{path}/>"), rule(light), rule(dark))
            }
        }
        Ground::Gradient(gradient) => {
            let [start, end] = gradient.line(SIDE, SIDE);
            let line = format!(
                "x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"",
                number(start.0),
                number(start.1),
                number(end.0),
                number(end.1)
            );
            let (from, to) = (gradient.from, gradient.to);
            let gradient = format!(
                "<linearGradient id=\"plate-fill\" gradientUnits=\"userSpaceOnUse\" {line}>\
                 <stop stop-color=\"{from}\"/><stop offset=\"1\" stop-color=\"{to}\"/></linearGradient>"
            );
            let plate = format!("<defs>{gradient}</defs>{path} fill=\"url(#plate-fill)\"/>");
            (plate, String::new(), String::new())
        }
        Ground::Vector(vector) => {
            let place = format!(
                "width=\"{SIDE}\" height=\"{SIDE}\" preserveAspectRatio=\"xMidYMid slice\""
            );
            let inner = isolate(vector.text(), "layer-ground", &place, vector.size());
            let plate = format!(
                "<clipPath id=\"plate-edge\">{path}/></clipPath>\
                 <g class=\"layer-ground\" clip-path=\"url(#plate-edge)\">\
                 <path d=\"M0 0H512V512H0z\" fill=\"#fff\"/>{inner}</g>"
            );
            (plate, String::new(), String::new())
        }
    }
}

/// The mark at its place.
fn art(icon: &Scalable<'_>, at: Placement) -> Result<String, DrawError> {
    let (width, height) = icon.mark.picture.size();
    let place = format!(
        "x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
        number(at.x),
        number(at.y),
        number(width * at.scale),
        number(height * at.scale)
    );
    match &icon.art {
        Art::Vector(vector) => {
            let inner = isolate(vector.text(), "layer-mark", &place, vector.size());
            Ok(format!("<g class=\"layer-mark\">{inner}</g>"))
        }
        Art::Raster => {
            let scale = (EMBEDDED / width.max(height)).min(1.0);
            let side = |length: f32| ((length * scale).round() as u32).max(1);
            let canvas = Canvas { width: side(width), height: side(height) };
            let pixels = raster::raster(&icon.mark.picture, canvas)?;
            let bytes = png::encode(&pixels, Effort::Default)?;
            Ok(format!("<image {place} href=\"data:image/png;base64,{}\"/>", base64(&bytes)))
        }
    }
}

/// The data of the plate's path.
fn path(corner: f32) -> String {
    let pair = |(x, y): (f32, f32)| format!("{} {}", number(x), number(y));
    let mut data = String::new();
    for step in plate::outline(SIDE, corner) {
        data += &match step {
            Step::Move(to) => format!("M{}", pair(to)),
            Step::Line(to) => format!("L{}", pair(to)),
            Step::Curve(a, b, to) => format!("C{} {} {}", pair(a), pair(b), pair(to)),
        };
    }
    data + "z"
}

/// RFC 4648, section 4.
pub fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let three = [chunk[0], *chunk.get(1).unwrap_or(&0), *chunk.get(2).unwrap_or(&0)];
        let bits = u32::from_be_bytes([0, three[0], three[1], three[2]]);
        for digit in 0..4 {
            let index = (bits >> (18 - 6 * digit)) & 63;
            text.push(if digit > chunk.len() { '=' } else { char::from(DIGITS[index as usize]) });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::icon::{self, IconLayers};
    use crate::render::look::Picture;
    use crate::render::plate::Background;
    use rebadge_art::color::{Seed, derive};
    use rebadge_art::vector::{Fonts, Pixels, for_scheme};

    fn read(text: &str) -> Vector {
        Vector::read(text, &Fonts::none()).unwrap()
    }

    fn palettes() -> Palettes {
        derive(&Seed::new(Color::new(10, 102, 194)))
    }

    fn picture(vector: &Vector) -> rebadge_art::vector::Drawing {
        for_scheme(vector, &palettes().light).unwrap()
    }

    /// Mark and ground use the same ids and classes, and rules that hit everything.
    const MARK: &str = "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='20'>\
        <style>path{fill:#e00}.a{fill:url(#g)}</style>\
        <linearGradient id='g'><stop stop-color='#0a0'/></linearGradient>\
        <path d='M20 5h10v10H20z'/><path class='a' d='M25 5h5v10h-5z'/>\
        <path class='fill-on-primary' d='M20 5h4v4h-4z'/></svg>";
    const GROUND: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 10 20'>\
        <style>path{fill:#00e}.a{fill:url(#g)}</style>\
        <linearGradient id='g'><stop stop-color='#ee0'/></linearGradient>\
        <path d='M0 0h10v20H0z'/><path class='a' d='M0 10h10v2H0z'/></svg>";

    /// The composed text, drawn by the renderer, must look as the icon that is drawn from the layers.
    fn check(ground: Ground<'_>, background: Background) {
        let mark = read(MARK);
        let measured = Mark::new(raster::Picture::Vector(picture(&mark))).unwrap();
        let layers =
            IconLayers { background: Some(&background), mark: Some(&measured), padding: 0.2 };
        let icon = Scalable {
            ground,
            mark: &measured,
            art: Art::Vector(&mark),
            padding: 0.2,
            corner: 0.22,
        };
        let text = compose_svg(&icon, &palettes()).unwrap();
        let canvas = Canvas { width: 128, height: 128 };
        let expect = icon::draw(layers, &Picture::square(Look::PLATE, 128)).unwrap().into_pixels();
        // The composed text has its colors in itself; a palette of another brand must not change it.
        let again = for_scheme(&read(&text.replace("fill-on-primary", "white")), &palettes().dark);
        let text = raster::Picture::Vector(again.unwrap());
        let drawn = raster::raster(&text, canvas).unwrap();
        assert!(distance(&drawn, &expect) < 1.0, "{}", distance(&drawn, &expect));
    }

    /// The mean difference of the channels, alpha multiplied in.
    fn distance(a: &Pixels, b: &Pixels) -> f64 {
        let over = |p: &[u8], n: usize| f64::from(p[n]) * f64::from(p[3]) / 255.0;
        let pairs = a.rgba.chunks_exact(4).zip(b.rgba.chunks_exact(4));
        let sum: f64 =
            pairs.flat_map(|(p, q)| [0, 1, 2].map(|n| (over(p, n) - over(q, n)).abs())).sum();
        sum / a.rgba.len() as f64
    }

    #[test]
    fn the_text_looks_as_the_pixels_do() {
        let orange = Color::new(255, 106, 0);
        check(Ground::Color { light: orange, dark: Color::BLACK }, Background::Color(orange));
        let gradient = Gradient { from: orange, to: Color::new(20, 20, 90), angle: 160.0 };
        check(Ground::Gradient(gradient), Background::Gradient(gradient));
        let ground = read(GROUND);
        check(Ground::Vector(&ground), Background::Vector(picture(&ground)));
    }

    #[test]
    fn schemes_are_in_the_text() {
        let mark = read(MARK);
        let measured = Mark::new(raster::Picture::Vector(picture(&mark))).unwrap();
        let icon = Scalable {
            ground: Ground::Color { light: Color::WHITE, dark: Color::BLACK },
            mark: &measured,
            art: Art::Vector(&mark),
            padding: 0.2,
            corner: 0.0,
        };
        let text = compose_svg(&icon, &palettes()).unwrap();
        assert!(text.contains("<style>#plate{fill:#ffffff}.fill-on-primary{fill:"), "{text}");
        assert!(text.contains("@media (prefers-color-scheme:dark){#plate{fill:#000000}"), "{text}");
        assert!(text.contains("d=\"M0 0L512 0L512 512L0 512z\""), "{text}");
    }

    #[test]
    fn a_png_is_put_in() {
        let pixels = Pixels::filled(600, 300, [1, 2, 3, 255]);
        let mark = Mark::new(raster::Picture::Raster(pixels)).unwrap();
        let icon = Scalable {
            ground: Ground::Color { light: Color::WHITE, dark: Color::WHITE },
            mark: &mark,
            art: Art::Raster,
            padding: 0.25,
            corner: 0.2,
        };
        let text = compose_svg(&icon, &palettes()).unwrap();
        let image = "<image x=\"128\" y=\"192\" width=\"256\" height=\"128\" href=\"data:image/png;base64,iVBORw0KGgo";
        assert!(text.contains(image), "{text}");
        assert!(!text.contains("<style>"), "{text}");
    }

    #[test]
    fn base64_is_that_of_the_standard() {
        let pairs =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")];
        for (plain, code) in pairs {
            assert_eq!(base64(plain.as_bytes()), code);
        }
    }
}
