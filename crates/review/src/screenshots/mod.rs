//! Screenshots of a client, taken by a browser, as assets of a theme. A build needs no browser: to it they are files.

mod compare;
mod shelf;
mod take;

use rebadge_theme::base::{Page, Target};
use rebadge_theme::theme::FormFactor;

pub use compare::{Likeness, likeness};
pub use shelf::{Shelf, Shot, State};
pub use take::{Taken, take};

/// The page that opens first, where the contract names none.
pub const START: &str = "start";

/// The pages of a client by name.
pub fn pages(target: &Target) -> Vec<Page> {
    match target.pages.as_slice() {
        [] => vec![Page { name: START.to_owned(), url: "index.html".to_owned() }],
        pages => pages.to_vec(),
    }
}

/// How a screen of a form factor is taken: width and height in CSS pixels, and how many pixels each of them has.
pub fn screen(form: FormFactor) -> ((u32, u32), u32) {
    match form {
        FormFactor::Wide => ((1280, 800), 1),
        FormFactor::Narrow => ((390, 844), 2),
    }
}

/// Width and height in pixels.
pub fn size(form: FormFactor) -> (u32, u32) {
    let ((width, height), scale) = screen(form);
    (width * scale, height * scale)
}
