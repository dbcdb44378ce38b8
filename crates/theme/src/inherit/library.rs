//! The cache of a run: theme files and their images, each read once, however many themes extend them.

use std::collections::BTreeMap;
use std::ffi::OsString;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::document::{self, Document};
use super::find::ThemeFile;
use crate::secret;
use rebadge_art::artwork::{self, Artwork};
use rebadge_art::vector::{Fonts, decode};
use rebadge_core::diagnostic::Diagnostic;
use rebadge_core::fs;
use rebadge_core::source::{Place, Source, Sourced};

/// The files that a run has read.
#[derive(Debug)]
pub struct Library {
    root: PathBuf,
    /// The root without links; looked up when it is asked for.
    real_root: OnceLock<Option<PathBuf>>,
    reads: Reads,
    demo: Demo,
    /// By path, as text: to compare paths part by part takes longer.
    documents: Mutex<BTreeMap<OsString, Result<Arc<Document>, Diagnostic>>>,
    images: Mutex<BTreeMap<ImageKey, Arc<Artwork>>>,
}

/// What of a theme file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// All of it.
    All,
    /// What can be understood without a base client: who the tenant is, and how the brand looks.
    Brand,
}

/// Which themes show data that is made up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demo {
    /// Those that say so.
    Asked,
    /// All: somebody looks at them before there is other data.
    Always,
}

/// An image: where it is, what it is called, and which fonts its text may use.
type ImageKey = (OsString, String, String);

impl Library {
    /// Nothing read yet. `root` is the folder of all themes: no theme extends one outside it.
    pub fn new(root: &Path) -> Library {
        Library {
            root: root.to_owned(),
            real_root: OnceLock::new(),
            reads: Reads::All,
            demo: Demo::Asked,
            documents: Mutex::default(),
            images: Mutex::default(),
        }
    }

    /// As [`Library::new`], for a run without a base client.
    pub fn of_brands(root: &Path) -> Library {
        Library { reads: Reads::Brand, ..Library::new(root) }
    }

    /// As [`Library::new`], for a run that shows all themes with data that is made up.
    pub fn of_demos(root: &Path) -> Library {
        Library { demo: Demo::Always, ..Library::new(root) }
    }

    /// Which themes show data that is made up.
    pub fn demo(&self) -> Demo {
        self.demo
    }

    /// What of each file is read.
    pub fn reads(&self) -> Reads {
        self.reads
    }

    /// The folder of all themes.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether something that is there lies in the folder of all themes, links followed.
    pub fn holds(&self, path: &Path) -> bool {
        let root = self.real_root.get_or_init(|| fs::real(&self.root));
        root.as_ref().is_some_and(|root| fs::is_in(path, root))
    }

    /// A theme file.
    ///
    /// # Errors
    /// That it cannot be read at all.
    pub fn document(&self, location: &ThemeFile) -> Result<Arc<Document>, Diagnostic> {
        let known = self
            .documents
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(location.file.as_os_str())
            .cloned();
        known.unwrap_or_else(|| {
            let mut read = document::read(location);
            if let (Ok(document), Reads::Brand) = (&mut read, self.reads) {
                document.keep_brand();
            }
            let read = read.map(Arc::new);
            let mut all = self.documents.lock().unwrap_or_else(PoisonError::into_inner);
            all.entry(location.file.clone().into()).or_insert(read).clone()
        })
    }

    /// The tenant's id of a theme; none where it cannot be read or has none.
    pub fn tenant_id(&self, location: &ThemeFile) -> Option<Sourced<String>> {
        self.document(location).ok()?.tenant_id()
    }

    /// Takes a theme file as if it had this text: for one that is not written yet.
    pub fn put(&self, location: &ThemeFile, text: String) {
        let read = Ok(Arc::new(document::of_text(location, text)));
        let mut all = self.documents.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(location.file.clone().into(), read);
    }

    /// Forgets what was read from files that `is_changed`, so that it is read again.
    pub fn forget(&self, is_changed: impl Fn(&Path) -> bool) {
        let mut documents = self.documents.lock().unwrap_or_else(PoisonError::into_inner);
        documents.retain(|file, _| !is_changed(Path::new(file)));
        drop(documents);
        let mut images = self.images.lock().unwrap_or_else(PoisonError::into_inner);
        images.retain(|(file, _, _), _| !is_changed(Path::new(file)));
    }

    /// Forgets the images of a theme whose work is done, so that a run of many holds those of a few. A theme that extends it
    /// reads them again.
    pub fn forget_images(&self, theme: &ThemeFile) {
        if theme.owns_folder {
            let mut images = self.images.lock().unwrap_or_else(PoisonError::into_inner);
            images.retain(|(file, _, _), _| !Path::new(file).starts_with(&theme.folder));
        }
    }

    /// Another library that has read what this one has, and goes on by itself.
    pub fn fork(&self) -> Library {
        let documents = self.documents.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let images = self.images.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Library {
            root: self.root.clone(),
            real_root: OnceLock::new(),
            reads: self.reads,
            demo: self.demo,
            documents: Mutex::new(documents),
            images: Mutex::new(images),
        }
    }

    /// An image; `asked` is where its name is written, `fonts` come with a name that no other set of fonts has.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn image(
        &self,
        path: &Path,
        name: &str,
        fonts: (&Fonts, &str),
        asked: Option<&Place>,
    ) -> Result<Arc<Artwork>, Vec<Diagnostic>> {
        let key = (path.as_os_str().to_owned(), name.to_owned(), fonts.1.to_owned());
        let known = self.images.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let image = Arc::new(artwork::read(path, name, fonts.0, asked)?);
        if let Some(problem) = secret_of(path, name) {
            return Err(vec![problem]);
        }
        let mut all = self.images.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Arc::clone(all.entry(key).or_insert(image)))
    }
}

/// The largest drawing, in bytes; a larger one was refused.
const DRAWING: u64 = 32 << 20;

/// A secret in the text of a drawing, also where no browser shows it.
fn secret_of(path: &Path, name: &str) -> Option<Diagnostic> {
    if !name.to_ascii_lowercase().ends_with(".svg") {
        return None;
    }
    let bytes = fs::read(path, DRAWING).ok()?;
    let text = decode(bytes).ok()?;
    secret::in_file(name, &Source::new(path, text), secret::Text::Drawing)
}
