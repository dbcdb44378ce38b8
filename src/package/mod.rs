//! Outputs to an artifact: a zip or a folder, with its manifest beside it. Apart from rendering, because a container
//! is one more choice, and the same outputs fill each.

mod archive;
mod headers;
mod manifest;
mod named;
mod open;
mod recorded;
mod time;

use std::path::{Path, PathBuf};

use crate::digest::sha256;
use crate::error::Error;
use crate::fs::{self, Mode};
use crate::plan::{Job, Rendered};
use crate::recipes::Outputs;

pub use archive::{Stock, zip};
pub use named::{Named, named};
pub use open::{Entry, Opened, open};
pub use recorded::Recorded;
pub use time::{FileTime, day};

/// What a package is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One zip file.
    Zip,
    /// A folder.
    Folder,
}

/// A package that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// The zip or folder.
    pub path: PathBuf,
    /// The manifest beside it.
    pub manifest: PathBuf,
    /// How many files are in it.
    pub files: usize,
    /// Bytes of the zip, or of all files in the folder.
    pub size: u64,
}

/// How packages are written.
#[derive(Clone, Copy, Debug)]
pub struct Packing<'a> {
    /// The folder for all tenants.
    pub out: &'a Path,
    /// Zip or folder.
    pub form: Form,
    /// The time of every file in a zip.
    pub time: FileTime,
    /// The base client's untouched files, compressed.
    pub stock: &'a Stock,
}

/// Bytes for people.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..=9_999 => format!("{bytes} B"),
        10_000..=9_999_999 => format!("{} kB", bytes / 1_000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}

/// Writes a tenant's package and its manifest.
///
/// # Errors
/// [`Error::Write`]; then nothing new stands at the final names.
pub fn write(job: &Job<'_>, rendered: &Rendered, packing: &Packing<'_>) -> Result<Package, Error> {
    let outputs = &rendered.outputs;
    let stem = stem(job);
    let folder = packing.out.join(&job.theme.tenant.id.value);
    fs::make_folder(&folder)?;
    let manifest_path = folder.join(match packing.form {
        Form::Zip => format!("{stem}.json"),
        // A zip and a folder may stand side by side, each with its own.
        Form::Folder => format!("{stem}.unpacked.json"),
    });
    let manifest = |artifact: &_| manifest::manifest(job, rendered, artifact);
    let (path, size) = match packing.form {
        Form::Zip => {
            let path = folder.join(format!("{stem}.zip"));
            let bytes = zip(outputs, packing.stock, packing.time).map_err(Error::write(&path))?;
            let artifact = manifest::Artifact::zip(&path, &bytes, sha256(&bytes));
            let text = manifest(&artifact);
            fs::write(&[(&path, &bytes), (&manifest_path, text.as_bytes())])?;
            (path, artifact.size)
        }
        Form::Folder => {
            let path = folder.join(&stem);
            let artifact = manifest::Artifact::folder(&path, outputs);
            fs::write_folder(&path, |part| write_files(part, outputs))?;
            fs::write(&[(&manifest_path, manifest(&artifact).as_bytes())])?;
            (path, artifact.size)
        }
    };
    log::debug!("packed `{}`: {} files, {size} bytes", path.display(), outputs.files.len());
    Ok(Package { path, manifest: manifest_path, files: outputs.files.len(), size })
}

/// The name of a tenant's package, without an ending.
pub fn stem(job: &Job<'_>) -> String {
    let tenant = &job.theme.tenant;
    format!("{}-{}-{}", tenant.id.value, job.target.name, tenant.version.value)
}

/// Writes every output into a folder that is itself still aside.
///
/// # Errors
/// [`Error::Write`].
pub fn write_files(folder: &Path, outputs: &Outputs) -> Result<(), Error> {
    fs::permit(folder, Mode::Executable)?;
    for (path, output) in &outputs.files {
        fs::write_output(folder, path.as_str(), output.bytes(), output.mode)?;
    }
    Ok(())
}
