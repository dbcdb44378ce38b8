//! Rules for tests.

use std::collections::BTreeMap;

use super::{Conditions, Details, Effect, Rule, Rules};

/// Rules of a line each: `permit see,edit on doc:rules for role:a+department:b|person:c except role:d own true at-most 5`.
pub(super) fn rules(lines: &[&str]) -> Rules {
    let groups = |text: &str| -> Vec<Vec<String>> {
        text.split('|').map(|group| group.split('+').map(str::to_owned).collect()).collect()
    };
    let rule = |(at, line): (usize, &&str)| {
        let words: Vec<&str> = line.split(' ').collect();
        let after = |word: &str| {
            let at = words.iter().position(|own| *own == word)?;
            words.get(at + 1).copied()
        };
        let list = |text: &str| text.split(',').map(str::to_owned).collect();
        Rule {
            id: format!("r{at}"),
            line: format!("theme.toml:{}", at + 1),
            place: None,
            effect: if words[0] == "permit" { Effect::Permit } else { Effect::Forbid },
            actions: list(words[1]),
            on: list(after("on").unwrap()),
            who: after("for").map(groups).unwrap_or_default(),
            except: after("except").map(groups).unwrap_or_default(),
            conditions: Conditions {
                own: after("own").map(|own| own == "true"),
                larger_than: after("larger-than").map(|size| size.parse().unwrap()),
                at_most: after("at-most").map(|size| size.parse().unwrap()),
            },
            reason: String::new(),
        }
    };
    let text = |text: &str| text.to_owned();
    let own = Details { own: vec![text("maker"), text("holder")], is_sized: false };
    let sized = Details { own: Vec::new(), is_sized: true };
    Rules {
        actions: vec![text("see"), text("edit")],
        kinds: [(text("doc"), None), (text("page"), Some(text("doc"))), (text("file"), None)]
            .into(),
        roles: [
            (text("member"), vec![text("member")]),
            (text("inspector"), vec![text("inspector"), text("member")]),
            (text("guest"), vec![text("guest")]),
        ]
        .into(),
        rules: lines.iter().enumerate().map(rule).collect(),
        known: BTreeMap::new(),
        details: ["doc", "page"]
            .map(|kind| (text(kind), own.clone()))
            .into_iter()
            .chain([(text("file"), sized)])
            .collect(),
        is_open: false,
    }
}
