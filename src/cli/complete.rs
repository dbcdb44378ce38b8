//! What follows from the list of commands, and so cannot stand in their definitions.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Arg, Command, ValueEnum};

use super::Format;

/// The commands that print text of their own and take no options for messages.
const PRINTING: [&str; 2] = ["completions", "man"];

/// The commands that work on many tenants, whose problems CI systems show.
const BATCHES: [&str; 3] = ["build", "check", "icons"];

/// Every command but `diff` writes no page, and few are for CI systems, so the help of the others does not offer that.
pub(super) fn formats(all: Command) -> Command {
    let output: Vec<Arg> = all.get_arguments().filter(|arg| arg.is_global_set()).cloned().collect();
    let names: Vec<String> =
        all.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    names.into_iter().fold(all, |all, name| {
        let formats: &[Format] = match name.as_str() {
            "diff" => &[Format::Human, Format::Json, Format::Markdown],
            name if BATCHES.contains(&name) => &[Format::Human, Format::Json, Format::Github],
            _ => &[Format::Human, Format::Json],
        };
        let prints = PRINTING.contains(&name.as_str());
        all.mut_subcommand(&name, |command| narrowed(command, &output, (formats, prints)))
    })
}

fn narrowed(
    command: Command,
    output: &[Arg],
    (formats, prints): (&'static [Format], bool),
) -> Command {
    let names: Vec<String> =
        command.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    let command = names.into_iter().fold(command, |command, name| {
        command.mut_subcommand(name, |inner| narrowed(inner, output, (formats, prints)))
    });
    let of_format = |arg: &&Arg| prints || arg.get_id() == "format";
    output.iter().filter(of_format).fold(command, |command, arg| {
        let arg = arg.clone().global(false).hide(prints);
        command.arg(if arg.get_id() == "format" { with_formats(arg, formats) } else { arg })
    })
}

/// The same option with some formats only.
fn with_formats(arg: Arg, formats: &'static [Format]) -> Arg {
    let values = formats.iter().filter_map(Format::to_possible_value);
    let values = PossibleValuesParser::new(values);
    let help = match formats.last() {
        Some(Format::Markdown) => "For people, one JSON object a line on stdout, or a page",
        Some(Format::Github) => {
            "For people, one JSON object a line on stdout, or with annotations of GitHub"
        }
        _ => "For people, or one JSON object a line on stdout",
    };
    arg.help(help).value_parser(values.try_map(|name| Format::from_str(&name, false)))
}

/// The name of every command as its man page has it: `tokens-import` for `tokens import`.
pub(super) fn names(all: &Command) -> PossibleValuesParser {
    let mut names = Vec::new();
    below(all, "", &mut names);
    PossibleValuesParser::new(names)
}

fn below(command: &Command, path: &str, names: &mut Vec<String>) {
    for inner in command.get_subcommands() {
        let name = match path {
            "" => inner.get_name().to_owned(),
            path => format!("{path}-{}", inner.get_name()),
        };
        below(inner, &name, names);
        names.push(name);
    }
    names.sort();
}
