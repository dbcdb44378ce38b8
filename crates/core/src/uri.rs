//! Percent-encoding (RFC 3986, section 2): one set of unescaped characters for all URIs.

use std::path::Path;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// All but the unreserved characters.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What may stand in a path besides: the slash between its parts, and the colon behind a drive.
const PATH: &AsciiSet = &COMPONENT.remove(b'/').remove(b':');

/// A piece of a URI: all but letters, digits and `-._~` is encoded.
pub fn component(text: &str) -> String {
    utf8_percent_encode(text, COMPONENT).to_string()
}

/// A text without percent-encoding; none where that is no text.
pub fn decoded(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

/// The `file:` URI of an absolute path (RFC 8089).
pub fn of_file(path: &Path) -> String {
    let path = path.to_string_lossy();
    let path =
        if cfg!(windows) { format!("/{}", path.replace('\\', "/")) } else { path.into_owned() };
    format!("file://{}", utf8_percent_encode(&path, PATH))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_but_unreserved_characters_are_encoded() {
        assert_eq!(component("a-b._~ c/市&"), "a-b._~%20c%2F%E5%B8%82%26");
    }

    #[cfg(unix)]
    #[test]
    fn a_path_keeps_its_slashes() {
        assert_eq!(of_file(Path::new("/tmp/a#b/50 %.html")), "file:///tmp/a%23b/50%20%25.html");
    }
}
