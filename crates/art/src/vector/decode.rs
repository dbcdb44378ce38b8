//! The bytes of an SVG file as text, in the encoding that the file declares.
//!
//! Source: Extensible Markup Language (XML) 1.0 (Fifth Edition), section 4.3.3 and appendix F; the labels are those of
//! the WHATWG Encoding Standard.

use std::ops::Range;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::vector::finding::quote;

/// How many bytes an XML declaration may have.
const DECLARATION: usize = 256;

/// Why bytes are no text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError {
    /// The bytes as far as they are text.
    pub readable: String,
    /// Where in that text.
    pub span: Range<usize>,
    /// What is wrong: lower case, no full stop.
    pub message: String,
}

/// The text of an SVG, without a byte order mark.
///
/// # Errors
/// An unknown encoding, or bytes that the encoding does not have.
pub fn decode(bytes: Vec<u8>) -> Result<String, DecodeError> {
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        return if encoding == UTF_8 {
            utf_8(bytes[mark..].to_vec())
        } else {
            in_encoding(&bytes[mark..], encoding)
        };
    }
    match bytes.get(..4) {
        Some([b'<', 0, _, 0]) => return in_encoding(&bytes, UTF_16LE),
        Some([0, b'<', 0, _]) => return in_encoding(&bytes, UTF_16BE),
        _ => {}
    }
    let Some(label) = declared(&bytes).filter(|_| !bytes.is_ascii()) else {
        return utf_8(bytes);
    };
    match Encoding::for_label(label.as_bytes()) {
        // Who could read the declaration byte by byte is not in UTF-16.
        Some(encoding) if encoding == UTF_8 || encoding == UTF_16LE || encoding == UTF_16BE => {
            utf_8(bytes)
        }
        Some(encoding) => in_encoding(&bytes, encoding),
        None => {
            let readable = String::from_utf8_lossy(&bytes).into_owned();
            let at = readable.find(&label).unwrap_or_default();
            let message = format!("the encoding {} is not known", quote(&label));
            Err(DecodeError { span: at..at + label.len(), readable, message })
        }
    }
}

fn utf_8(bytes: Vec<u8>) -> Result<String, DecodeError> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let readable = String::from_utf8_lossy(error.as_bytes()).into_owned();
        // What is no character is shown as one, of three bytes.
        DecodeError { readable, span: at..at + 3, message: "the file is not UTF-8".to_owned() }
    })
}

fn in_encoding(bytes: &[u8], encoding: &'static Encoding) -> Result<String, DecodeError> {
    let (text, has_errors) = encoding.decode_without_bom_handling(bytes);
    let text = text.into_owned();
    if !has_errors {
        return Ok(text);
    }
    let at = text.find('\u{fffd}').unwrap_or_default();
    let message = format!("the file is not in {}, as it says", encoding.name());
    Err(DecodeError { span: at..at + 3, readable: text, message })
}

/// The encoding that an XML declaration names.
fn declared(bytes: &[u8]) -> Option<String> {
    let head = &bytes[..bytes.len().min(DECLARATION)];
    let head: String = head.iter().map(|byte| char::from(*byte)).collect();
    let declaration = head.strip_prefix("<?xml")?.split_once("?>")?.0;
    let rest = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    Some(rest[1..].split_once(quote)?.0.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expect: Result<&str, (&str, &str)>) {
        match (decode(bytes.to_vec()), expect) {
            (Ok(text), expect) => assert_eq!(Ok(text.as_str()), expect),
            (Err(error), Ok(_)) => panic!("{error:?}"),
            (Err(error), Err(expect)) => {
                assert_eq!((error.message.as_str(), &error.readable[error.span]), expect);
            }
        }
    }

    #[test]
    fn a_text_is_read_in_the_encoding_that_it_declares() {
        check("<é/>".as_bytes(), Ok("<é/>"));
        check("\u{feff}<é/>".as_bytes(), Ok("<é/>"));
        check(
            b"<?xml version='1.0' encoding='ISO-8859-1'?><a/>",
            Ok("<?xml version='1.0' encoding='ISO-8859-1'?><a/>"),
        );
        check(
            b"<?xml version='1.0' encoding=\"latin1\"?>\xe9",
            Ok("<?xml version='1.0' encoding=\"latin1\"?>é"),
        );
        check(b"<?xml encoding = 'windows-1251'?>\xcf", Ok("<?xml encoding = 'windows-1251'?>П"));
        check(b"<?xml encoding='Shift_JIS'?>\x83\x81", Ok("<?xml encoding='Shift_JIS'?>メ"));
        check("<?xml encoding='UTF-16'?>é".as_bytes(), Ok("<?xml encoding='UTF-16'?>é"));
        let wide =
            |order: fn(u16) -> [u8; 2]| "<é/>".encode_utf16().flat_map(order).collect::<Vec<u8>>();
        check(&wide(u16::to_le_bytes), Ok("<é/>"));
        check(&wide(u16::to_be_bytes), Ok("<é/>"));
        check(&[&[0xff, 0xfe][..], &wide(u16::to_le_bytes)].concat(), Ok("<é/>"));
        check(&[&[0xfe, 0xff][..], &wide(u16::to_be_bytes)].concat(), Ok("<é/>"));
    }

    #[test]
    fn bytes_that_are_no_text_are_told() {
        check(b"<a>\xe9</a>", Err(("the file is not UTF-8", "\u{fffd}")));
        check(
            b"<?xml encoding='klingon'?>\xe9",
            Err(("the encoding `klingon` is not known", "klingon")),
        );
        check(b"<?xml encoding='klingon'?>", Ok("<?xml encoding='klingon'?>"));
        check(
            b"<?xml encoding='Shift_JIS'?>\xff",
            Err(("the file is not in Shift_JIS, as it says", "\u{fffd}")),
        );
    }
}
