//! Edges have no fringe: a picture with straight alpha, composited over any background, equals its mark drawn on that
//! background.

use super::icon::{IconLayers, draw};
use super::plate::Background;
use super::raster::{Mark, Picture as Drawn};
use crate::render::look::{Look, Picture};
use crate::render::plate::Gradient;
use rebadge_art::color::{Color, Palette};
use rebadge_art::vector::{Fonts, Pixels, Vector, for_scheme};

/// All that the marks paint.
const INK: Color = Color::new(30, 90, 255);
/// What pictures are laid over.
const GROUNDS: [Color; 5] = [
    Color::WHITE,
    Color::BLACK,
    Color::new(128, 128, 128),
    Color::new(255, 106, 0),
    Color::new(0, 255, 0),
];

fn drawing(body: &str) -> Drawn {
    let text = format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 80 40'>{body}</svg>");
    let vector = Vector::read(&text, &Fonts::none()).unwrap();
    Drawn::Vector(for_scheme(&vector, &Palette::from_fn(|_| Color::BLACK)).unwrap())
}

/// A disc whose edge is soft over a few pixels; what is clear is black, as most programs leave it.
fn disc(side: u32) -> Drawn {
    let mut pixels = Pixels::filled(side, side, [0; 4]);
    let middle = side as f32 / 2.0;
    for (n, pixel) in pixels.rgba.chunks_exact_mut(4).enumerate() {
        let (x, y) = (n as u32 % side, n as u32 / side);
        let (x, y) = (x as f32 + 0.5 - middle, y as f32 + 0.5 - middle);
        let alpha = ((0.9 * middle - (x * x + y * y).sqrt()) * 60.0).clamp(0.0, 255.0) as u8;
        if alpha > 0 {
            pixel.copy_from_slice(&[INK.r, INK.g, INK.b, alpha]);
        }
    }
    Drawn::Raster(pixels)
}

/// Thin lines, soft and half-transparent parts, and pixels that are made larger, smaller and neither.
fn marks() -> Vec<Mark> {
    let bodies = [
        "<circle cx='40' cy='20' r='17' fill='#1e5aff'/><path stroke='#1e5aff' stroke-width='.7' d='M3 3l70 31'/>",
        "<path fill='#1e5aff' fill-opacity='.4' d='M5 5L75 20L5 35z'/>",
        "<linearGradient id='g'><stop stop-color='#1e5aff'/><stop offset='1' stop-color='#1e5aff' stop-opacity='0'/></linearGradient>\
         <path fill='url(#g)' d='M3 3h74v34H3z'/>",
    ];
    let drawn = bodies.into_iter().map(drawing).chain([disc(20), disc(128), disc(300)]);
    drawn.map(|picture| Mark::new(picture).unwrap()).collect()
}

fn picture(mark: Option<&Mark>, background: Option<&Background>, look: Look, side: u32) -> Pixels {
    let layers = IconLayers { background, mark, padding: 0.1 };
    draw(layers, &Picture::square(look, side)).unwrap().into_pixels()
}

/// A pixel with straight alpha over an opaque one.
fn over(top: &[u8], under: [f32; 3]) -> [f32; 3] {
    let alpha = f32::from(top[3]) / 255.0;
    [0, 1, 2].map(|n| f32::from(top[n]) * alpha + under[n] * (1.0 - alpha))
}

fn channels(color: Color) -> [f32; 3] {
    [color.r, color.g, color.b].map(f32::from)
}

#[track_caller]
fn near(found: [f32; 3], expect: [f32; 3], off: f32, what: &dyn std::fmt::Debug) {
    let apart = found.iter().zip(expect).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(apart <= off, "{found:?} is not {expect:?}: {what:?}");
}

#[test]
fn the_edge_of_a_mark_has_its_own_color() {
    for (n, mark) in marks().iter().enumerate() {
        for side in [16, 33, 128] {
            let bare = picture(Some(mark), None, Look::BARE, side);
            let edge: Vec<_> =
                bare.rgba.chunks_exact(4).filter(|p| (8..248).contains(&p[3])).collect();
            assert!(edge.len() > 8, "{n} {side}: {}", edge.len());
            for pixel in edge {
                // Where alpha is small, eight bits hold the color less well.
                let off = 3.0 + 2.0 * 255.0 / f32::from(pixel[3]);
                let found = [pixel[0], pixel[1], pixel[2]].map(f32::from);
                near(found, channels(INK), off, &(n, side, pixel));
            }
        }
    }
}

#[test]
fn over_any_ground_a_mark_is_as_if_drawn_there() {
    let gradient = Gradient { from: GROUNDS[3], to: Color::new(0, 60, 40), angle: 30.0 };
    let stripes = "<path fill='#ff6a00' d='M0 0h80v40H0z'/><path stroke='#063' stroke-width='5' d='M0 0l80 40'/>";
    let Drawn::Vector(stripes) = drawing(stripes) else { unreachable!("a drawing") };
    let grounds = GROUNDS.map(Background::Color).into_iter();
    let grounds: Vec<Background> =
        grounds.chain([Background::Gradient(gradient), Background::Vector(stripes)]).collect();
    for (n, mark) in marks().iter().enumerate() {
        for (side, look) in [(16, Look::OPAQUE), (33, Look::PLATE), (128, Look::PLATE)] {
            let bare = picture(Some(mark), None, Look::BARE, side);
            for (at, ground) in grounds.iter().enumerate() {
                let alone = picture(None, Some(ground), look, side);
                let both = picture(Some(mark), Some(ground), look, side);
                for below in GROUNDS.map(channels) {
                    let layers = bare.rgba.chunks_exact(4).zip(alone.rgba.chunks_exact(4));
                    for ((mark, plate), both) in layers.zip(both.rgba.chunks_exact(4)) {
                        let expect = over(mark, over(plate, below));
                        near(over(both, below), expect, 3.0, &(n, at, side, mark, plate, both));
                    }
                }
            }
        }
    }
}
