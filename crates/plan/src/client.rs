//! A base client with the parsed templates of each target.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde_json::json;

use crate::shared_lists;
use rebadge_core::diagnostic::Diagnostic;
use rebadge_core::error::Error;
use rebadge_core::source::{Place, Source, Sourced};
use rebadge_render::render::{TemplateFile, Templates};
use rebadge_theme::base::{self, Base, FileClass, Foreign, Target};

/// A base client, with its templates parsed.
#[derive(Debug)]
pub struct Client {
    /// Its contract and files.
    pub base: Base,
    /// Target → its templates.
    pub templates: BTreeMap<String, Arc<Templates>>,
}

/// Reads a base client; or what is wrong with it.
///
/// # Errors
/// As [`base::scan`].
pub fn read(folder: &Path) -> Result<Result<Client, Vec<Diagnostic>>, Error> {
    let mut base = match base::scan(folder)? {
        Ok(base) => base,
        Err(problems) => return Ok(Err(problems)),
    };
    let (mut parsed, mut problems) = (BTreeMap::new(), Vec::new());
    let client = json!({ "id": base.id, "name": base.name, "version": base.version });
    for target in &mut base.targets {
        let own = templates(target).and_then(|own| {
            base.inputs.extend(shared_lists::make(target, &client, &own)?);
            Ok(own)
        });
        match own {
            Ok(own) => drop(parsed.insert(target.name.clone(), Arc::new(own))),
            Err(found) => problems.extend(found),
        }
    }
    Ok(if problems.is_empty() { Ok(Client { base, templates: parsed }) } else { Err(problems) })
}

/// Parses the templates of a target.
///
/// # Errors
/// Everything that is wrong with them as long as no theme is known.
pub fn templates(target: &Target) -> Result<Templates, Vec<Diagnostic>> {
    if let Some(foreign) = &target.foreign {
        return values(foreign);
    }
    Templates::new(target.files.iter().filter_map(|(path, file)| match &file.class {
        FileClass::Template(template) => {
            Some(TemplateFile { path, source: &template.source, escape: template.escape.as_ref() })
        }
        _ => None,
    }))
}

/// The values of a contract's edits, each a template.
fn values(foreign: &Foreign) -> Result<Templates, Vec<Diagnostic>> {
    let values = foreign.values.iter().enumerate();
    let templates = values.filter(|(_, value)| value.is_template());
    let sources = templates.map(|(number, value)| {
        let text = &value.text;
        let path = text.place().map_or_else(Default::default, |place| place.source.path.clone());
        (value.name(number), Source::new(&path, text.value.clone()), text)
    });
    let sources: Vec<_> = sources.collect();
    let one = |(path, source, value): &(_, _, &Sourced<String>)| {
        let problems = Templates::new([TemplateFile { path, source, escape: None }]).err();
        let place = value.place().cloned().unwrap_or_else(|| Place::file(source));
        problems.into_iter().flatten().map(|problem| problem.moved(&place)).collect::<Vec<_>>()
    };
    let problems: Vec<Diagnostic> = sources.iter().flat_map(one).collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    let files = sources.iter();
    Templates::new(files.map(|(path, source, _)| TemplateFile { path, source, escape: None }))
}
