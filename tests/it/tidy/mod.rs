//! The house is tidy: what a program can check of its rules, it checks.

mod prose;
mod scan;
mod sources;
