//! Draws, and renders templates: values in, bytes out. It knows neither a theme nor a plan.

pub mod appearance;
pub mod art;
pub mod banner;
pub mod container;
pub mod escape;
pub mod framed;
#[cfg(test)]
mod fringe_tests;
pub mod icon;
pub mod launch;
pub mod layout;
pub mod look;
pub mod monochrome;
pub mod plate;
pub mod png;
pub mod quantize;
pub mod raster;
pub mod scalable;
mod shadow;
pub mod shortcut;
pub mod template;
pub mod templates;
pub mod wellformed;

pub use png::Effort;
pub use templates::{TemplateFile, Templates};
