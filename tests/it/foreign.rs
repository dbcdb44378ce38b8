//! Finished bundles of other makers: edited without their source, and all that is derived from their contents is true after.

mod looks;

use std::collections::BTreeMap;
use std::io::{Read, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::Md5;
use sha2::{Digest, Sha256, Sha384};

use crate::package::{entries, only};
use crate::project::{LOGO, Project};

type Files = BTreeMap<String, Vec<u8>>;

/// A bundle as Vite and Workbox make them: names with hashes that refer to each other in a circle, an integrity attribute, the
/// hash of an inline script in a policy, a precache list, compressed siblings, a source map.
fn bundle() -> Files {
    let mut files = Files::new();
    let mut add = |path: &str, content: &[u8]| drop(files.insert(path.to_owned(), content.into()));
    let app = r#"import{c}from"./chunk.5e6f7a8b.js";export const t=`About ${c}`;document.title="Welcome to Oldmark";fetch("/api",{headers:{"X-Oldmark-Id":"1"}});const hero="Oldmark";h("h1",{children:"Sign in to Oldmark"});"#;
    let chunk = r#"import"./app.1a2b3c4d.js";export const c="plain text";"#;
    let style = ":root{--accent-500:#336699;--accent-700:#224466}a{color:#336699cc}";
    let inline = "window.base='/';";
    add("assets/app.1a2b3c4d.js", app.as_bytes());
    add("assets/app.1a2b3c4d.js.gz", &gzip(app.as_bytes()));
    add("assets/app.1a2b3c4d.js.br", &brotli(app.as_bytes()));
    add("assets/app.1a2b3c4d.js.map", b"{\"sources\":[\"Oldmark.ts\"]}");
    add("assets/chunk.5e6f7a8b.js", chunk.as_bytes());
    add("assets/style.9c8d7e6f.css", style.as_bytes());
    add("assets/other.0f0e0d0c.js", b"export default 1");
    add("data/plain.txt", b"nothing of a brand");
    let page = format!(
        r##"<!doctype html><html><head><meta charset="utf-8"><title>Oldmark</title>
<meta http-equiv="Content-Security-Policy" content="script-src 'self' 'sha256-{}'">
<meta name="theme-color" content="#336699"><link rel="icon" href="/img/icon.png">
<script>{inline}</script>
<script type="module" src="/assets/app.1a2b3c4d.js" integrity="sha384-{}"></script>
<link rel="stylesheet" href="/assets/style.9c8d7e6f.css"></head><body>{{{{ server }}}}</body></html>"##,
        STANDARD.encode(Sha256::digest(inline)),
        STANDARD.encode(Sha384::digest(app)),
    );
    add("index.html", page.as_bytes());
    add("img/icon.png", &icon(64));
    add("img/shot.png", &icon(32));
    let manifest = "{\n  \"name\": \"Oldmark\",\n  \"short_name\": \"Oldmark\"\n}\n";
    add("manifest.webmanifest", manifest.as_bytes());
    add("locales/de.json", "{\"hello\":\"Willkommen bei Oldmark\",\"id\":\"oldmark\"}".as_bytes());
    let revision = |content: &[u8]| hex(&Md5::digest(content));
    let worker = format!(
        r#"const version="1234567";precache([{{url:"index.html",revision:"{}"}},{{url:"img/shot.png",revision:"{}"}},{{url:"assets/app.1a2b3c4d.js",revision:null}},{{url:"img/icon.png",revision:"{}"}}]);"#,
        revision(page.as_bytes()),
        revision(&icon(32)),
        revision(&icon(64)),
    );
    add("sw.js", worker.as_bytes());
    files
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &Default::default()).unwrap();
    out
}

/// A disc on nothing.
fn icon(side: u32) -> Vec<u8> {
    let middle = side as f32 / 2.0;
    let mut rgba = Vec::new();
    for at in 0..side * side {
        let (x, y) = ((at % side) as f32 - middle, (at / side) as f32 - middle);
        let alpha = if x.hypot(y) < middle - 2.0 { 255 } else { 0 };
        rgba.extend([0x33, 0x66, 0x99, alpha]);
    }
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, side, side);
    encoder.set_color(png::ColorType::Rgba);
    encoder.write_header().unwrap().write_image_data(&rgba).unwrap();
    out
}

const CONTRACT: &str = r##"[client]
id        = "oldmark"
name      = "Oldmark"
version   = "1.0.0"
languages = ["en", "de"]

[targets.web]
root = "bundle"

[targets.web.foreign]
license = "MIT"
names   = ["Oldmark"]
hashed  = ["assets/*.{hash:8}.{js,css}"]
"##;

const EDITS: &str = r##"
[[targets.web.edits]]
files = "index.html"
html  = { title = "{{ tenant.name }}", "meta[name=theme-color]" = { content = "{{ colors.light.primary }}" }, head = { "+" = '<meta name="author" content="{{ tenant.name }}">' } }
count = 3

[[targets.web.edits]]
files = "manifest.webmanifest"
json  = { "/name" = "{{ tenant.name }}", "/short_name" = "{{ tenant.short_name }}" }
count = 2

[[targets.web.edits]]
files = ["assets/*.js", "locales/*.json"]
name  = { Oldmark = "{{ tenant.name }}" }
count = 4

[[targets.web.edits]]
files = "assets/*.css"
color = { "#336699" = "{{ colors.light.primary }}" }
count = 2

[[targets.web.edits]]
icons = { "img/icon.png" = "icon" }

[[targets.web.edits]]
delete = ["img/shot.png"]

[[targets.web.edits]]
files = "sw.js"
bump  = 'version="{digits}"'
"##;

const NORDWIND: &str = "[tenant]\nid = \"nordwind\"\nname = \"Nordwind \\\"& Söhne\\\"\"\n[brand]\ncolor = \"#0a6b3d\"\nlogo = \"logo.svg\"\n";

fn project(contract: &str) -> Project {
    with(bundle(), contract)
}

fn with(files: Files, contract: &str) -> Project {
    let project = Project::empty()
        .theme("nordwind", NORDWIND)
        .asset("nordwind/logo.svg", LOGO)
        .base("client.toml", contract);
    files
        .into_iter()
        .fold(project, |project, (path, content)| project.base(&format!("bundle/{path}"), content))
}

fn built(project: &Project) -> Files {
    project.run("build").status(0);
    entries(&std::fs::read(only(&project.path("dist/nordwind"), "zip")).unwrap())
}

fn text(files: &Files, path: &str) -> String {
    let bytes = files.get(path).unwrap_or_else(|| panic!("{path} is not in {:?}", files.keys()));
    String::from_utf8(bytes.clone()).unwrap()
}

/// The path of the file that stands where `before` and `after` are around the hash of its name.
fn hashed<'a>(files: &'a Files, before: &str, after: &str) -> &'a str {
    let is = |path: &&String| path.starts_with(before) && path.ends_with(after);
    let found: Vec<&String> = files.keys().filter(is).collect();
    assert_eq!(found.len(), 1, "{before}…{after} in {:?}", files.keys());
    found[0]
}

#[test]
fn a_finished_bundle_is_branded_and_its_references_are_true() {
    let project = project(&format!("{CONTRACT}{EDITS}"));
    let files = built(&project);
    let app = hashed(&files, "assets/app.", ".js");
    let chunk = hashed(&files, "assets/chunk.", ".js");
    let style = hashed(&files, "assets/style.", ".css");
    for (path, bytes) in &files {
        let text = String::from_utf8_lossy(bytes);
        for old in ["1a2b3c4d", "5e6f7a8b", "9c8d7e6f", "1234567"] {
            assert!(!text.contains(old) && !path.contains(old), "{old} is left in {path}");
        }
    }
    assert!(files.contains_key("assets/other.0f0e0d0c.js"), "what does not change keeps its name");
    assert!(!files.keys().any(|path| path.ends_with(".map") || path == "img/shot.png"));

    let page = text(&files, "index.html");
    assert!(page.contains("<title>Nordwind &quot;&amp; Söhne&quot;</title>"), "{page}");
    assert!(
        page.contains(
            "<meta name=\"author\" content=\"Nordwind &quot;&amp; S\u{f6}hne&quot;\"></head>"
        ),
        "{page}"
    );
    assert!(page.contains("{{ server }}"), "what the server looks for stays");
    for path in [app, style] {
        assert!(page.contains(&format!("\"/{path}\"")), "{path} in {page}");
    }
    let integrity = STANDARD.encode(Sha384::digest(&files[app]));
    assert!(page.contains(&format!("sha384-{integrity}")), "{page}");
    let script = page.split("<script>").nth(1).unwrap().split("</script>").next().unwrap();
    assert!(page.contains(&format!("'sha256-{}'", STANDARD.encode(Sha256::digest(script)))));

    let code = text(&files, app);
    assert!(code.contains(r#"document.title="Welcome to Nordwind \"& Söhne\"""#), "{code}");
    assert!(code.contains("X-Oldmark-Id"), "what a protocol says stays");
    assert!(code.contains(chunk.strip_prefix("assets/").unwrap()), "{code}");
    assert!(text(&files, chunk).contains(app.strip_prefix("assets/").unwrap()));
    let german = text(&files, "locales/de.json");
    assert_eq!(
        german,
        "{\"hello\":\"Willkommen bei Nordwind \\\"& Söhne\\\"\",\"id\":\"oldmark\"}"
    );

    let worker = text(&files, "sw.js");
    for path in ["index.html", "img/icon.png"] {
        let entry = format!("{{url:\"{path}\",revision:\"{}\"}}", hex(&Md5::digest(&files[path])));
        assert!(worker.contains(&entry), "{entry} in {worker}");
    }
    assert!(!worker.contains("shot.png"), "{worker}");
    assert!(worker.contains(app));
    let version = worker.split("version=\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(version.len() == 7 && version.bytes().all(|b| b.is_ascii_digit()), "{version}");

    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(&files[&format!("{app}.gz")][..])
        .read_to_end(&mut unpacked)
        .unwrap();
    assert_eq!(unpacked, files[app]);
    let mut unpacked = Vec::new();
    brotli::BrotliDecompress(&mut &files[&format!("{app}.br")][..], &mut unpacked).unwrap();
    assert_eq!(unpacked, files[app]);
    let icon = png::Decoder::new(std::io::Cursor::new(&files["img/icon.png"])).read_info().unwrap();
    assert_eq!((icon.info().width, icon.info().height), (64, 64));
    assert_ne!(files["img/icon.png"], bundle()["img/icon.png"]);
}

#[test]
fn the_same_bytes_come_out_twice_and_from_every_kind_of_bundle() {
    let contract = format!("{CONTRACT}{EDITS}");
    let first = built(&project(&contract));
    assert_eq!(first, built(&project(&contract)));
    let mut zipped = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (path, content) in bundle() {
        let options = zip::write::SimpleFileOptions::default();
        zipped.start_file(format!("bundle/{path}"), options).unwrap();
        zipped.write_all(&content).unwrap();
    }
    let zipped = zipped.finish().unwrap().into_inner();
    let contract = contract.replace("license = ", "bundle = \"old.zip\"\nlicense = ");
    let project = with(Files::new(), &contract).base("old.zip", zipped);
    assert_eq!(first, built(&project), "from a zip");
    assert!(project.cache().join("bundles").is_dir());
    project.run("cache clear").status(0);
    assert!(!project.cache().join("bundles").exists(), "the unpacked bundle goes with the cache");
}

#[test]
fn another_value_renames_only_what_depends_on_it() {
    let contract = format!("{CONTRACT}{EDITS}");
    let (one, other) = (project(&contract), project(&contract));
    let other = other.theme("nordwind", &NORDWIND.replace("#0a6b3d", "#7a1fa2"));
    let (one, other) = (built(&one), built(&other));
    let name = |files, before, after| hashed(files, before, after).to_owned();
    assert_eq!(name(&one, "assets/app.", ".js"), name(&other, "assets/app.", ".js"));
    assert_ne!(name(&one, "assets/style.", ".css"), name(&other, "assets/style.", ".css"));
}

#[test]
fn a_contract_that_does_not_fit_is_told_at_its_edit() {
    let check = |from: &str, to: &str, says: &[&str]| {
        let contract = format!("{CONTRACT}{EDITS}");
        assert!(contract.contains(from), "{from}");
        let run = project(&contract.replacen(from, to, 1)).run("build").status(1);
        says.iter().fold(run, |run, text| run.says(text));
    };
    check("count = 4", "count = 5", &["error[edit]", "matches 4 times, and 5 is written"]);
    check("\"#336699\" =", "\"#123456\" =", &["error[edit]", "matches 0 times"]);
    check("title =", "\"h7\" =", &["`h7` selects nothing"]);
    check("/short_name", "/shrt_name", &["did you mean `/short_name`?"]);
    check("license = \"MIT\"", "license = \"Elastic-2.0\"", &["allows another brand is not known"]);
    check("{hash:8}", "{hsh:8}", &["does not say where the hash is"]);
    check(
        "{js,css}\"",
        "{js,css}\", \"*_{hash:7}.js\"",
        &["client.toml:13:", "matches `*_{hash:7}.js`"],
    );
    check("\"img/icon.png\" = \"icon\"", "\"img/icon.png\" = \"icno\"", &["did you mean `icon`?"]);
    check("license =", "sha256 = \"0\"\nlicense =", &["another one than the contract is for"]);
    check("{{ tenant.name }}", "{{ tenant.nme }}", &["client.toml:17:19", "did you mean `name`?"]);
    check("[\"img/shot.png\"]", "[\"assets/chunk.*\"]", &["names `assets/chunk.5e6f7a8b.js`"]);
}

#[test]
fn each_part_of_an_edit_must_have_an_effect() {
    let check = |from: &str, to: &str, says: &[&str]| {
        let contract = format!("{CONTRACT}{EDITS}{TEXTS}");
        assert!(contract.contains(from), "{from}");
        let marked = contract.replacen(from, to, 1);
        let at = marked.find('§').unwrap();
        let line = marked[..at].matches('\n').count() + 1;
        let column = at - marked[..at].rfind('\n').unwrap();
        let contract = marked.replace('§', "");
        let run = project(&contract).run("build").status(1);
        let run = run.says(&format!("client.toml:{line}:{column}"));
        says.iter().fold(run, |run, text| run.says(text));
    };
    let dead = "matches nothing in the files of the edit";
    check("{ Welcome =", "{ §\"Not there\" = \"X\", Welcome =", &["`Not there`", dead]);
    check("{ \"#336699\" =", "{ §\"#123456\" = \"#fff\", \"#336699\" =", &["`#123456`", dead]);
    check("\"locales/*.json\"", "\"locales/*.json\", §\"no/*.js\"", &["no file", "`no/*.js`"]);
    check("[\"img/shot.png\"]", "[\"img/shot.png\", §\"no.png\"]", &["no file", "`no.png`"]);
    check("= \"sw.js\"", "= [\"sw.js\", §\"img/shot.png\"]", &["only links, and files that"]);
    check("html  = { title", "html  = { §h7 = \"x\", title", &["`h7` selects nothing"]);
    check("json  = { \"/name", "json  = { §\"/nme\" = \"x\", \"/name", &["did you mean"]);
    project(&format!("{CONTRACT}{EDITS}{TEXTS}")).run("check").status(0);
}

/// An edit of texts, each of them in one file.
const TEXTS: &str = r#"
[[targets.web.edits]]
files = "**/*.{js,txt}"
text  = { Welcome = "Hello", "nothing of a brand" = "something" }
count = 2
"#;

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn a_text_in_another_encoding_is_edited_in_it() {
    let mut files = bundle();
    let page = "<title>About Oldmark</title><script src=\"/assets/app.1a2b3c4d.js\"></script>";
    files.insert("wide.html".to_owned(), [&[0xff, 0xfe][..], &wide(page)].concat());
    files.insert("wide.js".to_owned(), wide("t('Welcome to Oldmark')"));
    files.insert("latin.html".to_owned(), b"<title>Caf\xe9 Oldmark</title>".to_vec());
    let left = with(files.clone(), &format!("{CONTRACT}{EDITS}")).run("build").status(1);
    left.says("the old name is left: `Oldmark`, 3 times in `latin.html` and 2 more files");
    let edits = EDITS
        .replace("\"locales/*.json\"]", "\"locales/*.json\", \"wide.*\", \"latin.html\"]")
        .replace("count = 4", "count = 7");
    let (project, package) = packed(with(files, &format!("{CONTRACT}{edits}")));
    project.run(&format!("audit {package}")).status(0);
    let files = entries(&project.read(&package));
    let app = hashed(&files, "assets/app.", ".js");
    let text = |path: &str| {
        let (units, _) = files[path].as_chunks::<2>();
        let units: Vec<u16> = units.iter().map(|pair| u16::from_le_bytes(*pair)).collect();
        String::from_utf16(&units).unwrap()
    };
    let page = text("wide.html");
    assert!(page.contains("About Nordwind") && page.contains(app), "{page}");
    assert!(text("wide.js").starts_with("t('Welcome to Nordwind"), "{}", text("wide.js"));
    assert!(files["latin.html"].starts_with(b"<title>Caf\xe9 Nordwind"), "in its own encoding");
    let name = b"S\xf6hne";
    assert!(files["latin.html"].windows(name.len()).any(|part| part == name));
    let mut broken = bundle();
    let page = b"<meta charset=shift_jis><title>\x81 Oldmark</title>";
    broken.insert("broken.html".to_owned(), page.to_vec());
    with(broken, &format!("{CONTRACT}{EDITS}"))
        .run("build")
        .status(1)
        .says("`broken.html` cannot be searched for the old name");
}

#[test]
fn a_name_that_may_be_another_word_is_told() {
    let files = |text: &str| {
        let mut files = bundle();
        files.insert("about.js".to_owned(), text.into());
        files.insert("other.js".to_owned(), text.into());
        files
    };
    let text = "t('Made with Oldmark.js and more');t('the oldmark of today')";
    let contract = format!("{CONTRACT}{EDITS}");
    let run = with(files(text), &contract).run("check --verbose").status(0);
    run.says(
        "warning[unclear-name]: the old name may be left: `Oldmark.js`, 2 times in `about.js`",
    )
    .says("in `other.js`");
    let edits = EDITS.replace("[\"assets/*.js\"", "[\"*.js\", \"assets/*.js\"");
    let run = with(files(text), &format!("{CONTRACT}{edits}")).run("check --verbose").status(0);
    run.prints("client.toml:25:1: to look at: `about.js`: line 1: the name stays");
    let allow = "\n[[targets.web.allow]]\ntext = \"Oldmark.js\"\nreason = \"a library\"\n";
    let run = with(files(text), &format!("{contract}{allow}")).run("check").status(0);
    assert!(!run.stderr.contains("unclear-name"), "{run}");
    let (project, package) = packed(with(files(text), &contract));
    let run = project.run(&format!("audit --verbose {package}")).status(0);
    run.prints("the old name may be left: `Oldmark.js`, 2 times in `about.js` and 1 more file")
        .prints("in small letters or capitals, the old name may be left: `oldmark`, 2 times");
}

#[test]
fn what_another_edit_changes_is_told_where_a_count_does_not_fit() {
    let text = "\n[[targets.web.edits]]\nfiles = \"assets/*.js\"\ntext = { \"Sign in to Oldmark\" = \"Sign in\" }\n";
    let run = project(&format!("{CONTRACT}{EDITS}{text}")).run("build").status(1);
    run.says(
        "the edit matches 3 times, and 4 is written; another edit changes 1 more of its names",
    )
    .says("the first in `assets/app.1a2b3c4d.js`");
}

#[test]
fn payloads_that_a_client_asks_for_are_edited() {
    let mut files = bundle();
    let payload = "1:\"$Sreact.fragment\"\n2:[\"$\",\"title\",\"0\",{\"children\":\"Oldmark Dashboard\",\"id\":\"Oldmark\"}]\n";
    files.insert("index.txt".to_owned(), payload.into());
    let left = with(files.clone(), &format!("{CONTRACT}{EDITS}")).run("build").status(1);
    left.says("the old name is left: `Oldmark`, once in `index.txt`");
    let edits = EDITS.replace("[\"assets/*.js\"", "[\"*.txt\", \"assets/*.js\"");
    let edits = edits.replace("count = 4", "count = 5");
    let files = built(&with(files, &format!("{CONTRACT}{edits}")));
    let expect = payload.replace("\"Oldmark Dashboard", "\"Nordwind \\\"& Söhne\\\" Dashboard");
    assert_eq!(text(&files, "index.txt"), expect);
}

/// A text of the old brand that no edit changes.
const LEFT: (&str, &str) = (
    "about.js",
    "h('p','Oldmark is made by Oldmark Works');location.href='https://oldmark.test.io/help';",
);

fn with_left(contract: &str) -> Project {
    let mut files = bundle();
    files.insert(LEFT.0.to_owned(), LEFT.1.into());
    with(files, contract)
}

#[test]
fn what_is_left_of_the_old_brand_is_told_and_can_be_allowed() {
    let contract = format!("{CONTRACT}hosts = [\"oldmark.test.io\"]\n{EDITS}");
    let run = with_left(&contract).run("build").status(1);
    run.says("error[leftover]").says("the old name is left: `Oldmark`").says("oldmark.test.io");
    let allow = "\n[[targets.web.allow]]\ntext = \"Oldmark is made by Oldmark Works\"\ncount = 1\nreason = \"the maker, as its license wants\"\n\n[[targets.web.allow]]\nhost = \"oldmark.test.io\"\nreason = \"help\"\n";
    with_left(&format!("{contract}{allow}")).run("build").status(0);
    let unused = format!("{contract}{allow}").replace("Oldmark Works\"\n", "Oldmark Ltd\"\n");
    with_left(&unused).run("build").status(1).says("nothing uses it");
    let other = format!("{contract}{allow}").replace("count = 1", "count = 2");
    with_left(&other).run("build").status(1).says("the allowance does not fit");
    let silent = format!("{contract}{allow}").replace("reason = \"help\"", "");
    with_left(&silent).run("build").status(1).says("`reason` is missing");
}

#[test]
fn nothing_is_written_into_code_of_a_server() {
    let page = "<p>{{ greeting or \"Welcome to Oldmark\" }}</p><script>var t = \"{{ _('Sign in to Oldmark') }}\";</script>Oldmark";
    let bundle = || {
        let mut files = bundle();
        files.insert("login.html".to_owned(), page.into());
        files
    };
    let names = EDITS.replace("\"locales/*.json\"", "\"locales/*.json\", \"login.html\"");
    let names = names.replace("count = 4", "count = 5");
    let run = with(bundle(), &format!("{CONTRACT}{names}")).run("build").status(1);
    run.says("the old name is left: `Oldmark`").says("with a `text` edit");
    let text = "\n[[targets.web.edits]]\nfiles = \"login.html\"\ntext = { '{{ greeting or \"Welcome to Oldmark\" }}' = \"{{ tenant.name }}\", \"{{ _('Sign in to Oldmark') }}\" = \"{{ tenant.short_name }}\" }\n";
    let files = built(&with(bundle(), &format!("{CONTRACT}{names}{text}")));
    assert!(files.contains_key("login.html"));
    let login = self::text(&files, "login.html");
    assert!(!login.contains("Oldmark") && !login.contains("{{"), "{login}");
}

#[test]
fn a_text_of_a_theme_is_no_code_of_a_server() {
    for name in ["Nord {{ config }}", "Nord {% x %}", "Nord <?= x ?>", "Nord ${x}"] {
        let contract = format!("{CONTRACT}{EDITS}");
        let theme = NORDWIND.replace("Nordwind \\\"& Söhne\\\"", name);
        assert!(theme.contains(name), "{theme}");
        let run = project(&contract).theme("nordwind", &theme).run("build").status(1);
        run.says("error[edit]").says("theme.toml:3").says("begins code of a server");
    }
}

#[test]
fn an_allowance_may_hold_for_some_files_only() {
    let contract = format!("{CONTRACT}{EDITS}");
    let allow = |files: &str| {
        format!(
            "{contract}\n[[targets.web.allow]]\ntext = \"Oldmark\"\nfiles = {files}\nreason = \"a sample\"\n"
        )
    };
    with_left(&allow("\"*.js\"")).run("build").status(0);
    let run = with_left(&allow("[\"img/**\"]")).run("build").status(1);
    run.says("the old name is left: `Oldmark`").says("nothing uses it");
}

#[test]
fn a_name_stays_in_a_text_that_the_edit_excepts() {
    let except = |text: &str, count: usize| {
        let edits = EDITS.replace("count = 4", &format!("except = [{text}]\ncount = {count}"));
        let allow =
            "\n[[targets.web.allow]]\ntext = \"Oldmark\"\nreason = \"a folder of the user\"\n";
        project(&format!("{CONTRACT}{edits}{allow}"))
    };
    let files = built(&except("'hero=\"Oldmark\"'", 3));
    let code = text(&files, hashed(&files, "assets/app.", ".js"));
    assert!(code.contains("hero=\"Oldmark\"") && code.contains("Welcome to Nordwind"), "{code}");
    let run = except("'hero=\"Newmark\"'", 4).run("build").status(1);
    run.says("`except`: no name would be replaced within `hero=\"Newmark\"`");
}

#[test]
fn paths_with_a_hash_in_values_follow() {
    let more = "\n[[targets.web.edits]]\nfiles = \"index.html\"\nhtml = { head = { \"+\" = '<link rel=\"preload\" href=\"/assets/chunk.5e6f7a8b.js\">' } }\n\n[[targets.web.edits]]\nfiles = \"assets/*.css\"\ncss = 'a{background:url(chunk.5e6f7a8b.js)}'\n";
    let files = built(&project(&format!("{CONTRACT}{EDITS}{more}")));
    let chunk = hashed(&files, "assets/chunk.", ".js");
    let page = text(&files, "index.html");
    assert!(page.contains(&format!("href=\"/{chunk}\"")), "{page}");
    let style = text(&files, hashed(&files, "assets/style.", ".css"));
    assert!(style.contains(chunk.strip_prefix("assets/").unwrap()), "{style}");
}

#[test]
fn a_first_contract_builds_at_once() {
    let project = Project::empty().theme("nordwind", NORDWIND).asset("nordwind/logo.svg", LOGO);
    let files = bundle().into_iter();
    let project = files.fold(project, |project, (path, content)| {
        project.file(&format!("finished/{path}"), content)
    });
    let project =
        project.file("finished/package.json", "{\"version\":\"3.1.4\",\"license\":\"MIT\"}");
    let run = project.run("inspect finished --contract clients/old").status(0);
    run.prints("Oldmark  (index.html: title)")
        .prints("assets/*.{hash:8}.{css,js}")
        .prints("img/icon.png  64×64")
        .prints("3.1.4");
    project.run("build --base clients/old").status(0);
    let zip = std::fs::read(only(&project.path("dist/nordwind"), "zip")).unwrap();
    let page = text(&entries(&zip), "index.html");
    assert!(page.contains("<title>Nordwind"), "{page}");
    project.run("inspect finished --contract clients/old").status(2).says("clients/old");
    project.run("inspect nowhere").status(2).says("nowhere");
    let json = project.run("inspect finished --format json").status(0);
    json.prints("\"hashed\"");
}

/// A project with a bundle that has no contract yet.
fn finished(files: &[(&str, &str)]) -> Project {
    let project = Project::empty().theme("nordwind", NORDWIND).asset("nordwind/logo.svg", LOGO);
    files.iter().fold(project, |project, (path, content)| {
        project.file(&format!("finished/{path}"), content)
    })
}

#[test]
fn a_first_contract_keeps_what_is_of_others() {
    let page = "<title>Oldmark Web Interface</title><link rel=icon href=img/own.svg><meta name=theme-color content=white>";
    let project = finished(&[
        ("package.json", r#"{"name":"oldmark-web","version":"2.0.0","license":"LGPL-2.1-only"}"#),
        ("dist/index.html", page),
        ("dist/login.html", "<title>Sign in</title>"),
        ("dist/img/own.svg", LOGO),
        ("dist/img/oldmark.svg", LOGO),
        ("dist/img/github-logo.svg", LOGO),
        ("dist/img/filter_icon.svg", LOGO),
        ("dist/locales/en-US.json", r#"{"a":"Welcome to Oldmark"}"#),
        ("dist/locales/de.json", r#"{"a":"Willkommen bei Oldmark","b":"in Oldmark"}"#),
        ("dist/vendor/LICENSE", "Apache License\nVersion 2.0"),
        ("dist/main.js.LICENSE.txt", "Oldmark is made by Oldmark"),
        (
            "dist/main.js",
            "fetch('https://a.posthog.com/e');fetch('https://b.sentry.io/e');x={docsUrl:'https://oldmark.io'}",
        ),
        ("other/index.html", "<title>Other</title>"),
    ]);
    let run = project.run("inspect finished --contract clients/old").status(0);
    run.prints("root         dist\n             or `--root other`")
        .prints("license      LGPL-2.1-only")
        .prints("start        index.html")
        .prints("img/github-logo.svg  stays: it seems to be of others");
    let written = String::from_utf8(project.read("clients/old/client.toml")).unwrap();
    for line in [
        "languages = [\"en-US\", \"de\"]",
        "pages = { start = \"index.html\", login = \"login.html\" }",
        "names   = [\"Oldmark Web Interface\", \"Oldmark\"]",
        "colors  = []",
        "hosts   = [\"oldmark.io\"]",
        "icons = {\n  \"img/oldmark.svg\" = \"icon\",\n  \"img/own.svg\" = \"icon\",\n}",
        "text   = \"https://b.sentry.io/e\"",
    ] {
        assert!(written.contains(line), "{line}\n{written}");
    }
    project.run("build --base clients/old").status(0);
    project.run("inspect finished --root other").status(0).prints("or `--root dist`");
    let theme = NORDWIND.replace("[brand]", "language = \"zh-CN\"\n[brand]");
    let chinese = project.theme("nordwind", &theme);
    chinese
        .run("build --base clients/old")
        .status(1)
        .says("add it to `languages` in `client.toml`");
}

#[test]
fn a_client_of_a_server_has_a_first_contract() {
    let project = finished(&[
        ("usr/share/old/index.php", "<?php echo 'Oldmark'; ?>"),
        ("usr/share/old/js/a.js", "t('Oldmark at work')"),
        (
            "usr/share/doc/old/copyright",
            "see /usr/share/common-licenses/GPL-2, or any later version",
        ),
        ("usr/share/doc/old/html/index.html", "<title>The manual of Oldmark</title>"),
        ("package.json", r#"{"name":"oldmark-server"}"#),
    ]);
    let run = project.run("inspect finished --contract clients/old").status(0);
    run.prints("root         usr/share/old")
        .prints("license      GPL-2.0-or-later  (usr/share/doc/old/copyright)")
        .prints("start        index.php  its server fills it in")
        .prints("maybe        Oldmark  its package, as it is mostly spelled");
    let written = String::from_utf8(project.read("clients/old/client.toml")).unwrap();
    assert!(written.contains("\nnames   = []\n"), "{written}");
    project.run("build --base clients/old").status(0);
    let pages = ["shell", "logs", "users"].map(|page| format!("c/{page}/index.html"));
    let pages: Vec<(&str, &str)> =
        pages.iter().map(|page| (page.as_str(), "<title>Old</title>")).collect();
    let run = finished(&pages).run("inspect finished").status(0);
    run.prints("root         c\n").prints("start        shell/index.html");
}

#[test]
fn a_license_with_a_clause_of_its_own_is_unknown() {
    let mit = include_str!("../../crates/foreign/src/inspect/licenses/texts/MIT-0.txt");
    let stays = format!("{mit}\nYou may not replace the logo.\n");
    let files = |license| {
        let package = r#"{"name":"oldmark","version":"1.0.0","license":"MIT-0"}"#;
        [
            ("package.json", package),
            ("LICENSE", license),
            ("dist/index.html", "<title>Oldmark</title>"),
        ]
    };
    let project = finished(&files(mit));
    project
        .run("inspect finished --contract clients/old")
        .status(0)
        .prints("license      MIT-0  (package.json)");
    project.run("build --base clients/old").status(0);
    let project = finished(&files(&stays));
    let run = project.run("inspect finished --contract clients/old").status(0);
    run.prints(
        "license      unknown  (LICENSE: it is not MIT-0 alone: `You may not replace the logo …`",
    );
    project
        .run("build --base clients/old")
        .status(1)
        .says("whether `unknown` allows another brand");
}

/// A built project, and the path of its package below it.
fn packed(project: Project) -> (Project, String) {
    project.run("build").status(0);
    let package = only(&project.path("dist/nordwind"), "zip");
    let package = package.strip_prefix(project.path("")).unwrap().display().to_string();
    (project, package)
}

/// Writes a package as a folder with the name `loose`, changed.
fn unpacked(project: &Project, package: &str, change: impl FnOnce(&mut Files)) {
    let mut files = entries(&std::fs::read(project.path(package)).unwrap());
    change(&mut files);
    let folder = project.path("loose");
    let _ = std::fs::remove_dir_all(&folder);
    for (path, bytes) in files {
        let file = folder.join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, bytes).unwrap();
    }
}

#[test]
fn packages_are_looked_through_for_the_old_brand() {
    let (project, package) = packed(project(&format!("{CONTRACT}{EDITS}")));
    let run = project.run(&format!("audit {package}")).status(0);
    run.says("nothing is left").prints("true: 4 digests, 2 compressed files, 3 paths in lists");
    let run = project.run("audit base-client/bundle").status(1);
    run.prints("old name: `Oldmark`").says("something is left in 1");
    // A manifest stands for the package beside it.
    let manifest = package.replace(".zip", ".json");
    project.run(&format!("audit {package} {manifest}")).status(0).says("audited 1 package");
    let unnamed = CONTRACT.replace("[\"Oldmark\"]", "[]");
    let project = project.base("client.toml", format!("{unnamed}{EDITS}"));
    let run = project.run(&format!("audit {package}")).status(1);
    run.prints("contract: `names` is empty, so no old name was looked for");
}

#[test]
fn a_newer_bundle_is_compared_with_the_contract() {
    let contract = format!("{CONTRACT}{EDITS}").replace("license =", "sha256 = \"0\"\nlicense =");
    let project = project(&contract);
    let newer = bundle().into_iter().map(|(path, content)| {
        let text = String::from_utf8_lossy(&content).into_owned();
        match path.as_str() {
            "manifest.webmanifest" => ("site.webmanifest".to_owned(), content),
            "locales/de.json" => (path, text.replace("Willkommen bei Oldmark", "Hallo").into()),
            "sw.js" => (path, text.replace("version=", "edition=").into()),
            _ => (path, content),
        }
    });
    let project = newer.fold(project, |project, (path, content)| {
        project.file(&format!("newer/bundle/{path}"), content)
    });
    let run = project.run("upgrade base-client newer --write").status(1);
    run.prints("`manifest.webmanifest` may be `site.webmanifest` now")
        .prints("matches 3 times, was 4")
        .prints("1 file new, 1 gone, 0 with another hash, 2 changed")
        .prints("    new `site.webmanifest`")
        .prints("    gone `manifest.webmanifest`")
        .prints("`version` of `[client]` stays: the new bundle does not say which version it is")
        .prints("client.toml:42:1  matches nothing")
        .says("wrote base-client/client.toml");
    let written = String::from_utf8(project.read("base-client/client.toml")).unwrap();
    assert!(written.contains("count = 3") && !written.contains("sha256 = \"0\""), "{written}");
    assert!(written.contains("name  = { Oldmark ="), "all else stays: {written}");
    project.run("upgrade base-client nowhere").status(2).says("nowhere");
}

#[test]
fn the_version_and_the_marks_of_a_newer_bundle_are_told() {
    let contract = format!("{CONTRACT}{EDITS}")
        .replace("\"1.0.0\"", "\"1.0.0\" # the maker's")
        .replace("license =", "marks = [\"img/icon.png\"]\nlicense =");
    let package = |version: &str| format!("{{\"version\":\"{version}\"}}");
    let project = project(&contract).base("bundle/package.json", package("1.0.0"));
    let newer = bundle().into_iter().chain((0..12).map(|n| (format!("n/{n}.txt"), vec![n])));
    let newer = newer.map(|(path, content)| (path.replace("img/icon", "img/mark"), content));
    let project = newer.fold(project, |project, (path, content)| {
        project.file(&format!("newer/bundle/{path}"), content)
    });
    let project = project.file("newer/bundle/package.json", package("1.1.0"));
    let run = project.run("upgrade base-client newer --write").status(1);
    run.prints("mark `img/icon.png`  the bundle has no such file; it may be `img/mark.png` now")
        .prints("    `img/icon.png` may be `img/mark.png` now")
        .prints("13 files new, 1 gone")
        .prints("    and 3 more")
        .prints("`version` of `[client]` is `1.1.0` now");
    let written = String::from_utf8(project.read("base-client/client.toml")).unwrap();
    assert!(written.contains("version   = \"1.1.0\" # the maker's\n"), "{written}");
}

#[test]
fn files_that_are_only_there_compressed_are_edited() {
    let mut files = bundle();
    for gone in ["assets/app.1a2b3c4d.js", "assets/app.1a2b3c4d.js.br"] {
        files.remove(gone);
    }
    let (project, package) = packed(with(files, &format!("{CONTRACT}{EDITS}")));
    project.run(&format!("audit {package}")).status(0).prints("true: 4 digests");
    let files = entries(&project.read(&package));
    let app = hashed(&files, "assets/app.", ".js.gz");
    let mut code = Vec::new();
    flate2::read::GzDecoder::new(&files[app][..]).read_to_end(&mut code).unwrap();
    let page = text(&files, "index.html");
    assert!(page.contains(app.strip_suffix(".gz").unwrap()), "{page}");
    assert!(page.contains(&STANDARD.encode(Sha384::digest(&code))), "its digest follows");
    let code = String::from_utf8(code).unwrap();
    assert!(code.contains(r#"document.title="Welcome to Nordwind"#), "{code}");
    assert!(!code.contains("5e6f7a8b"), "{code}");
    unpacked(&project, &package, |files| {
        drop(files.insert("w.js.gz".to_owned(), gzip(b"t('In Oldmark')")))
    });
    project.run("audit loose").status(1).prints("old name: `Oldmark`, 1 time in `w.js.gz`");
}

#[cfg(unix)]
#[test]
fn links_within_a_bundle_pass_through_and_others_are_told() {
    use std::os::unix::fs::symlink;
    let project = project(&format!("{CONTRACT}{EDITS}"));
    let bundle = project.path("base-client/bundle");
    symlink("assets/app.1a2b3c4d.js", bundle.join("latest.js")).unwrap();
    symlink("../locales", bundle.join("data/texts")).unwrap();
    let (project, package) = packed(project);
    project.run(&format!("audit {package}")).status(0);
    project.run("verify dist").status(0);
    let files = entries(&project.read(&package));
    assert_eq!(text(&files, "latest.js"), hashed(&files, "assets/app.", ".js"));
    assert_eq!(text(&files, "data/texts"), "../locales");

    symlink("../../client.toml", bundle.join("data/out")).unwrap();
    symlink("img/shot.png", bundle.join("shot.png")).unwrap();
    let run = project.run("build").status(1);
    run.says("`bundle/data/out` is a link to `../../client.toml`, which leads out of the package")
        .says("`bundle/shot.png` is a link to `img/shot.png`, which is not there")
        .says("leave it out with `delete = [\"shot.png\"]`");
    let edits = EDITS.replace("[\"img/shot.png\"]", "[\"**/shot.png\", \"data/out\"]");
    let project = project.base("client.toml", format!("{CONTRACT}{edits}"));
    let files = built(&project);
    assert!(!files.contains_key("shot.png") && !files.contains_key("data/out"));
}

#[test]
fn a_digest_that_two_files_have_follows_the_one_that_is_edited() {
    let mut files = bundle();
    let digest = |bytes: &[u8]| {
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(Sha256::digest(bytes))
    };
    let page = b"<title>Oldmark</title>";
    let (one, two) = ("a/page.html", "b/page.html");
    let lines = |first: &[u8]| {
        format!("{one},sha256={},22\n{two},sha256={},22\n", digest(first), digest(page))
    };
    files.insert(one.to_owned(), page.to_vec());
    files.insert(two.to_owned(), page.to_vec());
    files.insert("RECORD".to_owned(), lines(page).into());
    let edit = "\n[[targets.web.edits]]\nfiles = \"a/page.html\"\nhtml = { title = \"{{ tenant.id }}\" }\n\n[[targets.web.allow]]\ntext = \"Oldmark\"\nreason = \"a sample\"\n";
    let (project, package) = packed(with(files, &format!("{CONTRACT}{EDITS}{edit}")));
    let files = entries(&project.read(&package));
    assert_eq!(text(&files, one), "<title>nordwind</title>");
    assert_eq!(text(&files, "RECORD"), lines(&files[one]));
    project.run(&format!("audit {package}")).status(0);
}

#[test]
fn compressed_siblings_are_left_out_where_the_contract_says_so() {
    let contract = format!("{CONTRACT}siblings = \"delete\"\n{EDITS}");
    let files = built(&project(&contract));
    assert!(!files.keys().any(|path| path.ends_with(".gz") || path.ends_with(".br")));
    let contract = contract.replace("\"delete\"\n", "\"drop\"\n");
    project(&contract).run("build").status(1).says("`siblings` is `delete` or `keep`");
}

#[test]
fn a_bundle_that_cannot_be_read_is_told() {
    let contract =
        format!("{CONTRACT}{EDITS}").replace("license = ", "bundle = \"old.zip\"\nlicense = ");
    let check = |content: &[u8], says: &str| {
        with(Files::new(), &contract).base("old.zip", content).run("build").status(1).says(says);
    };
    check(b"PK\x03\x04 and then nothing", "cannot be unpacked");
    check(b"no archive", "no zip, wheel, tarball or Debian package");
    with(Files::new(), &contract).run("build").status(1).says("there is no bundle `old.zip`");
    let mut zipped = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zipped.start_file("../out.txt", zip::write::SimpleFileOptions::default()).unwrap();
    let zipped = zipped.finish().unwrap().into_inner();
    check(&zipped, "error[contract]");
}

#[test]
fn a_value_that_is_empty_for_a_theme_is_an_error() {
    let contract = format!("{CONTRACT}{EDITS}")
        .replace("content = \"{{ colors.light.primary }}\"", "content = \"{{ legal.support }}\"");
    project(&contract).run("check").status(1).says("the value is empty for `nordwind`");
}

#[test]
fn a_tenant_may_have_the_old_name_in_its_own() {
    let theme = NORDWIND.replace("Nordwind \\\"& Söhne\\\"", "Oldmark Foods");
    let project = project(&format!("{CONTRACT}{EDITS}")).theme("nordwind", &theme);
    let files = built(&project);
    let page = text(&files, "index.html");
    assert!(page.contains("<title>Oldmark Foods</title>"), "{page}");
    let code = text(&files, hashed(&files, "assets/app.", ".js"));
    assert!(code.contains("Welcome to Oldmark Foods\""), "{code}");
}

#[test]
fn damage_to_a_package_is_found() {
    let (project, package) = packed(project(&format!("{CONTRACT}{EDITS}")));
    let check = |change: &dyn Fn(&mut Files), says: &str| {
        unpacked(&project, &package, change);
        project.run("audit loose").status(1).prints(says);
    };
    let add = |path: &'static str, text: &'static str| {
        move |files: &mut Files| drop(files.insert(path.to_owned(), text.as_bytes().to_vec()))
    };
    unpacked(&project, &package, |_| {});
    project.run("audit loose").status(0);
    check(
        &|files| files.get_mut("index.html").unwrap().extend(b" "),
        "`sw.js`: the digest of `index.html` is not there any more",
    );
    check(&add("more.js", "import'./app.1a2b3c4d.js'"), "the old hash `1a2b3c4d` is left");
    check(&add("more.js", "import'./app.00000000.js'"), "there is no `app.00000000.js`");
    check(&add("data/plain.txt.gz", "no"), "does not unpack to `data/plain.txt`");
    check(&add("w.js", "p([{url:'no.png',revision:'1'}])"), "a list names `no.png`");
    check(&|files| drop(files.remove("data/plain.txt")), "`data/plain.txt` is missing");
}

#[test]
fn the_brand_of_another_tenant_is_found() {
    let sud = "[tenant]\nid = \"sudwind\"\nname = \"Südwind Werke\"\ndomain = \"sudwind.example\"\n[brand]\ncolor = \"#0a6b3d\"\nlogo = \"logo.svg\"\n";
    let (project, package) = packed(project(&format!("{CONTRACT}{EDITS}")));
    let project = project.theme("sudwind", sud).asset("sudwind/logo.svg", LOGO);
    project.run(&format!("audit {package}")).status(0);
    let check = |text: &'static str, status: i32, says: &str| {
        unpacked(&project, &package, |files| {
            files.insert("more.js".to_owned(), text.into());
        });
        project.run("audit loose").status(status).prints(says);
    };
    check("t('Bei Südwind Werke')", 1, "another tenant: name of `sudwind`: `Südwind Werke`");
    check("fetch('https://www.sudwind.example/')", 1, "another tenant: domain of `sudwind`");
    check("// Südwind Werke", 0, "words like names of other tenants");
}

#[test]
fn the_old_mark_is_found_by_its_pixels() {
    let mark = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 64 64'><path fill='#8719e0' fill-rule='evenodd' d='M4 60V4h20l36 28-28 8v20H20V44L4 60zM16 16v12h16z'/></svg>";
    let mut files = bundle();
    files.insert("img/mark.svg".to_owned(), mark.into());
    let edits = EDITS.replace("[\"img/shot.png\"]", "[\"img/shot.png\", \"img/mark.svg\"]");
    let contract = format!("{CONTRACT}marks = [\"img/mark.svg\"]\n{edits}");
    let (project, package) = packed(with(files.clone(), &contract));
    project.run(&format!("audit {package}")).status(0);
    let drawn = format!("x='{}'", mark.replace('\'', "\"").replace("#8719e0", "#000"));
    unpacked(&project, &package, |files| drop(files.insert("more.js".to_owned(), drawn.into())));
    project.run("audit loose").status(1).prints("old mark: `more.js` (inline, byte 3)");
    let wrong = contract.replace("marks = [\"img/mark.svg\"]", "marks = [\"img/no.svg\"]");
    with(files, &wrong).run("build").status(1).says("the mark `img/no.svg` cannot be read");
}

#[test]
fn a_mark_that_a_script_draws_becomes_that_of_the_theme() {
    let data = "M4 60V4h20l36 28-28 8v20H20V44L4 60zM16 16v12h16z";
    let mark = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 64 64'><path fill-rule='evenodd' d='{data}'/></svg>"
    );
    let script = format!("h('path',{{d:'{data}'}}),h('path',{{d:\"M2 2h4v4z\"}})");
    let mut files = bundle();
    files.insert("img/mark.svg".to_owned(), mark.into());
    files.insert("logo.js".to_owned(), script.into());
    let with_edits = |more: &str| {
        let edits = EDITS.replace("[\"img/shot.png\"]", "[\"img/shot.png\", \"img/mark.svg\"]");
        format!("{CONTRACT}marks = [\"img/mark.svg\"]\n{edits}{more}")
    };
    let (project, package) = packed(with(files.clone(), &with_edits("")));
    project
        .run(&format!("audit {package}"))
        .status(1)
        .prints("old mark: `logo.js` (path, byte 13)");

    let allow =
        "\n[[targets.web.allow]]\npicture = \"*.js\"\nreason = \"its license asks for it\"\n";
    let (project, package) = packed(with(files.clone(), &with_edits(allow)));
    project.run(&format!("audit {package}")).status(0);
    let twice = with_edits(&allow.replace("reason", "count = 2\nreason"));
    let (project, package) = packed(with(files.clone(), &twice));
    project.run(&format!("audit {package}")).status(1).prints("`*.js`: it is there 1 time, not 2");

    let edit = |start: &str, shown: &str| {
        format!(
            "\n[[targets.web.edits]]\nfiles = \"logo.js\"\npaths = {{ \"M4 60V4\" = \"mark\", \"{start}\" = \"{shown}\" }}\ncount = 2\n"
        )
    };
    let changed = with_edits(&edit("M2 2h4", "none"));
    let (project, package) = packed(with(files.clone(), &changed));
    project.run(&format!("audit {package}")).status(0);
    let script = text(&entries(&project.read(&package)), "logo.js");
    let end = "'}),h('path',{d:\"M0 0\"})";
    assert!(script.starts_with("h('path',{d:'M") && script.ends_with(end), "{script}");
    assert!(!script.contains(data), "{script}");
    let unused = with_edits(allow) + &edit("M2 2h4", "none");
    let (project, package) = packed(with(files.clone(), &unused));
    project.run(&format!("audit {package}")).status(1).prints("no picture there is like a mark");

    let wrong = |start: &str, shown: &str| {
        with(files.clone(), &with_edits(&edit(start, shown))).run("build").status(1)
    };
    wrong("M2 2h4", "nome").says("did you mean `none`?");
    wrong("x=1;y=2", "none").says("is not how the data of one path begins");
    wrong("M9 9h9", "none").says("the edit matches once, and 2 is written");
}

#[test]
fn values_of_json_are_replaced_added_and_removed() {
    let check = |json: &str, code: i32, expect: &str| {
        let mut files = bundle();
        let before = "{\"a\": 1, \"list\": [\"x\"],\n \"gone\": {}, \"d\": \"t\"}";
        files.insert("config.json".to_owned(), before.into());
        let edit =
            format!("\n[[targets.web.edits]]\nfiles = \"config.json\"\njson = {{ {json} }}\n");
        let project = with(files, &format!("{CONTRACT}{EDITS}{edit}"));
        let run = project.run("build").status(code);
        if code == 1 {
            return drop(run.says(expect));
        }
        let package = only(&project.path("dist/nordwind"), "zip");
        let text = text(&entries(&std::fs::read(package).unwrap()), "config.json");
        assert_eq!(text, expect, "{json}");
    };
    let all = r#""/a" = 2, "/list" = ["y", true], "/gone" = { remove = true }, "/d" = "{{ tenant.id }}", "/e" = { add = { n = 1.5 } }"#;
    check(all, 0, "{\"a\": 2, \"list\": [\"y\",true],\n \"d\": \"nordwind\",\"e\": {\"n\":1.5}}");
    check(
        r#""/list/-" = { add = "{{ tenant.id }}" }, "/a" = { json = "{{ tenant.languages | json }}" }"#,
        0,
        "{\"a\": [\"en\",\"de\"], \"list\": [\"x\",\"nordwind\"],\n \"gone\": {}, \"d\": \"t\"}",
    );
    check(r#""/b" = { remove = true }"#, 1, "there is no `/b`");
    check(r#""/b" = 1"#, 1, "there is no `/b`");
    check(r#""/a" = { json = "[1" }"#, 1, "`[1` is no JSON");
    check(
        r#""/a" = { add = 1, remove = true }"#,
        1,
        "has one of `json`, `add` and `remove = true`",
    );
    check(r#""/a" = 2026-01-01"#, 1, "a text, a number, `true`, `false` or a list is needed");
}

#[test]
fn the_words_of_contracts_hold_for_a_finished_bundle() {
    let words = r#"
[targets.web.policy]
default-src = ["'self'"]
object-src  = ["'none'"]

[[targets.web.edits]]
files = "config.json"
json  = { "/feed" = "{{ sections.news.feed }}", "/terms" = "{{ sections.news.terms }}", "/policy" = "{{ policy.header }}", "/every" = { json = "{{ sections.news.every | json }}" },
  "/icon" = "{{ sections.news.icon }}", "/role" = "{{ sections.news.role }}", "/title" = "{{ sections.news.title.de }}", "/first" = "{{ sections.news.first }}", "/api" = "{{ sections.news.api }}" }

[sections]
news = "news.schema.json"
"#;
    let schema = r#"{ "type": "object", "additionalProperties": false, "default": {}, "properties": {
  "feed": { "type": "string", "x-rebadge": { "is": "host", "for": ["connect"] } },
  "terms": { "type": "string", "x-rebadge": { "is": "asset", "types": ["pdf", "txt"], "max-kb": 10 } },
  "every": { "type": "string", "x-rebadge": { "is": "duration" }, "default": "5 min" },
  "icon": { "type": "string", "x-rebadge": "icon" },
  "role": { "type": "string", "x-rebadge": "role" },
  "title": { "type": ["string", "object"], "x-rebadge": { "is": "text", "max": 20 } },
  "feeds": { "type": "array", "items": { "type": "object", "properties": { "id": { "type": "string" } } } },
  "first": { "type": "string", "x-rebadge": { "is": "id", "of": "news.feeds" } },
  "api": { "type": "string", "x-rebadge": { "is": "document", "checker": "openapi" } },
  "key": { "type": "string", "x-rebadge": "secret" } } }"#;
    let with_news = |news: &str| {
        let mut files = bundle();
        let names = "feed terms policy every icon role title first api";
        let config: serde_json::Map<String, serde_json::Value> =
            names.split(' ').map(|name| (name.to_owned(), "".into())).collect();
        let config = serde_json::Value::from(config).to_string();
        let (api, content) = if news.contains("no-api.json") {
            ("nordwind/no-api.json", "{}")
        } else {
            (
                "nordwind/api.json",
                r#"{"openapi":"3.1.0","info":{"title":"t","version":"1"},"paths":{}}"#,
            )
        };
        files.insert("config.json".to_owned(), config.into());
        with(
            files,
            &format!(
                "{}{EDITS}{words}",
                CONTRACT
                    .replace("root = \"bundle\"", "root  = \"bundle\"\nbrand = \"brand\"")
                    .replace("languages =", "roles     = [\"reader\"]\nlanguages =")
            ),
        )
        .base("news.schema.json", schema)
        .theme("nordwind", &format!("{NORDWIND}[news]\n{news}\n"))
        .asset("nordwind/terms.txt", "Be kind.\n")
        .asset("nordwind/dot.svg", LOGO)
        .asset(api, content)
    };
    let good = "feed = \"https://news.nordwind.example\"\nterms = \"terms.txt\"\nicon = \"dot.svg\"\nrole = \"reader\"\n\
        title = { en = \"News\", de = \"Neues\" }\nfeeds = [{ id = \"a\" }]\nfirst = \"a\"\napi = \"api.json\"";
    let (project, package) = packed(with_news(good));
    let files = entries(&project.read(&package));
    assert_eq!(text(&files, "brand/assets/news/terms.txt"), "Be kind.\n");
    let config: serde_json::Value = serde_json::from_slice(&files["config.json"]).unwrap();
    assert_eq!(config["terms"], "brand/assets/news/terms.txt");
    assert_eq!(config["every"], 300);
    for (name, expect) in [("role", "reader"), ("title", "Neues"), ("first", "a")] {
        assert_eq!(config[name], expect);
    }
    for name in ["icon", "api"] {
        let path = config[name].as_str().unwrap();
        assert!(path.starts_with("brand/") && files.contains_key(path), "{path}");
    }
    let policy = config["policy"].as_str().unwrap();
    assert!(policy.contains("connect-src 'self' https://news.nordwind.example"), "{policy}");
    let wrong = |news: &str, says: &str| drop(with_news(news).run("build").status(1).says(says));
    wrong(&format!("{good}\nkey = \"abc\""), "`news.key` is a secret");
    wrong(&good.replace("https:", "http:"), "begins with none of");
    wrong(&good.replace("terms.txt", "term.txt"), "term.txt");
    wrong(&format!("{good}\nevery = \"soon\""), "news.every");
    wrong(&good.replace("dot.svg", "dote.svg"), "dote.svg");
    wrong(&good.replace("\"reader\"", "\"boss\""), "there is no role `boss`");
    wrong(&good.replace(", de = \"Neues\"", ""), "news.title");
    wrong(&good.replace("first = \"a\"", "first = \"b\""), "news.first");
    wrong(&good.replace("\"api.json\"", "\"no-api.json\""), "no-api.json");
}

/// A section with what is bound by another value, and names what is in documents.
const LIBRARY: &str = r#"{ "type": "object", "additionalProperties": false, "properties": {
  "issuer": { "type": "string", "x-rebadge": { "is": "host", "for": ["connect"] }, "default": "" },
  "documents": { "type": "array", "items": { "type": "object", "additionalProperties": false, "properties": {
    "id": { "type": "string" },
    "low": { "type": "number" },
    "high": { "type": "number", "x-rebadge": { "at-least": "1/low" } },
    "stale": { "type": "string", "x-rebadge": { "is": "duration" } },
    "gone": { "type": "string", "x-rebadge": { "is": "duration", "above": "1/stale" } },
    "api": { "type": "string", "x-rebadge": { "is": "document", "checker": "openapi" } },
    "probe": { "type": "string", "x-rebadge": { "is": "operation", "of": "1/api" } },
    "flow": { "type": "string", "x-rebadge": { "is": "document", "checker": "arazzo", "sources": "library.documents.*.api" } },
    "input": { "type": "string", "x-rebadge": { "is": "input", "of": "1/flow" } },
    "step": { "type": "string", "x-rebadge": { "is": "step", "of": "1/flow" } },
    "output": { "type": "string", "x-rebadge": { "is": "output", "of": "1/flow" } },
    "card": { "type": "string", "x-rebadge": { "is": "document", "checker": "adaptive-card" } },
    "form": { "type": "string", "x-rebadge": { "is": "document", "checker": "json-schema" } } } } } } }"#;

#[test]
fn rules_targets_and_relations_of_contracts_hold_for_a_finished_bundle() {
    let words = r#"
[[targets.web.edits]]
files = "config.json"
json  = { "/table" = { json = "{{ security.table | json }}" }, "/menu" = { json = "{{ menu.places | json }}" }, "/flow" = "{{ sections.library.documents[0].flow }}" }

[menu.targets]
doc = "library.documents"

[menu.places.links]
max       = 2
label-max = 12
icon      = { paint = "on-surface", on = "surface" }

[menu.layout]
links = []

[sections]
library = "library.schema.json"
access  = "access.schema.json"

[security]
section = "access"
issuer  = "library.issuer"
actions = ["see", "edit"]

[security.on]
entry = { of = "menu.entries" }
doc   = { of = "library.documents" }
"#;
    let contract = CONTRACT
        .replace("root = \"bundle\"", "root  = \"bundle\"\nbrand = \"brand\"")
        .replace("languages =", "roles     = [\"reader\"]\nlanguages =");
    let api = r#"{"openapi":"3.1.0","info":{"title":"t","version":"1"},"paths":{"/a":{"get":{"operationId":"health","responses":{"200":{"description":"d"}}}}}}"#;
    let flow = r#"{"arazzo":"1.0.1","info":{"title":"t","version":"1"},"sourceDescriptions":[{"name":"rules","url":"api.json","type":"openapi"}],
        "workflows":[{"workflowId":"w","inputs":{"type":"object","properties":{"batch":{"type":"string"}}},
        "steps":[{"stepId":"look","operationId":"health","outputs":{"state":"$statusCode"}}],"outputs":{"state":"$steps.look.outputs.state"}}]}"#;
    let with_library = |contract: &str, library: &str| {
        let mut files = bundle();
        files.insert("config.json".to_owned(), r#"{"table":"","menu":"","flow":""}"#.into());
        with(files, contract)
            .base("library.schema.json", LIBRARY)
            .base(
                "access.schema.json",
                r#"{ "type": "object", "additionalProperties": false, "default": {} }"#,
            )
            .theme("nordwind", &format!("{NORDWIND}{library}"))
            .asset("nordwind/dot.svg", LOGO.replace("fill-primary", "fill-on-surface"))
            .asset("nordwind/api.json", api)
            .asset("nordwind/flow.json", flow)
            .asset("nordwind/card.json", r#"{"type":"AdaptiveCard","version":"1.5","body":[]}"#)
            .asset("nordwind/form.json", r#"{"type":"object"}"#)
    };
    let contract = format!("{contract}{EDITS}{words}");
    let good = r#"
[library]
issuer = "https://id.nordwind.example"
[[library.documents]]
id = "rules"
low = 1
high = 2
stale = "8 h"
gone = "30 d"
api = "api.json"
probe = "health"
flow = "flow.json"
input = "batch"
step = "look"
output = "state"
card = "card.json"
form = "form.json"
[[access.rules]]
id = "all"
may = ["*"]
on = ["*"]
[[access.rules]]
id = "few"
must-not = ["edit"]
on = ["doc:rules"]
except = [{ role = "reader" }]
[menu.layout]
links = ["shelf"]
[[menu.entries]]
id = "shelf"
label = "Shelf"
icon = "dot.svg"
target = "doc:rules"
"#;
    let (project, package) = packed(with_library(&contract, good));
    let files = entries(&project.read(&package));
    let config: serde_json::Value = serde_json::from_slice(&files["config.json"]).unwrap();
    assert_eq!(config["table"]["rules"][1]["except"], serde_json::json!([["role:reader"]]));
    let target = &config["menu"]["links"][0]["target"];
    assert_eq!(*target, serde_json::json!({ "kind": "doc", "value": "rules" }));
    assert!(files.contains_key(config["flow"].as_str().unwrap()), "{config}");
    let run = project.run("explain themes/nordwind --as role=guest").status(0);
    run.prints("may not edit, forbidden by `few`");
    let wrong = |from: &str, to: &str, says: &str| {
        assert!(good.contains(from), "{from}");
        drop(with_library(&contract, &good.replace(from, to)).run("check").status(1).says(says));
    };
    wrong("high = 2", "high = 0", "`library.documents.rules.high` is 0, it must be at least 1");
    wrong("\"30 d\"", "\"1 h\"", "it must be above 8 h");
    wrong("\"health\"", "\"heath\"", "the document has no operation `heath`");
    wrong("\"batch\"", "\"bach\"", "the document has no input `bach`");
    wrong("\"look\"", "\"lock\"", "the document has no step `lock`");
    wrong("\"state\"", "\"stat\"", "the document has no output `stat`");
    wrong("card = \"card.json\"", "card = \"form.json\"", "form.json");
    wrong("doc:rules\"]", "doc:rule\"]", "there is no doc `rule`");
    wrong("target = \"doc:rules\"", "target = \"doc:rule\"", "`library.documents` has no `rule`");
    // All of its files ship: parts are of templates and plain files.
    let part = "[targets.web.parts.demo]\nfiles = [\"locales/\"]\nwhen = [\"demo\"]\n\n[[targets.web.edits]]";
    let parted = contract.replacen("[[targets.web.edits]]", part, 1);
    with_library(&parted, good)
        .run("check")
        .status(1)
        .says("the part `demo` is of a finished bundle, whose files all ship");
}

#[test]
fn hosts_allowances_and_a_policy_are_told() {
    let hosts = "fetch('https://api.nordwind.example/a');fetch('https://cdn.other.io/b.js');";
    let theme = NORDWIND.replace("[brand]", "domain = \"nordwind.example\"\n[brand]");
    let allow = "\n[[targets.web.allow]]\nhost = \"cdn.other.io\"\nreason = \"a library\"\n";
    let mut files = bundle();
    files.insert("more.js".to_owned(), hosts.into());
    let project = with(files, &format!("{CONTRACT}{EDITS}{allow}")).theme("nordwind", &theme);
    let (project, package) = packed(project);
    let run = project.run(&format!("audit {package} --policy")).status(0);
    run.prints("tenant          api.nordwind.example")
        .prints("cdn.other.io          1 time in `more.js`, allowed")
        .prints("connect-src 'self' https://api.nordwind.example;")
        .prints("script-src 'self' 'sha256-")
        .prints("add_header Content-Security-Policy \"default-src 'self';");
    unpacked(&project, &package, |files| drop(files.remove("more.js")));
    project.run("audit loose").status(1).prints("allowance: `cdn.other.io`: nothing uses it");
}

#[test]
fn what_speaks_of_templates_is_refused() {
    for key in [
        "inventory = [\"sw.js.tera\"]",
        "common = [\"all.tera\"]",
        "escape = { \"*.txt\" = \"none\" }",
    ] {
        let root = "root = \"bundle\"\n";
        let project = project(&CONTRACT.replace(root, &format!("{root}{key}\n")));
        let name = key.split(' ').next().unwrap();
        project.run("check").status(1).says(&format!("`{name}` speaks of templates"));
    }
}

#[test]
fn a_package_that_runs_asks_nobody() {
    let (project, package) = packed(project(&format!("{CONTRACT}{EDITS}")));
    let run = project.run(&format!("audit {package} --run --no-sandbox")).status(0);
    run.says("nothing is left");
    unpacked(&project, &package, |files| {
        let code = "fetch(['https:','','made.of-parts.io','x?k=1'].join('/')).catch(()=>0)";
        files.insert("index.html".to_owned(), format!("<script>{code}</script>").into());
    });
    let run = project.run("audit loose --run --no-sandbox").status(1);
    run.prints("asks: `https://made.of-parts.io/x`");
}

#[test]
fn every_page_of_the_contract_is_opened() {
    let contract = CONTRACT.replace(
        "[targets.web.foreign]",
        "pages = { start = \"index.html\", more = \"more.html\" }\n\n[targets.web.foreign]",
    );
    let mut files = bundle();
    let code = "fetch(['https:','','made.of-parts.io','y'].join('/')).catch(()=>0)";
    files.insert("more.html".to_owned(), format!("<script>{code}</script>").into());
    let (project, package) = packed(with(files, &format!("{contract}{EDITS}")));
    let run = project.run(&format!("audit {package} --run --no-sandbox")).status(1);
    run.prints("asks: `https://made.of-parts.io/y`");
}

#[test]
fn audit_events_are_as_their_schema_says() {
    let schema = std::fs::read(crate::project::root().join("docs/events.schema.json")).unwrap();
    let schema: serde_json::Value = serde_json::from_slice(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let (project, package) = packed(project(&format!("{CONTRACT}{EDITS}")));
    let mut lines = project.run(&format!("audit {package} --policy --format json")).stdout;
    lines += &project.run("audit base-client/bundle --format json").stdout;
    for line in lines.lines() {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        let errors: Vec<String> =
            validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{line}: {errors:#?}");
    }
    for reason in ["audited", "audit-finished"] {
        assert!(lines.contains(&format!("\"reason\":\"{reason}\"")), "no {reason}");
    }
}

#[test]
fn a_logo_needs_a_folder_for_it() {
    let css = "\n[[targets.web.edits]]\nfiles = \"index.html\"\ncss = \".a { background: url(\\\"{{ logo.light }}\\\") }\"\n";
    let contract = format!("{CONTRACT}{EDITS}{css}");
    project(&contract).run("check").status(1).says("logo");
    let brand = contract.replace("root = \"bundle\"\n", "root = \"bundle\"\nbrand = \"own\"\n");
    let (project, package) = packed(project(&brand));
    let files = entries(&std::fs::read(project.path(&package)).unwrap());
    let page = String::from_utf8_lossy(&files["index.html"]);
    assert!(page.contains("url(\"own/logo.svg\")"), "{page}");
    assert!(files.contains_key("own/logo.svg"));
}

/// A bundle in three languages: files with hashes that a list in a script names by them, files without that a worker lists.
fn in_languages() -> Files {
    let mut files = Files::new();
    let mut add = |path: &str, text: &str| drop(files.insert(path.to_owned(), text.into()));
    let app = r#"const t=JSON.parse('{"of":{"de":{"n":"Deutsch","h":"0a1b2c3d"},"en":{"n":"English","h":"1a1b2c3d"},"zh-Hans":{"n":"中文","h":"2a1b2c3d"}}}');const all=["de","en","zh-Hans"];"#;
    add("app.5e6f7a8b.js", app);
    for (tag, hash) in [("de", "0a1b2c3d"), ("en", "1a1b2c3d"), ("zh-Hans", "2a1b2c3d")] {
        let text = format!("{{\"hello\":\"Oldmark in {tag}\"}}");
        add(&format!("texts/{tag}-{hash}.json"), &text);
        add(&format!("help/{tag}.json"), "{\"a\":\"b\"}");
    }
    let gz = gzip(&files["texts/de-0a1b2c3d.json"]);
    files.insert("texts/de-0a1b2c3d.json.gz".to_owned(), gz);
    let revision = hex(&Md5::digest("{\"a\":\"b\"}"));
    let entry = |tag: &str| format!("{{url:\"help/{tag}.json\",revision:\"{revision}\"}}");
    let list = ["de", "en", "zh-Hans"].map(entry).join(",");
    files.insert("sw.js".to_owned(), format!("precache([{list}]);").into());
    let page = "<title>Oldmark</title><script src=\"app.5e6f7a8b.js\"></script>";
    files.insert("index.html".to_owned(), page.into());
    files
}

const IN_LANGUAGES: &str = r##"[client]
id        = "oldmark"
name      = "Oldmark"
version   = "1.0.0"
languages = ["en", "de", "zh-CN"]

[targets.web]
root = "bundle"

[targets.web.foreign]
license = "MIT"
names   = ["Oldmark"]
hashed  = ["app.{hash:8}.js", "texts/*-{hash:8}.json"]

[targets.web.foreign.languages]
files  = ["texts/{language}-{hash:8}.json", "help/{language}.json"]
names  = { "zh-CN" = "zh-Hans" }
always = ["en"]

[[targets.web.edits]]
files   = "app.*.js"
entries = { '"of":{' = '"{language}":', "all=[" = '"{language}"' }
count   = 6

[[targets.web.edits]]
files = ["texts/*.json", "index.html"]
name  = { Oldmark = "{{ tenant.name }}" }
count = 4
"##;

/// The project of a tenant who has some languages.
fn of_languages(languages: &str) -> Project {
    let theme = NORDWIND.replace("[brand]", &format!("languages = {languages}\n[brand]"));
    with(in_languages(), IN_LANGUAGES).theme("nordwind", &theme)
}

#[test]
fn a_tenant_has_its_languages_and_no_others() {
    let (project, package) = packed(of_languages("[\"zh-CN\"]"));
    let files = entries(&std::fs::read(project.path(&package)).unwrap());
    assert!(files.keys().all(|path| !path.contains("/de")), "{:?}", files.keys());
    assert!(files.contains_key("help/en.json") && files.contains_key("help/zh-Hans.json"));
    let app = text(&files, hashed(&files, "app.", ".js"));
    assert!(app.ends_with(r#"const all=["en","zh-Hans"];"#), "{app}");
    let list = app.split('\'').nth(1).unwrap();
    let list: serde_json::Value = serde_json::from_str(list).unwrap();
    let of = list["of"].as_object().unwrap();
    assert_eq!(of.keys().collect::<Vec<_>>(), ["en", "zh-Hans"]);
    for (tag, entry) in of {
        let path = format!("texts/{tag}-{}.json", entry["h"].as_str().unwrap());
        assert!(text(&files, &path).contains("Nordwind"), "{path}");
    }
    let worker = text(&files, "sw.js");
    assert!(worker.starts_with("precache([{url:\"help/en.json\""), "{worker}");
    assert!(worker.contains("help/zh-Hans.json") && !worker.contains("de.json"), "{worker}");
    project.run(&format!("audit {package}")).status(0).says("nothing is left");
    let run = project.run(&format!("why {package} help/en.json")).status(0);
    run.prints("tenant.languages");
    // What was left in by hand is found.
    let name = hashed(&files, "app.", ".js").to_owned();
    unpacked(&project, &package, |files| {
        let app = files.get_mut(&name).unwrap();
        app.extend(b"'0a1b2c3d';");
    });
    let run = project.run("audit loose").status(1);
    run.prints("the old hash `0a1b2c3d` is left");
}

#[test]
fn a_tenant_who_says_nothing_has_all_languages_of_the_client() {
    let files = built(&with(in_languages(), IN_LANGUAGES));
    assert_eq!(files.keys().filter(|path| path.starts_with("help/")).count(), 3);
    let de = text(&files, hashed(&files, "texts/de-", ".json"));
    let gz = &files[hashed(&files, "texts/de-", ".json.gz")];
    let mut unpacked = String::new();
    flate2::read::GzDecoder::new(gz.as_slice()).read_to_string(&mut unpacked).unwrap();
    assert_eq!(unpacked, de);
    assert!(text(&files, hashed(&files, "app.", ".js")).ends_with(r#"["de","en","zh-Hans"];"#));
}

#[test]
fn languages_that_do_not_fit_are_told_at_their_line() {
    let check = |from: &str, to: &str, says: &[&str]| {
        assert!(IN_LANGUAGES.contains(from), "{from}");
        let run = with(in_languages(), &IN_LANGUAGES.replacen(from, to, 1)).run("check").status(1);
        says.iter().fold(run, |run, text| run.says(text));
    };
    check(
        "help/{language}",
        "help/*",
        &["client.toml:16:45", "does not say where the language is"],
    );
    check(
        "help/{language}",
        "hlp/{language}",
        &["client.toml:16:45", "no file of the bundle matches"],
    );
    check("\"zh-CN\"]", "\"fr\"]", &["no file of the language `fr`", "`zh-CN` is not among"]);
    check("= \"zh-Hans\" }", "= \"zh-Hant\" }", &["client.toml:17:22", "did you mean `zh-Hans`?"]);
    check("[\"en\"]\n", "[\"eo\"]\n", &["client.toml:18:11", "no file of the language `eo`"]);
    check("'\"of\":{'", "'\"of\":'", &["client.toml:22:13", "bracket of a list"]);
    check("'\"{language}\":'", "'\"de\":'", &["does not say once where the language is"]);
    check("'\"of\":{'", "'\"off\":{'", &["`\"off\":{` matches nothing", "names `0a1b2c3d`"]);
    check("count   = 6", "count   = 7", &["matches 6 times, and 7 is written"]);
    let theme = NORDWIND.replace("[brand]", "languages = [\"fr\"]\n[brand]");
    let run = with(in_languages(), IN_LANGUAGES).theme("nordwind", &theme).run("check").status(1);
    run.says("does not know the language `fr`");
}

#[test]
fn a_first_contract_names_the_files_of_languages() {
    let inspect = |files: Files| {
        let all = files.into_iter();
        let project = all.fold(Project::empty(), |project, (path, content)| {
            project.file(&format!("new/{path}"), content)
        });
        let package = r#"{"license":"MIT","version":"1.0.0"}"#;
        let project = project.file("new/package.json", package);
        let project = project.theme("nordwind", NORDWIND).asset("nordwind/logo.svg", LOGO);
        project.run("inspect new --contract base-client").status(0);
        project.run("build").status(0);
        String::from_utf8(project.read("base-client/client.toml")).unwrap()
    };
    let contract = inspect(in_languages());
    let table = "# [targets.web.foreign.languages]\n# files  = [\"help/{language}.json\", \"texts/{language}-{hash:8}.json\"]\n# always = [\"en\"]\n";
    assert!(contract.contains(table), "{contract}");
    assert!(contract.contains("once an edit `entries` names the lists"), "{contract}");
    let mut files = in_languages();
    files.retain(|path, _| !path.starts_with("app.") && !path.starts_with("texts/"));
    let contract = inspect(files);
    let table = "\n[targets.web.foreign.languages]\nfiles  = [\"help/{language}.json\"]\nalways = [\"en\"]\n";
    assert!(contract.contains(table), "{contract}");
}
