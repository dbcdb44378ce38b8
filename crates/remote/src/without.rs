//! A program without object stores: there is no client, and so nothing that one could do.

use std::io::Write;
use std::path::Path;

use crate::address::Root;
use crate::fault::Fault;

/// How long a request is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Patience {
    Long,
    Short,
}

/// A store. There is none.
#[derive(Debug)]
pub(crate) enum Client {}

/// An upload. There is none.
#[derive(Debug)]
pub(crate) enum Upload {}

impl Client {
    pub(crate) fn new(_: &Root, _: Patience) -> Result<Client, Fault> {
        Err(Fault::other("this program has no object stores"))
    }

    pub(crate) fn size(&self, _: &str) -> Result<Option<u64>, Fault> {
        match *self {}
    }

    pub(crate) fn get(&self, _: &str, _: u64, _: &mut dyn Write) -> Result<(), Fault> {
        match *self {}
    }

    pub(crate) fn put(&self, _: &str, _: Vec<u8>) -> Result<(), Fault> {
        match *self {}
    }

    pub(crate) fn begin_put(&self, _: &str, _: Vec<u8>) -> Result<Upload, Fault> {
        match *self {}
    }

    pub(crate) fn put_file(&self, _: &str, _: &Path) -> Result<(), Fault> {
        match *self {}
    }

    pub(crate) fn remove(&self, _: &str) -> Result<(), Fault> {
        match *self {}
    }

    pub(crate) fn list(&self, _: &str) -> Result<Vec<String>, Fault> {
        match *self {}
    }
}

/// Waits for an upload that was begun.
pub(crate) fn finish(upload: Upload) -> Result<(), Fault> {
    match upload {}
}
