//! Faults in the middle of a run: kills at random points, a full disk, inputs that change or disappear while they are
//! read, many broken tenants, one that takes all memory. Whatever comes, a package that is there is one that an
//! undisturbed run would have made, and the next run makes the rest.
//!
//! `FAULTS=20` repeats what is random 20 times as often.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::Pid;

use crate::fatal::large;
use crate::project::{ACME, LOGO, Project};

/// The colors that tenants change between.
const COLORS: [&str; 2] = ["#0a66c2", "#c2410a"];

/// Numbers that look random, and are the same in each run.
struct Random(u64);

impl Random {
    /// A number from 0 to 1.
    fn next(&mut self) -> f64 {
        // The generator of Knuth's MMIX; its upper bits are the better ones.
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f64 / (1 << 24) as f64
    }
}

/// How often something random is repeated: this often, times `FAULTS`.
fn rounds(usual: usize) -> usize {
    let factor = std::env::var("FAULTS").map_or(1, |text| text.parse().expect("a number"));
    usual * factor
}

/// Writes the theme of a tenant, with its logo.
fn tenant(project: &Project, id: &str, color: &str) {
    let toml = ACME.replace("\"acme\"", &format!("{id:?}")).replace("#0a66c2", color);
    let folder = project.path(&format!("themes/{id}"));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("theme.toml"), toml).unwrap();
    fs::write(folder.join("logo.svg"), LOGO).unwrap();
}

/// Writes the themes of four tenants.
fn tenants(project: &Project, color: &str) {
    (0..4).for_each(|number| tenant(project, &format!("acme-{number}"), color));
}

/// Package → its bytes, with those of its manifest. A folder is one of all its files.
type Packages = BTreeMap<String, Vec<u8>>;

/// The packages in a folder that have a manifest: one without is not finished.
fn packages(project: &Project, folder: &str) -> Packages {
    // What has a name with a dot is not finished.
    let is_final = |path: &String| !path.split('/').any(|part| part.starts_with('.'));
    let files: Vec<String> = project.files(folder).into_iter().filter(is_final).collect();
    let stems = files.iter().filter_map(|path| {
        let stem = path.strip_suffix(".json").filter(|stem| stem.contains('/'))?;
        Some(stem.strip_suffix(".unpacked").unwrap_or(stem))
    });
    let package = |stem: &str| {
        let of = |path: &&String| {
            path.strip_prefix(stem).is_some_and(|rest| rest.starts_with(['.', '/']))
        };
        let bytes =
            |path: &String| [path.as_bytes(), &project.read(&format!("{folder}/{path}"))].concat();
        files.iter().filter(of).flat_map(bytes).collect()
    };
    stems.map(|stem| (stem.to_owned(), package(stem))).collect()
}

/// What a run makes that nothing disturbs.
fn undisturbed(project: &Project, arguments: &str) -> Packages {
    project.run(&format!("{arguments} --no-cache --out undisturbed")).status(0);
    let made = packages(project, "undisturbed");
    fs::remove_dir_all(project.path("undisturbed")).unwrap();
    made
}

/// Every package in `dist` is one of those that undisturbed runs made.
#[track_caller]
fn assert_known(project: &Project, undisturbed: &[Packages], when: &str) {
    for (stem, bytes) in packages(project, "dist") {
        let is_known = undisturbed.iter().any(|made| made.get(&stem) == Some(&bytes));
        assert!(is_known, "`{stem}` is not what an undisturbed run makes ({when})");
    }
}

/// Nothing that was written aside is left.
#[track_caller]
fn assert_tidy(project: &Project) {
    let is_aside = |path: &String| path.contains(".part") || path.contains(".old");
    let aside: Vec<String> = project.files("dist").into_iter().filter(is_aside).collect();
    assert_eq!(aside, [""; 0]);
}

/// Starts a run in a group of processes of its own.
fn start(project: &Project, arguments: &str) -> Child {
    let mut command = project.command("rebadge");
    command.args(arguments.split(' ')).stdout(Stdio::null()).stderr(Stdio::null());
    command.process_group(0).spawn().unwrap()
}

/// How long a run takes.
fn time(project: &Project, arguments: &str) -> Duration {
    let begin = Instant::now();
    project.run(arguments).status(0);
    begin.elapsed()
}

/// Waits until no process writes into `dist`: a worker ends a moment after the process that started it.
fn wait_until_free(project: &Project) {
    let Ok(lock) = fs::File::open(project.path("dist/.rebadge-lock")) else { return };
    let begin = Instant::now();
    while lock.try_lock().is_err() {
        assert!(begin.elapsed() < Duration::from_secs(30), "the worker outlives its run");
        thread::sleep(Duration::from_millis(2));
    }
}

/// Kills builds at random points, with their worker or without, while the tenants change their color.
fn killed(form: &str) {
    let project = Project::new();
    let known = COLORS.map(|color| {
        tenants(&project, color);
        undisturbed(&project, form)
    });
    let whole = time(&project, form);
    let mut random = Random(7);
    for turn in 0..rounds(8) {
        tenants(&project, COLORS[turn % 2]);
        let mut child = start(&project, &format!("{form} --wait"));
        thread::sleep(whole.mul_f64(random.next() * 1.2));
        let id = Pid::from_raw(child.id().try_into().unwrap());
        let is_alone = random.next() < 0.5;
        // One that has ended already cannot be killed.
        let _ = if is_alone { kill(id, Signal::SIGKILL) } else { killpg(id, Signal::SIGKILL) };
        child.wait().unwrap();
        wait_until_free(&project);
        assert_known(&project, &known, &format!("after kill {turn}"));
    }
    tenants(&project, COLORS[0]);
    project.run(&format!("{form} --wait")).status(0);
    assert!(packages(&project, "dist") == known[0], "not the bytes of an undisturbed run");
    assert_tidy(&project);
}

#[test]
fn builds_of_zips_are_killed() {
    killed("build");
}

#[test]
fn builds_of_folders_are_killed() {
    killed("build --unpacked");
}

/// A file system of 2 MB in a folder of the project, until it is dropped.
struct SmallDisk(std::path::PathBuf);

impl SmallDisk {
    /// None where this user may not mount.
    fn mount(project: &Project, folder: &str) -> Option<SmallDisk> {
        let path = project.path(folder);
        fs::create_dir_all(&path).unwrap();
        let mut command = Command::new("mount");
        command.args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"]).arg(&path);
        let is_mounted =
            command.stderr(Stdio::null()).status().is_ok_and(|status| status.success());
        is_mounted.then_some(SmallDisk(path))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

/// A disk becomes full while packages are written to it: those that fit are whole, the others are said to have failed, and
/// with room again the next run makes them. Where no disk can be mounted, a limit on the size of files stands for it.
#[test]
fn a_disk_that_becomes_full() {
    let project = Project::new();
    // Noise, which compression makes no smaller: two packages fit, four do not.
    let mut random = Random(1);
    let noise: Vec<u8> = (0..500_000).map(|_| (random.next() * 256.0) as u8).collect();
    let project = project.base("site/noise.bin", &noise);
    tenants(&project, COLORS[0]);
    let known = undisturbed(&project, "build");
    let disk = SmallDisk::mount(&project, "dist");
    let script = match &disk {
        Some(_) => "exec rebadge build",
        None => "trap '' XFSZ; ulimit -f 300; exec rebadge build",
    };
    let (code, stderr) = shell(&project, script);
    assert_eq!(code, Some(3), "{stderr}");
    assert!(stderr.contains("cannot write") && stderr.contains("failed: acme-"), "{stderr}");
    let made = packages(&project, "dist");
    assert!(made.len() < 4, "{:?}", made.keys());
    assert_known(&project, std::slice::from_ref(&known), "on a full disk");
    assert_tidy(&project);
    drop(disk);
    project.run("build").status(0);
    assert!(packages(&project, "dist") == known, "not the bytes of an undisturbed run");
}

/// The files that all packages have in common find no room: what is said is ours alone.
#[test]
fn a_disk_without_room_for_what_packages_share() {
    let mut random = Random(1);
    let noise: Vec<u8> = (0..900_000).map(|_| (random.next() * 256.0) as u8).collect();
    let project = Project::new().base("site/noise.bin", &noise);
    tenants(&project, COLORS[0]);
    let script = "trap '' XFSZ; ulimit -f 300; exec rebadge build --no-cache --only acme-1";
    let (code, stderr) = shell(&project, script);
    assert_eq!(code, Some(3), "{stderr}");
    assert!(stderr.starts_with("error: acme-1: cannot write `"), "{stderr}");
    assert!(!stderr.contains("ZipWriter"), "{stderr}");
}

/// The exit code of a script, and what it prints on stderr.
fn shell(project: &Project, script: &str) -> (Option<i32>, String) {
    let output = project.command("sh").args(["-c", script]).output().unwrap();
    (output.status.code(), project.plain(&output.stderr))
}

/// Does something again and again in another thread while `work` is done.
fn meanwhile(mut something: impl FnMut() + Send, work: impl FnOnce()) {
    /// Ends the other thread, also when an assertion fails.
    struct Done<'a>(&'a AtomicBool);
    impl Drop for Done<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }
    let is_done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !is_done.load(Ordering::Relaxed) {
                something();
            }
        });
        let _done = Done(&is_done);
        work();
    });
}

/// Two contents of a file.
struct Changing<'a> {
    path: &'a str,
    contents: [&'a [u8]; 2],
}

/// Builds while files change, in place and by renaming: each package is that of one state of the files, or there is none.
fn changed_meanwhile(project: &Project, files: &[Changing<'_>]) {
    let write = |state: usize| {
        for (number, file) in files.iter().enumerate() {
            fs::write(project.path(file.path), file.contents[state >> number & 1]).unwrap();
        }
    };
    let states = 1 << files.len();
    let known: Vec<Packages> = (0..states)
        .map(|state| {
            write(state);
            undisturbed(project, "build")
        })
        .collect();
    let mut random = Random(3);
    let change = || {
        let pick = |random: &mut Random, count: usize| (random.next() * count as f64) as usize;
        let file = &files[pick(&mut random, files.len())];
        let (path, content) = (project.path(file.path), file.contents[pick(&mut random, 2)]);
        // A small file is written at once; half of a large one would be a state of its own.
        if content.len() < 1000 && random.next() < 0.5 {
            fs::write(path, content).unwrap();
        } else {
            fs::write(project.path("aside"), content).unwrap();
            fs::rename(project.path("aside"), path).unwrap();
        }
        thread::sleep(Duration::from_micros((random.next() * 9000.0) as u64));
    };
    meanwhile(change, || {
        for turn in 0..rounds(8) {
            let run = project.run("build");
            assert!(matches!(run.code, Some(0..=3)) && !run.stderr.contains("panicked"), "{run}");
            assert_known(project, &known, &format!("turn {turn}"));
        }
    });
    write(0);
    project.run("build").status(0);
    assert!(packages(project, "dist") == known[0], "not the bytes of an undisturbed run");
    assert_tidy(project);
}

#[test]
fn a_theme_that_changes_while_it_is_read() {
    let toml = ACME.replace(COLORS[0], COLORS[1]);
    let logo = LOGO.replace("M8 56", "M9 55");
    let theme =
        Changing { path: "themes/acme/theme.toml", contents: [ACME.as_bytes(), toml.as_bytes()] };
    let logo =
        Changing { path: "themes/acme/logo.svg", contents: [LOGO.as_bytes(), logo.as_bytes()] };
    changed_meanwhile(&Project::acme(), &[theme, logo]);
}

#[test]
fn a_base_that_changes_while_it_is_read() {
    let mut random = Random(5);
    let mut noise = || (0..300_000).map(|_| (random.next() * 256.0) as u8).collect::<Vec<_>>();
    let contents = [noise(), noise()];
    let project = Project::acme().base("site/noise.bin", &contents[0]);
    let file =
        Changing { path: "base-client/site/noise.bin", contents: [&contents[0], &contents[1]] };
    changed_meanwhile(&project, &[file]);
}

#[test]
fn a_base_that_disappears() {
    let project = Project::new();
    let known = COLORS.map(|color| {
        tenants(&project, color);
        undisturbed(&project, "build")
    });
    let whole = time(&project, "build");
    let mut random = Random(11);
    for turn in 0..rounds(6) {
        tenants(&project, COLORS[turn % 2]);
        let mut child = start(&project, "build --no-cache");
        thread::sleep(whole.mul_f64(random.next()));
        fs::rename(project.path("base-client"), project.path("elsewhere")).unwrap();
        let code = child.wait().unwrap().code();
        assert!(matches!(code, Some(0..=3)), "{code:?}");
        assert_known(&project, &known, &format!("turn {turn}"));
        assert_tidy(&project);
        fs::rename(project.path("elsewhere"), project.path("base-client")).unwrap();
    }
    tenants(&project, COLORS[0]);
    project.run("build").status(0);
    assert!(packages(&project, "dist") == known[0], "not the bytes of an undisturbed run");
}

/// One tenant in twenty is broken, in five ways, two of which end the process.
#[test]
fn many_broken_tenants() {
    let count = rounds(60);
    let project = Project::new();
    let mut broken = BTreeSet::new();
    for number in 0..count {
        let id = format!("t{number}");
        tenant(&project, &id, COLORS[0]);
        if number % 20 == 7 {
            let way = number / 20 % 5;
            spoil(&project, &id, way);
            // Where its id cannot be read, it has the name of its folder.
            broken.insert(if way == 0 { format!("themes/{id}") } else { id });
        }
    }
    let run = project.run("build --format json").status(1);
    let end = &run.objects("build-finished")[0];
    assert_eq!(end["failed"], serde_json::json!(broken));
    assert_eq!(packages(&project, "dist").len(), count - broken.len());
    // A tenant alone has the bytes that it has among the others.
    let alone = undisturbed(&project, "build themes/t1");
    let all = packages(&project, "dist");
    assert!(alone.iter().all(|(stem, bytes)| all.get(stem) == Some(bytes)), "{:?}", alone.keys());
}

/// Spoils a tenant in one of five ways.
fn spoil(project: &Project, id: &str, way: usize) {
    let (toml, logo) = (format!("themes/{id}/theme.toml"), format!("themes/{id}/logo.svg"));
    let svg = |inner: &str| LOGO.replace("</svg>", &format!("{inner}</svg>"));
    let write = |path: &str, text: &str| fs::write(project.path(path), text).unwrap();
    match way {
        0 => write(&toml, "[tenant"),
        1 => fs::remove_file(project.path(&logo)).unwrap(),
        2 => write(&logo, &svg("<!-- rebadge-test-abort -->")),
        3 => write(&logo, "<svg"),
        _ => write(&logo, &svg("<script>alert(1)</script>")),
    }
}

/// The system gives no more memory: the tenant that asks for it fails by name.
#[test]
fn a_system_without_memory() {
    let project = Project::new();
    for id in ["a", "b", "c"] {
        tenant(&project, id, COLORS[0]);
    }
    let toml = String::from_utf8(project.read("themes/b/theme.toml")).unwrap();
    let project = project.theme("b", &toml.replace("logo.svg", "logo.png"));
    fs::remove_file(project.path("themes/b/logo.svg")).unwrap();
    fs::write(project.path("themes/b/logo.png"), large()).unwrap();
    let script = "ulimit -v 400000; REBADGE_MEMORY_LIMIT=0 exec rebadge build --jobs 1";
    let (code, stderr) = shell(&project, script);
    // Where it gives more, another try may succeed.
    assert_eq!(code, Some(3), "{stderr}");
    assert!(stderr.contains("failed: b"), "{stderr}");
    let says = "reading this file needs more memory than the system gives: 390 MiB (`ulimit`)";
    assert!(stderr.contains(says) && stderr.contains("themes/b/theme.toml:6:9"), "{stderr}");
    assert_eq!(packages(&project, "dist").len(), 2);
}

/// Kills the process that reads and draws, at most so often. Returns the exit code of the run, and what it prints on stderr.
fn killed_worker(project: &Project, arguments: &str, most: usize) -> (Option<i32>, String) {
    let mut command = project.command("rebadge");
    command.args(arguments.split(' ')).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let children = format!("/proc/{0}/task/{0}/children", child.id());
    let mut killed = BTreeSet::new();
    while child.try_wait().unwrap().is_none() {
        let workers = fs::read_to_string(&children).unwrap_or_default();
        let workers = workers.split_whitespace().filter_map(|id| id.parse::<i32>().ok());
        for worker in workers {
            if killed.len() < most && killed.insert(worker) {
                // One that has ended already cannot be killed.
                let _ = kill(Pid::from_raw(worker), Signal::SIGKILL);
            }
        }
        thread::sleep(Duration::from_millis(1));
    }
    let output = child.wait_with_output().unwrap();
    (output.status.code(), project.plain(&output.stderr))
}

/// A system that runs out of memory kills: no file is blamed for it, and what it was is said.
#[test]
fn the_process_that_draws_is_killed_again_and_again() {
    let project = Project::new();
    tenants(&project, COLORS[0]);
    project.run("build").status(0);
    let known = packages(&project, "dist");
    let (code, stderr) = killed_worker(&project, "build", 1);
    assert_eq!((code, stderr.as_str()), (Some(0), "built 4 themes; 4 unchanged\n"));
    // As often as the run tries; then it is reported undisturbed.
    let (code, stderr) = killed_worker(&project, "build", 5);
    assert_eq!(code, Some(3), "{stderr}");
    assert!(stderr.contains("built 0 of 4 themes; 4 skipped; cut off by SIGKILL"), "{stderr}");
    let says = "error: the process that reads and draws was killed again and again (SIGKILL)";
    assert!(stderr.contains(says) && stderr.contains("runs out of memory"), "{stderr}");
    let report: serde_json::Value =
        serde_json::from_slice(&project.read("dist/report.json")).unwrap();
    assert_eq!((&report["success"], &report["exit_status"]), (&false.into(), &3.into()));
    let (code, stderr) = killed_worker(&project, "build", usize::MAX);
    assert!(code == Some(3) && !stderr.contains("asset-fatal"), "{stderr}");
    project.run("build --failed").status(0).says("built 4 themes");
    assert!(packages(&project, "dist") == known);
}
