//! The options of `cache`, and those of the commands that use it.

use std::path::{Path, PathBuf};

use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{Args, Subcommand, ValueHint};

pub(super) const EXAMPLES: &str = "\
Examples:
  rebadge cache stats
  rebadge cache verify
  rebadge cache clear --cache /var/cache/rebadge
  du -sh \"$(rebadge cache dir)\"

In it are pictures and icons that were made, for later runs. It may be removed at any time.";

/// Where pictures and icons are kept for later runs.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Cache")]
pub struct Caching {
    /// Where the cache is.
    #[command(flatten)]
    pub place: CachePlace,
    /// How large it may be.
    #[command(flatten)]
    pub limit: CacheLimit,
    /// Use no cache
    #[arg(long)]
    pub no_cache: bool,
}

/// Where the cache is.
#[derive(Clone, Debug, Args)]
pub struct CachePlace {
    /// The folder of the cache, or an address in an object store, which then is behind the user's own folder [default: `rebadge` in the user's folder for caches]
    #[arg(long, value_name = "DIR", env = "REBADGE_CACHE", hide_env_values = true, value_parser = folder(), value_hint = ValueHint::DirPath)]
    pub cache: Option<PathBuf>,
}

impl CachePlace {
    /// The folder that is named; none for the user's own.
    pub fn named(&self) -> Option<&Path> {
        self.cache.as_deref().filter(|folder| !folder.as_os_str().is_empty())
    }
}

/// How large the cache may be.
#[derive(Clone, Copy, Debug, Args)]
pub struct CacheLimit {
    /// The most bytes that the cache keeps, such as `500M` or `10G` [default: 2G]
    #[arg(long, value_name = "SIZE", env = "REBADGE_CACHE_SIZE", hide_env_values = true, value_parser = size)]
    pub cache_size: Option<u64>,
}

/// What to do with the cache.
#[derive(Debug, Subcommand)]
pub enum Cache {
    /// Print its folder
    Dir(CachePlace),
    /// Say how many entries it has, and how large they are
    Stats {
        /// Where it is.
        #[command(flatten)]
        place: CachePlace,
        /// How large it may be.
        #[command(flatten)]
        limit: CacheLimit,
    },
    /// Read every entry and remove the damaged ones; exit 1 if there were any
    Verify(CachePlace),
    /// Remove every entry
    Clear(CachePlace),
}

/// Reads a path. An empty one is read too: pipelines set variables to nothing, and mean that they are not set.
fn folder() -> impl TypedValueParser<Value = PathBuf> {
    OsStringValueParser::new().map(PathBuf::from)
}

/// Bytes, or so many times 1024 of them, once or several times: `500M`, `2 GiB`.
fn size(text: &str) -> Result<u64, String> {
    let wrong = || "write a size such as `500M` or `10G`".to_owned();
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (digits, unit) = text.split_at(end);
    let unit = unit.trim_start().to_ascii_lowercase();
    let power = match unit.strip_suffix("ib").or(unit.strip_suffix('b')).unwrap_or(&unit) {
        "" => 0,
        "k" => 1,
        "m" => 2,
        "g" => 3,
        "t" => 4,
        _ => return Err(wrong()),
    };
    let number: u64 = digits.parse().map_err(|_| wrong())?;
    match number.checked_mul(1024u64.pow(power)) {
        Some(0) => Err("write `--no-cache` to keep nothing".to_owned()),
        bytes => bytes.ok_or_else(wrong),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Option<u64>) {
        assert_eq!(size(text).ok(), expect, "{text}");
    }

    #[test]
    fn sizes() {
        check("1", Some(1));
        check("500M", Some(500 << 20));
        check("2 GiB", Some(2 << 30));
        check("10kb", Some(10 << 10));
        for bad in ["", "0", "0G", "M", "-1", "1.5G", "1X", "99999999T", "5 5"] {
            check(bad, None);
        }
    }
}
