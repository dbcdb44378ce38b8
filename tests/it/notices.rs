//! The notices of all crates in `Cargo.lock`, `docs/third-party.md`: complete, under licenses that allow it, and as the
//! sources have them. With the bless switch it is made anew, which fetches the sources for every system.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::project::root;

const FILE: &str = "docs/third-party.md";

/// The licenses that are taken, the preferred first, each with words that only its text has.
const ALLOWED: &[(&str, &str)] = &[
    ("MIT", "Permission is hereby granted, free of charge"),
    ("MIT-0", "Permission is hereby granted, free of charge"),
    ("0BSD", "with or without fee is hereby granted"),
    ("ISC", "provided that the above copyright notice"),
    ("Zlib", "Altered source versions must be plainly marked"),
    ("BSD-2-Clause", "Redistributions in binary form"),
    ("BSD-3-Clause", "Neither the name"),
    ("Apache-2.0", "Apache License"),
    ("BSL-1.0", "Boost Software License"),
    ("Unicode-3.0", "UNICODE LICENSE"),
    ("CC0-1.0", "CC0"),
    ("CDLA-Permissive-2.0", "Community Data License Agreement"),
    ("Unlicense", "This is free and unencumbered software"),
    // Its sources are named, and are as their makers published them.
    ("MPL-2.0", "Mozilla Public License"),
];

/// A crate as its manifest and its folder have it.
struct Crate {
    name: String,
    version: String,
    license: String,
    repository: String,
    /// License → its text in the crate's folder.
    texts: BTreeMap<&'static str, String>,
}

/// The licenses of an expression under which a crate is used: of alternatives the preferred one. None if one is missing.
fn chosen(expression: &str) -> Option<Vec<&'static str>> {
    let plain = expression.replace('/', " OR ").replace(" WITH LLVM-exception", "");
    let all = plain.split(" AND ").map(|part| {
        let ids: Vec<&str> =
            part.split(" OR ").map(|id| id.trim_matches(['(', ')', ' '])).collect();
        ALLOWED.iter().map(|(id, _)| *id).find(|id| ids.contains(id))
    });
    all.collect()
}

#[test]
fn of_alternatives_one_that_is_allowed_is_chosen() {
    let check = |text: &str, expect: Option<&[&str]>| {
        assert_eq!(chosen(text).as_deref(), expect, "{text}");
    };
    check("MIT OR Apache-2.0", Some(&["MIT"]));
    check("Unlicense/MIT", Some(&["MIT"]));
    check("(MIT OR Apache-2.0) AND Unicode-3.0", Some(&["MIT", "Unicode-3.0"]));
    check("GPL-3.0-only", None);
    check("MIT AND GPL-3.0-only", None);
}

/// Name and version of every crate in the lock file but our own.
fn locked() -> BTreeSet<(String, String)> {
    let text = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let blocks = text.split("[[package]]").filter(|block| block.contains("\nsource = "));
    let value = |block: &str, key: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(&format!("{key} = \"")));
        line.expect("a value").trim_end_matches('"').to_owned()
    };
    blocks.map(|block| (value(block, "name"), value(block, "version"))).collect()
}

/// The crates whose sources are here; with `everywhere` those of every system, fetched where they are missing.
fn crates(everywhere: bool) -> Vec<Crate> {
    let mut command = Command::new(env!("CARGO"));
    command
        .args(["metadata", "--format-version", "1", "--locked", "--all-features"])
        .current_dir(root());
    if !everywhere {
        let host = Command::new("rustc").arg("-vV").output().unwrap().stdout;
        let host = String::from_utf8(host).unwrap();
        let host = host.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host");
        command.args(["--offline", "--filter-platform", host]);
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap().iter();
    let mut all: Vec<Crate> =
        packages.filter(|package| !package["source"].is_null()).map(read).collect();
    all.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
    all
}

fn read(package: &Value) -> Crate {
    let text = |key: &str| package[key].as_str().unwrap_or_default().to_owned();
    let folder = Path::new(package["manifest_path"].as_str().unwrap()).parent().unwrap().to_owned();
    let mut files: Vec<_> =
        fs::read_dir(&folder).unwrap().flatten().map(|entry| entry.path()).collect();
    files.sort();
    let is_license = |name: &str| {
        let name = name.to_uppercase();
        ["LICENSE", "LICENCE", "COPYING", "UNLICENSE"].iter().any(|start| name.starts_with(start))
    };
    files.retain(|file| file.is_file() && is_license(&file.file_name().unwrap().to_string_lossy()));
    let found: Vec<String> =
        files.iter().filter_map(|file| fs::read_to_string(file).ok()).collect();
    let texts = ALLOWED.iter().filter_map(|(id, words)| {
        let text = found.iter().find(|text| text.contains(words))?;
        Some((*id, text.replace("\r\n", "\n")))
    });
    let (name, version, license) = (text("name"), text("version"), text("license"));
    Crate { name, version, license, repository: text("repository"), texts: texts.collect() }
}

/// The lines that name who holds the rights, and the rest.
fn apart(text: &str) -> (Vec<&str>, Vec<&str>) {
    let is_notice = |line: &&str| {
        let line = line.trim().to_lowercase();
        line.starts_with("copyright")
            && !line.contains("[yyyy]")
            && !line.starts_with("copyright notice")
    };
    let (notices, body) = text.lines().partition::<Vec<&str>, _>(is_notice);
    (notices.into_iter().map(str::trim).collect(), body)
}

/// The words of a text, by which two of them are the same.
fn words(body: &[&str]) -> String {
    let letters = body.join(" ").to_lowercase();
    letters
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn row(one: &Crate) -> String {
    let place = match one.repository.as_str() {
        "" => format!("https://crates.io/crates/{}", one.name),
        repository => repository.to_owned(),
    };
    format!("| {} | {} | {} | <{place}> |", one.name, one.version, one.license)
}

/// What is in the program besides crates: schemas of formats, as `crates/theme/src/documents/published/README.md` tells.
const SCHEMAS: &str = "\n## Schemas of documents\n\n\
    - OpenAPI 3.0 and 3.1, and Arazzo 1.0: copyright the OpenAPI Initiative, a Linux Foundation Collaborative Project; under Apache-2.0, \
    whose text is above. <https://spec.openapis.org>\n\
    - Adaptive Cards 1.5: copyright Microsoft Corporation; under MIT, whose text is above. <https://adaptivecards.io>\n";

fn document(all: &[Crate]) -> String {
    let mut text = "# Third-party notices\n\nThe crates that Rebadge is built and tested with, the license of each, and the \
        texts that the licenses ask to\ngo with the program. Of alternatives the first that stands below is taken. \
        Made and checked by `tests/it/notices.rs`.\n\nThe crates under MPL-2.0 are used as their makers published them; their \
        source is at the address in the table, and\nas a whole at `https://crates.io/crates/NAME/VERSION`.\n\n\
        | Crate | Version | License | Source |\n|---|---|---|---|\n"
        .to_owned();
    for one in all {
        writeln!(text, "{}", row(one)).unwrap();
    }
    for (id, _) in ALLOWED {
        let users: Vec<&Crate> = all
            .iter()
            .filter(|one| chosen(&one.license).is_some_and(|all| all.contains(id)))
            .collect();
        if !users.is_empty() {
            writeln!(text, "\n## {id}").unwrap();
            license(&mut text, id, &users);
        }
    }
    text + SCHEMAS
}

/// Each wording of a license once, below those who use it.
fn license(text: &mut String, id: &str, users: &[&Crate]) {
    let mut wordings: BTreeMap<String, (Vec<&str>, Vec<&Crate>)> = BTreeMap::new();
    for one in users {
        let body = one.texts.get(id).map(|text| apart(text).1).unwrap_or_default();
        wordings.entry(words(&body)).or_insert_with(|| (body, Vec::new())).1.push(one);
    }
    for (body, users) in wordings.values() {
        text.push('\n');
        for one in users {
            let notices = one.texts.get(id).map(|text| apart(text).0).unwrap_or_default();
            let notices = notices.join("; ").replace('<', "&lt;");
            let notices = if notices.is_empty() { String::new() } else { format!(": {notices}") };
            writeln!(text, "- {} {}{notices}", one.name, one.version).unwrap();
        }
        if body.is_empty() {
            text.push_str("\nThese come without the text; it is that below the other crates.\n")
        } else {
            let lines = body.iter().map(|line| format!("    {line}").trim_end().to_owned());
            let lines = lines.collect::<Vec<_>>().join("\n");
            let lines = lines.trim_matches('\n');
            writeln!(text, "\n{lines}").unwrap();
        }
    }
}

fn written() -> String {
    if std::env::var("SNAPSHOTS").is_ok_and(|value| value == "overwrite") {
        fs::write(root().join(FILE), document(&crates(true))).unwrap();
    }
    fs::read_to_string(root().join(FILE)).unwrap()
}

const HOW: &str = "`SNAPSHOTS=overwrite cargo test --test it notices` makes the notices anew";

#[test]
fn notices_name_every_crate_and_its_license() {
    let text = written();
    let rows = text.lines().filter_map(|line| line.strip_prefix("| ")).skip(1);
    let rows: Vec<Vec<&str>> = rows.map(|row| row.split(" | ").collect()).collect();
    let named: BTreeSet<_> =
        rows.iter().map(|row| (row[0].to_owned(), row[1].to_owned())).collect();
    let locked = locked();
    assert!(text.ends_with(SCHEMAS), "the schemas of documents are not named; {HOW}");
    let missing: Vec<_> = locked.difference(&named).collect();
    let gone: Vec<_> = named.difference(&locked).collect();
    assert!(missing.is_empty() && gone.is_empty(), "missing {missing:?}, gone {gone:?}; {HOW}");
    for row in &rows {
        assert!(
            chosen(row[2]).is_some(),
            "the license of {} {} is not allowed: {}",
            row[0],
            row[1],
            row[2]
        );
    }
    for row in rows.iter().filter(|row| row[2].contains("MPL-2.0")) {
        assert!(row[3].contains("https://"), "{row:?}");
    }
    // What is here is what is written.
    for one in crates(false) {
        let name = &one.name;
        assert!(text.contains(&row(&one)), "{name} has changed: {}; {HOW}", row(&one));
        for id in chosen(&one.license).unwrap_or_default() {
            for notice in one.texts.get(id).map(|text| apart(text).0).unwrap_or_default() {
                let notice = notice.replace('<', "&lt;");
                assert!(text.contains(&notice), "{name}: `{notice}` is missing; {HOW}");
            }
        }
    }
}
