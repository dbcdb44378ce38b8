//! Vectors: an SVG is read, checked, recolored and measured here, and drawn to pixels.
//!
//! An SVG is a program from an untrusted source. All other modules use [`Vector`], a text that has passed the lint and
//! was serialized again: it contains only what is drawn, references nothing outside of its file, is cheap to draw, and
//! is drawn without a loss.
//!
//! bytes ──[`decode`]──▶ text ──[`Vector::read`]──▶ [`Vector`] ──[`recolor`]──▶ text for a browser, both schemes in it
//!                                └──[`for_scheme`]──▶ [`Drawing`] ──[`draw`]──▶ [`Pixels`]

mod allow;
mod anatomy;
mod blend;
mod bounds;
mod canonical;
mod cascade;
mod character_map;
mod classes;
mod css;
mod dark;
mod decode;
mod draw;
mod drawable;
#[cfg(test)]
mod drawable_tests;
mod edges;
mod effort;
mod filters;
mod finding;
mod flat;
mod fonts;
mod frame;
mod grid;
mod ground;
mod hairlines;
mod header;
#[cfg(test)]
mod hostile;
mod ink;
mod links;
mod lint;
mod literals;
mod lost;
mod measure;
mod metadata;
mod orientation;
mod path_data;
mod pictures;
mod pixels;
mod placed;
mod primaries;
mod profile;
mod prolog;
mod reach;
mod read;
mod recolor;
mod repaint;
mod rewrite;
mod said;
mod sample;
mod shades;
mod shapes;
mod smooth;
mod source;
mod strokes;
mod tone_map;
mod tones;
mod trace;
mod tree;
mod weight;
mod xml;

pub use anatomy::{Anatomy, Corner, Ends, Joins, Style, of_pixels};
pub use classes::{Paint, Property};
pub use dark::{Grays, Lift, SYSTEM_GROUND, grays, lift};
pub use decode::{DecodeError, decode};
pub use draw::draw_on;
pub use draw::{Canvas, DrawError, Drawing, Placement, draw};
pub use drawable::{drawable, fits_drawable, layered_drawable};
pub use edges::{Edges, edges};
pub use finding::{Fault, Finding};
pub use flat::{Layer, NotDrawable, silhouette};
pub use fonts::{Face, FaceError, FaceStyle, Fonts, face, missing_letters, unpacked};
pub use grid::{Extent, Room, fit, gray};
pub use ground::{SAME_GROUND, is_paper};
pub use header::{Header, HeaderError, PictureFormat, header};
pub use literals::literal_colors;
pub use lost::{Lost, PARTS_SIDE, is_lost};
pub use measure::{Painted, painted, sample, stands_out};
pub use metadata::{Stripped, stripped};
pub use path_data::{number, path_data};
pub use pictures::{PicturesError, with_pictures};
pub use pixels::{Pixels, PixelsError, kind, pixel_limit, read_png, read_png_noting};
pub use placed::{Ground, Margins, Placed, placed};
pub use read::Vector;
pub use recolor::of_our_own;
pub use recolor::{as_written, for_scheme, recolor, style_rules};
pub use repaint::{fade, repaint};
pub use rewrite::{Part, crop, without_first_shape};
pub use said::{Said, SaidKind, said};
pub use sample::Sample;
pub use shapes::{ShapePaint, Shapes, recolor_shapes, shapes};
pub use source::isolate;
pub use tones::{KEPT, SPREAD, Tones, tones};
pub use trace::outline;
