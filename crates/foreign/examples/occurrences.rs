//! Prints the literals of scripts that hold a name, as lines of JSON: what the rule says of the first occurrence, the use, the
//! text. NAME, and paths as lines of the standard input. For labels as in `tests/data/visible.json`.

use std::io::{self, BufRead, Write};

use rebadge_foreign::visible::{Text, Use};
use rebadge_foreign::words::Suffixes;
use rebadge_script::{Kind, decode, literals};

fn main() -> io::Result<()> {
    let name = std::env::args().nth(1).unwrap_or_default();
    let lower = name.to_lowercase();
    let mut out = io::BufWriter::new(io::stdout().lock());
    for path in io::stdin().lock().lines() {
        let path = path?;
        let source = std::fs::read(&path)?;
        for literal in literals(&source).iter().filter(|literal| literal.kind != Kind::Comment) {
            let text = decode(&source[literal.span.clone()]).text;
            let own = text.find(&name);
            let Some(start) = own.or_else(|| text.to_lowercase().find(&lower)) else { continue };
            let used = Use::of(&source, literal);
            let part = start..start + name.len();
            if !text.is_char_boundary(part.start) || !text.is_char_boundary(part.end) {
                continue;
            }
            let class = Text::of_literal(used, &text, Suffixes::Guessed).class(part.clone());
            let line = serde_json::json!({
                "class": class, "own": own.is_some(), "kind": format!("{:?}", literal.kind), "role": format!("{:?}", used.role),
                "name": used.name, "start": part.start, "text": text, "file": path,
            });
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}
