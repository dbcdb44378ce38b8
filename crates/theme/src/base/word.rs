//! `x-rebadge`: what a value of a section is, besides what it looks like.

use serde_json::{Map, Value};

/// The keyword of a schema.
pub const KEYWORD: &str = "x-rebadge";

/// What a schema says of a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// What it is; none where only bounds are said.
    pub is: Option<Is>,
    /// Which other values bound it.
    pub bounds: Vec<Bound>,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Is {
    /// A file of the theme.
    Asset(Files),
    /// An icon, painted as this place of the menu paints its own.
    Icon {
        /// The place.
        place: Option<String>,
    },
    /// A role.
    Role,
    /// A text in each language, of at most so many columns.
    Text {
        /// The columns.
        max: Option<usize>,
    },
    /// An id of another list.
    Id(Of),
    /// A host, for these uses.
    Host(Vec<Use>),
    /// Nothing that a theme may write.
    Secret,
    /// A time.
    Duration,
    /// A file in JSON, with the name of what checks it.
    Document {
        /// A built-in checker, or the path of a schema in the base client.
        checker: String,
        /// Which files are taken.
        files: Files,
        /// What else it names.
        links: Links,
    },
    /// The name of something in the document that is there.
    Part {
        /// What is named.
        part: Part,
        /// Where the document is.
        of: Near,
    },
}

/// What a document may name besides, and where that is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// Of an Arazzo document: the OpenAPI documents that its sources are, `*` being the name of a source.
    pub sources: Option<Vec<String>>,
    /// Of a card: the Arazzo documents that its actions start, `*` being the verb.
    pub verbs: Option<Vec<String>>,
    /// Of a card: the hosts that it may lead to.
    pub hosts: Option<Near>,
    /// Of a card: the verb whose outputs fill it in.
    pub data: Option<Near>,
    /// Of a card: the list of texts that fill it in too.
    pub texts: Option<Near>,
}

/// Something in a document that has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// An operation of an OpenAPI document.
    Operation,
    /// An input of an Arazzo document.
    Input,
    /// A step of one.
    Step,
    /// An output of one.
    Output,
}

impl Part {
    const ALL: [Part; 4] = [Part::Operation, Part::Input, Part::Step, Part::Output];

    /// As a schema writes it.
    pub fn name(self) -> &'static str {
        match self {
            Part::Operation => "operation",
            Part::Input => "input",
            Part::Step => "step",
            Part::Output => "output",
        }
    }
}

/// Which files an asset takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
    /// Endings in small letters.
    pub types: Vec<String>,
    /// The most kilobytes, of 1,000 bytes.
    pub max_kb: u64,
}

/// Where a list is, of which a value is an id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    /// From the theme's root.
    Key(Vec<String>),
    /// From the value itself.
    Near(Near),
}

/// A Relative JSON Pointer: so many levels up, then these keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    /// Levels up.
    pub up: usize,
    /// Keys from there.
    pub keys: Vec<String>,
}

/// A bound by another value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// How it is bound.
    pub by: By,
    /// The other value.
    pub of: Near,
}

/// How a value is bound by another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// It is larger.
    Above,
    /// It is at least as large.
    AtLeast,
    /// It is smaller.
    Below,
    /// It is at most as large.
    AtMost,
}

impl By {
    const ALL: [By; 4] = [By::Above, By::AtLeast, By::Below, By::AtMost];

    /// As a schema writes it.
    pub fn name(self) -> &'static str {
        match self {
            By::Above => "above",
            By::AtLeast => "at-least",
            By::Below => "below",
            By::AtMost => "at-most",
        }
    }

    /// Whether a value is bound so by another.
    pub fn holds(self, value: f64, other: f64) -> bool {
        match self {
            By::Above => value > other,
            By::AtLeast => value >= other,
            By::Below => value < other,
            By::AtMost => value <= other,
        }
    }
}

/// What a client does with a host, and so which directive of its policy names it (Content Security Policy Level 3, 6.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Use {
    /// Requests of scripts.
    Connect,
    /// Pictures.
    Image,
    /// Sound and film.
    Media,
    /// Fonts.
    Font,
    /// Pages within pages.
    Frame,
    /// Where forms are sent.
    Form,
}

impl Use {
    /// All, in the order of the table.
    pub const ALL: [Use; 6] =
        [Use::Connect, Use::Image, Use::Media, Use::Font, Use::Frame, Use::Form];

    /// As a schema writes it.
    pub fn name(self) -> &'static str {
        match self {
            Use::Connect => "connect",
            Use::Image => "image",
            Use::Media => "media",
            Use::Font => "font",
            Use::Frame => "frame",
            Use::Form => "form",
        }
    }

    /// The directive.
    pub fn directive(self) -> &'static str {
        match self {
            Use::Connect => "connect-src",
            Use::Image => "img-src",
            Use::Media => "media-src",
            Use::Font => "font-src",
            Use::Frame => "frame-src",
            Use::Form => "form-action",
        }
    }
}

/// The files that an asset may be. What a browser would run is none of them.
const TYPES: [&str; 12] =
    ["svg", "png", "json", "csv", "txt", "md", "pdf", "mp3", "ogg", "wav", "mp4", "webm"];

/// The kilobytes of an asset of which the schema says nothing.
const MAX_KB: u64 = 4000;
/// The most kilobytes that a schema may allow.
const MOST_KB: u64 = 64_000;

/// The checkers that are built in.
pub const CHECKERS: [&str; 5] = ["json", "json-schema", "openapi", "arazzo", "adaptive-card"];

/// What a schema says of its value; none where it says nothing.
///
/// # Errors
/// What is wrong with the word.
pub fn word(schema: &Value) -> Option<Result<Word, String>> {
    let written = schema.get(KEYWORD)?;
    Some(match written {
        Value::String(name) => {
            is(name, &Map::new()).map(|is| Word { is: Some(is), bounds: vec![] })
        }
        Value::Object(all) => of_table(all),
        _ => Err("it is a name, or a table with `is`".to_owned()),
    })
}

fn of_table(all: &Map<String, Value>) -> Result<Word, String> {
    let name = all.get("is").map(|name| name.as_str().ok_or("`is` is a name")).transpose()?;
    let is = name.map(|name| is(name, all)).transpose()?;
    let bounds = By::ALL.into_iter().filter_map(|by| Some((by, all.get(by.name())?)));
    let bounds = bounds.map(|(by, of)| Ok(Bound { by, of: near(text(of, by.name())?)? }));
    let bounds: Vec<Bound> = bounds.collect::<Result<_, String>>()?;
    let known = taken(is.as_ref());
    let is_unknown = |key: &&String| *key != "is" && !known.contains(&key.as_str());
    match (all.keys().find(is_unknown), name) {
        (Some(key), Some(name)) => Err(format!("`{name}` does not take `{key}`")),
        (Some(key), None) => Err(format!("it does not take `{key}`")),
        _ if is.is_none() && bounds.is_empty() => Err("it says nothing".to_owned()),
        _ => Ok(Word { is, bounds }),
    }
}

/// The keys that go with a word. Bounds are for times, and for numbers, of which no word says what they are.
fn taken(is: Option<&Is>) -> Vec<&'static str> {
    match is {
        Some(Is::Asset(_)) => vec!["types", "max-kb"],
        Some(Is::Icon { .. }) => vec!["place"],
        Some(Is::Text { .. }) => vec!["max"],
        Some(Is::Id(_) | Is::Part { .. }) => vec!["of"],
        Some(Is::Host(_)) => vec!["for"],
        Some(Is::Role | Is::Secret) => Vec::new(),
        Some(Is::Document { .. }) => {
            vec!["checker", "types", "max-kb", "sources", "verbs", "hosts", "data", "texts"]
        }
        Some(Is::Duration) | None => By::ALL.map(By::name).to_vec(),
    }
}

fn is(name: &str, with: &Map<String, Value>) -> Result<Is, String> {
    let string = |key: &str| with.get(key).map(|value| text(value, key)).transpose();
    Ok(match name {
        "asset" => Is::Asset(files(with, &TYPES)?),
        "icon" => Is::Icon { place: string("place")?.map(str::to_owned) },
        "role" => Is::Role,
        "text" => Is::Text { max: number(with, "max")?.map(|max| max as usize) },
        "id" => Is::Id(of(string("of")?.ok_or("an `id` needs `of`: the list that it is in")?)?),
        "host" => Is::Host(uses(with)?),
        "secret" => Is::Secret,
        "duration" => Is::Duration,
        "document" => Is::Document {
            checker: string("checker")?.ok_or("a `document` needs a `checker`")?.to_owned(),
            files: files(with, &["json"])?,
            links: links(with)?,
        },
        _ => match Part::ALL.into_iter().find(|part| part.name() == name) {
            Some(part) => {
                let of = string("of")?.ok_or(format!("an `{name}` needs `of`: its document"))?;
                Is::Part { part, of: near(of)? }
            }
            None => {
                let all = "`asset`, `icon`, `role`, `text`, `id`, `host`, `secret`, `duration`, `document`, `operation`, `input`, \
                     `step`, `output`";
                return Err(format!("`{name}` is none of {all}"));
            }
        },
    })
}

fn text<'a>(value: &'a Value, key: &str) -> Result<&'a str, String> {
    value.as_str().ok_or_else(|| format!("`{key}` is a text"))
}

fn number(with: &Map<String, Value>, key: &str) -> Result<Option<u64>, String> {
    let number = |value: &Value| value.as_u64().filter(|number| *number > 0);
    let number = with.get(key).map(|value| number(value).ok_or(format!("`{key}` is at least 1")));
    number.transpose()
}

fn texts(with: &Map<String, Value>, key: &str) -> Result<Option<Vec<String>>, String> {
    let list = |value: &Value| {
        let items = value.as_array()?.iter();
        items.map(|item| item.as_str().map(str::to_owned)).collect::<Option<Vec<String>>>()
    };
    let list = with.get(key).map(|value| list(value).ok_or(format!("`{key}` is a list of texts")));
    list.transpose()
}

fn files(with: &Map<String, Value>, all: &[&str]) -> Result<Files, String> {
    let types = texts(with, "types")?;
    let types = types.unwrap_or_else(|| all.iter().map(ToString::to_string).collect());
    if let Some(other) = types.iter().find(|name| !all.contains(&name.as_str())) {
        return Err(format!("`{other}` is none of the types {}", all.join(", ")));
    }
    let max_kb = number(with, "max-kb")?.unwrap_or(MAX_KB);
    if max_kb <= MOST_KB {
        Ok(Files { types, max_kb })
    } else {
        Err(format!("`max-kb` is at most {MOST_KB}"))
    }
}

fn links(with: &Map<String, Value>) -> Result<Links, String> {
    let checker = with.get("checker").and_then(Value::as_str).unwrap_or_default();
    let of = |key: &str, of: &str| match with.get(key).map(|value| text(value, key)).transpose()? {
        Some(_) if checker != of => Err(format!("`{key}` is for the checker `{of}`")),
        other => Ok(other),
    };
    let by_id = |key: &str, checker: &str| {
        let written = of(key, checker)?;
        let keys = written.map(|text| text.split('.').map(str::to_owned).collect::<Vec<_>>());
        match keys {
            Some(keys) if keys.iter().filter(|key| *key == "*").count() != 1 => {
                Err(format!("`{key}` is a key with one `*`, such as `sections.*.file`"))
            }
            keys => Ok(keys),
        }
    };
    let links = Links {
        sources: by_id("sources", "arazzo")?,
        verbs: by_id("verbs", "adaptive-card")?,
        hosts: of("hosts", "adaptive-card")?.map(near).transpose()?,
        data: of("data", "adaptive-card")?.map(near).transpose()?,
        texts: of("texts", "adaptive-card")?.map(near).transpose()?,
    };
    if links.data.is_some() && links.verbs.is_none() {
        Err("`data` is one of `verbs`, which is missing".to_owned())
    } else {
        Ok(links)
    }
}

fn uses(with: &Map<String, Value>) -> Result<Vec<Use>, String> {
    let names = texts(with, "for")?.ok_or("a `host` needs `for`: what the client does with it")?;
    let one = |name: &String| {
        let all = Use::ALL.into_iter().find(|of| of.name() == name);
        all.ok_or_else(|| format!("`for` takes {}", Use::ALL.map(Use::name).join(", ")))
    };
    names.iter().map(one).collect()
}

fn of(text: &str) -> Result<Of, String> {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return near(text).map(Of::Near);
    }
    let keys: Vec<String> = text.split('.').map(str::to_owned).collect();
    if keys.iter().any(String::is_empty) {
        Err(format!("`{text}` is no key from the theme's root"))
    } else {
        Ok(Of::Key(keys))
    }
}

fn near(text: &str) -> Result<Near, String> {
    let (up, keys) = text.split_once('/').unwrap_or((text, ""));
    let up = up.parse().map_err(|_| format!("`{text}` is no Relative JSON Pointer"))?;
    let keys = keys.split('/').filter(|key| !key.is_empty());
    let keys = keys.map(|key| key.replace("~1", "/").replace("~0", "~")).collect();
    Ok(Near { up, keys })
}

/// All words of a schema, with where they stand in it: a JSON Pointer.
pub(super) fn words(schema: &Value) -> Vec<(String, Result<Word, String>)> {
    let mut all = Vec::new();
    let mut waiting = vec![(String::new(), schema)];
    while let Some((at, schema)) = waiting.pop() {
        all.extend(word(schema).map(|word| (at.clone(), word)));
        let below = |key: &str| format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
        match schema {
            Value::Object(map) => {
                // What is data is no schema.
                let is_data = |key: &str| matches!(key, "default" | "examples" | "enum" | "const");
                let inner = map.iter().filter(|(key, _)| !is_data(key) && *key != KEYWORD);
                waiting.extend(inner.map(|(key, value)| (below(key), value)));
            }
            Value::Array(items) => {
                let items = items.iter().enumerate();
                waiting.extend(items.map(|(index, item)| (below(&index.to_string()), item)));
            }
            _ => {}
        }
    }
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

/// The seconds of a time: `90 s`, `15 min`, `8 h`, `30 d`, `0`; none where a text is no time.
pub fn seconds(text: &str) -> Option<u64> {
    if text == "0" {
        return Some(0);
    }
    let (number, unit) = text.split_once(' ')?;
    let of_unit = match unit {
        "s" => 1,
        "min" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => return None,
    };
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
    number.parse::<u64>().ok().filter(|_| is_number)?.checked_mul(of_unit)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(written: Value, expect: Result<Word, &str>) {
        let found = word(&json!({ KEYWORD: written })).unwrap();
        match (found, expect) {
            (Ok(found), Ok(expect)) => assert_eq!(found, expect, "{written}"),
            (Err(found), Err(expect)) => assert!(found.contains(expect), "{written}: {found}"),
            (found, _) => panic!("{written}: {found:?}"),
        }
    }

    fn only(is: Is) -> Result<Word, &'static str> {
        Ok(Word { is: Some(is), bounds: Vec::new() })
    }

    #[test]
    fn words_are_names_or_tables() {
        check(json!("role"), only(Is::Role));
        check(json!({ "is": "role" }), only(Is::Role));
        check(json!({ "is": "text", "max": 4 }), only(Is::Text { max: Some(4) }));
        check(json!({ "is": "host", "for": ["image"] }), only(Is::Host(vec![Use::Image])));
        let near = |up, key: &str| Near { up, keys: vec![key.to_owned()] };
        check(json!({ "is": "id", "of": "1/list" }), only(Is::Id(Of::Near(near(1, "list")))));
        let bounds = vec![Bound { by: By::Above, of: near(1, "min") }];
        check(json!({ "above": "1/min" }), Ok(Word { is: None, bounds }));
    }

    #[test]
    fn a_wrong_word_says_why() {
        check(json!("rule"), Err("none of `asset`"));
        check(json!(7), Err("a name, or a table"));
        check(json!({}), Err("says nothing"));
        check(json!({ "is": "role", "off": "a" }), Err("`role` does not take `off`"));
        check(json!({ "is": "text", "above": "1/a" }), Err("`text` does not take `above`"));
        check(json!({ "is": "duration", "max": 4 }), Err("`duration` does not take `max`"));
        check(json!({ "above": "1/a", "of": "b" }), Err("it does not take `of`"));
        check(json!({ "is": "id" }), Err("needs `of`"));
        check(json!({ "is": "id", "of": "a..b" }), Err("no key"));
        check(json!({ "is": "host", "for": ["script"] }), Err("`for` takes connect"));
        check(json!({ "is": "asset", "types": ["html"] }), Err("none of the types"));
        check(json!({ "is": "asset", "max-kb": 100_000 }), Err("at most"));
        check(json!({ "above": "min" }), Err("no Relative JSON Pointer"));
        check(json!({ "is": "operation" }), Err("needs `of`"));
        let document = |checker: &str, key: &str, of: &str| json!({ "is": "document", "checker": checker, key: of });
        check(document("openapi", "sources", "a.*.b"), Err("is for the checker `arazzo`"));
        check(document("arazzo", "sources", "a.b"), Err("with one `*`"));
        check(document("adaptive-card", "data", "1/a"), Err("`verbs`, which is missing"));
    }

    #[test]
    fn times_have_a_unit() {
        let check = |text: &str, expect| assert_eq!(seconds(text), expect, "{text}");
        check("90 s", Some(90));
        check("15 min", Some(900));
        check("8 h", Some(28_800));
        check("30 d", Some(2_592_000));
        check("0", Some(0));
        for bad in [
            "15",
            "15min",
            "-1 s",
            "+1 s",
            "1.5 h",
            "1 y",
            "99999999999999999999 s",
            "9999999999999999 d",
        ] {
            check(bad, None);
        }
    }
}
