//! The texts of one language: those of the base client, shared by all themes, and the overrides of a theme.

use std::collections::BTreeMap;
use std::sync::Arc;

/// The texts of one language.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    base: Arc<BTreeMap<String, String>>,
    /// Texts of the base client in other words.
    own: BTreeMap<String, String>,
}

impl Texts {
    /// Those of the base client.
    pub fn of_base(base: Arc<BTreeMap<String, String>>) -> Texts {
        Texts { base, own: BTreeMap::new() }
    }

    /// Puts a text in other words. One that the base client does not have stays away.
    pub fn set(&mut self, key: &str, text: String) {
        if self.base.contains_key(key) {
            self.own.insert(key.to_owned(), text);
        }
    }

    /// A text.
    pub fn get(&self, key: &str) -> Option<&String> {
        self.own.get(key).or_else(|| self.base.get(key))
    }

    /// All of them, by their keys.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &String)> + Clone {
        let mut own = self.own.iter().peekable();
        self.base.iter().map(move |(key, text)| match own.next_if(|(next, _)| *next == key) {
            Some((_, text)) => (key, text),
            None => (key, text),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_texts_stand_in_the_place_of_the_base_clients() {
        let base = ["a", "b", "c"].map(|key| (key.to_owned(), key.to_uppercase()));
        let mut texts = Texts::of_base(Arc::new(BTreeMap::from(base)));
        for key in ["c", "a", "x"] {
            texts.set(key, format!("my {key}"));
        }
        let all: Vec<String> = texts.iter().map(|(key, text)| format!("{key}: {text}")).collect();
        assert_eq!(all, ["a: my a", "b: B", "c: my c"]);
        assert_eq!(texts.get("a").map(String::as_str), Some("my a"));
        assert_eq!(texts.get("b").map(String::as_str), Some("B"));
        assert_eq!(texts.get("x"), None);
    }
}
