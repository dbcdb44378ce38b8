//! What a base client's schema says of a value to people: titles, descriptions, words for the values of a list. A schema
//! may say them in other languages too, as `x-translations`: language → `title`, `description`, `values`.

use serde_json::Value;

use rebadge_theme::base::{Is, options, word};

use super::words::Language;

/// A part of a schema.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    root: &'a Value,
    here: &'a Value,
}

impl<'a> Part<'a> {
    pub(super) fn whole(root: &'a Value) -> Part<'a> {
        Part { root, here: root }
    }

    /// Its properties, in the schema's order.
    pub(super) fn properties(self) -> impl Iterator<Item = (&'a String, Part<'a>)> {
        let properties = self.here.get("properties").and_then(Value::as_object);
        properties.into_iter().flatten().map(move |(key, part)| (key, self.at(part)))
    }

    /// A property.
    pub(super) fn property(self, key: &str) -> Option<Part<'a>> {
        self.properties().find(|(name, _)| *name == key).map(|(_, part)| part)
    }

    /// What is in a list.
    pub(super) fn items(self) -> Option<Part<'a>> {
        self.here.get("items").map(|items| self.at(items))
    }

    /// What holds where a theme says nothing.
    pub(super) fn default(self) -> Option<&'a Value> {
        self.here.get("default")
    }

    /// Whether it takes one of a few words.
    pub(super) fn is_choice(self) -> bool {
        self.here.get("enum").is_some()
    }

    /// A part below, or what it refers to within the schema.
    fn at(self, here: &'a Value) -> Part<'a> {
        let pointer = here.get("$ref").and_then(Value::as_str);
        let pointer = pointer.and_then(|name| name.strip_prefix('#'));
        let there = pointer.and_then(|pointer| self.root.pointer(pointer));
        Part { root: self.root, here: there.unwrap_or(here) }
    }

    /// Its title, and the language that it is in; without one the key in words.
    pub(super) fn title(self, key: &str, language: Language) -> Text {
        self.text("title", language).unwrap_or_else(|| Text::english(words(key)))
    }

    /// Its description; empty without one.
    pub(super) fn description(self, language: Language) -> Text {
        self.text("description", language).unwrap_or_default()
    }

    /// The words for one of the values that it takes.
    pub(super) fn value(self, value: &str, language: Language) -> String {
        let words = |tag| self.translation(tag)?.get("values")?.get(value)?.as_str();
        let known = words(language.tag()).or_else(|| words("en"));
        known.unwrap_or(value).to_owned()
    }

    /// The path of the drawing that shows one of its values.
    pub(super) fn picture(self, value: &Value) -> Option<&'a str> {
        self.here.get(options::KEYWORD)?.get(options::text(value))?.as_str()
    }

    /// Whether its values are times, in seconds.
    pub(super) fn is_time(self) -> bool {
        let word = word(self.here).and_then(Result::ok);
        word.is_some_and(|word| word.is == Some(Is::Duration))
    }

    fn translation(self, tag: &str) -> Option<&'a Value> {
        self.here.get("x-translations")?.get(tag)
    }

    fn text(self, name: &str, language: Language) -> Option<Text> {
        let translated =
            self.translation(language.tag()).and_then(|texts| texts.get(name)?.as_str());
        if let Some(text) = translated {
            return Some(Text { text: text.to_owned(), tag: language.tag() });
        }
        Some(Text::english(self.here.get(name)?.as_str()?.to_owned()))
    }
}

/// A text and its language (BCP 47).
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Text {
    pub(super) text: String,
    pub(super) tag: &'static str,
}

impl Default for Text {
    fn default() -> Text {
        Text::english(String::new())
    }
}

impl Text {
    /// In the language of contracts.
    pub(super) fn english(text: String) -> Text {
        Text { text, tag: "en" }
    }
}

/// A key in words: `keep-days` is "Keep days".
pub(super) fn words(key: &str) -> String {
    capital(&key.replace(['-', '_'], " "))
}

/// A text with a capital.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Title, description and one value of a property, with the languages.
    fn check(property: Value, language: Language, expect: [&str; 3]) {
        let schema =
            json!({ "properties": { "a-b": property }, "$defs": { "x": { "title": "X" } } });
        let part = Part::whole(&schema).property("a-b").expect("a property");
        let shown = |text: Text| format!("{} ({})", text.text, text.tag);
        let found = [
            shown(part.title("a-b", language)),
            shown(part.description(language)),
            part.value("own", language),
        ];
        assert_eq!(found, expect);
    }

    #[test]
    fn a_schema_speaks_the_readers_language_if_it_can() {
        let property = json!({
            "title": "T",
            "description": "D",
            "x-translations": {
                "en": { "values": { "own": "your own" } },
                "zh-CN": { "title": "题", "values": { "own": "自有" } },
            },
        });
        check(property.clone(), Language::English, ["T (en)", "D (en)", "your own"]);
        check(property, Language::Chinese, ["题 (zh-CN)", "D (en)", "自有"]);
        check(json!({}), Language::Chinese, ["A b (en)", " (en)", "own"]);
        check(json!({ "$ref": "#/$defs/x" }), Language::English, ["X (en)", " (en)", "own"]);
    }
}
