//! Where the edits of a file go: what is found once for a bundle, and the bytes of a tenant from it.

use crate::splice::{Form, Splice, apply};

/// Where some edits go in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The spans, sorted. The number of a value is that of its edit; the numbers behind those of the edits are those of
    /// [`Places::constants`].
    pub splices: Vec<Splice>,
    /// What is written beside the values, such as ` content="`.
    pub constants: Vec<String>,
    /// How often each edit matched.
    pub counts: Vec<usize>,
}

impl Places {
    /// No places of so many edits.
    pub fn none(edits: usize) -> Places {
        Places { counts: vec![0; edits], ..Places::default() }
    }

    /// The file with the values of a tenant, one for each edit.
    ///
    /// # Panics
    /// If there are more or fewer values than edits, and for another file.
    pub fn apply(&self, bytes: &[u8], values: &[String]) -> Vec<u8> {
        assert_eq!(values.len(), self.counts.len(), "one value for each edit");
        apply(bytes, &self.splices, &[values, &self.constants].concat())
    }

    /// Adds a span that a value replaces.
    pub(crate) fn put(&mut self, (start, end): (usize, usize), value: usize, form: Form) {
        self.splices.push(Splice { start, end, value, form });
    }

    /// Adds a span that a fixed text replaces.
    pub(crate) fn put_fixed(&mut self, (start, end): (usize, usize), text: &str) {
        let at = self.constants.iter().position(|constant| constant == text);
        let at = at.unwrap_or_else(|| {
            self.constants.push(text.to_owned());
            self.constants.len() - 1
        });
        self.put((start, end), self.counts.len() + at, Form::Plain);
    }

    /// Sorts the spans; those at one place stay in the order in which they were added.
    ///
    /// # Errors
    /// Two spans that overlap.
    pub(crate) fn sort(&mut self) -> Result<(), (Splice, Splice)> {
        self.splices.sort_by_key(|splice| (splice.start, splice.end));
        let overlap = self.splices.windows(2).find(|pair| pair[1].start < pair[0].end);
        overlap.map_or(Ok(()), |pair| Err((pair[0].clone(), pair[1].clone())))
    }
}
