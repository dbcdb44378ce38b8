//! Diagnostics: problems in the user's files, each with code, place and help. Failures of the run itself are in
//! [`crate::error`].

use crate::source::Place;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Nothing is written.
    Error,
    /// The build goes on.
    Warning,
}

impl Level {
    /// As messages name it.
    pub fn name(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
        }
    }
}

macro_rules! codes {
    ($($variant:ident $name:literal $level:ident $summary:literal;)*) => {
        /// The kind of a diagnostic.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $summary] $variant,)*
        }

        /// Every code, in the order of the table.
        pub const CODES: &[Code] = &[$(Code::$variant,)*];

        impl Code {
            /// As messages name it, in kebab-case.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// One line on what it means.
            pub fn summary(self) -> &'static str {
                match self { $(Code::$variant => $summary,)* }
            }

            /// How bad it is.
            pub fn level(self) -> Level {
                match self { $(Code::$variant => Level::$level,)* }
            }
        }
    };
}

codes! {
    File "file" Error "a file of the theme or the base client cannot be read";
    Syntax "syntax" Error "a file is not valid TOML or JSON";
    UnknownKey "unknown-key" Error "a key that nothing reads";
    MissingKey "missing-key" Error "a required key is not there";
    WrongType "wrong-type" Error "a value of another type is needed";
    Value "value" Error "a value that its key does not take";
    Color "color" Error "not a color";
    Protected "protected" Error "a color whose meaning the base client protects";
    ColorGamut "color-gamut" Warning "a color outside sRGB was mapped into it";
    Text "text" Error "a text that is empty, too long, or holds control characters";
    Url "url" Error "not a URL that a client may open";
    Secret "secret" Error "a password or key in what everybody can read";
    Language "language" Error "a language that the base client does not know";
    AssetPath "asset-path" Error "a path that leaves the folder it belongs to";
    AssetMissing "asset-missing" Error "a file that is not there";
    AssetFatal "asset-fatal" Error "a file that ends or holds up whatever program reads it";
    AssetUnread "asset-unread" Error "a file in the theme's folder that nothing reads";
    ImageFormat "image-format" Error "a file that is no image Rebadge can read";
    ImageTooSmall "image-too-small" Error "a raster image with too few pixels";
    ImageColor "image-color" Warning "a color profile that cannot be read: colors are taken as sRGB";
    ImageBackground "image-background" Warning "a raster image with a background of its own";
    ImageScaledUp "image-scaled-up" Warning "a raster image that is drawn larger than it is";
    SvgBroken "svg-broken" Error "an SVG that cannot be parsed or drawn";
    SvgEmpty "svg-empty" Error "an SVG that paints nothing";
    SvgTooLarge "svg-too-large" Error "an SVG file or canvas beyond all use";
    SvgTooComplex "svg-too-complex" Error "an SVG that takes too long to draw";
    SvgUnsafe "svg-unsafe" Error "an SVG with scripts or other active content";
    SvgExternal "svg-external" Error "an SVG that refers to something outside itself";
    SvgFont "svg-font" Error "text in an SVG without its font";
    SvgInexact "svg-inexact" Warning "a part of an SVG that browsers draw in another way";
    SvgIgnored "svg-ignored" Warning "a part of an SVG that no browser draws";
    SvgClass "svg-class" Error "a recolor class with an unknown role";
    FontFormat "font-format" Error "a file that is no font for the web or for a system";
    FontLetters "font-letters" Warning "a face of a font without letters that the texts have";
    FontFamily "font-family" Error "a font file of another family than the theme says";
    IconNotSquare "icon-not-square" Error "an app icon's mark that is not about square";
    IconFamily "icon-family" Warning "a drawing of the app icon that has another shape than its mark";
    IconPaths "icon-paths" Warning "an app icon in one color with more paths than a platform takes";
    IconLegibility "icon-legibility" Warning "an app icon that is hard to make out at 16 pixels";
    ScreenshotSize "screenshot-size" Error "a screenshot of a size that install dialogs do not show";
    ScreenshotTooMany "screenshot-too-many" Error "more screenshots than install dialogs show";
    ScreenshotStale "screenshot-stale" Error "a screenshot that no longer shows the theme as it is";
    StoreSize "store-size" Warning "a file of more bytes than who it is for takes";
    Contrast "contrast" Error "text or a control that does not stand out from its surface";
    IconContrast "icon-contrast" Error "an app icon's mark that does not stand out from its background";
    LogoContrast "logo-contrast" Error "a logo that does not stand out from its surface";
    LaunchContrast "launch-contrast" Error "a launch screen whose image does not stand out";
    LogoPart "logo-part" Warning "a part of a logo or of an app icon's mark that is not seen";
    MenuIconContrast "menu-icon-contrast" Error "a menu icon that does not stand out";
    MenuIconFamily "menu-icon-family" Warning "a menu icon that is not of one family with the others";
    MenuDuplicate "menu-duplicate" Error "two menu entries, or two places in one list, with one id";
    MenuEntry "menu-entry" Error "a menu list names an entry that is not there";
    MenuUnplaced "menu-unplaced" Error "a menu entry of the theme that no place shows";
    MenuTarget "menu-target" Error "a menu entry's target that the base client does not have";
    MenuIcon "menu-icon" Error "a menu icon that the base client's set does not have";
    MenuName "menu-name" Error "a role, badge or group that nothing defines";
    MenuTooMany "menu-too-many" Error "more entries in a place than it takes";
    LabelMissing "label-missing" Error "a label without a text in one of the tenant's languages";
    LabelTooLong "label-too-long" Error "a label that is wider than its place";
    StringUnknown "string-unknown" Error "a text that the base client does not have";
    StringPlaceholder "string-placeholder" Error "a text with a placeholder that the base client does not fill";
    Extends "extends" Error "a parent theme that is missing, out of reach, not to be extended, or that extends the theme itself";
    Abstract "abstract" Error "a template for other themes that cannot be built itself";
    Locked "locked" Error "a key that a parent theme or the base client has locked";
    OverrideUnknown "override-unknown" Error "a change of something that neither the parents nor the base client have";
    StaleOverride "stale-override" Warning "a value that is inherited already";
    Preset "preset" Error "a value for a key that the client's user cannot change";
    FeatureUnknown "feature-unknown" Error "a feature that the base client does not have";
    Section "section" Error "a section that does not match the base client's schema";
    Document "document" Error "a document that the base client's checker refuses";
    Rule "rule" Error "a security rule or role that contradicts itself";
    RuleIdle "rule-idle" Warning "a security rule that can never make a difference";
    NotUnique "not-unique" Error "a value that only one tenant may have";
    ForeignDomain "foreign-domain" Error "another tenant's domain in a theme";
    ForeignName "foreign-name" Warning "another tenant's name in a theme";
    SharedValue "shared-value" Warning "a value that many themes set and the one that they extend should hold";
    DuplicateTenant "duplicate-tenant" Error "two themes with one tenant id";
    Contract "contract" Error "a base client's contract that contradicts itself or its files";
    Litter "litter" Warning "a file of a base client that keeps secrets, or that nobody means to ship";
    Edit "edit" Error "an edit of a finished bundle that does not fit it";
    Leftover "leftover" Error "something of the old brand that the edits of a finished bundle leave";
    UnclearName "unclear-name" Warning "the old name of a finished client, where people may read it and no edit changes it";
    Template "template" Error "a template that cannot be read or rendered";
    TemplateName "template-name" Error "a template uses a name that no theme can define";
    Malformed "malformed" Error "a rendered file that does not parse";
    Token "token" Error "a design token that cannot be read";
    TokenAlias "token-alias" Error "an alias of a design token that leads nowhere, or in a circle";
    TokenDuplicate "token-duplicate" Error "a key that stands twice in a token file";
    TokenConflict "token-conflict" Warning "design tokens that say different things of one value";
    TokenScheme "token-scheme" Warning "design tokens that do not say for which scheme they are";
    TokenUnused "token-unused" Warning "design tokens that no key of a theme takes";
    Release "release" Error "shards of a release that are not what their plan says";
    OutputCollision "output-collision" Error "two steps that write one path";
}

/// One problem in the user's files.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// What kind of problem.
    pub code: Code,
    /// What is wrong: lower case, no full stop, values between back-ticks.
    pub message: String,
    /// Where, underlined.
    pub place: Option<Place>,
    /// Other places that explain it, each with a text.
    pub related: Vec<(Place, String)>,
    /// What to do.
    pub help: Option<String>,
    /// What else belongs to it, a line each: all files of a kind. People see them with `--verbose`.
    pub details: Box<[String]>,
}

impl Diagnostic {
    /// A problem at a place.
    pub fn at(code: Code, place: &Place, message: impl Into<String>) -> Diagnostic {
        Diagnostic { place: Some(place.clone()), ..Diagnostic::nowhere(code, message) }
    }

    /// A problem that no text file shows.
    pub fn nowhere(code: Code, message: impl Into<String>) -> Diagnostic {
        let (related, details) = (Vec::new(), Box::default());
        Diagnostic { code, message: message.into(), place: None, related, help: None, details }
    }

    /// With what to do.
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// With what to do, if that is known.
    pub fn maybe_help(mut self, help: Option<String>) -> Diagnostic {
        self.help = help.or(self.help);
        self
    }

    /// With what else belongs to it, a line each.
    pub fn details(mut self, details: Vec<String>) -> Diagnostic {
        self.details = details.into_boxed_slice();
        self
    }

    /// The same problem at another place: that of a text which is part of a larger file.
    pub fn moved(self, place: &Place) -> Diagnostic {
        Diagnostic { place: Some(place.clone()), ..self }
    }

    /// With another place that explains it.
    pub fn related(mut self, place: &Place, text: impl Into<String>) -> Diagnostic {
        self.related.push((place.clone(), text.into()));
        self
    }
}

/// Puts diagnostics in the order in which a person reads them: by file, by place; each once.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    let key = |d: &Diagnostic| {
        let place = d.place.as_ref();
        (place.map(|p| p.source.path.clone()), place.map_or(0, |p| p.span.start), d.code)
    };
    diagnostics.sort_by_key(key);
    diagnostics.dedup();
}

/// Whether one of them keeps the build from going on.
pub fn any_error(diagnostics: &[Diagnostic]) -> bool {
    any_at(Level::Error, diagnostics)
}

/// Whether one of them is at least as bad as `mildest`.
pub fn any_at(mildest: Level, diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|d| d.code.level() <= mildest)
}

/// No more names of one file are looked up: nobody reads more suggestions, and each costs a look at every name.
pub const SUGGESTED: usize = 100;

/// A longer word is no name that somebody mistyped.
const LONGEST: usize = 200;

/// The candidate that is most like `word`, if one is like enough to be what was meant.
///
/// Damerau-Levenshtein distance of at most a third of the word's length; upper case is lower case.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    if length > LONGEST {
        return None;
    }
    let limit = (length / 3).max(1);
    candidates
        .into_iter()
        .filter(|candidate| *candidate != word)
        // As many letters more or less are as many slips, and counting them costs next to nothing.
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= limit)
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

fn distance(word: &str, candidate: &str) -> usize {
    strsim::damerau_levenshtein(&word.to_lowercase(), &candidate.to_lowercase())
}

/// Help for a name that is not known: the nearest one, or else all of them if they are few.
pub fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str> + Clone,
) -> Option<String> {
    if let Some(name) = nearest(word, candidates.clone()) {
        return Some(format!("did you mean `{name}`?"));
    }
    let mut all: Vec<String> = Vec::new();
    for name in candidates.into_iter().map(|c| format!("`{c}`")) {
        if !all.contains(&name) {
            all.push(name);
        }
    }
    match all.len() {
        0 => None,
        1..=16 => Some(format!("known are {}", all.join(", "))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, expect: Option<&str>) {
        let known = ["color", "logo", "logo-dark"];
        assert_eq!(nearest(word, known), expect, "{word}");
    }

    #[test]
    fn nearest_takes_small_slips_only() {
        check("colour", Some("color"));
        check("lgoo", Some("logo"));
        check("logo-drak", Some("logo-dark"));
        check("Logo", Some("logo"));
        check("LOGO-DARK", Some("logo-dark"));
        check("logo", None);
        check("typeface", None);
    }

    #[test]
    fn code_names_are_unique() {
        let mut names: Vec<_> = CODES.iter().map(|c| c.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), CODES.len());
    }
}
