//! Takes the pictures of the client's screens. Apart, because it needs a browser, and a book does not.

use rayon::prelude::*;

use crate::book::{Device, Screen, Screens};
use crate::browser::{Browser, Shot};
use crate::color::Scheme;
use crate::error::Error;
use crate::preview::stage;
use crate::render::{Job, Outputs};

/// Every page of a client on each device, in both schemes. What the browser does not draw is told of by the error.
pub(super) fn take(
    browser: &Browser,
    job: &Job<'_>,
    outputs: &Outputs,
) -> Result<(Screens, Option<Error>), Error> {
    let stage = stage::serve(Outputs { files: outputs.files.clone() })?;
    let mut asked = Vec::new();
    for (page, url) in pages(job) {
        for device in Device::ALL {
            for scheme in Scheme::ALL {
                let url = format!("{}/{url}", stage.origin());
                asked.push((page.clone(), device, Shot { url, size: device.size(), scheme }));
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

/// The pages of a client that are shown: name and URL below its root.
fn pages(_job: &Job<'_>) -> Vec<(String, String)> {
    vec![(String::new(), "index.html".to_owned())]
}
