//! What the edit `name` does in a bundle: FOLDER, NAMES separated by commas, and the paths below the folder as lines of the
//! standard input. Prints counts and seconds; with a third argument, each replaced place as a line.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Write};
use std::path::Path;
use std::time::Instant;

use rebadge_foreign::names::{Compounds, File, Finder, Found, Keys, Wanted};

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = Path::new(&arguments[0]);
    let names = arguments[1].split(',').map(str::to_owned).collect();
    let finder =
        Finder::new(&Wanted { names, compounds: Compounds::Replaced, languages: Vec::new() });
    let paths = io::stdin().lock().lines().collect::<io::Result<Vec<_>>>()?;
    let files = paths
        .iter()
        .map(|path| std::fs::read(folder.join(path)))
        .collect::<io::Result<Vec<_>>>()?;
    let start = Instant::now();
    let all = || paths.iter().zip(&files).map(|(path, bytes)| File::of_path(path, bytes));
    let keys = Keys::of(all().map(|file| finder.sightings(file)));
    let found: Vec<Found> = all().map(|file| finder.find(file, &keys)).collect();
    let seconds = start.elapsed().as_secs_f64();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let bytes: usize = files.iter().map(Vec::len).sum();
    let count: usize = found.iter().map(Found::count).sum();
    let articles = found.iter().map(|found| found.splices.len()).sum::<usize>() - count;
    let touched = found.iter().filter(|found| !found.splices.is_empty()).count();
    writeln!(
        out,
        "{count} names, {articles} articles, {touched} files, {} keys, {bytes} bytes, {seconds:.2} s",
        keys.iter().count()
    )?;
    let mut kinds = BTreeMap::new();
    for (file, found) in all().zip(&found) {
        *kinds.entry(format!("{:?}", file.kind)).or_insert(0) += found.count();
        for told in &found.told {
            *kinds.entry(format!("told {:?}", told.why)).or_insert(0) += 1;
            if arguments.len() > 2 {
                let around =
                    told.span.start.saturating_sub(50)..(told.span.end + 50).min(file.bytes.len());
                let text = String::from_utf8_lossy(&file.bytes[around]).replace('\n', "⏎");
                writeln!(out, "told {:?} {} {}: {text}", told.why, file.path, told.span.start)?;
            }
        }
        if found.is_unread {
            writeln!(out, "unread: {}", file.path)?;
        }
        for splice in found.splices.iter().filter(|_| arguments.len() > 2) {
            let around = splice.start.saturating_sub(50)..(splice.end + 50).min(file.bytes.len());
            let text = String::from_utf8_lossy(&file.bytes[around]).replace('\n', "⏎");
            writeln!(out, "{} {} {:?}: {text}", file.path, splice.start, splice.form)?;
        }
    }
    writeln!(out, "{kinds:?}")
}
