//! A name that tries to be code, in every kind of file, read back by a parser of that kind.

use crate::render::escape::Escape;
use crate::render::template::tests::{context, engine};
use crate::render::wellformed;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Token, TokenSink, TokenSinkResult, Tokenizer};
use std::cell::RefCell;

const HOSTILE: &[&str] = &[
    "Smith & Sons \"</script>{{ 7*7 }}",
    "' ` \\ $ ${x} {} % %} {# #} --> <!-- ]]> */ // \u{2028} \u{2029} \u{202e} 示例乳业集团 🐑",
    "\\",
    "\\\"",
    "\\u0041 &amp; &#65; %41",
    "a\nb\tc  ",
    "",
];

#[track_caller]
fn render(name: &str, text: &str, value: &str) -> String {
    let engine = engine(&[(name, text)]).unwrap_or_else(|faults| panic!("{faults:?}"));
    engine.render(name, &context(value)).unwrap_or_else(|fault| panic!("{fault:?}"))
}

/// Renders each hostile name, has the file checked, and reads the name back out of it.
#[track_caller]
fn check(name: &str, text: &str, read: impl Fn(&str) -> String) {
    let long = "\"<🐑'\\\u{2028}".repeat(10_000 / 6);
    for value in HOSTILE.iter().copied().chain([long.as_str()]) {
        let rendered = render(name, text, value);
        let language = Escape::for_file_name(name).expect("a known ending");
        assert_eq!(wellformed::check(language, &rendered), Ok(()), "{rendered}");
        assert_eq!(read(&rendered), value, "{rendered}");
    }
}

// What a real parser reads back.

#[derive(Default)]
struct HtmlReader {
    text: RefCell<String>,
    attribute: RefCell<Option<String>>,
}

impl TokenSink for HtmlReader {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        match token {
            Token::CharacterTokens(text) => self.text.borrow_mut().push_str(&text),
            Token::TagToken(tag) => {
                let found = tag.attrs.iter().find(|a| &*a.name.local == "title");
                if let Some(a) = found {
                    self.attribute.replace(Some(a.value.to_string()));
                }
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

fn read_html(text: &str) -> HtmlReader {
    let tokenizer = Tokenizer::new(HtmlReader::default(), Default::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(text));
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    tokenizer.sink
}

/// The value of a JavaScript literal behind `=`, in quotes or back-ticks.
fn read_js(text: &str) -> String {
    let literal = text.split_once("= ").expect("an assignment").1.trim_end_matches(";\n");
    let quote = literal.chars().next().expect("a quote");
    let content = literal[1..].strip_suffix(quote).expect("closed");
    let mut units = Vec::new();
    let mut chars = content.chars();
    while let Some(c) = chars.next() {
        assert!(c != quote && c != '\n' && c != '$' && c != '<', "{content}");
        if c != '\\' {
            units.extend(c.encode_utf16(&mut [0; 2]).iter());
            continue;
        }
        match chars.next().expect("an escape") {
            'u' => {
                let digits: String = chars.by_ref().take(4).collect();
                units.push(u16::from_str_radix(&digits, 16).expect("four digits"));
            }
            'n' => units.push(10),
            't' => units.push(9),
            c @ ('\\' | '"') => units.push(c as u16),
            c => panic!("an unknown escape {c}"),
        }
    }
    String::from_utf16(&units).expect("whole characters")
}

fn read_css(text: &str) -> String {
    let mut input = cssparser::Parser::new(text);
    let mut found = None;
    while let Ok(token) = input.next() {
        if *token != cssparser::Token::CurlyBracketBlock {
            continue;
        }
        let _ = input.parse_nested_block(|input| {
            while !matches!(input.next(), Ok(cssparser::Token::Colon)) {}
            found = input.expect_string().ok().map(ToString::to_string);
            Ok::<(), cssparser::ParseError<()>>(())
        });
    }
    found.expect("a string")
}

pub(crate) const PAGE: &str = "<!DOCTYPE html><html lang=\"en\"><title>x</title>";

#[test]
fn a_hostile_name_in_html() {
    let text =
        |page: &str| read_html(page).text.borrow().strip_prefix('x').expect("title").to_owned();
    let title = |page: &str| read_html(page).attribute.borrow().clone().expect("an attribute");
    check("a.html", &format!("{PAGE}<p>{{{{ tenant.name }}}}</p>"), text);
    check("a.html", &format!("{PAGE}<p title=\"{{{{ tenant.name }}}}\"></p>"), title);
    check("a.html", &format!("{PAGE}<p title='{{{{ tenant.name }}}}'></p>"), title);
}

#[test]
fn a_hostile_name_in_scripts_of_html() {
    let script = |page: &str| {
        let start = page.find("<script").expect("a script");
        let content = &page[start..][page[start..].find('>').expect("a tag") + 1..];
        let content = content.split("</script>").next().expect("its end");
        assert!(!content.contains('<'), "{content}");
        let value = content.trim_start_matches("const x = ");
        serde_json::from_str::<String>(value).expect("JSON")
    };
    check(
        "a.html",
        &format!("{PAGE}<script>const x = {{{{ tenant.name | json }}}}</script>"),
        script,
    );
    let whole = "<script type=\"application/json\">{{ tenant.name | json }}</script>";
    check("a.html", &format!("{PAGE}{whole}"), script);
}

#[test]
fn a_hostile_name_in_a_style_of_html() {
    let style = "<style>a::before { content: \"{{ tenant.name | css }}\" }</style>";
    check("a.html", &format!("{PAGE}{style}"), |page| {
        let content = page.split("<style>").nth(1).and_then(|rest| rest.split("</style>").next());
        read_css(content.expect("a style"))
    });
}

#[test]
fn a_hostile_name_in_json() {
    let name =
        |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("JSON")["name"].clone();
    let read = |text: &str| name(text).as_str().expect("a text").to_owned();
    check("a.webmanifest", "{\"name\": \"{{ tenant.name }}\"}", read);
    check("a.json", "{\"name\": {{ tenant.name | json }}}", read);
    check("a.json", "{{ tenant | json }}", read);
}

#[test]
fn a_hostile_name_in_javascript() {
    check("a.js", "const x = \"{{ tenant.name }}\";\n", read_js);
    check("a.js", "const x = '{{ tenant.name }}';\n", read_js);
    check("a.mjs", "const x = `{{ tenant.name }}`;\n", read_js);
    let json =
        |text: &str| text.trim_start_matches("const x = ").trim_end_matches(";\n").to_owned();
    let read = |text: &str| serde_json::from_str::<String>(&json(text)).expect("JSON");
    check("a.js", "const x = {{ tenant.name | json }};\n", read);
}

#[test]
fn a_hostile_name_in_css() {
    check("a.css", "a::before { content: \"{{ tenant.name }}\"; }", read_css);
    check("a.css", "a::before { content: '{{ tenant.name }}' }", read_css);
}

#[test]
fn a_hostile_name_in_xml() {
    let text = |xml: &str| {
        let document = roxmltree::Document::parse(xml).expect("XML");
        document.root_element().text().unwrap_or_default().to_owned()
    };
    let attribute = |xml: &str| {
        let document = roxmltree::Document::parse(xml).expect("XML");
        document.root_element().attribute("a").unwrap_or_default().to_owned()
    };
    check("a.svg", "<svg>{{ tenant.name }}</svg>", text);
    check("a.xml", "<a a=\"{{ tenant.name }}\"/>", attribute);
    check("a.svg", "<svg a='{{ tenant.name }}'/>", attribute);
}

#[test]
fn a_hostile_name_in_plain_text_and_urls() {
    check("a.txt", "{{ tenant.name }}", str::to_owned);
    assert_eq!(render("a.txt", "{{ tenant.name | url }}", "a&b=示 %"), "a%26b%3D%E7%A4%BA%20%25");
}

#[test]
fn a_character_that_cannot_be_written_is_at_its_value() {
    let engine = engine(&[("a.html", "<p>{{ tenant.name }}"), ("a.json", "\"{{ tenant.name }}\"")])
        .expect("loads");
    let fault = engine.render("a.html", &context("a\0")).expect_err("a NUL");
    assert_eq!(fault.span, Some(6..17));
    assert_eq!(fault.message, "a value holds the character U+0000, which html cannot hold");
    let text = engine.render("a.json", &context("a\0")).expect("JSON holds it");
    assert_eq!(serde_json::from_str::<String>(&text).expect("JSON"), "a\0");
}
