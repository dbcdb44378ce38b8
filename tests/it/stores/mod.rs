//! Packages and the cache in object stores: real ones on this machine, sound ones and such that fail.

mod servers;

use crate::project::{ACME, LOGO, Project, Run};
use servers::{Store, Web, run_at, strict};

/// A project with these tenants.
fn tenants(ids: &[&str]) -> Project {
    ids.iter().fold(Project::new(), |project, id| {
        let toml = ACME.replace("\"acme\"", &format!("{id:?}"));
        let toml = toml.replace("\"Acme\"", &format!("\"Tenant {id}\""));
        project.theme(id, &toml).asset(&format!("{id}/logo.svg"), LOGO)
    })
}

/// Every file that a build into a folder writes for its user is in the store, with the same bytes.
#[track_caller]
fn is_same(project: &Project, folder: &str, store: &Store, prefix: &str) {
    let files = project.files(folder);
    let files: Vec<_> = files
        .iter()
        .filter(|path| !path.starts_with('.') && !path.ends_with("report.json"))
        .collect();
    assert!(files.len() > 2, "{files:?}");
    for path in files {
        let object =
            store.object(&format!("{prefix}{path}")).unwrap_or_else(|| panic!("no {path}"));
        assert!(object == project.read(&format!("{folder}/{path}")), "{path} is another one");
    }
}

/// Nothing is left where packages are written first.
#[track_caller]
fn is_tidy(project: &Project) {
    assert_eq!(project.files("scratch"), Vec::<String>::new());
    let left = std::fs::read_dir(project.path("scratch")).unwrap().count();
    assert_eq!(left, 0, "folders are left");
}

/// How many of the requests were of this kind.
fn count(requests: &[String], method: &str, ending: &str) -> usize {
    let is_meant = |line: &&String| {
        let mut parts = line.split(' ');
        parts.next() == Some(method) && parts.next().is_some_and(|path| path.ends_with(ending))
    };
    requests.iter().filter(is_meant).count()
}

fn build(project: &Project, store: &Store) -> Run {
    store.run(project, "one", &format!("build --out {}", store.at("release/7")))
}

#[test]
fn packages_in_a_store_are_those_of_a_folder() {
    let (project, store) = (tenants(&["a", "b"]), Store::new("packages"));
    project.run("build").status(0);
    let run = build(&project, &store).status(0);
    assert!(run.stdout.contains("s3://packages/release/7/a/a-web-0.3.0.zip  "), "{run}");
    is_same(&project, "dist", &store, "release/7/");
    is_tidy(&project);
    let report = store.object("release/7/report.json").unwrap();
    let report: serde_json::Value = serde_json::from_slice(&report).unwrap();
    assert_eq!(report["success"], true);
    let requests = store.requests();
    assert_eq!(count(&requests, "PUT", ".zip"), 2, "{requests:#?}");
    // Data first, manifest last.
    let at = |line: &str| requests.iter().position(|request| request.starts_with(line)).unwrap();
    assert!(at("PUT release/7/a/a-web-0.3.0.zip") < at("PUT release/7/a/a-web-0.3.0.json"));
    // And again.
    let run = build(&project, &store).status(0);
    assert_eq!(run.stdout.matches(", unchanged").count(), 2, "{run}");
    let requests = store.requests();
    assert_eq!(
        count(&requests, "PUT", ".zip") + count(&requests, "PUT", ".json"),
        0,
        "{requests:#?}"
    );
    let run = store.run(&project, "one", "verify s3://packages/release/7").status(0);
    assert!(run.stderr.contains("verified 2 packages"), "{run}");
    store.run(&project, "one", "verify s3://packages/release/7 --rebuild").status(0);
    is_tidy(&project);
}

#[test]
fn shards_meet_in_a_store() {
    let (project, store) = (tenants(&["a", "b", "c"]), Store::new("shards"));
    let run = |arguments: &str| store.run(&project, "one", arguments);
    run("plan --shards 2 --out s3://shards/r/plan.json").status(0);
    let shard = |number: &str| {
        run(&format!("build --plan s3://shards/r/plan.json --shard {number} --out s3://shards/r"))
    };
    shard("1/2").status(0);
    let merge = || run("merge --plan s3://shards/r/plan.json s3://shards/r");
    merge().status(1).says("shard 2 of 2 is missing");
    assert_eq!(store.object("r/release.json"), None);
    shard("2/2").status(0);
    merge().status(0).stdout("s3://shards/r/release.json  3 tenants, 3 packages\n");
    // The index is that of folders.
    project.run("plan --shards 2").status(0);
    for number in ["1/2", "2/2"] {
        project.run(&format!("build --plan plan.json --shard {number}")).status(0);
    }
    project.run("merge --plan plan.json").status(0);
    assert!(store.object("r/release.json").unwrap() == project.read("dist/release.json"));
    // A package that is another one.
    let package = "r/shard.2-of-2/b/b-web-0.3.0.zip";
    let mut bytes = store.object(package).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    store.put(package, &bytes);
    merge().status(1).says("is not the package of which its manifest speaks");
    assert_eq!(store.object("r/release.json"), None, "an index speaks of what is there");
    let verify = run("verify s3://shards/r").status(1);
    assert!(verify.stderr.contains("b-web-0.3.0.zip"), "{verify}");
    store.remove(package);
    merge().status(1).says("is not there");
    shard("2/2").status(0);
    merge().status(0);
}

#[test]
fn a_torn_pair_is_made_again() {
    let (project, store) = (tenants(&["a", "b"]), Store::new("torn"));
    build(&project, &store).status(0);
    let (package, manifest) = ("release/7/a/a-web-0.3.0.zip", "release/7/a/a-web-0.3.0.json");
    let whole = (store.object(package).unwrap(), store.object(manifest).unwrap());
    // A run that was killed after the package: that is not sent again.
    store.remove(manifest);
    store.requests();
    build(&project, &store).status(0);
    let requests = store.requests();
    assert_eq!((count(&requests, "PUT", ".zip"), count(&requests, "PUT", "0.json")), (0, 1));
    // One that was killed before it, with an older package there: its manifest was removed first.
    store.remove(manifest);
    store.put(package, b"older");
    build(&project, &store).status(0);
    // A package that is cut off, under the manifest of the whole one.
    store.put(package, &whole.0[..100]);
    build(&project, &store).status(0);
    assert!(store.object(package).unwrap() == whole.0);
    assert!(store.object(manifest).unwrap() == whole.1);
}

#[test]
fn a_theme_that_changed_replaces_its_package_only() {
    let (project, store) = (tenants(&["a", "b"]), Store::new("changed"));
    build(&project, &store).status(0);
    let project =
        project.theme("b", &ACME.replace("\"acme\"", "\"b\"").replace("0a66c2", "0a66c3"));
    store.requests();
    build(&project, &store).status(0);
    let requests = store.requests();
    assert_eq!(count(&requests, "PUT", ".zip"), 1, "{requests:#?}");
    // What speaks of the older package goes before it does.
    let at = |line: &str| requests.iter().position(|request| request.starts_with(line)).unwrap();
    assert!(at("POST /changed?delete") < at("PUT release/7/b/b-web-0.3.0.zip"), "{requests:#?}");
    project.run("build").status(0);
    is_same(&project, "dist", &store, "release/7/");
}

#[test]
fn what_a_store_gives_back_is_compared() {
    let (project, store) = (tenants(&["a"]), Store::new("compared"));
    store.mode("corrupt");
    let run = build(&project, &store);
    assert_eq!(run.code, Some(3), "{run}");
    assert!(run.stderr.contains("the store gives other bytes back than it was given"), "{run}");
    assert!(
        !store.keys().iter().any(|key| key.ends_with("a-web-0.3.0.json")),
        "{:?}",
        store.keys()
    );
    is_tidy(&project);
    store.mode("ok");
    project.run("build").status(0);
    build(&project, &store).status(0);
    is_same(&project, "dist", &store, "release/7/");
}

#[test]
fn requests_that_fail_are_made_again() {
    for mode in ["errors", "drops"] {
        let (project, store) = (tenants(&["a", "b"]), Store::new(mode));
        store.mode(mode);
        project.run("build").status(0);
        build(&project, &store).status(0);
        is_same(&project, "dist", &store, "release/7/");
        let requests = store.requests();
        let failed =
            requests.iter().filter(|line| !line.ends_with(" 200") && line.starts_with("PUT"));
        assert!(failed.count() > 0, "{mode}: {requests:#?}");
    }
}

#[test]
fn a_store_that_refuses_ends_the_run() {
    let (project, store) = (tenants(&["a"]), Store::new("refuses"));
    store.mode("denied");
    build(&project, &store).status(2).says("the credentials are refused (AccessDenied)");
    // Credentials that nobody has.
    let server = strict();
    let run = run_at(&project, server.port, ("one", "wrong-secret"), "build --out s3://refuses/r");
    let run = run.status(2).says("cannot use the object store `s3://refuses/r`");
    let run = run.says("the credentials are refused");
    assert!(!run.stderr.contains("wrong-secret") && !run.stdout.contains("wrong-secret"), "{run}");
    // No such bucket.
    store.mode("ok");
    let run = store.run(&project, "one", "build --out s3://nobody-has-this/r").status(2);
    run.says("there is no such bucket (NoSuchBucket)");
    assert!(!project.path("s3:").exists());
    is_tidy(&project);
}

#[test]
fn what_only_a_folder_can_do_is_said() {
    let (project, store) = (tenants(&["a"]), Store::new("folders"));
    let refused = |arguments: &str, text: &str| {
        store.run(&project, "one", arguments).status(2).says(text);
    };
    refused("build --unpacked --out s3://folders/r", "`--unpacked` needs a folder");
    refused("build --prune --out s3://folders/r", "`--prune` needs a folder");
    refused("cache verify --cache s3://folders/c", "`rebadge cache` needs a folder");
    refused("icons themes/a --for web --out s3://folders/i", "needs a folder");
    refused("build --out ftp://host/r", "no such stores are known");
    refused("build --out https://user:word@host/r", "it has credentials in it");
    assert_eq!(store.keys(), Vec::<String>::new());
    assert!(!project.path("s3:").exists());
}

#[test]
fn a_prefix_may_have_any_letters() {
    let (project, store) = (tenants(&["a"]), Store::new("letters"));
    let home = project.path("machines/one");
    std::fs::create_dir_all(&home).unwrap();
    project.run("build").status(0);
    for (prefix, sent) in [
        ("发布/7", "%E5%8F%91%E5%B8%83/7"),
        ("100%/a+b&c=d", "100%25/a%2Bb%26c%3Dd"),
        ("é~'()*/#x?y", "%C3%A9~%27%28%29%2A/%23x%3Fy"),
    ] {
        let out = store.at(prefix);
        store.run(&project, "one", &format!("build --out {out}")).status(0);
        is_same(&project, "dist", &store, &format!("{sent}/"));
        store.run(&project, "one", &format!("verify {out}")).status(0);
        let again = store.run(&project, "one", &format!("build --out {out}")).status(0);
        assert!(again.stdout.contains(", unchanged"), "{again}");
    }
}

#[test]
fn a_store_that_dies_fails_tenants_and_is_gone_on_with() {
    let ids: Vec<String> = (0..12).map(|number| format!("t{number}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let (project, mut store) = (tenants(&ids), Store::new("dies"));
    // It refuses all when two packages are there.
    let arguments = format!("build --jobs 1 --out {}", store.at("release/7"));
    let run = std::thread::scope(|scope| {
        let (project, own) = (&project, &store);
        let running = scope.spawn(|| own.run(project, "one", &arguments));
        while own.object("release/7/t1/t1-web-0.3.0.json").is_none() && !running.is_finished() {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        own.mode("denied");
        running.join().unwrap()
    });
    assert_eq!(run.code, Some(3), "{run}");
    assert!(run.stderr.contains("the credentials are refused"), "{run}");
    store.stop();
    let run = store.run(&project, "one", &arguments);
    assert_eq!(run.code, Some(3), "nothing answers: {run}");
    assert!(run.stderr.contains("it does not answer"), "{run}");
    let store = store.again();
    store.mode("ok");
    build(&project, &store).status(0);
    project.run("build").status(0);
    is_same(&project, "dist", &store, "release/7/");
}

#[test]
fn machines_share_a_cache() {
    let (project, store) = (tenants(&["a"]), Store::new("shared"));
    let build = |machine: &str, out: &str| {
        let cache = store.at("cache");
        store.run(&project, machine, &format!("build --optimize --cache {cache} --out {out} -v"))
    };
    build("one", "first").status(0);
    let keys = store.keys();
    assert!(keys.len() > 3 && keys.iter().all(|key| key.starts_with("cache/v1/")), "{keys:?}");
    store.requests();
    let run = build("two", "second").status(0);
    let requests = store.requests();
    assert_eq!(count(&requests, "PUT", ""), 0, "all was found: {requests:#?}\n{run}");
    let got =
        requests.iter().filter(|line| line.starts_with("GET cache/v1") && line.ends_with(" 200"));
    assert_eq!(got.count(), keys.len());
    assert!(project.read("first/a/a-web-0.3.0.zip") == project.read("second/a/a-web-0.3.0.zip"));
    // What a machine has it does not ask for.
    build("two", "third").status(0);
    let requests = store.requests();
    assert!(!requests.iter().any(|line| line.starts_with("GET cache/v1")), "{requests:#?}");
    // Flipped bits, cut off, of another key: made again, here and there.
    let first: Vec<Vec<u8>> = keys.iter().map(|key| store.object(key).unwrap()).collect();
    for (at, key) in keys.iter().enumerate() {
        let mut bytes = first[at].clone();
        match at % 3 {
            0 => *bytes.last_mut().unwrap() ^= 1,
            1 => bytes.truncate(bytes.len() / 2),
            _ => bytes = first[(at + 1) % first.len()].clone(),
        }
        store.put(key, &bytes);
    }
    build("three", "fourth").status(0);
    assert!(project.read("first/a/a-web-0.3.0.zip") == project.read("fourth/a/a-web-0.3.0.zip"));
    for (key, whole) in keys.iter().zip(&first) {
        assert!(store.object(key).unwrap() == *whole, "{key} is mended");
    }
}

#[test]
fn icons_that_are_drawn_soon_are_not_asked_for() {
    let (project, store) = (tenants(&["a"]), Store::new("soon"));
    let cache = store.at("cache");
    store.run(&project, "one", &format!("build --cache {cache}")).status(0);
    let blocks = store.keys();
    assert_eq!(blocks.len(), 1, "the base client: {blocks:?}");
}

#[test]
fn a_cache_that_fails_slows_the_run_only() {
    let (project, mut store) = (tenants(&["a", "b"]), Store::new("slow"));
    project.run("build --optimize --out expected").status(0);
    let build = |store: &Store, machine: &str| {
        let cache = store.at("cache");
        store.run(&project, machine, &format!("build --optimize --cache {cache} --out {machine}"))
    };
    // It refuses all from the start: it is asked once.
    store.mode("denied");
    let run = build(&store, "one").status(0);
    let run = run.says("warning: this run has only the cache on disk: cannot use the object store");
    assert_eq!(run.stderr.matches("warning:").count(), 1, "{run}");
    assert_eq!(store.requests().len(), 1);
    // What it gives is cut off.
    store.mode("ok");
    build(&store, "two").status(0);
    store.mode("truncate");
    build(&store, "three").status(0);
    // Nothing answers.
    store.stop();
    let run = build(&store, "four").status(0);
    run.says("warning: this run has only the cache on disk");
    for machine in ["one", "two", "three", "four"] {
        let package = project.read(&format!("{machine}/a/a-web-0.3.0.zip"));
        assert!(package == project.read("expected/a/a-web-0.3.0.zip"), "{machine}");
    }
    // No bucket.
    let store = store.again();
    store.mode("ok");
    let run = store.run(&project, "five", "build --cache s3://nobody-has-this/c");
    run.status(0).says("there is no such bucket");
}

#[test]
fn a_server_that_takes_put_is_a_store() {
    let (project, web) = (tenants(&["a", "b"]), Web::start());
    let address = format!("http://127.0.0.1:{}/re%20lease", web.port);
    let run = |arguments: &str| run_at(&project, 1, ("one", "key"), arguments);
    run("build").status(0);
    run(&format!("build --out {address} --cache {address}/cache")).status(0);
    for path in ["a/a-web-0.3.0.zip", "b/b-web-0.3.0.json"] {
        let stored = web.read(&format!("re lease/{path}")).unwrap_or_else(|| panic!("no {path}"));
        assert!(stored == project.read(&format!("dist/{path}")), "{path}");
    }
    let again = run(&format!("build --out {address}")).status(0);
    assert_eq!(again.stdout.matches(", unchanged").count(), 2, "{again}");
    run(&format!("verify {address}/a/a-web-0.3.0.zip")).status(0);
    // It gives no lists, and merge needs none.
    run(&format!("plan --shards 2 --out {address}/plan.json")).status(0);
    for number in ["1/2", "2/2"] {
        let plan = format!("--plan {address}/plan.json");
        run(&format!("build {plan} --shard {number} --out {address}")).status(0);
    }
    run(&format!("merge --plan {address}/plan.json {address}")).status(0);
    assert!(web.read("re lease/release.json").is_some());
}
