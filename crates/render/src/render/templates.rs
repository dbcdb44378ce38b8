//! The templates of one target, parsed once per run. Faults become diagnostics at the template's own line.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tera::Context;

use super::escape::Escape;
use super::template::{Engine, Template, TemplateFault};
use super::wellformed;
use rebadge_core::diagnostic::{Code, Diagnostic, did_you_mean};
use rebadge_core::digest::sha256_of;
use rebadge_core::output_path::OutputPath;
use rebadge_core::source::{Place, Source, Sourced};

/// A template as a base client has it.
#[derive(Clone, Copy, Debug)]
pub struct TemplateFile<'a> {
    /// The output that it makes.
    pub path: &'a OutputPath,
    /// Its text, with its own path.
    pub source: &'a Arc<Source>,
    /// How its values are escaped, if the contract says so; otherwise it follows from the name of the output.
    pub escape: Option<&'a Sourced<String>>,
}

/// The templates of one target.
pub struct Templates {
    engine: Engine,
    sources: BTreeMap<String, Arc<Source>>,
    escapes: BTreeMap<String, Escape>,
    sha256: String,
}

impl std::fmt::Debug for Templates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.sources.keys()).finish()
    }
}

impl Templates {
    /// Parses them.
    ///
    /// # Errors
    /// Everything that is wrong with them as long as no theme is known.
    pub fn new<'a>(
        files: impl IntoIterator<Item = TemplateFile<'a>>,
    ) -> Result<Templates, Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let (mut all, mut sources, mut escapes) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
        for file in files {
            let name = template_name(file.path);
            match escape(&file) {
                Ok(escape) => {
                    let text = file.source.text.clone();
                    all.push(Template { name: name.clone(), text, escape });
                    sources.insert(name.clone(), Arc::clone(file.source));
                    escapes.insert(name, escape);
                }
                Err(problem) => problems.push(problem),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        match Engine::new(all) {
            Ok(engine) => {
                let sha256 = digest(&sources, &escapes);
                Ok(Templates { engine, sources, escapes, sha256 })
            }
            Err(faults) => Err(faults
                .into_iter()
                .map(|fault| problem(&sources, Code::Template, fault))
                .collect()),
        }
    }

    /// Of all their texts, and of how values are escaped in each.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Renders one and parses what comes out.
    ///
    /// # Errors
    /// Faults at the template: names that no theme can define, in branches that are not taken too; what cannot be
    /// rendered with this theme; what does not parse as the file that it is.
    pub fn render(&self, path: &OutputPath, context: &Context) -> Result<String, Vec<Diagnostic>> {
        let text = self.text(path, context)?;
        self.parse(path, &text)?;
        Ok(text)
    }

    /// Renders one that makes a part of a page, and parses that in a page.
    ///
    /// # Errors
    /// As [`Templates::render`] has them.
    pub fn render_part(
        &self,
        path: &OutputPath,
        context: &Context,
    ) -> Result<String, Vec<Diagnostic>> {
        let text = self.text(path, context)?;
        self.parse(path, &format!("<!DOCTYPE html><title>-</title><body>{text}"))?;
        Ok(text)
    }

    fn text(&self, path: &OutputPath, context: &Context) -> Result<String, Vec<Diagnostic>> {
        let name = template_name(path);
        let unknown = self.engine.unknown_names(&name, context);
        if !unknown.is_empty() {
            let faults = unknown.into_iter();
            return Err(faults
                .map(|fault| problem(&self.sources, Code::TemplateName, fault))
                .collect());
        }
        let text = self.engine.render(&name, context);
        text.map_err(|fault| vec![problem(&self.sources, Code::Template, fault)])
    }

    fn parse(&self, path: &OutputPath, text: &str) -> Result<(), Vec<Diagnostic>> {
        let name = template_name(path);
        match self.escapes.get(&name).map(|escape| wellformed::check(*escape, text)) {
            Some(Err(malformed)) => {
                Err(vec![self.malformed(path, &name, text.to_owned(), malformed)])
            }
            _ => Ok(()),
        }
    }

    /// The paths of the context that the template of an output reads.
    pub fn used_names(&self, path: &OutputPath) -> &BTreeSet<Vec<String>> {
        self.engine.used_names(&template_name(path))
    }

    fn malformed(
        &self,
        path: &OutputPath,
        name: &str,
        text: String,
        malformed: wellformed::Malformed,
    ) -> Diagnostic {
        let line = text
            .lines()
            .take(malformed.line.saturating_sub(1))
            .map(|line| line.len() + 1)
            .sum::<usize>();
        let shown = Source::new(format!("{path} (rendered)").as_ref(), text);
        let rest = &shown.text[line.min(shown.text.len())..];
        let column: usize =
            rest.chars().take(malformed.column.saturating_sub(1)).map(char::len_utf8).sum();
        let at = Place::new(&shown, line + column..line + column + 1);
        let message = format!("`{path}` does not parse after rendering: {}", malformed.message);
        let place = self.sources.get(name).map(Place::file).unwrap_or_else(|| at.clone());
        Diagnostic::at(Code::Malformed, &place, message)
            .related(&at, malformed.message)
            .help("write values between quotes, or with `| json`")
    }
}

fn digest(sources: &BTreeMap<String, Arc<Source>>, escapes: &BTreeMap<String, Escape>) -> String {
    let mut parts = Vec::new();
    for (name, source) in sources {
        let escape = escapes.get(name).map_or("", |escape| escape.name());
        parts.extend([name.as_bytes(), escape.as_bytes(), source.text.as_bytes()]);
    }
    sha256_of(&parts)
}

/// Templates are named as their files, so that they can include each other.
fn template_name(path: &OutputPath) -> String {
    format!("{path}.tera")
}

fn escape(file: &TemplateFile<'_>) -> Result<Escape, Diagnostic> {
    let path = file.path;
    let names: Vec<&str> = Escape::all().map(Escape::name).collect();
    if let Some(name) = file.escape {
        let escape = Escape::from_name(&name.value);
        return escape.ok_or_else(|| {
            let message = format!("there is no escape `{}`", name.value);
            let help = did_you_mean(&name.value, names.iter().copied());
            let place = name.place().cloned().unwrap_or_else(|| Place::file(file.source));
            Diagnostic::at(Code::Contract, &place, message).maybe_help(help)
        });
    }
    Escape::for_file_name(path.file_name()).ok_or_else(|| {
        let name = path.file_name();
        let pattern = name.rsplit_once('.').map(|(_, ending)| format!("*.{ending}"));
        let pattern = pattern.unwrap_or_else(|| path.to_string());
        let message = format!("how values are escaped in `{path}` is not known");
        let help = format!("add `escape = {{ \"{pattern}\" = \"plain\" }}` to the target in `client.toml`, or one of {}", names.join(", "));
        Diagnostic::at(Code::Template, &Place::file(file.source), message).help(help)
    })
}

fn problem(
    sources: &BTreeMap<String, Arc<Source>>,
    code: Code,
    fault: TemplateFault,
) -> Diagnostic {
    let problem = match sources.get(&fault.template) {
        Some(source) => {
            Diagnostic::at(code, &Place::new(source, fault.span.unwrap_or(0..0)), fault.message)
        }
        None => {
            Diagnostic::nowhere(code, format!("template `{}`: {}", fault.template, fault.message))
        }
    };
    problem.maybe_help(fault.help)
}
