//! A base client with the parsed templates of each target.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rebadge_core::diagnostic::Diagnostic;
use rebadge_core::error::Error;
use rebadge_render::render::{TemplateFile, Templates};
use rebadge_theme::base::{self, Base, FileClass, Target};

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
    let base = match base::scan(folder)? {
        Ok(base) => base,
        Err(problems) => return Ok(Err(problems)),
    };
    let (mut parsed, mut problems) = (BTreeMap::new(), Vec::new());
    for target in &base.targets {
        match templates(target) {
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
    Templates::new(target.files.iter().filter_map(|(path, file)| match &file.class {
        FileClass::Template(template) => {
            Some(TemplateFile { path, source: &template.source, escape: template.escape.as_ref() })
        }
        _ => None,
    }))
}
