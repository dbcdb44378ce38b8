//! Texts of licenses, compared as a whole with their templates. Only what the "License List Matching Guidelines" of SPDX leave out of
//! the comparison may differ: case, white space, punctuation, titles and copyright notices.

use std::collections::BTreeSet;

/// The texts of licenses by their ids (SPDX license list). `<<>>` stands for some words, as the name of an owner; what is between
/// `[[` and `]]` may be left out.
const TEXTS: [(&str, &str); 22] = [
    ("MIT", include_str!("texts/MIT.txt")),
    ("MIT-0", include_str!("texts/MIT-0.txt")),
    ("ISC", include_str!("texts/ISC.txt")),
    ("0BSD", include_str!("texts/0BSD.txt")),
    ("BSD-2-Clause", include_str!("texts/BSD-2-Clause.txt")),
    ("BSD-3-Clause", include_str!("texts/BSD-3-Clause.txt")),
    ("Zlib", include_str!("texts/Zlib.txt")),
    ("BSL-1.0", include_str!("texts/BSL-1.0.txt")),
    ("Unlicense", include_str!("texts/Unlicense.txt")),
    ("CC0-1.0", include_str!("texts/CC0-1.0.txt")),
    ("PostgreSQL", include_str!("texts/PostgreSQL.txt")),
    ("Apache-2.0", include_str!("texts/Apache-2.0.txt")),
    ("Apache-2.0", include_str!("texts/Apache-2.0-notice.txt")),
    ("MPL-2.0", include_str!("texts/MPL-2.0.txt")),
    ("MPL-2.0", include_str!("texts/MPL-2.0-notice.txt")),
    ("EPL-2.0", include_str!("texts/EPL-2.0.txt")),
    ("GPL-2.0-only", include_str!("texts/GPL-2.0-only.txt")),
    ("GPL-3.0-only", include_str!("texts/GPL-3.0-only.txt")),
    ("AGPL-3.0-only", include_str!("texts/AGPL-3.0-only.txt")),
    ("LGPL-2.0-only", include_str!("texts/LGPL-2.0-only.txt")),
    ("LGPL-2.1-only", include_str!("texts/LGPL-2.1-only.txt")),
    ("LGPL-3.0-only", include_str!("texts/LGPL-3.0-only.txt")),
];

/// What files say that are under a license of GNU, with `{name}` and `{version}`.
const NOTICE: &str = include_str!("texts/GNU-notice.txt");

/// The licenses of GNU: how their ids begin, their names between "GNU" and "General", and their versions.
const GNU: [(&str, &str, &[&str]); 4] = [
    ("GPL", "", &["2", "3"]),
    ("AGPL", "Affero", &["3"]),
    ("LGPL", "Library", &["2"]),
    ("LGPL", "Lesser", &["2.1", "3"]),
];

/// What Debian says of the place of a text.
const DEBIAN: &str = "On Debian systems, [[a copy of]] the [[complete]] [[full]] text of the [[GNU]] [[Apache]] [[Affero]] [[Lesser]] \
    [[Library]] [[General]] [[Public]] License [[version]] [[2]] [[2.0]] [[2.1]] [[3]] can be found in [[the file]] \
    /usr/share/common-licenses/[[GPL]] [[LGPL]] [[Apache]] [[2]] [[2.0]] [[2.1]] [[3]]";

/// What the text of a license is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// Nothing but the texts of these licenses, an expression of SPDX.
    Whole(String),
    /// Something that is not in the text of a license.
    More {
        /// The license that it has most of.
        near: Option<String>,
        /// The words where it begins to differ.
        words: String,
    },
}

/// Compares a text with those of all licenses.
pub(super) fn read(text: &str) -> Reading {
    let words = words(text);
    let templates = templates();
    let (mut at, mut ids) = (0, Vec::<String>::new());
    let mut is_after_copyright = false;
    // What nearly is a license, with the word where it is not.
    let mut nearest: Option<(String, usize)> = None;
    while at < words.len() {
        let tried = longest(&templates, &words, at);
        let until = at + tried.length;
        if let Some(id) =
            tried.most.filter(|_| nearest.as_ref().is_none_or(|(_, far)| *far < until))
        {
            nearest = Some((id.to_owned(), until));
        }
        if let Some((id, end)) = tried.whole {
            ids.extend((!id.is_empty()).then(|| id.to_owned()));
            (at, is_after_copyright) = (end, false);
            continue;
        }
        let line: Vec<&str> = line(&words, at);
        let is_copyright = is_copyright(&line)
            || is_after_copyright && !words[at].is_after_gap && is_plain(&line, LONGEST_OWNER);
        if !(words[at].is_first && (is_copyright || is_title(&line))) {
            let nearest = nearest.filter(|(_, far)| *far > at);
            let (near, from) = match nearest {
                Some((id, far)) => (Some(id), far),
                None => (ids.last().cloned(), at),
            };
            let (from, end) = (from.min(words.len() - 1), words.len().min(from + SHOWN));
            let words = &text[words[from].start..words[end - 1].end];
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            return Reading::More { near, words };
        }
        (at, is_after_copyright) = (at + line.len(), is_copyright);
    }
    match expression(ids) {
        Some(expression) => Reading::Whole(expression),
        None => Reading::More { near: None, words: String::new() },
    }
}

/// The licenses whose whole texts are somewhere in a text, and whether anything else in it speaks of a brand.
pub(super) fn within(text: &str) -> (Option<String>, bool) {
    let words = words(text);
    let templates = templates();
    let (mut at, mut ids, mut is_of_brand) = (0, Vec::new(), false);
    while at < words.len() {
        match longest(&templates, &words, at).whole {
            Some((id, end)) => {
                ids.extend((!id.is_empty()).then(|| id.to_owned()));
                at = end;
            }
            None => {
                is_of_brand |= BRANDS.contains(&words[at].text.as_str());
                at += 1;
            }
        }
    }
    (expression(ids), is_of_brand)
}

/// Words of conditions on a brand.
const BRANDS: [&str; 10] = [
    "attribution",
    "brand",
    "branding",
    "clause",
    "logo",
    "logos",
    "noncommercial",
    "trademark",
    "trademarks",
    "watermark",
];

/// All licenses that a text has. The text of a license of GNU goes with a notice that allows later versions, and that of the GPL
/// with the additions of the LGPL.
fn expression(ids: Vec<String>) -> Option<String> {
    let has = |id: &str| ids.iter().any(|other| other == id);
    let is_implied = |id: &str| {
        let later = id.strip_suffix("-only").map(|stem| format!("{stem}-or-later"));
        later.is_some_and(|later| has(&later) || has(&format!("L{later}")))
            || has(&format!("L{id}"))
    };
    let mut kept: Vec<&str> = Vec::new();
    for id in ids.iter().filter(|id| !is_implied(id)) {
        if !kept.contains(&id.as_str()) {
            kept.push(id);
        }
    }
    (!kept.is_empty()).then(|| kept.join(" AND "))
}

struct Template {
    /// None of what says nothing of a license.
    id: String,
    parts: Vec<Part>,
}

enum Part {
    Word(String),
    Some,
    Maybe(Vec<Part>),
}

fn templates() -> Vec<Template> {
    let template = |id: &str, text: &str| Template { id: id.to_owned(), parts: parts(text) };
    let mut all: Vec<Template> = TEXTS.iter().map(|(id, text)| template(id, text)).collect();
    for (family, name, versions) in GNU {
        for version in versions {
            let number =
                if version.contains('.') { (*version).to_owned() } else { format!("{version}.0") };
            let later = format!(
                " either version {version} of the License, or (at your option) any later version"
            );
            let only = format!(" [[under]] version {version} [[only]] [[of the License]]");
            for (end, text) in [("or-later", later), ("only", only)] {
                let text = NOTICE.replace("{name}", name).replace("{version}", &text);
                all.push(template(&format!("{family}-{number}-{end}"), &text));
            }
        }
    }
    all.push(template("", DEBIAN));
    all
}

fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = text;
    let plain = |text: &str| words(text).into_iter().map(|word| Part::Word(word.text));
    while let Some(at) = rest.find(['<', '[']) {
        let (before, mark) = rest.split_at(at);
        parts.extend(plain(before));
        if let Some(after) = mark.strip_prefix("<<>>") {
            parts.push(Part::Some);
            rest = after;
        } else if let Some((inner, after)) = bracketed(mark) {
            parts.push(Part::Maybe(self::parts(inner)));
            rest = after;
        } else {
            rest = &mark[1..];
        }
    }
    parts.extend(plain(rest));
    parts
}

/// What is between `[[` at the start of a text and its `]]`, and what follows.
fn bracketed(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix("[[")?;
    let (mut depth, mut at) = (1, 0);
    loop {
        let next = at + inner[at..].find(['[', ']'])?;
        let is_end = inner[next..].starts_with("]]");
        depth += i32::from(inner[next..].starts_with("[[")) - i32::from(is_end);
        if depth == 0 {
            return Some((&inner[..next], &inner[next + 2..]));
        }
        at = next + if is_end || inner[next..].starts_with("[[") { 2 } else { 1 };
    }
}

/// A word of a text.
struct Word {
    /// In small letters, without marks, in one spelling.
    text: String,
    /// Its bytes.
    start: usize,
    end: usize,
    /// Whether it is the first of its line.
    is_first: bool,
    /// Whether there is a line without words before its line.
    is_after_gap: bool,
}

fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let (mut is_first, mut is_after_gap, mut is_inside) = (true, true, false);
    let mut before = ' ';
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let next = letters.peek().map_or(' ', |(_, next)| *next);
        if letter == '\n' {
            is_after_gap = is_first;
            is_first = true;
            is_inside = false;
        } else if letter.is_alphanumeric() || letter == '©' {
            if !is_inside || letter == '©' {
                let is_after_gap = is_first && is_after_gap;
                words.push(Word {
                    text: String::new(),
                    start: at,
                    end: at,
                    is_first,
                    is_after_gap,
                });
                is_first = false;
            }
            is_inside = letter != '©';
            if let Some(word) = words.last_mut() {
                word.text.extend(if letter == '©' { 'c' } else { letter }.to_lowercase());
                word.end = at + letter.len_utf8();
            }
        } else {
            let joins = ['\'', '’', '‘', '-', '‐'].contains(&letter);
            is_inside = is_inside && joins && before.is_alphabetic() && next.is_alphabetic();
        }
        before = letter;
    }
    for word in &mut words {
        let spelled = match word.text.as_str() {
            "licence" => "license",
            "licences" => "licenses",
            "https" => "http",
            _ => continue,
        };
        word.text = spelled.to_owned();
    }
    words
}

/// How templates fit at a word.
struct Tried<'t> {
    /// The one that fits the most words, with the number of the word behind it.
    whole: Option<(&'t str, usize)>,
    /// The one of which the most words fit, where none fits.
    most: Option<&'t str>,
    /// How many words of it do.
    length: usize,
}

fn longest<'t>(templates: &'t [Template], words: &[Word], at: usize) -> Tried<'t> {
    let mut tried = Tried { whole: None, most: None, length: 0 };
    for template in templates {
        // Most begin with one word of their own.
        if let Some(Part::Word(first)) = template.parts.first()
            && *first != words[at].text
        {
            continue;
        }
        let mut furthest = at;
        let ends = ends(&template.parts, words, [at].into(), &mut furthest);
        if let Some(end) = ends.last()
            && tried.whole.is_none_or(|(_, other)| other < *end)
        {
            tried.whole = Some((&template.id, *end));
        }
        let is_named = matches!(template.parts.first(), Some(Part::Word(_)));
        if ends.is_empty() && is_named && furthest - at > tried.length.max(LEAST) {
            (tried.most, tried.length) = (Some(template.id.as_str()), furthest - at);
        }
    }
    tried
}

/// The numbers of the words behind parts that begin at one of some words.
fn ends(
    parts: &[Part],
    words: &[Word],
    starts: BTreeSet<usize>,
    furthest: &mut usize,
) -> BTreeSet<usize> {
    let mut places = starts;
    for part in parts {
        places = match part {
            Part::Word(text) => {
                let fits = |at: &usize| words.get(*at).is_some_and(|word| word.text == *text);
                places.into_iter().filter(fits).map(|at| at + 1).collect()
            }
            Part::Some => places
                .into_iter()
                .flat_map(|at| {
                    let rest = words[at..].iter().take(LONGEST_OWNER);
                    let some = rest.take_while(|word| !LIMITS.contains(&word.text.as_str()));
                    (1..=some.count()).map(move |length| at + length)
                })
                .collect(),
            Part::Maybe(parts) => {
                let with = ends(parts, words, places.clone(), furthest);
                places.into_iter().chain(with).collect()
            }
        };
        let Some(last) = places.last() else { break };
        if matches!(part, Part::Word(_)) {
            *furthest = (*furthest).max(*last);
        }
    }
    places
}

/// The words from one to the end of its line.
fn line(words: &[Word], at: usize) -> Vec<&str> {
    let rest = words[at + 1..].iter().take_while(|word| !word.is_first);
    [&words[at]].into_iter().chain(rest).map(|word| word.text.as_str()).collect()
}

/// Whether a line says whose a text is.
fn is_copyright(line: &[&str]) -> bool {
    let line = match line {
        ["portions" | "parts", rest @ ..] => rest,
        line => line,
    };
    let is_start = matches!(line, ["copyright" | "copyrights" | "c", ..]);
    is_start && is_plain(line, usize::MAX)
}

/// Whether a line is not too long, and has no word that could limit what a license allows.
fn is_plain(line: &[&str], most: usize) -> bool {
    line.len() <= most && !line.iter().any(|word| LIMITS.contains(word))
}

/// Whether a line has nothing but words of titles.
fn is_title(line: &[&str]) -> bool {
    line == ["mit", "no", "attribution"] || line.iter().all(|word| TITLES.contains(word))
}

/// How many words the name of an owner may have.
const LONGEST_OWNER: usize = 24;

/// How many words are shown where a text differs.
const SHOWN: usize = 12;

/// How many words have to fit for a text to be near a license.
const LEAST: usize = 12;

/// Words of the titles of licenses.
const TITLES: [&str; 48] = [
    "0",
    "0bsd",
    "1",
    "2",
    "3",
    "affero",
    "agpl",
    "all",
    "and",
    "apache",
    "17th",
    "2003",
    "august",
    "boost",
    "bsd",
    "cc0",
    "clause",
    "expat",
    "general",
    "gnu",
    "gpl",
    "identifier",
    "isc",
    "lesser",
    "lgpl",
    "library",
    "license",
    "licenses",
    "mit",
    "mozilla",
    "mpl",
    "new",
    "or",
    "postgresql",
    "public",
    "reserved",
    "revised",
    "rights",
    "simplified",
    "software",
    "spdx",
    "spdxlicenseidentifier",
    "later",
    "orlater",
    "the",
    "v",
    "version",
    "zlib",
];

/// Words that could limit what a license allows. A line with one of them is no copyright notice, and no owner is called so.
const LIMITS: [&str; 51] = [
    "agree",
    "agreement",
    "alter",
    "altered",
    "altering",
    "attribution",
    "brand",
    "branding",
    "brands",
    "cannot",
    "change",
    "changed",
    "commercial",
    "condition",
    "conditions",
    "except",
    "forbidden",
    "keep",
    "license",
    "licensed",
    "logo",
    "logos",
    "may",
    "modified",
    "modify",
    "must",
    "never",
    "no",
    "noncommercial",
    "not",
    "only",
    "permission",
    "permitted",
    "prohibited",
    "provided",
    "remove",
    "removed",
    "replace",
    "replaced",
    "required",
    "requires",
    "restricted",
    "restriction",
    "restrictions",
    "shall",
    "should",
    "subject",
    "terms",
    "trademark",
    "trademarks",
    "unless",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn text(id: &str) -> String {
        let (_, text) = TEXTS.iter().find(|(other, _)| *other == id).unwrap();
        let text = text.replace("[[names]]", "");
        text.replace("[[", "").replace("]]", "").replace("<<>>", "Acme and others")
    }

    #[track_caller]
    fn whole(text: &str, expect: &str) {
        assert_eq!(read(text), Reading::Whole(expect.to_owned()), "{text:.200}");
    }

    #[track_caller]
    fn more(text: &str, near: Option<&str>, starts: &str) {
        match read(text) {
            Reading::More { near: found, words } => {
                assert_eq!(found.as_deref(), near, "{words}");
                assert!(words.starts_with(starts), "{words}");
            }
            Reading::Whole(id) => panic!("{id} is no license of {text:.200}"),
        }
    }

    #[test]
    fn each_text_is_its_own() {
        for (id, _) in TEXTS {
            whole(&text(id), id);
        }
    }

    #[test]
    fn titles_and_copyrights_are_no_part_of_a_text() {
        let mit = text("MIT");
        let head = "# The MIT License (MIT)\n\nCopyright © 2014-present Acme, Inc.\n  and all contributors\n(c) 2012 Other <a@b.io>\n\n";
        whole(&format!("{head}{mit}"), "MIT");
        whole(&format!("SPDX-License-Identifier: MIT\n\n{}", mit.to_uppercase()), "MIT");
        whole(&format!("{head}{}", mit.replace('\n', " ")), "MIT");
        whole(&format!("{head}{}", mit.replace("sublicense", "sub-license")), "MIT");
    }

    #[test]
    fn whatever_else_is_said_is_more() {
        let mit = text("MIT");
        more(
            &format!("{mit}\nYou may not replace the logo."),
            Some("MIT"),
            "You may not replace the logo",
        );
        more(&format!("{} The logo stays.", mit.trim_end()), Some("MIT"), "The logo stays");
        let on =
            "the following conditions, and on condition that the logo of Acme is not replaced:";
        more(
            &mit.replace("the following conditions:", on).replace("the\nfollowing conditions:", on),
            Some("MIT"),
            "and on condition",
        );
        more(
            &format!("\"Commons Clause\" License Condition v1.0\n\n{mit}"),
            None,
            "Commons Clause",
        );
        more(
            &format!("Copyright 2020 Acme. The logo must stay.\n\n{mit}"),
            None,
            "Copyright 2020 Acme",
        );
        more(&format!("Copyright 2020 Acme\nThe logo stays\n\n{mit}"), None, "The logo stays");
        more("All rights reserved.", None, "");
        more("", None, "");
        let bsd = text("BSD-3-Clause");
        let fourth = "4. Licensees must not alter the branding.\n\nTHIS SOFTWARE IS";
        more(&bsd.replace("THIS SOFTWARE IS", fourth), Some("BSD-3-Clause"), "4. Licensees");
        let apache = text("Apache-2.0");
        let terms = "Additional terms: you may not remove the LOGO.";
        more(&format!("{apache}\n{terms}"), Some("Apache-2.0"), "Additional terms");
    }

    #[test]
    fn what_may_be_left_out_may_stand_in_what_may_be_left_out() {
        let gpl = text("GPL-3.0-only");
        whole(&gpl.replace("philosophy/", ""), "GPL-3.0-only");
        whole(&gpl[..gpl.find("How to Apply These").unwrap()], "GPL-3.0-only");
    }

    #[test]
    fn several_texts_are_all_meant() {
        whole(&format!("{}\n\n{}", text("MIT"), text("ISC")), "MIT AND ISC");
        whole(&format!("{}\n{}", text("GPL-3.0-only"), text("LGPL-3.0-only")), "LGPL-3.0-only");
    }

    #[test]
    fn notices_tell_licenses_of_gnu() {
        let notice = "This program is free software: you can redistribute it and/or modify it under the terms of the GNU Affero General Public License as published by the Free Software Foundation, either version 3 of the License, or (at your option) any later version.\n\nThis program is distributed in the hope that it will be useful, but WITHOUT ANY WARRANTY; without even the implied warranty of MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE. See the GNU Affero General Public License for more details.\n";
        whole(notice, "AGPL-3.0-or-later");
        whole(&format!("{notice}\n{}", text("AGPL-3.0-only")), "AGPL-3.0-or-later");
        let more = "You should have received a copy of the GNU Affero General Public License along with this program. If not, see <https://www.gnu.org/licenses/>.";
        whole(&format!("{notice}\n{more}"), "AGPL-3.0-or-later");
        self::more(
            &format!("{notice}\n{more} Our drawings are ours."),
            Some("AGPL-3.0-or-later"),
            "Our drawings",
        );
    }
}
