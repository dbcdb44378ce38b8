//! What the edits of a contract leave of the old brand, as diagnostics.

use std::collections::BTreeSet;

use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::fields::Findings;
use rebadge_core::source::{Place, Sourced};
use rebadge_foreign::hosts::Owners;
use rebadge_foreign::leftovers::{Allowance, Subject};
use rebadge_foreign::placeholders;
use rebadge_foreign::remains::{Brand, Remain, Remains};

use super::{Allowed, Contract, OldBrand};

/// How many of one kind are named one by one.
const NAMED: usize = 12;

/// The brand that must not be left.
pub(super) fn brand(contract: &Contract) -> Brand {
    contract.old.as_brand(&[])
}

impl OldBrand {
    /// It, for who looks for what is left of it in a package of a tenant who has these hosts.
    pub fn as_brand(&self, tenant: &[String]) -> Brand {
        let texts = |all: &[Sourced<String>]| all.iter().map(|text| text.value.clone()).collect();
        let allowance = |own: &super::Allowance| Allowance {
            subject: match &own.what {
                Allowed::Text(text) => Subject::Text(text.clone()),
                Allowed::Host(host) => Subject::Host(host.clone()),
            },
            files: own.files.clone(),
            count: own.count,
            reason: own.reason.clone(),
        };
        Brand {
            names: texts(&self.names),
            owners: Owners { tenant: tenant.to_vec(), vendor: texts(&self.hosts) },
            allowed: self.allowed.iter().map(allowance).collect(),
            own: BTreeSet::new(),
        }
    }
}

/// What to do about a name that is in code of a server, where the edit `name` writes nothing.
const CODE: &str = "in `{{ … }}`, `{% … %}`, `<% … %>` or `<?php … ?>` no name is written, since it would be code: change the whole placeholder with a `text` edit, or allow it with `[[targets.web.allow]]` and a reason";

/// Says what is left, and which allowances are not true.
pub(super) fn tell(contract: &Contract, remains: &Remains, findings: &Findings) {
    let old = &contract.old;
    let place = |texts: &[Sourced<String>]| {
        let written = texts.first().and_then(Sourced::place);
        written.unwrap_or(&contract.place).clone()
    };
    let change = "change it with an edit, or allow it with `[[targets.web.allow]]` and a reason";
    let told = [
        (&remains.visible, place(&old.names), "the old name is left"),
        (&remains.vendor, place(&old.hosts), "a host of the maker is left"),
        (&remains.ties, contract.place.clone(), "what ties the client to its maker is left"),
    ];
    for (list, place, what) in told {
        findings.extend(all_of(list, (Code::Leftover, &place, what), change));
    }
    let place = place(&old.names);
    let help = "if people read it, change it with a `text` edit, else allow it with `[[targets.web.allow]]` and a reason";
    let told = (Code::UnclearName, &place, "the old name may be left");
    findings.extend(all_of(&remains.unclear, told, help));
    for (number, fault) in &remains.faults {
        let place = &old.allowed[*number].place;
        findings.add(unfit(place, fault));
    }
    for (path, why) in &remains.unread {
        let message = format!("`{path}` cannot be searched for the old name: {why}");
        findings.add(Diagnostic::at(Code::Leftover, &contract.place, message));
    }
}

/// What is left of one kind: the first with a diagnostic each, and one for all others.
fn all_of(
    list: &[Remain],
    (code, place, what): (Code, &Place, &str),
    change: &str,
) -> Vec<Diagnostic> {
    let mut told: Vec<Diagnostic> = Vec::new();
    for one in list.iter().take(NAMED) {
        let is_code = placeholders::opening(&one.excerpt).is_some();
        let help = if is_code { CODE } else { change };
        let files: &[String] = if one.files.len() > 1 { &one.files } else { &[] };
        let problem = Diagnostic::at(code, place, said(one, what)).help(help);
        told.push(problem.details(files.iter().map(|file| format!("in `{file}`")).collect()));
    }
    if let [first, rest @ ..] = &list[list.len().min(NAMED)..] {
        let others = if rest.is_empty() {
            said(first, what)
        } else {
            let first = said(first, what);
            format!("{first}, and {} more like it, see `--verbose`", rest.len())
        };
        let problem = Diagnostic::at(code, place, others).help(change);
        told.push(problem.details(rest.iter().map(|one| said(one, what)).collect()));
    }
    told
}

fn unfit(place: &Place, fault: &str) -> Diagnostic {
    let message = format!("the allowance does not fit: {fault}");
    Diagnostic::at(Code::Leftover, place, message).help("remove it, or write what is there now")
}

fn said(one: &Remain, what: &str) -> String {
    let files = match one.files.as_slice() {
        [only] => format!("in `{only}`"),
        [first, _] => format!("in `{first}` and 1 more file"),
        [first, rest @ ..] => format!("in `{first}` and {} more files", rest.len()),
        [] => String::new(),
    };
    let count = if one.count == 1 { "once".to_owned() } else { format!("{} times", one.count) };
    format!("{what}: `{}`, {count} {files}: `{}`", one.text, one.excerpt)
}
