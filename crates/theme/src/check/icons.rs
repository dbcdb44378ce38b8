//! The menu's icons against one another: people understand a menu at a glance when its icons are of one family.

use std::collections::BTreeMap;

use super::family::{Depth, Family};
use crate::base::Base;
use crate::theme::{AssetFile, MenuEntry, Theme};
use rebadge_art::artwork::{Artwork, Image};
use rebadge_art::vector::{Anatomy, of_pixels};
use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::source::Place;

/// Icons that are shown alike and must look alike.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// The client paints them in one color, whatever they are drawn in.
    Painted,
    /// They show their own color, and have one.
    OneColor,
    /// They show their own colors.
    Colorful,
}

/// A drawing, and where the theme can mend the first of what shows it.
struct Icon<'a> {
    artwork: &'a Artwork,
    place: Option<&'a Place>,
    anatomy: Anatomy,
}

/// Icons that differ plainly from all others of their kind.
pub fn family(theme: &Theme, base: &Base) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (kind, icons) in kinds(theme, base) {
        let depth = if kind == Kind::Colorful { Depth::Box } else { Depth::Lines };
        let anatomies: Vec<&Anatomy> = icons.iter().map(|icon| &icon.anatomy).collect();
        let family = Family::of(&anatomies, depth);
        for icon in &icons {
            let odd = family.odd(&icon.anatomy);
            if let (false, Some(place)) = (odd.is_empty(), icon.place) {
                let name = &icon.artwork.name;
                let message = format!(
                    "`{name}` is not of one family with the other {} icons: {}",
                    icons.len() - 1,
                    odd.join("; ")
                );
                let problem = Diagnostic::at(Code::MenuIconFamily, place, message);
                found.push(problem.help(family.fits(&icon.anatomy)));
            }
        }
    }
    found
}

/// The different drawings of the menu and of sections by kind, in the order of the entries' ids.
fn kinds<'a>(theme: &'a Theme, base: &'a Base) -> BTreeMap<Kind, Vec<Icon<'a>>> {
    let mut kinds: BTreeMap<Kind, Vec<Icon<'a>>> = BTreeMap::new();
    let mut seen = Vec::new();
    let of_menu = theme.menu.entries.iter().map(|(id, entry)| {
        let place = place(theme, base, id, entry);
        (entry.icon.value.as_ref(), is_painted(id, theme, base), place)
    });
    for (artwork, is_painted, place) in of_menu.chain(of_sections(theme, base)) {
        let Some(anatomy) = anatomy(artwork).filter(|_| !seen.contains(&&artwork.sha256)) else {
            continue;
        };
        seen.push(&artwork.sha256);
        let kind = match anatomy.colors {
            _ if is_painted => Kind::Painted,
            1 => Kind::OneColor,
            _ => Kind::Colorful,
        };
        kinds.entry(kind).or_default().push(Icon { artwork, place, anatomy });
    }
    kinds
}

/// The icons that sections show as a place of the menu shows its own: each, whether it is painted, and where it is written.
fn of_sections<'a>(
    theme: &'a Theme,
    base: &'a Base,
) -> impl Iterator<Item = (&'a Artwork, bool, Option<&'a Place>)> {
    theme.assets.iter().filter_map(|asset| {
        let place = base.places.get(asset.painted.as_ref()?)?;
        let AssetFile::Image(image) = &asset.file else { return None };
        let is_painted = place.icon.is_some_and(|icon| icon.paint.is_some());
        Some((image.value.as_ref(), is_painted, image.place()))
    })
}

/// A drawing that cannot be measured is another check's to say.
fn anatomy(artwork: &Artwork) -> Option<Anatomy> {
    match &artwork.image {
        Image::Vector(vector) => vector.anatomy().ok().cloned(),
        Image::Raster(pixels) => Some(of_pixels(pixels)),
    }
}

/// Whether a place that shows the entry paints its icon in one color.
fn is_painted(id: &str, theme: &Theme, base: &Base) -> bool {
    let places = theme.menu.places.iter().filter(|(_, list)| list.ids.iter().any(|own| own == id));
    let mut paints = places.filter_map(|(name, _)| base.places.get(name)?.icon?.paint);
    paints.next().is_some()
}

/// Where the theme can mend it: where the icon is written, or else where the theme shows an icon of the base client.
fn place<'a>(theme: &'a Theme, base: &Base, id: &str, entry: &'a MenuEntry) -> Option<&'a Place> {
    let is_own = |place: &&Place| place.source != base.source;
    let lists = theme.menu.places.values().filter(|list| list.ids.iter().any(|own| own == id));
    let shown = || lists.map(|list| &list.place).find(is_own);
    entry.icon.place().filter(is_own).or_else(shown).or_else(|| theme.tenant.id.place())
}
