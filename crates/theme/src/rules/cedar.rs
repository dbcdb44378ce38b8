//! The rules as Cedar policies, for a server that decides by them (docs.cedarpolicy.com, "Policy syntax" and "Schema").

use std::collections::BTreeSet;
use std::fmt::Write;

use serde_json::{Value, json};

use super::{ALL, Conditions, Rule, Rules, levels};

/// The policies.
pub fn policies(rules: &Rules) -> String {
    if rules.rules.is_empty() {
        return "// There are no rules: everything is allowed.\npermit (principal, action, resource);\n".to_owned();
    }
    rules.rules.iter().map(|rule| policy(rules, rule)).collect::<Vec<_>>().join("\n")
}

fn policy(rules: &Rules, rule: &Rule) -> String {
    let mut text = format!("@id({})\n@line({})\n", string(&rule.id), string(&rule.line));
    if !rule.reason.is_empty() {
        let _ = writeln!(text, "@reason({})", string(&rule.reason));
    }
    let action = if rule.actions.iter().any(|own| own == ALL) {
        "action".to_owned()
    } else {
        let all = rule.actions.iter().map(|own| format!("Action::{}", string(own)));
        format!("action in [{}]", all.collect::<Vec<_>>().join(", "))
    };
    let _ = write!(text, "{} (principal, {action}, resource)", rule.effect.name());
    if !rule.on.iter().any(|on| on == ALL) {
        let on = rule.on.iter().map(|on| about(rules, on));
        let _ = write!(text, "\nwhen {{ {} }}", on.collect::<Vec<_>>().join(" || "));
    }
    if !rule.who.is_empty() {
        let _ = write!(text, "\nwhen {{ {} }}", people(&rule.who));
    }
    if !rule.except.is_empty() {
        let _ = write!(text, "\nunless {{ {} }}", people(&rule.except));
    }
    conditions(&mut text, rules, rule);
    text + ";\n"
}

/// What has to hold of the resource. A condition and its opposite are one expression, in `when` or in `unless`: so a
/// resource belongs to a person only where that is known, and one of unknown size is larger than any limit.
fn conditions(text: &mut String, rules: &Rules, rule: &Rule) {
    let Conditions { own, larger_than, at_most } = rule.conditions;
    let word = |is_so: bool| if is_so { "when" } else { "unless" };
    if let Some(own) = own {
        let one = |name: String| format!("(resource has {name} && resource[{name}] == principal)");
        let names = owners(rules, rule).into_iter().map(|name| one(string(name)));
        let names = names.collect::<Vec<_>>().join(" || ");
        let _ = write!(
            text,
            "\n{} {{ {} }}",
            word(own),
            if names.is_empty() { "false" } else { &names }
        );
    }
    for (limit, is_most) in [(larger_than, false), (at_most, true)] {
        if let Some(limit) = limit {
            let word = word(is_most);
            let _ = write!(
                text,
                "\n{word} {{ resource has \"size\" && resource[\"size\"] <= {limit} }}"
            );
        }
    }
}

/// The attributes with the persons that the things of a rule belong to.
fn owners<'a>(rules: &'a Rules, rule: &Rule) -> BTreeSet<&'a str> {
    let kinds = || rule.on.iter().map(|on| on.split_once(':').map_or(ALL, |(kind, _)| kind));
    let is_asked = |name: &str| kinds().any(|kind| kind == ALL || is_in(rules, name, kind));
    let details = rules.details.iter().filter(|(kind, _)| is_asked(kind));
    details.flat_map(|(_, details)| details.own.iter().map(String::as_str)).collect()
}

fn about(rules: &Rules, on: &str) -> String {
    let (kind, id) = on.split_once(':').unwrap_or((on, ALL));
    if id != ALL {
        return format!("resource in {}::{}", type_name(kind), string(id));
    }
    let within = rules.kinds.keys().filter(|name| is_in(rules, name, kind));
    let types = within.map(|name| format!("resource is {}", type_name(name)));
    types.collect::<Vec<_>>().join(" || ")
}

/// Whether things of a kind are of another, or in things of it.
fn is_in(rules: &Rules, kind: &str, other: &str) -> bool {
    let mut at = Some(kind);
    while let Some(name) = at {
        if name == other {
            return true;
        }
        at = rules.kinds.get(name).and_then(|within| within.as_deref());
    }
    false
}

fn people(groups: &[Vec<String>]) -> String {
    let one = |tag: &String| match tag.split_once(':') {
        Some(("role", name)) => format!("principal in Role::{}", string(name)),
        Some(("department", name)) => format!("principal in Department::{}", string(name)),
        Some((_, name)) => format!("principal == Person::{}", string(name)),
        None => "false".to_owned(),
    };
    let group = |group: &Vec<String>| {
        let all: Vec<String> = group.iter().map(one).collect();
        if all.len() == 1 { all.concat() } else { format!("({})", all.join(" && ")) }
    };
    groups.iter().map(group).collect::<Vec<_>>().join(" || ")
}

/// A kind as the name of a type: `work-order` is `Work_order`. The names that schemas have already end in `_`.
pub fn type_name(kind: &str) -> String {
    const TAKEN: [&str; 8] =
        ["bool", "boolean", "entity", "extension", "long", "record", "set", "string"];
    let mut name = kind.replace('-', "_");
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    if TAKEN.contains(&kind) { name + "_" } else { name }
}

/// A text as a literal of Cedar.
fn string(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            letter if letter.is_control() => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(letter));
            }
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}

/// The schema.
pub fn schema(rules: &Rules) -> String {
    let mut text = String::from(
        "entity Role in [Role];\nentity Department in [Department];\nentity Person in [Role, Department];\n",
    );
    for (kind, within) in &rules.kinds {
        let within = within.as_ref().map(|within| format!(" in [{}]", type_name(within)));
        let (name, within) = (type_name(kind), within.unwrap_or_default());
        let _ = writeln!(text, "entity {name}{within}{};", attributes(rules, kind));
    }
    let actions: Vec<String> = rules.actions.iter().map(|action| string(action)).collect();
    let kinds: Vec<String> = rules.kinds.keys().map(|kind| type_name(kind)).collect();
    let _ = writeln!(
        text,
        "action {} appliesTo {{ principal: [Person], resource: [{}] }};",
        actions.join(", "),
        kinds.join(", ")
    );
    text
}

/// What is known of a thing of a kind.
fn attributes(rules: &Rules, kind: &str) -> String {
    let Some(details) = rules.details.get(kind) else { return String::new() };
    let own = details.own.iter().map(|name| format!("{}?: Person", string(name)));
    let size = details.is_sized.then(|| "\"size\"?: Long".to_owned());
    format!(" = {{ {} }}", own.chain(size).collect::<Vec<_>>().join(", "))
}

/// What is known of roles and departments, as Cedar's entities in JSON: who is in which.
pub fn entities(rules: &Rules) -> Value {
    let entity = |kind: &str, id: &str, parents: Vec<&str>| {
        let uid = |id: &str| json!({ "type": kind, "id": id });
        let parents: Vec<Value> = parents.into_iter().map(uid).collect();
        json!({ "uid": uid(id), "attrs": {}, "parents": parents })
    };
    let roles = rules.roles.iter().map(|(role, all)| {
        entity("Role", role, all.iter().map(String::as_str).filter(|own| own != role).collect())
    });
    let groups = rules.rules.iter().flat_map(|rule| rule.who.iter().chain(&rule.except)).flatten();
    let named = groups.filter_map(|tag| tag.strip_prefix("department:"));
    let departments: BTreeSet<&str> = named.flat_map(levels).collect();
    let departments = departments.into_iter().map(|name| {
        let above = name.rsplit_once('/').map(|(above, _)| above);
        entity("Department", name, above.into_iter().collect())
    });
    roles.chain(departments).collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample::rules;
    use super::*;

    fn check(line: &str, expect: &str) {
        let rules = rules(&[line]);
        let found = policies(&rules);
        let rest = found.strip_prefix("@id(\"r0\")\n@line(\"theme.toml:1\")\n").unwrap();
        assert_eq!(rest, expect);
    }

    #[test]
    fn a_rule_is_a_policy() {
        check("permit * on *", "permit (principal, action, resource);\n");
        check(
            "forbid see,edit on doc:a,file:* for role:member+department:dairy|person:lin except role:guest",
            "forbid (principal, action in [Action::\"see\", Action::\"edit\"], resource)\n\
             when { resource in Doc::\"a\" || resource is File }\n\
             when { (principal in Role::\"member\" && principal in Department::\"dairy\") || principal == Person::\"lin\" }\n\
             unless { principal in Role::\"guest\" };\n",
        );
        check(
            "permit see on doc:*",
            "permit (principal, action in [Action::\"see\"], resource)\nwhen { resource is Doc || resource is Page };\n",
        );
    }

    #[test]
    fn a_condition_is_a_clause() {
        check(
            "permit edit on doc:a own true",
            "permit (principal, action in [Action::\"edit\"], resource)\nwhen { resource in Doc::\"a\" }\n\
             when { (resource has \"holder\" && resource[\"holder\"] == principal) || (resource has \"maker\" && resource[\"maker\"] == principal) };\n",
        );
        check(
            "forbid edit on file:* larger-than 5000",
            "forbid (principal, action in [Action::\"edit\"], resource)\nwhen { resource is File }\n\
             unless { resource has \"size\" && resource[\"size\"] <= 5000 };\n",
        );
        let schema = schema(&rules(&[]));
        assert!(
            schema.contains("entity Page in [Doc] = { \"maker\"?: Person, \"holder\"?: Person };"),
            "{schema}"
        );
        assert!(schema.contains("entity File = { \"size\"?: Long };"), "{schema}");
    }

    #[test]
    fn a_text_stays_a_text() {
        assert_eq!(string("a\"\\\n市"), "\"a\\\"\\\\\\u{a}市\"");
    }

    #[test]
    fn a_kind_is_a_type() {
        let check = |kind: &str, expect: &str| assert_eq!(type_name(kind), expect);
        check("work-order", "Work_order");
        check("record", "Record_");
    }
}
