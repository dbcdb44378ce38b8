//! Pictures of a theme in the place of those of a finished bundle: in the same format and sizes, on the same kind of ground and
//! with the same margins.

use super::drawings::Drawings;
use super::lower::own_entry;
use super::{Art, Drawn, Fit, Job, Look, Mask, Picture, PixelFormat, Recolored, Step, Style};
use rebadge_art::artwork::Image;
use rebadge_art::color::Scheme;
use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::source::Place;
use rebadge_foreign::changes::{Ground, PictureChange};
use rebadge_foreign::edits::Shown;
use rebadge_foreign::pictures::Format;
use rebadge_render::recipes::kinds::container::{self, Container, Frame};
use rebadge_render::recipes::kinds::png;
use rebadge_render::recipes::{Entry, Node};
use rebadge_theme::theme::Theme;

/// A picture in the place of another.
pub(super) fn entry(change: &PictureChange, job: &Job<'_>, drawings: &Drawings<'_>) -> Entry {
    let own = |step: &Step| {
        own_entry(step, job.theme, drawings, job.effort)
            .unwrap_or_else(|| unreachable!("it needs the theme alone"))
    };
    let look = look(change);
    let (width, height) = change.frames.first().copied().unwrap_or((1, 1));
    match change.format {
        Format::Svg => own(&vector(change.shown, look)),
        Format::Ico => {
            // What is known of the file is that of its first frame.
            let first = own(&Step::Picture(Picture::square(look, width), PixelFormat::Rgba));
            Entry { node: ico(change, look, (job, drawings)), ..first }
        }
        _ => own(&Step::Picture(Picture { width, height, look }, PixelFormat::Any)),
    }
}

fn vector(shown: Shown, look: Look) -> Step {
    match shown {
        Shown::Icon | Shown::Maskable | Shown::Launch => Step::Compose,
        Shown::Mark => Step::Recolor(Recolored::Image(Drawn::Mark)),
        Shown::Monochrome => Step::OneColor(look),
        Shown::Logo => Step::Recolor(Recolored::Image(Drawn::Logo(Scheme::Light))),
        Shown::LogoDark => Step::Recolor(Recolored::Image(Drawn::Logo(Scheme::Dark))),
    }
}

/// Frames of more than this side are PNGs: Windows reads them so since Vista.
const BITMAPS_TO: u32 = 64;

fn ico(change: &PictureChange, look: Look, (job, drawings): (&Job<'_>, &Drawings<'_>)) -> Node {
    let frame = |(side, _): &(u32, u32)| {
        let picture = drawings.picture(&Picture::square(look, *side));
        let of = if *side > BITMAPS_TO {
            Node::new(png::Png::new(picture, PixelFormat::Rgba, job.effort))
        } else {
            picture
        };
        Frame { side: *side, of, member: None }
    };
    let frames = change.frames.iter().map(frame).collect();
    Node::new(Container { format: container::Format::Ico, frames })
}

/// How the theme's picture looks, to lie as the old one does.
fn look(change: &PictureChange) -> Look {
    let (width, height) = change.mark;
    let fit = Fit::Box(width, height);
    let (width, height) = change.painted;
    let plate = width.min(height).min(1000);
    let logo = Look { art: Art::Logo, fit, ..Look::BARE };
    match (change.shown, change.ground) {
        (Shown::Maskable, _) => Look::MASKABLE,
        (Shown::Icon, Ground::Full) => Look::OPAQUE,
        (Shown::Icon, Ground::Plate(corner)) => Look { plate, mask: mask(corner), ..Look::PLATE },
        (Shown::Icon, Ground::Clear) => Look { plate, ..Look::PLATE },
        (Shown::Mark, _) => Look { fit, ..Look::BARE },
        (Shown::Monochrome, _) => Look { fit, ..Look::MONOCHROME },
        (Shown::Logo, _) => logo,
        (Shown::LogoDark, _) => logo.in_style(Style::Dark),
        (Shown::Launch, _) => Look::LAUNCH,
    }
}

/// The outline of a plate whose corners have this radius.
fn mask(corner: u16) -> Mask {
    match corner {
        0..20 => Mask::None,
        20..450 => Mask::Rounded(corner),
        _ => Mask::Circle,
    }
}

/// Why a theme has no picture of the format that an old one has.
pub(super) fn problem(change: &PictureChange, path: &str, theme: &Theme) -> Option<Diagnostic> {
    let image = match change.shown {
        Shown::Mark => Drawn::Mark,
        Shown::Logo => Drawn::Logo(Scheme::Light),
        Shown::LogoDark => Drawn::Logo(Scheme::Dark),
        _ => return None,
    };
    let sourced = image.sourced(theme);
    if change.format != Format::Svg || matches!(sourced.value.image, Image::Vector(_)) {
        return None;
    }
    let place = sourced.place().cloned().unwrap_or_else(|| Place::file(&theme.source));
    let message = format!("`{path}` is an SVG, and `{}` has pixels only", sourced.value.name);
    let help = format!(
        "name an SVG; or leave `{path}` out of `icons`, and show the picture by a rule of `css`: `background: url(\"{{{{ logo.light }}}}\")`"
    );
    Some(Diagnostic::at(Code::ImageFormat, &place, message).help(help))
}
