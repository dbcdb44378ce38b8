//! `sign`: signs packages and the index of a release, and makes keys.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::End;
use super::released;
use crate::cli;
use crate::error::Error;
use crate::fs;
use crate::package::{self, Beside, Fault, Pair};
use crate::provenance::{Sealed, Signer, State};
use crate::report::Report;
use crate::sign::{KeyError, PublicKey, SecretKey};

/// The variable that holds a secret key.
const VARIABLE: &str = "REBADGE_KEY";

/// The largest file of a key, in bytes.
const LIMIT: u64 = 1 << 20;

pub(super) fn run(options: &cli::Sign, report: &Report) -> Result<End, Error> {
    if let Some(path) = &options.new_key {
        return new_key(path, report);
    }
    let key = secret_key(options.key.as_deref(), report)?;
    if options.show_key {
        return show(&key.public(), report);
    }
    let released = released::released(&options.paths)?;
    let id = key.public().minisign_id();
    let signer = Signer::new(key, options.builder.as_deref())?;
    let mut tally = Tally { id, ..Tally::default() };
    let sign = |pair: &Pair| signer.package(pair.clone(), |verified| released.faults(verified));
    for result in released.each((options.jobs, report), sign) {
        // The other packages are signed all the same.
        match result {
            Ok(sealed) => tally.package(sealed, report)?,
            Err(error) if tally.error.is_none() => tally.error = Some(error),
            Err(error) => report.error(None, &error)?,
        }
    }
    for index in &released.indexes {
        if index.packages.is_subset(&tally.signed) {
            let state = signer.index(&index.path, &index.sha256)?;
            tally.index(&index.path, state, report)?;
        } else {
            let reason = "it was not signed, because one of its packages was not".to_owned();
            report.error(
                None,
                &Error::Mismatch { package: index.path.clone(), reason, help: None },
            )?;
            tally.failed.push(index.path.display().to_string());
        }
    }
    tally.finish(report)
}

/// What came of a run.
#[derive(Default)]
struct Tally {
    /// The id of the key.
    id: String,
    /// The real paths of packages that are signed.
    signed: BTreeSet<PathBuf>,
    written: usize,
    unchanged: usize,
    failed: Vec<String>,
    error: Option<Error>,
}

impl Tally {
    fn package(&mut self, sealed: Sealed, report: &Report) -> Result<(), Error> {
        let Sealed { verified, state } = sealed;
        let package = &verified.pair.package;
        let is_signed = verified.faults.is_empty();
        if is_signed {
            self.signed.insert(fs::planned(package));
            self.count(package, state, report)?;
        } else {
            self.failed.push(package.display().to_string());
            refuse(package, &verified.faults, report)?;
        }
        let beside = Beside::of(package);
        let file = |path: &Path| is_signed.then(|| path.display().to_string());
        report.json(&json!({
            "reason": "signed",
            "format_version": 1,
            "tenant": verified.said.as_ref().and_then(|said| said.tenant.clone()),
            "path": package.display().to_string(),
            "success": is_signed,
            "written": is_signed && state == State::Written,
            "bundle": file(&beside.bundle),
            "signature": file(&beside.signature).filter(|_| verified.sha256.is_some()),
            "sbom": file(&beside.sbom),
            "faults": package::json(&verified.faults),
        }))
    }

    fn index(&mut self, path: &Path, state: State, report: &Report) -> Result<(), Error> {
        self.count(path, state, report)?;
        let beside = Beside::of(path);
        report.json(&json!({
            "reason": "signed-index",
            "format_version": 1,
            "path": path.display().to_string(),
            "written": state == State::Written,
            "bundle": beside.bundle.display().to_string(),
            "signature": beside.signature.display().to_string(),
        }))
    }

    fn count(&mut self, path: &Path, state: State, report: &Report) -> Result<(), Error> {
        let word = match state {
            State::Written => {
                self.written += 1;
                "signed"
            }
            State::Unchanged => {
                self.unchanged += 1;
                "signed already"
            }
        };
        report.line(&format!("{}  {word}", path.display()))
    }

    fn finish(self, report: &Report) -> Result<End, Error> {
        let Tally { id, written, unchanged, failed, error, .. } = self;
        if let Some(error) = error {
            return Err(error);
        }
        let mut summary = format!("signed {} with the key {id}", super::count(written, "file"));
        if unchanged > 0 {
            summary += &format!(", {unchanged} signed already");
        }
        if !failed.is_empty() {
            summary += &format!(", failed: {}", failed.join(", "));
        }
        report.summary(&summary)?;
        report.json(&json!({
            "reason": "sign-finished",
            "format_version": 1,
            "success": failed.is_empty(),
            "key": id,
            "written": written,
            "unchanged": unchanged,
            "failed": failed,
        }))?;
        Ok(if failed.is_empty() { End::Clean } else { End::Problems })
    }
}

/// Says why a package was not signed.
fn refuse(path: &Path, faults: &[Fault], report: &Report) -> Result<(), Error> {
    if report.is_json() {
        return Ok(());
    }
    for told in package::first(faults) {
        let package = path.to_owned();
        let help = told.help.or(Some("build it again, then sign it"));
        report.error(None, &Error::Mismatch { package, reason: told.reason, help })?;
    }
    Ok(())
}

/// The key to sign with: of a file, or of the environment.
fn secret_key(path: Option<&Path>, report: &Report) -> Result<SecretKey, Error> {
    let (name, text) = match path {
        Some(path) => (format!("`{}`", path.display()), text(path)?),
        None => {
            let text = fs::variable(VARIABLE).filter(|text| !text.trim().is_empty());
            (format!("`{VARIABLE}`"), text.ok_or(Error::NoSigningKey)?)
        }
    };
    let key = SecretKey::read(&text).map_err(|error| bad_key(name, error))?;
    if let Some(path) = path.filter(|path| !fs::is_private(path)) {
        let path = path.display();
        report.warning(&format!("others can read the key `{path}`: `chmod 600 {path}`"))?;
    }
    Ok(key)
}

/// The key to check signatures with.
///
/// # Errors
/// [`Error::Read`], [`Error::BadKey`].
pub(super) fn public_key(path: &Path) -> Result<PublicKey, Error> {
    PublicKey::read(&text(path)?).map_err(|error| bad_key(format!("`{}`", path.display()), error))
}

fn text(path: &Path) -> Result<String, Error> {
    let bytes = fs::read(path, LIMIT)?;
    String::from_utf8(bytes).map_err(|_| bad_key(format!("`{}`", path.display()), KeyError::Form))
}

fn bad_key(name: String, error: KeyError) -> Error {
    Error::BadKey { name, reason: error.to_string(), help: error.help().to_owned() }
}

fn new_key(path: &Path, report: &Report) -> Result<End, Error> {
    let public = {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".pub");
        path.with_file_name(name)
    };
    if fs::exists(&public) {
        return Err(Error::KeyTaken { path: public });
    }
    let key = SecretKey::random().ok_or(Error::NoRandom)?;
    let text = key.text().ok_or(Error::NoRandom)?;
    fs::write_secret(path, text.as_bytes())?;
    fs::write(&[(&public, key.public().text().as_bytes())])?;
    let (secret, public) = (path.display().to_string(), public.display().to_string());
    report.line(&format!("{secret}  keep it secret: whoever has it can sign"))?;
    report.line(&format!("{public}  for all who check signatures"))?;
    report.json(&json!({
        "reason": "key",
        "format_version": 1,
        "path": secret,
        "public": public,
        "key": key.public().minisign_id(),
    }))?;
    Ok(End::Clean)
}

fn show(key: &PublicKey, report: &Report) -> Result<End, Error> {
    report.lines(key.text().trim_end())?;
    report.json(&json!({
        "reason": "public-key",
        "format_version": 1,
        "key": key.minisign_id(),
        "minisign": key.minisign(),
        "pem": key.pem(),
        "sha256": key.hint(),
    }))?;
    Ok(End::Clean)
}
