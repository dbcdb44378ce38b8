//! Documents that name others: flows that call interfaces, cards that start flows, and values that name what is in a document.

use serde_json::Value;

use crate::base::{DocumentPart, Links};
use crate::documents::{
    CalledDocument, CardNames, Document, check_card, check_flow, flow, operations, origins,
};
use rebadge_core::diagnostic::{Code, Diagnostic, did_you_mean};
use rebadge_core::fields::Findings;
use rebadge_core::source::Place;

/// A document that a section names.
pub(super) struct Related {
    /// Keys to the value that names it, items of lists by their ids.
    pub(super) key: Vec<String>,
    /// The same, items by their numbers.
    pub(super) at: Vec<String>,
    pub(super) checker: String,
    pub(super) links: Links,
    /// Its name without folders.
    pub(super) file: String,
    /// The hosts that it may lead to, as the theme has them.
    pub(super) hosts: Option<Value>,
    /// The id of what fills it in, as the theme has it.
    pub(super) data: Option<Value>,
    /// The ids of the texts that fill it in too.
    pub(super) texts: Vec<String>,
    /// None where it could not be read, which is reported already.
    pub(super) document: Option<Document>,
}

/// A value that names something in a document.
pub(super) struct Named {
    pub(super) key: String,
    /// Where the document is named, items of lists by their numbers.
    pub(super) at: Vec<String>,
    pub(super) part: DocumentPart,
    pub(super) name: String,
    pub(super) place: Place,
}

/// Holds documents against each other, and names against documents.
pub(super) fn relate(documents: &[Related], parts: &[Named], findings: &Findings) {
    for one in documents {
        let Some(document) = &one.document else { continue };
        let start = document.start(findings);
        match one.checker.as_str() {
            "arazzo" => {
                if let Some(sources) = &one.links.sources {
                    check_flow(&start, &called(documents, sources));
                }
            }
            "adaptive-card" if one.links != Links::default() => {
                let names = card_names(one, documents);
                if let Some(input) = names.asked {
                    let message = format!("what fills this card asks for `{input}`");
                    start.say(message, "name one that asks for nothing");
                }
                check_card(&start, &names);
            }
            _ => {}
        }
    }
    for named in parts {
        let of = documents.iter().find(|one| one.at == named.at);
        if let Some(document) = of.and_then(|one| one.document.as_ref()) {
            check_part(named, document, findings);
        }
    }
}

/// The documents that a key leads to, with the id that stands for its `*`.
fn by_id<'a>(documents: &'a [Related], of: &[String]) -> Vec<(&'a str, &'a Related)> {
    let star = of.iter().position(|key| key == "*");
    let is_at = |one: &&Related| {
        let pairs = one.key.iter().zip(of);
        one.key.len() == of.len() && pairs.into_iter().all(|(own, key)| key == "*" || own == key)
    };
    let found = documents.iter().filter(is_at);
    found.filter_map(|one| Some((one.key.get(star?)?.as_str(), one))).collect()
}

fn called<'a>(documents: &'a [Related], of: &[String]) -> Vec<CalledDocument<'a>> {
    let all = by_id(documents, of).into_iter();
    all.map(|(id, one)| CalledDocument {
        id: id.to_owned(),
        file: one.file.clone(),
        operations: one.document.as_ref().map(|document| operations(&document.value)),
    })
    .collect()
}

fn card_names<'a>(card: &'a Related, documents: &'a [Related]) -> CardNames<'a> {
    let flows = card.links.verbs.as_ref().map(|of| by_id(documents, of));
    let data = card.data.as_ref().and_then(Value::as_str).filter(|id| !id.is_empty());
    let found = flows.iter().flatten().find(|(id, _)| Some(*id) == data);
    let of = |one: &'a Related| one.document.as_ref().map(|document| flow(&document.value));
    let filled = found.and_then(|(_, one)| of(one));
    let asked = filled.as_ref().and_then(|flow| flow.needed.first().copied());
    let is_unread = found.is_some() && filled.is_none();
    let outputs = filled.map(|flow| flow.outputs).unwrap_or_default();
    let blanks = outputs.into_iter().chain(card.texts.iter().map(String::as_str)).collect();
    let blanks = (!is_unread).then_some(blanks);
    let verbs =
        flows.map(|all| all.into_iter().map(|(id, one)| (id.to_owned(), of(one))).collect());
    let hosts = card.links.hosts.as_ref().map(|_| origins(card.hosts.as_ref()));
    CardNames { hosts, verbs, blanks, asked }
}

fn check_part(named: &Named, document: &Document, findings: &Findings) {
    let value = &document.value;
    let known: Vec<&str> = match named.part {
        DocumentPart::Operation => operations(value).iter().map(|operation| operation.id).collect(),
        DocumentPart::Input => flow(value).inputs,
        DocumentPart::Step => flow(value).steps,
        DocumentPart::Output => flow(value).outputs,
    };
    if !known.contains(&named.name.as_str()) {
        let (key, part, name) = (&named.key, named.part.name(), &named.name);
        let message = format!("`{key}`: the document has no {part} `{name}`");
        let help = did_you_mean(name, known.iter().copied());
        findings.add(Diagnostic::at(Code::Section, &named.place, message).maybe_help(help));
    }
}
