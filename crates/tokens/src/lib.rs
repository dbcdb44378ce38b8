//! Design tokens: a theme's colors as files that design tools read, and such files back into a theme.
//!
//! The formats are the Design Tokens Format, Color and Resolver modules of 2025.10, and what tools wrote before: colors
//! as CSS strings, Figma's file per mode, Tokens Studio's sets, Style Dictionary's `value`.
//!
//! It owns how tokens are read, and which keys of a theme they wish to change. It must not know how anything is rendered: no
//! build needs it. How a change is written into a theme's text is in [`rebadge_edit`].

mod alias;
mod changes;
mod css;
mod dtcg;
mod edit;
mod flat;
mod json;
mod layout;
mod modify;
mod names;
mod resolver;
mod studio;
mod value;
mod views;
mod wishes;

pub use changes::{Change, Contrast, Goal, NewValue, changes, fonts, measure};
pub use css::css;
pub use dtcg::{ColorForm, TokenFile, dtcg, resolver};
pub use edit::{edit, skeleton};
pub use names::Key;
pub use wishes::{Mapping, Stance, Wanted, Wish, Wishes, wishes};

/// Under which name the format's `$extensions` hold what is ours, as the format asks: a domain, turned around.
pub(crate) const EXTENSION: &str = "dev.rebadge";
