//! Vectors and colors: SVG is read, checked, recolored, measured and drawn here; palettes and contrasts are computed here.
//!
//! It owns what a drawing may hold and how it is drawn. It must not know themes, clients or files on a disk: drawings come
//! in as bytes.
//!
//! | module | what it is |
//! |---|---|
//! | [`vector`] | SVG: lint, recolor, measure, draw |
//! | [`color`] | colors, palettes, contrast |

pub mod color;
pub mod vector;
