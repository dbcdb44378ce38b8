//! The character map of a font: which characters it has. usvg asks for a font that has one.

/// Does the character map of the font hold the character? Only the two formats that fonts use for Unicode are read.
///
/// Source of the format: OpenType 1.9.1, `cmap`.
pub(crate) fn covers(data: &[u8], index: u32, character: char) -> bool {
    find_glyph(data, index, u32::from(character)).unwrap_or(0) != 0
}

fn u16_at(data: &[u8], at: usize) -> Option<u32> {
    let bytes = data.get(at..at.checked_add(2)?)?;
    Some(u32::from(u16::from_be_bytes([bytes[0], bytes[1]])))
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    Some(u16_at(data, at)? << 16 | u16_at(data, at + 2)?)
}

fn find_glyph(data: &[u8], index: u32, code: u32) -> Option<u32> {
    let font = match data.get(..4)? {
        b"ttcf" => u32_at(data, 12 + 4 * index as usize)? as usize,
        _ => 0,
    };
    let tables = u16_at(data, font + 4)? as usize;
    let record = (0..tables)
        .map(|n| font + 12 + 16 * n)
        .find(|at| data.get(*at..at + 4) == Some(b"cmap"))?;
    let cmap = u32_at(data, record + 8)? as usize;
    let maps = u16_at(data, cmap + 2)? as usize;
    (0..maps).find_map(|n| {
        let map = cmap + u32_at(data, cmap + 8 + 8 * n)? as usize;
        let glyph = match u16_at(data, map)? {
            4 => segments(data, map, code),
            12 => groups(data, map, code),
            _ => None,
        };
        glyph.filter(|glyph| *glyph != 0)
    })
}

/// Format 4: segments of the basic plane.
fn segments(data: &[u8], map: usize, code: u32) -> Option<u32> {
    let twice = u16_at(data, map + 6)? as usize;
    let ends = map + 14;
    let n = (0..twice / 2).find(|n| u16_at(data, ends + 2 * n).is_some_and(|end| end >= code))?;
    let start = u16_at(data, ends + twice + 2 + 2 * n)?;
    if start > code {
        return None;
    }
    let delta = u16_at(data, ends + 2 * twice + 2 + 2 * n)?;
    let at = ends + 3 * twice + 2 + 2 * n;
    match u16_at(data, at)? {
        0 => Some((code + delta) & 0xffff),
        offset => u16_at(data, at + offset as usize + 2 * (code - start) as usize),
    }
}

/// Format 12: groups of all planes.
fn groups(data: &[u8], map: usize, code: u32) -> Option<u32> {
    let count = u32_at(data, map + 12)? as usize;
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = (low + high) / 2;
        let group = map + 16 + 12 * middle;
        if u32_at(data, group + 4)? < code {
            low = middle + 1;
        } else if u32_at(data, group)? > code {
            high = middle;
        } else {
            return Some(u32_at(data, group + 8)?.wrapping_add(code - u32_at(data, group)?));
        }
    }
    None
}
