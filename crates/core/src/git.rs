//! Reads the files of a git revision, and runs nothing that a repository names.
//!
//! A repository's own configuration names programs: hooks, filters, monitors, transports. Only plumbing that reads objects
//! is called here (`rev-parse`, `ls-tree`, `cat-file`, `hash-object --no-filters`), which looks at neither index nor
//! attributes; what could still start a program is switched off on the command line, which wins over every file. A library
//! that reads repositories (`gix`) would bring 90 crates for these four calls.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::fs::{self, Mode, planned as absolute};

/// Options before every command.
const OPTIONS: [&str; 4] =
    ["--no-pager", "--no-optional-locks", "--no-replace-objects", "--literal-pathspecs"];

/// Settings that win over those of the repository.
const SETTINGS: [&str; 10] = [
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.attributesFile=/dev/null",
    "core.sshCommand=false",
    "core.gitProxy=",
    "core.askPass=",
    "core.pager=cat",
    "credential.helper=",
    "protocol.allow=never",
    "maintenance.auto=false",
];

/// Environment of every command: no settings of the system, nothing fetched, nobody asked.
const ENVIRONMENT: [(&str, &str); 5] = [
    ("GIT_CONFIG_NOSYSTEM", "1"),
    ("GIT_ATTR_NOSYSTEM", "1"),
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_ALLOW_PROTOCOL", ""),
    ("GIT_TERMINAL_PROMPT", "0"),
];

/// What would lead git to another repository, or to a program: hooks of git, in which a preview may be started, set some.
const INHERITED: [&str; 12] = [
    "GIT_DIR",
    "GIT_COMMON_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_CONFIG_PARAMETERS",
    "GIT_CONFIG_COUNT",
    "GIT_SSH",
    "GIT_SSH_COMMAND",
    "GIT_ASKPASS",
];

/// The most bytes of one revision's files.
const LIMIT: u64 = 512 << 20;

/// A commit of a repository.
#[derive(Debug)]
pub struct Revision {
    /// The real path of the repository's working tree.
    pub top: PathBuf,
    commit: String,
}

/// A file of a commit.
#[derive(Debug, PartialEq, Eq)]
struct Blob {
    id: String,
    size: u64,
    /// Its path from the top, with slashes.
    name: String,
    mode: Mode,
}

/// The commit that a name stands for in the repository that holds a folder.
///
/// # Errors
/// There is no repository, or no such commit.
pub fn revision(folder: &Path, name: &str) -> Result<Revision, String> {
    let top = text(folder, &["rev-parse", "--show-toplevel"]).map_err(|_| "no git repository")?;
    let top = absolute(Path::new(&top));
    let commit = format!("{name}^{{commit}}");
    let asked = ["rev-parse", "--verify", "--quiet", "--end-of-options", &commit];
    let commit = text(folder, &asked).map_err(|_| "no such git revision")?;
    Ok(Revision { top, commit })
}

impl Revision {
    /// Writes the files below some folders, which are named from the top, into an empty one. A link is written as the text
    /// that it is, and no filter is applied.
    ///
    /// # Errors
    /// Why they cannot be written, in a sentence.
    pub fn write(&self, folders: &[PathBuf], to: &Path) -> Result<(), String> {
        let blobs = self.list(folders)?;
        if blobs.iter().map(|blob| blob.size).sum::<u64>() > LIMIT {
            return Err(format!("the revision is larger than {} MiB", LIMIT >> 20));
        }
        let mut child = start(&self.top, &["cat-file", "--batch"].map(OsString::from))?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let asked: String = blobs.iter().map(|blob| format!("{}\n", blob.id)).collect();
        let written = std::thread::scope(|scope| {
            // Written beside the reading: neither side waits for the other for ever.
            scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(asked.as_bytes())));
            let mut objects = BufReader::new(stdout.ok_or("git has no output")?);
            blobs.iter().try_for_each(|blob| {
                let bytes = next(&mut objects, blob)?;
                let path = fs::inside(to, &blob.name).map_err(|stray| stray.reason().to_owned());
                path.map_err(|reason| format!("`{}` in the revision {reason}", blob.name))?;
                fs::write_within(to, &blob.name, &bytes).map_err(|error| error.to_string())
            })
        });
        // It ends by itself when its input does, but not if the reading was given up.
        let _ = child.kill();
        let _ = child.wait();
        written
    }

    /// The files below some folders, all named from the top, that the working tree has in another form than the commit, or
    /// that only one of them has. No filter is applied; a link counts as another form, and hidden files that are not in the
    /// commit count as none.
    ///
    /// # Errors
    /// Why that cannot be found out, in a sentence.
    pub fn changed(&self, folders: &[PathBuf]) -> Result<BTreeSet<PathBuf>, String> {
        let blobs = self.list(folders)?;
        let then: BTreeMap<&str, &Blob> =
            blobs.iter().map(|blob| (blob.name.as_str(), blob)).collect();
        let now = self.working(folders)?;
        let is_hidden = |name: &str| name.split('/').any(|part| part.starts_with('.'));
        let mut changed: BTreeSet<PathBuf> = BTreeSet::new();
        let mut same = Vec::new();
        for (name, found) in &now {
            match then.get(name.as_str()) {
                None if is_hidden(name) => {}
                // A name with a line break cannot be asked for.
                Some(blob) if !found.is_link && blob.mode == found.mode && !name.contains('\n') => {
                    same.push((*blob, found.path.as_path()));
                }
                _ => drop(changed.insert(name.into())),
            }
        }
        changed.extend(then.keys().filter(|name| !now.contains_key(**name)).map(PathBuf::from));
        let ids = self.ids(same.iter().map(|(_, path)| *path))?;
        let differ = same.iter().zip(&ids).filter(|((blob, _), id)| blob.id != **id);
        changed.extend(differ.map(|((blob, _), _)| PathBuf::from(&blob.name)));
        Ok(changed)
    }

    /// The files of the working tree below some folders, by their names from the top.
    fn working(&self, folders: &[PathBuf]) -> Result<BTreeMap<String, fs::Found>, String> {
        let mut all = BTreeMap::new();
        for folder in folders {
            let below =
                folder.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
            let found =
                fs::files_below(&self.top.join(folder)).map_err(|error| error.to_string())?;
            let named = |found: fs::Found| {
                if below.is_empty() {
                    (found.name.clone(), found)
                } else {
                    (format!("{below}/{}", found.name), found)
                }
            };
            all.extend(found.into_iter().map(named));
        }
        all.retain(|name, _| !name.split('/').any(|part| part == ".git"));
        Ok(all)
    }

    /// The ids that files would have as objects of the repository.
    fn ids<'a>(&self, paths: impl Iterator<Item = &'a Path>) -> Result<Vec<String>, String> {
        let mut asked = Vec::new();
        let mut count = 0;
        for path in paths {
            asked.extend_from_slice(path.as_os_str().as_encoded_bytes());
            asked.push(b'\n');
            count += 1;
        }
        let arguments = ["hash-object", "--no-filters", "--stdin-paths"].map(OsString::from);
        let mut child = start(&self.top, &arguments)?;
        let stdin = child.stdin.take();
        let output = std::thread::scope(|scope| {
            // Written beside the reading: neither side waits for the other for ever.
            scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(&asked)));
            child.wait_with_output().map_err(|error| error.to_string())
        })?;
        let text = String::from_utf8(output.stdout).unwrap_or_default();
        let ids: Vec<String> = text.lines().map(str::to_owned).collect();
        if output.status.success() && ids.len() == count {
            Ok(ids)
        } else {
            Err("git cannot read the working tree".to_owned())
        }
    }

    fn list(&self, folders: &[PathBuf]) -> Result<Vec<Blob>, String> {
        let asked = ["ls-tree", "-r", "-l", "-z", "--full-tree", &self.commit, "--"];
        let mut arguments = asked.map(OsString::from).to_vec();
        // The top itself stands for everything.
        if folders.iter().all(|folder| !folder.as_os_str().is_empty()) {
            arguments.extend(folders.iter().map(|folder| folder.clone().into_os_string()));
        }
        entries(&run(&self.top, &arguments)?)
    }
}

/// The files of a listing of `ls-tree -l -z`: `<mode> <type> <id> <size>\t<path>\0`.
fn entries(listing: &[u8]) -> Result<Vec<Blob>, String> {
    let mut blobs = Vec::new();
    for entry in listing.split(|byte| *byte == 0).filter(|entry| !entry.is_empty()) {
        let entry = std::str::from_utf8(entry).map_err(|_| "a path in git is not UTF-8")?;
        let (fields, name) = entry.split_once('\t').ok_or("git lists no path")?;
        let fields: Vec<&str> = fields.split_whitespace().collect();
        let [mode, kind, id, size] = fields.as_slice() else {
            return Err("git lists a file without its size".to_owned());
        };
        if *kind != "blob" {
            return Err(format!("`{name}` is a submodule, which cannot be compared"));
        }
        if name.split('/').any(|part| part.eq_ignore_ascii_case(".git")) {
            return Err(format!("`{name}` in the revision is a repository of its own"));
        }
        // Of an object that is not there, the size is listed as `BAD`.
        let size = size.parse().map_err(|_| missing(name))?;
        // Where the system knows no such permission, no file has it.
        let mode = if cfg!(unix) && *mode == "100755" { Mode::Executable } else { Mode::Plain };
        blobs.push(Blob { id: (*id).to_owned(), size, name: name.to_owned(), mode });
    }
    Ok(blobs)
}

/// The next object of `cat-file --batch`: `<id> blob <size>\n<bytes>\n`.
fn next(objects: &mut impl BufRead, blob: &Blob) -> Result<Vec<u8>, String> {
    let mut head = String::new();
    objects.read_line(&mut head).map_err(|error| error.to_string())?;
    if head.trim_end() != format!("{} blob {}", blob.id, blob.size) {
        return Err(missing(&blob.name));
    }
    let mut bytes = Vec::new();
    objects.take(blob.size + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    match bytes.pop() {
        Some(b'\n') => Ok(bytes),
        _ => Err(missing(&blob.name)),
    }
}

fn missing(name: &str) -> String {
    format!("`{name}` is missing from the repository")
}

/// The one line that a command prints.
fn text(folder: &Path, arguments: &[&str]) -> Result<String, String> {
    let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
    let line = String::from_utf8(run(folder, &arguments)?);
    let line = line.map_err(|_| "git does not print UTF-8".to_owned())?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn run(folder: &Path, arguments: &[OsString]) -> Result<Vec<u8>, String> {
    let mut child = start(folder, arguments)?;
    drop(child.stdin.take());
    let output = child.wait_with_output().map_err(|error| error.to_string())?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err("git cannot read the repository".to_owned())
    }
}

fn start(folder: &Path, arguments: &[OsString]) -> Result<Child, String> {
    let mut command = Command::new("git");
    for name in INHERITED {
        command.env_remove(name);
    }
    command.envs(ENVIRONMENT).arg("-C").arg(folder).args(OPTIONS);
    command.args(SETTINGS.iter().flat_map(|setting| [OsStr::new("-c"), OsStr::new(setting)]));
    command.args(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    command.spawn().map_err(|error| format!("git cannot be run: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(listing: &str, expect: Result<&[&str], &str>) {
        let got = entries(listing.replace('~', "\0").as_bytes());
        let names = got.map(|all| all.into_iter().map(|blob| blob.name).collect::<Vec<_>>());
        let expect = expect.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
        assert_eq!(names, expect.map_err(str::to_owned), "{listing}");
    }

    #[test]
    fn a_listing_is_read_to_its_end() {
        check("", Ok(&[]));
        check("100644 blob ab12      7\ta/b c.svg~100755 blob cd 0\tx~", Ok(&["a/b c.svg", "x"]));
        check("120000 blob ab12 7\ta\nb~", Ok(&["a\nb"]));
        check(
            "160000 commit ab12       -\tlib~",
            Err("`lib` is a submodule, which cannot be compared"),
        );
        check(
            "100644 blob ab12 7\ta/.GIT/config~",
            Err("`a/.GIT/config` in the revision is a repository of its own"),
        );
        check("100644 blob ab12     BAD\ta~", Err("`a` is missing from the repository"));
        check("100644 blob ab12\ta~", Err("git lists a file without its size"));
    }

    #[test]
    fn an_object_is_as_long_as_was_listed() {
        let blob = Blob { id: "ab".into(), size: 3, name: "a".into(), mode: Mode::Plain };
        let mut good = &b"ab blob 3\nx\ny\nab blob 3\n"[..];
        assert_eq!(next(&mut good, &blob).as_deref(), Ok(&b"x\ny"[..]));
        for bad in ["ab missing\n", "ab blob 4\nxxxx\n", "ab blob 3\nxy", "ab blob 3\nxyzz"] {
            assert!(next(&mut bad.as_bytes(), &blob).is_err(), "{bad}");
        }
    }
}
