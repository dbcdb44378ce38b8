//! Says whether a rendered file parses as what it is.
//!
//! Escaping makes a value safe where the template quotes it; this finds the places where it does not, and the
//! template that is wrong by itself, before a package is written.

mod css;
mod html;
mod json;

use crate::render::escape::Escape;

/// A file does not parse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong: lower case, no full stop.
    pub message: String,
}

/// Parses a text of that language. What is not parsed here, JavaScript too, is taken as it is.
///
/// # Errors
/// The first place that does not parse.
pub fn check(language: Escape, text: &str) -> Result<(), Malformed> {
    match language {
        Escape::Html => html::check(text),
        Escape::Xml => check_xml(text),
        Escape::Json => json::check(text),
        Escape::Css => css::check(text),
        _ => Ok(()),
    }
}

fn check_xml(text: &str) -> Result<(), Malformed> {
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    let Err(error) = roxmltree::Document::parse_with_options(text, options) else {
        return Ok(());
    };
    let (place, message) = (error.pos(), error.to_string());
    // The position has fields of its own.
    let message = message.split(" at ").next().unwrap_or_default();
    Err(Malformed {
        line: place.row as usize,
        column: place.col as usize,
        message: lower_case(message),
    })
}

/// A fault at a byte of the text.
fn malformed(text: &str, at: usize, message: impl Into<String>) -> Malformed {
    let before = (0..=at.min(text.len())).rev().find_map(|at| text.get(..at)).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Malformed {
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
        message: message.into(),
    }
}

fn lower_case(message: &str) -> String {
    let mut chars = message.trim_end_matches('.').chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_ok(language: Escape, text: &str) {
        assert_eq!(check(language, text), Ok(()), "{text}");
    }

    #[track_caller]
    fn check_error(language: Escape, text: &str, (line, column): (usize, usize), message: &str) {
        let error = check(language, text).expect_err(text);
        assert_eq!(
            (error.line, error.column, error.message.as_str()),
            (line, column, message),
            "{text}"
        );
    }

    #[test]
    fn json_that_parses() {
        check_ok(Escape::Json, r#"{"a": [1, -2, 2.5e3, true, null, "\u00e4"], "b": {"a": {}}}"#);
        check_ok(Escape::Json, "\"text\"");
    }

    #[test]
    fn json_that_does_not() {
        check_error(Escape::Json, "{\n  \"a\": 1,\n}", (3, 1), "trailing comma");
        check_error(Escape::Json, "", (1, 1), "EOF while parsing a value");
        check_error(Escape::Json, "{} x", (1, 4), "trailing characters");
        check_error(Escape::Json, "[\"示\", x]", (1, 7), "expected value");
        check_error(Escape::Json, "{\"a\": 1,\n \"a\": 2}", (2, 4), "the key `a` stands twice");
        assert!(check(Escape::Json, &"[".repeat(100_000)).is_err());
    }

    #[test]
    fn xml() {
        check_ok(Escape::Xml, "<svg xmlns='http://www.w3.org/2000/svg'><title>&amp;</title></svg>");
        check_error(Escape::Xml, "<svg>\n<a></svg>", (2, 4), "expected 'a' tag, not 'svg'");
        check_error(Escape::Xml, "<svg a=b/>", (1, 8), "expected a quote not 'b'");
        check_error(Escape::Xml, "", (1, 1), "the document does not have a root node");
        assert!(check(Escape::Xml, &"<a>".repeat(100_000)).is_err());
    }

    #[test]
    fn css_that_parses() {
        check_ok(
            Escape::Css,
            "@charset \"utf-8\";@import url(a.css) layer(x);\n:root{--a: ;--b:{x:y};--c:1px;}",
        );
        check_ok(
            Escape::Css,
            "a:hover,a[href$='\\'']::before{color:red;content:\"\\\"\";;&:focus{top:0}}",
        );
        check_ok(Escape::Css, "@media (min-width: 1px) { a { background: url( x.png ) } /* } */ }");
        check_ok(
            Escape::Css,
            "@font-face{font-family:\"A\";src:url('a.ttf')format('truetype')}@keyframes x{0%{top:0}to{top:1px}}",
        );
        check_ok(Escape::Css, "");
    }

    #[test]
    fn css_that_does_not() {
        check_error(Escape::Css, "a{\n  color: red;\n", (1, 2), "this `{` is not closed");
        check_error(Escape::Css, "@media x{a{b:c}", (1, 9), "this `{` is not closed");
        check_error(Escape::Css, "a{b:calc(1px}", (1, 5), "this `(` is not closed");
        check_error(Escape::Css, "a{}}", (1, 4), "a `}` that closes nothing");
        check_error(Escape::Css, "a{b:c)}", (1, 6), "a `)` that closes nothing");
        check_error(Escape::Css, "a{b:\"x\n\"}", (1, 5), "a string ends at the end of its line");
        check_error(Escape::Css, "a{b:\"x", (1, 5), "a string is not closed");
        check_error(
            Escape::Css,
            "a{b:url(x y)}",
            (1, 5),
            "a `url(…)` with a character that needs quotes",
        );
        check_error(Escape::Css, "/* x", (1, 1), "a comment is not closed");
        check_error(
            Escape::Css,
            "a{color red}",
            (1, 9),
            "a declaration without a `:` behind its name",
        );
        check_error(Escape::Css, "a{color}", (1, 3), "a declaration without a `:` and a value");
        check_error(Escape::Css, "a{color: ;}", (1, 3), "a declaration with an empty value");
        check_error(
            Escape::Css,
            "a{color: red\n top: 0}",
            (2, 5),
            "a `:` in a value; is the `;` before it missing?",
        );
        check_error(Escape::Css, "a{}\ncolor: red", (2, 1), "a rule without a block");
        check_error(Escape::Css, "a{};b{}", (1, 4), "a `;` outside of a block");
        check_error(Escape::Css, "{}", (1, 1), "a block without a selector");
        check_error(Escape::Css, "a{1: 2}", (1, 3), "a declaration does not begin with a name");
        check_error(
            Escape::Css,
            "a{b:hover{color red}}",
            (1, 17),
            "a declaration without a `:` behind its name",
        );
        check_error(
            Escape::Css,
            "@media x{a{b:c}\n d: ; f{}}",
            (2, 2),
            "a declaration with an empty value",
        );
        check_error(Escape::Css, "a{{}}", (1, 3), "a block without a selector");
        check_error(Escape::Css, "color: red; a{}", (1, 1), "a rule without a block");
        check_error(
            Escape::Css,
            "a{b: c; d /* e */ f; g: h}",
            (1, 19),
            "a declaration without a `:` behind its name",
        );
        check_error(
            Escape::Css,
            "a{&:hover{b:c}d}",
            (1, 15),
            "a declaration without a `:` and a value",
        );
        assert!(check(Escape::Css, &"a{".repeat(100_000)).is_err());
        assert!(check(Escape::Css, &"(".repeat(100_000)).is_err());
    }

    const HEAD: &str = "<!DOCTYPE html><html lang=en><title>x</title>";

    #[track_caller]
    fn check_body(body: &str, place: (usize, usize), message: &str) {
        check_error(Escape::Html, &format!("{HEAD}\n{body}"), (place.0 + 1, place.1), message);
    }

    #[test]
    fn html_that_parses() {
        check_ok(Escape::Html, HEAD);
        check_ok(
            Escape::Html,
            &format!("{HEAD}<p>a<p>b<br><img alt='' src=x><template><li>x</template>"),
        );
        check_ok(
            Escape::Html,
            &format!("{HEAD}<svg viewBox='0 0 1 1'><path d='M0 0'/><g></g></svg><p>&amp;&#39;"),
        );
        check_ok(
            Escape::Html,
            &format!("{HEAD}<script type=application/json>{{\"a\": 1}}</script>"),
        );
        check_ok(Escape::Html, &format!("{HEAD}<script type=module>if (a < b && c) {{}}</script>"));
        check_ok(
            Escape::Html,
            &format!("{HEAD}<table><tr><td>x</table><ul><li>a<li>b</ul><select><option>x</select>"),
        );
        check_ok(
            Escape::Html,
            &format!("{HEAD}<body><noscript><p>x</p></noscript><dialog><form></form></dialog>"),
        );
    }

    #[test]
    fn html_that_does_not() {
        let no_doctype = "the document does not begin with `<!DOCTYPE html>`";
        check_error(Escape::Html, "<p>x", (1, 3), no_doctype);
        check_error(Escape::Html, "", (1, 1), no_doctype);
        check_body("<p>x</p>\n<div>\nx", (2, 1), "`<div>` is not closed");
        check_body("<b><i>x</b></i>", (1, 11), "elements are closed in the wrong order");
        check_body("<p>x</p></div>", (1, 14), "`</div>` is not allowed here");
        check_body("<main><p>x</main><section><p>y", (1, 18), "`<section>` is not closed");
        check_body("<p>x</p><tr title='a>b'>", (1, 24), "`<tr>` is not allowed here");
        check_body("<!DOCTYPE html>", (1, 15), "a second `<!DOCTYPE>`");
        check_error(Escape::Html, "<!DOCTYPE foo><p>x", (1, 14), no_doctype);
        check_body("<a id=1 id=2>x</a>", (1, 13), "duplicate attribute");
        check_body("<a href=\"x", (1, 11), "the file ends within a tag or a comment");
        check_body("<div/>", (1, 6), "`/>` closes nothing here, an end tag is needed");
        check_body("<p title=\"a\"b\">", (1, 13), "bad character");
        check_body("a &nope; c", (1, 8), "invalid character reference &nope;");
        check_body("<table>x</table>", (1, 16), "text in a table, outside of its cells");
        check_body("a\u{1}", (1, 2), "bad character \u{fffd}");
        check_body("<!-- x", (1, 7), "the file ends within a tag or a comment");
        check_body(
            "<script type='importmap'>\n{,}</script>",
            (2, 2),
            "JSON in a script: key must be a string",
        );
    }

    #[test]
    fn deep_html_does_not_break_the_stack() {
        assert!(check(Escape::Html, &format!("{HEAD}{}", "<div>".repeat(20_000))).is_err());
    }
}
