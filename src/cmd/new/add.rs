//! `new --add`: begins something in a theme that is there. What it begins with is a piece of a theme that the base client's
//! contract names; what would not pass `check` is not written.

use serde_json::json;

use super::make::inputs;
use super::wishes::{name_of, slug};
use crate::base::Base;
use crate::cli;
use crate::client;
use crate::cmd::End;
use crate::diagnostic::{self, Diagnostic, any_error, did_you_mean};
use crate::edit;
use crate::error::Error;
use crate::fs;
use crate::inherit::{self, ThemeFile};
use crate::listing;
use crate::prepare::prepare;
use crate::recipes::Store;
use crate::render::Effort;
use crate::report::Report;
use crate::theme::{self, is_id};

/// A theme file is not larger than this, in bytes.
const LIMIT: u64 = 4 << 20;

/// What is begun, and where.
struct Wish<'a> {
    /// As it was given: `app:trace`.
    what: &'a str,
    kind: &'a str,
    id: &'a str,
    /// The theme's file.
    at: ThemeFile,
}

pub(super) fn add(options: &cli::New, what: &str, report: &Report) -> Result<End, Error> {
    let wish = wish(options, what)?;
    let client = match client::read(&options.folders.base)? {
        Ok(client) => client,
        Err(problems) => {
            report.diagnostics(None, &problems)?;
            return failed(report, &wish, "the base client has errors");
        }
    };
    let piece = piece(&wish, &client.base)?;
    let inputs = inputs(&inherit::root(&options.folders.themes), client);
    is_free(&wish, &theme::load(&wish.at, &inputs.base, &inputs.library), &inputs.base)?;
    let Ok(text) = String::from_utf8(fs::read(&wish.at.file, LIMIT)?) else {
        let reason = format!("`{}` is not in UTF-8", wish.at.file.display());
        return Err(refused(&wish, reason, Some("save it as UTF-8".to_owned())));
    };
    let joined = edit::join(&text, &piece).map_err(|error| {
        refused(&wish, error.to_string(), Some("write it by hand, or change the theme".to_owned()))
    })?;
    inputs.library.forget(|_| true);
    inputs.library.put(&wish.at, joined.clone());
    let store = Store::new();
    let mut prepared = prepare(&inputs.run(Effort::Default, &store), &wish.at, Vec::new());
    diagnostic::sort(&mut prepared.diagnostics);
    if any_error(&prepared.diagnostics) {
        report.diagnostics(None, &prepared.diagnostics)?;
        return failed(report, &wish, "the theme would not pass `check`");
    }
    fs::write(&[(wish.at.file.as_path(), joined.as_bytes())])?;
    tell(report, &wish, &prepared.diagnostics)
}

fn wish<'a>(options: &cli::New, what: &'a str) -> Result<Wish<'a>, Error> {
    let given = options.id.as_deref().ok_or(Error::NotGiven { option: "ID" })?;
    let of_folder = ThemeFile::at(&options.folders.themes.join(given));
    let at = if fs::is_file(&of_folder.file) { of_folder } else { ThemeFile::at(given.as_ref()) };
    let (kind, id) = what.split_once(':').unwrap_or((what, ""));
    let wish = Wish { what, kind, id, at };
    if !fs::is_file(&wish.at.file) {
        let path = options.folders.themes.join(given);
        let help = format!("make it first: `rebadge new {given} --logo <FILE>`");
        return Err(refused(&wish, format!("there is no theme `{}`", path.display()), Some(help)));
    }
    if !is_id(id) {
        let slug = slug(id);
        let example = if is_id(&slug) { slug } else { "trace".to_owned() };
        let help = format!("write a kind and an id of a-z, 0-9 and hyphens: `{kind}:{example}`");
        return Err(refused(&wish, "it has no id".to_owned(), Some(help)));
    }
    Ok(wish)
}

fn refused(wish: &Wish<'_>, reason: String, help: Option<String>) -> Error {
    Error::NotAdded { what: wish.what.to_owned(), reason, help }
}

/// The piece of a theme that the contract has for this kind, with the id and a name that is made of it.
fn piece(wish: &Wish<'_>, base: &Base) -> Result<String, Error> {
    let Some(piece) = base.starters.get(wish.kind) else {
        let reason = format!("`{}` has nothing to begin a `{}` with", base.name, wish.kind);
        let known = base.starters.keys().map(String::as_str);
        let help = did_you_mean(wish.kind, known);
        return Err(refused(
            wish,
            reason,
            help.or_else(|| Some("its contract names them in `starters`".into())),
        ));
    };
    Ok(piece.replace("{id}", wish.id).replace("{name}", &name_of(wish.id)))
}

/// That the theme has no such thing yet, of its own or inherited.
fn is_free(wish: &Wish<'_>, loaded: &theme::Loaded, base: &Base) -> Result<(), Error> {
    let (Some(theme), Some(of)) = (&loaded.theme, base.opens.get(wish.kind)) else { return Ok(()) };
    let own = format!("{}.{}.", of.join("."), wish.id);
    let rows = listing::rows(theme, base);
    if rows.iter().any(|row| row.key.starts_with(&own)) {
        let help = "choose another id, or change what is there".to_owned();
        Err(refused(wish, "the theme has it already".to_owned(), Some(help)))
    } else {
        Ok(())
    }
}

fn tell(report: &Report, wish: &Wish<'_>, problems: &[Diagnostic]) -> Result<End, Error> {
    report.diagnostics(None, problems)?;
    let file = wish.at.file.display().to_string();
    let theme = if wish.at.owns_folder { &wish.at.folder } else { &wish.at.file };
    let next = ["check", "preview"].map(|verb| format!("rebadge {verb} {}", theme.display()));
    report.line(&format!("{file}: added `{}` at its end", wish.what))?;
    report.line("")?;
    report.line("Next:")?;
    next.iter().try_for_each(|command| report.line(&format!("  {command}")))?;
    finished(report, wish, true, &next)?;
    Ok(End::Clean)
}

fn failed(report: &Report, wish: &Wish<'_>, why: &str) -> Result<End, Error> {
    report.summary(&format!("`{}` was not added: {why}", wish.what))?;
    finished(report, wish, false, &[])?;
    Ok(End::Problems)
}

fn finished(report: &Report, wish: &Wish<'_>, success: bool, next: &[String]) -> Result<(), Error> {
    report.json(&json!({
        "reason": "new-finished",
        "format_version": 1,
        "success": success,
        "path": wish.at.file.display().to_string(),
        "added": wish.what,
        "next": next,
    }))
}
