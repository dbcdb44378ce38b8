//! What a package holds: path → bytes.

use std::collections::BTreeMap;
use std::sync::Arc;

use rebadge_core::fs::Mode;
use rebadge_core::output_path::OutputPath;

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
