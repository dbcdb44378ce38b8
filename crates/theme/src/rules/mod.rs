//! Who may do what: the rules of a theme, and the one meaning that they have everywhere. It is Cedar's (docs.cedarpolicy.com,
//! "Authorization"): nothing is allowed that no rule permits, and what a rule forbids is forbidden, whatever permits it.
//!
//! A client decides by [`Rules::table`], a server by [`cedar`]; tests hold both and [`Rules::decide`] against Cedar itself.

pub mod cedar;
mod idle;
#[cfg(test)]
mod sample;
pub mod size;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use rebadge_core::source::Place;

pub use idle::Idle;

/// All that can be decided by.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// What a person may do.
    pub actions: Vec<String>,
    /// Kind of things → the kind of what they are in.
    pub kinds: BTreeMap<String, Option<String>>,
    /// Role → all roles that come with it, itself first.
    pub roles: BTreeMap<String, Vec<String>>,
    /// The rules, in their order.
    pub rules: Vec<Rule>,
    /// The ids that there are of each kind, where the contract says which.
    pub known: BTreeMap<String, Vec<String>>,
    /// Kind of things → what is known of one besides its id; kinds of which nothing is are not here.
    pub details: BTreeMap<String, Details>,
    /// Whether nobody says who a person is, or there is no rule: then everything is allowed.
    pub is_open: bool,
}

/// What a client and a server know of a thing besides its id, and conditions ask for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    /// Names of the persons it belongs to, such as `maker`: attributes in Cedar.
    pub own: Vec<String>,
    /// Whether it has a size.
    pub is_sized: bool,
}

/// One rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// Where it is written: the file's name from the theme's folder, and the line.
    pub line: String,
    /// The same, for diagnostics.
    pub place: Option<Place>,
    /// What it does.
    pub effect: Effect,
    /// The actions; `*` for all.
    pub actions: Vec<String>,
    /// What it is about: `kind:id`, `kind:*` or `*`.
    pub on: Vec<String>,
    /// Groups of tags, of one of which a person has all; everybody where there is none.
    pub who: Vec<Vec<String>>,
    /// The same, of those whom it is not for.
    pub except: Vec<Vec<String>>,
    /// What has to hold of a thing besides.
    pub conditions: Conditions,
    /// Why.
    pub reason: String,
}

/// What has to hold of a thing for a rule to be about it, all of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Conditions {
    /// Whether it belongs to the person, or does not.
    pub own: Option<bool>,
    /// It has more bytes than this. One of which nobody knows the size has.
    pub larger_than: Option<u64>,
    /// It has so many bytes at most.
    pub at_most: Option<u64>,
}

impl Conditions {
    /// Whether nothing is asked for.
    pub fn is_empty(self) -> bool {
        self == Conditions::default()
    }

    /// Whether all of it holds for somebody with these tags.
    fn hold(self, tags: &BTreeSet<String>, facts: &Facts) -> bool {
        let is_own = || facts.people.iter().any(|id| tags.contains(&format!("person:{id}")));
        let is_larger = |limit: u64| facts.size.is_none_or(|size| size > limit);
        self.own.is_none_or(|own| own == is_own())
            && self.larger_than.is_none_or(is_larger)
            && self.at_most.is_none_or(|limit| !is_larger(limit))
    }
}

/// What is known of the thing that a question is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The ids of the persons it belongs to.
    pub people: Vec<String>,
    /// Its size in bytes.
    pub size: Option<u64>,
}

/// What a rule does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It allows.
    Permit,
    /// It forbids.
    Forbid,
}

impl Effect {
    /// As the table and Cedar name it.
    pub fn name(self) -> &'static str {
        match self {
            Effect::Permit => "permit",
            Effect::Forbid => "forbid",
        }
    }
}

/// A person, as the log-in says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// Who it is; empty where nobody says.
    pub id: String,
    /// The roles.
    pub roles: Vec<String>,
    /// The departments, with `/` between levels.
    pub departments: Vec<String>,
}

/// The answer to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Whether it is allowed.
    pub is_allowed: bool,
    /// The rule that says so, by its place in the list; none where nothing allows it, or where all is open.
    pub by: Option<usize>,
}

/// Stands for all actions, or for everything.
pub const ALL: &str = "*";

impl Rules {
    /// What a person has of what rules ask for.
    pub fn tags(&self, person: &Person) -> BTreeSet<String> {
        let mut tags = BTreeSet::new();
        if !person.id.is_empty() {
            tags.insert(format!("person:{}", person.id));
        }
        let roles = person.roles.iter().filter_map(|role| self.roles.get(role)).flatten();
        tags.extend(roles.map(|role| format!("role:{role}")));
        let departments = person.departments.iter();
        tags.extend(
            departments.flat_map(|name| levels(name)).map(|name| format!("department:{name}")),
        );
        tags
    }

    /// What a question about a resource (`kind:id`) is about: everything, the resource, what it is in, and all of their kinds.
    pub fn chain(&self, resource: &str) -> Vec<String> {
        let mut chain = vec![ALL.to_owned()];
        let (kind, id) = resource.split_once(':').unwrap_or((resource, ""));
        let (mut kind, mut id) = (Some(kind), id);
        while let Some(name) = kind {
            chain.push(format!("{name}:{id}"));
            chain.push(format!("{name}:{ALL}"));
            kind = self.kinds.get(name).and_then(|within| within.as_deref());
            id = id.rsplit_once('.').map_or("", |(above, _)| above);
        }
        chain
    }

    /// Whether someone with these tags may do something with a resource, of which this is known.
    pub fn decide(
        &self,
        tags: &BTreeSet<String>,
        action: &str,
        (resource, facts): (&str, &Facts),
    ) -> Decision {
        if self.is_open {
            return Decision { is_allowed: true, by: None };
        }
        let chain = self.chain(resource);
        let applies = |rule: &Rule| {
            rule.actions.iter().any(|own| own == ALL || own == action)
                && rule.on.iter().any(|on| chain.contains(on))
                && (rule.who.is_empty() || is_one_of(&rule.who, tags))
                && !is_one_of(&rule.except, tags)
                && rule.conditions.hold(tags, facts)
        };
        let of = |effect: Effect| {
            self.rules.iter().position(|rule| rule.effect == effect && applies(rule))
        };
        match of(Effect::Forbid) {
            Some(by) => Decision { is_allowed: false, by: Some(by) },
            None => {
                let by = of(Effect::Permit);
                Decision { is_allowed: by.is_some(), by }
            }
        }
    }

    /// The table that a client decides by: docs/client.md describes it.
    pub fn table(&self) -> Value {
        let rules = self.rules.iter().map(|rule| {
            let mut row = json!({
                "id": rule.id,
                "line": rule.line,
                "effect": rule.effect.name(),
                "do": if rule.actions.iter().any(|own| own == ALL) { vec![ALL.to_owned()] } else { rule.actions.clone() },
                "on": rule.on,
                "who": rule.who,
                "except": rule.except,
            });
            let Conditions { own, larger_than, at_most } = rule.conditions;
            let conditions = [
                ("own", own.map(Value::from)),
                ("larger-than", larger_than.map(Value::from)),
                ("at-most", at_most.map(Value::from)),
            ];
            for (name, value) in conditions {
                if let Some(value) = value {
                    row[name] = value;
                }
            }
            row
        });
        json!({
            "format": 2,
            "actions": self.actions,
            "kinds": self.kinds,
            "roles": self.roles,
            "rules": rules.collect::<Vec<_>>(),
        })
    }

    /// The rules that can never make a difference, by their place in the list, and why.
    pub fn idle(&self) -> Vec<(usize, Idle)> {
        idle::find(self)
    }
}

fn is_one_of(groups: &[Vec<String>], tags: &BTreeSet<String>) -> bool {
    groups.iter().any(|group| group.iter().all(|tag| tags.contains(tag)))
}

/// A department and those above it: `dairy/north`, `dairy`.
fn levels(name: &str) -> impl Iterator<Item = &str> {
    let above = name.match_indices('/').map(|(at, _)| &name[..at]);
    above.chain([name])
}

#[cfg(test)]
mod tests {
    use super::sample::rules;
    use super::*;

    /// Asks `role:a,department:b,person:c see doc:x`; gives the rule that says yes (`+0`) or no (`-1`), or `-`.
    fn check(lines: &[&str], question: &str, expect: &str) {
        let rules = rules(lines);
        let words: Vec<&str> = question.split(' ').collect();
        let mut person = Person::default();
        for tag in words[0].split(',') {
            match tag.split_once(':') {
                Some(("role", name)) => person.roles.push(name.to_owned()),
                Some(("department", name)) => person.departments.push(name.to_owned()),
                Some((_, name)) => person.id = name.to_owned(),
                None => {}
            }
        }
        // After the resource: to whom it belongs, and its bytes.
        let facts = Facts {
            people: words.get(3).map(ToString::to_string).into_iter().collect(),
            size: words.get(4).map(|size| size.parse().unwrap()),
        };
        let found = rules.decide(&rules.tags(&person), words[1], (words[2], &facts));
        let sign = if found.is_allowed { "+" } else { "-" };
        let by = found.by.map(|by| by.to_string()).unwrap_or_default();
        assert_eq!(format!("{sign}{by}"), expect, "{lines:?} {question}");
    }

    #[test]
    fn nothing_is_allowed_that_no_rule_allows() {
        check(&[], "role:member see doc:a", "-");
        check(&["permit see on doc:a"], "role:member see doc:a", "+0");
        check(&["permit see on doc:a"], "role:member edit doc:a", "-");
        check(&["permit see on doc:a"], "role:member see doc:b", "-");
        check(&["permit * on *"], "nobody edit page:a.b", "+0");
    }

    #[test]
    fn what_is_forbidden_is_forbidden() {
        let rules = ["permit * on *", "forbid edit on doc:a except role:inspector|person:lin"];
        check(&rules, "role:member edit doc:a", "-1");
        check(&rules, "role:inspector edit doc:a", "+0");
        check(&rules, "person:lin edit doc:a", "+0");
        check(&rules, "role:member see doc:a", "+0");
    }

    #[test]
    fn a_rule_is_for_whom_all_of_a_group_fits() {
        let rules = ["permit see on doc:a for role:member+department:dairy|person:lin"];
        check(&rules, "role:inspector,department:dairy/north see doc:a", "+0");
        check(&rules, "role:inspector see doc:a", "-");
        check(&rules, "department:dairy see doc:a", "-");
        check(&rules, "role:member,department:dairyland see doc:a", "-");
        check(&rules, "person:lin see doc:a", "+0");
        check(&rules, "role:nobody,department:dairy see doc:a", "-");
    }

    #[test]
    fn a_rule_is_about_all_that_is_in_it() {
        check(&["permit see on doc:a"], "x see page:a.first", "+0");
        check(&["permit see on doc:a"], "x see page:b.first", "-");
        check(&["permit see on doc:*"], "x see page:b.first", "+0");
        check(&["permit see on page:*"], "x see doc:b", "-");
    }

    #[test]
    fn a_rule_can_be_for_what_is_ones_own() {
        let own = ["permit see on doc:a for role:member own true"];
        check(&own, "role:member,person:lin see doc:a lin", "+0");
        check(&own, "role:member,person:lin see page:a.b lin", "+0");
        check(&own, "role:member,person:lin see doc:a bo", "-");
        check(&own, "role:member,person:lin see doc:a", "-");
        check(&own, "role:member see doc:a lin", "-");
        let others = ["permit * on *", "forbid edit on doc:* own false"];
        check(&others, "person:lin edit doc:a lin", "+0");
        check(&others, "person:lin edit doc:a bo", "-1");
        check(&others, "person:lin edit doc:a", "-1");
    }

    #[test]
    fn a_rule_can_be_for_a_size() {
        let large = ["permit * on *", "forbid edit on file:* larger-than 5"];
        check(&large, "x edit file:pdf - 5", "+0");
        check(&large, "x edit file:pdf - 6", "-1");
        check(&large, "x edit file:pdf", "-1");
        let small = ["permit edit on file:* at-most 5"];
        check(&small, "x edit file:pdf - 5", "+0");
        check(&small, "x edit file:pdf - 6", "-");
        check(&small, "x edit file:pdf", "-");
    }

    #[test]
    fn open_is_open() {
        let rules = Rules { is_open: true, ..rules(&["forbid * on *"]) };
        let found = rules.decide(&BTreeSet::new(), "see", ("doc:a", &Facts::default()));
        assert_eq!(found, Decision { is_allowed: true, by: None });
    }
}
