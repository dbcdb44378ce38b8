//! Prints the literals of the scripts whose paths are lines of the standard input: a line `path`, then lines `kind start end`.
//! With `--rate`: only how many bytes a second are read, in the best of five runs. For `tests/tools/literals.mjs`.

use std::io::{self, BufRead, Write};
use std::time::Instant;

use rebadge_script::{Kind, Literal, literals};

fn main() -> io::Result<()> {
    let paths = io::stdin().lock().lines().collect::<io::Result<Vec<_>>>()?;
    let scripts = paths.iter().map(std::fs::read).collect::<io::Result<Vec<_>>>()?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    if std::env::args().any(|argument| argument == "--rate") {
        let runs = (0..5).map(|_| {
            let start = Instant::now();
            let found: usize = scripts.iter().map(|script| literals(script).len()).sum();
            (start.elapsed().as_secs_f64(), found)
        });
        let (seconds, found) = runs.min_by(|a, b| a.0.total_cmp(&b.0)).expect("five runs");
        let bytes: usize = scripts.iter().map(Vec::len).sum();
        let rate = bytes as f64 / 1e6 / seconds;
        return writeln!(out, "{found} literals, {bytes} bytes, {rate:.0} MB/s");
    }
    for (path, script) in paths.iter().zip(&scripts) {
        writeln!(out, "{path}")?;
        for literal in literals(script) {
            writeln!(out, "{}", line(&literal))?;
        }
    }
    Ok(())
}

/// A literal with the bytes that its token takes: with its quotes.
fn line(Literal { kind, span, .. }: &Literal) -> String {
    match kind {
        Kind::String('`') => format!("chunk {} {}", span.start, span.end),
        Kind::String(_) => format!("string {} {}", span.start - 1, span.end + 1),
        Kind::Chunk => format!("chunk {} {}", span.start, span.end),
        Kind::Comment => format!("comment {} {}", span.start, span.end),
        Kind::Regex => format!("regex {} {}", span.start, span.end),
    }
}
