//! Rebadge.
fn main() {}
