//! Security rules in plain words, and times with their units.

use rebadge_review::rules::{self, Names, Tongue};
use rebadge_theme::rules::{Rule, Rules};

use super::words::Language;

/// What a rule says, and where nobody says who a person is, that it does not hold.
pub(super) fn sentence(rules: &Rules, rule: &Rule, names: &Names, language: Language) -> String {
    let text = rules::sentence(rule, names, language.choose([Tongue::English, Tongue::Chinese]));
    if !rules.is_open {
        return text;
    }
    text + language.choose([
        " It does not hold: nobody says who a person is.",
        "（尚未生效：未设置身份提供方。）",
    ])
}

/// A time in the largest unit in which it is a whole number.
pub(super) fn time(seconds: u64, language: Language) -> String {
    let units =
        [(86_400, ["d", "天"]), (3600, ["h", "小时"]), (60, ["min", "分钟"]), (1, ["s", "秒"])];
    let unit =
        units.into_iter().find(|(length, _)| seconds >= *length && seconds.is_multiple_of(*length));
    let (length, names) = unit.unwrap_or((1, ["s", "秒"]));
    format!("{} {}", seconds / length, language.choose(names))
}

#[cfg(test)]
mod tests {
    use rebadge_theme::rules::{Conditions, Effect};

    use super::*;

    #[test]
    fn a_rule_that_does_not_hold_says_so() {
        let rule = Rule {
            id: "a".to_owned(),
            line: String::new(),
            place: None,
            effect: Effect::Permit,
            actions: vec!["see".to_owned()],
            on: vec!["*".to_owned()],
            who: Vec::new(),
            except: Vec::new(),
            conditions: Conditions::default(),
            reason: String::new(),
        };
        let rules = Rules { is_open: true, ..Rules::default() };
        let check = |language, expect: &str| {
            assert_eq!(sentence(&rules, &rule, &Names::default(), language), expect)
        };
        check(
            Language::English,
            "Everybody may see: everything. It does not hold: nobody says who a person is.",
        );
        check(Language::Chinese, "所有人可以see：所有内容。（尚未生效：未设置身份提供方。）");
    }

    #[test]
    fn a_time_has_the_largest_unit() {
        let check = |seconds, expect: &str| assert_eq!(time(seconds, Language::English), expect);
        check(28_800, "8 h");
        check(90, "90 s");
        check(172_800, "2 d");
        check(0, "0 s");
    }
}
