//! Each kind of damage, made in a package of a small bundle.

use std::path::PathBuf;

use rebadge_core::fs::{self, Scratch};

use super::*;
use crate::bundle_file::{BundleFile, OnDisk};
use crate::facts::facts;
use crate::paths::PathPattern;

type Files = BTreeMap<String, Vec<u8>>;

const MD5: Algorithm = Algorithm::Md5;

fn hex(algorithm: Algorithm, bytes: &[u8]) -> String {
    algorithm.digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A bundle, or a package with other text and hashes in its names.
fn made(app: &str, token: &str) -> Files {
    let mut files = Files::new();
    let script = format!("export default '{app}'");
    let page = format!("<script>let a='{app}'</script><script src='app.{token}.js'></script>");
    let policy = crate::digests::Notation {
        algorithm: Algorithm::Sha256,
        encoding: crate::digests::Encoding::Base64,
    };
    let page =
        format!("{page}<meta content=\"'sha256-{}='\">", policy.write(inline(app).as_bytes()));
    let worker = format!(
        "p([{{url:\"index.html\",revision:\"{}\"}},{{url:\"app.{token}.js\",revision:null}},{{url:\"gone.png\",revision:null}}]);x={{\"old.bin\":\"{}\"}}",
        hex(MD5, page.as_bytes()),
        hex(MD5, b"never there"),
    );
    files.insert(format!("app.{token}.js.gz"), Coding::Gzip.compress(script.as_bytes()));
    files.insert(format!("app.{token}.js"), script.into_bytes());
    files.insert("index.html".to_owned(), page.into_bytes());
    files.insert("sw.js".to_owned(), worker.into_bytes());
    files.insert("plain.txt".to_owned(), b"the same".to_vec());
    files
}

fn inline(app: &str) -> String {
    format!("let a='{app}'")
}

/// What is untrue of a package of the bundle after a change, as `kind file of`.
fn untrue_of(change: impl FnOnce(&mut Files)) -> (Vec<String>, Proof) {
    let base = made("old", "1a2b3c4d");
    let scratch = Scratch::new().unwrap();
    let file = |(path, bytes): (&String, &Vec<u8>)| -> BundleFile {
        let file: PathBuf = scratch.path().join(path);
        fs::write(&[(&file, bytes)]).unwrap();
        BundleFile { path: path.clone(), file, size: bytes.len() as u64, on_disk: OnDisk::Plain }
    };
    let mut files: Vec<BundleFile> = base.iter().map(file).collect();
    siblings::mark_packed(&mut files);
    let hashed = [PathPattern::parse("*.{hash:8}.js").unwrap()];
    let facts = facts(&files, &hashed).unwrap();
    let changed = ["app.1a2b3c4d.js", "index.html"].map(str::to_owned).into();
    let shipped = base.keys().cloned().collect();
    let origin = Origin {
        facts: &facts,
        shipped,
        removed: BTreeSet::new(),
        of_others: BTreeSet::new(),
        changed: &changed,
    };
    let mut package = made("new", "5e6f7a8b");
    change(&mut package);
    let listing: BTreeMap<String, String> =
        package.iter().map(|(path, bytes)| (path.clone(), sha256(bytes))).collect();
    let prover = Prover::new(&origin, &listing);
    let shown: Vec<FileProof> =
        package.iter().map(|(path, bytes)| prover.in_file(path, bytes)).collect();
    let was = |path: &str, text: &str| String::from_utf8_lossy(&base[path]).contains(text);
    let proof = prover.together(&shown, &was);
    let line = |one: &Untrue| format!("{:?} {} {}", one.kind, one.file, one.of);
    (proof.faults.iter().map(line).collect(), proof)
}

#[track_caller]
fn check(change: impl FnOnce(&mut Files), expect: &[&str]) {
    assert_eq!(untrue_of(change).0, expect);
}

fn edit(files: &mut Files, path: &str, from: &str, to: &str) {
    let text = String::from_utf8(files[path].clone()).unwrap();
    assert!(text.contains(from), "{from} in {text}");
    files.insert(path.to_owned(), text.replace(from, to).into_bytes());
}

const APP: &str = "app.5e6f7a8b.js";

#[test]
fn a_whole_package_is_true() {
    let (faults, proof) = untrue_of(|_| {});
    assert_eq!(faults, [""; 0]);
    assert_eq!((proof.digests, proof.siblings, proof.listed), (2, 1, 2));
    let before: Vec<&str> = proof.before.iter().map(|one| one.of.as_str()).collect();
    assert_eq!(before, ["gone.png", "old.bin"]);
}

#[test]
fn a_digest_that_was_not_written_anew_is_found() {
    let page = String::from_utf8(made("old", "1a2b3c4d")["index.html"].clone()).unwrap();
    let old = hex(MD5, page.as_bytes());
    let new = hex(MD5, &made("new", "5e6f7a8b")["index.html"]);
    let stale = format!("StaleDigest sw.js {old}");
    check(|files| edit(files, "sw.js", &new, &old), &["Digest sw.js index.html", &stale]);
    check(|files| edit(files, "sw.js", &new, &"0".repeat(32)), &["Digest sw.js index.html"]);
}

#[test]
fn a_digest_that_another_file_has_is_not_stale() {
    let page = made("old", "1a2b3c4d").remove("index.html").unwrap();
    let (old, new) = (hex(MD5, &page), hex(MD5, &made("new", "5e6f7a8b")["index.html"]));
    check(
        |files| {
            files.insert("other.html".to_owned(), page);
            edit(files, "sw.js", &new, &old);
        },
        &[
            "Digest sw.js index.html",
            "OldHash other.html 1a2b3c4d",
            "Dangling other.html app.1a2b3c4d.js",
        ],
    );
}

#[test]
fn a_file_that_was_changed_later_is_found() {
    check(
        |files| edit(files, "index.html", "<script src", "<script  src"),
        &["Digest sw.js index.html"],
    );
    check(
        |files| edit(files, "index.html", "let a='new'", "let a='now'"),
        &["Digest index.html index.html", "Digest sw.js index.html"],
    );
}

#[test]
fn an_old_name_is_found() {
    check(|files| edit(files, "plain.txt", "same", "'1a2b3c4d'"), &["OldHash plain.txt 1a2b3c4d"]);
    check(|files| edit(files, "plain.txt", "same", "1a2b3c4d5"), &[]);
    check(
        |files| edit(files, "plain.txt", "same", "./app.00000000.js"),
        &["Dangling plain.txt app.00000000.js"],
    );
    check(|files| edit(files, "plain.txt", "same", "./app.00000000.json myapp.00000000.js"), &[]);
}

#[test]
fn a_file_that_kept_its_name_or_is_missing_is_found() {
    check(|files| drop(files.remove("plain.txt")), &["Missing plain.txt plain.txt"]);
    let (faults, _) = untrue_of(|files| {
        files.remove(APP);
        files.remove("app.5e6f7a8b.js.gz");
        files.insert("app.1a2b3c4d.js".to_owned(), b"export default 'new'".to_vec());
    });
    assert!(faults.contains(&"SameName app.1a2b3c4d.js app.1a2b3c4d.js".to_owned()), "{faults:?}");
    assert!(faults.contains(&"Listed sw.js app.5e6f7a8b.js".to_owned()), "{faults:?}");
    assert!(faults.contains(&"Dangling index.html app.5e6f7a8b.js".to_owned()), "{faults:?}");
}

#[test]
fn a_sibling_of_another_file_is_found() {
    let fault = ["Sibling app.5e6f7a8b.js.gz app.5e6f7a8b.js"];
    let sibling = "app.5e6f7a8b.js.gz";
    check(|files| drop(files.insert(sibling.to_owned(), Coding::Gzip.compress(b"old"))), &fault);
    check(|files| drop(files.insert(sibling.to_owned(), b"no gzip".to_vec())), &fault);
}

#[test]
fn a_list_of_a_file_that_is_not_there_is_found() {
    check(|files| edit(files, "sw.js", "gone.png", "lost.png"), &["Listed sw.js lost.png"]);
    check(|files| edit(files, "sw.js", "gone.png", "/?x"), &[]);
    check(|files| edit(files, "sw.js", "gone.png", "https://other.example/a.png"), &[]);
}
