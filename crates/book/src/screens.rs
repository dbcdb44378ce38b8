//! The client itself, as a browser shows it.

use serde_json::{Value, json};

use super::Making;
use super::schema::words;
use rebadge_art::color::Scheme;
use rebadge_theme::theme::Target;

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

/// What people know a page by: what the menu calls the view of its name, else the name itself, in words.
fn page_name(making: &Making<'_>, page: &str) -> String {
    let (theme, language) = (making.subject.theme, making.subject.language);
    let view = Target::View(page.to_owned());
    let entry = theme.menu.entries.values().find(|entry| entry.target == view);
    let own = entry.and_then(|entry| {
        let label = entry.label.get(language.tag());
        label.or_else(|| entry.label.get(&theme.tenant.language.value))
    });
    let word = language.word(&format!("page_{page}"));
    match own {
        Some(label) => label.value.clone(),
        None if word.is_empty() => words(page),
        None => word.to_owned(),
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
    let pages = pages.into_iter();
    let pages: Vec<Value> = pages
        .map(|(name, shots)| json!({ "name": page_name(making, name), "shots": shots }))
        .collect();
    let why = match making.subject.screens {
        Screens::Taken(_) => "",
        Screens::LeftOut => "screens_left_out",
        Screens::NoBrowser => "screens_no_browser",
        Screens::Failed => "screens_failed",
    };
    json!({ "pages": pages, "why": language.word(why) })
}
