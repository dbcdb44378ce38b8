//! Rebadge.
