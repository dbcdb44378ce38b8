//! The files that differ, each by what it is: pictures by pixels, texts by lines, all else by size.

use std::collections::BTreeSet;

use super::picture::{self, PictureChange};
use super::text::{self, Excerpt};
use super::{Pictures, Side};
use rebadge_art::vector::Fonts;
use rebadge_core::error::Error;
use rebadge_core::output_path::OutputPath;
use rebadge_package::package::Listed;

/// The largest file that is looked into, in bytes; of a larger one only the size is reported.
const LOOK: u64 = 32 << 20;

/// A file that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct FileChange {
    /// Its path in the package.
    pub path: OutputPath,
    /// What it was; none where it is new.
    pub before: Option<Listed>,
    /// What it is; none where it is gone.
    pub after: Option<Listed>,
    /// What differs in it.
    pub what: What,
}

/// What differs in a file.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// Its bytes, of which no more is known; or it is new, or gone.
    Bytes,
    /// Its lines.
    Text(Excerpt),
    /// Its pixels.
    Picture(PictureChange),
}

/// The files that differ, and how many are the same.
pub(super) fn compare(
    before: &mut Side,
    after: &mut Side,
    pictures: Pictures,
) -> Result<(Vec<FileChange>, usize), Error> {
    let (old, new) = (before.entries(), after.entries());
    let mut fonts = None;
    let (mut changes, mut same) = (Vec::new(), 0);
    let all: BTreeSet<&OutputPath> = old.keys().chain(new.keys()).collect();
    for path in all {
        let (was, is) = (old.get(path), new.get(path));
        if was.map(|entry| &entry.sha256) == is.map(|entry| &entry.sha256) {
            same += 1;
            continue;
        }
        let is_small = |entry: &Listed| entry.size <= LOOK;
        let what = match (was, is) {
            (Some(was), Some(is)) if is_small(was) && is_small(is) => {
                if fonts.is_none() && is_svg(path) {
                    fonts = Some([before.fonts()?, after.fonts()?]);
                }
                let bytes = [before.bytes(path)?, after.bytes(path)?];
                what(path, [&bytes[0], &bytes[1]], fonts.as_ref(), pictures)
            }
            _ => What::Bytes,
        };
        changes.push(FileChange {
            path: path.clone(),
            before: was.cloned(),
            after: is.cloned(),
            what,
        });
    }
    name_sheets(&mut changes);
    Ok((changes, same))
}

/// Gives each sheet a file name of its own, also where names that differ in case are one.
fn name_sheets(changes: &mut [FileChange]) {
    let mut taken = BTreeSet::new();
    for change in changes {
        let What::Picture(PictureChange { sheet: Some(sheet), .. }) = &mut change.what else {
            continue;
        };
        let stem = stem(change.path.as_str());
        let numbered = |number: u32| match number {
            1 => format!("{stem}.diff.png"),
            _ => format!("{stem}-{number}.diff.png"),
        };
        let free = (1..).map(numbered).find(|name| taken.insert(name.to_lowercase()));
        sheet.file = free.unwrap_or_default();
    }
}

/// A path as one plain name: letters, digits, `.`, `-` and `_`, not hidden, not long.
fn stem(path: &str) -> String {
    const LONGEST: usize = 100;
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    let plain: String =
        path.chars().map(|letter| if is_plain(letter) { letter } else { '-' }).collect();
    let plain = plain.strip_suffix(".png").unwrap_or(&plain);
    let plain = &plain[plain.len().saturating_sub(LONGEST)..];
    let plain = plain.trim_start_matches(['.', '-']);
    if plain.is_empty() { "picture".into() } else { plain.into() }
}

fn is_svg(path: &OutputPath) -> bool {
    ending(path) == "svg"
}

fn ending(path: &OutputPath) -> String {
    path.file_name().rsplit('.').next().unwrap_or_default().to_ascii_lowercase()
}

fn what(
    path: &OutputPath,
    bytes: [&[u8]; 2],
    fonts: Option<&[Fonts; 2]>,
    pictures: Pictures,
) -> What {
    let frames = |side: usize| match ending(path).as_str() {
        "png" => picture::png(bytes[side]),
        "ico" => picture::ico(bytes[side]),
        "svg" => picture::svg(bytes[side], &fonts?[side]),
        _ => None,
    };
    let change = frames(0).zip(frames(1)).map(|(old, new)| picture::compare(&old, &new, pictures));
    match change {
        Some(change) => What::Picture(change),
        None => text::excerpt(bytes[0], bytes[1]).map_or(What::Bytes, What::Text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::picture::Sheet;

    /// The file names of the sheets for these paths.
    fn check(paths: &[&str], expect: &[&str]) {
        let change = |path: &&str| FileChange {
            path: OutputPath::new(path).unwrap(),
            before: None,
            after: None,
            what: What::Picture(PictureChange {
                frames: Vec::new(),
                sheet: Some(Sheet { file: String::new(), png: Vec::new() }),
            }),
        };
        let mut changes: Vec<FileChange> = paths.iter().map(change).collect();
        name_sheets(&mut changes);
        let names = changes.iter().map(|change| match &change.what {
            What::Picture(PictureChange { sheet: Some(sheet), .. }) => sheet.file.as_str(),
            _ => "",
        });
        assert_eq!(names.collect::<Vec<_>>(), expect);
    }

    #[test]
    fn sheets_have_plain_names_of_their_own() {
        check(&["icons/a.png", "a.svg"], &["icons-a.diff.png", "a.svg.diff.png"]);
        check(&["A.png", "a.png", "a-2.png"], &["A.diff.png", "a-2.diff.png", "a-2-2.diff.png"]);
        check(&["a/b.png", "a-b.png"], &["a-b.diff.png", "a-b-2.diff.png"]);
        check(&[".well-known/x.png", "图标.png"], &["well-known-x.diff.png", "picture.diff.png"]);
        let long = format!("{}.svg", "x".repeat(1000));
        check(&[&long], &[&format!("{}.svg.diff.png", "x".repeat(96))]);
    }
}
