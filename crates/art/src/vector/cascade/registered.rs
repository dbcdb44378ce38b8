//! Custom properties that `@property` registers: their type, what they are without a declaration, and whether they are
//! inherited. Source: CSS Properties and Values API 1.

use std::collections::BTreeMap;

use crate::vector::cascade::declaration::Declaration;
use crate::vector::cascade::items::{self, Item, word};
use crate::vector::cascade::numbers::{Viewport, computed, degrees, hangs_on_font, pixels};
use crate::vector::cascade::paint::{self, Surroundings};
use crate::vector::cascade::variables::has_var;

/// All registered properties, by name.
pub(super) type Registry = BTreeMap<String, Registered>;

/// What `@property` says of one.
#[derive(Debug, PartialEq)]
pub(super) struct Registered {
    /// In the notation of the rule: `*`, `<color>`, `<length># | auto`.
    syntax: String,
    /// Does an element have the value of the element around it?
    pub(super) inherits: bool,
    /// Its value without a declaration. Only one of the syntax `*` has none.
    pub(super) initial: Option<String>,
}

impl Registered {
    /// The property that the descriptors of a rule register; `None` where browsers ignore the rule.
    pub(super) fn read(descriptors: &[Declaration]) -> Option<Registered> {
        let value = |name: &str| {
            let one = descriptors.iter().rfind(|descriptor| descriptor.name == name);
            one.map(|descriptor| descriptor.value.as_str())
        };
        let syntax = match items::items(value("syntax")?)?.as_slice() {
            [Item::Text(syntax)] => syntax.trim().to_owned(),
            _ => return None,
        };
        let inherits = match word(&items::items(value("inherits")?)?)?.as_str() {
            "true" => true,
            "false" => false,
            _ => return None,
        };
        let initial = value("initial-value").map(str::to_owned);
        let registered = Registered { syntax, inherits, initial };
        let fits = match &registered.initial {
            Some(value) => !has_var(value) && registered.takes(value) && stands_alone(value),
            None => registered.syntax == "*",
        };
        fits.then_some(registered)
    }

    /// May the property have this value?
    pub(super) fn takes(&self, value: &str) -> bool {
        if self.syntax == "*" {
            return true;
        }
        let none = Viewport { width: 1.0, height: 1.0 };
        let Some(items) = items::items(value).and_then(|items| computed(items, none)) else {
            return false;
        };
        self.syntax.split('|').any(|one| is_of(one.trim(), &items))
    }
}

/// Is a value the same wherever it is written?
fn stands_alone(value: &str) -> bool {
    items::items(value).is_none_or(|items| !hangs_on_font(&items))
}

/// Is a value one of a syntax without `|`?
fn is_of(syntax: &str, items: &[Item]) -> bool {
    if syntax == "<transform-list>" {
        return is_of("<transform-function>+", items);
    }
    if let Some(kind) = syntax.strip_suffix('#') {
        return items::commas(items)
            .iter()
            .all(|part| matches!(part, [item] if is_one(kind.trim(), item)));
    }
    if let Some(kind) = syntax.strip_suffix('+') {
        return !items.is_empty() && items.iter().all(|item| is_one(kind.trim(), item));
    }
    matches!(items, [item] if is_one(syntax, item))
}

fn is_one(kind: &str, item: &Item) -> bool {
    match (kind, item) {
        ("<length-percentage>", _) => is_one("<length>", item) || is_one("<percentage>", item),
        ("<color>", _) => paint::read(item, Surroundings { current: None, dark: false }).is_some(),
        ("<image>", _) => matches!(item, Item::Url(_) | Item::Function(..)),
        ("<number>" | "<length>" | "<integer>", Item::Number(number)) => match kind {
            "<length>" => *number == 0.0,
            "<integer>" => number.fract() == 0.0,
            _ => true,
        },
        ("<length>", Item::Dimension(number, unit)) => {
            let none = Viewport { width: 1.0, height: 1.0 };
            pixels(*number, unit, none).is_some() || hangs_on_font(std::slice::from_ref(item))
        }
        ("<angle>", Item::Dimension(number, unit)) => degrees(*number, unit).is_some(),
        ("<time>", Item::Dimension(_, unit)) => matches!(unit.as_str(), "s" | "ms"),
        ("<resolution>", Item::Dimension(_, unit)) => {
            matches!(unit.as_str(), "dpi" | "dpcm" | "dppx" | "x")
        }
        ("<percentage>", Item::Percent(_))
        | ("<string>", Item::Text(_))
        | ("<url>", Item::Url(_))
        | ("<transform-function>", Item::Function(..))
        | ("<custom-ident>", Item::Word(_)) => true,
        (_, Item::Word(word)) => word == kind,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vector::cascade::declaration::declarations;

    fn check(syntax: &str, value: &str, expect: bool) {
        let css = format!("syntax:'{syntax}';inherits:false;initial-value:{value}");
        assert_eq!(Registered::read(&declarations(&css)).is_some(), expect, "{syntax}: {value}");
    }

    #[test]
    fn an_initial_value_is_of_the_syntax() {
        for (syntax, value) in [
            ("*", "anything (at all)"),
            ("<color>", "oklch(.5 .1 20)"),
            ("<color>", "currentColor"),
            ("<length>", "calc(1mm * 2)"),
            ("<length>", "0"),
            ("<number>", "-1.5"),
            ("<integer>", "3"),
            ("<percentage>", "5%"),
            ("<length-percentage>", "5%"),
            ("<angle>", ".5turn"),
            ("<color>#", "red, blue"),
            ("<length>+", "1px 2px"),
            ("auto | <length>", "auto"),
            ("<transform-list>", "rotate(1deg) scale(2)"),
            ("<custom-ident>", "anything"),
            ("<string>", "\"text\""),
        ] {
            check(syntax, value, true);
        }
        for (syntax, value) in [
            ("<color>", "10px"),
            ("<color>", "red blue"),
            ("<color>", "red, blue"),
            ("<color>", "var(--a)"),
            ("<length>", "1"),
            ("<length>", "2em"),
            ("<integer>", "1.5"),
            ("<color>#", "red,"),
            ("auto | none", "both"),
            ("<nonsense>", "red"),
        ] {
            check(syntax, value, false);
        }
    }

    #[test]
    fn a_rule_says_all_that_is_needed() {
        let is_read = |css: &str| Registered::read(&declarations(css)).is_some();
        assert!(is_read("syntax:'*';inherits:true"));
        assert!(!is_read("syntax:'<color>';inherits:true"));
        assert!(!is_read("inherits:true;initial-value:red"));
        assert!(!is_read("syntax:'*'"));
        assert!(!is_read("syntax:red;inherits:true"));
        assert!(!is_read("syntax:'*';inherits:maybe"));
    }
}
