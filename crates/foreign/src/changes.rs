//! What the edits of a contract do to the files of a bundle, with everything in them that does not fit it.

mod languages;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rayon::prelude::*;
use rebadge_art::color::Color;
use rebadge_art::vector::{self, Margins};
use rebadge_core::digest::sha256;
use rebadge_core::error::Error;
use rebadge_core::fs;
use serde::{Deserialize, Serialize};

use crate::bundle_file::BundleFile;
use crate::catalogs::{self, Catalogs, Unlisted};
use crate::edits::{Change, Edit, RampRule, Shown, ValueId};
use crate::entries::LanguageEntry;
use crate::facts::{Facts, is_text_name};
use crate::fit::Used;
use crate::lists::{Named, Search};
use crate::matching::{Match, Naming, NoMatch, Place};
use crate::names::{File, Finder, Keys, Sightings, Wanted};
use crate::path_data::{self as paths, PathBox};
use crate::paths::PathPattern;
use crate::pictures::{self, Format, Old};
use crate::ramp;
use crate::remains::{self, Brand, FileRemains, Remains};
use crate::splice::{self, Form, Splice};

/// What edits do to the files of a bundle. It is the same for every tenant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// Path → where values go in the file's text.
    pub texts: BTreeMap<String, TextChange>,
    /// Path → which picture of a theme takes the place of which old one.
    pub pictures: BTreeMap<String, PictureChange>,
    /// Edit → the custom properties that get other shades.
    pub ramps: BTreeMap<usize, Ramp>,
    /// Files that are not shipped.
    pub deleted: BTreeSet<String>,
    /// Files that name others which are not shipped, with the paths of those.
    pub named: Vec<(String, String)>,
    /// Files that name those of a language otherwise than in an entry which goes with the language.
    pub unlisted: Vec<Unlisted>,
    /// How often each edit matched.
    pub counts: Vec<usize>,
    /// What does not fit the bundle.
    pub faults: Vec<EditFault>,
    /// Edits that match another number of times than they say, or never.
    pub miscounts: Vec<EditFault>,
    /// What a person should look at, such as a text whose grammar may not fit a new name.
    pub told: Vec<EditFault>,
    /// Edit of names → how many of them another edit changes, and the first file with one.
    pub yielded: BTreeMap<usize, (usize, String)>,
}

/// Where values go in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextChange {
    /// The spans, sorted, each with a number into `puts`.
    pub splices: Vec<Splice>,
    /// What is put into the spans.
    pub puts: Vec<Put>,
    /// Entries of lists, sorted, that are only there for a tenant who has their language.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<LanguageEntry>,
}

/// What is put into a span.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Put {
    /// A value of the contract.
    Value(ValueId),
    /// A value of the contract in capitals.
    Capitals(ValueId),
    /// The same for every tenant.
    Fixed(String),
    /// The stylesheet of an edit's custom properties in other shades.
    Ramp(usize),
    /// Another version: of the length and characters of this one.
    Bump(String),
    /// Path data of the theme's mark in one color, within a box.
    Mark(PathBox),
}

/// Custom properties and the values that their new shades come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ramp {
    steps: Vec<ramp::Step>,
    old: Color,
    light: ValueId,
    dark: ValueId,
}

impl Ramp {
    /// The values that it comes from.
    pub fn values(&self) -> [ValueId; 2] {
        [self.light, self.dark]
    }

    /// The stylesheet for the values of a tenant. A value that is no color is black: that it is one is checked where it is made.
    pub fn stylesheet(&self, values: &[String]) -> String {
        let color = |value: ValueId| Color::parse(&values[value]).unwrap_or(Color::BLACK);
        let keys = ramp::Keys { old: self.old, light: color(self.light), dark: color(self.dark) };
        ramp::stylesheet(&self.steps, keys)
    }
}

/// A picture in the place of another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureChange {
    /// What of the theme.
    pub shown: Shown,
    /// The format of the old picture.
    pub format: Format,
    /// Width and height of each of its frames, in pixels; of an SVG in units.
    pub frames: Vec<(u32, u32)>,
    /// What its mark stands on.
    pub ground: Ground,
    /// The width and height of what is painted, in thousandths of the shorter side.
    pub painted: (u16, u16),
    /// The width and height of its mark, in thousandths of the shorter side.
    pub mark: (u16, u16),
}

/// What the mark of an old picture stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ground {
    /// Nothing.
    Clear,
    /// A shape of one color, whose corners have this radius in thousandths of its side.
    Plate(u16),
    /// All of the picture is painted.
    Full,
}

impl PictureChange {
    /// A picture of a theme in the place of an old one.
    fn new(shown: Shown, old: &Old) -> PictureChange {
        let (width, height) = old.frames.first().copied().unwrap_or((1, 1));
        let shorter = width.min(height).max(1) as f32;
        let thousandths =
            |pixels: f32| (pixels / shorter * 1000.0).round().clamp(1.0, 65_000.0) as u16;
        let inner = |margins: &Margins| {
            let width = width as f32 * (1.0 - margins.left - margins.right);
            let height = height as f32 * (1.0 - margins.top - margins.bottom);
            (thousandths(width), thousandths(height))
        };
        let ground = match old.placed.ground {
            vector::Ground::Transparent => Ground::Clear,
            vector::Ground::Plate { corner, .. } => Ground::Plate((corner * 1000.0) as u16),
            vector::Ground::Full(_) => Ground::Full,
        };
        PictureChange {
            shown,
            format: old.format,
            frames: old.frames.clone(),
            ground,
            painted: inner(&old.placed.padding),
            mark: inner(&old.placed.mark),
        }
    }
}

/// An edit that does not do what the contract says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditFault {
    /// Which edit.
    pub edit: usize,
    /// What of it.
    pub part: Part,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl EditFault {
    /// A fault of an edit as a whole, without a help.
    pub(crate) fn new(edit: usize, message: String) -> EditFault {
        EditFault { edit, part: Part::Whole, message, help: None }
    }

    /// It, with what to do.
    pub(crate) fn help(self, help: impl Into<String>) -> EditFault {
        EditFault { help: Some(help.into()), ..self }
    }

    /// It, of a part of the edit.
    pub(crate) fn at(self, part: Part) -> EditFault {
        EditFault { part, ..self }
    }
}

/// What of an edit a fault is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// All of it.
    Whole,
    /// The key of this name in what it changes: a text, a color, a selector.
    Key(String),
    /// The pattern of this number among its files.
    Files(usize),
}

/// Finds where edits go, and which entries of lists go with files of a language.
///
/// # Errors
/// [`Error::Read`].
pub fn changes(
    files: &[BundleFile],
    edits: &[Edit],
    (catalogs, facts): (&Catalogs, &Facts),
) -> Result<Changes, Error> {
    let mut changes = Changes { counts: vec![0; edits.len()], ..Changes::default() };
    let all = files;
    // A link has nothing that could be edited.
    let files: Vec<BundleFile> = all.iter().filter(|file| !file.is_link()).cloned().collect();
    for (number, edit) in edits.iter().enumerate() {
        match &edit.change {
            Change::Delete => {
                let hit = all.iter().filter(|file| edit.is_for(file));
                let hit: Vec<String> = hit.map(|file| file.path.clone()).collect();
                changes.counts[number] = hit.len();
                changes.deleted.extend(hit);
            }
            Change::Icons(icons) => changes.pictures(&files, (number, icons))?,
            Change::Ramp(rule) => changes.ramp(&files, (number, edit, rule))?,
            _ => {}
        }
    }
    let left: Vec<&BundleFile> =
        files.iter().filter(|file| !changes.deleted.contains(&file.path)).collect();
    let looking = Looking {
        edits,
        names: naming(&left, edits)?,
        deleted: Search::new(&changes.deleted),
        catalogs: catalogs::Search::new(catalogs, facts),
    };
    let found: Result<Vec<_>, Error> =
        left.into_par_iter().map(|file| looking.in_file(file)).collect();
    let mut used = Used::default();
    for found in found?.into_iter().flatten() {
        found.matches.iter().for_each(|(edit, one)| used.add(*edit, one));
        changes.add_text(found);
    }
    changes.check(edits, all, &used);
    Ok(changes)
}

impl Edit {
    /// Whether it is for a file.
    pub fn is_for(&self, file: &BundleFile) -> bool {
        is_any(&self.files, file)
    }

    /// All patterns of files that it has.
    pub fn patterns(&self) -> impl Iterator<Item = &PathPattern> {
        let (icons, into) = match &self.change {
            Change::Icons(icons) => (icons.as_slice(), [].as_slice()),
            Change::Ramp(rule) => ([].as_slice(), rule.into.as_slice()),
            _ => ([].as_slice(), [].as_slice()),
        };
        self.files.iter().chain(icons.iter().map(|(pattern, _)| pattern)).chain(into)
    }

    /// Whether it puts something into the text of a file.
    fn changes_text_of(&self, file: &BundleFile) -> bool {
        match &self.change {
            Change::Delete | Change::Icons(_) => false,
            Change::Ramp(rule) => is_any(&rule.into, file),
            _ => self.is_for(file),
        }
    }
}

fn is_any(patterns: &[PathPattern], file: &BundleFile) -> bool {
    patterns.iter().any(|pattern| file.find(pattern).is_some())
}

/// What was found in a file.
struct Found<'a> {
    file: &'a BundleFile,
    /// Each with its edit.
    matches: Vec<(usize, Match)>,
    faults: Vec<EditFault>,
    /// Of files that are not shipped.
    named: Named,
    /// Of files of languages.
    entries: Vec<LanguageEntry>,
    unlisted: Option<Unlisted>,
}

/// What finds the names of each edit that replaces some: which keys are texts is decided for the whole bundle.
fn naming(files: &[&BundleFile], edits: &[Edit]) -> Result<BTreeMap<usize, Naming>, Error> {
    let mut all = BTreeMap::new();
    for (number, edit) in edits.iter().enumerate() {
        let Change::Name(rule) = &edit.change else { continue };
        let own = files.par_iter().filter(|file| edit.is_for(file));
        let finder = Finder::new(&Wanted {
            names: rule.names.iter().map(|(name, _)| name.clone()).collect(),
            compounds: rule.compounds,
            languages: rule.languages.clone(),
        });
        let sightings =
            own.map(|file| Ok(finder.sightings(File::of_path(file.name(), &file.content()?))));
        let sightings: Result<Vec<Sightings>, Error> = sightings.collect();
        let keys = Keys::of(sightings?);
        all.insert(number, Naming { finder, keys });
    }
    Ok(all)
}

/// All that is looked for in files.
struct Looking<'a> {
    edits: &'a [Edit],
    /// Edit → what finds its names.
    names: BTreeMap<usize, Naming>,
    deleted: Search<'a>,
    catalogs: catalogs::Search<'a>,
}

impl Looking<'_> {
    /// Everything that is found in a file; none in one that nothing is looked for in.
    fn in_file<'f>(&self, file: &'f BundleFile) -> Result<Option<Found<'f>>, Error> {
        let own = self.edits.iter().enumerate();
        let own: Vec<_> = own.filter(|(_, edit)| edit.changes_text_of(file)).collect();
        let is_searched = !self.deleted.is_empty() && is_text_name(file.name());
        let is_of_languages = !self.catalogs.skips(file.name());
        if own.is_empty() && !is_searched && !is_of_languages {
            return Ok(None);
        }
        let bytes = match (file.content(), file.packed()) {
            // It may be of a kind of its own: what has to be found in it is missed there.
            (Err(_), Some(_)) if own.is_empty() => return Ok(None),
            (bytes, _) => bytes?,
        };
        let (mut matches, mut faults) = (Vec::new(), Vec::new());
        let mut entries = Vec::new();
        for (number, edit) in own {
            let of = Place { path: file.name(), bytes: &bytes, naming: self.names.get(&number) };
            match of.matches(number, &edit.change) {
                Ok(mut one) => {
                    entries.append(&mut one.entries);
                    matches.push((number, one));
                }
                Err(all) => faults.extend(all.into_iter().map(|NoMatch { message, help, key }| {
                    let message = format!("`{}`: {message}", file.path);
                    let part = key.map_or(Part::Whole, Part::Key);
                    EditFault { edit: number, part, message, help }
                })),
            }
        }
        let named =
            if is_searched { self.deleted.named(file.name(), &bytes) } else { Named::default() };
        let unlisted = if is_of_languages {
            self.catalogs.named((file.name(), &bytes), &mut entries)
        } else {
            None
        };
        Ok(Some(Found { file, matches, faults, named, entries, unlisted }))
    }
}

impl Changes {
    /// What is left of a brand in the files as they are edited, with nothing of a tenant in them: in all that are shipped as texts, and
    /// in pictures that are not replaced. What is compressed is looked at where it is not.
    ///
    /// # Errors
    /// [`Error::Read`].
    pub fn remains(
        &self,
        files: &[BundleFile],
        (brand, facts): (&Brand, &Facts),
    ) -> Result<Remains, Error> {
        let finder = remains::Finder::new(brand);
        let is_looked_at = |file: &&BundleFile| {
            facts.sibling(&file.path).is_none()
                && !file.is_link()
                && !self.deleted.contains(&file.path)
                && !self.pictures.contains_key(&file.path)
        };
        let in_file = |file: &BundleFile| {
            let Some(bytes) = file.readable()? else {
                // It is reported as one that does not unpack.
                return Ok(finder.in_file(&file.path, &fs::read(&file.file, file.size)?));
            };
            let text = self.texts.get(&file.path).map(|text| text.neutral(&bytes));
            Ok(finder.in_file(file.name(), text.as_ref().unwrap_or(&bytes)).at(&file.path))
        };
        let files = files.par_iter().filter(is_looked_at).map(in_file);
        let files: Result<Vec<FileRemains>, Error> = files.collect();
        Ok(finder.together(files?))
    }

    /// Whether every edit fits the bundle.
    pub fn fit(&self) -> bool {
        self.faults.is_empty() && self.miscounts.is_empty()
    }

    fn pictures(
        &mut self,
        files: &[BundleFile],
        (edit, icons): (usize, &[(PathPattern, Shown)]),
    ) -> Result<(), Error> {
        for (pattern, shown) in icons {
            let mut count = 0;
            for file in files.iter().filter(|file| file.find(pattern).is_some()) {
                count += 1;
                let bytes = file.content()?;
                match pictures::read(&bytes) {
                    Ok(old) if !is_written(old.format) => {
                        let message =
                            format!("`{}`: files of this format cannot be written", file.path);
                        let help = "delete it, and change what names it";
                        let part = Part::Key(pattern.to_string());
                        self.faults.push(EditFault::new(edit, message).help(help).at(part));
                    }
                    Ok(old) => {
                        let change = PictureChange::new(*shown, &old);
                        self.pictures.insert(file.path.clone(), change);
                    }
                    Err(reason) => {
                        let message = format!("`{}`: {reason}", file.path);
                        let part = Part::Key(pattern.to_string());
                        self.faults.push(EditFault::new(edit, message).at(part));
                    }
                }
            }
            self.counts[edit] += count;
            if count == 0 {
                let message = format!("no file of the bundle matches `{pattern}`");
                let part = Part::Key(pattern.to_string());
                self.faults.push(EditFault::new(edit, message).at(part));
            }
        }
        Ok(())
    }

    /// Reads the custom properties that an edit names.
    fn ramp(
        &mut self,
        files: &[BundleFile],
        (number, edit, rule): (usize, &Edit, &RampRule),
    ) -> Result<(), Error> {
        let fault = |message: String| EditFault::new(number, message);
        let (old, names) = match (Color::parse(&rule.from), glob::Pattern::new(&rule.variables)) {
            (Ok(old), Ok(names)) => (old, names),
            (Err(_), _) => {
                self.faults.push(fault(format!("`{}` is no color", rule.from)));
                return Ok(());
            }
            (_, Err(error)) => {
                self.faults.push(fault(format!("`{}`: {error}", rule.variables)));
                return Ok(());
            }
        };
        let mut steps = Vec::new();
        for file in files.iter().filter(|file| edit.is_for(file)) {
            let found = ramp::steps(&file.content()?, &names);
            let others = found.others.into_iter();
            self.told.extend(
                others.map(|(name, value)| fault(format!("`{name}: {value}` stays as it is"))),
            );
            steps.extend(found.steps);
        }
        let names: BTreeSet<&str> = steps.iter().map(|step| step.name.as_str()).collect();
        self.counts[number] = names.len();
        if steps.is_empty() {
            self.faults.push(fault(format!("no custom property is named `{}`", rule.variables)));
        }
        let (light, dark) = (rule.light, rule.dark);
        self.ramps.insert(number, Ramp { steps, old, light, dark });
        Ok(())
    }

    fn add_text(&mut self, found: Found<'_>) {
        let path = &found.file.path;
        self.faults.extend(found.faults);
        self.named.extend(found.named.elsewhere.into_iter().map(|of| (path.clone(), of)));
        self.unlisted.extend(found.unlisted);
        let mut text = TextChange { entries: found.entries, ..TextChange::default() };
        let mut owned: Vec<(Splice, usize)> = Vec::new();
        let (matches, yielded) = specific_first(found.matches);
        for (edit, count) in yielded {
            self.yielded.entry(edit).or_insert_with(|| (0, path.clone())).0 += count;
        }
        for (edit, one) in matches {
            self.counts[edit] += one.count;
            let told = one.told.into_iter().map(|message| {
                let message = format!("`{path}`: {message}");
                EditFault::new(edit, message)
            });
            self.told.extend(told);
            let numbered = one.splices.into_iter().map(|(splice, put)| {
                let value = text.number(put);
                (Splice { value, ..splice }, edit)
            });
            owned.extend(numbered);
        }
        text.splices = text.without(found.named.entries, &owned);
        owned.sort_by_key(|(splice, _)| (splice.start, splice.end));
        let clash = owned.windows(2).find(|pair| pair[1].0.start < pair[0].0.end);
        let clash = match clash {
            Some([(first, _), (second, edit)]) => {
                Some((second.start, first.end.min(second.end), edit))
            }
            _ => text.clash(&owned),
        };
        if let Some((from, to, edit)) = clash {
            let message = format!("`{path}`: another edit changes the same bytes ({from} to {to})");
            let help = "leave one of them out, or let them name other files";
            return self.faults.push(EditFault::new(*edit, message).help(help));
        }
        text.splices.extend(owned.into_iter().map(|(splice, _)| splice));
        text.splices.sort_by_key(|splice| (splice.start, splice.end));
        if !text.splices.is_empty() || !text.entries.is_empty() {
            self.texts.insert(path.clone(), text);
        }
    }
}

/// Whether a picture can be written in a format.
fn is_written(format: Format) -> bool {
    matches!(format, Format::Png | Format::Ico | Format::Svg)
}

/// Edits of names, each with how many of its names another edit changes.
type Yielded = Vec<(usize, usize)>;

/// Matches without the names that another edit replaces as a part of something: a title, a value of a manifest.
/// Also how many names of which edit that are.
fn specific_first(mut matches: Vec<(usize, Match)>) -> (Vec<(usize, Match)>, Yielded) {
    let mut taken: Vec<Range<usize>> = matches
        .iter()
        .filter(|(_, one)| !one.is_of_names)
        .flat_map(|(_, one)| one.splices.iter().map(|(splice, _)| splice.start..splice.end))
        .collect();
    taken.sort_by_key(|span| span.start);
    let mut yielded = Vec::new();
    for (edit, one) in matches.iter_mut().filter(|(_, one)| one.is_of_names) {
        let before = one.splices.len();
        one.splices.retain(|(splice, _)| {
            let next = taken.partition_point(|span| span.end <= splice.start);
            taken.get(next).is_none_or(|span| span.start >= splice.end)
        });
        let less = before - one.splices.len();
        one.count = one.count.saturating_sub(less);
        yielded.extend((less > 0).then_some((*edit, less)));
    }
    (matches, yielded)
}

impl TextChange {
    /// SHA-256 of it, in hexadecimal digits.
    pub fn sha256(&self) -> String {
        sha256(&serde_json::to_vec(self).unwrap_or_default())
    }

    /// The text with nothing of a tenant in it: what stands for a value is no word of any language.
    fn neutral(&self, bytes: &[u8]) -> Vec<u8> {
        let neutral = |put: &Put| match put {
            Put::Value(_) | Put::Capitals(_) | Put::Ramp(_) => "\u{25a1}".to_owned(),
            Put::Mark(_) => paths::NOTHING.to_owned(),
            Put::Fixed(text) | Put::Bump(text) => text.clone(),
        };
        splice::apply(bytes, &self.splices, &self.puts.iter().map(neutral).collect::<Vec<_>>())
    }

    /// Spans of entries that are taken out. An edit within one of them has the last word: it was written by somebody.
    fn without(&mut self, entries: Vec<Range<usize>>, owned: &[(Splice, usize)]) -> Vec<Splice> {
        let is_free = |entry: &Range<usize>| {
            !owned.iter().any(|(own, _)| own.start < entry.end && entry.start < own.end)
        };
        let free: Vec<Range<usize>> = entries.into_iter().filter(is_free).collect();
        if free.is_empty() {
            return Vec::new();
        }
        let value = self.number(Put::Fixed(String::new()));
        let splice = |entry: Range<usize>| {
            let Range { start, end } = entry;
            Splice { start, end, value, form: Form::Plain }
        };
        free.into_iter().map(splice).collect()
    }

    /// The number of what is put somewhere.
    fn number(&mut self, put: Put) -> usize {
        self.puts.iter().position(|known| *known == put).unwrap_or_else(|| {
            self.puts.push(put);
            self.puts.len() - 1
        })
    }
}
