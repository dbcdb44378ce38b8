//! `[brand]`'s logo, `[icon]` and `[launch]`.

use std::sync::Arc;

use super::assets::Assets;
use super::colors::{ColorOrRole, color, color_or_role};
use super::text::say;
use super::{Background, Gradient, Icon, Launch, LaunchImage, Logo, SmallMark};
use rebadge_art::artwork::{Artwork, Image};
use rebadge_art::color::{Palettes, Role, Scheme};
use rebadge_art::vector::{Fonts, Pixels};
use rebadge_core::diagnostic::{Code, Diagnostic, did_you_mean};
use rebadge_core::document::{Kind, Node};
use rebadge_core::fields::{Fields, as_text, wrong_type};
use rebadge_core::source::Sourced;

/// What images are read with.
pub(super) struct Context<'a> {
    pub(super) assets: &'a Assets<'a>,
    pub(super) fonts: &'a Fonts,
}

impl Context<'_> {
    fn image(&self, name: &Sourced<String>) -> Option<Sourced<Arc<Artwork>>> {
        let artwork = self.assets.image(name, self.fonts)?;
        Some(name.clone().map(|_| artwork))
    }
}

/// Reads `logo` and `logo-dark`.
pub(super) fn logo(brand: &Fields<'_>, context: &Context<'_>) -> Option<Logo> {
    let light = brand.required_text("logo");
    let dark = brand.text("logo-dark").and_then(|name| context.image(&name));
    let light = context.image(&light?)?;
    let dark = dark.unwrap_or_else(|| Sourced::derived(Arc::clone(&light.value), "the logo"));
    Some(Logo { light, dark })
}

impl Logo {
    /// Stands for a logo that is missing or wrong, so that the rest of a theme can be checked.
    pub(super) fn placeholder() -> Logo {
        let image = Image::Raster(Pixels::filled(512, 512, [0, 0, 0, 255]));
        let (name, sha256) = (String::new(), String::new());
        let artwork = Artwork { name, sha256, image, warnings: Vec::new(), note: None };
        let logo = Sourced::placeholder(Arc::new(artwork));
        Logo { light: logo.clone(), dark: logo }
    }
}

/// Reads `[icon]`; none where something that it names is wrong.
pub(super) fn icon(
    fields: Option<Fields<'_>>,
    logo: &Logo,
    palettes: &Palettes,
    context: &Context<'_>,
) -> Option<Icon> {
    let Some(fields) = fields else {
        return Some(default_icon(logo, palettes));
    };
    let drawings = match fields.node("mark") {
        Some(node) => drawings(node, &fields, context),
        None => Some((logo_as_mark(logo), Vec::new())),
    };
    let background =
        fields.node("background").map(|node| background(node, &fields, palettes, context));
    let padding = padding(&fields);
    let image = |key: &str| fields.text(key).map(|name| context.image(&name));
    let [monochrome, dark, tinted, notification] =
        ["monochrome", "dark", "tinted", "notification"].map(image);
    fields.finish();
    let (mark, small) = drawings?;
    let known = |image: Option<Option<_>>| match image {
        Some(image) => image.map(Some),
        None => Some(None),
    };
    Some(Icon {
        background: match background {
            Some(background) => background?,
            None => default_background(&mark.value, palettes),
        },
        monochrome: match monochrome {
            Some(monochrome) => monochrome?,
            None => Sourced::derived(Arc::clone(&mark.value), "the mark, its tones as opacity"),
        },
        mark,
        padding,
        small,
        dark: known(dark)?,
        tinted: known(tinted)?,
        notification: known(notification)?,
    })
}

/// The mark, and its drawings for small sizes: a file, or a list of files with the least size of each.
fn drawings(
    node: &Node,
    icon: &Fields<'_>,
    context: &Context<'_>,
) -> Option<(Sourced<Arc<Artwork>>, Vec<SmallMark>)> {
    let findings = icon.findings();
    if !matches!(node.kind, Kind::Array(_)) {
        let name = as_text(node, "icon.mark", findings)?;
        return Some((context.image(&name)?, Vec::new()));
    }
    let mut drawn = Vec::new();
    for fields in icon.tables("mark") {
        let image = fields.required_text("file").and_then(|name| context.image(&name));
        let size = fields.integer("min-size").map_or(0, |size| size.value);
        if !(0..=1024).contains(&size) {
            let message = format!("a size of {size} pixels is none of an icon's");
            let place = fields.node("min-size").map_or(fields.place(), |node| &node.place);
            findings.add(Diagnostic::at(Code::Value, place, message).help("write 1 to 1024"));
        }
        drawn.push((u32::try_from(size).unwrap_or(0), image, fields.place().clone()));
        fields.finish();
    }
    drawn.sort_by_key(|(size, ..)| *size);
    for pair in drawn.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
        let message = format!("two drawings of the mark are for {} pixels and more", pair[0].0);
        let problem = Diagnostic::at(Code::Value, &pair[1].2, message);
        findings.add(problem.help("give each a `min-size` of its own"));
    }
    let sizes: Vec<u32> = drawn.iter().skip(1).map(|(size, ..)| *size).collect();
    let mut images = drawn.into_iter().map(|(_, image, _)| image).collect::<Option<Vec<_>>>()?;
    let Some(mark) = images.pop() else {
        let problem = Diagnostic::at(Code::Value, &node.place, "the mark has no drawing");
        findings.add(problem.help("name at least one file"));
        return None;
    };
    let small = images.into_iter().zip(sizes).map(|(mark, below)| SmallMark { below, mark });
    Some((mark, small.collect()))
}

/// Left free on each side where a theme says nothing: the mark then fills the middle two thirds.
const PADDING: f64 = 0.16;

pub(super) fn default_icon(logo: &Logo, palettes: &Palettes) -> Icon {
    let mark = logo_as_mark(logo);
    Icon {
        background: default_background(&mark.value, palettes),
        monochrome: Sourced::derived(Arc::clone(&mark.value), "the mark, its tones as opacity"),
        mark,
        padding: PADDING,
        small: Vec::new(),
        dark: None,
        tinted: None,
        notification: None,
    }
}

fn logo_as_mark(logo: &Logo) -> Sourced<Arc<Artwork>> {
    Sourced { value: Arc::clone(&logo.light.value), origin: logo.light.origin.clone() }
}

/// The first of three surfaces on which most of the mark stands out in both schemes, else the best of them.
///
/// It follows the scheme if the mark does. A mark of fixed colors stays on one color: it was measured on that.
fn default_background(mark: &Artwork, palettes: &Palettes) -> Sourced<Background> {
    const CANDIDATES: [Role; 3] = [Role::Primary, Role::Surface, Role::InverseSurface];
    const MOST: f64 = 0.6;
    let follows = matches!(&mark.image, Image::Vector(vector) if vector.is_recolored());
    let dark = if follows { &palettes.dark } else { &palettes.light };
    let samples = [&palettes.light, dark].map(|palette| (palette, mark.sample(palette)));
    let share = |role: Role| {
        let shares = samples.iter().map(|(palette, sample)| {
            sample.as_ref().map_or(0.0, |pixels| pixels.stands_out(palette.get(role)))
        });
        shares.fold(1.0, f64::min)
    };
    let shares = CANDIDATES.map(|role| (share(role), role));
    let most = shares.iter().find(|(share, _)| *share >= MOST);
    let best = shares.iter().rev().max_by(|a, b| a.0.total_cmp(&b.0));
    let role = most.or(best).map_or(Role::Primary, |(_, role)| *role);
    Sourced::derived(
        Background::Color { light: palettes.light.get(role), dark: dark.get(role) },
        "the first of primary, surface and inverse-surface on which most of the mark stands out",
    )
}

fn padding(fields: &Fields<'_>) -> f64 {
    let Some(padding) = fields.number("padding") else {
        return PADDING;
    };
    if let (false, Some(place)) = ((0.0..=0.4).contains(&padding.value), padding.place()) {
        let message = format!("a padding of {} leaves no room for the mark", padding.value);
        let problem = Diagnostic::at(Code::Value, place, message)
            .help("write a share of the side from 0 to 0.4");
        fields.findings().add(problem);
    }
    padding.value.clamp(0.0, 0.4)
}

fn background(
    node: &Node,
    fields: &Fields<'_>,
    palettes: &Palettes,
    context: &Context<'_>,
) -> Option<Sourced<Background>> {
    let findings = fields.findings();
    match &node.kind {
        Kind::String(name) if name.ends_with(".png") => {
            let message = format!("`{name}` is a PNG, an icon's background is drawn as SVG");
            let help = "give an SVG file, a color, a role or a gradient";
            findings.add(Diagnostic::at(Code::ImageFormat, &node.place, message).help(help));
            None
        }
        Kind::String(name) if name.ends_with(".svg") => {
            let name = as_text(node, "icon.background", findings)?;
            Some(context.image(&name)?.map(Background::Artwork))
        }
        Kind::String(_) => {
            let text = as_text(node, "icon.background", findings)?;
            let of = |color: ColorOrRole| Background::Color {
                light: color.get(palettes, Scheme::Light),
                dark: color.get(palettes, Scheme::Dark),
            };
            Some(color_or_role(&text, findings)?.map(of))
        }
        Kind::Table(table) => {
            let gradient = gradient(Fields::new(table, "icon.background", findings))?;
            Some(Sourced::written(Background::Gradient(gradient), node.place.clone()))
        }
        _ => {
            findings.add(wrong_type(
                node,
                "icon.background",
                "a color, a role, a file or a gradient",
            ));
            None
        }
    }
}

fn gradient(fields: Fields<'_>) -> Option<Gradient> {
    let findings = fields.findings();
    let from = fields.required_text("from").and_then(|text| color(&text, findings));
    let to = fields.required_text("to").and_then(|text| color(&text, findings));
    let angle = fields.number("angle").map_or(180.0, |angle| angle.value);
    if !angle.is_finite() {
        let message = format!("`{angle}` is no angle");
        findings.add(
            Diagnostic::at(Code::Value, fields.place(), message).help("write degrees, such as 160"),
        );
    }
    fields.finish();
    Some(Gradient {
        from: from?.value,
        to: to?.value,
        angle: if angle.is_finite() { angle } else { 180.0 },
    })
}

/// Reads `[launch]`.
pub(super) fn launch(
    fields: Option<Fields<'_>>,
    palettes: &Palettes,
    context: &Context<'_>,
) -> Launch {
    let color = |key: &str, scheme: Scheme| {
        let text = fields.as_ref().and_then(|fields| fields.text(key));
        let read = text.and_then(|text| color_or_role(&text, fields.as_ref()?.findings()));
        match read {
            Some(color) => color.map(|color| color.get(palettes, scheme)),
            None => Sourced::derived(palettes.get(scheme).get(Role::Surface), "the surface"),
        }
    };
    let background = color("background", Scheme::Light);
    let background_dark = color("background-dark", Scheme::Dark);
    let image = fields.as_ref().map_or(LaunchImage::Logo, launch_image);
    let branding = fields.as_ref().and_then(|fields| fields.text("branding"));
    let branding = branding.and_then(|name| context.image(&name));
    if let Some(fields) = fields {
        fields.finish();
    }
    Launch { background, background_dark, image, branding }
}

fn launch_image(fields: &Fields<'_>) -> LaunchImage {
    let Some(name) = fields.text("image") else {
        return LaunchImage::Logo;
    };
    match name.value.as_str() {
        "logo" => LaunchImage::Logo,
        "icon" => LaunchImage::Icon,
        other => {
            let help = did_you_mean(other, ["logo", "icon"]).unwrap_or_default();
            let message = format!("a launch screen does not show `{other}`");
            say(fields.findings(), Code::Value, &name, message, &help);
            LaunchImage::Logo
        }
    }
}
