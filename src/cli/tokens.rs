//! Options of `tokens export` and `tokens import`.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand, ValueEnum, ValueHint};

use super::Folders;

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
    /// Where themes and the base client are.
    #[command(flatten)]
    pub folders: Folders,
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
    /// Where themes and the base client are.
    #[command(flatten)]
    pub folders: Folders,
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
