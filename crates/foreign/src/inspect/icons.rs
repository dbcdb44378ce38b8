//! The icons and logos of a bundle: those that are the client's own, by what its pages say and by their names, and logos that may be
//! of others, as those of services that a client connects to.

use std::collections::BTreeSet;

use rayon::prelude::*;
use rebadge_art::vector::Ground;
use rebadge_core::error::Error;
use rebadge_core::fs;

use super::{IconFile, LIMIT, guess};
use crate::bundle_file::BundleFile;
use crate::marks::Mark;
use crate::pictures::{self, Old};

/// The largest picture that is looked at, in bytes.
const LARGEST: u64 = 4 << 20;

/// Whose a picture is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owner {
    Client,
    /// It is a logo, and its name says of something else.
    Other,
}

/// The pictures that were found.
#[derive(Debug, Default)]
pub(super) struct Icons {
    /// The client's own.
    pub(super) own: Vec<IconFile>,
    /// The paths of logos that may be of others.
    pub(super) others: Vec<String>,
}

/// The icons and logos of a bundle. `linked` are the pictures that its pages and manifests name as icons; `brands` are the names of
/// the client without marks, in small letters.
pub(super) fn icons(
    files: &[BundleFile],
    linked: &BTreeSet<String>,
    brands: &[String],
) -> Result<Icons, Error> {
    let is_picture = |file: &&BundleFile| {
        let ending = file.path.rsplit('.').next().unwrap_or_default().to_lowercase();
        ["png", "ico", "svg"].contains(&ending.as_str()) && file.size < LARGEST
    };
    let read = |file: &BundleFile| {
        let is_linked = linked.contains(&file.path);
        let owner = if is_linked { Some(Owner::Client) } else { owner(&file.path, brands) };
        let Some(owner) = owner else { return Ok(None) };
        let old = pictures::read(&fs::read(&file.file, LIMIT)?).ok();
        Ok(old.map(|old| (owner, icon(&file.path, &old))))
    };
    let found: Result<Vec<_>, Error> = files.par_iter().filter(is_picture).map(read).collect();
    let mut icons = Icons::default();
    for (owner, icon) in found?.into_iter().flatten() {
        match owner {
            Owner::Client => icons.own.push(icon),
            Owner::Other => icons.others.push(icon.path),
        }
    }
    Ok(icons)
}

/// Words of files that are a client's own icon, whatever else their names say.
const OWN: [&str; 6] = ["favicon", "favicons", "mstile", "maskable", "webclip", "homescreen"];

/// Words of logos.
const LOGOS: [&str; 7] = ["logo", "logos", "logotype", "logomark", "wordmark", "brand", "splash"];

/// Words of the sizes, colors and places of pictures.
const FORMS: [&str; 67] = [
    "alt",
    "android",
    "any",
    "app",
    "background",
    "bg",
    "big",
    "black",
    "chrome",
    "client",
    "color",
    "colored",
    "company",
    "dark",
    "default",
    "desktop",
    "favicon",
    "fg",
    "foreground",
    "full",
    "gray",
    "grey",
    "header",
    "horizontal",
    "icon",
    "image",
    "img",
    "inverse",
    "inverted",
    "ios",
    "large",
    "launch",
    "left",
    "light",
    "login",
    "mac",
    "main",
    "mark",
    "medium",
    "mini",
    "mobile",
    "mono",
    "monochrome",
    "name",
    "nav",
    "navbar",
    "no",
    "nosize",
    "only",
    "precomposed",
    "primary",
    "px",
    "pwa",
    "right",
    "round",
    "sidebar",
    "small",
    "square",
    "text",
    "tile",
    "tiny",
    "touch",
    "transparent",
    "vertical",
    "web",
    "white",
    "x",
];

/// Words beside `icon` that make it one of an interface.
const INTERFACE: [&str; 9] =
    ["header", "image", "img", "login", "mark", "name", "nav", "sidebar", "text"];

/// Systems that a picture may be for, where its name has that of the client as well.
const SYSTEMS: [&str; 5] = ["apple", "linux", "ms", "win", "windows"];

/// Folders of pictures of others.
const OTHERS: [&str; 18] = [
    "auth",
    "brands",
    "connectors",
    "flags",
    "integrations",
    "languages",
    "node_modules",
    "oauth",
    "partners",
    "payment",
    "payments",
    "plugins",
    "providers",
    "services",
    "social",
    "sso",
    "third-party",
    "vendors",
];

/// Whose a picture is by its path; none where it is no icon and no logo.
fn owner(path: &str, brands: &[String]) -> Option<Owner> {
    let words = words(&guess::without_hash(path));
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let is_pair = |first: &str, second: &str| {
        words.windows(2).any(|pair| pair[0] == first && pair[1] == second)
    };
    if has(&OWN) || is_pair("apple", "touch") || is_pair("android", "chrome") {
        return Some(Owner::Client);
    }
    let is_form = |word: &&String| {
        let word = word.as_str();
        FORMS.contains(&word)
            || LOGOS.contains(&word)
            || word.bytes().all(|byte| byte.is_ascii_digit())
    };
    let rest: Vec<&str> = words.iter().filter(|word| !is_form(word)).map(String::as_str).collect();
    let plain: Vec<&str> = rest.iter().copied().filter(|word| !SYSTEMS.contains(word)).collect();
    let is_brand = brands.contains(&rest.concat()) || brands.contains(&plain.concat());
    let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders).to_lowercase();
    let is_of_others = folders.split('/').any(|folder| OTHERS.contains(&folder));
    if has(&LOGOS) {
        let is_own = is_brand || rest.is_empty() && !is_of_others;
        return Some(if is_own { Owner::Client } else { Owner::Other });
    }
    let is_icon = has(&["icon"]) && rest.is_empty() && !has(&INTERFACE) && !is_of_others;
    (is_brand || is_icon).then_some(Owner::Client)
}

/// The words of the name of a file, in small letters, without its ending: `AcmeLogo-dark32.png` has `acme`, `logo`, `dark`, `32`.
fn words(name: &str) -> Vec<String> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let kind = |letter: char| (letter.is_numeric(), letter.is_alphabetic());
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for letter in stem.chars() {
        let is_start =
            kind(before) != kind(letter) || before.is_lowercase() && letter.is_uppercase();
        if is_start && letter.is_alphanumeric() {
            words.push(String::new());
        }
        if let (true, Some(word)) = (letter.is_alphanumeric(), words.last_mut()) {
            word.extend(letter.to_lowercase());
        }
        before = letter;
    }
    words
}

fn icon(path: &str, old: &Old) -> IconFile {
    let name = path.rsplit('/').next().unwrap_or_default().to_lowercase();
    let (width, height) = old.frames.first().copied().unwrap_or((1, 1));
    let is_clear = name.contains("logo") && old.placed.ground == Ground::Transparent;
    let shown = if name.contains("maskable") || old.placed.is_maskable() && name.contains("icon") {
        "maskable"
    } else if is_clear && width * 4 <= height * 5 {
        // No words have room in a square.
        "mark"
    } else if is_clear || width > height + height / 2 {
        "logo"
    } else if name.contains("mono") || name.contains("pinned") {
        "monochrome"
    } else {
        "icon"
    };
    IconFile { path: path.to_owned(), frames: old.frames.clone(), shown }
}

/// The largest square icons, one of pixels and one drawn, that have a shape of their own to be looked for; those first whose names
/// say that they are the client's.
pub(super) fn marks(files: &[BundleFile], icons: &[IconFile]) -> Result<Vec<String>, Error> {
    let is_square = |icon: &&IconFile| {
        let (width, height) = icon.frames.first().copied().unwrap_or((1, 1));
        width.max(height) * 4 <= width.min(height) * 5
    };
    let mut square: Vec<&IconFile> = icons.iter().filter(is_square).collect();
    square.sort_by_key(|icon| {
        let name = icon.path.rsplit('/').next().unwrap_or_default().to_lowercase();
        let is_first = FIRST.iter().any(|word| name.contains(word));
        std::cmp::Reverse((is_first, icon.frames.first().copied()))
    });
    let is_drawn = |icon: &IconFile| icon.path.to_lowercase().ends_with(".svg");
    let mut found = Vec::new();
    for kind in [false, true] {
        for icon in square.iter().filter(|icon| is_drawn(icon) == kind).take(MARKS_TRIED) {
            let Some(file) = files.iter().find(|file| file.path == icon.path) else { continue };
            if let Ok(Some(_)) = Mark::read(&fs::read(&file.file, LIMIT)?) {
                found.push(icon.path.clone());
                break;
            }
        }
    }
    Ok(found)
}

/// Words in the names of icons that are looked at first.
const FIRST: [&str; 5] = ["favicon", "apple-touch", "android-chrome", "logo", "mstile"];

/// How many icons are looked at for a mark.
const MARKS_TRIED: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, expect: Option<Owner>) {
        assert_eq!(owner(path, &["acme".to_owned(), "acmecloud".to_owned()]), expect, "{path}");
    }

    #[test]
    fn names_tell_the_icons_of_a_client() {
        for path in [
            "favicon.ico",
            "favicon-run-failed.svg",
            "apple-touch-icon-180x180.png",
            "img/icon-192.png",
            "img/icon192.png",
            "AppIcon@2x.png",
            "static/logo.a1b2c3d4.svg",
            "logo_dark.svg",
            "acme.svg",
            "img/acme-cloud-logo-white.svg",
            "img/AcmeLogo.png",
            "providers/acme-logo.svg",
            "icons/acme-apple-180.png",
            "splash.png",
        ] {
            check(path, Some(Owner::Client));
        }
    }

    #[test]
    fn logos_of_others_are_told_apart() {
        for path in
            ["img/github-logo.svg", "stripe_logo.png", "payment/logo.svg", "hf-logo-8sK58_pS.svg"]
        {
            check(path, Some(Owner::Other));
        }
    }

    #[test]
    fn pictures_of_an_interface_are_no_icons_of_a_client() {
        for path in [
            "logout.svg",
            "ui-icons_222222_256x240.png",
            "filter_icon.png",
            "login-icon.svg",
            "iconography.svg",
            "arrow.svg",
            "auth/icon.svg",
            "dark.svg",
            "32.png",
        ] {
            check(path, None);
        }
    }
}
