//! What the person wants: from the command line, or asked for. All that can be refused before anything is read is
//! refused here.

use std::path::{Path, PathBuf};

use unicode_segmentation::UnicodeSegmentation;

use super::ask;
use crate::brand::{Recolor, Words};
use crate::cli;
use crate::color::Color;
use crate::diagnostic::nearest;
use crate::error::Error;
use crate::fs;
use crate::inherit::{self, Library, ThemeFile};
use crate::output_path::is_device;
use crate::report::Report;
use crate::theme::{SHORT_NAME, is_id, leading_words};

/// A theme file is not larger than this, in bytes.
const LIMIT: u64 = 4 << 20;

/// What is to be made.
pub(super) struct Wishes {
    /// What the theme says of its tenant.
    pub(super) words: Words,
    /// Whether the theme is there already, and only its logo is another.
    pub(super) is_there: bool,
    /// Whether the name was made from the id.
    pub(super) is_named_after_id: bool,
    /// The logo's file.
    pub(super) logo: PathBuf,
    /// Whether the logo may be drawn in other colors.
    pub(super) recolor: Recolor,
    /// The brand's color, where a person gave it.
    pub(super) brand_color: Option<Color>,
    /// The folder of all themes, in which a parent may lie.
    pub(super) themes: PathBuf,
    /// The folder that is to be made.
    pub(super) folder: PathBuf,
}

impl Wishes {
    /// Whether the logo's file is called an SVG, packed or not.
    pub(super) fn is_drawing(&self) -> bool {
        let ending = self.logo.extension().unwrap_or_default().to_ascii_lowercase();
        ending == "svg" || ending == "svgz"
    }
}

/// Reads the command line, asks for what is missing, and checks that it can be done.
pub(super) fn wishes(options: &cli::New, report: &Report) -> Result<Wishes, Error> {
    let asked = ask::missing(options, report)?;
    let (id, logo) = (given(asked.id, "ID")?, given(asked.logo, "--logo")?);
    if !is_id(&id) {
        return Err(Error::NoId { help: slug_help(&id), id });
    }
    if !fs::is_folder(&options.folders.themes) {
        return Err(Error::NoFolder { path: options.folders.themes.clone(), option: "--themes" });
    }
    let folder = options.folders.themes.join(&id);
    let themes = inherit::root(&options.folders.themes);
    match options.relogo {
        true if !fs::is_file(&ThemeFile::at(&folder).file) => {
            return Err(Error::NoTheme { path: folder });
        }
        true => {}
        false => is_free(&id, &folder, &themes)?,
    }
    if !fs::exists(&logo) {
        return Err(Error::NoLogo { help: near(&logo), path: logo });
    }
    let extends = match &options.extends {
        Some(parent) => Some(parent_from(&folder, parent)?),
        None => None,
    };
    let is_named_after_id = asked.name.is_none();
    let name = asked.name.unwrap_or_else(|| name_of(&id));
    let words = Words {
        short_name: short_name(&name),
        logo: logo.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        id,
        name,
        extends,
        language: None,
    };
    let recolor = if options.keep_colors { Recolor::Never } else { Recolor::WhereNeeded };
    let brand_color = options.brand_color;
    Ok(Wishes {
        words,
        is_there: options.relogo,
        is_named_after_id: is_named_after_id && !options.relogo,
        logo,
        recolor,
        brand_color,
        themes,
        folder,
    })
}

fn given<T>(value: Option<T>, option: &'static str) -> Result<T, Error> {
    value.ok_or(Error::NotGiven { option })
}

/// That neither the folder nor the id is another theme's.
fn is_free(id: &str, folder: &Path, themes: &Path) -> Result<(), Error> {
    let file = themes.join(format!("{id}.toml"));
    if let Some(path) =
        [folder, &file].into_iter().find(|path| fs::exists(path) || fs::is_link(path))
    {
        return Err(Error::Taken { path: path.to_owned() });
    }
    let library = Library::new(themes);
    // A folder without any theme is a good place for the first.
    for theme in inherit::find(&[], themes).unwrap_or_default() {
        // To read thousands of themes takes longer than to look whether they have the word at all.
        let text = fs::read(&theme.file, LIMIT).unwrap_or_default();
        if memchr::memmem::find(&text, id.as_bytes()).is_none() {
            continue;
        }
        let own = library.tenant_id(&theme);
        if own.is_some_and(|own| own.value == id) {
            return Err(Error::SameId { id: id.to_owned(), path: theme.file });
        }
    }
    Ok(())
}

/// The parent as the theme is to write it: a path from its own folder. One from the current directory is taken too.
fn parent_from(folder: &Path, parent: &Path) -> Result<String, Error> {
    let is_theme = |path: &Path| fs::is_file(&ThemeFile::at(path).file);
    if is_theme(&folder.join(parent)) || is_theme_beside(folder, parent) {
        return Ok(slashed(parent));
    }
    if is_theme(parent) && !parent.is_absolute() && !folder.is_absolute() {
        let way = inherit::relative(folder, parent);
        return Ok(way.trim_end_matches('/').to_owned());
    }
    Err(Error::NoParent { path: parent.to_owned(), from: folder.to_owned() })
}

/// Whether a path from a folder that is not there yet leads to a theme: `..` of it is the folder that it will be in.
fn is_theme_beside(folder: &Path, parent: &Path) -> bool {
    let (Ok(rest), Some(above)) = (parent.strip_prefix(".."), folder.parent()) else {
        return false;
    };
    fs::is_file(&ThemeFile::at(&above.join(rest)).file)
}

fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

/// The file that was meant: one of a like name, or else one that could be a logo.
fn near(logo: &Path) -> Option<String> {
    let folder = logo.parent().filter(|parent| !parent.as_os_str().is_empty());
    let names = fs::names(folder.unwrap_or(Path::new("."))).ok()?;
    let is_image = |name: &&String| {
        let name = name.to_ascii_lowercase();
        [".svg", ".svgz", ".png", ".jpg", ".jpeg", ".webp"].iter().any(|end| name.ends_with(end))
    };
    let images: Vec<&String> = names.iter().filter(is_image).collect();
    let like = nearest(logo.file_name()?.to_str()?, images.iter().map(|name| name.as_str()));
    let only = || (images.len() == 1).then(|| images[0].as_str());
    let name = like.or_else(only)?;
    Some(format!("did you mean `{}`?", logo.with_file_name(name).display()))
}

/// What to write instead of something that is no id.
fn slug_help(id: &str) -> String {
    match slug(id) {
        _ if is_device(id) => {
            format!("Windows reserves this name: use another one, such as `{id}-app`")
        }
        slug if is_id(&slug) && slug != id => {
            format!("did you mean `{slug}`? The name goes after `--name`")
        }
        _ => "use 1 to 63 of a-z, 0-9 and hyphens, such as `acme-2`; the name goes after `--name`"
            .into(),
    }
}

/// The id that a name suggests: letters without accents, hyphens for all else.
pub(super) fn slug(name: &str) -> String {
    let mut slug = String::new();
    for letter in name.to_lowercase().chars() {
        match plain(letter) {
            "" if !letter.is_ascii_alphanumeric() => {
                if !slug.is_empty() && !slug.ends_with('-') {
                    slug.push('-');
                }
            }
            "" => slug.push(letter),
            plain => slug.push_str(plain),
        }
    }
    slug.truncate(63);
    slug.trim_end_matches('-').to_owned()
}

/// The letters of the Latin script with accents, as those without.
fn plain(letter: char) -> &'static str {
    match letter {
        'à'..='ã' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'ä' | 'æ' => "ae",
        'ç' | 'ć' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
        'ğ' | 'ģ' => "g",
        'ì'..='ï' | 'ī' | 'į' | 'ı' => "i",
        'ķ' => "k",
        'ł' | 'ļ' | 'ľ' => "l",
        'ñ' | 'ń' | 'ň' | 'ņ' => "n",
        'ò'..='õ' | 'ø' | 'ō' | 'ő' => "o",
        'ö' | 'œ' => "oe",
        'ř' | 'ŕ' => "r",
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'ß' => "ss",
        'ť' | 'ţ' | 'ț' => "t",
        'ù'..='û' | 'ū' | 'ů' | 'ű' | 'ų' => "u",
        'ü' => "ue",
        'ý' | 'ÿ' => "y",
        'ź' | 'ž' | 'ż' => "z",
        _ => "",
    }
}

/// The name that an id suggests: `acme-inc` is Acme Inc.
pub(super) fn name_of(id: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
    };
    let words: Vec<String> = id.split('-').filter(|part| !part.is_empty()).map(word).collect();
    words.join(" ")
}

/// The language of the base client that a name is written in, where its letters say which and it is not the first one.
pub(super) fn language_of(name: &str, known: &[String]) -> Option<String> {
    let is_kana = |c: char| matches!(c, '\u{3040}'..='\u{30ff}');
    let is_hangul = |c: char| matches!(c, '\u{ac00}'..='\u{d7a3}');
    let is_han = |c: char| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}');
    let code = if name.contains(is_kana) {
        "ja"
    } else if name.contains(is_hangul) {
        "ko"
    } else if name.contains(is_han) {
        "zh"
    } else {
        return None;
    };
    let is_it = |language: &String| language.split('-').next() == Some(code);
    let first = known.iter().find(|language| is_it(language))?;
    (!known.first().is_some_and(is_it)).then(|| first.clone())
}

/// A short name, where no word of the name fits on a home screen.
fn short_name(name: &str) -> Option<String> {
    if leading_words(name, SHORT_NAME).is_some() || name.trim().is_empty() {
        return None;
    }
    let letters: String = name.trim().graphemes(true).take(SHORT_NAME).collect();
    Some(letters.trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_names_suggest_each_other() {
        let check = |name: &str, expect: &str| assert_eq!(slug(name), expect, "{name}");
        check("Acme Inc", "acme-inc");
        check("  Müller & Söhne GmbH. ", "mueller-soehne-gmbh");
        check("Škoda Łódź", "skoda-lodz");
        check("质量", "");
        check(&"long ".repeat(20), "long-".repeat(13)[..63].trim_end_matches('-'));
        assert_eq!(name_of("acme-inc"), "Acme Inc");
        assert_eq!(name_of("3m--x"), "3m X");
    }

    #[test]
    fn a_name_has_a_language() {
        let check = |name: &str, known: &[&str], expect: Option<&str>| {
            let known: Vec<String> = known.iter().map(|one| (*one).to_owned()).collect();
            assert_eq!(language_of(name, &known).as_deref(), expect, "{name}");
        };
        check("东方红拖拉机", &["en", "zh-CN"], Some("zh-CN"));
        check("Acme 质量", &["en", "zh-CN"], Some("zh-CN"));
        check("东方红拖拉机", &["zh-CN", "en"], None);
        check("東京カメラ", &["en", "zh-CN"], None);
        check("東京カメラ", &["en", "ja"], Some("ja"));
        check("한국", &["en", "ko-KR"], Some("ko-KR"));
        check("Acme", &["en", "zh-CN"], None);
    }

    #[test]
    fn a_long_name_is_cut() {
        let check =
            |name: &str, expect: Option<&str>| assert_eq!(short_name(name).as_deref(), expect);
        check("Acme Incorporated", None);
        check("Donaudampfschifffahrt", Some("Donaudampfsc"));
        check("东方红拖拉机制造有限责任公司", Some("东方红拖拉机制造有限责任"));
        check("", None);
    }
}
