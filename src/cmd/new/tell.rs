//! What was made, why, and what to do next. Words only.

use serde_json::{Value, json};

use super::make::Made;
use super::wishes::Wishes;
use crate::artwork::Image;
use crate::brand::{Ground, Kind, Study, Variant, Why};
use crate::cli;
use crate::cmd::End;
use crate::color::{Color, Role, Scheme, contrast};
use crate::error::Error;
use crate::report::Report;

/// Reports a theme that was made.
pub(super) fn made(
    report: &Report,
    options: &cli::New,
    wishes: &Wishes,
    study: &Study,
    made: &Made,
) -> Result<End, Error> {
    report.diagnostics(Some(&wishes.words.id), &made.diagnostics)?;
    let folder = wishes.folder.display().to_string();
    let mut files: Vec<&str> = vec!["theme.toml"];
    files.extend(made.design.files.keys().map(String::as_str));
    report.line(&format!("{folder}: {}", files.join(", ")))?;
    report.line("")?;
    for color in colors(wishes, study, made) {
        report.line(&color.shown())?;
    }
    let notes = notes(wishes, study, made);
    if !notes.is_empty() {
        report.line("")?;
    }
    notes.iter().try_for_each(|note| report.line(&format!("- {note}")))?;
    let next = next(options, &folder);
    report.line("")?;
    report.line("Next:")?;
    next.iter().try_for_each(|command| report.line(&format!("  {command}")))?;
    report.json(&json!({
        "reason": "theme",
        "format_version": 1,
        "tenant": wishes.words.id,
        "name": wishes.words.name,
        "path": folder,
        "files": files,
        "colors": colors(wishes, study, made).iter().map(Shown::json).collect::<Vec<_>>(),
        "notes": notes,
        "next": next,
    }))?;
    report.json(&json!({
        "reason": "new-finished",
        "format_version": 1,
        "success": !made.is_draft(),
        "tenant": wishes.words.id,
        "path": folder,
    }))?;
    if !made.is_draft() {
        return Ok(End::Clean);
    }
    report.summary(&format!(
        "`{folder}` is a draft: it does not pass `check` until the drawings that the errors name are others"
    ))?;
    Ok(End::Problems)
}

/// A color with its contrast.
struct Shown {
    role: &'static str,
    scheme: Option<Scheme>,
    color: Color,
    /// What it is measured against: a word, the color, the ratio.
    against: Option<(&'static str, Color, f64)>,
}

impl Shown {
    fn shown(&self) -> String {
        let scheme = self.scheme.map_or("", Scheme::name);
        let against = self.against.as_ref().map_or(String::new(), |(what, color, ratio)| {
            format!("  {:>4}:1 {what} {color}", cut(*ratio))
        });
        format!("{:9} {scheme:5}  {}{against}", self.role, self.color)
    }

    fn json(&self) -> Value {
        json!({
            "role": self.role,
            "scheme": self.scheme.map(Scheme::name),
            "color": self.color.to_string(),
            "against": self.against.as_ref().map(|(_, color, _)| color.to_string()),
            "contrast": self.against.as_ref().map(|(_, _, ratio)| (ratio * 10.0).floor() / 10.0),
        })
    }
}

/// A ratio with one decimal, cut and not rounded: 4.47 is not 4.5.
fn cut(ratio: f64) -> String {
    format!("{:.1}", (ratio * 10.0).floor() / 10.0)
}

fn colors(wishes: &Wishes, study: &Study, made: &Made) -> Vec<Shown> {
    let plain = |role, color| Shown { role, scheme: None, color, against: None };
    let mut all = vec![plain("brand", made.theme.brand_color.value)];
    all.extend(
        study.colors.accent.filter(|_| !wishes.is_there).map(|accent| plain("accent", accent)),
    );
    let pairs = [
        ("primary", Role::Primary, "with its text", Role::OnPrimary),
        ("link", Role::Link, "on the page", Role::Surface),
    ];
    for (name, role, what, other) in pairs {
        for scheme in Scheme::ALL {
            let palette = made.theme.palettes.get(scheme);
            let (color, other) = (palette.get(role), palette.get(other));
            let against = Some((what, other, contrast(color, other)));
            all.push(Shown { role: name, scheme: Some(scheme), color, against });
        }
    }
    all
}

/// What was changed and why, a sentence each.
fn notes(wishes: &Wishes, study: &Study, made: &Made) -> Vec<String> {
    let mut notes = Vec::new();
    if wishes.is_named_after_id {
        notes.push(format!(
            "the name `{}` was made from the id: `--name` says another",
            wishes.words.name
        ));
    }
    if let Some(short) = wishes.words.short_name.as_ref().filter(|_| !wishes.is_there) {
        notes.push(format!(
            "no word of the name fits on a home screen: the short name is `{short}`"
        ));
    }
    if let Some(language) = wishes.words.language.as_ref().filter(|_| !wishes.is_there) {
        notes.push(format!(
            "the name is written in it, so the language is `{language}`: `language` in `[tenant]` says another"
        ));
    }
    match study.colors.why {
        _ if wishes.is_there => {}
        Why::Score | Why::Given => {}
        Why::Neutral => notes.push("the logo has no hue, so the brand is neutral".into()),
        Why::White => {
            notes.push(format!("the logo is white, so the brand is {}", study.colors.brand))
        }
    }
    if !wishes.is_there {
        notes.extend(contrasts(study, made));
    }
    if let (Image::Raster(pixels), true) = (&study.logo.image, wishes.is_drawing()) {
        notes.push(format!(
            "the drawing holds pictures of pixels: all of it became a PNG of {} × {}; shapes alone would be sharp at every size",
            pixels.width, pixels.height
        ));
    }
    if let Some((width, height)) = study.page {
        notes.push(format!(
            "the logo stood on a page of {width} × {height} that is empty otherwise: it was cut to what is painted"
        ));
    }
    if let Some(paper) = study.paper {
        notes.push(format!("the plate of {paper} behind the logo was taken away"));
    }
    notes
        .extend(made.design.variants.iter().filter_map(|(scheme, variant)| logo(*scheme, variant)));
    notes.extend(icon(study, made));
    notes
}

/// The backgrounds of text and icons in the brand's hue.
const SURFACES: [Role; 4] =
    [Role::Surface, Role::SurfaceContainerLow, Role::SurfaceContainer, Role::SurfaceContainerHigh];

/// Where the brand color has too little contrast, and what replaces it.
fn contrasts(study: &Study, made: &Made) -> Vec<String> {
    let brand = study.colors.brand;
    let mut notes = Vec::new();
    for scheme in Scheme::ALL {
        let palette = made.theme.palettes.get(scheme);
        let name = scheme.name();
        let (primary, link) = (palette.get(Role::Primary), palette.get(Role::Link));
        let ratios = SURFACES.map(|role| contrast(brand, palette.get(role)));
        let least = ratios.into_iter().fold(f64::MAX, f64::min);
        let ratio = cut(least);
        match (primary == brand, link == primary) {
            (true, true) => {}
            (true, false) if least >= 4.5 => {}
            (true, false) => notes.push(format!(
                "{brand} has {ratio}:1 on a {name} surface: text and icons in its hue are {link}"
            )),
            (false, _) => notes.push(format!(
                "{brand} has {ratio}:1 on a {name} surface: {primary} stands for it there"
            )),
        }
    }
    notes
}

fn logo(scheme: Scheme, variant: &Variant) -> Option<String> {
    let name = scheme.name();
    match variant {
        Variant::Same => None,
        Variant::Recolored(_, changes) => {
            let mut shown: Vec<String> =
                changes.iter().take(4).map(|(from, to)| format!("{from} is {to}")).collect();
            if changes.len() > shown.len() {
                shown.push("…".into());
            }
            Some(format!("in the {name} logo {}: it would vanish", shown.join(", ")))
        }
        Variant::Carded(_, color) => {
            Some(format!("the {name} logo stands on a card of {color}: it would vanish"))
        }
    }
}

fn icon(study: &Study, made: &Made) -> Vec<String> {
    let recolored = made.design.mark.is_recolored.then(|| {
        "parts of the app icon's mark are in other colors: they would vanish on its background"
            .into()
    });
    mark(study, made).into_iter().chain(recolored).collect()
}

fn mark(study: &Study, made: &Made) -> Option<String> {
    let ground = match made.frame.background {
        Some(Ground::Color(color)) if made.design.mark.ground == Some(color) => {
            format!(", on the logo's own {color}")
        }
        _ => String::new(),
    };
    match made.design.mark.kind {
        Kind::Logo if study.ground.is_none() => None,
        Kind::Logo => Some(format!("the app icon shows the logo without its plate{ground}")),
        Kind::Symbol => {
            Some(format!("the app icon shows the logo's symbol without the words{ground}"))
        }
        Kind::WideSymbol => Some(format!(
            "the logo's symbol is wide or narrow: the app icon shows it without the words{ground}"
        )),
        Kind::Letter | Kind::NarrowLetter => {
            Some(format!("the logo is a word mark: the app icon shows how it begins{ground}"))
        }
        Kind::Whole => Some(format!(
            "the logo is wide or high and in one piece: the app icon shows all of it{ground}; a symbol of its own \
             as `mark` in `[icon]` would be larger"
        )),
    }
}

fn next(options: &cli::New, folder: &str) -> [String; 2] {
    let base = if options.folders.base.as_os_str() == "base-client" {
        String::new()
    } else {
        format!(" --base {}", options.folders.base.display())
    };
    [format!("rebadge check {folder}{base}"), format!("rebadge build {folder}{base} --unpacked")]
}
