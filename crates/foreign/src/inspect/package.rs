//! What a bundle's package says of itself: its name, version, license and home page.

use rebadge_core::error::Error;
use rebadge_core::fs;
use serde_json::Value;

use super::licenses::{self, License};
use super::{Inspection, LIMIT, Parts, Said};
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
    let own: Vec<&BundleFile> = own.collect();
    let files = [beside.as_slice(), &own].concat();
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
    let said = seen.license.take();
    let of_package = texts(&beside)?;
    let texts = if of_package.is_empty() { texts(&own)? } else { of_package };
    let license = licenses::decided(said.as_ref().map(|said| said.value.as_str()), &texts);
    let place = || {
        let file = || texts.first().map(|(file, _)| file.clone());
        said.map(|said| said.place).or_else(file).unwrap_or_default()
    };
    seen.license = license.map(|license| match license.doubt {
        Some(doubt) => Said { value: license.value, place: doubt },
        None => Said { value: license.value, place: place() },
    });
    Ok(())
}

/// The texts of licenses in the highest folder that has some, each with its path. Those of parts of others say nothing of the whole,
/// where there is another.
fn texts(files: &[&BundleFile]) -> Result<Vec<(String, License)>, Error> {
    let written = || files.iter().copied().filter(|file| is_license(name(&file.path)));
    let Some(highest) = written().next().map(|file| folder(&file.path)) else {
        return Ok(Vec::new());
    };
    let of_folder: Vec<&BundleFile> =
        written().filter(|file| folder(&file.path) == highest).collect();
    let is_of_parts = |file: &BundleFile| {
        let name = file.path.to_lowercase();
        ["third", "3rd"].iter().any(|word| name.contains(word))
    };
    let is_alone = of_folder.iter().all(|file| is_of_parts(file));
    let is_one = of_folder.len() == 1;
    let own = of_folder.into_iter().filter(|file| is_alone || !is_of_parts(file));
    let all = own.map(|file| {
        let text = text(file)?;
        let license = match name(&file.path) {
            "copyright" => licenses::of_copyright(&text),
            _ => licenses::of_text(&text),
        };
        Ok((file.path.clone(), license))
    });
    // Who holds the copyright is no license, where there is one beside it and nothing is said of a brand.
    let is_license = |read: &Result<(String, License), Error>| {
        !read
            .as_ref()
            .is_ok_and(|(path, license)| !is_one && is_notice(path) && license.is_harmless())
    };
    all.filter(is_license).collect()
}

/// Whether a file says whose a package is.
fn is_notice(path: &str) -> bool {
    name(path).to_lowercase().starts_with("copyright")
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
    let license = || license(&value).map(|words| say(&words));
    seen.license = seen.license.take().or_else(license);
    seen.home = seen.home.take().or_else(|| text("homepage").map(say));
}

/// The license of a `package.json`, also as old ones have it: an object, or a list of them of which one holds.
fn license(value: &Value) -> Option<String> {
    let kind = |value: &Value| {
        let text = value.as_str().or_else(|| value.get("type").and_then(Value::as_str));
        text.map(str::to_owned)
    };
    let list = || {
        let all = value.get("licenses")?.as_array()?;
        let kinds: Option<Vec<String>> = all.iter().map(kind).collect();
        kinds.filter(|kinds| !kinds.is_empty()).map(|kinds| kinds.join(" OR "))
    };
    value.get("license").and_then(kind).or_else(list)
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
        let classes = head().filter_map(|line| line.strip_prefix("Classifier: License :: "));
        let classes =
            || classes.clone().map(|class| say(class.trim_start_matches("OSI Approved :: ")));
        let proprietary =
            || classes().find(|said| said.value.to_lowercase().contains("proprietary"));
        let written =
            field("License:").filter(|said| !said.value.to_lowercase().starts_with("copyright"));
        // Some have the whole text there.
        let lines = head().skip_while(|line| !line.starts_with("License:")).skip(1);
        let more: Vec<&str> = lines.take_while(|line| line.starts_with([' ', '\t', '|'])).collect();
        let whole = || {
            let first = field("License:")?.value;
            let license = licenses::of_text(&format!("{first}\n{}", more.join("\n")));
            let place = license.doubt.map_or(place.to_owned(), |doubt| format!("{place}: {doubt}"));
            Some(Said { value: license.value, place })
        };
        if !more.is_empty() {
            return whole();
        }
        let expression = field("License-Expression:");
        expression.or_else(|| written.or_else(proprietary)).or_else(|| classes().next())
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

    const MIT: &str = include_str!("licenses/texts/MIT-0.txt");
    const BSD: &str = include_str!("licenses/texts/Unlicense.txt");

    #[test]
    fn the_license_of_the_package_wins() {
        check(&[("LICENSE", MIT), ("web/LICENSE", BSD)], None, "- - MIT-0 -");
        check(&[("web/vendor/LICENSE", BSD)], None, "- - - -");
        check(&[("web/LICENSE.txt", MIT), ("lib/LICENSE", BSD)], None, "- - MIT-0 -");
        let package =
            r#"{"name":"@old/web","version":"1.2","license":"ISC","homepage":"https://old.io"}"#;
        check(&[("package.json", package)], None, "@old/web 1.2 ISC https://old.io");
        check(&[("LICENSE", "ask us")], None, "- - unknown -");
        check(
            &[("package.json", r#"{"licenses":[{"type":"MIT"},{"type":"Apache-2.0"}]}"#)],
            None,
            "- - MIT OR Apache-2.0 -",
        );
    }

    #[test]
    fn a_license_that_is_not_sure_is_unknown() {
        let package = r#"{"license":"MIT-0"}"#;
        let stays = format!("{MIT}\nYou may not replace the logo.");
        check(&[("LICENSE", MIT), ("package.json", package)], None, "- - MIT-0 -");
        check(&[("LICENSE", &stays), ("package.json", package)], None, "- - unknown -");
        check(&[("LICENSE", BSD), ("package.json", package)], None, "- - unknown -");
        check(&[("LICENSE", MIT), ("LICENSE-3RD-PARTY", &stays)], None, "- - MIT-0 -");
        let holder = "Oldmark is a client for the web.\nVersion 2";
        check(
            &[("LICENSE", MIT), ("COPYRIGHT", holder), ("package.json", package)],
            None,
            "- - MIT-0 -",
        );
        let logo = "Copyright Oldmark. The logo is ours.";
        check(
            &[("LICENSE", MIT), ("COPYRIGHT", logo), ("package.json", package)],
            None,
            "- - unknown -",
        );
        check(&[("LICENSE", MIT), ("LICENSE-EE", &stays)], None, "- - unknown -");
        check(
            &[("LICENSE", MIT), ("package.json", r#"{"license":"UNLICENSED"}"#)],
            None,
            "- - UNLICENSED -",
        );
    }

    #[test]
    fn a_wheel_says_what_it_is() {
        let metadata = "Name: old\nVersion: 2\nClassifier: License :: OSI Approved :: MIT License\nProject-URL: Homepage, https://old.io\n\nVersion: 3";
        check(&[("old-2.dist-info/METADATA", metadata)], None, "old 2 MIT https://old.io");
        let vague = ("old-2.dist-info/METADATA", "Name: old\nLicense: BSD\n");
        let bsd = include_str!("licenses/texts/BSD-3-Clause.txt")
            .replace("<<>>", "Old")
            .replace("[[", "")
            .replace("]]", "");
        let written = ("old-2.dist-info/licenses/LICENSE", bsd.as_str());
        check(&[vague, written], None, "old - BSD-3-Clause -");
        check(&[vague], None, "old - BSD -");
        let own = ("old-2.dist-info/METADATA", "Name: old\nLicense: Old Mark License\n");
        check(&[own, written], None, "old - Old Mark License -");
        let proprietary = "Name: old\nLicense: Copyright 2020 Old\nClassifier: License :: Other/Proprietary License\n";
        check(
            &[("old-2.dist-info/METADATA", proprietary), written],
            None,
            "old - Other/Proprietary License -",
        );
        let stays = format!(
            "Name: old\nLicense: {}\n        The logo stays.\n\n",
            MIT.replace("\n\n", "\n|\n").replace('\n', "\n        ")
        );
        check(&[("old-2.dist-info/METADATA", &stays)], None, "old - unknown -");
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
