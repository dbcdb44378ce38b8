//! `x-pictures`: drawings of the base client that show the values of an option, such as how round its corners are.

use serde_json::{Map, Value};

/// The keyword of a schema: value → path of a drawing in the base client.
pub const KEYWORD: &str = "x-pictures";

/// Every drawing that a schema names: where it is named (a JSON Pointer), the path; or what is wrong there.
pub fn pictures(schema: &Value) -> Vec<(String, Result<String, String>)> {
    let mut found = Vec::new();
    search(schema, "", &mut found);
    found
}

fn search(schema: &Value, at: &str, found: &mut Vec<(String, Result<String, String>)>) {
    match schema {
        Value::Object(table) => {
            for (key, value) in table {
                match key.as_str() {
                    KEYWORD => found.extend(named(table, value, &format!("{at}/{key}"))),
                    // Data, in which a key of that name is no keyword.
                    "default" | "enum" | "const" | "examples" => {}
                    _ => search(value, &format!("{at}/{key}"), found),
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                search(item, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// The drawings of one option.
fn named(
    option: &Map<String, Value>,
    pictures: &Value,
    at: &str,
) -> Vec<(String, Result<String, String>)> {
    let Some(pictures) = pictures.as_object() else {
        let reason = "it is a table: value → path of a drawing".to_owned();
        return vec![(at.to_owned(), Err(reason))];
    };
    let values = values(option);
    let one = |(value, path): (&String, &Value)| {
        let path = match path.as_str() {
            Some(path) if values.contains(value) => Ok(path.to_owned()),
            Some(_) => Err(format!("`{value}` is none of the values: `{}`", values.join("`, `"))),
            None => Err(format!("`{value}` takes the path of a drawing")),
        };
        (format!("{at}/{value}"), path)
    };
    pictures.iter().map(one).collect()
}

/// The values of an option, as texts; none where it is no choice.
pub fn values(option: &Map<String, Value>) -> Vec<String> {
    let is_switch = option.get("type").and_then(Value::as_str) == Some("boolean");
    if is_switch {
        return ["true", "false"].map(str::to_owned).to_vec();
    }
    let values = option.get("enum").and_then(Value::as_array);
    values.into_iter().flatten().map(text).collect()
}

/// A value as a text.
pub fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn drawings_belong_to_the_values_of_a_choice() {
        let check = |option: Value, expect: &[(&str, Result<&str, &str>)]| {
            let found = pictures(&json!({ "properties": { "a": option } }));
            let expect: Vec<_> = expect
                .iter()
                .map(|(at, path)| {
                    let at = format!("/properties/a/x-pictures{at}");
                    (at, path.map(str::to_owned).map_err(str::to_owned))
                })
                .collect();
            assert_eq!(found, expect);
        };
        check(
            json!({ "enum": ["s", "l"], "x-pictures": { "s": "p/s.svg" } }),
            &[("/s", Ok("p/s.svg"))],
        );
        check(
            json!({ "type": "boolean", "x-pictures": { "true": "on.svg" } }),
            &[("/true", Ok("on.svg"))],
        );
        check(
            json!({ "enum": ["s"], "x-pictures": { "m": "m.svg" } }),
            &[("/m", Err("`m` is none of the values: `s`"))],
        );
        check(
            json!({ "enum": ["s"], "x-pictures": { "s": 1 } }),
            &[("/s", Err("`s` takes the path of a drawing"))],
        );
        check(
            json!({ "x-pictures": [] }),
            &[("", Err("it is a table: value → path of a drawing"))],
        );
    }
}
