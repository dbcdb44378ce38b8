//! Exports a theme's colors as CSS variables.

use std::fmt::Write;

use rebadge_art::color::{Role, Scheme};
use rebadge_theme::theme::Theme;

use super::TokenFile;

/// Variables on `:root`: light, and dark where the system says so. `data-theme="light"` and `data-theme="dark"` on the
/// root element decide against the system.
pub fn css(theme: &Theme) -> TokenFile {
    let id = &theme.tenant.id.value;
    let mut text = format!("/* The theme `{id}`. */\n:root {{\n  color-scheme: light;\n");
    line(&mut text, 1, "brand-color", &theme.brand_color.value.to_string());
    if let Some(accent) = &theme.accent {
        line(&mut text, 1, "brand-accent", &accent.value.to_string());
    }
    for font in &theme.fonts {
        for name in &font.uses {
            line(&mut text, 1, &format!("font-{name}"), &quoted(&font.family.value));
        }
    }
    scheme(&mut text, 1, theme, Scheme::Light);
    text.push_str(
        "}\n\n@media (prefers-color-scheme: dark) {\n  :root:not([data-theme=\"light\"]) {\n",
    );
    text.push_str("    color-scheme: dark;\n");
    scheme(&mut text, 2, theme, Scheme::Dark);
    text.push_str("  }\n}\n\n:root[data-theme=\"dark\"] {\n  color-scheme: dark;\n");
    scheme(&mut text, 1, theme, Scheme::Dark);
    text.push_str("}\n");
    TokenFile { name: format!("{id}.css"), text }
}

fn scheme(text: &mut String, depth: usize, theme: &Theme, scheme: Scheme) {
    for role in Role::ALL {
        let color = theme.palettes.get(scheme).get(role);
        line(text, depth, &format!("color-{role}"), &color.to_string());
    }
    let launch = match scheme {
        Scheme::Light => &theme.launch.background,
        Scheme::Dark => &theme.launch.background_dark,
    };
    line(text, depth, "launch-background", &launch.value.to_string());
}

fn line(text: &mut String, depth: usize, name: &str, value: &str) {
    // Writing into a text cannot fail.
    let _ = writeln!(text, "{}--{name}: {value};", "  ".repeat(depth));
}

/// A CSS string (CSS Syntax 3, 4.3.5): a family may hold any character.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' | '<' | '>' | '\u{0}'..='\u{1f}' | '\u{7f}' => {
                let _ = write!(quoted, "\\{:x} ", u32::from(letter));
            }
            _ => quoted.push(letter),
        }
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_cannot_end_its_string() {
        assert_eq!(quoted("Acme Sans"), "\"Acme Sans\"");
        assert_eq!(quoted("a\"b\\</"), "\"a\\22 b\\5c \\3c /\"");
    }
}
