//! Expected diagnostics as comments inside the input that causes them. A case is a theme in `tests/cases/<name>/`, with
//! changes to the tiny base client in `base/` where it needs them. All diagnostics of `rebadge check` must agree with the
//! comments: none more, none less. A case that names a `logo.svg` and has none gets the usual one. `tests/README.md` shows the form.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::project::{LOGO, Project, Run, tests_folder};

/// The codes that no folder with a theme can show alone, and the tests that do.
const ELSEWHERE: &[(&str, &str)] = &[
    ("litter", "what_nobody_means_to_ship_is_told_once"),
    ("edit", "a_contract_that_does_not_fit_is_told_at_its_edit"),
    ("leftover", "what_is_left_of_the_old_brand_is_told_and_can_be_allowed"),
    ("unclear-name", "a_name_that_may_be_another_word_is_told"),
    ("asset-fatal", "what_ends_or_holds_up_a_process_is_a_diagnostic"),
    ("document", "a_document_passes_its_checker"),
    ("rule", "rules_that_do_not_hold_are_told"),
    ("rule-idle", "rules_that_do_not_hold_are_told"),
    ("release", "a_shard_that_is_missing"),
    ("abstract", "a_template_builds_no_package"),
    ("foreign-domain", "a_name_or_domain_of_another_tenant"),
    ("foreign-name", "a_name_or_domain_of_another_tenant"),
    ("not-unique", "tenants_with_one_domain_or_application_id"),
    ("shared-value", "a_value_that_most_children_set"),
    ("icon-family", "a_drawing_of_another_shape_than_the_mark"),
    ("icon-paths", "a_mark_of_more_paths_than_a_drawable_holds_is_pictures"),
    ("icon-legibility", "a_mark_that_is_hard_to_make_out_at_16_pixels"),
    ("screenshot-stale", "stale_screenshots_are_told"),
    ("store-size", "a_file_that_is_too_large_for_who_shows_it"),
    ("file", "a_theme_that_cannot_be_read"),
    ("duplicate-tenant", "two_tenants_with_one_id"),
    ("token", "a_token_that_cannot_be_read"),
    ("token-alias", "an_alias_that_leads_nowhere"),
    ("token-duplicate", "a_key_that_stands_twice"),
    ("token-conflict", "tokens_that_contradict_each_other"),
    ("token-scheme", "tokens_without_a_scheme"),
    ("token-unused", "tokens_that_no_key_takes"),
];

/// One diagnostic, as it is expected or as it came.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    file: String,
    /// 0: of the whole file.
    line: usize,
    /// `error[code]`.
    head: String,
    /// The message; of an expected one a part of it.
    message: String,
    /// The help; of an expected one a part of it, or nothing when the case does not care.
    help: String,
}

#[test]
fn cases() {
    let mut wrong = Vec::new();
    for folder in case_folders() {
        let (expected, actual) = (expected(&folder), actual(&folder));
        if let Err(why) = agree(&expected, &actual) {
            wrong.push(format!("{}\n{why}", folder.file_name().unwrap().display()));
        }
    }
    assert!(wrong.is_empty(), "expected (-) and came (+):\n{}", wrong.join("\n"));
}

#[test]
fn every_code_has_a_case() {
    let cases = case_folders();
    let shown: BTreeSet<String> =
        cases.iter().flat_map(|folder| expected(folder)).map(|finding| finding.head).collect();
    for (_, test) in ELSEWHERE {
        let tests = [
            include_str!("bad_images.rs"),
            include_str!("bad_input.rs"),
            include_str!("fatal.rs"),
            include_str!("fleet.rs"),
            include_str!("foreign.rs"),
            include_str!("inheritance.rs"),
            include_str!("other_base.rs"),
            include_str!("release.rs"),
            include_str!("screenshots.rs"),
            include_str!("tokens.rs"),
            include_str!("words.rs"),
        ];
        assert!(tests.concat().contains(&format!("fn {test}()")), "{test} is gone");
    }
    let is_elsewhere = |name: &str| ELSEWHERE.iter().any(|(code, _)| *code == name);
    let codes = rebadge::diagnostic::CODES.iter();
    let heads = codes.filter(|code| !is_elsewhere(code.name()));
    let heads = heads.map(|code| format!("{}[{}]", code.level().name(), code.name()));
    let missing: Vec<String> = heads.filter(|head| !shown.contains(head)).collect();
    assert!(missing.is_empty(), "no case in tests/cases shows {missing:?}");
}

pub(crate) fn case_folders() -> Vec<PathBuf> {
    let entries = fs::read_dir(tests_folder().join("cases")).unwrap();
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders
}

/// A case in a project of its own, and what `rebadge check` says of it.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) project: Project,
    /// The theme's text, if it has one.
    pub(crate) theme: Option<String>,
    run: Run,
}

impl Case {
    /// Runs `rebadge check` on a case.
    pub(crate) fn run(folder: &Path) -> Case {
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let theme = format!("themes/{name}");
        let project = Project::new().copy(folder, &theme);
        let text = fs::read_to_string(folder.join("theme.toml")).ok();
        let wants_logo = text.as_ref().is_some_and(|text| text.contains("\"logo.svg\""));
        let has_logo = folder.join("logo.svg").exists() || !wants_logo;
        let project =
            if has_logo { project } else { project.file(&format!("{theme}/logo.svg"), LOGO) };
        let base = project.path(&theme).join("base");
        let project = if base.is_dir() { project.copy(&base, "base-client") } else { project };
        drop(fs::remove_dir_all(base));
        let run = project.run(&format!("check --format json {theme}"));
        Case { name, project, theme: text, run }
    }

    /// What `check` says of it.
    pub(crate) fn said(&self) -> Vec<Value> {
        self.run.objects("diagnostic")
    }

    /// The codes of all errors.
    pub(crate) fn errors(&self) -> Vec<String> {
        let objects = self.run.objects("diagnostic").into_iter();
        let errors = objects.filter(|object| object["level"] == "error");
        errors.map(|object| object["code"].as_str().unwrap().to_owned()).collect()
    }
}

fn actual(folder: &Path) -> Vec<Finding> {
    let case = Case::run(folder);
    let theme = format!("themes/{}", case.name);
    let findings: Vec<Finding> =
        case.run.objects("diagnostic").iter().map(|object| finding(object, &theme)).collect();
    let has_error = findings.iter().any(|finding| finding.head.starts_with("error"));
    // Also says when rebadge failed without a diagnostic.
    case.run.status(i32::from(has_error));
    findings
}

fn finding(object: &Value, theme: &str) -> Finding {
    let text = |key: &str| object[key].as_str().unwrap_or_default().to_owned();
    let file = text("file").replace("base-client/", "base/");
    Finding {
        file: file.strip_prefix(&format!("{theme}/")).unwrap_or(&file).to_owned(),
        line: object["line"].as_u64().unwrap_or_default() as usize,
        head: format!("{}[{}]", text("level"), text("code")),
        message: text("message"),
        help: text("help"),
    }
}

/// The expectations in all text files of a case.
fn expected(folder: &Path) -> Vec<Finding> {
    let mut findings = Vec::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.unwrap();
        let name = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
        if entry.file_type().is_file() {
            // What is no text holds no comment.
            let text = String::from_utf8(fs::read(entry.path()).unwrap()).unwrap_or_default();
            findings.extend(annotations(&name, &text));
        }
    }
    findings
}

/// The expectations in one file: `#~ error[code]: a part of the message`, and below it, if the case cares,
/// `#~ help: a part of the help`. They speak of the nearest line above that is no expectation.
fn annotations(file: &str, text: &str) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    let mut about = 0;
    for (index, line) in text.lines().enumerate() {
        let Some(words) = annotation(line) else {
            about = index + 1;
            continue;
        };
        let (head, rest) = words.split_once(": ").unwrap_or((words.trim_end_matches(':'), ""));
        match findings.last_mut() {
            Some(last) if head == "help" => last.help = rest.to_owned(),
            _ => findings.push(Finding {
                file: file.to_owned(),
                line: about,
                head: head.to_owned(),
                message: rest.to_owned(),
                help: String::new(),
            }),
        }
    }
    findings
}

/// The words of a comment that is an expectation, in the comments of TOML, XML, Tera, CSS and JavaScript.
fn annotation(line: &str) -> Option<&str> {
    let comments = [("#~ ", ""), ("<!--~ ", "-->"), ("{#~ ", "#}"), ("/*~ ", "*/"), ("//~ ", "")];
    comments.iter().find_map(|(open, close)| {
        let words = line.trim().strip_prefix(open)?;
        Some(words.strip_suffix(close)?.trim_end())
    })
}

/// Pairs what is expected with what came; what has no pair on either side is the error.
fn agree(expected: &[Finding], actual: &[Finding]) -> Result<(), String> {
    let mut came = actual.to_vec();
    let mut missing = Vec::new();
    for wish in expected {
        match came.iter().position(|finding| fits(wish, finding)) {
            Some(index) => drop(came.remove(index)),
            None => missing.push(format!("  - {wish}")),
        }
    }
    let more = came.iter().map(|finding| format!("  + {finding}"));
    let lines: Vec<String> = missing.into_iter().chain(more).collect();
    if lines.is_empty() { Ok(()) } else { Err(lines.join("\n")) }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Finding { file, line, head, message, help } = self;
        write!(f, "{file}:{line} {head}: {message}")?;
        if help.is_empty() { Ok(()) } else { write!(f, "\n      help: {help}") }
    }
}

fn fits(wish: &Finding, finding: &Finding) -> bool {
    let same = |finding: &Finding| (finding.file.clone(), finding.line, finding.head.clone());
    same(wish) == same(finding)
        && finding.message.contains(&wish.message)
        && finding.help.contains(&wish.help)
}

#[test]
fn annotations_speak_of_the_line_above() {
    let text = "#~ error[file]: whole\na = 1\nb = 2\n#~ error[value]: bad `b`\n#~ help: try 3\n#~ error[text]: worse\n";
    let found = annotations("x.toml", text);
    let short: Vec<_> = found
        .iter()
        .map(|f| (f.line, f.head.as_str(), f.message.as_str(), f.help.as_str()))
        .collect();
    let expect = [
        (0, "error[file]", "whole", ""),
        (3, "error[value]", "bad `b`", "try 3"),
        (3, "error[text]", "worse", ""),
    ];
    assert_eq!(short, expect);
    assert_eq!(
        annotation("  <!--~ error[svg-unsafe]: a script -->"),
        Some("error[svg-unsafe]: a script")
    );
    assert_eq!(annotation("{# a comment #}"), None);
}
