//! What follows from the list of commands, and so cannot stand in their definitions.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Arg, Command, ValueEnum};

use super::Format;

/// The commands that print text of their own and take no options for messages.
const PRINTING: [&str; 2] = ["completions", "man"];

/// Every command but `diff` writes no page, so its help does not offer that.
pub(super) fn formats(all: Command) -> Command {
    let output: Vec<Arg> = all.get_arguments().filter(|arg| arg.is_global_set()).cloned().collect();
    let names: Vec<String> =
        all.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    names.into_iter().filter(|name| name != "diff").fold(all, |all, name| {
        all.mut_subcommand(&name, |command| {
            narrowed(command, &output, PRINTING.contains(&name.as_str()))
        })
    })
}

fn narrowed(command: Command, output: &[Arg], prints: bool) -> Command {
    let names: Vec<String> =
        command.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    let command = names.into_iter().fold(command, |command, name| {
        command.mut_subcommand(name, |inner| narrowed(inner, output, prints))
    });
    let of_format = |arg: &&Arg| prints || arg.get_id() == "format";
    output.iter().filter(of_format).fold(command, |command, arg| {
        let arg = arg.clone().global(false).hide(prints);
        command.arg(if arg.get_id() == "format" { without_page(arg) } else { arg })
    })
}

/// The same option without `markdown`.
fn without_page(arg: Arg) -> Arg {
    let values = Format::value_variants().iter().filter(|format| **format != Format::Markdown);
    let values = PossibleValuesParser::new(values.filter_map(Format::to_possible_value));
    arg.help("For people, or one JSON object a line on stdout")
        .value_parser(values.try_map(|name| Format::from_str(&name, false)))
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
