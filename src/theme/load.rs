//! Reads one theme: the file, then table by table. All that is wrong is said at once.

use std::path::Path;
use std::sync::Arc;

use super::assets::Assets;
use super::find::ThemeFile;
use super::{Logo, Theme, colors, fonts, images, menu, options, tenant};
use crate::artwork;
use crate::base::Base;
use crate::color::Color;
use crate::diagnostic::{self, Code, Diagnostic, nearest};
use crate::digest::sha256;
use crate::document::{self, Table};
use crate::fields::{Fields, Findings};
use crate::fs;
use crate::source::{Place, Source, Sourced};

/// The largest theme file, in bytes.
const LIMIT: u64 = 1 << 20;

/// A theme with what is to be said of it.
#[derive(Debug)]
pub struct Loaded {
    /// The theme, unless its file cannot be read. With errors among the diagnostics it is only good for checks.
    pub theme: Option<Theme>,
    /// What stands in it for something that is missing or wrong, so that the rest can be checked all the same.
    pub gaps: Gaps,
    /// Everything that is wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// What of a theme is only a placeholder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gaps {
    /// The brand color, and so the palettes.
    pub color: bool,
    /// The logo or the app icon.
    pub images: bool,
}

/// Loads a theme against a base client.
pub fn load(location: &ThemeFile, base: &Base) -> Loaded {
    let text = match artwork::read_text(&location.file, LIMIT, None) {
        Ok(text) => text,
        Err(problem) => {
            let help = neighbour(&location.file).unwrap_or_else(|| {
                "a theme is a TOML file, or a folder with a `theme.toml`".into()
            });
            return failed(Diagnostic { help: problem.help.or(Some(help)), ..problem });
        }
    };
    if location.owns_folder && fs::is_link(&location.file) {
        // It is part of what the tenant sends, like every other file in the folder.
        let message = format!("`{}` is a symbolic link", location.file.display());
        let file = Place::file(&Source::new(&location.file, String::new()));
        let problem = Diagnostic::at(Code::AssetPath, &file, message);
        return failed(problem.help("copy the file itself into the theme's folder"));
    }
    load_text(location, text, base)
}

/// Loads a theme whose file would have this text: for one that is not written yet.
pub fn load_text(location: &ThemeFile, text: String, base: &Base) -> Loaded {
    let source = Source::new(&location.file, text);
    let (table, mut diagnostics) = document::parse(&source);
    if table.entries.is_empty() && diagnostics.is_empty() {
        let problem = Diagnostic::at(Code::MissingKey, &Place::file(&source), "the theme is empty");
        return failed(problem.help(
            "it needs `[tenant]` with `id` and `name`, and `[brand]` with `color` and `logo`",
        ));
    }
    let has_syntax_errors = !diagnostics.is_empty();
    let findings = Findings::default();
    let (theme, gaps) = read(location, &source, &table, base, &findings);
    // What is missing may stand in a line that could not be read, and a key may belong to a header that could not.
    let found = findings.into_vec().into_iter();
    let unread: Vec<usize> = diagnostics.iter().filter_map(|d| line(&source, d)).collect();
    let is_followup = |d: &Diagnostic| {
        matches!(d.code, Code::MissingKey | Code::UnknownKey | Code::AssetUnread)
            || line(&source, d).is_some_and(|line| unread.contains(&line))
    };
    diagnostics.extend(found.filter(|d| !has_syntax_errors || !is_followup(d)));
    diagnostic::sort(&mut diagnostics);
    Loaded { theme: (!has_syntax_errors).then_some(theme), gaps, diagnostics }
}

/// The line of a diagnostic that speaks of the theme's own file.
fn line(source: &Arc<Source>, diagnostic: &Diagnostic) -> Option<usize> {
    let place = diagnostic.place.as_ref().filter(|place| place.source == *source)?;
    Some(source.line_column(place.span.start).0)
}

/// The nearest neighbour of a theme that is not there.
fn neighbour(file: &Path) -> Option<String> {
    if fs::exists(file) {
        return None;
    }
    let names = fs::names(file.parent()?).ok()?;
    let nearest = nearest(file.file_name()?.to_str()?, names.iter().map(String::as_str))?;
    Some(format!("did you mean `{}`?", file.with_file_name(nearest).display()))
}

fn failed(problem: Diagnostic) -> Loaded {
    Loaded { theme: None, gaps: Gaps::default(), diagnostics: vec![problem] }
}

fn read(
    location: &ThemeFile,
    source: &Arc<Source>,
    table: &Table,
    base: &Base,
    findings: &Findings,
) -> (Theme, Gaps) {
    let fields = Fields::new(table, "", findings);
    let assets = Assets::new(location, findings);
    let (mut theme, gaps) = read_tables(&fields, source, base, &assets);
    fields.finish();
    theme.inputs.extend(assets.finish(&Place::file(source)));
    (theme, gaps)
}

fn read_tables(
    fields: &Fields<'_>,
    source: &Arc<Source>,
    base: &Base,
    assets: &Assets<'_>,
) -> (Theme, Gaps) {
    let tenant = tenant::tenant(required(fields, "tenant"), base, &Place::file(source));
    let own_fonts = fonts::fonts(fields.tables("fonts"), assets);
    let drawing_fonts = fonts::drawing_fonts(&own_fonts, base);
    let images = images::Context { assets, fonts: &drawing_fonts };
    let written_colors = colors::written(fields.table("colors"), &base.protected);
    let brand =
        required(fields, "brand").map(|brand| Brand::read(brand, &images)).unwrap_or_default();
    let brand_color = brand.color.clone().unwrap_or_else(|| Sourced::placeholder(GRAY));
    let palettes = colors::palettes(
        brand_color.value,
        brand.accent.as_ref().map(|accent| accent.value),
        &written_colors,
    );
    let logo = brand.logo.clone().unwrap_or_else(Logo::placeholder);
    let icon = images::icon(fields.table("icon"), &logo, &palettes, &images);
    let gaps =
        Gaps { color: brand.color.is_none(), images: brand.logo.is_none() || icon.is_none() };
    let context = menu::Context {
        base,
        tenant: &tenant,
        assets,
        fonts: &drawing_fonts,
        findings: fields.findings(),
    };
    let menu = menu::menu(fields.table("menu"), &context);
    let theme = Theme {
        source: Arc::clone(source),
        legal: tenant::legal(fields.table("legal")),
        icon: icon.unwrap_or_else(|| images::default_icon(&logo, &palettes)),
        launch: images::launch(fields.table("launch"), &palettes),
        strings: options::strings(fields.table("strings"), &tenant, base),
        features: options::features(fields.table("features"), base),
        sections: options::sections(fields, base),
        inputs: [(file_name(source), sha256(source.text.as_bytes()))].into(),
        logo,
        palettes,
        written_colors,
        brand_color,
        accent: brand.accent,
        fonts: own_fonts,
        drawing_fonts,
        menu,
        tenant,
    };
    (theme, gaps)
}

/// Stands for a brand color that is missing or wrong.
const GRAY: Color = Color::new(128, 128, 128);

fn file_name(source: &Source) -> String {
    source.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn required<'a>(fields: &Fields<'a>, key: &str) -> Option<Fields<'a>> {
    let table = fields.table(key);
    if fields.node(key).is_none() {
        fields.missing(key);
    }
    table
}

/// `[brand]`.
#[derive(Default)]
struct Brand {
    color: Option<Sourced<Color>>,
    accent: Option<Sourced<Color>>,
    logo: Option<Logo>,
}

impl Brand {
    fn read(fields: Fields<'_>, context: &images::Context<'_>) -> Brand {
        let findings = fields.findings();
        let brand = Brand {
            color: fields.required_text("color").and_then(|text| colors::color(&text, findings)),
            accent: fields.text("accent").and_then(|text| colors::color(&text, findings)),
            logo: images::logo(&fields, context),
        };
        fields.finish();
        brand
    }
}

/// The id of a theme, without reading the rest; none where it cannot be read, which [`load`] will say.
pub fn peek_id(location: &ThemeFile) -> Option<Sourced<String>> {
    let text = artwork::read_text(&location.file, LIMIT, None).ok()?;
    let source = Source::new(&location.file, text);
    let (table, _) = document::parse(&source);
    let findings = Findings::default();
    Fields::new(&table, "", &findings).table("tenant")?.text("id")
}
