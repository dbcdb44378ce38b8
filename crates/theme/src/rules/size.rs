//! Sizes of files as themes write them: `20 MB`, in powers of 1000 (IEC 80000-13).

/// Unit → its bytes, the largest first.
const UNITS: [(&str, u64); 3] = [("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1000)];

/// The bytes of a size; none where it is not written as one.
pub fn read(text: &str) -> Option<u64> {
    let (number, unit) = text.split_once(' ')?;
    let (_, bytes) = UNITS.into_iter().find(|(name, _)| *name == unit)?;
    let is_plain = number.len() <= 6 && number.bytes().all(|byte| byte.is_ascii_digit());
    let number: u64 = number.parse().ok().filter(|number| is_plain && *number > 0)?;
    number.checked_mul(bytes)
}

/// A number of bytes in the largest unit of which it is a whole number.
pub fn written(bytes: u64) -> String {
    let fits = |(_, unit): &(&str, u64)| bytes >= *unit && bytes.is_multiple_of(*unit);
    match UNITS.into_iter().find(fits) {
        Some((name, unit)) => format!("{} {name}", bytes / unit),
        None => format!("{bytes} B"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_read_and_written() {
        let check = |text: &str, bytes| {
            assert_eq!(read(text), Some(bytes));
            assert_eq!(written(bytes), text);
        };
        check("500 kB", 500_000);
        check("20 MB", 20_000_000);
        check("3 GB", 3_000_000_000);
        assert_eq!(written(1234), "1234 B");
        for text in ["", "20", "20MB", "0 MB", "-1 MB", "1.5 MB", "20 mb", "20  MB", "1000000 MB"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
