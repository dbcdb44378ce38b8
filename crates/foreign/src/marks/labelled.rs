//! Drawings that are labelled with the old name: a `title`, `aria-label`, `alt`, class or variable that has it, alone or with words of
//! logos. They are old marks whatever they look like. A label is looked for by its text, and the drawing in the brackets around it.

mod label;
mod script;

use std::ops::Range;

use aho_corasick::AhoCorasick;
use memchr::memmem;

use super::candidates;
use crate::path_data;
use label::{Labels, Manner};

/// The largest file that is looked through, in bytes.
const LARGEST: usize = 64 << 20;
/// How much of path data, and of other drawings, they are found again by, and how much of that is said, in bytes. Addresses of data
/// begin alike.
const PATH: usize = 160;
const OTHERS: usize = 4096;
const SHOWN: usize = 32;
/// The least that a drawing is found again by, in bytes.
const LEAST: usize = 12;

/// A drawing that a file labels with one of the names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labelled {
    /// The label, as it is written.
    pub label: String,
    /// Where the file has the drawing.
    pub span: Range<usize>,
    /// What it is.
    pub drawn: Drawn,
}

/// What a labelled drawing is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Drawn {
    /// It is in the file: the beginning of its longest path data, of its address of data, or of what is in the `<svg>`.
    Here(String),
    /// It is a file, by its name without folders.
    File(String),
}

impl Drawn {
    /// How it begins, short enough for a line.
    pub fn begins(&self) -> String {
        let (Drawn::Here(text) | Drawn::File(text)) = self;
        text.chars().take(SHOWN).collect::<String>().trim_end().to_owned()
    }
}

/// What looks for drawings that are labelled with names.
#[derive(Debug)]
pub struct Search {
    labels: Labels,
    names: Option<AhoCorasick>,
}

impl Search {
    /// What looks for these names. One of fewer than three letters may be any word, and is not looked for.
    pub fn new(names: &[String]) -> Search {
        let labels = Labels::new(names);
        let built = AhoCorasick::builder().ascii_case_insensitive(true).build(labels.spellings());
        let names = built.ok().filter(|_| !labels.is_empty());
        Search { labels, names }
    }

    /// The labelled drawings of a file, in its order.
    pub fn in_file(&self, path: &str, bytes: &[u8]) -> Vec<Labelled> {
        let Some(names) = self.names.as_ref().filter(|_| bytes.len() <= LARGEST) else {
            return Vec::new();
        };
        let hits: Vec<usize> = names.find_iter(bytes).map(|hit| hit.start()).collect();
        if hits.is_empty() || memchr::memchr(0, &bytes[..bytes.len().min(4096)]).is_some() {
            return Vec::new();
        }
        let mut found = self.in_markup(bytes, &hits);
        if [".js", ".mjs", ".cjs"].iter().any(|ending| path.ends_with(ending)) {
            found.extend(script::Script::new(bytes).labelled(&self.labels, &hits));
        }
        found.sort_by_key(|one| (one.span.start, one.span.end));
        found.dedup_by(|b, a| a.drawn == b.drawn || a.span.end > b.span.start);
        found
    }

    /// `<svg>` and `<img>`, in markup of any file.
    fn in_markup(&self, bytes: &[u8], hits: &[usize]) -> Vec<Labelled> {
        let mut found: Vec<Labelled> = Vec::new();
        for at in hits {
            if found.last().is_some_and(|last| last.span.end > *at) {
                continue;
            }
            found.extend(self.svg_around(bytes, *at).or_else(|| self.img_around(bytes, *at)));
        }
        found
    }

    fn svg_around(&self, bytes: &[u8], at: usize) -> Option<Labelled> {
        let start = opening(bytes, at, b"<svg")?;
        let length = candidates::svg_length(&bytes[start..])?;
        let svg = bytes.get(start..start + length).filter(|_| start + length > at)?;
        let tag = &svg[..memchr::memchr(b'>', svg)? + 1];
        let titles =
            ["title", "aria-label", "alt"].into_iter().filter_map(|key| attribute(tag, key));
        let titles = titles.chain(element(svg, "title"));
        let classes = ["class", "id", "data-icon", "data-testid"];
        let classes = classes.into_iter().filter_map(|key| attribute(tag, key));
        let label = self.labels.first(titles, Manner::Text).or_else(|| {
            let words =
                classes.flat_map(|text| text.split(' ').map(str::to_owned).collect::<Vec<_>>());
            self.labels.first(words, Manner::Word)
        })?;
        let span = start..start + length;
        Some(Labelled { label, drawn: drawn(bytes, &span)?, span })
    }

    fn img_around(&self, bytes: &[u8], at: usize) -> Option<Labelled> {
        let start = opening(bytes, at, b"<img")?;
        let length = memchr::memchr(b'>', &bytes[start..])? + 1;
        let tag = bytes.get(start..start + length).filter(|_| start + length > at)?;
        let titles =
            ["alt", "title", "aria-label"].into_iter().filter_map(|key| attribute(tag, key));
        let label = self.labels.first(titles, Manner::Text)?;
        let drawn = shown(&attribute(tag, "src")?)?;
        Some(Labelled { label, drawn, span: start..start + length })
    }
}

/// What finds labelled drawings again by how they begin.
#[derive(Debug, Default)]
pub struct Finder(Option<AhoCorasick>);

impl Finder {
    /// What finds drawings that begin so.
    pub fn new(begins: &[String]) -> Finder {
        Finder(AhoCorasick::new(begins).ok().filter(|_| !begins.is_empty()))
    }

    /// Which of them, by number, are in a file, and at which bytes.
    pub fn find(&self, bytes: &[u8]) -> Vec<(usize, usize)> {
        let hits = self.0.iter().flat_map(|finder| finder.find_iter(bytes));
        hits.map(|hit| (hit.pattern().as_usize(), hit.start())).collect()
    }
}

/// The last opening of an element before a place, if no other element of its kind ends between.
fn opening(bytes: &[u8], at: usize, tag: &[u8]) -> Option<usize> {
    let from = at.saturating_sub(4096);
    memmem::rfind(&bytes[from..at], tag).map(|start| from + start)
}

/// An attribute of a tag, also of one within a script's literal.
fn attribute(tag: &[u8], key: &str) -> Option<String> {
    let start = memmem::find_iter(tag, key).find_map(|at| {
        let is_start = at > 0 && tag[at - 1].is_ascii_whitespace();
        let rest = tag[at + key.len()..].strip_prefix(b"=")?;
        is_start.then(|| tag.len() - rest.len())
    })?;
    let rest = tag[start..].strip_prefix(b"\\").unwrap_or(&tag[start..]);
    let (quote, rest) = rest.split_first()?;
    let end = rest.iter().position(|byte| byte == quote || *byte == b'\\');
    let is_quote = matches!(quote, b'"' | b'\'');
    end.filter(|_| is_quote).map(|end| String::from_utf8_lossy(&rest[..end]).into_owned())
}

/// The text of the first element of a name.
fn element(svg: &[u8], name: &str) -> Option<String> {
    let start = memmem::find(svg, format!("<{name}").as_bytes())?;
    let start = start + memchr::memchr(b'>', &svg[start..])? + 1;
    let length = memchr::memchr(b'<', &svg[start..])?;
    Some(String::from_utf8_lossy(&svg[start..start + length]).into_owned())
}

/// What is drawn in a part of a file.
fn drawn(bytes: &[u8], span: &Range<usize>) -> Option<Drawn> {
    let part = bytes.get(span.clone())?;
    let longest = path_data::all(part).into_iter().max_by_key(Range::len);
    let text = match longest.filter(|path| path.len() >= LEAST) {
        Some(path) => &part[path.start..path.end.min(path.start + PATH)],
        // No paths: what is in it, such as circles and rectangles.
        None => {
            let start = memchr::memchr(b'>', part).filter(|_| part.starts_with(b"<svg"))? + 1;
            &part[start..]
        }
    };
    let text = String::from_utf8_lossy(&text[..text.len().min(OTHERS)]).into_owned();
    (text.len() >= LEAST).then_some(Drawn::Here(text))
}

/// What an address of a picture shows.
fn shown(address: &str) -> Option<Drawn> {
    const PICTURES: [&str; 6] = [".svg", ".png", ".webp", ".jpg", ".jpeg", ".gif"];
    if address.starts_with("data:image/") {
        let text: String = address.chars().take(OTHERS).collect();
        return (text.len() >= LEAST + 20).then_some(Drawn::Here(text));
    }
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    let is_picture = PICTURES.iter().any(|ending| name.to_ascii_lowercase().ends_with(ending));
    (is_picture && !name.contains(['{', '$', ' '])).then(|| Drawn::File(name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = "M4 60V4h20l36 28-28 8v20H20V44L4 60z";

    #[track_caller]
    fn check(path: &str, text: &str, expect: &[(&str, &str)]) {
        let search = Search::new(&["Acme Notes".to_owned(), "Acme".to_owned()]);
        let text = text.replace("PATH", PATH);
        let found = search.in_file(path, text.as_bytes());
        let found: Vec<(&str, String)> =
            found.iter().map(|one| (one.label.as_str(), one.drawn.begins())).collect();
        let expect: Vec<(&str, String)> = expect
            .iter()
            .map(|(label, begins)| (*label, begins.replace("PATH", &PATH[..32])))
            .collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn markup_says_whose_a_drawing_is() {
        check("a.html", "<svg aria-label=\"Acme\"><path d=\"PATH\"/></svg>", &[("Acme", "PATH")]);
        check(
            "a.svg",
            "<svg><title>Acme Notes logo</title><path d='PATH'/></svg>",
            &[("Acme Notes logo", "PATH")],
        );
        check(
            "a.svg",
            "<svg class='big acme-logo'><path d='PATH'/></svg>",
            &[("acme-logo", "PATH")],
        );
        check("a.js", "x='<svg title=\"Acme\"><path d=\"PATH\"/></svg>'", &[("Acme", "PATH")]);
        check(
            "a.html",
            "<svg title='Acme'><circle r='1' cx='2'/></svg>",
            &[("Acme", "<circle r='1' cx='2'/></svg>")],
        );
        check(
            "a.html",
            "<img alt='Acme Logo' src='/img/top-x1.png?v=2'>",
            &[("Acme Logo", "top-x1.png")],
        );
        // Not so: what a drawing is for, a class of all icons, and what stands beside one.
        check("a.html", "<svg aria-label='Acme settings'><path d='PATH'/></svg>", &[]);
        check("a.html", "<svg class='acme-icon'><path d='PATH'/></svg>", &[]);
        check("a.html", "<svg><path d='PATH'/></svg> Acme <b>Acme</b>", &[]);
        check("a.html", "<title>Acme</title><svg><path d='PATH'/></svg>", &[]);
    }

    #[test]
    fn scripts_say_whose_a_drawing_is() {
        check(
            "a.js",
            "function e(t){return(0,Q.jsxs)(`svg`,{viewBox:`0 0 9 9`,\"aria-label\":`Acme Logo`,children:[(0,Q.jsx)(`path`,{d:`PATH`})]})}",
            &[("Acme Logo", "PATH")],
        );
        check(
            "a.js",
            "j(\"svg\",{width:9,children:[j(\"title\",{children:\"Acme\"}),j(\"path\",{d:\"PATH\"})]})",
            &[("Acme", "PATH")],
        );
        check(
            "a.js",
            "h('svg',null,h('title',null,'Acme'),h('path',{d:'PATH'}))",
            &[("Acme", "PATH")],
        );
        check(
            "a.js",
            "const a={viewBox:\"0 0 9 9\",\"aria-label\":\"Acme\"},b=v(\"path\",{d:\"PATH\"},null,-1);",
            &[("Acme", "PATH")],
        );
        check(
            "a.js",
            "const AcmeLogo=e=>j(\"svg\",{...e,children:j(\"path\",{d:\"PATH\"})})",
            &[("AcmeLogo", "PATH")],
        );
        check(
            "a.js",
            "j(\"svg\",{className:\"acme-logo\",children:j(\"path\",{d:\"PATH\"})})",
            &[("acme-logo", "PATH")],
        );
        check(
            "a.js",
            "acmeLogo:'<svg viewBox=\"0 0 9 9\"><path d=\"PATH\"/></svg>'",
            &[("acmeLogo", "PATH")],
        );
        check(
            "a.js",
            "var B='<svg><path d=\"PATH\"/></svg>';new C({name:\"ui:acme-wordmark\",svgstr:B})",
            &[("ui:acme-wordmark", "PATH")],
        );
        check(
            "a.js",
            "const L=\"/a/logo-x1.svg\";j(\"img\",{src:L,alt:\"Acme logo\"})",
            &[("Acme logo", "logo-x1.svg")],
        );
        check(
            "a.js",
            "j(\"img\",{alt:\"Acme\",src:\"data:image/png;base64,iVBORw0KGgoAAAANSUhEUg\"})",
            &[("Acme", "data:image/png;base64,iVBORw0KGg")],
        );
    }

    #[test]
    fn what_is_only_near_a_drawing_says_nothing_of_it() {
        check(
            "a.js",
            "r={title:\"Acme\",path:\"/home\"},j(\"svg\",{children:j(\"path\",{d:\"PATH\"})})",
            &[],
        );
        check(
            "a.js",
            "j(\"svg\",{className:\"acme-icon\",children:j(\"path\",{d:\"PATH\"})})",
            &[],
        );
        check(
            "a.js",
            "j(\"div\",{title:\"Acme\",children:[j(\"b\",{}),j(\"svg\",{children:j(\"path\",{d:\"PATH\"})})]})",
            &[],
        );
        check("a.js", "j(AcmeLogo,{}),j(\"svg\",{children:j(\"path\",{d:\"PATH\"})})", &[]);
        check("a.js", "j(\"title\",{children:\"Acme\"})", &[]);
        check(
            "a.js",
            "j(\"svg\",{children:[j(\"path\",{d:\"PATH\"}),j(\"text\",{children:\"Acme\"})]})",
            &[],
        );
    }
}
