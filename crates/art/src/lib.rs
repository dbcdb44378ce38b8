//! Vectors and colors: SVG is read, checked, recolored, measured and drawn here; palettes and contrasts are computed here.
//!
//! It owns what a drawing may hold and how it is drawn. It must not know themes, clients or files on a disk: what reads a file is [`artwork`]
//! alone.
//!
//! | module | what it is |
//! |---|---|
//! | [`vector`] | SVG: lint, recolor, measure, draw |
//! | [`color`] | colors, palettes, contrast |
//! | [`artwork`] | an image file of a theme or client, read and checked |

pub mod artwork;
pub mod color;
pub mod vector;
