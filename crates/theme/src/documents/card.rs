//! Adaptive Cards: where they lead, what their actions start, and what is filled in.

use serde_json::Value;

use super::Cursor;
use super::arazzo::Flow;
use crate::address;
use rebadge_core::diagnostic::did_you_mean;

/// What a card may name.
pub(crate) struct Names<'a> {
    /// The origins that it may open, and show pictures from; none where nothing says so.
    pub(crate) hosts: Option<Vec<String>>,
    /// What its actions may start, by id; none where nothing says so.
    pub(crate) verbs: Option<Vec<(String, Option<Flow<'a>>)>>,
    /// What is filled in; none where that is not known.
    pub(crate) blanks: Option<Vec<&'a str>>,
    /// What must be given to what fills it in, if anything.
    pub(crate) asked: Option<&'a str>,
}

/// Keys that hold a URL, or a table with one.
const LINKS: [&str; 4] = ["url", "iconUrl", "backgroundImage", "poster"];
/// What asks somebody else by itself.
const CLOSED: [&str; 2] = ["refresh", "authentication"];

/// Checks a card that is sound by its schema.
pub(crate) fn check(card: &Cursor<'_>, names: &Names<'_>) {
    let all = card.all();
    let is_input = |one: &&Cursor<'_>| one.text("type").starts_with("Input.");
    let inputs: Vec<&str> = all.iter().filter(is_input).map(|input| input.text("id")).collect();
    for one in &all {
        for key in CLOSED {
            if let Some(at) = one.get(key).filter(|at| at.path.len() == 1) {
                at.say(format!("`{key}` is not run"), "remove it");
            }
        }
        for link in LINKS.iter().filter_map(|key| one.get(key)) {
            if let (Some(url), Some(hosts)) = (link.value.as_str(), &names.hosts) {
                check_link(&link, url, hosts);
            }
        }
        if let (true, Some(verbs)) = (starts(one), &names.verbs) {
            check_action(one, &inputs, verbs);
        }
        if let (Some(text), Some(known)) = (one.value.as_str(), &names.blanks) {
            check_blanks(one, text, known);
        }
    }
}

/// Whether it is an action that starts something.
fn starts(one: &Cursor<'_>) -> bool {
    ["Action.Execute", "Action.Submit"].contains(&one.text("type"))
}

fn check_link(at: &Cursor<'_>, url: &str, hosts: &[String]) {
    let known = hosts.join(", ");
    match address::origin_of(url) {
        Some(origin) if hosts.iter().any(|host| host == origin.as_str()) => {}
        Some(origin) => {
            let help = if known.is_empty() {
                "name its host in the theme".to_owned()
            } else {
                format!("name its host in the theme; it names {known}")
            };
            at.say(format!("the theme does not name `{}` for this card", origin.as_str()), help);
        }
        None => at.say(format!("`{url}` is no `https:` URL"), "a card opens `https:` only"),
    }
}

/// An action that starts something.
fn check_action(action: &Cursor<'_>, inputs: &[&str], verbs: &[(String, Option<Flow<'_>>)]) {
    let data = action.get("data");
    let is_execute = action.text("type") == "Action.Execute";
    let at = if is_execute {
        action.get("verb")
    } else {
        data.as_ref().and_then(|data| data.get("verb"))
    };
    let Some(at) = at else {
        let help = if is_execute { "add `verb`" } else { "add `data` with a `verb`" };
        return action.say("this action starts nothing", help);
    };
    let verb = at.value.as_str().unwrap_or_default();
    let Some((_, flow)) = verbs.iter().find(|(id, _)| id == verb) else {
        let help = did_you_mean(verb, verbs.iter().map(|(id, _)| id.as_str()));
        return at.say(format!("there is no `{verb}` to be started"), help.unwrap_or_default());
    };
    let Some(flow) = flow else { return };
    let own =
        data.iter().flat_map(Cursor::entries).map(|(key, _)| key).filter(|key| *key != "verb");
    let sends_inputs = action.text("associatedInputs") != "none";
    let given: Vec<&str> = own.chain(inputs.iter().copied().filter(|_| sends_inputs)).collect();
    for key in given.iter().filter(|key| !flow.inputs.contains(key)) {
        let help = did_you_mean(key, flow.inputs.iter().copied());
        action.say(format!("`{verb}` has no input `{key}`"), help.unwrap_or_default());
    }
    for key in flow.needed.iter().filter(|key| !given.contains(key)) {
        action.say(
            format!("`{verb}` needs the input `{key}`"),
            format!("add a field with the id `{key}`, or `data`"),
        );
    }
}

/// The blanks of a text: `${name}`, or `${name.inner}`.
fn check_blanks(at: &Cursor<'_>, text: &str, known: &[&str]) {
    for behind in text.split("${").skip(1) {
        let inner = behind.split_once('}').map(|(inner, _)| inner);
        let is_name = |name: &str| {
            !name.is_empty()
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
        };
        let Some(parts) = inner.map(|inner| inner.split('.').collect::<Vec<_>>()) else {
            at.say("a `${` is not closed", "write such as `${name}`");
            continue;
        };
        if !parts.iter().all(|part| is_name(part)) {
            at.say(
                format!("`${{{}}}` is more than a name", parts.join(".")),
                "write such as `${name}` or `${name.inner}`",
            );
            continue;
        }
        if !known.contains(&parts[0]) {
            let help = did_you_mean(parts[0], known.iter().copied());
            let help = help
                .unwrap_or_else(|| "name in the theme what gives the data of this card".to_owned());
            at.say(format!("nothing fills in `${{{}}}`", parts.join(".")), help);
        }
    }
}

/// The origins of a list of hosts, or of one.
pub(crate) fn origins(value: Option<&Value>) -> Vec<String> {
    let texts = match value {
        Some(Value::String(text)) => vec![text.as_str()],
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let found = texts.iter().filter_map(|text| address::origin(text, &["https"]).ok());
    found.map(|origin| origin.as_str().to_owned()).collect()
}
