//! Writes changes into the text of a theme.

use rebadge_edit::{Columns, TomlError, Value, Writing};
use toml_edit::InlineTable;

use super::changes::{Change, Goal, NewValue};

/// The text of a theme after the changes.
///
/// # Errors
/// What of the text is no TOML; a text that was loaded as a theme is.
pub fn edit(text: &str, changes: &[Change], goal: Goal) -> Result<String, TomlError> {
    let writing = |change: &Change| -> Writing {
        let path = change.key.path().iter().map(|part| (*part).to_owned()).collect();
        (path, value(&change.new))
    };
    let all: Vec<Writing> = changes.iter().map(writing).collect();
    let columns = if goal == Goal::New { Columns::Aligned } else { Columns::Kept };
    rebadge_edit::write(text, &all, columns)
}

/// The text of a new theme with nothing but what every theme needs.
pub fn skeleton(id: &str, name: &str, color: &str, logo: &str) -> String {
    let [id, name, color, logo] = [id, name, color, logo].map(|text| Value::from(text).to_string());
    format!("[tenant]\nid   = {id}\nname = {name}\n\n[brand]\ncolor = {color}\nlogo  = {logo}\n")
}

/// The value as TOML; none where the key goes.
fn value(new: &NewValue) -> Option<Value> {
    Some(match new {
        NewValue::Inherited(_) => return None,
        NewValue::Text(text) => text.as_str().into(),
        NewValue::Number(number) => (*number).into(),
        NewValue::Gradient(gradient) => {
            let mut table = InlineTable::new();
            table.insert("from", gradient.from.to_string().into());
            table.insert("to", gradient.to.to_string().into());
            let whole = gradient.angle.fract() == 0.0 && gradient.angle.abs() < 1e9;
            let angle =
                if whole { Value::from(gradient.angle as i64) } else { gradient.angle.into() };
            table.insert("angle", angle);
            table.into()
        }
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::Key as ThemeKey;
    use rebadge_art::color::{Role, Scheme};
    use rebadge_core::source::{Place, Source};
    use rebadge_theme::theme::Gradient;

    fn change(key: ThemeKey, new: NewValue) -> Change {
        let place = Place::file(&Source::new(Path::new("a.json"), String::new()));
        let token = "token".to_owned();
        Change { key, old: String::new(), new, token, place, contrast: None }
    }

    fn color(key: ThemeKey, text: &str) -> Change {
        change(key, NewValue::Text(text.into()))
    }

    fn check(text: &str, changes: &[Change], expect: &str) {
        assert_eq!(edit(text, changes, Goal::Update).as_deref(), Ok(expect));
    }

    const DARK: ThemeKey = ThemeKey::Role(Scheme::Dark, Role::Link);

    #[test]
    fn a_gradient_is_written_in_braces() {
        let gradient = Gradient {
            from: rebadge_art::color::Color::BLACK,
            to: rebadge_art::color::Color::WHITE,
            angle: 160.0,
        };
        check(
            "[icon]\npadding = 0.2\n",
            &[change(ThemeKey::IconBackground, NewValue::Gradient(gradient))],
            "[icon]\npadding = 0.2\n\
             background = { from = \"#000000\", to = \"#ffffff\", angle = 160 }\n",
        );
    }

    #[test]
    fn inherited_keys_go() {
        let gone = change(DARK, NewValue::Inherited("#000000".into()));
        check("[colors.dark]\nlink = \"red\"\n[x]\n", &[gone], "[x]\n");
    }

    #[test]
    fn a_new_theme_is_aligned() {
        let text = skeleton("a", "A \"b\"", "#000000", "l.svg");
        let text = edit(&text, &[color(ThemeKey::Accent, "#111111")], Goal::New);
        assert_eq!(
            text.as_deref(),
            Ok("[tenant]\nid   = \"a\"\nname = 'A \"b\"'\n\n[brand]\ncolor  = \"#000000\"\n\
                logo   = \"l.svg\"\naccent = \"#111111\"\n")
        );
    }
}
