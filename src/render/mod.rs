//! Makes the bytes that a plan asks for. Apart from planning: rendering decides nothing.
//!
//! plan ──[`render`]──▶ [`Outputs`]

pub mod appearance;
pub(crate) mod art;
mod banner;
mod client;
pub mod container;
pub mod context;
pub mod escape;
pub mod framed;
#[cfg(test)]
mod fringe_tests;
mod ground;
pub mod icon;
mod kept;
pub mod layers;
mod layout;
pub mod monochrome;
pub mod plate;
pub mod png;
pub mod proven;
pub mod raster;
pub mod scalable;
mod shadow;
mod shortcut;
mod steps;
pub mod template;
pub mod templates;
mod texts;
pub mod view;
pub mod wellformed;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::{Base, Target};
use crate::fs::Mode;
use crate::output_path::OutputPath;
use crate::plan::Plan;
use crate::theme::Theme;

pub use client::{Client, client};
pub use png::Effort;
pub use proven::Proven;
pub use steps::{Shared, check_inventory, check_templates, render, render_step, render_with};
pub use templates::Templates;

/// Everything that rendering one tenant's package needs.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// The tenant's theme.
    pub theme: &'a Theme,
    /// The base client.
    pub base: &'a Base,
    /// What is built.
    pub target: &'a Target,
    /// What comes from what.
    pub plan: &'a Plan,
    /// The target's templates.
    pub templates: &'a Templates,
    /// How hard images are compressed.
    pub effort: Effort,
}

/// What a package holds.
#[derive(Debug, Default, PartialEq)]
pub struct Outputs {
    /// Path → file.
    pub files: BTreeMap<OutputPath, Output>,
}

/// One file of a package.
#[derive(Clone, Debug, PartialEq)]
pub struct Output {
    /// Its bytes.
    pub content: Content,
    /// Of its bytes.
    pub sha256: String,
    /// Whether it may be run.
    pub mode: Mode,
}

/// The bytes of a file.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Made for this tenant.
    Made(Arc<Vec<u8>>),
    /// The base client's, shared by all tenants.
    Base(Arc<Vec<u8>>),
}

impl Output {
    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        self.shared_bytes()
    }

    /// Its bytes, for who keeps them.
    pub fn shared(&self) -> Arc<Vec<u8>> {
        Arc::clone(self.shared_bytes())
    }

    fn shared_bytes(&self) -> &Arc<Vec<u8>> {
        match &self.content {
            Content::Made(bytes) | Content::Base(bytes) => bytes,
        }
    }
}
