//! The packages in a real browser: Chromium over its debugging protocol, a plain file server, and axe-core.

mod apps;
pub(crate) mod axe;
mod cdp;
pub(crate) mod chromium;
mod desk;
mod foreign;
mod hostile;
mod login;
mod look;
pub(crate) mod page;
mod places;
mod sample;
mod scenarios;
pub(crate) mod server;
mod servers;
mod sets;
mod settings;
mod storage;
mod themes;
mod tokens;
mod vendored;
mod voice;
mod volume;
