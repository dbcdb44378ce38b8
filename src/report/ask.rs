//! A question to the person at the terminal.

use std::io::{IsTerminal, Write, stderr, stdin};

use super::Report;
use crate::cli::Format;
use crate::error::Error;
use crate::printable::line;

impl Report {
    /// Whether someone is there to answer: both ends are a terminal, and nothing is for a machine.
    pub fn can_ask(&self) -> bool {
        self.output.format == Format::Human && stdin().is_terminal() && stderr().is_terminal()
    }

    /// Asks, and gives the line that was answered; none at the end of the input.
    ///
    /// # Errors
    /// [`Error::Print`].
    pub fn ask(&self, prompt: &str) -> Result<Option<String>, Error> {
        let mut out = stderr().lock();
        out.write_all(line(prompt).as_bytes())?;
        out.flush()?;
        let mut answer = String::new();
        match stdin().read_line(&mut answer)? {
            0 => Ok(None),
            _ => Ok(Some(answer)),
        }
    }
}
