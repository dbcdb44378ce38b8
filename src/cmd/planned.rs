//! A build that belongs to a plan: what it takes from there, and what must be as planned.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::bundle::Container;
use crate::cli::{self, ShardChoice};
use crate::error::Error;
use crate::fs;
use crate::inherit::ThemeFile;
use crate::package::Expected;
use crate::prepare::Ready;
use crate::release::{self, BaseClient, Plan};
use crate::render::Effort;
use crate::report::Report;

/// The shard of a plan that a run builds.
pub(super) struct Planned {
    plan: Plan,
    path: PathBuf,
    sha256: String,
    shard: u32,
    /// What packages are.
    pub(super) container: &'static Container,
    /// What images are compressed with.
    pub(super) effort: Effort,
}

impl Planned {
    /// Reads the plan that the command line names and finds out which shard is to be built; none where it names no plan.
    pub(super) fn read(share: &cli::Share, report: &Report) -> Result<Option<Planned>, Error> {
        let (Some(path), Some(choice)) = (&share.plan, share.shard) else { return Ok(None) };
        let (plan, sha256) = Plan::read(path)?;
        let shard = match choice {
            ShardChoice::Auto => {
                let found = release::from_environment(plan.shards, fs::variable)
                    .map_err(|reason| Error::NoShard { reason, shards: plan.shards })?;
                let (shard, source) = (found.shard, found.source);
                report.summary(&format!("shard {shard} of {}: {source}", plan.shards))?;
                shard
            }
            ShardChoice::Numbered { shards, .. } if shards != plan.shards => {
                let reason = format!("it has {} shards, not {shards}", plan.shards);
                return Err(plan.unfit(path, reason));
            }
            ShardChoice::Numbered { shard, .. } => shard,
        };
        let Some(effort) = Effort::named(&plan.effort) else {
            let reason = format!("it compresses images by `{}`", plan.effort);
            return Err(plan.unfit(path, reason));
        };
        let Some(container) = Container::of_name(&plan.container) else {
            let reason = format!("its packages are of the kind `{}`", plan.container);
            return Err(plan.unfit(path, reason));
        };
        Ok(Some(Planned { plan, path: path.clone(), sha256, shard, container, effort }))
    }

    /// The folder of the shard in the output folder.
    pub(super) fn folder(&self, out: &Path) -> PathBuf {
        out.join(release::folder_name(self.shard, self.plan.shards))
    }

    /// The themes of the shard, in the order of their tenants.
    pub(super) fn themes(&self, folder: &Path) -> Vec<ThemeFile> {
        let tenants = self.plan.of_shard(self.shard);
        tenants.map(|tenant| ThemeFile::at(&folder.join(&tenant.theme))).collect()
    }

    /// The digest of the plan.
    pub(super) fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The ids of the tenants of the shard.
    pub(super) fn tenants(&self) -> BTreeSet<String> {
        self.plan.of_shard(self.shard).map(|tenant| tenant.tenant.clone()).collect()
    }

    /// The time of all files in packages.
    pub(super) fn source_date_epoch(&self) -> Option<u64> {
        self.plan.source_date_epoch
    }

    /// As the report of the run names it.
    pub(super) fn entry(&self) -> Value {
        json!({ "sha256": self.sha256, "shard": self.shard, "shards": self.plan.shards })
    }

    /// Whether the base client is the planned one.
    pub(super) fn check_base(&self, base: &BaseClient) -> Result<(), Error> {
        let planned = &self.plan.base;
        if planned == base {
            return Ok(());
        }
        let reason = if (&planned.id, &planned.version) == (&base.id, &base.version) {
            format!("the base client `{}` {} was changed since", base.id, base.version)
        } else {
            format!(
                "it is for the base client `{}` {}, this is `{}` {}",
                planned.id, planned.version, base.id, base.version
            )
        };
        Err(self.plan.unfit(&self.path, reason))
    }

    /// Whether a theme is made of the planned files.
    pub(super) fn check_theme(&self, ready: &Ready) -> Result<(), Error> {
        let id = &ready.theme.tenant.id.value;
        let own = self.plan.tenant(id).filter(|tenant| tenant.shard == self.shard);
        let reason = match own {
            Some(tenant) => release::changed(tenant, &release::inputs(&ready.theme)),
            None => Some(format!("shard {} has no such tenant", self.shard)),
        };
        match reason {
            Some(reason) => Err(Error::NotAsPlanned { tenant: id.clone(), reason }),
            None => Ok(()),
        }
    }

    /// Whether a package is the planned one.
    pub(super) fn check_package(&self, tenant: &str, expected: &Expected) -> Result<(), Error> {
        let mut planned = self.plan.tenant(tenant).into_iter().flat_map(|tenant| &tenant.packages);
        if planned.any(|package| package.name == expected.name && package.key == expected.key) {
            Ok(())
        } else {
            Err(Error::NotAsPlanned {
                tenant: tenant.to_owned(),
                reason: format!("`{}` would have another key", expected.name),
            })
        }
    }
}
