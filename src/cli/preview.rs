//! Options of `preview`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::{Caching, Folders};

/// Options of `preview`.
#[derive(Debug, Args)]
pub struct Preview {
    /// A folder with a `theme.toml`, or a single `.toml` file [default: all in the themes folder]
    #[arg(value_name = "THEME", value_hint = ValueHint::AnyPath)]
    pub theme: Option<PathBuf>,
    /// What to compare the theme with: another theme, a package, or a revision of git
    #[arg(long, value_name = "THEME|PACKAGE|REVISION", requires = "theme", value_hint = ValueHint::AnyPath)]
    pub against: Option<String>,
    /// The folder of packages that the page may compare the theme with
    #[arg(long, value_name = "DIR", default_value = "dist", value_hint = ValueHint::DirPath)]
    pub packages: PathBuf,
    /// The port [default: the first free one from 4173]
    #[arg(short, long, value_name = "N")]
    pub port: Option<u16>,
    /// The address or name of this machine to listen on; others than the default let the network ask for it
    #[arg(long, value_name = "HOST", default_value = "127.0.0.1", value_hint = ValueHint::Hostname)]
    pub host: String,
    /// Open the page in the browser
    #[arg(long)]
    pub open: bool,
    /// Where themes and the base client are.
    #[command(flatten)]
    pub folders: Folders,
    /// How many threads draw side by side; 0 is one per core
    #[arg(short, long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=1024))]
    pub jobs: u16,
    /// Where the page's own files are read, while it is worked on
    #[cfg(debug_assertions)]
    #[arg(long, hide = true, env = "REBADGE_PAGE")]
    pub page: Option<PathBuf>,
    /// Where pictures are kept for later runs.
    #[command(flatten)]
    pub caching: Caching,
}
