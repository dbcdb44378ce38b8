//! `rebadge book`: one page that needs nothing else, the same bytes for the same theme, in words that a customer
//! understands.

use crate::browser::{axe, chromium, page};
use crate::hostile;
use crate::project::{ACME, LOGO, Project, Run, root};

const BOOK: &str = "acme-book.html";

/// The book of a project's tenant `acme`.
#[track_caller]
fn book(project: &Project, options: &str) -> String {
    project.run(&format!("book themes/acme --no-screens {options}")).status(0);
    String::from_utf8(project.read(BOOK)).unwrap()
}

/// A project with the shipped client and one of the shipped themes.
fn shipped(theme: &str) -> Project {
    let project = Project::empty().copy(&root().join("base-client"), "base-client");
    project.copy(&root().join("themes").join(theme), &format!("themes/{theme}"))
}

/// All that an attribute or a style loads or leads to.
fn addresses(page: &str) -> Vec<&str> {
    let starts = ["src=\"", "href=\"", "url(\"", "url(", "srcset=\"", "action=\"", "@import"];
    let found = starts
        .iter()
        .flat_map(|start| page.match_indices(start).map(|(at, _)| &page[at + start.len()..]));
    found.map(|rest| rest.trim_start_matches('"')).collect()
}

#[test]
fn the_page_needs_nothing_else() {
    let page = book(&Project::acme(), "");
    let policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:";
    assert!(page.contains(&format!("content=\"{policy}\"")));
    let addresses = addresses(&page);
    assert!(addresses.len() > 20, "{}", addresses.len());
    for address in addresses {
        if address.starts_with("data:font/woff2;base64,") {
            continue;
        }
        let is_inside = address.starts_with("data:image/png;base64,") || address.starts_with('#');
        assert!(is_inside, "{}", &address[..60.min(address.len())]);
    }
    assert!(
        !page.contains("<script") && !page.contains("picture/"),
        "a script, or a picture left out"
    );
}

#[test]
fn the_same_theme_gives_the_same_bytes() {
    let project = Project::acme();
    let one = book(&project, "--jobs 1");
    assert_eq!(one, book(&project, "--jobs 8"));
    // The clock is not asked.
    assert!(one.contains("<span>Brand book</span><span></span>"), "a date");
}

#[test]
fn a_date_is_given() {
    let project = Project::acme();
    assert!(book(&project, "--date 2026-11-05").contains("5 November 2026"));
    let epoch = [("SOURCE_DATE_EPOCH", "1700000000")];
    project.run_with("book themes/acme --no-screens", &epoch).status(0);
    assert!(String::from_utf8(project.read(BOOK)).unwrap().contains("14 November 2023"));
    project.run("book themes/acme --date 2026-02-30").status(2).says("write a day as 2026-11-30");
}

#[test]
fn the_fingerprint_is_that_of_the_package() {
    let project = Project::acme();
    let page = book(&project, "");
    project.run("build").status(0);
    let manifest = project.read("dist/acme/acme-web-0.3.0.json");
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    let inputs = manifest["inputs"]["theme"].as_array().unwrap();
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    let line = |input: &serde_json::Value| {
        format!("{}  {}\n", text(&input["sha256"]), text(&input["path"]))
    };
    let list: String = inputs.iter().map(line).collect();
    let of_list = crate::package::sha256(list.as_bytes());
    for sha256 in [&of_list, &text(&manifest["package"]["sha256"])] {
        assert!(page.contains(sha256.as_str()), "{sha256}");
    }
    // One line stands for all of them.
    assert!(!page.contains(&text(&inputs[0]["sha256"])));
}

#[test]
fn it_speaks_the_tenants_language_or_the_one_that_is_asked_for() {
    let project = shipped("dairy");
    let read = |options: &str| {
        project.run(&format!("book themes/dairy --no-screens --out book {options}")).status(0);
        String::from_utf8(project.read("book/dairy-book.html")).unwrap()
    };
    let own = read("");
    assert!(
        own.contains("<html lang=\"zh-CN\">") && own.contains("<h2 id=\"colors-title\">色彩</h2>")
    );
    let asked = read("--language en");
    assert!(
        asked.contains("<html lang=\"en\">")
            && asked.contains("<h2 id=\"colors-title\">Colors</h2>")
    );
    // What the tenant says stays as it is.
    assert!(asked.contains("示例乳业集团"));
}

#[test]
fn a_hostile_name_is_text() {
    let project = Project::new().theme("acme", &hostile::theme()).asset("acme/logo.svg", LOGO);
    let page = book(&project, "");
    assert!(page.contains("Smith &amp; Sons &quot;&lt;/script&gt;{{ 7*7 }}"));
    assert!(!page.contains("</script>"), "the name ends a script");
    assert_eq!(page.matches("</style>").count(), 1);
}

/// What the page must say when `change` was made to [`ACME`] since it was approved.
#[track_caller]
fn check_changes(change: impl Fn(&str) -> String, expect: &[&str]) {
    let project = Project::acme();
    project.run("build").status(0);
    let project = project.theme("acme", &change(ACME));
    let page = book(&project, "--against dist/acme/acme-web-0.3.0.zip");
    for text in expect {
        assert!(page.contains(text), "{text}");
    }
}

#[test]
fn what_changed_is_marked() {
    check_changes(
        |theme| theme.replace("#0a66c2", "#8a1c5b"),
        &[
            "id=\"changes\"",
            "style=\"background:#0a66c2\"></span><code>#0a66c2</code>",
            "<b dir=\"auto\">Brand color</b>",
            "in magenta what differs",
        ],
    );
    check_changes(
        |theme| theme.replace("\"Acme\"", "\"Nova\""),
        &[
            "<span class=\"mark\">Changed</span> <span class=\"was\">before: <span dir=\"auto\">Acme</span>",
        ],
    );
    check_changes(str::to_owned, &["Nothing differs from what you approved."]);
}

#[test]
fn another_theme_can_be_what_was_approved() {
    let project = Project::acme();
    let project =
        project.theme("other", &ACME.replace("acme", "other").replace("#0a66c2", "#8a1c5b"));
    let project = project.asset("other/logo.svg", LOGO);
    let page = book(&project, "--against themes/other");
    assert!(page.contains(">other (theme)<") && page.contains("#8a1c5b"));
    project.run("book themes/acme --no-screens --against nowhere").status(2);
}

#[test]
fn a_theme_with_errors_has_no_book() {
    let project = Project::new().theme("acme", &ACME.replace("#0a66c2", "blau"));
    let project = project.asset("acme/logo.svg", LOGO);
    project.run("book themes/acme --no-screens").status(1).says("error[");
    assert_eq!(project.files("").iter().filter(|path| path.contains("book")).count(), 0);
}

#[test]
fn it_goes_where_it_is_told() {
    let project = Project::acme();
    let stdout = |run: Run| run.status(0).stdout;
    let to = |out: &str| stdout(project.run(&format!("book themes/acme --no-screens --out {out}")));
    assert!(to("a/b/c.html").starts_with("a/b/c.html  "));
    assert!(to("d").starts_with("d/acme-book.html  "));
    assert_eq!(project.files("a"), ["b/c.html"]);
    assert_eq!(project.files("d"), [BOOK]);
}

/// A PNG within the page, by where it stands in it.
fn screens(page: &str) -> Vec<image::RgbaImage> {
    let frames = page.split("class=\"frame\"><img src=\"data:image/png;base64,").skip(1);
    let texts = frames.map(|rest| rest.split('"').next().expect("a quote"));
    texts.map(|text| image::load_from_memory(&page::base64(text)).unwrap().into_rgba8()).collect()
}

#[test]
fn the_screens_are_those_of_the_client() {
    let project = Project::acme();
    let program = chromium::program();
    let named = [("CHROMIUM", program.to_str().unwrap())];
    let run = project.run_with("book themes/acme --format json", &named).status(0);
    assert_eq!(run.objects("book")[0]["screens"], 4, "{run}");
    let page = String::from_utf8(project.read(BOOK)).unwrap();
    let screens = screens(&page);
    let sizes: Vec<(u32, u32)> = screens.iter().map(image::RgbaImage::dimensions).collect();
    assert_eq!(sizes, [(780, 1688), (780, 1688), (2560, 1600), (2560, 1600)]);
    let corner = |at: usize| u32::from(screens[at].get_pixel(2, 2)[0]);
    assert!(corner(0) > 200 && corner(1) < 60, "light {} and dark {}", corner(0), corner(1));
}

#[test]
fn the_screens_are_of_the_pages_that_are_asked_for() {
    let project = shipped("orange");
    let wrong = |name: &str| project.run(&format!("book themes/orange --pages {name}")).status(2);
    wrong("nonsense").says("the base client names no page `nonsense`").says("known are `messages`");
    wrong("mesages").says("did you mean `messages`?");
    let program = chromium::program();
    let named = [("CHROMIUM", program.to_str().unwrap())];
    let run =
        project.run_with("book themes/orange --pages missing --format json", &named).status(0);
    assert_eq!(run.objects("book")[0]["screens"], 4, "{run}");
    let page = String::from_utf8(project.read("orange-book.html")).unwrap();
    assert!(page.contains("<h3 dir=\"auto\">A page that is not there</h3>"));
    assert_eq!(screens(&page).len(), 4);
}

#[test]
fn the_pdf_is_the_same_book() {
    let project = Project::acme();
    let program = chromium::program();
    let named = [("CHROMIUM", program.to_str().unwrap())];
    for (options, size) in [("", "(A4)"), (" --paper letter", "(letter)")] {
        let line = format!("book themes/acme --no-screens --pdf{options}");
        project.run_with(&line, &named).status(0);
        let read = |tool: &str, options: &[&str]| {
            let mut command = project.command(tool);
            let output = command.arg("acme-book.pdf").args(options).output();
            let output =
                output.unwrap_or_else(|error| panic!("{tool}: {error}; `tests/setup` installs it"));
            String::from_utf8(output.stdout).unwrap()
        };
        let about = read("pdfinfo", &[]);
        let field = |name: &str| {
            let line = about.lines().find_map(|line| line.strip_prefix(name));
            line.unwrap_or_else(|| panic!("{name}\n{about}")).trim().to_owned()
        };
        assert!(field("Page size:").ends_with(size), "{about}");
        assert!(field("Pages:").parse::<u32>().unwrap() >= 4, "{about}");
        let text = read("pdftotext", &["-"]);
        for words in ["Acme", "App icon", "I approve, with the changes noted below."] {
            assert!(text.contains(words), "{words}\n{text}");
        }
        // The header runs on every page but the cover.
        let pages: Vec<&str> = text.split('\u{c}').filter(|page| !page.trim().is_empty()).collect();
        // Each chapter stands on the page that the contents say.
        let contents = read("pdftotext", &["-layout", "-f", "2", "-l", "2", "-"]);
        for title in ["App icon", "Colors", "Menu", "Approval"] {
            let rest = contents.lines().find_map(|line| line.split_once(title)).expect(title).1;
            let number: usize = rest.split_whitespace().next().expect(title).parse().expect(title);
            let page = pages[number - 1];
            assert!(page.lines().any(|line| line.trim() == title), "{title}: {number}");
        }
        assert!(pages[1..].iter().all(|page| page.contains("Brand book · ")), "{text}");
    }
}

#[test]
fn without_a_browser_there_are_no_screens() {
    let project = Project::acme();
    let nowhere = [("CHROMIUM", "nowhere")];
    let run = project.run_with("book themes/acme", &nowhere).status(0);
    run.says("warning: the book has no screens: there is no browser");
    let page = String::from_utf8(project.read(BOOK)).unwrap();
    assert!(page.contains("There was no browser to take them."));
    let run = project.run_with("book themes/acme --pdf --out p.html", &nowhere).status(2);
    run.says("there is no browser to print the PDF").says("install Chromium");
    assert_eq!(project.files("").iter().filter(|path| path.starts_with("p.")).count(), 0);
}

/// Opens the book of a shipped theme from disk, as a phone and a desk show it: nothing is asked for, axe-core finds
/// nothing, and nothing is wider than the window.
#[track_caller]
fn check_in_chromium(theme: &str, options: &str) {
    let project = shipped(theme);
    project.run(&format!("book themes/{theme} --no-screens --out b.html {options}")).status(0);
    let url = format!("file://{}", project.path("b.html").display());
    let mut browser = page::Browser::start();
    let mut page = browser.page(&url);
    for width in [360, 1280] {
        page.show_as(page::Scheme::Dark, width, 900);
        page.open(&url);
        page.wait_for(
            "[...document.images].every(image => image.naturalWidth > 0)",
            "all pictures",
        );
        let wide = page.eval("document.documentElement.scrollWidth");
        assert!(
            wide.as_u64().is_some_and(|wide| wide <= u64::from(width)),
            "{theme}: {wide} of {width}"
        );
        assert_eq!(axe::findings(&mut page), Vec::<String>::new(), "{theme} {width}");
        page.picture(&root().join(format!("target/screens/book-{theme}-{width}.png")));
    }
    assert_eq!(page.troubles(), Vec::<String>::new(), "{theme}");
}

#[test]
fn it_opens_from_disk_with_no_request() {
    check_in_chromium("orange", "--date 2026-11-30");
    check_in_chromium("dairy", "");
}
