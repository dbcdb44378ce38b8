//! The options of `screenshots`.

use clap::Args;

use super::{Caching, Inputs};

pub(super) const EXAMPLES: &str = "\
Examples:
  rebadge screenshots themes/orange
  rebadge screenshots themes/orange --pages messages,calendar
  rebadge screenshots --check     whether all themes' screenshots still show them; nothing is written

It builds the client, takes pages of it in Chromium, in a wide and in a narrow window, and
writes them into the theme's folder and its `theme.toml`. A build then needs no browser. Which
pages: those that the contract names in `screenshots`, or else the first three. What was not
taken by this command stays as it is.

Chromium is the program that CHROMIUM names, or else the first of chromium, chromium-browser,
google-chrome on the path.

Exit status: 0 clean, 1 a theme has errors, or a screenshot no longer shows it, 2 could not run.";

/// Options of `screenshots`.
#[derive(Debug, Args)]
pub struct Screenshots {
    /// Which themes, on which base client.
    #[command(flatten)]
    pub inputs: Inputs,
    /// The pages, by their names in the contract, or `all` [default: as the contract says, or the first three]
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub pages: Vec<String>,
    /// Take them again and say which no longer show the theme as it is; write nothing
    #[arg(long, conflicts_with = "pages")]
    pub check: bool,
    /// Run Chromium without its sandbox, where the system has none for it
    #[arg(long)]
    pub no_sandbox: bool,
    /// Where pictures are kept for later runs.
    #[command(flatten)]
    pub caching: Caching,
}
