//! Which names of files seem to have a hash in them. It is a guess, for a person to confirm: no rule separates hashes from words.

use std::collections::BTreeMap;

use crate::facts::BundleFile;

/// Files whose names are alike but for a hash.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Group<'a> {
    folder: &'a str,
    separator: Option<char>,
    length: usize,
    ending: &'a str,
}

/// Patterns of names that seem to have a hash, each with how many files it matches.
pub(super) fn hashed(files: &[BundleFile]) -> Vec<(String, usize)> {
    let mut groups: BTreeMap<Group<'_>, Vec<&str>> = BTreeMap::new();
    for file in files {
        if let Some((group, hash)) = split(&file.path) {
            groups.entry(group).or_default().push(hash);
        }
    }
    let is_hashed = |hashes: &[&str]| {
        let random = hashes.iter().filter(|hash| is_random(hash)).count();
        random * 10 >= hashes.len() * 6
    };
    let groups = groups.into_iter().filter(|(_, hashes)| is_hashed(hashes));
    groups.map(|(group, hashes)| (group.pattern(), hashes.len())).collect()
}

impl Group<'_> {
    fn pattern(&self) -> String {
        let folder =
            if self.folder.is_empty() { String::new() } else { format!("{}/", self.folder) };
        let before = self.separator.map_or(String::new(), |separator| format!("*{separator}"));
        format!("{folder}{before}{{hash:{}}}{}", self.length, self.ending)
    }
}

/// The lengths of hashes that build tools write.
const LENGTHS: [usize; 7] = [7, 8, 10, 12, 16, 20, 32];

/// A path with what may be a hash: the last part of the name that has the length of one.
fn split(path: &str) -> Option<(Group<'_>, &str)> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    // The endings of compressed siblings and maps follow those of their files.
    let plain = [".gz", ".br", ".map"].iter().find_map(|end| name.strip_suffix(end));
    if plain.is_some() {
        return None;
    }
    // Hashes with `-` or `_` in them are rare, and a part of a name with one looks like them.
    let found = |has_marks: bool| {
        LENGTHS.into_iter().find_map(|length| part((folder, name), length, has_marks))
    };
    found(false).or_else(|| found(true))
}

/// The first part of a name that has a length and looks like a hash.
fn part<'a>(
    (folder, name): (&'a str, &'a str),
    length: usize,
    has_marks: bool,
) -> Option<(Group<'a>, &'a str)> {
    name.char_indices().find_map(|(at, before)| {
        let (start, separator) = match before {
            '.' | '-' | '_' => (at + 1, Some(before)),
            _ if at == 0 => (0, None),
            _ => return None,
        };
        let hash = name.get(start..start + length)?;
        let ending = &name[start + length..];
        let is_token =
            hash.bytes().all(|b| b.is_ascii_alphanumeric() || has_marks && b"-_".contains(&b));
        // With marks it is base64url, in which letters of both cases are.
        let has_cases = hash.bytes().any(|b| b.is_ascii_uppercase())
            && hash.bytes().any(|b| b.is_ascii_lowercase());
        let is_hash = is_token
            && ending.starts_with('.')
            && is_random(hash)
            && (has_cases || !hash.contains(['-', '_']));
        is_hash.then_some((Group { folder, separator, length, ending }, hash))
    })
}

/// Whether a text looks more like a hash than like a word or a number: digits and letters in it change places often, or
/// capitals stand where no word has them.
fn is_random(text: &str) -> bool {
    // `120x120px` is a size.
    let is_size = text.split('x').zip(text.split('x').skip(1)).any(|(width, height)| {
        width.ends_with(|c: char| c.is_ascii_digit())
            && height.starts_with(|c: char| c.is_ascii_digit())
    });
    if is_size && !text.contains(|c: char| c.is_ascii_uppercase()) {
        return false;
    }
    let kind = |byte: u8| match byte {
        b'0'..=b'9' => 0,
        b'a'..=b'z' => 1,
        b'A'..=b'Z' => 2,
        _ => 3,
    };
    let kinds: Vec<u8> = text.bytes().map(kind).collect();
    // `Value`, `maskable192` and `v2Icon` change kind once or twice in eight characters.
    let changes = kinds.windows(2).filter(|pair| pair[0] != pair[1] && pair != &[2, 1]).count();
    let has = |kind: u8| kinds.contains(&kind);
    changes * 4 >= text.len() && (has(0) || has(1) && has(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(paths: &[&str], expect: &[(&str, usize)]) {
        let file = |path: &&str| BundleFile {
            path: (*path).to_owned(),
            file: Default::default(),
            size: 0,
            on_disk: crate::facts::OnDisk::Plain,
        };
        let files: Vec<BundleFile> = paths.iter().map(file).collect();
        let found = hashed(&files);
        let found: Vec<_> =
            found.iter().map(|(pattern, count)| (pattern.as_str(), *count)).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn hashes_are_told_from_words() {
        check(
            &["js/Value.8ae3f012.chunk.js", "js/theme.BTyknj3e.chunk.js", "js/main.js"],
            &[("js/*.{hash:8}.chunk.js", 2)],
        );
        check(&["workbox-2fbc6a65.js"], &[("*-{hash:8}.js", 1)]);
        check(&["icons/icon-maskable-192.png", "fonts/SourceSansPro-SemiBold.woff2"], &[]);
        check(&["a/0a1b2c3d4e5f6a7b.js", "a/9f8e7d6c5b4a3f2e.js"], &[("a/{hash:16}.js", 2)]);
        check(&["img/logo-grey-bg-120x120px.png", "img/logo-512x512.png"], &[]);
        check(&["img/1f6b4-1f3fd-200d.png", "section_column_span_2_of_3.js"], &[]);
    }
}
