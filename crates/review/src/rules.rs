//! Security rules in plain words.

use rebadge_theme::rules::{ALL, Effect, Rule};

/// A language of the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tongue {
    /// English.
    English,
    /// Simplified Chinese.
    Chinese,
}

impl Tongue {
    fn choose<T: Copy>(self, [english, chinese]: [T; 2]) -> T {
        match self {
            Tongue::English => english,
            Tongue::Chinese => chinese,
        }
    }
}

/// What a rule says: whom it is for, what they may or must not do, with what, and why.
pub fn sentence(rule: &Rule, language: Tongue) -> String {
    let everybody = language.choose(["Everybody", "所有人"]);
    let who = if rule.who.is_empty() {
        everybody.to_owned()
    } else {
        capital(&people(&rule.who, language))
    };
    let may = match rule.effect {
        Effect::Permit => language.choose([" may ", "可以"]),
        Effect::Forbid => language.choose([" must not ", "不得"]),
    };
    let all = language.choose(["do anything", "进行任何操作"]);
    let things = language.choose(["everything", "所有内容"]);
    let joint = language.choose([", ", "、"]);
    let actions = listed(&rule.actions, all, joint);
    let on = listed(&rule.on, things, joint);
    let colon = language.choose([": ", "："]);
    let except = match (rule.except.is_empty(), language) {
        (true, _) => String::new(),
        (false, Tongue::English) => format!(", but not {}", people(&rule.except, language)),
        (false, Tongue::Chinese) => format!("，{}除外", people(&rule.except, language)),
    };
    let stop = language.choose([".", "。"]);
    let mut text = format!("{who}{may}{actions}{colon}{on}{except}{stop}");
    if !rule.reason.is_empty() {
        text += &format!("{}{}", language.choose([" ", ""]), rule.reason);
    }
    text
}

fn listed(names: &[String], all: &str, joint: &str) -> String {
    let names = names.iter().map(|name| if name == ALL { all } else { name.as_str() });
    names.collect::<Vec<_>>().join(joint)
}

fn people(groups: &[Vec<String>], language: Tongue) -> String {
    let tag = |tag: &String| {
        let (kind, name) = tag.split_once(':').unwrap_or(("", tag));
        match kind {
            "role" => language.choose(["the role ", "角色"]).to_owned() + name,
            "department" => language.choose(["the department ", "部门"]).to_owned() + name,
            _ => language.choose(["", "人员"]).to_owned() + name,
        }
    };
    let and = language.choose([" in ", "且"]);
    let group = |group: &Vec<String>| group.iter().map(tag).collect::<Vec<_>>().join(and);
    groups.iter().map(group).collect::<Vec<_>>().join(language.choose([" or ", "或"]))
}

fn capital(text: &str) -> String {
    // A person's name stays as it is.
    match text.strip_prefix("the ") {
        Some(rest) => format!("The {rest}"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(effect: Effect, actions: &[&str], on: &[&str]) -> Rule {
        let texts = |all: &[&str]| all.iter().map(ToString::to_string).collect();
        Rule {
            id: "a".to_owned(),
            line: String::new(),
            place: None,
            effect,
            actions: texts(actions),
            on: texts(on),
            who: Vec::new(),
            except: Vec::new(),
            reason: String::new(),
        }
    }

    fn check(rule: &Rule, expect: [&str; 2]) {
        let found = [Tongue::English, Tongue::Chinese].map(|of| sentence(rule, of));
        assert_eq!(found, expect.map(str::to_owned));
    }

    #[test]
    fn a_rule_is_a_sentence() {
        let all = rule(Effect::Permit, &["*"], &["*"]);
        check(
            &all,
            ["Everybody may do anything: everything.", "所有人可以进行任何操作：所有内容。"],
        );
        let tags = |all: &[&str]| all.iter().map(ToString::to_string).collect::<Vec<String>>();
        let some = Rule {
            who: vec![tags(&["role:inspector", "department:dairy"])],
            except: vec![tags(&["person:lin"]), tags(&["role:guest"])],
            reason: "Since 2026.".to_owned(),
            ..rule(Effect::Forbid, &["see", "edit"], &["file:pdf"])
        };
        let english = "The role inspector in the department dairy must not see, edit: file:pdf, but not lin or the role guest. Since 2026.";
        let chinese =
            "角色inspector且部门dairy不得see、edit：file:pdf，人员lin或角色guest除外。Since 2026.";
        check(&some, [english, chinese]);
    }
}
