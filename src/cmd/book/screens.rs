//! Takes the pictures of the client's screens. Separate because it needs a browser, and a book does not.

use rayon::prelude::*;

use crate::base::Page;
use crate::book::{Device, Screen, Screens};
use crate::browser::{Browser, Shot};
use crate::bundle::Tree;
use crate::color::Scheme;
use crate::error::Error;
use crate::stage::{self, Clock};

/// The given pages of a client on each device, in both schemes. The error names what the browser did not draw.
pub(super) fn take(
    browser: &Browser,
    pages: &[Page],
    tree: &Tree,
) -> Result<(Screens, Option<Error>), Error> {
    let stage = stage::serve(tree.clone(), Clock::Machine)?;
    let mut asked = Vec::new();
    for Page { name, url } in pages {
        for device in Device::ALL {
            for scheme in Scheme::ALL {
                let url = format!("{}/{url}", stage.origin());
                let size = device.size();
                let shot = Shot { url, size, scale: 2, scheme, language: None };
                asked.push((name.clone(), device, shot));
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
