//! Edits of a JSON file by pointers (RFC 6901): web manifests, configurations, catalogs. Every byte outside of the values
//! stays. Comments and trailing commas are read too, as some clients have them.

use std::str;

use jsonc_parser::ast::{Object, ObjectPropName, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use rebadge_core::diagnostic::nearest;

use crate::places::Places;
use crate::splice::Form;

/// One edit of a JSON file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonEdit {
    /// Where, such as `/icons/0/src`; the empty pointer is the whole file.
    pub pointer: String,
    /// What the value is.
    pub value: JsonValue,
    /// What becomes of a pointer to nothing.
    pub absent: Absent,
}

/// What a value is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum JsonValue {
    /// A text, which becomes a string.
    #[default]
    Text,
    /// JSON: a number, a list. It is written as it is.
    Json,
}

/// What becomes of a pointer to nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Absent {
    /// It is an error.
    #[default]
    Fail,
    /// A member is added to the object above it, which must be there. `-` adds to the end of a list.
    Insert,
    /// A member goes, where it is there.
    Remove,
}

/// Why a JSON file cannot be edited so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// Not UTF-8.
    #[error("the file is not UTF-8")]
    Encoding,
    /// No JSON.
    #[error("the file is no JSON: {0}")]
    Broken(String),
    /// No pointer.
    #[error(
        "`{pointer}` is no JSON pointer: it must be empty or begin with `/`, and `~` stands before `0` or `1` only"
    )]
    Pointer {
        /// Which edit.
        edit: usize,
        /// As it was written.
        pointer: String,
    },
    /// Nothing is there.
    #[error("there is no `{pointer}`: {}", there(at, keys))]
    Missing {
        /// Which edit.
        edit: usize,
        /// As it was written.
        pointer: String,
        /// As far as it leads to something.
        at: String,
        /// What is there: the keys of an object, or the length of a list as one number.
        keys: Vec<String>,
        /// The pointer that may have been meant.
        nearest: Option<String>,
        /// Whether it can be added where it is not there.
        can_be_added: bool,
    },
    /// A key that an object has twice.
    #[error("`{pointer}` is there twice")]
    Twice {
        /// Which edit.
        edit: usize,
        /// As it was written.
        pointer: String,
    },
    /// Two edits of the same bytes.
    #[error("two edits change the same value")]
    Overlap,
}

impl JsonError {
    /// The number of the edit that it is of, where it is of one.
    pub fn edit(&self) -> Option<usize> {
        match self {
            JsonError::Pointer { edit, .. }
            | JsonError::Missing { edit, .. }
            | JsonError::Twice { edit, .. } => Some(*edit),
            JsonError::Encoding | JsonError::Broken(_) | JsonError::Overlap => None,
        }
    }

    /// What to do about it, where that is known.
    pub fn help(&self) -> Option<String> {
        match self {
            JsonError::Missing { pointer, nearest, can_be_added, .. } => {
                let meant = nearest.as_ref().map(|nearest| format!("did you mean `{nearest}`?"));
                let add = format!("add it with `\"{pointer}\" = {{ add = … }}`");
                match (meant, can_be_added) {
                    (Some(meant), true) => Some(format!("{meant} Or {add}")),
                    (None, true) => Some(add),
                    (meant, false) => meant,
                }
            }
            JsonError::Encoding | JsonError::Broken(_) => {
                Some("change it as an exact text, or put a file of your own in its place".into())
            }
            JsonError::Pointer { .. } => Some("write it as in `/icons/0/src`".into()),
            JsonError::Twice { .. } => Some("change it as an exact text".into()),
            JsonError::Overlap => Some("leave one of them out".into()),
        }
    }
}

/// How many keys a message names.
const NAMED: usize = 12;

fn there(at: &str, keys: &[String]) -> String {
    let at = if at.is_empty() { "the file".to_owned() } else { format!("`{at}`") };
    let named =
        keys.iter().take(NAMED).map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
    match keys.len() {
        0 => format!("{at} has no members"),
        count if count > NAMED => format!("{at} has {named} and {} more", count - NAMED),
        _ => format!("{at} has {named}"),
    }
}

/// Finds where the edits go.
///
/// # Errors
/// All that does not fit.
pub fn find(bytes: &[u8], edits: &[JsonEdit]) -> Result<Places, Vec<JsonError>> {
    let text = str::from_utf8(bytes).map_err(|_| vec![JsonError::Encoding])?;
    let mark = text.len() - text.trim_start_matches('\u{feff}').len();
    let parsed = parse_to_ast(&text[mark..], &CollectOptions::default(), &ParseOptions::default());
    let parsed = parsed.map_err(|error| vec![JsonError::Broken(error.to_string())])?;
    let root = parsed.value.ok_or_else(|| vec![JsonError::Broken("it is empty".into())])?;
    let mut places = Places::none(edits.len());
    let edits = edits.iter().enumerate();
    let faults =
        edits.filter_map(|(at, edit)| place(&mut places, &root, edit, (at, &text[mark..])).err());
    let faults: Vec<JsonError> = faults.collect();
    if !faults.is_empty() {
        return Err(faults);
    }
    for splice in &mut places.splices {
        splice.start += mark;
        splice.end += mark;
    }
    places.sort().map_err(|_| vec![JsonError::Overlap])?;
    Ok(places)
}

/// A step of a pointer: an object or list, and what is asked of it.
struct Step<'a, 'b> {
    above: &'b Value<'a>,
    key: String,
    found: Option<&'b Value<'a>>,
}

fn place(
    places: &mut Places,
    root: &Value<'_>,
    edit: &JsonEdit,
    (at, text): (usize, &str),
) -> Result<(), JsonError> {
    let keys = keys(&edit.pointer)
        .ok_or_else(|| JsonError::Pointer { edit: at, pointer: edit.pointer.clone() })?;
    let (mut value, mut last, mut done) = (root, None, String::new());
    for (number, key) in keys.iter().enumerate() {
        let (found, count) = child(value, key);
        if count > 1 {
            return Err(JsonError::Twice { edit: at, pointer: edit.pointer.clone() });
        }
        last = Some(Step { above: value, key: key.clone(), found });
        let is_last = number + 1 == keys.len();
        match found {
            Some(found) => value = found,
            None if is_last && edit.absent == Absent::Insert && can_take(value, key) => {}
            None if is_last && edit.absent == Absent::Remove => return Ok(()),
            None => return Err(missing((at, edit), (&done, value), &keys[number..])),
        }
        done += &format!("/{}", escaped(key));
    }
    match last {
        Some(step) if step.found.is_none() => insert(places, &step, edit, (at, text)),
        Some(step) if edit.absent == Absent::Remove => {
            let span = removal(&step, text);
            places.put_fixed(span, "");
        }
        _ => replace(places, value, edit.value, at),
    }
    places.counts[at] += 1;
    Ok(())
}

/// The keys of a pointer, unescaped.
fn keys(pointer: &str) -> Option<Vec<String>> {
    if pointer.is_empty() {
        return Some(Vec::new());
    }
    let keys = pointer.strip_prefix('/')?.split('/').map(|key| {
        let is_whole = key.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
        is_whole.then(|| key.replace("~1", "/").replace("~0", "~"))
    });
    keys.collect()
}

fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// What an object or list has at a key, and how often.
fn child<'a, 'b>(value: &'b Value<'a>, key: &str) -> (Option<&'b Value<'a>>, usize) {
    match value {
        Value::Object(object) => {
            let mut own = object.properties.iter().filter(|own| own.name.as_str() == key);
            let first = own.next();
            (first.map(|own| &own.value), usize::from(first.is_some()) + own.count())
        }
        Value::Array(list) => {
            let is_index = key == "0" || !key.starts_with(['0', '+']);
            let index = key.parse::<usize>().ok().filter(|_| is_index);
            let found = index.and_then(|index| list.elements.get(index));
            (found, usize::from(found.is_some()))
        }
        _ => (None, 0),
    }
}

/// Whether a member can be added.
fn can_take(value: &Value<'_>, key: &str) -> bool {
    matches!(value, Value::Object(_)) || (matches!(value, Value::Array(_)) && key == "-")
}

fn missing(
    (at, edit): (usize, &JsonEdit),
    (done, value): (&str, &Value<'_>),
    rest: &[String],
) -> JsonError {
    let keys: Vec<String> = match value {
        Value::Object(object) => {
            object.properties.iter().map(|own| own.name.as_str().to_owned()).collect()
        }
        Value::Array(list) => {
            (0..list.elements.len().min(NAMED + 1)).map(|at| at.to_string()).collect()
        }
        _ => Vec::new(),
    };
    let near = nearest(&rest[0], keys.iter().take(1000).map(String::as_str));
    let nearest = near.map(|near| {
        let rest = rest[1..].iter().map(|key| format!("/{}", escaped(key))).collect::<String>();
        format!("{done}/{}{rest}", escaped(near))
    });
    let (pointer, at_pointer) = (edit.pointer.clone(), done.to_owned());
    let can_be_added = rest.len() == 1 && edit.absent == Absent::Fail && can_take(value, &rest[0]);
    JsonError::Missing { edit: at, pointer, at: at_pointer, keys, nearest, can_be_added }
}

/// A value in the place of another: a text within the quotes that are there.
fn replace(places: &mut Places, value: &Value<'_>, kind: JsonValue, at: usize) {
    let (start, end) = (value.range().start, value.range().end);
    match (kind, value) {
        (JsonValue::Text, Value::StringLit(_)) => places.put((start + 1, end - 1), at, Form::Json),
        (JsonValue::Text, _) => {
            places.put_fixed((start, start), "\"");
            places.put((start, end), at, Form::Json);
            places.put_fixed((end, end), "\"");
        }
        (JsonValue::Json, _) => places.put((start, end), at, Form::Plain),
    }
}

/// A member more, behind the last one and laid out as that is.
fn insert(places: &mut Places, step: &Step<'_, '_>, edit: &JsonEdit, (at, text): (usize, &str)) {
    let (range, first, last) = match step.above {
        Value::Object(object) => {
            let (first, last) = (object.properties.first(), object.properties.last());
            (object.range(), first.map(|own| own.range().start), last.map(|own| own.range().end))
        }
        Value::Array(list) => {
            let (first, last) = (list.elements.first(), list.elements.last());
            (list.range(), first.map(|own| own.range().start), last.map(|own| own.range().end))
        }
        _ => return,
    };
    let open = range.start + 1;
    let space = first.map_or("", |first| &text[open..first]);
    // Only white space is copied: a comment stays where it was.
    let space = if space.chars().all(char::is_whitespace) { space } else { "" };
    let position = last.unwrap_or(open);
    let comma = if last.is_some() { "," } else { "" };
    let colon = match step.above {
        Value::Object(object) => {
            format!("\"{}\":{}", Form::Json.write(&step.key), colon_space(object, text))
        }
        _ => String::new(),
    };
    let (quote, form) = match edit.value {
        JsonValue::Text => ("\"", Form::Json),
        JsonValue::Json => ("", Form::Plain),
    };
    places.put_fixed((position, position), &format!("{comma}{space}{colon}{quote}"));
    places.put((position, position), at, form);
    if !quote.is_empty() {
        places.put_fixed((position, position), quote);
    }
}

/// What is between a colon and its value in an object.
fn colon_space<'t>(object: &Object<'_>, text: &'t str) -> &'t str {
    let Some(first) = object.properties.first() else { return "" };
    let name = match &first.name {
        ObjectPropName::String(name) => name.range.end,
        ObjectPropName::Word(name) => name.range.end,
    };
    let between = &text[name..first.value.range().start];
    let space = between.trim_start().strip_prefix(':').unwrap_or_default();
    if space.chars().all(char::is_whitespace) { space } else { "" }
}

/// The span of a member with the comma that parts it from another one.
fn removal(step: &Step<'_, '_>, text: &str) -> (usize, usize) {
    let spans: Vec<(usize, usize)> = match step.above {
        Value::Object(object) => {
            object.properties.iter().map(|own| (own.range().start, own.range().end)).collect()
        }
        Value::Array(list) => {
            list.elements.iter().map(|own| (own.range().start, own.range().end)).collect()
        }
        _ => Vec::new(),
    };
    let own = step.found.map_or(0, |found| found.range().end);
    let at = spans.iter().position(|span| span.1 == own).unwrap_or(0);
    let (start, end) = spans.get(at).copied().unwrap_or((own, own));
    match (spans.get(at + 1), at.checked_sub(1).and_then(|before| spans.get(before))) {
        (Some(next), _) => (start, next.0),
        (None, Some(before)) => (before.1, end),
        (None, None) => {
            let rest = &text[end..];
            let comma = rest.len() - rest.trim_start().len();
            (start, if rest.trim_start().starts_with(',') { end + comma + 1 } else { end })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(pointer: &str, absent: Absent) -> JsonEdit {
        JsonEdit { pointer: pointer.into(), value: JsonValue::Text, absent }
    }

    #[track_caller]
    fn check(text: &str, edit: JsonEdit, value: &str, expect: &str) {
        let places = find(text.as_bytes(), &[edit]).unwrap();
        let got = places.apply(text.as_bytes(), &[value.to_owned()]);
        assert_eq!(String::from_utf8(got).unwrap(), expect);
    }

    #[track_caller]
    fn refused(text: &str, pointer: &str, message: &str, help: Option<&str>) {
        let errors = find(text.as_bytes(), &[edit(pointer, Absent::Fail)]).unwrap_err();
        let [error] = errors.as_slice() else { panic!("{errors:?}") };
        assert_eq!((error.to_string().as_str(), error.help().as_deref()), (message, help));
    }

    #[test]
    fn a_value_is_replaced_and_nothing_else() {
        let at = |pointer| edit(pointer, Absent::Fail);
        check(
            "{\r\n \"a\" : \"x\\\"y\" ,\"b\":1}",
            at("/a"),
            "q\"中",
            "{\r\n \"a\" : \"q\\\"中\" ,\"b\":1}",
        );
        check("{\"a\":null, \"b\":1}", at("/a"), "x", "{\"a\":\"x\", \"b\":1}");
        check("{\"a\":[{\"b\":\"x\"}]}", at("/a/0/b"), "y", "{\"a\":[{\"b\":\"y\"}]}");
        check("{\"a/b~c\":\"x\",\"\":1}", at("/a~1b~0c"), "y", "{\"a/b~c\":\"y\",\"\":1}");
        check("{\"\":\"x\"}", at("/"), "y", "{\"\":\"y\"}");
        check("\u{feff}// c\n{\"a\":\"中\",}", at("/a"), "y", "\u{feff}// c\n{\"a\":\"y\",}");
        check("\"x\"", at(""), "y", "\"y\"");
        check("{\"\\u0061\":\"x\"}", at("/a"), "y", "{\"\\u0061\":\"y\"}");
        let json = JsonEdit { value: JsonValue::Json, ..at("/a") };
        check("{\"a\":\"x\"}", json, "[1]", "{\"a\":[1]}");
    }

    #[test]
    fn a_member_is_added_as_the_others_are_laid_out() {
        let at = |pointer| edit(pointer, Absent::Insert);
        check("{\n  \"a\": 1\n}", at("/b"), "x", "{\n  \"a\": 1,\n  \"b\": \"x\"\n}");
        check("{\"a\":1}", at("/b"), "x", "{\"a\":1,\"b\":\"x\"}");
        check("{}", at("/b"), "x", "{\"b\":\"x\"}");
        check("{\"a\":\"y\"}", at("/a"), "x", "{\"a\":\"x\"}");
        check("{\"a\":[1]}", at("/a/-"), "x", "{\"a\":[1,\"x\"]}");
        check("[]", at("/-"), "x", "[\"x\"]");
    }

    #[test]
    fn a_member_goes_with_its_comma() {
        let at = |pointer| edit(pointer, Absent::Remove);
        check("{\"a\":1, \"b\":2, \"c\":3}", at("/b"), "", "{\"a\":1, \"c\":3}");
        check("{\"a\":1, \"c\":3}", at("/c"), "", "{\"a\":1}");
        check("{ \"a\":1 , }", at("/a"), "", "{  }");
        check("[1,2]", at("/0"), "", "[2]");
        check("{\"a\":1}", at("/b"), "", "{\"a\":1}");
    }

    #[test]
    fn what_is_not_there_is_told_with_what_is() {
        let text = "{\"icons\":[{\"src\":\"x\"}],\"short_name\":\"a\"}";
        refused(
            text,
            "/shortname",
            "there is no `/shortname`: the file has `icons`, `short_name`",
            Some("did you mean `/short_name`? Or add it with `\"/shortname\" = { add = … }`"),
        );
        refused(
            text,
            "/icon/0/src",
            "there is no `/icon/0/src`: the file has `icons`, `short_name`",
            Some("did you mean `/icons/0/src`?"),
        );
        refused(
            text,
            "/icons/1/src",
            "there is no `/icons/1/src`: `/icons` has `0`",
            Some("did you mean `/icons/0/src`?"),
        );
        refused(
            text,
            "/icons/00",
            "there is no `/icons/00`: `/icons` has `0`",
            Some("did you mean `/icons/0`?"),
        );
        refused(
            text,
            "/short_name/x",
            "there is no `/short_name/x`: `/short_name` has no members",
            None,
        );
        refused(
            "{\"a\":1,\"a\":2}",
            "/a",
            "`/a` is there twice",
            Some("change it as an exact text"),
        );
        let pointer = "is no JSON pointer: it must be empty or begin with `/`, and `~` stands before `0` or `1` only";
        refused(text, "a", &format!("`a` {pointer}"), Some("write it as in `/icons/0/src`"));
        refused(text, "/~2", &format!("`/~2` {pointer}"), Some("write it as in `/icons/0/src`"));
        let help = Some("change it as an exact text, or put a file of your own in its place");
        refused("", "/a", "the file is no JSON: it is empty", help);
        let deep = "[".repeat(1 << 20);
        let broken = find(deep.as_bytes(), &[]).unwrap_err();
        assert!(matches!(broken.as_slice(), [JsonError::Broken(_)]));
        assert_eq!(find(b"\xff\xfe{", &[]), Err(vec![JsonError::Encoding]));
        let twice = [edit("/icons", Absent::Fail), edit("/icons/0/src", Absent::Fail)];
        assert_eq!(find(text.as_bytes(), &twice), Err(vec![JsonError::Overlap]));
        // All that is not there is told at once.
        let both = [edit("/lang", Absent::Fail), edit("name", Absent::Fail)];
        let errors = find(text.as_bytes(), &both).unwrap_err();
        let edits: Vec<_> = errors.iter().map(JsonError::edit).collect();
        assert_eq!(edits, [Some(0), Some(1)]);
        let help = errors[0].help();
        assert_eq!(help.as_deref(), Some("add it with `\"/lang\" = { add = … }`"));
    }
}
