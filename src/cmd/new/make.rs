//! The theme itself: its images aside, its text in mind, checked as `check` does, and only then put in its place.

use std::path::Path;

use super::wishes::Wishes;
use crate::brand::{Design, Frame, Ground, Stage, Study, design, palettes, theme_toml};
use crate::client::Client;
use crate::cmd::inputs::Inputs;
use crate::cmd::outcomes::Verb;
use crate::color::{Color, Palettes, Role, Scheme};
use crate::diagnostic::{self, Code, Diagnostic, Level, any_error};
use crate::error::Error;
use crate::fs;
use crate::inherit::{Library, ThemeFile};
use crate::prepare::prepare;
use crate::recipes::Store;
use crate::render::Effort;
use crate::source::Place;
use crate::theme::{self, Background, Theme};
use crate::vector::Fonts;

/// A theme that was made.
pub(super) struct Made {
    /// Its images.
    pub(super) design: Design,
    /// What the icon needed beyond that.
    pub(super) frame: Frame,
    /// As it is read again.
    pub(super) theme: Theme,
    /// What `check` says of it: errors only of drawings that a person must give.
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Made {
    /// Whether it does not pass `check` yet.
    pub(super) fn is_draft(&self) -> bool {
        any_error(&self.diagnostics)
    }
}

fn is_error(problem: &Diagnostic) -> bool {
    problem.code.level() == Level::Error
}

/// Whether a theme may have a problem: what only another drawing can mend is left for a person to go on with.
pub(super) fn is_kept(problem: &Diagnostic) -> bool {
    !is_error(problem) || is_of_a_drawing(problem.code)
}

/// Whether a problem is one of a logo or an icon, which another drawing mends.
fn is_of_a_drawing(code: Code) -> bool {
    matches!(
        code,
        Code::LogoContrast | Code::LaunchContrast | Code::IconContrast | Code::IconNotSquare
    )
}

/// The file name of a theme in its folder.
const NAME: &str = "theme.toml";

/// Makes the theme's folder; what is wrong with it where it would not pass `check`, and then nothing is left behind.
pub(super) fn make(
    wishes: &Wishes,
    study: &Study,
    inputs: &Inputs,
    fonts: &Fonts,
) -> Result<Result<Made, Vec<Diagnostic>>, Error> {
    fs::write_new_folder(&wishes.folder, |aside| {
        let desk = Desk { wishes, study, inputs, aside, fonts };
        desk.make()
    })
}

/// What a theme is checked with.
pub(super) fn inputs(themes: &Path, client: Client) -> Inputs {
    Inputs {
        base: client.base,
        templates: client.templates,
        themes: Vec::new(),
        fleet: Vec::new(),
        library: Library::new(themes),
        verb: Verb::Check,
        jobs: 1,
        fails_at: Level::Error,
    }
}

/// Where a theme is made: all that it takes.
pub(super) struct Desk<'a> {
    pub(super) wishes: &'a Wishes,
    pub(super) study: &'a Study,
    pub(super) inputs: &'a Inputs,
    pub(super) aside: &'a Path,
    pub(super) fonts: &'a Fonts,
}

impl Desk<'_> {
    fn make(&self) -> Result<Result<Made, Vec<Diagnostic>>, Error> {
        let palettes = match self.palettes()? {
            Ok(palettes) => palettes,
            Err(problems) => return Ok(Err(problems)),
        };
        let stages = Scheme::ALL.map(|scheme| (scheme, self.stage(&palettes, scheme)));
        let Some(design) = design(self.study, &palettes, &stages, self.wishes.recolor, self.fonts)
        else {
            let message = "no app icon can be made of the logo";
            let problem = Diagnostic::nowhere(Code::IconNotSquare, message);
            return Ok(Err(vec![problem.help("give a logo that is about square")]));
        };
        for (name, bytes) in &design.files {
            fs::write_within(self.aside, name, bytes)?;
        }
        let text = theme_toml(&self.wishes.words, self.study, &design, &Frame::default());
        let frame = match self.load(text).theme {
            Some(theme) => frame(&design, &theme),
            None => Frame::default(),
        };
        let mut text = theme_toml(&self.wishes.words, self.study, &design, &frame);
        let mut checked = self.check(&text);
        if let Some(shorter) = without_stale(&text, &checked.1) {
            text = shorter;
            checked = self.check(&text);
        }
        let (theme, diagnostics) = checked;
        let Some(theme) = theme.filter(|_| diagnostics.iter().all(is_kept)) else {
            return Ok(Err(diagnostics));
        };
        fs::write_within(self.aside, NAME, text.as_bytes())?;
        Ok(Ok(Made { design, frame, theme, diagnostics }))
    }

    /// The theme as if it were in its place already, with its images from where they are prepared.
    pub(super) fn location(&self) -> ThemeFile {
        let file = self.wishes.folder.join(NAME);
        ThemeFile { file, folder: self.aside.to_owned(), owns_folder: true }
    }

    pub(super) fn load(&self, text: String) -> theme::Loaded {
        self.inputs.library.put(&self.location(), text);
        theme::load(&self.location(), &self.inputs.base, &self.inputs.library)
    }

    /// The colors of both schemes, in which a parent has a say.
    fn palettes(&self) -> Result<Result<Palettes, Vec<Diagnostic>>, Error> {
        let own = palettes(&self.study.colors);
        let Some(extends) = &self.wishes.words.extends else {
            return Ok(Ok(own));
        };
        let colors = &self.study.colors;
        let accent = colors.accent.map(|accent| format!("accent = \"{accent}\"\n"));
        let text = format!(
            "extends = {}\n[brand]\ncolor = \"{}\"\n{}",
            serde_json::Value::from(extends.as_str()),
            colors.brand,
            accent.unwrap_or_default()
        );
        let loaded = self.load(text);
        let is_parents = |problem: &Diagnostic| {
            is_error(problem) && !matches!(problem.code, Code::MissingKey | Code::AssetMissing)
        };
        match loaded.theme {
            Some(theme) => Ok(Ok(theme.palettes)),
            None => Ok(Err(loaded.diagnostics.into_iter().filter(is_parents).collect())),
        }
    }

    /// The backgrounds of the logo in one scheme: the surfaces that the base client names, and the launch screen's.
    pub(super) fn stage<'a>(&self, palettes: &'a Palettes, scheme: Scheme) -> Stage<'a> {
        let palette = palettes.get(scheme);
        let roles = self.inputs.base.logo_on.iter().copied().chain([Role::Surface]);
        let mut surfaces: Vec<Color> = roles.map(|role| palette.get(role)).collect();
        surfaces.sort_unstable();
        surfaces.dedup();
        Stage { palette, surfaces }
    }

    /// What `check` would say.
    pub(super) fn check(&self, text: &str) -> (Option<Theme>, Vec<Diagnostic>) {
        self.inputs.library.put(&self.location(), text.to_owned());
        let store = Store::new();
        let run = self.inputs.run(Effort::Default, &store);
        let mut prepared = prepare(&run, &self.location(), Vec::new());
        diagnostic::sort(&mut prepared.diagnostics);
        (prepared.theme, prepared.diagnostics)
    }
}

/// What the icon needs beyond what it gets without a word: from the defaults, or from a parent.
pub(super) fn frame(design: &Design, theme: &Theme) -> Frame {
    let (mark, palette) = (&design.mark, theme.palettes.get(Scheme::Light));
    let inherited = &theme.icon.background;
    let given = match &inherited.value {
        Background::Color { light, .. } => Some(*light),
        _ => None,
    };
    let best = mark.background(&theme.palettes);
    let best_color = match best {
        Ground::Role(role) => palette.get(role),
        Ground::Color(color) => color,
    };
    // A parent's background stays where the mark shows on it; what is only derived gives way to what is better.
    let is_good = match inherited.place() {
        Some(_) => given.is_some_and(|color| mark.shows_on(color, palette)),
        None => given == Some(best_color),
    };
    let padding = mark.padding(palette);
    let is_long = mark.kind.is_long();
    let is_wide_enough =
        theme.icon.padding + 0.011 > padding && (!is_long || theme.icon.padding < padding + 0.011);
    Frame { background: (!is_good).then_some(best), padding: (!is_wide_enough).then_some(padding) }
}

/// The text without the lines that say what a parent says already, or what it locks of the icon; `None` if there is none.
fn without_stale(text: &str, diagnostics: &[Diagnostic]) -> Option<String> {
    let is_framed = |place: &Place| {
        let line = place.source.text[..place.span.start].lines().last().unwrap_or_default();
        ["background", "padding"].iter().any(|key| line.starts_with(key))
    };
    let is_stale = |problem: &&Diagnostic| match problem.code {
        Code::StaleOverride => true,
        Code::Locked => problem.place.as_ref().is_some_and(is_framed),
        _ => false,
    };
    let places = diagnostics.iter().filter(is_stale).filter_map(|problem| problem.place.as_ref());
    let is_own = |place: &&Place| place.source.text == text;
    let stale: Vec<usize> =
        places.filter(is_own).map(|place| place.source.line_column(place.span.start).0).collect();
    let kept = text.lines().enumerate().filter(|(at, _)| !stale.contains(&(at + 1)));
    let kept: Vec<&str> = kept.map(|(_, line)| line).collect();
    (!stale.is_empty()).then(|| kept.join("\n") + "\n")
}
