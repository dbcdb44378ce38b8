//! What the tables are made of, and what their rows stand for file by file. Apart from the tables, which hold data only.

use crate::plan::look::{Look, Picture, Style};

/// All that one platform, or one kind of project, asks for.
#[derive(Clone, Copy, Debug)]
pub struct Set {
    /// Its name in contracts and on the command line.
    pub name: &'static str,
    /// What it is for, in a line.
    pub summary: &'static str,
    /// Tables and the folders that their files stand in.
    pub parts: &'static [Part],
}

/// A table in a folder of a set. Projects lay out what platforms ask for in folders of their own.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Below the set's folder, with a slash at its end; or empty.
    pub folder: &'static str,
    /// What stands in it.
    pub rows: &'static [Row],
}

/// One line of a table: a file, or several that differ in size only.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Below the part's folder. `{scale}`, `{width}` and `{height}` stand for those of the size.
    pub path: &'static str,
    /// One file for each.
    pub sizes: &'static [Size],
    /// What kind of file.
    pub format: Format,
    /// What is on it.
    pub look: Look,
    /// What the platform's own list calls it: a manifest's `purpose`, an asset catalog's `idiom`; or empty.
    pub purpose: &'static str,
}

/// What kind of file a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// PNG.
    Png,
    /// SVG that follows the color scheme.
    Svg,
    /// SVG in one color.
    Symbolic,
    /// ICO with these sides, in pixels.
    Ico(&'static [u32]),
    /// ICNS: type (OSType) and side in pixels of each member.
    Icns(&'static [(&'static str, u32)]),
    /// A template that is given the pictures of the set.
    Text(&'static str),
}

/// A size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// What the platform calls the scale: `mdpi`, `@2x`, `scale-125`; or empty.
    pub scale: &'static str,
    /// Width and height in the platform's unit (pt, dp, px), in tenths: iPads have icons of 83.5 pt.
    pub units: (u32, u32),
    /// Pixels per unit, in hundredths.
    pub factor: u32,
}

impl Size {
    /// A square of so many pixels.
    pub const fn px(side: u32) -> Size {
        Size::of(side, side)
    }

    /// So many pixels.
    pub const fn of(width: u32, height: u32) -> Size {
        Size { scale: "", units: (width * 10, height * 10), factor: 100 }
    }

    /// At another scale.
    pub const fn at(self, scale: &'static str, factor: u32) -> Size {
        Size { scale, factor, ..self }
    }

    /// Width in pixels, rounded as platforms do.
    pub const fn width(&self) -> u32 {
        pixels(self.units.0, self.factor)
    }

    /// Height in pixels.
    pub const fn height(&self) -> u32 {
        pixels(self.units.1, self.factor)
    }
}

const fn pixels(tenths: u32, hundredths: u32) -> u32 {
    (tenths * hundredths + 500) / 1000
}

/// One file of a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Icon {
    /// The set.
    pub set: &'static str,
    /// Its path below the set's folder.
    pub name: String,
    /// What kind of file it is.
    pub format: Format,
    /// Its size; none for texts.
    pub size: Option<Size>,
    /// What is on it.
    pub look: Look,
    /// As in [`Row`].
    pub purpose: &'static str,
}

impl Icon {
    /// The picture, if it is one.
    pub fn picture(&self) -> Option<Picture> {
        let size = self.size?;
        Some(Picture { width: size.width(), height: size.height(), look: self.look })
    }

    /// The media type (IANA); empty for texts.
    pub fn media_type(&self) -> &'static str {
        match self.format {
            Format::Svg | Format::Symbolic => "image/svg+xml",
            Format::Png => "image/png",
            Format::Ico(_) => "image/x-icon",
            Format::Icns(_) => "image/icns",
            Format::Text(_) => "",
        }
    }

    /// The sizes, as HTML and manifests write them.
    pub fn sizes(&self) -> String {
        match (self.format, self.size) {
            (Format::Ico(sides), _) => {
                let sizes: Vec<String> =
                    sides.iter().map(|side| format!("{side}x{side}")).collect();
                sizes.join(" ")
            }
            (Format::Png, Some(size)) => format!("{}x{}", size.width(), size.height()),
            _ => "any".into(),
        }
    }

    /// The style that it is drawn in: `light`, `dark` or `tinted`.
    pub fn style_name(&self) -> &'static str {
        match self.look.style {
            Style::Light => "light",
            Style::Dark => "dark",
            Style::Tinted => "tinted",
        }
    }
}

/// Every file of a set, in the order of its tables.
pub fn icons(set: &'static Set) -> impl Iterator<Item = Icon> {
    set.parts.iter().flat_map(move |part| {
        part.rows.iter().flat_map(move |row| {
            let whole = row.sizes.is_empty().then(|| icon(set, part, row, None));
            let sizes = row.sizes.iter().map(move |size| icon(set, part, row, Some(*size)));
            whole.into_iter().chain(sizes)
        })
    })
}

fn icon(set: &Set, part: &Part, row: &Row, size: Option<Size>) -> Icon {
    let mut name = format!("{}{}", part.folder, row.path);
    if let Some(size) = size {
        name = name
            .replace("{scale}", size.scale)
            .replace("{width}", &size.width().to_string())
            .replace("{height}", &size.height().to_string());
    }
    Icon { set: set.name, name, format: row.format, size, look: row.look, purpose: row.purpose }
}
