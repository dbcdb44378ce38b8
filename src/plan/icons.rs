//! The icon sets, as data: one table per platform. Apart, so that a new platform is a new table and nothing else.

/// What an app icon is drawn for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// A plate with round corners; the corners are transparent.
    Any,
    /// The background covers all, without an alpha channel: the system cuts its own shape.
    Opaque,
    /// The background covers all, the mark is within the safe zone (W3C Web Application Manifest, "maskable").
    Maskable,
    /// A white silhouette on nothing (W3C Web Application Manifest, "monochrome").
    Monochrome,
    /// A picture for link previews: the background covers all, the mark is in the middle.
    Preview,
}

impl Shape {
    /// As plans name it.
    pub fn name(self) -> &'static str {
        match self {
            Shape::Any => "any",
            Shape::Opaque => "opaque",
            Shape::Maskable => "maskable",
            Shape::Monochrome => "monochrome",
            Shape::Preview => "link preview",
        }
    }
}

/// What kind of file an icon is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IconKind {
    /// SVG that follows the color scheme.
    Svg,
    /// PNG of this width and height.
    Png(u32, u32),
    /// ICO with these sides.
    Ico(&'static [u32]),
}

/// One icon of a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IconSpec {
    /// The file's name.
    pub name: &'static str,
    /// What kind of file it is.
    pub kind: IconKind,
    /// What it is drawn for.
    pub shape: Shape,
    /// The manifest's `purpose`; empty for what a manifest does not list.
    pub purpose: &'static str,
}

impl IconSpec {
    /// The media type (IANA).
    pub fn media_type(&self) -> &'static str {
        match self.kind {
            IconKind::Svg => "image/svg+xml",
            IconKind::Png(..) => "image/png",
            IconKind::Ico(_) => "image/x-icon",
        }
    }

    /// The sizes, as HTML and manifests write them.
    pub fn sizes(&self) -> String {
        match self.kind {
            IconKind::Svg => "any".into(),
            IconKind::Png(width, height) => format!("{width}x{height}"),
            IconKind::Ico(sides) => {
                let sizes: Vec<String> =
                    sides.iter().map(|side| format!("{side}x{side}")).collect();
                sizes.join(" ")
            }
        }
    }
}

const fn spec(name: &'static str, kind: IconKind, shape: Shape, purpose: &'static str) -> IconSpec {
    IconSpec { name, kind, shape, purpose }
}

/// What browsers and home screens ask a web client for: HTML's `icon` and Apple's `apple-touch-icon` links, the W3C
/// Web Application Manifest's icons (192 and 512 are what Chromium's install criteria ask for), and Open Graph's
/// 1.91:1 picture.
pub const WEB: &[IconSpec] = &[
    spec("favicon.svg", IconKind::Svg, Shape::Any, ""),
    spec("favicon.ico", IconKind::Ico(&[16, 32, 48]), Shape::Any, ""),
    spec("apple-touch-icon.png", IconKind::Png(180, 180), Shape::Opaque, ""),
    spec("icon-192.png", IconKind::Png(192, 192), Shape::Any, "any"),
    spec("icon-512.png", IconKind::Png(512, 512), Shape::Any, "any"),
    spec("icon-maskable-192.png", IconKind::Png(192, 192), Shape::Maskable, "maskable"),
    spec("icon-maskable-512.png", IconKind::Png(512, 512), Shape::Maskable, "maskable"),
    spec("icon-monochrome-512.png", IconKind::Png(512, 512), Shape::Monochrome, "monochrome"),
    spec("link-preview.png", IconKind::Png(1200, 630), Shape::Preview, ""),
];

/// Every set by its name in contracts.
pub const SETS: &[(&str, &[IconSpec])] = &[("web", WEB)];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_sizes_are_written_as_browsers_read_them() {
        for (_, set) in SETS {
            for (at, icon) in set.iter().enumerate() {
                assert!(set[..at].iter().all(|other| other.name != icon.name), "{}", icon.name);
            }
        }
        assert_eq!(WEB[1].sizes(), "16x16 32x32 48x48");
        assert_eq!(WEB[8].sizes(), "1200x630");
    }
}
