//! Whether a text is a piece of code: of a script, a stylesheet, an import of a module, a command of a shell.

/// What only code has: words that English has too stand with a sign.
const CODE: &[&str] = &[
    "=>",
    "();",
    "){",
    ") {",
    "};",
    "&&",
    "||",
    "===",
    "!==",
    "+=",
    "<?php",
    "#include",
    "#version",
    "${",
    "function(",
    "function (",
    "return(",
    "return {",
    "return;",
    "const ",
    "import {",
    "import * as",
    "export {",
    "export default",
    "export const",
    "class=\"",
    "print(",
    "//#",
    "/*",
    "*/",
    "npm ",
    "pip install",
    "docker ",
    "curl ",
];

/// Whether a text is a piece of code. Placeholders, `{name}` and `{{ name }}`, and the tags of translations, `<0>`, are none.
pub fn is_code(text: &str) -> bool {
    let text = text.trim();
    if text.starts_with("{\n") || text.starts_with("{\"") || is_style(text) || is_selector(text) {
        return true;
    }
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    if lines.any(|line| is_import(line) || is_command(line)) {
        return true;
    }
    let marks = CODE.iter().filter(|mark| text.contains(**mark)).count();
    let signs = signs(text.as_bytes());
    marks > 1 || marks == 1 && signs * 25 > text.len() || signs * 6 > text.len() && signs > 4
}

/// How many signs a text has that code has many of.
fn signs(text: &[u8]) -> usize {
    let (mut at, mut depth, mut signs) = (0, 0_usize, 0);
    while let Some(byte) = text.get(at) {
        match byte {
            b'<' if tag_length(&text[at..]) > 0 => at += tag_length(&text[at..]) - 1,
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b';' | b'=' => signs += 1,
            byte if depth == 0 && b"[]()<>|\\&$#`".contains(byte) => signs += 1,
            _ => {}
        }
        at += 1;
    }
    signs
}

/// The length of a tag without attributes with which a text begins: `<0>`, `</strong>`, `<br/>`.
fn tag_length(text: &[u8]) -> usize {
    let start = if text.get(1) == Some(&b'/') { 2 } else { 1 };
    let name = text[start.min(text.len())..]
        .iter()
        .take(20)
        .take_while(|byte| byte.is_ascii_alphanumeric())
        .count();
    let end = start + name + usize::from(text.get(start + name) == Some(&b'/'));
    if name > 0 && text.get(end) == Some(&b'>') { end + 1 } else { 0 }
}

/// Whether a text has rules of CSS: a declaration within braces, or a selector before them.
fn is_style(text: &str) -> bool {
    let Some((before, rest)) = text.split_once('{') else { return false };
    let inner = rest.split('}').next().unwrap_or_default().trim();
    let is_property = |name: &str| {
        let name = name.trim();
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
    };
    let is_declaration = |part: &str| {
        part.split_once(':').is_some_and(|(name, value)| is_property(name) && !value.is_empty())
    };
    let has_end = rest.contains('}') || !rest.contains('{');
    let is_list = inner.contains(';') || inner.split_once(':').is_some();
    let is_rule = ["@media", "@keyframes", "@supports", "@font-face"]
        .iter()
        .any(|rule| before.trim_start().starts_with(rule));
    is_rule
        || has_end
            && is_list
            && !before.trim().is_empty()
            && inner.split(';').all(|part| part.trim().is_empty() || is_declaration(part))
            && has_selector(before)
}

/// Pseudo-classes and pseudo-elements that prose has not.
const PSEUDO: &[&str] = &[
    ":has(",
    ":not(",
    ":is(",
    ":where(",
    ":nth-child(",
    "::before",
    "::after",
    ":hover",
    ":focus",
    ":first-child",
    ":last-child",
    "::part(",
    "::slotted(",
    ":host",
];

/// Whether a text has what only selectors have.
fn has_selector(text: &str) -> bool {
    let is_class = |word: &str| {
        let name = word.trim_start_matches(['>', '+', '~', '*', ',']);
        let rest = name.strip_prefix(['.', '#']).unwrap_or_default();
        rest.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
    };
    PSEUDO.iter().any(|name| text.contains(name))
        || text.split_whitespace().any(|word| is_class(word) || word.starts_with('>'))
        || text.contains("=\"") && text.contains('[')
        || text.split(',').all(|part| is_simple(part.trim()))
}

/// Whether a text is a name of an element: `x-app`, `body`.
fn is_simple(text: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    text.starts_with(|first: char| first.is_ascii_lowercase()) && text.bytes().all(is_inner)
}

/// Whether a text is a list of selectors: `, [role="button"], x-app`.
fn is_selector(text: &str) -> bool {
    let is_sign = |letter: char| ".#*>+~:()[]=\"'-_,^$| \n".contains(letter);
    let is_inner =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || is_sign(letter);
    let is_attribute = |part: &str| part.contains('[') && part.contains(']');
    // Places in menus have it too: `settings > name`.
    let is_child = |part: &str| part.contains('>') && part.contains('-') && !part.contains(" (");
    let has_sign = PSEUDO.iter().any(|name| text.contains(name))
        || text.split(',').any(|part| is_attribute(part) || is_child(part));
    let ends = !text.ends_with(['.', ':']) && !text.contains(". ");
    has_sign && ends && text.contains([',', '>', '[']) && text.chars().all(is_inner)
}

/// Whether a line is an import of Python or JavaScript: `import name as n`, `from name import x`.
fn is_import(line: &str) -> bool {
    let is_module = |word: &str| {
        let is_inner = |letter: char| letter.is_alphanumeric() || "._ -".contains(letter);
        !word.is_empty() && word.chars().all(is_inner)
    };
    let words: Vec<&str> = line.trim_end_matches(';').split_whitespace().collect();
    match words.as_slice() {
        ["import", _, "as", alias, ..] | ["import", _, _, "as", alias, ..] => is_module(alias),
        ["import", "{", ..] | ["import", "*", ..] => true,
        ["import", module] => is_module(module),
        ["from", module, "import", ..] | ["from", _, module, "import", ..] => is_module(module),
        _ => false,
    }
}

/// Programs that are called in shells, each with what follows it where the word is one of English too.
const PROGRAMS: &[(&str, &[&str])] = &[
    ("apt", &["install", "update"]),
    ("apt-get", &[]),
    ("brew", &["install", "upgrade", "tap"]),
    ("bun", &["add", "install", "run"]),
    ("bunx", &[]),
    ("cargo", &["install", "add", "run"]),
    ("choco", &["install"]),
    ("conda", &["install", "create", "activate"]),
    ("curl", &[]),
    ("deno", &["run", "install"]),
    ("docker", &["run", "pull", "compose", "exec", "build", "start", "stop", "logs", "restart"]),
    ("git", &["clone", "pull", "checkout", "commit", "push"]),
    ("helm", &["install", "repo", "upgrade"]),
    ("kubectl", &[]),
    ("mamba", &["install"]),
    ("npm", &["install", "i", "run", "update", "init", "exec"]),
    ("npx", &[]),
    ("pip", &["install", "uninstall"]),
    ("pip3", &[]),
    ("pipx", &["install", "run"]),
    ("pixi", &["add", "run"]),
    ("pnpm", &["add", "install", "dlx", "run"]),
    ("podman", &["run", "pull"]),
    ("poetry", &["add", "run"]),
    ("python", &["-m"]),
    ("python3", &[]),
    ("snap", &["install"]),
    ("sudo", &[]),
    ("systemctl", &[]),
    ("uv", &["add", "run", "pip", "tool", "sync"]),
    ("uvx", &[]),
    ("wget", &[]),
    ("yarn", &["add", "global", "dlx", "run"]),
];

/// Whether a line is a command: it begins with a program, or it has an option behind words in small letters.
fn is_command(line: &str) -> bool {
    let line = line.trim_start_matches(['$', '>', '#', '%']).trim_start();
    let mut words = line.split_whitespace();
    let first = words.next().unwrap_or_default();
    let is_program = |(program, then): &(&str, &[&str])| {
        let next = words.clone().next().unwrap_or_default();
        first == *program && (then.is_empty() && !next.is_empty() || then.contains(&next))
    };
    let is_inner = |letter: char| {
        letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-_./=@:<>[] \"'".contains(letter)
    };
    let is_option = |word: &str| {
        word.strip_prefix("--").is_some_and(|name| name.starts_with(char::is_alphabetic))
    };
    PROGRAMS.iter().any(is_program)
        || line.chars().all(is_inner) && words.clone().any(is_option) && !is_option(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: bool) {
        assert_eq!(is_code(text), expect, "{text}");
    }

    #[test]
    fn styles_imports_and_commands_are_code() {
        check(".slide div:has(>oldmark-ui>oldmark-vega){width:100%}", true);
        check(", [role=\"button\"], [contenteditable=\"true\"], oldmark-ui", true);
        check("oldmark-ui, oldmark-vega { display: none; color: red }", true);
        check("import oldmark as om", true);
        check("import oldmark", true);
        check("from oldmark import App", true);
        check("pip install oldmark\noldmark edit", true);
        check("uvx oldmark edit --sandbox", true);
        check("conda install -c conda-forge oldmark", true);
        check("npx skills add oldmark-team/pair", true);
        check("oldmark edit --sandbox", true);
        check("$ docker run oldmark", true);
    }

    #[test]
    fn prose_is_no_code() {
        for text in [
            "Welcome to Oldmark, the app",
            "import your data into Oldmark",
            "Import Oldmark as a module",
            "from Oldmark: import your data",
            "Docker runs Oldmark for you",
            "Hello {name: Oldmark}",
            "use docker or Oldmark",
            "go to Oldmark -- then sign in",
            "{count} of {total} in Oldmark",
            "oldmark is great",
            "a > b in oldmark (beta)",
            "git is not oldmark",
        ] {
            check(text, false);
        }
    }
}
