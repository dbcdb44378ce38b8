//! Which pages of a client are shown, in a book and on screenshots. Separate because both take the same options.

use std::sync::Arc;

use crate::base::{Page, Server, Target};
use crate::diagnostic::did_you_mean;
use crate::error::Error;
use crate::foreign::runs;
use crate::output_path::OutputPath;
use crate::stage::Files;

/// How many pages are taken where none is asked for: both are seen from end to end.
const FIRST: usize = 3;

/// The pages of a client that are shown: those asked for by the contract's names, `all` of them, or the first few.
pub(super) fn chosen(target: Option<&Target>, asked: &[String]) -> Result<Vec<Page>, Error> {
    let named = target.map_or(&[][..], |target| &target.pages);
    if asked.iter().any(|name| name == "all") && !named.is_empty() {
        return Ok(named.to_vec());
    }
    if asked.is_empty() {
        let start = Page { name: String::new(), url: "index.html".to_owned() };
        return Ok(match named {
            [] => vec![start],
            _ => named.iter().take(FIRST).cloned().collect(),
        });
    }
    let find = |name: &String| {
        let names = named.iter().map(|page| page.name.as_str());
        let unknown = || Error::NoClientPage {
            name: name.clone(),
            help: did_you_mean(name, names).unwrap_or_default(),
        };
        named.iter().find(|page| page.name == *name).cloned().ok_or_else(unknown)
    };
    asked.iter().map(find).collect()
}

/// What the maker's server does with the files of a target; nothing where it is a client of our own.
pub(super) fn server(target: Option<&Target>) -> Server {
    let foreign = target.and_then(|target| target.foreign.as_deref());
    foreign.map(|foreign| foreign.server.clone()).unwrap_or_default()
}

/// Files as a server sends them.
pub(super) fn served(server: &Server, files: Arc<Files>) -> Arc<Files> {
    if *server == Server::default() {
        return files;
    }
    let server = server.clone();
    Arc::new(move |path: &OutputPath| server.answer(path, |path| files(path)))
}

/// Why nothing can be seen of a page of files that are served so, by its address; none where it runs.
pub(super) fn unseen(files: &Files, address: &str) -> Option<String> {
    let file = address.split(['#', '?']).next().unwrap_or_default();
    let is_folder = file.is_empty() || file.ends_with('/');
    let file = if is_folder { format!("{file}index.html") } else { file.to_owned() };
    let read = |path: &str| files(&OutputPath::new(path).ok()?);
    let is_there = |path: &str| read(path).is_some() || read(&format!("{path}.gz")).is_some();
    match read(&file) {
        None if is_there(&file) => None,
        None => Some(format!("there is no `{file}`")),
        Some(Err(reason)) => Some(reason),
        Some(Ok(page)) if file.ends_with(".html") || file.ends_with(".htm") => {
            runs::unseen(&file, &page, &is_there)
        }
        Some(Ok(_)) => None,
    }
}
