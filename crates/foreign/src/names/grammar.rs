//! Grammar around names: English articles, which follow the name, and what only a person can decide.

use std::ops::Range;

use crate::splice::Case;
use crate::words::Ending;

/// Why a place should be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The name has an ending, which may be another for the new name: `Assistanthoz`.
    Inflection,
    /// The name is a part of a compound: `Actual-Server`.
    Compound,
    /// The word before it is cut for a vowel: `d'Actual`.
    Elision,
    /// An article before it gives a gender: `die Actual`.
    Article,
    /// It stays: it has the shape of a path, a member or a handle, or of another word.
    Joined,
}

impl Why {
    /// The reason, for people.
    pub fn reason(self) -> &'static str {
        match self {
            Why::Inflection => "the name has an ending, which may be another for the new name",
            Why::Compound => "the name is part of a compound",
            Why::Elision => "the word before the name is cut for a vowel",
            Why::Article => "an article before the name tells a gender",
            Why::Joined => {
                "the name stays, joined to other words as paths, members and handles are"
            }
        }
    }
}

/// Words that only English has, or has far more often than others.
const ENGLISH: &[&str] = &[
    "the", "to", "of", "is", "and", "your", "you", "with", "for", "this", "that", "not", "or",
    "from", "be", "by", "can", "are", "it", "on", "when", "will", "have", "has",
];

/// Words that other languages of the Latin script have.
const OTHERS: &[&str] = &[
    "de", "la", "el", "que", "para", "il", "di", "che", "der", "die", "das", "und", "ist", "nicht",
    "zu", "es", "le", "les", "des", "du", "et", "een", "het", "och", "att", "og", "na", "w", "do",
    "się", "az", "egy", "bitte", "por", "con", "em", "do", "da", "um",
];

/// Whether a text is English, given the language of its file.
pub(super) fn is_english(text: &str, language: Option<&str>) -> bool {
    if let Some(language) = language {
        return language == "en" || language.starts_with("en-") || language.starts_with("en_");
    }
    let words = || text.split(|letter: char| !letter.is_alphabetic()).map(str::to_ascii_lowercase);
    let count = |list: &[&str]| words().filter(|word| list.contains(&word.as_str())).count();
    count(ENGLISH) > count(OTHERS)
}

/// The article in front of a name that begins there, perhaps with a tag between them: its part of the text, and its case.
pub(super) fn article(text: &str, start: usize) -> Option<(Range<usize>, Case)> {
    let mut before = &text[..start];
    if before.ends_with('>') {
        let reach = text.floor_char_boundary(start.saturating_sub(60));
        before = &before[..reach + before[reach..].rfind('<')?];
    }
    let front = before.trim_end();
    let article = ["an", "An", "a", "A"].into_iter().find(|article| {
        let rest = front.strip_suffix(article);
        rest.is_some_and(|rest| {
            !rest.ends_with(|letter: char| letter.is_alphanumeric() || "'’-_".contains(letter))
        })
    });
    let article = article.filter(|_| front.len() < before.len())?;
    let case = if article.starts_with('A') { Case::Upper } else { Case::Lower };
    Some((front.len() - article.len()..front.len(), case))
}

/// Articles that tell a gender, by language.
const ARTICLES: &[(&str, &[&str])] = &[
    (
        "de",
        &[
            "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer",
            "eines",
        ],
    ),
    ("fr", &["le", "la", "un", "une", "du"]),
    ("es", &["el", "la", "un", "una", "del"]),
    ("it", &["il", "lo", "la", "un", "uno", "una", "del", "dello", "della"]),
    ("pt", &["o", "a", "um", "uma", "do", "da", "no", "na"]),
    ("nl", &["de", "het"]),
    ("sv", &["en", "ett"]),
    ("da", &["en", "et"]),
    ("nb", &["en", "ei", "et"]),
];

/// Why a person should look at a name in a text.
pub(super) fn told(
    text: &str,
    part: &Range<usize>,
    ending: Option<Ending>,
    language: Option<&str>,
) -> Option<Why> {
    match ending {
        Some(Ending::Inflection(_)) => return Some(Why::Inflection),
        Some(Ending::Compound) => return Some(Why::Compound),
        _ => {}
    }
    let before = &text[..part.start];
    let cut = before.strip_suffix(['\'', '’']).unwrap_or_default();
    if cut.ends_with(|letter: char| letter.is_alphabetic()) {
        return Some(Why::Elision);
    }
    let tag = language?.split(['-', '_']).next()?;
    let (_, articles) = ARTICLES.iter().find(|(language, _)| *language == tag)?;
    let word = before.strip_suffix(' ')?.rsplit(|letter: char| !letter.is_alphabetic()).next()?;
    articles.contains(&word.to_lowercase().as_str()).then_some(Why::Article)
}
