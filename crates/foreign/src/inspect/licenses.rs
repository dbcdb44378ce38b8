//! The license of a bundle as its SPDX id, from what its package says and from the texts of its licenses.

mod template;

use self::template::Reading;
use super::names::plain;

/// How licenses begin that are known for what they forbid, in small letters and with one space between words, with their ids (SPDX
/// license list).
const FORBIDDING: [(&str, &str); 3] = [
    ("business source license 1.1", "BUSL-1.1"),
    ("elastic license 2.0", "Elastic-2.0"),
    ("server side public license", "SSPL-1.0"),
];

/// What stands for a license that is not known.
pub(super) const UNKNOWN: &str = "unknown";

/// A license, and why it is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct License {
    /// An SPDX expression, the words of a package, or [`UNKNOWN`].
    pub(super) value: String,
    /// Why it is not known; none where it is.
    pub(super) doubt: Option<String>,
    /// Whether its text speaks of a brand.
    is_of_brand: bool,
}

impl License {
    fn known(value: String) -> License {
        License { value, doubt: None, is_of_brand: false }
    }

    /// Whether it is no license, and its text says nothing of a brand.
    pub(super) fn is_harmless(&self) -> bool {
        self.doubt.is_some() && !self.is_of_brand
    }

    fn unknown(doubt: String) -> License {
        License { value: UNKNOWN.to_owned(), doubt: Some(doubt), is_of_brand: false }
    }
}

/// The license that a text is, if it is nothing else.
pub(super) fn of_text(text: &str) -> License {
    let more = match template::read(text) {
        Reading::Whole(expression) => return License::known(expression),
        Reading::More { near, words } => (near, words),
    };
    let start = text.split_whitespace().take(TITLE).collect::<Vec<_>>().join(" ").to_lowercase();
    if let Some((_, id)) = FORBIDDING.iter().find(|(title, _)| start.contains(title)) {
        return License::known((*id).to_owned());
    }
    let unknown = License::unknown(match more {
        (_, words) if words.is_empty() => "no license is in it".to_owned(),
        (Some(near), words) => format!("it is not {near} alone: `{words} …`"),
        (None, words) => format!("it is no text of a known license: `{words} …`"),
    });
    License { is_of_brand: template::within(text).1, ..unknown }
}

/// Within how many words the title of a license is.
const TITLE: usize = 12;

/// The license of a package by what it says in words and by the texts of its licenses, each with the name of its file. Where they do
/// not agree it is unknown.
pub(super) fn decided(said: Option<&str>, texts: &[(String, License)]) -> Option<License> {
    let said = said.map(str::trim).filter(|said| !said.is_empty());
    let words = match said {
        // What a package says with a license of its own is meant.
        Some(said) if !is_vague(said, texts) => of_words(said),
        Some(said) if texts.is_empty() => return Some(License::known(of_words(said))),
        _ => String::new(),
    };
    if !words.is_empty() && !is_known(&words) {
        return Some(License::known(words));
    }
    if let Some((file, doubt)) =
        texts.iter().find_map(|(file, text)| Some((file, text.doubt.as_ref()?)))
    {
        let says = if words.is_empty() {
            String::new()
        } else {
            format!(", while the package says `{words}`")
        };
        return Some(License::unknown(format!("{file}: {doubt}{says}")));
    }
    let mut ids: Vec<&str> = Vec::new();
    for id in texts.iter().flat_map(|(_, text)| text.value.split(" AND ")) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    if words.is_empty() {
        let family = said.map(plain).unwrap_or_default();
        let is_of = |(family, start): &&(&str, &str)| {
            family_of(said, family) && !ids.iter().any(|id| id.starts_with(start))
        };
        if FAMILIES.iter().any(|one| is_of(&one)) {
            let (file, text) = texts.first()?;
            return Some(License::unknown(format!(
                "{file} has the text of {}, while the package says `{}`",
                text.value,
                said.unwrap_or(&family)
            )));
        }
        return (!ids.is_empty()).then(|| License::known(ids.join(" AND ")));
    }
    let (file, other) = match texts.iter().find(|(_, text)| !agrees(&words, &text.value)) {
        Some((file, text)) => (file, &text.value),
        None => return Some(License::known(words)),
    };
    Some(License::unknown(format!(
        "{file} has the text of {other}, while the package says `{words}`"
    )))
}

/// Families of licenses as people name them, without marks, each with how the ids of its licenses begin.
const FAMILIES: [(&str, &str); 12] = [
    ("apache", "Apache-"),
    ("apachelicense", "Apache-"),
    ("apachesoftwarelicense", "Apache-"),
    ("bsd", "BSD-"),
    ("bsdlicense", "BSD-"),
    ("gpl", "GPL-"),
    ("gnugpl", "GPL-"),
    ("lgpl", "LGPL-"),
    ("gnulgpl", "LGPL-"),
    ("agpl", "AGPL-"),
    ("gnuagpl", "AGPL-"),
    ("mpl", "MPL-"),
];

fn family_of(said: Option<&str>, family: &str) -> bool {
    said.is_some_and(|said| plain(said) == family)
}

/// Whether what a package says leaves to a text which license it is: it names a family of licenses, the file of the text, or whose
/// it is.
fn is_vague(said: &str, texts: &[(String, License)]) -> bool {
    let small = said.to_lowercase();
    let of_file =
        small.strip_prefix("see license in ").map(|file| file.trim_start_matches("./").trim());
    let is_file = |name: &str| {
        texts
            .iter()
            .any(|(file, _)| file.rsplit('/').next().is_some_and(|own| own.to_lowercase() == name))
    };
    let is_named = match of_file {
        Some(file) => is_file(file),
        None => {
            ["license", "see license", "see license file", "file"].contains(&small.as_str())
                || is_file(&small)
        }
    };
    is_named
        || small.starts_with("copyright")
        || FAMILIES.iter().any(|(family, _)| family_of(Some(said), family))
}

/// Whether a license in words is one of the licenses of a text.
fn agrees(words: &str, of_text: &str) -> bool {
    let stem = |id: &str| id.trim_end_matches("-only").trim_end_matches("-or-later").to_owned();
    let version = |id: &str| {
        stem(id).rsplit_once('-').map(|(family, version)| (family.to_owned(), version.to_owned()))
    };
    let is_of = |said: &str, id: &str| {
        let is_later = said.ends_with("-or-later")
            && version(said)
                .zip(version(id))
                .is_some_and(|(said, id)| said.0 == id.0 && said.1 <= id.1);
        // The LGPL goes with the text of the GPL that it adds to.
        stem(said) == stem(id)
            || is_later
            || said.strip_prefix('L').is_some_and(|gpl| stem(gpl) == stem(id))
    };
    let said = || words.split_whitespace().filter(|word| !["OR", "AND"].contains(word));
    of_text.split(" AND ").all(|id| said().any(|word| is_of(word, id)))
}

/// Licenses as people name them, in small letters without marks.
const WORDS: [(&str, &str); 38] = [
    ("mit", "MIT"),
    ("mit0", "MIT-0"),
    ("0bsd", "0BSD"),
    ("unlicense", "Unlicense"),
    ("theunlicense", "Unlicense"),
    ("bsl10", "BSL-1.0"),
    ("boostsoftwarelicense10", "BSL-1.0"),
    ("epl20", "EPL-2.0"),
    ("eclipsepubliclicense20", "EPL-2.0"),
    ("mitlicense", "MIT"),
    ("themitlicense", "MIT"),
    ("expat", "MIT"),
    ("apache2", "Apache-2.0"),
    ("apache20", "Apache-2.0"),
    ("apachelicense20", "Apache-2.0"),
    ("apachelicenseversion20", "Apache-2.0"),
    ("asl20", "Apache-2.0"),
    ("bsd3clause", "BSD-3-Clause"),
    ("bsd3clauselicense", "BSD-3-Clause"),
    ("newbsd", "BSD-3-Clause"),
    ("bsd2clause", "BSD-2-Clause"),
    ("bsd2clauselicense", "BSD-2-Clause"),
    ("isc", "ISC"),
    ("isclicense", "ISC"),
    ("zlib", "Zlib"),
    ("mpl2", "MPL-2.0"),
    ("mpl20", "MPL-2.0"),
    ("mozillapubliclicense20mpl20", "MPL-2.0"),
    ("cc0", "CC0-1.0"),
    ("cc010", "CC0-1.0"),
    ("gplv2", "GPL-2.0-only"),
    ("gplv3", "GPL-3.0-only"),
    ("lgplv21", "LGPL-2.1-only"),
    ("lgplv3", "LGPL-3.0-only"),
    ("agplv3", "AGPL-3.0-only"),
    ("postgresql", "PostgreSQL"),
    ("postgresqllicense", "PostgreSQL"),
    ("postgresqllicence", "PostgreSQL"),
];

/// Whether an expression has nothing but ids that are known here. `BSD` is none: which of them it is says the text.
pub(super) fn is_known(expression: &str) -> bool {
    let is_known = |word: &str| ["OR", "AND"].contains(&word) || of_word(word).is_some();
    expression.split_whitespace().all(is_known)
}

/// A license as its SPDX expression, where its words are known; else as it is written. Debian's short names are taken as well:
/// `GPL-2+ or Expat`.
pub(super) fn of_words(written: &str) -> String {
    let written = written.trim();
    // Whoever passes it on may leave an additional permission out.
    let written = ["with OpenSSL exception", "with OpenSSL Exception"]
        .iter()
        .find_map(|more| written.strip_suffix(more))
        .unwrap_or(written)
        .trim();
    if let Some(id) = of_word(written) {
        return id;
    }
    let mut parts = Vec::new();
    for word in written.split_whitespace() {
        match word.to_lowercase().as_str() {
            "or" => parts.push("OR".to_owned()),
            "and" => parts.push("AND".to_owned()),
            _ => match of_word(word) {
                Some(id) => parts.push(id),
                None => return written.to_owned(),
            },
        }
    }
    parts.join(" ")
}

fn of_word(word: &str) -> Option<String> {
    let plain = plain(word);
    let known = WORDS.iter().find(|(name, _)| *name == plain).map(|(_, id)| (*id).to_owned());
    known.or_else(|| of_gnu(word))
}

/// A license of GNU by its short name in Debian ("Machine-readable debian/copyright file", 7.1) or by its SPDX id.
fn of_gnu(word: &str) -> Option<String> {
    let (family, version) = word.trim_end_matches("-OpenSSL").split_once('-')?;
    if !["GPL", "LGPL", "AGPL"].contains(&family) {
        return None;
    }
    let is_later = version.ends_with('+') || version.ends_with("-or-later");
    let number = version.trim_end_matches('+');
    let number = number.trim_end_matches("-or-later").trim_end_matches("-only");
    let number = if number.contains('.') { number.to_owned() } else { format!("{number}.0") };
    let is_known = ["2.0", "2.1", "3.0"].contains(&number.as_str());
    let end = if is_later { "or-later" } else { "only" };
    is_known.then(|| format!("{family}-{number}-{end}"))
}

/// The license in a `copyright` of Debian: that of all files, where it can be read by machines; else the common license that it
/// names, or whose text it has, where nothing else in it speaks of a brand.
pub(super) fn of_copyright(text: &str) -> License {
    if let Some((written, body)) = of_paragraphs(text) {
        let texts = if body.is_empty() {
            Vec::new()
        } else {
            vec![("its text".to_owned(), of_text(&body))]
        };
        return decided(Some(&written), &texts)
            .unwrap_or_else(|| License::unknown("no license is in it".to_owned()));
    }
    let named = text.split("/usr/share/common-licenses/").skip(1);
    let is_of_name = |letter: char| letter.is_ascii_alphanumeric() || "-.".contains(letter);
    let mut names: Vec<&str> = named
        .map(|rest| rest.split(|letter| !is_of_name(letter)).next().unwrap_or_default())
        .map(|name| name.trim_end_matches('.'))
        .collect();
    names.dedup();
    let (of_texts, is_of_brand) = template::within(text);
    let of_name = || {
        let [name] = names.as_slice() else { return None };
        let later = if text.contains("any later version") { "+" } else { "" };
        of_word(&format!("{name}{later}")).or_else(|| of_word(name))
    };
    match of_texts.or_else(of_name) {
        Some(id) if !is_of_brand => License::known(id),
        Some(id) => License::unknown(format!("it is not {id} alone: it speaks of a brand")),
        None => License::unknown("it has no text of a known license".to_owned()),
    }
}

/// The license of the paragraph for all files, or else of the first that has one, and its text, which may stand in a paragraph of its
/// own ("Machine-readable debian/copyright file").
fn of_paragraphs(text: &str) -> Option<(String, String)> {
    if !text.trim_start().starts_with("Format:") {
        return None;
    }
    let field = |paragraph: &str, name: &str| {
        let value = paragraph.lines().find_map(|line| line.strip_prefix(name));
        value.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    };
    let is_all = |paragraph: &&str| {
        field(paragraph, "Files:")
            .is_some_and(|files| files.split_whitespace().any(|one| one == "*"))
    };
    // A line with nothing but a dot is an empty one.
    let body = |paragraph: &str| {
        let rest = paragraph.lines().skip_while(|line| !line.starts_with("License:")).skip(1);
        let lines = rest.take_while(|line| line.starts_with([' ', '\t']));
        lines.map(|line| if line.trim() == "." { "" } else { line }).collect::<Vec<_>>().join("\n")
    };
    let mut paragraphs = text.split("\n\n").map(|paragraph| paragraph.trim_start_matches('\n'));
    let of_all = paragraphs.clone().find(is_all).filter(|found| field(found, "License:").is_some());
    let found =
        of_all.or_else(|| paragraphs.clone().find(|one| field(one, "License:").is_some()))?;
    let name = field(found, "License:")?;
    let own = body(found);
    let is_own = |paragraph: &&str| {
        paragraph.starts_with("License:") && field(paragraph, "License:").as_ref() == Some(&name)
    };
    let text = if own.trim().is_empty() {
        paragraphs.find(is_own).map(body).unwrap_or_default()
    } else {
        own
    };
    Some((name, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(value: &str) -> License {
        License::known(value.to_owned())
    }

    const MIT: &str = include_str!("licenses/texts/MIT-0.txt");
    const BSD: &str = include_str!("licenses/texts/Unlicense.txt");

    #[test]
    fn texts_tell_licenses() {
        assert_eq!(of_text(MIT), known("MIT-0"));
        assert_eq!(of_text("Elastic License 2.0\n\nURL: x"), known("Elastic-2.0"));
        let more = of_text(&format!("{MIT}\nThe logo stays."));
        assert_eq!(more.doubt.as_deref(), Some("it is not MIT-0 alone: `The logo stays …`"));
        assert_eq!(of_text("All rights reserved.").value, UNKNOWN);
    }

    #[test]
    fn a_package_and_its_texts_agree() {
        let check = |said: Option<&str>, texts: &[(&str, &str)], expect: &str| {
            let texts: Vec<(String, License)> =
                texts.iter().map(|(file, text)| ((*file).to_owned(), of_text(text))).collect();
            assert_eq!(
                decided(said, &texts).map(|license| license.value).as_deref(),
                Some(expect),
                "{said:?}"
            );
        };
        let more = format!("{MIT}\nThe logo stays.");
        check(Some("MIT-0"), &[("LICENSE", MIT)], "MIT-0");
        check(Some("MIT-0"), &[("LICENSE", &more)], UNKNOWN);
        check(Some("MIT-0"), &[("LICENSE", BSD)], UNKNOWN);
        check(
            Some("MIT-0 OR Unlicense"),
            &[("LICENSE-A", MIT), ("LICENSE-B", BSD)],
            "MIT-0 OR Unlicense",
        );
        check(None, &[("LICENSE-A", MIT), ("LICENSE-B", BSD)], "MIT-0 AND Unlicense");
        check(Some("UNLICENSED"), &[("LICENSE", MIT)], "UNLICENSED");
        check(Some("Old Mark License"), &[("LICENSE", MIT)], "Old Mark License");
        check(Some("SEE LICENSE IN LICENSE"), &[("LICENSE", MIT)], "MIT-0");
        check(Some("SEE LICENSE IN EULA.md"), &[("LICENSE", MIT)], "SEE LICENSE IN EULA.md");
        check(Some("BSD"), &[("LICENSE", MIT)], UNKNOWN);
        check(Some("BSD"), &[], "BSD");
        let gpl = include_str!("licenses/texts/LGPL-3.0-only.txt").replace("<<>>", "x");
        check(Some("LGPL-3.0-or-later"), &[("COPYING", &gpl)], "LGPL-3.0-or-later");
        check(Some("LGPL-2.1-or-later"), &[("COPYING", &gpl)], "LGPL-2.1-or-later");
        check(Some("GPL-3.0-only"), &[("COPYING", &gpl)], UNKNOWN);
    }

    #[test]
    fn words_tell_licenses() {
        let check = |words: &str, expect: &str| assert_eq!(of_words(words), expect);
        check("GPL-2+", "GPL-2.0-or-later");
        check("GPL-2+ or Expat", "GPL-2.0-or-later OR MIT");
        check("LGPL-2.1-only", "LGPL-2.1-only");
        check("GPL-2+-OpenSSL", "GPL-2.0-or-later");
        check("GPL-3+ with OpenSSL exception", "GPL-3.0-or-later");
        check("Apache License 2.0", "Apache-2.0");
        check("The MIT License", "MIT");
        check("see the file", "see the file");
        assert!(is_known("GPL-2.0-or-later OR MIT") && !is_known("BSD"));
        check("Apache-2.0", "Apache-2.0");
    }

    #[test]
    fn debian_says_the_license_of_all_files() {
        let check =
            |text: &str, expect: &str| assert_eq!(of_copyright(text).value, expect, "{text}");
        let format = "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n";
        let own = "\nFiles: js/vendor/*\nLicense: Expat\n Permission\n\nFiles: *\nCopyright: x\nLicense: GPL-3+\n";
        check(&format!("{format}{own}"), "GPL-3.0-or-later");
        check(&format!("{format}License: Apache-2.0\n"), "Apache-2.0");
        let indented = MIT.replace("\n\n", "\n.\n").replace('\n', "\n ");
        check(&format!("{format}\nFiles: *\nLicense: MIT-0\n {indented}"), "MIT-0");
        check(
            &format!(
                "{format}\nFiles: *\nLicense: MIT-0\n\nLicense: MIT-0\n {indented}\n The logo stays."
            ),
            UNKNOWN,
        );
        check("any later version … in `/usr/share/common-licenses/GPL-2'.", "GPL-2.0-or-later");
        check("… in `/usr/share/common-licenses/GPL-2'. The logo stays.", UNKNOWN);
        check(&format!("It was downloaded from x.\n\n{MIT}"), "MIT-0");
        check("ask us", UNKNOWN);
    }
}
