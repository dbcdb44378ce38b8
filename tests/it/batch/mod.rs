//! A run of many tenants: what is printed when, which are chosen, what is reported, and how it ends early.

mod choice;
mod claim;
#[cfg(unix)]
mod cut_off;
mod events;
mod gone;
#[cfg(target_os = "linux")]
mod progress;
mod reports;

use std::process::{Child, Command, Stdio};

use crate::project::{ACME, LOGO, Project};

/// A drawing at which the program never comes to an end; only a build for tests does that.
const HANGS: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\">\
                     <!-- rebadge-test-hang --><path d=\"M0 0h8v8z\"/></svg>";

/// A drawing that ends the process that reads it.
const ABORTS: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\">\
                      <!-- rebadge-test-abort --><path d=\"M0 0h8v8z\"/></svg>";

/// A project with these tenants, each in a folder of its own that has its id.
fn tenants(ids: &[&str]) -> Project {
    ids.iter().fold(Project::new(), |project, id| tenant(project, id, id))
}

/// Adds a tenant in a folder.
fn tenant(project: Project, folder: &str, id: &str) -> Project {
    let toml = ACME.replace("\"acme\"", &format!("{id:?}"));
    project.theme(folder, &toml).asset(&format!("{folder}/logo.svg"), LOGO)
}

/// Breaks the theme in a folder: a color that is none.
fn broken(project: Project, folder: &str) -> Project {
    let toml = ACME.replace("\"acme\"", &format!("{folder:?}")).replace("#0a66c2", "0a66c2");
    project.theme(folder, &toml)
}

/// Starts `rebadge`, with its output in pipes.
fn start(project: &Project, arguments: &str) -> Child {
    piped(project, arguments).spawn().unwrap()
}

fn piped(project: &Project, arguments: &str) -> Command {
    let mut command = project.command("rebadge");
    command.args(arguments.split(' ')).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}
