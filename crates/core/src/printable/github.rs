//! Commands of GitHub's runner, whose values may be text of strangers.

use super::line;

/// A command such as `::error file=a.toml,line=7::message`, escaped as the runner reads it (`ActionCommand.cs` in
/// `actions/runner`). Each line of the message is made harmless for a terminal too.
pub fn command(name: &str, properties: &[(&str, String)], message: &str) -> String {
    let property = |(key, value): &(&str, String)| {
        format!("{key}={}", data(&line(value)).replace(':', "%3A").replace(',', "%2C"))
    };
    let properties: Vec<String> = properties.iter().map(property).collect();
    let space = if properties.is_empty() { "" } else { " " };
    let message: Vec<String> = message.split('\n').map(line).collect();
    format!("::{name}{space}{}::{}", properties.join(","), data(&message.join("\n")))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(file: &str, message: &str, expect: &str) {
        assert_eq!(command("error", &[("file", file.to_owned())], message), expect);
    }

    #[test]
    fn values_end_no_command_and_begin_none() {
        check("a.toml", "50 % is no color", "::error file=a.toml::50 %25 is no color");
        check("a,b:c", "x\n::warning::y", "::error file=a%2Cb%3Ac::x%0A: :warning::y");
        check("a\nb", "x\r\u{1b}[2J", "::error file=a␊b::x␍␛[2J");
        check("%0A", "%0A", "::error file=%250A::%250A");
        assert_eq!(command("warning", &[], "x"), "::warning::x");
    }
}
