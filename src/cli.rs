//! The command line, as definitions only. The man page and the completions come from here too.

mod batch;
mod book;
mod cache;
mod complete;
mod container;
mod foreign;
mod icons;
mod output;
mod person;
mod preview;
mod release;
mod screenshots;
mod sign;
mod tokens;
mod verify;

use std::path::PathBuf;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

use crate::rules::Person;

pub use self::batch::{Choice, Course};
pub use self::book::{Book, Language, Paper};
pub use self::cache::{Cache, CacheLimit, CachePlace, Caching};
pub use self::container::Kind;
pub use self::foreign::{Audit, Inspect, Upgrade};
pub use self::icons::{Icons, Images};
pub use self::output::{Color, Format, Output};
pub use self::preview::Preview;
pub use self::release::{Merge, Plan, ShardChoice, Share};
pub use self::screenshots::Screenshots;
pub use self::sign::Sign;
pub use self::tokens::{TokenForm, Tokens, TokensExport, TokensImport};
pub use self::verify::Verify;
use crate::plan::{Set, sets};

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
2 could not run, 3 a tenant failed for a reason of the machine, such as its disk: another
try may succeed, 130 cut off by SIGINT (Ctrl-C), 143 cut off by SIGTERM.";

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build a branded package for each theme
    #[command(after_help = "\
Examples:
  rebadge build
  rebadge build themes/orange themes/pink --out release --optimize
  rebadge build 'themes/dealer-*' --except dealer-north
  rebadge build --changed-since origin/main
  rebadge build --failed          those that failed in the last run
  rebadge build --unpacked themes/orange && python3 -m http.server -d dist/orange/orange-web-1.0.0
  rebadge build --format json | jq -r 'select(.reason == \"artifact\").path'")]
    Build(Build),
    /// Fix what a release is built from, for several machines that build a shard of it each
    #[command(after_help = release::PLAN_EXAMPLES)]
    Plan(Plan),
    /// Join the shards of a release, prove that each tenant was built once, and write its index
    #[command(after_help = release::MERGE_EXAMPLES)]
    Merge(Merge),
    /// Say everything that is wrong with themes; write nothing
    #[command(after_help = "\
Examples:
  rebadge check
  rebadge check themes/orange
  rebadge check --tree            and which theme extends which
  rebadge check --format json")]
    Check(Check),
    /// Make a theme from a logo
    #[command(after_help = "\
Examples:
  rebadge new acme --logo acme.svg
  rebadge new acme --logo acme.png --name 'Acme Inc.' --extends ../industry/retail
  rebadge new acme --logo black.svg --brand-color '#ff6a00'
  rebadge new acme --logo new.svg --relogo
                                  another logo for the theme that is there
  rebadge new acme --add app:trace
                                  begin an app in the theme that is there
  rebadge new                     asks for what it needs, on a terminal

It writes themes/<ID>/: brand colors, app icon, and a logo for each color scheme. What is
there already is never overwritten. What needs another drawing to pass `check` is kept as a
draft; what would not pass for any other reason is not written.")]
    New(New),
    /// Show a theme on every surface, and follow every save
    #[command(after_help = "\
Examples:
  rebadge preview themes/orange --open
  rebadge preview                 every theme of the folder, as a gallery
  rebadge preview themes/orange --port 8080
  rebadge preview themes/orange --format json | jq -r .url

It serves a page on this machine, says where, and goes on until Ctrl-C. Nothing is written
but what is asked for on the page.")]
    Preview(Preview),
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
    /// Write the brand book: all of a theme on one page, for the customer to approve
    #[command(after_help = book::EXAMPLES)]
    Book(Book),
    /// Take the screenshots that an install dialog shows, and keep them in the theme
    #[command(after_help = screenshots::EXAMPLES)]
    Screenshots(Screenshots),
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
  rebadge explain themes/orange --as role=manager,department=sales
                                                   what such a person may do, and why
  rebadge explain themes/orange --format json | jq -r 'select(.origin == \"theme\").key'")]
    Explain(Explain),
    /// Say what a finished bundle of another maker is, and write a first contract for it
    #[command(after_help = foreign::INSPECT_EXAMPLES)]
    Inspect(Inspect),
    /// Say what of a contract still fits a newer bundle, and what moved
    #[command(after_help = foreign::UPGRADE_EXAMPLES)]
    Upgrade(Upgrade),
    /// Look through packages for what is left of the base client's brand and of other tenants
    #[command(after_help = foreign::AUDIT_EXAMPLES)]
    Audit(Audit),
    /// Print the JSON Schema of a theme, for editors, or of the events of `--format json`
    #[command(after_help = "\
Examples:
  rebadge schema > themes/theme.schema.json
  rebadge schema events > events.schema.json
  rebadge schema --base clients/kiosk > kiosk/theme.schema.json

A theme names it in its first line: #:schema ../theme.schema.json")]
    Schema(Schema),
    /// Say what a file of a package was made of
    #[command(after_help = "\
Examples:
  rebadge why dist/orange/orange-web-1.0.0.zip icons/icon-192.png
  rebadge why dist/orange/orange-web-1.0.0.zip index.html --format json")]
    Why(Why),
    /// Sign packages: what each is and what it was made of, with its SBOM
    #[command(after_help = sign::EXAMPLES)]
    Sign(Sign),
    /// Check that packages are what their manifests say, and that their signatures hold
    #[command(after_help = verify::EXAMPLES)]
    Verify(Verify),
    /// Look at the pictures that are kept for later runs, check or remove them
    #[command(after_help = cache::EXAMPLES)]
    Cache {
        /// What to do.
        #[command(subcommand)]
        task: Cache,
    },
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
  rebadge man build > rebadge-build.1
  rebadge man tokens-import")]
    Man {
        /// Of which command
        command: Option<String>,
    },
}

/// The whole command line: each command takes the formats that it writes, and `man` the name of every command.
pub fn command() -> clap::Command {
    let all = complete::formats(Cli::command());
    let names = complete::names(&all);
    all.mut_subcommand("man", |man| man.mut_arg("command", |arg| arg.value_parser(names)))
}

/// What the program was called with. Ends the program where it cannot be understood, or asks for help.
pub fn parse() -> Cli {
    let matches = command().get_matches();
    Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
}

/// Where themes and the base client are.
#[derive(Clone, Debug, Args)]
pub struct Folders {
    /// The folder of all themes
    #[arg(long, value_name = "DIR", default_value = "themes", value_hint = ValueHint::DirPath)]
    pub themes: PathBuf,
    /// The folder of the base client
    #[arg(long, value_name = "DIR", default_value = "base-client", value_hint = ValueHint::DirPath)]
    pub base: PathBuf,
}

/// Which themes, on which base client.
#[derive(Debug, Args)]
pub struct Inputs {
    /// Themes: folders with a `theme.toml`, or single `.toml` files; also quoted patterns of them [default: all in the themes folder]
    #[arg(value_name = "THEME", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// Where themes and the base client are.
    #[command(flatten)]
    pub folders: Folders,
    /// Which of the themes.
    #[command(flatten)]
    pub choice: Choice,
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
    /// The folder for packages, or an address in an object store: `s3://bucket/folder`, `gs://…`, `az://…`, `https://…`
    #[arg(short, long, value_name = "DIR", default_value = "dist", value_hint = ValueHint::DirPath)]
    pub out: PathBuf,
    /// How the run goes on.
    #[command(flatten)]
    pub course: Course,
    /// Where another run writes into the folder, wait for its end
    #[arg(long)]
    pub wait: bool,
    /// Remove packages that this build would not make: of tenants that no theme is for, of earlier versions, in other
    /// containers; only for a run over the whole folder
    #[arg(long, conflicts_with_all = ["paths", "only", "except", "changed_since", "failed"])]
    pub prune: bool,
    /// What packages are.
    #[command(flatten)]
    pub kind: Kind,
    /// Have each package on the disk, not only in the system's memory, before it gets its name
    #[arg(long)]
    pub durable: bool,
    /// How images are written.
    #[command(flatten)]
    pub images: Images,
    /// Print the plan: each output, its step, what it comes from
    #[arg(long, conflicts_with_all = ["container", "unpacked", "durable", "optimize", "reduce_colors", "prune", "wait", "junit", "fail_fast"])]
    pub dry_run: bool,
    /// Where pictures are kept for later runs.
    #[command(flatten)]
    pub caching: Caching,
    /// What of a planned release is built.
    #[command(flatten)]
    pub share: Share,
}

/// Every set with its line.
fn icon_sets() -> String {
    let line = |set: &Set| format!("  {:<17} {}", set.name, set.summary);
    sets().map(line).collect::<Vec<_>>().join("\n")
}

/// Options of `check`.
#[derive(Debug, Args)]
pub struct Check {
    /// Which themes, on which base client.
    #[command(flatten)]
    pub inputs: Inputs,
    /// How the run goes on.
    #[command(flatten)]
    pub course: Course,
    /// Print which theme extends which
    #[arg(long)]
    pub tree: bool,
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
    /// Say instead what such a person may do, and by which rule: `role=…`, `department=…`, `person=…`
    #[arg(long = "as", value_name = "WHO", value_parser = person::person, conflicts_with = "keys")]
    pub people: Vec<Person>,
    /// The same of all people in a file: CSV with the columns person, roles, departments, or a SCIM server's answer
    #[arg(long = "people", value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "keys")]
    pub list: Option<PathBuf>,
    /// Where themes and the base client are.
    #[command(flatten)]
    pub folders: Folders,
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
    /// Where themes and the base client are.
    #[command(flatten)]
    pub folders: Folders,
    /// Where pictures are kept for later runs.
    #[command(flatten)]
    pub caching: Caching,
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
    /// Where themes and the base client are.
    #[command(flatten)]
    pub folders: Folders,
}

/// Options of `new`.
#[derive(Debug, Args)]
pub struct New {
    /// The tenant's id: a-z, 0-9 and hyphens; the name of the theme's folder
    pub id: Option<String>,
    /// The logo: an SVG or SVGZ, or a PNG, JPEG or WebP of at least 512 pixels on its longer side
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub logo: Option<PathBuf>,
    /// The tenant's name [default: made from the id]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Give the theme that is there another logo: logo, dark logo and app icon are made anew, the rest of it stays
    #[arg(long, conflicts_with_all = ["name", "extends", "brand_color"])]
    pub relogo: bool,
    /// Begin something in the theme that is there, such as `app:trace`; the base client's contract has what it begins with
    #[arg(long, value_name = "KIND:ID", conflicts_with_all = ["logo", "name", "extends", "brand_color", "keep_colors", "relogo"])]
    pub add: Option<String>,
    /// The brand's color, such as '#ff6a00' [default: from the logo]
    #[arg(long, value_name = "COLOR", value_parser = brand_color)]
    pub brand_color: Option<crate::color::Color>,
    /// Draw the logo in no other colors: where a part of it would vanish, it gets a card
    #[arg(long)]
    pub keep_colors: bool,
    /// The theme that it extends, as a path from the new theme's folder
    #[arg(long, value_name = "THEME", value_hint = ValueHint::AnyPath)]
    pub extends: Option<PathBuf>,
    /// Where themes and the base client are.
    #[command(flatten)]
    pub folders: Folders,
}

fn brand_color(text: &str) -> Result<crate::color::Color, String> {
    crate::color::Color::parse(text)
        .map_err(|_| "write an opaque color, such as `#ff6a00` or `rgb(255 106 0)`".to_owned())
}

/// Options of `schema`.
#[derive(Debug, Args)]
pub struct Schema {
    /// Of what
    #[arg(value_enum, value_name = "OF", default_value_t = SchemaOf::Theme)]
    pub of: SchemaOf,
    /// The folder of the base client
    #[arg(long, value_name = "DIR", default_value = "base-client", value_hint = ValueHint::DirPath)]
    pub base: PathBuf,
}

/// What a schema describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// A theme on the base client.
    Theme,
    /// The lines of `--format json` of `build`, `check`, `icons`, `sign` and `verify`.
    Events,
}
