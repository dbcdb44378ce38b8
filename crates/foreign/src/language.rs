//! The language of a file, by its path: `translations/de-<hash>.json`, `locale/hu/app.po`, `messages_pt-BR.json`.

/// Languages by their tags of two letters (ISO 639-1), as catalogs name them; a few of three (ISO 639-3). Not among them is `ts`,
/// which names a programming language far more often.
const LANGUAGES: &[&str] = &[
    "aa", "ab", "af", "ak", "am", "an", "ar", "as", "av", "ay", "az", "ba", "be", "bg", "bi", "bm",
    "bn", "bo", "br", "bs", "ca", "ce", "ch", "ckb", "co", "cr", "cs", "cv", "cy", "da", "de",
    "dsb", "dv", "dz", "ee", "el", "en", "eo", "es", "et", "eu", "fa", "ff", "fi", "fil", "fj",
    "fo", "fr", "fy", "ga", "gd", "gl", "gn", "gsw", "gu", "gv", "ha", "he", "hi", "hr", "hsb",
    "ht", "hu", "hy", "ia", "id", "ig", "is", "it", "ja", "jv", "ka", "kab", "kk", "kl", "km",
    "kmr", "kn", "ko", "ks", "ku", "kw", "ky", "la", "lb", "lg", "ln", "lo", "lt", "lv", "mg",
    "mi", "mk", "ml", "mn", "mr", "ms", "mt", "my", "nb", "nds", "ne", "nl", "nn", "no", "ny",
    "oc", "om", "or", "pa", "pl", "ps", "pt", "qu", "rm", "ro", "ru", "rw", "sa", "sc", "sd", "se",
    "si", "sk", "sl", "sm", "sn", "so", "sq", "sr", "ss", "st", "su", "sv", "sw", "ta", "te", "tg",
    "th", "ti", "tk", "tl", "tn", "to", "tr", "tt", "ug", "uk", "ur", "uz", "vi", "wo", "xh", "yi",
    "yo", "yue", "zh", "zu",
];

/// The tag of the language that a path names, as it is written there: `de`, `pt-BR`, `zh_Hant`.
pub fn of_path(path: &str) -> Option<&str> {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let is_script = [".js", ".mjs", ".cjs"].iter().any(|ending| name.ends_with(ending));
    let stem = name.split('.').next().unwrap_or_default();
    first_tag(name)
        // `lib.es.js` is no Spanish.
        .or_else(|| if is_script { None } else { last_tag(name) })
        .or_else(|| folders.rsplit('/').find_map(whole_tag))
        .filter(|_| !stem.is_empty())
}

/// A tag as tags are compared: in lower case, its parts joined by hyphens. `zh_Hant` and `zh-hant` are one language.
pub fn normal(tag: &str) -> String {
    tag.replace('_', "-").to_ascii_lowercase()
}

/// The lengths of the tags that a text begins with, the longest first: a language, then scripts and regions in any case, as catalogs
/// have them (`nl_be`, `sr-Latn`). What follows a tag is no letter or digit.
pub(crate) fn tag_lengths(text: &str) -> Vec<usize> {
    let word = |text: &str| text.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let mut length = word(text);
    if !text.get(..length).is_some_and(|tag| LANGUAGES.contains(&tag)) {
        return Vec::new();
    }
    let mut lengths = vec![length];
    while let Some(rest) = text[length..].strip_prefix(['-', '_']) {
        let part = &rest[..word(rest)];
        if !is_script(part) && !is_region(part) {
            break;
        }
        length += 1 + part.len();
        lengths.insert(0, length);
    }
    lengths
}

/// Whether a part of a tag is a script (ISO 15924), in any case.
fn is_script(part: &str) -> bool {
    SCRIPTS.iter().any(|script| script.eq_ignore_ascii_case(part))
}

/// Whether a part of a tag is a region (ISO 3166-1 or UN M.49), in any case.
fn is_region(part: &str) -> bool {
    let is_all = |is: fn(&u8) -> bool| part.bytes().all(|byte| is(&byte));
    part.len() == 2 && is_all(u8::is_ascii_alphabetic)
        || part.len() == 3 && is_all(u8::is_ascii_digit)
}

/// The scripts that tags of languages name.
const SCRIPTS: [&str; 6] = ["Hans", "Hant", "Latn", "Cyrl", "Arab", "Beng"];

/// Whether a language is among those asked for. A tag stands for all its regions: `pt` for `pt-BR`, and not the other way
/// round.
pub fn is_among(language: &str, wanted: &[String]) -> bool {
    let same = |wanted: &String| {
        let (language, wanted) = (normal(language), normal(wanted));
        language == wanted
            || language.strip_prefix(&wanted).is_some_and(|rest| rest.starts_with('-'))
    };
    wanted.iter().any(same)
}

/// A tag that is all of a text.
fn whole_tag(text: &str) -> Option<&str> {
    (tag_length(text) == Some(text.len())).then_some(text)
}

/// A tag at the start of a name, behind which its hash or its ending follows: `de-6026c4.json`, `pt-BR.tUl_z11J.chunk.js`.
fn first_tag(name: &str) -> Option<&str> {
    let length = tag_length(name)?;
    let rest = name[length..].trim_start_matches(['-', '.', '_']);
    let next = rest.split(['-', '.', '_']).next().unwrap_or_default();
    let is_hash = next.bytes().any(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    let is_gettext = name[length..].trim_start_matches(['-', '_']).starts_with("LC_MESSAGES");
    let ends = name[length..].starts_with('.') || name.len() == length || is_gettext;
    (ends || is_hash && next.len() > 3).then_some(&name[..length])
}

/// A tag at the end of a name, in front of its ending: `messages_de.properties`, `app.pt-BR.json`.
fn last_tag(name: &str) -> Option<&str> {
    let (stem, _) = name.split_once(".json").or_else(|| name.rsplit_once('.'))?;
    let starts = stem.match_indices(['.', '_']).map(|(at, _)| at + 1);
    starts.map(|at| &stem[at..]).find_map(whole_tag)
}

/// The length of the tag that a text begins with: a language, then perhaps a script or a region.
fn tag_length(text: &str) -> Option<usize> {
    let is_end = |byte: &u8| !byte.is_ascii_alphanumeric();
    let word = |text: &str| text.bytes().position(|byte| is_end(&byte)).unwrap_or(text.len());
    let length = word(text);
    text.get(..length).filter(|tag| LANGUAGES.contains(tag))?;
    let rest = &text[length..];
    if !rest.starts_with(['-', '_']) {
        return Some(length);
    }
    let part = &rest[1..1 + word(&rest[1..])];
    // `LC_MESSAGES` is the folder of gettext.
    if rest[1..].starts_with("LC_MESSAGES") {
        return Some(length);
    }
    let is_region = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_uppercase())
        || part.len() == 3 && part.bytes().all(|byte| byte.is_ascii_digit())
        || SCRIPTS.contains(&part);
    Some(if is_region { length + 1 + part.len() } else { length })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expect: Option<&str>) {
        assert_eq!(of_path(path), expect, "{path}");
    }

    #[test]
    fn paths_tell_languages() {
        check("dist/es-LC_MESSAGES-po.js", Some("es"));
        check("static/translations/zh-Hant-b7032f8fc8b0e3abe6695931258c3d71.json", Some("zh-Hant"));
        check("static/translations/id-6026c40706a30985ec3ac87388d03ceb.json", Some("id"));
        check("static/js/pt-BR.tUl_z11J.chunk.js", Some("pt-BR"));
        check("static/js/uk.Cs0-y_BW.chunk.js", Some("uk"));
        check("assets/uz-UZ-w8g2KFtN.js", Some("uz-UZ"));
        check("locale/hu/LC_MESSAGES/app.po", Some("hu"));
        check("i18n/messages_de.properties", Some("de"));
        check("i18n/app.pt-BR.json", Some("pt-BR"));
        check("de", Some("de"));
    }

    #[test]
    fn other_paths_tell_none() {
        check("js/is-plain-object.js", None);
        check("js/to-string.js", None);
        check("js/lib.es.js", None);
        check("js/ts-BGybabcd.js", None);
        check("assets/index.js", None);
        check("id_card/app.js", None);
        check("", None);
        check("日本語/é.json", None);
    }

    #[test]
    fn a_tag_may_end_at_each_of_its_parts() {
        let check = |text: &str, expect: &[&str]| {
            let found: Vec<&str> = tag_lengths(text).into_iter().map(|at| &text[..at]).collect();
            assert_eq!(found, expect, "{text}");
        };
        check("de", &["de"]);
        check("pt_BR.po", &["pt_BR", "pt"]);
        check("zh-Hant-0a1b2c3d4e.json", &["zh-Hant", "zh"]);
        check("es-LC_MESSAGES-x", &["es-LC", "es"]);
        check("id-card-0a1b2c3d", &["id"]);
        check("sr-latn-rs", &["sr-latn-rs", "sr-latn", "sr"]);
        check("den", &[]);
        check("é", &[]);
        check("", &[]);
    }

    #[test]
    fn tags_stand_for_their_regions() {
        let check = |language: &str, wanted: &str, expect: bool| {
            assert_eq!(is_among(language, &[wanted.to_owned()]), expect, "{language} {wanted}");
        };
        check("pt-BR", "pt", true);
        check("pt", "pt-BR", false);
        check("zh_Hant", "zh-hant", true);
        check("de", "den", false);
    }
}
