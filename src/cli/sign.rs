//! The options of `sign`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

pub(super) const EXAMPLES: &str = "\
Examples:
  rebadge sign --new-key release.key          once: also writes release.key.pub
  rebadge sign dist/release.json --key release.key
                                              what `merge` wrote, after it
  REBADGE_KEY=\"$SECRET\" rebadge sign dist    every package of a folder
  rebadge verify dist --key release.key.pub

A package that is not what its manifest says is not signed. Beside each package are then
PACKAGE.sigstore.json, PACKAGE.minisig and PACKAGE.cdx.json. The key is an Ed25519 key:
of --new-key, of `openssl genpkey -algorithm ed25519`, or of `minisign -G -W`.

Exit status: 0 all are signed, 1 one is not, 2 could not run.";

/// Options of `sign`.
#[derive(Debug, Args)]
pub struct Sign {
    /// The index of a release, packages, manifests, or folders of packages
    #[arg(value_name = "DIST", default_value = "dist", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// The file of the secret key [default: the key in the variable REBADGE_KEY]
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub key: Option<PathBuf>,
    /// Who is trusted to sign, as SLSA's `builder.id` [default: an `ni:` URI of the public key]
    #[arg(long, value_name = "URI", value_parser = uri)]
    pub builder: Option<String>,
    /// Make a key, and the public key in FILE.pub; sign nothing
    #[arg(long, value_name = "FILE", conflicts_with_all = ["paths", "key", "builder", "show_key"], value_hint = ValueHint::FilePath)]
    pub new_key: Option<PathBuf>,
    /// Print the public key of the secret one; sign nothing
    #[arg(long, conflicts_with_all = ["paths", "builder"])]
    pub show_key: bool,
    /// How many threads work side by side; 0 is one per core
    #[arg(short, long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=1024))]
    pub jobs: u16,
}

/// A URI by its scheme (RFC 3986, section 3.1), without what no URI holds.
fn uri(text: &str) -> Result<String, String> {
    let is_scheme = |scheme: &str| {
        scheme.starts_with(|letter: char| letter.is_ascii_alphabetic())
            && scheme.chars().all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter))
    };
    let is_uri =
        text.split_once(':').is_some_and(|(scheme, rest)| is_scheme(scheme) && !rest.is_empty())
            && text.chars().all(|letter| letter.is_ascii_graphic());
    if is_uri {
        Ok(text.to_owned())
    } else {
        Err("write a URI, such as `https://ci.example/release`".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_builder_is_a_uri() {
        for good in ["https://ci.example/release", "ni:///sha-256;x", "urn:x:y"] {
            assert_eq!(uri(good), Ok(good.to_owned()));
        }
        for bad in ["", "ci", ":x", "https:", "9:x", "a b:c", "https://a b"] {
            assert!(uri(bad).is_err(), "{bad}");
        }
    }
}
