//! Words of prose that signs join without a space: alternatives (`Name/Other`), compounds (`the Main-Name`), emphasis (`_Name_`),
//! a space that is missing behind a period. In a text that people read they are words; what has the shape of a path, a call, a
//! member or a handle is none.

use std::ops::Range;

use crate::words::{self, Ending, Suffixes};

/// What follows a name in a text that people read, behind whatever is before it: nothing if the name is no word of its own there.
/// A name that ends a compound is in a compound as one that begins it.
pub fn ending(text: &str, part: &Range<usize>, suffixes: Suffixes) -> Option<Ending> {
    if is_in_command(text, part) {
        return None;
    }
    let is_headed = match before(text, part)? {
        Before::Word => false,
        Before::Compound => true,
    };
    let after = after(text, part, suffixes)?;
    let is_name_small = is_small(&text[part.clone()]);
    if after == Ending::Compound && is_name_small && is_element(text, part) {
        return None;
    }
    match after {
        Ending::Nothing | Ending::Inflection(_) if is_headed => Some(Ending::Compound),
        ending => Some(ending),
    }
}

/// What is before a name that is a word of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// The end of another word, or nothing.
    Word,
    /// A word and a hyphen.
    Compound,
}

fn before(text: &str, part: &Range<usize>) -> Option<Before> {
    let front = &text[..part.start];
    if words::stands_before(text, part.start) {
        return Some(Before::Word);
    }
    let last = front.chars().next_back()?;
    let is_word = match last {
        '-' | '\u{2010}' | '\u{2011}' => {
            return is_headed(text, part).then_some(Before::Compound);
        }
        '_' => has_space(text) && is_emphasis_open(text, part.start),
        '/' => is_alternative(text, part),
        // A space is missing behind a word of another language than English, or before a name of two words; `window.Name` has none.
        '.' | ':' => {
            let word = front[..front.len() - 1].chars().next_back();
            let is_sentence =
                last == '.' && text[part.clone()].contains(' ') && front.contains(' ');
            word.is_some_and(|letter| {
                words::is_foreign_letter(letter)
                    || is_sentence && !letter.is_ascii_digit()
                    || "”“»)\"'".contains(letter)
            })
        }
        _ => false,
    };
    is_word.then_some(Before::Word)
}

fn after(text: &str, part: &Range<usize>, suffixes: Suffixes) -> Option<Ending> {
    let known = words::ending(text, part.end, suffixes)?;
    if ["()", "::"].iter().any(|sign| text[part.end..].starts_with(sign)) {
        return None;
    }
    if known != Ending::Identifier {
        return Some(known);
    }
    let rest = &text[part.end..];
    let mut letters = rest.chars();
    let is_word = match letters.next()? {
        '_' => has_space(text) && is_emphasis_close(text, part.end),
        // A host or a variable would follow.
        '@' => letters.next().is_none(),
        '(' | '[' => is_remark(rest),
        '.' => is_sentence(text, part),
        '/' => is_alternative(text, part),
        '&' => is_entity(rest),
        ':' => return colon_ending(rest).map(Ending::Inflection),
        _ => false,
    };
    is_word.then_some(Ending::Nothing)
}

/// Whether a name, or a part of one, has no capitals.
fn is_small(name: &str) -> bool {
    !name.chars().any(char::is_uppercase)
}

/// Whether a word and a hyphen are before a name: `the Main-Name`, but not `X-Name`, `--name`, or `my-name`, which is an identifier.
fn is_headed(text: &str, part: &Range<usize>) -> bool {
    let front = text[..part.start].trim_end_matches(['-', '\u{2010}', '\u{2011}']);
    if text[..part.start].chars().count() != front.chars().count() + 1 {
        return false;
    }
    let is_inner = |letter: char| letter.is_alphanumeric() && !words::is_unspaced(letter);
    let is_hyphen = |letter: char| matches!(letter, '-' | '\u{2010}' | '\u{2011}');
    let start = front.char_indices().rev().take(80);
    let start = start.take_while(|(_, letter)| is_inner(*letter) || is_hyphen(*letter)).last();
    let Some((start, first)) = start else { return false };
    let head = &front[start..];
    let word = head.split(is_hyphen).next().unwrap_or_default();
    let is_plain = head.is_ascii() && is_small(head);
    first.is_alphabetic()
        && word.chars().count() > 1
        && words::stands_before(text, start)
        && !(is_plain && is_small(&text[part.clone()]))
}

/// Whether a name in small letters goes on as the name of a custom element, a package or an option does: `name-ui-element`.
fn is_element(text: &str, part: &Range<usize>) -> bool {
    let rest = text[part.end..].trim_start_matches('-');
    let run: &str = rest
        .split(|letter: char| letter.is_whitespace() || "\"'`<>()[]{},;|".contains(letter))
        .next()
        .unwrap_or_default();
    let run = run.trim_end_matches(['.', ':', '!', '?']);
    run.is_ascii() && is_small(run) && !text.chars().any(words::is_foreign_letter)
}

/// Segments of paths.
const FOLDERS: &[&str] = &[
    "api",
    "app",
    "apps",
    "assets",
    "bin",
    "config",
    "data",
    "dist",
    "docs",
    "etc",
    "home",
    "lib",
    "log",
    "logs",
    "main",
    "node_modules",
    "opt",
    "packages",
    "public",
    "root",
    "src",
    "static",
    "tmp",
    "usr",
    "v1",
    "v2",
    "v3",
    "var",
    "www",
];

/// Whether a slash beside a name is one between words: `Name/Other settings`, and not `a/b/Name`, `owner/name` or `Name/src`.
fn is_alternative(text: &str, part: &Range<usize>) -> bool {
    let (run, inner) = words::around(text, part);
    let run_end = run.trim_end_matches(['.', ',', ':', ';', '!', '?', '*']).len().max(inner.end);
    let run = run[..run_end].trim_start_matches('*');
    if run.contains(['\\', '@', '_', '=', '#', '?', '%', '~', '$', '&', ':', '+']) {
        return false;
    }
    let segments: Vec<&str> = run.split('/').collect();
    let name = &text[part.clone()];
    let is_named = |segment: &&str| segment.contains(name);
    let is_word = |segment: &&str| {
        let has_shape = |letter: char| letter.is_alphanumeric() || "-'’.\u{2011}".contains(letter);
        !segment.contains("..")
            && segment.starts_with(char::is_alphabetic)
            && segment.chars().all(has_shape)
            && !segment.trim_end_matches('.').contains('.')
    };
    let is_capital = |segment: &&str| {
        segment.chars().any(|letter| letter.is_uppercase() || words::is_foreign_letter(letter))
    };
    let lower = name.to_lowercase();
    let is_free = |segment: &&str| {
        segments.len() == 2
            && has_space(text)
            && !FOLDERS.contains(segment)
            && segment.to_lowercase() != lower
    };
    // A trailing slash is one of a folder.
    (2..=4).contains(&segments.len())
        && !is_small(name)
        && segments.iter().all(|segment| is_named(segment) || is_word(segment))
        && segments
            .iter()
            .filter(|segment| !is_named(segment))
            .all(|segment| is_capital(segment) || is_free(segment))
}

fn has_space(text: &str) -> bool {
    text.trim().contains(char::is_whitespace)
}

/// Whether `_` before a name opens an emphasis of Markdown.
fn is_emphasis_open(text: &str, start: usize) -> bool {
    let head = text[..start].trim_end_matches('_');
    let opens = !head.ends_with(|letter: char| letter.is_alphanumeric());
    let rest = &text[start..];
    let closes = |(at, _): (usize, &str)| {
        let before = rest[..at].chars().next_back();
        let after = rest[at..].trim_start_matches('_').chars().next();
        before.is_some_and(|letter| !letter.is_whitespace())
            && after.is_none_or(|letter| !letter.is_alphanumeric())
    };
    opens && rest.match_indices('_').any(closes)
}

/// Whether `_` behind a name closes one.
fn is_emphasis_close(text: &str, end: usize) -> bool {
    let tail = text[end..].trim_start_matches('_').chars().next();
    let closes = tail.is_none_or(|letter| !letter.is_alphanumeric() && letter != '(');
    let front = &text[..end];
    let opens = |(at, _): (usize, &str)| {
        let before = front[..at].trim_end_matches('_').chars().next_back();
        let after = front[at..].trim_start_matches('_').chars().next();
        before.is_none_or(|letter| !letter.is_alphanumeric())
            && after.is_some_and(char::is_alphanumeric)
    };
    closes && front.match_indices('_').any(opens)
}

/// Whether brackets directly behind a name hold words: `Name(and others)`, and not `Name(a, b)`.
fn is_remark(rest: &str) -> bool {
    let inner = &rest[1..];
    let inner = &inner[..inner.find([')', ']', '\n']).unwrap_or(inner.len())];
    let is_call = inner.contains(['=', '{', '}', '"', '\'', '`', ';', '$', '<', '>']);
    let mut words = inner.split_whitespace().peekable();
    let mut has_words = false;
    while let Some(word) = words.next() {
        let is_word = |word: &str| word.starts_with(char::is_alphabetic);
        has_words |=
            is_word(word) && !word.ends_with(',') && words.peek().is_some_and(|next| is_word(next));
    }
    let is_plural = ["s", "es", "n", "en"].contains(&inner);
    !is_call && (has_words || is_plural || inner.chars().any(words::is_foreign_letter))
}

/// Words that often begin a sentence of English.
const STARTS: &[&str] = &[
    "A", "After", "All", "An", "And", "Are", "As", "At", "Before", "But", "By", "Check", "Click",
    "Do", "Each", "For", "From", "How", "If", "In", "Is", "It", "Make", "No", "Not", "On", "Once",
    "Or", "Please", "See", "So", "Some", "That", "The", "Then", "There", "These", "They", "This",
    "To", "Try", "Use", "We", "What", "When", "Where", "Which", "With", "You", "Your",
];

/// Whether a sentence begins behind the period after a name, with no space between: `of Name.If you`.
fn is_sentence(text: &str, part: &Range<usize>) -> bool {
    let rest = &text[part.end + 1..];
    let length = rest.find(|letter: char| !letter.is_alphabetic()).unwrap_or(rest.len());
    let (word, tail) = rest.split_at(length);
    let mut letters = word.chars();
    let is_capital = letters.next().is_some_and(|first| {
        first.is_uppercase() || words::is_foreign_letter(first) || words::is_unspaced(first)
    });
    let is_small = letters.all(|letter| !letter.is_uppercase());
    let small_word = |word: &str| word.chars().all(|letter| letter.is_lowercase());
    let next: Vec<&str> = tail.split_whitespace().take(2).collect();
    let front = text[..part.start].split_whitespace().count();
    is_capital
        && is_small
        && tail.starts_with(char::is_whitespace)
        && (STARTS.contains(&word)
            || word.chars().any(words::is_foreign_letter)
            || front > 1 && next.iter().any(|word| small_word(word)))
}

/// Whether an entity of HTML follows: `Name&nbsp;2`.
fn is_entity(rest: &str) -> bool {
    let name = rest[1..].split(';').next().unwrap_or_default();
    let is_name = name.trim_start_matches('#').bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_name && !name.is_empty() && name.len() < 9 && rest[1..].len() > name.len()
}

/// Endings that Finnish and Swedish write behind a colon.
const COLON_ENDINGS: &[&str] = &[
    "a", "ä", "aan", "ään", "een", "een", "en", "et", "hin", "hun", "iin", "in", "ista", "ksi",
    "ksi", "lla", "llä", "lle", "lta", "ltä", "n", "na", "nä", "s", "sa", "ssa", "ssä", "sta",
    "stä", "ta", "tä", "tta", "ttä",
];

/// The length of an ending that a colon joins: `Name:n`.
fn colon_ending(rest: &str) -> Option<usize> {
    let tail = &rest[1..];
    let length = tail.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(tail.len());
    let next = tail[length..].chars().next();
    let ends = next.is_none_or(|next| next.is_whitespace() || ".,!?)".contains(next));
    (ends && COLON_ENDINGS.contains(&&tail[..length])).then_some(length + 1)
}

/// Whether a name is part of a command or of code within backticks: `` Run `pip install name` ``. One that is all between them is a
/// name if it has capitals.
fn is_in_command(text: &str, part: &Range<usize>) -> bool {
    let is_in = text[..part.start].matches('`').count() % 2 == 1;
    let Some(close) = text[part.end..].find('`').filter(|_| is_in) else { return false };
    let open = text[..part.start].rfind('`').map_or(0, |at| at + 1);
    (open, close) != (part.start, 0) || is_small(&text[part.clone()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, text: &str, expect: Option<Ending>) {
        let start = text.find(name).unwrap();
        let found = ending(text, &(start..start + name.len()), Suffixes::Guessed);
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn words_that_signs_join_are_words() {
        let word = |text: &str| check("Oldmark", text, Some(Ending::Nothing));
        word("Your Oldmark/UI settings stay");
        word("Oldmark/HomeKit");
        word("a/Oldmark or b");
        word("UI/Oldmark/HomeKit.");
        word("Oldmark/UI设置");
        word("Oldmark(및 검증된)는");
        word("Oldmark(and more) is");
        word("your Oldmark(s)");
        word("see Oldmark.If you");
        word("dari cache Oldmark.Jika dipasangkan");
        word("_Oldmark_ is");
        word("__Oldmark__ is");
        word("_the new Oldmark_");
        word("Oldmark&nbsp;is");
        word("Oldmark™");
        word("„Oldmark“");
        word("Oldmark@");
        word("see `Oldmark` there");
        check("Oldmark", "in Oldmark:sa", Some(Ending::Inflection(3)));
    }

    #[test]
    fn compounds_have_the_name_at_either_end() {
        let compound = |text: &str| check("Oldmark", text, Some(Ending::Compound));
        compound("auf der Haupt-Oldmark neu");
        compound("die Main-Oldmark-Bridge");
        compound("non-Oldmark users");
        compound("Oldmark-version");
        check("oldmark", "auf der Haupt-oldmark neu", Some(Ending::Compound));
        check("oldmark", "fra oldmark-version på", Some(Ending::Compound));
        for text in ["my-oldmark is", "an oldmark-ui-element is", "--oldmark is", "x-oldmark is"] {
            check("oldmark", text, None);
        }
        check("Oldmark", "the X-Oldmark header", None);
    }

    #[test]
    fn paths_calls_members_and_handles_are_none() {
        let none = |text: &str| check("Oldmark", text, None);
        none("in /opt/Oldmark now");
        none("src/Oldmark or b");
        none("a/b/Oldmark or c");
        none("oldmark/Oldmark is");
        none("in Oldmark/src now");
        none("Oldmark(a, b) is");
        none("Oldmark() is");
        none("use Oldmark.Client there");
        none("Oldmark.js is");
        none("v1.Oldmark is");
        none("Oldmark_name is");
        check("Old Mark", "og 45 minutt.Old Mark vil", Some(Ending::Nothing));
        none("my_Oldmark_name is");
        none("__Oldmark__");
        none("Oldmark::init now");
        none("Oldmark:latest is");
        none("#Oldmark is");
        none("@Oldmark on X");
        none("$Oldmark and");
        none("Oldmark=good thing");
        none("Oldmark&Co is");
        none("run `pip install Oldmark` now");
        check("oldmark", "see `oldmark` there", None);
        check("oldmark", "in oldmark/team now", None);
    }
}
