//! The options of `plan` and `merge`, and those of a `build` that belongs to a plan.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::container::named;
use super::{Images, Inputs};
use crate::bundle::Container;

pub(super) const PLAN_EXAMPLES: &str = "\
Examples:
  rebadge plan --shards 8 --out plan.json
  rebadge plan --shards 8 --times junit.xml       shards that take about as long
  rebadge build --plan plan.json --shard 3/8      on each machine
  rebadge merge --plan plan.json                  when all are done

The plan fixes tenants, their files by SHA-256, the base client, options and this version of
the program. It is written only if all tenants can be planned.";

pub(super) const MERGE_EXAMPLES: &str = "\
Examples:
  rebadge merge --plan plan.json
  rebadge merge --plan plan.json artifacts/shard-*         writes artifacts/release.json

It reads every package. The index is written only if each tenant of the plan was built
exactly once, from the planned inputs.";

/// Options of `plan`.
#[derive(Debug, Args)]
pub struct Plan {
    /// Which themes, on which base client.
    #[command(flatten)]
    pub inputs: Inputs,
    /// The file for the plan
    #[arg(short, long, value_name = "FILE", default_value = "plan.json", value_hint = ValueHint::FilePath)]
    pub out: PathBuf,
    /// How many shards the release is built in
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub shards: u32,
    /// Give each shard as much work as the others, by the times in reports of earlier runs: JUnit, or the lines of `--format
    /// json` [default: tenants go to the shards one after another]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub times: Vec<PathBuf>,
    /// What packages are
    #[arg(long, value_name = "KIND", default_value = "zip", value_parser = named(|container| container.is_file))]
    pub container: &'static Container,
    /// How images are written.
    #[command(flatten)]
    pub images: Images,
}

/// Options of `merge`.
#[derive(Debug, Args)]
pub struct Merge {
    /// The folders in which the shards are, or folders around them; also addresses in an object store
    #[arg(value_name = "DIR", default_value = "dist", value_hint = ValueHint::DirPath)]
    pub folders: Vec<PathBuf>,
    /// The plan that they were built from
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub plan: PathBuf,
    /// The file for the index, in a folder that all shards are in [default: release.json in DIR, or above all of them]
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub out: Option<PathBuf>,
}

/// What of a plan is built.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Planned release")]
pub struct Share {
    /// Build a shard of this plan, into a folder of its own in the output folder
    #[arg(
        long,
        value_name = "FILE",
        requires = "shard",
        conflicts_with_all = [
            "paths", "only", "except", "changed_since", "failed", "report", "prune", "container", "unpacked",
            "optimize",
            "reduce_colors", "dry_run"
        ],
        value_hint = ValueHint::FilePath
    )]
    pub plan: Option<PathBuf>,
    /// Which shard, from 1, such as `3/8`; or `auto`, as the batch or CI system numbers this process
    #[arg(long, value_name = "I/N", requires = "plan", value_parser = shard)]
    pub shard: Option<ShardChoice>,
}

/// Which shard a process builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShardChoice {
    /// As the environment says.
    Auto,
    /// This one, from 1.
    Numbered {
        /// The shard.
        shard: u32,
        /// Of how many.
        shards: u32,
    },
}

fn shard(text: &str) -> Result<ShardChoice, String> {
    if text == "auto" {
        return Ok(ShardChoice::Auto);
    }
    let number = |text: &str| {
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u32>().ok().filter(|_| is_number)
    };
    let parts =
        text.split_once('/').and_then(|(shard, shards)| Some((number(shard)?, number(shards)?)));
    match parts {
        Some((0, _)) => Err("shards count from 1".to_owned()),
        Some((shard, shards)) if shard <= shards => Ok(ShardChoice::Numbered { shard, shards }),
        Some((_, shards)) => Err(format!("the last shard is `{shards}/{shards}`")),
        None => Err("write it as `3/8`, or `auto`".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_as_written() {
        let check = |text: &str, expect: Result<ShardChoice, &str>| {
            assert_eq!(shard(text), expect.map_err(str::to_owned), "{text}");
        };
        check("auto", Ok(ShardChoice::Auto));
        check("3/8", Ok(ShardChoice::Numbered { shard: 3, shards: 8 }));
        check("8/8", Ok(ShardChoice::Numbered { shard: 8, shards: 8 }));
        check("9/8", Err("the last shard is `8/8`"));
        check("0/8", Err("shards count from 1"));
        for bad in ["", "3", "/", "3/", "+3/8", "3/8/1", "3 / 8", "-1/8", "99999999999/8"] {
            check(bad, Err("write it as `3/8`, or `auto`"));
        }
    }
}
