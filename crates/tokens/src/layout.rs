//! Formats JSON: what fits in a line stays in one. The text of an exported file is stable: the same theme, the same
//! bytes.

use serde_json::Value;

/// How wide a line may be.
const WIDTH: usize = 110;

/// The text of a JSON file, with a line break at its end.
pub(super) fn lay_out(value: &Value) -> String {
    let mut text = String::new();
    put(value, 0, &mut text);
    text.push('\n');
    text
}

fn put(value: &Value, depth: usize, text: &mut String) {
    let column = text.len() - text.rfind('\n').map_or(0, |at| at + 1);
    let line = in_a_line(value);
    if column + line.len() < WIDTH && !holds_objects(value) {
        text.push_str(&line);
        return;
    }
    match value {
        Value::Object(map) => {
            let members = map.iter().map(|(key, value)| (Some(key), value));
            block(['{', '}'], members, depth, text);
        }
        Value::Array(items) => {
            block(['[', ']'], items.iter().map(|value| (None, value)), depth, text);
        }
        _ => text.push_str(&line),
    }
}

fn block<'a>(
    [open, close]: [char; 2],
    members: impl Iterator<Item = (Option<&'a String>, &'a Value)>,
    depth: usize,
    text: &mut String,
) {
    text.push(open);
    for (at, (key, value)) in members.enumerate() {
        text.push_str(if at == 0 { "\n" } else { ",\n" });
        text.push_str(&"  ".repeat(depth + 1));
        if let Some(key) = key {
            text.push_str(&Value::from(key.as_str()).to_string());
            text.push_str(": ");
        }
        put(value, depth + 1, text);
    }
    text.push('\n');
    text.push_str(&"  ".repeat(depth));
    text.push(close);
}

/// Whether a value is an object of more than one level and member: a group, or a token with several properties.
fn holds_objects(value: &Value) -> bool {
    let Value::Object(map) = value else { return false };
    map.len() > 1 && map.values().any(Value::is_object)
}

fn in_a_line(value: &Value) -> String {
    match value {
        Value::Object(map) if map.is_empty() => "{}".into(),
        Value::Object(map) => {
            let members = map
                .iter()
                .map(|(key, value)| format!("{}: {}", Value::from(key.as_str()), in_a_line(value)));
            format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => {
            format!("[{}]", items.iter().map(in_a_line).collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(value: &Value, expect: &str) {
        let text = lay_out(value);
        assert_eq!(text, expect);
        assert_eq!(&serde_json::from_str::<Value>(&text).expect("it is JSON"), value);
    }

    #[test]
    fn what_fits_stands_in_a_line() {
        check(&json!({ "a": [1, 0.5], "b": "\"" }), "{ \"a\": [1, 0.5], \"b\": \"\\\"\" }\n");
        check(&json!({}), "{}\n");
        check(
            &json!({ "a": { "$value": 1 }, "b": [] }),
            "{\n  \"a\": { \"$value\": 1 },\n  \"b\": []\n}\n",
        );
    }

    #[test]
    fn what_does_not_fit_is_broken() {
        let long = "x".repeat(WIDTH);
        check(&json!([long, 1]), &format!("[\n  \"{long}\",\n  1\n]\n"));
    }
}
