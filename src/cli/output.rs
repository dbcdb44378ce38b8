//! Options that every command has.

use std::ffi::OsStr;

use clap::builder::{EnumValueParser, PossibleValue, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, Args, Command, ValueEnum};

use crate::color;

/// How messages and results are written.
#[derive(Clone, Copy, Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct Output {
    /// For people, one JSON object a line on stdout, or (`diff`) a page
    #[arg(long, global = true, value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// When to color
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", value_parser = WhenToColor)]
    pub color: Color,
    /// Errors only
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// More: the manifests, the key of each step; `-vv` also logs what is done, `-vvv` in detail
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
}

impl Output {
    /// The log records that `-vv` and more ask for, as a filter of the log.
    pub fn log_filter(&self) -> Option<&'static str> {
        match self.verbose {
            0 | 1 => None,
            2 => Some("debug"),
            _ => Some("trace"),
        }
    }
}

/// The form of messages and results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Human,
    /// One JSON object a line.
    Json,
    /// For people, and each problem as an annotation of GitHub's runner; for `build`, `check` and `icons`.
    Github,
    /// A page; only for `diff`.
    Markdown,
}

/// When to color.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Reads [`Color`]; who gives a color instead is sent to the option that takes one.
#[derive(Clone)]
struct WhenToColor;

impl TypedValueParser for WhenToColor {
    type Value = Color;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Color, clap::Error> {
        let read = EnumValueParser::<Color>::new().parse_ref(command, argument, value);
        let given = value.to_str().filter(|value| color::Color::parse(value).is_ok());
        match (read, given) {
            (Err(_), Some(given)) => {
                let message = format!(
                    "`--color {given}`: this option says when to color the output (auto, always, never); \
                     a brand's color goes after `--brand-color` of `rebadge new`\n"
                );
                Err(command.clone().error(ErrorKind::InvalidValue, message))
            }
            (read, _) => read,
        }
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let values = Color::value_variants().iter().filter_map(ValueEnum::to_possible_value);
        Some(Box::new(values))
    }
}
