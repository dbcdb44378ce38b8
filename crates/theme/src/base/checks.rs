//! What a contract says in one place of what is in another: lists of sections, conditions of parts, words of schemas.

use super::{Base, Ids, Is, Of, Section, Use, word};
use rebadge_core::diagnostic::{Code, Diagnostic, did_you_mean};
use rebadge_core::fields::Findings;
use rebadge_core::pattern::Part as Key;
use rebadge_core::source::Place;

/// Lists that ids may be of, besides those of sections.
const LISTS: [&str; 4] = ["menu", "features", "views", "roles"];

/// Checks a contract whose files were read.
pub(super) fn check(base: &Base, place: &Place, findings: &Findings) {
    let mut lists: Vec<(String, &[String])> = Vec::new();
    for (kind, of) in &base.opens {
        lists.push((format!("menu.targets.{kind}"), of));
    }
    if let Some(security) = &base.security {
        for (kind, subject) in &security.kinds {
            if let Some(Ids::Of(of)) = &subject.ids {
                lists.push((format!("security.on.{kind}"), of));
            }
        }
        lists.push(("security.section".to_owned(), std::slice::from_ref(&security.section)));
        if base.sections.get(&security.section).is_some_and(Section::is_list) {
            let message = format!("`security.section`: `{}` is a list", security.section);
            let help = "name a section that is a table: it holds `roles` and `rules`";
            findings.add(Diagnostic::at(Code::Contract, place, message).help(help));
        }
        if !security.issuer.is_empty() {
            lists.push(("security.issuer".to_owned(), &security.issuer));
        }
    }
    for (key, of) in lists {
        known(base, (&key, of), place, findings);
    }
    base.targets.iter().for_each(|target| {
        let conditions = target.parts.iter().flat_map(|part| &part.when);
        for when in conditions {
            let first = when.keys.value.parts().first();
            let is_known = match first {
                Some(Key::Key(name)) => is_root(base, name) || name == "demo",
                _ => true,
            };
            if let (false, Some(at)) = (is_known, when.keys.place()) {
                let message = format!("no theme has `{}`", when.keys.value);
                let help = "write a key of `features`, of a section, or `demo`";
                findings.add(Diagnostic::at(Code::Contract, at, message).help(help));
            }
        }
    });
    words(base, place, findings);
}

fn is_root(base: &Base, name: &str) -> bool {
    name == "features" || base.sections.contains_key(name)
}

fn known(base: &Base, list: (&str, &[String]), place: &Place, findings: &Findings) {
    let (key, first) = (list.0, list.1.first().map_or("", String::as_str));
    if is_root(base, first) || LISTS.contains(&first) {
        return;
    }
    let message = format!("`{key}`: the base client has no section `{first}`");
    let help = did_you_mean(first, base.sections.keys().map(String::as_str));
    let problem = Diagnostic::at(Code::Contract, place, message);
    findings.add(problem.maybe_help(help));
}

fn words(base: &Base, place: &Place, findings: &Findings) {
    for (name, section) in base.sections.iter().filter(|(_, section)| section.has_words()) {
        let all = word::words(section.schema()).into_iter();
        for (at, word) in all.filter_map(|(at, word)| Some((at, word.ok()?))) {
            let key = format!("sections.{name}{at}");
            match word.is {
                Some(Is::Icon { place: Some(own) }) if !base.places.contains_key(&own) => {
                    let message = format!("`{key}`: the menu has no place `{own}`");
                    let help = did_you_mean(&own, base.places.keys().map(String::as_str));
                    let problem = Diagnostic::at(Code::Contract, place, message);
                    findings.add(problem.maybe_help(help));
                }
                Some(Is::Id(Of::Key(of))) => {
                    known(base, (&key, &of), place, findings);
                }
                Some(Is::Document { links, .. }) => {
                    for of in [links.sources, links.verbs].into_iter().flatten() {
                        known(base, (&key, &of), place, findings);
                    }
                }
                Some(Is::Host(uses)) if uses.is_empty() => {
                    let all = Use::ALL.map(Use::name).join(", ");
                    let message = format!("`{key}`: a host is for nothing");
                    let problem = Diagnostic::at(Code::Contract, place, message);
                    findings.add(problem.help(format!("`for` takes {all}")));
                }
                _ => {}
            }
        }
    }
}
