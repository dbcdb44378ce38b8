//! The shape of a theme says what the theme's reader takes, no more and no less: a theme is written from the shape, and
//! the reader must know all of it, and must know nothing else.

use rebadge::base::{self, Base};
use rebadge::pattern::Pattern;
use rebadge::shape::{self, Field, Kind, Need, Shape, Text};

use crate::project::{ACME, Project, root, tests_folder};

/// No key of any table.
const STRANGE: &str = "zzzzzzzzzzzz";

/// A theme with every key of a shape, and what is known in each of its tables.
#[derive(Default)]
struct Written {
    toml: String,
    /// Line → the keys that are known where its strange key stands.
    tables: Vec<(usize, Vec<String>)>,
    /// Which of several kinds is written.
    round: usize,
    strange: bool,
}

impl Written {
    fn line(&mut self, text: &str) {
        self.toml += text;
        self.toml.push('\n');
    }

    fn number(&self) -> usize {
        self.toml.lines().count() + 1
    }

    /// A table: its strange key, its values, then the tables in it.
    fn table(&mut self, path: &str, header: &str, fields: &[Field]) {
        if !header.is_empty() {
            self.line(header);
        }
        // Texts are listed by their whole keys, from the very map that the shape is made of.
        if self.strange && !path.starts_with("strings.") {
            self.tables.push((self.number(), names(fields)));
            self.line(&format!("{STRANGE} = {}", of_its_kind(fields)));
        }
        for field in fields {
            if !has_header(&field.shape.kind) && field.need != Need::Never {
                self.value(&field.key, &field.shape);
            }
        }
        for field in fields {
            let path =
                if path.is_empty() { field.key.clone() } else { format!("{path}.{}", field.key) };
            match &field.shape.kind {
                Kind::Table(fields) => self.table(&path, &format!("[{path}]"), fields),
                Kind::ById(fields) => self.table(&path, &format!("[[{path}]]"), fields),
                Kind::List { of, .. } => {
                    if let Kind::Table(fields) = &of.kind {
                        self.table(&path, &format!("[[{path}]]"), fields);
                    }
                }
                Kind::Section { .. } => self.line(&format!("[{path}]")),
                _ => {}
            }
        }
    }

    fn value(&mut self, key: &str, shape: &Shape) {
        let mut known = Vec::new();
        let value = self.written(shape, &mut known);
        let line = self.number();
        self.tables.extend(known.into_iter().map(|known| (line, known)));
        self.line(&format!("{key} = {value}"));
    }

    fn written(&self, shape: &Shape, known: &mut Vec<Vec<String>>) -> String {
        match &shape.kind {
            Kind::Text(rule) => format!("{:?}", text(*rule)),
            Kind::Color => "\"#123456\"".into(),
            Kind::ColorOrRole => "\"surface\"".into(),
            Kind::Bool => "true".into(),
            Kind::Number { min, .. } => min.unwrap_or(1.0).to_string(),
            Kind::File(endings) => format!("\"file.{}\"", endings[0]),
            Kind::Choice(names) => format!("{:?}", names[0]),
            Kind::List { of, .. } => match &of.kind {
                Kind::Choice(names) => format!("{names:?}"),
                _ => format!("[{}]", self.written(of, known)),
            },
            Kind::Map(of) => format!("{{ x = {} }}", self.written(of, known)),
            Kind::Preset { of, .. } => self.written(of, known),
            Kind::Any(kinds) => self.written(&kinds[self.round % kinds.len()], known),
            Kind::Table(fields) => {
                let mut pairs: Vec<String> = fields
                    .iter()
                    .map(|field| format!("{} = {}", field.key, self.written(&field.shape, known)))
                    .collect();
                if self.strange {
                    known.push(names(fields));
                    pairs.push(format!("{STRANGE} = {}", of_its_kind(fields)));
                }
                format!("{{ {} }}", pairs.join(", "))
            }
            Kind::ById(_) | Kind::Section { .. } => unreachable!("it has a header"),
        }
    }
}

/// A value for the strange key, so that only its name is wrong.
fn of_its_kind(fields: &[Field]) -> &'static str {
    match fields.first().map(|field| &field.shape.kind) {
        Some(Kind::List { .. }) => "[]",
        Some(Kind::Text(_)) => "\"1\"",
        _ => "true",
    }
}

fn names(fields: &[Field]) -> Vec<String> {
    let mut names: Vec<String> = fields.iter().map(|field| field.key.clone()).collect();
    names.sort();
    names
}

fn has_header(kind: &Kind) -> bool {
    match kind {
        Kind::Table(_) | Kind::ById(_) | Kind::Section { .. } => true,
        Kind::List { of, .. } => matches!(of.kind, Kind::Table(_)),
        _ => false,
    }
}

fn text(rule: Text) -> &'static str {
    match rule {
        Text::Any | Text::Lines | Text::Line(_) | Text::Id => "acme",
        Text::Version => "1.0.0",
        Text::Domain => "acme.example",
        Text::ApplicationId => "example.acme",
        Text::StartUrl => "./",
        Text::Url => "https://acme.example/",
        Text::Pattern => "legal.*",
        Text::Theme => "../other",
    }
}

fn tiny() -> Base {
    base::scan(&tests_folder().join("bases/tiny")).unwrap().unwrap()
}

/// Writes a theme from the shape, and gives it with what `check` says of it.
fn checked(round: usize, strange: bool) -> (Written, Vec<serde_json::Value>) {
    let shape = shape::values(&tiny());
    let Kind::Table(fields) = &shape.kind else { unreachable!("a theme is a table") };
    let mut written = Written { round, strange, ..Written::default() };
    written.table("", "", fields);
    let project = Project::new().theme("acme", &written.toml);
    let found = project.run("check --format json").objects("diagnostic");
    (written, found)
}

#[test]
fn the_reader_knows_every_key_of_the_shape_and_its_type() {
    for round in 0..3 {
        let (written, found) = checked(round, false);
        let strange = [
            "syntax",
            "unknown-key",
            "wrong-type",
            "missing-key",
            "feature-unknown",
            "string-unknown",
            "language",
            "value",
            "url",
            "color",
        ];
        let wrong =
            found.iter().filter(|problem| strange.iter().any(|code| problem["code"] == *code));
        let wrong: Vec<_> = wrong.map(|problem| problem["rendered"].as_str().unwrap()).collect();
        assert!(wrong.is_empty(), "{}\n{}", wrong.join("\n"), written.toml);
    }
}

#[test]
fn the_shape_knows_every_key_of_the_reader() {
    for round in 0..3 {
        let (written, found) = checked(round, true);
        for (line, known) in &written.tables {
            let of_line = found.iter().filter(|problem| problem["line"] == *line);
            let helps: Vec<Vec<String>> =
                of_line.filter_map(|problem| listed(problem["help"].as_str()?)).collect();
            // Of more than 16 names none is listed; these tables come from the same lists as the reader's names.
            let has_list = known.len() <= 16 && !known.is_empty();
            assert!(
                !has_list || helps.contains(known),
                "line {line}: {helps:?} is not {known:?}\n{}",
                written.toml
            );
        }
    }
}

/// The names in `known are …`, sorted.
fn listed(help: &str) -> Option<Vec<String>> {
    // What else can be done follows a semicolon.
    let names = help.strip_prefix("known are ")?.split(';').next()?;
    let names = names.split(", ").map(|name| name.trim_matches('`'));
    let mut names: Vec<String> = names.map(str::to_owned).collect();
    names.sort();
    Some(names)
}

/// The keys of the theme in the documentation, as patterns.
fn documented() -> Vec<String> {
    let page = std::fs::read_to_string(root().join("docs/theme.md")).unwrap();
    let toml = page.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let (mut table, mut keys) = (String::new(), Vec::new());
    for line in toml.lines().map(|line| line.strip_prefix("# ").unwrap_or(line)) {
        let line = line.split(" # ").next().unwrap().trim();
        if let Some(header) = line.strip_prefix("[[").and_then(|line| line.strip_suffix("]]")) {
            table = format!("{header}.*");
        } else if let Some(header) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']'))
        {
            table = header.to_owned();
        } else if let Some((key, _)) = line.split_once(" = ") {
            keys.push(format!("{table}.{}", key.trim()));
        }
    }
    keys
}

#[test]
fn every_key_in_the_documentation_is_in_the_shape() {
    let base = base::scan(&root().join("base-client")).unwrap().unwrap();
    let shape = shape::values(&base);
    let keys = documented();
    assert!(keys.len() > 40, "{keys:?}");
    for key in keys {
        // A family, or a screenshot, is replaced as a whole: no pattern leads into one.
        let whole = ["fonts", "screenshots"];
        let list = whole.into_iter().find(|list| key.starts_with(&format!("{list}.")));
        let key = list.unwrap_or(&key);
        let covered = shape::covers(&shape, &Pattern::parse(key).unwrap());
        assert!(covered.is_ok(), "{key}: {covered:?}");
    }
}

#[test]
fn the_smallest_theme_has_what_the_shape_requires() {
    let Kind::Table(fields) = shape::values(&tiny()).kind else {
        unreachable!("a theme is a table")
    };
    let needed: Vec<String> = fields
        .iter()
        .filter_map(|field| match &field.shape.kind {
            Kind::Table(inner) => Some((field, inner)),
            _ => None,
        })
        .flat_map(|(table, inner)| {
            let needed = inner.iter().filter(|field| field.need != Need::Optional);
            needed.map(|field| format!("{}.{}", table.key, field.key)).collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(needed, ["tenant.id", "tenant.name", "brand.color", "brand.logo"]);
    assert_eq!(ACME.matches(" = ").count(), needed.len());
}
