//! Options of `book`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use super::{Caching, Folders};

pub(super) const EXAMPLES: &str = "\
Examples:
  rebadge book themes/orange                orange-book.html, to send to the customer
  rebadge book themes/orange --pdf --out approvals
                                  approvals/orange-book.html, and a PDF beside it
  rebadge book themes/orange --against live/orange-web-1.0.0.zip
                                  and what changed since the version that they approved
  rebadge book themes/dairy --language en --date 2026-11-30

The pictures of the client's screens, and the PDF, are drawn by Chromium: the program that
CHROMIUM names, or else the first of chromium, chromium-browser, google-chrome on the path.
Without it the book has no screens.

Exit status: 0 clean, 1 the theme has errors, 2 could not run.";

/// Options of `book`.
#[derive(Debug, Args)]
pub struct Book {
    /// A folder with a `theme.toml`, or a single `.toml` file
    #[arg(value_name = "THEME", value_hint = ValueHint::AnyPath)]
    pub theme: PathBuf,
    /// The file, or a folder for it [default: ID-book.html]
    #[arg(short, long, value_name = "FILE|DIR", value_hint = ValueHint::AnyPath)]
    pub out: Option<PathBuf>,
    /// What the customer approved: a theme, or a package with its manifest. What changed since is marked
    #[arg(long, value_name = "PACKAGE|THEME", value_hint = ValueHint::AnyPath)]
    pub against: Option<PathBuf>,
    /// The language of the book's own words [default: the tenant's, if the book has it; else English]
    #[arg(long, value_enum)]
    pub language: Option<Language>,
    /// The date on the book [default: SOURCE_DATE_EPOCH, or none]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub date: Option<String>,
    /// Write a PDF too, beside it
    #[arg(long)]
    pub pdf: bool,
    /// The paper of the PDF
    #[arg(long, value_enum, default_value_t = Paper::A4)]
    pub paper: Paper,
    /// The pages of which screens are taken, by their names in the contract, or `all` [default: the first three]
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub pages: Vec<String>,
    /// Leave out the pictures of the client's screens
    #[arg(long, conflicts_with = "pages")]
    pub no_screens: bool,
    /// Run Chromium without its sandbox, where the system has none for it
    #[arg(long)]
    pub no_sandbox: bool,
    /// Where themes and the base client are.
    #[command(flatten)]
    pub folders: Folders,
    /// How many threads work side by side; 0 is one per core
    #[arg(short, long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=1024))]
    pub jobs: u16,
    /// Where pictures are kept for later runs.
    #[command(flatten)]
    pub caching: Caching,
}

/// A language of the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// English.
    #[value(name = "en")]
    English,
    /// Simplified Chinese.
    #[value(name = "zh-CN")]
    Chinese,
}

/// A size of paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Paper {
    /// 210 by 297 mm.
    A4,
    /// 8.5 by 11 inches.
    Letter,
}

/// A day that there is, as ISO 8601 writes it.
fn day(text: &str) -> Result<String, String> {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |at: usize, digits: usize| {
        let part = parts.get(at).filter(|part| part.len() == digits)?;
        part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<u32>().ok())?
    };
    let days = match (number(0, 4), number(1, 2)) {
        (Some(year), Some(2)) if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        (Some(_), Some(2)) => 28,
        (Some(_), Some(4 | 6 | 9 | 11)) => 30,
        (Some(_), Some(1..=12)) => 31,
        _ => 0,
    };
    let is_day = parts.len() == 3 && number(2, 2).is_some_and(|day| (1..=days).contains(&day));
    is_day.then(|| text.to_owned()).ok_or_else(|| "write a day as 2026-11-30".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: bool) {
        assert_eq!(day(text).is_ok(), expect, "{text}");
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        for good in ["2026-11-30", "2024-02-29", "2000-02-29", "2026-12-31"] {
            check(good, true);
        }
        for bad in
            ["2026-11-31", "2026-02-29", "1900-02-29", "2026-13-01", "2026-1-01", "26-01-01", ""]
        {
            check(bad, false);
        }
        check("2026-11-30-1", false);
        check("+026-11-30", false);
    }
}
