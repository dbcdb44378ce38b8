//! A ramp of custom properties, such as `--palette-purple50` to `--palette-purple900`, in another color. The definitions are
//! read where they stand, in style sheets and in style sheets within scripts; what comes of them is a style sheet that goes
//! behind all others. No file of the bundle is touched.
//!
//! Each step keeps its relation to the key color in OKLCH: its share of the way to black or white, its chroma by that of the
//! key, its distance in hue.

use std::collections::BTreeMap;
use std::str;

use glob::Pattern;
use serde::{Deserialize, Serialize};

use rebadge_art::color::{Color, Oklch, parse};

/// How far a definition may be from the start of its rule, in bytes.
const RULE: usize = 64 << 10;

/// The most definitions of one file.
const MOST: usize = 10_000;

/// How deep at-rules and rules are nested.
const DEEP: usize = 8;

/// The longest value of a step, in bytes.
const VALUE: usize = 80;

/// A custom property that is defined as a color.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Its name, with `--`.
    pub name: String,
    /// Its color.
    pub color: Color,
    /// How the color is written.
    pub written: Written,
    /// At-rules from the outermost, then the selector: `@media (prefers-color-scheme:dark)`, `:root`.
    pub context: Vec<String>,
}

/// How the color of a step is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Written {
    /// As a CSS color; with two digits of alpha, where it has them.
    Color(String),
    /// As three numbers from 0 to 255, with what parts them.
    Triple(String),
}

/// The definitions of a file that a pattern names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Steps {
    /// Those that are a color.
    pub steps: Vec<Step>,
    /// Name and value of those that are none, such as `var(--x)`, or that cannot be read.
    pub others: Vec<(String, String)>,
}

/// The key color of a ramp, and what takes its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keys {
    /// The older one.
    pub old: Color,
    /// The one for light schemes, and where nothing is said of a scheme.
    pub light: Color,
    /// The one for dark schemes.
    pub dark: Color,
}

/// Reads the definitions of custom properties whose names, with `--`, match a pattern.
pub fn steps(bytes: &[u8], names: &Pattern) -> Steps {
    let mut found = Steps::default();
    for at in memchr::memmem::find_iter(bytes, b"--").take(MOST * 100) {
        if found.steps.len() + found.others.len() >= MOST {
            break;
        }
        let Some((name, value)) = definition(bytes, at).filter(|(name, _)| names.matches(name))
        else {
            continue;
        };
        match read(value) {
            Some((color, written)) => {
                let context = context(bytes, at);
                found.steps.push(Step { name: name.to_owned(), color, written, context });
            }
            None => found.others.push((name.to_owned(), value.to_owned())),
        }
    }
    found
}

/// Name and value of a definition that begins here: `--x: #fff`.
fn definition(bytes: &[u8], at: usize) -> Option<(&str, &str)> {
    let is_name =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') || byte >= 0x80;
    if at > 0 && is_name(bytes[at - 1]) {
        return None;
    }
    let rest = &bytes[at..bytes.len().min(at + 256)];
    let name = rest.iter().position(|byte| !is_name(*byte))?;
    let colon = name + rest[name..].iter().position(|byte| !byte.is_ascii_whitespace())?;
    if rest[colon] != b':' {
        return None;
    }
    let value = &bytes[at + colon + 1..bytes.len().min(at + colon + 1 + VALUE)];
    let is_end =
        |byte: &u8| matches!(byte, b';' | b'}' | b'"' | b'\'' | b'`' | b'<' | b'!' | b'\\');
    let value = &value[..value.iter().position(is_end).unwrap_or(value.len())];
    Some((str::from_utf8(&rest[..name]).ok()?, str::from_utf8(value).ok()?.trim()))
}

/// The color of a value, and how it is written.
fn read(value: &str) -> Option<(Color, Written)> {
    if let Ok(parsed) = parse(value) {
        return Some((parsed.color, Written::Color(String::new())));
    }
    let digits = value.strip_prefix('#').filter(|digits| digits.len() == 8 && digits.is_ascii());
    if let Some(digits) = digits {
        let color = Color::parse(&format!("#{}", &digits[..6])).ok()?;
        return Some((color, Written::Color(digits[6..].to_owned())));
    }
    let separator: String = value
        .chars()
        .skip_while(char::is_ascii_digit)
        .take_while(|c| matches!(c, ',' | ' '))
        .collect();
    let mut numbers = value.split(separator.as_str()).map(str::parse::<u8>);
    match (separator.is_empty(), numbers.next(), numbers.next(), numbers.next(), numbers.next()) {
        (false, Some(Ok(r)), Some(Ok(g)), Some(Ok(b)), None) => {
            Some((Color::new(r, g, b), Written::Triple(separator)))
        }
        _ => None,
    }
}

/// The at-rules and the selector around a definition. Read backwards: in a script nothing but the quote says where a style
/// sheet begins.
fn context(bytes: &[u8], at: usize) -> Vec<String> {
    let mut found = Vec::new();
    let (start, mut end) = (at.saturating_sub(RULE), at);
    while found.len() < DEEP {
        let Some(open) = opening(&bytes[start..end]).map(|open| start + open) else { break };
        let (prelude, is_first) = prelude(&bytes[start..open]);
        let text = String::from_utf8_lossy(prelude).replace("\\n", " ");
        let text = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        end = open - prelude.len();
        if text.is_empty() {
            break;
        }
        found.push(text);
        if is_first {
            break;
        }
    }
    found.reverse();
    found
}

/// The last brace that is opened and not closed.
fn opening(bytes: &[u8]) -> Option<usize> {
    let mut closed = 0;
    for (at, byte) in bytes.iter().enumerate().rev() {
        match byte {
            b'}' => closed += 1,
            b'{' if closed == 0 => return Some(at),
            b'{' => closed -= 1,
            b'`' if closed == 0 => return None,
            _ => {}
        }
    }
    None
}

/// What is before a brace, and whether a style sheet begins with it.
fn prelude(bytes: &[u8]) -> (&[u8], bool) {
    let mut brackets = 0;
    for (at, byte) in bytes.iter().enumerate().rev() {
        let rest = &bytes[at + 1..];
        match byte {
            b']' => brackets += 1,
            b'[' if brackets > 0 => brackets -= 1,
            b'{' | b'}' | b';' | b'>'
                if brackets == 0 && (*byte != b'>' || bytes[..at].ends_with(b"style")) =>
            {
                return (rest, false);
            }
            b'/' if brackets == 0 && bytes[..at].ends_with(b"*") => return (rest, false),
            b'"' | b'\'' | b'`' if brackets == 0 => return (rest, true),
            _ => {}
        }
    }
    (bytes, true)
}

/// The values of a rule: name → the number of its definition, and the value.
type Values<'a> = BTreeMap<&'a str, (usize, String)>;

/// The style sheet that gives each step its new color. The last definition counts where there are several.
pub fn stylesheet(steps: &[Step], keys: Keys) -> String {
    let mut rules: Vec<(&[String], Values<'_>)> = Vec::new();
    for (number, step) in steps.iter().enumerate() {
        let key = if is_dark(&step.context) { keys.dark } else { keys.light };
        let value = written(shade(step.color, keys.old, key), &step.written);
        let at =
            rules.iter().position(|(context, _)| *context == step.context).unwrap_or_else(|| {
                rules.push((&step.context, BTreeMap::new()));
                rules.len() - 1
            });
        rules[at].1.insert(&step.name, (number, value));
    }
    rules.into_iter().map(|(context, own)| rule(context, own)).collect()
}

fn written(color: Color, written: &Written) -> String {
    match written {
        Written::Color(alpha) => format!("{color}{alpha}"),
        Written::Triple(separator) => {
            [color.r, color.g, color.b].map(|channel| channel.to_string()).join(separator)
        }
    }
}

fn rule(context: &[String], own: Values<'_>) -> String {
    let mut own: Vec<_> =
        own.into_iter().map(|(name, (number, value))| (number, name, value)).collect();
    own.sort_unstable();
    let values: Vec<String> =
        own.into_iter().map(|(_, name, value)| format!("{name}:{value}")).collect();
    let (selector, above) = match context.split_last() {
        Some((selector, above)) => (stronger(selector), above),
        None => (stronger(":root"), context),
    };
    let open: String = above.iter().map(|rule| format!("{rule}{{")).collect();
    format!("{open}{selector}{{{}}}{}\n", values.join(";"), "}".repeat(above.len()))
}

/// A selector that selects the same elements and wins over the one that was there, wherever a script puts that: its last class,
/// attribute or `:root` occurs twice, and an element has no id that none has.
fn stronger(selector: &str) -> String {
    let parts: Vec<String> = parted(selector).into_iter().map(twice).collect();
    parts.join(",")
}

/// The selectors of a list.
fn parted(list: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_i32);
    for (at, c) in list.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(list[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(list[start..].trim());
    parts
}

fn twice(selector: &str) -> String {
    let last = selector.rfind(['.', '[', ':']).map_or("", |at| &selector[at..]);
    let is_simple = |rest: &str| {
        !rest.is_empty()
            && rest.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
    };
    let is_attribute = last.starts_with('[') && last.ends_with(']');
    let is_class = last.strip_prefix('.').is_some_and(is_simple);
    if is_simple(selector) {
        return format!("{selector}:not(#_)");
    }
    if is_attribute
        || is_class
        || (last == ":root" || last == ":host") && !selector.ends_with("::root")
    {
        format!("{selector}{last}")
    } else {
        selector.to_owned()
    }
}

/// Whether a rule is for dark schemes.
fn is_dark(context: &[String]) -> bool {
    context.iter().any(|rule| {
        let rule = rule.to_ascii_lowercase();
        let rest = rule.split(":not(").enumerate().map(|(at, part)| match at {
            0 => part,
            _ => part.split_once(')').map_or("", |(_, rest)| rest),
        });
        let is_named = rest.collect::<String>().contains("dark");
        is_named && !rule.contains("not all and") && !rule.contains("@media not")
    })
}

/// A step of a ramp in another color.
pub fn shade(step: Color, old: Color, new: Color) -> Color {
    if step == old {
        return new;
    }
    let [step, old, new] = [step, old, new].map(Oklch::from);
    // What is nearly black, white or gray has no relation that could be kept.
    let share = |part: f64, of: f64, whole: f64| if of > 0.01 { part / of * whole } else { part };
    let l = if step.l < old.l {
        share(step.l, old.l, new.l)
    } else {
        1.0 - share(1.0 - step.l, 1.0 - old.l, 1.0 - new.l)
    };
    let c = if old.c > 0.01 { step.c / old.c * new.c } else { step.c.max(new.c) };
    let turn = if step.c > 0.01 && old.c > 0.01 { step.h - old.h } else { 0.0 };
    Oklch { l, c, h: libm::fmod(new.h + turn + 720.0, 360.0) }.to_color()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn color(text: &str) -> Color {
        Color::parse(text).unwrap()
    }

    #[track_caller]
    fn check(text: &str, expect: &str) {
        let found = steps(text.as_bytes(), &Pattern::new("--p*").unwrap());
        let keys = Keys { old: color("#8719e0"), light: color("#ff6a00"), dark: color("#0a66c2") };
        assert_eq!(stylesheet(&found.steps, keys), expect);
    }

    #[test]
    fn a_step_keeps_its_place_between_black_and_white() {
        let (old, new) = (color("#8719e0"), color("#ff6a00"));
        assert_eq!(shade(old, old, new), new);
        assert_eq!(shade(Color::WHITE, old, new), Color::WHITE);
        assert_eq!(shade(Color::BLACK, old, new), Color::BLACK);
        let ramp = ["#f9f6fe", "#e4d4ff", "#b990ff", "#9446ed", "#8719e0", "#690cb0", "#44056e"];
        let shades = ramp.map(|step| Oklch::from(shade(color(step), old, new)));
        assert!(shades.windows(2).all(|pair| pair[0].l > pair[1].l));
        assert!(
            shades
                .iter()
                .all(|shade| shade.c < 0.01 || (shade.h - Oklch::from(new).h).abs() < 25.0),
            "{shades:?}"
        );
        // To another color and back.
        for step in ["#7a0ecc", "#690cb0"] {
            let there = shade(color(step), old, color("#7a1fd0"));
            let back = Oklch::from(shade(there, color("#7a1fd0"), old));
            assert!((back.l - Oklch::from(color(step)).l).abs() < 0.02);
        }
    }

    #[test]
    fn each_rule_is_made_stronger() {
        check(":root{--p5:#8719e0;--q:#fff}", ":root:root{--p5:#ff6a00}\n");
        check(
            "a{}\n.x,\n[data-theme=\"dark\"] { --p5 : #8719e0 }",
            ".x.x,[data-theme=\"dark\"][data-theme=\"dark\"]{--p5:#0a66c2}\n",
        );
        check("/* c */body{--p5:#8719e080}", "body:not(#_){--p5:#ff6a0080}\n");
        check(
            "@media (prefers-color-scheme:dark){:root{--p5:#8719e0}}",
            "@media (prefers-color-scheme:dark){:root:root{--p5:#0a66c2}}\n",
        );
        check(":root:not(.dark){--p5:#8719e0}", ":root:not(.dark){--p5:#ff6a00}\n");
        check(":root{--p5:135, 25, 224}", ":root:root{--p5:255, 106, 0}\n");
        check(":root{--p5:#fff;--p5:#8719e0}", ":root:root{--p5:#ff6a00}\n");
        check("<style>:root{--p5:#8719e0}</style>", ":root:root{--p5:#ff6a00}\n");
    }

    #[test]
    fn style_sheets_within_scripts_are_read() {
        check("x={a:1};y=`:root{--p5:#8719e0;}`", ":root:root{--p5:#ff6a00}\n");
        check("y=\"\\n.dark {\\n  --p5: #8719e0;\\n}\"", ".dark.dark{--p5:#0a66c2}\n");
    }

    #[test]
    fn what_is_no_color_is_told() {
        let found = steps(b":root{--p1:var(--p2);--p2:1px}", &Pattern::new("--p*").unwrap());
        assert!(found.steps.is_empty());
        assert_eq!(
            found.others,
            [("--p1".into(), "var(--p2)".into()), ("--p2".into(), "1px".into())]
        );
        let long = "--p:#fff".repeat(100_000);
        assert_eq!(steps(long.as_bytes(), &Pattern::new("--p*").unwrap()).steps.len(), 0);
        let open = format!("{}--p1:#fff", "{".repeat(100_000));
        assert_eq!(steps(open.as_bytes(), &Pattern::new("--p*").unwrap()).steps.len(), 1);
    }
}
