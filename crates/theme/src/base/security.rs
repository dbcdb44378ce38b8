//! `[security]` of a contract: which section of a theme has rules, and what they are about.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use rebadge_core::diagnostic::{Code, Diagnostic, did_you_mean};
use rebadge_core::document::Entry;
use rebadge_core::fields::{Fields, Findings};
use rebadge_core::source::Sourced;

use crate::rules::Details;

/// What rules there can be.
#[derive(Clone, Debug, Default)]
pub struct Security {
    /// The section of a theme that has `roles` and `rules`.
    pub section: String,
    /// The key, from the theme's root, that says who says who a person is.
    pub issuer: Vec<String>,
    /// What a person may do; the first is to see.
    pub actions: Vec<String>,
    /// What rules are about.
    pub kinds: BTreeMap<String, Subject>,
    /// What people call an action, a kind or a thing: language → text.
    pub words: BTreeMap<String, BTreeMap<String, String>>,
}

impl Security {
    /// The kind of the ids of a list, a key from the theme's root.
    pub fn kind_of(&self, list: &[&str]) -> Option<&str> {
        let is_it = |subject: &Subject| matches!(&subject.ids, Some(Ids::Of(of)) if of == list);
        let mut kinds = self.kinds.iter();
        kinds.find(|(_, subject)| is_it(subject)).map(|(kind, _)| kind.as_str())
    }

    /// What is known of a thing of each kind, also by what it is in; kinds of which nothing is known are left out.
    pub fn details(&self) -> BTreeMap<String, Details> {
        let of = |kind: &String| {
            let mut all = Details::default();
            let mut at = self.kinds.get(kind);
            // Kinds that are in each other are an error of the contract, and no reason to go round for ever.
            for _ in 0..self.kinds.len() {
                let Some(subject) = at else { break };
                let fresh = subject.details.own.iter().filter(|name| !all.own.contains(name));
                all.own.extend(fresh.cloned().collect::<Vec<_>>());
                all.is_sized |= subject.details.is_sized;
                at = subject.within.as_ref().and_then(|within| self.kinds.get(within));
            }
            (all != Details::default()).then(|| (kind.clone(), all))
        };
        self.kinds.keys().filter_map(of).collect()
    }
}

/// A kind of things that rules are about.
#[derive(Clone, Debug, Default)]
pub struct Subject {
    /// The ids that there are; none where any id will do.
    pub ids: Option<Ids>,
    /// The kind of what it is in.
    pub within: Option<String>,
    /// What is known of one; what is in it has the same.
    pub details: Details,
}

/// The ids that there are of a kind.
#[derive(Clone, Debug)]
pub enum Ids {
    /// Those of a list of the theme: a key from its root, with `*` for each item of a list.
    Of(Vec<String>),
    /// These.
    These(Vec<String>),
}

/// Names that Cedar's schema of every client has.
const TAKEN: [&str; 4] = ["person", "role", "department", "action"];

/// Reads `[security]`; `roles` are those of the contract.
pub(super) fn read(fields: Fields<'_>, roles: &[String]) -> Option<Security> {
    let findings = fields.findings();
    let section = fields.required_text("section");
    let issuer = fields.text("issuer").map(|text| text.value).unwrap_or_default();
    let actions = fields.texts("actions").unwrap_or_default();
    if actions.is_empty() {
        fields.missing("actions");
    }
    actions.iter().for_each(|action| check_name(action, "an action", findings));
    for (at, action) in actions.iter().enumerate() {
        let is_again = actions.iter().take(at).any(|before| before.value == action.value);
        if let (true, Some(place)) = (is_again, action.place()) {
            let message = format!("the action `{}` stands here twice", action.value);
            findings.add(Diagnostic::at(Code::Contract, place, message).help("remove one of them"));
        }
    }
    let mut kinds = BTreeMap::new();
    if let Some(on) = fields.table("on") {
        for entry in on.entries() {
            let name = Sourced::written(entry.key.clone(), entry.key_place.clone());
            check_name(&name, "a kind", findings);
            kinds.extend(on.table(&entry.key).map(|table| (entry.key.clone(), subject(table))));
        }
        for entry in on.entries() {
            let within = kinds.get(&entry.key).and_then(|subject| subject.within.clone());
            if within.is_some() && !leads_up(&entry.key, &kinds) {
                let message = format!("what a `{}` is in is no other kind", entry.key);
                let help =
                    did_you_mean(&within.unwrap_or_default(), kinds.keys().map(String::as_str));
                let problem = Diagnostic::at(Code::Contract, &entry.key_place, message);
                findings.add(problem.maybe_help(help));
            }
        }
    }
    let words = fields.table("words").map(|words| self::words(words, &actions, &kinds, roles));
    fields.finish();
    let section = section?;
    Some(Security {
        section: section.value,
        issuer: issuer.split('.').filter(|key| !key.is_empty()).map(str::to_owned).collect(),
        actions: actions.into_iter().map(|action| action.value).collect(),
        kinds,
        words: words.unwrap_or_default(),
    })
}

/// What people read for actions, kinds and things.
fn words(
    fields: Fields<'_>,
    actions: &[Sourced<String>],
    kinds: &BTreeMap<String, Subject>,
    roles: &[String],
) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut all = BTreeMap::new();
    for entry in fields.entries() {
        let kind = entry.key.split_once(':').map_or(entry.key.as_str(), |(kind, _)| kind);
        let is_action = actions.iter().any(|action| action.value == entry.key);
        let role = entry.key.strip_prefix("role:");
        let is_role = role.is_some_and(|role| roles.iter().any(|known| known == role));
        if !is_action && !is_role && !kinds.contains_key(kind) {
            let known = actions.iter().map(|action| action.value.as_str());
            let known = known.chain(kinds.keys().map(String::as_str));
            let help = match role {
                Some(role) => did_you_mean(role, roles.iter().map(String::as_str)),
                None => did_you_mean(kind, known),
            };
            let message =
                format!("`{}` is no action, no kind, no thing of a kind and no role", entry.key);
            let problem = Diagnostic::at(Code::Contract, &entry.key_place, message);
            fields.findings().add(problem.maybe_help(help));
        }
        let Some(texts) = fields.table(&entry.key) else { continue };
        let of_language = |entry: &Entry| Some((entry.key.clone(), texts.text(&entry.key)?.value));
        all.insert(entry.key.clone(), texts.entries().iter().filter_map(of_language).collect());
        texts.finish();
    }
    fields.finish();
    all
}

/// Whether what a kind is in is known, and so on to one that is in nothing.
fn leads_up(kind: &str, kinds: &BTreeMap<String, Subject>) -> bool {
    let mut at = kind;
    for _ in 0..=kinds.len() {
        match kinds.get(at).map(|subject| subject.within.as_deref()) {
            None => return false,
            Some(None) => return true,
            Some(Some(within)) => at = within,
        }
    }
    false
}

fn subject(fields: Fields<'_>) -> Subject {
    let of = fields.text("of");
    let ids = fields.texts("ids");
    if let (Some(of), Some(_)) = (of.as_ref().and_then(Sourced::place), &ids) {
        let message = "`of` and `ids` both say which ids there are";
        let help = "write one of them: `of` for a list of the theme, `ids` for fixed ones";
        fields.findings().add(Diagnostic::at(Code::Contract, of, message.to_owned()).help(help));
    }
    let within = fields.text("in").map(|text| text.value);
    let own = fields.texts("own").unwrap_or_default();
    own.iter().for_each(|name| check_name(name, "a person of a thing", fields.findings()));
    let details = Details {
        own: own.into_iter().map(|name| name.value).collect(),
        is_sized: fields.bool("size").is_some_and(|size| size.value),
    };
    let these = ids.map(|ids| Ids::These(ids.into_iter().map(|id| id.value).collect()));
    let of = of.map(|of| Ids::Of(of.value.split('.').map(str::to_owned).collect()));
    fields.finish();
    Subject { ids: these.or(of), within, details }
}

/// Actions and kinds stand in the text of rules and in the names of Cedar's types.
fn check_name(name: &Sourced<String>, what: &str, findings: &Findings) {
    let text = name.value.as_str();
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let is_name = text.starts_with(|c: char| c.is_ascii_lowercase()) && text.bytes().all(is_plain);
    if let (false, Some(place)) = (is_name && !TAKEN.contains(&text), name.place()) {
        let message = format!("`{text}` cannot be the name of {what}");
        let help =
            "use a-z, 0-9 and hyphens; `person`, `role`, `department` and `action` are taken";
        findings.add(Diagnostic::at(Code::Contract, place, message).help(help));
    }
}

/// Adds `roles` and `rules` to a section's schema.
pub(super) fn add_to(schema: &mut Value, security: &Security) {
    let Some(schema) = schema.as_object_mut() else { return };
    let properties = schema.entry("properties").or_insert_with(|| json!({}));
    let Some(properties) = properties.as_object_mut() else { return };
    properties.insert("roles".to_owned(), roles());
    properties.insert("rules".to_owned(), rules(security));
}

fn roles() -> Value {
    json!({
        "title": "Roles",
        "description": "Roles besides those of the base client.",
        "x-translations": { "zh-CN": { "title": "角色", "description": "基础客户端之外的角色。" } },
        "type": "array",
        "maxItems": 200,
        "default": [],
        "items": {
            "type": "object",
            "additionalProperties": false,
            "required": ["id"],
            "properties": {
                "id": { "description": "As the log-in calls it.", "type": "string", "pattern": "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$" },
                "label": { "description": "What people read.", "type": ["string", "object"], "x-rebadge": { "is": "text", "max": 40 } },
                "is": { "description": "Roles that come with it.", "type": "array", "default": [], "items": { "type": "string", "x-rebadge": "role" } }
            }
        }
    })
}

fn rules(security: &Security) -> Value {
    let mut actions = security.actions.clone();
    actions.push("*".to_owned());
    let actions = json!({ "type": "array", "minItems": 1, "items": { "enum": actions }, "x-message": "name an action, or `*` for all" });
    let with = |summary: &str, mut schema: Value| {
        schema["description"] = summary.into();
        schema
    };
    let text = |pattern: &str, message: &str| {
        let most = 200;
        json!({ "type": "string", "minLength": 1, "maxLength": most, "pattern": pattern, "x-message": message })
    };
    // What never is in a token would keep a rule from holding for anybody.
    let department = text(
        r"^(?![\s/])(?!.*//)(?!.*[\s/]$)[^\u0000-\u001f]+$",
        "write its levels with `/` between them, none of them empty, such as `dairy/north`",
    );
    let person = text(
        r"^(?!\s)(?!.*\s$)[^\u0000-\u001f]+$",
        "write it as the log-in does, without a space before or behind it",
    );
    let people = json!({
        "type": "array",
        "minItems": 1,
        "x-message": "write a table for each of them; without the list it is for everybody",
        "items": {
            "type": "object",
            "additionalProperties": false,
            "minProperties": 1,
            "x-message": "name a `role`, a `department` or a `person`",
            "properties": {
                "role": { "type": "string", "x-rebadge": "role" },
                "department": department,
                "person": person
            }
        }
    });
    let mut schema = json!({
        "title": "Rules",
        "description": "What people may do. Nothing is allowed that no rule allows; what a rule forbids is forbidden.",
        "x-translations": { "zh-CN": { "title": "规则", "description": "人员可以做什么。未被允许的一律不允许；禁止优先于允许。" } },
        "type": "array",
        "maxItems": 1000,
        "default": [],
        "items": {
            "type": "object",
            "additionalProperties": false,
            "required": ["id", "on"],
            "properties": {
                "id": { "description": "Its name.", "type": "string", "pattern": "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$" },
                "may": with("What is allowed.", actions.clone()),
                "must-not": with("What is forbidden.", actions),
                "on": with("What it is about: `kind:id`, `kind:*` or `*`.", json!({
                    "type": "array", "minItems": 1, "items": { "type": "string" },
                    "x-message": "name what it is about, such as `entry:messages`, or `*` for everything"
                })),
                "who": with("Whom it is for: all keys of one of these tables. Everybody, if it is not there.", people.clone()),
                "except": with("Whom it is not for.", people),
                "reason": { "description": "Why.", "type": "string", "maxLength": 300, "default": "" }
            }
        }
    });
    let details = security.details();
    let mut add = |name: &str, of: Value| schema["items"]["properties"][name] = of;
    if details.values().any(|details| !details.own.is_empty()) {
        let summary = "true: only what belongs to the person. false: only what does not.";
        add("own", with(summary, json!({ "type": "boolean" })));
    }
    if details.values().any(|details| details.is_sized) {
        let size = json!({ "type": "string", "examples": ["500 kB", "20 MB", "1 GB"] });
        add("larger-than", with("Only what has more bytes: `20 MB`.", size.clone()));
        add("at-most", with("Only what has no more bytes: `20 MB`.", size));
    }
    schema
}
