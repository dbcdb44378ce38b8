//! Is the text well-formed XML, and is the XML an SVG? These checks come before the lint's rules, some of them before
//! any parser sees the text.

use resvg::usvg::roxmltree::{Document, Error};

use crate::vector::finding::{Fault, Finding, quote};
use crate::vector::source::{self, SVG, Span};
use rebadge_core::limits::ELEMENTS;

/// The fault of a text that is no XML.
pub(crate) fn broken(text: &str, error: &Error) -> Finding {
    let span = match error {
        Error::NoRootNode | Error::UnclosedRootNode | Error::UnexpectedEndOfStream => end(text),
        Error::NodesLimitReached
        | Error::AttributesLimitReached
        | Error::NamespacesLimitReached => {
            let help = "simplify the drawing";
            return Finding::new(
                Fault::TooLarge,
                0..0,
                format!("the file has more than {ELEMENTS}"),
                help,
            );
        }
        _ => position(text, error.pos().row, error.pos().col),
    };
    let (message, help) = words(error);
    let message = format!("the file is not well-formed XML: {message}");
    Finding::new(Fault::Broken, span, message, help)
}

/// What is wrong with the XML, and what to do about it.
fn words(error: &Error) -> (String, String) {
    let export = "export the drawing again as SVG".to_owned();
    match error {
        Error::UnexpectedCloseTag(expected, found, _) => {
            let message = format!("the element {} is closed by {}", quote(expected), quote(found));
            (message, export)
        }
        Error::UnknownNamespace(prefix, _) => {
            let message = format!("the prefix {} is not declared", quote(prefix));
            (message, format!("declare it in the `svg` tag: `xmlns:{prefix}=\"…\"`"))
        }
        Error::UnknownEntityReference(name, _) => {
            let message = format!("{} is not declared", quote(&format!("&{name};")));
            (message, "write the character itself".to_owned())
        }
        Error::MalformedEntityReference(_) => {
            ("`&` stands alone".to_owned(), "write `&amp;`".to_owned())
        }
        Error::DuplicatedAttribute(name, _) => {
            (format!("the attribute {} is given twice", quote(name)), "remove one".to_owned())
        }
        Error::InvalidAttributeValue(_) => {
            ("a value holds `<`".to_owned(), "write `&lt;`".to_owned())
        }
        Error::NoRootNode => ("the file is empty".to_owned(), export),
        Error::UnclosedRootNode | Error::UnexpectedEndOfStream => {
            ("the file ends before its last element is closed".to_owned(), export)
        }
        Error::NonXmlChar(..) => {
            ("it holds a control character".to_owned(), "remove it".to_owned())
        }
        Error::UnexpectedDeclaration(_) => {
            let help = "let the file begin with `<?xml`, or remove it";
            ("the XML declaration is not at the start".to_owned(), help.to_owned())
        }
        Error::InvalidComment(_) => {
            ("a comment holds `--`".to_owned(), "remove the comment".to_owned())
        }
        _ => ("a tag is not written as XML asks".to_owned(), export),
    }
}

fn end(text: &str) -> Span {
    let trimmed = text.trim_end();
    let last = trimmed.chars().next_back().map_or(0, char::len_utf8);
    trimmed.len() - last..trimmed.len()
}

/// One character at a line and column, both from 1, columns in characters.
fn position(text: &str, row: u32, column: u32) -> Span {
    let mut start = 0;
    for line in text.split_inclusive('\n').take(row as usize - 1) {
        start += line.len();
    }
    let line = text[start..].split('\n').next().unwrap_or_default();
    let mut rest = line.char_indices().skip(column as usize - 1);
    match rest.next() {
        Some((at, c)) => start + at..start + at + c.len_utf8(),
        None => start + line.len()..start + line.len(),
    }
}

/// Faults of the root that keep every browser from drawing the file.
pub(crate) fn root(document: &Document<'_>) -> Option<Finding> {
    let root = document.root_element();
    let span = source::tag(root);
    if root.tag_name().name() != "svg" {
        let message =
            format!("the file is not an SVG, its root is {}", quote(root.tag_name().name()));
        return Some(Finding::new(Fault::Broken, span, message, "export the drawing as SVG"));
    }
    if root.tag_name().namespace() != Some(SVG) {
        let help = format!("write `xmlns=\"{SVG}\"` into the `svg` tag");
        let message = "the root has no SVG namespace: no browser would draw it";
        return Some(Finding::new(Fault::Broken, span, message, help));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_xml_is_shown_at_its_place() {
        let check = |text: &str, message: &str, at: &str| {
            let finding = broken(text, &source::document(text).unwrap_err());
            let prefix = "the file is not well-formed XML: ";
            assert_eq!(finding.message.strip_prefix(prefix), Some(message), "{text}");
            assert_eq!(&text[finding.span], at, "{text}");
        };
        check("<svg>\n <g></svg>", "the element `g` is closed by `svg`", "<");
        check("<svg a='1' a='2'/>", "the attribute `a` is given twice", "a");
        check("<svg x:a='1'/>", "the prefix `x` is not declared", "x");
        check("<svg>&nbsp;</svg>", "`&nbsp;` is not declared", "&");
        check("<svg>a & b</svg>", "`&` stands alone", "&");
        check("<svg>", "the file ends before its last element is closed", ">");
        check("", "the file is empty", "");
        check("<svg>ü<x &/></svg>", "a tag is not written as XML asks", "&");
    }
}
