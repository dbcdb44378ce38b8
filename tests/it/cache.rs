//! The cache on disk: it changes no byte of what is built, and nothing that is wrong with it ends a build.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use crate::project::{ACME, LOGO, Project, Run, root};

/// Path → bytes of all packages in a folder.
fn packages(project: &Project, folder: &str) -> BTreeMap<String, Vec<u8>> {
    // The report names the folder.
    let is_package = |path: &String| !path.starts_with('.') && path != "report.json";
    let files = project.files(folder).into_iter().filter(is_package);
    let all: BTreeMap<_, _> =
        files.map(|path| (path.clone(), project.read(&format!("{folder}/{path}")))).collect();
    assert!(!all.is_empty(), "nothing in {folder}");
    all
}

#[track_caller]
fn assert_same(project: &Project, one: &str, other: &str) {
    let (one, other) = (packages(project, one), packages(project, other));
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    let differ: Vec<&String> = one.keys().filter(|path| one[*path] != other[*path]).collect();
    assert!(differ.is_empty(), "these files differ: {differ:?}");
}

/// A run that found all that it asked the cache for, and so made none of it.
#[track_caller]
fn all_found(run: &Run) {
    let [found, missing, written] = uses(run);
    assert!(found > 5 && (missing, written) == (0, 0), "{found} {missing} {written}");
}

/// How often a run found an entry, found none, and wrote one.
#[track_caller]
fn uses(run: &Run) -> [u64; 3] {
    let (_, rest) = run.stderr.split_once("the cache: ").expect("a line of the log");
    let line = rest.lines().next().expect("a line");
    let mut numbers = line.split([' ', ',']).filter_map(|word| word.parse().ok());
    let mut next = || numbers.next().expect("a number");
    [next(), next(), next()]
}

/// The files of all entries.
fn entries(cache: &Path) -> Vec<PathBuf> {
    let all = walkdir::WalkDir::new(cache.join("v1")).min_depth(2).sort_by_file_name();
    let all = all.into_iter().map(|entry| entry.unwrap().into_path());
    all.filter(|path| path.file_name().is_some_and(|name| name.len() == 62)).collect()
}

/// What was written aside and stayed there.
fn left(cache: &Path) -> usize {
    let all = walkdir::WalkDir::new(cache).into_iter().flatten();
    all.filter(|entry| entry.file_name().to_string_lossy().starts_with(".part-")).count()
}

/// Some tenants with a color each.
fn tenants(count: usize) -> Project {
    (0..count).fold(Project::new(), |project, number| {
        let theme = ACME.replace("\"acme\"", &format!("\"acme-{number}\""));
        let theme = theme.replace("#0a66c2", &format!("#{number}a66c2"));
        project
            .theme(&format!("acme-{number}"), &theme)
            .asset(&format!("acme-{number}/logo.svg"), LOGO)
    })
}

#[test]
fn cold_and_warm_are_the_same_for_every_theme() {
    let project = Project::empty();
    let (themes, base) = (root().join("themes"), root().join("base-client"));
    let (themes, base) = (themes.display(), base.display());
    let build = |more: &str| {
        project.run(&format!("build --themes {themes} --base {base} -vv {more}")).status(0)
    };
    let [found, missing, written] = uses(&build("--out cold"));
    assert_eq!((found, missing), (0, written), "every file that is made is kept");
    all_found(&build("--out warm"));
    let without = build("--out without --no-cache");
    assert!(!without.stderr.contains("the cache: "), "{without}");
    assert_same(&project, "cold", "warm");
    assert_same(&project, "cold", "without");
}

#[test]
fn icons_are_kept_too() {
    let project = Project::acme();
    let draw = |out: &str| {
        let all = format!("icons --for android,windows,linux,macos -vv --out {out}");
        project.run(&all).status(0)
    };
    let [_, missing, written] = uses(&draw("cold"));
    assert!(missing > 50 && missing == written, "{missing} {written}");
    all_found(&draw("warm"));
    assert_same(&project, "cold", "warm");
}

/// A build, then a preview of what it would change: the second finds all that the first has made.
#[test]
fn other_commands_find_what_a_build_made() {
    let project = Project::acme();
    project.run("build").status(0);
    let package = project.files("dist").into_iter().find(|path| path.ends_with(".zip")).unwrap();
    all_found(&project.run(&format!("diff dist/{package} themes/acme -vv")).status(0));
    // A book shows pictures of other sizes too.
    let book = || project.run("book themes/acme --no-screens -vv").status(0);
    let [found, missing, _] = uses(&book());
    assert!(found > 5 && missing > 0, "{found} {missing}");
    all_found(&book());
}

/// Damages each entry after a build; the next one makes the same packages, says so, and mends the cache.
#[track_caller]
fn mended(reason: &str, damage: impl Fn(&Path, &[u8])) {
    let project = Project::acme();
    project.run("build --out cold").status(0);
    let all = entries(project.cache());
    assert!(all.len() > 5);
    for path in &all {
        let bytes = fs::read(path).unwrap();
        damage(path, &bytes);
    }
    let log = [("REBADGE_LOG", "debug")];
    let run = project.run_with("build --out warm", &log).status(0).says(reason);
    assert_eq!(run.stderr.matches("is damaged, and is made again").count(), all.len(), "{run}");
    assert_eq!(uses(&run), [0, all.len() as u64, all.len() as u64]);
    assert_same(&project, "cold", "warm");
    project.run("cache verify").status(0);
    assert_eq!(entries(project.cache()), all);
}

#[test]
fn a_flipped_bit_anywhere() {
    mended("another digest", |path, bytes| {
        // Another place in each file, of the bytes behind the header.
        let at = bytes.len() - 1 - usize::from(bytes[40]) % (bytes.len() - 166);
        let mut bytes = bytes.to_vec();
        bytes[at] ^= 1;
        fs::write(path, bytes).unwrap();
    });
    mended("is damaged", |path, bytes| {
        let mut bytes = bytes.to_vec();
        let at = usize::from(bytes[20]) % 166;
        bytes[at] ^= 4;
        fs::write(path, bytes).unwrap();
    });
}

#[test]
fn a_file_that_ends_early() {
    mended("another length", |path, bytes| fs::write(path, &bytes[..bytes.len() - 1]).unwrap());
    mended("ends within its header", |path, bytes| fs::write(path, &bytes[..100]).unwrap());
    mended("ends within its header", |path, _| fs::write(path, "").unwrap());
    mended("another length", |path, bytes| fs::write(path, [bytes, b"more"].concat()).unwrap());
}

#[test]
fn an_entry_of_another_version_or_key() {
    mended("another format", |path, bytes| {
        fs::write(path, [b"rebadge-store 2", &bytes[15..]].concat()).unwrap();
    });
    mended("another key", |path, bytes| {
        let other = if bytes[16] == b'0' { b"1" } else { b"0" };
        fs::write(path, [&bytes[..16], other, &bytes[17..]].concat()).unwrap();
    });
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_opened() {
    mended("no regular file", |path, bytes| {
        let aside = path.with_extension("aside");
        fs::write(&aside, bytes).unwrap();
        fs::remove_file(path).unwrap();
        std::os::unix::fs::symlink(&aside, path).unwrap();
    });
    mended("no regular file", |path, _| {
        fs::remove_file(path).unwrap();
        // Whoever opens it waits for ever.
        assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
    });
}

#[test]
fn damaged_entries_are_found_and_removed() {
    let project = Project::acme();
    project.run("build").status(0);
    let all = entries(project.cache());
    let mut bytes = fs::read(&all[0]).unwrap();
    *bytes.last_mut().unwrap() ^= 128;
    fs::write(&all[0], bytes).unwrap();
    let run = project.run("cache verify --format json").status(1);
    assert_eq!(run.objects("cache-damaged").len(), 1);
    assert_eq!(run.objects("cache-verified")[0]["entries"], all.len() - 1);
    project.run("cache verify").status(0);
    assert_eq!(entries(project.cache()), all[1..]);
}

#[test]
fn a_folder_that_cannot_be_made() {
    let project = Project::acme().file("taken", "a file");
    project.run("build --cache taken").status(2).says("`taken` is no folder");
    for folder in ["taken/below", "/proc/rebadge"] {
        let expect = format!("cannot make the cache `{folder}`");
        project.run(&format!("build --cache {folder}")).status(2).says(&expect);
    }
    assert!(!project.path("dist/acme").exists());
    project.run("build --cache taken --no-cache").status(0);
    assert_eq!(project.read("taken"), b"a file");
}

/// No one may write into `/proc`, not even root.
#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_may_not_be_written() {
    let project = Project::acme();
    project.run("build --out cold").status(0);
    let run = project.run("build --out without --cache /proc").status(0);
    assert_eq!(run.stderr.matches("warning: the cache fails").count(), 1, "{run}");
    assert_same(&project, "cold", "without");
    let run = project.run("build --out without --cache /proc --format json").status(0);
    assert_eq!(run.objects("warning").len(), 1, "{run}");
}

/// A file that is not a folder, in the place of one of the cache's own.
#[test]
fn a_folder_within_that_is_none() {
    let project = Project::acme();
    fs::write(project.cache().join("v1"), "a file").unwrap();
    project.run("build").status(0).says("warning: the cache fails");
    assert_eq!(fs::read(project.cache().join("v1")).unwrap(), b"a file");
}

#[test]
fn a_disk_without_space() {
    let project = Project::acme();
    let script = "trap '' XFSZ; ulimit -f 1; exec rebadge build";
    let output = project.command("sh").args(["-c", script]).output().unwrap();
    assert_eq!(output.status.code(), Some(3), "the package cannot be written either");
    let stderr = project.plain(&output.stderr);
    assert_eq!(stderr.matches("warning: the cache fails").count(), 1, "{stderr}");
    assert_eq!(left(project.cache()), 0);
    project.run("cache verify").status(0);
    project.run("build").status(0);
}

#[test]
fn the_folder_of_a_user() {
    let project = Project::acme();
    let run = |home: &str| {
        let mut command = project.command("rebadge");
        command.env_remove("REBADGE_CACHE").env("HOME", project.path(home)).arg("build");
        command.output().unwrap()
    };
    assert!(run("user").status.success());
    let folder = project.path("user/.cache/rebadge");
    assert!(!entries(&folder).is_empty());
    // A variable that is set to nothing is not set.
    let mut command = project.command("rebadge");
    command.env("REBADGE_CACHE", "").env("HOME", project.path("user")).args(["cache", "dir"]);
    let printed = project.plain(&command.output().unwrap().stdout);
    assert_eq!(printed, "[PROJECT]/user/.cache/rebadge\n");
    let tag = fs::read_to_string(folder.join("CACHEDIR.TAG")).unwrap();
    assert!(tag.starts_with("Signature: 8a477f597d28d172789f06886806bc55\n"));
    #[cfg(unix)]
    {
        let mode =
            std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&folder).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o700);
    }
    fs::create_dir(project.path("other")).unwrap();
    fs::write(project.path("other/.cache"), "a file").unwrap();
    let output = run("other");
    let stderr = project.plain(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    assert_eq!(stderr.matches("warning: this run has no cache").count(), 1, "{stderr}");
}

fn start(project: &Project, arguments: &str) -> Child {
    let mut command = project.command("rebadge");
    command.args(arguments.split(' ')).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

#[test]
fn ten_processes_at_once() {
    let project = tenants(2);
    let out = |number: usize| format!("dist-{number}");
    let all: Vec<Child> = (0..10)
        .map(|number| start(&project, &format!("build --jobs 2 --out {}", out(number))))
        .collect();
    for mut child in all {
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }
    (1..10).for_each(|number| assert_same(&project, &out(0), &out(number)));
    project.run("cache verify").status(0);
    assert_eq!(left(project.cache()), 0);
    all_found(&project.run("build -vv").status(0));
}

#[test]
fn cleared_while_a_build_runs() {
    let project = tenants(6);
    project.run("build --out before --no-cache").status(0);
    let mut child = start(&project, "build --out after");
    let mut cleared = 0;
    let status = loop {
        let run = project.run("cache clear --format json").status(0);
        cleared += run.objects("cache-cleared")[0]["entries"].as_u64().unwrap();
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
    };
    assert_eq!(status.code(), Some(0));
    assert!(cleared > 0, "nothing was removed while it ran");
    assert_same(&project, "before", "after");
    project.run("cache verify").status(0);
}

#[test]
fn nothing_is_written_without_a_cache() {
    let project = Project::acme();
    for command in ["build", "icons --for web", "diff themes/acme themes/acme"] {
        project.run(&format!("{command} --no-cache")).status(0);
    }
    project.run("build --dry-run").status(0);
    project.run("check").status(0);
    assert_eq!(fs::read_dir(project.cache()).unwrap().count(), 0);
}

#[test]
fn the_limit_holds() {
    let project = tenants(6);
    let size = || {
        let run = project.run("cache stats --format json").status(0);
        run.objects("cache-stats")[0]["size"].as_u64().unwrap()
    };
    project.run("build").status(0);
    let all = size();
    let limit = all / 3;
    project.run(&format!("build --cache-size {limit}")).status(0);
    assert_eq!(size(), all, "what is there is not counted until something is written");
    project.run("build themes/acme-0 --optimize").status(0);
    assert!(size() > all);
    let environment = [("REBADGE_CACHE_SIZE", limit.to_string())];
    let environment = environment.each_ref().map(|(name, value)| (*name, value.as_str()));
    project.run_with("build themes/acme-1 --optimize", &environment).status(0);
    assert!(size() <= limit, "{} > {limit}", size());
    assert!(size() > 0);
    project.run("cache verify").status(0);
}

/// What others keep in the folder is none of its business.
#[test]
fn only_entries_are_removed() {
    let project = Project::acme();
    project.run("build").status(0);
    let own = [project.cache().join("notes.txt"), project.cache().join("v1/ab/notes.txt")];
    for path in &own {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "mine").unwrap();
    }
    project.run("cache clear").status(0);
    assert_eq!(entries(project.cache()), [""; 0].map(PathBuf::from));
    assert!(own.iter().all(|path| fs::read(path).unwrap() == b"mine"));
}
