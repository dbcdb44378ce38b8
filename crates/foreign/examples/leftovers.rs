//! What is left of names in a bundle: FOLDER, NAMES separated by commas, and the paths below the folder as lines of the standard
//! input. Prints the groups, visible ones first, and seconds.

use std::io::{self, BufRead, Write};
use std::path::Path;
use std::time::Instant;

use rebadge_foreign::leftovers::{Sweep, groups};

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = Path::new(&arguments[0]);
    let names: Vec<String> = arguments[1].split(',').map(str::to_owned).collect();
    let sweep = Sweep::new(&names, &[]);
    let paths = io::stdin().lock().lines().collect::<io::Result<Vec<_>>>()?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut found = Vec::new();
    let mut seconds = 0.0;
    for path in &paths {
        let bytes = std::fs::read(folder.join(path))?;
        let start = Instant::now();
        let scan = sweep.scan(path, &bytes);
        seconds += start.elapsed().as_secs_f64();
        if let Some(why) = scan.unread {
            writeln!(out, "unread: {path}: {why}")?;
        }
        found.push((path.as_str(), scan.leftovers));
    }
    for group in groups(found) {
        let first = group.files.keys().next().map_or("", String::as_str);
        writeln!(
            out,
            "{:?} {:?} {:?} {} × {} in {} files: {} | {first}",
            group.class,
            group.spelling,
            group.layer,
            group.count,
            group.text,
            group.files.len(),
            group.excerpt
        )?;
    }
    writeln!(out, "{seconds:.2} s")
}
