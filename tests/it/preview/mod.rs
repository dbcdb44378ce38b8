//! `rebadge preview`: its server as a stranger meets it and what follows a save, over HTTP; then its page, in Chromium.

mod client;
mod follows;
mod guarded;
mod page;
mod page_client;
mod page_colors;
mod page_options;
mod page_surfaces;
mod sources;
mod writes;
