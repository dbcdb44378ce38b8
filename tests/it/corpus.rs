//! The kept inputs of the fuzz targets, run through the same readers without a fuzzer.

#[path = "../fuzz/src/readers.rs"]
#[allow(unreachable_pub, reason = "the fuzz targets are another crate that uses it")]
mod readers;

use std::fs;

use crate::project::root;

type Reader = fn(&[u8]);

const READERS: [(&str, Reader); 17] = [
    ("svg", readers::svg),
    ("css", readers::css),
    ("html", readers::html),
    ("png", readers::png),
    ("jpeg", readers::jpeg),
    ("ico", readers::ico),
    ("font", readers::font),
    ("theme", readers::theme),
    ("tokens", readers::tokens),
    ("contract", readers::contract),
    ("zip", readers::zip),
    ("tarball", readers::tarball),
    ("archive", readers::archive),
    ("finished", readers::finished),
    ("manifest", readers::manifest),
    ("signature", readers::signature),
    ("deflate", readers::deflate),
];

#[test]
fn kept_inputs_end_without_a_panic() {
    let mut inputs = 0;
    for (name, reader) in READERS {
        let folder = root().join("tests/fuzz/corpus").join(name);
        for entry in fs::read_dir(&folder).unwrap() {
            reader(&fs::read(entry.unwrap().path()).unwrap());
            inputs += 1;
        }
    }
    assert!(inputs >= READERS.len(), "only {inputs} inputs");
}

#[test]
fn every_target_is_run_here() {
    let targets = fs::read_dir(root().join("tests/fuzz/targets")).unwrap();
    let mut targets: Vec<String> = targets
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    targets.sort();
    let mut readers: Vec<&str> = READERS.iter().map(|(name, _)| *name).collect();
    readers.sort_unstable();
    assert_eq!(targets, readers);
}
