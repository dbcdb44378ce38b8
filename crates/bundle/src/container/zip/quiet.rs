//! A writer that fails once. The zip crate ends an archive when its writer is dropped, and prints that it cannot: after the
//! failure that its caller was given, nothing that is written matters any more.

use std::io::{self, Seek, SeekFrom, Write};

/// A writer that gives its first failure to the caller, and takes everything after it without writing it.
pub(super) struct Quiet<W> {
    inner: W,
    has_failed: bool,
    /// Where a writer that has failed would be.
    at: u64,
}

impl<W> Quiet<W> {
    pub(super) fn new(inner: W) -> Quiet<W> {
        Quiet { inner, has_failed: false, at: 0 }
    }

    /// What the writer says; `otherwise` once it has failed.
    fn unless_failed<T>(
        &mut self,
        otherwise: T,
        work: impl FnOnce(&mut W) -> io::Result<T>,
    ) -> io::Result<T> {
        if self.has_failed {
            return Ok(otherwise);
        }
        let done = work(&mut self.inner);
        self.has_failed = done.is_err();
        done
    }
}

impl<W: Write> Write for Quiet<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.unless_failed(bytes.len(), |inner| inner.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.unless_failed((), Write::flush)
    }
}

impl<W: Seek> Seek for Quiet<W> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::Current(by) | SeekFrom::End(by) => self.at.saturating_add_signed(by),
        };
        self.at = self.unless_failed(at, |inner| inner.seek(to))?;
        Ok(self.at)
    }
}
