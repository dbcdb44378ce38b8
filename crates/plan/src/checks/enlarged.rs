//! Raster images that are drawn larger than they are: in which pictures, and by how much. Arithmetic only, because it runs
//! for every theme that is checked.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::plan::{self, Art, Format, Look, Picture, Plan, Style};
use rebadge_art::artwork::{Artwork, Image};
use rebadge_art::vector::{Canvas, Extent, Pixels};
use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::source::{Place, Sourced};
use rebadge_render::render::{icon, raster};
use rebadge_theme::theme::{LaunchImage, Theme};

/// The pixels on its longer side that a logo or mark has in any case: a client shows it at sizes that no plan knows.
const LEAST: u32 = 512;
/// As many pictures are named.
const NAMED: usize = 3;
/// What is scaled by less than this is not seen to be.
const SEEN: f32 = 1.02;

/// A raster image, and the pictures in which it is scaled up.
struct Raster<'a> {
    artwork: &'a Artwork,
    pixels: &'a Pixels,
    place: &'a Place,
    extent: Option<Extent>,
    /// Path → pixels for each of its own.
    scaled: BTreeMap<String, f32>,
    is_least: bool,
}

/// Raster images with too few pixels for the pictures of some plans, or for any.
pub(super) fn enlarged(theme: &Theme, plans: &[&Plan]) -> Vec<Diagnostic> {
    let mut rasters = rasters(theme);
    if rasters.is_empty() {
        return Vec::new();
    }
    for plan in plans {
        for (path, picture) in pictures(plan) {
            let name = match plans.len() {
                1 => path.to_owned(),
                _ => format!("{}/{path}", plan.target),
            };
            add(theme, &picture, name, &mut rasters);
        }
    }
    rasters.iter().filter_map(problem).collect()
}

/// The raster images of a theme, each once.
fn rasters(theme: &Theme) -> Vec<Raster<'_>> {
    let icon = &theme.icon;
    let mut all = vec![(&theme.logo.light, true), (&theme.logo.dark, true), (&icon.mark, true)];
    all.push((&icon.monochrome, false));
    let written = [&icon.dark, &icon.tinted, &icon.notification, &theme.launch.branding];
    all.extend(written.into_iter().flatten().map(|image| (image, false)));
    all.extend(icon.small.iter().map(|small| (&small.mark, false)));
    let mut rasters: Vec<Raster<'_>> = Vec::new();
    for (image, is_least) in all {
        let artwork = image.value.as_ref();
        let (Image::Raster(pixels), Some(place)) = (&artwork.image, place(theme, image)) else {
            continue;
        };
        if rasters.iter().any(|known| known.artwork.sha256 == artwork.sha256) {
            continue;
        }
        let size = (pixels.width as f32, pixels.height as f32);
        let extent = pixels.painted().map(|painted| raster::extent(&painted, size));
        let scaled = BTreeMap::new();
        rasters.push(Raster { artwork, pixels, place, extent, scaled, is_least });
    }
    rasters
}

/// Where an image is written; a derived one is the logo's.
fn place<'a>(theme: &'a Theme, image: &'a Sourced<Arc<Artwork>>) -> Option<&'a Place> {
    image.place().or_else(|| theme.logo.light.place())
}

/// The pictures of a plan, by the paths of the files that hold them.
fn pictures(plan: &Plan) -> impl Iterator<Item = (&str, Picture)> {
    plan.names.icons.iter().flat_map(|(path, icon)| {
        let square = |side: u32| Picture::square(icon.look, side);
        let all: Vec<Picture> = match icon.format {
            Format::Png => icon.picture().into_iter().collect(),
            Format::Ico(frames) => frames.sides.iter().copied().map(square).collect(),
            Format::Icns(members) => members.iter().map(|member| square(member.side)).collect(),
            _ => Vec::new(),
        };
        all.into_iter().map(|picture| (path.as_str(), picture))
    })
}

/// Notes by how much a picture scales the image that it shows, if that is a raster and grows.
fn add(theme: &Theme, picture: &Picture, name: String, rasters: &mut [Raster<'_>]) {
    let (look, side) = match picture.look {
        look if look.art == Art::Nothing => return,
        look if look.art == Art::Launch && theme.launch.image == LaunchImage::Icon => {
            let side = icon::launch_icon_side(picture);
            (Look::PLATE.in_style(look.style), Canvas { width: side, height: side })
        }
        look => (look, Canvas { width: picture.width, height: picture.height }),
    };
    let image = match (look.art, look.style) {
        (Art::Mark, Style::Light) => theme.icon.mark_at(side.width.min(side.height)),
        (art, style) => plan::source(theme, art, style),
    };
    let is_it = |raster: &&mut Raster<'_>| raster.artwork.sha256 == image.value.sha256;
    let Some(raster) = rasters.iter_mut().find(is_it) else {
        return;
    };
    let Some(extent) = &raster.extent else {
        return;
    };
    let scale = icon::scale(extent, &look, theme.icon.padding as f32, side);
    if scale > SEEN {
        let most = raster.scaled.entry(name).or_insert(scale);
        *most = most.max(scale);
    }
}

fn problem(raster: &Raster<'_>) -> Option<Diagnostic> {
    let (name, Pixels { width, height, .. }) = (&raster.artwork.name, raster.pixels);
    let longer = *width.max(height);
    let is_small = raster.is_least && longer < LEAST;
    let size = format!("`{name}` has {width}×{height} pixels");
    let needed = format!("{size}, at least {LEAST} on the longer side are needed");
    let mut worst: Vec<(&str, f32)> =
        raster.scaled.iter().map(|(path, scale)| (path.as_str(), *scale)).collect();
    worst.sort_by(|a, b| b.1.total_cmp(&a.1));
    let (code, message) = match (is_small, grown(&worst)) {
        (true, Some(grown)) => (Code::ImageTooSmall, format!("{needed}; it {grown}")),
        (true, None) => (Code::ImageTooSmall, needed),
        (false, Some(grown)) => (Code::ImageScaledUp, format!("{size} and {grown}")),
        (false, None) => return None,
    };
    let least = if is_small { LEAST as f32 / longer as f32 } else { 1.0 };
    let most = worst.first().map_or(least, |(_, scale)| scale.max(least));
    let side = |length: &u32| (*length as f32 * most).ceil();
    let help = format!("give an SVG, or a PNG of {}×{} pixels", side(width), side(height));
    Some(Diagnostic::at(code, raster.place, message).help(help))
}

/// In which pictures an image is scaled up, the worst first.
fn grown(worst: &[(&str, f32)]) -> Option<String> {
    let times = |(path, scale): &(&str, f32)| format!("{scale:.1} times in `{path}`");
    let named: Vec<String> = worst.iter().take(NAMED).map(times).collect();
    match worst.len() {
        0 => None,
        1 => Some(format!("is scaled up {}", named[0])),
        count => Some(format!("is scaled up in {count} pictures: {}", named.join(", "))),
    }
}
