//! Whether a page can run from a server that has only its files: one whose scripts are not there, or are templates of its maker's
//! server, shows nothing, and nothing can be said of what it does.

use crate::{markup, placeholders};

/// How much of a placeholder is said, in bytes.
const SAID: usize = 60;

/// Why nothing can be seen of a page, as a sentence; none where its scripts run. `is_there` knows the paths of a package.
pub fn unseen(page: &str, html: &[u8], is_there: &dyn Fn(&str) -> bool) -> Option<String> {
    let text = String::from_utf8_lossy(html);
    let parts = markup::parts(&text);
    let is_code = |part: &&markup::Part| part.kind == markup::Kind::Script;
    for script in parts.iter().filter(is_code) {
        let code = &text[script.span.clone()];
        if is_data(&text[..script.span.start]) {
            continue;
        }
        if let Some(placeholder) = expression(code) {
            return Some(format!("its server fills in `{placeholder}`"));
        }
    }
    let of_script = |part: &&markup::Part| {
        part.kind == markup::Kind::Attribute
            && text[part.element.clone()].eq_ignore_ascii_case("script")
            && text[part.name.clone()].eq_ignore_ascii_case("src")
    };
    let sources = parts.iter().filter(of_script).map(|part| &text[part.span.clone()]);
    let own: Vec<&str> = sources.filter(|source| is_own(source)).collect();
    let first = own.first()?;
    let is_loaded = |source: &&str| path(page, source).is_some_and(|path| is_there(&path));
    if own.iter().any(is_loaded) {
        return None;
    }
    Some(match expression(first) {
        Some(placeholder) => format!("its server fills in `{placeholder}`"),
        None => format!("none of its scripts is there, such as `{first}`"),
    })
}

/// Whether a script that begins behind this text is no code: a template, linked data.
fn is_data(before: &str) -> bool {
    let tag = before.rfind('<').map_or("", |at| &before[at..]).to_ascii_lowercase();
    let Some((_, kind)) = tag.split_once("type=") else { return false };
    let kind = kind.trim_start_matches(['"', '\'']);
    !["module", "text/javascript", "application/javascript", "text/babel"]
        .iter()
        .any(|code| kind.starts_with(code))
}

/// The first placeholder that is an expression or a statement of a server, and no brackets of the script itself.
fn expression(text: &str) -> Option<&str> {
    // A block within a block begins with two brackets as well.
    let is_block = |at: usize| text[..at].trim_end().ends_with([')', ';', '{', '}', '>']);
    let spans = placeholders::spans(text.as_bytes()).into_iter();
    let spans = spans.filter(|span| !text[span.start..].starts_with("{{") || !is_block(span.start));
    let mut shown = spans.filter_map(|span| text.get(span));
    shown.find(|shown| {
        let inner = shown.trim_matches(['{', '}', '%', '<', '>', '?', '=', '-']);
        shown.len() <= SAID && !inner.contains(['{', '}', ';', '\n']) && !inner.trim().is_empty()
    })
}

fn is_own(source: &str) -> bool {
    let has_scheme = source.split_once(':').is_some_and(|(scheme, _)| {
        !scheme.is_empty()
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    });
    !source.is_empty() && !source.starts_with("//") && !has_scheme
}

/// The path of a script in a package, by its address in a page.
fn path(page: &str, source: &str) -> Option<String> {
    let bare = source.split(['?', '#']).next()?;
    let mut folders: Vec<&str> = match bare.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => page.rsplit_once('/').map_or("", |(folder, _)| folder).split('/').collect(),
    };
    for part in bare.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(folders.pop()),
            part => folders.push(part),
        }
    }
    folders.retain(|folder| !folder.is_empty());
    Some(folders.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(page: &str, html: &str, expect: Option<&str>) {
        let is_there = |path: &str| ["app.js", "ui/a.js"].contains(&path);
        assert_eq!(unseen(page, html.as_bytes(), &is_there).as_deref(), expect, "{html}");
    }

    #[test]
    fn a_page_runs_if_a_script_is_there() {
        check("index.html", "<p>no script", None);
        check("index.html", "<script src=app.js></script>", None);
        check(
            "index.html",
            "<script src='/app.js?v=1'></script><script src=/gone.js></script>",
            None,
        );
        check("ui/index.html", "<script type=module src=\"./a.js\"></script>", None);
        check("ui/b/index.html", "<script src=\"../a.js\"></script>", None);
        check("index.html", "<script src=https://a.example/x.js></script>", None);
        check("index.html", "<script>a={b:{c:{}}};if(a){{b()}}</script>", None);
        check("index.html", "<title>{{ title }}</title><script src=app.js></script>", None);
        check("index.html", "<script type='text/x-template'>{{ name }}</script>", None);
    }

    #[test]
    fn a_page_of_which_nothing_runs_is_told() {
        let none = "none of its scripts is there, such as `/PLACE/assets/a.js`";
        check("index.html", "<script src=/PLACE/assets/a.js></script>", Some(none));
        let html = "<script src='{{ base }}/a.js'></script>";
        check("index.html", html, Some("its server fills in `{{ base }}`"));
        let html = "<script src=app.js></script><script>x={{ args|tojson }};</script>";
        check("index.html", html, Some("its server fills in `{{ args|tojson }}`"));
        let html = "<script><% if (x) %>a()</script>";
        check("index.html", html, Some("its server fills in `<% if (x) %>`"));
    }
}
