//! CPU time of `check` over a thousand tenants that stand on one platform, which stands on the template of its industry.
//!
//! `cargo bench --bench fleet`. Each tenant has an id, a name, a domain, a color, a logo and some texts of its own, and
//! one entry more in its menu. All is as the command does it, with the time of all threads.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use clap::Parser;
use cpu_time::ProcessTime;
use rebadge::cli::Cli;
use rebadge::cmd;
use rebadge::error::Error;
use rebadge::report::Report;

/// How many tenants there are.
const TENANTS: usize = 1000;

const TEMPLATE: &str = r##"abstract = true
[menu.layout]
workbench = ["tasks", "approvals", "checks", "stock", "files", "announcements"]
[[menu.entries]]
id     = "checks"
label  = { en = "Checks", zh-CN = "点检" }
icon   = "clipboard"
target = "https://checks.plant.example/"
[[menu.entries]]
id     = "stock"
label  = { en = "Stock", zh-CN = "库存" }
icon   = "box"
target = "https://stock.plant.example/"
[features]
calls = false
"##;

const PLATFORM: &str = r##"extends = "../industry/plant"
extendable = "anyone"
lock = [{ keys = ["legal.privacy"], reason = "one privacy policy for all" }]
[tenant]
id     = "platform"
name   = "Example Motors"
vendor = "Example Motors"
domain = "motors.example"
[legal]
support = "https://help.motors.example/"
privacy = "https://motors.example/privacy"
[brand]
color = "#0a66c2"
logo  = "logo.svg"
[[menu.entries]]
id     = "orders"
label  = { en = "Orders", zh-CN = "订单" }
icon   = "icons/orders.svg"
target = "https://orders.motors.example/"
[menu.layout]
sidebar = ["messages", "workbench", "contacts", "orders", "calendar", "profile"]
[strings.en]
launch.tagline = "Driven together."
[strings.zh-CN]
launch.tagline = "同行。"
"##;

const ORDERS: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">
  <path d="M5 3.5h14v17l-3.5-2-3.5 2-3.5-2-3.5 2zM8.5 8h7M8.5 12h5"/>
</svg>
"##;

fn dealer(number: usize) -> String {
    // Hues all around, dark enough to be any brand's.
    let hue = number * 137 % 360;
    let lightness = 25 + number % 20;
    format!(
        r##"extends = "../platform"
[tenant]
id     = "dealer-{number:04}"
name   = "Autohaus {number:04}"
domain = "dealer-{number:04}.motors.example"
[brand]
color = "hsl({hue} 70% {lightness}%)"
logo  = "logo.svg"
[legal]
support = "https://dealer-{number:04}.motors.example/help"
[strings.en]
launch.tagline = "Your cars, your people: {number:04}."
[strings.zh-CN]
launch.tagline = "您的车，您的团队：{number:04}。"
[[menu.entries]]
id     = "shop-{number:04}"
label  = {{ en = "Showroom", zh-CN = "展厅" }}
icon   = "car"
target = "https://showroom.dealer-{number:04}.motors.example/"
[menu.layout]
workbench = {{ add = ["shop-{number:04}"] }}
"##
    )
}

fn logo(number: usize) -> String {
    let (turn, reach) = (number % 360, 18 + number % 11);
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
  <g class="fill-primary" transform="rotate({turn} 32 32)">
    <path d="M32 6 58 32 32 58 6 32z"/>
    <circle class="fill-on-surface" cx="32" cy="32" r="{reach}"/>
    <path class="fill-primary-container" d="M24 26h16v12H24z"/>
  </g>
</svg>
"##
    )
}

/// Writes the themes below a folder.
fn write(folder: &Path) -> std::io::Result<()> {
    let file = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder"))?;
        fs::write(path, text)
    };
    file("industry/plant/theme.toml", TEMPLATE)?;
    file("platform/theme.toml", PLATFORM)?;
    file("platform/logo.svg", &logo(0))?;
    file("platform/icons/orders.svg", ORDERS)?;
    for number in 1..=TENANTS {
        file(&format!("dealer-{number:04}/theme.toml"), &dealer(number))?;
        file(&format!("dealer-{number:04}/logo.svg"), &logo(number))?;
    }
    Ok(())
}

fn main() -> Result<(), Error> {
    let folder = tempfile::tempdir().expect("a folder for themes");
    write(folder.path()).expect("the themes can be written");
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("base-client");
    let mut out = std::io::stdout();
    for jobs in ["1", "2"] {
        let cli = Cli::parse_from([
            "rebadge".as_ref(),
            "--quiet".as_ref(),
            "check".as_ref(),
            "--base".as_ref(),
            base.as_os_str(),
            "--themes".as_ref(),
            folder.path().as_os_str(),
            "--jobs".as_ref(),
            jobs.as_ref(),
        ]);
        let report = Report::new(cli.output);
        let (wall, cpu) = (Instant::now(), ProcessTime::now());
        let end = cmd::run(&cli, &report)?;
        let (wall, cpu) = (wall.elapsed(), cpu.elapsed());
        writeln!(out, "{TENANTS} tenants, {jobs} job(s): {cpu:.2?} cpu, {wall:.2?} wall, {end:?}")?;
    }
    Ok(())
}
