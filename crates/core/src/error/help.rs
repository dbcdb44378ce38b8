//! What to do about errors of a run.

use std::io;

use super::Error;

impl Error {
    /// What to do about it, where that is known.
    pub fn help(&self) -> Option<String> {
        match self {
            Error::NoThemes { .. } => Some("name a theme, or a folder of themes with `--themes`".into()),
            Error::NoMatch { help, .. } | Error::NotAdded { help, .. } | Error::NoLogo { help, .. } => help.clone(),
            Error::NoneLeft => Some("leave one of them out, or write other patterns".into()),
            Error::WarningsDenied { .. } => Some("mend what they say, or leave `--deny-warnings` out".into()),
            Error::NoReport { .. } => {
                Some("`--failed` needs the report of a run: build once without it, or name the file with `--report`".into())
            }
            Error::Busy { .. } => Some("wait for its end with `--wait`, or write into another folder with `--out`".into()),
            Error::NoPlan { .. } => Some("make one with `rebadge plan`".into()),
            Error::OtherPlan { .. } | Error::NotAsPlanned { .. } => {
                Some("build from the files that were planned, or plan again and build all shards again".into())
            }
            Error::NoShard { shards, .. } => Some(format!("name it: `--shard 1/{shards}`")),
            Error::NoShards { .. } => Some("name the folders in which `rebadge build --plan` has put them".into()),
            Error::NoTimes { .. } => Some("name a file that `rebadge build --junit` or `--format json` wrote".into()),
            Error::NotBelow { help, .. } => Some((*help).into()),
            Error::NoFolder { option, .. } | Error::NotAFolder { option, .. } => {
                Some(format!("name another one with `{option}`"))
            }
            Error::NoClient { .. } | Error::NoBaseOf(..) => {
                Some("name the folder of the base client with `--base`".into())
            }
            Error::NoManifest { .. } => Some("build it again, and keep the `.json` beside it".into()),
            Error::NoTenant { .. } => Some("name the folder of all themes with `--themes`".into()),
            Error::NoKey { help, .. } | Error::NoFile { help, .. } => Some(help.clone()).filter(|help| !help.is_empty()),
            Error::NoPeople { .. } => Some(
                "give a CSV with the columns `person`, `roles`, `departments`, or a SCIM server's answer in JSON".into(),
            ),
            Error::NoClientPage { help, .. } => Some(help.clone())
                .filter(|help| !help.is_empty())
                .or_else(|| Some("its contract, `client.toml`, names them in `pages` of the target".into())),
            Error::UnseenPage(..) => Some("name the client's pages in `pages` of the target; what its server fills in, and below which path it serves, say `fills` and `prefix` of `[targets.web.foreign.server]`".into()),
            Error::TooManyPages { .. } => Some("name at most 8 with `--pages`".into()),
            Error::NeedsFolder { .. } => Some("name a folder for them with `--out`".into()),
            Error::NoId { help, .. } => Some(help.clone()),
            Error::NotGiven { option: "ID" } => {
                Some("write `rebadge new <ID> --logo <FILE>`, such as `rebadge new acme --logo acme.svg`".into())
            }
            Error::NotGiven { option: "--report" } => {
                Some("`--failed` goes by the report of the last run: write one with `--report FILE`, and name it again".into())
            }
            Error::NotGiven { option } => Some(format!("add `{option} <FILE>`: an SVG, best, or an SVGZ, PNG, JPEG or WebP")),
            Error::Taken { .. } => {
                Some("nothing is overwritten: choose another id, or remove it first".into())
            }
            Error::SameId { .. } => Some("choose another id: no two tenants share one".into()),
            Error::NoTheme { .. } => {
                Some("`--relogo` is for a theme that is there: without it, a new one is made".into())
            }
            Error::NoParent { from, .. } => {
                Some(format!("write the path from `{}` to the theme, such as `../industry/retail`", from.display()))
            }
            Error::Defect { .. } => {
                Some("nothing was written; please report it, with the command and the files that it read".into())
            }
            Error::Crash { .. } => {
                Some("no file is known to cause it; please report it, with the command and the files that it read".into())
            }
            Error::NoBrowser { .. } => Some("install Chromium, such as by `apt-get install chromium`, or name its program with `CHROMIUM`".into()),
            Error::NoPackages { .. } => {
                Some("name packages, their manifests, or a folder that `rebadge build` wrote".into())
            }
            Error::Listen { source, .. } if source.kind() == io::ErrorKind::AddrInUse => {
                Some("another program has it: choose another one with `--port`, or leave `--port` out".into())
            }
            Error::Browser { .. } => Some("leave `--open` out, and open the address yourself".into()),
            Error::LogFilter(..) => {
                Some("write a level (error, warn, info, debug, trace), or one for each module, such as `rebadge=info,usvg=warn`".into())
            }
            Error::NoPage => Some("write `--format human` or `--format json`".into()),
            Error::NoFeature { feature } => Some(format!("build it with `--features {feature}`")),
            _ => self.help_to_store().or_else(|| self.help_to_sign()).or_else(|| self.help_to_run()),
        }
    }

    /// The same for what has to do with the cache and object stores.
    fn help_to_store(&self) -> Option<String> {
        match self {
            Error::Cache { .. } => Some("name another folder with `--cache`, or use none: `--no-cache`".into()),
            Error::NoCache => Some("name one with `--cache`".into()),
            Error::NoPackage { help, .. } | Error::Store { help, .. } => help.clone(),
            Error::NoStores { .. } => Some("name a folder, or build the program with `--features remote`, as released ones are".into()),
            Error::NotInStore { .. } => Some("name a folder".into()),
            _ => None,
        }
    }

    /// The same for what has to do with signatures.
    fn help_to_sign(&self) -> Option<String> {
        match self {
            Error::Mismatch { help, .. } => help.map(str::to_owned),
            Error::BadKey { help, .. } => Some(help.clone()),
            Error::NoSigningKey => {
                Some("name its file with `--key`, or put the key into the variable `REBADGE_KEY`; `rebadge sign --new-key FILE` makes one".into())
            }
            Error::KeyTaken { .. } => Some("name another file".into()),
            Error::NoIndex { .. } => Some("make it again with `rebadge merge`".into()),
            _ => None,
        }
    }

    /// The same for what a run may write, and for what the machine gives it.
    fn help_to_run(&self) -> Option<String> {
        match self {
            Error::AmongInputs { option, .. } => {
                Some(format!("name a place outside of it with `{option}`"))
            }
            Error::SameFile { options, .. } => {
                Some(format!("name another file with `{}`", options.1))
            }
            Error::TooLittle(..) => Some("set it higher, or to 0 for no limit".into()),
            Error::NoThreads(_) => {
                Some("give it more memory or processes (`ulimit -v`, `ulimit -u`), or lower `--jobs`".into())
            }
            Error::Killed => {
                Some("a system that runs out of memory does so: give the machine or its container more, or lower `--jobs`; then run again".into())
            }
            _ => None,
        }
    }
}
