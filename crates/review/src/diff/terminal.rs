//! A difference for people at a terminal.

use std::fmt::Write;

use super::colors::Slight;
use super::menu;
use super::words::{Change, Group};
use super::{Difference, Excerpt, FileChange, Frame, PictureChange, What, colors, lists};
use rebadge_art::color::Color;
use rebadge_core::printable::line as visible;
use rebadge_package::package::{Listed, size};
use rebadge_theme::listing::Value;

/// The most lines of an excerpt, where not all is to be shown.
const LINES: usize = 12;

/// How it is to look.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// With swatches of colors, and lines in color.
    pub has_color: bool,
    /// With every line of an excerpt, and colors that differ by less than is seen.
    pub has_all: bool,
}

/// The text, without a last line break.
pub fn terminal(difference: &Difference, look: Look) -> String {
    let mut text = format!("before  {}\n", visible(&difference.before));
    let _ = writeln!(text, "after   {}", visible(&difference.after));
    for note in &difference.notes {
        let _ = writeln!(text, "note    {}", visible(note));
    }
    for group in Group::ALL {
        let changes: Vec<&Change> =
            difference.values.iter().filter(|change| Group::of(&change.key) == group).collect();
        if !changes.is_empty() {
            let _ = writeln!(text, "\n{}", group.title());
            values(&mut text, group, &changes, look);
        }
    }
    if !difference.rules.is_empty() {
        text.push_str("\nRules in plain words\n");
    }
    for rule in &difference.rules {
        let _ = writeln!(text, "  {}", visible(&rule.words(|id| format!("`{id}`"))));
    }
    if !difference.files.is_empty() {
        text.push_str("\nFiles\n");
    }
    for change in &difference.files {
        file(&mut text, change, look);
    }
    text.trim_end().to_owned()
}

fn values(text: &mut String, group: Group, changes: &[&Change], look: Look) {
    if group == Group::Menu {
        let code = |text: &str| format!("`{}`", visible(text));
        for sentence in menu::sentences(changes, &code) {
            let _ = writeln!(text, "  {sentence}");
        }
        return;
    }
    if group == Group::Colors {
        return colors(text, changes, look);
    }
    rows(text, changes, look);
}

fn rows(text: &mut String, changes: &[&Change], look: Look) {
    let width =
        changes.iter().map(|change| visible(&change.key).chars().count()).max().unwrap_or(0);
    for change in changes {
        let line = format!("  {:width$}  {}", visible(&change.key), value_words(change, look));
        let _ = writeln!(text, "{}", line.trim_end());
    }
}

fn colors(text: &mut String, changes: &[&Change], look: Look) {
    let all = colors::sorted(changes, if look.has_all { Slight::Shown } else { Slight::Apart });
    rows(text, &all.seeds, look);
    for scheme in &all.schemes {
        let _ = writeln!(text, "  {}", scheme.title);
        let roles: Vec<_> =
            scheme.roles.iter().map(|(role, change)| (visible(role), role, change)).collect();
        let width = roles.iter().map(|(shown, ..)| shown.chars().count()).max().unwrap_or(0);
        for (shown, role, change) in &roles {
            let contrast = colors::contrast_words(role, change);
            let line = format!("    {shown:width$}  {}  {contrast}", value_words(change, look));
            let _ = writeln!(text, "{}", line.trim_end());
        }
        if !scheme.slight.is_empty() {
            let code = |text: &str| format!("`{}`", visible(text));
            let _ = writeln!(text, "    {}", colors::slight_words(&scheme.slight, &code));
        }
    }
}

fn value_words(change: &Change, look: Look) -> String {
    if let (Some(Value::List(before)), Some(Value::List(after))) = (&change.before, &change.after) {
        let code = |text: &str| format!("`{}`", visible(text));
        return lists::sentences(before, after, code).join(", ");
    }
    if let (Some(Value::Image(before)), Some(Value::Image(after))) = (&change.before, &change.after)
        && before.name == after.name
    {
        return format!("`{}` drawn anew", visible(&after.name));
    }
    if let (Some(Value::Files(_)), Some(Value::Files(_))) = (&change.before, &change.after)
        && change.before.as_ref().map(Value::to_string)
            == change.after.as_ref().map(Value::to_string)
    {
        return "the same names, with other bytes".into();
    }
    let (before, after) = (shown(&change.before, look), shown(&change.after, look));
    format!("{before} → {after}")
}

fn shown(value: &Option<Value>, look: Look) -> String {
    match value {
        None => "none".into(),
        Some(Value::Text(text)) if text.is_empty() => "none".into(),
        Some(Value::Color(color)) => swatch(*color, look),
        Some(Value::Schemes { light, dark }) => {
            format!("{}, in dark {}", swatch(*light, look), swatch(*dark, look))
        }
        Some(value) => value.to_string(),
    }
}

/// The color itself, where a terminal can show it (24 bits, ISO 8613-6), and its digits.
fn swatch(color: Color, look: Look) -> String {
    if look.has_color {
        format!("\x1b[48;2;{};{};{}m    \x1b[0m {color}", color.r, color.g, color.b)
    } else {
        color.to_string()
    }
}

fn file(text: &mut String, change: &FileChange, look: Look) {
    let _ = writeln!(
        text,
        "  {:7}  {}  {}",
        kind(change),
        visible(change.path.as_str()),
        summary(change)
    );
    if let What::Text(excerpt) = &change.what {
        lines(text, excerpt, look);
    }
}

/// `added`, `removed` or `changed`.
pub(super) fn kind(change: &FileChange) -> &'static str {
    match (&change.before, &change.after) {
        (None, _) => "added",
        (_, None) => "removed",
        _ => "changed",
    }
}

/// What is to be said of a file in one line.
pub(super) fn summary(change: &FileChange) -> String {
    let of =
        |entry: &Option<Listed>| entry.as_ref().map(|entry| size(entry.size)).unwrap_or_default();
    match (&change.what, &change.before, &change.after) {
        (What::Picture(picture), ..) => picture_words(picture),
        (_, Some(_), Some(_)) => format!("{} → {}", of(&change.before), of(&change.after)),
        _ => of(&change.before) + &of(&change.after),
    }
}

fn picture_words(picture: &PictureChange) -> String {
    if picture.looks_same() {
        return "looks the same, only its bytes differ".into();
    }
    if let [frame] = picture.frames.as_slice()
        && frame.before == frame.after
    {
        return format!("{} of the pixels differ", percent(frame.share()));
    }
    let frames: Vec<String> = picture.frames.iter().map(frame_words).collect();
    format!("pixels that differ: {}", frames.join(", "))
}

fn frame_words(frame: &Frame) -> String {
    let size = |size: Option<(u32, u32)>| size.map(|(width, height)| format!("{width}×{height}"));
    let what = match (size(frame.before), size(frame.after)) {
        (None, _) => "new".into(),
        (_, None) => "gone".into(),
        (Some(was), Some(is)) if was != is => {
            format!("{}, {was} became {is}", percent(frame.share()))
        }
        _ => percent(frame.share()),
    };
    format!("{} {what}", frame.name).trim_start().to_owned()
}

/// A share for people; what is not nothing never shows as nothing.
fn percent(share: f64) -> String {
    match share * 100.0 {
        0.0 => "none".into(),
        share if share < 0.1 => "less than 0.1 %".into(),
        share => format!("{share:.1} %"),
    }
}

fn lines(text: &mut String, excerpt: &Excerpt, look: Look) {
    let most = if look.has_all { usize::MAX } else { LINES };
    let shown = excerpt.lines.len().min(most);
    for line in &excerpt.lines[..shown] {
        let color = match line.as_bytes().first() {
            _ if !look.has_color => None,
            Some(b'-') => Some(31),
            Some(b'+') => Some(32),
            Some(b'@') => Some(36),
            _ => None,
        };
        let line = visible(line);
        let _ = match color {
            Some(color) => writeln!(text, "           \x1b[{color}m{line}\x1b[0m"),
            None => writeln!(text, "           {}", line.trim_end()),
        };
    }
    match excerpt.lines.len() - shown + excerpt.more {
        0 => {}
        1 => text.push_str("           … 1 more line\n"),
        more => {
            let _ = writeln!(text, "           … {more} more lines");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_never_nothing() {
        assert_eq!(percent(0.00001), "less than 0.1 %");
        assert_eq!(percent(0.3127), "31.3 %");
        assert_eq!(percent(0.0), "none");
    }
}
