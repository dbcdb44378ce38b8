//! The end of a zip: where its directory is (APPNOTE 4.3.14 to 4.3.16).

/// The length of the end record, of its Zip64 form and of the locator of that.
const END: usize = 22;
const END_64: usize = 56;
const LOCATOR: usize = 20;

/// Where the directory of a zip is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct End {
    /// How many entries it has.
    pub(super) entries: u64,
    /// Its length, in bytes.
    pub(super) size: u64,
    /// Where it begins, in bytes from the start of the zip.
    pub(super) offset: u64,
}

impl End {
    /// How many bytes at the end of a zip without a comment [`End::of`] needs.
    pub(super) const MOST: usize = END + LOCATOR + END_64;

    /// Reads it off the last bytes of a zip without a comment; none where there is no such end.
    pub(super) fn of(bytes: &[u8]) -> Option<End> {
        let end = bytes.get(bytes.len().checked_sub(END)?..)?;
        if !end.starts_with(b"PK\x05\x06") {
            return None;
        }
        let before = &bytes[..bytes.len() - END];
        let locator = before.len().checked_sub(LOCATOR).map(|at| &before[at..]);
        if locator.is_some_and(|locator| locator.starts_with(b"PK\x06\x07")) {
            let before = &before[..before.len() - LOCATOR];
            let end = &before[before.len().checked_sub(END_64)?..];
            return end.starts_with(b"PK\x06\x06").then(|| End {
                entries: number(end, 32, 8),
                size: number(end, 40, 8),
                offset: number(end, 48, 8),
            });
        }
        Some(End {
            entries: number(end, 10, 2),
            size: number(end, 12, 4),
            offset: number(end, 16, 4),
        })
    }

    /// The end as it is written behind the directory: in its Zip64 form too where a number is too large for the small one.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let End { entries, size, offset } = *self;
        let mut bytes = Vec::new();
        let is_small = |value: u64| u32::try_from(value).is_ok_and(|value| value != u32::MAX);
        let few = u16::try_from(entries).ok().filter(|few| *few != u16::MAX);
        if few.is_none() || !is_small(size) || !is_small(offset) {
            bytes.extend(b"PK\x06\x06");
            bytes.extend((END_64 as u64 - 12).to_le_bytes());
            // Made and read by version 4.5, the first one that has it.
            bytes.extend([45, 0, 45, 0]);
            bytes.extend([0; 8]);
            for value in [entries, entries, size, offset] {
                bytes.extend(value.to_le_bytes());
            }
            bytes.extend(b"PK\x06\x07");
            bytes.extend([0; 4]);
            bytes.extend((offset + size).to_le_bytes());
            bytes.extend(1_u32.to_le_bytes());
        }
        let short = few.unwrap_or(u16::MAX).to_le_bytes();
        let long = |value: u64| u32::try_from(value).unwrap_or(u32::MAX).to_le_bytes();
        bytes.extend(b"PK\x05\x06");
        bytes.extend([0; 4]);
        bytes.extend(short);
        bytes.extend(short);
        bytes.extend(long(size));
        bytes.extend(long(offset));
        bytes.extend([0; 2]);
        bytes
    }
}

/// A number of so many bytes, the lowest first.
fn number(bytes: &[u8], at: usize, length: usize) -> u64 {
    let bytes = bytes[at..at + length].iter().rev();
    bytes.fold(0, |all, byte| all << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(end: End, length: usize) {
        let bytes = end.bytes();
        assert_eq!(bytes.len(), length);
        assert_eq!(End::of(&[b"directory".as_slice(), &bytes].concat()), Some(end));
    }

    #[test]
    fn an_end_is_read_as_it_was_written() {
        check(End { entries: 0, size: 0, offset: 0 }, END);
        check(End { entries: 65_534, size: 1, offset: 0xffff_fffe }, END);
        check(End { entries: 65_535, size: 1, offset: 2 }, End::MOST);
        check(End { entries: 1, size: 0xffff_ffff, offset: 2 }, End::MOST);
        check(End { entries: 1, size: 2, offset: 5 << 30 }, End::MOST);
        assert_eq!(End::of(b"no zip at all, though long enough"), None);
        assert_eq!(End::of(b""), None);
    }
}
