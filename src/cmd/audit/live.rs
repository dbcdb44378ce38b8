//! `--run`: the pages of a package are opened in Chromium with the network cut. What they ask for beyond their own origin must be the
//! tenant's or allowed, and no error may come that the untouched client has not.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use super::super::pages;
use super::subject::{Owner, Subject};
use crate::browser::{Browser, Visit, host};
use crate::bundle::Opened;
use crate::error::Error;
use crate::foreign::hosts::{Contact, Party};
use crate::foreign::remains::Brand;
use crate::output_path::OutputPath;
use crate::plan::Policy;
use crate::stage::{self, Files};

/// What a package does when it runs.
pub(super) struct Live {
    /// The addresses that it asks.
    pub(super) asked: Vec<Asked>,
    /// What goes wrong that does not in the untouched client: the kind, and the text.
    pub(super) errors: Vec<(String, String)>,
    /// Pages of which nothing could be seen, each with why.
    pub(super) unseen: Vec<(String, String)>,
    /// Whether the untouched client was opened as well, so that all of `errors` are new.
    pub(super) is_compared: bool,
}

/// An address that is asked.
pub(super) struct Asked {
    pub(super) url: String,
    /// Whose its host is.
    pub(super) party: Party,
    /// Whether it is the tenant's, or allowed.
    pub(super) is_allowed: bool,
}

impl Live {
    pub(super) fn is_clean(&self) -> bool {
        let is_told = |kind: &str| kind == "policy" || kind == "error" && self.is_compared;
        self.unseen.is_empty()
            && self.asked.iter().all(|one| one.is_allowed)
            && !self.errors.iter().any(|(kind, _)| is_told(kind))
    }
}

/// Opens a package.
pub(super) fn live(
    (browser, subject): (&Browser, &Subject<'_>),
    opened: &Arc<Mutex<Opened>>,
    (brand, owner): (&Brand, &Owner),
    policy: Option<&Policy>,
) -> Result<Live, Error> {
    let bundle = Arc::clone(opened);
    let files = move |path: &OutputPath| {
        let is_there = bundle.lock().is_ok_and(|opened| opened.files.contains_key(path));
        let read = || super::bytes(&bundle, path).map(Arc::new).map_err(|error| error.to_string());
        is_there.then(read)
    };
    let files = pages::served(&subject.server(), Arc::new(files));
    let (mut seen, mut unseen) = (BTreeSet::new(), Vec::new());
    for page in subject.pages() {
        match pages::unseen(&*files, &page) {
            Some(reason) => unseen.push((page, reason)),
            None => drop(seen.insert(page)),
        }
    }
    if seen.is_empty() {
        let is_compared = subject.foreign.is_some();
        return Ok(Live { asked: Vec::new(), errors: Vec::new(), unseen, is_compared });
    }
    let visit = visit(browser, (files, &seen), policy.map(Policy::header))?;
    let before = untouched(browser, subject, &seen)?;
    let is_compared = before.is_some();
    let bare = |text: &str| subject.bare(owner, text);
    let known: BTreeSet<String> =
        before.unwrap_or_default().errors.iter().map(|(_, text)| bare(text)).collect();
    let errors = visit.errors.into_iter().filter(|(_, text)| !known.contains(&bare(text)));
    let asked = visit.asked.into_iter().chain(visit.connected).map(|url| judged(url, brand));
    Ok(Live { asked: asked.collect(), errors: errors.collect(), unseen, is_compared })
}

/// The same of the bundle as it was, if it is another maker's.
fn untouched(
    browser: &Browser,
    subject: &Subject<'_>,
    pages: &BTreeSet<String>,
) -> Result<Option<Visit>, Error> {
    if subject.foreign.is_none() {
        return Ok(None);
    }
    let entries = subject.entries();
    let files =
        move |path: &OutputPath| Some(entries.get(path)?.read().map_err(|error| error.to_string()));
    let files = pages::served(&subject.server(), Arc::new(files));
    visit(browser, (files, pages), None).map(Some)
}

/// What all pages together ask, and their errors.
fn visit(
    browser: &Browser,
    (files, pages): (Arc<Files>, &BTreeSet<String>),
    policy: Option<String>,
) -> Result<Visit, Error> {
    let stage = stage::listen(files, policy)?;
    let origin = stage.origin();
    let bare = |(kind, text): (String, String)| (kind, text.replace(&origin, ""));
    let mut all = Visit::default();
    for page in pages {
        let one = browser.visit(&origin, &format!("/{page}"))?;
        all.asked.extend(one.asked);
        all.connected.extend(one.connected);
        all.errors.extend(one.errors.into_iter().map(bare));
    }
    Ok(all)
}

fn judged(url: String, brand: &Brand) -> Asked {
    let host = host(&url);
    let party = brand.owners.party(host, Contact::Asked);
    let is_allowed =
        party == Party::Tenant || brand.allowed.iter().any(|one| one.covers_host(host));
    Asked { party, is_allowed, url }
}
