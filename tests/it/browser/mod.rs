//! The packages in a real browser: Chromium over its debugging protocol, a plain file server, and axe-core.

mod axe;
mod cdp;
mod chromium;
mod desk;
mod hostile;
mod page;
mod server;
mod settings;
mod themes;
mod tokens;
mod voice;
