//! The fonts that a theme brings, against the texts that they are to show. A face without a letter is no error: the
//! system's own font stands in for it, in another weight and another hand, and nobody sees it before the customer does.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{Base, FontFile};
use crate::theme::{Font, Theme};
use rebadge_art::vector::missing_letters;
use rebadge_core::diagnostic::{Code, Diagnostic};

/// How many letters a message names.
const NAMED: usize = 8;

/// The letters that the faces of each family lack, of all texts of the client.
pub fn letters(theme: &Theme, _: &Base) -> Vec<Diagnostic> {
    if theme.fonts.is_empty() {
        return Vec::new();
    }
    let texts = texts(theme);
    let all = theme.fonts.iter().flat_map(|font| faces(font).into_values().map(move |f| (font, f)));
    all.filter_map(|(font, files)| incomplete(font, &files, &texts)).collect()
}

/// The files of a family, by weight and style: those of one face complete each other.
fn faces(font: &Font) -> BTreeMap<(u16, &'static str), Vec<&FontFile>> {
    let mut faces: BTreeMap<_, Vec<&FontFile>> = BTreeMap::new();
    for file in &font.files {
        faces.entry((file.face.weight, file.face.style.name())).or_default().push(file);
    }
    faces
}

fn incomplete(
    font: &Font,
    files: &[&FontFile],
    texts: &BTreeMap<&str, BTreeSet<char>>,
) -> Option<Diagnostic> {
    let missing = |letters: &BTreeSet<char>| {
        files.iter().fold(letters.clone(), |left, file| {
            missing_letters(&file.shapes, &left).into_iter().collect()
        })
    };
    let missing = texts.iter().map(|(language, letters)| (*language, missing(letters)));
    let missing: Vec<_> = missing.filter(|(_, letters)| !letters.is_empty()).collect();
    let languages: Vec<String> = missing.iter().map(|(name, _)| format!("`{name}`")).collect();
    let letters: BTreeSet<char> = missing.into_iter().flat_map(|(_, letters)| letters).collect();
    let (file, place) = (files.first()?, font.family.place()?);
    if letters.is_empty() {
        return None;
    }
    let shown: String = letters.iter().take(NAMED).collect();
    let message = format!(
        "`{}` ({} {}) has no shape for {} of the texts in {}: `{shown}`{}",
        file.name,
        file.face.weight,
        file.face.style.name(),
        match letters.len() {
            1 => "a letter".to_owned(),
            count => format!("{count} letters"),
        },
        languages.join(", "),
        if letters.len() > NAMED { " and others" } else { "" },
    );
    let problem = Diagnostic::at(Code::FontLetters, place, message);
    let help = "add a file of this weight and style that has them; else systems show them in a font of their own";
    Some(problem.help(help))
}

/// Language → the letters of its texts: the tenant's name, what the menu says, and the client's own texts.
fn texts(theme: &Theme) -> BTreeMap<&str, BTreeSet<char>> {
    let mut all: BTreeMap<&str, BTreeSet<char>> = BTreeMap::new();
    let tenant = &theme.tenant;
    let own = [&tenant.name, &tenant.short_name, &tenant.description, &tenant.vendor];
    let mut add = |language, text: &str| {
        all.entry(language).or_default().extend(text.chars());
    };
    own.iter().for_each(|text| add(tenant.language.value.as_str(), &text.value));
    for (language, texts) in &theme.strings {
        texts.iter().for_each(|(_, text)| add(language, text));
    }
    let groups = theme.menu.groups.values().map(|group| &group.label);
    let labels = theme.menu.entries.values().map(|entry| &entry.label).chain(groups);
    for (language, text) in labels.flatten() {
        add(language, &text.value);
    }
    all
}
