//! Why a store did not do something, in words for people.

use std::io;
use std::path::Path;

use rebadge_core::error::Error;

/// Why something was not done.
#[derive(Debug)]
#[cfg_attr(not(feature = "stores"), expect(dead_code, reason = "nothing fails without a store"))]
pub(crate) enum Fault {
    /// There is no such object.
    Missing,
    /// The store: why, as the end of a sentence, and what to do about it.
    Store { reason: String, help: Option<&'static str> },
    /// A file of this machine.
    Local(io::Error),
}

impl Fault {
    /// One about which nothing can be done here.
    pub(crate) fn other(reason: impl Into<String>) -> Fault {
        Fault::Store { reason: reason.into(), help: None }
    }

    /// As the failure of a transfer, which another try may do.
    pub(crate) fn transfer(self) -> io::Error {
        match self {
            Fault::Missing => io::Error::new(io::ErrorKind::NotFound, "it is not there"),
            Fault::Store { reason, .. } => io::Error::other(reason),
            Fault::Local(error) => error,
        }
    }

    /// As the failure of a store that cannot be used at all.
    pub(crate) fn of_store(self, place: &Path) -> Error {
        // What can be done something about does not pass by itself.
        let may_pass = !matches!(self, Fault::Store { help: Some(_), .. });
        let (reason, help) = match self {
            Fault::Missing => ("it is not there".to_owned(), None),
            Fault::Store { reason, help } => (reason, help.map(str::to_owned)),
            Fault::Local(error) => (error.to_string(), None),
        };
        Error::Store { place: place.to_owned(), reason, help, may_pass }
    }
}
