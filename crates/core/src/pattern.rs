//! Key patterns such as `colors.*.error` and `security.**`, for locks and `unset`.

use std::fmt;

/// One part of a pattern.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// This key.
    Key(String),
    /// `*`: any one key.
    One,
    /// `**`: any number of keys, also none.
    Many,
}

/// A pattern of keys. It covers what lies below a key that it matches.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pattern {
    parts: Vec<Part>,
}

/// Why a text is no pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PatternError {
    /// There is nothing in it.
    Empty,
    /// Two dots side by side, or one at an end.
    EmptyKey,
    /// `col*` or `***`.
    Star,
    /// A quote that does not close, or that is within a key.
    Quote,
}

impl PatternError {
    /// What to do about it.
    pub fn help(self) -> &'static str {
        match self {
            PatternError::Empty => "write keys joined by dots, such as `legal.*`",
            PatternError::EmptyKey => "write one dot between two keys",
            PatternError::Star => {
                "`*` stands for one whole key, `**` for any number: `colors.*.error`, `security.**`"
            }
            PatternError::Quote => {
                "put the whole key between quotes, such as `menu.entries.\"a.b\"`"
            }
        }
    }
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PatternError::Empty => "the pattern is empty",
            PatternError::EmptyKey => "the pattern has an empty key",
            PatternError::Star => "the pattern has a `*` within a key",
            PatternError::Quote => "the pattern has a stray quote",
        })
    }
}

impl std::error::Error for PatternError {}

impl Pattern {
    /// The key that it begins with; none for `*` and `**`.
    pub fn first(&self) -> Option<&str> {
        match self.parts.first() {
            Some(Part::Key(key)) => Some(key),
            _ => None,
        }
    }

    /// Reads `a.*.b`, `a.**`, `a."b.c"`.
    ///
    /// # Errors
    /// Why the text is no pattern.
    pub fn parse(text: &str) -> Result<Pattern, PatternError> {
        if text.trim().is_empty() {
            return Err(PatternError::Empty);
        }
        let mut parts = Vec::new();
        let mut rest = Some(text);
        while let Some(text) = rest {
            let (part, after) = part(text)?;
            // `**.**` says no more than `**`.
            if part != Part::Many || parts.last() != Some(&Part::Many) {
                parts.push(part);
            }
            rest = after;
        }
        Ok(Pattern { parts })
    }

    /// The parts, in order; at least one.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Whether the pattern matches a key, or a key above it.
    pub fn matches<K: AsRef<str>>(&self, path: &[K]) -> bool {
        let end = self.parts.len();
        let mut at = vec![false; end + 1];
        at[0] = true;
        self.skip_many(&mut at);
        for key in path {
            if at[end] {
                return true;
            }
            let mut next = vec![false; end + 1];
            for (place, part) in self.parts.iter().enumerate().filter(|(place, _)| at[*place]) {
                match part {
                    Part::Key(name) => next[place + 1] |= name == key.as_ref(),
                    Part::One => next[place + 1] = true,
                    Part::Many => next[place] = true,
                }
            }
            self.skip_many(&mut next);
            at = next;
        }
        at[end]
    }

    /// `**` may stand for nothing.
    fn skip_many(&self, at: &mut [bool]) {
        for (place, part) in self.parts.iter().enumerate() {
            at[place + 1] |= at[place] && *part == Part::Many;
        }
    }
}

/// The first part of a text, and the text behind its dot.
fn part(text: &str) -> Result<(Part, Option<&str>), PatternError> {
    if let Some(quoted) = text.strip_prefix('"') {
        let (key, after) = quoted.split_once('"').ok_or(PatternError::Quote)?;
        let part = Part::Key(key.to_owned());
        return match after.strip_prefix('.') {
            Some(rest) => Ok((part, Some(rest))),
            None if after.is_empty() => Ok((part, None)),
            None => Err(PatternError::Quote),
        };
    }
    let (key, rest) = text.split_once('.').map_or((text, None), |(key, rest)| (key, Some(rest)));
    let part = match key.trim() {
        "" => return Err(PatternError::EmptyKey),
        "*" => Part::One,
        "**" => Part::Many,
        key if key.contains('*') => return Err(PatternError::Star),
        key if key.contains('"') => return Err(PatternError::Quote),
        key => Part::Key(key.to_owned()),
    };
    Ok((part, rest))
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Part::Key(key) if key.is_empty() || key.contains(['.', '*', ' ']) => {
                write!(f, "\"{key}\"")
            }
            Part::Key(key) => f.write_str(key),
            Part::One => f.write_str("*"),
            Part::Many => f.write_str("**"),
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, part) in self.parts.iter().enumerate() {
            write!(f, "{}{part}", if at == 0 { "" } else { "." })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, path: &str, expect: bool) {
        let keys: Vec<&str> = path.split('.').filter(|key| !key.is_empty()).collect();
        let pattern = Pattern::parse(pattern).expect("a pattern");
        assert_eq!(pattern.matches(&keys), expect, "{pattern} on {path}");
    }

    #[test]
    fn keys_and_what_lies_below_them() {
        check("legal", "legal", true);
        check("legal", "legal.terms", true);
        check("legal.terms", "legal", false);
        check("legal.terms", "legal.privacy", false);
    }

    #[test]
    fn one_star_is_one_key() {
        check("colors.*.error", "colors.dark.error", true);
        check("colors.*.error", "colors.error", false);
        check("legal.*", "legal", false);
        check("legal.*", "legal.terms", true);
        check("*", "legal.terms", true);
    }

    #[test]
    fn two_stars_are_any_number() {
        check("security.**", "security", true);
        check("security.**", "security.a.b", true);
        check("security.**", "storage", false);
        check("**.url", "connectors.systems.erp.url", true);
        check("**.url", "url", true);
        check("a.**.b.**.c", "a.x.b.y.z.b.c", true);
        check("a.**.b.*.c", "a.b.c", false);
        check("a.**.b.*.c", "a.b.b.b.c", true);
        check("**", "", true);
    }

    #[test]
    fn a_pattern_of_many_stars_takes_no_time() {
        let pattern = Pattern::parse(&"**.*.".repeat(200)).err();
        assert_eq!(pattern, Some(PatternError::EmptyKey));
        let pattern = Pattern::parse(&format!("{}z", "**.a.".repeat(200))).expect("a pattern");
        assert!(!pattern.matches(&["a"; 500]));
    }

    fn refuse(text: &str, expect: PatternError) {
        assert_eq!(Pattern::parse(text), Err(expect), "{text:?}");
    }

    #[test]
    fn what_is_no_pattern_is_told() {
        refuse("", PatternError::Empty);
        refuse(" ", PatternError::Empty);
        refuse("a..b", PatternError::EmptyKey);
        refuse(".a", PatternError::EmptyKey);
        refuse("a.", PatternError::EmptyKey);
        refuse("col*.a", PatternError::Star);
        refuse("***", PatternError::Star);
        refuse("a\"b", PatternError::Quote);
        refuse("\"a", PatternError::Quote);
        refuse("\"a\"b", PatternError::Quote);
    }

    fn shows(text: &str, expect: &str) {
        assert_eq!(Pattern::parse(text).expect("a pattern").to_string(), expect);
    }

    #[test]
    fn patterns_are_shown_as_they_are_written() {
        shows("a.*.b", "a.*.b");
        shows("a . b", "a.b");
        shows("a.**.**", "a.**");
        shows("a.\"b.c\".d", "a.\"b.c\".d");
    }
}
