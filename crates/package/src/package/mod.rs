//! A tenant's package: a tree in a container, with its manifest beside it.

mod beside;
mod fault;
mod gone;
mod manifest;
mod named;
mod open;
mod rebuilt;
mod recorded;
mod verify;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use beside::is_beside;
use manifest::{Artifact, Known, List};
use rebadge_bundle::{
    self as bundle, Container, Durability, Entry, FileTime, Packed, Pieces, Prepared, Shared, Sink,
};
use rebadge_core::digest::{sha256, sha256_of};
use rebadge_core::error::Error;
use rebadge_core::fs::Draft;
use rebadge_plan::plan::{Job, Rendered};
use rebadge_render::recipes::Graph;
use rebadge_store::{Cache, Reach};
use rebadge_theme::base::{Base, BaseFile, Change, FileClass, Target};

pub use beside::Beside;
pub use fault::{Fault, Told, first, json};
pub use gone::{Gone, Made, Why, earlier, gone, unused};
pub use manifest::base_sha256;
pub use named::{Named, named};
pub use open::{Opened, open};
pub use rebadge_bundle::Listed;
pub use rebuilt::{rebuilt, recorded as recorded_of};
pub use recorded::{
    Artifact as RecordedArtifact, Client, File, KnownLists, ListOf, Owner, Recorded, SbomOf, Seal,
    seal,
};
pub use verify::{Pair, Said, Verified, pairs, verified, verify};

/// A package that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// The file or folder.
    pub path: PathBuf,
    /// The manifest beside it.
    pub manifest: PathBuf,
    /// How many files are in it.
    pub files: usize,
    /// Bytes of the file, or of all files in the folder.
    pub size: u64,
    /// SHA-256 of the file; none of a folder.
    pub sha256: Option<String>,
    /// Whether it was written now, or was there already.
    pub state: State,
}

/// Whether a package was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It was written now.
    Written,
    /// It is the one of an earlier run, which made it of the same inputs.
    Unchanged,
}

/// How packages are written.
#[derive(Clone, Copy, Debug)]
pub struct Packing<'a> {
    /// Where they go.
    pub sink: &'a Sink,
    /// What they are.
    pub container: &'a Container,
    /// The time of every file in a container that has times.
    pub time: FileTime,
    /// Whether they are on the disk when they have their names.
    pub durability: Durability,
}

/// What the packages of a run for one target have in common.
#[derive(Debug)]
pub struct Common {
    prepared: Prepared,
    list: List,
}

/// A package that is not built yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The name of its file or folder.
    pub name: String,
    /// What is the same as long as the package and its manifest are, byte for byte.
    pub key: String,
    known: Known,
}

/// The lists of files that the packages of each target have in common, without the files.
#[derive(Debug)]
pub struct Lists(BTreeMap<String, List>);

/// The lists of a base client.
pub fn lists(base: &Base) -> Lists {
    let list = |target: &Target| (target.name.clone(), List::new(base, target));
    Lists(base.targets.iter().map(list).collect())
}

impl Lists {
    /// The package that a job makes.
    pub fn expected(&self, job: &Job<'_>, graph: &Graph, packing: &Packing<'_>) -> Expected {
        expected(job, graph, &self.0[&job.target.name], packing)
    }
}

impl Common {
    /// The package that a job makes.
    pub fn expected(&self, job: &Job<'_>, graph: &Graph, packing: &Packing<'_>) -> Expected {
        expected(job, graph, &self.list, packing)
    }
}

fn expected(job: &Job<'_>, graph: &Graph, list: &List, packing: &Packing<'_>) -> Expected {
    let name = Names::new(job, packing).file();
    let known = Known::of(job);
    Expected { name, key: manifest::key(job, graph, list, packing, &known), known }
}

/// Bytes for people.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..=9_999 => format!("{bytes} B"),
        10_000..=9_999_999 => format!("{} kB", bytes / 1_000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}

/// Target → what its packages have in common.
pub type Commons = BTreeMap<String, Common>;

/// Makes what the packages of each target have in common.
///
/// # Errors
/// As [`Common::new`].
pub fn commons(
    base: &Base,
    packing: &Packing<'_>,
    cache: Option<&Cache>,
) -> Result<Commons, Error> {
    let of = |target: &Target| {
        Common::new(base, target, packing, cache).map(|common| (target.name.clone(), common))
    };
    base.targets.iter().map(of).collect()
}

impl Common {
    /// Compresses the files that the packages of a target have in common, and writes the list of them and the base
    /// client's SBOM, to which their manifests refer.
    ///
    /// # Errors
    /// [`Error::Read`], [`Error::Write`].
    pub fn new(
        base: &Base,
        target: &Target,
        packing: &Packing<'_>,
        cache: Option<&Cache>,
    ) -> Result<Common, Error> {
        let Packing { sink, durability, .. } = packing;
        let list = List::new(base, target);
        sink.put(&list.name, list.text.as_bytes(), *durability)?;
        if let Some(sbom) = &base.sbom {
            sink.put(&manifest::sbom_name(base, sbom), sbom.text.as_bytes(), *durability)?;
        }
        let place = sink.aside(&format!(".{}-{}.block", base.id, target.name));
        let prepared = prepared(&target.untouched, packing, (&place, cache))?;
        Ok(Common {
            prepared: prepared.with_pieces(pieces(target, packing, (&place, cache))?),
            list,
        })
    }
}

/// The pieces of the long texts that a tenant's edits change in a few places: of an earlier run, or made now and for later runs.
fn pieces(
    target: &Target,
    packing: &Packing<'_>,
    (place, cache): (&Path, Option<&Cache>),
) -> Result<Pieces, Error> {
    let long = |file: &BaseFile| match &file.class {
        FileClass::Foreign { change: Change::Refers | Change::Text { .. }, entry, .. } => {
            entry.is_long().then(|| Arc::clone(entry))
        }
        _ => None,
    };
    let mut texts: Vec<Arc<Entry>> = target.files.values().filter_map(long).collect();
    if texts.is_empty() || !packing.container.has_pieces {
        return Ok(Pieces::default());
    }
    texts.sort_by(|a, b| a.sha256.cmp(&b.sha256));
    let digests: Vec<&[u8]> = texts.iter().map(|entry| entry.sha256.as_bytes()).collect();
    let key = format!("pieces of {}", sha256_of(&digests));
    let known = cache.and_then(|cache| cache.get(&key, Reach::Store));
    if let Some(pieces) = known.and_then(|known| Pieces::of_bytes(&known.bytes)) {
        return Ok(pieces);
    }
    let mut pieces = Pieces::default();
    for text in texts {
        pieces.add(&text.read()?).map_err(Error::write(place))?;
    }
    if let Some(cache) = cache {
        let bytes = pieces.to_bytes();
        cache.put(&key, &bytes, &sha256(&bytes), Reach::Store);
    }
    Ok(pieces)
}

/// What was made once of the shared entries: by an earlier run, or now and for later runs.
fn prepared(
    shared: &Shared,
    packing: &Packing<'_>,
    (place, cache): (&Path, Option<&Cache>),
) -> Result<Prepared, Error> {
    let Packing { container, time, durability, .. } = *packing;
    let cache = cache.filter(|_| container.has_block());
    let key = format!("block of {} {} {time}", container.name, shared.sha256());
    if let Some(cache) = cache {
        let (draft, mut file) = Draft::file(place)?;
        if cache.get_file(&key, &mut file) {
            drop(draft.publish(Durability::Process)?);
            return bundle::prepared(container, time, (place, durability));
        }
    }
    let prepared = bundle::prepare(container, shared, time, (place, durability))?;
    if let (Some(cache), Some(file)) = (cache, prepared.file()) {
        cache.put_file(&key, file);
    }
    Ok(prepared)
}

/// The package of an earlier run, if it is the expected one and is there, with so many files.
pub fn current(
    job: &Job<'_>,
    expected: &Expected,
    files: usize,
    packing: &Packing<'_>,
) -> Option<Package> {
    let names = Names::new(job, packing);
    let known = recorded::artifact(&packing.sink.place(&names.manifest))?;
    let is_same = known.key.as_ref() == Some(&expected.key)
        && packing.sink.has_size(&names.package, known.size);
    is_same.then(|| Package {
        path: packing.sink.place(&names.package),
        manifest: packing.sink.place(&names.manifest),
        files,
        size: known.size,
        sha256: known.sha256,
        state: State::Unchanged,
    })
}

/// Writes a tenant's package, which is the expected one, and its manifest.
///
/// # Errors
/// [`Error::Read`], [`Error::Write`]; then nothing new has the final names.
pub fn write(
    job: &Job<'_>,
    rendered: &Rendered,
    common: &Common,
    packing: &Packing<'_>,
    expected: Expected,
) -> Result<Package, Error> {
    let Packing { sink, .. } = packing;
    let tree = &rendered.tree;
    let names = Names::new(job, packing);
    let (packed, text) = made(job, rendered, common, packing, expected)?;
    let (size, sha256) = (packed.size, packed.sha256.clone());
    sink.publish(&names.package, packed, (&names.manifest, text.as_bytes()))?;
    let path = sink.place(&names.package);
    log::debug!("packed `{}`: {} files, {size} bytes", path.display(), tree.len());
    let manifest = sink.place(&names.manifest);
    Ok(Package { path, manifest, files: tree.len(), size, sha256, state: State::Written })
}

/// A package that has no name yet, and the text of its manifest.
fn made(
    job: &Job<'_>,
    rendered: &Rendered,
    common: &Common,
    packing: &Packing<'_>,
    expected: Expected,
) -> Result<(Packed, String), Error> {
    let Packing { sink, container, time, .. } = packing;
    let names = Names::new(job, packing);
    let packed = sink.pack(&names.package, &rendered.tree, (container, &common.prepared))?;
    let artifact = Artifact {
        kind: container.name,
        name: expected.name,
        size: packed.size,
        sha256: packed.sha256.clone(),
        key: expected.key,
        source_date_epoch: time.epoch(),
    };
    let text = manifest::manifest(job, rendered, &artifact, &common.list, &expected.known);
    Ok((packed, text))
}

/// The names of a package and its manifest in a sink.
struct Names {
    package: String,
    manifest: String,
}

impl Names {
    fn new(job: &Job<'_>, packing: &Packing<'_>) -> Names {
        let path = format!("{}/{}", job.theme.tenant.id.value, stem(job));
        Names {
            package: format!("{path}{}", packing.container.ending),
            manifest: format!("{path}{}", packing.container.manifest),
        }
    }

    fn file(&self) -> String {
        self.package.rsplit('/').next().unwrap_or_default().to_owned()
    }
}

/// The name of a tenant's package, without an ending.
pub fn stem(job: &Job<'_>) -> String {
    let tenant = &job.theme.tenant;
    format!("{}-{}-{}", tenant.id.value, job.target.name, tenant.version.value)
}
