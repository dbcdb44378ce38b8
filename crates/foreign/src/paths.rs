//! Patterns of paths in a bundle: `static/**/*.{js,css}`, and with the hash of a name, `static/js/*.{hash:8}.chunk.js`, or
//! the language of a file, `locales/{language}.json`.

use std::fmt;
use std::ops::Range;

use crate::language;

/// The shortest `{hash}` whose length a pattern does not say.
const SHORTEST_HASH: usize = 6;

/// A pattern of paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathPattern {
    text: String,
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// These characters.
    Literal(String),
    /// `?`: one character but `/`.
    One,
    /// `*`: any characters but `/`.
    Star,
    /// `**`: any characters; `**/` also none at all.
    Deep,
    /// `{a,b}`: one of these texts.
    Choice(Vec<String>),
    /// `{hash}` or `{hash:8}`: letters, digits, `-`, `_` and `~`.
    Hash(Option<usize>),
    /// `{language}`: the tag of a language.
    Language,
}

/// Why a text is no pattern of paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathPatternError {
    /// There is nothing in it.
    Empty,
    /// A `{` without its `}`, or a `}` alone.
    Brace,
    /// A length of a hash that is not between 4 and 64.
    Length,
    /// More than one `{hash}`, or more than one `{language}`.
    Hashes,
    /// It begins with `/`, or has `\` in it.
    Absolute,
    /// More than eight wildcards, which could take for ever to match.
    Wildcards,
}

impl fmt::Display for PathPatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PathPatternError::Empty => "the pattern is empty",
            PathPatternError::Brace => "the pattern has an unmatched brace",
            PathPatternError::Length => "a hash has 4 to 64 characters",
            PathPatternError::Hashes => "the pattern has more than one `{hash}` or `{language}`",
            PathPatternError::Absolute => {
                "the pattern is not relative to the bundle's root, with `/` between folders"
            }
            PathPatternError::Wildcards => "the pattern has more than eight wildcards",
        })
    }
}

impl std::error::Error for PathPatternError {}

/// A path that a pattern matches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathMatch {
    /// The bytes of the path that are its hash.
    pub hash: Option<Range<usize>>,
    /// The bytes of the path that are the tag of its language.
    pub language: Option<Range<usize>>,
}

impl PathPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// Why the text is no pattern.
    pub fn parse(text: &str) -> Result<PathPattern, PathPatternError> {
        if text.is_empty() {
            return Err(PathPatternError::Empty);
        }
        if text.starts_with('/') || text.contains('\\') {
            return Err(PathPatternError::Absolute);
        }
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let (part, length) = match first {
                '*' if rest.starts_with("**") => (Part::Deep, 2),
                '*' => (Part::Star, 1),
                '?' => (Part::One, 1),
                '}' => return Err(PathPatternError::Brace),
                '{' => {
                    let end = rest.find('}').ok_or(PathPatternError::Brace)?;
                    (braced(&rest[1..end])?, end + 1)
                }
                _ => {
                    let end = rest.find(['*', '?', '{', '}']).unwrap_or(rest.len());
                    (Part::Literal(rest[..end].to_owned()), end)
                }
            };
            parts.push(part);
            rest = &rest[length..];
        }
        let count = |is: fn(&Part) -> bool| parts.iter().filter(|part| is(part)).count();
        let is_twice = |is: fn(&Part) -> bool| count(is) > 1;
        if is_twice(|part| matches!(part, Part::Hash(_)))
            || is_twice(|part| *part == Part::Language)
        {
            return Err(PathPatternError::Hashes);
        }
        if count(|part| !matches!(part, Part::Literal(_))) > 8 {
            return Err(PathPatternError::Wildcards);
        }
        Ok(PathPattern { text: text.to_owned(), parts })
    }

    /// Whether it says where the hash of a name is.
    pub fn has_hash(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Hash(_)))
    }

    /// Whether it says where the language of a path is.
    pub fn has_language(&self) -> bool {
        self.parts.contains(&Part::Language)
    }

    /// Whether it can match one path only.
    pub fn is_exact(&self) -> bool {
        self.parts.iter().all(|part| matches!(part, Part::Literal(_)))
    }

    /// How it matches a whole path; none if it does not.
    pub fn find(&self, path: &str) -> Option<PathMatch> {
        find(&self.parts, path, 0)
    }

    /// Whether it matches a whole path.
    pub fn is_match(&self, path: &str) -> bool {
        self.find(path).is_some()
    }
}

impl fmt::Display for PathPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// What is between braces.
fn braced(inner: &str) -> Result<Part, PathPatternError> {
    match inner {
        "hash" => return Ok(Part::Hash(None)),
        "language" => return Ok(Part::Language),
        _ => {}
    }
    if let Some(length) = inner.strip_prefix("hash:") {
        let length: usize = length.parse().map_err(|_| PathPatternError::Length)?;
        return if (4..=64).contains(&length) {
            Ok(Part::Hash(Some(length)))
        } else {
            Err(PathPatternError::Length)
        };
    }
    if inner.contains(['{', '*', '?']) {
        return Err(PathPatternError::Brace);
    }
    Ok(Part::Choice(inner.split(',').map(str::to_owned).collect()))
}

/// Matches the rest of a path, from a byte of it on.
fn find(parts: &[Part], path: &str, at: usize) -> Option<PathMatch> {
    let rest = &path[at..];
    let Some((part, after)) = parts.split_first() else {
        return rest.is_empty().then(PathMatch::default);
    };
    // A hash that ends in a character of two bytes would not be at a boundary: hashes are ASCII.
    let ends = |most: usize| (0..=most).filter(|end| rest.is_char_boundary(*end));
    match part {
        Part::Literal(text) => {
            rest.starts_with(text.as_str()).then(|| find(after, path, at + text.len()))?
        }
        Part::One => {
            let c = rest.chars().next().filter(|c| *c != '/')?;
            find(after, path, at + c.len_utf8())
        }
        Part::Star => {
            let most = rest.find('/').unwrap_or(rest.len());
            ends(most).find_map(|end| find(after, path, at + end))
        }
        Part::Deep => {
            // `a/**/b` matches `a/b` too.
            let none = match after.split_first() {
                Some((Part::Literal(text), later)) if text.starts_with('/') => {
                    let mut folded = vec![Part::Literal(text[1..].to_owned())];
                    folded.extend_from_slice(later);
                    find(&folded, path, at)
                }
                _ => None,
            };
            none.or_else(|| ends(rest.len()).find_map(|end| find(after, path, at + end)))
        }
        Part::Choice(texts) => texts
            .iter()
            .filter(|text| rest.starts_with(text.as_str()))
            .find_map(|text| find(after, path, at + text.len())),
        Part::Hash(length) => {
            let is_hash = |b: u8| b.is_ascii_alphanumeric() || b"-_~".contains(&b);
            let most = rest.bytes().take_while(|b| is_hash(*b)).count();
            let lengths = match length {
                Some(length) => *length..=*length,
                None => SHORTEST_HASH..=most,
            };
            lengths.filter(|length| *length <= most).find_map(|length| {
                let hash = Some(at..at + length);
                Some(PathMatch { hash, ..find(after, path, at + length)? })
            })
        }
        Part::Language => language::tag_lengths(rest).into_iter().find_map(|length| {
            let language = Some(at..at + length);
            Some(PathMatch { language, ..find(after, path, at + length)? })
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, path: &str, expect: Option<&str>) {
        let pattern = PathPattern::parse(pattern).unwrap();
        let found = pattern.find(path);
        let found = found.map(|found| found.hash.map_or("", |hash| &path[hash]));
        assert_eq!(found, expect, "{pattern} on {path}");
    }

    #[test]
    fn a_pattern_matches_whole_paths() {
        check("index.html", "index.html", Some(""));
        check("index.html", "a/index.html", None);
        check("*.html", "index.html", Some(""));
        check("*.html", "a/index.html", None);
        check("**/*.html", "a/b/index.html", Some(""));
        check("**/*.html", "index.html", Some(""));
        check("a/**/b", "a/b", Some(""));
        check("a/**/b", "a/x/y/b", Some(""));
        check("**", "any/thing", Some(""));
        check("icons/icon-{192,512}.png", "icons/icon-512.png", Some(""));
        check("icons/icon-{192,512}.png", "icons/icon-64.png", None);
        check("?.txt", "é.txt", Some(""));
        check("*é*", "caféx", Some(""));
    }

    #[test]
    fn a_hash_is_where_the_pattern_says() {
        check("js/*.{hash:8}.js", "js/Value.8ae3f012.js", Some("8ae3f012"));
        check("js/*.{hash:8}.js", "js/Value.8ae3f01.js", None);
        check("assets/*-{hash:8}.{js,css}", "assets/fa-solid-900-BUswJgRo.css", Some("BUswJgRo"));
        check("assets/*-{hash:8}.js", "assets/a-b_-cd-fg.js", Some("b_-cd-fg"));
        check("js/{hash}.js", "js/0a1b2c3d4e.js", Some("0a1b2c3d4e"));
        check("js/{hash:8}.js", "js/0a~b-2_d.js", Some("0a~b-2_d"));
        check("js/{hash}.js", "js/short.js", None);
    }

    #[test]
    fn a_language_is_where_the_pattern_says() {
        let check = |pattern: &str, path: &str, expect: Option<[&str; 2]>| {
            let found = PathPattern::parse(pattern).unwrap().find(path).map(|found| {
                let of = |span: Option<Range<usize>>| span.map_or("", |span| &path[span]);
                [of(found.language), of(found.hash)]
            });
            assert_eq!(found, expect, "{pattern} on {path}");
        };
        check(
            "t/{language}-{hash:8}.json",
            "t/zh-Hant-0a1b2c3d.json",
            Some(["zh-Hant", "0a1b2c3d"]),
        );
        check("t/{language}-{hash:8}.json", "t/app-0a1b2c3d.json", None);
        check("{language}/app.json", "pt_BR/app.json", Some(["pt_BR", ""]));
        check("{language}-LC_MESSAGES.js", "es-LC_MESSAGES.js", Some(["es", ""]));
        check("*.{language}.js", "app.de.js", Some(["de", ""]));
        check("{language}.js", "index.js", None);
    }

    #[test]
    fn what_is_no_pattern_is_said() {
        let check =
            |text: &str, expect| assert_eq!(PathPattern::parse(text), Err(expect), "{text}");
        check("", PathPatternError::Empty);
        check("/a", PathPatternError::Absolute);
        check("a\\b", PathPatternError::Absolute);
        check("{a", PathPatternError::Brace);
        check("a}", PathPatternError::Brace);
        check("{a*}", PathPatternError::Brace);
        check("{hash:3}", PathPatternError::Length);
        check("{hash:x}", PathPatternError::Length);
        check("{hash}{hash}", PathPatternError::Hashes);
        check("{language}/{language}", PathPatternError::Hashes);
        check("*a*a*a*a*a*a*a*a*a", PathPatternError::Wildcards);
    }
}
