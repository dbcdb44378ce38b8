//! How far a change goes: a file whose bytes differ gets another hash in its name, so the files that name it differ too, and
//! so on until nothing is added. Which files these are depends on the bundle and its edits alone, and not on a tenant.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use rebadge_core::digest::{sha256_bytes, sha256_of};

use crate::facts::{Alphabet, Facts, Part};

/// The files of a bundle that differ for every tenant, and in which order their new names are found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    /// The paths of all of them.
    pub dirty: BTreeSet<String>,
    /// Groups of groups of files: those that refer to each other in a circle are together, and come after all that they
    /// refer to.
    order: Vec<Circle>,
}

/// Files that refer to each other in a circle, or a file alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Circle {
    /// Their paths.
    files: BTreeSet<String>,
    /// Which of the earlier ones they refer to.
    needs: BTreeSet<usize>,
}

/// A digest that would have to be of a file that holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestCircle {
    /// The files, each of which holds the digest of the next, and the last that of the first.
    pub files: Vec<String>,
}

/// How far the change of some files goes.
///
/// # Errors
/// Files that hold each other's digests: no bytes can fulfil that.
pub fn spread(facts: &Facts, edited: &BTreeSet<String>) -> Result<Spread, DigestCircle> {
    let dirty = dirty(facts, edited);
    check_digests(facts, &dirty)?;
    let order = order(facts, &dirty);
    Ok(Spread { dirty, order })
}

/// Edited files, and all that differs because they do.
fn dirty(facts: &Facts, edited: &BTreeSet<String>) -> BTreeSet<String> {
    let back = Back::new(facts);
    let mut dirty = BTreeSet::new();
    let mut open: Vec<&str> = edited.iter().map(String::as_str).collect();
    while let Some(path) = open.pop() {
        if !dirty.insert(path.to_owned()) {
            continue;
        }
        let known = facts.files.get(path);
        if let Some(token) = known.and_then(|known| known.token.as_ref()) {
            open.extend(facts.tokens[token].files.iter().map(String::as_str));
            open.extend(back.mentions.get(token.as_str()).into_iter().flatten());
        }
        open.extend(back.digests.get(path).into_iter().flatten());
        open.extend(back.siblings.get(path).into_iter().flatten());
    }
    dirty
}

/// Who refers to what.
#[derive(Default)]
struct Back<'a> {
    /// Hash of a name → the files that have it in their text.
    mentions: BTreeMap<&'a str, Vec<&'a str>>,
    /// Path → the files that have its digest in their text.
    digests: BTreeMap<&'a str, Vec<&'a str>>,
    /// Path → its compressed forms.
    siblings: BTreeMap<&'a str, Vec<&'a str>>,
}

impl<'a> Back<'a> {
    fn new(facts: &'a Facts) -> Back<'a> {
        let mut back = Back::default();
        for (path, known) in &facts.files {
            for token in &known.mentions {
                back.mentions.entry(token).or_default().push(path);
            }
            for held in &known.digests {
                back.digests.entry(&held.of.path).or_default().push(path);
            }
            if let Some(sibling) = facts.sibling(path) {
                back.siblings.entry(&sibling.of).or_default().push(path);
            }
        }
        back
    }
}

/// No dirty file may hold the digest of one that holds its own, over any number of steps.
fn check_digests(facts: &Facts, dirty: &BTreeSet<String>) -> Result<(), DigestCircle> {
    let mut graph = Numbered::new(dirty);
    for path in dirty {
        for held in facts.files.get(path).into_iter().flat_map(|known| &known.digests) {
            if !(held.of.path == *path && matches!(held.of.part, Part::Inline(_))) {
                graph.edge(path, &held.of.path);
            }
        }
        if let Some(sibling) = facts.sibling(path) {
            graph.edge(path, &sibling.of);
        }
    }
    let holds_itself = |at: &NodeIndex| graph.graph.contains_edge(*at, *at);
    let circles = tarjan_scc(&graph.graph);
    let found = circles.into_iter().find(|circle| circle.len() > 1 || holds_itself(&circle[0]));
    match found {
        Some(circle) => {
            let mut files: Vec<String> =
                circle.into_iter().map(|at| graph.graph[at].to_owned()).collect();
            files.sort();
            Err(DigestCircle { files })
        }
        None => Ok(()),
    }
}

/// A graph whose nodes are named.
struct Numbered<'a> {
    graph: DiGraph<&'a str, ()>,
    by_name: BTreeMap<&'a str, NodeIndex>,
}

impl<'a> Numbered<'a> {
    fn new(names: &'a BTreeSet<String>) -> Numbered<'a> {
        let mut graph = DiGraph::new();
        let by_name =
            names.iter().map(|name| (name.as_str(), graph.add_node(name.as_str()))).collect();
        Numbered { graph, by_name }
    }

    /// Adds an edge, if both ends are there.
    fn edge(&mut self, from: &str, to: &str) {
        if let (Some(from), Some(to)) = (self.by_name.get(from), self.by_name.get(to)) {
            self.graph.update_edge(*from, *to, ());
        }
    }
}

/// Dirty files in the order in which their new names can be found.
fn order(facts: &Facts, dirty: &BTreeSet<String>) -> Vec<Circle> {
    let mut graph = Numbered::new(dirty);
    for path in dirty {
        let Some(known) = facts.files.get(path) else { continue };
        for held in &known.digests {
            graph.edge(path, &held.of.path);
        }
        let named = known.mentions.iter().filter(|token| Some(*token) != known.token.as_ref());
        for file in named.flat_map(|token| &facts.tokens[token].files) {
            graph.edge(path, file);
        }
        // Files with one hash get one new hash: each is taken to refer to the next.
        let own = known.token.iter().flat_map(|token| &facts.tokens[token].files);
        for other in own.filter(|other| *other != path) {
            graph.edge(path, other);
        }
    }
    let components = tarjan_scc(&graph.graph);
    let mut place = vec![0; graph.graph.node_count()];
    for (number, members) in components.iter().enumerate() {
        for member in members {
            place[member.index()] = number;
        }
    }
    let circle = |(number, members): (usize, &Vec<NodeIndex>)| {
        let needs = members.iter().flat_map(|member| graph.graph.neighbors(*member));
        Circle {
            files: members.iter().map(|member| graph.graph[*member].to_owned()).collect(),
            needs: needs
                .map(|other| place[other.index()])
                .filter(|other| *other != number)
                .collect(),
        }
    };
    components.iter().enumerate().map(circle).collect()
}

impl Spread {
    /// The new hash of each name whose file is dirty. `key` gives for a dirty file what is the same as long as its bytes are
    /// but for hashes and digests of others. The files of a circle are hashed together, after all that they refer to, as
    /// Rollup hashes chunks.
    pub fn tokens<'k>(
        &self,
        facts: &Facts,
        key: impl Fn(&str) -> &'k str,
    ) -> BTreeMap<String, String> {
        let mut hashes: Vec<String> = Vec::with_capacity(self.order.len());
        let mut renamed = BTreeMap::new();
        for circle in &self.order {
            let own = circle.files.iter().flat_map(|path| [path.as_str(), key(path)]);
            let others = circle.needs.iter().map(|at| hashes[*at].as_str());
            let parts: Vec<&[u8]> = own.chain(others).map(str::as_bytes).collect();
            let hash = sha256_of(&parts);
            for token in
                circle.files.iter().filter_map(|path| facts.files.get(path)?.token.as_ref())
            {
                renamed.insert(token.clone(), hash.clone());
            }
            hashes.push(hash);
        }
        distinct(facts, renamed)
    }
}

/// A hash of the length and alphabet of the old one for each name, no two alike and none like any other of the bundle.
fn distinct(facts: &Facts, renamed: BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut taken: BTreeSet<String> = facts.tokens.keys().cloned().collect();
    let mut new = BTreeMap::new();
    for (token, hash) in renamed {
        let alphabet = facts.tokens[&token].alphabet;
        let written = (0_u32..).map(|round| written(&hash, &token, alphabet, round));
        let free = written.into_iter().find(|written| !taken.contains(written));
        let free = free.unwrap_or_else(|| token.clone());
        taken.insert(free.clone());
        new.insert(token, free);
    }
    new
}

/// A hash in an alphabet, of the length of the old one.
fn written(hash: &str, token: &str, alphabet: Alphabet, round: u32) -> String {
    let characters = alphabet.characters();
    let mut out = String::new();
    let mut block = 0_u32;
    while out.len() < token.len() {
        let seed = format!("{hash}/{token}/{round}/{block}");
        let bytes = sha256_bytes(seed.as_bytes());
        // Pairs of bytes: what an alphabet of 62 leaves uneven of 65,536 is too little to matter.
        let values =
            bytes.chunks_exact(2).map(|two| usize::from(two[0]) << 8 | usize::from(two[1]));
        out.extend(values.map(|value| char::from(characters[value % characters.len()])));
        block += 1;
    }
    out.truncate(token.len());
    out
}

/// A version that differs from the old one as long as `hash` does: of its length, and of digits where it has only digits.
pub fn another(old: &str, hash: &str) -> String {
    let alphabet = Alphabet::of([old].into_iter());
    let rounds = (0_u32..).map(|round| {
        let new = written(hash, old, alphabet, round);
        // A number that begins with 0 is another one, or none.
        match alphabet {
            Alphabet::Digits => new.replacen('0', "1", usize::from(new.starts_with('0'))),
            _ => new,
        }
    });
    rounds.take(16).find(|new| new != old).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digests::{Algorithm, Encoding, Notation};
    use crate::facts::{FileFacts, Held, Sibling, Source, Token};
    use crate::siblings::Coding;

    /// Facts of lines such as `a.11111111.js: 22222222 #b.js`: the hashes that a file names, and the files whose digest it has.
    fn facts(lines: &[&str]) -> Facts {
        let mut facts = Facts::default();
        for line in lines {
            let (path, rest) = line.split_once(':').unwrap();
            let token = path.split('.').find(|part| part.len() == 8).map(str::to_owned);
            let mut known = FileFacts { token: token.clone(), ..FileFacts::default() };
            for word in rest.split_whitespace() {
                match word.strip_prefix('#') {
                    Some(of) => known.digests.push(Held {
                        text: format!("digest of {of}"),
                        notation: Notation { algorithm: Algorithm::Md5, encoding: Encoding::Hex },
                        of: Source { path: of.to_owned(), part: Part::Whole },
                    }),
                    None => known.mentions.push(word.to_owned()),
                }
            }
            if let Some(of) = path.strip_suffix(".gz") {
                let sibling = Sibling { of: of.to_owned(), coding: Coding::Gzip, is_true: true };
                known.sibling = Some(sibling);
            }
            if let Some(token) = token {
                let entry = facts
                    .tokens
                    .entry(token)
                    .or_insert_with(|| Token { files: BTreeSet::new(), alphabet: Alphabet::Hex });
                entry.files.insert(path.to_owned());
            }
            facts.files.insert(path.to_owned(), known);
        }
        facts
    }

    fn set(paths: &[&str]) -> BTreeSet<String> {
        paths.iter().map(|path| (*path).to_owned()).collect()
    }

    fn check(lines: &[&str], edited: &[&str], expect: &[&str]) {
        let spread = spread(&facts(lines), &set(edited)).unwrap();
        assert_eq!(spread.dirty, set(expect));
    }

    #[test]
    fn a_change_goes_as_far_as_names_and_digests_do() {
        let lines = [
            "index.html: 11111111",
            "a.11111111.js: 22222222",
            "b.22222222.js: 33333333",
            "c.33333333.js:",
            "other.js:",
            "sw.js: 11111111 #index.html #other.js",
            "index.html.gz:",
        ];
        check(
            &lines,
            &["c.33333333.js"],
            &[
                "a.11111111.js",
                "b.22222222.js",
                "c.33333333.js",
                "index.html",
                "index.html.gz",
                "sw.js",
            ],
        );
        check(&lines, &["other.js"], &["other.js", "sw.js"]);
        check(&lines, &["sw.js"], &["sw.js"]);
    }

    #[test]
    fn files_with_one_hash_change_together() {
        let lines = ["a.11111111.js:", "a.11111111.css:", "index.html: 11111111"];
        check(&lines, &["a.11111111.css"], &["a.11111111.css", "a.11111111.js", "index.html"]);
    }

    #[test]
    fn names_in_a_circle_are_found_together() {
        let facts = facts(&[
            "a.11111111.js: 22222222",
            "b.22222222.js: 11111111 33333333",
            "c.33333333.js:",
            "d.44444444.js:",
        ]);
        let spread = spread(&facts, &set(&["c.33333333.js"])).unwrap();
        let of = |changed: &'static str| {
            spread.tokens(&facts, move |path| if path == changed { "new" } else { "key" })
        };
        let (before, after) = (of(""), of("c.33333333.js"));
        assert_eq!(before.keys().collect::<Vec<_>>(), ["11111111", "22222222", "33333333"]);
        for (old, new) in &before {
            assert_eq!(new.len(), 8);
            assert_ne!(old, new);
            assert_ne!(Some(new), after.get(old), "what is below {old} differs");
        }
        let upper = of("a.11111111.js");
        assert_eq!(before["33333333"], upper["33333333"], "what does not refer to it stays");
        assert_ne!(before["22222222"], upper["22222222"]);
    }

    #[test]
    fn another_version_has_the_form_of_the_old_one() {
        let check = |old: &str, is: fn(char) -> bool| {
            let new = another(old, "hash");
            assert_eq!(new.len(), old.len(), "{new}");
            assert!(new.chars().all(is) && new != old && !new.starts_with('0'), "{new}");
            assert_ne!(new, another(old, "another hash"));
        };
        check("3839371", |c| c.is_ascii_digit());
        check("531d949a9c", |c| c.is_ascii_hexdigit());
    }

    #[test]
    fn digests_in_a_circle_are_an_error() {
        let facts = facts(&["a.js: #b.js", "b.js: #a.js"]);
        let error = spread(&facts, &set(&["a.js"])).unwrap_err();
        assert_eq!(error.files, ["a.js", "b.js"]);
    }
}
