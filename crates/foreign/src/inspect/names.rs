//! Which of the texts that a bundle says of itself are names of it.

use super::{Inspection, Said, distinct};

/// The page that a visitor sees first: the `index.html` nearest to the top, or else the first page.
pub(super) fn start_page(seen: &Inspection) -> Option<&str> {
    let is_index = |page: &&String| page.rsplit('/').next() == Some("index.html");
    let index = seen.pages.iter().filter(is_index).min_by_key(|page| page.matches('/').count());
    index.or(seen.pages.first()).map(String::as_str)
}

/// The names of a client, the longest first: those of its start page and manifests, without those that only a program has, and
/// within them the name of its package: `Oldmark` of `Oldmark Server` in `oldmark`.
pub(super) fn names(seen: &Inspection) -> Vec<String> {
    let start = start_page(seen);
    // Titles of further pages say what is on them.
    let is_of_page = |said: &&Said| {
        let file = said.place.split_once(": ").map(|(file, _)| file);
        file == start || !seen.pages.iter().any(|page| Some(page.as_str()) == file)
    };
    let said: Vec<Said> = seen.names.iter().filter(is_of_page).cloned().collect();
    let is_name =
        |name: &&str| !name.starts_with('@') && name.chars().count() > 1 && name.len() < 60;
    let mut names: Vec<String> =
        distinct(&said).into_iter().filter(is_name).map(str::to_owned).collect();
    let packages = seen.package.iter().flat_map(|said| said.value.split('/'));
    let packages: Vec<String> = packages.map(plain).filter(|name| name.len() > 2).collect();
    let within: Vec<String> =
        names.iter().filter_map(|name| first_words(name, &packages)).collect();
    for name in within {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.sort_by_key(|name| std::cmp::Reverse(name.chars().count()));
    names.truncate(6);
    names
}

/// A text without marks and differences of cases.
pub(super) fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase()
}

/// The first words of a name that are the name of a package.
fn first_words(name: &str, packages: &[String]) -> Option<String> {
    let ends = name.match_indices(' ').map(|(at, _)| at);
    let words = ends.map(|end| name[..end].trim_end_matches([':', ',', '-', '|', ' ']));
    words.into_iter().find(|words| packages.contains(&plain(words))).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(said: &[(&str, &str)], pages: &[&str], package: &str, expect: &[&str]) {
        let text = |text: &&str| (*text).to_owned();
        let say = |(value, place): &(&str, &str)| Said { value: text(value), place: text(place) };
        let seen = Inspection {
            names: said.iter().map(say).collect(),
            pages: pages.iter().map(text).collect(),
            package: Some(Said { value: text(&package), place: String::new() }),
            ..Inspection::default()
        };
        assert_eq!(names(&seen), expect);
    }

    #[test]
    fn a_name_of_several_words_has_that_of_the_package() {
        let title = [("Oldmark Server", "index.html: title")];
        check(&title, &["index.html"], "oldmark", &["Oldmark Server", "Oldmark"]);
        check(&title, &["index.html"], "@oldmark/web", &["Oldmark Server", "Oldmark"]);
        check(&title, &["index.html"], "oldmark-server", &["Oldmark Server"]);
        check(&title, &["index.html"], "old", &["Oldmark Server"]);
    }

    #[test]
    fn titles_of_further_pages_are_no_names() {
        let said = [
            ("Things have moved", "moved.html: title"),
            ("Oldmark", "index.html: title"),
            ("Old", "app.webmanifest: /short_name"),
        ];
        check(&said, &["moved.html", "index.html"], "x", &["Oldmark", "Old"]);
        check(&said[..1], &["moved.html"], "x", &["Things have moved"]);
    }
}
