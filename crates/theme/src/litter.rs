//! Names of files that nobody means to ship: what file managers, editors and version control leave in a folder, and what keeps
//! secrets. In a theme's folder it is passed over; in a base client, which is copied into every package, it is a warning.

use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::fields::Findings;
use rebadge_core::output_path::OutputPath;
use rebadge_core::source::Place;

/// What file managers leave behind, in lower case.
const LEFT: [&str; 4] = ["thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"];
/// Hidden files of file managers, and files that keep passwords and keys, in lower case. `.env` may have an ending.
const HIDDEN: [&str; 6] = [".ds_store", ".npmrc", ".netrc", ".htpasswd", ".pgpass", ".env"];
/// Folders of version control.
const VERSIONS: [&str; 4] = [".git", ".svn", ".hg", ".jj"];
/// Endings of keys, of stores of keys, and of what editors swap out.
const ENDINGS: [&str; 8] = [".pem", ".key", ".p12", ".pfx", ".jks", ".keystore", ".kdbx", ".swp"];

/// Whether a file was made by a file manager or an editor, and by nobody on purpose. `name` is its path in the folder.
pub(crate) fn is_litter(name: &str) -> bool {
    let file = last(name).to_lowercase();
    LEFT.contains(&file.as_str())
        || file.starts_with("~$")
        || file.ends_with('~')
        || name.split('/').any(|part| part == "__MACOSX")
}

/// Whether a file is nothing for a package that everybody can read.
fn is_private(name: &str) -> bool {
    let file = last(name).to_lowercase();
    is_litter(name)
        || HIDDEN.contains(&file.as_str())
        || file.starts_with(".env.")
        || ENDINGS.iter().any(|ending| file.ends_with(ending))
        || name.split('/').any(|part| VERSIONS.contains(&part))
}

/// The last part of a path.
pub(crate) fn last(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// Warns of files of a base client that go into every package and should not, at the place of their folder's name.
pub(crate) fn check<'a>(
    shipped: impl Iterator<Item = &'a OutputPath>,
    place: &Place,
    findings: &Findings,
) {
    let private: Vec<&str> =
        shipped.map(OutputPath::as_str).filter(|name| is_private(name)).collect();
    let Some(first) = private.first() else { return };
    let more = match private.len() {
        1 => String::new(),
        count => format!(" and {} more", count - 1),
    };
    let message = format!("`{first}`{more} would go into every package");
    let problem = Diagnostic::at(Code::Litter, place, message);
    let help = "remove what keeps secrets, and what file managers, editors and version control leave behind";
    findings
        .add(problem.help(help).details(private.iter().map(|name| format!("`{name}`")).collect()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_means_to_ship_is_private() {
        let check = |names: &[&str], expect| {
            for name in names {
                assert_eq!(is_private(name), expect, "{name}");
            }
        };
        check(
            &[
                ".env",
                "a/.env.local",
                ".git/config",
                "a/.svn/entries",
                ".DS_Store",
                "js/shell.js~",
                "js/dev.pem",
                "certs/Server.KEY",
                "Thumbs.db",
                ".index.html.swp",
            ],
            true,
        );
        check(
            &[
                ".well-known/assetlinks.json",
                "gitignore.html",
                "environment.js",
                "env.js",
                "keys.json",
                "fonts/key.woff2",
                "LICENSE",
            ],
            false,
        );
    }
}
