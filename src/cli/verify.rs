//! The options of `verify`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::Folders;

pub(super) const EXAMPLES: &str = "\
Examples:
  rebadge verify                  every package in dist/
  rebadge verify release/orange/orange-web-1.0.0.zip
  rebadge verify release --rebuild
                                  and whether the themes still make the same bytes
  rebadge verify dist/release.json --key release.key.pub
                                  and whether the signatures hold
  rebadge verify --format json | jq -r 'select(.reason == \"verified\").faults[]'

Exit status: 0 all are what their manifests say, and signed where --key is given, 1 one is
not, 2 could not run.";

/// Options of `verify`.
#[derive(Debug, Args)]
pub struct Verify {
    /// The index of a release, packages, manifests, or folders of packages; also addresses in an object store
    #[arg(value_name = "DIST", default_value = "dist", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// Check the signatures of `rebadge sign` too, with this public key: PEM, or as minisign has it
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub key: Option<PathBuf>,
    /// Build each package again from its theme, without the cache, and compare every byte
    #[arg(long)]
    pub rebuild: bool,
    /// Where themes and the base client are.
    #[command(flatten)]
    pub folders: Folders,
    /// How many threads work side by side; 0 is one per core
    #[arg(short, long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=1024))]
    pub jobs: u16,
}
