//! The usual icon generators and Rebadge, side by side: the same drawing, the same list of files.
//!
//! `benches/peers/setup && cargo bench --bench icons` for all; `cargo bench --bench icons -- tauri favicons` for some.
//! In each of five rounds every generator runs once, and right after it Rebadge makes the same list, in a process of its
//! own too. What is shown is the median. A file too many, one that is missing, and one of another size than
//! `benches/peers/lists/` says, on either side, end the run. Texts are checked, but only pictures are counted.
//!
//! Where a generator reduces colors or writes JPEG, ours are made with `--reduce-colors=60`; the line says so. So that no blank
//! picture wins, the pictures of both sides are compared, pixel by pixel: a mean difference of more than 16 steps in any
//! of them ends the run.
//!
//! The floor is what drawing and encoding those pictures takes, without all else. `ROUNDS=1` is quicker; `SMALLEST=1`
//! makes ours as `--optimize` does.

mod compare;
mod list;
mod measure;
mod ours;
mod peer;
mod picture;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use rebadge::render::Effort;

use crate::list::{Amount, Row};
use crate::measure::Cost;
use crate::peer::{PEERS, Peer};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut out = std::io::stdout();
    let said = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["measure", ..] => Ok(format!("{}\n", measure::measure(&arguments[1..]))),
        ["make", list, folder] => {
            ours::make(&list::read(Path::new(list)), &benches(), Path::new(folder), effort(list));
            Ok(String::new())
        }
        ["floor", list] => {
            let rows = list::read(Path::new(list));
            Ok(format!("{}\n", ours::floor(&rows, &benches(), effort(list))))
        }
        ref names => compare(names),
    };
    match said {
        Ok(text) => {
            write!(out, "{text}").expect("stdout");
            ExitCode::SUCCESS
        }
        Err(why) => {
            writeln!(std::io::stderr(), "{why}").expect("stderr");
            ExitCode::FAILURE
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn benches() -> PathBuf {
    root().join("benches/peers")
}

/// How ours are made for a list.
fn effort(list: &str) -> Effort {
    let name = Path::new(list).file_stem().and_then(|name| name.to_str());
    let peer = PEERS.iter().find(|peer| Some(peer.name) == name);
    let own = peer.map_or(Effort::Default, |peer| peer.effort);
    match (std::env::var_os("SMALLEST").is_some(), own) {
        (false, own) => own,
        (true, Effort::Reduced(quality)) => Effort::SmallestReduced(quality),
        (true, _) => Effort::Smallest,
    }
}

/// What one round showed of a list.
struct Round {
    theirs: (Cost, Amount),
    ours: (Cost, Amount),
    floor: Cost,
    /// Between the pictures of both sides that look the same, the mean difference of a channel, in steps of 255.
    apart: f64,
}

fn compare(names: &[&str]) -> Result<String, String> {
    let installed = root().join("target/test-tools/peers");
    if !installed.join("installed").exists() {
        return Err("the generators are not there: run benches/peers/setup".to_owned());
    }
    let names: Vec<&&str> = names.iter().filter(|name| !name.starts_with('-')).collect();
    let wanted = |peer: &&Peer| names.is_empty() || names.contains(&&peer.name);
    let peers: Vec<&Peer> = PEERS.iter().filter(wanted).collect();
    let rounds = std::env::var("ROUNDS").map_or(5, |rounds| rounds.parse().expect("a number"));
    let mut came: Vec<Vec<Round>> = peers.iter().map(|_| Vec::new()).collect();
    for _ in 0..rounds {
        for (peer, came) in peers.iter().zip(&mut came) {
            came.push(round(peer, &installed).map_err(|why| format!("{}: {why}", peer.name))?);
        }
    }
    let lines = peers.iter().zip(&came).map(|(peer, came)| line(peer, came));
    Ok([HEAD.to_owned()].into_iter().chain(lines).collect())
}

/// Theirs, ours, and the floor, once.
fn round(peer: &Peer, installed: &Path) -> Result<Round, String> {
    let file = benches().join(format!("lists/{}.tsv", peer.name));
    let list = list::read(&file);
    let project = peer.prepare(installed, &benches());
    let chromium = installed.join("chromium");
    let environment = [("CHROME_PATH", chromium.to_str().expect("UTF-8"))];
    let theirs = measure::run(&peer.command(installed), &project, &environment)?;
    let amount = check("theirs", list::compare(&project, &list, &peer.given(&benches())))?;
    let (own, floor) = own(installed, &file)?;
    let list =
        list.into_iter().filter(|row| row.format != list::TEXT).map(as_ours).collect::<Vec<_>>();
    let made = check("ours", list::compare(&installed.join("ours"), &list, &BTreeMap::new()))?;
    let apart = compare::apart(&project, &installed.join("ours"), &list)?;
    Ok(Round { theirs: (theirs, amount), ours: (own, made), floor, apart })
}

fn own(installed: &Path, list: &Path) -> Result<(Cost, Cost), String> {
    let folder = ours::folder(installed);
    let program = std::env::current_exe().expect("this program");
    let text = |path: &Path| path.to_str().expect("UTF-8").to_owned();
    let (program, list) = (text(&program), text(list));
    let make = [program.clone(), "make".to_owned(), list.clone(), text(&folder)];
    let floor = [program, "floor".to_owned(), list];
    Ok((measure::run(&make, installed, &[])?, measure::run(&floor, installed, &[])?))
}

/// Ours are all PNG; whether one has a palette is up to its pixels.
fn as_ours(row: Row) -> Row {
    let is_single = ["png-palette", "jpeg"].contains(&row.format.as_str());
    if is_single { Row { format: "png".to_owned(), ..row } } else { row }
}

fn check(whose: &str, came: Result<Amount, Vec<String>>) -> Result<Amount, String> {
    came.map_err(|wrong| format!("{whose}\n{}", wrong.join("\n")))
}

const HEAD: &str = "\
                                             theirs                          ours                   ours to theirs  ours to  pixels
list                     files      kB   cpu s  wall s    MB       kB   cpu s  wall s    MB     bytes   1 cpu in     floor  apart
";

fn line(peer: &Peer, came: &[Round]) -> String {
    let of = |value: &dyn Fn(&Round) -> f64| median(came.iter().map(value).collect());
    let side = |side: &dyn Fn(&Round) -> (Cost, Amount)| {
        let of = |value: &dyn Fn(Cost, Amount) -> f64| {
            of(&|round: &Round| {
                let (cost, amount) = side(round);
                value(cost, amount)
            })
        };
        format!(
            "{:>8.1} {:>7.3} {:>7.3} {:>5.0}",
            of(&|_, amount| amount.bytes as f64 / 1000.0),
            of(&|cost, _| cost.cpu),
            of(&|cost, _| cost.wall),
            of(&|cost, _| cost.memory as f64 / 1e6),
        )
    };
    format!(
        "{:<24} {:>5} {} {} {:>9.3} {:>10.1} {:>9.2} {:>6.1}  {}\n",
        peer.name,
        came.last().map_or(0, |round| round.theirs.1.files),
        side(&|round| round.theirs),
        side(&|round| round.ours),
        of(&|round| round.ours.1.bytes as f64 / round.theirs.1.bytes as f64),
        of(&|round| round.theirs.0.cpu / round.ours.0.cpu),
        of(&|round| round.ours.0.cpu / round.floor.cpu),
        of(&|round| round.apart),
        peer.note,
    )
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
