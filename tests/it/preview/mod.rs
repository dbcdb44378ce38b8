//! `rebadge preview`.

mod page;
mod page_client;
mod page_surfaces;
