//! Where words begin and end, in all scripts: what may stand before and behind a name so that it is a word of its own.

use std::ops::Range;

/// What follows a name within its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Nothing: the word ends.
    Nothing,
    /// An inflection, of so many bytes: `Assistanthoz`.
    Inflection(usize),
    /// Another word behind a hyphen: `Actual-Server`.
    Compound,
    /// What makes an identifier of it: `Actual_id`, `Actual.prototype`.
    Identifier,
}

/// Whether a text's language adds endings to names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suffixes {
    /// It does not, as English and the Romance languages do not: `Actualizar` is another word than `Actual`.
    Never,
    /// As English: a plural is perhaps another word, `Actuals`.
    English,
    /// The language is not known: it may, if the text has letters that are not English.
    Guessed,
    /// It does.
    Taken,
}

/// Languages that add endings to names (ISO 639-1).
const INFLECTED: &[&str] = &[
    "az", "be", "bg", "bs", "cs", "da", "de", "et", "eu", "fi", "hr", "hu", "is", "ka", "kk", "lb",
    "lt", "lv", "mk", "nb", "nl", "nn", "no", "pl", "ru", "sk", "sl", "sq", "sr", "sv", "tr", "uk",
    "uz", "hy", "ky", "mn", "tk", "tt", "ug",
];

impl Suffixes {
    /// What a language does, by its tag: `hu`, `pt-BR`.
    pub fn of(language: Option<&str>) -> Suffixes {
        let language = language.map(|tag| tag.split(['-', '_']).next().unwrap_or_default());
        match language {
            None => Suffixes::Guessed,
            Some(tag) if INFLECTED.contains(&tag) => Suffixes::Taken,
            Some("en") => Suffixes::English,
            Some(_) => Suffixes::Never,
        }
    }

    /// What it is for a text, whose letters tell if nothing else does. Those of scripts without spaces do not: a name of a tenant in
    /// such a script is in texts of all languages.
    fn in_text(self, text: &str) -> Suffixes {
        let tells = |letter: char| is_foreign_letter(letter) && !is_unspaced(letter);
        match self {
            Suffixes::Guessed if text.chars().any(tells) => Suffixes::Taken,
            Suffixes::Guessed => Suffixes::Never,
            known => known,
        }
    }
}

/// Endings that languages add to a name, from those that do: German and the Scandinavian languages, Finnish and Estonian,
/// Hungarian, the Slavic and Baltic languages, Turkish. English is not among them: `Actually` is another word than `Actual`.
const INFLECTIONS: &[&str] = &[
    "s", "es", "en", "et", "ens", "ets", "in", "ia", "iin", "ssa", "ssä", "sta", "stä", "lla",
    "llä", "lta", "ltä", "lle", "ksi", "na", "nä", "tta", "ttä", "n", "issa", "ista", "illa",
    "ilta", "ille", "iksi", "is", "ist", "ile", "il", "ilt", "i", "iga", "ban", "ben", "ba", "be",
    "ból", "ből", "nak", "nek", "val", "vel", "tal", "tel", "hoz", "hez", "höz", "ról", "ről",
    "ra", "re", "tól", "től", "on", "ön", "t", "ot", "at", "ért", "ig", "ként", "nál", "nél", "ni",
    "ga", "ning", "ok", "a", "u", "em", "om", "ie", "ovi", "owi", "y", "ů", "ą", "ę", "ami", "ach",
    "ów", "ом", "у", "а", "е", "ам", "ами", "ах", "ов", "и", "і", "ą", "as", "o", "ui", "e", "ai",
    "da", "de", "dan", "den", "ya", "ye", "nin", "nın", "un", "ün", "ta", "te", "tan", "ten", "yu",
    "yi", "la", "le",
];

/// Whether a letter is of a script that sets no spaces between words, or one whose particles follow names directly.
pub fn is_unspaced(letter: char) -> bool {
    matches!(u32::from(letter),
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1100..=0x11FF | 0x1780..=0x17FF
        | 0x3005..=0x30FF | 0x3100..=0x312F | 0x3400..=0x9FFF | 0xAC00..=0xD7AF | 0xF900..=0xFAFF | 0xFF66..=0xFF9F | 0x20000..=0x3FFFF)
}

/// Whether a letter is one that identifiers seldom have.
pub fn is_foreign_letter(letter: char) -> bool {
    !letter.is_ascii() && letter.is_alphabetic()
}

/// Whether a letter is one of languages that add endings to names, and of none that does not.
pub fn is_of_inflected(letter: char) -> bool {
    "äöåøæßüőűěščřžůłąęśźżığşėįųāēīūņļķģ".contains(letter)
        || ('\u{400}'..'\u{530}').contains(&letter)
}

/// The vowel that an accented Latin one is without its accent; every other letter as it is.
pub fn without_accent(letter: char) -> char {
    match letter {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'æ' => 'a',
        'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => 'e',
        'ì'..='ï' | 'ī' | 'į' => 'i',
        'ò'..='ö' | 'ø' | 'ō' | 'ő' | 'œ' => 'o',
        'ù'..='ü' | 'ū' | 'ů' | 'ű' => 'u',
        letter => letter,
    }
}

/// Whether a letter or digit goes on a word.
fn goes_on(letter: char) -> bool {
    // A mark that combines is a part of the letter before it.
    (letter.is_alphanumeric() || ('\u{300}'..'\u{370}').contains(&letter)) && !is_unspaced(letter)
}

/// Whether a word can begin at this byte of a text, behind what is there.
pub fn stands_before(text: &str, start: usize) -> bool {
    let mut before = text[..start].chars().rev();
    match before.next() {
        None => true,
        Some('-' | '\u{2010}' | '\u{2011}') => {
            !before.next().is_some_and(|letter| letter.is_ascii_alphanumeric() || letter == '-')
        }
        Some(letter) => !goes_on(letter) && !"_./@:$\\#=&?%~<".contains(letter),
    }
}

/// What follows a name that ends at this byte of a text; nothing if the word is another word.
pub fn ending(text: &str, end: usize, suffixes: Suffixes) -> Option<Ending> {
    let rest = &text[end..];
    let mut after = rest.chars();
    let Some(first) = after.next() else { return Some(Ending::Nothing) };
    let second = after.next();
    if goes_on(first) {
        return inflection(text, rest, suffixes);
    }
    let word_follows = second.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
    Some(match first {
        '_' | '$' | '@' | '=' | '\\' => Ending::Identifier,
        '(' | '[' | '.' | '/' | ':' | '#' | '&' | '?' | '%' if word_follows => Ending::Identifier,
        '-' | '\u{2010}' | '\u{2011}' if word_follows => Ending::Compound,
        _ => Ending::Nothing,
    })
}

/// The inflection with which the rest begins.
fn inflection(text: &str, rest: &str, suffixes: Suffixes) -> Option<Ending> {
    let ending = rest_of_word(rest);
    let is_known = suffixes.in_text(text) == Suffixes::Taken && INFLECTIONS.contains(&ending);
    is_known.then_some(Ending::Inflection(ending.len()))
}

/// The letters that go on a word, at most one more than the longest inflection has, so that a longer word is not taken for it.
fn rest_of_word(rest: &str) -> &str {
    let length: usize =
        rest.chars().take_while(|letter| goes_on(*letter)).take(6).map(char::len_utf8).sum();
    &rest[..length]
}

/// Whether a name that goes on as a word of its own does not is perhaps the name with an ending: the language of the text is not
/// known, or English with a plural.
pub fn may_be_inflected(text: &str, end: usize, suffixes: Suffixes) -> bool {
    let ending = rest_of_word(&text[end..]);
    match suffixes.in_text(text) {
        Suffixes::Never if suffixes == Suffixes::Guessed => INFLECTIONS.contains(&ending),
        Suffixes::English => ["s", "es"].contains(&ending),
        Suffixes::Never | Suffixes::Guessed | Suffixes::Taken => false,
    }
}

/// Whether a character is not seen within a word: a soft hyphen, a space without width.
pub fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}')
}

/// The characters that are not seen, as files write them, escaped or not.
pub const INVISIBLE: [&str; 12] = [
    "\u{AD}",
    "\u{200B}",
    "\u{2060}",
    "\\u00ad",
    "\\u00AD",
    "\\xad",
    "\\xAD",
    "\\u200b",
    "\\u200B",
    "\\u2060",
    "&shy;",
    "&ZeroWidthSpace;",
];

/// A text without the characters that are not seen.
#[derive(Clone, Debug)]
pub struct Squeezed {
    /// What is left.
    pub text: String,
    /// The byte of the text at which each byte of what is left was, and the text's length.
    places: Vec<usize>,
}

impl Squeezed {
    /// A text without them; none of a text that has none.
    pub fn of(text: &str) -> Option<Squeezed> {
        if text.is_ascii() || !text.contains(is_invisible) {
            return None;
        }
        let mut squeezed = Squeezed { text: String::new(), places: Vec::new() };
        for (at, letter) in text.char_indices().filter(|(_, letter)| !is_invisible(*letter)) {
            squeezed.places.extend((0..letter.len_utf8()).map(|byte| at + byte));
            squeezed.text.push(letter);
        }
        squeezed.places.push(text.len());
        Some(squeezed)
    }

    /// The part of the text that a part of what is left was; nothing for one in which no character is missing.
    pub fn split(&self, part: &Range<usize>) -> Option<Range<usize>> {
        let last = part.end.checked_sub(1)?;
        let found = self.places[part.start]..self.places[last] + 1;
        (found.len() > part.len()).then_some(found)
    }
}

/// Where the letters and digits end that go on from a byte of a text; at most 40.
pub fn end_of_word(text: &str, from: usize) -> usize {
    let rest = text[from..].chars().take(40).take_while(|letter| letter.is_alphanumeric());
    from + rest.map(char::len_utf8).sum::<usize>()
}

/// Whether a part of a text has no letters or digits beside it: signs may join it to other words.
pub fn is_apart(text: &str, part: &Range<usize>) -> bool {
    let [before, after] = [text[..part.start].chars().next_back(), text[part.end..].chars().next()];
    ![before, after].into_iter().flatten().any(goes_on)
}

/// How far a word is looked at on each side of a name, in bytes: one line of a script may have millions.
const REACH: usize = 120;

/// Whether a letter ends a run of those that addresses are written in.
fn ends_run(letter: char) -> bool {
    match letter {
        '"' | '\'' | '`' | '(' | ')' | '<' | '>' | '[' | ']' | '{' | '}' | '|' | ',' | ';' => true,
        letter if letter.is_ascii() => letter.is_ascii_whitespace(),
        '“' | '”' | '‘' | '’' | '「' | '」' => true,
        letter => letter.is_whitespace() || is_unspaced(letter),
    }
}

/// The run of characters without white space, quotes and brackets that holds a part of a text, and the part within it.
pub fn around<'a>(text: &'a str, part: &Range<usize>) -> (&'a str, Range<usize>) {
    let first = text.floor_char_boundary(part.start.saturating_sub(REACH));
    let last = text.ceil_char_boundary((part.end + REACH).min(text.len()));
    let start = text[first..part.start].char_indices().rev().find(|(_, letter)| ends_run(*letter));
    let start = start.map_or(first, |(at, letter)| first + at + letter.len_utf8());
    let end = text[part.end..last].find(ends_run).map_or(last, |at| part.end + at);
    (&text[start..end], part.start - start..part.end - start)
}

/// Top-level domains that hosts of clients have, beside those of two letters (IANA's root zone has some 1,400; most of them are
/// words that members of objects have too).
const DOMAINS: &[&str] = &[
    "com",
    "org",
    "net",
    "edu",
    "gov",
    "int",
    "mil",
    "info",
    "biz",
    "dev",
    "app",
    "cloud",
    "online",
    "site",
    "website",
    "tech",
    "page",
    "pages",
    "link",
    "chat",
    "blog",
    "shop",
    "store",
    "xyz",
    "live",
    "tools",
    "software",
    "systems",
    "solutions",
    "digital",
    "agency",
    "network",
    "host",
    "hosting",
    "space",
    "zone",
    "world",
    "global",
    "bank",
    "foundation",
    "social",
    "studio",
    "design",
    "sh",
    "works",
    "example",
    "test",
    "local",
    "localhost",
    "internal",
    "arpa",
    "name",
    "pro",
    "mobi",
    "asia",
    "eus",
    "cat",
    "goog",
    "google",
    "new",
];

/// Endings of files of two letters, which are no countries here.
const ENDINGS: &[&str] = &[
    "js", "ts", "py", "rs", "md", "cs", "vb", "gz", "br", "po", "so", "sh", "go", "id", "is", "in",
    "to", "no",
];

/// Whether a word has the shape of a host's name: labels with dots between them, the last a top-level domain, lower-case.
pub fn is_host(word: &str) -> bool {
    let Some((front, last)) = word.rsplit_once('.') else { return false };
    let is_label = |label: &str| {
        let signs = |byte: u8| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_'
        };
        !label.is_empty() && label.bytes().all(signs)
    };
    let is_country = last.len() == 2
        && last.bytes().all(|byte| byte.is_ascii_lowercase())
        && !ENDINGS.contains(&last);
    (is_country || DOMAINS.contains(&last)) && front.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the name is as a word of its own, and what follows it.
    fn check(text: &str, name: &str, expect: Option<Ending>) {
        let start = text.find(name).unwrap();
        let found = stands_before(text, start)
            .then(|| ending(text, start + name.len(), Suffixes::Guessed))
            .flatten();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn words_end_in_all_scripts() {
        check("Genişlet", "let", None);
        check("Fleta e poshtme", "Flet", None);
        check("Langflowへようこそ", "Langflow", Some(Ending::Nothing));
        check("欢迎Langflow使用", "Langflow", Some(Ending::Nothing));
        check("Actually", "Actual", None);
        check("Actualización", "Actual", None);
        check("Actual's", "Actual", Some(Ending::Nothing));
        check("(Actual)", "Actual", Some(Ending::Nothing));
        check("Az Assistanthoz való", "Assistant", Some(Ending::Inflection(3)));
        check("Assistanthoz", "Assistant", None);
        check("Actual-Server", "Actual", Some(Ending::Compound));
        check("X-Actual-File", "Actual", None);
        check("Actual_id", "Actual", Some(Ending::Identifier));
        check("Actual.prototype", "Actual", Some(Ending::Identifier));
        check("of Actual.", "Actual", Some(Ending::Nothing));
        check("@Actual", "Actual", None);
        check("äActual", "Actual", None);
    }

    #[test]
    fn hosts_have_a_shape() {
        let check = |word: &str, expect: bool| assert_eq!(is_host(word), expect, "{word}");
        check("actualbudget.org", true);
        check("a.b-c.example", true);
        check("Actual.prototype", false);
        check("n8n", false);
        check("a..b", false);
        check("app.state.userlist", false);
        check("index.js", false);
    }
}
