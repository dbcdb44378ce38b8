//! Where a package comes from, signed: a statement of what it is and what it was made of, with its SBOM beside it.
//! [`crate::package`] knows no keys, and [`rebadge_sign`] no packages.
//!
//! Nothing here holds a time, the name of a machine, or that of another tenant: the same package and the same key give the
//! same bytes, and each tenant may get all that is beside its package.

mod check;
mod sbom;
mod seal;
mod statement;

pub use check::{check, check_index};
pub use seal::{Sealed, Signer, State};
