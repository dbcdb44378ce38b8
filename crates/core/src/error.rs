//! Errors that end a run, always with the path. Problems in the user's files are in [`crate::diagnostic`].

mod help;

use std::io;
use std::path::{Path, PathBuf};

/// The run cannot go on, or one tenant's build cannot.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder could not be read.
    #[error("cannot read `{}`: {}", path.display(), reason(source))]
    Read {
        /// What was read.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file or folder could not be written.
    #[error("cannot write `{}`: {}", path.display(), reason(source))]
    Write {
        /// What was written.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// There is no theme to build.
    #[error("no themes in `{}`", path.display())]
    NoThemes {
        /// The folder that was searched.
        path: PathBuf,
    },
    /// A pattern of tenants or paths that is none.
    #[error("`{pattern}` is not a pattern: {reason}")]
    NoPattern {
        /// The pattern.
        pattern: String,
        /// Why not.
        reason: String,
    },
    /// A pattern of tenants or paths that matches nothing.
    #[error("no theme matches `{pattern}`")]
    NoMatch {
        /// The pattern.
        pattern: String,
        /// What may have been meant.
        help: Option<String>,
    },
    /// A choice of tenants by patterns that leaves none.
    #[error("`--only` and `--except` leave no theme")]
    NoneLeft,
    /// It cannot be found out which themes a git revision differs in.
    #[error("cannot find what changed since `{revision}`: {reason}")]
    NoRevision {
        /// The revision, as given.
        revision: String,
        /// Why not.
        reason: String,
    },
    /// There is no report of an earlier run, or it is none.
    #[error("`{}` is no report of an earlier run: {reason}", path.display())]
    NoReport {
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// A file that is no plan of a release.
    #[error("`{}` is no plan of a release: {reason}", path.display())]
    NoPlan {
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// A plan that is not for what it is used for.
    #[error("the plan `{}` does not fit: {reason}", path.display())]
    OtherPlan {
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// It is not certain which shard a process is to build.
    #[error("cannot find which shard this is: {reason}")]
    NoShard {
        /// Why not.
        reason: String,
        /// How many shards the plan has.
        shards: u32,
    },
    /// A file that is no index of a release.
    #[error("`{}` is no index of a release: {reason}", path.display())]
    NoIndex {
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// A tenant that would not be built from what was planned.
    #[error("`{tenant}` is not as planned: {reason}")]
    NotAsPlanned {
        /// The tenant's id.
        tenant: String,
        /// What is not.
        reason: String,
    },
    /// A file without the times of tenants.
    #[error("`{}` is no report with times: {reason}", path.display())]
    NoTimes {
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// A folder without a shard of a release.
    #[error("no shards in `{}`", path.display())]
    NoShards {
        /// The folder that was searched.
        path: PathBuf,
    },
    /// A file that must be in a folder, and is not.
    #[error("`{}` is not in `{}`", path.display(), folder.display())]
    NotBelow {
        /// The file.
        path: PathBuf,
        /// The folder.
        folder: PathBuf,
        /// What to do about it.
        help: &'static str,
    },
    /// Another run writes into the output folder.
    #[error("another build is writing into `{}`{holder}", folder.display())]
    Busy {
        /// The output folder.
        folder: PathBuf,
        /// Who it is, where that is known: ": process 7 on …".
        holder: String,
    },
    /// A folder that is not there.
    #[error("there is no folder `{}`", path.display())]
    NoFolder {
        /// The folder.
        path: PathBuf,
        /// The option that names it.
        option: &'static str,
    },
    /// A file, or a link that leads nowhere, where a folder is to be.
    #[error("`{}` is no folder", path.display())]
    NotAFolder {
        /// What is there.
        path: PathBuf,
        /// The option that names it.
        option: &'static str,
    },
    /// Something is to be written where later runs read.
    #[error("`{}` is in {what} `{}`: {then}", path.display(), folder.display())]
    AmongInputs {
        /// What is to be written.
        path: PathBuf,
        /// The option that names it.
        option: &'static str,
        /// What is read there.
        what: &'static str,
        /// Its folder.
        folder: PathBuf,
        /// What would come of it.
        then: &'static str,
    },
    /// Two options that name one file.
    #[error("`{0}` and `{1}` name the same file: `{path}`", options.0, options.1, path = path.display())]
    SameFile {
        /// The file.
        path: PathBuf,
        /// The options.
        options: (&'static str, &'static str),
    },
    /// No base client where a package needs its contract: the folder, and the id of the client.
    #[error("there is no folder `{}`, and the package is made of the client `{}`", .0.display(), .1)]
    NoBaseOf(PathBuf, String),
    /// A folder that is no base client.
    #[error("`{}` is no base client: it has no `client.toml`", path.display())]
    NoClient {
        /// The folder.
        path: PathBuf,
    },
    /// Several files for one stdout.
    #[error("{count} files do not go to stdout")]
    NeedsFolder {
        /// How many.
        count: usize,
    },
    /// A tenant's id that is none.
    #[error("`{id}` is no tenant id")]
    NoId {
        /// What was given.
        id: String,
        /// What to write instead.
        help: String,
    },
    /// What is to be added to a theme cannot be.
    #[error("cannot add `{what}`: {reason}")]
    NotAdded {
        /// What was to be added.
        what: String,
        /// Why not.
        reason: String,
        /// What to do.
        help: Option<String>,
    },
    /// Something that must be said was not, and nobody can be asked.
    #[error("{option} is missing")]
    NotGiven {
        /// The argument or option.
        option: &'static str,
    },
    /// A theme that is there already.
    #[error("`{}` is there already", path.display())]
    Taken {
        /// Its folder or file.
        path: PathBuf,
    },
    /// Another theme has the id.
    #[error("`{}` is for the tenant `{id}` already", path.display())]
    SameId {
        /// The id.
        id: String,
        /// The other theme's file.
        path: PathBuf,
    },
    /// A logo that is not there.
    #[error("there is no file `{}`", path.display())]
    NoLogo {
        /// Its path.
        path: PathBuf,
        /// The file that may be meant.
        help: Option<String>,
    },
    /// A theme that is to get another logo, and is not there.
    #[error("there is no theme `{}`", path.display())]
    NoTheme {
        /// Its folder.
        path: PathBuf,
    },
    /// A theme to stand on that is not there.
    #[error("there is no theme `{}`", path.display())]
    NoParent {
        /// Its path, as given.
        path: PathBuf,
        /// The folder from which it leads.
        from: PathBuf,
    },
    /// A zip or folder that is no package, or a damaged one.
    #[error("`{}` is no package: {reason}", path.display())]
    NoPackage {
        /// The zip or folder.
        path: PathBuf,
        /// Why not.
        reason: String,
        /// What to do about it, where that is known.
        help: Option<String>,
    },
    /// A folder in which packages are looked for, and are not.
    #[error("no packages in `{}`", path.display())]
    NoPackages {
        /// The folder.
        path: PathBuf,
    },
    /// A package that is not what its manifest says, or what another build makes.
    #[error("`{}`: {reason}", package.display())]
    Mismatch {
        /// The package.
        package: PathBuf,
        /// What differs, in a sentence.
        reason: String,
        /// What to do about it, where that is known.
        help: Option<&'static str>,
    },
    /// Something that cannot be used as a key for signatures.
    #[error("{name} {reason}")]
    BadKey {
        /// Its file or variable, in back-ticks.
        name: String,
        /// What it is instead, as the end of a sentence.
        reason: String,
        /// What to do about it.
        help: String,
    },
    /// No key to sign with.
    #[error("there is no key to sign with")]
    NoSigningKey,
    /// A file for a new key that is there already.
    #[error("`{}` is there already, and a key is never overwritten", path.display())]
    KeyTaken {
        /// The file.
        path: PathBuf,
    },
    /// The system has no random numbers.
    #[error("the system gives no random numbers, of which a key is made")]
    NoRandom,
    /// A theme that fails only because of its warnings.
    #[error("{} denied", if *count == 1 { "its warning is".to_owned() } else { format!("its {count} warnings are") })]
    WarningsDenied {
        /// How many it has.
        count: usize,
    },
    /// A theme with errors where only one without any will do.
    #[error("`{}` has errors, nothing was compared", path.display())]
    Unfit {
        /// The theme or the base client.
        path: PathBuf,
    },
    /// A folder for the cache that cannot be made.
    #[error("cannot make the cache `{}`: {}", path.display(), reason(source))]
    Cache {
        /// The folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// An object store that cannot be used.
    #[error("cannot use the object store `{}`: {reason}", place.display())]
    Store {
        /// Its address.
        place: PathBuf,
        /// Why not.
        reason: String,
        /// What to do about it, where that is known.
        help: Option<String>,
        /// Whether another try may succeed.
        may_pass: bool,
    },
    /// An object store, in a program that was built without them.
    #[error("`{}` is in an object store, and this program was built without them", place.display())]
    NoStores {
        /// Its address.
        place: PathBuf,
    },
    /// An object store where only a folder will do.
    #[error("`{}` is an object store, {work} needs a folder", place.display())]
    NotInStore {
        /// Its address.
        place: PathBuf,
        /// What needs a folder.
        work: &'static str,
    },
    /// A user without a home, who names no folder for the cache.
    #[error("there is no folder for the cache")]
    NoCache,
    /// `--format markdown` for a command whose results are no page.
    #[error("`--format markdown` is for `rebadge diff` only")]
    NoPage,
    /// A command that this program was built without.
    #[error("this `rebadge` was built without the feature `{feature}`")]
    NoFeature {
        /// The Cargo feature that brings the command.
        feature: &'static str,
    },
    /// `REBADGE_LOG` is set to something that names no log records: its value, and what is wrong with it.
    #[error("`REBADGE_LOG` is `{0}`: {1}")]
    LogFilter(String, String),
    /// A variable of the environment, its value, and what it takes a number of.
    #[error("`{0}` is `{1}`, which is not a number of {2}")]
    NoNumber(&'static str, String, &'static str),
    /// A variable of the environment that sets less than will do: its value, the least, and of what.
    #[error("`{0}` is `{1}`, and less than {2} {3} will not do")]
    TooLittle(&'static str, u64, u64, &'static str),
    /// The system gives no threads.
    #[error("the system gives no threads: {0}")]
    NoThreads(String),
    /// A worker process that was killed as often as it was started.
    #[error("the process that reads and draws was killed again and again (SIGKILL)")]
    Killed,
    /// A key that no theme has.
    #[error("there is no key `{key}`")]
    NoKey {
        /// What was asked for.
        key: String,
        /// What may have been meant.
        help: String,
    },
    /// A file that does not list people.
    #[error("`{}` does not list people: {reason}", path.display())]
    NoPeople {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// A page that the base client's contract does not name.
    #[error("the base client names no page `{name}`")]
    NoClientPage {
        /// What was asked for.
        name: String,
        /// What may have been meant.
        help: String,
    },
    /// A page of which nothing could be seen: its address, and why.
    #[error("nothing can be seen of the page `{0}`: {1}")]
    UnseenPage(String, String),
    /// More pages than an install dialog shows screenshots.
    #[error("{count} pages are asked for, install dialogs show 8")]
    TooManyPages {
        /// How many.
        count: usize,
    },
    /// A file that a package does not hold.
    #[error("`{}` has no file `{path}`", package.display())]
    NoFile {
        /// The file.
        path: String,
        /// The package.
        package: PathBuf,
        /// What may have been meant.
        help: String,
    },
    /// A package whose manifest has no theme.
    #[error("`{}` has no manifest beside it that holds its theme", path.display())]
    NoManifest {
        /// The package.
        path: PathBuf,
    },
    /// A tenant that no theme is for.
    #[error("no theme in `{}` is for the tenant `{id}`", themes.display())]
    NoTenant {
        /// The tenant.
        id: String,
        /// The folder of all themes.
        themes: PathBuf,
    },
    /// A file of an older package that a theme does not make any more.
    #[error("`{}` does not make `{path}` any more", theme.display())]
    NotMade {
        /// The file.
        path: String,
        /// The theme.
        theme: PathBuf,
    },
    /// An address or port that cannot be listened on.
    #[error("cannot listen on `{address}`: {}", reason(source))]
    Listen {
        /// What was asked for.
        address: String,
        /// Why not.
        source: io::Error,
    },
    /// What a preview was to compare its theme with cannot be shown.
    #[error("cannot compare: {message}")]
    NotCompared {
        /// Why.
        message: String,
    },
    /// The system does not tell which files are saved.
    #[error("cannot watch `{}`: {message}", path.display())]
    Watch {
        /// What was to be watched.
        path: PathBuf,
        /// Why not.
        message: String,
    },
    /// A browser that could not be started.
    #[error("cannot open a browser: {}", reason(source))]
    Browser {
        /// Why not.
        source: io::Error,
    },
    /// There is no browser, and something that only a browser can draw is asked for.
    #[error("there is no browser to {work}")]
    NoBrowser {
        /// What it is needed for.
        work: &'static str,
    },
    /// A browser that draws nothing.
    #[error("`{}` did not draw: {reason}", program.display())]
    Drawing {
        /// The browser.
        program: PathBuf,
        /// Why not.
        reason: String,
    },
    /// Something that must not happen: a bug here or in a library, kept to the tenant that caused it if there is one.
    #[error("stopped by a defect: {message}")]
    Defect {
        /// What the panic said.
        message: String,
    },
    /// A worker process that died, and nobody knows at what.
    #[error("the work {what}")]
    Crash {
        /// What the work does: "crashes the program".
        what: String,
    },
    /// Text could not be written to the terminal or pipe.
    #[error("cannot print: {}", reason(_0))]
    Print(#[from] io::Error),
}

impl Error {
    /// Whether the reader of our output went away, which is no failure.
    pub fn is_closed_pipe(&self) -> bool {
        matches!(self, Error::Print(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    /// Whether what was to be read is not there.
    pub fn is_missing(&self) -> bool {
        matches!(self, Error::Read { source, .. } if source.kind() == io::ErrorKind::NotFound)
    }

    /// Whether the machine is the reason that a tenant was not made, such as its disk or its permissions: another try may
    /// succeed.
    pub fn is_of_machine(&self) -> bool {
        matches!(
            self,
            Error::Read { .. }
                | Error::Write { .. }
                | Error::Store { may_pass: true, .. }
                | Error::NoThreads(_)
                | Error::Killed
        )
    }

    /// Whether the machine is the reason that a run ended. What is read and written then is what the command line names:
    /// where it is not there, or something else, another try does not help.
    pub fn may_pass(&self) -> bool {
        use io::ErrorKind::{
            AlreadyExists, InvalidFilename, IsADirectory, NotADirectory, NotFound, Other,
        };
        const MISNAMED: [io::ErrorKind; 6] =
            [AlreadyExists, InvalidFilename, IsADirectory, NotADirectory, NotFound, Other];
        match self {
            Error::Read { source, .. }
            | Error::Write { source, .. }
            | Error::Cache { source, .. } => !MISNAMED.contains(&source.kind()),
            _ => self.is_of_machine(),
        }
    }

    /// Turns a failure to read `path` into an error that names it.
    pub fn read(path: &Path) -> impl FnOnce(io::Error) -> Error {
        let path = path.to_owned();
        move |source| Error::Read { path, source }
    }

    /// Turns a failure to write `path` into an error that names it.
    pub fn write(path: &Path) -> impl FnOnce(io::Error) -> Error {
        let path = path.to_owned();
        move |source| Error::Write { path, source }
    }
}

/// The system's words without the number of the error.
pub(crate) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_lowercase().chain(characters).collect(),
        None => text.to_owned(),
    }
}
