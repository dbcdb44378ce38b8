//! `inspect`, `upgrade` and `audit`: finished bundles of other makers.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::Folders;

/// Examples of `inspect`.
pub(super) const INSPECT_EXAMPLES: &str = "\
Examples:
  rebadge inspect actual-app-web-26.9.0.tgz
  rebadge inspect actual-app-web-26.9.0.tgz --contract clients/actual
  rebadge inspect dist/ --format json | jq .hosts";

/// Options of `inspect`.
#[derive(Debug, Args)]
pub struct Inspect {
    /// A folder, a zip, a tarball of npm, a wheel or a Debian package
    #[arg(value_name = "BUNDLE", value_hint = ValueHint::AnyPath)]
    pub bundle: PathBuf,
    /// The folder of the client in it, if it is not the one of the first start page, such as `index.html`
    #[arg(long, value_name = "FOLDER")]
    pub root: Option<String>,
    /// Write a first contract, with the bundle beside it, into a new folder
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub contract: Option<PathBuf>,
}

/// Examples of `upgrade`.
pub(super) const UPGRADE_EXAMPLES: &str = "\
Examples:
  rebadge upgrade clients/actual actual-app-web-26.10.0.tgz
  rebadge upgrade clients/actual actual-app-web-26.10.0.tgz --write";

/// Options of `upgrade`.
#[derive(Debug, Args)]
pub struct Upgrade {
    /// The folder of the contract
    #[arg(value_name = "CONTRACT", value_hint = ValueHint::DirPath)]
    pub contract: PathBuf,
    /// The newer bundle
    #[arg(value_name = "BUNDLE", value_hint = ValueHint::AnyPath)]
    pub bundle: PathBuf,
    /// Put the newer bundle beside the contract, and write its name, version, digest and the counts into it
    #[arg(long)]
    pub write: bool,
}

/// Examples of `audit`.
pub(super) const AUDIT_EXAMPLES: &str = "\
Examples:
  rebadge audit dist/nordwind/nordwind-web-26.9.0.zip --base clients/actual
  rebadge audit dist/*/*.zip --run      open each in Chromium with the network cut
  rebadge audit dist/*/*.zip --policy   print a Content-Security-Policy for the usual servers";

/// Options of `audit`.
#[derive(Debug, Args)]
pub struct Audit {
    /// Packages: zips or folders
    #[arg(required = true, value_name = "PACKAGE", value_hint = ValueHint::AnyPath)]
    pub packages: Vec<PathBuf>,
    /// Open each package in Chromium with the network cut, and list what it asks for
    #[arg(long)]
    pub run: bool,
    /// Print the Content-Security-Policy that allows just what is left; with `--run` it is tried
    #[arg(long)]
    pub policy: bool,
    /// Run Chromium without its sandbox, where the system has none for it
    #[arg(long, requires = "run")]
    pub no_sandbox: bool,
    /// Where the base client and the themes are.
    #[command(flatten)]
    pub folders: Folders,
}
