//! Reads one theme: the file, then table by table. All that is wrong is said at once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use super::assets::Assets;
use super::lists::Lists;
use super::{Logo, Theme, colors, fonts, images, menu, options, rules, screenshots, tenant, words};
use crate::base::{Base, Extent};
use crate::inherit::{
    Demo, Document, Layered, Library, Lineage, ThemeFile, chain, merge, relative,
};
use crate::secret;
use rebadge_art::color::Color;
use rebadge_core::diagnostic::{self, Code, Diagnostic, nearest};
use rebadge_core::digest::sha256;
use rebadge_core::fields::{Fields, Findings};
use rebadge_core::fs;
use rebadge_core::source::{Place, Source, Sourced};

/// A theme with what is to be said of it.
#[derive(Debug)]
pub struct Loaded {
    /// The theme's own file, unless it cannot be read.
    pub own: Option<Arc<Document>>,
    /// The theme, unless its file cannot be read. With errors among the diagnostics it is only good for checks.
    pub theme: Option<Theme>,
    /// What is in it for something that is missing or wrong, so that the rest can be checked all the same.
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

/// Loads a theme against a base client. `library` keeps what other themes of the run stand on, too.
pub fn load(location: &ThemeFile, base: &Base, library: &Library) -> Loaded {
    log::debug!("loading the theme `{}`", location.file.display());
    let own = match library.document(location) {
        Ok(own) => own,
        Err(problem) => {
            let help = neighbour(&location.file, library.root()).unwrap_or_else(|| {
                "a theme is a TOML file, or a folder with a `theme.toml`".into()
            });
            return failed(None, vec![Diagnostic { help: problem.help.or(Some(help)), ..problem }]);
        }
    };
    if own.table.entries.is_empty() && own.problems.is_empty() {
        let place = Place::file(&own.source);
        let problem = Diagnostic::at(Code::MissingKey, &place, "the theme is empty");
        let problem = problem.help(
            "it needs `[tenant]` with `id` and `name`, and `[brand]` with `color` and `logo`",
        );
        return failed(Some(own), vec![problem]);
    }
    let layers = match chain(&own, library) {
        Ok(layers) => layers,
        Err(mut problems) => {
            problems.extend(own.problems.iter().cloned());
            diagnostic::sort(&mut problems);
            return failed(Some(own), problems);
        }
    };
    let mut diagnostics: Vec<Diagnostic> =
        layers.iter().flat_map(|layer| layer.problems.iter().cloned()).collect();
    let broken: Vec<&Document> =
        layers.iter().map(Arc::as_ref).filter(|layer| layer.has_syntax_errors).collect();
    let findings = Findings::default();
    let layered = merge(layers.clone(), base, &findings);
    let (theme, gaps) = read(&own, layered, base, library, &findings);
    let is_said = |problem: &Diagnostic| {
        let is_left_to_others = own.is_abstract && problem.code == Code::MissingKey;
        !is_left_to_others && !is_followup(problem, &broken, &diagnostics)
    };
    let found: Vec<Diagnostic> = findings.into_vec().into_iter().filter(is_said).collect();
    let is_whole = broken.is_empty();
    diagnostics.extend(found);
    secret::hush(&mut diagnostics);
    diagnostic::sort(&mut diagnostics);
    Loaded { own: Some(own), theme: is_whole.then_some(theme), gaps, diagnostics }
}

/// What is missing may stand in a line that could not be read, and a key may belong to a header that could not.
fn is_followup(problem: &Diagnostic, broken: &[&Document], syntax: &[Diagnostic]) -> bool {
    let is_broken =
        |source: &Arc<Source>| broken.iter().any(|layer| Arc::ptr_eq(&layer.source, source));
    let is_about_all = matches!(
        problem.code,
        Code::MissingKey | Code::UnknownKey | Code::AssetUnread | Code::OverrideUnknown
    );
    let on_unread_line = || {
        let place = problem.place.as_ref().filter(|place| is_broken(&place.source))?;
        let line = place.source.line_column(place.span.start).0;
        let unread = syntax.iter().filter_map(|error| error.place.as_ref());
        let mut unread = unread.filter(|error| Arc::ptr_eq(&error.source, &place.source));
        unread.find(|error| error.source.line_column(error.span.start).0 == line)
    };
    !broken.is_empty() && (is_about_all || on_unread_line().is_some())
}

/// What was meant by a theme that is not there: that of the same name in the folder of all themes, or one of nearly the
/// same name beside it or there.
fn neighbour(file: &Path, root: &Path) -> Option<String> {
    if fs::exists(file) {
        return None;
    }
    let help = |path: &Path| format!("did you mean `{}`?", path.display());
    let below = root.join(file);
    if fs::exists(&ThemeFile::at(&below).file) {
        return Some(help(&below));
    }
    let near = |folder: &Path| {
        let names = fs::names(folder).ok()?;
        let nearest = nearest(file.file_name()?.to_str()?, names.iter().map(String::as_str))?;
        Some(help(&folder.join(nearest)))
    };
    near(file.parent()?).or_else(|| near(below.parent()?))
}

fn failed(own: Option<Arc<Document>>, diagnostics: Vec<Diagnostic>) -> Loaded {
    Loaded { own, theme: None, gaps: Gaps::default(), diagnostics }
}

fn read(
    own: &Document,
    layered: Layered,
    base: &Base,
    library: &Library,
    findings: &Findings,
) -> (Theme, Gaps) {
    let fields = Fields::new(&layered.table, "", findings);
    let assets = Assets::new(&own.location, &layered.lineage.layers, library, findings);
    let (mut theme, gaps) =
        read_tables(&fields, &own.source, &layered.removed_entries, base, &assets);
    fields.finish();
    theme.inputs.extend(assets.finish(&Place::file(&own.source)));
    for layer in &layered.lineage.layers {
        let name =
            relative(&own.location.folder, &layer.location.folder) + &file_name(&layer.source);
        theme.inputs.insert(name, sha256(layer.source.text.as_bytes()));
    }
    let fixed = &layered.lineage.fixed;
    let adjustable = base.adjustable.iter().map(|key| (key.clone(), !fixed.contains_key(key)));
    theme.adjustable = adjustable.collect();
    theme.lineage = layered.lineage;
    theme.is_demo = own.is_demo || library.demo() == Demo::Always;
    (theme, gaps)
}

fn read_tables(
    fields: &Fields<'_>,
    source: &Arc<Source>,
    removed: &BTreeSet<String>,
    base: &Base,
    assets: &Assets<'_>,
) -> (Theme, Gaps) {
    let tenant = tenant::tenant(required(fields, "tenant"), base, &Place::file(source));
    let own_fonts = fonts::fonts(fields.tables("fonts"), assets);
    let drawing_fonts = fonts::drawing_fonts(&own_fonts, base);
    assets.use_fonts(own_fonts.iter().flat_map(|font| &font.files).chain(&base.fonts));
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
    let extent = if assets.is_abstract() { Extent::Part } else { Extent::Whole };
    let mut sections = options::sections(fields, base, extent);
    let written = sections.clone();
    let lists = Lists::new(fields, base, &written);
    let context = menu::Context {
        base,
        lists: &lists,
        tenant: &tenant,
        assets,
        fonts: &drawing_fonts,
        source,
        removed,
        findings: fields.findings(),
    };
    let menu = menu::menu(fields.table("menu"), &context);
    let words = words::Context {
        base,
        tenant: &tenant,
        assets,
        fonts: &drawing_fonts,
        lists: &lists,
        findings: fields.findings(),
    };
    let named = words::follow(&words, fields, &mut sections);
    let rules = rules::rules(fields, &rules::Context::new(&words, &written, &menu));
    let shown = screenshots::Context { base, tenant: &tenant, menu: &menu, assets };
    let theme = Theme {
        source: Arc::clone(source),
        legal: tenant::legal(fields.table("legal")),
        icon: icon.unwrap_or_else(|| images::default_icon(&logo, &palettes)),
        launch: images::launch(fields.table("launch"), &palettes, &images),
        screenshots: screenshots::screenshots(fields.tables("screenshots"), &shown),
        strings: options::strings(fields.table("strings"), &tenant, base),
        features: options::features(fields.table("features"), base),
        sections,
        assets: named.assets,
        hosts: named.hosts,
        rules: Arc::new(rules),
        is_demo: false,
        inputs: BTreeMap::new(),
        adjustable: BTreeMap::new(),
        lineage: Lineage::default(),
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
