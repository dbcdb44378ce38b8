//! For people who look at a client before it is released: what differs between two, every picture on one page, pictures of
//! its screens.
//!
//! It owns how a difference is found and said, and what is on a contact sheet. It must not know the command line, nor print:
//! it returns pages and texts.
//!
//! | module | what it is |
//! |---|---|
//! | [`diff`] | what differs between two themes or packages |
//! | [`rules`] | security rules in plain words |
//! | [`sheet`] | every picture on one page |
//! | [`screenshots`] | pictures of the client, taken by a browser, that a theme keeps |

pub mod diff;
pub mod rules;
pub mod screenshots;
pub mod sheet;
