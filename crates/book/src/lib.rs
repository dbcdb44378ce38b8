//! The brand book: one page that shows a customer all that is made for them, to be approved.
//!
//! It owns the chapters and the words of the book. A chapter is a file here and a template in `chapters/`. It reads a theme
//! and what was made of it; it must not know the command line or a browser, whose pictures come in as [`Screens`].

mod address;
mod approval;
mod changes;
mod colors;
mod cover;
mod forms;
mod icons;
mod launch;
mod logo;
mod marks;
mod menu;
mod names;
mod pages;
mod pictures;
mod policy;
mod rules;
mod schema;
mod screens;
mod strings;
mod words;

use std::sync::LazyLock;

use serde_json::{Value, json};
use tera::Context;

use self::marks::Marks;
use self::pictures::Pictures;
use rebadge_art::color::{Color, Role, contrast, nearest_passing, relative_luminance};
use rebadge_art::vector::DrawError;
use rebadge_plan::plan::Painter;
use rebadge_render::recipes::Store;
use rebadge_render::render::escape::Escape;
use rebadge_render::render::template::{Engine, Template};
use rebadge_review::diff::Difference;
use rebadge_theme::base::Base;
use rebadge_theme::theme::Theme;

pub use self::pages::numbered;
pub use self::screens::{Device, Screen, Screens};
pub use self::words::Language;

/// The subject of a book.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The tenant's theme.
    pub theme: &'a Theme,
    /// The base client.
    pub base: &'a Base,
    /// The packages that a build would write.
    pub packages: &'a [Package],
    /// What changed since the version that was approved.
    pub changes: Option<&'a Difference>,
    /// The client, as a browser shows it.
    pub screens: &'a Screens,
    /// The language of the book's own words.
    pub language: Language,
    /// `YYYY-MM-DD`; a book has no date of its own.
    pub date: Option<&'a str>,
    /// What was made of the theme before.
    pub store: &'a Store,
}

/// A package that a build would write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// The name of its file.
    pub name: String,
    /// How many files are in it.
    pub files: usize,
    /// In bytes.
    pub size: u64,
    /// Of its bytes.
    pub sha256: String,
}

/// A chapter while it is made.
struct Making<'a> {
    subject: &'a Subject<'a>,
    pictures: Pictures<'a>,
    marks: Marks<'a>,
}

impl Making<'_> {
    /// The mark of a key of the theme.
    fn mark(&self, key: &str) -> Value {
        self.marks.of(key, self.subject.language)
    }
}

macro_rules! templates {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("chapters/", $name, ".tera")))),+]
    };
}

/// The page and its chapters.
const TEMPLATES: [(&str, &str); 17] = templates![
    "page.html",
    "book.css",
    "print.css",
    "mark.html",
    "cover.html",
    "opening.html",
    "changes.html",
    "icons.html",
    "launch.html",
    "colors.html",
    "logo.html",
    "screens.html",
    "menu.html",
    "strings.html",
    "policy.html",
    "hashes.html",
    "approval.html",
];

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let template = |(name, text): (&str, &str)| Template {
        name: name.to_owned(),
        text: text.to_owned(),
        escape: Escape::Html,
    };
    Engine::new(TEMPLATES.map(template).into())
        .unwrap_or_else(|faults| unreachable!("a test: {faults:?}"))
});

/// Writes the book: one HTML page that needs nothing else.
///
/// # Errors
/// A drawing that cannot be drawn.
pub fn book(subject: &Subject<'_>) -> Result<String, DrawError> {
    let painter = Painter::new(subject.theme, subject.base, subject.store);
    let mut making = Making {
        subject,
        pictures: Pictures::new(subject.theme, &painter),
        marks: Marks::new(subject.changes),
    };
    let making = &mut making;
    let chapters = [
        ("cover", cover::chapter(making)?),
        ("changes", changes::chapter(making)),
        ("icons", icons::chapter(making)?),
        ("launch", launch::chapter(making)?),
        ("colors", colors::chapter(making)),
        ("logo", logo::chapter(making)?),
        ("screens", screens::chapter(making)),
        ("menu", menu::chapter(making)?),
        ("strings", strings::chapter(making)),
        ("policy", policy::chapter(making)?),
        ("hashes", approval::hashes(subject)),
        ("approval", approval::chapter(making)?),
    ];
    let mut context = Context::new();
    context.insert("w", &subject.language.words());
    context.insert("language", subject.language.tag());
    context.insert("look", &look(subject.theme));
    context.insert("contents", &contents(subject));
    for (name, chapter) in &chapters {
        context.insert(*name, chapter);
    }
    let page = ENGINE
        .render("page.html", &context)
        .map_err(|fault| DrawError(format!("the book's page: {}", fault.message)))?;
    Ok(making.pictures.fill(&page))
}

/// The tenant's colors, as the book itself uses them: on white paper.
fn look(theme: &Theme) -> Value {
    let color = |role| theme.palettes.light.get(role);
    let link = color(Role::Link);
    // The sign behind the text takes the brand color away from the text's, never towards it.
    let on_brand = color(Role::OnPrimary);
    let away = if relative_luminance(on_brand) > 0.4 { Color::BLACK } else { Color::WHITE };
    // On black or white it would not be seen; there the text has contrast to spare.
    let sign = if contrast(color(Role::Primary), away) > 1.5 { away } else { on_brand };
    let accent = nearest_passing(link, Color::WHITE, 4.5).unwrap_or(Color::BLACK);
    json!({
        "brand": color(Role::Primary).to_string(),
        "on_brand": on_brand.to_string(),
        "sign": sign.to_string(),
        "accent": accent.to_string(),
    })
}

/// The chapters in their order, with their titles.
fn contents(subject: &Subject<'_>) -> Value {
    const ALL: [&str; 11] = [
        "changes", "icons", "launch", "colors", "logo", "screens", "menu", "strings", "policy",
        "hashes", "approval",
    ];
    let is_there = |name: &&str| *name != "changes" || subject.changes.is_some();
    let entry = |(at, name): (usize, &str)| {
        let number = format!("{:02}", at + 1);
        (
            name.to_owned(),
            json!({ "id": name, "number": number, "title": subject.language.word(name) }),
        )
    };
    Value::Object(ALL.into_iter().filter(is_there).enumerate().map(entry).collect())
}
