//! The command line, as definitions only. The man page and the completions come from here too.

mod icons;
mod output;

use std::path::PathBuf;

use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

pub use self::icons::{Icons, Images};
pub use self::output::{Color, Format, Output};
use crate::plan::{SETS, Set};

/// Turns one finished client into a thousand branded ones.
#[derive(Debug, Parser)]
#[command(name = "rebadge", version, propagate_version = true, after_help = EXAMPLES)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// How messages and results are written.
    #[command(flatten)]
    pub output: Output,
}

const EXAMPLES: &str = "\
Examples:
  rebadge build                   every theme in themes/ on base-client/, into dist/
  rebadge build themes/orange     one theme
  rebadge check                   every problem of every theme; nothing is written
  rebadge new acme --logo acme.svg
                                  a theme from a logo, into themes/acme
  rebadge build --dry-run themes/orange
                                  what would be written, and what it comes from

Exit status: 0 clean, 1 a theme or the base client has errors, or a tenant failed,
2 could not run.";

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build a branded package for each theme
    #[command(after_help = "\
Examples:
  rebadge build
  rebadge build themes/orange themes/pink --out release --optimize
  rebadge build --unpacked themes/orange && python3 -m http.server -d dist/orange/orange-web-1.0.0
  rebadge build --format json | jq -r 'select(.reason == \"artifact\").path'")]
    Build(Build),
    /// Say everything that is wrong with themes; write nothing
    #[command(after_help = "\
Examples:
  rebadge check
  rebadge check themes/orange
  rebadge check --format json")]
    Check(Check),
    /// Make a theme from a logo
    #[command(after_help = "\
Examples:
  rebadge new acme --logo acme.svg
  rebadge new acme --logo acme.png --name 'Acme Inc.' --extends ../industry/retail
  rebadge new                     asks for what it needs, on a terminal

It writes themes/<ID>/: brand colors, app icon, and a logo for each color scheme. What is
there already is never overwritten, and what would not pass `check` is not written.")]
    New(New),
    /// Say what differs between two themes or packages
    #[command(after_help = "\
Examples:
  rebadge diff dist/orange/orange-web-1.0.0.zip themes/orange
                                  what the next build would change
  rebadge diff themes/blue themes/orange
  rebadge diff live/orange-web-1.0.0.zip dist/orange/orange-web-1.1.0.zip --out review
                                  and the pictures that differ, side by side
  rebadge diff live/orange-web-1.0.0.zip themes/orange --format markdown --out review
                                  a page for the customer: review/changes.md

Exit status: 0 equal, 1 not equal, 2 could not run.")]
    Diff(Diff),
    /// Exchange colors with design tools, as design tokens
    Tokens {
        /// Which way.
        #[command(subcommand)]
        way: Tokens,
    },
    /// Write the icons and launch screens of platforms and projects, without a base client
    #[command(after_help = format!("\
Examples:
  rebadge icons themes/orange --for web
  rebadge icons themes/orange --for android,ios,tauri --out drawn
  rebadge icons themes/orange --for all --sheet
                                  and a page that shows every picture
  rebadge icons --for web --optimize      every theme

It writes OUT/<TENANT>/<SET>/, each set laid out as its platform or project wants it. Of a
theme it reads tenant, brand, colors, icon, launch screen and fonts, and not what only a
base client understands.

Sets:
{}", icon_sets()))]
    Icons(Icons),
    /// Say where the values of a theme come from
    #[command(after_help = "\
Examples:
  rebadge explain themes/orange colors.light.primary
  rebadge explain themes/orange security 'menu.layout.*'
  rebadge explain themes/orange                    every value, with its origin
  rebadge explain themes/orange --format json | jq -r 'select(.origin == \"theme\").key'")]
    Explain(Explain),
    /// Print the JSON Schema of a theme, for editors
    #[command(after_help = "\
Examples:
  rebadge schema > themes/theme.schema.json
  rebadge schema --base clients/kiosk > kiosk/theme.schema.json

A theme names it in its first line: #:schema ../theme.schema.json")]
    Schema(Schema),
    /// Say what a file of a package was made of
    #[command(after_help = "\
Examples:
  rebadge why dist/orange/orange-web-1.0.0.zip icons/icon-192.png
  rebadge why dist/orange/orange-web-1.0.0.zip index.html --format json")]
    Why(Why),
    /// Print the completions of a shell
    #[command(after_help = "\
Examples:
  rebadge completions bash > ~/.local/share/bash-completion/completions/rebadge
  rebadge completions fish > ~/.config/fish/completions/rebadge.fish")]
    Completions {
        /// Which shell
        shell: Shell,
    },
    /// Print the man page, of all or of one command
    #[command(after_help = "\
Examples:
  rebadge man > rebadge.1 && man ./rebadge.1
  rebadge man build > rebadge-build.1")]
    Man {
        /// Of which command
        #[arg(value_parser = ["build", "check", "completions", "diff", "explain", "icons", "man", "new", "schema", "tokens", "why"])]
        command: Option<String>,
    },
}

/// From a theme to tokens, or back.
#[derive(Debug, Subcommand)]
pub enum Tokens {
    /// Write a theme's colors as design tokens or CSS variables
    #[command(after_help = "\
Examples:
  rebadge tokens export themes/orange > orange.tokens.json
  rebadge tokens export themes/orange --to css > orange.css
  rebadge tokens export themes/orange --to resolver --out tokens
  rebadge tokens export --out tokens          every theme")]
    Export(TokensExport),
    /// Bring the colors of token files into a theme, in place, or into a new one
    #[command(after_help = "\
Examples:
  rebadge tokens import brand.tokens.json --into themes/orange
  rebadge tokens import Light.tokens.json Dark.tokens.json --into themes/orange --dry-run
  rebadge tokens import acme.resolver.json --new acme --name 'Acme Corp' --logo logo.svg
  rebadge tokens import studio/ --into themes/orange --map core.orange.500=brand.color")]
    Import(TokensImport),
}

/// Options of `tokens import`.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("where").required(true).args(["into", "new"])))]
pub struct TokensImport {
    /// Token files: Design Tokens Format, a resolver, one file for each mode, or a folder of Tokens Studio's sets
    #[arg(value_name = "FILE", required = true, value_hint = ValueHint::AnyPath)]
    pub files: Vec<PathBuf>,
    /// The theme that takes the colors
    #[arg(long, value_name = "THEME", value_hint = ValueHint::AnyPath)]
    pub into: Option<PathBuf>,
    /// The id of a new theme, made in the themes folder
    #[arg(long, value_name = "ID", requires = "logo")]
    pub new: Option<String>,
    /// The name of the new tenant [default: its id]
    #[arg(long, value_name = "NAME", requires = "new")]
    pub name: Option<String>,
    /// The logo of the new theme, an SVG or PNG
    #[arg(long, value_name = "FILE", requires = "new", value_hint = ValueHint::FilePath)]
    pub logo: Option<PathBuf>,
    /// Which key a token sets, `TOKEN=KEY`, or a TOML file of such lines
    #[arg(long, value_name = "MAP")]
    pub map: Vec<String>,
    /// Write although the files or the new theme have errors
    #[arg(long)]
    pub force: bool,
    /// Say what would change; write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// The folder of all themes
    #[arg(long, value_name = "DIR", default_value = "themes", value_hint = ValueHint::DirPath)]
    pub themes: PathBuf,
    /// The folder of the base client
    #[arg(long, value_name = "DIR", default_value = "base-client", value_hint = ValueHint::DirPath)]
    pub base: PathBuf,
}

/// Options of `tokens export`.
#[derive(Debug, Args)]
pub struct TokensExport {
    /// Themes: folders with a `theme.toml`, or single `.toml` files [default: all in the themes folder]
    #[arg(value_name = "THEME", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// What to write
    #[arg(long, value_enum, value_name = "FORM", default_value_t = TokenForm::Dtcg)]
    pub to: TokenForm,
    /// Write colors as `#rrggbb`, for tools that know only older drafts of the format
    #[arg(long)]
    pub hex: bool,
    /// The folder for the files [default: one file goes to stdout]
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
    /// The folder of all themes
    #[arg(long, value_name = "DIR", default_value = "themes", value_hint = ValueHint::DirPath)]
    pub themes: PathBuf,
    /// The folder of the base client
    #[arg(long, value_name = "DIR", default_value = "base-client", value_hint = ValueHint::DirPath)]
    pub base: PathBuf,
}

/// A form of exported tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TokenForm {
    /// Design Tokens Format 2025.10: one file, with light and dark as groups.
    Dtcg,
    /// The same as a resolver: a file each for light and dark, and one that both share.
    Resolver,
    /// CSS variables.
    Css,
}

/// Which themes, on which base client.
#[derive(Debug, Args)]
pub struct Inputs {
    /// Themes: folders with a `theme.toml`, or single `.toml` files [default: all in the themes folder]
    #[arg(value_name = "THEME", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// The folder of all themes
    #[arg(long, value_name = "DIR", default_value = "themes", value_hint = ValueHint::DirPath)]
    pub themes: PathBuf,
    /// The folder of the base client
    #[arg(long, value_name = "DIR", default_value = "base-client", value_hint = ValueHint::DirPath)]
    pub base: PathBuf,
    /// How many threads work side by side; 0 is one per core
    #[arg(short, long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=1024))]
    pub jobs: u16,
}

/// Options of `build`.
#[derive(Debug, Args)]
pub struct Build {
    /// Which themes, on which base client.
    #[command(flatten)]
    pub inputs: Inputs,
    /// The folder for packages
    #[arg(short, long, value_name = "DIR", default_value = "dist", value_hint = ValueHint::DirPath)]
    pub out: PathBuf,
    /// Write a folder instead of a zip
    #[arg(long)]
    pub unpacked: bool,
    /// How images are written.
    #[command(flatten)]
    pub images: Images,
    /// Print the plan: each output, its step, what it comes from
    #[arg(long, conflicts_with_all = ["unpacked", "optimize", "reduce_colors"])]
    pub dry_run: bool,
}

/// Every set with its line.
fn icon_sets() -> String {
    let line = |set: &Set| format!("  {:<17} {}", set.name, set.summary);
    SETS.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Options of `check`.
#[derive(Debug, Args)]
pub struct Check {
    /// Which themes, on which base client.
    #[command(flatten)]
    pub inputs: Inputs,
}

/// Options of `explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// A folder with a `theme.toml`, or a single `.toml` file
    #[arg(value_name = "THEME", value_hint = ValueHint::AnyPath)]
    pub theme: PathBuf,
    /// Keys joined by dots; `*` is one key, `**` any number [default: all]
    #[arg(value_name = "KEY")]
    pub keys: Vec<String>,
    /// The folder of all themes
    #[arg(long, value_name = "DIR", default_value = "themes", value_hint = ValueHint::DirPath)]
    pub themes: PathBuf,
    /// The folder of the base client
    #[arg(long, value_name = "DIR", default_value = "base-client", value_hint = ValueHint::DirPath)]
    pub base: PathBuf,
}

/// Options of `diff`.
#[derive(Debug, Args)]
pub struct Diff {
    /// Before: a theme, or a package: a zip or a folder, with its manifest beside it
    #[arg(value_name = "A", value_hint = ValueHint::AnyPath)]
    pub before: PathBuf,
    /// After: a theme or a package
    #[arg(value_name = "B", value_hint = ValueHint::AnyPath)]
    pub after: PathBuf,
    /// The folder for pictures that show what differs, and for the page [default: no pictures; the page goes to stdout]
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
    /// The folder of all themes
    #[arg(long, value_name = "DIR", default_value = "themes", value_hint = ValueHint::DirPath)]
    pub themes: PathBuf,
    /// The folder of the base client
    #[arg(long, value_name = "DIR", default_value = "base-client", value_hint = ValueHint::DirPath)]
    pub base: PathBuf,
}

/// Options of `why`.
#[derive(Debug, Args)]
pub struct Why {
    /// A package that `rebadge build` wrote: a zip or a folder, with its manifest beside it
    #[arg(value_name = "PACKAGE", value_hint = ValueHint::AnyPath)]
    pub package: PathBuf,
    /// The path of a file in it
    #[arg(value_name = "FILE")]
    pub file: String,
    /// The folder of all themes
    #[arg(long, value_name = "DIR", default_value = "themes", value_hint = ValueHint::DirPath)]
    pub themes: PathBuf,
    /// The folder of the base client
    #[arg(long, value_name = "DIR", default_value = "base-client", value_hint = ValueHint::DirPath)]
    pub base: PathBuf,
}

/// Options of `new`.
#[derive(Debug, Args)]
pub struct New {
    /// The tenant's id: a-z, 0-9 and hyphens; the name of the theme's folder
    pub id: Option<String>,
    /// The logo: an SVG, or a PNG of at least 512 pixels on its longer side
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub logo: Option<PathBuf>,
    /// The tenant's name [default: made from the id]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// The theme that it stands on, as a path from the new theme's folder
    #[arg(long, value_name = "THEME", value_hint = ValueHint::AnyPath)]
    pub extends: Option<PathBuf>,
    /// The folder of all themes
    #[arg(long, value_name = "DIR", default_value = "themes", value_hint = ValueHint::DirPath)]
    pub themes: PathBuf,
    /// The folder of the base client
    #[arg(long, value_name = "DIR", default_value = "base-client", value_hint = ValueHint::DirPath)]
    pub base: PathBuf,
}

/// Options of `schema`.
#[derive(Debug, Args)]
pub struct Schema {
    /// The folder of the base client
    #[arg(long, value_name = "DIR", default_value = "base-client", value_hint = ValueHint::DirPath)]
    pub base: PathBuf,
}
