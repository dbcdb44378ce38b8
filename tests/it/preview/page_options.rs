//! Choices by their pictures, and the client as somebody else, on the page in Chromium.

use serde_json::json;

use super::page::{Preview, clean, eval_in, frame, open, wait_for_frame, wait_in};
use crate::browser::axe;
use crate::browser::page::{Browser, Page};
use crate::project::{ACME, LOGO, Project, root};

/// The smallest theme on the client that ships.
fn project(theme: &str) -> Project {
    Project::empty()
        .copy(&root().join("base-client"), "base-client")
        .theme("acme", theme)
        .asset("acme/logo.svg", LOGO)
}

fn press(page: &mut Page<'_>, selector: &str) {
    page.wait_for(&format!("document.querySelector('{selector}')"), "there is a choice");
    page.click(selector);
}

#[test]
fn an_option_is_chosen_by_its_picture_and_written_on_a_click_only() {
    let project = project(&format!("demo = true\n{ACME}"));
    let file = project.path("themes/acme/theme.toml");
    let before = std::fs::read_to_string(&file).unwrap();
    let preview = Preview::start(&project, "themes/acme");
    let mut browser = Browser::start();
    let query = "?surface=options&devices=phone&scheme=light&page=approvals";
    let mut page = open(&mut browser, &preview, query);
    let light = frame("phone", "light");
    wait_for_frame(&mut page, &light);
    let shown = "[...document.querySelectorAll('.option img')].every((one) => one.complete && one.naturalWidth > 90)";
    page.wait_for(shown, "every picture is there");
    assert_eq!(page.eval("document.querySelectorAll('.option img').length"), json!(29));

    eval_in(&mut page, &light, "document.body.dataset.kept = 'yes'");
    press(&mut page, "[data-key=\"appearance.buttons=pill\"]");
    let radius = "getComputedStyle(document.querySelector('.button')).borderTopLeftRadius";
    wait_in(&mut page, &light, &format!("{radius} === '22px'"));
    assert_eq!(eval_in(&mut page, &light, "document.body.dataset.kept"), "yes", "in place");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), before, "nothing is written");

    press(&mut page, "[data-key=options-discard]");
    wait_in(&mut page, &light, &format!("{radius} === '12px'"));
    press(&mut page, "[data-key=\"appearance.buttons=square\"]");
    wait_in(&mut page, &light, &format!("{radius} === '0px'"));
    press(&mut page, "[data-key=options-write]");
    page.wait_for("document.querySelector('[data-key=options-write]').disabled", "it is written");
    let after = std::fs::read_to_string(&file).unwrap();
    assert!(after.contains("[appearance]\nbuttons = \"square\""), "{after}");
    press(&mut page, "[data-key=options-undo]");
    wait_in(&mut page, &light, &format!("{radius} === '12px'"));
    clean(&mut page);
    // It asks the frames too, of which the browser complains.
    assert_eq!(axe::findings(&mut page), Vec::<String>::new());
}

#[test]
fn the_client_is_seen_as_somebody_else() {
    let rules = r##"
[security.login]
issuer    = "https://id.acme.example"
client-id = "work"

[[security.roles]]
id    = "inspector"
label = { en = "Inspector", zh-CN = "检验员" }

[[security.rules]]
id  = "all"
may = ["*"]
on  = ["*"]

[[security.rules]]
id       = "files"
must-not = ["see"]
on       = ["view:files", "entry:files"]
who      = [{ role = "inspector", department = "dairy" }]
except   = [{ person = "lin" }]
"##;
    let project = project(&format!("{ACME}{rules}"));
    let preview = Preview::start(&project, "themes/acme");
    let mut browser = Browser::start();
    let mut page = open(&mut browser, &preview, "?devices=phone&scheme=light&page=workbench");
    let light = frame("phone", "light");
    let files = "document.querySelector('[data-key=tile-files]')";
    wait_in(&mut page, &light, files);
    let options = "[...document.querySelectorAll('[data-key^=as-]')].map((one) => [...one.options].map((each) => each.textContent))";
    let expect = json!([
        ["no role chosen", "member", "manager", "admin", "Inspector"],
        ["any department", "dairy"],
        ["anybody", "lin"],
    ]);
    assert_eq!(page.eval(options), expect);
    let choose = |page: &mut Page<'_>, kind: &str, id: &str| {
        page.eval(&format!(
            "(() => {{ const one = document.querySelector('[data-key=as-{kind}]'); one.value = '{id}'; one.dispatchEvent(new Event('change')); }})()"
        ));
    };
    choose(&mut page, "role", "inspector");
    wait_in(&mut page, &light, files);
    choose(&mut page, "department", "dairy");
    wait_in(&mut page, &light, &format!("document.querySelector('.tile') && !{files}"));
    choose(&mut page, "person", "lin");
    wait_in(&mut page, &light, files);
    let address = page.eval("new URLSearchParams(location.search).get('as')");
    assert_eq!(address, json!("role=inspector,department=dairy,person=lin"));
    choose(&mut page, "person", "");
    choose(&mut page, "department", "");
    choose(&mut page, "role", "");
    wait_in(&mut page, &light, files);
    clean(&mut page);
}
