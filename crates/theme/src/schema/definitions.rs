//! Schema definitions that many keys refer to: colors and single texts, as patterns. A pattern accepts everything that
//! Rebadge accepts, and uses only the part of regular expressions that all engines have.

use serde_json::{Map, Value, json};

use super::forms;
use crate::shape::Text;
use rebadge_art::color::{self, Role};
use rebadge_core::uri;

/// The definitions that every schema has.
pub(super) fn all() -> Map<String, Value> {
    // No description: editors show it for known keys as well.
    let unknown = json!({ "not": { "title": "unknown key" } });
    [(UNKNOWN, unknown), (COLOR, any_color())]
        .into_iter()
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect()
}

/// A reference to a definition.
pub(super) fn refer(name: &str) -> Value {
    json!({ "$ref": format!("#/definitions/{}", escape(name)) })
}

const UNKNOWN: &str = "unknown-key";
const COLOR: &str = "color";

/// What a key takes that is not known: nothing. With a plain `false`, Taplo underlines the whole table and all that is
/// in it, instead of the one key.
pub(super) fn no_other_key() -> Value {
    refer(UNKNOWN)
}

/// A name as a part of a JSON Pointer in a URI (RFC 6901, sections 3 and 6).
fn escape(name: &str) -> String {
    uri::component(&name.replace('~', "~0").replace('/', "~1"))
}

/// A color. Behind two negations, where editors check and do not look for documentation: what a key means shall be
/// shown, not what a color is.
pub(super) fn color() -> Value {
    json!({ "type": "string", "not": { "not": refer(COLOR) } })
}

/// A color, or a role's name.
pub(super) fn color_or_role() -> Value {
    let roles: Vec<&str> = Role::ALL.iter().map(|role| role.name()).collect();
    let summaries: Vec<&str> = Role::ALL.iter().map(|role| role.summary()).collect();
    let role = json!({
        "type": "string",
        "enum": roles,
        "x-taplo": { "docs": { "enumValues": summaries } },
    });
    json!({ "anyOf": [role, color()] })
}

/// A CSS color. Names in lower case are known; of those with upper case only the letters are checked. No list of names
/// as an `enum`: editors would offer all 148 before the roles.
fn any_color() -> Value {
    const HEX: &str = "#([0-9A-Fa-f]{3}[Ff]?|[0-9A-Fa-f]{6}([Ff]{2})?)\\s*$";
    const FUNCTION: &str = "(rgb|hsl|RGB|HSL)[aA]?\\(|([hH][wW][bB]|([oO][kK])?[lL]([aA][bB]|[cC][hH])|[cC][oO][lL][oO][rR])\\(";
    let names = color::NAMES.join("|");
    json!({
        "anyOf": [
            { "pattern": format!("^\\s*({HEX}|{FUNCTION})") },
            { "pattern": format!("^\\s*({names}|[A-Za-z]*[A-Z][A-Za-z]*)\\s*$") },
        ],
    })
}

/// The schema of a single text.
pub(super) fn text(rule: Text, tables: &[String]) -> Value {
    let pattern = match rule {
        Text::Any | Text::Lines => return json!({ "type": "string" }),
        Text::Theme => return json!({ "type": "string", "minLength": 1 }),
        // A person counts characters, JSON Schema counts code points: only of ASCII they are the same.
        Text::Line(most) => format!("^[ -~]{{1,{most}}}$|[^ -~]"),
        Text::Id => "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$".to_owned(),
        Text::Version => "^[0-9]([0-9A-Za-z.+-]{0,62}[0-9A-Za-z])?$".to_owned(),
        Text::Domain => format!("^{LABEL}(\\.{LABEL})+$"),
        Text::ApplicationId => format!("^{PART}(\\.{PART})+$"),
        Text::StartUrl => "^(https://[^\\s]+|[^/:\\s][^:\\s]*)$".to_owned(),
        Text::Url => "^(https://|mailto:|tel:)[^\\s<>\"{}|\\\\^`]+$".to_owned(),
        Text::Pattern => {
            let names = tables.iter().map(|name| forms::literal(name)).collect::<Vec<_>>();
            format!("^\\s*\"?(\\*\\*?|{})\"?\\s*(\\..+)?$", names.join("|"))
        }
    };
    json!({ "type": "string", "pattern": pattern })
}

/// A label of a host name (RFC 1123, section 2.1).
const LABEL: &str = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

/// A part of an application id.
const PART: &str = "[A-Za-z][A-Za-z0-9_]*";
