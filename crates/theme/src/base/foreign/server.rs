//! What the maker's server does with the files of a client: what it fills in, and below which path it serves them.

use std::borrow::Cow;
use std::sync::Arc;

use memchr::memmem;
use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::fields::Fields;
use rebadge_core::output_path::OutputPath;

/// What a server does with files, as far as a contract says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Server {
    /// The folder that it serves the client below, without slashes at its ends; empty for the top.
    pub prefix: String,
    /// What it fills in, in all files: placeholder → text.
    pub fills: Vec<(String, String)>,
}

/// Reads `server`.
pub(super) fn read(fields: Fields<'_>) -> Server {
    let prefix = fields.text("prefix");
    let fills = fields.table("fills").map(|table| {
        let entries = table.entries().iter();
        let fills =
            entries.filter_map(|entry| Some((entry.key.clone(), table.text(&entry.key)?.value)));
        let fills: Vec<(String, String)> =
            fills.filter(|(placeholder, _)| !placeholder.is_empty()).collect();
        table.finish();
        fills
    });
    let findings = fields.findings();
    let prefix = prefix.map(|text| {
        let bare = text.value.trim_matches('/').to_owned();
        if let (Err(reason), false, Some(place)) =
            (OutputPath::new(&bare), bare.is_empty(), text.place())
        {
            let message = format!("the path `{}` {reason}", text.value);
            findings.add(Diagnostic::at(Code::Contract, place, message));
        }
        bare
    });
    fields.finish();
    Server { prefix: prefix.unwrap_or_default(), fills: fills.unwrap_or_default() }
}

/// The bytes of a file, or why there are none.
type Answer = Result<Arc<Vec<u8>>, String>;

impl Server {
    /// The file of the client that it answers with for a path.
    fn file(&self, path: &OutputPath) -> Option<OutputPath> {
        if self.prefix.is_empty() {
            return Some(path.clone());
        }
        OutputPath::new(path.as_str().strip_prefix(&self.prefix)?.strip_prefix('/')?).ok()
    }

    /// The address of a page on it.
    pub fn address(&self, page: &str) -> String {
        match self.prefix.as_str() {
            "" => page.to_owned(),
            prefix => format!("{prefix}/{page}"),
        }
    }

    /// What it answers for a path with, by who reads the client's files.
    pub fn answer(
        &self,
        path: &OutputPath,
        read: impl FnOnce(&OutputPath) -> Option<Answer>,
    ) -> Option<Answer> {
        let sent = read(&self.file(path)?)?;
        Some(sent.map(|bytes| match self.filled(&bytes) {
            Cow::Owned(filled) => Arc::new(filled),
            Cow::Borrowed(_) => Arc::clone(&bytes),
        }))
    }

    /// A file as it sends it.
    fn filled<'a>(&self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
        let mut filled = Cow::Borrowed(bytes);
        for (placeholder, text) in &self.fills {
            let finder = memmem::Finder::new(placeholder);
            let mut rest: &[u8] = &filled;
            let mut out = Vec::new();
            while let Some(at) = finder.find(rest) {
                out.extend_from_slice(&rest[..at]);
                out.extend_from_slice(text.as_bytes());
                rest = &rest[at + placeholder.len()..];
            }
            if rest.len() < filled.len() {
                out.extend_from_slice(rest);
                filled = Cow::Owned(out);
            }
        }
        filled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_filled_and_below_the_prefix() {
        let fills =
            vec![("{{ base }}".to_owned(), "/ui".to_owned()), ("__X__".to_owned(), String::new())];
        let server = Server { prefix: "ui".to_owned(), fills };
        let filled = server.filled(b"a{{ base }}/b{{ base }}__X__c");
        assert_eq!(filled.as_ref(), b"a/ui/b/uic");
        assert!(matches!(server.filled(b"plain"), Cow::Borrowed(_)));
        let file = |path: &str| {
            let path = OutputPath::new(path).unwrap();
            server.file(&path).map(|path| path.to_string())
        };
        assert_eq!(file("ui/a/b.js").as_deref(), Some("a/b.js"));
        assert_eq!((file("uia.js"), file("a.js"), file("ui")), (None, None, None));
        assert_eq!(server.address("index.html#/x"), "ui/index.html#/x");
        assert_eq!(Server::default().address("a"), "a");
    }
}
