//! `rebadge sign` and `rebadge verify --key`: what is signed holds, for us and for tools that others wrote; every change to it
//! is found and named; the same bytes come twice; no tenant is named beside the package of another.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::package::sha256;
use crate::project::{ACME, LOGO, Project, Run, root, tests_folder};

const ZIP: &str = "dist/acme/acme-web-0.3.0.zip";
const MANIFEST: &str = "dist/acme/acme-web-0.3.0.json";
const BUNDLE: &str = "dist/acme/acme-web-0.3.0.zip.sigstore.json";
const MINISIG: &str = "dist/acme/acme-web-0.3.0.zip.minisig";
const SBOM: &str = "dist/acme/acme-web-0.3.0.zip.cdx.json";

/// A tenant with a name of its own.
fn tenant(project: Project, id: &str, name: &str) -> Project {
    let toml =
        ACME.replace("\"acme\"", &format!("{id:?}")).replace("\"Acme\"", &format!("{name:?}"));
    project.theme(id, &toml).asset(&format!("{id}/logo.svg"), LOGO)
}

/// A project with a key and the package of its tenant, which is signed.
fn signed() -> Project {
    let project = Project::acme();
    project.run("sign --new-key key").status(0);
    project.run("build").status(0);
    project.run("sign --key key").status(0);
    project
}

/// The kinds of all faults, with what they are about.
fn faults(run: &Run) -> Vec<String> {
    let objects =
        ["verified", "verified-index", "signed"].map(|reason| run.objects(reason)).concat();
    let faults = objects.iter().flat_map(|package| package["faults"].as_array().expect("faults"));
    let text = |fault: &Value, key: &str| fault[key].as_str().unwrap_or_default().to_owned();
    let line = |fault: &Value| {
        format!("{} {}{}", text(fault, "kind"), text(fault, "file"), text(fault, "what"))
            .trim_end()
            .to_owned()
    };
    faults.map(line).collect()
}

/// What `verify --key` finds.
#[track_caller]
fn check(project: &Project, expect: &[&str]) -> Run {
    let run = project.run("verify --key key.pub --format json");
    let run = run.status(i32::from(!expect.is_empty()));
    assert_eq!(faults(&run), expect, "{run}");
    run
}

/// A file and how its bytes and time are now.
fn state(project: &Project, folder: &str) -> BTreeMap<String, (Vec<u8>, std::time::SystemTime)> {
    let files = project.files(folder).into_iter();
    files
        .map(|file| {
            let path = format!("{folder}/{file}");
            let time = fs::metadata(project.path(&path)).unwrap().modified().unwrap();
            let bytes = project.read(&path);
            (file, (bytes, time))
        })
        .collect()
}

fn json_of(project: &Project, path: &str) -> Value {
    serde_json::from_slice(&project.read(path)).unwrap()
}

/// What was signed.
fn statement(project: &Project, bundle: &str) -> Value {
    let bundle = json_of(project, bundle);
    let payload = bundle["dsseEnvelope"]["payload"].as_str().expect("a payload");
    serde_json::from_slice(&STANDARD.decode(payload).unwrap()).unwrap()
}

#[test]
fn what_is_signed_holds() {
    let project = signed();
    let files = ["acme-web-0.3.0.json", "acme-web-0.3.0.zip", "acme-web-0.3.0.zip.cdx.json"];
    let beside = ["acme-web-0.3.0.zip.minisig", "acme-web-0.3.0.zip.sigstore.json"];
    assert_eq!(project.files("dist/acme"), [files.as_slice(), &beside].concat());
    check(&project, &[]);
    let statement = statement(&project, BUNDLE);
    let subjects = statement["subject"].as_array().unwrap().iter();
    let digest = |path: &str| sha256(&project.read(path));
    for (subject, path) in subjects.zip([ZIP, MANIFEST, SBOM]) {
        assert_eq!(subject["name"], json!(path.rsplit('/').next().unwrap()));
        assert_eq!(subject["digest"]["sha256"], json!(digest(path)));
    }
    let definition = &statement["predicate"]["buildDefinition"];
    assert_eq!(definition["externalParameters"]["tenant"]["id"], "acme");
    let dependencies = definition["resolvedDependencies"].as_array().unwrap();
    let of = |name: &str| {
        let found = dependencies.iter().find(|file| file["name"] == name);
        found.unwrap_or_else(|| panic!("no {name}: {dependencies:#?}"))
    };
    let theme = digest("themes/acme/theme.toml");
    assert_eq!(of("theme/theme.toml")["digest"]["sha256"], json!(theme));
    let contract = digest("base-client/client.toml");
    assert_eq!(of("base-client/client.toml")["digest"]["sha256"], json!(contract));
    let list = of("base-client")["annotations"]["list"].as_str().unwrap().to_owned();
    assert_eq!(of("base-client")["digest"]["sha256"], json!(digest(&format!("dist/{list}"))));
    let program = sha256(&fs::read(env!("CARGO_BIN_EXE_rebadge")).unwrap());
    let builder = &statement["predicate"]["runDetails"]["builder"];
    assert_eq!(builder["builderDependencies"][0]["digest"]["sha256"], json!(program));
    assert!(builder["id"].as_str().unwrap().starts_with("ni:///sha-256;"), "{builder}");
}

#[test]
fn the_same_bytes_twice_and_nothing_touched() {
    let project = signed();
    let before = state(&project, "dist");
    project.run("sign --key key").status(0).says("1 signed already");
    assert!(state(&project, "dist") == before, "a file was touched");
    for file in [BUNDLE, MINISIG, SBOM] {
        fs::remove_file(project.path(file)).unwrap();
    }
    project.run("sign --key key --jobs 1").status(0);
    let bytes = |state: &BTreeMap<String, (Vec<u8>, _)>| -> Vec<Vec<u8>> {
        state.values().map(|(bytes, _)| bytes.clone()).collect()
    };
    assert!(bytes(&state(&project, "dist")) == bytes(&before), "other bytes");
    // One file that is not as it was written is enough.
    fs::write(project.path(MINISIG), "").unwrap();
    project.run("sign --key key").status(0).says("signed 1 file");
    check(&project, &[]);
    // Another builder is another statement.
    project.run("sign --key key --builder https://ci.example/release").status(0);
    let builder = &statement(&project, BUNDLE)["predicate"]["runDetails"]["builder"];
    assert_eq!(builder["id"], "https://ci.example/release");
    project.run("sign --key key --builder ci").status(2).says("write a URI");
}

#[test]
fn every_change_is_named() {
    let change = |change: &dyn Fn(&Project), expect: &[&str]| {
        let project = signed();
        change(&project);
        let run = check(&project, expect);
        let told = project.run("verify --key key.pub").status(1);
        let package = &run.objects("verified")[0];
        for fault in package["faults"].as_array().unwrap() {
            let message = fault["message"].as_str().expect("a message");
            assert!(told.stderr.contains(message), "{message}: {told}");
            if let Some(help) = fault["help"].as_str() {
                assert!(told.stderr.contains(help), "{help}: {told}");
            }
        }
    };
    let remove =
        |path: &'static str| move |project: &Project| fs::remove_file(project.path(path)).unwrap();
    let bundle = "acme-web-0.3.0.zip.sigstore.json";
    let (minisig, sbom) = ("acme-web-0.3.0.zip.minisig", "acme-web-0.3.0.zip.cdx.json");
    change(&remove(BUNDLE), &[&format!("not-signed {bundle}")]);
    change(&remove(MINISIG), &[&format!("not-signed {minisig}")]);
    change(&remove(SBOM), &[&format!("not-signed {sbom}")]);
    let other_key = |project: &Project| {
        project.run("sign --new-key other").status(0);
        project.run("sign --key other").status(0);
    };
    change(&other_key, &[&format!("other-key {bundle}"), &format!("other-key {minisig}")]);
    let forge = |project: &Project| {
        let mut file = json_of(project, BUNDLE);
        let mut signed = statement(project, BUNDLE);
        signed["subject"][0]["digest"]["sha256"] = json!("0".repeat(64));
        file["dsseEnvelope"]["payload"] = json!(STANDARD.encode(signed.to_string()));
        fs::write(project.path(BUNDLE), file.to_string()).unwrap();
    };
    change(&forge, &[&format!("signature-changed {bundle}")]);
    let cut = |project: &Project| fs::write(project.path(BUNDLE), "{").unwrap();
    change(&cut, &[&format!("signature-unreadable {bundle}")]);
    let comment = |project: &Project| {
        let text = String::from_utf8(project.read(MINISIG)).unwrap();
        fs::write(project.path(MINISIG), text.replace("file:acme", "file:beta")).unwrap();
    };
    change(&comment, &[&format!("signature-changed {minisig}")]);
    let bom = |project: &Project| {
        let text = String::from_utf8(project.read(SBOM)).unwrap();
        fs::write(project.path(SBOM), text.replace("robots.txt", "robots.tx_")).unwrap();
    };
    change(&bom, &["changed-since-signed SBOM"]);
    let package = |project: &Project| {
        let mut bytes = project.read(ZIP);
        let end = bytes.len() - 1;
        bytes[end] ^= 1;
        fs::write(project.path(ZIP), bytes).unwrap();
    };
    change(&package, &["damaged"]);
    let manifest = |project: &Project| {
        let text = String::from_utf8(project.read(MANIFEST)).unwrap() + "\n";
        fs::write(project.path(MANIFEST), text).unwrap();
    };
    change(&manifest, &["changed-since-signed manifest"]);
    let again = |project: &Project| {
        let toml = ACME.replace("#0a66c2", "#0a66c3");
        fs::write(project.path("themes/acme/theme.toml"), toml).unwrap();
        project.run("build").status(0);
    };
    change(&again, &[&format!("signature-outdated {bundle}")]);
    let never = |project: &Project| {
        for file in [BUNDLE, MINISIG, SBOM] {
            fs::remove_file(project.path(file)).unwrap();
        }
    };
    change(&never, &[&format!("not-signed {bundle}")]);
}

/// Every byte of what is signed counts.
#[test]
fn no_byte_of_a_signature_can_be_changed() {
    let project = signed();
    let text = String::from_utf8(project.read(BUNDLE)).unwrap();
    let start = text.find("\"payload\":\"").expect("a payload") + 11;
    let length = text[start..].find('"').unwrap();
    let signature = text.find("\"sig\":\"").expect("a signature") + 7;
    let step = length / 40;
    for at in (start..start + length).step_by(step).chain((signature..signature + 80).step_by(9)) {
        let mut changed = text.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        fs::write(project.path(BUNDLE), changed).unwrap();
        let run = project.run("verify --key key.pub --format json").status(1);
        let found = faults(&run);
        assert!(found.iter().all(|fault| fault.starts_with("signature-")), "byte {at}: {found:?}");
    }
}

#[test]
fn signatures_of_two_tenants_are_told_apart() {
    let project = tenant(tenant(Project::new(), "acme", "Acme"), "beta", "Beta");
    project.run("sign --new-key key").status(0);
    project.run("build").status(0);
    project.run("sign --key key").status(0);
    for ending in ["sigstore.json", "minisig", "cdx.json"] {
        let [a, b] = ["acme", "beta"]
            .map(|id| project.path(&format!("dist/{id}/{id}-web-0.3.0.zip.{ending}")));
        fs::rename(&a, project.path("x")).unwrap();
        fs::rename(&b, &a).unwrap();
        fs::rename(project.path("x"), &b).unwrap();
    }
    let run = check(
        &project,
        &[
            "signature-of-other acme-web-0.3.0.zip.sigstore.json",
            "signature-of-other acme-web-0.3.0.zip.minisig",
            "signature-of-other beta-web-0.3.0.zip.sigstore.json",
            "signature-of-other beta-web-0.3.0.zip.minisig",
        ],
    );
    assert!(run.stdout.contains("is the signature of `beta-web-0.3.0.zip`"), "{run}");
}

#[test]
fn what_is_not_as_its_manifest_says_is_not_signed() {
    let project = tenant(tenant(Project::new(), "acme", "Acme"), "beta", "Beta");
    project.run("sign --new-key key").status(0);
    project.run("build").status(0);
    fs::write(project.path(ZIP), "no zip").unwrap();
    let run = project.run("sign --key key").status(1);
    let run = run.says("failed: dist/acme/acme-web-0.3.0.zip").says("build it again, then sign it");
    assert!(run.stdout.contains("dist/beta/beta-web-0.3.0.zip  signed"), "{run}");
    assert!(!project.path(BUNDLE).exists());
    let run = project.run("sign --key key --format json").status(1);
    assert_eq!(faults(&run), ["damaged"], "{run}");
    project.run("sign --key key gone").status(2);
}

#[test]
fn a_folder_is_signed_by_its_manifest() {
    let project = Project::acme();
    project.run("sign --new-key key").status(0);
    project.run("build --unpacked").status(0);
    project.run("sign --key key").status(0);
    check(&project, &[]);
    assert!(!project.path("dist/acme/acme-web-0.3.0.minisig").exists());
    let toml = ACME.replace("#0a66c2", "#0a66c3");
    fs::write(project.path("themes/acme/theme.toml"), toml).unwrap();
    project.run("build --unpacked").status(0);
    check(&project, &["signature-outdated acme-web-0.3.0.sigstore.json"]);
}

/// The index of a release names all tenants, and is signed if all of them are.
#[test]
fn a_release_is_signed_by_its_index() {
    let project = tenant(tenant(tenant(Project::new(), "a", "A"), "b", "B"), "c", "C");
    project.run("sign --new-key key").status(0);
    project.run("plan --shards 2").status(0);
    for shard in ["1/2", "2/2"] {
        project.run(&format!("build --plan plan.json --shard {shard}")).status(0);
    }
    project.run("merge --plan plan.json").status(0);
    let run = project.run("sign dist/release.json --key key").status(0);
    assert!(run.stdout.ends_with("dist/release.json  signed\n"), "{run}");
    run.says("signed 4 files");
    for named in
        ["", "dist dist/release.json", "dist/release.json", "dist/release.json.sigstore.json"]
    {
        let run = project.run(&format!("verify {named} --key key.pub --format json")).status(0);
        assert_eq!(run.objects("verified").len(), 3, "{run}");
        let indexes = run.objects("verified-index");
        assert_eq!(indexes.len(), 1, "{run}");
        assert_eq!(indexes[0]["packages"], json!(3), "{run}");
    }
    let run = project.run("verify --key key.pub").status(0);
    assert!(run.stdout.ends_with("dist/release.json  3 packages, signed\n"), "{run}");
    // Its signature is not touched either when nothing changed.
    project.run("sign --key key").status(0).says("signed 0 files").says("4 signed already");
    let text = String::from_utf8(project.read("dist/release.json")).unwrap() + "\n";
    fs::write(project.path("dist/release.json"), text).unwrap();
    check(&project, &["changed-since-signed index"]);
    fs::remove_file(project.path("dist/release.json.sigstore.json")).unwrap();
    check(&project, &["not-signed release.json.sigstore.json"]);
    // A package that was built again since is not the one in the index.
    let toml = ACME.replace("\"acme\"", "\"a\"").replace("Acme", "Other");
    fs::write(project.path("themes/a/theme.toml"), toml).unwrap();
    project.run("build --only a --out again").status(0);
    for ending in ["zip", "json"] {
        let file = format!("a/a-web-0.3.0.{ending}");
        let to = project.path(&format!("dist/shard.1-of-2/{file}"));
        fs::copy(project.path(&format!("again/{file}")), to).unwrap();
    }
    let run = project.run("sign dist/release.json --key key --format json").status(1);
    assert_eq!(faults(&run), ["not-indexed package", "not-indexed manifest"], "{run}");
    let failed = &run.objects("sign-finished")[0]["failed"];
    assert_eq!(failed, &json!(["dist/shard.1-of-2/a/a-web-0.3.0.zip", "dist/release.json"]));
    assert!(!project.path("dist/release.json.sigstore.json").exists());
    fs::write(project.path("dist/release.json"), r#"{"release":"x","packages":[]}"#).unwrap();
    project.run("verify").status(2).says("is no index of a release");
}

/// A fleet in which all extend one theme, and one of them another tenant's.
#[test]
fn no_tenant_is_named_beside_the_package_of_another() {
    let base = "abstract = true\n[brand]\ncolor = \"#0a66c2\"\n";
    let project = Project::new().theme("shared", base);
    let project = [("zebra", "Zebra Holding"), ("yak", "雅客集团"), ("xerus", "Xerus & Co.")]
        .into_iter()
        .fold(project, |project, (id, name)| {
            let parent = if id == "yak" { "../zebra" } else { "../shared" };
            let grant = if id == "zebra" { "extendable = [\"../yak\"]\n" } else { "" };
            let toml = format!(
                "extends = {parent:?}\n{grant}[tenant]\nid = {id:?}\nname = {name:?}\n[brand]\nlogo = \"logo.svg\"\n"
            );
            project.theme(id, &toml).asset(&format!("{id}/logo.svg"), LOGO)
        });
    project.run("sign --new-key key").status(0);
    project.run("build").status(0);
    project.run("sign --key key").status(0).says("signed 3 files");
    check(&project, &[]);
    let names = [["zebra", "Zebra"], ["yak", "雅客"], ["xerus", "Xerus"]];
    for [id, _] in names {
        let bundle = format!("dist/{id}/{id}-web-0.3.0.zip.sigstore.json");
        let texts = [
            statement(&project, &bundle).to_string(),
            String::from_utf8(project.read(&bundle)).unwrap(),
            String::from_utf8(project.read(&bundle.replace("sigstore.json", "cdx.json"))).unwrap(),
            String::from_utf8(project.read(&bundle.replace("sigstore.json", "minisig"))).unwrap(),
        ];
        for text in texts {
            for name in names.iter().filter(|[other, _]| *other != id).flatten() {
                assert!(!text.contains(name), "{name} is named beside the package of {id}");
            }
        }
    }
    let statement = statement(&project, "dist/yak/yak-web-0.3.0.zip.sigstore.json");
    let definition = &statement["predicate"]["buildDefinition"];
    assert_eq!(definition["externalParameters"]["tenant"]["name"], "雅客集团");
    let dependencies = definition["resolvedDependencies"].as_array().unwrap().iter();
    let parents: Vec<&Value> = dependencies.filter(|file| file["name"] == "parent").collect();
    let digest = json!(sha256(&project.read("themes/zebra/theme.toml")));
    assert!(parents.iter().any(|parent| parent["digest"]["sha256"] == digest), "{parents:#?}");
    assert_eq!(
        json_of(&project, "dist/yak/yak-web-0.3.0.zip.cdx.json")["metadata"]["component"]["name"],
        "雅客集团"
    );
}

#[test]
fn keys_are_taken_as_they_come() {
    let project = signed();
    let text = |path: &str| String::from_utf8(project.read(path)).unwrap();
    let pem = text("key");
    // By the environment, which the option goes before.
    project.run_with("sign", &[("REBADGE_KEY", &pem)]).status(0).says("1 signed already");
    project.run_with("sign --key key", &[("REBADGE_KEY", "no key")]).status(0);
    project.run_with("sign", &[("REBADGE_KEY", "")]).status(2).says("there is no key to sign with");
    let run = project.run_with("sign", &[("REBADGE_KEY", "secret text")]).status(2);
    let run = run.says("`REBADGE_KEY` is not an Ed25519 key");
    assert!(!format!("{run}").contains("secret text"), "{run}");
    // The two forms of the public key, each alone.
    let public = text("key.pub");
    let (minisign, pem) = public.split_at(public.find("-----BEGIN").unwrap());
    for (name, text) in [("minisign.pub", minisign), ("pem.pub", pem)] {
        fs::write(project.path(name), text).unwrap();
        project.run(&format!("verify --key {name}")).status(0);
    }
    let run = project.run("sign --show-key --key key").status(0);
    assert_eq!(run.stdout, public);
    // A secret key is not for those who check, and the other way round.
    project
        .run("verify --key key")
        .status(2)
        .says("is a secret key")
        .says("rebadge sign --show-key");
    project.run("sign --key key.pub").status(2).says("is a public key");
    project.run("sign --key gone").status(2).says("cannot read `gone`");
    project.run("sign --new-key key").status(2).says("a key is never overwritten");
    project.run("sign --new-key key.pub").status(2);
    assert_eq!(text("key.pub"), public);
}

#[cfg(unix)]
#[test]
fn keys_are_kept_from_others() {
    use std::os::unix::fs::PermissionsExt;
    let project = signed();
    let mode = |path: &str| fs::metadata(project.path(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("key"), 0o600);
    fs::set_permissions(project.path("key"), fs::Permissions::from_mode(0o644)).unwrap();
    let run = project.run("sign --key key -vvv").status(0);
    let run = run.says("warning: others can read the key `key`: `chmod 600 key`");
    let pem = String::from_utf8(project.read("key")).unwrap();
    let secret = pem.lines().nth(1).expect("a key");
    // Others may read a public key.
    fs::set_permissions(project.path("key.pub"), fs::Permissions::from_mode(0o644)).unwrap();
    let public = project.run("sign --key key.pub").status(2).says("is a public key");
    assert!(!public.stderr.contains("chmod"), "{public}");
    assert!(!format!("{run}").contains(secret), "{run}");
    for file in project.files("dist") {
        let bytes = project.read(&format!("dist/{file}"));
        assert!(!String::from_utf8_lossy(&bytes).contains(secret), "{file}");
    }
}

/// Runs a program of others in a project.
#[track_caller]
fn tool(project: &Project, program: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(project.path(""));
    command.env("PYTHONPATH", root().join("target/test-tools/provenance"));
    command.output().unwrap_or_else(|error| panic!("{program}: {error}; run tests/setup"))
}

#[track_caller]
fn passes(project: &Project, program: &str, arguments: &[&str]) {
    let output = tool(project, program, arguments);
    assert!(output.status.success(), "{program} {arguments:?}: {output:?}");
}

#[track_caller]
fn fails(project: &Project, program: &str, arguments: &[&str], says: &str) {
    let output = tool(project, program, arguments);
    let text = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(!output.status.success() && text.contains(says), "{program} {arguments:?}: {text}");
}

/// The path of one of our readers.
fn reader(name: &str) -> String {
    tests_folder().join("tools").join(name).display().to_string()
}

/// Checks a signed package with every tool of others: minisign, securesystemslib with in-toto's own reader, sigstore-js, and
/// the schema of CycloneDX.
#[track_caller]
fn others_agree(project: &Project, public: &str) {
    passes(project, "minisign", &["-Vm", ZIP, "-p", public]);
    let pem = "public.pem";
    passes(project, "openssl", &["pkey", "-pubin", "-in", public, "-pubout", "-out", pem]);
    passes(project, "/usr/bin/python3", &[&reader("dsse.py"), BUNDLE, public, ZIP, MANIFEST, SBOM]);
    let tools = root().join("target/test-tools/sigstore").display().to_string();
    passes(project, "node", &[&reader("sigstore.js"), &tools, BUNDLE, public]);
    passes(project, "/usr/bin/python3", &[&reader("sbom.py"), SBOM]);
}

#[test]
fn tools_of_others_agree() {
    let project = signed();
    others_agree(&project, "key.pub");
    // And they do not where something was changed, so that they do check.
    let text = String::from_utf8(project.read(BUNDLE)).unwrap();
    let payload = text.find("\"payload\":\"").unwrap() + 40;
    let mut forged = text.into_bytes();
    forged[payload] = if forged[payload] == b'A' { b'B' } else { b'A' };
    fs::write(project.path("forged.json"), forged).unwrap();
    let tools = root().join("target/test-tools/sigstore").display().to_string();
    fails(
        &project,
        "node",
        &[&reader("sigstore.js"), &tools, "forged.json", "key.pub"],
        "signature",
    );
    let python = "/usr/bin/python3";
    fails(&project, python, &[&reader("dsse.py"), "forged.json", "key.pub"], "erif");
    fails(&project, python, &[&reader("dsse.py"), BUNDLE, "key.pub", ZIP], "AssertionError");
    fs::write(
        project.path("typo.cdx.json"),
        r#"{"bomFormat":"CycloneDX","specVersion":"1.6","componants":[]}"#,
    )
    .unwrap();
    fails(&project, python, &[&reader("sbom.py"), "typo.cdx.json"], "componants");
    fs::write(project.path(ZIP), "x").unwrap();
    fails(&project, "minisign", &["-Vm", ZIP, "-p", "key.pub"], "verification failed");
}

/// Keys of openssl and of minisign, and how those with a password are refused.
#[test]
fn keys_of_others_are_taken() {
    let project = Project::acme();
    project.run("build").status(0);
    passes(&project, "openssl", &["genpkey", "-algorithm", "ed25519", "-out", "openssl.pem"]);
    passes(&project, "minisign", &["-G", "-W", "-p", "minisign.pub", "-s", "minisign.key"]);
    for (key, public) in [("openssl.pem", "openssl.pub"), ("minisign.key", "both.pub")] {
        let run = project.run(&format!("sign --show-key --key {key}")).status(0);
        fs::write(project.path(public), &run.stdout).unwrap();
        project.run(&format!("sign --key {key}")).status(0);
        others_agree(&project, public);
        project.run(&format!("verify --key {public}")).status(0);
    }
    project.run("sign --new-key own").status(0);
    passes(&project, "openssl", &["pkey", "-in", "own", "-noout"]);
    // The id that minisign gave its key is kept: its own public key fits.
    passes(&project, "minisign", &["-Vm", ZIP, "-p", "minisign.pub"]);
    project.run("verify --key minisign.pub").status(0);

    passes(
        &project,
        "openssl",
        &["pkey", "-in", "openssl.pem", "-aes256", "-passout", "pass:x", "-out", "locked.pem"],
    );
    project
        .run("sign --key locked.pem")
        .status(2)
        .says("is a key with a password")
        .says("openssl pkey");
    let bytes = String::from_utf8(project.read("minisign.key")).unwrap();
    let mut secret = STANDARD.decode(bytes.lines().nth(1).unwrap()).unwrap();
    secret[2..4].copy_from_slice(b"Sc");
    fs::write(project.path("locked.key"), STANDARD.encode(&secret)).unwrap();
    project.run("sign --key locked.key").status(2).says("is a key with a password");
    secret[2..4].copy_from_slice(&[0, 0]);
    secret[70] ^= 1;
    fs::write(project.path("damaged.key"), STANDARD.encode(&secret)).unwrap();
    project.run("sign --key damaged.key").status(2).says("is a damaged key");
    passes(&project, "openssl", &["genpkey", "-algorithm", "x25519", "-out", "x.pem"]);
    project.run("sign --key x.pem").status(2).says("of another algorithm");
    passes(&project, "openssl", &["genrsa", "-traditional", "-out", "rsa.pem", "2048"]);
    project.run("sign --key rsa.pem").status(2).says("of another algorithm");
    fs::write(project.path("empty"), "").unwrap();
    project.run("sign --key empty").status(2).says("is not an Ed25519 key");
}

/// An SBOM as a base client's build writes it.
fn base_sbom() -> Value {
    json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
        "version": 3,
        "metadata": {
            "timestamp": "2026-01-01T00:00:00Z",
            "tools": [{ "name": "cyclonedx-npm", "version": "1.0.0" }],
            "component": { "type": "application", "name": "status", "version": "0.3.0", "bom-ref": "status@0.3.0" },
        },
        "components": [{
            "type": "library", "name": "lit", "version": "3.0.0", "bom-ref": "pkg:npm/lit@3.0.0",
            "purl": "pkg:npm/lit@3.0.0", "licenses": [{ "license": { "id": "BSD-3-Clause" } }],
        }],
        "dependencies": [{ "ref": "status@0.3.0", "dependsOn": ["pkg:npm/lit@3.0.0"] }],
        "compositions": [{ "aggregate": "complete", "assemblies": ["status@0.3.0"] }],
    })
}

#[test]
fn the_sbom_of_the_base_client_is_carried_over() {
    let project = Project::acme().base("bom.json", base_sbom().to_string());
    project.run("sign --new-key key").status(0);
    project.run("build").status(0);
    let manifest = json_of(&project, MANIFEST);
    let file = format!("dist/{}", manifest["base"]["sbom"]["file"].as_str().expect("an SBOM"));
    assert!(project.read(&file) == project.read("base-client/bom.json"));
    // The base client is not needed any more, and its SBOM's name is no package's.
    fs::rename(project.path("base-client"), project.path("elsewhere")).unwrap();
    project.run(&format!("sign {file} dist --key key")).status(0);
    check(&project, &[]);
    others_agree(&project, "key.pub");
    let sbom = json_of(&project, SBOM);
    assert_eq!(sbom["metadata"]["component"]["name"], "Acme");
    assert_eq!(sbom["metadata"]["timestamp"], Value::Null);
    assert_eq!(sbom["metadata"]["tools"][0]["name"], "cyclonedx-npm");
    assert_eq!(sbom["compositions"], base_sbom()["compositions"]);
    assert_ne!(sbom["serialNumber"], base_sbom()["serialNumber"]);
    let components = sbom["components"].as_array().unwrap();
    assert!(components.contains(&base_sbom()["components"][0]), "{components:#?}");
    assert!(components.contains(&base_sbom()["metadata"]["component"]), "{components:#?}");
    assert!(components.iter().any(|part| part["name"] == "tenant.json"), "{components:#?}");
    assert_eq!(sbom["dependencies"][0]["dependsOn"], json!(["status@0.3.0"]));
    assert_eq!(sbom["dependencies"][1], base_sbom()["dependencies"][0]);
    let statement = statement(&project, BUNDLE);
    let dependencies = statement["predicate"]["buildDefinition"]["resolvedDependencies"].as_array();
    let names = dependencies.unwrap().iter().map(|file| &file["name"]);
    assert!(names.clone().any(|name| name == "base-client/bom.json"), "{names:?}");
    // It is part of what is signed: without it, or with another one, nothing is.
    fs::write(project.path(&file), "{}").unwrap();
    let run = project.run("sign --key key --format json").status(1);
    assert_eq!(faults(&run), ["manifest"], "{run}");
    assert!(run.stdout.contains("is not the one that the manifest names"), "{run}");
}

#[test]
fn a_change_of_the_sbom_makes_packages_anew() {
    let project = Project::acme().base("status.cdx.json", base_sbom().to_string());
    project.run("build").status(0);
    let before = project.read(MANIFEST);
    let other = base_sbom().to_string().replace("3.0.0", "3.0.1");
    fs::write(project.path("base-client/status.cdx.json"), other).unwrap();
    project.run("build").status(0);
    assert!(before != project.read(MANIFEST), "the manifest names the older SBOM");
    project.run("verify --rebuild").status(0);
}

#[test]
fn an_sbom_that_cannot_be_used_is_an_error() {
    let check = |files: &[(&str, &str)], contract: Option<&str>, says: &str| {
        let mut project = Project::acme();
        for (path, text) in files {
            project = project.base(path, text);
        }
        if let Some(line) = contract {
            let toml = String::from_utf8(project.read("base-client/client.toml")).unwrap();
            let toml = toml.replacen("[client]\n", &format!("[client]\n{line}\n"), 1);
            project = project.base("client.toml", toml);
        }
        let run = project.run("check");
        match says {
            "" => run.status(0),
            says => run.status(1).says(says),
        };
    };
    let good = base_sbom().to_string();
    check(&[("bom.json", "x")], None, "`bom.json` is not an SBOM in JSON");
    check(&[("a.cdx.json", "{}")], None, "`a.cdx.json` is not an SBOM in the JSON of CycloneDX");
    let both = [("a.cdx.json", good.as_str()), ("bom.json", &good)];
    check(&both, None, "`a.cdx.json` and `bom.json` are both named as an SBOM");
    check(&both, Some("sbom = \"a.cdx.json\""), "");
    check(&[("parts/x.json", &good)], Some("sbom = \"parts/x.json\""), "");
    check(&[], Some("sbom = \"gone.json\""), "cannot read");
    check(&[], Some("sbom = \"../x.json\""), "leaves the folder");
}

#[test]
fn what_stands_beside_a_package_goes_with_it() {
    let project = tenant(signed(), "beta", "Beta");
    fs::remove_dir_all(project.path("themes/acme")).unwrap();
    project.run("build --prune").status(0);
    assert!(!project.path("dist/acme").exists(), "{:?}", project.files("dist"));
}

#[test]
fn events_are_as_their_schema_says() {
    let project = signed();
    let schema = fs::read(root().join("docs/events.schema.json")).unwrap();
    let schema: Value = serde_json::from_slice(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let mut lines = String::new();
    let run = |arguments: &str| project.run(&format!("{arguments} --format json")).stdout;
    project.run("plan").status(0);
    project.run("build --plan plan.json --shard 1/1").status(0);
    project.run("merge --plan plan.json").status(0);
    lines += &run("sign --key key");
    lines += &run("verify --key key.pub");
    lines += &run("sign --new-key other");
    lines += &run("sign --show-key --key other");
    lines += &run("verify --key other.pub");
    fs::write(project.path(ZIP), "x").unwrap();
    lines += &run("sign --key key");
    for line in lines.lines() {
        let value: Value = serde_json::from_str(line).unwrap();
        let errors: Vec<String> =
            validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{line}: {errors:#?}");
    }
    for reason in ["signed", "signed-index", "sign-finished", "verified-index", "key", "public-key"]
    {
        assert!(lines.contains(&format!("\"reason\":\"{reason}\"")), "no {reason}");
    }
}

/// No path of the machine, and no time, is in what is signed.
#[test]
fn nothing_of_the_machine_is_signed() {
    let [one, two] = [signed(), signed()];
    let host = Command::new("hostname").output().map(|output| output.stdout).unwrap_or_default();
    let host = String::from_utf8_lossy(&host).trim().to_owned();
    for (project, other) in [(&one, &two), (&two, &one)] {
        let folder = project.path("").display().to_string();
        let texts = [
            statement(project, BUNDLE).to_string(),
            String::from_utf8(project.read(SBOM)).unwrap(),
        ];
        for text in texts {
            assert!(!text.contains(&folder) && (host.len() < 4 || !text.contains(&host)), "{text}");
        }
        fs::copy(project.path("key"), other.path("theirs")).unwrap();
    }
    two.run("sign --key theirs").status(0);
    for file in [BUNDLE, MINISIG, SBOM] {
        assert!(one.read(file) == two.read(file), "{file} differs between two folders");
    }
    assert!(Path::new(&one.path(BUNDLE)).exists());
}
