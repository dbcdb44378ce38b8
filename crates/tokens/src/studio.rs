//! Sets of Tokens Studio: which of them apply in which scheme.

use super::flat::Layer;
use super::names::scheme_in;
use super::views::{Named, Part, View, views_of};
use rebadge_art::color::Scheme;
use rebadge_core::document::Node;

/// Sets of Tokens Studio.
struct Sets<'a> {
    themes: Option<&'a Node>,
    order: Vec<String>,
    parts: Vec<(String, Layer<'a>)>,
}

/// The views of the files, if they are Tokens Studio's own: a file with all sets, or one for each.
pub(super) fn views(named: &[Named]) -> Option<Vec<View<'_>>> {
    sets(named).map(|sets| views_of_sets(&sets))
}

fn views_of_sets<'a>(sets: &Sets<'a>) -> Vec<View<'a>> {
    let rank = |name: &str| sets.order.iter().position(|each| each == name).unwrap_or(usize::MAX);
    let mut parts: Vec<&(String, Layer<'a>)> = sets.parts.iter().collect();
    parts.sort_by_key(|(name, _)| rank(name));
    let themes = sets.themes.map(Node::items).unwrap_or_default();
    let of = |theme: &Node| theme.get("name").and_then(Node::text).and_then(scheme_in);
    if themes.is_empty() {
        let part =
            |(name, layer): &&(String, Layer<'a>)| Part { scheme: scheme_in(name), layer: *layer };
        return views_of(&parts.iter().map(part).collect::<Vec<_>>());
    }
    let group =
        |theme: &Node| theme.get("group").and_then(Node::text).unwrap_or_default().to_owned();
    let with_schemes: Vec<String> =
        themes.iter().filter(|theme| of(theme).is_some()).map(group).collect();
    let mut schemes: Vec<Option<Scheme>> = Scheme::ALL.into_iter().map(Some).collect();
    schemes.retain(|scheme| themes.iter().any(|theme| of(theme) == *scheme));
    if schemes.is_empty() {
        schemes.push(None);
    }
    let view = |scheme: Option<Scheme>| {
        let mut groups: Vec<String> = Vec::new();
        // Of each group one theme: that of the scheme, or else the first.
        let chosen = themes.iter().filter(|theme| match of(theme) {
            Some(own) => Some(own) == scheme,
            None => {
                let is_first =
                    !groups.contains(&group(theme)) && !with_schemes.contains(&group(theme));
                groups.push(group(theme));
                is_first
            }
        });
        let enabled: Vec<&str> = chosen.flat_map(enabled).collect();
        let layers = parts.iter().filter(|(name, _)| enabled.contains(&name.as_str()));
        View { scheme, layers: layers.map(|(_, layer)| *layer).collect() }
    };
    schemes.into_iter().map(view).collect()
}

/// The sets that a theme of Tokens Studio takes, be it as a source of aliases only.
fn enabled(theme: &Node) -> impl Iterator<Item = &str> {
    let selected = theme.get("selectedTokenSets").map(Node::entries).unwrap_or_default();
    let on =
        selected.iter().filter(|member| matches!(member.value.text(), Some("enabled" | "source")));
    on.map(|member| member.key.as_str())
}

fn sets(named: &[Named]) -> Option<Sets<'_>> {
    let mut sets = Sets { themes: None, order: Vec::new(), parts: Vec::new() };
    let mut is_studio = false;
    for (name, file) in named {
        let root = &file.root;
        let stem = name.trim_end_matches(".json").rsplit('/').next().unwrap_or_default();
        let (themes, metadata) = match stem {
            "$themes" => (Some(root), None),
            "$metadata" => (None, Some(root)),
            _ => (root.get("$themes"), root.get("$metadata")),
        };
        let order = metadata.and_then(|metadata| metadata.get("tokenSetOrder"));
        let names = order.map(Node::items).unwrap_or_default();
        sets.order.extend(names.iter().filter_map(Node::text).map(str::to_owned));
        sets.themes = themes.or(sets.themes);
        is_studio |= themes.is_some() || metadata.is_some();
        if stem.starts_with('$') {
            continue;
        }
        if themes.is_some() || metadata.is_some() {
            let members = root.entries().iter().filter(|member| !member.key.starts_with('$'));
            sets.parts.extend(
                members.map(|member| (member.key.clone(), Layer { file, node: &member.value })),
            );
        } else {
            let name = name.trim_end_matches(".json").to_owned();
            sets.parts.push((name, Layer { file, node: root }));
        }
    }
    is_studio.then_some(sets)
}
