//! The blend modes that mix hue, saturation and luminosity. tiny-skia 0.12 draws them with wrong colors where a channel
//! falls below zero (its `clip_color` asks for the largest channel, where the specification asks for the smallest), so
//! groups with such a mode are laid over what is below them here. All else is drawn by resvg.
//!
//! Source of the formulas: Compositing and Blending Level 1, section 10.2.

use std::collections::BTreeSet;

use resvg::tiny_skia::{
    BlendMode as Operator, FillRule, Mask as Coverage, MaskType as CoverageType, PathBuilder,
    Pixmap, PixmapMut, PixmapPaint, PremultipliedColorU8, Transform,
};
use resvg::usvg::filter::Kind;
use resvg::usvg::{BlendMode, ClipPath, Group, Mask, MaskType, Node, Tree};

/// Red, green and blue, from 0 to 1.
type Rgb = [f32; 3];

/// Draws a tree.
pub(crate) fn render(tree: &Tree, transform: Transform, pixmap: &mut PixmapMut<'_>) {
    if tree.root().children().iter().any(mixes) {
        nodes(tree.root(), transform, pixmap)
    } else {
        resvg::render(tree, transform, pixmap)
    }
}

/// Is there such a mode in what a node draws, but for what is within its filters, masks and patterns?
fn mixes(node: &Node) -> bool {
    match node {
        Node::Group(group) => is_mixed(group.blend_mode()) || group.children().iter().any(mixes),
        _ => false,
    }
}

/// Is it a mode of this file?
pub(crate) fn is_mixed(mode: BlendMode) -> bool {
    mixer(mode).is_some()
}

/// The modes of this file that are drawn by resvg all the same, as they take part in a filter: sorted, each once.
pub(crate) fn lost(tree: &Tree) -> BTreeSet<&'static str> {
    let primitives = tree.filters().iter().flat_map(|filter| filter.primitives());
    let blends = primitives.filter_map(|primitive| match primitive.kind() {
        Kind::Blend(blend) => name(blend.mode()),
        _ => None,
    });
    let mut found: BTreeSet<&str> = blends.collect();
    lost_in(tree.root(), false, &mut found);
    found
}

fn lost_in(group: &Group, is_filtered: bool, found: &mut BTreeSet<&'static str>) {
    for node in group.children() {
        if let Node::Group(group) = node {
            found.extend(name(group.blend_mode()).filter(|_| is_filtered));
            lost_in(group, is_filtered || is_whole(group), found);
        }
    }
}

fn name(mode: BlendMode) -> Option<&'static str> {
    match mode {
        BlendMode::Hue => Some("hue"),
        BlendMode::Saturation => Some("saturation"),
        BlendMode::Color => Some("color"),
        BlendMode::Luminosity => Some("luminosity"),
        _ => None,
    }
}

/// Can a group with such modes within it only be drawn as a whole?
fn is_whole(group: &Group) -> bool {
    !group.filters().is_empty()
}

fn nodes(parent: &Group, transform: Transform, pixmap: &mut PixmapMut<'_>) {
    for node in parent.children() {
        match node {
            Node::Group(group) if mixes(node) && !is_whole(group) => {
                self::group(group, transform.pre_concat(group.transform()), pixmap);
            }
            Node::Group(group) if mixes(node) => over(node, group, transform, pixmap),
            _ => plain(node, transform, pixmap),
        }
    }
}

/// A node that resvg draws right. resvg moves it to the origin, so it is moved back.
fn plain(node: &Node, transform: Transform, pixmap: &mut PixmapMut<'_>) {
    if let Some(all) = node.abs_layer_bounding_box() {
        // What it returns says whether there is something to draw: asked here already.
        let _ = resvg::render_node(node, transform.pre_translate(all.x(), all.y()), pixmap);
    }
}

/// A group with a filter: drawn by itself, then laid over what is there.
fn over(node: &Node, group: &Group, transform: Transform, pixmap: &mut PixmapMut<'_>) {
    let Some(mut layer) = Pixmap::new(pixmap.width(), pixmap.height()) else { return };
    plain(node, transform, &mut layer.as_mut());
    lay(&layer, 1.0, group.blend_mode(), pixmap);
}

fn group(group: &Group, transform: Transform, pixmap: &mut PixmapMut<'_>) {
    if !group.should_isolate() {
        return nodes(group, transform, pixmap);
    }
    let Some(mut layer) = Pixmap::new(pixmap.width(), pixmap.height()) else { return };
    nodes(group, transform, &mut layer.as_mut());
    if let Some(clip) = group.clip_path() {
        cut(clip, transform, &mut layer);
    }
    if let Some(mask) = group.mask() {
        cover(mask, transform, &mut layer);
    }
    lay(&layer, group.opacity().get(), group.blend_mode(), pixmap);
}

/// Leaves what is within a clip path.
fn cut(clip: &ClipPath, transform: Transform, layer: &mut Pixmap) {
    let Some(mut shape) = Pixmap::new(layer.width(), layer.height()) else { return };
    let inner = transform.pre_concat(clip.transform());
    clip.root().children().iter().for_each(|node| plain(node, inner, &mut shape.as_mut()));
    if let Some(outer) = clip.clip_path() {
        cut(outer, transform, layer);
    }
    layer.apply_mask(&Coverage::from_pixmap(shape.as_ref(), CoverageType::Alpha));
}

/// Leaves what a mask shows.
fn cover(mask: &Mask, transform: Transform, layer: &mut Pixmap) {
    let size = (layer.width(), layer.height());
    let (Some(mut shape), Some(mut within)) =
        (Pixmap::new(size.0, size.1), Coverage::new(size.0, size.1))
    else {
        return;
    };
    nodes(mask.root(), transform, &mut shape.as_mut());
    let rect = PathBuilder::from_rect(mask.rect().to_rect());
    within.fill_path(&rect, FillRule::Winding, true, transform);
    shape.apply_mask(&within);
    if let Some(outer) = mask.mask() {
        cover(outer, transform, layer);
    }
    let kind = match mask.kind() {
        MaskType::Luminance => CoverageType::Luminance,
        MaskType::Alpha => CoverageType::Alpha,
    };
    layer.apply_mask(&Coverage::from_pixmap(shape.as_ref(), kind));
}

/// Lays a layer over what is there.
fn lay(layer: &Pixmap, opacity: f32, mode: BlendMode, pixmap: &mut PixmapMut<'_>) {
    let Some(mix) = mixer(mode) else {
        let paint = PixmapPaint { opacity, blend_mode: operator(mode), ..PixmapPaint::default() };
        return pixmap.draw_pixmap(0, 0, layer.as_ref(), &paint, Transform::identity(), None);
    };
    for (below, above) in pixmap.pixels_mut().iter_mut().zip(layer.pixels()) {
        if above.alpha() > 0 {
            *below = mixed(*below, *above, opacity, mix);
        }
    }
}

/// One pixel over another, by the formula for all modes.
fn mixed(
    below: PremultipliedColorU8,
    above: PremultipliedColorU8,
    opacity: f32,
    mix: fn(Rgb, Rgb) -> Rgb,
) -> PremultipliedColorU8 {
    let (backdrop, b) = straight(below);
    let (source, alpha) = straight(above);
    let s = alpha * opacity;
    let mixed = mix(backdrop, source);
    let alpha = s + b - s * b;
    let byte = |value: f32| (value.clamp(0.0, alpha) * 255.0 + 0.5) as u8;
    let [red, green, blue] = std::array::from_fn(|n| {
        byte(s * (1.0 - b) * source[n] + s * b * mixed[n] + (1.0 - s) * b * backdrop[n])
    });
    PremultipliedColorU8::from_rgba(red, green, blue, byte(alpha)).unwrap_or(below)
}

fn straight(pixel: PremultipliedColorU8) -> (Rgb, f32) {
    let color = pixel.demultiply();
    let channels =
        [color.red(), color.green(), color.blue()].map(|channel| f32::from(channel) / 255.0);
    (channels, f32::from(pixel.alpha()) / 255.0)
}

/// The color of backdrop and source, for the modes of this file.
fn mixer(mode: BlendMode) -> Option<fn(Rgb, Rgb) -> Rgb> {
    let mix: fn(Rgb, Rgb) -> Rgb = match mode {
        BlendMode::Hue => |b, s| with_luminosity(with_saturation(s, saturation(b)), luminosity(b)),
        BlendMode::Saturation => {
            |b, s| with_luminosity(with_saturation(b, saturation(s)), luminosity(b))
        }
        BlendMode::Color => |b, s| with_luminosity(s, luminosity(b)),
        BlendMode::Luminosity => |b, s| with_luminosity(b, luminosity(s)),
        _ => return None,
    };
    Some(mix)
}

fn luminosity([red, green, blue]: Rgb) -> f32 {
    0.3 * red + 0.59 * green + 0.11 * blue
}

fn with_luminosity(color: Rgb, light: f32) -> Rgb {
    let difference = light - luminosity(color);
    let color = color.map(|channel| channel + difference);
    let [least, most] = [lowest(color), highest(color)];
    let light = luminosity(color);
    color.map(|channel| {
        let raised =
            if least < 0.0 { light + (channel - light) * light / (light - least) } else { channel };
        if most > 1.0 { light + (raised - light) * (1.0 - light) / (most - light) } else { raised }
    })
}

fn saturation(color: Rgb) -> f32 {
    highest(color) - lowest(color)
}

fn with_saturation(color: Rgb, saturation: f32) -> Rgb {
    let (least, range) = (lowest(color), highest(color) - lowest(color));
    if range > 0.0 { color.map(|channel| (channel - least) * saturation / range) } else { [0.0; 3] }
}

fn lowest([red, green, blue]: Rgb) -> f32 {
    red.min(green).min(blue)
}

fn highest([red, green, blue]: Rgb) -> f32 {
    red.max(green).max(blue)
}

/// The other modes, as the renderer knows them.
fn operator(mode: BlendMode) -> Operator {
    match mode {
        BlendMode::Multiply => Operator::Multiply,
        BlendMode::Screen => Operator::Screen,
        BlendMode::Overlay => Operator::Overlay,
        BlendMode::Darken => Operator::Darken,
        BlendMode::Lighten => Operator::Lighten,
        BlendMode::ColorDodge => Operator::ColorDodge,
        BlendMode::ColorBurn => Operator::ColorBurn,
        BlendMode::HardLight => Operator::HardLight,
        BlendMode::SoftLight => Operator::SoftLight,
        BlendMode::Difference => Operator::Difference,
        BlendMode::Exclusion => Operator::Exclusion,
        BlendMode::PlusLighter => Operator::Plus,
        // The others are laid by [`lay`].
        _ => Operator::SourceOver,
    }
}

#[cfg(test)]
mod tests {
    use crate::vector::{Canvas, Fonts, Placement, Vector, as_written, draw};

    /// The color of the middle pixel.
    fn check(body: &str, expect: [u8; 4]) {
        let text =
            format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'>{body}</svg>");
        let drawing = as_written(&Vector::read(&text, &Fonts::none()).unwrap()).unwrap();
        let canvas = Canvas { width: 9, height: 9 };
        let pixels = draw(&drawing, canvas, Placement::contain((9.0, 9.0), canvas)).unwrap();
        let pixel = &pixels.rgba[40 * 4..41 * 4];
        let is_near = pixel.iter().zip(expect).all(|(a, b)| a.abs_diff(b) <= 1);
        assert!(is_near, "{pixel:?} is not {expect:?}: {body}");
    }

    /// One color on another, by each mode.
    fn check_modes(below: &str, above: &str, expect: [[u8; 3]; 4]) {
        for (mode, [red, green, blue]) in
            ["hue", "saturation", "color", "luminosity"].into_iter().zip(expect)
        {
            let square = "d='M0 0h9v9H0z'";
            let body = format!(
                "<path {square} fill='{below}'/><path style='mix-blend-mode:{mode}' {square} fill='{above}'/>"
            );
            check(&body, [red, green, blue, 255]);
        }
    }

    /// The values are those of Chromium.
    #[test]
    fn hue_saturation_color_and_luminosity_are_those_of_the_specification() {
        check_modes("#d60", "#06c", [[39, 147, 255], [214, 104, 10], [44, 146, 248], [144, 67, 0]]);
        check_modes("#123", "#e10", [[53, 22, 19], [0, 38, 76], [90, 6, 0], [68, 85, 102]]);
        check_modes("#830", "#fe8", [[88, 75, 0], [128, 53, 9], [88, 75, 0], [255, 225, 207]]);
    }

    #[test]
    fn groups_around_keep_their_opacity_clips_and_masks() {
        let below = "<path d='M0 0h9v9H0z' fill='#d60'/>";
        let above = "<path style='mix-blend-mode:luminosity' d='M0 0h9v9H0z' fill='#06c'/>";
        let clip = "<clipPath id='c'><path d='M0 0h9v4H0z'/></clipPath><mask id='m'><path d='M0 0h9v4H0z' fill='#fff'/></mask>";
        check(&format!("<g opacity='.5'>{below}{above}</g>"), [144, 67, 0, 128]);
        check(&format!("{clip}<g clip-path='url(#c)'>{below}{above}</g>"), [0, 0, 0, 0]);
        check(&format!("{clip}{below}<g mask='url(#m)'>{above}</g>"), [221, 102, 0, 255]);
        check(&format!("{below}<g transform='scale(2)'>{above}</g>"), [144, 67, 0, 255]);
    }
}
