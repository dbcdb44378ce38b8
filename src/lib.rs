//! Rebadge turns one finished client into a thousand branded ones.
//!
//! One straight line of values:
//!
//! ```text
//! theme files ─load──▶ Theme ─┐
//!                             ├─plan──▶ Plan ──lower──▶ Graph ──run──▶ Tree ──▶ package
//! base client ──scan─▶ Base  ─┘
//! ```
//!
//! Each arrow is a free function, each value plain data: [`theme::load`], [`base::scan`], [`plan::plan`],
//! [`plan::lower`], [`recipes::run`], [`package::write`]. All up to the plan is [`prepare::prepare`], with all checks;
//! build,
//! check and dry run are readers of these values. A single
//! build is a batch of one: the tenant is a parameter, never a global.
//!
//! # Map
//!
//! | module | what it is |
//! |---|---|
//! | [`supervise`] | which verbs run in a worker process |
//! | [`worker`] | the worker process: a crash in a file of a tenant becomes a diagnostic |
//! | [`cli`] | the command line, definitions only |
//! | [`places`] | where a run may write: not where later ones read |
//! | [`cmd`] | one file per verb; only here is decided what is printed and how a run ends |
//! | [`report`] | all printing: human, JSON |
//! | [`preview`] | a server that shows themes, and follows every save |
//! | [`screenshots`] | pictures of the client, taken by a browser, that a theme keeps |
//! | [`book`] | the brand book: all of a theme on one page, for a customer to approve |
//! | [`diff`] | what differs between two themes or packages |
//! | [`batch`] | many tenants: in parallel, isolated, in order |
//! | [`brand`] | what a logo says of its brand; a guess, where all else follows instructions |
//! | [`sheet`] | every picture on one page |
//! | [`ledger`] | what packages were made of, as far as times and sizes say |
//! | [`release`] | a release that several machines build: the plan, its shards, the merge |
//! | [`provenance`] | what a package was made of, as a signed statement, and its SBOM |
//! | [`sign`] | keys, minisign signatures, DSSE envelopes in Sigstore bundles |
//! | [`package`] | a tenant's tree in a container, with its manifest |
//! | [`foreign`] | finished bundles of other makers: what is in them, edits, what is derived from what |
//! | [`bundle`] | trees of files, the containers that hold one, and where these are put |
//! | [`plan`] | which files there are, and each as a recipe: the theme ends here; icon sets as data |
//! | [`fleet`] | checks over many themes: what no single theme shows |
//! | [`check`] | what must hold of one theme |
//! | [`checks`] | one table of all checks: of a theme, of its plans, texts and pictures, between themes |
//! | [`prepare`] | a theme's file → theme, plans and all that is wrong: where every verb begins |
//! | [`explain`] | where each value, and each output, comes from |
//! | [`listing`] | a theme as rows of key and value |
//! | [`edit`] | changes in the text of a theme; all else in it stays |
//! | [`tokens`] | design tokens: out of a theme, and into one |
//! | [`theme`] | file → resolved theme |
//! | [`shape`], [`schema`] | what keys a theme may have on a base client, and the same as JSON Schema |
//! | [`recipes`] | what a file is made of, as data with a key; the table of kinds; the store that makes each once |
//! | [`render`] | templates, drawing, icons, containers: values in, bytes out |
//! | [`base`] | contract and files of the base client |
//! | [`inherit`] | theme files found, stacked on those that they extend, merged into one table |
//! | [`artwork`], [`menu`], [`lock`] | images, menus and locks as written, which themes and contracts share |
//! | [`vector`] | SVG: lint, recolor, measure, draw |
//! | [`color`] | colors, palettes, contrast |
//! | [`document`], [`fields`] | TOML with the place of every key, read key by key |
//! | [`pattern`] | key patterns: `colors.*.error` |
//! | [`diagnostic`], [`source`] | what is wrong in the user's files, and where |
//! | [`error`] | what went wrong with the run |
//! | [`human`] | diagnostics and errors as text |
//! | [`trail`] | what a worker process is working on, for the process that started it |
//! | [`limits`] | what a step may take at most, and the variables that set it |
//! | [`interrupt`] | the signal that asks the process to end |
//! | [`stage`] | a server for the files of one package |
//! | [`browser`] | Chromium without a window: pictures of pages, and PDFs |
//! | [`printable`] | text of strangers, made safe for terminals, CI logs and Markdown |
//! | [`fs`], [`output_path`], [`digest`], [`uri`] | disk access, paths that cannot leave their root, SHA-256,
//! percent-encoding |
//! | [`git`] | the files of a revision |
//! | [`calendar`] | seconds since 1970 as dates |
//!
//! # Invariants
//!
//! 1. A plan and a graph hold no bytes; rendering decides nothing, and neither it nor a recipe can see a theme.
//! 2. Nothing below `cmd` prints or exits.
//! 3. Only `fs` and `store` touch the disk.
//! 4. A theme never changes after it is loaded.
//! 5. Same inputs, same bytes, with any number of jobs: sorted maps, fixed times, no system fonts, no clock.
//! 6. An output path cannot leave its root.
//! 7. A failed tenant leaves no package behind and disturbs no other, even if its files end the process that reads them.
//! 8. Every problem in a theme is said at once, at its line, and nothing is skipped silently.
//!
//! # Glossary
//!
//! *Tenant*: who. *Theme*: what they want. *Base client*: the unbranded bundle. *Contract*: what the base client lets a
//! theme brand (`client.toml`). *Target*: what the client is built for, such as `web`. *Role*: a color's duty, such as
//! `on-primary`. *Mark*: the drawing of an app icon, without its background. *Recipe*: all that the bytes of an output, or
//! of what outputs share, depend on. *Node*: a recipe and its key. *Step*: what a plan says of one output.
//! *Output*: a path and its bytes. *Package*: the artifact with its manifest. *Diagnostic*: what is wrong in the user's
//! files. *Check*: a rule that a theme must hold.
//! *Parent*: a theme that another extends. *Layer*: one of the files that make a theme, from the lowest parent up.

pub mod cli;
pub mod cmd;
pub mod places;
pub mod report;
pub mod supervise;

pub use rebadge_art::{artwork, color, vector};
#[cfg(feature = "book")]
pub use rebadge_book as book;
pub use rebadge_brand as brand;
pub use rebadge_bundle as bundle;
pub use rebadge_core::{
    calendar, diagnostic, digest, document, error, fields, fs, git, human, interrupt, kept, limits,
    logger, output_path, panics, pattern, printable, source, trail, uri,
};
pub use rebadge_deflate as deflate;
pub use rebadge_edit as edit;
pub use rebadge_foreign as foreign;
pub use rebadge_package::{ledger, package, provenance, release};
pub use rebadge_plan::{checks, client, explain, plan, prepare};
#[cfg(feature = "preview")]
pub use rebadge_preview as preview;
pub use rebadge_remote as remote;
pub use rebadge_render::{recipes, render};
pub use rebadge_review::{diff, screenshots, sheet};
pub use rebadge_script as script;
pub use rebadge_sign as sign;
pub use rebadge_stage::{browser, stage};
pub use rebadge_store as store;
pub use rebadge_theme::{
    base, batch, check, fleet, inherit, listing, lock, menu, rules, schema, shape, theme,
};
#[cfg(feature = "tokens")]
pub use rebadge_tokens as tokens;
pub use rebadge_worker as worker;
