//! `audit`: what is left of the base client's brand in packages, and of other tenants; which hosts they name, and with `--run`
//! which they ask; whether what is derived from their contents is true; which policy allows just what is left.

mod drawings;
mod live;
mod policy;
mod subject;
mod tell;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use serde_json::json;

use super::{End, chromium, count};
use crate::base;
use crate::browser::Browser;
use crate::bundle;
use crate::cli;
use crate::error::Error;
use crate::foreign::marks::{self, Seen};
use crate::foreign::needs::{self, Needs};
use crate::foreign::proof::{FileProof, Proof};
use crate::foreign::remains::{FileRemains, Finder, Remains};
use crate::foreign::siblings;
use crate::fs::{self, Mode};
use crate::output_path::OutputPath;
use crate::package;
use crate::plan::Policy;
use crate::report::Report;
use drawings::Left;
use live::Live;
use subject::{Owner, Stranger, Subject};
pub(super) use tell::line;

pub(super) fn run(options: &cli::Audit, report: &Report) -> Result<End, Error> {
    let base = match base::scan(&options.folders.base)? {
        Ok(base) => base,
        Err(problems) => {
            return report.diagnostics(None, &problems).map(|()| End::Problems);
        }
    };
    let work = "open packages";
    let browser = if options.run {
        Some(chromium::find(options.no_sandbox, report)?.ok_or(Error::NoBrowser { work })?)
    } else {
        None
    };
    let subject = Subject::new(&base, &options.folders.themes, report)?;
    let named = packages(&options.packages)?;
    let mut failed = Vec::new();
    for path in &named {
        let audited = audit(path, &subject, (options, browser.as_ref(), report))?;
        tell::tell(path, &audited, (options, report))?;
        if !audited.is_clean() {
            failed.push(path.display().to_string());
        }
    }
    let packages = count(named.len(), "package");
    report.json(&json!({
        "reason": "audit-finished",
        "format_version": 1,
        "success": failed.is_empty(),
        "packages": named.len(),
        "failed": failed,
    }))?;
    match failed.len() {
        0 => report.summary(&format!("audited {packages}, nothing is left")).map(|()| End::Clean),
        found => {
            let message = format!("audited {packages}, something is left in {found}");
            report.summary(&message).map(|()| End::Problems)
        }
    }
}

/// The packages that paths name: folders stand for themselves, manifests and signatures for the packages beside them.
fn packages(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
    let (folders, files): (Vec<PathBuf>, Vec<PathBuf>) =
        paths.iter().cloned().partition(|path| fs::is_folder(path));
    let mut packages: BTreeSet<PathBuf> = folders.into_iter().collect();
    if !files.is_empty() {
        packages.extend(package::pairs(&files)?.into_iter().map(|pair| pair.package));
    }
    Ok(packages.into_iter().collect())
}

/// What is found in a package.
struct Audited {
    owner: Owner,
    remains: Remains,
    /// Allowances that are not true: the text or host, and why.
    faults: Vec<(String, String)>,
    /// What the contract does not say, so that it was not looked for.
    unsaid: Vec<&'static str>,
    strangers: Vec<Stranger>,
    proof: Proof,
    marks: Vec<Marked>,
    live: Option<Live>,
    policy: Option<Policy>,
}

/// A picture that is the old mark, or like it.
struct Marked {
    file: String,
    /// How the file has it.
    standing: &'static str,
    offset: usize,
    sign: Sign,
    /// How its path data begins, each path, or its address of data.
    begins: Vec<String>,
}

/// Why a picture is taken for the old mark.
enum Sign {
    /// It is like the picture of a mark, which has this path in the bundle: how like, 0 to 1.
    Like { mark: String, score: f32 },
    /// The bundle labels it so.
    Labelled(String),
}

impl Audited {
    fn is_clean(&self) -> bool {
        self.remains.is_clean()
            && self.faults.is_empty()
            && self.unsaid.is_empty()
            && self.strangers.iter().all(|stranger| !stranger.is_seen)
            && self.proof.faults.is_empty()
            && self.marks.is_empty()
            && self.live.as_ref().is_none_or(Live::is_clean)
    }
}

/// What one file shows.
struct FileAudit {
    path: String,
    remains: FileRemains,
    strangers: Option<FileRemains>,
    proof: FileProof,
    marks: Seen,
    drawings: Vec<Left>,
    needs: Needs,
}

fn audit(
    path: &Path,
    subject: &Subject<'_>,
    (options, browser, report): (&cli::Audit, Option<&Browser>, &Report),
) -> Result<Audited, Error> {
    let opened = package::open(path)?;
    let owner = subject.owner(path, opened.recorded.as_ref());
    let listing = opened.bundle.files.iter();
    let listing: BTreeMap<String, String> =
        listing.map(|(path, file)| (path.to_string(), file.sha256.clone())).collect();
    let files = opened.bundle.files.iter().filter(|(_, file)| file.mode != Some(Mode::Link));
    let paths: Vec<OutputPath> = files.map(|(path, _)| path.clone()).collect();
    let bundle = Arc::new(Mutex::new(opened.bundle));
    let brand = subject.brand(&owner);
    let others = subject.others(&owner);
    let origin = subject.origin(&owner);
    let prover = crate::foreign::proof::Prover::new(&origin, &listing);
    let finder = Finder::new(&brand);
    let stranger = (!others.is_empty()).then(|| Finder::new(&others.brand));
    let search = needs::Search::default();
    let progress = report.long_progress(paths.len());
    let shown = paths.par_iter().map(|path| {
        progress.step(path.as_str());
        let bytes = bytes(&bundle, path)?;
        let path = path.as_str();
        let proof = prover.in_file(path, &bytes);
        let opened = siblings::opened(path, &bytes, &|path| listing.contains_key(path));
        // A compressed file that is another one says nothing more.
        let text: Option<&[u8]> = (!proof.is_true_sibling()).then_some(&opened.content);
        let remains = text.map(|text| finder.in_file(opened.name, text).at(path));
        let remains = remains.unwrap_or_default();
        let strangers = stranger.as_ref().zip(text);
        let strangers = strangers.map(|(finder, text)| finder.again(&remains, opened.name, text));
        let marks = text.filter(|_| !subject.marks.is_empty());
        let marks = marks.map(|text| marks::find(text, &subject.marks, marks::SAME));
        let marks = marks.unwrap_or_default();
        let sha256 = listing.get(path).map_or("", String::as_str);
        let drawings = text.map(|text| subject.drawings.left(sha256, text)).unwrap_or_default();
        let needs = search.needs(opened.name, &opened.content);
        let path = path.to_owned();
        Ok(FileAudit { path, remains, strangers, proof, marks, drawings, needs })
    });
    let shown: Result<Vec<FileAudit>, Error> = shown.collect();
    progress.finish();
    let shown = shown?;
    let marks = shown.iter().flat_map(|file| subject.marked(file));
    let mut marks: Vec<Marked> = marks.collect();
    let needs: Vec<Needs> = shown.iter().map(|file| file.needs.clone()).collect();
    let (mut names, mut of_others, mut proofs) = (Vec::new(), Vec::new(), Vec::new());
    for file in shown {
        names.push(file.remains);
        of_others.extend(file.strangers);
        proofs.push(file.proof);
    }
    let proof = prover.together(&proofs, &|path, text| subject.had(path, text));
    let strangers = stranger.map(|finder| finder.together(of_others)).unwrap_or_default();
    let remains = finder.together(names);
    let mut faults = subject.faults(&remains);
    faults.extend(subject.allow_pictures(&mut marks));
    let remains = Remains { faults: Vec::new(), ..remains };
    let policy = options.policy.then(|| policy::policy(&remains, &needs));
    let live = match browser {
        Some(browser) => {
            Some(live::live((browser, subject), &bundle, (&brand, &owner), policy.as_ref())?)
        }
        None => None,
    };
    let strangers = others.strangers(&strangers);
    let unsaid = subject.unsaid();
    Ok(Audited { owner, remains, faults, unsaid, strangers, proof, marks, live, policy })
}

/// The bytes of a file. One is read at a time, and looked through side by side with others.
fn bytes(opened: &Mutex<bundle::Opened>, path: &OutputPath) -> Result<Vec<u8>, Error> {
    opened.lock().unwrap_or_else(PoisonError::into_inner).bytes(path)
}
