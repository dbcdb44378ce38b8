//! Packages: a tenant's tree in a container with its manifest, what is known of packages that are there, and releases that
//! several machines build.
//!
//! It owns the formats of manifests, ledgers and release plans. It must not know the command line, nor print.
//!
//! | module | what it is |
//! |---|---|
//! | [`package`] | a tenant's tree in a container, with its manifest; packages verified and built again |
//! | [`ledger`] | what packages were made of, as far as times and sizes say |
//! | [`provenance`] | signed statements of what a package was made of, and its SBOM |
//! | [`release`] | a release that several machines build: the plan, its shards, the merge |

pub mod ledger;
pub mod package;
pub mod provenance;
pub mod release;

/// The name of the program, as manifests and release plans say it.
const TOOL: &str = "rebadge";
