//! Which labels say that a drawing is the mark of a name: the name, alone or with words of logos.

/// Words beside a name that say no more than that this is its mark.
const MARK: [&str; 13] = [
    "logotype",
    "logomark",
    "wordmark",
    "monogram",
    "lettermark",
    "emblem",
    "symbol",
    "brandmark",
    "branding",
    "brand",
    "logo",
    "mark",
    "signet",
];
/// Words beside these that tell one drawing of the mark from another.
const FORM: [&str; 32] = [
    "image",
    "icon",
    "svg",
    "img",
    "picture",
    "homepage",
    "home",
    "header",
    "sidebar",
    "navbar",
    "large",
    "small",
    "full",
    "mini",
    "short",
    "long",
    "white",
    "black",
    "dark",
    "light",
    "color",
    "mono",
    "horizontal",
    "vertical",
    "default",
    "the",
    "our",
    "von",
    "de",
    "of",
    "app",
    "s",
];

/// How a label is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// As a text that people read: the name alone is enough.
    Text,
    /// As a class or variable, which has to have a word of logos: the name alone is in those of all icons of a client.
    Word,
}

/// The names that labels may have.
#[derive(Debug)]
pub(super) struct Labels {
    /// Their letters and digits in lower case, the longest first.
    names: Vec<String>,
    spellings: Vec<String>,
}

impl Labels {
    pub(super) fn new(names: &[String]) -> Labels {
        let mut own: Vec<String> = names
            .iter()
            .map(|name| letters(name))
            .filter(|name| name.chars().count() > 2)
            .collect();
        own.sort_by_key(|name| (std::cmp::Reverse(name.len()), name.clone()));
        own.dedup();
        let is_own = |name: &&String| own.contains(&letters(name));
        let spelled = |name: &String| {
            let words: Vec<&str> = name.split_whitespace().collect();
            ["", " ", "-", "_"].map(|between| words.join(between))
        };
        let mut spellings: Vec<String> = names.iter().filter(is_own).flat_map(spelled).collect();
        spellings.sort();
        spellings.dedup();
        Labels { names: own, spellings }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// How the names may be written.
    pub(super) fn spellings(&self) -> &[String] {
        &self.spellings
    }

    /// Whether a label says that a drawing is a mark of one of the names.
    pub(super) fn is_label(&self, text: &str, manner: Manner) -> bool {
        if text.len() > 80 {
            return false;
        }
        let text = letters(text.rsplit([':', '/']).next().unwrap_or_default());
        self.names.iter().any(|name| {
            let Some((before, after)) = text.split_once(name.as_str()) else { return false };
            let rest: Option<Vec<&str>> =
                words(before).zip(words(after)).map(|(a, b)| [a, b].concat());
            rest.is_some_and(|rest| {
                manner == Manner::Text || rest.iter().any(|word| MARK.contains(word))
            })
        })
    }

    /// The first text that is such a label.
    pub(super) fn first(
        &self,
        texts: impl Iterator<Item = String>,
        manner: Manner,
    ) -> Option<String> {
        texts.map(|text| text.trim().to_owned()).find(|text| self.is_label(text, manner))
    }
}

/// The letters and digits of a text, in lower case.
fn letters(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A text as words of marks, forms and numbers, one after the other; none where it has others.
fn words(text: &str) -> Option<Vec<&'static str>> {
    let text = text.trim_start_matches(|letter: char| letter.is_ascii_digit());
    if text.is_empty() {
        return Some(Vec::new());
    }
    MARK.iter().chain(&FORM).find_map(|word| {
        let mut rest = words(text.strip_prefix(word)?)?;
        rest.push(word);
        Some(rest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_names_with_words_of_logos() {
        let check = |text: &str, (as_text, as_word): (bool, bool)| {
            let labels = Labels::new(&["The Lounge".to_owned(), "Wo".to_owned()]);
            let found = (labels.is_label(text, Manner::Text), labels.is_label(text, Manner::Word));
            assert_eq!(found, (as_text, as_word), "{text}");
        };
        check("The Lounge", (true, false));
        check("the-lounge-logo-dark", (true, true));
        check("TheLoungeWordmark2", (true, true));
        check("ui-components:the_lounge_logo", (true, true));
        check("thelounge-icon", (true, false));
        check("The Lounge settings", (false, false));
        check("Leave The Lounge", (false, false));
        check("Wo", (false, false));
        check("logo", (false, false));
    }
}
