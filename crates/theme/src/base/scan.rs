//! Reads a base client's folder: its contract, then everything that the contract points to.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::contract::{self, Pointers};
use super::foreign::{self, Upgrade};
use super::options;
use super::section::Checker;
use super::word::{self, CHECKERS, Is, Word};
use super::{Base, FontFile, Sbom, Section, Security, checks, files, menu_check, sbom, security};
use crate::menu;
use rebadge_art::artwork::{self, Artwork};
use rebadge_art::vector::Fonts;
use rebadge_core::diagnostic::{self, Code, Diagnostic, did_you_mean};
use rebadge_core::digest::sha256;
use rebadge_core::document::{self, Kind, Table};
use rebadge_core::error::Error;
use rebadge_core::fields::{Fields, Findings};
use rebadge_core::fs;
use rebadge_core::source::{Source, Sourced};

/// The largest text file that belongs to a contract, in bytes.
const TEXT_LIMIT: u64 = 8 << 20;
/// The largest font, in bytes.
const FONT_LIMIT: u64 = 64 << 20;

/// A base client, or what is wrong with it.
pub type Scanned = Result<Base, Vec<Diagnostic>>;

/// Scans a base client's folder.
///
/// # Errors
/// [`Error::NoFolder`], [`Error::NoClient`] if there is no `client.toml`. What is wrong in the files comes back as diagnostics.
pub fn scan(folder: &Path) -> Result<Scanned, Error> {
    if !fs::is_folder(folder) {
        return Err(Error::NoFolder { path: folder.to_owned(), option: "--base" });
    }
    let path = folder.join("client.toml");
    if !fs::is_file(&path) {
        let path = folder.to_owned();
        return Err(Error::NoClient { path });
    }
    log::debug!("scanning the base client `{}`", folder.display());
    let text = match artwork::read_text(&path, TEXT_LIMIT, None) {
        Ok(text) => text,
        Err(problem) => return Ok(Err(vec![problem])),
    };
    let source = Source::new(&path, text);
    let (table, syntax) = document::parse(&source);
    let findings = Findings::default();
    let base = Scan { folder, findings: &findings }.base(&table);
    let mut found = syntax;
    found.extend(findings.into_vec());
    diagnostic::sort(&mut found);
    if diagnostic::any_error(&found) {
        return Ok(Err(found));
    }
    Ok(Ok(Base { source, warnings: found, ..base }))
}

/// What a newer bundle means for a contract: for each target that is a finished bundle.
///
/// # Errors
/// [`Error::NoClient`] if there is no `client.toml`. What is wrong in it, and in the bundle, comes back as diagnostics.
pub fn upgrade(
    folder: &Path,
    bundle: &Path,
) -> Result<Result<Vec<Upgrade>, Vec<Diagnostic>>, Error> {
    let path = folder.join("client.toml");
    if !fs::is_file(&path) {
        return Err(Error::NoClient { path: folder.to_owned() });
    }
    let text = match artwork::read_text(&path, TEXT_LIMIT, None) {
        Ok(text) => text,
        Err(problem) => return Ok(Err(vec![problem])),
    };
    let (table, syntax) = document::parse(&Source::new(&path, text));
    let findings = Findings::default();
    let fields = Fields::new(&table, "", &findings);
    let mut base = empty(folder);
    let pointers = contract::read(&fields, &mut base);
    let mut problems = syntax;
    problems.extend(findings.into_vec());
    if diagnostic::any_error(&problems) {
        return Ok(Err(problems));
    }
    let mut upgrades = Vec::new();
    for mut target in pointers.targets {
        match foreign::upgrade(&base, &mut target, bundle) {
            Ok(upgrade) => upgrades.extend(upgrade),
            Err(problem) => problems.push(problem),
        }
    }
    Ok(if problems.is_empty() { Ok(upgrades) } else { Err(problems) })
}

struct Scan<'a> {
    folder: &'a Path,
    findings: &'a Findings,
}

impl Scan<'_> {
    fn base(&self, table: &Table) -> Base {
        let fields = Fields::new(table, "", self.findings);
        let mut base = empty(self.folder);
        let pointers = contract::read(&fields, &mut base);
        if let Some(menu) = fields.table("menu") {
            base.places = contract::read_places(&menu);
            base.menu = menu::read(&menu);
            base.opens = contract::read_opens(&menu);
            menu.finish();
        }
        fields.finish();
        self.load(&mut base, pointers);
        menu_check::check(&base, self.findings);
        checks::check(&base, table, self.findings);
        base
    }

    fn load(&self, base: &mut Base, pointers: Pointers) {
        for name in &pointers.fonts {
            base.fonts.extend(self.font(name));
        }
        let fonts = Fonts::new(base.fonts.iter().map(|font| font.shapes.to_vec()));
        if let Some(name) = &pointers.strings {
            for language in &base.languages {
                let texts = self.strings(name, language, &mut base.inputs);
                base.strings.insert(language.clone(), Arc::new(texts));
            }
        }
        if let Some(name) = &pointers.icons {
            base.icons = self.icons(name, &fonts);
        }
        base.security = pointers.security;
        for (name, path) in &pointers.sections {
            let rules = base.security.as_ref().filter(|security| security.section == *name);
            let section = self.section(path, rules, &fonts, &mut base.inputs);
            base.sections.extend(section.map(|section| (name.clone(), section)));
        }
        self.adjustable(base, &pointers.adjustable);
        for (kind, name) in &pointers.starters {
            // Packages do not depend on it, so it is none of the inputs.
            let text = self.text(name, &mut BTreeMap::new());
            base.starters.extend(text.map(|source| (kind.clone(), source.text.clone())));
        }
        base.sbom = self.sbom(pointers.sbom.as_ref());
        base.inputs.extend(base.sbom.iter().map(|sbom| (sbom.name.clone(), sbom.sha256.clone())));
        for table in pointers.targets {
            let read = files::target((self.folder, &base.languages), table, &fonts, self.findings);
            base.targets.extend(read);
        }
    }

    /// The keys that the client's user may change: features, and keys of sections that have a default.
    fn adjustable(&self, base: &mut Base, keys: &[Sourced<String>]) {
        let mut known: Vec<String> =
            base.features.keys().map(|name| format!("features.{name}")).collect();
        for (name, section) in &base.sections {
            known.extend(section.default_keys().into_iter().map(|key| format!("{name}.{key}")));
        }
        for key in keys {
            if !known.contains(&key.value) {
                let help = did_you_mean(&key.value, known.iter().map(String::as_str));
                let message = format!("there is no feature or key with a default `{}`", key.value);
                self.findings.extend(
                    key.place().map(|place| {
                        Diagnostic::at(Code::Contract, place, message).maybe_help(help)
                    }),
                );
            }
        }
        base.adjustable = keys.iter().map(|key| key.value.clone()).collect();
    }

    /// The SBOM that the contract names, or the one that has a name by which others find it.
    fn sbom(&self, named: Option<&Sourced<String>>) -> Option<Sbom> {
        if let Some(name) = named {
            let read = sbom::read(&self.path(name)?, &name.value);
            return read.map_or_else(|reason| self.say(Code::Contract, name, reason), Some);
        }
        let contract = |message: String, help: &str| {
            self.findings.add(Diagnostic::nowhere(Code::Contract, message).help(help));
            None
        };
        let names = match sbom::usual_names(self.folder) {
            Ok(names) => names,
            Err(error) => return contract(error.to_string(), "let it be read"),
        };
        match names.as_slice() {
            [] => None,
            [name] => sbom::read(&self.folder.join(name), name).map_or_else(
                |reason| contract(reason, "rename it, or name the SBOM with `sbom` in `[client]`"),
                Some,
            ),
            [first, second, ..] => {
                let message = format!("`{first}` and `{second}` are both named as an SBOM");
                contract(message, "name one of them with `sbom` in `[client]`")
            }
        }
    }

    fn font(&self, name: &Sourced<String>) -> Option<FontFile> {
        let path = self.path(name)?;
        let bytes = match fs::read(&path, FONT_LIMIT) {
            Ok(bytes) => bytes,
            Err(error) => return self.say(Code::File, name, error.to_string()),
        };
        match FontFile::read(&name.value, bytes) {
            Ok(font) => Some(font),
            Err(error) => self.say(Code::FontFormat, name, format!("`{}`: {error}", name.value)),
        }
    }

    fn strings(
        &self,
        folder: &Sourced<String>,
        language: &str,
        inputs: &mut BTreeMap<String, String>,
    ) -> BTreeMap<String, String> {
        let mut texts = BTreeMap::new();
        let name = folder.clone().map(|folder| format!("{folder}/{language}.toml"));
        let Some(source) = self.text(&name, inputs) else {
            return texts;
        };
        let (table, syntax) = document::parse(&source);
        self.findings.extend(syntax);
        self.flatten(&table, "", &mut texts);
        texts
    }

    fn flatten(&self, table: &Table, path: &str, texts: &mut BTreeMap<String, String>) {
        let fields = Fields::new(table, path, self.findings);
        for entry in fields.entries() {
            let name = fields.name(&entry.key);
            match &entry.value.kind {
                Kind::Table(inner) => self.flatten(inner, &name, texts),
                _ => texts.extend(fields.text(&entry.key).map(|text| (name, text.value))),
            }
        }
    }

    fn icons(&self, folder: &Sourced<String>, fonts: &Fonts) -> BTreeMap<String, Arc<Artwork>> {
        let mut icons = BTreeMap::new();
        let names = self.path(folder).and_then(|path| match fs::names(&path) {
            Ok(names) => Some(names),
            Err(error) => self.say(Code::File, folder, error.to_string()),
        });
        for name in names.unwrap_or_default() {
            let Some(stem) = name.strip_suffix(".svg") else {
                let _: Option<()> = self.say(
                    Code::Contract,
                    folder,
                    format!("`{}/{name}` is not an SVG", folder.value),
                );
                continue;
            };
            let full = format!("{}/{name}", folder.value);
            match artwork::read(&self.folder.join(&full), &full, fonts, folder.place()) {
                Ok(icon) => {
                    self.findings.extend(icon.warnings.iter().cloned());
                    icons.insert(stem.to_owned(), Arc::new(icon));
                }
                Err(problems) => self.findings.extend(problems),
            }
        }
        icons
    }

    fn section(
        &self,
        name: &Sourced<String>,
        rules: Option<&Security>,
        fonts: &Fonts,
        inputs: &mut BTreeMap<String, String>,
    ) -> Option<Section> {
        let source = self.text(name, inputs)?;
        let mut schema = match serde_json::from_str(&source.text) {
            Ok(schema) => schema,
            Err(error) => {
                return self.say(
                    Code::Contract,
                    name,
                    format!("`{}` is not JSON: {error}", name.value),
                );
            }
        };
        if let Some(security) = rules {
            security::add_to(&mut schema, security);
        }
        match Section::new(schema) {
            Ok(section) => {
                let section = self.with_words(section, name, inputs);
                Some(self.with_pictures(section, name, fonts))
            }
            Err(reason) => self.say(
                Code::Contract,
                name,
                format!("`{}` is no JSON Schema: {reason}", name.value),
            ),
        }
    }

    /// A section whose words are checked, with the schemas that they name.
    fn with_words(
        &self,
        mut section: Section,
        name: &Sourced<String>,
        inputs: &mut BTreeMap<String, String>,
    ) -> Section {
        for (at, word) in word::words(section.schema()) {
            let checker = match word {
                Ok(Word { is: Some(Is::Document { checker, .. }), .. }) => checker,
                Ok(_) => continue,
                Err(reason) => {
                    let message = format!("`x-rebadge` at `{at}` in `{}`: {reason}", name.value);
                    let _: Option<()> = self.say(Code::Contract, name, message);
                    continue;
                }
            };
            if CHECKERS.contains(&checker.as_str()) {
                continue;
            }
            let path = name.clone().map(|_| checker.clone());
            let Some(source) = self.text(&path, inputs) else { continue };
            let made = serde_json::from_str(&source.text).map_err(|error| error.to_string());
            match made.and_then(|schema| Checker::new(&schema)) {
                Ok(made) => section.add_checker(checker, made),
                Err(reason) => {
                    let message = format!("`{checker}` is no JSON Schema: {reason}");
                    let _: Option<()> = self.say(Code::Contract, name, message);
                }
            }
        }
        section
    }

    /// A section with the drawings that show its values.
    fn with_pictures(
        &self,
        mut section: Section,
        name: &Sourced<String>,
        fonts: &Fonts,
    ) -> Section {
        for (at, picture) in options::pictures(section.schema()) {
            let path = match picture {
                Ok(path) => name.clone().map(|_| path),
                Err(reason) => {
                    let message = format!("`x-pictures` at `{at}` in `{}`: {reason}", name.value);
                    let _: Option<()> = self.say(Code::Contract, name, message);
                    continue;
                }
            };
            let Some(full) = self.path(&path) else { continue };
            match artwork::read(&full, &path.value, fonts, path.place()) {
                Ok(picture) => {
                    self.findings.extend(picture.warnings.iter().cloned());
                    section.add_picture(path.value, picture);
                }
                Err(problems) => self.findings.extend(problems),
            }
        }
        section
    }

    fn text(
        &self,
        name: &Sourced<String>,
        inputs: &mut BTreeMap<String, String>,
    ) -> Option<std::sync::Arc<Source>> {
        let path = self.path(name)?;
        match artwork::read_text(&path, TEXT_LIMIT, name.place()) {
            Ok(text) => {
                inputs.insert(name.value.clone(), sha256(text.as_bytes()));
                Some(Source::new(&path, text))
            }
            Err(problem) => {
                self.findings.add(problem);
                None
            }
        }
    }

    fn path(&self, name: &Sourced<String>) -> Option<std::path::PathBuf> {
        match fs::inside(self.folder, &name.value) {
            Ok(path) => Some(path),
            Err(stray) => self.say(
                Code::AssetPath,
                name,
                format!("the path `{}` {}", name.value, stray.reason()),
            ),
        }
    }

    fn say<T>(&self, code: Code, name: &Sourced<String>, message: String) -> Option<T> {
        self.findings.add(match name.place() {
            Some(place) => Diagnostic::at(code, place, message),
            None => Diagnostic::nowhere(code, message),
        });
        None
    }
}

fn empty(folder: &Path) -> Base {
    Base {
        root: folder.to_owned(),
        source: Source::new(folder, String::new()),
        version: String::new(),
        ..Base::none()
    }
}
