//! A difference as a page in Markdown (CommonMark with GitHub's tables), for a release note or a customer. Swatches are
//! small PNG files beside it: GitHub and mail show those, and neither shows a color that is part of the page itself.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::words::{Change, Group};
use super::{
    Difference, Excerpt, FileChange, Pictures, What, colors, lists, menu, sheet, terminal,
};
use rebadge_art::color::Color;
use rebadge_core::printable::markdown::{code, fence, sentence, text};
use rebadge_theme::listing::Value;

/// A page with the files that it shows.
#[derive(Debug)]
pub struct Page {
    /// Markdown. Pictures are named without a folder.
    pub text: String,
    /// Swatches and the sheets of pictures: name → PNG. None where the page shows none.
    pub files: Vec<(String, Vec<u8>)>,
}

/// Makes the page; with pictures, if they stand beside it.
pub fn page(difference: &Difference, pictures: Pictures) -> Page {
    let mut writing = Writing { text: String::new(), swatches: BTreeSet::new(), pictures };
    writing.head(difference);
    for group in Group::ALL {
        let changes: Vec<&Change> =
            difference.values.iter().filter(|change| Group::of(&change.key) == group).collect();
        if !changes.is_empty() {
            writing.group(group, &changes);
        }
    }
    writing.rules(difference);
    writing.pictures(difference);
    writing.files(difference);
    let swatches =
        writing.swatches.iter().map(|color| (swatch_file(*color), sheet::swatch(*color)));
    let sheets = difference.files.iter().filter_map(sheet_of);
    let files = match pictures {
        Pictures::Made => swatches.chain(sheets).collect(),
        Pictures::None => Vec::new(),
    };
    Page { text: writing.text, files }
}

fn sheet_of(change: &FileChange) -> Option<(String, Vec<u8>)> {
    let What::Picture(picture) = &change.what else { return None };
    let sheet = picture.sheet.as_ref()?;
    Some((sheet.file.clone(), sheet.png.clone()))
}

fn swatch_file(color: Color) -> String {
    format!("swatch-{}.png", color.to_string().trim_start_matches('#'))
}

/// A sentence of ours with a capital.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

struct Writing {
    text: String,
    swatches: BTreeSet<Color>,
    pictures: Pictures,
}

impl Writing {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn head(&mut self, difference: &Difference) {
        let title = match &difference.tenant {
            Some(tenant) => format!("# {}: what changes", text(tenant)),
            None => "# What changes".into(),
        };
        self.line(&title);
        self.line("");
        self.line(&format!("From {} to {}.", code(&difference.before), code(&difference.after)));
        self.line("");
        self.line(&format!("{}.", capital(&difference.summary())));
        for note in &difference.notes {
            self.line(&format!("\n> {}", sentence(note)));
        }
    }

    fn heading(&mut self, title: &str) {
        self.line(&format!("\n## {title}\n"));
    }

    fn group(&mut self, group: Group, changes: &[&Change]) {
        self.heading(group.title());
        match group {
            Group::Menu => {
                for sentence in menu::sentences(changes, &code) {
                    self.line(&format!("- {sentence}"));
                }
            }
            Group::Colors => self.colors(changes),
            _ => {
                self.line("| | Before | After |\n|---|---|---|");
                changes.iter().for_each(|change| self.row(change));
            }
        }
    }

    fn rules(&mut self, difference: &Difference) {
        if difference.rules.is_empty() {
            return;
        }
        self.heading("Rules in plain words");
        for rule in &difference.rules {
            let words = rule.words(|id| format!("`{id}`"));
            self.line(&format!("- {}", sentence(&words)));
        }
    }

    fn row(&mut self, change: &Change) {
        let key = code(&change.key);
        let line = match &change.before.as_ref().zip(change.after.as_ref()) {
            Some((Value::List(before), Value::List(after))) => {
                let events = lists::sentences(before, after, code).join(", ");
                let all = change.after.as_ref().map(menu::plain).unwrap_or_default();
                format!("| {key} | {events} | {} |", code(&all))
            }
            Some((Value::Image(before), Value::Image(after))) if before.name == after.name => {
                format!("| {key} | {} | drawn anew |", code(&before.name))
            }
            Some((Value::Files(_), Value::Files(_))) => {
                format!("| {key} | {} | other files |", self.value(&change.before))
            }
            _ => format!(
                "| {key} | {} | {} |",
                self.value(&change.before),
                self.value(&change.after)
            ),
        };
        self.line(&line);
    }

    fn value(&mut self, value: &Option<Value>) -> String {
        match value {
            None => "none".into(),
            Some(Value::Color(color)) => self.color(*color),
            Some(Value::Schemes { light, dark }) => {
                format!("{}, in dark {}", self.color(*light), self.color(*dark))
            }
            Some(value) => code(&menu::plain(value)),
        }
    }

    fn color(&mut self, color: Color) -> String {
        if self.pictures == Pictures::None {
            return format!("`{color}`");
        }
        self.swatches.insert(color);
        // Neither part may break from the other.
        format!("![]({})&nbsp;`{color}`", swatch_file(color))
    }

    fn colors(&mut self, changes: &[&Change]) {
        let all = colors::sorted(changes, colors::Slight::Apart);
        if !all.seeds.is_empty() {
            self.line("| | Before | After |\n|---|---|---|");
            all.seeds.iter().for_each(|change| self.row(change));
        }
        for scheme in &all.schemes {
            let gap = if self.text.ends_with("\n\n") { "" } else { "\n" };
            self.line(&format!("{gap}### {}\n", capital(scheme.title)));
            if !scheme.roles.is_empty() {
                self.line("| Role | Before | After | Contrast |\n|---|---|---|---|");
            }
            for (role, change) in &scheme.roles {
                let contrast = colors::contrast_words(role, change);
                let (before, after) = (self.value(&change.before), self.value(&change.after));
                self.line(&format!("| {} | {before} | {after} | {contrast} |", code(role)));
            }
            if !scheme.slight.is_empty() {
                self.line(&format!("\n{}.", capital(&colors::slight_words(&scheme.slight, &code))));
            }
        }
    }

    fn pictures(&mut self, difference: &Difference) {
        let with_sheets = || difference.files.iter().filter(|change| sheet_of(change).is_some());
        if self.pictures == Pictures::None || with_sheets().next().is_none() {
            return;
        }
        self.heading("Pictures");
        self.line("Before, after, and in magenta what differs.");
        for change in with_sheets() {
            let Some((file, _)) = sheet_of(change) else { continue };
            let words = terminal::summary(change);
            self.line(&format!("\n### {}\n\n{words}\n", code(change.path.as_str())));
            self.line(&format!("![before, after, difference]({file})"));
        }
    }

    fn files(&mut self, difference: &Difference) {
        if difference.files.is_empty() {
            return;
        }
        self.heading("Files");
        self.line("| | File | |\n|---|---|---|");
        for change in &difference.files {
            let (kind, words) = (terminal::kind(change), terminal::summary(change));
            self.line(&format!("| {kind} | {} | {words} |", code(change.path.as_str())));
        }
        for change in &difference.files {
            if let What::Text(excerpt) = &change.what {
                self.excerpt(change.path.as_str(), excerpt);
            }
        }
    }

    fn excerpt(&mut self, path: &str, excerpt: &Excerpt) {
        let mut lines = excerpt.lines.join("\n");
        if excerpt.more > 0 {
            let _ = write!(lines, "\n… {} more", excerpt.more);
        }
        let path = text(path);
        self.line(&format!("\n<details><summary><code>{path}</code></summary>\n"));
        self.line(&fence(&lines));
        self.line("\n</details>");
    }
}
