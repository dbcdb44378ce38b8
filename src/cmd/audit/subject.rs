//! What packages are compared with: the brand of the base client, the tenants of all themes, what is known of the bundle.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::drawings::Drawings;
use super::{FileAudit, Marked, Sign};
use crate::base::{AllowedPicture, Base, BaseFile, FileClass, Foreign, Server, Target};
use crate::bundle::Entry;
use crate::error::Error;
use crate::fleet::foreign::Known;
use crate::foreign::facts::Facts;
use crate::foreign::hosts::{Owners, hosts, is_below};
use crate::foreign::leftovers::{Allowance, Subject as Allowed};
use crate::foreign::marks::{Mark, Standing};
use crate::foreign::proof::Origin;
use crate::foreign::remains::{Brand, Remain, Remains};
use crate::inherit::{self, Library};
use crate::listing::Value;
use crate::output_path::OutputPath;
use crate::package::Recorded;
use crate::prepare;
use crate::report::Report;

/// What packages are compared with.
pub(super) struct Subject<'a> {
    base: &'a Base,
    target: Option<&'a Target>,
    pub(super) foreign: Option<&'a Foreign>,
    pub(super) marks: Vec<Mark>,
    /// The path of each mark.
    names: Vec<String>,
    pub(super) drawings: Drawings,
    tenants: Vec<Known>,
    /// Files of the bundle that were read.
    read: Mutex<BTreeMap<String, Arc<Vec<u8>>>>,
    nothing: (Facts, BTreeSet<String>),
}

/// Whose a package is.
pub(super) struct Owner {
    /// The tenant's id; none where it is of no tenant that is known.
    pub(super) id: Option<String>,
    /// Its names.
    names: Vec<String>,
    /// Hosts that its theme names.
    hosts: Vec<String>,
    /// All texts of its theme.
    texts: Vec<String>,
    /// The languages of its theme; none where it is not known.
    languages: Option<Vec<String>>,
}

/// The other tenants, of whom nothing may be in a package.
pub(super) struct Others<'a> {
    pub(super) brand: Brand,
    tenants: Vec<&'a Known>,
}

/// Something of another tenant.
pub(super) struct Stranger {
    /// The tenant.
    pub(super) tenant: String,
    pub(super) kind: &'static str,
    pub(super) remain: Remain,
    /// Whether it is a domain, or a name that people see; not so a part of an identifier or a comment.
    pub(super) is_seen: bool,
}

impl<'a> Subject<'a> {
    pub(super) fn new(
        base: &'a Base,
        themes: &Path,
        report: &Report,
    ) -> Result<Subject<'a>, Error> {
        let target = base.targets.iter().find(|target| target.foreign.is_some());
        let target = target.or(base.targets.first());
        let foreign = target.and_then(|target| target.foreign.as_deref());
        let (mut marks, mut names) = (Vec::new(), Vec::new());
        for (path, bytes) in foreign.map(|foreign| foreign.marks.as_slice()).unwrap_or_default() {
            match Mark::read(bytes) {
                Ok(Some(mark)) => {
                    marks.push(mark);
                    names.push(path.clone());
                }
                Ok(None) => {
                    report.warning(&format!("the mark `{path}` has no shape to look for"))?;
                }
                Err(error) => report.warning(&format!("the mark `{path}`: {error}"))?,
            }
        }
        let tenants = match inherit::find(&[], themes) {
            Ok(found) => prepare::tenants(&found, &Library::new(themes)),
            Err(Error::NoFolder { .. } | Error::NoThemes { .. }) => Vec::new(),
            Err(error) => return Err(error),
        };
        let (read, nothing, drawings) = (Mutex::default(), Default::default(), Drawings::default());
        let mut subject =
            Subject { base, target, foreign, marks, names, drawings, tenants, read, nothing };
        if let Some(foreign) = foreign {
            let old = foreign.old.as_brand(&[]).names;
            subject.drawings = Drawings::new(&old, &subject.entries());
        }
        Ok(subject)
    }

    /// The addresses of the contract's pages, below the package; the start page where it names none. A client that reads its own
    /// address is at `/`, and not at `/index.html`.
    pub(super) fn pages(&self) -> BTreeSet<String> {
        let pages = self.target.into_iter().flat_map(|target| &target.pages);
        let address = |url: &str| url.strip_prefix("index.html").unwrap_or(url).to_owned();
        let server = self.server();
        let pages: BTreeSet<String> =
            pages.map(|page| server.address(&address(&page.url))).collect();
        if pages.is_empty() { [server.address("")].into() } else { pages }
    }

    /// What the maker's server does with the files.
    pub(super) fn server(&self) -> Server {
        super::super::pages::server(self.target)
    }

    /// The first line of a message of a page without what differs between a package and the bundle that it is made of: digits, hashes of
    /// names, the old names and those of the tenant.
    pub(super) fn bare(&self, owner: &Owner, text: &str) -> String {
        let line = text.lines().next().unwrap_or_default();
        let line = crate::uri::decoded(line).unwrap_or_else(|| line.to_owned());
        let words = line
            .split_inclusive(|letter: char| letter.is_whitespace() || "\"'`()".contains(letter));
        let mut bare: String = words.map(|word| self.without_hash(word)).collect();
        let old = self.foreign.into_iter().flat_map(|foreign| &foreign.old.names);
        let mut names: Vec<&str> = old.map(|name| name.value.as_str()).collect();
        names.extend(owner.names.iter().map(String::as_str));
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        for name in names {
            bare = bare.replace(name, "\u{1}");
        }
        bare.chars().filter(|letter| !letter.is_ascii_digit()).collect()
    }

    /// A word of a message without the hash of the file that it names.
    fn without_hash(&self, word: &str) -> String {
        let length = word.trim_end_matches(|end: char| !end.is_alphanumeric()).len();
        let (path, rest) = word.split_at(length);
        let hashed = self.foreign.map(|foreign| foreign.hashed.as_slice()).unwrap_or_default();
        let starts = path.match_indices('/').map(|(at, _)| at + 1);
        for start in std::iter::once(0).chain(starts) {
            let hash = hashed.iter().find_map(|pattern| pattern.find(&path[start..])?.hash);
            if let Some(hash) = hash {
                return format!(
                    "{}{}{rest}",
                    &path[..start + hash.start],
                    &path[start + hash.end..]
                );
            }
        }
        word.to_owned()
    }

    /// Whose a package is: by its manifest, or else by a tenant's id in its name or that of its folder.
    pub(super) fn owner(&self, path: &Path, recorded: Option<&Recorded>) -> Owner {
        let id = recorded.and_then(|recorded| recorded.id.clone());
        let part = |path: Option<&Path>| {
            let name = path.and_then(Path::file_name).unwrap_or_default();
            name.to_string_lossy().into_owned()
        };
        let (file, folder) = (part(Some(path)), part(path.parent()));
        let is_of = |tenant: &&Known| {
            let starts = file.strip_prefix(&tenant.id);
            folder == tenant.id
                || starts.is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '.']))
        };
        // The longest id, as `acme-north` begins as `acme` does.
        let by_name = || self.tenants.iter().filter(is_of).max_by_key(|tenant| tenant.id.len());
        let id = id.or_else(|| by_name().map(|tenant| tenant.id.clone()));
        let known = self.tenants.iter().find(|tenant| Some(&tenant.id) == id.as_ref());
        let rows = recorded.and_then(|recorded| recorded.theme.as_deref()).unwrap_or_default();
        let (names, hosts, texts) = (Vec::new(), Vec::new(), Vec::new());
        let mut owner = Owner { id, names, hosts, texts, languages: None };
        for (key, value) in rows {
            owner.row(key, value);
        }
        owner.names.extend(recorded.map(|recorded| recorded.tenant.clone()));
        owner.names.extend(known.and_then(|known| known.name.clone()));
        owner.hosts.extend(known.and_then(|known| known.domain.clone()));
        owner.names.retain(|name| !name.trim().is_empty());
        owner
    }

    /// The brand that must not be left in a package. Within the tenant's own names it may stand: `Actual Foods`.
    pub(super) fn brand(&self, owner: &Owner) -> Brand {
        let mut brand = match self.foreign {
            Some(foreign) => foreign.old.as_brand(&owner.hosts),
            None => Brand {
                names: vec![self.base.name.clone()],
                owners: Owners { tenant: owner.hosts.clone(), vendor: Vec::new() },
                own: self.own_words(),
                ..Brand::default()
            },
        };
        let has_name = |text: &&String| {
            let text = text.to_lowercase();
            brand.names.iter().any(|name| text.contains(&name.to_lowercase()))
        };
        let names: Vec<String> = owner.names.iter().filter(has_name).cloned().collect();
        let texts: Vec<String> = owner.texts.iter().filter(has_name).cloned().collect();
        brand.own.extend(texts);
        brand.allowed.extend(names.into_iter().map(of_tenant));
        brand
    }

    /// Texts of our own base client that have its name: the title of a page.
    fn own_words(&self) -> BTreeSet<String> {
        let strings = self.base.strings.values().flat_map(|texts| texts.values());
        let pages = self.target.into_iter().flat_map(|target| &target.pages);
        let all = strings.chain(pages.map(|page| &page.name));
        all.filter(|text| text.contains(&self.base.name)).cloned().collect()
    }

    /// The other tenants, but those that may be named.
    pub(super) fn others(&self, owner: &Owner) -> Others<'_> {
        let own = self.tenants.iter().find(|tenant| Some(&tenant.id) == owner.id.as_ref());
        let lives_at = |other: &Known| {
            other
                .domain
                .as_ref()
                .is_some_and(|of| owner.hosts.iter().any(|host| is_below(host, of)))
        };
        let is_other = |other: &&Known| {
            Some(&other.id) != owner.id.as_ref()
                && !own.is_some_and(|own| own.kin.contains(&other.id))
        };
        let tenants: Vec<&Known> = self.tenants.iter().filter(is_other).collect();
        let kin = self.tenants.iter().filter(|other| !is_other(other));
        let may = kin.filter_map(|other| other.name.clone()).chain(owner.names.iter().cloned());
        let domains = tenants.iter().filter(|other| !lives_at(other));
        let brand = Brand {
            names: tenants.iter().filter_map(|other| other.telling.clone()).collect(),
            owners: Owners {
                tenant: owner.hosts.clone(),
                vendor: domains.filter_map(|other| other.domain.clone()).collect(),
            },
            allowed: may.map(of_tenant).collect(),
            own: BTreeSet::new(),
        };
        Others { brand, tenants }
    }

    /// The bundle that a tenant's package is made of.
    pub(super) fn origin(&self, owner: &Owner) -> Origin<'_> {
        let untouched =
            self.target.into_iter().flat_map(|target| target.untouched.entries().keys());
        let untouched = untouched.map(ToString::to_string);
        let Some((foreign, target)) = self.foreign.zip(self.target) else {
            let (facts, changed) = &self.nothing;
            let (shipped, none) = (untouched.collect(), BTreeSet::new());
            return Origin { facts, shipped, removed: none.clone(), of_others: none, changed };
        };
        // A theme that says nothing of languages has all that the client has.
        let languages = owner.languages.as_ref().unwrap_or(&self.base.languages);
        let languages = foreign.languages.shipped(languages);
        let is_shipped = |file: &BaseFile| match &file.class {
            FileClass::Foreign { language: Some(language), .. } => languages.contains(language),
            _ => true,
        };
        let paths = |ships: bool| {
            let files = target.files.iter().filter(move |(_, file)| is_shipped(file) == ships);
            files.map(|(path, _)| path.to_string())
        };
        Origin {
            facts: &foreign.facts,
            shipped: untouched.chain(paths(true)).collect(),
            removed: foreign.deleted.iter().map(ToString::to_string).collect(),
            of_others: paths(false).collect(),
            changed: &foreign.spread.dirty,
        }
    }

    /// The files of the bundle as they were, but those that are not shipped.
    pub(super) fn entries(&self) -> BTreeMap<OutputPath, Entry> {
        let Some(target) = self.target else { return BTreeMap::new() };
        let mut entries = target.untouched.entries().clone();
        for (path, file) in &target.files {
            if let FileClass::Foreign { entry, .. } = &file.class {
                entries.insert(path.clone(), entry.as_ref().clone());
            }
        }
        entries
    }

    /// Whether the bundle's file at a path has a text.
    pub(super) fn had(&self, path: &str, text: &str) -> bool {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if !read.contains_key(path) {
            let bytes = self.entry(path).and_then(|entry| entry.read().ok()).unwrap_or_default();
            read.insert(path.to_owned(), bytes);
        }
        memchr::memmem::find(&read[path], text.as_bytes()).is_some()
    }

    fn entry(&self, path: &str) -> Option<&Entry> {
        let (path, target) = (OutputPath::new(path).ok()?, self.target?);
        match target.files.get(&path).map(|file| &file.class) {
            Some(FileClass::Foreign { entry, .. }) => Some(entry),
            _ => target.untouched.entries().get(&path),
        }
    }

    /// What the contract of a finished bundle does not say and an audit needs.
    pub(super) fn unsaid(&self) -> Vec<&'static str> {
        let has_name =
            |foreign: &Foreign| foreign.old.names.iter().any(|name| !name.value.trim().is_empty());
        if self.foreign.is_none_or(has_name) {
            return Vec::new();
        }
        vec![
            "`names` is empty, so no old name was looked for: write there what the client is called",
        ]
    }

    /// The allowances of the contract that are not true, and why.
    pub(super) fn faults(&self, remains: &Remains) -> Vec<(String, String)> {
        let allowed = self.foreign.map(|foreign| foreign.old.as_brand(&[]).allowed);
        let allowed = allowed.unwrap_or_default();
        let of = |(at, fault): &(usize, String)| {
            let (Allowed::Text(text) | Allowed::Host(text)) = &allowed.get(*at)?.subject;
            Some((text.clone(), fault.clone()))
        };
        remains.faults.iter().filter_map(of).collect()
    }

    /// Takes the pictures that the contract allows out of those that are like a mark. Returns its allowances that are not true, and
    /// why.
    pub(super) fn allow_pictures(&self, marks: &mut Vec<Marked>) -> Vec<(String, String)> {
        let allowed = self.foreign.map(|foreign| foreign.old.pictures.as_slice());
        let allowed = allowed.unwrap_or_default();
        let is_of = |one: &Marked, own: &AllowedPicture| {
            let begins = own.begins.as_ref();
            let has =
                |begins: &String| one.begins.iter().any(|own| own.starts_with(begins.as_str()));
            own.files.is_match(&one.file) && begins.is_none_or(has)
        };
        // That of one picture goes before that of all in a file.
        let of = |one: &Marked| {
            let own = |is_one: bool| {
                allowed.iter().position(|own| own.begins.is_some() == is_one && is_of(one, own))
            };
            own(true).or_else(|| own(false))
        };
        let mut used = vec![0; allowed.len()];
        marks.iter().filter_map(of).for_each(|at| used[at] += 1);
        marks.retain(|one| of(one).is_none());
        let fault = |(one, used): (&AllowedPicture, usize)| {
            let why = match one.count {
                _ if used == 0 => "no picture there is like a mark".to_owned(),
                Some(count) if count != used => {
                    format!("it is there {}, not {count}", super::count(used, "time"))
                }
                _ => return None,
            };
            let begins =
                one.begins.as_ref().map(|begins| format!(", {begins}")).unwrap_or_default();
            Some((format!("{}{begins}", one.files), why))
        };
        allowed.iter().zip(used).filter_map(fault).collect()
    }

    /// The pictures of a file that are the old mark by their label, or like one.
    pub(super) fn marked(&self, file: &FileAudit) -> Vec<Marked> {
        let alike = &file.marks.alike;
        let standing = |standing| match standing {
            Standing::File => "file",
            Standing::Data => "data",
            Standing::Inline => "inline",
            Standing::Path => "path",
        };
        let of_label = |own: &super::Left| {
            let around = alike.iter().find(|one| one.span.contains(&own.offset));
            let begins = around.map(|one| one.begins.clone()).unwrap_or_default();
            Marked {
                file: file.path.clone(),
                standing: match own.begins.as_str() {
                    "" => "file",
                    _ => around.map_or("drawing", |one| standing(one.standing)),
                },
                offset: own.offset,
                sign: Sign::Labelled(own.label.clone()),
                begins: std::iter::once(own.begins.clone()).chain(begins).collect(),
            }
        };
        let is_labelled = |span: &std::ops::Range<usize>| {
            file.drawings.iter().any(|own| span.contains(&own.offset))
        };
        let like = alike.iter().filter(|one| !is_labelled(&one.span)).map(|one| Marked {
            file: file.path.clone(),
            standing: standing(one.standing),
            offset: one.span.start,
            sign: Sign::Like { mark: self.names[one.mark].clone(), score: one.score },
            begins: one.begins.clone(),
        });
        file.drawings.iter().map(of_label).chain(like).collect()
    }
}

impl Owner {
    /// Takes a value of the theme.
    fn row(&mut self, key: &str, value: &Value) {
        if let Value::Fixed(value) = value {
            return self.row(key, value);
        }
        if let ("tenant.languages", Value::List(languages)) = (key, value) {
            self.languages = Some(languages.clone());
        }
        let json = value.to_json();
        let text = json.to_string();
        // A color or an image is no text.
        let found = hosts("theme.json", format!("{{\"a\":{text}}}").as_bytes());
        self.hosts.extend(found.uses.into_iter().map(|used| used.host));
        let Some(text) = json.as_str() else { return };
        match key {
            "tenant.name" | "tenant.short-name" => self.names.push(text.to_owned()),
            "tenant.domain" if !text.is_empty() => self.hosts.push(text.to_owned()),
            _ => self.texts.push(text.to_owned()),
        }
    }
}

/// A name of the tenant's own, or of one that it may name.
fn of_tenant(name: String) -> Allowance {
    let (subject, reason) = (Allowed::Text(name), "a tenant's name".to_owned());
    Allowance { subject, files: Vec::new(), count: None, reason }
}

impl Others<'_> {
    pub(super) fn is_empty(&self) -> bool {
        self.brand.names.is_empty() && self.brand.owners.vendor.is_empty()
    }

    /// What is of which tenant.
    pub(super) fn strangers(&self, remains: &Remains) -> Vec<Stranger> {
        let named = |text: &str| {
            let text = letters(text);
            let is_of = |tenant: &&&Known| {
                tenant.telling.as_ref().is_some_and(|name| text.starts_with(&letters(name)))
            };
            self.tenants
                .iter()
                .filter(is_of)
                .max_by_key(|tenant| tenant.telling.as_ref().map(String::len))
        };
        let at = |host: &str| {
            let is_of =
                |tenant: &&&Known| tenant.domain.as_ref().is_some_and(|of| is_below(host, of));
            self.tenants.iter().find(is_of)
        };
        let mut found = Vec::new();
        let mut add = |tenant: Option<&&Known>, kind, remain: &Remain, is_seen| {
            let tenant = tenant.map_or_else(String::new, |tenant| tenant.id.clone());
            found.push(Stranger { tenant, kind, remain: remain.clone(), is_seen });
        };
        remains.vendor.iter().for_each(|one| add(at(&one.text), "domain", one, true));
        remains.visible.iter().for_each(|one| add(named(&one.text), "name", one, true));
        let hidden = [&remains.unclear, &remains.respelled, &remains.internal];
        hidden.into_iter().flatten().for_each(|one| add(named(&one.text), "name", one, false));
        found
    }
}

/// The letters and digits of a text, in lower case.
fn letters(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
