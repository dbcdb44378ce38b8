//! A theme from every mark of simple-icons and every logo of Iconify: how many pass `check` with no hand on them, how
//! true they stay to what came in, and what each costs.
//!
//! `tests/setup && cargo bench --bench marks` for all; `-- NAME…` for some, `-- --every 10` for each tenth. Every theme goes
//! through `rebadge new` and then `rebadge check`, as a person's does, with the base client read anew each time. What
//! fails says why on stderr. `KEEP=folder` keeps the themes there; `SHEETS=folder` writes sheets of 40: each logo on light
//! and dark as it came, the theme's on light and dark, and the app icon.

mod damage;
mod sheet;
mod sources;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use clap::Parser;
use cpu_time::ThreadTime;
use rebadge::cli::Cli;
use rebadge::client::{self, Client};
use rebadge::cmd::{self, End};
use rebadge::report::Report;

use damage::Damage;
use sources::Logo;

/// What came of one.
struct Came {
    id: String,
    is_good: bool,
    /// Whether a theme is there, even if it does not pass.
    is_kept: bool,
    seconds: f64,
    damage: Option<Damage>,
}

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let wanted = Wanted::read();
    let temporary = tempfile::tempdir().expect("a folder for themes");
    let folder = std::env::var_os("KEEP").map_or(temporary.path().to_owned(), PathBuf::from);
    let base = root.join("base-client");
    let client = client::read(&base).expect("the base client").expect("no problems in it");
    for (name, logos) in sources::all(root) {
        let logos = wanted.choose(logos);
        if logos.is_empty() {
            continue;
        }
        let folder = folder.join(name);
        let came = try_all(&logos, |logo| try_one(logo, &folder, &base, &client));
        report(name, &came);
        if let Some(sheets) = std::env::var_os("SHEETS") {
            sheet::write(&Path::new(&sheets).join(name), &came);
        }
    }
}

/// Which logos are tried.
struct Wanted {
    names: Vec<String>,
    every: usize,
}

impl Wanted {
    fn read() -> Wanted {
        let mut wanted = Wanted { names: Vec::new(), every: 1 };
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--every" => {
                    let number = arguments.next().and_then(|number| number.parse().ok());
                    wanted.every = number.expect("`--every` needs a number");
                }
                option if option.starts_with('-') => {}
                _ => wanted.names.push(argument),
            }
        }
        wanted
    }

    fn choose(&self, logos: Vec<Logo>) -> Vec<Logo> {
        let is_wanted = |logo: &Logo| self.names.is_empty() || self.names.contains(&logo.id);
        logos.into_iter().filter(is_wanted).step_by(self.every.max(1)).collect()
    }
}

/// Prints what came of one set.
fn report(name: &str, came: &[Came]) {
    let mut times: Vec<f64> = came.iter().map(|came| came.seconds * 1000.0).collect();
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times.get((times.len() as f64 * share) as usize).copied().unwrap_or(0.0);
    let total: f64 = times.iter().sum();
    let named = |test: &dyn Fn(&Came) -> bool| -> String {
        let ids: Vec<&str> = came.iter().filter(|c| test(c)).map(|c| c.id.as_str()).collect();
        format!("{:>5}  {}", ids.len(), ids.join(" "))
    };
    let of = |came: &Came, test: &dyn Fn(&Damage) -> bool| came.damage.as_ref().is_some_and(test);
    let lines = [
        format!("{name}: {} logos", came.len()),
        format!("themes that pass `check`       {:>5}", came.iter().filter(|c| c.is_good).count()),
        format!("drafts that do not pass        {}", named(&|c| !c.is_good && c.is_kept)),
        format!("no theme                       {}", named(&|c| !c.is_kept)),
        format!("recolored                      {}", named(&|c| of(c, &|d| d.is_recolored))),
        format!("on a card                      {}", named(&|c| of(c, &|d| d.is_carded))),
        format!("recolored though it passes     {}", named(&|c| of(c, &|d| d.is_needless))),
        format!("a gray part is dim on dark     {}", named(&|c| of(c, &|d| d.is_dim))),
        format!("hue or chroma changed          {}", named(&|c| of(c, &|d| d.share > 0.005))),
        format!("a part vanishes from the logo  {}", named(&|c| of(c, &|d| d.is_logo_cut))),
        format!("a part vanishes from the icon  {}", named(&|c| of(c, &|d| d.is_icon_cut))),
    ];
    let shares: Vec<&Damage> = came.iter().filter_map(|c| c.damage.as_ref()).collect();
    let mean = shares.iter().map(|d| d.share).sum::<f64>() / shares.len().max(1) as f64;
    let most = shares.iter().map(|d| d.largest).fold(0.0, f64::max);
    let mut out = std::io::stdout();
    writeln!(
        out,
        "{}\npainted area with another hue or chroma: {:.3} % on average, by at most {most:.3} in OKLab\n\
         cpu: {:.1} s in all, {:.1} ms each, half below {:.1} ms, 99 % below {:.1} ms, at most {:.1} ms\n",
        lines.join("\n"),
        mean * 100.0,
        total / 1000.0,
        total / times.len().max(1) as f64,
        at(0.5),
        at(0.99),
        at(1.0 - 1e-9)
    )
    .expect("stdout");
}

/// Tries all logos on every core. On plain threads: a worker of a pool that waits for a run of its own would begin the
/// next logo meanwhile, on the same stack and on the same clock.
fn try_all(logos: &[Logo], try_one: impl Fn(&Logo) -> Came + Sync) -> Vec<Came> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut came = Vec::new();
        while let Some(logo) = logos.get(next.fetch_add(1, Ordering::Relaxed)) {
            came.push(try_one(logo));
        }
        came
    };
    let mut came: Vec<Came> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        all.into_iter().flat_map(|thread| thread.join().expect("no panic")).collect()
    });
    came.sort_by(|a, b| a.id.cmp(&b.id));
    came
}

/// `rebadge new`, then `rebadge check`; the time is that of `new`.
fn try_one(logo: &Logo, folder: &Path, base: &Path, client: &Client) -> Came {
    let themes = folder.join(&logo.id);
    fs::create_dir_all(&themes).expect("a folder");
    let file = folder.join(format!("{}.svg", logo.id));
    fs::write(&file, &logo.svg).expect("a logo");
    let text = |path: &Path| path.to_str().expect("UTF-8").to_owned();
    let (base, root) = (text(base), text(&themes));
    let (file, name) = (text(&file), &logo.name);
    let start = ThreadTime::now();
    let made = run(&[
        "new", &logo.id, "--logo", &file, "--name", name, "--themes", &root, "--base", &base,
    ]);
    let seconds = start.elapsed().as_secs_f64();
    let theme = themes.join(&logo.id);
    let check = ["check", &text(&theme), "--themes", &root, "--base", &base, "--jobs", "1"];
    let is_good = made && run(&check);
    let is_kept = theme.join("theme.toml").is_file();
    let damage = is_kept.then(|| damage::measure(&logo.svg, &theme, client)).flatten();
    Came { id: logo.id.clone(), is_good, is_kept, seconds, damage }
}

fn run(arguments: &[&str]) -> bool {
    let all = ["rebadge", "--quiet"].iter().chain(arguments);
    let cli = Cli::try_parse_from(all).expect("arguments that rebadge takes");
    let report = Report::new(cli.output);
    match cmd::run(&cli, &report) {
        Ok(end) => end == End::Clean,
        Err(error) => {
            report.error(None, &error).expect("stderr");
            false
        }
    }
}
