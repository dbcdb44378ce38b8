//! A client in a browser of this machine: a server for the files of one package, and Chromium, which takes pictures of
//! pages and prints them.
//!
//! It owns the local HTTP server and its access checks, and how the browser is started. It must not know themes,
//! plans, or what a page is for.
//!
//! | module | what it is |
//! |---|---|
//! | [`stage`] | an origin of its own that serves the files of one package |
//! | [`wire`], [`server`] | HTTP/1.1: a thread for each connection, limits on all that comes in |
//! | [`access`] | the secret link, and the cookie that it is exchanged for |
//! | [`guard`] | who may ask: `Host`, `Origin` |
//! | [`media`] | media types of files |
//! | [`browser`] | Chromium without a window |

pub mod access;
pub mod browser;
pub mod guard;
pub mod media;
pub mod server;
pub mod stage;
pub mod wire;
