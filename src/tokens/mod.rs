//! Design tokens: a theme's colors as files that design tools read, and such files back into a theme.
//!
//! The formats are the Design Tokens Format, Color and Resolver modules of 2025.10, and what tools wrote before: colors
//! as CSS texts, Figma's file per mode, Tokens Studio's sets, Style Dictionary's `value`. Apart, because nothing of a
//! build needs it.

mod css;
mod dtcg;
mod layout;

pub use css::css;
pub use dtcg::{ColorForm, TokenFile, dtcg, resolver};

/// Under which name the format's `$extensions` hold what is ours, as the format asks: a domain, turned around.
pub(crate) const EXTENSION: &str = "dev.rebadge";
