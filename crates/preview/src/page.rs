//! The page's files, embedded in the program.

use std::path::Path;

use rebadge_core::fs;

/// Name → text of every file of the page.
#[rustfmt::skip]
const FILES: &[(&str, &str)] = &[
    ("css/bar.css", include_str!("page/css/bar.css")),
    ("css/base.css", include_str!("page/css/base.css")),
    ("css/compare.css", include_str!("page/css/compare.css")),
    ("css/findings.css", include_str!("page/css/findings.css")),
    ("css/frames.css", include_str!("page/css/frames.css")),
    ("css/gallery.css", include_str!("page/css/gallery.css")),
    ("css/options.css", include_str!("page/css/options.css")),
    ("css/palette.css", include_str!("page/css/palette.css")),
    ("css/scenes.css", include_str!("page/css/scenes.css")),
    ("css/sets.css", include_str!("page/css/sets.css")),
    ("icon.svg", include_str!("page/icon.svg")),
    ("index.html", include_str!("page/index.html")),
    ("js/api.js", include_str!("page/js/api.js")),
    ("js/as.js", include_str!("page/js/as.js")),
    ("js/bar.js", include_str!("page/js/bar.js")),
    ("js/broken.js", include_str!("page/js/broken.js")),
    ("js/dom.js", include_str!("page/js/dom.js")),
    ("js/findings.js", include_str!("page/js/findings.js")),
    ("js/frames.js", include_str!("page/js/frames.js")),
    ("js/glyphs.js", include_str!("page/js/glyphs.js")),
    ("js/group.js", include_str!("page/js/group.js")),
    ("js/keys.js", include_str!("page/js/keys.js")),
    ("js/loupe.js", include_str!("page/js/loupe.js")),
    ("js/main.js", include_str!("page/js/main.js")),
    ("js/marks.js", include_str!("page/js/marks.js")),
    ("js/oklch.js", include_str!("page/js/oklch.js")),
    ("js/phrases.js", include_str!("page/js/phrases.js")),
    ("js/pickers.js", include_str!("page/js/pickers.js")),
    ("js/pictures.js", include_str!("page/js/pictures.js")),
    ("js/pixels.js", include_str!("page/js/pixels.js")),
    ("js/places.js", include_str!("page/js/places.js")),
    ("js/scenes/desktop.js", include_str!("page/js/scenes/desktop.js")),
    ("js/scenes/launch.js", include_str!("page/js/scenes/launch.js")),
    ("js/scenes/messages.js", include_str!("page/js/scenes/messages.js")),
    ("js/scenes/parts.js", include_str!("page/js/scenes/parts.js")),
    ("js/scenes/phones.js", include_str!("page/js/scenes/phones.js")),
    ("js/scenes/sets.js", include_str!("page/js/scenes/sets.js")),
    ("js/slider.js", include_str!("page/js/slider.js")),
    ("js/state.js", include_str!("page/js/state.js")),
    ("js/store.js", include_str!("page/js/store.js")),
    ("js/strip.js", include_str!("page/js/strip.js")),
    ("js/surfaces/client.js", include_str!("page/js/surfaces/client.js")),
    ("js/surfaces/compare.js", include_str!("page/js/surfaces/compare.js")),
    ("js/surfaces/findings.js", include_str!("page/js/surfaces/findings.js")),
    ("js/surfaces/gallery.js", include_str!("page/js/surfaces/gallery.js")),
    ("js/surfaces/icons.js", include_str!("page/js/surfaces/icons.js")),
    ("js/surfaces/options.js", include_str!("page/js/surfaces/options.js")),
    ("js/surfaces/palette.js", include_str!("page/js/surfaces/palette.js")),
    ("js/switcher.js", include_str!("page/js/switcher.js")),
    ("js/thumbs.js", include_str!("page/js/thumbs.js")),
    ("js/try.js", include_str!("page/js/try.js")),
    ("js/vision.js", include_str!("page/js/vision.js")),
    ("js/words.js", include_str!("page/js/words.js")),
    ("masks/ios.svg", include_str!("page/masks/ios.svg")),
    ("masks/squircle.svg", include_str!("page/masks/squircle.svg")),
];

/// The script that documents on a stage are given.
pub(super) const FRAME: &str = include_str!("frame.js");

/// The largest file of a page that is worked on, in bytes.
const LIMIT: u64 = 4 << 20;

/// A file of the page; from `folder` where the page is worked on.
pub(super) fn file(name: &str, folder: Option<&Path>) -> Option<Vec<u8>> {
    match folder {
        Some(folder) => fs::read(&fs::inside(folder, name).ok()?, LIMIT).ok(),
        None => {
            let (_, text) = FILES.iter().find(|(known, _)| *known == name)?;
            Some(text.as_bytes().to_vec())
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use rebadge_art::color::{Role, Scheme};
    use rebadge_plan::plan::sets;

    #[test]
    fn only_the_pages_own_files_are_served() {
        assert!(file("index.html", None).is_some());
        assert_eq!(file("../mod.rs", None), None);
    }

    /// The scripts but for the words themselves, and the words.
    fn scripts() -> (String, &'static str) {
        let named = |wanted: &str| FILES.iter().find(|(name, _)| *name == wanted);
        let (_, words) = named("js/words.js").expect("the words");
        let scripts =
            FILES.iter().filter(|(name, _)| name.ends_with(".js") && *name != "js/words.js");
        (scripts.map(|(_, text)| *text).collect(), words)
    }

    /// Key → text of one of the tables of words.
    fn table<'a>(words: &'a str, name: &str) -> BTreeMap<&'a str, &'a str> {
        let start = words.find(&format!("const {name} = {{")).expect("a table");
        let end = start + words[start..].find("\n};").expect("its end");
        let parts: Vec<&str> = words[start..end].split('"').collect();
        let key = |before: &'a str| before.trim_end().strip_suffix(':')?.rsplit([' ', ',']).next();
        let pairs = parts.chunks_exact(2).map(|pair| (key(pair[0]).expect("a key"), pair[1]));
        pairs.collect()
    }

    fn placeholders(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|part| part.split('}').next()).collect()
    }

    #[test]
    fn the_page_speaks_both_languages() {
        let (scripts, words) = scripts();
        let (english, chinese) = (table(words, "en"), table(words, "zh"));
        assert!(english.len() > 150, "{}", english.len());
        let keys = |table: &BTreeMap<&'static str, &'static str>| -> Vec<&'static str> {
            table.keys().copied().collect()
        };
        assert_eq!(keys(&english), keys(&chinese));
        for (key, text) in &english {
            assert_eq!(placeholders(text), placeholders(chinese[key]), "{key}");
            let is_plural = key.strip_suffix('s').is_some_and(|one| english.contains_key(one));
            let is_said =
                scripts.contains(&format!("\"{key}\"")) || scripts.contains(&format!("{key}:"));
            assert!(is_said || is_plural || words.matches(key).count() > 2, "nothing says `{key}`");
        }
        for asked in scripts.split(" t(\"").skip(1).chain(scripts.split("(t(\"").skip(1)) {
            let key = asked.split('"').next().expect("a key");
            assert!(english.contains_key(key), "`{key}` has no words");
        }
    }

    /// Rules of colors and what sets are for come from the program; the page has them in Chinese.
    #[test]
    fn what_the_server_says_is_translated() {
        let (_, phrases) =
            FILES.iter().find(|(name, _)| *name == "js/phrases.js").expect("phrases");
        let rules = Role::ALL.iter().flat_map(|role| Scheme::ALL.map(|scheme| role.rule(scheme)));
        for text in rules.chain(sets().map(|set| set.summary)) {
            let mut parts = text.split('`');
            let mut pattern = parts.next().expect("a part").to_owned();
            for (at, part) in parts.enumerate() {
                match at % 2 {
                    0 => pattern.push_str(&format!("{{{}}}", at / 2)),
                    _ => pattern.push_str(part),
                }
            }
            assert!(phrases.contains(&format!("\"{pattern}\": \"")), "{pattern}");
        }
    }
}
