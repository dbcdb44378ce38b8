//! The hosts of a bundle: FOLDER, and the paths below the folder as lines of the standard input. Prints each host with what the
//! files do with it, ties, and seconds.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Write};
use std::path::Path;
use std::time::Instant;

use rebadge_foreign::hosts::{Owners, hosts};

fn main() -> io::Result<()> {
    let folder = std::env::args().nth(1).unwrap_or_default();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let (mut found, mut ties, mut seconds) = (BTreeMap::new(), BTreeMap::new(), 0.0);
    for path in io::stdin().lock().lines() {
        let path = path?;
        let bytes = std::fs::read(Path::new(&folder).join(&path))?;
        let start = Instant::now();
        let scan = hosts(&path, &bytes);
        seconds += start.elapsed().as_secs_f64();
        for used in scan.uses {
            let party = Owners::default().party(&used.host, used.contact);
            let seen = found.entry((party, used.contact, used.host)).or_insert((0, used.excerpt));
            seen.0 += used.count;
        }
        for finding in scan.findings {
            *ties.entry(format!("{:?} {}", finding.tie, finding.excerpt)).or_insert(0) += 1;
        }
    }
    for ((party, contact, host), (count, excerpt)) in found {
        writeln!(out, "{party:?} {contact:?} {host} {count}: {excerpt}")?;
    }
    for (tie, count) in ties {
        writeln!(out, "{tie} {count}")?;
    }
    writeln!(out, "{seconds:.2} s")
}
