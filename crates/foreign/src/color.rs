//! A color in all its spellings, in style sheets, scripts, pages, drawings and JSON: `#49cc90`, `#49CC9080`, `rgb(73 204 144)`,
//! `hsl(153 56% 54%)`, `0x49cc90`, `%2349cc90` within the address of an image, and the bare `73, 204, 144` of a custom
//! property. What looks like one and names something else stays: `url(#add)`, `href="#abc"`, `#face{…}`.

use std::ops::Range;
use std::str;

use aho_corasick::{AhoCorasick, MatchKind};

use rebadge_art::color::Color;

use crate::notation::{Case, Channel, Notation};
use crate::places::Places;
use crate::splice::Form;

/// How far is looked for the end of a declaration, in bytes.
const AHEAD: usize = 256;

/// What is before an id, and not before a color.
const IDS: &[&str] = &[
    "url(",
    "href=",
    "href:",
    "]:",
    "](",
    "target=",
    "target:",
    "queryselector(",
    "queryselectorall(",
    "closest(",
    "matches(",
    "$(",
    "jquery(",
    "hash=",
    "hash:",
    "hash==",
    "hash===",
    "to:",
    "to=",
    "src=",
    "for=",
    "anchor:",
    "scrollto(",
    "location=",
];

/// Finds where some colors are written in a file. The number of a value is that of its color; the value of a tenant is a CSS
/// color. A color of three numbers counts once.
pub fn find(bytes: &[u8], colors: &[Color]) -> Places {
    let mut places = Places::none(colors.len());
    let Some(searcher) = searcher(colors) else { return places };
    let mut after = 0;
    for hit in searcher.find_iter(bytes) {
        if hit.start() < after {
            continue;
        }
        let spelled = match STARTS.get(hit.pattern().as_usize()) {
            Some(("#" | "%23", _)) => hash(bytes, hit.range()),
            Some(("0x", _)) => number(bytes, hit.range()),
            Some(("--", _)) => property(bytes, hit.end()),
            Some((_, model)) => function(bytes, hit.range(), *model),
            None => quoted(bytes, hit.start()),
        };
        let Some(spelled) = spelled else { continue };
        let Some(value) = colors.iter().position(|color| spelled.is(*color)) else { continue };
        for (span, notation) in spelled.parts() {
            after = span.end;
            places.put((span.start, span.end), value, Form::Color(notation));
        }
        places.counts[value] += 1;
    }
    // They were found from the front, and none overlaps the next.
    places
}

/// The numbers that a function or a triple holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Model {
    Rgb,
    Hsl,
}

/// How a spelling of a color begins.
const STARTS: &[(&str, Model)] = &[
    ("#", Model::Rgb),
    ("%23", Model::Rgb),
    ("0x", Model::Rgb),
    ("--", Model::Rgb),
    ("rgb(", Model::Rgb),
    ("rgba(", Model::Rgb),
    ("hsl(", Model::Hsl),
    ("hsla(", Model::Hsl),
];

/// Finds the beginnings, and triples that are a whole literal.
fn searcher(colors: &[Color]) -> Option<AhoCorasick> {
    let starts = STARTS.iter().map(|(start, _)| (*start).to_owned());
    let triples = colors.iter().flat_map(|color| {
        ['"', '\'', '`']
            .into_iter()
            .flat_map(|quote| [',', ' '].map(|next| format!("{quote}{}{next}", color.r)))
    });
    let builder = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostFirst)
        .clone();
    builder.build(starts.chain(triples)).ok()
}

/// A color as it is written.
enum Spelled {
    Hex { color: Color, span: Range<usize>, notation: Notation },
    Numbers { model: Model, numbers: [Numeral; 3] },
}

/// A number as it is written.
#[derive(Clone, Debug)]
struct Numeral {
    span: Range<usize>,
    value: f64,
    /// Half of what its last digit is worth.
    half: f64,
    is_percent: bool,
}

impl Spelled {
    /// Whether it is this color, as near as it is written.
    fn is(&self, other: Color) -> bool {
        match self {
            Spelled::Hex { color, .. } => *color == other,
            Spelled::Numbers { model, numbers } => {
                let is_gray = other.r == other.g && other.g == other.b;
                channels(*model, numbers).iter().zip(numbers).all(|(channel, number)| {
                    let off = (channel.of(other) - number.value).abs();
                    let off = if *channel == Channel::Hue { off.min(360.0 - off) } else { off };
                    off <= number.half * 1.02 || (is_gray && *channel == Channel::Hue)
                })
            }
        }
    }

    /// The spans that a new color replaces.
    fn parts(self) -> Vec<(Range<usize>, Notation)> {
        match self {
            Spelled::Hex { span, notation, .. } => vec![(span, notation)],
            Spelled::Numbers { model, numbers } => {
                let channels = channels(model, &numbers);
                let spans = numbers.into_iter().map(|number| number.span);
                spans.zip(channels.map(Notation::Number)).collect()
            }
        }
    }
}

fn channels(model: Model, numbers: &[Numeral; 3]) -> [Channel; 3] {
    match model {
        Model::Hsl => [Channel::Hue, Channel::Saturation, Channel::Lightness],
        Model::Rgb if numbers[0].is_percent => [0, 1, 2].map(Channel::Percent),
        Model::Rgb => [0, 1, 2].map(Channel::Byte),
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-') || byte >= 0x80
}

/// The byte before a place, and 0 at the start.
fn before(bytes: &[u8], at: usize) -> u8 {
    at.checked_sub(1).map_or(0, |at| bytes[at])
}

fn at(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or(0)
}

/// A color behind `#` or `%23`.
fn hash(bytes: &[u8], start: Range<usize>) -> Option<Spelled> {
    let digits = digits(bytes, start.end)?;
    let previous = before(bytes, start.start);
    let is_long = matches!(digits.len(), 6 | 8);
    let is_after_value =
        matches!(previous, 0 | b':' | b',' | b'(' | b'"' | b'\'' | b'`' | b'=' | b'[' | b'|')
            || previous.is_ascii_whitespace()
            || (is_long && matches!(previous, b'>' | b';'));
    // Behind `;` a line of a shell script or an escaped quote of HTML ends: `&quot;#49cc90`.
    let is_entity = previous != b';'
        || bytes[..start.start].ends_with(b"&quot;")
        || bytes[..start.start].ends_with(b"&#34;");
    if !is_after_value || !is_entity || is_id(bytes, start.start) || is_selector(bytes, digits.end)
    {
        return None;
    }
    let text = str::from_utf8(&bytes[digits.clone()]).ok()?;
    let has = |is: fn(&u8) -> bool| text.bytes().any(|byte| is(&byte));
    let case = if has(u8::is_ascii_uppercase) && !has(u8::is_ascii_lowercase) {
        Case::Upper
    } else {
        Case::Lower
    };
    let (notation, span) = match digits.len() {
        3 => (Notation::ShortHex(case), digits.clone()),
        4 => {
            let alpha = u8::from_str_radix(&text[3..], 16).ok()?;
            (Notation::ShortHexAlpha(case, alpha), digits.clone())
        }
        _ => (Notation::Hex(case), digits.start..digits.start + 6),
    };
    let long: String = match digits.len() {
        3 | 4 => text[..3].chars().flat_map(|digit| [digit, digit]).collect(),
        _ => text[..6].to_owned(),
    };
    Some(Spelled::Hex { color: hex(&long)?, span, notation })
}

/// The span of 3, 4, 6 or 8 hexadecimal digits that no letter follows.
fn digits(bytes: &[u8], start: usize) -> Option<Range<usize>> {
    let count = bytes[start..].iter().take(9).take_while(|byte| byte.is_ascii_hexdigit()).count();
    let end = start + count;
    (matches!(count, 3 | 4 | 6 | 8) && !is_word(at(bytes, end))).then_some(start..end)
}

fn hex(digits: &str) -> Option<Color> {
    let number = u32::from_str_radix(digits, 16).ok()?;
    let [_, r, g, b] = number.to_be_bytes();
    Some(Color::new(r, g, b))
}

/// Whether what is before a `#` takes an id.
fn is_id(bytes: &[u8], at: usize) -> bool {
    let text = &bytes[at.saturating_sub(40)..at];
    let is_beside = |byte: &u8| {
        matches!(byte, b'"' | b'\'' | b'`' | b'\\' | b'&' | b';') || byte.is_ascii_whitespace()
    };
    let end = text.iter().rposition(|byte| !is_beside(byte)).map_or(0, |last| last + 1);
    let text = text[..end].to_ascii_lowercase();
    // The quotes of a key: `"href":"#abc"`.
    let text: Vec<u8> =
        text.into_iter().filter(|byte| !matches!(byte, b'"' | b'\'' | b' ' | b'\\')).collect();
    IDS.iter().any(|id| text.ends_with(id.as_bytes()))
}

/// Whether a hash that ends here is the selector of a rule: a brace comes before a declaration ends.
fn is_selector(bytes: &[u8], end: usize) -> bool {
    let rest = &bytes[end..bytes.len().min(end + AHEAD)];
    let stop = rest
        .iter()
        .position(|byte| matches!(byte, b'{' | b'}' | b';' | b'"' | b'\'' | b'`' | b'<'));
    stop.is_some_and(|stop| rest[stop] == b'{' && before(rest, stop) != b'$')
}

/// A color behind `0x`: six digits, and no more.
fn number(bytes: &[u8], start: Range<usize>) -> Option<Spelled> {
    let digits = digits(bytes, start.end).filter(|digits| digits.len() == 6)?;
    let previous = before(bytes, start.start);
    if is_word(previous) && previous != b'-' || matches!(previous, b'.' | b'$') {
        return None;
    }
    let text = str::from_utf8(&bytes[digits.clone()]).ok()?;
    let case =
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) { Case::Upper } else { Case::Lower };
    Some(Spelled::Hex { color: hex(text)?, span: digits, notation: Notation::Hex(case) })
}

/// The three numbers of `rgb()` and its like.
fn function(bytes: &[u8], start: Range<usize>, model: Model) -> Option<Spelled> {
    if is_word(before(bytes, start.start)) || matches!(before(bytes, start.start), b'.' | b'$') {
        return None;
    }
    let (numbers, end) = triple(bytes, start.end, model)?;
    let end = blanks(bytes, end);
    matches!(at(bytes, end), b')' | b',' | b'/').then_some(Spelled::Numbers { model, numbers })
}

/// A bare triple as the value of a custom property, or as what stands in for it: `--x: 0, 154, 199`, `var(--x, 0, 154, 199)`.
fn property(bytes: &[u8], start: usize) -> Option<Spelled> {
    let name = bytes[start..].iter().take(AHEAD).take_while(|byte| is_word(**byte)).count();
    let mut end = blanks(bytes, start + name);
    // As a key of an object: `"--x": "0, 154, 199"`.
    if matches!(at(bytes, end), b'"' | b'\'' | b'`') {
        end = blanks(bytes, end + 1);
    }
    if name == 0 || !matches!(at(bytes, end), b':' | b',') {
        return None;
    }
    let mut value = blanks(bytes, end + 1);
    if matches!(at(bytes, value), b'"' | b'\'' | b'`') {
        value = blanks(bytes, value + 1);
    }
    bare(bytes, value)
}

/// A bare triple that is a literal.
fn quoted(bytes: &[u8], start: usize) -> Option<Spelled> {
    let spelled = bare(bytes, start + 1)?;
    let Spelled::Numbers { numbers, .. } = &spelled else { return None };
    (at(bytes, after(bytes, numbers)) == bytes[start]).then_some(spelled)
}

/// Three numbers and nothing more.
fn bare(bytes: &[u8], start: usize) -> Option<Spelled> {
    for model in [Model::Rgb, Model::Hsl] {
        let Some((numbers, _)) = triple(bytes, start, model) else { continue };
        let is_one = match model {
            Model::Rgb => {
                numbers.iter().all(|number| !number.is_percent && number.value.fract() == 0.0)
            }
            Model::Hsl => true,
        };
        let end = after(bytes, &numbers);
        if is_one
            && matches!(
                at(bytes, end),
                0 | b';' | b'}' | b')' | b'"' | b'\'' | b'`' | b'!' | b'/' | b'\\' | b'<' | b'&'
            )
        {
            return Some(Spelled::Numbers { model, numbers });
        }
    }
    None
}

/// Behind three numbers and white space.
fn after(bytes: &[u8], numbers: &[Numeral; 3]) -> usize {
    let last = &numbers[2];
    blanks(bytes, last.span.end + usize::from(last.is_percent))
}

/// Three numbers, parted by commas or white space, and where they end.
fn triple(bytes: &[u8], start: usize, model: Model) -> Option<([Numeral; 3], usize)> {
    let (first, end) = numeral(bytes, blanks(bytes, start))?;
    let (second, end) = numeral(bytes, parted(bytes, end)?)?;
    let (third, end) = numeral(bytes, parted(bytes, end)?)?;
    let numbers = [first, second, third];
    let percents = [0, 1, 2].map(|at: usize| numbers[at].is_percent);
    let is_whole = match model {
        Model::Rgb => percents[0] == percents[1] && percents[1] == percents[2],
        Model::Hsl => percents == [false, true, true],
    };
    is_whole.then_some((numbers, end))
}

/// Behind a comma or white space, of which one must be there.
fn parted(bytes: &[u8], start: usize) -> Option<usize> {
    let mut end = blanks(bytes, start);
    if at(bytes, end) == b',' {
        end = blanks(bytes, end + 1);
    }
    (end > start).then_some(end)
}

/// Behind at most a few blanks: nobody writes more.
fn blanks(bytes: &[u8], start: usize) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    start + rest.iter().take(64).take_while(|byte| byte.is_ascii_whitespace()).count()
}

/// A number without a sign, and what is behind its unit.
fn numeral(bytes: &[u8], start: usize) -> Option<(Numeral, usize)> {
    let rest = bytes.get(start..)?;
    let count =
        rest.iter().take(12).take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
    let text = str::from_utf8(&rest[..count]).ok()?;
    let value: f64 = text.parse().ok()?;
    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let mut end = start + count;
    let is_percent = at(bytes, end) == b'%';
    if is_percent {
        end += 1;
    } else if bytes[end..].starts_with(b"deg") {
        end += 3;
    }
    let half = (0..decimals).fold(0.5, |half, _| half / 10.0);
    Some((Numeral { span: start..start + count, value, half, is_percent }, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: Color = Color::new(0x49, 0xcc, 0x90);

    /// What a file becomes for `#aabbcd`, and how often it has the old color.
    #[track_caller]
    fn check_color(text: &str, old: Color, expect: &str, count: usize) {
        let places = find(text.as_bytes(), &[Color::new(1, 1, 1), old]);
        let got = places.apply(text.as_bytes(), &["#010101".to_owned(), "#aabbcd".to_owned()]);
        assert_eq!(
            (String::from_utf8(got).unwrap().as_str(), places.counts),
            (expect, vec![0, count])
        );
    }

    #[track_caller]
    fn check(text: &str, expect: &str) {
        check_color(text, OLD, expect, 1);
    }

    #[track_caller]
    fn stays(text: &str) {
        check_color(text, OLD, text, 0);
        check_color(text, Color::new(0xaa, 0xbb, 0xcc), text, 0);
    }

    #[test]
    fn hexadecimal_colors_are_found() {
        check("a{color:#49cc90}", "a{color:#aabbcd}");
        check("a{color:#49CC90;b:1}", "a{color:#AABBCD;b:1}");
        check("a{color:#49cc9080}", "a{color:#aabbcd80}");
        check("x={c:\"#49cc90\"}", "x={c:\"#aabbcd\"}");
        check("<path fill='#49cc90'/>", "<path fill='#aabbcd'/>");
        check("<TileColor>#49cc90</TileColor>", "<TileColor>#aabbcd</TileColor>");
        check("{\"theme_color\": \"#49cc90\"}", "{\"theme_color\": \"#aabbcd\"}");
        check(
            "url(\"data:image/svg+xml,%3Csvg fill='%2349cc90'/%3E\")",
            "url(\"data:image/svg+xml,%3Csvg fill='%23aabbcd'/%3E\")",
        );
        check("const a=0x49cc90;", "const a=0xaabbcd;");
        check("bg-[#49cc90]", "bg-[#aabbcd]");
        let old = Color::new(0xaa, 0xbb, 0xcc);
        check_color("a{b:#abc}c{d:#ABCD}", old, "a{b:#aabbcd}c{d:#AABBCDDD}", 2);
        check_color("a{b:#aabbcc,#abc8}", old, "a{b:#aabbcd,#aabbcd88}", 2);
    }

    #[test]
    fn functions_are_found_and_keep_their_layout() {
        check("rgba(73,204,144,.1)", "rgba(170,187,205,.1)");
        check("rgb( 73 204 144 / 50% )", "rgb( 170 187 205 / 50% )");
        check("RGB(73, 204, 144)", "RGB(170, 187, 205)");
        check("rgb(28.6% 80% 56.5%)", "rgb(66.7% 73.3% 80.4%)");
        check("hsl(153, 56%, 54%)", "hsl(210.9, 25.9%, 73.5%)");
        check("hsla(152.5deg 56.2% 54.3% / .5)", "hsla(210.9deg 25.9% 73.5% / .5)");
    }

    #[test]
    fn bare_triples_are_found() {
        check("a{--rgb-x: 73, 204, 144;}", "a{--rgb-x: 170, 187, 205;}");
        check("a{--rgb-x:73 204 144}", "a{--rgb-x:170 187 205}");
        check("{\"--x\":\"73, 204, 144\"}", "{\"--x\":\"170, 187, 205\"}");
        check("rgba(var(--x,73, 204, 144), .12)", "rgba(var(--x,170, 187, 205), .12)");
        check("f('73, 204, 144')", "f('170, 187, 205')");
        check("a{--primary: 153 56% 54%;}", "a{--primary: 210.9 25.9% 73.5%;}");
    }

    #[test]
    fn what_is_no_color_stays() {
        stays("a{b:#49cc901}");
        stays("a{b:#49cc9}");
        stays("a{b:#49cc90-x}");
        stays("a{b:url(#49cc90)}");
        stays("a{b:url('#abc')}");
        stays("<a href=\"#abc\">");
        stays("<use xlink:href='#49cc90'/>");
        stays("{\"href\":\"#abc\"}");
        stays("e.querySelector(\"#abc\")");
        stays("#abc{b:1}");
        stays("a,#abc .d,#49cc90>b{b:1}");
        stays("&#49cc90;");
        stays("this.#abc=1");
        stays("class{#abc(){}}");
        stays("0x49cc901");
        stays("0x49cc90n");
        stays("rgb(73,204,145)");
        stays("torgb(73,204,144)");
        stays("rgb(var(--x),204,144)");
        stays("hsl(153,57%,54%)");
        stays("[73,204,144,1]");
        stays("'73, 204, 144, 3'");
        stays("a{--x: 73 204 144 3}");
        stays("issue#49cc90");
    }

    #[test]
    fn bytes_at_the_end_are_no_fault() {
        for text in [
            "#",
            "%23",
            "0x",
            "--",
            "--x:",
            "rgb(",
            "rgb(73",
            "rgb(73,",
            "\"73,",
            "#49cc90",
            "--x:73,204,144",
        ] {
            find(text.as_bytes(), &[OLD]);
        }
        assert_eq!(find(b"#49cc90 #49cc90", &[OLD]).counts, [2]);
        let long = "#--rgb(\"73,".repeat(100_000);
        assert_eq!(find(long.as_bytes(), &[OLD]).counts, [0]);
    }
}
