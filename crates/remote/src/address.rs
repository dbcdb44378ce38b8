//! The address of an object in a store: `s3://bucket/a/b`.

use std::path::Path;

use percent_encoding::percent_decode_str;
use rebadge_core::error::Error;

/// The kinds of stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Amazon S3, and what speaks as it does.
    S3,
    /// Google Cloud Storage.
    Gcs,
    /// Azure Blob Storage.
    Azure,
    /// A server that takes PUT.
    Http,
    /// The same without encryption, as on a local network.
    PlainHttp,
}

/// The schemes of addresses.
const SCHEMES: &[(&str, Kind)] = &[
    ("s3", Kind::S3),
    ("gs", Kind::Gcs),
    ("az", Kind::Azure),
    ("https", Kind::Http),
    ("http", Kind::PlainHttp),
];

/// The store of an address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Root {
    pub(crate) kind: Kind,
    /// A bucket, a container, or a host with its port.
    pub(crate) name: String,
}

/// The parts of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) root: Root,
    /// The path of the object: parts with slashes between them. Empty for the store itself.
    pub(crate) key: String,
}

impl Address {
    /// Reads an address. The key of a bucket is taken as it is written; the path of a URL is percent-decoded.
    ///
    /// # Errors
    /// [`Error::Store`] for one that cannot be an address of a store.
    pub(crate) fn parse(place: &Path) -> Result<Address, Error> {
        let fault = |reason: &str, help: &str| Error::Store {
            place: shown(place),
            reason: reason.to_owned(),
            help: Some(help.to_owned()),
            may_pass: false,
        };
        let example = "write it as `s3://bucket/folder`";
        let text = place.to_str().ok_or_else(|| fault("it is not in UTF-8", example))?;
        let (scheme, rest) = text.split_once("://").unwrap_or_default();
        let Some((_, kind)) = SCHEMES.iter().find(|(name, _)| *name == scheme) else {
            let all: Vec<String> = SCHEMES.iter().map(|(name, _)| format!("`{name}://`")).collect();
            return Err(fault(
                "no such stores are known",
                &format!("known are {}", all.join(", ")),
            ));
        };
        let (name, path) = rest.split_once('/').unwrap_or((rest, ""));
        if name.is_empty() {
            return Err(fault("it names no bucket, container or host", example));
        }
        if name.contains('@') {
            return Err(fault("it has credentials in it", "set them by the environment"));
        }
        let is_web = matches!(kind, Kind::Http | Kind::PlainHttp);
        if is_web && path.contains(['?', '#']) {
            return Err(fault("it has a query or a fragment", "leave that out"));
        }
        let key = if is_web {
            percent_decode_str(path).decode_utf8().map(|key| key.into_owned())
        } else {
            Ok(path.to_owned())
        };
        let key = key.map_err(|_| fault("its path is not in UTF-8", "write it in UTF-8"))?;
        // Joined paths of this system may have other separators.
        let key = if cfg!(windows) { key.replace('\\', "/") } else { key };
        let parts: Vec<&str> = key.split('/').filter(|part| !part.is_empty()).collect();
        if parts.iter().any(|part| *part == "." || *part == "..") {
            return Err(fault("a part of its path is `.` or `..`", "write it without them"));
        }
        let root = Root { kind: *kind, name: name.to_owned() };
        Ok(Address { root, key: parts.join("/") })
    }
}

/// An address as it may be printed: without credentials.
fn shown(place: &Path) -> std::path::PathBuf {
    let text = place.to_string_lossy();
    let (scheme, rest) = text.split_once("://").unwrap_or_default();
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.rsplit('@').next().unwrap_or_default();
    let path = path.split(['?', '#']).next().unwrap_or_default();
    format!("{scheme}://{host}/{path}").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, kind: Kind, name: &str, key: &str) {
        let address = Address::parse(text.as_ref()).unwrap();
        let root = Root { kind, name: name.to_owned() };
        assert_eq!(address, Address { root, key: key.to_owned() }, "{text}");
    }

    #[test]
    fn addresses_are_taken_apart() {
        check("s3://bucket", Kind::S3, "bucket", "");
        check("s3://bucket/", Kind::S3, "bucket", "");
        check("s3://bucket/a/b.zip", Kind::S3, "bucket", "a/b.zip");
        check("gs://bucket//a/", Kind::Gcs, "bucket", "a");
        check("az://container/发布 7/100%", Kind::Azure, "container", "发布 7/100%");
        check("s3://bucket/a%20b?c#d", Kind::S3, "bucket", "a%20b?c#d");
        check("https://host:8443/a%20b/%E4%B8%AD", Kind::Http, "host:8443", "a b/中");
    }

    #[test]
    fn what_is_no_address_is_told() {
        let check = |text: &str, expect: &str| {
            let error = Address::parse(text.as_ref()).unwrap_err().to_string();
            assert!(error.contains(expect), "{text}: {error}");
            assert!(!error.contains("secret"), "{error}");
        };
        check("ftp://host/a", "no such stores are known");
        check("s3:///a", "it names no bucket");
        check("s3://bucket/a/../b", "is `.` or `..`");
        check("https://user:secret@host/a", "it has credentials in it");
        check("https://host/a?token=secret", "it has a query");
        check("https://host/%2E%2E/a", "is `.` or `..`");
    }
}
