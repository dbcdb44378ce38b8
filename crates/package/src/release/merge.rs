//! What the shards of a release have built, joined: each tenant once, from the planned inputs, and every package whole.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use serde::Deserialize;

use super::index::{Beside, Entry};
use super::{FORMAT, Index, Package, Plan, Tenant, Tool, is_name};
use crate::package::{self, ListOf, Seal};
use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::digest::sha256;
use rebadge_core::error::Error;
use rebadge_core::fs;
use rebadge_remote as remote;

/// The largest report or manifest, in bytes.
const LIMIT: u64 = 256 << 20;

/// The name of the report of a shard.
const REPORT: &str = "report.json";

/// How many requests are made at the same time.
const AT_ONCE: usize = 64;

/// How many folders deep shards are looked for: those of downloaded artifacts have one around them.
const DEPTH: usize = 2;

/// The name of the folder of a shard. No tenant has it: an id has no dot.
pub fn folder_name(shard: u32, shards: u32) -> String {
    format!("shard.{shard}-of-{shards}")
}

/// The folder of a shard.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shard {
    /// The shard, from 1.
    pub shard: u32,
    /// Of how many.
    pub shards: u32,
    /// The folder.
    pub folder: PathBuf,
}

impl Shard {
    /// The shard whose folder has such a name.
    fn at(folder: &Path) -> Option<Shard> {
        let name = folder.file_name()?.to_str()?;
        let (shard, shards) = name.strip_prefix("shard.")?.split_once("-of-")?;
        let (shard, shards) = (shard.parse().ok()?, shards.parse().ok()?);
        let is_own = folder_name(shard, shards) == name;
        is_own.then(|| Shard { shard, shards, folder: folder.to_owned() })
    }
}

/// The shards of a plan with so many of them in folders and in the folders below them, sorted; also those of other plans. In a
/// store only those of this number are looked for, by their names: not every store gives lists.
///
/// # Errors
/// [`Error::Read`], [`Error::Store`], [`Error::NoStores`]; [`Error::NoShards`] where there is none.
pub fn find(folders: &[PathBuf], shards: u32) -> Result<Vec<Shard>, Error> {
    // By their real paths: a folder that is named twice is one.
    let mut all = BTreeMap::new();
    for folder in folders {
        let mut found = BTreeMap::new();
        if remote::is_address(folder) {
            found.extend(in_store(folder, shards)?)
        } else {
            below(folder, DEPTH, &mut found)?
        }
        if found.is_empty() {
            return Err(Error::NoShards { path: folder.clone() });
        }
        all.extend(found);
    }
    let mut shards: Vec<Shard> = all.into_values().collect();
    shards.sort();
    Ok(shards)
}

fn below(folder: &Path, depth: usize, found: &mut BTreeMap<PathBuf, Shard>) -> Result<(), Error> {
    let real = fs::planned(folder);
    if let Some(shard) = Shard::at(&real).filter(|_| fs::is_folder(&real)) {
        found.insert(real, Shard { folder: folder.to_owned(), ..shard });
        return Ok(());
    }
    for name in fs::names(folder)? {
        let inner = folder.join(name);
        if fs::is_folder(&inner) && depth > 0 {
            below(&inner, depth - 1, found)?;
        }
    }
    Ok(())
}

fn in_store(place: &Path, shards: u32) -> Result<Vec<(PathBuf, Shard)>, Error> {
    remote::open(place)?;
    let all = match Shard::at(place) {
        Some(shard) => vec![shard],
        None => (1..=shards)
            .map(|shard| Shard { shard, shards, folder: place.join(folder_name(shard, shards)) })
            .collect(),
    };
    let is_there = |shard: Shard| match remote::is_file(&shard.folder.join(REPORT)) {
        Ok(true) => Some(Ok((shard.folder.clone(), shard))),
        Ok(false) => None,
        Err(error) => Some(Err(error)),
    };
    at_once(|| all.into_par_iter().filter_map(is_there).collect())
}

/// Does work that waits for a store more than it computes.
fn at_once<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    match rayon::ThreadPoolBuilder::new().num_threads(AT_ONCE).build() {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
}

/// What of a shard's report is read.
#[derive(Deserialize)]
struct Report {
    plan: Option<OfPlan>,
    tenants: Vec<Row>,
}

#[derive(Deserialize)]
struct OfPlan {
    sha256: String,
    shard: u32,
    shards: u32,
}

#[derive(Deserialize)]
struct Row {
    tenant: String,
    status: String,
    artifacts: Vec<Artifact>,
}

#[derive(Deserialize)]
struct Artifact {
    path: PathBuf,
    sha256: Option<String>,
}

/// What came of a merge.
pub enum Merged {
    /// The release is whole.
    Whole(Index),
    /// Everything that is wrong.
    Broken(Vec<Diagnostic>),
}

/// Joins the shards of a plan whose file has this digest. Paths in the index begin at the folder `root`.
///
/// # Errors
/// [`Error::Read`] for a package that is there and cannot be read; [`Error::NotBelow`] for one outside of `root`.
pub fn merge(
    (plan, digest): (&Plan, &str),
    shards: &[Shard],
    root: &Path,
) -> Result<Merged, Error> {
    let mut problems = Vec::new();
    let mut built: BTreeMap<&str, Vec<&Shard>> = BTreeMap::new();
    let read = |shard| read(shard, plan, digest);
    let read = at_once(|| shards.par_iter().map(read).collect::<Vec<_>>());
    let reports: Vec<(&Shard, Option<Report>)> = shards
        .iter()
        .zip(read)
        .map(|(shard, report)| match report {
            Ok(report) => (shard, Some(report)),
            Err(problem) => {
                problems.push(problem);
                (shard, None)
            }
        })
        .collect();
    problems.extend(each_once(plan, shards));
    let mut rows = Vec::new();
    for (shard, report) in &reports {
        for row in report.iter().flat_map(|report| &report.tenants) {
            built.entry(&row.tenant).or_default().push(shard);
            rows.push((*shard, row));
        }
    }
    let lists = Lists::default();
    let found = |(shard, row): &(&Shard, &Row)| match tenant(plan, shard, row) {
        Ok(planned) => packages((planned, row), shard, (root, &lists)),
        Err(problem) => Ok(Err(vec![problem])),
    };
    let mut entries = Vec::new();
    for found in at_once(|| rows.par_iter().map(found).collect::<Vec<_>>()) {
        match found? {
            Ok(found) => entries.extend(found),
            Err(found) => problems.extend(found),
        }
    }
    problems.extend(tenants_once(plan, &reports, &built));
    if !problems.is_empty() {
        return Ok(Merged::Broken(problems));
    }
    entries.sort_by(|a, b| (&a.tenant, &a.target).cmp(&(&b.tenant, &b.target)));
    Ok(Merged::Whole(Index {
        format_version: FORMAT,
        tool: Tool::own(),
        release: plan.release_sha256(),
        base: plan.base.clone(),
        packages: entries,
        lists: lists.entries(root)?,
    }))
}

fn problem(message: String) -> Diagnostic {
    Diagnostic::nowhere(Code::Release, message)
}

/// The report of a shard, if it is of this plan.
fn read(shard: &Shard, plan: &Plan, digest: &str) -> Result<Report, Diagnostic> {
    let path = shard.folder.join(REPORT);
    let name = path.display();
    let again = |message: String| {
        let help = format!("build shard {} again", shard.shard);
        problem(message).help(help)
    };
    let failed = |error: Error| again(error.to_string());
    if shard.shards != plan.shards {
        let (folder, shards) = (shard.folder.display(), plan.shards);
        let message = format!("`{folder}` is no shard of this plan, which has {shards}");
        return Err(problem(message).help("remove that folder, or merge with the plan of it"));
    }
    if !remote::is_file(&path).map_err(failed)? {
        return Err(again(format!(
            "there is no report `{name}`: the shard did not come to its end"
        )));
    }
    let read = remote::read(&path, LIMIT).map_err(|error| error.to_string());
    let parse = |bytes: Vec<u8>| serde_json::from_slice(&bytes).map_err(|error| error.to_string());
    let report: Report = read
        .and_then(parse)
        .map_err(|reason| again(format!("`{name}` is no report of a shard: {reason}")))?;
    let Some(OfPlan { sha256, shard: own, shards }) = &report.plan else {
        return Err(again(format!("`{name}` is no report of a shard: it names no plan")));
    };
    if sha256 != digest || *shards != plan.shards || *own != shard.shard {
        let message = format!("`{name}` is of another plan or another shard");
        let help = format!(
            "build shard {} again, or merge with the plan that it was built from",
            shard.shard
        );
        return Err(problem(message).help(help));
    }
    Ok(report)
}

/// Shards that are missing, or there more than once.
fn each_once(plan: &Plan, shards: &[Shard]) -> Vec<Diagnostic> {
    let all = plan.shards;
    let of = |number: u32| {
        let fits = move |shard: &&Shard| shard.shards == all && shard.shard == number;
        shards.iter().filter(fits).map(|shard| format!("`{}`", shard.folder.display()))
    };
    let check = |number: u32| {
        let folders: Vec<String> = of(number).collect();
        match folders.len() {
            1 => None,
            0 => Some(
                problem(format!("shard {number} of {all} is missing"))
                    .help(format!("build it: `rebadge build --plan … --shard {number}/{all}`")),
            ),
            _ => {
                let message = format!(
                    "shard {number} of {all} is there more than once: {}",
                    folders.join(", ")
                );
                Some(problem(message).help("keep one of them"))
            }
        }
    };
    (1..=all).filter_map(check).collect()
}

/// The planned tenant of a row, if it was built, and in the right shard.
fn tenant<'a>(plan: &'a Plan, shard: &Shard, row: &Row) -> Result<&'a Tenant, Diagnostic> {
    let (id, number) = (&row.tenant, shard.shard);
    let Some(planned) = plan.tenant(id) else {
        return Err(problem(format!("shard {number} has the tenant `{id}`, which is not planned"))
            .help("plan and build again"));
    };
    if planned.shard != number {
        let message = format!(
            "shard {number} has the tenant `{id}`, which is planned for shard {}",
            planned.shard
        );
        return Err(problem(message).help(format!("build shard {number} again")));
    }
    if row.status != "ok" {
        let report = shard.folder.join(REPORT);
        let message = format!("`{id}` was not built: it {} in shard {number}", ended(&row.status));
        return Err(problem(message).help(format!("`{}` says why", report.display())));
    }
    Ok(planned)
}

fn ended(status: &str) -> &'static str {
    if status == "skipped" { "was skipped" } else { "failed" }
}

/// Tenants that no report has, though their shard is there, or that more than one has.
fn tenants_once(
    plan: &Plan,
    reports: &[(&Shard, Option<Report>)],
    built: &BTreeMap<&str, Vec<&Shard>>,
) -> Vec<Diagnostic> {
    let is_there = |number: u32| {
        reports.iter().any(|(shard, report)| shard.shard == number && report.is_some())
    };
    let check = |planned: &Tenant| {
        let (id, number) = (&planned.tenant, planned.shard);
        match built.get(id.as_str()).map(Vec::as_slice).unwrap_or_default() {
            [_] => None,
            [] if !is_there(number) => None,
            [] => Some(
                problem(format!("`{id}` is not in the report of shard {number}"))
                    .help(format!("build shard {number} again")),
            ),
            more => {
                let folders: Vec<String> =
                    more.iter().map(|shard| format!("`{}`", shard.folder.display())).collect();
                let message = format!("`{id}` was built more than once: in {}", folders.join(", "));
                Some(problem(message).help("keep one of them, or build these shards again"))
            }
        }
    };
    plan.tenants.iter().filter_map(check).collect()
}

/// The packages of a tenant, or what is wrong with them.
fn packages(
    (planned, row): (&Tenant, &Row),
    shard: &Shard,
    (root, lists): (&Path, &Lists),
) -> Result<Result<Vec<Entry>, Vec<Diagnostic>>, Error> {
    let mut entries = Vec::new();
    let mut problems = Vec::new();
    let help = || format!("build shard {} again", shard.shard);
    if row.artifacts.len() != planned.packages.len() {
        let (got, wanted) = (row.artifacts.len(), planned.packages.len());
        let message = format!("`{}` has {got} packages, {wanted} are planned", row.tenant);
        problems.push(problem(message).help(help()));
    }
    for package in &planned.packages {
        let path = shard.folder.join(&planned.tenant).join(&package.name);
        match sound(&path, package, row)? {
            Ok((seal, manifest)) => match lists.problem(&shard.folder, &seal) {
                None => entries.push(entry((planned, package), (&path, &seal), &manifest, root)?),
                Some(reason) => {
                    problems.push(problem(format!("`{}` {reason}", path.display())).help(help()))
                }
            },
            Err(reason) => {
                problems.push(problem(format!("`{}` {reason}", path.display())).help(help()))
            }
        }
    }
    Ok(if problems.is_empty() { Ok(entries) } else { Err(problems) })
}

/// The lists of files that packages name: each is read once.
#[derive(Default)]
struct Lists {
    /// The file → its digest; none where there is no such file.
    read: Mutex<BTreeMap<PathBuf, Option<String>>>,
}

impl Lists {
    /// What is wrong with the list of a package in the folder of a shard, as the end of a sentence.
    fn problem(&self, folder: &Path, seal: &Seal) -> Option<String> {
        let ListOf { list, sha256 } = seal.list.as_ref()?;
        if !is_name(list) {
            return Some(format!(
                "has a manifest that names the list `{list}`, which is no file name"
            ));
        }
        let path = folder.join(list);
        let read = || remote::digest(&path).ok().map(|(_, sha256)| sha256);
        let mut known = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        match known.entry(path.clone()).or_insert_with(read) {
            Some(found) if found == sha256 => None,
            Some(_) => Some(format!("needs another `{list}` than the one that is there")),
            None => Some(format!("needs `{list}`, which is not there")),
        }
    }

    fn entries(self, root: &Path) -> Result<Vec<Beside>, Error> {
        let known = self.read.into_inner().unwrap_or_else(PoisonError::into_inner);
        let known = known.into_iter().filter_map(|(path, sha256)| Some((path, sha256?)));
        let entry =
            |(path, sha256): (PathBuf, String)| Ok(Beside { path: from(root, &path)?, sha256 });
        let mut all = known.map(entry).collect::<Result<Vec<_>, Error>>()?;
        all.sort();
        Ok(all)
    }
}

/// What seals a package, with the bytes of its manifest; or why it is not the planned one, as the end of a sentence.
fn sound(
    path: &Path,
    planned: &Package,
    row: &Row,
) -> Result<Result<(Seal, Vec<u8>), String>, Error> {
    // Nothing is asked of a store that reading does not say: it has millions of packages.
    let bytes = match remote::read(&manifest(path), LIMIT) {
        Err(error) if error.is_missing() && remote::is_file(path)? => {
            return Ok(Err("has no manifest beside it".to_owned()));
        }
        Err(error) if error.is_missing() => return Ok(Err("is not there".to_owned())),
        read => read?,
    };
    let Some(seal) = package::seal(&bytes) else {
        return Ok(Err("has a manifest that cannot be read".to_owned()));
    };
    if seal.key != planned.key {
        return Ok(Err("was built from other inputs than planned".to_owned()));
    }
    let reported = row.artifacts.iter().find(|artifact| {
        artifact.path.file_name().is_some_and(|name| name.to_str() == Some(&planned.name))
    });
    let (size, sha256) = match remote::digest(path) {
        Err(error) if error.is_missing() => return Ok(Err("is not there".to_owned())),
        digest => digest?,
    };
    if (size, &sha256) != (seal.size, &seal.sha256) {
        return Ok(Err("is not the package of which its manifest speaks".to_owned()));
    }
    match reported.and_then(|artifact| artifact.sha256.as_ref()) {
        Some(said) if *said == sha256 => Ok(Ok((seal, bytes))),
        _ => Ok(Err("is not the package of which the report speaks".to_owned())),
    }
}

fn entry(
    (tenant, package): (&Tenant, &Package),
    (path, seal): (&Path, &Seal),
    manifest_bytes: &[u8],
    root: &Path,
) -> Result<Entry, Error> {
    Ok(Entry {
        tenant: tenant.tenant.clone(),
        target: package.target.clone(),
        path: from(root, path)?,
        size: seal.size,
        sha256: seal.sha256.clone(),
        key: seal.key.clone(),
        manifest: Beside { path: from(root, &manifest(path))?, sha256: sha256(manifest_bytes) },
    })
}

/// The manifest beside a package.
fn manifest(package: &Path) -> PathBuf {
    package.with_extension("json")
}

/// The path of a file from a folder that it is in, with slashes.
fn from(root: &Path, path: &Path) -> Result<String, Error> {
    let real = |place: &Path| {
        if remote::is_address(place) { place.to_owned() } else { fs::planned(place) }
    };
    let (root, path) = (real(root), real(path));
    let below = path.strip_prefix(&root).map_err(|_| Error::NotBelow {
        path: path.clone(),
        folder: root.clone(),
        help: "name a file in a folder that all shards are in: `--out FILE`",
    })?;
    let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
    Ok(parts.join("/"))
}
