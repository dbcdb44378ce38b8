//! What stores and platforms refuse, or show badly, of the pictures that a plan asks for. Apart from [`crate::check`], which
//! looks at a theme and knows no sizes: here it is known what is drawn how large, and some of it is measured on what was
//! drawn.

mod enlarged;
mod family;
mod made;

pub use enlarged::enlarged;
pub use family::overlap;
pub use made::{made, small};
