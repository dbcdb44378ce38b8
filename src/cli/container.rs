//! What packages are, as `build` and `plan` take it.

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::bundle::{CONTAINERS, Container, FOLDER};

/// What packages are.
#[derive(Debug, Args)]
pub struct Kind {
    /// What packages are
    #[arg(long, value_name = "KIND", default_value = "zip", value_parser = named(|_| true))]
    container: &'static Container,
    /// Write folders: short for `--container folder`
    #[arg(long, conflicts_with = "container")]
    unpacked: bool,
}

impl Kind {
    /// The container that was chosen.
    pub fn container(&self) -> &'static Container {
        if self.unpacked { &FOLDER } else { self.container }
    }
}

/// The containers that a command can write, by their names.
pub(super) fn named(
    can_be: fn(&Container) -> bool,
) -> impl TypedValueParser<Value = &'static Container> {
    let all = CONTAINERS.iter().filter(move |container| can_be(container));
    let value = |container: &Container| PossibleValue::new(container.name).help(container.summary);
    PossibleValuesParser::new(all.map(value))
        .try_map(|name| Container::of_name(&name).ok_or("no container of this name"))
}
