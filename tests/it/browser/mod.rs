//! The packages in a real browser: Chromium over its debugging protocol, a plain file server, and axe-core.

pub(crate) mod axe;
mod cdp;
pub(crate) mod chromium;
mod desk;
mod hostile;
pub(crate) mod page;
pub(crate) mod server;
mod servers;
mod sets;
mod settings;
mod themes;
mod tokens;
mod voice;
