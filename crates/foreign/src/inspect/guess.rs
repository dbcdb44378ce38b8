//! Which names of files seem to have a hash in them. It is a guess, for a person to confirm: no rule separates hashes from words.

use std::collections::BTreeMap;

use crate::bundle_file::BundleFile;

/// Files whose names are alike but for a hash.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Group<'a> {
    folder: &'a str,
    separator: Option<char>,
    length: usize,
    ending: &'a str,
}

/// Patterns of names that seem to have a hash, each with how many files it matches. Where a name may have several, it has the one
/// that most others have at this place: `chunk-JWPE2WC7.A3RzWITa.js` among `index.BQ9WHjhN.js`.
pub(super) fn hashed(files: &[BundleFile]) -> Vec<(String, usize)> {
    let splits: Vec<Vec<Split<'_>>> = files.iter().map(|file| splits(&file.path)).collect();
    let mut sizes: BTreeMap<&Group<'_>, usize> = BTreeMap::new();
    let random = splits.iter().flatten().filter(|split| split.is_random);
    random.for_each(|split| *sizes.entry(&split.group).or_default() += 1);
    let mut groups: BTreeMap<&Group<'_>, usize> = BTreeMap::new();
    for splits in &splits {
        let size = |split: &&Split<'_>| sizes.get(&split.group).copied().unwrap_or_default();
        // A few hashes look like words. They are known by where they stand.
        let likely = splits.iter().filter(|split| split.is_random || size(split) >= MANY);
        // Of groups of one size it is the last: the hash of the contents follows the name, which may be one of something else.
        if let Some(split) = likely.max_by_key(size) {
            *groups.entry(&split.group).or_default() += 1;
        }
    }
    groups.into_iter().map(|(group, count)| (group.pattern(), count)).collect()
}

/// How many hashes at one place make others there likely.
const MANY: usize = 4;

/// A name of a file without what may be a hash in it.
pub(super) fn without_hash(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or_default();
    match splits(path).iter().rfind(|split| split.is_random) {
        Some(split) => name.replacen(split.hash, "", 1),
        None => name.to_owned(),
    }
}

/// A name with what may be a hash in it.
struct Split<'a> {
    group: Group<'a>,
    hash: &'a str,
    /// Whether it looks more like a hash than like a word.
    is_random: bool,
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

/// The length from which a hash has a digit.
const LONG: usize = 12;

/// What may be the hash in the name of a path, each as a part between marks that has the length of one, in the order of their
/// places.
fn splits(path: &str) -> Vec<Split<'_>> {
    // The endings of compressed siblings and maps follow those of their files.
    if [".gz", ".br", ".map"].iter().any(|end| path.ends_with(end)) {
        return Vec::new();
    }
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let starts = name.char_indices().filter_map(|(at, before)| match before {
        '.' | '-' | '_' => Some((at + 1, Some(before))),
        _ if at == 0 => Some((0, None)),
        _ => None,
    });
    let parts = |(start, separator)| {
        let lengths = LENGTHS.into_iter();
        lengths.filter_map(move |length| part((folder, name), (start, separator), length))
    };
    starts.flat_map(parts).collect()
}

/// The part of a name that begins at a byte and has a length, if it has the letters of a hash.
fn part<'a>(
    (folder, name): (&'a str, &'a str),
    (start, separator): (usize, Option<char>),
    length: usize,
) -> Option<Split<'a>> {
    let hash = name.get(start..start + length)?;
    let ending = &name[start + length..];
    let has_marks = hash.contains(['-', '_']);
    let is_token = hash.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    let has = |is: fn(&u8) -> bool| hash.bytes().any(|byte| is(&byte));
    let has_cases = has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase);
    // With marks it is base64url, in which letters of both cases are. A word in small letters is none.
    let may_be =
        is_token && ending.starts_with('.') && (has_cases || !has_marks && has(u8::is_ascii_digit));
    let group = Group { folder, separator, length, ending };
    may_be.then(|| Split { group, hash, is_random: is_random(hash) })
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
    // Of a hash this long hardly one in ten has no digit; `FormatFileNameFor` has none.
    let may_lack_digits = text.len() < LONG;
    changes * 4 >= text.len() && (has(0) || may_lack_digits && has(1) && has(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(paths: &[&str], expect: &[(&str, usize)]) {
        let file = |path: &&str| BundleFile {
            path: (*path).to_owned(),
            file: Default::default(),
            size: 0,
            on_disk: crate::bundle_file::OnDisk::Plain,
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
        check(
            &["js/chunk-JWPE2WC7.A3RzWITa.js", "js/index.BQ9WHjhN.js", "js/a.6lKNp-TE.js"],
            &[("js/*.{hash:8}.js", 3)],
        );
        check(
            &[
                "a/x.B2fZ3aBq.js",
                "a/y.C1gY4bCr.js",
                "a/z.D2fX5bEr.js",
                "a/w.E3gW6cFs.js",
                "a/chunk-JWPE2WC7.CTJfmVDU.js",
                "a/b.messages.js",
            ],
            &[("a/*.{hash:8}.js", 5)],
        );
        check(&["js/2c796e83.3e94323e7c83fb9e.js"], &[("js/*.{hash:16}.js", 1)]);
        check(
            &["a/x-B2fZ3aBq.js", "a/y-C1gY4bCr.js", "a/z--2fZ3aBq.js"],
            &[("a/*-{hash:8}.js", 3)],
        );
        check(&["a/TextToSqlAndHtmlByMy.php", "a/OfMyOwnFormOfText.png"], &[]);
        check(&["img/1f6b4-1f3fd-200d.png", "section_column_span_2_of_3.js"], &[]);
    }
}
