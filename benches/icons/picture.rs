//! Format and size of an image file from its first bytes, for files of any program.

/// The kind of a file and its size, as the lists write them: `png`, `ico(16,32)`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Picture {
    pub(crate) format: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// Reads a picture; all that is none of those that the lists know is `text`, of no size.
pub(crate) fn read(bytes: &[u8]) -> Picture {
    let found = png(bytes).or_else(|| jpeg(bytes)).or_else(|| ico(bytes)).or_else(|| icns(bytes));
    found.unwrap_or_else(|| Picture { format: "text".to_owned(), width: 0, height: 0 })
}

/// PNG: the signature, then IHDR with width, height, depth and color type, of which 3 is a palette.
fn png(bytes: &[u8]) -> Option<Picture> {
    let header = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    let format = if *header.get(17)? == 3 { "png-palette" } else { "png" };
    Some(Picture { format: format.to_owned(), width: big(header, 8)?, height: big(header, 12)? })
}

/// JPEG: segments of a marker and a length; the size stands in the first that begins a frame (SOF0 to SOF15, between
/// which DHT, JPG and DAC have numbers too).
fn jpeg(bytes: &[u8]) -> Option<Picture> {
    let mut rest = bytes.strip_prefix(b"\xff\xd8")?;
    loop {
        let (marker, length) = (*rest.get(1)?, short(rest, 2)?);
        if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
            let (height, width) = (short(rest, 5)?, short(rest, 7)?);
            return Some(Picture { format: "jpeg".to_owned(), width, height });
        }
        rest = rest.get(2 + length as usize..)?;
    }
}

/// ICO: a directory with 16 bytes for each frame: first its side, where 0 stands for 256, last where it begins. A frame
/// that is no PNG is a bitmap.
fn ico(bytes: &[u8]) -> Option<Picture> {
    let rest = bytes.strip_prefix(b"\0\0\x01\0")?;
    let count = usize::from(u16::from_le_bytes([*rest.first()?, *rest.get(1)?]));
    let entries = rest.get(2..2 + 16 * count)?.chunks_exact(16);
    let start = |entry: &[u8]| u32::from_le_bytes([entry[12], entry[13], entry[14], entry[15]]);
    let mut frames = entries.clone().map(|entry| bytes.get(start(entry) as usize..));
    let is_png = frames.all(|frame| frame.is_some_and(|frame| frame.starts_with(b"\x89PNG")));
    let side = |entry: &[u8]| if entry[0] == 0 { 256 } else { u32::from(entry[0]) };
    several(if is_png { "ico" } else { "ico-bitmap" }, entries.map(side).collect())
}

/// ICNS: members of a name, a length and data. Its pictures' sides; masks belong to the picture before them.
fn icns(bytes: &[u8]) -> Option<Picture> {
    let mut rest = bytes.strip_prefix(b"icns")?.get(4..)?;
    let mut sides = Vec::new();
    while !rest.is_empty() {
        let member = MEMBERS.iter().find(|(name, _)| rest.starts_with(name.as_bytes()));
        sides.extend(member.map(|(_, side)| *side));
        rest = rest.get(big(rest, 4)?.max(8) as usize..)?;
    }
    several("icns", sides)
}

/// The members of ICNS files that hold a picture, and its side in pixels.
const MEMBERS: &[(&str, u32)] = &[
    ("is32", 16),
    ("il32", 32),
    ("ic11", 32),
    ("ic12", 64),
    ("ic07", 128),
    ("ic08", 256),
    ("ic13", 256),
    ("ic09", 512),
    ("ic14", 512),
    ("ic10", 1024),
];

fn several(kind: &str, mut sides: Vec<u32>) -> Option<Picture> {
    sides.sort_unstable();
    let side = sides.last().copied()?;
    let names: Vec<String> = sides.iter().map(u32::to_string).collect();
    Some(Picture { format: format!("{kind}({})", names.join(",")), width: side, height: side })
}

fn big(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn short(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?)))
}
