//! Which pages of a client are shown, in a book and on screenshots. Separate because both take the same options.

use crate::base::{Page, Target};
use crate::diagnostic::did_you_mean;
use crate::error::Error;

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
