//! Quoting for the languages of projects and systems. Markup and scripts are in the module above.

use std::io::{self, Write};

use super::{Escape, code_unit, refuse, write_with};

/// A backslash and a letter for a backslash, tab and line ends, as most languages have it.
fn backslash(c: char, out: &mut dyn Write) -> io::Result<bool> {
    let escape: &[u8] = match c {
        '\\' => b"\\\\",
        '\n' => b"\\n",
        '\r' => b"\\r",
        '\t' => b"\\t",
        _ => return Ok(false),
    };
    out.write_all(escape).map(|()| true)
}

/// As [`backslash`], and these characters after a backslash.
fn quoted(text: &str, out: &mut dyn Write, special: &str) -> io::Result<()> {
    write_with(text, out, |c, out| {
        if special.contains(c) { write!(out, "\\{c}").map(|()| true) } else { backslash(c, out) }
    })
}

pub(super) fn desktop(text: &str, out: &mut dyn Write) -> io::Result<()> {
    refuse(Escape::Desktop, text)?;
    // A reader takes space off both ends of a value.
    let inner = text.trim_matches(' ');
    let start = text.len() - text.trim_start_matches(' ').len();
    let end = text.len() - start - inner.len();
    out.write_all("\\s".repeat(start).as_bytes())?;
    write_with(inner, out, backslash)?;
    out.write_all("\\s".repeat(end).as_bytes())
}

pub(super) fn toml(text: &str, out: &mut dyn Write) -> io::Result<()> {
    write_with(text, out, |c, out| match c {
        '"' => out.write_all(b"\\\"").map(|()| true),
        _ if backslash(c, out)? => Ok(true),
        _ if c.is_ascii_control() => code_unit(c, out),
        _ => Ok(false),
    })
}

pub(super) fn yaml(text: &str, out: &mut dyn Write) -> io::Result<()> {
    // All but the production `nb-json` of YAML 1.2, and what some readers take for a line end or refuse.
    let is_special = |c: char| {
        c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
    };
    write_with(text, out, |c, out| match c {
        '"' => out.write_all(b"\\\"").map(|()| true),
        _ if backslash(c, out)? => Ok(true),
        _ if is_special(c) => code_unit(c, out),
        _ => Ok(false),
    })
}

pub(super) fn strings(text: &str, out: &mut dyn Write) -> io::Result<()> {
    refuse(Escape::Strings, text)?;
    quoted(text, out, "\"")
}

pub(super) fn properties(text: &str, out: &mut dyn Write) -> io::Result<()> {
    // A reader takes space off the start of a value, and before Java 9 it reads bytes as Latin-1.
    let inner = text.trim_start_matches(' ');
    out.write_all("\\ ".repeat(text.len() - inner.len()).as_bytes())?;
    write_with(inner, out, |c, out| match c {
        _ if backslash(c, out)? => Ok(true),
        ' '..='~' => Ok(false),
        _ => {
            let mut units = [0; 2];
            let mut all = c.encode_utf16(&mut units).iter();
            all.try_for_each(|unit| write!(out, "\\u{unit:04x}")).map(|()| true)
        }
    })
}

pub(super) fn rc(text: &str, out: &mut dyn Write) -> io::Result<()> {
    refuse(Escape::Rc, text)?;
    write_with(text, out, |c, out| match c {
        '"' => out.write_all(b"\"\"").map(|()| true),
        _ => backslash(c, out),
    })
}

pub(super) fn gradle(text: &str, out: &mut dyn Write) -> io::Result<()> {
    refuse(Escape::Gradle, text)?;
    // Not as `\u0024`: Groovy reads that before it looks for strings.
    quoted(text, out, "\"$")
}

pub(super) fn shell(text: &str, out: &mut dyn Write) -> io::Result<()> {
    refuse(Escape::Shell, text)?;
    write_with(text, out, |c, out| match c {
        '"' | '$' | '`' | '\\' => write!(out, "\\{c}").map(|()| true),
        _ => Ok(false),
    })
}
