//! The page's files, which are part of the program, and media types. Apart from what answers, so that whoever works on
//! the page adds a line here and nothing else.

use std::path::Path;

use crate::fs;

/// Name → text of every file of the page.
const FILES: &[(&str, &str)] = &[("index.html", include_str!("page/index.html"))];

/// The script that documents on a stage are given.
pub(super) const FRAME: &str = include_str!("frame.js");

/// The largest file of a page that is worked on, in bytes.
const LIMIT: u64 = 4 << 20;

/// A file of the page; from `folder` where the page is worked on.
pub(super) fn file(name: &str, folder: Option<&Path>) -> Option<Vec<u8>> {
    match folder {
        Some(folder) => fs::read(&fs::inside(folder, name).ok()?, LIMIT).ok(),
        None => {
            let (_, text) = FILES.iter().find(|(known, _)| *known == name)?;
            Some(text.as_bytes().to_vec())
        }
    }
}

/// The media type of a file (IANA), by its ending.
pub(super) fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "txt" | "md" => "text/plain; charset=utf-8",
        "xml" => "application/xml",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "woff" => "font/woff",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        "mp3" => "audio/mpeg",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "pdf" => "application/pdf",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_can_hold_the_token() {
        let page = String::from_utf8(file("index.html", None).expect("the page")).expect("text");
        assert!(page.contains("<meta name=\"rebadge-token\" content=\"\">"), "{page}");
        assert_eq!(file("../mod.rs", None), None);
    }

    #[test]
    fn media_types_go_by_the_ending() {
        assert_eq!(media_type("a.min.JS"), "text/javascript; charset=utf-8");
        assert_eq!(media_type("none"), "application/octet-stream");
    }
}
