//! Edits of a page by CSS selectors. A finished page is a template of its server, so nothing is written anew: an edit becomes
//! spans, and every byte outside of them stays, within an edited tag too.
//!
//! A page is UTF-8, with a byte order mark or without. In another encoding a tenant's name could not be written, and UTF-16
//! cannot be read: that is an error, and the page can only be replaced as a whole.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use encoding_rs::{UTF_8, WINDOWS_1252};
use lol_html::errors::RewritingError;
use lol_html::html_content::Element;
use lol_html::{
    AsciiCompatibleEncoding, ElementContentHandlers, HtmlRewriter, MemorySettings, Selector,
    Settings,
};

use crate::edits::{HtmlAction, HtmlRule};
use crate::places::Places;
use crate::splice::Form;

/// The most memory for the open elements of a page, in bytes: a page of nothing but start tags ends here.
const MEMORY: usize = 64 << 20;

/// Elements whose content is no text of a page.
const RAW: &[&str] =
    &["script", "style", "iframe", "noembed", "noframes", "xmp", "plaintext", "template"];

/// Why a page cannot be edited so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HtmlError {
    /// No selector.
    #[error("`{selector}` is no CSS selector that pages are edited by: {reason}")]
    Selector {
        /// Which edit.
        edit: usize,
        /// As it was written.
        selector: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The page is not UTF-8.
    #[error("the page is {encoding}, and only UTF-8 can be edited")]
    Encoding {
        /// What it seems to be.
        encoding: &'static str,
    },
    /// An element that cannot have content.
    #[error("`{element}` has no content that could be changed")]
    Void {
        /// Which edit.
        edit: usize,
        /// Its name.
        element: String,
    },
    /// A text for an element that holds code.
    #[error("the content of `{element}` is no text of the page")]
    Raw {
        /// Which edit.
        edit: usize,
        /// Its name.
        element: String,
    },
    /// An element without an end tag.
    #[error("`{element}` at line {line} has no end tag, so its end is not known")]
    Unclosed {
        /// Which edit.
        edit: usize,
        /// Its name.
        element: String,
        /// From 1.
        line: usize,
    },
    /// Two edits of the same bytes.
    #[error("two edits change the same part of line {line}")]
    Overlap {
        /// From 1.
        line: usize,
    },
    /// The page cannot be read to its end.
    #[error("the page cannot be read: {0}")]
    Broken(String),
}

impl HtmlError {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            HtmlError::Selector { .. } => {
                "write it as in `meta[name=theme-color]` or `head > title`"
            }
            HtmlError::Encoding { .. } => "put a page of your own in its place",
            HtmlError::Void { .. } => "set an attribute of it instead",
            HtmlError::Raw { .. } => "change it as an exact text",
            HtmlError::Unclosed { .. } => "change it as an exact text, or put something before it",
            HtmlError::Overlap { .. } => "leave one of them out",
            HtmlError::Broken(_) => "change it as an exact text",
        }
    }

    /// Which edit it is about.
    pub fn edit(&self) -> Option<usize> {
        match self {
            HtmlError::Selector { edit, .. }
            | HtmlError::Void { edit, .. }
            | HtmlError::Raw { edit, .. }
            | HtmlError::Unclosed { edit, .. } => Some(*edit),
            _ => None,
        }
    }
}

/// Finds where the edits go. The value of a place is the number of its edit.
///
/// # Errors
/// [`HtmlError`].
pub fn find(page: &[u8], edits: &[HtmlRule]) -> Result<Places, HtmlError> {
    is_utf_8(page)?;
    let hits = hits(page, edits)?;
    let mut places = Places::none(edits.len());
    for hit in &hits {
        let line = || 1 + memchr::memchr_iter(b'\n', &page[..hit.tag.start]).count();
        let edit = &edits[hit.edit];
        place(&mut places, page, edit, hit).map_err(|fault| {
            let (edit, element) = (hit.edit, hit.element.clone());
            match fault {
                Fault::Void => HtmlError::Void { edit, element },
                Fault::Raw => HtmlError::Raw { edit, element },
                Fault::Unclosed => HtmlError::Unclosed { edit, element, line: line() },
            }
        })?;
    }
    places.sort().map_err(|(_, second)| HtmlError::Overlap {
        line: 1 + memchr::memchr_iter(b'\n', &page[..second.start]).count(),
    })?;
    Ok(places)
}

fn is_utf_8(page: &[u8]) -> Result<(), HtmlError> {
    let is_wide =
        matches!(page, [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [_, 0, _, 0, ..] | [0, _, 0, _, ..]);
    match std::str::from_utf8(page) {
        _ if is_wide => Err(HtmlError::Encoding { encoding: "UTF-16" }),
        Ok(_) => Ok(()),
        Err(_) => Err(HtmlError::Encoding { encoding: "in an older encoding" }),
    }
}

/// An element that an edit selects.
struct Hit {
    edit: usize,
    element: String,
    /// Its start tag.
    tag: Range<usize>,
    /// Its end tag, where it can have content and the tag is there.
    end: Option<Range<usize>>,
    can_have_content: bool,
    attributes: Vec<Attribute>,
}

/// Where an attribute stands.
struct Attribute {
    name: String,
    at: Range<usize>,
    /// Without its quotes; none where it has none.
    value: Option<Range<usize>>,
}

/// What keeps an edit from an element.
enum Fault {
    Void,
    Raw,
    Unclosed,
}

/// The elements that the edits select, in the order of the page.
fn hits(page: &[u8], edits: &[HtmlRule]) -> Result<Vec<Hit>, HtmlError> {
    let found: Rc<RefCell<Vec<Hit>>> = Rc::default();
    let mut settings = settings(AsciiCompatibleEncoding::utf_8());
    for (edit, HtmlRule { selector, .. }) in edits.iter().enumerate() {
        let parsed: Selector =
            selector.parse().map_err(|error: lol_html::errors::SelectorError| {
                HtmlError::Selector { edit, selector: selector.clone(), reason: error.to_string() }
            })?;
        let found = Rc::clone(&found);
        let handler = move |element: &mut Element<'_, '_>| note(edit, element, &found);
        settings = settings.append_element_content_handler((
            Cow::Owned(parsed),
            ElementContentHandlers::default().element(handler),
        ));
    }
    read(page, settings).map_err(|error| HtmlError::Broken(error.to_string()))?;
    Ok(found.take())
}

fn settings<'h, 's>(encoding: AsciiCompatibleEncoding) -> Settings<'h, 's> {
    Settings::new()
        .with_encoding(encoding)
        .with_memory_settings(MemorySettings::new().with_max_allowed_memory_usage(MEMORY))
}

fn read(page: &[u8], settings: Settings<'_, '_>) -> Result<(), RewritingError> {
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| ());
    rewriter.write(page)?;
    rewriter.end()
}

/// Notes an element, and its end tag when that comes.
fn note(
    edit: usize,
    element: &mut Element<'_, '_>,
    found: &Rc<RefCell<Vec<Hit>>>,
) -> lol_html::HandlerResult {
    let attributes = element.attributes().iter().filter_map(|attribute| {
        let (at, value) = (attribute.name_source_location()?, attribute.value_source_location());
        let value = value.map(|value| value.bytes());
        Some(Attribute { name: attribute.name(), at: at.bytes(), value })
    });
    let attributes = attributes.collect();
    let (name, can_have_content) = (element.tag_name(), element.can_have_content());
    let tag = element.source_location().bytes();
    let at = found.borrow().len();
    found.borrow_mut().push(Hit {
        edit,
        element: name.clone(),
        tag,
        end: None,
        can_have_content,
        attributes,
    });
    if can_have_content {
        let found = Rc::clone(found);
        element.on_end_tag(Box::new(move |end| {
            // An element that the end of another one closes has no end tag of its own.
            if end.name() == name
                && let Some(hit) = found.borrow_mut().get_mut(at)
            {
                hit.end = Some(end.source_location().bytes());
            }
            Ok(())
        }))?;
    }
    Ok(())
}

/// Adds the spans of one edit at one element.
fn place(places: &mut Places, page: &[u8], edit: &HtmlRule, hit: &Hit) -> Result<(), Fault> {
    let Hit { edit: value, tag, .. } = hit;
    let end = || match (&hit.end, hit.can_have_content) {
        (_, false) => Err(Fault::Void),
        (None, true) => Err(Fault::Unclosed),
        (Some(end), true) => Ok(end.clone()),
    };
    // An element that cannot have content ends with its start tag.
    let after = || if hit.can_have_content { end().map(|end| end.end) } else { Ok(tag.end) };
    match &edit.action {
        HtmlAction::Text(_) if RAW.contains(&hit.element.as_str()) => return Err(Fault::Raw),
        HtmlAction::Text(_) => places.put((tag.end, end()?.start), *value, Form::Markup),
        HtmlAction::Attribute(name, _) => set(places, page, name, hit),
        HtmlAction::Without(name) => {
            let Some(attribute) =
                hit.attributes.iter().find(|own| own.name.eq_ignore_ascii_case(name))
            else {
                return Ok(());
            };
            places.put_fixed(whole(page, attribute), "");
        }
        HtmlAction::Remove => places.put_fixed((tag.start, after()?), ""),
        HtmlAction::Append(_) => {
            let end = end()?.start;
            places.put((end, end), *value, Form::Plain);
        }
    }
    places.counts[*value] += 1;
    Ok(())
}

/// Sets an attribute: within its double quotes where it has them, else with new ones.
fn set(places: &mut Places, page: &[u8], name: &str, hit: &Hit) {
    let quote = |at: usize| page.get(at).copied().unwrap_or_default();
    let own = hit.attributes.iter().find(|own| own.name.eq_ignore_ascii_case(name));
    let (before, span, after) = match own.map(|own| (own, &own.value)) {
        Some((_, Some(value)))
            if quote(value.start.wrapping_sub(1)) == b'"' && quote(value.end) == b'"' =>
        {
            return places.put((value.start, value.end), hit.edit, Form::Markup);
        }
        Some((_, Some(value)))
            if quote(value.start.wrapping_sub(1)) == b'\'' && quote(value.end) == b'\'' =>
        {
            ("\"".to_owned(), (value.start - 1, value.end + 1), "\"")
        }
        Some((_, Some(value))) => ("\"".to_owned(), (value.start, value.end), "\""),
        Some((own, None)) => ("=\"".to_owned(), (own.at.end, own.at.end), "\""),
        None => {
            let at = hit.attributes.last().map(|last| whole(page, last).1);
            let at = at.unwrap_or(hit.tag.start + 1 + hit.element.len());
            (format!(" {name}=\""), (at, at), "\"")
        }
    };
    places.put_fixed((span.0, span.0), &before);
    places.put(span, hit.edit, Form::Markup);
    places.put_fixed((span.1, span.1), after);
}

/// An attribute with its quotes, and the white space before it.
fn whole(page: &[u8], attribute: &Attribute) -> (usize, usize) {
    let before =
        page[..attribute.at.start].iter().rev().take_while(|byte| byte.is_ascii_whitespace());
    let start = attribute.at.start - before.count();
    let end = attribute.value.as_ref().map_or(attribute.at.end, |value| {
        let is_quoted = matches!(page.get(value.end), Some(b'"' | b'\''))
            && page.get(value.start.wrapping_sub(1)) == page.get(value.end);
        value.end + usize::from(is_quoted)
    });
    (start, end)
}

/// What an inline element holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InlineKind {
    /// `<script>` that runs: JavaScript, a module, an import map.
    Script,
    /// `<script>` of another type, which holds data; a Content-Security-Policy does not ask for its hash.
    Data,
    /// `<style>`.
    Style,
}

/// The content of an inline `<script>` or `<style>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inline {
    /// What it is.
    pub kind: InlineKind,
    /// From the end of the start tag to the beginning of the end tag. Browsers hash it with `\n` for each `\r\n` and `\r`
    /// (HTML, "Preprocessing the input stream").
    pub span: Range<usize>,
}

/// The contents of all inline scripts and styles of a page, in its order; none of a page in UTF-16 or one that cannot be read.
pub fn inline(page: &[u8]) -> Vec<Inline> {
    let encoding = match is_utf_8(page) {
        Ok(()) => UTF_8,
        Err(HtmlError::Encoding { encoding: "UTF-16" }) => return Vec::new(),
        // The spans are those of any encoding that has ASCII within it.
        Err(_) => WINDOWS_1252,
    };
    let Some(encoding) = AsciiCompatibleEncoding::new(encoding) else { return Vec::new() };
    let found: Rc<RefCell<Vec<Hit>>> = Rc::default();
    let noted = Rc::clone(&found);
    let handler = move |element: &mut Element<'_, '_>| note(0, element, &noted);
    let Ok(selector) = "script:not([src]),style".parse::<Selector>() else { return Vec::new() };
    let handlers = ElementContentHandlers::default().element(handler);
    let settings =
        settings(encoding).append_element_content_handler((Cow::Owned(selector), handlers));
    // What was read before the page broke is true.
    let _ = read(page, settings);
    let inline = |hit: Hit| {
        let span = hit.tag.end..hit.end.as_ref()?.start;
        let of_type = hit.attributes.iter().find(|own| own.name == "type");
        let of_type = of_type.and_then(|own| page.get(own.value.clone()?)).unwrap_or_default();
        let kind = match hit.element.as_str() {
            "style" => InlineKind::Style,
            _ if is_code(of_type) => InlineKind::Script,
            _ => InlineKind::Data,
        };
        Some(Inline { kind, span })
    };
    found.take().into_iter().filter_map(inline).collect()
}

/// Whether a script of this type runs (HTML, "prepare the script element").
fn is_code(of_type: &[u8]) -> bool {
    let of_type = of_type.trim_ascii().to_ascii_lowercase();
    let is_script = of_type.ends_with(b"javascript") || of_type.ends_with(b"ecmascript");
    of_type.is_empty()
        || is_script
        || matches!(of_type.as_slice(), b"module" | b"importmap" | b"speculationrules")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(selector: &str, action: HtmlAction) -> HtmlRule {
        HtmlRule { selector: selector.into(), action }
    }

    #[track_caller]
    fn check(page: &str, (selector, action): (&str, HtmlAction), value: &str, expect: &str) {
        let places = find(page.as_bytes(), &[edit(selector, action)]).unwrap();
        let got = places.apply(page.as_bytes(), &[value.to_owned()]);
        assert_eq!(String::from_utf8(got).unwrap(), expect);
    }

    #[track_caller]
    fn refused(page: &[u8], edits: &[HtmlRule], message: &str) {
        assert_eq!(find(page, edits).unwrap_err().to_string(), message);
    }

    fn attribute(name: &str) -> HtmlAction {
        HtmlAction::Attribute(name.into(), 0)
    }

    #[test]
    fn a_text_takes_the_place_of_all_that_is_there() {
        check(
            "<title>{{ a }} <b>x</b></title>",
            ("title", HtmlAction::Text(0)),
            "A & <B>",
            "<title>A &amp; &lt;B&gt;</title>",
        );
        check("<h1></h1><h1>b</h1>", ("h1", HtmlAction::Text(0)), "c", "<h1>c</h1><h1>c</h1>");
    }

    #[test]
    fn an_attribute_is_set_and_the_rest_of_its_tag_stays() {
        let set = || attribute("content");
        check(
            "<meta  a=1\n\tcontent=\"x\"  >",
            ("meta", set()),
            "\"y'",
            "<meta  a=1\n\tcontent=\"&quot;y&#39;\"  >",
        );
        check("<meta content='x' b>", ("meta", set()), "it's", "<meta content=\"it&#39;s\" b>");
        check("<meta content=x/y>", ("meta", set()), "z z", "<meta content=\"z z\">");
        check("<meta CONTENT b>", ("meta", set()), "z", "<meta CONTENT=\"z\" b>");
        check("<meta content=\"\"/>", ("meta", set()), "z", "<meta content=\"z\"/>");
        check("<meta content=''/>", ("meta", set()), "z", "<meta content=\"z\"/>");
        check("<meta/>", ("meta", set()), "z", "<meta content=\"z\"/>");
        check("<meta a=\"b\" />", ("meta", set()), "z", "<meta a=\"b\" content=\"z\" />");
        check("<meta a=b/c>", ("meta", set()), "z", "<meta a=b/c content=\"z\">");
    }

    #[test]
    fn an_attribute_goes_with_the_space_before_it() {
        let remove = || HtmlAction::Without("integrity".into());
        check("<link a integrity=\"x\" b>", ("link", remove()), "", "<link a b>");
        check("<link integrity=x>", ("link", remove()), "", "<link>");
        check("<link integrity>", ("link", remove()), "", "<link>");
        assert_eq!(find(b"<link a>", &[edit("link", remove())]).unwrap().counts, [0]);
    }

    #[test]
    fn elements_go_and_markup_comes() {
        check("a<p>b<i>c</i></p>d", ("p", HtmlAction::Remove), "", "ad");
        check("a<meta name=b>d", ("meta", HtmlAction::Remove), "", "ad");
        check("<head>a</head>", ("head", HtmlAction::Append(0)), "<b>", "<head>a<b></head>");
    }

    #[test]
    fn what_a_server_looks_for_stays() {
        let page = "\u{feff}<!doctype html>\r\n<!-- webRenderer --><html lang={{ l }}><head >%X%<base href=\"/\"></head>\r\n{% if a < b %}<TITLE\n>x</TITLE>{% endif %}</html>";
        let places = find(
            page.as_bytes(),
            &[edit("title", HtmlAction::Text(0)), edit("head", HtmlAction::Append(0))],
        )
        .unwrap();
        let got = places.apply(page.as_bytes(), &["中".into(), "<link>".into()]);
        let expect = page.replace(">x<", ">中<").replace("</head>", "<link></head>");
        assert_eq!(String::from_utf8(got).unwrap(), expect);
        assert_eq!(places.counts, [1, 1]);
    }

    #[test]
    fn edits_that_cannot_be_made_say_why() {
        let one = |selector, action| [edit(selector, action)];
        refused(
            b"<p>",
            &one("p[", HtmlAction::Text(0)),
            "`p[` is no CSS selector that pages are edited by: Unexpected end of selector.",
        );
        refused(
            b"<br>",
            &one("br", HtmlAction::Text(0)),
            "`br` has no content that could be changed",
        );
        refused(
            b"<style></style>",
            &one("style", HtmlAction::Text(0)),
            "the content of `style` is no text of the page",
        );
        refused(
            b"\n<div><p>a</div>",
            &one("p", HtmlAction::Remove),
            "`p` at line 2 has no end tag, so its end is not known",
        );
        refused(
            b"<p>a",
            &one("p", HtmlAction::Text(0)),
            "`p` at line 1 has no end tag, so its end is not known",
        );
        refused(
            b"<\0p\0>\0",
            &one("p", HtmlAction::Text(0)),
            "the page is UTF-16, and only UTF-8 can be edited",
        );
        refused(
            b"<p>\xe9</p>",
            &one("p", HtmlAction::Text(0)),
            "the page is in an older encoding, and only UTF-8 can be edited",
        );
        let two = [edit("p", HtmlAction::Remove), edit("b", HtmlAction::Text(0))];
        refused(b"<p><b>x</b></p>", &two, "two edits change the same part of line 1");
    }

    #[test]
    fn a_page_of_start_tags_ends() {
        let page = "<div>".repeat(400_000);
        let result = find(page.as_bytes(), &[edit("div div b", HtmlAction::Text(0))]);
        assert!(result.is_ok_and(|places| places.counts == [0]));
    }

    #[test]
    fn inline_contents_are_found() {
        let page = "<script src=a></script><script>a<b</script><style>x</style><script type='application/ld+json'>{}</script><script type=module></script>";
        let found: Vec<_> =
            inline(page.as_bytes()).into_iter().map(|own| (own.kind, &page[own.span])).collect();
        let expect = [
            (InlineKind::Script, "a<b"),
            (InlineKind::Style, "x"),
            (InlineKind::Data, "{}"),
            (InlineKind::Script, ""),
        ];
        assert_eq!(found, expect);
        assert_eq!(inline(b"<style>\xe9</style>").len(), 1);
    }
}
