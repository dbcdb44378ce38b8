//! The files of a theme and of a target, by the digests that recipes have of them.

use std::sync::Arc;

use super::drawings::Drawings;
use rebadge_art::artwork::Artwork;
use rebadge_render::recipes::{Input, Inputs, Material};
use rebadge_theme::theme::{AssetFile, Background, Theme};

/// Every image, font, screenshot and asset of a theme.
pub(super) fn of_theme(theme: &Theme, drawings: &Drawings<'_>) -> Inputs {
    let mut inputs = Inputs::default();
    for artwork in images(theme) {
        inputs.add(drawings.input(artwork), Material::Image(Arc::clone(artwork)));
    }
    for file in theme.fonts.iter().flat_map(|font| &font.files) {
        inputs.add(Input(file.sha256.clone()), Material::Bytes(Arc::clone(&file.bytes)));
    }
    for asset in &theme.assets {
        if let AssetFile::Bytes { sha256, bytes, .. } = &asset.file {
            inputs.add(Input(sha256.clone()), Material::Bytes(Arc::clone(bytes)));
        }
    }
    for shown in &theme.screenshots {
        inputs.add(Input(shown.sha256.clone()), Material::Bytes(Arc::clone(&shown.bytes)));
    }
    inputs
}

fn images(theme: &Theme) -> impl Iterator<Item = &Arc<Artwork>> {
    let (icon, logo) = (&theme.icon, &theme.logo);
    let always = [&logo.light, &logo.dark, &icon.mark, &icon.monochrome];
    let written = [&icon.dark, &icon.tinted, &icon.notification, &theme.launch.branding];
    let small = icon.small.iter().map(|small| &small.mark);
    let menu = theme.menu.entries.values().map(|entry| &entry.icon);
    let assets = theme.assets.iter().filter_map(|asset| match &asset.file {
        AssetFile::Image(image) => Some(&image.value),
        AssetFile::Bytes { .. } => None,
    });
    let background = match &icon.background.value {
        Background::Artwork(artwork) => Some(artwork),
        _ => None,
    };
    let sourced = always.into_iter().chain(written.into_iter().flatten()).chain(small).chain(menu);
    sourced.map(|image| &image.value).chain(background).chain(assets)
}
