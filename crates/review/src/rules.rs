//! Security rules in plain words.

use std::collections::BTreeMap;

use rebadge_theme::rules::{ALL, Conditions, Effect, Rule, size};

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

/// What people call what rules name, in the language of a sentence. What is not here is shown as the rule has it.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Actions, kinds of things, and whole things such as `field:people.phone`, as they stand in a sentence.
    pub words: BTreeMap<String, String>,
    /// What a thing or a role (`entry:approvals`, `role:inspector`) is called where people see it.
    pub labels: BTreeMap<String, String>,
}

impl Names {
    fn action<'a>(&'a self, action: &'a str) -> &'a str {
        self.words.get(action).map_or(action, String::as_str)
    }

    fn thing(&self, on: &str, language: Tongue) -> String {
        let Some((kind, id)) = on.split_once(':') else { return on.to_owned() };
        let (word, label) = (self.words.get(kind), self.labels.get(on));
        match (self.words.get(on), word, label) {
            (Some(whole), ..) => whole.clone(),
            (None, None, None) => on.to_owned(),
            (None, Some(word), _) if id == ALL => {
                language.choose(["every ", "所有"]).to_owned() + word
            }
            (None, word, label) => {
                let space = language.choose([" ", ""]);
                let (word, label) =
                    (word.map_or(kind, String::as_str), label.map_or(id, String::as_str));
                format!("{word}{space}“{label}”")
            }
        }
    }
}

/// What a rule says: whom it is for, what they may or must not do, with what, and why.
pub fn sentence(rule: &Rule, names: &Names, language: Tongue) -> String {
    let is_forbidden = rule.effect == Effect::Forbid;
    let (who, may) = match (rule.who.is_empty(), is_forbidden) {
        (true, false) => (language.choose(["Everybody", "所有人"]).to_owned(), [" may ", "可以"]),
        (true, true) => (language.choose(["Nobody", "所有人"]).to_owned(), [" may ", "不得"]),
        (false, false) => (capital(&people(&rule.who, names, language)), [" may ", "可以"]),
        (false, true) => (capital(&people(&rule.who, names, language)), [" must not ", "不得"]),
    };
    let may = language.choose(may);
    let all = language.choose(["do anything", "进行任何操作"]);
    let things = language.choose(["everything", "所有内容"]);
    let joint = language.choose([", ", "、"]);
    let actions = listed(&rule.actions, all, joint, |action| names.action(action).to_owned());
    let on = listed(&rule.on, things, joint, |on| names.thing(on, language));
    let colon = language.choose([": ", "："]);
    let except = match (rule.except.is_empty(), language) {
        (true, _) => String::new(),
        (false, Tongue::English) => format!(", except {}", people(&rule.except, names, language)),
        (false, Tongue::Chinese) => format!("，{}除外", people(&rule.except, names, language)),
    };
    let stop = language.choose([".", "。"]);
    let conditions = conditions(rule.conditions, language);
    let mut text = format!("{who}{may}{actions}{colon}{on}{conditions}{except}{stop}");
    if !rule.reason.is_empty() {
        text += &format!("{}{}", language.choose([" ", ""]), rule.reason);
    }
    text
}

/// What has to hold of the things, after a comma.
fn conditions(asked: Conditions, language: Tongue) -> String {
    let their_own = language.choose([", where it is their own", "，仅限本人的"]);
    let not_their_own = language.choose([", where it is not their own", "，仅限非本人的"]);
    let own = asked.own.map(|own| if own { their_own } else { not_their_own }.to_owned());
    let size = |limit: Option<u64>, words: [&str; 2]| {
        limit.map(|limit| language.choose(words).to_owned() + &size::written(limit))
    };
    let over = size(asked.larger_than, [", larger than ", "，大于"]);
    let most = size(asked.at_most, [", up to ", "，不超过"]);
    [own, over, most].into_iter().flatten().collect()
}

fn listed(all: &[String], everything: &str, joint: &str, word: impl Fn(&str) -> String) -> String {
    let words = all.iter().map(|name| if name == ALL { everything.to_owned() } else { word(name) });
    words.collect::<Vec<_>>().join(joint)
}

fn people(groups: &[Vec<String>], names: &Names, language: Tongue) -> String {
    let tag = |tag: &String| {
        let (kind, name) = tag.split_once(':').unwrap_or(("", tag));
        let name = names.labels.get(tag).map_or(name, String::as_str);
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
            conditions: Conditions::default(),
            reason: String::new(),
        }
    }

    fn check(rule: &Rule, expect: [&str; 2]) {
        let found =
            [Tongue::English, Tongue::Chinese].map(|of| sentence(rule, &Names::default(), of));
        assert_eq!(found, expect.map(str::to_owned));
    }

    #[test]
    fn what_has_a_name_is_called_by_it() {
        let map = |all: &[(&str, &str)]| {
            all.iter().map(|(name, word)| ((*name).to_owned(), (*word).to_owned())).collect()
        };
        let rule = Rule {
            except: vec![vec!["role:inspector".to_owned()]],
            ..rule(
                Effect::Forbid,
                &["see", "edit"],
                &["entry:approvals", "entry:none", "entry:*", "field:phone", "file:pdf"],
            )
        };
        let english = Names {
            words: map(&[
                ("edit", "change"),
                ("entry", "menu entry"),
                ("field:phone", "phone numbers"),
            ]),
            labels: map(&[("entry:approvals", "To approve"), ("role:inspector", "Inspector")]),
        };
        assert_eq!(
            sentence(&rule, &english, Tongue::English),
            "Nobody may see, change: menu entry “To approve”, menu entry “none”, every menu entry, phone numbers, file:pdf, \
             except the role Inspector."
        );
        let chinese = Names {
            words: map(&[
                ("see", "查看"),
                ("edit", "编辑"),
                ("entry", "菜单项"),
                ("field:phone", "电话号码"),
                ("file", "文件"),
            ]),
            labels: map(&[("entry:approvals", "审批"), ("role:inspector", "检验员")]),
        };
        assert_eq!(
            sentence(&rule, &chinese, Tongue::Chinese),
            "所有人不得查看、编辑：菜单项“审批”、菜单项“none”、所有菜单项、电话号码、文件“pdf”，角色检验员除外。"
        );
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
        let english = "The role inspector in the department dairy must not see, edit: file:pdf, except lin or the role guest. Since 2026.";
        let chinese =
            "角色inspector且部门dairy不得see、edit：file:pdf，人员lin或角色guest除外。Since 2026.";
        check(&some, [english, chinese]);
        let of_own = Rule {
            conditions: Conditions {
                own: Some(true),
                at_most: Some(5_000_000),
                ..Conditions::default()
            },
            ..rule(Effect::Permit, &["see"], &["app:visits"])
        };
        check(
            &of_own,
            [
                "Everybody may see: app:visits, where it is their own, up to 5 MB.",
                "所有人可以see：app:visits，仅限本人的，不超过5 MB。",
            ],
        );
    }
}
