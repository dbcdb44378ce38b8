//! Parses token values, colors above all, in every form that files use. A value is parsed only when a theme takes it.

use super::alias::{self, Ends};
use super::flat::{Token, Tokens, alias_of};
use super::json::{File, name};
use super::modify;
use rebadge_art::color::{self, Color, Gamut};
use rebadge_core::diagnostic::{Code, Diagnostic, did_you_mean};
use rebadge_core::document::{Kind, Node};
use rebadge_core::fields::Findings;
use rebadge_core::source::Place;

/// The color spaces of the Color module 2025.10.
const SPACES: [&str; 14] = [
    "srgb",
    "srgb-linear",
    "hsl",
    "hwb",
    "lab",
    "lch",
    "oklab",
    "oklch",
    "display-p3",
    "a98-rgb",
    "prophoto-rgb",
    "rec2020",
    "xyz-d65",
    "xyz-d50",
];

/// How deep texts with aliases in them may nest, and how many `$ref`s may follow each other.
const DEEP: usize = 32;

/// The tokens of a view, with the ends of their aliases.
pub(super) struct Values<'t, 'a> {
    pub(super) tokens: &'t Tokens<'a>,
    pub(super) ends: &'t Ends,
    pub(super) findings: &'t Findings,
}

impl<'a> Values<'_, 'a> {
    /// The token that holds a token's value, where its alias leads anywhere.
    pub(super) fn end(&self, name: &str) -> Option<(&str, &Token<'a>)> {
        let end = self.ends.get(name)?.as_ref()?;
        Some((end, self.tokens.get(end)?))
    }

    /// The name of the token that a token is an alias of.
    pub(super) fn next(&self, name: &str) -> Option<String> {
        alias::find(alias_of(self.tokens.get(name)?)?, self.tokens)
    }

    /// A token's color. What is wrong is said where it is written.
    pub(super) fn color(&self, name: &str) -> Option<Color> {
        self.color_at(name, 0)
    }

    fn color_at(&self, name: &str, depth: usize) -> Option<Color> {
        let (_, end) = self.end(name)?;
        let mut color = self.literal(end.file, end.value, depth)?;
        // Changes apply from the end of the chain upwards.
        for token in self.chain(name).iter().rev() {
            if let Some(modify) = token.node.at(&["$extensions", "studio.tokens", "modify"]) {
                color = modify::apply(color, modify, self.findings)?;
            }
        }
        Some(color)
    }

    /// A token and those that its alias leads through. There is an end, so there is no circle.
    fn chain(&self, name: &str) -> Vec<&Token<'a>> {
        let mut chain = Vec::new();
        let mut current = Some(name.to_owned());
        while let Some((name, token)) =
            current.and_then(|name| Some((name.clone(), self.tokens.get(&name)?)))
        {
            chain.push(token);
            current = self.next(&name);
        }
        chain
    }

    /// A color as written: a text, or an object of the Color module.
    pub(super) fn literal(&self, file: &File, node: &Node, depth: usize) -> Option<Color> {
        let place = &node.place;
        match &node.kind {
            Kind::String(text) => {
                let text = self.filled(text, place, depth)?;
                self.parsed(&text, place, None)
            }
            Kind::Table(_) if node.get("colorSpace").is_some() => self.object(file, node, place),
            _ => {
                let message = format!("a color is an object or a text, not {}", name(node));
                let help = "write `{ \"colorSpace\": \"srgb\", \"components\": [r, g, b] }`";
                self.say(Code::Color, place, message, help)
            }
        }
    }

    /// A text with the values of the aliases in it.
    fn filled(&self, text: &str, place: &Place, depth: usize) -> Option<String> {
        if !text.contains('{') {
            return Some(text.to_owned());
        }
        if depth > DEEP {
            return self.say(
                Code::TokenAlias,
                place,
                format!("`{text}` never comes to an end"),
                "write a color",
            );
        }
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            if !self.tokens.contains_key(name.trim()) {
                let names = self.tokens.keys().map(String::as_str);
                let help = did_you_mean(name.trim(), names).unwrap_or_default();
                return self.say(
                    Code::TokenAlias,
                    place,
                    format!("there is no token `{name}`"),
                    &help,
                );
            }
            let color = self.color_at(name.trim(), depth + 1)?;
            filled.push_str(before);
            filled.push_str(&color.to_string());
            rest = after;
        }
        Some(filled + rest)
    }

    fn parsed(&self, text: &str, place: &Place, hex: Option<Color>) -> Option<Color> {
        let css = hex_with_alpha(text).unwrap_or_else(|| text.trim().to_owned());
        match color::parse(&css) {
            Ok(parsed) if parsed.gamut == Gamut::Inside => Some(parsed.color),
            Ok(parsed) => {
                let taken = hex.unwrap_or(parsed.color);
                let message = match hex {
                    Some(_) => format!("`{css}` is outside sRGB, its `hex` is taken: `{taken}`"),
                    None => format!("`{css}` is outside sRGB, `{taken}` is taken"),
                };
                self.findings.add(Diagnostic::at(Code::ColorGamut, place, message));
                Some(taken)
            }
            Err(error) => {
                let is_sum = text.contains(['*', '/', '+']) && !text.contains('(');
                let help = match error.suggestion() {
                    _ if is_sum => "write the color that the sum gives".into(),
                    Some(text) => format!("write `{text}`"),
                    None => error.expected().to_owned(),
                };
                self.say(Code::Color, place, error.to_string(), &help)
            }
        }
    }

    /// A color object: turned into CSS, whose color spaces are the same.
    fn object(&self, file: &File, node: &Node, place: &Place) -> Option<Color> {
        let space = self.resolved(file, node.get("colorSpace")?)?;
        let Some(name) = space.text().filter(|name| SPACES.contains(name)) else {
            let at = &space.place;
            let help = did_you_mean(space.text().unwrap_or_default(), SPACES).unwrap_or_default();
            return self.say(
                Code::Color,
                at,
                format!("no color space of the format is {}", quoted(space)),
                &help,
            );
        };
        // Tokens Studio's platform calls them channels.
        let components = node.get("components").or_else(|| node.get("channels"));
        let components = components.map(|list| self.resolved(file, list));
        let Some([a, b, c]) = components.flatten().map(Node::items) else {
            let help = "write `\"components\": [a, b, c]`";
            return self.say(Code::Color, place, "a color has three components".into(), help);
        };
        let [a, b, c] =
            [self.component(file, a)?, self.component(file, b)?, self.component(file, c)?];
        let is_rgb = !matches!(name, "hsl" | "hwb" | "lab" | "lch" | "oklab" | "oklch");
        if is_rgb
            && [&a, &b, &c].iter().any(|part| part.parse().is_ok_and(|value: f64| value >= 2.0))
        {
            let help = "the components of this color space go from 0 to 1; divide by 255";
            return self.say(
                Code::Color,
                place,
                format!("`{a} {b} {c}` is far outside of `{name}`"),
                help,
            );
        }
        let alpha = node
            .get("alpha")
            .map(|alpha| self.component(file, alpha))
            .unwrap_or(Some("1".into()))?;
        let alpha = if alpha == "1" { String::new() } else { format!(" / {alpha}") };
        let css = match name {
            "hsl" | "hwb" => format!("{name}({a} {} {}{alpha})", percent(&b), percent(&c)),
            "lab" | "lch" | "oklab" | "oklch" => format!("{name}({a} {b} {c}{alpha})"),
            _ => format!("color({name} {a} {b} {c}{alpha})"),
        };
        let hex = node.get("hex").and_then(Node::text).and_then(|hex| Color::parse(hex).ok());
        let color = self.parsed(&css, place, hex)?;
        if let (Some(hex), Some(node)) = (hex.filter(|hex| differ(*hex, color)), node.get("hex")) {
            let at = &node.place;
            let message =
                format!("`hex` is `{hex}`, but the components are `{color}`, which is taken");
            let problem = Diagnostic::at(Code::TokenConflict, at, message);
            self.findings.add(problem.help("write both alike"));
        }
        Some(color)
    }

    /// A component as CSS writes it.
    fn component(&self, file: &File, node: &Node) -> Option<String> {
        let node = self.resolved(file, node)?;
        match &node.kind {
            Kind::Float(value) if value.is_finite() => Some(value.to_string()),
            Kind::String(text) if text == "none" => Some("none".into()),
            _ => {
                let at = &node.place;
                let message = format!("a component is a number or `none`, not {}", quoted(node));
                self.say(Code::Color, at, message, "write a number")
            }
        }
    }

    /// What a `$ref` within a value leads to.
    fn resolved<'n>(&self, file: &'n File, node: &'n Node) -> Option<&'n Node> {
        let mut current = node;
        for _ in 0..DEEP {
            let Some(pointer) = current.get("$ref").and_then(Node::text) else {
                return Some(current);
            };
            match alias::parts(pointer).and_then(|parts| follow(&file.root, &parts)) {
                Some(next) => current = next,
                None => {
                    let at = &current.place;
                    let message = format!("`{pointer}` leads nowhere");
                    return self.say(
                        Code::TokenAlias,
                        at,
                        message,
                        "name a value of this file, `#/a/b/$value`",
                    );
                }
            }
        }
        let at = &node.place;
        self.say(Code::TokenAlias, at, "this `$ref` leads back to itself".into(), "write a value")
    }

    fn say<T>(&self, code: Code, place: &Place, message: String, help: &str) -> Option<T> {
        let help = (!help.is_empty()).then(|| help.to_owned());
        self.findings.add(Diagnostic::at(code, place, message).maybe_help(help));
        None
    }
}

fn follow<'n>(node: &'n Node, parts: &[String]) -> Option<&'n Node> {
    parts.iter().try_fold(node, |node, part| match &node.kind {
        Kind::Array(items) => part.parse().ok().and_then(|at: usize| items.get(at)),
        _ => node.get(part),
    })
}

fn quoted(node: &Node) -> String {
    match &node.kind {
        Kind::String(text) => format!("`{text}`"),
        Kind::Float(number) => format!("`{number}`"),
        _ => name(node).to_owned(),
    }
}

fn percent(part: &str) -> String {
    if part == "none" { part.to_owned() } else { format!("{part}%") }
}

/// Whether two colors differ by more than rounding.
fn differ(a: Color, b: Color) -> bool {
    [(a.r, b.r), (a.g, b.g), (a.b, b.b)].iter().any(|(a, b)| a.abs_diff(*b) > 1)
}

/// `rgba(#rrggbb, 0.5)`, as Tokens Studio writes it, as a hex of eight digits.
fn hex_with_alpha(text: &str) -> Option<String> {
    let inner = text.trim().strip_prefix("rgba(").or_else(|| text.trim().strip_prefix("rgb("))?;
    let (hex, alpha) = inner.strip_suffix(')')?.split_once(',')?;
    let color = Color::parse(hex.trim()).ok().filter(|_| hex.trim().starts_with('#'))?;
    let alpha = alpha.trim();
    let share = match alpha.strip_suffix('%') {
        Some(percent) => percent.trim().parse::<f64>().ok()? / 100.0,
        None => alpha.parse::<f64>().ok()?,
    };
    Some(format!("{color}{:02x}", (share.clamp(0.0, 1.0) * 255.0).round() as u8))
}
