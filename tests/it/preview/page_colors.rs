//! Colors on the page, in Chromium: tried, shown although they fail, undone, and swapped in place.

use serde_json::json;

use super::page::{
    Preview, clean, edit, eval_in, frame, open, project, wait_for_frame, wait_in, window,
};
use crate::browser::page::{Browser, Page};
use crate::project::{Project, root};

const TEXT: &str = "getComputedStyle(document.body).color";
const PRIMARY: &str = "getComputedStyle(document.querySelector('h1')).backgroundColor";

fn type_hex(page: &mut Page<'_>, hex: &str) {
    page.eval(&format!(
        "(() => {{ const field = document.querySelector('#try-hex'); field.value = '{hex}';
            field.dispatchEvent(new Event('change')); }})()"
    ));
}

fn choose(page: &mut Page<'_>, key: &str) {
    page.eval(&format!(
        "(() => {{ const choice = document.querySelector('[data-key=try-key]'); choice.value = '{key}';
            choice.dispatchEvent(new Event('change')); }})()"
    ));
}

/// For how much a client in a frame has asked, once that stays the same: it goes on loading for a while.
fn asked_in_all(page: &mut Page<'_>, selector: &str, asked: &str) -> usize {
    let (mut last, mut same) = (0, 0);
    while same < 10 {
        std::thread::sleep(std::time::Duration::from_millis(100));
        let now = eval_in(page, selector, asked).as_array().unwrap().len();
        same = if now == last { same + 1 } else { 0 };
        last = now;
    }
    last
}

/// With the hue of a brand, the head of each document changes; neither is loaded anew, and nothing is asked for that does
/// not differ.
#[test]
fn the_hue_of_a_brand_is_swapped_in_place() {
    let project = Project::empty()
        .copy(&root().join("base-client"), "base-client")
        .copy(&root().join("themes/orange"), "themes/orange");
    let preview = Preview::start(&project, "themes/orange");
    let mut browser = Browser::start();
    let mut page = open(&mut browser, &preview, "?devices=phone&page=messages");
    let frames = [frame("phone", "light"), frame("phone", "dark")];
    for selector in &frames {
        wait_for_frame(&mut page, selector);
        eval_in(&mut page, selector, "performance.setResourceTimingBufferSize(5000)");
    }
    let colors = "document.querySelector('link[href*=\"theme.css\"]').href";
    let asked =
        "performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)";
    let mut before = Vec::new();
    for selector in &frames {
        eval_in(&mut page, selector, "document.body.dataset.kept = 'yes'");
        before.push(asked_in_all(&mut page, selector, asked));
    }
    page.press("t", "t");
    page.wait_for("document.querySelector('[data-key=try-hue]')", "the sliders");
    for hue in (0..360).step_by(45) {
        let last: Vec<_> =
            frames.iter().map(|selector| eval_in(&mut page, selector, colors)).collect();
        page.eval(&format!(
            "(() => {{ const slider = document.querySelector('[data-key=try-hue]'); slider.value = {hue};
                slider.dispatchEvent(new Event('input')); slider.dispatchEvent(new Event('change')); }})()"
        ));
        for (selector, last) in frames.iter().zip(last) {
            wait_in(&mut page, selector, &format!("{colors} !== {last}"));
        }
    }
    page.wait_for("!document.querySelector('#try-write').disabled", "it could be written");
    for (selector, before) in frames.iter().zip(before) {
        let kept = eval_in(&mut page, selector, "document.body.dataset.kept");
        assert_eq!(kept, "yes", "{selector} is not loaded anew");
        let asked = eval_in(&mut page, selector, asked);
        for path in &asked.as_array().unwrap()[before..] {
            let path = path.as_str().unwrap();
            let is_changed = path.ends_with("/theme.css")
                || [".svg", ".png", ".ico"].iter().any(|ending| path.ends_with(ending));
            assert!(is_changed, "{selector} asked for {path}");
        }
        let is_whole = "fetch('index.html').then((answer) => answer.text()).then((text) =>
            [...document.querySelectorAll('meta[name=theme-color]')].every(({ content }) => text.includes(content)))";
        assert_eq!(eval_in(&mut page, selector, is_whole), true, "the head is the newest");
    }
    clean(&mut page);
}

#[test]
fn a_color_that_fails_is_shown_and_not_written() {
    let project = project();
    let file = project.path("themes/acme/theme.toml");
    let original = std::fs::read_to_string(&file).unwrap();
    let preview = Preview::start(&project, "themes/acme");
    let mut browser = Browser::start();
    let mut page = open(&mut browser, &preview, "?devices=phone&scheme=light");
    let light = frame("phone", "light");
    wait_for_frame(&mut page, &light);
    let good = eval_in(&mut page, &light, TEXT);
    page.press("t", "t");
    choose(&mut page, "colors.light.on-surface");
    type_hex(&mut page, "#dddddd");
    wait_in(&mut page, &light, &format!("{TEXT} === 'rgb(221, 221, 221)'"));
    page.wait_for(
        "document.querySelector('#try-checks .contrasts .fails') && document.querySelector('#try-checks .finding.is-error')",
        "the contrast beside the sliders",
    );
    assert_eq!(page.eval("document.querySelector('#try-write').disabled"), true);
    assert_eq!(
        page.eval("document.querySelector('#broken').hidden"),
        true,
        "it is no broken theme"
    );

    // The drawer is closed: what is shown is still not written, and that is said.
    page.press("Escape", "");
    page.wait_for(
        "document.querySelector('.unsaved')?.textContent === '1 color is not written'",
        "a sign",
    );
    page.click(".unsaved-open");
    page.wait_for("!document.querySelector('.unsaved')", "the drawer says it");
    type_hex(&mut page, "#333333");
    wait_in(&mut page, &light, &format!("{TEXT} === 'rgb(51, 51, 51)'"));
    page.wait_for("!document.querySelector('#try-write').disabled", "this one passes");
    page.click("#try-undo");
    wait_in(&mut page, &light, &format!("{TEXT} === 'rgb(221, 221, 221)'"));
    page.click("#try-undo");
    wait_in(&mut page, &light, &format!("{TEXT} === {good}"));
    page.wait_for("document.querySelector('#try-undo').disabled", "nothing is left to undo");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), original);

    // What was written is undone in the file too.
    type_hex(&mut page, "#333333");
    page.wait_for("!document.querySelector('#try-write').disabled", "it can be written");
    page.click("#try-write");
    page.wait_for("document.querySelector('#try-write').disabled", "it is written");
    assert!(std::fs::read_to_string(&file).unwrap().contains("#333333"));
    page.click("#try-undo");
    wait_in(&mut page, &light, &format!("{TEXT} === {good}"));
    assert!(!std::fs::read_to_string(&file).unwrap().contains("#333333"));
    clean(&mut page);
}

/// However fast they are asked for, steps back do not overtake each other, nor what is being written.
#[test]
fn steps_back_are_taken_one_after_another() {
    let project = project();
    let file = project.path("themes/acme/theme.toml");
    let original = std::fs::read_to_string(&file).unwrap();
    let preview = Preview::start(&project, "themes/acme");
    let mut browser = Browser::start();
    let mut page = open(&mut browser, &preview, "?devices=phone&scheme=light");
    let light = frame("phone", "light");
    wait_for_frame(&mut page, &light);
    let good = eval_in(&mut page, &light, TEXT);
    let undo = |page: &mut Page<'_>, times: u32| {
        page.eval(&format!(
            "for (let i = 0; i < {times}; i += 1) document.body.dispatchEvent(new KeyboardEvent('keydown', {{ key: 'z', ctrlKey: true, bubbles: true }}))"
        ));
    };
    page.press("t", "t");
    choose(&mut page, "colors.light.on-surface");
    for hex in ["#111111", "#222222", "#333333"] {
        type_hex(&mut page, hex);
    }
    wait_in(&mut page, &light, &format!("{TEXT} === 'rgb(51, 51, 51)'"));
    page.press("Escape", "");
    undo(&mut page, 2);
    wait_in(&mut page, &light, &format!("{TEXT} === 'rgb(17, 17, 17)'"));
    page.click(&light);
    eval_in(
        &mut page,
        &light,
        "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'z', ctrlKey: true, bubbles: true }))",
    );
    wait_in(&mut page, &light, &format!("{TEXT} === {good}"));
    page.wait_for("!document.querySelector('.unsaved')", "nothing is tried any more");

    // What is tried while the file is written is not written with it, and is undone before it.
    page.press("t", "t");
    type_hex(&mut page, "#222222");
    page.wait_for("!document.querySelector('#try-write').disabled", "it can be written");
    page.eval("document.querySelector('#try-write').click()");
    type_hex(&mut page, "#333333");
    wait_in(&mut page, &light, &format!("{TEXT} === 'rgb(51, 51, 51)'"));
    page.wait_for("document.querySelector('.toast')", "it is written");
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(written.contains("#222222") && !written.contains("#333333"), "{written}");
    undo(&mut page, 2);
    wait_in(&mut page, &light, &format!("{TEXT} === {good}"));
    page.wait_for("document.querySelector('#try-undo').disabled", "nothing is left to undo");
    let now = std::fs::read_to_string(&file).unwrap();
    assert!(!now.contains("#222222") && now.starts_with(original.trim_end()), "{now}");
    clean(&mut page);
}

/// What fails is seen beside the sliders without scrolling, and nothing moves when it comes.
#[test]
fn the_drawer_shows_what_fails() {
    let project = project();
    let preview = Preview::start(&project, "themes/acme");
    let mut browser = Browser::start();
    let mut page = open(&mut browser, &preview, "?devices=phone&scheme=light");
    wait_for_frame(&mut page, &frame("phone", "light"));
    page.press("t", "t");
    choose(&mut page, "colors.light.on-primary");
    for (width, height) in [(1280, 800), (390, 844)] {
        page.call("Emulation.setDeviceMetricsOverride", window(width, height));
        let place = "['#try-hex', '#try-write'].map((one) => document.querySelector(one).getBoundingClientRect().top).join()";
        type_hex(&mut page, "#fefefe");
        page.wait_for("!document.querySelector('#try-write').disabled", "this one passes");
        let before = page.eval(place);
        type_hex(&mut page, "#777777");
        page.wait_for("document.querySelector('#try-checks .finding')", "what fails");
        let over = "document.querySelector('#drawer').scrollHeight - document.querySelector('#drawer').clientHeight";
        assert_eq!(page.eval(over), 0, "at {width} by {height}");
        assert_eq!(page.eval(place), before, "at {width} by {height}");
    }
    clean(&mut page);
}

/// What people trust in every client, no theme sets: it is not offered.
#[test]
fn protected_roles_are_not_offered() {
    let project = Project::empty()
        .copy(&root().join("base-client"), "base-client")
        .copy(&root().join("themes/orange"), "themes/orange");
    let preview = Preview::start(&project, "themes/orange");
    let mut browser = Browser::start();
    let mut page = open(&mut browser, &preview, "?surface=palette&scheme=light");
    page.wait_for("document.querySelector('.swatch')", "the colors");
    page.press("t", "t");
    page.wait_for("document.querySelector('[data-key=try-key]')", "the drawer");
    let offered =
        "[...document.querySelector('[data-key=try-key]').options].map(({ value }) => value)";
    let offered = page.eval(offered);
    let offered: Vec<&str> =
        offered.as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
    assert!(offered.contains(&"colors.light.primary"), "{offered:?}");
    assert!(!offered.iter().any(|key| key.ends_with(".error")), "{offered:?}");
    assert_eq!(
        page.eval("document.querySelector('button.swatch[data-key=\"colors.light.error\"]')"),
        json!(null)
    );
    assert_eq!(page.eval("document.querySelectorAll('.swatch.is-protected').length > 3"), true);
    clean(&mut page);
}

#[test]
fn the_message_over_a_broken_theme_can_be_closed() {
    let project = project();
    let file = project.path("themes/acme/theme.toml");
    let preview = Preview::start(&project, "themes/acme");
    let mut browser = Browser::start();
    let mut page = open(&mut browser, &preview, "");
    let light = frame("phone", "light");
    wait_for_frame(&mut page, &light);
    edit(&file, "#0a66c2", "bluish");
    page.wait_for("!document.querySelector('#broken').hidden", "the message");
    let shadow = page.eval("getComputedStyle(document.querySelector('#broken')).boxShadow");
    assert!(shadow.as_str().is_some_and(|shadow| shadow.contains("40px")), "{shadow}");
    // Beside the sliders, never over them.
    page.press("t", "t");
    page.wait_for("!document.querySelector('#drawer').hidden", "the drawer");
    let edges = "document.querySelector('#broken').getBoundingClientRect().right <= document.querySelector('#drawer').getBoundingClientRect().left";
    assert_eq!(page.eval(edges), true);
    page.press("Escape", "");
    assert_eq!(page.eval("document.querySelector('#broken').hidden"), true, "`Esc` closes it");
    assert_eq!(page.eval("document.querySelector('#drawer').hidden"), false, "and nothing else");
    // Another error opens it, and the list of findings shows it by itself.
    edit(&file, "bluish", "greenish");
    page.wait_for("!document.querySelector('#broken').hidden", "the next message");
    page.press("Escape", "");
    edit(&file, "greenish", "reddish");
    page.wait_for("!document.querySelector('#broken').hidden", "the next message");
    page.click("[data-key=state]");
    page.wait_for(
        "document.querySelector('.finding') && document.querySelector('#broken').hidden",
        "the list",
    );
    page.press("1", "1");
    page.wait_for("!document.querySelector('#broken').hidden", "elsewhere it is there again");
    page.click("[data-key=broken-close]");
    assert_eq!(page.eval("document.querySelector('#broken').hidden"), true);
    edit(&file, "reddish", "#1d6b3c");
    wait_in(&mut page, &light, &format!("{PRIMARY} === 'rgb(29, 107, 60)'"));
    clean(&mut page);
}

/// Keys are the page's wherever the focus is, but where the client wants them.
#[test]
fn keys_work_within_a_frame() {
    let project = project();
    let preview = Preview::start(&project, "themes/acme");
    let mut browser = Browser::start();
    let mut page = open(&mut browser, &preview, "?devices=phone&scheme=light");
    let light = frame("phone", "light");
    wait_for_frame(&mut page, &light);
    page.click(&light);
    page.press("b", "b");
    page.wait_for("location.search === '?tenant=acme&devices=phone'", "both schemes");
    eval_in(
        &mut page,
        &light,
        "(document.body.prepend(document.createElement('input')), document.querySelector('input').focus())",
    );
    page.press("d", "d");
    wait_in(&mut page, &light, "document.querySelector('input').value === 'd'");
    assert_eq!(
        page.eval("location.search"),
        "?tenant=acme&devices=phone",
        "a field keeps its keys"
    );
    clean(&mut page);
}

/// A tool of the browser's emulates one scheme for all frames; those of the page have one of their own.
#[test]
fn two_schemes_stay_two_under_emulation() {
    use super::page::prefer;
    use crate::browser::page::Scheme;
    let project = Project::empty()
        .copy(&root().join("base-client"), "base-client")
        .copy(&root().join("themes/orange"), "themes/orange");
    let preview = Preview::start(&project, "themes/orange");
    let mut browser = Browser::start();
    let mut page = open(&mut browser, &preview, "?devices=phone");
    let frames = [frame("phone", "light"), frame("phone", "dark")];
    let surface = "getComputedStyle(document.body).backgroundColor";
    for selector in &frames {
        wait_for_frame(&mut page, selector);
    }
    let own: Vec<_> = frames.iter().map(|selector| eval_in(&mut page, selector, surface)).collect();
    assert_ne!(own[0], own[1]);
    for scheme in Scheme::ALL {
        prefer(&mut page, scheme);
        for (selector, own) in frames.iter().zip(&own) {
            wait_in(&mut page, selector, &format!("{surface} === {own}"));
        }
    }
    page.reload();
    for (selector, own) in frames.iter().zip(&own) {
        wait_for_frame(&mut page, selector);
        wait_in(&mut page, selector, &format!("{surface} === {own}"));
    }
}
