//! Which names of files seem to have a hash in them. It is a guess, for a person to confirm: no rule separates hashes from words.

use std::collections::{BTreeMap, BTreeSet};

use crate::bundle_file::BundleFile;

/// Where names have a hash: files whose names are alike but for it and their endings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Group<'a> {
    folder: &'a str,
    separator: Option<char>,
    length: usize,
}

/// What was found of hashes in names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Hashed {
    /// Patterns, each with how many files it matches.
    pub(super) patterns: Vec<(String, usize)>,
    /// Files that seem to have a hash, of another length than those beside them: no pattern takes them.
    pub(super) others: Vec<String>,
}

/// How often something stands at the places where names may have a hash.
#[derive(Default)]
struct Counts<'a> {
    /// Those that look like hashes, by where they stand.
    groups: BTreeMap<Group<'a>, usize>,
    /// The same, by the ending too.
    endings: BTreeMap<(Group<'a>, &'a str), usize>,
    /// Those that look like hashes, by their length.
    lengths: BTreeMap<usize, usize>,
}

impl<'a> Counts<'a> {
    fn new(splits: &[Vec<Split<'a>>]) -> Counts<'a> {
        let mut counts = Counts::default();
        for split in splits.iter().flatten().filter(|split| split.is_random) {
            *counts.groups.entry(split.group).or_default() += 1;
            *counts.endings.entry((split.group, split.ending)).or_default() += 1;
            *counts.lengths.entry(split.group.length).or_default() += 1;
        }
        counts
    }

    fn of(&self, group: Group<'_>) -> usize {
        self.groups.get(&group).copied().unwrap_or_default()
    }

    /// How many others make a hash likely where this one is. Build tools write a counter behind it where two names fall together.
    fn size(&self, split: &Split<'_>) -> usize {
        let before = Group { length: split.group.length - 1, ..split.group };
        let is_counted = split.hash.ends_with(|c: char| c.is_ascii_digit())
            && LENGTHS.contains(&before.length)
            && self.of(before) >= MANY;
        let counted = if is_counted { self.of(before) } else { 0 };
        self.of(split.group).max(counted)
    }

    fn is_likely(&self, split: &Split<'_>) -> bool {
        let size = self.size(split);
        let length = split.group.length;
        let alike = self.endings.get(&(split.group, split.ending)).copied().unwrap_or_default();
        let total = self.lengths.get(&length).copied().unwrap_or_default();
        if !LENGTHS.contains(&length) {
            // Each length is that of some words. A build tool writes many of one.
            let is_everywhere = length >= LONG && total >= MANY;
            let is_plain = !split.hash.contains(['-', '_', '~']);
            let is_alone = split.is_random && is_plain && is_everywhere;
            return !is_word(split.hash) && (size >= MANY || is_alone);
        }
        // A few hashes look like words. They are known by where they stand.
        split.is_random || alike >= MANY || size >= MANY && !is_word(split.hash)
    }
}

/// Patterns of names that seem to have a hash. Where a name may have several, it has the one that most others have at this place:
/// `chunk-JWPE2WC7.A3RzWITa.js` among `index.BQ9WHjhN.js`.
pub(super) fn hashed(files: &[BundleFile]) -> Hashed {
    let splits: Vec<Vec<Split<'_>>> = files.iter().map(|file| splits(&file.path)).collect();
    let counts = Counts::new(&splits);
    let mut chosen: BTreeMap<Group<'_>, Vec<(&str, &str)>> = BTreeMap::new();
    for (splits, file) in splits.iter().zip(files) {
        // A whole name with marks in it is none where its end stands as other hashes do: `icon-96-CdsmvkKc`.
        let is_whole = |split: &&Split<'_>| {
            let is_marked = split.group.separator.is_none() && split.hash.contains(['-', '_']);
            let size = counts.size(split);
            !is_marked || splits.iter().all(|other| counts.size(other) <= size.max(MANY - 1))
        };
        let likely = splits.iter().filter(is_whole).filter(|split| counts.is_likely(split));
        // Of groups of one size it is the last: the hash of the contents follows the name, which may be one of something else.
        if let Some(split) = likely.max_by_key(|split| counts.size(split)) {
            chosen.entry(split.group).or_default().push((split.ending, &file.path));
        }
    }
    let mut lengths: BTreeMap<&str, BTreeMap<usize, usize>> = BTreeMap::new();
    for (group, found) in &chosen {
        *lengths.entry(group.folder).or_default().entry(group.length).or_default() += found.len();
    }
    let mut hashed = Hashed::default();
    for (group, found) in chosen {
        if is_accident(group, &lengths[group.folder]) {
            hashed.others.extend(found.iter().map(|(_, path)| (*path).to_owned()));
        } else {
            let endings = found.iter().map(|(ending, _)| *ending).collect();
            hashed.patterns.push((group.pattern(&endings), found.len()));
        }
    }
    hashed
}

/// Whether hashes of a length are likely none, by those in their folder: a build tool writes hashes of one length, perhaps with a
/// counter.
fn is_accident(group: Group<'_>, lengths: &BTreeMap<usize, usize>) -> bool {
    let Some((most, many)) = lengths.iter().max_by_key(|(_, count)| **count) else { return false };
    let count = lengths[&group.length];
    let is_usual = group.length == *most || group.length == most + 1;
    !is_usual && group.length < LONG && *many >= MANY * 2 && count * FEW < *many
}

/// How many hashes at one place make others there likely.
const MANY: usize = 4;

/// One in how many is few.
const FEW: usize = 10;

/// A name of a file without what may be a hash in it.
pub(super) fn without_hash(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or_default();
    let splits = splits(path);
    let is_hash = |split: &&Split<'_>| split.is_random && LENGTHS.contains(&split.group.length);
    match splits.iter().rfind(is_hash) {
        Some(split) => name.replacen(split.hash, "", 1),
        None => name.to_owned(),
    }
}

/// A name with what may be a hash in it.
struct Split<'a> {
    group: Group<'a>,
    /// What follows it, with the dot.
    ending: &'a str,
    hash: &'a str,
    /// Whether it looks more like a hash than like a word.
    is_random: bool,
}

impl Group<'_> {
    fn pattern(self, endings: &BTreeSet<&str>) -> String {
        let folder =
            if self.folder.is_empty() { String::new() } else { format!("{}/", self.folder) };
        let before = self.separator.map_or(String::new(), |separator| format!("*{separator}"));
        let endings: Vec<&str> =
            endings.iter().map(|ending| ending.trim_start_matches('.')).collect();
        let ending = match endings.as_slice() {
            [ending] => (*ending).to_owned(),
            endings => format!("{{{}}}", endings.join(",")),
        };
        format!("{folder}{before}{{hash:{}}}.{ending}", self.length)
    }
}

/// The lengths of hashes that most build tools write.
const LENGTHS: [usize; 7] = [7, 8, 10, 12, 16, 20, 32];

/// Lengths that hashes have besides, with a counter too. They are taken for some only where there are many.
const UNUSUAL: [usize; 8] = [9, 11, 13, 14, 17, 21, 22, 40];

/// The length from which a hash has a digit.
const LONG: usize = 12;

/// What may be the hash in the name of a path, each as a part between marks that has the length of one, in the order of their
/// places.
fn splits(path: &str) -> Vec<Split<'_>> {
    // The endings of compressed siblings and maps follow those of their files. A pattern has no signs of patterns in its names.
    if [".gz", ".br", ".map"].iter().any(|end| path.ends_with(end))
        || path.contains(['{', '}', '*', '?', '\\', ','])
    {
        return Vec::new();
    }
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let after = name.char_indices().filter(|(_, before)| ['.', '-', '_'].contains(before));
    let starts = [(0, None)].into_iter().chain(after.map(|(at, before)| (at + 1, Some(before))));
    let parts = |(start, separator)| {
        let lengths = LENGTHS.into_iter().chain(UNUSUAL);
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
    let has_marks = hash.contains(['-', '_', '~']);
    let is_token = hash.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_~".contains(&b));
    let has = |is: fn(&u8) -> bool| hash.bytes().any(|byte| is(&byte));
    let has_cases = has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase);
    let has_digits = has(u8::is_ascii_digit);
    let may_be = is_token && ending.starts_with('.') && (has_cases || has_digits);
    let group = Group { folder, separator, length };
    // With marks it is mostly base64url, in which letters of both cases are. Words and numbers have marks too.
    let is_random = (has_cases || !has_marks) && is_random(hash);
    may_be.then_some(Split { group, ending, hash, is_random })
}

/// Whether a text may be a word or several, each in small letters but perhaps the first, or has parts that are: `Semi-Bold`,
/// `icon_192`.
fn is_word(text: &str) -> bool {
    let is_part = |part: &str| {
        let rest = part.strip_prefix(|c: char| c.is_ascii_uppercase()).unwrap_or(part);
        let letters = rest.trim_end_matches(|c: char| c.is_ascii_digit());
        letters.bytes().all(|byte| byte.is_ascii_lowercase())
            || part.bytes().all(|byte| byte.is_ascii_uppercase())
    };
    let mut parts: Vec<String> = Vec::new();
    let mut before = '-';
    for letter in text.chars() {
        let is_start = letter.is_ascii_uppercase() && before.is_ascii_lowercase();
        if is_start || parts.is_empty() || ['-', '_', '~'].contains(&letter) {
            parts.push(String::new());
        }
        if let (true, Some(part)) = (letter.is_ascii_alphanumeric(), parts.last_mut()) {
            part.push(letter);
        }
        before = letter;
    }
    // Parts of one or two letters are no words.
    let long = parts.iter().filter(|part| part.len() > 2).map(String::len).sum::<usize>();
    parts.iter().all(|part| is_part(part)) && long * 2 > text.len()
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

    fn found(paths: &[&str]) -> Hashed {
        let file = |path: &&str| BundleFile {
            path: (*path).to_owned(),
            file: Default::default(),
            size: 0,
            on_disk: crate::bundle_file::OnDisk::Plain,
        };
        let files: Vec<BundleFile> = paths.iter().map(file).collect();
        hashed(&files)
    }

    #[track_caller]
    fn check(paths: &[&str], expect: &[(&str, usize)]) {
        let found = found(paths).patterns;
        let found: Vec<_> =
            found.iter().map(|(pattern, count)| (pattern.as_str(), *count)).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn a_name_may_be_all_hash_with_marks_in_it() {
        let whole = [
            "c/Ab3dE9xZ.js",
            "c/B-0XRHxj.js",
            "c/C_0AyLBl.js",
            "c/-x7Ytg2A.js",
            "c/D4fgH1jK.js",
            "c/9sTuV2wX.js",
            "c/yZ1aB3cD.js",
        ];
        check(&whole, &[("c/{hash:8}.js", 7)]);
        let turbopack = [
            "c/0-79auazfccvg.js",
            "c/00f_t-eliiw3e.js",
            "c/01woud5u2tt9q.js",
            "c/02blekjhfv384.js",
            "c/02pw0wtodwux4.js",
            "c/0ce00bx34un9z.js",
            "c/02i4yu0qap1ls.js",
            "c/03j-e97_rqh8k.js",
            "c/0526sq72p6d1m.css",
            "c/2lf~9mh5k9-1b.js",
            "c/0gacu8ovsg--2.js",
            "c/41ye_ze8hnllz.js",
            "c/turbopack-3l524wkd38i9n.js",
        ];
        check(&turbopack, &[("c/{hash:13}.{css,js}", 12), ("c/*-{hash:13}.js", 1)]);
    }

    #[test]
    fn a_counter_may_follow_a_hash() {
        let many = [
            "chunk-AeHsXVLc.js",
            "chunk-B2fZ3aBq.js",
            "chunk-C1gY4bCr.js",
            "chunk-D2fX5bEr.js",
            "chunk-B_lQTAgM2.js",
            "chunk-61MCkGRi2.js",
        ];
        check(&many, &[("*-{hash:8}.js", 4), ("*-{hash:9}.js", 2)]);
        check(&["chunk-6aMC7kGRi.js"], &[]);
    }

    #[test]
    fn other_endings_have_the_hashes_of_their_folder() {
        let many = ["a/x-B2fZ3aBq.js", "a/y-C1gY4bCr.js", "a/z-D2fX5bEr.js", "a/w-E3gW6cFs.js"];
        let with = |path: &'static str| many.into_iter().chain([path]).collect::<Vec<_>>();
        check(&with("a/site-yXEPXnzw.webmanifest"), &[("a/*-{hash:8}.{js,webmanifest}", 5)]);
        check(&with("a/favicon-96x96-CdsmvkKc.png"), &[("a/*-{hash:8}.js", 4)]);
        let whole: Vec<String> =
            (10..14).map(|n| format!("a/some-names{n}-a{n}B{n}cDe.svg")).collect();
        let names = (20..30).map(|n| format!("a/n{n}-a{n}B{n}cD.js"));
        let paths: Vec<String> = whole
            .into_iter()
            .chain(names)
            .chain(["a/favicon-96x96-CdsmvkKc.png".to_owned()])
            .collect();
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        assert!(found(&paths).patterns.iter().all(|(pattern, _)| !pattern.contains("png")));
        check(&with("a/logo-Original.svg"), &[("a/*-{hash:8}.js", 4)]);
        check(&with("a/font-SemiBold.ttf"), &[("a/*-{hash:8}.js", 4)]);
    }

    #[test]
    fn a_pattern_of_few_is_none_beside_many_of_another_length() {
        let names: Vec<String> = (10..50).map(|n| format!("c/wxyz{n}-a{n}B{n}cD.js")).collect();
        let mut paths: Vec<&str> = names.iter().map(String::as_str).collect();
        paths.push("c/part-a1B2c3D.js");
        let found = found(&paths);
        assert_eq!(found.patterns, [("c/*-{hash:8}.js".to_owned(), 40)]);
        assert_eq!(found.others, ["c/part-a1B2c3D.js"]);
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
