//! The filters of a base client's templates: which of Tera's are kept, and our own.
//!
//! Tera's list is an allow-list here: a filter that writes a value unescaped (`safe`) or for another language
//! than the file's (`escape_html`) would undo what the engine promises.

use crate::render::escape::{Escape, acts_in_script, cannot_hold_message, escape};
use crate::render::template::fault::Problem;
use crate::render::template::load::{Output, WRITE};
use crate::render::template::scan::Path;
use rebadge_core::uri;
use std::sync::Arc;
use tera::value::{Key, Map, ValueKind};
use tera::{Error, ErrorKind, Kwargs, State, Tera, TeraResult, Value};

/// The filters that a template may use: Tera's, then our own.
pub(crate) const ALLOWED: &[&str] = &[
    "default",
    "upper",
    "lower",
    "wordcount",
    "pluralize",
    "trim",
    "trim_start",
    "trim_end",
    "replace",
    "capitalize",
    "title",
    "truncate",
    "indent",
    "str",
    "int",
    "float",
    "length",
    "reverse",
    "split",
    "abs",
    "round",
    "first",
    "last",
    "nth",
    "join",
    "sort",
    "unique",
    "get",
    "values",
    "keys",
    "pairs",
    "group_by",
    "json",
    "css",
    "url",
];

/// The filters of Tera that are refused, because they write past the escaping of the file's language.
pub(crate) const REFUSED: &[&str] =
    &["safe", "escape", "escape_html", "escape_xml", "newlines_to_br"];

/// Registers our filters for one language. `outputs` is what [`WRITE`] is given an index of.
pub(crate) fn register(tera: &mut Tera, language: Escape, outputs: Arc<Vec<Output>>) {
    tera.register_filter("json", |value: Value, _: Kwargs, _: &State<'_>| json(&value));
    tera.register_filter("css", |value: Value, _: Kwargs, _: &State<'_>| css(&value));
    tera.register_filter("url", |value: Value, _: Kwargs, _: &State<'_>| url(&value));
    tera.register_filter(WRITE, move |value: Value, kwargs: Kwargs, state: &State<'_>| {
        let index: usize = kwargs.must_get("n")?;
        match outputs.get(index) {
            Some(output) => write(value, language, output, state),
            None => Ok(value),
        }
    });
}

/// A whole value as JSON, right in JSON, in JavaScript, and within a `<script>`.
fn json(value: &Value) -> TeraResult<Value> {
    refuse_undefined(value)?;
    refuse_prototype(value)?;
    let text = serde_json::to_string(value)
        .map_err(|error| Error::message(format!("no JSON: {error}")))?;
    // These stand in strings only, where JSON allows the escape.
    let mut safe = String::with_capacity(text.len());
    let mut from = 0;
    for (at, acting) in text.match_indices(acts_in_script) {
        safe.push_str(&text[from..at]);
        acting.chars().for_each(|c| safe.push_str(&format!("\\u{:04x}", u32::from(c))));
        from = at + acting.len();
    }
    safe.push_str(&text[from..]);
    Ok(Value::safe_string(&safe))
}

/// A JavaScript literal reads the key `__proto__` as the object's prototype, JSON as a key: refused.
fn refuse_prototype(value: &Value) -> TeraResult<()> {
    if let Some(map) = value.as_map() {
        if map.contains_key(&Key::Str("__proto__")) {
            return Err(Error::message("a map with the key `__proto__` cannot be written as JSON"));
        }
        return map.values().try_for_each(refuse_prototype);
    }
    value.as_array().unwrap_or_default().iter().try_for_each(refuse_prototype)
}

/// The content of a CSS string, or a color or number; also right within a `<style>`.
fn css(value: &Value) -> TeraResult<Value> {
    let text = scalar(value)?;
    Ok(Value::safe_string(&escape(Escape::Css, &text).map_err(Error::message)?))
}

/// A piece of a URL: all but letters, digits and `-._~` percent-encoded.
fn url(value: &Value) -> TeraResult<Value> {
    Ok(Value::from(uri::component(&scalar(value)?)))
}

fn scalar(value: &Value) -> TeraResult<String> {
    refuse_undefined(value)?;
    if value.is_map() || value.is_array() || value.is_bytes() {
        Err(invalid(value, "a text or a number"))
    } else {
        Ok(value.to_string())
    }
}

fn refuse_undefined(value: &Value) -> TeraResult<()> {
    if value.is_undefined() { Err(Error::message("the value is not defined")) } else { Ok(()) }
}

/// This kind of error makes Tera point at the value, not at the filter.
fn invalid(value: &Value, expected: &str) -> Error {
    let (expected_type, actual_type) = (expected.to_owned(), value.name().to_owned());
    Error::new(ErrorKind::InvalidArgument { expected_type, actual_type })
}

/// Stands behind every `{{ … }}`: lets through what has one plain form in a file.
fn write(value: Value, language: Escape, output: &Output, state: &State<'_>) -> TeraResult<Value> {
    let problem = match value.kind() {
        ValueKind::Undefined => undefined(output, state),
        ValueKind::Map | ValueKind::Array | ValueKind::Bytes => composite(&value, output),
        ValueKind::String if !value.is_safe() => {
            match language.cannot_hold(value.as_str().unwrap_or_default()) {
                Some(c) => {
                    Problem::new(output.expression.clone(), cannot_hold_message(language, c))
                }
                None => return Ok(value),
            }
        }
        _ => return Ok(value),
    };
    Err(Error::message(problem.encode()))
}

/// A map or list has no form of its own: Tera would write something that looks like JSON and is not.
pub(crate) fn composite(value: &Value, output: &Output) -> Problem {
    let kind = if value.is_map() { "map" } else { "list" };
    Problem::new(output.expression.clone(), format!("a {kind} cannot be written as it is"))
        .with_help("write one of its values, or all of it with `| json`".to_owned())
}

/// Finds the part of the path that does not exist, through the names that are visible at this point.
fn undefined(output: &Output, state: &State<'_>) -> Problem {
    let Some(path) = &output.path else {
        return Problem::new(output.expression.clone(), "the value is not defined".to_owned());
    };
    let root: Option<Value> = state.get(&path.parts[0].0).ok().flatten();
    match root {
        Some(value) => first_undefined(&value, path).unwrap_or_else(|| {
            Problem::new(
                output.expression.clone(),
                format!("`{}` is not defined", path.written(path.parts.len())),
            )
        }),
        None => {
            Problem::new(path.parts[0].1.clone(), format!("`{}` is not defined", path.parts[0].0))
        }
    }
}

/// Walks a path below the value of its first part. `None` if all of it exists.
pub(crate) fn first_undefined(root: &Value, path: &Path<'_>) -> Option<Problem> {
    let mut value = root.clone();
    for (index, (name, span)) in path.parts.iter().enumerate().skip(1) {
        let Some(map) = value.as_map() else {
            let message =
                format!("`{}` has no fields, it is a {}", path.written(index), value.name());
            return Some(Problem::new(span.clone(), message));
        };
        let Some(next) = field(map, name) else {
            let message = format!("`{name}` is not defined in `{}`", path.written(index));
            let names = map.keys().filter_map(Key::as_str);
            return Some(Problem::new(span.clone(), message).did_you_mean(name, names));
        };
        value = next.clone();
    }
    None
}

/// The value of a text key.
pub(crate) fn field<'a>(map: &'a Map, name: &'a str) -> Option<&'a Value> {
    map.get(&Key::Str(name))
}
