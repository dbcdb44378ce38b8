//! Renders the base client's templates: parsed once, shared by all tenants and threads.
//!
//! Tera knows one escape function per instance, so each language has an instance of its own with the same
//! templates: an included template is escaped for the file that includes it. Values are data: no value is
//! ever read as a template.

mod fault;
mod filters;
mod load;
mod names;
mod references;
mod scan;

pub use crate::render::template::fault::TemplateFault;

use crate::render::escape::Escape;
use crate::render::template::fault::{did_you_mean, from_tera};
use crate::render::template::load::{Output, Source};
use rebadge_core::limits::OUTPUT;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::sync::Arc;
use tera::{Context, Tera};

/// A template as the base client has it.
#[derive(Debug, Clone)]
pub struct Template {
    /// Its name, by which others include it.
    pub name: String,
    /// Its text.
    pub text: String,
    /// The language that it is written in.
    pub escape: Escape,
}

/// All templates of one base client.
pub struct Engine {
    instances: BTreeMap<Escape, Tera>,
    sources: BTreeMap<String, Source>,
    escapes: BTreeMap<String, Escape>,
    /// Template → the paths of the context that it reads.
    used: BTreeMap<String, BTreeSet<Vec<String>>>,
}

impl Engine {
    /// Parses all templates.
    ///
    /// # Errors
    /// All faults that show without a value: syntax, names of filters, tests, functions, components, blocks and
    /// templates that do not exist, templates that include themselves.
    pub fn new(templates: Vec<Template>) -> Result<Engine, Vec<TemplateFault>> {
        let mut faults = Vec::new();
        let mut outputs = Vec::new();
        let (mut sources, mut escapes) = (BTreeMap::new(), BTreeMap::new());
        for template in templates {
            let Template { name, text, escape } = template;
            if escapes.insert(name.clone(), escape).is_some() {
                faults.push(whole(&name, "two templates have this name"));
                continue;
            }
            faults.extend(syntax_fault(&name, &text));
            sources.insert(name, Source::new(text, &mut outputs));
        }
        if faults.is_empty() {
            faults = references::check(&sources, &escapes);
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let instances =
            instances(&sources, &escapes, Arc::new(outputs)).map_err(|fault| vec![fault])?;
        let used = sources.keys().map(|name| (name.clone(), names::used(&sources, name))).collect();
        Ok(Engine { instances, sources, escapes, used })
    }

    /// Renders a template with the values of one tenant, which are borrowed: one context serves all templates.
    ///
    /// # Errors
    /// A name that is not defined, a map or list that is written as it is, a character that the language cannot
    /// hold, more bytes than [`OUTPUT`], and what else a template does wrong with these values.
    pub fn render(&self, name: &str, context: &Context) -> Result<String, TemplateFault> {
        let tera = self.escapes.get(name).and_then(|escape| self.instances.get(escape));
        let Some(tera) = tera else {
            let help = did_you_mean(name, self.escapes.keys().map(String::as_str));
            return Err(TemplateFault { help, ..whole(name, "there is no template of this name") });
        };
        let mut out = Limited { bytes: Vec::with_capacity(self.sources[name].text.len() * 2) };
        match tera.render_to(name, context, &mut out) {
            Ok(()) => String::from_utf8(out.bytes).map_err(|error| whole(name, &error.to_string())),
            Err(error) => {
                Err(self.help_with_names(from_tera(&error, name, &self.sources), context))
            }
        }
    }

    /// What a template uses that the context does not define, in branches that are not taken too.
    ///
    /// A name that the template tests with `is defined`, or gives a `default`, may be missing.
    pub fn unknown_names(&self, name: &str, context: &Context) -> Vec<TemplateFault> {
        names::check(&self.sources, name, context)
    }

    /// The paths of the context that a template reads, in branches that are not taken too.
    pub fn used_names(&self, name: &str) -> &BTreeSet<Vec<String>> {
        static NONE: BTreeSet<Vec<String>> = BTreeSet::new();
        self.used.get(name).unwrap_or(&NONE)
    }

    /// The filter that finds an unknown name cannot list the context's names.
    fn help_with_names(&self, fault: TemplateFault, context: &Context) -> TemplateFault {
        let unknown =
            fault.message.strip_prefix('`').and_then(|rest| rest.strip_suffix("` is not defined"));
        match unknown {
            Some(name) if fault.help.is_none() => {
                let known = names::defined(context);
                TemplateFault {
                    help: did_you_mean(name, known.iter().map(String::as_str)),
                    ..fault
                }
            }
            _ => fault,
        }
    }
}

/// A fault of a template that is not at one place.
fn whole(template: &str, message: &str) -> TemplateFault {
    TemplateFault {
        template: template.to_owned(),
        span: None,
        message: message.to_owned(),
        help: None,
    }
}

/// Each template is parsed by itself, so that one fault does not hide those of the others.
fn syntax_fault(name: &str, text: &str) -> Option<TemplateFault> {
    let error = Tera::default().add_raw_template(name, text).err()?;
    let is_syntax = matches!(error.kind(), tera::ErrorKind::SyntaxError(_));
    is_syntax.then(|| from_tera(&error, name, &BTreeMap::new()))
}

/// One instance per language that is rendered.
fn instances(
    sources: &BTreeMap<String, Source>,
    escapes: &BTreeMap<String, Escape>,
    outputs: Arc<Vec<Output>>,
) -> Result<BTreeMap<Escape, Tera>, TemplateFault> {
    let mut parsed = Tera::default();
    // Every name ends in nothing: all templates are escaped.
    parsed.autoescape_on([""]);
    filters::register(&mut parsed, Escape::Plain, Arc::clone(&outputs));
    let texts = sources.iter().map(|(name, source)| (name, &source.prepared));
    if let Err(error) = parsed.add_raw_templates(texts) {
        let first = sources.keys().next().map_or("", String::as_str);
        return Err(from_tera(&error, first, sources));
    }
    let mut instances = BTreeMap::new();
    for escape in escapes.values() {
        instances.entry(*escape).or_insert_with(|| {
            let mut tera = parsed.clone();
            tera.set_escape_fn(escape.function());
            filters::register(&mut tera, *escape, Arc::clone(&outputs));
            tera
        });
    }
    Ok(instances)
}

/// Takes as many bytes as [`OUTPUT`] says: Tera itself has no limit.
struct Limited {
    bytes: Vec<u8>,
}

impl Write for Limited {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if (self.bytes.len() + bytes.len()) as u64 > OUTPUT.of(1 << 20) {
            return Err(io::Error::other(format!("the file grows beyond {OUTPUT}")));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
