//! Options of `icons`, and those of images that it shares with `build`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::{Caching, Choice, Course};
use crate::plan::sets;

/// How images are written.
#[derive(Debug, Args)]
pub struct Images {
    /// Make the smallest images, for a release; takes longer
    #[arg(long)]
    pub optimize: bool,
    /// Write PNGs with at most 256 colors: a quarter to a half fewer bytes where there are gradients, which are dithered.
    /// With a quality below 100, as few as it needs
    #[arg(
        long,
        value_name = "QUALITY",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "100",
        value_parser = clap::value_parser!(u8).range(1..=100)
    )]
    pub reduce_colors: Option<u8>,
}

/// Options of `icons`.
#[derive(Debug, Args)]
pub struct Icons {
    /// Themes: folders with a `theme.toml`, or single `.toml` files; also quoted patterns of them [default: all in the themes folder]
    #[arg(value_name = "THEME", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// The sets, separated by commas, or `all`
    #[arg(long = "for", value_name = "SET", required = true, value_delimiter = ',', hide_possible_values = true, value_parser = set_names())]
    pub sets: Vec<String>,
    /// The folder of all themes
    #[arg(long, value_name = "DIR", default_value = "themes", value_hint = ValueHint::DirPath)]
    pub themes: PathBuf,
    /// The folder for the sets
    #[arg(short, long, value_name = "DIR", default_value = "icons", value_hint = ValueHint::DirPath)]
    pub out: PathBuf,
    /// Which of the themes.
    #[command(flatten)]
    pub choice: Choice,
    /// How the run goes on.
    #[command(flatten)]
    pub course: Course,
    /// Where another run writes into the folder, wait for its end
    #[arg(long)]
    pub wait: bool,
    /// Write a contact sheet too: every picture on one page, `sheet.html`, and as `sheet.png`, or one for each of several sets
    #[arg(long)]
    pub sheet: bool,
    /// How images are written.
    #[command(flatten)]
    pub images: Images,
    /// How many threads work side by side; 0 is one per core
    #[arg(short, long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=1024))]
    pub jobs: u16,
    /// Where pictures are kept for later runs.
    #[command(flatten)]
    pub caching: Caching,
}

fn set_names() -> Vec<&'static str> {
    sets().map(|set| set.name).chain(["all"]).collect()
}
