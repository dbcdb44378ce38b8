//! Texts in other encodings than UTF-8: UTF-16, with its mark or without, and pages in the encoding that they name, or that browsers
//! take where they name none. They are edited as UTF-8, and written in their own encoding again.

use encoding_rs::Encoding;
use serde::{Deserialize, Serialize};

use crate::bundle_file::{BundleFile, OnDisk};
use crate::markup;
use crate::siblings::Coding;
use crate::texts::FileKind;

/// An encoding of texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Charset {
    /// UTF-16 with the lower byte first.
    Utf16Le,
    /// UTF-16 with the higher byte first.
    Utf16Be,
    /// Latin 1, as browsers read it.
    Windows1252,
    /// Central European.
    Windows1250,
    /// Cyrillic.
    Windows1251,
    /// Latin 2.
    Iso88592,
    /// Cyrillic of Unix.
    Koi8R,
    /// Japanese.
    ShiftJis,
    /// Japanese of Unix.
    EucJp,
    /// Simplified Chinese.
    Gb18030,
    /// Traditional Chinese.
    Big5,
    /// Korean.
    EucKr,
}

impl Charset {
    const NAMED: [Charset; 10] = [
        Charset::Windows1252,
        Charset::Windows1250,
        Charset::Windows1251,
        Charset::Iso88592,
        Charset::Koi8R,
        Charset::ShiftJis,
        Charset::EucJp,
        Charset::Gb18030,
        Charset::Big5,
        Charset::EucKr,
    ];

    /// The name that the Encoding Standard gives it.
    pub fn name(self) -> &'static str {
        match self {
            Charset::Utf16Le => "UTF-16LE",
            Charset::Utf16Be => "UTF-16BE",
            Charset::Windows1252 => "windows-1252",
            Charset::Windows1250 => "windows-1250",
            Charset::Windows1251 => "windows-1251",
            Charset::Iso88592 => "ISO-8859-2",
            Charset::Koi8R => "KOI8-R",
            Charset::ShiftJis => "Shift_JIS",
            Charset::EucJp => "EUC-JP",
            Charset::Gb18030 => "gb18030",
            Charset::Big5 => "Big5",
            Charset::EucKr => "EUC-KR",
        }
    }

    /// The encoding of the Encoding Standard.
    fn encoding(self) -> &'static Encoding {
        Encoding::for_label(self.name().as_bytes()).unwrap_or(encoding_rs::UTF_8)
    }

    /// The text of a file; none of bytes that are no text in the encoding.
    pub fn decode(self, bytes: &[u8]) -> Option<String> {
        let unit: fn([u8; 2]) -> u16 = match self {
            Charset::Utf16Le => u16::from_le_bytes,
            Charset::Utf16Be => u16::from_be_bytes,
            _ => {
                let text =
                    self.encoding().decode_without_bom_handling_and_without_replacement(bytes);
                return text.map(std::borrow::Cow::into_owned);
            }
        };
        let (units, rest) = bytes.as_chunks::<2>();
        let letters = char::decode_utf16(units.iter().map(|pair| unit(*pair)));
        letters.collect::<Result<String, _>>().ok().filter(|_| rest.is_empty())
    }

    /// A text in the encoding. A character that it does not have is written as a reference of HTML, or as an escape within a
    /// script or a stylesheet of the page.
    pub fn encode(self, text: &str) -> Vec<u8> {
        let bytes: fn(u16) -> [u8; 2] = match self {
            Charset::Utf16Le => u16::to_le_bytes,
            Charset::Utf16Be => u16::to_be_bytes,
            _ => return self.encode_page(text),
        };
        text.encode_utf16().flat_map(bytes).collect()
    }

    fn encode_page(self, text: &str) -> Vec<u8> {
        let has = |letter: char| {
            letter.is_ascii() || {
                let mut buffer = [0; 4];
                let (_, _, is_lossy) = self.encoding().encode(letter.encode_utf8(&mut buffer));
                !is_lossy
            }
        };
        let mut out = String::with_capacity(text.len());
        let code = |kind| move |part: &&markup::Part| part.kind == kind;
        let parts = markup::parts(text);
        let scripts: Vec<_> = parts.iter().filter(code(markup::Kind::Script)).collect();
        let styles: Vec<_> = parts.iter().filter(code(markup::Kind::Style)).collect();
        for (at, letter) in text.char_indices() {
            let is_in = |parts: &[&markup::Part]| parts.iter().any(|part| part.span.contains(&at));
            if has(letter) {
                out.push(letter);
            } else if is_in(&scripts) {
                let mut units = [0; 2];
                let units = letter.encode_utf16(&mut units);
                units.iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
            } else if is_in(&styles) {
                out.push_str(&format!("\\{:x} ", u32::from(letter)));
            } else {
                out.push_str(&format!("&#{};", u32::from(letter)));
            }
        }
        self.encoding().encode(&out).0.into_owned()
    }
}

/// How much of a page may name its encoding, in bytes (HTML, "Determining the character encoding").
const HEAD: usize = 1024;

/// The encoding of a file that is a text in another one than UTF-8: one of which the file is, byte for byte, again.
pub fn of(path: &str, bytes: &[u8]) -> Option<Charset> {
    let kind = FileKind::of_path(path);
    let charset = match wide(bytes) {
        Some(charset) if kind != FileKind::Binary => charset,
        Some(_) => return None,
        None if kind == FileKind::Page && std::str::from_utf8(bytes).is_err() => {
            let is_html = path.ends_with(".html") || path.ends_with(".htm");
            let browsers = is_html.then_some(Charset::Windows1252);
            named(bytes).unwrap_or(browsers)?
        }
        None => return None,
    };
    let text = charset.decode(bytes)?;
    (charset.encode(&text) == bytes).then_some(charset)
}

/// A file's text in UTF-8, of one in another encoding.
pub fn decoded(path: &str, bytes: &[u8]) -> Option<String> {
    of(path, bytes)?.decode(bytes)
}

/// Which UTF-16 the first bytes are: they begin with its mark, or nearly each second byte is zero.
fn wide(bytes: &[u8]) -> Option<Charset> {
    match bytes {
        [0xFF, 0xFE, ..] => return Some(Charset::Utf16Le),
        [0xFE, 0xFF, ..] => return Some(Charset::Utf16Be),
        _ => {}
    }
    let (pairs, _) = bytes[..bytes.len().min(HEAD)].as_chunks::<2>();
    let zeros = |at: usize| pairs.iter().filter(|pair| pair[at] == 0).count();
    let [first, second] = [zeros(0), zeros(1)];
    let is_most = |zeros: usize| zeros > 1 && zeros * 10 >= pairs.len() * 7;
    match (first, second) {
        (0, zeros) if is_most(zeros) => Some(Charset::Utf16Le),
        (zeros, 0) if is_most(zeros) => Some(Charset::Utf16Be),
        _ => None,
    }
}

/// The encoding that a page names; within, none for one that is not known here. None for a page that names none.
fn named(bytes: &[u8]) -> Option<Option<Charset>> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]).to_ascii_lowercase();
    let value = |key: &str| {
        let rest = head.split_once(key)?.1.trim_start().strip_prefix('=')?;
        let rest = rest.trim_start().trim_start_matches(['"', '\'']);
        let is_inner = |letter: char| letter.is_ascii_alphanumeric() || "-_:".contains(letter);
        Some(rest.split(|letter| !is_inner(letter)).next().unwrap_or_default().to_owned())
    };
    let label = value("charset").or_else(|| value("encoding"))?;
    let encoding = Encoding::for_label(label.as_bytes());
    let same = |charset: &Charset| Some(charset.encoding()) == encoding;
    let is_gbk = encoding == Some(encoding_rs::GBK);
    let found = Charset::NAMED.into_iter().find(same);
    Some(if is_gbk { Some(Charset::Gb18030) } else { found })
}

/// Marks the files that are texts in another encoding than UTF-8. One that cannot be read is left to who reads it next.
pub fn mark(files: &mut [BundleFile]) {
    for file in files.iter_mut().filter(|file| file.on_disk == OnDisk::Plain) {
        if FileKind::of_path(&file.path) == FileKind::Binary {
            continue;
        }
        let Ok(bytes) = file.content() else { continue };
        if let Some(charset) = of(&file.path, &bytes) {
            file.on_disk = OnDisk::Packed(Coding::Text(charset));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wide_of(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn encodings_are_known_by_their_bytes() {
        let check = |path: &str, bytes: &[u8], expect: Option<Charset>| {
            assert_eq!(of(path, bytes), expect, "{path} {bytes:?}");
        };
        check("a.js", &wide_of("t('Old')", u16::to_le_bytes), Some(Charset::Utf16Le));
        check("a.html", &wide_of("\u{FEFF}<p>中", u16::to_be_bytes), Some(Charset::Utf16Be));
        check("a.png", &wide_of("abcdef", u16::to_le_bytes), None);
        check("a.js", "t('\u{e4}')".as_bytes(), None);
        check("a.js", b"t('\xe4')", None);
        check("a.html", b"<p>Caf\xe9", Some(Charset::Windows1252));
        check("a.html", b"<meta charset=iso-8859-1><p>\xe9", Some(Charset::Windows1252));
        check("a.html", b"<meta charset='Shift_JIS'><p>\x82\xa0", Some(Charset::ShiftJis));
        check("a.html", b"<meta charset=gbk><p>\xd6\xd0", Some(Charset::Gb18030));
        check("a.html", b"<meta charset=utf-8><p>\xe9", None);
        check(
            "a.xml",
            b"<?xml version='1.0' encoding='windows-1251'?><a>\xcf",
            Some(Charset::Windows1251),
        );
        check("a.svg", b"<svg>\xe9", None);
    }

    #[test]
    fn what_an_encoding_does_not_have_is_escaped() {
        let page = "<style>a::after{content:'中'}</style><p title='中é'>中</p><script>t('中\u{1F600}')</script>";
        let expect = b"<style>a::after{content:'\\4e2d '}</style><p title='&#20013;\xe9'>&#20013;</p><script>t('\\u4e2d\\ud83d\\ude00')</script>";
        assert_eq!(Charset::Windows1252.encode(page), expect);
        let text = "\u{FEFF}a中\u{1F600}";
        for charset in [Charset::Utf16Le, Charset::Utf16Be] {
            assert_eq!(charset.decode(&charset.encode(text)).as_deref(), Some(text));
            assert_eq!(charset.decode(b"abc"), None);
        }
    }
}
