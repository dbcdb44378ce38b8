//! A mutator that puts extreme numbers in place of those of an input, one time in four.

/// Numbers at which readers of text break: beyond `f32`, beyond `i32` and `u64`, almost zero, not a number.
const TEXT: &[&str] = &[
    "0",
    "-0",
    "-1",
    "1e15",
    "1e38",
    "3.5e38",
    "1e39",
    "-1e39",
    "1e308",
    "1e999",
    "1e-45",
    "1e-400",
    "0.0000001",
    "65535",
    "65536",
    "2147483647",
    "2147483648",
    "4294967295",
    "4294967296",
    "18446744073709551616",
    "99999999999999999999",
    "NaN",
    "inf",
    "16777217",
    "100001",
];

/// Numbers at which readers of binary formats break.
const BINARY: &[u32] = &[
    0,
    1,
    0x7f,
    0x80,
    0xff,
    0x7fff,
    0x8000,
    0xffff,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_fffe,
    0xffff_ffff,
];

/// Mutates `data[..size]` in place and returns the new size, at most `max_size`.
pub fn mutate(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let pick = (seed / 4) as usize;
    match seed % 8 {
        0 => number_in_text(data, size, max_size, pick),
        1 => number_in_bytes(data, size, pick),
        _ => None,
    }
    .unwrap_or_else(|| libfuzzer_sys::fuzzer_mutate(data, size, max_size))
}

/// Replaces one run of digits.
fn number_in_text(data: &mut [u8], size: usize, max_size: usize, pick: usize) -> Option<usize> {
    let is_digit = |at: usize| data[at].is_ascii_digit();
    let starts: Vec<usize> =
        (0..size).filter(|at| is_digit(*at) && (*at == 0 || !is_digit(at - 1))).collect();
    let start = *starts.get(pick % starts.len().max(1))?;
    let end =
        (start..size).find(|at| !data[*at].is_ascii_digit() && data[*at] != b'.').unwrap_or(size);
    let number = TEXT[pick / starts.len() % TEXT.len()].as_bytes();
    let new = size - (end - start) + number.len();
    if new > max_size.min(data.len()) {
        return None;
    }
    data.copy_within(end..size, start + number.len());
    data[start..start + number.len()].copy_from_slice(number);
    Some(new)
}

/// Replaces two or four bytes, in either order.
fn number_in_bytes(data: &mut [u8], size: usize, pick: usize) -> Option<usize> {
    let width = if pick.is_multiple_of(2) { 2 } else { 4 };
    let places = size.checked_sub(width)? + 1;
    let number = BINARY[pick / 4 % BINARY.len()];
    let at = pick / 64 % places;
    let bytes = if pick / 2 % 2 == 0 { number.to_be_bytes() } else { number.to_le_bytes() };
    let bytes = if pick / 2 % 2 == 0 { &bytes[4 - width..] } else { &bytes[..width] };
    data[at..at + width].copy_from_slice(bytes);
    Some(size)
}
