//! The license of a bundle as its SPDX id, from what its package says or from the text of the license.

/// How texts of licenses begin, in small letters and with one space between words, with their ids (SPDX license list).
const TEXTS: [(&str, &str); 26] = [
    ("apache license version 2.0", "Apache-2.0"),
    ("apache license, version 2.0", "Apache-2.0"),
    ("mit license", "MIT"),
    ("permission is hereby granted, free of charge, to any person obtaining a copy", "MIT"),
    ("mozilla public license version 2.0", "MPL-2.0"),
    ("mozilla public license, version 2.0", "MPL-2.0"),
    ("mozilla public license, v. 2.0", "MPL-2.0"),
    ("gnu affero general public license version 3", "AGPL-3.0-only"),
    ("gnu lesser general public license version 3", "LGPL-3.0-only"),
    ("gnu lesser general public license version 2.1", "LGPL-2.1-only"),
    ("gnu library general public license version 2", "LGPL-2.0-only"),
    ("gnu general public license version 3", "GPL-3.0-only"),
    ("gnu general public license version 2", "GPL-2.0-only"),
    ("eclipse public license - v 2.0", "EPL-2.0"),
    ("business source license 1.1", "BUSL-1.1"),
    ("elastic license 2.0", "Elastic-2.0"),
    ("server side public license version 1", "SSPL-1.0"),
    ("boost software license - version 1.0", "BSL-1.0"),
    ("this is free and unencumbered software", "Unlicense"),
    ("cc0 1.0 universal", "CC0-1.0"),
    ("for any purpose with or without fee is hereby granted, provided", "ISC"),
    ("for any purpose with or without fee is hereby granted. the software", "0BSD"),
    ("redistribution and use in source and binary forms", BSD),
    ("as-is', without any express or implied warranty", "Zlib"),
    ("\"as is\", without any express or implied warranty. in no event will the authors", "Zlib"),
    ("bsd zero clause license", "0BSD"),
];

/// Which of the two it is shows the text.
const BSD: &str = "BSD-2-Clause";

/// The id of a license by its text: that of the first that begins in it.
pub(super) fn of_text(text: &str) -> Option<&'static str> {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let found = TEXTS.iter().filter_map(|(start, id)| Some((words.find(start)?, *id)));
    let (_, id) = found.min_by_key(|(at, _)| *at)?;
    Some(if id == BSD && words.contains("neither the name") { "BSD-3-Clause" } else { id })
}

/// Licenses as people name them, in small letters without marks.
const WORDS: [(&str, &str); 27] = [
    ("mit", "MIT"),
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
];

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
    let plain = super::names::plain(word);
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
/// names, or whose text it has.
pub(super) fn of_copyright(text: &str) -> Option<String> {
    if let Some(written) = of_paragraphs(text) {
        return Some(of_words(&written));
    }
    let named = text.split("/usr/share/common-licenses/").skip(1);
    let is_of_name = |letter: char| letter.is_ascii_alphanumeric() || "-.".contains(letter);
    let mut names: Vec<&str> = named
        .map(|rest| rest.split(|letter| !is_of_name(letter)).next().unwrap_or_default())
        .map(|name| name.trim_end_matches('.'))
        .collect();
    names.dedup();
    match names.as_slice() {
        [name] => {
            let later = if text.contains("any later version") { "+" } else { "" };
            of_word(&format!("{name}{later}")).or_else(|| of_word(name))
        }
        _ => of_text(text).map(str::to_owned),
    }
}

/// The license of the paragraph for all files, or else of the first that has one ("Machine-readable debian/copyright file").
fn of_paragraphs(text: &str) -> Option<String> {
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
    let mut paragraphs = text.split("\n\n").map(|paragraph| paragraph.trim_start_matches('\n'));
    let of_all = paragraphs.clone().find(is_all).and_then(|found| field(found, "License:"));
    of_all.or_else(|| paragraphs.find_map(|paragraph| field(paragraph, "License:")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_tell_licenses() {
        let check = |text: &str, expect: Option<&str>| assert_eq!(of_text(text), expect, "{text}");
        check(
            "  GNU LESSER GENERAL PUBLIC LICENSE\n     Version 2.1, February",
            Some("LGPL-2.1-only"),
        );
        check("GNU GENERAL PUBLIC LICENSE\nVersion 2, June 1991", Some("GPL-2.0-only"));
        check("Apache License\n Version 2.0, January 2004\n … the MIT License", Some("Apache-2.0"));
        check("The MIT License\n\nParts: Apache License, Version 2.0", Some("MIT"));
        let bsd = "Redistribution and use in source and binary forms, with or without";
        check(bsd, Some("BSD-2-Clause"));
        check(&format!("{bsd}\nNeither the name of"), Some("BSD-3-Clause"));
        check("All rights reserved.", None);
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
        check("Apache-2.0", "Apache-2.0");
    }

    #[test]
    fn debian_says_the_license_of_all_files() {
        let check = |text: &str, expect: Option<&str>| {
            assert_eq!(of_copyright(text).as_deref(), expect, "{text}");
        };
        let format = "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n";
        let own = "\nFiles: js/vendor/*\nLicense: Expat\n Permission\n\nFiles: *\nCopyright: x\nLicense: GPL-3+\n";
        check(&format!("{format}{own}"), Some("GPL-3.0-or-later"));
        check(&format!("{format}License: Apache-2.0\n"), Some("Apache-2.0"));
        check(
            "any later version … in `/usr/share/common-licenses/GPL-2'.",
            Some("GPL-2.0-or-later"),
        );
        check(
            "Permission is hereby granted, free of charge, to any person obtaining a copy of",
            Some("MIT"),
        );
        check("ask us", None);
    }
}
