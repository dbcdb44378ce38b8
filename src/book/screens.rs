//! The client itself, as a browser shows it.

use serde_json::{Value, json};

use super::Making;
use crate::color::Scheme;

/// The pictures of the client's screens, or why there are none.
#[derive(Clone, Debug, PartialEq)]
pub enum Screens {
    /// They were taken.
    Taken(Vec<Screen>),
    /// They are not wanted.
    LeftOut,
    /// There is no browser.
    NoBrowser,
    /// The browser did not draw them.
    Failed,
}

/// One picture of a page of the client.
#[derive(Clone, Debug, PartialEq)]
pub struct Screen {
    /// The name that the contract gives the page; empty for the one that opens first.
    pub page: String,
    /// What it is shown on.
    pub device: Device,
    /// In which colors.
    pub scheme: Scheme,
    /// A PNG.
    pub png: Vec<u8>,
}

/// What a screen is shown on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    /// A phone, upright.
    Phone,
    /// A window on a desk.
    Desktop,
}

impl Device {
    /// Both.
    pub const ALL: [Device; 2] = [Device::Phone, Device::Desktop];

    /// Width and height, in CSS pixels.
    pub fn size(self) -> (u32, u32) {
        match self {
            Device::Phone => (390, 844),
            Device::Desktop => (1280, 800),
        }
    }

    fn word(self) -> &'static str {
        match self {
            Device::Phone => "phone",
            Device::Desktop => "desktop",
        }
    }
}

pub(super) fn chapter(making: &mut Making<'_>) -> Value {
    let language = making.subject.language;
    let taken = match making.subject.screens {
        Screens::Taken(screens) => screens.as_slice(),
        _ => &[],
    };
    let mut pages: Vec<(&str, Vec<Value>)> = Vec::new();
    for screen in taken {
        let (width, height) = screen.device.size();
        let shown = json!({
            "device": screen.device.word(),
            "title": format!(
                "{}{}{}",
                language.word(screen.device.word()),
                language.word("and"),
                language.word(screen.scheme.name())
            ),
            "width": width,
            "height": height,
            "picture": making.pictures.png(&screen.png),
        });
        match pages.iter_mut().find(|(name, _)| *name == screen.page) {
            Some((_, shots)) => shots.push(shown),
            None => pages.push((&screen.page, vec![shown])),
        }
    }
    let pages: Vec<Value> =
        pages.into_iter().map(|(name, shots)| json!({ "name": name, "shots": shots })).collect();
    let why = match making.subject.screens {
        Screens::Taken(_) => "",
        Screens::LeftOut => "screens_left_out",
        Screens::NoBrowser => "screens_no_browser",
        Screens::Failed => "screens_failed",
    };
    json!({ "pages": pages, "why": language.word(why) })
}
