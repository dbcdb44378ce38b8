//! The files of a finished bundle: edited, with pictures of the theme, and with references that are true.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tera::Context;

use super::drawings::Drawings;
use super::{Job, Look, Seen, context, replaced};
use rebadge_art::color::Color;
use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::digest::sha256_of;
use rebadge_core::output_path::OutputPath;
use rebadge_core::source::Place;
use rebadge_foreign::changes::{Put, TextChange};
use rebadge_foreign::facts::{Facts, FileFacts, Held, Part, Sibling, Source, token_span};
use rebadge_foreign::path_data::PathBox;
use rebadge_foreign::placeholders;
use rebadge_foreign::spread::another;
use rebadge_render::recipes::kinds::spliced::Filling;
use rebadge_render::recipes::kinds::{compressed, copy, linked, path_data, spliced};
use rebadge_render::recipes::{About, Entry, Input, Inputs, Material, Node, Read};
use rebadge_render::render::escape::Escape;
use rebadge_render::render::wellformed;
use rebadge_theme::base::{BaseFile, Change, EditValue, FileClass, Foreign, Target, ValueKind};

/// All files of a bundle that differ for a tenant.
///
/// # Errors
/// Values that cannot be rendered.
pub(super) fn entries(
    job: &Job<'_>,
    foreign: &Foreign,
    (drawings, inputs): (&Drawings<'_>, &mut Inputs),
) -> Result<Vec<(OutputPath, Entry)>, Vec<Diagnostic>> {
    let context = Seen::of(job).context;
    let values = values(job, foreign, &context)?;
    inputs.add(sees(), Material::Templates(Arc::clone(job.templates)));
    inputs.add(sees(), Material::Context(context));
    let (values, before) = (values.as_slice(), BTreeMap::new());
    let facts = &foreign.facts;
    let languages = foreign.languages.shipped(&job.theme.tenant.languages);
    let mut lowering = Lowering { job, drawings, inputs, values, foreign, languages, before };
    lowering.contents();
    let before = lowering.before;
    let key = |path: &str| before.get(path).map_or("", |entry| entry.node.key());
    let tokens = foreign.spread.tokens(facts, key);
    let (unpacked, after) = (BTreeMap::new(), BTreeMap::new());
    let mut linking = Linking { facts, tokens: &tokens, before: &before, unpacked, after };
    let mut entries = Vec::new();
    for path in job.target.files.keys() {
        let Some(node) = linking.node(path.as_str()) else { continue };
        let entry = Entry { node, ..before[linking.plain(path.as_str())].clone() };
        let mode = job.target.files[path].mode;
        let new = renamed(path.as_str(), facts, &tokens);
        if let Ok(path) = OutputPath::new(&new) {
            entries.push((path, Entry { mode, ..entry }));
        }
    }
    Ok(entries)
}

/// The values of a contract for a theme.
fn values(
    job: &Job<'_>,
    foreign: &Foreign,
    context: &Context,
) -> Result<Vec<String>, Vec<Diagnostic>> {
    let contract = Place::file(&job.base.source);
    let (mut values, mut problems) = (Vec::new(), Vec::new());
    for (number, value) in foreign.values.iter().enumerate() {
        let place = value.text.place().unwrap_or(&contract);
        match rendered(job, (number, value), context) {
            Ok(text) => match fault((job, value), &text) {
                None => match code(job, (number, value), &text) {
                    None => values.push(text),
                    Some(problem) => problems.push(problem),
                },
                Some((code, message, help)) => {
                    problems.push(Diagnostic::at(code, place, message).help(help));
                }
            },
            Err(found) => {
                let moved = found.into_iter().map(|problem| {
                    problem.moved(place).maybe_help(needs_brand(job, (number, value)))
                });
                problems.extend(moved);
            }
        }
    }
    if problems.is_empty() { Ok(values) } else { Err(problems) }
}

/// What a value lacks that names a file of the tenant's own, where the package has no folder for such.
fn needs_brand(job: &Job<'_>, (number, value): (usize, &EditValue)) -> Option<String> {
    let names = job.templates.used_names(&value.name(number));
    let is_of_file = names.iter().any(|name| name.first().is_some_and(|first| first == "logo"));
    let help = "set `brand` in the contract's target, `brand = \"brand\"`: the folder in the package for the tenant's own files";
    (is_of_file && job.target.brand.is_none()).then(|| help.to_owned())
}

fn rendered(
    job: &Job<'_>,
    (number, value): (usize, &EditValue),
    context: &Context,
) -> Result<String, Vec<Diagnostic>> {
    let name = value.name(number);
    match value.kind {
        _ if !value.is_template() => Ok(value.text.value.clone()),
        ValueKind::Markup => job.templates.render_part(&name, context),
        _ => job.templates.render(&name, context),
    }
}

/// What is wrong with a value: the code, the message and what to do.
fn fault((job, value): (&Job<'_>, &EditValue), text: &str) -> Option<(Code, String, &'static str)> {
    if let (ValueKind::Css, Err((message, help))) = (value.kind, css(text)) {
        return Some((Code::Malformed, message, help));
    }
    let is_json = || serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
    match value.kind {
        ValueKind::Color if Color::parse(text).is_err() => Some((
            Code::Color,
            format!("`{text}` is no color"),
            "write a color of the theme: `{{ colors.light.primary }}`",
        )),
        ValueKind::Json if !is_json() => Some((
            Code::Edit,
            format!("`{text}` is no JSON"),
            "write a list or table of the theme as `{{ tenant.languages | json }}`",
        )),
        // What the contract itself leaves empty is meant so.
        _ if text.trim().is_empty() && value.is_template() => Some((
            Code::Edit,
            format!("the value is empty for `{}`", job.theme.tenant.id.value),
            "set what it reads in the theme, or give it a default",
        )),
        _ => None,
    }
}

/// Whether rules can stand at the end of a stylesheet, or of the `<style>` of a page.
fn css(text: &str) -> Result<(), (String, &'static str)> {
    if text.to_ascii_lowercase().contains("</style") {
        let message = "the rules have `</style`, which would end them in a page".to_owned();
        return Err((message, "write markup with an edit `html`: `head = { \"+\" = \"…\" }`"));
    }
    wellformed::check(Escape::Css, text).map_err(|malformed| {
        let message = format!("the rules do not parse as CSS: {}", malformed.message);
        (message, "write whole rules, `selector { property: value }`, with texts between quotes")
    })
}

/// A text of the theme that the maker's server, or the client, would take for code. A placeholder that the contract itself
/// writes is meant so.
fn code(job: &Job<'_>, (number, value): (usize, &EditValue), text: &str) -> Option<Diagnostic> {
    let is_text = matches!(value.kind, ValueKind::Text | ValueKind::Markup) && value.is_template();
    placeholders::opening(text).filter(|_| is_text)?;
    let names = job.templates.used_names(&value.name(number));
    let keys = names.iter().flat_map(|name| context::keys_of(name));
    let written = keys.flat_map(|key| {
        let below = format!("{key}.");
        let sets = job.theme.lineage.sets.iter();
        let is_read = move |name: &String| *name == key || name.starts_with(&below);
        let last = sets.filter(move |(name, _)| is_read(name)).filter_map(|(_, sets)| sets.last());
        last.map(|set| &set.place)
    });
    let mut of_code = written.filter_map(|place| {
        let text = place.source.text.get(place.span.clone())?;
        Some((place, placeholders::opening(text)?))
    });
    let (place, mark) = of_code.next()?;
    let message = format!("`{mark}` begins code of a server or a script, which would run it");
    let help = "write the text without it: it goes into a file of a finished bundle";
    Some(Diagnostic::at(Code::Edit, place, message).help(help))
}

/// Under what the table of inputs has the values of a contract as templates, and what they see.
fn sees() -> Input {
    Input("values of the contract".to_owned())
}

/// The keys of a theme behind the values that go into a file of the bundle, given as the base client names it.
pub(crate) fn keys(target: &Target, base_file: &str, inputs: &Inputs) -> BTreeSet<String> {
    let path = base_file.strip_prefix(&target.root).and_then(|rest| rest.strip_prefix('/'));
    let path = path.and_then(|path| OutputPath::new(path).ok());
    let class = path.and_then(|path| Some(&target.files.get(&path)?.class));
    let (Some(foreign), Some(FileClass::Foreign { change, language, .. })) =
        (&target.foreign, class)
    else {
        return BTreeSet::new();
    };
    let of_language = || ["tenant.languages".to_owned()].into();
    let mut keys = if language.is_some() { of_language() } else { BTreeSet::new() };
    let Change::Text { text, .. } = change else { return keys };
    if !text.entries.is_empty() {
        keys = of_language();
    }
    let Ok(templates) = inputs.templates(&sees()) else {
        return keys;
    };
    let values = text.puts.iter().flat_map(|put| values_of(put, foreign));
    let templates_of = values.filter(|number| foreign.values[*number].is_template());
    let names =
        templates_of.flat_map(|number| templates.used_names(&foreign.values[number].name(number)));
    keys.extend(names.flat_map(|name| context::keys_of(name)));
    keys
}

/// The numbers of the contract's values that are put somewhere.
fn values_of(put: &Put, foreign: &Foreign) -> Vec<usize> {
    match put {
        Put::Value(number) | Put::Capitals(number) => vec![*number],
        Put::Ramp(edit) => foreign.ramps[edit].values().to_vec(),
        Put::Fixed(_) | Put::Bump(_) | Put::Mark(_) => Vec::new(),
    }
}

/// What is wrong with the values of a contract for a theme, which is seen as templates see it.
pub(super) fn check(job: &Job<'_>, context: &Context) -> Vec<Diagnostic> {
    let Some(foreign) = job.target.foreign.as_deref() else { return Vec::new() };
    let mut problems = values(job, foreign, context).err().unwrap_or_default();
    problems.extend(job.target.files.iter().filter_map(|(path, file)| match &file.class {
        FileClass::Foreign { change: Change::Picture(change), .. } => {
            replaced::problem(change, path.as_str(), job.theme)
        }
        _ => None,
    }));
    problems
}

/// The path of a file in a package.
pub(super) fn renamed(path: &str, facts: &Facts, tokens: &BTreeMap<String, String>) -> String {
    let known = facts.files.get(path);
    if let Some(sibling) = known.and_then(|known| known.sibling.as_ref()) {
        return renamed(&sibling.of, facts, tokens) + sibling.coding.ending();
    }
    let token = known.and_then(|known| known.token.as_ref());
    match token.and_then(|token| Some((token_span(path, token)?, tokens.get(token)?))) {
        Some((span, new)) => format!("{}{new}{}", &path[..span.start], &path[span.end..]),
        None => path.to_owned(),
    }
}

struct Lowering<'a> {
    job: &'a Job<'a>,
    drawings: &'a Drawings<'a>,
    inputs: &'a mut Inputs,
    values: &'a [String],
    foreign: &'a Foreign,
    /// The languages of the bundle that ship.
    languages: BTreeSet<String>,
    /// Path → the file without its references.
    before: BTreeMap<&'a str, Entry>,
}

impl<'a> Lowering<'a> {
    /// Every file but those that are others compressed.
    fn contents(&mut self) {
        let target: &'a Target = self.job.target;
        let mut bumped = Vec::new();
        for (path, file) in &target.files {
            let FileClass::Foreign { change, entry, .. } = &file.class else { continue };
            if !self.job.plan.steps.contains_key(path) {
                continue;
            }
            let made = match change {
                Change::Compressed(_) => continue,
                Change::Picture(picture) => replaced::entry(picture, self.job, self.drawings),
                Change::Refers => self.entry(file, self.copy(file), Vec::new()),
                Change::Text { text, sha256 } => {
                    if text.puts.iter().any(|put| matches!(put, Put::Bump(_))) {
                        bumped.push(path);
                    }
                    self.spliced((path, file), (text, sha256), "")
                }
            };
            self.inputs.add(Input(file.sha256.clone()), Material::File(Arc::clone(entry)));
            self.before.insert(path.as_str(), made);
        }
        let keys: Vec<&[u8]> =
            self.before.values().map(|entry| entry.node.key().as_bytes()).collect();
        let of_all = sha256_of(&keys);
        for path in bumped {
            let file = &target.files[path];
            if let FileClass::Foreign { change: Change::Text { text, sha256 }, .. } = &file.class {
                let made = self.spliced((path, file), (text, sha256), &of_all);
                self.before.insert(path.as_str(), made);
            }
        }
    }

    fn copy(&self, file: &BaseFile) -> Node {
        Node::new(copy::Copy { of: Input(file.sha256.clone()) })
    }

    /// A text with values in it. `of_all` is what versions that must differ follow from.
    fn spliced(
        &mut self,
        (path, file): (&OutputPath, &BaseFile),
        (text, sha256): (&Arc<TextChange>, &String),
        of_all: &str,
    ) -> Entry {
        let put = |put: &Put| {
            Filling::Text(match put {
                Put::Value(number) => self.values[*number].clone(),
                Put::Capitals(number) => self.values[*number].to_uppercase(),
                Put::Fixed(text) => text.clone(),
                Put::Ramp(edit) => self.foreign.ramps[edit].stylesheet(self.values),
                Put::Bump(old) => another(old, of_all),
                Put::Mark(room) => return Filling::Made(self.mark(*room)),
            })
        };
        let (text, sha256) = self.in_languages(text, sha256);
        let values = text.puts.iter().map(put).collect();
        let splices = Input(sha256);
        self.inputs.add(splices.clone(), Material::Splices(Arc::clone(&text)));
        let of = Input(file.sha256.clone());
        let known = self.foreign.facts.files.get(path.as_str());
        let packed = known.and_then(|known| known.packed);
        let node = Node::new(spliced::Spliced { of, packed, splices, values });
        let entry = self.entry(file, node, self.reads(&text));
        let theme = if self.has_theme(&text) { ", theme" } else { "" };
        let from = format!("{}{theme}", entry.about.from);
        Entry { about: About { from, ..entry.about }, ..entry }
    }

    /// What is done to a text in the tenant's languages, with its SHA-256.
    fn in_languages(&self, text: &Arc<TextChange>, sha256: &str) -> (Arc<TextChange>, String) {
        if text.entries.is_empty() {
            return (Arc::clone(text), sha256.to_owned());
        }
        let text = text.in_languages(&|language| self.languages.contains(language));
        let sha256 = text.sha256();
        (Arc::new(text), sha256)
    }

    /// The keys of the theme behind its mark, if it goes into a text. Those behind the values are found when they are asked for.
    fn reads(&self, text: &TextChange) -> Vec<Read> {
        if text.puts.iter().any(|put| matches!(put, Put::Mark(_))) {
            self.drawings.mark_reads(&Look::MONOCHROME, u32::MAX)
        } else {
            Vec::new()
        }
    }

    /// Whether anything of the theme goes into a text.
    fn has_theme(&self, text: &TextChange) -> bool {
        let is_template = |number: usize| self.foreign.values[number].is_template();
        text.puts.iter().any(|put| {
            matches!(put, Put::Mark(_)) || values_of(put, self.foreign).into_iter().any(is_template)
        })
    }

    /// The theme's mark in one color, as path data.
    fn mark(&self, room: PathBox) -> Node {
        let mark = self.drawings.mark(&Look::MONOCHROME, u32::MAX);
        let mark = mark.unwrap_or_else(|| unreachable!("the look has art"));
        Node::new(path_data::PathData { mark, room })
    }

    fn entry(&self, file: &BaseFile, node: Node, reads: Vec<Read>) -> Entry {
        let about = About {
            from: format!("base `{}`", file.name),
            reads,
            base_file: Some(file.name.clone()),
            drawn: String::new(),
            place: Place::file(&self.job.base.source),
        };
        Entry { node, mode: file.mode, about }
    }
}

/// Makes the references of files true. A file that holds a digest is made of the file that has it; that there is no circle
/// was found when the bundle was read.
struct Linking<'a> {
    facts: &'a Facts,
    tokens: &'a BTreeMap<String, String>,
    before: &'a BTreeMap<&'a str, Entry>,
    /// Path → what a file unpacks to that is only there compressed.
    unpacked: BTreeMap<String, Node>,
    after: BTreeMap<String, Node>,
}

impl Linking<'_> {
    /// The path of the file that this one is, compressed, or its own.
    fn plain<'p>(&'p self, path: &'p str) -> &'p str {
        match self.sibling(path) {
            Some(sibling) => &sibling.of,
            None => path,
        }
    }

    fn sibling(&self, path: &str) -> Option<&Sibling> {
        self.facts.sibling(path).filter(|_| !self.before.contains_key(path))
    }

    /// The node of a file; none of one that every package has as it is.
    fn node(&mut self, path: &str) -> Option<Node> {
        if let Some(node) = self.after.get(path) {
            return Some(node.clone());
        }
        let node = match self.sibling(path).cloned() {
            Some(sibling) => {
                let of = self.node(&sibling.of)?;
                Node::new(compressed::Compressed { of, coding: sibling.coding })
            }
            None => {
                let before = self.before.get(path)?.node.clone();
                match self.facts.files.get(path) {
                    Some(known) => {
                        let linked = self.linked(path, before, known);
                        self.packed(path, linked, known)
                    }
                    None => before,
                }
            }
        };
        self.after.insert(path.to_owned(), node.clone());
        Some(node)
    }

    /// A file as it ships: one that is only there compressed is compressed again.
    fn packed(&mut self, path: &str, plain: Node, known: &FileFacts) -> Node {
        let Some(coding) = known.packed else { return plain };
        self.unpacked.insert(path.to_owned(), plain.clone());
        Node::new(compressed::Compressed { of: plain, coding })
    }

    /// What has a digest, with which part of that; none of what every package has as it is.
    fn digested(&mut self, of: &Source) -> Option<(Node, Part)> {
        let whole = self.node(&of.path)?;
        Some(match (self.unpacked.get(&of.path), of.part) {
            (Some(unpacked), Part::Unpacked) => (unpacked.clone(), Part::Whole),
            (Some(unpacked), part @ Part::Inline(_)) => (unpacked.clone(), part),
            (_, part) => (whole, part),
        })
    }

    fn linked(&mut self, path: &str, before: Node, known: &FileFacts) -> Node {
        let new = |token: &String| Some((token.clone(), self.tokens.get(token)?.clone()));
        let tokens: BTreeMap<String, String> = known.mentions.iter().filter_map(new).collect();
        let (mut digests, mut kept, mut inline) = (Vec::new(), Vec::new(), Vec::new());
        for held in &known.digests {
            let (old, notation) = (held.text.clone(), held.notation);
            let is_alike = |other: &Held| other.text == held.text && other.of != held.of;
            let named = || renamed(&held.of.path, self.facts, self.tokens);
            let beside = known.digests.iter().any(is_alike).then(named);
            match held.of.part {
                Part::Inline(number) if held.of.path == path => {
                    inline.push(linked::Inline { old, notation, number });
                }
                _ => match (self.digested(&held.of), beside) {
                    (Some((of, part)), beside) => {
                        digests.push(linked::Digest { old, notation, of, part, beside });
                    }
                    (None, Some(beside)) => kept.push(linked::Kept { text: old, beside }),
                    (None, None) => {}
                },
            }
        }
        if tokens.is_empty() && digests.is_empty() && inline.is_empty() {
            return before;
        }
        Node::new(linked::Linked { of: before, tokens, digests, kept, inline })
    }
}
