//! Test fixture: a project in a temporary folder, with themes, a base client, and `rebadge` to run on them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use snapbox::assert::DEFAULT_ACTION_ENV;
use snapbox::{Assert, IntoData};
use tempfile::TempDir;

/// The smallest theme. Its logo is [`LOGO`].
pub(crate) const ACME: &str = r##"[tenant]
id   = "acme"
name = "Acme"
[brand]
color = "#0a66c2"
logo  = "logo.svg"
"##;

/// A mark that stands out from white and from black.
pub(crate) const LOGO: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
<path class="fill-primary" d="M8 56 32 8l24 48z"/>
</svg>
"##;

/// A folder with `themes/` and `base-client/`, removed with this value.
pub(crate) struct Project {
    folder: TempDir,
    /// Beside it, the cache of its runs.
    cache: TempDir,
}

impl Project {
    /// A project with the tiny base client and no theme.
    pub(crate) fn new() -> Project {
        let project = Project::empty();
        project.copy(&tests_folder().join("bases/tiny"), "base-client")
    }

    /// A project with the tiny base client and the smallest theme.
    pub(crate) fn acme() -> Project {
        Project::new().theme("acme", ACME).asset("acme/logo.svg", LOGO)
    }

    /// A project without anything.
    pub(crate) fn empty() -> Project {
        let make = |prefix| tempfile::Builder::new().prefix(prefix).tempdir().unwrap();
        Project { folder: make("rebadge-test-"), cache: make("rebadge-cache-") }
    }

    /// Adds `themes/<name>/theme.toml`.
    pub(crate) fn theme(self, name: &str, toml: &str) -> Project {
        self.file(&format!("themes/{name}/theme.toml"), toml)
    }

    /// Adds a file below `themes/`.
    pub(crate) fn asset(self, path: &str, content: impl AsRef<[u8]>) -> Project {
        self.file(&format!("themes/{path}"), content)
    }

    /// Adds a file below `base-client/`, or replaces it.
    pub(crate) fn base(self, path: &str, content: impl AsRef<[u8]>) -> Project {
        self.file(&format!("base-client/{path}"), content)
    }

    /// Adds a file, or replaces it.
    pub(crate) fn file(self, path: &str, content: impl AsRef<[u8]>) -> Project {
        let file = self.path(path);
        fs::create_dir_all(file.parent().expect("a folder")).unwrap();
        fs::write(file, content).unwrap();
        self
    }

    /// Adds a copy of a folder, over what is there.
    pub(crate) fn copy(self, from: &Path, to: &str) -> Project {
        for entry in walkdir::WalkDir::new(from).sort_by_file_name() {
            let entry = entry.unwrap();
            if entry.file_type().is_file() {
                let target = self.path(to).join(entry.path().strip_prefix(from).unwrap());
                fs::create_dir_all(target.parent().expect("a folder")).unwrap();
                fs::copy(entry.path(), target).unwrap();
            }
        }
        self
    }

    /// A path in the project.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// The folder of the cache, which no other project uses.
    pub(crate) fn cache(&self) -> &Path {
        self.cache.path()
    }

    /// Reads a file of the project.
    pub(crate) fn read(&self, path: &str) -> Vec<u8> {
        fs::read(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The paths of all files below a folder of the project, sorted. A folder that is not there holds none.
    pub(crate) fn files(&self, folder: &str) -> Vec<String> {
        let root = self.path(folder);
        let entries = walkdir::WalkDir::new(&root).sort_by_file_name().into_iter().flatten();
        let files = entries.filter(|entry| !entry.file_type().is_dir());
        files
            .map(|entry| entry.path().strip_prefix(&root).unwrap().to_str().unwrap().to_owned())
            .collect()
    }

    /// A command in the project's folder, with nothing of the machine's environment that could change what it says.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        let binary = Path::new(env!("CARGO_BIN_EXE_rebadge"));
        let mut path = vec![binary.parent().expect("a folder").to_owned()];
        path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
        command.env_clear().env("PATH", std::env::join_paths(path).unwrap());
        command.env("REBADGE_CACHE", self.cache());
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    /// Runs `rebadge` with arguments that are apart by spaces.
    pub(crate) fn run(&self, arguments: &str) -> Run {
        self.run_with(arguments, &[])
    }

    /// Runs `rebadge` with variables of the environment.
    pub(crate) fn run_with(&self, arguments: &str, environment: &[(&str, &str)]) -> Run {
        let mut command = self.command("rebadge");
        command.args(arguments.split_whitespace()).envs(environment.iter().copied());
        let output = command.output().expect("rebadge starts");
        Run {
            code: output.status.code(),
            stdout: self.plain(&output.stdout),
            stderr: self.plain(&output.stderr),
        }
    }

    /// Text without what differs from run to run: the folder of the project, and times.
    pub(crate) fn plain(&self, bytes: &[u8]) -> String {
        let text = std::str::from_utf8(bytes).expect("what rebadge prints is UTF-8");
        let root = self.folder.path().to_str().expect("a path in UTF-8");
        let cache = self.cache.path().to_str().expect("a path in UTF-8");
        without_times(&text.replace(root, "[PROJECT]").replace(cache, "[CACHE]"))
    }
}

/// What one run of `rebadge` came to.
#[derive(Debug)]
pub(crate) struct Run {
    /// The exit code; none when a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// The exit code is this one.
    #[track_caller]
    pub(crate) fn status(self, code: i32) -> Run {
        assert_eq!(self.code, Some(code), "{self}");
        self
    }

    /// stdout is this; `[..]` stands for a part of a line, `...` for lines.
    #[track_caller]
    pub(crate) fn stdout(self, expect: impl IntoData) -> Run {
        compare(&self.stdout, expect);
        self
    }

    /// stderr is this; `[..]` stands for a part of a line, `...` for lines.
    #[track_caller]
    pub(crate) fn stderr(self, expect: impl IntoData) -> Run {
        compare(&self.stderr, expect);
        self
    }

    /// stdout holds this text.
    #[track_caller]
    pub(crate) fn prints(self, text: &str) -> Run {
        assert!(self.stdout.contains(text), "stdout does not say: {text}\n{self}");
        self
    }

    /// stderr holds this text.
    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Run {
        assert!(self.stderr.contains(text), "stderr does not say: {text}\n{self}");
        self
    }

    /// The objects on stdout with this `reason`, of a run with `--format json`.
    #[track_caller]
    pub(crate) fn objects(&self, reason: &str) -> Vec<Value> {
        let parse = |line: &str| match serde_json::from_str::<Value>(line) {
            Ok(object) => object,
            Err(error) => panic!("not JSON ({error}): {line}\n{self}"),
        };
        self.stdout.lines().map(parse).filter(|object| object["reason"] == reason).collect()
    }
}

impl std::fmt::Display for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "exit {:?}\n--- stdout\n{}\n--- stderr\n{}", self.code, self.stdout, self.stderr)
    }
}

/// Compares text with a snapshot, under the one bless switch.
#[track_caller]
pub(crate) fn compare(actual: &str, expect: impl IntoData) {
    // A back-slash in a message is a back-slash.
    let assert = Assert::new().action_env(DEFAULT_ACTION_ENV).normalize_paths(false);
    assert.eq(actual.to_owned(), expect);
}

/// The folder of the tests in the repository.
pub(crate) fn tests_folder() -> PathBuf {
    root().join("tests")
}

/// The root of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Text with each duration (`12 ms`, `1.5 s`) as `[TIME]`.
fn without_times(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|letter: char| letter.is_ascii_digit()) {
        let (before, number) = rest.split_at(start);
        plain.push_str(before);
        let end = number.find(|letter: char| !letter.is_ascii_digit() && letter != '.');
        let (digits, after) = number.split_at(end.unwrap_or(number.len()));
        let unit = ["µs", "ms", "s"].into_iter().find(|unit| {
            let tail = after.strip_prefix(' ').unwrap_or(after).strip_prefix(unit);
            tail.is_some_and(|tail| !tail.starts_with(char::is_alphanumeric))
        });
        let is_word =
            before.ends_with(|letter: char| letter.is_alphanumeric() || "-._".contains(letter));
        match unit.filter(|_| !is_word) {
            Some(unit) => {
                plain.push_str("[TIME]");
                rest = &after.strip_prefix(' ').unwrap_or(after)[unit.len()..];
            }
            None => {
                plain.push_str(digits);
                rest = after;
            }
        }
    }
    plain + rest
}

#[test]
fn times_are_taken_out() {
    let check = |input: &str, expect: &str| assert_eq!(without_times(input), expect);
    check("built 6 tenants in 1.25 s", "built 6 tenants in [TIME]");
    check("done: 120ms, 3 µs.", "done: [TIME], [TIME].");
    check("3 steps, acme-web-1.0.0.zip, 4.5:1", "3 steps, acme-web-1.0.0.zip, 4.5:1");
    check("x2 s", "x2 s");
}
