//! A base client that is ready to be rendered: with the templates of each target parsed. Apart, because all that renders
//! themes begins with it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::Templates;
use crate::base::{self, Base};
use crate::diagnostic::Diagnostic;
use crate::error::Error;

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
pub fn client(folder: &Path) -> Result<Result<Client, Vec<Diagnostic>>, Error> {
    let base = match base::scan(folder)? {
        Ok(base) => base,
        Err(problems) => return Ok(Err(problems)),
    };
    let (mut templates, mut problems) = (BTreeMap::new(), Vec::new());
    for target in &base.targets {
        match Templates::new(target) {
            Ok(parsed) => drop(templates.insert(target.name.clone(), Arc::new(parsed))),
            Err(found) => problems.extend(found),
        }
    }
    Ok(if problems.is_empty() { Ok(Client { base, templates }) } else { Err(problems) })
}
