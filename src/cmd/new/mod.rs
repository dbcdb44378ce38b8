//! `new`: a theme from a logo. What is missing is asked for on a terminal, and only there; what would
//! not pass `check` is not written, unless only a drawing is wrong: that is kept as a draft.

mod add;
mod ask;
mod logo;
mod make;
mod relogo;
mod tell;
mod wishes;

use super::End;
use crate::base::Base;
use crate::brand::{Reads, Study, study};
use crate::cli;
use crate::client;
use crate::diagnostic::{Code, Diagnostic};
use crate::error::Error;
use crate::report::Report;
use crate::vector::Fonts;

use wishes::Wishes;

pub(super) fn run(options: &cli::New, report: &Report) -> Result<End, Error> {
    if let Some(what) = &options.add {
        return add::add(options, what, report);
    }
    let mut wishes = wishes::wishes(options, report)?;
    let client = match client::read(&options.folders.base)? {
        Ok(client) => client,
        Err(problems) => {
            report.diagnostics(None, &problems)?;
            return failed(report, &wishes, "the base client has errors");
        }
    };
    wishes.words.language = wishes::language_of(&wishes.words.name, &client.base.languages);
    let fonts = Fonts::new(client.base.fonts.iter().map(|file| file.shapes.to_vec()));
    let study = match look(&wishes, &client.base, &fonts)? {
        Ok(study) => study,
        Err(problems) => {
            report.diagnostics(Some(&wishes.words.id), &problems)?;
            return failed(report, &wishes, "the logo has errors");
        }
    };
    let inputs = make::inputs(&wishes.themes, client);
    let made = if options.relogo {
        relogo::relogo(&wishes, &study, &inputs, &fonts)?
    } else {
        make::make(&wishes, &study, &inputs, &fonts)?
    };
    match made {
        Ok(made) => tell::made(report, options, &wishes, &study, &made),
        Err(problems) => {
            report.diagnostics(Some(&wishes.words.id), &problems)?;
            failed(report, &wishes, "it would not pass `check`")
        }
    }
}

/// Reads the logo, and looks at it.
fn look(
    wishes: &Wishes,
    base: &Base,
    fonts: &Fonts,
) -> Result<Result<Study, Vec<Diagnostic>>, Error> {
    let name = wishes.logo.to_string_lossy();
    let picture = match logo::read(&wishes.logo, fonts) {
        Ok(picture) => picture,
        Err(problems) => return Ok(Err(problems)),
    };
    let reads =
        if is_right_to_left(&wishes.words.name) { Reads::RightToLeft } else { Reads::LeftToRight };
    let study = study(picture, reads, fonts).map(|study| Study {
        colors: match wishes.brand_color {
            Some(brand) => study.colors.with_brand(brand),
            None => study.colors,
        },
        ..study
    });
    let nothing = || {
        let message = format!("nothing can be seen of `{name}` for `{}`", base.name);
        vec![Diagnostic::nowhere(Code::SvgEmpty, message).help("give another drawing of the logo")]
    };
    Ok(study.ok_or_else(nothing))
}

/// Whether the first letter of a name that has a direction is of a script that is written from the right: Hebrew,
/// Arabic, and their neighbours in Unicode.
fn is_right_to_left(name: &str) -> bool {
    let first = name.chars().find(|letter| letter.is_alphabetic());
    first.is_some_and(|letter| {
        matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
    })
}

fn failed(report: &Report, wishes: &Wishes, why: &str) -> Result<End, Error> {
    let what = if wishes.is_there { "has still its old logo" } else { "was not made" };
    report.summary(&format!("`{}` {what}: {why}", wishes.folder.display()))?;
    report.json(&serde_json::json!({
        "reason": "new-finished",
        "format_version": 1,
        "success": false,
        "tenant": wishes.words.id,
        "path": wishes.folder.display().to_string(),
    }))?;
    Ok(End::Problems)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_a_direction() {
        let check = |name: &str, expect: bool| assert_eq!(is_right_to_left(name), expect, "{name}");
        check("شركة Acme", true);
        check("(חברה)", true);
        check("Acme شركة", false);
        check("质量", false);
        check("", false);
    }
}
