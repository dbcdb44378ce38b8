//! All that is left of a brand in the files of a bundle or package: names, hosts and what else ties it to its maker, less what
//! is allowed; and which allowances are not true any more.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::charset;
use crate::hosts::{self, Contact, HostUse, Hosts, Owners, Party, Tie, is_below};
use crate::leftovers::{Allowance, Fault, Layer, Scan, Spelling, Subject, Sweep, faults};
use crate::siblings;
use crate::visible::Class;

/// A brand that must not be left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brand {
    /// Its names.
    pub names: Vec<String>,
    /// Whose hosts are known.
    pub owners: Owners,
    /// What may be left.
    pub allowed: Vec<Allowance>,
    /// Texts with one of the names that the client itself has, as a whole: the title of a page. They are not left of anything.
    pub own: BTreeSet<String>,
}

impl Brand {
    /// Whether an allowance is about a text with one of the names in it.
    fn is_named(&self, subject: &Subject) -> bool {
        match subject {
            Subject::Text(text) => self.names.iter().any(|name| text.contains(name.as_str())),
            Subject::Host(_) => false,
        }
    }
}

/// What is left in one file. It is found file by file, side by side.
#[derive(Clone, Debug, Default)]
pub struct FileRemains {
    path: String,
    scan: Scan,
    hosts: Hosts,
}

impl FileRemains {
    /// The same, told of a file at another path.
    #[must_use]
    pub fn at(self, path: &str) -> FileRemains {
        FileRemains { path: path.to_owned(), ..self }
    }
}

/// What is left in all files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remains {
    /// What people see of the old name.
    pub visible: Vec<Remain>,
    /// Hosts of the maker.
    pub vendor: Vec<Remain>,
    /// Keys of services, apps, lists of releases, collectors of what users do.
    pub ties: Vec<Remain>,
    /// Hosts of others that a file asks.
    pub asked: Vec<Remain>,
    /// All hosts but those of specifications, allowed ones too.
    pub hosts: Vec<NamedHost>,
    /// How often there is a text of the client's own with one of the names.
    pub own: usize,
    /// The old name where people may read it, with the shape of a path, a member or a handle, or with letters behind it.
    pub unclear: Vec<Remain>,
    /// The old name within texts in small letters or capitals, where it may be another word.
    pub respelled: Vec<Remain>,
    /// The old name in what programs need, in comments and in addresses.
    pub internal: Vec<Remain>,
    /// Allowances that are not true, by number.
    pub faults: Vec<(usize, String)>,
    /// Files that could not be read, each with why.
    pub unread: Vec<(String, String)>,
}

impl Remains {
    /// Whether nothing is left that had to go, and all was read.
    pub fn is_clean(&self) -> bool {
        self.visible.is_empty()
            && self.vendor.is_empty()
            && self.ties.is_empty()
            && self.unread.is_empty()
            && self.faults.is_empty()
    }
}

/// A host that files name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedHost {
    /// The host.
    pub host: String,
    /// Whose it is.
    pub party: Party,
    /// The most that a file does with it.
    pub contact: Contact,
    /// How often it is there.
    pub count: usize,
    /// The paths of the files, sorted.
    pub files: Vec<String>,
    /// Some of the addresses that are asked. They are a stranger's texts.
    pub addresses: BTreeSet<String>,
    /// The allowance that covers it, by number.
    pub allowance: Option<usize>,
}

/// How many addresses of a host are kept.
const ADDRESSES: usize = 24;

/// Something that is left, wherever it looks the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remain {
    /// The name as it is there, or the host.
    pub text: String,
    /// How often it is there.
    pub count: usize,
    /// The paths of the files, sorted.
    pub files: Vec<String>,
    /// The first with what is around it. It is a stranger's text.
    pub excerpt: String,
}

/// What finds a brand in files. It is made once for the brand.
#[derive(Debug)]
pub struct Finder<'a> {
    brand: &'a Brand,
    sweep: Sweep,
}

impl<'a> Finder<'a> {
    /// What finds a brand.
    pub fn new(brand: &'a Brand) -> Finder<'a> {
        let texts = brand.allowed.iter().filter_map(|allowance| match &allowance.subject {
            Subject::Text(text) => Some((text.clone(), allowance.clone())),
            Subject::Host(_) => None,
        });
        let (texts, limits): (Vec<String>, Vec<Allowance>) = texts.unzip();
        let sweep = Sweep::new(&brand.names, &texts);
        let sweep = sweep.with_own(brand.own.clone()).with_limits(limits);
        Finder { brand, sweep }
    }

    /// What is left in a file.
    pub fn in_file(&self, path: &str, bytes: &[u8]) -> FileRemains {
        let path = path.to_owned();
        let text = charset::decoded(&path, bytes);
        let bytes = text.as_ref().map_or(bytes, String::as_bytes);
        FileRemains { scan: self.sweep.scan(&path, bytes), hosts: hosts::hosts(&path, bytes), path }
    }

    /// What is left of this brand in a file in which another was looked for: its hosts are known.
    /// `path` is as it was for that.
    pub fn again(&self, known: &FileRemains, path: &str, bytes: &[u8]) -> FileRemains {
        FileRemains { scan: self.sweep.scan(path, bytes), ..known.clone() }
    }

    /// What is left in all files.
    pub fn together(&self, files: Vec<FileRemains>) -> Remains {
        let mut all = Gathered::default();
        let mut used = vec![0; self.brand.allowed.len()];
        let texts = self.brand.allowed.iter().enumerate();
        let texts: Vec<usize> = texts
            .filter(|(_, allowance)| matches!(allowance.subject, Subject::Text(_)))
            .map(|(at, _)| at)
            .collect();
        let paths: BTreeSet<String> = files.iter().map(|file| file.path.clone()).collect();
        for file in files {
            // What is allowed is counted once: in a compressed file only where the plain one is not there.
            let is_sibling = siblings::plain(&file.path).is_some_and(|(of, _)| paths.contains(of));
            if !is_sibling {
                for (at, count) in texts.iter().zip(&file.scan.allowed) {
                    used[*at] += count;
                }
            }
            all.leftovers(&file);
            all.own += file.scan.own;
            all.hosts(&file, self.brand, &mut used);
        }
        all.remains(self.faults(&used))
    }

    fn faults(&self, used: &[usize]) -> Vec<(usize, String)> {
        let said = |fault: Fault| match fault {
            Fault::Unused => "nothing uses it".to_owned(),
            Fault::Count { found } => format!("it is there {found} times"),
            Fault::NoReason => "it says no reason".to_owned(),
        };
        let faults = faults(&self.brand.allowed, used).into_iter();
        faults.map(|(at, fault)| (at, said(fault))).collect()
    }
}

/// Text → where it is.
type Places = BTreeMap<String, Remain>;

#[derive(Default)]
struct Gathered {
    visible: Places,
    vendor: Places,
    /// By kind and address: each is allowed by its own.
    ties: BTreeMap<(String, String), Remain>,
    asked: Places,
    unclear: Places,
    respelled: Places,
    internal: Places,
    named: BTreeMap<String, NamedHost>,
    own: usize,
    unread: Vec<(String, String)>,
}

impl Gathered {
    fn leftovers(&mut self, file: &FileRemains) {
        if let Some(why) = file.scan.unread {
            self.unread.push((file.path.clone(), why.to_owned()));
        }
        for left in &file.scan.leftovers {
            let is_of_sources = left.layer == Layer::Sources;
            let places = match (left.class, left.spelling) {
                _ if is_of_sources => &mut self.internal,
                (Class::Visible, Spelling::Own) => &mut self.visible,
                (Class::Unclear, Spelling::Own) => &mut self.unclear,
                (Class::Visible, Spelling::Other) => &mut self.respelled,
                _ => &mut self.internal,
            };
            add(places, &left.text, (left.count, &left.excerpt), &file.path);
        }
    }

    fn hosts(&mut self, file: &FileRemains, brand: &Brand, used: &mut [usize]) {
        for one in &file.hosts.uses {
            let allowance = brand.allowed.iter().position(|allowance| match &allowance.subject {
                Subject::Host(host) => {
                    is_below(&one.host, host) && allowance.covers_file(&file.path)
                }
                Subject::Text(_) => false,
            });
            let party = brand.owners.party(&one.host, one.contact);
            self.named(one, (party, allowance), &file.path);
            if let Some(at) = allowance {
                used[at] += one.count;
                continue;
            }
            let places = match (party, one.contact) {
                (Party::Vendor, _) => &mut self.vendor,
                (Party::Third, Contact::Asked) => &mut self.asked,
                _ => continue,
            };
            add(places, &one.host, (one.count, &one.excerpt), &file.path);
        }
        for found in &file.hosts.findings {
            let name = match &found.tie {
                Tie::Key(_) => "a key of a service",
                Tie::App => "an app of the maker",
                Tie::Updates => "a list of releases",
                Tie::Telemetry => "a collector of what users do",
            };
            let is_allowed = brand.allowed.iter().enumerate().find(|(_, allowance)| {
                let (Subject::Host(text) | Subject::Text(text)) = &allowance.subject;
                found.excerpt.contains(text.as_str()) && allowance.covers_file(&file.path)
            });
            match is_allowed {
                // A text with a name in it is counted where names are.
                Some((at, allowance)) => {
                    used[at] += usize::from(!brand.is_named(&allowance.subject))
                }
                None => {
                    let key = (name.to_owned(), found.excerpt.clone());
                    add_at(&mut self.ties, key, (name, 1, &found.excerpt), &file.path);
                }
            }
        }
    }

    fn named(&mut self, one: &HostUse, (party, allowance): (Party, Option<usize>), path: &str) {
        if party == Party::Specification && allowance.is_none() {
            return;
        }
        let entry = self.named.entry(one.host.clone()).or_insert_with(|| NamedHost {
            host: one.host.clone(),
            party,
            contact: one.contact,
            count: 0,
            files: Vec::new(),
            addresses: BTreeSet::new(),
            allowance,
        });
        entry.contact = entry.contact.min(one.contact);
        entry.count += one.count;
        if one.contact == Contact::Asked && entry.addresses.len() < ADDRESSES {
            entry.addresses.insert(one.excerpt.clone());
        }
        if entry.files.last().is_none_or(|last| last != path) {
            entry.files.push(path.to_owned());
        }
    }

    fn remains(self, faults: Vec<(usize, String)>) -> Remains {
        let list = |places: Places| places.into_values().collect();
        Remains {
            visible: list(self.visible),
            vendor: list(self.vendor),
            ties: self.ties.into_values().collect(),
            asked: list(self.asked),
            unclear: list(self.unclear),
            respelled: list(self.respelled),
            internal: list(self.internal),
            hosts: self.named.into_values().collect(),
            own: self.own,
            faults,
            unread: self.unread,
        }
    }
}

fn add(places: &mut Places, text: &str, (count, excerpt): (usize, &str), path: &str) {
    add_at(places, text.to_owned(), (text, count, excerpt), path);
}

/// Counts what looks the same under a key.
fn add_at<K: Ord>(
    places: &mut BTreeMap<K, Remain>,
    key: K,
    (text, count, excerpt): (&str, usize, &str),
    path: &str,
) {
    let entry = places.entry(key).or_insert_with(|| Remain {
        text: text.to_owned(),
        excerpt: excerpt.to_owned(),
        ..Remain::default()
    });
    entry.count += count;
    if entry.files.last().is_none_or(|last| last != path) {
        entry.files.push(path.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remains(files: &[(&str, &str)], allowed: &[(Subject, Option<usize>)]) -> Remains {
        let allowance = |(subject, count): &(Subject, Option<usize>)| Allowance {
            subject: subject.clone(),
            files: Vec::new(),
            count: *count,
            reason: "a reason".to_owned(),
        };
        let brand = Brand {
            names: vec!["Oldmark".to_owned()],
            owners: Owners { vendor: vec!["oldmark.example.net".to_owned()], ..Owners::default() },
            allowed: allowed.iter().map(allowance).collect(),
            own: ["Oldmark at work".to_owned()].into(),
        };
        let finder = Finder::new(&brand);
        finder.together(
            files.iter().map(|(path, text)| finder.in_file(path, text.as_bytes())).collect(),
        )
    }

    fn texts(remains: &[Remain]) -> Vec<(&str, usize)> {
        remains.iter().map(|one| (one.text.as_str(), one.count)).collect()
    }

    const CODE: &str = r#"h("p","Welcome to Oldmark");a={href:"https://www.oldmark.example.net/help"};k["oldmark-key"]=1;"#;

    #[test]
    fn what_is_allowed_in_a_compressed_file_counts_where_the_plain_one_is_not_there() {
        let brand = Brand {
            names: vec!["Oldmark".to_owned()],
            allowed: vec![Allowance {
                subject: Subject::Text("Welcome to Oldmark".to_owned()),
                files: Vec::new(),
                count: Some(1),
                reason: "a reason".to_owned(),
            }],
            ..Brand::default()
        };
        let finder = Finder::new(&brand);
        let packed = siblings::Coding::Gzip.compress(CODE.as_bytes());
        let packed = || finder.in_file("a.js.gz", &packed);
        let plain = finder.in_file("a.js", CODE.as_bytes());
        assert_eq!(finder.together(vec![packed()]).faults, []);
        assert_eq!(finder.together(vec![plain, packed()]).faults, []);
    }

    #[test]
    fn what_people_see_is_told_from_the_rest() {
        let found = remains(&[("a.js", CODE), ("b.js", CODE)], &[]);
        assert_eq!(texts(&found.visible), [("Oldmark", 2)]);
        assert_eq!(found.visible[0].files, ["a.js", "b.js"]);
        assert_eq!(texts(&found.vendor), [("www.oldmark.example.net", 2)]);
        assert!(texts(&found.internal).contains(&("oldmark", 4)), "{:?}", found.internal);
    }

    #[test]
    fn hosts_are_listed_with_what_is_done_with_them() {
        let host = (Subject::Host("oldmark.example.net".to_owned()), None);
        let other = "fetch('https://other.io/a.json');x={docsUrl:'https://other.io/b'}";
        let found = remains(&[("a.js", CODE), ("b.js", other)], &[host]);
        let line = |one: &NamedHost| {
            format!("{} {:?} {:?} {}", one.host, one.party, one.contact, one.count)
        };
        let lines: Vec<String> = found.hosts.iter().map(line).collect();
        assert_eq!(lines, ["other.io Third Asked 2", "www.oldmark.example.net Vendor Linked 1"]);
        assert_eq!(found.hosts[1].allowance, Some(0));
        assert_eq!(found.hosts[0].addresses.len(), 1);
    }

    #[test]
    fn each_address_of_a_kind_is_left_by_itself() {
        let code = "fetch('https://a.posthog.com/e');fetch('https://b.sentry.io/e');fetch('https://b.sentry.io/e')";
        let found = remains(&[("a.js", code)], &[]);
        let ties: Vec<(&str, usize)> =
            found.ties.iter().map(|one| (one.excerpt.as_str(), one.count)).collect();
        assert_eq!(ties, [("https://a.posthog.com/e", 1), ("https://b.sentry.io/e", 2)]);
    }

    #[test]
    fn a_text_of_the_client_itself_is_its_own() {
        let found = remains(&[("a.js", "t('Oldmark at work');t('Oldmark at home')")], &[]);
        assert_eq!((texts(&found.visible), found.own), (vec![("Oldmark", 1)], 1));
    }

    #[test]
    fn what_is_allowed_is_counted() {
        let text = (Subject::Text("Welcome to Oldmark".to_owned()), Some(1));
        let host = (Subject::Host("oldmark.example.net".to_owned()), None);
        let found = remains(&[("a.js", CODE)], &[text.clone(), host]);
        assert_eq!((found.visible.len(), found.vendor.len()), (0, 0));
        assert_eq!(found.faults, []);
        let found = remains(&[("a.js", "nothing")], &[text]);
        assert_eq!(found.faults, [(0, "nothing uses it".to_owned())]);
    }
}
