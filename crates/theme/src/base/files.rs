//! Classes every file of a target: copied, rendered or recolored. Apart from [`super::scan`], which reads what the
//! contract itself points to.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::contract::TargetTable;
use super::{BaseFile, FileClass, MOST_SCREENSHOTS, Page, Target, Template, TemplateKind};
use rebadge_art::artwork;
use rebadge_art::vector::Fonts;
use rebadge_core::diagnostic::{Code, Diagnostic, did_you_mean};
use rebadge_core::digest::sha256;
use rebadge_core::fields::Findings;
use rebadge_core::fs::{self, Found};
use rebadge_core::output_path::OutputPath;
use rebadge_core::source::{Source, Sourced};

/// The largest file of a base client, in bytes.
const LIMIT: u64 = 1 << 30;

/// Reads and classes the files below a target's root.
pub(super) fn target(
    folder: &Path,
    table: TargetTable,
    fonts: &Fonts,
    findings: &Findings,
) -> Option<Target> {
    let place = table.root.place()?;
    let root = match fs::inside(folder, &table.root.value) {
        Ok(root) if fs::is_folder(&root) => root,
        _ => {
            let message = format!("there is no folder `{}` in the base client", table.root.value);
            findings.add(Diagnostic::at(Code::Contract, place, message));
            return None;
        }
    };
    let found = match fs::files_below(&root) {
        Ok(found) => found,
        Err(error) => {
            findings.add(Diagnostic::at(Code::File, place, error.to_string()));
            return None;
        }
    };
    let scan = Scan { table: &table, fonts, findings };
    let files = scan.files(&found);
    scan.check_names(&found);
    scan.check_compressed(&files);
    let pages = pages(&table, &files, findings);
    let screenshots = screenshots(&table, findings);
    let TargetTable { name, brand, icons, shortcuts, .. } = table;
    Some(Target { name, brand, icons, files, pages, screenshots, shortcuts })
}

/// The pages that the contract names, if they are there.
fn pages(
    table: &TargetTable,
    files: &BTreeMap<OutputPath, BaseFile>,
    findings: &Findings,
) -> Vec<Page> {
    let mut pages = Vec::new();
    for (name, url) in &table.pages {
        let file = url.value.split(['#', '?']).next().unwrap_or_default();
        // A fragment alone is on the start page.
        let file = if file.is_empty() { "index.html" } else { file };
        let is_there = OutputPath::new(file).is_ok_and(|path| files.contains_key(&path));
        if is_there {
            pages.push(Page { name: name.clone(), url: url.value.clone() });
        } else if let Some(place) = url.place() {
            let message = format!("the page `{}` is not in the package", url.value);
            let help = did_you_mean(file, files.keys().map(OutputPath::as_str));
            let help = help.unwrap_or_else(|| {
                "write a path from the root, such as `404.html` or `#/messages`".into()
            });
            findings.add(Diagnostic::at(Code::Contract, place, message).help(help));
        }
    }
    pages
}

/// The pages of which screenshots are taken, if the contract has them.
fn screenshots(table: &TargetTable, findings: &Findings) -> Vec<String> {
    let names = || table.pages.iter().map(|(name, _)| name.as_str());
    for page in &table.screenshots {
        if let (false, Some(place)) = (names().any(|name| name == page.value), page.place()) {
            let help = did_you_mean(&page.value, names());
            let message = format!("`pages` has no `{}`", page.value);
            findings.add(Diagnostic::at(Code::Contract, place, message).maybe_help(help));
        }
    }
    if let Some(place) = table.screenshots.get(MOST_SCREENSHOTS).and_then(Sourced::place) {
        let count = table.screenshots.len();
        let message =
            format!("{count} pages for screenshots, {MOST_SCREENSHOTS} are shown at most");
        findings.add(Diagnostic::at(Code::Contract, place, message).help("remove the others"));
    }
    table.screenshots.iter().map(|page| page.value.clone()).collect()
}

struct Scan<'a> {
    table: &'a TargetTable,
    fonts: &'a Fonts,
    findings: &'a Findings,
}

impl Scan<'_> {
    fn files(&self, found: &[Found]) -> BTreeMap<OutputPath, BaseFile> {
        let mut files: BTreeMap<OutputPath, BaseFile> = BTreeMap::new();
        for file in found {
            let (Some(path), Some(read)) = (self.output_path(file), self.read(file)) else {
                continue;
            };
            if let Some(other) = files.insert(path.clone(), read) {
                let message =
                    format!("`{}` and `{}` both make `{path}`", other.name, self.name(file));
                self.say(Code::OutputCollision, message);
            }
        }
        files
    }

    fn output_path(&self, file: &Found) -> Option<OutputPath> {
        let name = file.name.strip_suffix(".tera").unwrap_or(&file.name);
        match OutputPath::new(name) {
            Ok(path) => Some(path),
            Err(reason) => {
                self.say(
                    Code::AssetPath,
                    format!("the base client's file `{}` {reason}", file.name),
                );
                None
            }
        }
    }

    fn read(&self, file: &Found) -> Option<BaseFile> {
        if file.is_link {
            self.say(Code::AssetPath, format!("`{}` is a symbolic link", file.path.display()));
            return None;
        }
        let bytes = match fs::read(&file.path, LIMIT) {
            Ok(bytes) => bytes,
            Err(error) => {
                self.say(Code::File, error.to_string());
                return None;
            }
        };
        let digest = sha256(&bytes);
        let class = self.class(file, bytes)?;
        Some(BaseFile { name: self.name(file), sha256: digest, mode: file.mode, class })
    }

    /// The path in the base client's folder.
    fn name(&self, file: &Found) -> String {
        format!("{}/{}", self.table.root.value.trim_end_matches('/'), file.name)
    }

    fn class(&self, file: &Found, bytes: Vec<u8>) -> Option<FileClass> {
        if file.name.ends_with(".tera") {
            let text = self.text(file, bytes)?;
            return Some(FileClass::Template(self.template(file, text)));
        }
        if file.name.ends_with(".svg") && has_recolor_class(&bytes) {
            return self.vector(file, bytes);
        }
        Some(FileClass::Verbatim(Arc::new(bytes)))
    }

    fn text(&self, file: &Found, bytes: Vec<u8>) -> Option<String> {
        let text = artwork::text(&file.path, bytes, self.table.root.place());
        text.map_err(|problem| self.findings.add(problem)).ok()
    }

    fn template(&self, file: &Found, text: String) -> Template {
        let plain = file.name.trim_end_matches(".tera");
        Template {
            source: Source::new(&file.path, text),
            escape: self
                .table
                .escape
                .iter()
                .find(|(pattern, _)| matches(pattern, plain))
                .map(|(_, name)| name.clone()),
            kind: self.kind(&file.name),
        }
    }

    fn kind(&self, name: &str) -> TemplateKind {
        if self.table.inventory.iter().any(|inventory| inventory.value == name) {
            TemplateKind::Inventory
        } else if name.rsplit('/').next().is_some_and(|last| last.starts_with('_')) {
            TemplateKind::Partial
        } else {
            TemplateKind::Page
        }
    }

    fn vector(&self, file: &Found, bytes: Vec<u8>) -> Option<FileClass> {
        match artwork::vector(&file.path, bytes, self.fonts, None) {
            Ok((vector, warnings)) => {
                self.findings.extend(warnings);
                Some(FileClass::Vector(Arc::new(vector)))
            }
            Err(problems) => {
                self.findings.extend(problems);
                None
            }
        }
    }

    /// Every name in `inventory` and every pattern in `escape` must mean a template.
    fn check_names(&self, found: &[Found]) {
        for (pattern, name) in &self.table.escape {
            let is_used = found.iter().any(|file| {
                file.name.strip_suffix(".tera").is_some_and(|plain| matches(pattern, plain))
            });
            if let (false, Some(place)) = (is_used, name.place()) {
                let message = format!("no template matches `{pattern}`");
                let help = "a pattern is a path below the root, or `*` and an ending";
                self.findings.add(Diagnostic::at(Code::Contract, place, message).help(help));
            }
        }
        for name in &self.table.inventory {
            let is_there = found.iter().any(|file| file.name == name.value);
            if let (false, Some(place)) = (is_there && name.value.ends_with(".tera"), name.place())
            {
                let message =
                    format!("`{}` is no template below `{}`", name.value, self.table.root.value);
                self.findings.add(Diagnostic::at(Code::Contract, place, message));
            }
        }
    }

    /// A file that was compressed beforehand is served in place of the one beside it, which each theme fills in anew.
    fn check_compressed(&self, files: &BTreeMap<OutputPath, BaseFile>) {
        let endings = [".gz", ".br", ".zst"];
        for path in files.keys() {
            let plain = endings.iter().find_map(|ending| path.as_str().strip_suffix(ending));
            let plain = plain.and_then(|plain| OutputPath::new(plain).ok());
            let is_made = |file: &BaseFile| !matches!(file.class, FileClass::Verbatim(_));
            if let Some(plain) = plain.filter(|plain| files.get(plain).is_some_and(is_made)) {
                let message = format!(
                    "`{path}` was compressed before a theme fills in `{plain}`, and would be stale"
                );
                let help = "remove it; compress the files of the finished package instead";
                if let Some(place) = self.table.root.place() {
                    self.findings.add(Diagnostic::at(Code::Contract, place, message).help(help));
                }
            }
        }
    }

    fn say(&self, code: Code, message: String) {
        match self.table.root.place() {
            Some(place) => self.findings.add(Diagnostic::at(code, place, message)),
            None => self.findings.add(Diagnostic::nowhere(code, message)),
        }
    }
}

/// Whether an SVG asks to be recolored. Looked for in the text, because most vectors of a client do not and need no
/// parsing; a false hit costs only a parse.
fn has_recolor_class(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    text.contains("class") && ["fill-", "stroke-", "stop-"].iter().any(|word| text.contains(word))
}

/// Whether a pattern of `escape` means a file: its path, or `*` and an ending.
fn matches(pattern: &str, name: &str) -> bool {
    pattern.strip_prefix('*').map_or(pattern == name, |ending| name.ends_with(ending))
}
