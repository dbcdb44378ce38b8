//! A release that several machines build: a plan that fixes tenants, inputs and options; its shards; the merge of what they
//! built. It schedules nothing: which machine builds which shard is the business of the batch system.

mod index;
mod merge;
mod shards;
mod source;
mod times;

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::package;
use rebadge_core::digest::sha256;
use rebadge_core::error::Error;
use rebadge_remote as remote;
use rebadge_theme::base::Base;
use rebadge_theme::theme::Theme;

pub use index::{Entry, Index};
pub use merge::{Merged, Shard, find, folder_name, merge};
pub use shards::{balanced, round_robin};
pub use source::{Found, from_environment};
pub use times::{Times, times};

/// The format of plans and indexes.
const FORMAT: u32 = 1;

/// The largest plan, in bytes.
const LIMIT: u64 = 256 << 20;

/// What a release is built from, and which shard builds what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The format, 1.
    pub format_version: u32,
    /// The program that made the plan, and that must build it.
    pub tool: Tool,
    /// The base client.
    pub base: BaseClient,
    /// What packages are, by the name of the container.
    pub container: String,
    /// How images are compressed, by the name of the effort.
    pub effort: String,
    /// The time of all files in packages, in seconds since 1970; none for the first that a zip can hold.
    pub source_date_epoch: Option<u64>,
    /// How many shards there are.
    pub shards: u32,
    /// The tenants, in the order of their ids.
    pub tenants: Vec<Tenant>,
}

/// A program and its version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

impl Tool {
    /// This program.
    pub fn own() -> Tool {
        let (name, version) = (crate::TOOL, env!("CARGO_PKG_VERSION"));
        Tool { name: name.to_owned(), version: version.to_owned() }
    }
}

/// A base client, with the SHA-256 of all that packages take from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaseClient {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// The digest.
    pub sha256: String,
}

impl BaseClient {
    /// The base client of a run.
    pub fn of(base: &Base) -> BaseClient {
        BaseClient {
            id: base.id.clone(),
            version: base.version.clone(),
            sha256: package::base_sha256(base),
        }
    }
}

/// A tenant of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tenant {
    /// Its id.
    pub tenant: String,
    /// Its theme's file: a path from the folder of all themes, with slashes.
    pub theme: String,
    /// The shard that builds it, from 1.
    pub shard: u32,
    /// Every file that the theme is made of.
    pub inputs: Vec<Input>,
    /// Its packages, one for each target.
    pub packages: Vec<Package>,
}

/// A file and its SHA-256.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// The path from the theme's folder, with slashes.
    pub path: String,
    /// The digest.
    pub sha256: String,
}

/// A package that is to be built.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// What the client is built for.
    pub target: String,
    /// The name of its file.
    pub name: String,
    /// What is the same as long as the package is, byte for byte: its manifest has it too.
    pub key: String,
}

/// The files of a theme, sorted.
pub fn inputs(theme: &Theme) -> Vec<Input> {
    let files = theme.inputs.iter();
    files.map(|(path, sha256)| Input { path: path.clone(), sha256: sha256.clone() }).collect()
}

impl Plan {
    /// Reads a plan; with the SHA-256 of the file, by which reports name it.
    ///
    /// # Errors
    /// [`Error::Read`], [`Error::NoPlan`]; [`Error::OtherPlan`] for a plan of another version of the program.
    pub fn read(path: &Path) -> Result<(Plan, String), Error> {
        let fault = |reason: String| Error::NoPlan { path: path.to_owned(), reason };
        let bytes = remote::read(path, LIMIT)?;
        let plan: Plan =
            serde_json::from_slice(&bytes).map_err(|error| fault(error.to_string()))?;
        if plan.format_version != FORMAT {
            return Err(fault(format!("its format is {}", plan.format_version)));
        }
        plan.check().map_err(fault)?;
        let (own, other) = (Tool::own(), &plan.tool);
        if own != *other {
            let reason =
                format!("{} {} made it, this is {}", other.name, other.version, own.version);
            return Err(plan.unfit(path, reason));
        }
        Ok((plan, sha256(&bytes)))
    }

    /// The text of the file.
    pub fn text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// The SHA-256 of what is built, which is the same for any number of shards.
    pub fn release_sha256(&self) -> String {
        let row = |tenant: &Tenant| {
            let Tenant { tenant, theme, inputs, packages, .. } = tenant;
            json!({ "tenant": tenant, "theme": theme, "inputs": inputs, "packages": packages })
        };
        let value = json!({
            "tool": self.tool,
            "base": self.base,
            "container": self.container,
            "effort": self.effort,
            "source_date_epoch": self.source_date_epoch,
            "tenants": self.tenants.iter().map(row).collect::<Vec<_>>(),
        });
        sha256(value.to_string().as_bytes())
    }

    /// The tenants of a shard.
    pub fn of_shard(&self, shard: u32) -> impl Iterator<Item = &Tenant> {
        self.tenants.iter().filter(move |tenant| tenant.shard == shard)
    }

    /// The tenant of an id.
    pub fn tenant(&self, id: &str) -> Option<&Tenant> {
        let at = self.tenants.binary_search_by(|tenant| tenant.tenant.as_str().cmp(id)).ok()?;
        self.tenants.get(at)
    }

    /// The error that this plan is not for what it is used for.
    pub fn unfit(&self, path: &Path, reason: String) -> Error {
        Error::OtherPlan { path: path.to_owned(), reason }
    }

    /// What contradicts itself. A plan is trusted as the command line is, and may be damaged or changed by hand.
    fn check(&self) -> Result<(), String> {
        if self.shards == 0 {
            return Err("it has no shards".to_owned());
        }
        let by_id = |pair: &[Tenant]| pair[0].tenant < pair[1].tenant;
        if !self.tenants.windows(2).all(by_id) {
            return Err("its tenants are not in the order of their ids, each once".to_owned());
        }
        for tenant in &self.tenants {
            let Tenant { tenant, theme, shard, packages, .. } = tenant;
            if !(1..=self.shards).contains(shard) {
                return Err(format!("`{tenant}` is in shard {shard} of {}", self.shards));
            }
            let names = packages.iter().map(|package| &package.name);
            if !is_name(tenant) || !names.clone().all(|name| is_name(name)) {
                return Err(format!("`{tenant}` or a package of it is not a file name"));
            }
            if theme.split('/').any(|part| !is_name(part)) {
                return Err(format!("`{theme}` is not a path in the folder of themes"));
            }
        }
        Ok(())
    }
}

/// Whether a text is the name of a file in a folder, and nothing that leads out of it.
fn is_name(text: &str) -> bool {
    let is_bad = |letter: char| matches!(letter, '/' | '\\' | ':') || letter.is_control();
    !text.is_empty() && text != "." && text != ".." && !text.contains(is_bad)
}

/// What of the inputs of a tenant is not as planned, as the end of a sentence; none where all is.
pub fn changed(planned: &Tenant, found: &[Input]) -> Option<String> {
    let digest = |all: &[Input], path: &str| {
        all.iter().find(|input| input.path == path).map(|input| input.sha256.clone())
    };
    let changed = planned.inputs.iter().find_map(|input| match digest(found, &input.path) {
        Some(sha256) if sha256 == input.sha256 => None,
        Some(_) => Some(format!("`{}` was changed", input.path)),
        None => Some(format!("`{}` is not read any more", input.path)),
    });
    changed.or_else(|| {
        let is_new = |input: &&Input| digest(&planned.inputs, &input.path).is_none();
        found.iter().find(is_new).map(|input| format!("`{}` is new", input.path))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(path: &str, sha256: &str) -> Input {
        Input { path: path.to_owned(), sha256: sha256.to_owned() }
    }

    fn tenant(id: &str, shard: u32) -> Tenant {
        Tenant {
            tenant: id.to_owned(),
            theme: format!("{id}/theme.toml"),
            shard,
            inputs: vec![input("a.svg", "1"), input("theme.toml", "2")],
            packages: vec![Package {
                target: "web".to_owned(),
                name: format!("{id}-web-1.zip"),
                key: "k".to_owned(),
            }],
        }
    }

    fn plan(tenants: Vec<Tenant>) -> Plan {
        Plan {
            format_version: FORMAT,
            tool: Tool::own(),
            base: BaseClient { id: "b".into(), version: "1".into(), sha256: "3".into() },
            container: "zip".to_owned(),
            effort: "default".to_owned(),
            source_date_epoch: None,
            shards: 2,
            tenants,
        }
    }

    #[test]
    fn inputs_that_changed_are_named() {
        let check = |found: &[(&str, &str)], expect: Option<&str>| {
            let found: Vec<Input> =
                found.iter().map(|(path, sha256)| input(path, sha256)).collect();
            assert_eq!(changed(&tenant("a", 1), &found).as_deref(), expect);
        };
        let (svg, toml) = (("a.svg", "1"), ("theme.toml", "2"));
        check(&[svg, toml], None);
        check(&[svg, ("theme.toml", "9")], Some("`theme.toml` was changed"));
        check(&[toml], Some("`a.svg` is not read any more"));
        check(&[svg, ("b.svg", "1"), toml], Some("`b.svg` is new"));
    }

    #[test]
    fn a_plan_that_contradicts_itself_is_refused() {
        let check = |tenants: Vec<Tenant>, expect: Result<(), &str>| {
            assert_eq!(plan(tenants).check(), expect.map_err(str::to_owned));
        };
        check(vec![tenant("a", 1), tenant("b", 2)], Ok(()));
        check(vec![tenant("a", 3)], Err("`a` is in shard 3 of 2"));
        check(vec![tenant("a", 0)], Err("`a` is in shard 0 of 2"));
        let order = "its tenants are not in the order of their ids, each once";
        check(vec![tenant("a", 1), tenant("a", 2)], Err(order));
        check(vec![tenant("b", 1), tenant("a", 1)], Err(order));
        let mut out = tenant("a", 1);
        out.theme = "../a/theme.toml".to_owned();
        check(vec![out], Err("`../a/theme.toml` is not a path in the folder of themes"));
        check(vec![tenant("..", 1)], Err("`..` or a package of it is not a file name"));
    }

    #[test]
    fn a_release_is_the_same_for_any_shards() {
        let one = plan(vec![tenant("a", 1), tenant("b", 2)]);
        let mut other = plan(vec![tenant("a", 7), tenant("b", 1)]);
        other.shards = 7;
        assert_eq!(one.release_sha256(), other.release_sha256());
        other.tenants[0].packages[0].key = "other".to_owned();
        assert_ne!(one.release_sha256(), other.release_sha256());
    }
}
