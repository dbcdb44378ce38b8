//! Security rules against Cedar itself, of which they have the meaning: random rules and questions, decided by Rebadge, by the base
//! client's own function and by Cedar (npm's `@cedar-policy/cedar-wasm`), and the policies checked against their schema by Cedar.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use rebadge::rules::{Conditions, Details, Effect, Facts, Person, Rule, Rules, cedar};
use serde_json::{Map, Value, json};

use crate::project::{Project, root};

/// Numbers in an order that looks like chance and is always the same (Knuth, MMIX).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn one<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }

    /// From 1 to `most` of some.
    fn some(&mut self, all: &[&str], most: usize) -> Vec<String> {
        (0..=self.below(most)).map(|_| self.one(all).to_owned()).collect()
    }
}

const ACTIONS: [&str; 3] = ["see", "edit", "down-load"];
const ROLES: [&str; 4] = ["member", "inspector", "boss", "guest"];
const DEPARTMENTS: [&str; 5] = ["dairy", "dairy/north", "dairy/north/a", "dairyland", "it \"x\\"];
const PEOPLE: [&str; 3] = ["lin@acme.example", "bo", "q\"\\'市"];
const RESOURCES: [&str; 8] = [
    "doc:a",
    "doc:b",
    "record:a.x",
    "record:b.y",
    "work-order:a.x.1",
    "work-order:b.y.1",
    "file:pdf",
    "file:q\"\\'",
];
const SIZES: [u64; 3] = [1, 5_000, 20_000_000];
const WHOLE: [&str; 5] = ["*", "doc:*", "record:*", "work-order:*", "file:*"];

fn rules(chance: &mut Chance) -> Rules {
    let text = |text: &str| text.to_owned();
    let within =
        [("doc", None), ("record", Some("doc")), ("work-order", Some("record")), ("file", None)];
    let roles = [
        ("member", vec!["member"]),
        ("inspector", vec!["inspector", "member"]),
        ("boss", vec!["boss", "inspector", "member"]),
        ("guest", vec!["guest"]),
    ];
    let count = 1 + chance.below(8);
    Rules {
        actions: ACTIONS.map(text).into(),
        kinds: within.map(|(kind, of)| (text(kind), of.map(text))).into(),
        roles: roles.map(|(role, all)| (text(role), all.into_iter().map(text).collect())).into(),
        rules: (0..count).map(|at| rule(at, chance)).collect(),
        known: BTreeMap::new(),
        details: BTreeMap::from([
            (text("doc"), Details { own: vec![text("maker")], is_sized: false }),
            (text("record"), Details { own: vec![text("maker"), text("in")], is_sized: false }),
            (text("file"), Details { own: Vec::new(), is_sized: true }),
        ]),
        is_open: false,
    }
}

fn rule(at: usize, chance: &mut Chance) -> Rule {
    let actions = match chance.below(4) {
        0 => vec!["*".to_owned()],
        _ => chance.some(&ACTIONS, 2),
    };
    let on = match chance.below(3) {
        0 => chance.some(&WHOLE, 2),
        _ => chance.some(&RESOURCES, 3),
    };
    Rule {
        id: format!("r{at}"),
        line: format!("theme.toml:{at}"),
        place: None,
        effect: if chance.below(3) == 0 { Effect::Forbid } else { Effect::Permit },
        actions,
        on,
        who: groups(chance, 2),
        except: groups(chance, 3),
        conditions: conditions(chance),
        reason: chance.one(&["", "since \"2026\"\\"]).to_owned(),
    }
}

/// None in half of all cases.
fn conditions(chance: &mut Chance) -> Conditions {
    let size = |chance: &mut Chance| Some(SIZES[chance.below(SIZES.len())]);
    match chance.below(8) {
        0 | 1 => Conditions { own: Some(chance.below(2) == 0), ..Conditions::default() },
        2 => Conditions { larger_than: size(chance), ..Conditions::default() },
        3 => Conditions {
            at_most: size(chance),
            own: [None, Some(true)][chance.below(2)],
            ..Conditions::default()
        },
        _ => Conditions::default(),
    }
}

/// No groups in one of `one_in` cases.
fn groups(chance: &mut Chance, one_in: usize) -> Vec<Vec<String>> {
    if chance.below(one_in) == 0 {
        return Vec::new();
    }
    let tag = |chance: &mut Chance| match chance.below(3) {
        0 => format!("role:{}", chance.one(&ROLES)),
        1 => format!("department:{}", chance.one(&DEPARTMENTS)),
        _ => format!("person:{}", chance.one(&PEOPLE)),
    };
    (0..=chance.below(2)).map(|_| (0..=chance.below(2)).map(|_| tag(chance)).collect()).collect()
}

/// Who asks what of which thing, and what is known of it.
struct Question {
    person: Person,
    action: &'static str,
    resource: &'static str,
    /// Attribute → the person it belongs to.
    owners: Vec<(String, &'static str)>,
    facts: Facts,
}

fn question(rules: &Rules, chance: &mut Chance) -> Question {
    let person = Person {
        id: chance.one(&PEOPLE).to_owned(),
        roles: if chance.below(5) == 0 { Vec::new() } else { chance.some(&ROLES, 2) },
        departments: if chance.below(4) == 0 { Vec::new() } else { chance.some(&DEPARTMENTS, 2) },
    };
    let (action, resource) = (chance.one(&ACTIONS), chance.one(&RESOURCES));
    let kind = resource.split_once(':').unwrap().0;
    let details = rules.details.get(kind).cloned().unwrap_or_default();
    // Of some of its attributes the person is known.
    let mut owners: Vec<(String, &'static str)> =
        details.own.into_iter().map(|name| (name, chance.one(&PEOPLE))).collect();
    owners.truncate(chance.below(3));
    let size = details.is_sized.then(|| [0, 1, 2, 5_000, 5_001, 30_000_000][chance.below(6)]);
    let size = size.filter(|_| chance.below(6) > 0);
    let people = owners.iter().map(|(_, id)| (*id).to_owned()).collect();
    Question { person, action, resource, owners, facts: Facts { people, size } }
}

/// A question with its answer, and with all that Cedar has to know.
fn with_entities(rules: &Rules, question: Question) -> Value {
    let Question { person, action, resource, owners, facts } = question;
    let decision = rules.decide(&rules.tags(&person), action, (resource, &facts));
    let uid = |kind: &str, id: &str| json!({ "type": kind, "id": id });
    let mut entities = cedar::entities(rules).as_array().unwrap().clone();
    // What a server knows of people and things.
    let known: BTreeSet<String> = entities.iter().map(|one| one["uid"].to_string()).collect();
    let mut add = |own: Value, parents: Vec<Value>, attrs: &Map<String, Value>| {
        if !known.contains(&own.to_string()) {
            entities.push(json!({ "uid": own, "attrs": attrs, "parents": parents }));
        }
    };
    let plain = Map::new();
    let entity = |id: &str| json!({ "__entity": uid("Person", id) });
    let mut attributes: Map<String, Value> =
        owners.iter().map(|(name, id)| (name.clone(), entity(id))).collect();
    attributes.extend(facts.size.map(|size| ("size".to_owned(), json!(size))));
    let departments: BTreeSet<&String> = person.departments.iter().collect();
    let of_person = person.roles.iter().map(|role| uid("Role", role));
    let of_person = of_person.chain(departments.iter().map(|name| uid("Department", name)));
    add(uid("Person", &person.id), of_person.collect(), &plain);
    for name in &DEPARTMENTS {
        let above = name.rsplit_once('/').map(|(above, _)| uid("Department", above));
        add(uid("Department", name), above.into_iter().collect(), &plain);
    }
    let (kind, id) = resource.split_once(':').unwrap();
    let (mut kind, mut id) = (Some(kind.to_owned()), id.to_owned());
    let asked = uid(&cedar::type_name(kind.as_ref().unwrap()), &id);
    while let Some(name) = kind {
        let within = rules.kinds[&name].clone();
        let above = id.rsplit_once('.').map_or(String::new(), |(above, _)| above.to_owned());
        let parents = within.iter().map(|of| uid(&cedar::type_name(of), &above)).collect();
        // Only of what is asked about something is known.
        add(uid(&cedar::type_name(&name), &id), parents, &attributes);
        attributes.clear();
        (kind, id) = (within, above);
    }
    json!({
        "person": { "person": person.id, "roles": person.roles, "departments": person.departments },
        "action": action, "resource": resource, "facts": facts_of(&facts), "uid": asked, "entities": entities, "allowed": decision.is_allowed,
    })
}

/// What is known of a thing, as the client's function takes it.
fn facts_of(facts: &Facts) -> Value {
    match facts.size {
        Some(size) => json!({ "people": facts.people, "size": size }),
        None => json!({ "people": facts.people }),
    }
}

/// `POLICIES` sets of rules, 300 if it is not said, each with 20 questions.
#[test]
fn client_rebadge_and_cedar_never_differ() {
    let count = std::env::var("POLICIES").map_or(300, |count| count.parse().unwrap());
    let mut chance = Chance(2026);
    let mut lines = String::new();
    let mut allowed = 0;
    for _ in 0..count {
        let rules = rules(&mut chance);
        let questions: Vec<Value> =
            (0..20).map(|_| with_entities(&rules, question(&rules, &mut chance))).collect();
        allowed += questions.iter().filter(|question| question["allowed"] == json!(true)).count();
        let set = json!({
            "policies": cedar::policies(&rules), "schema": cedar::schema(&rules), "table": rules.table(), "questions": questions,
        });
        writeln!(lines, "{set}").unwrap();
    }
    // Neither answer is so rare that nothing is shown.
    assert!(allowed > count && allowed < 19 * count, "{allowed}");
    let project = Project::empty().file("tables.jsonl", lines);
    let mut command = project.command("node");
    command.arg(root().join("tests/tools/cedar.mjs")).arg(root().join("target/test-tools/cedar"));
    command.arg(project.path("tables.jsonl")).arg(root().join("base-client/web/js/policy.js"));
    let output = command.output().expect("tests/setup installs node");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cedar.mjs, with what tests/setup installs:\n{stderr}");
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&found["asked"], &found["count"]), (&json!(20 * count), &json!(0)), "{found:#}");
}

/// Without a rule that is reported as idle every answer is the same.
#[test]
fn rules_that_are_reported_as_idle_make_no_difference() {
    let mut chance = Chance(14);
    let mut reported = 0;
    for _ in 0..1000 {
        let rules = rules(&mut chance);
        for (at, why) in rules.idle() {
            reported += 1;
            let mut others = rules.clone();
            others.rules.remove(at);
            for _ in 0..50 {
                let Question { person, action, resource, facts, .. } =
                    question(&rules, &mut chance);
                let [with, without] = [&rules, &others]
                    .map(|of| of.decide(&of.tags(&person), action, (resource, &facts)).is_allowed);
                assert_eq!(
                    with, without,
                    "{:#?} {why:?} {person:?} {action} {resource}",
                    rules.rules
                );
            }
        }
    }
    assert!(reported > 500, "{reported}");
}
