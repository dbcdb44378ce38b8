//! Takes the pictures of the client's screens. Apart, because it needs a browser, and a book does not.

use rayon::prelude::*;

use crate::base::{Page, Target};
use crate::book::{Device, Screen, Screens};
use crate::browser::{Browser, Shot};
use crate::color::Scheme;
use crate::diagnostic::did_you_mean;
use crate::error::Error;
use crate::preview::stage;
use crate::render::Outputs;

/// How many pages are taken where none is asked for: a book is read from end to end.
const FIRST: usize = 3;

/// The given pages of a client on each device, in both schemes. What the browser does not draw is told of by the error.
pub(super) fn take(
    browser: &Browser,
    pages: &[Page],
    outputs: &Outputs,
) -> Result<(Screens, Option<Error>), Error> {
    let stage = stage::serve(Outputs { files: outputs.files.clone() })?;
    let mut asked = Vec::new();
    for Page { name, url } in pages {
        for device in Device::ALL {
            for scheme in Scheme::ALL {
                let url = format!("{}/{url}", stage.origin());
                asked.push((name.clone(), device, Shot { url, size: device.size(), scheme }));
            }
        }
    }
    let shoot = |(page, device, shot): (String, Device, Shot)| {
        let png = browser.picture(&shot)?;
        Ok(Screen { page, device, scheme: shot.scheme, png })
    };
    let taken: Result<Vec<Screen>, Error> = asked.into_par_iter().map(shoot).collect();
    Ok(match taken {
        Ok(screens) => (Screens::Taken(screens), None),
        Err(error) => (Screens::Failed, Some(error)),
    })
}

/// The pages of a client that are shown: those asked for by the contract's names, `all` of them, or the first few.
pub(super) fn pages(target: Option<&Target>, asked: &[String]) -> Result<Vec<Page>, Error> {
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
