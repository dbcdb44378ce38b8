//! One value of a theme, with a form for people and one for machines. Values are read back from manifests, too.

use std::fmt;

use serde_json::{Value as Json, json};

use rebadge_art::color::Color;
use rebadge_core::printable::is_unsafe;

/// What a key of a theme resolves to.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A text; empty where a theme has none.
    Text(String),
    /// A number.
    Number(serde_json::Number),
    /// On or off.
    Bool(bool),
    /// A color.
    Color(Color),
    /// A color that differs by scheme.
    Schemes {
        /// In the light scheme.
        light: Color,
        /// In the dark scheme.
        dark: Color,
    },
    /// Texts, in order: ids, languages, roles.
    List(Vec<String>),
    /// An image.
    Image(Asset),
    /// Files that are no images: those of a font.
    Files(Vec<Asset>),
    /// A value that the client's user could change at run time, and may not.
    Fixed(Box<Value>),
    /// Anything else that a section of the base client may hold.
    Data(Json),
}

/// A file that a theme or a base client brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Its path in the folder that it belongs to.
    pub name: String,
    /// Of its bytes.
    pub sha256: String,
}

impl Asset {
    fn to_json(&self) -> Json {
        json!({ "name": self.name, "sha256": self.sha256 })
    }

    fn from_json(json: &Json) -> Option<Asset> {
        let text = |key: &str| json.get(key)?.as_str().map(str::to_owned);
        let has_more = json.as_object().is_none_or(|object| object.len() > 2);
        Some(Asset { name: text("name")?, sha256: text("sha256")? }).filter(|_| !has_more)
    }
}

impl Value {
    /// As the manifest holds it: colors as `#rrggbb`, images as name and SHA-256.
    pub fn to_json(&self) -> Json {
        match self {
            Value::Text(text) => json!(text),
            Value::Number(number) => json!(number),
            Value::Bool(value) => json!(value),
            Value::Color(color) => json!(color.to_string()),
            Value::Schemes { light, dark } => {
                json!({ "light": light.to_string(), "dark": dark.to_string() })
            }
            Value::List(items) => json!(items),
            Value::Image(asset) => asset.to_json(),
            Value::Files(assets) => assets.iter().map(Asset::to_json).collect(),
            Value::Fixed(value) => json!({ "fixed": value.to_json() }),
            Value::Data(json) => json.clone(),
        }
    }

    /// Reads what [`Value::to_json`] wrote for a key. A text is a color where the key is one of a color.
    pub fn from_json(key: &str, json: &Json) -> Value {
        let color = |json: &Json| Color::parse(json.as_str().filter(|text| is_hex(text))?).ok();
        let fixed = || json.as_object().filter(|object| object.len() == 1)?.get("fixed");
        let schemes = || {
            let object = json.as_object().filter(|object| object.len() == 2)?;
            Some((color(object.get("light")?)?, color(object.get("dark")?)?))
        };
        match json {
            Json::String(text) => match color(json).filter(|_| is_color(key)) {
                Some(color) => Value::Color(color),
                None => Value::Text(text.clone()),
            },
            Json::Number(number) => Value::Number(number.clone()),
            Json::Bool(value) => Value::Bool(*value),
            Json::Array(items) => list(items).unwrap_or_else(|| Value::Data(json.clone())),
            _ => match (Asset::from_json(json), schemes(), fixed()) {
                (Some(asset), ..) => Value::Image(asset),
                (_, Some((light, dark)), _) => Value::Schemes { light, dark },
                // A theme writes no fixed value within another.
                (_, _, Some(value)) if !value.is_object() => {
                    Value::Fixed(Box::new(Value::from_json(key, value)))
                }
                _ => Value::Data(json.clone()),
            },
        }
    }
}

fn list(items: &[Json]) -> Option<Value> {
    let texts: Option<Vec<String>> =
        items.iter().map(|item| item.as_str().map(str::to_owned)).collect();
    let assets = || items.iter().map(Asset::from_json).collect::<Option<Vec<_>>>();
    texts.map(Value::List).or_else(|| assets().map(Value::Files))
}

/// Whether a key's texts are colors.
fn is_color(key: &str) -> bool {
    const KEYS: [&str; 7] = [
        "brand.color",
        "brand.accent",
        "icon.background",
        "icon.background.from",
        "icon.background.to",
        "launch.background",
        "launch.background-dark",
    ];
    key.starts_with("colors.") || KEYS.contains(&key)
}

fn is_hex(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// For people: texts in quotes, lists in brackets, files by their names.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |assets: &[Asset]| -> Vec<String> {
            assets.iter().map(|asset| asset.name.clone()).collect()
        };
        match self {
            Value::Text(text) => f.write_str(&quoted(text)),
            Value::Number(number) => write!(f, "{number}"),
            Value::Bool(value) => write!(f, "{value}"),
            Value::Color(color) => write!(f, "{color}"),
            Value::Schemes { light, dark } => write!(f, "{light}, in dark {dark}"),
            Value::List(items) => f.write_str(&bracketed(items)),
            Value::Image(asset) => f.write_str(&quoted(&asset.name)),
            Value::Files(assets) => f.write_str(&bracketed(&names(assets))),
            Value::Fixed(value) => write!(f, "{value}, fixed"),
            Value::Data(json) => f.write_str(&shown(&json.to_string())),
        }
    }
}

fn bracketed(items: &[String]) -> String {
    let items: Vec<String> = items.iter().map(|item| quoted(item)).collect();
    format!("[{}]", items.join(", "))
}

/// A text in quotes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", shown(&text.replace('\\', "\\\\").replace('"', "\\\"")))
}

/// A stranger's text without what a terminal or a reader would obey: controls, and marks that turn the direction of
/// what follows (Unicode Technical Report 36, 2.5).
fn shown(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' => plain.push_str("\\n"),
            '\t' => plain.push_str("\\t"),
            _ if is_unsafe(letter) => {
                plain.push_str(&format!("\\u{{{:x}}}", u32::from(letter)));
            }
            _ => plain.push(letter),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is written is read again as the same value, and shown so.
    fn check(key: &str, value: Value, text: &str) {
        assert_eq!(Value::from_json(key, &value.to_json()), value, "{key}");
        assert_eq!(value.to_string(), text);
    }

    fn asset(name: &str) -> Asset {
        Asset { name: name.into(), sha256: "00".repeat(32) }
    }

    #[test]
    fn values_are_written_and_read_and_shown() {
        let (light, dark) = (Color::WHITE, Color::BLACK);
        check("tenant.name", Value::Text("Acme".into()), "\"Acme\"");
        check("tenant.name", Value::Text("#ffffff".into()), "\"#ffffff\"");
        check("colors.light.surface", Value::Color(light), "#ffffff");
        check("icon.background", Value::Schemes { light, dark }, "#ffffff, in dark #000000");
        check("icon.padding", Value::Number(16.into()), "16");
        check("features.calls", Value::Bool(false), "false");
        check("menu.layout.tabs", Value::List(vec!["a".into(), "b".into()]), "[\"a\", \"b\"]");
        check("brand.logo", Value::Image(asset("logo.svg")), "\"logo.svg\"");
        check("fonts.A.files", Value::Files(vec![asset("a.ttf")]), "[\"a.ttf\"]");
        check("a.b", Value::Data(json!([{ "x": 1 }])), "[{\"x\":1}]");
        check("a.b", Value::Fixed(Box::new(Value::Bool(true))), "true, fixed");
        check("a.b", Value::Data(json!(null)), "null");
    }

    #[test]
    fn nothing_of_a_text_is_obeyed() {
        check("a", Value::Text("a\n\u{1b}[2J\u{202e}\"\\".into()), r#""a\n\u{1b}[2J\u{202e}\"\\""#);
    }
}
