//! What a bundle's package says of itself: its name, version, license and home page.

use rebadge_core::error::Error;
use rebadge_core::fs;
use serde_json::Value;

use super::{Inspection, LIMIT, Parts, Said, licenses};
use crate::bundle_file::BundleFile;

/// Reads what says it: the control file of a Debian package; then files beside the client, those of the highest folders first; then
/// those in the client's own folder. What lies deeper is of a part of the client, and says nothing of the whole.
pub(super) fn read(parts: Parts<'_>, seen: &mut Inspection) -> Result<(), Error> {
    if let Some(control) = parts.control {
        fields(control, "its control file", seen);
        seen.version = seen.version.take().map(upstream);
    }
    let mut beside: Vec<&BundleFile> =
        parts.beside.iter().filter(|file| is_above(folder(&file.path), parts.root)).collect();
    beside.sort_by_key(|file| file.path.matches('/').count());
    let own = parts.files.iter().filter(|file| folder(&file.path).is_empty());
    let files: Vec<&BundleFile> = beside.into_iter().chain(own).collect();
    for file in &files {
        match name(&file.path) {
            "package.json" => package(&file.path, &fs::read(&file.file, LIMIT)?, seen),
            "METADATA" => fields(&text(file)?, &file.path, seen),
            "copyright" => {
                let package = name(folder(&file.path)).to_owned();
                let said = || Some(Said { value: package, place: file.path.clone() });
                seen.package =
                    seen.package.take().or_else(said).filter(|said| !said.value.is_empty());
            }
            _ => {}
        }
    }
    let is_sure = seen.license.as_ref().is_some_and(|said| licenses::is_known(&said.value));
    if !is_sure {
        let written = files.iter().copied().filter(|file| is_license(name(&file.path)));
        let of_file = written_license(&written.collect::<Vec<_>>())?;
        let is_better = of_file.as_ref().is_some_and(|said| said.value != UNKNOWN);
        seen.license = if is_better { of_file } else { seen.license.take().or(of_file) };
    }
    Ok(())
}

/// What stands for the license of a text that is not known.
const UNKNOWN: &str = "unknown";

/// The license of the first file whose text is known; else that there is a file.
fn written_license(files: &[&BundleFile]) -> Result<Option<Said>, Error> {
    for file in files {
        let text = text(file)?;
        let id = match name(&file.path) {
            "copyright" => licenses::of_copyright(&text),
            _ => licenses::of_text(&text).map(str::to_owned),
        };
        if let Some(value) = id {
            return Ok(Some(Said { value, place: file.path.clone() }));
        }
    }
    let said = |file: &&BundleFile| Said { value: UNKNOWN.into(), place: file.path.clone() };
    Ok(files.first().map(said))
}

fn text(file: &BundleFile) -> Result<String, Error> {
    Ok(String::from_utf8_lossy(&fs::read(&file.file, LIMIT)?).into_owned())
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// Whether a folder is above the client's, or has what a wheel or a Debian package says of itself.
fn is_above(folder: &str, root: &str) -> bool {
    let of_wheel = folder.split('/').next().is_some_and(|top| top.ends_with(".dist-info"));
    let of_debian = folder.strip_prefix("usr/share/doc/").is_some_and(|rest| !rest.contains('/'));
    let is_part = root.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    folder.is_empty() || is_part || of_wheel || of_debian
}

fn package(path: &str, bytes: &[u8], seen: &mut Inspection) {
    let Ok(value) = serde_json::from_slice::<Value>(bytes) else { return };
    let text = |key: &str| value.get(key).and_then(Value::as_str);
    let say = |value: &str| Said { value: value.to_owned(), place: path.to_owned() };
    seen.package = seen.package.take().or_else(|| text("name").map(say));
    seen.version = seen.version.take().or_else(|| text("version").map(say));
    let license = || text("license").map(|words| say(&licenses::of_words(words)));
    seen.license = seen.license.take().or_else(license);
    seen.home = seen.home.take().or_else(|| text("homepage").map(say));
}

/// The fields of a Python package ("Core metadata specifications") or of a Debian package (deb-control(5)).
fn fields(text: &str, place: &str, seen: &mut Inspection) {
    let head = || text.lines().take_while(|line| !line.is_empty());
    let say = |value: &str| Said { value: value.trim().to_owned(), place: place.to_owned() };
    let field = |name: &str| head().find_map(|line| line.strip_prefix(name)).map(say);
    let home = || {
        let url = |line: &str| {
            let (label, url) = line.strip_prefix("Project-URL:")?.split_once(',')?;
            label.trim().eq_ignore_ascii_case("homepage").then(|| say(url))
        };
        let named = field("Homepage:").or_else(|| field("Home-page:"));
        named.or_else(|| head().find_map(url))
    };
    let license = || {
        let classified = || field("Classifier: License :: OSI Approved :: ");
        let written = field("License:").or_else(classified);
        field("License-Expression:")
            .or_else(|| written.map(|said| Said { value: licenses::of_words(&said.value), ..said }))
    };
    let name = || field("Package:").or_else(|| field("Name:"));
    seen.package = seen.package.take().or_else(name);
    seen.version = seen.version.take().or_else(|| field("Version:"));
    seen.license = seen.license.take().or_else(license);
    seen.home = seen.home.take().or_else(home);
}

/// The maker's part of a version of a Debian package: `4:5.2.1+dfsg-1+deb12u1` is 5.2.1 (deb-version(7)).
fn upstream(said: Said) -> Said {
    let version = said.value.split_once(':').map_or(said.value.as_str(), |(_, rest)| rest);
    let version = version.rsplit_once('-').map_or(version, |(upstream, _)| upstream);
    let ends = ["+dfsg", "+ds", "+repack", "~dfsg", "~ds"];
    let end = ends.iter().filter_map(|mark| version.find(mark)).min().unwrap_or(version.len());
    Said { value: version[..end].to_owned(), ..said }
}

fn is_license(name: &str) -> bool {
    let name = name.to_lowercase();
    let stem = name.trim_end_matches(".txt").trim_end_matches(".md").trim_end_matches(".rst");
    ["license", "licence", "copying", "copyright", "unlicense"].contains(&stem)
        || stem.starts_with("license-")
}

#[cfg(test)]
mod tests {
    use rebadge_core::fs::Scratch;

    use super::*;

    /// What a package says, as `name version license home`, with the client in `web`.
    fn check(files: &[(&str, &str)], control: Option<&str>, expect: &str) {
        let folder = Scratch::new().unwrap();
        let written: Vec<BundleFile> = files
            .iter()
            .map(|(path, content)| {
                let file = folder.path().join(path);
                fs::write_within(folder.path(), path, content.as_bytes()).unwrap();
                let (path, size) = ((*path).to_owned(), content.len() as u64);
                BundleFile { path, file, size, on_disk: crate::bundle_file::OnDisk::Plain }
            })
            .collect();
        let (own, beside): (Vec<_>, Vec<_>) =
            written.into_iter().partition(|file| file.path.starts_with("web/"));
        let own =
            own.into_iter().map(|file| BundleFile { path: file.path[4..].to_owned(), ..file });
        let own: Vec<BundleFile> = own.collect();
        let mut seen = Inspection::default();
        let parts = Parts { root: "web", files: &own, beside: &beside, control };
        read(parts, &mut seen).unwrap();
        let said =
            |said: &Option<Said>| said.as_ref().map_or("-".to_owned(), |said| said.value.clone());
        let found = [&seen.package, &seen.version, &seen.license, &seen.home].map(said);
        assert_eq!(found.join(" "), expect);
    }

    const MIT: &str =
        "Permission is hereby granted, free of charge, to any person obtaining a copy";

    #[test]
    fn the_license_of_the_package_wins() {
        let apache = "Apache License\nVersion 2.0";
        check(&[("LICENSE", MIT), ("web/LICENSE", apache)], None, "- - MIT -");
        check(&[("web/vendor/LICENSE", apache)], None, "- - - -");
        check(&[("web/LICENSE.txt", MIT), ("lib/LICENSE", apache)], None, "- - MIT -");
        let package =
            r#"{"name":"@old/web","version":"1.2","license":"ISC","homepage":"https://old.io"}"#;
        check(
            &[("LICENSE", MIT), ("package.json", package)],
            None,
            "@old/web 1.2 ISC https://old.io",
        );
        check(&[("LICENSE", "ask us")], None, "- - unknown -");
    }

    #[test]
    fn a_wheel_says_what_it_is() {
        let metadata = "Name: old\nVersion: 2\nClassifier: License :: OSI Approved :: MIT License\nProject-URL: Homepage, https://old.io\n\nVersion: 3";
        check(&[("old-2.dist-info/METADATA", metadata)], None, "old 2 MIT https://old.io");
        let vague = ("old-2.dist-info/METADATA", "Name: old\nLicense: BSD\n");
        let text = "Redistribution and use in source and binary forms … Neither the name";
        let written = ("old-2.dist-info/licenses/LICENSE", text);
        check(&[vague, written], None, "old - BSD-3-Clause -");
        check(&[vague], None, "old - BSD -");
    }

    #[test]
    fn a_debian_package_says_what_it_is() {
        let control =
            "Package: old-web\nVersion: 4:5.2.1+dfsg-1+deb12u1\nHomepage: https://old.io\n";
        let copyright = "Format: x\n\nFiles: *\nLicense: LGPL-2.1+\n";
        check(
            &[("usr/share/doc/old-web/copyright", copyright)],
            Some(control),
            "old-web 5.2.1 LGPL-2.1-or-later https://old.io",
        );
        let unpacked = [("usr/share/doc/old-web/copyright", copyright)];
        check(&unpacked, None, "old-web - LGPL-2.1-or-later -");
    }
}
