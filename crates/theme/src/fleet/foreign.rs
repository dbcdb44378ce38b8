//! One tenant's name or domain in another's theme: what is left of a theme that was copied. A theme and those that it
//! extends may name each other, as a dealer names its maker.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;

use aho_corasick::AhoCorasick;

use super::{Finding, Member, leaves, named};
use crate::base::Base;
use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::document::Node;
use rebadge_core::source::{Place, Sourced};

/// A shorter word may be any word.
const LETTERS: usize = 4;
/// In scripts that write no spaces, and say more in a letter.
const UNSPACED_LETTERS: usize = 2;

/// What is looked for. Tenants that share a name or a domain share the mark: a thousand of one name are looked for once.
struct Mark {
    /// Whose it is: indices into the members.
    owners: BTreeSet<usize>,
    kind: Kind,
    /// As the first of them has written it.
    text: Sourced<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Name,
    Domain,
}

/// Names and domains where they do not belong. A theme that extends one with a foreign domain has it too.
pub fn names(members: &[Member], _: &Base) -> Vec<Finding> {
    let marks = marks(members);
    let Ok(finder) = AhoCorasick::new(marks.iter().map(|mark| mark.text.value.to_lowercase()))
    else {
        // It fails for gigabytes of names only.
        return Vec::new();
    };
    let fleet = Fleet { members, kin: kin(members), marks, finder };
    let of_member = |at: usize| {
        let has_it = |other: &&Member| other.has_layer(members[at].file());
        let kin = &fleet.kin[at];
        let fails = || kin.iter().map(|other| &members[*other]).filter(has_it);
        let found = fleet.member(at).into_iter();
        found.map(|problem| Finding::of(problem, fails())).collect::<Vec<_>>()
    };
    (0..members.len()).flat_map(of_member).collect()
}

/// For each member itself, those that it extends, and those that extend it.
fn kin(members: &[Member]) -> Vec<BTreeSet<usize>> {
    let places: BTreeMap<&Path, usize> =
        members.iter().enumerate().map(|(at, member)| (member.file(), at)).collect();
    let mut kin: Vec<BTreeSet<usize>> = (0..members.len()).map(|at| BTreeSet::from([at])).collect();
    for (at, member) in members.iter().enumerate() {
        for above in member.ancestors().iter().filter_map(|file| places.get(file)) {
            kin[at].insert(*above);
            kin[*above].insert(at);
        }
    }
    kin
}

/// By what a tenant is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Its id, or the name of its theme.
    pub id: String,
    /// Its name as written.
    pub name: Option<String>,
    /// Its name, if it is distinct enough from other words.
    pub telling: Option<String>,
    /// Its domain.
    pub domain: Option<String>,
    /// The ids of the tenants that it may name, and that may name it: those of the themes that it extends.
    pub kin: BTreeSet<String>,
}

/// By what the tenants of themes are known, templates left out.
pub fn known(members: &[Member]) -> Vec<Known> {
    let kin = kin(members);
    let of = |(at, member): (usize, &Member)| {
        let text = |key: &str| member.identity(key).map(|text| text.value.trim().to_owned());
        let others = kin[at].iter().filter(|other| **other != at).map(|other| &members[*other]);
        Known {
            id: member.name(),
            name: text("name"),
            telling: text("name").filter(|name| is_telling(name)),
            domain: text("domain").filter(|domain| domain.contains('.')),
            kin: others.filter(|other| other.is_tenant()).map(Member::name).collect(),
        }
    };
    members.iter().enumerate().filter(|(_, member)| member.is_tenant()).map(of).collect()
}

/// The names and the domains of all tenants, where they are distinct enough from other words.
fn marks(members: &[Member]) -> Vec<Mark> {
    let mut marks: BTreeMap<(String, Kind), Mark> = BTreeMap::new();
    for (at, member) in members.iter().enumerate().filter(|(_, member)| member.is_tenant()) {
        let name = member.identity("name").filter(|name| is_telling(&name.value));
        let domain = member.identity("domain").filter(|domain| domain.value.contains('.'));
        let name = name.map(|name| (Kind::Name, name.map(|name| name.trim().to_owned())));
        let domain = domain.map(|domain| (Kind::Domain, domain));
        for (kind, text) in name.into_iter().chain(domain) {
            let mark = marks.entry((text.value.to_lowercase(), kind));
            let mark = mark.or_insert_with(|| Mark { owners: BTreeSet::new(), kind, text });
            mark.owners.insert(at);
        }
    }
    marks.into_values().collect()
}

fn is_telling(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphanumeric()).count();
    if name.chars().any(is_unspaced) { letters >= UNSPACED_LETTERS } else { letters >= LETTERS }
}

struct Fleet<'a> {
    members: &'a [Member],
    /// For each member itself, those that it extends, and those that extend it.
    kin: Vec<BTreeSet<usize>>,
    marks: Vec<Mark>,
    finder: AhoCorasick,
}

impl Fleet<'_> {
    /// What is foreign in one member's own file.
    fn member(&self, at: usize) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        leaves::each(&self.members[at].own().table, &mut |key, value| {
            if !is_for_machines(key) {
                leaves::texts(value, &mut |text, node| found.extend(self.text(at, text, node)));
            }
        });
        found
    }

    fn text(&self, at: usize, text: &str, node: &Node) -> Vec<Diagnostic> {
        let lower = text.to_lowercase();
        let hits = self.finder.find_overlapping_iter(&lower);
        let hits: Vec<(usize, Range<usize>)> = hits
            .map(|hit| (hit.pattern().as_usize(), hit.range()))
            .filter(|(mark, range)| stands_alone(self.marks[*mark].kind, &lower, range))
            .collect();
        let mut told = BTreeSet::new();
        let foreign = hits.iter().filter(|(mark, range)| {
            let is_known = self.marks[*mark].kind == Kind::Name && is_identifier(text);
            // `Acme` in `Acme North`, or in `acme.example`, is a part of the other name.
            let is_part = hits.iter().any(|(other, whole)| {
                let covers = whole.start <= range.start && whole.end >= range.end;
                covers && (whole.len() > range.len() || self.may_name(at, *other))
            });
            !is_known && !is_part && !self.may_name(at, *mark)
        });
        let once = foreign.filter(|(mark, _)| told.insert(*mark));
        once.filter_map(|(mark, _)| self.problem(&self.marks[*mark], text, node)).collect()
    }

    /// Whether a member may say a name: its own, that of a theme that it extends, or that of one that extends it. A
    /// tenant whose domain lies below another's lives there.
    fn may_name(&self, at: usize, mark: usize) -> bool {
        let mark = &self.marks[mark];
        let lives_there = || {
            let own = self.members[at].identity("domain");
            let own = own.as_ref().and_then(|own| own.value.strip_suffix(mark.text.value.as_str()));
            mark.kind == Kind::Domain && own.is_some_and(|rest| rest.ends_with('.'))
        };
        !self.kin[at].is_disjoint(&mark.owners) || lives_there()
    }

    fn problem(&self, mark: &Mark, text: &str, node: &Node) -> Option<Diagnostic> {
        let owners: Vec<String> =
            mark.owners.iter().map(|owner| self.members[*owner].name()).collect();
        let (first, owners) = (owners.first()?, named(&owners));
        let place: &Place = mark.text.place()?;
        let problem = match mark.kind {
            Kind::Name => {
                let message =
                    format!("a text names another tenant, `{}` of {owners}", mark.text.value);
                Diagnostic::at(Code::ForeignName, &node.place, message)
                    .help("name this theme's own tenant, or none")
            }
            Kind::Domain => {
                let what = if text == mark.text.value { "is" } else { "is on" };
                let message = format!("`{text}` {what} the domain of another tenant, {owners}");
                Diagnostic::at(Code::ForeignDomain, &node.place, message)
                    .help("write an address of this theme's own tenant")
            }
        };
        Some(problem.related(place, format!("that of `{first}`")))
    }
}

/// Keys whose values are read by nobody but programs, and may be words by chance: ids, colors, the file's own head.
fn is_for_machines(key: &[&str]) -> bool {
    matches!(
        key,
        ["extends" | "abstract" | "demo" | "lock" | "unset" | "colors" | "features", ..]
            | ["tenant", "id" | "application-id" | "domain", ..]
            | ["brand", "color" | "accent"]
            | ["icon" | "launch", "background" | "background-dark", ..]
            | ["menu", "layout", ..]
            | [.., "id" | "roles" | "badge" | "group"]
    )
}

/// Whether a text is a name for programs: people write capitals, spaces or points.
fn is_identifier(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_:".contains(c))
}

/// Whether a hit is a word, or a host, of its own.
fn stands_alone(kind: Kind, text: &str, range: &Range<usize>) -> bool {
    let (before, after) = (text[..range.start].chars().next_back(), text[range.end..].chars());
    let mut after = after;
    let next = after.next();
    match kind {
        Kind::Domain => {
            let goes_on = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
            let has_label = next == Some('.') && after.next().is_some_and(goes_on);
            !before.is_some_and(goes_on) && !next.is_some_and(goes_on) && !has_label
        }
        Kind::Name => {
            let word = &text[range.clone()];
            let joins = |edge: Option<char>, neighbor: Option<char>| {
                let is_letter = |c: char| c.is_alphanumeric() && !is_unspaced(c);
                edge.is_some_and(is_letter) && neighbor.is_some_and(is_letter)
            };
            !joins(word.chars().next(), before) && !joins(word.chars().next_back(), next)
        }
    }
}

/// Whether a letter belongs to a script that writes no spaces between words, or joins endings to them.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: Kind, text: &str, word: &str, expect: bool) {
        let start = text.find(word).expect("the word");
        let range = start..start + word.len();
        assert_eq!(stands_alone(kind, text, &range), expect, "{word} in {text}");
    }

    #[test]
    fn names_are_whole_words() {
        check(Kind::Name, "call acme, please", "acme", true);
        check(Kind::Name, "call acmes", "acme", false);
        check(Kind::Name, "acme公司", "acme", true);
        check(Kind::Name, "欢迎来到示例乳业集团的平台", "示例乳业", true);
        check(Kind::Name, "c++ & sons", "c++", true);
    }

    #[test]
    fn hosts_are_whole_labels() {
        check(Kind::Domain, "https://help.acme.example/x", "acme.example", true);
        check(Kind::Domain, "mailto:a@acme.example", "acme.example", true);
        check(Kind::Domain, "see acme.example.", "acme.example", true);
        check(Kind::Domain, "https://acme.example.org/", "acme.example", false);
        check(Kind::Domain, "https://myacme.example/", "acme.example", false);
        check(Kind::Domain, "https://my-acme.example/", "acme.example", false);
    }

    #[test]
    fn short_words_tell_nothing() {
        let telling = ["Acme", "示例", "A & Co 9"].map(is_telling);
        assert_eq!(telling, [true, true, true]);
        assert_eq!(["Max", "Q-9", "示"].map(is_telling), [false; 3]);
    }
}
