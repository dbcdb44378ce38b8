//! `new --relogo`: another logo for a theme that is there. What is made of a logo is made anew, and all else in the theme
//! stays as a person wrote it.

use toml_edit::{DocumentMut, Item, Value};

use super::make::{Desk, Made, frame, is_kept};
use super::wishes::Wishes;
use crate::brand::{Design, Frame, Ground, Study, design};
use crate::cmd::inputs::Inputs;
use crate::color::Scheme;
use crate::diagnostic::Diagnostic;
use crate::edit::{self, Columns, Writing};
use crate::error::Error;
use crate::fs::{self, Scratch};
use crate::theme;
use crate::vector::Fonts;

/// The largest file of a theme that is copied, in bytes.
const LIMIT: u64 = 64 << 20;
/// The keys of what is made of a logo.
const KEYS: [[&str; 2]; 6] = [
    ["brand", "logo"],
    ["brand", "logo-dark"],
    ["icon", "mark"],
    ["icon", "monochrome"],
    ["icon", "background"],
    ["icon", "padding"],
];

/// Gives a theme another logo; what is wrong with it where it would not pass `check`, and then nothing has changed.
pub(super) fn relogo(
    wishes: &Wishes,
    study: &Study,
    inputs: &Inputs,
    fonts: &Fonts,
) -> Result<Result<Made, Vec<Diagnostic>>, Error> {
    let scratch = Scratch::new()?;
    let is_asset = |file: &fs::Found| !file.is_link && file.name != "theme.toml";
    for file in fs::files_below(&wishes.folder)?.into_iter().filter(is_asset) {
        fs::write_within(scratch.path(), &file.name, &fs::read(&file.path, LIMIT)?)?;
    }
    let desk = Desk { wishes, study, inputs, aside: scratch.path(), fonts };
    let location = desk.location();
    let loaded = theme::load(&location, &inputs.base, &inputs.library);
    let (Some(own), Some(theme)) = (loaded.own, loaded.theme) else {
        return Ok(Err(loaded.diagnostics));
    };
    let palettes = theme.palettes;
    let stages = Scheme::ALL.map(|scheme| (scheme, desk.stage(&palettes, scheme)));
    let Some(design) = design(study, &palettes, &stages, wishes.recolor, fonts) else {
        return Ok(Err(loaded.diagnostics));
    };
    let text = own.source.text.clone();
    let Ok(plain) = edit::write(&text, &writings(&design, &Frame::default()), Columns::Kept) else {
        return Ok(Err(loaded.diagnostics));
    };
    for (name, bytes) in &design.files {
        fs::write_within(desk.aside, name, bytes)?;
    }
    // The images that the old text names were read from the same paths.
    inputs.library.forget(|_| true);
    let frame = match desk.load(plain.clone()).theme {
        Some(theme) => frame(&design, &theme),
        None => Frame::default(),
    };
    let text_now = edit::write(&text, &writings(&design, &frame), Columns::Kept).unwrap_or(plain);
    let stale = stale(&text, &text_now, &design);
    for name in stale.iter().filter(|name| fs::is_file(&desk.aside.join(name))) {
        fs::remove(&desk.aside.join(name))?;
    }
    let (theme, diagnostics) = desk.check(&text_now);
    let Some(theme) = theme.filter(|_| diagnostics.iter().all(is_kept)) else {
        return Ok(Err(diagnostics));
    };
    let images = design.files.iter().map(|(name, bytes)| (wishes.folder.join(name), &bytes[..]));
    let mut files: Vec<_> = images.collect();
    files.push((location.file.clone(), text_now.as_bytes()));
    let files: Vec<_> = files.iter().map(|(path, bytes)| (path.as_path(), *bytes)).collect();
    fs::write(&files)?;
    for path in stale.iter().map(|name| wishes.folder.join(name)) {
        if fs::is_file(&path) {
            fs::remove(&path)?;
        }
    }
    Ok(Ok(Made { design, frame, theme, diagnostics }))
}

/// What the theme says of its logo now.
fn writings(design: &Design, frame: &Frame) -> Vec<Writing> {
    let text = |name: &String| Value::from(name.as_str());
    let background = frame.background.map(|ground| match ground {
        Ground::Role(role) => Value::from(role.name()),
        Ground::Color(color) => Value::from(color.to_string()),
    });
    let values = [
        Some(text(&design.logo)),
        design.logo_dark.as_ref().map(text),
        design.mark_file.as_ref().map(text),
        // A silhouette of the old mark is none of the new one.
        None,
        background,
        frame.padding.map(Value::from),
    ];
    let path = |key: [&str; 2]| key.map(str::to_owned).to_vec();
    KEYS.into_iter().map(path).zip(values).collect()
}

/// The images that only the old logo's keys named.
fn stale(old: &str, new: &str, design: &Design) -> Vec<String> {
    let Ok(document) = old.parse::<DocumentMut>() else {
        return Vec::new();
    };
    let mut names = Vec::new();
    for [table, key] in &KEYS[..4] {
        match document.get(table).and_then(|table| table.get(key)) {
            Some(Item::Value(Value::Array(list))) => {
                let file =
                    |one: &Value| one.as_inline_table()?.get("file")?.as_str().map(str::to_owned);
                names.extend(list.iter().filter_map(file));
            }
            Some(item) => names.extend(item.as_str().map(str::to_owned)),
            None => {}
        }
    }
    let is_named = |name: &String| {
        [format!("\"{name}\""), format!("'{name}'")].iter().any(|n| new.contains(n))
    };
    names
        .retain(|name| !design.files.contains_key(name) && !is_named(name) && !name.contains(".."));
    names
}
