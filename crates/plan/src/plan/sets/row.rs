//! The types of the tables' rows, and the files that a row expands to.

use rebadge_render::render::container::{Frames, Member};
use rebadge_render::render::look::{Look, Picture, Style};
use rebadge_render::render::png::PixelFormat;

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
    /// What is in it.
    pub rows: &'static [Row],
}

/// One line of a table: a file, or several that differ in size only.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Below the part's folder. `{scale}`, `{width}` and `{height}` stand for those of the size, `{units}` for its width in
    /// units, `{id}` for the tenant's application id.
    pub path: &'static str,
    /// One file for each.
    pub sizes: &'static [Size],
    /// What kind of file.
    pub format: Format,
    /// What is on it.
    pub look: Look,
    /// What the platform's own list calls it: a manifest's `purpose`, an asset catalog's `idiom`; or empty.
    pub purpose: &'static str,
    /// When it is made.
    pub when: When,
    /// Who takes it only up to a size in bytes.
    pub limit: Option<Limit>,
    /// Which kinds of PNG its reader takes.
    pub pixels: PixelFormat,
}

/// The most bytes that somebody takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// A store, or who else it is.
    pub who: &'static str,
    /// Bytes of the file.
    pub bytes: usize,
}

/// When a row is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Always.
    Always,
    /// Where no client brings a text of its own that lists the pictures.
    Alone,
    /// Where the icon's background is one color.
    Plain,
    /// Where it is more than one color.
    Painted,
    /// Where what is shown can be written as paths.
    Paths,
    /// Where it cannot.
    Pixels,
    /// Where there is a brand to show besides the launch image: one that the theme names, or a word mark below an icon.
    Branded,
}

impl Row {
    /// A PNG in one size or several.
    pub const fn png(path: &'static str, sizes: &'static [Size], look: Look) -> Row {
        Row { sizes, ..Row::file(path, Format::Png, look) }
    }

    /// A file that is not drawn at one size.
    pub const fn file(path: &'static str, format: Format, look: Look) -> Row {
        Row {
            path,
            sizes: &[],
            format,
            look,
            purpose: "",
            when: When::Always,
            limit: None,
            pixels: PixelFormat::Any,
        }
    }

    /// A text.
    pub const fn text(path: &'static str, template: &'static str) -> Row {
        Row::file(path, Format::Text(template), Look::BARE)
    }

    /// Under a name in the platform's own list.
    pub const fn as_(self, purpose: &'static str) -> Row {
        Row { purpose, ..self }
    }

    /// Of so many bytes at most, for somebody.
    pub const fn at_most(self, bytes: usize, who: &'static str) -> Row {
        Row { limit: Some(Limit { who, bytes }), ..self }
    }

    /// For a reader that takes true color only.
    pub const fn true_color(self) -> Row {
        Row { pixels: PixelFormat::TrueColor, ..self }
    }

    /// For a reader that takes nothing but 32 bits per pixel.
    pub const fn rgba(self) -> Row {
        Row { pixels: PixelFormat::Rgba, ..self }
    }

    /// At times only.
    pub const fn when(self, when: When) -> Row {
        Row { when, ..self }
    }
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
    /// Android's VectorDrawable, of so many dp a side.
    Drawable(u32),
    /// ICO.
    Ico(Frames),
    /// ICNS.
    Icns(&'static [Member]),
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

impl Size {
    /// The width in units, as platforms write it: `83.5`.
    pub fn units_text(&self) -> String {
        (f64::from(self.units.0) / 10.0).to_string()
    }

    /// In units of a tenth.
    pub const fn tenths(width: u32, height: u32) -> Size {
        Size { scale: "", units: (width, height), factor: 100 }
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
    /// As in [`Row`].
    pub when: When,
    /// As in [`Row`].
    pub limit: Option<Limit>,
    /// As in [`Row`].
    pub pixels: PixelFormat,
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
            Format::Drawable(_) => "application/xml",
            Format::Text(_) => "",
        }
    }

    /// The sizes, as HTML and manifests write them.
    pub fn sizes(&self) -> String {
        match (self.format, self.size) {
            (Format::Ico(frames), _) => {
                let sizes: Vec<String> =
                    frames.sides.iter().map(|side| format!("{side}x{side}")).collect();
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

/// Every file of a set, in the order of its tables. `id` is the tenant's application id, or another name without spaces.
pub fn icons(set: &'static Set, id: &str) -> Vec<Icon> {
    let mut all = Vec::new();
    for (part, row) in
        set.parts.iter().flat_map(|part| part.rows.iter().map(move |row| (part, row)))
    {
        match row.sizes {
            [] => all.push(icon(set, (part, row), None, id)),
            sizes => all.extend(sizes.iter().map(|size| icon(set, (part, row), Some(*size), id))),
        }
    }
    all
}

fn icon(set: &Set, (part, row): (&Part, &Row), size: Option<Size>, id: &str) -> Icon {
    let mut name = format!("{}{}", part.folder, row.path).replace("{id}", id);
    if let Some(size) = size {
        name = name
            .replace("{scale}", size.scale)
            .replace("{width}", &size.width().to_string())
            .replace("{height}", &size.height().to_string())
            .replace("{units}", &size.units_text());
    }
    Icon {
        set: set.name,
        name,
        format: row.format,
        size,
        look: row.look,
        purpose: row.purpose,
        when: row.when,
        limit: row.limit,
        pixels: row.pixels,
    }
}
