//! The other surfaces of the page, in Chromium: palette, try, compare, gallery, and what a hostile theme makes of them.

use serde_json::json;

use super::page::{
    MARK, Preview, clean, edit, eval_in, frame, open, prefer, project, theme, wait_for_frame,
    wait_in, window,
};
use crate::browser::axe;
use crate::browser::page::{Browser, Scheme};
use crate::hostile;
use crate::project::Project;

#[test]
fn a_color_is_tried_and_written_on_a_click_only() {
    let project = project();
    let file = project.path("themes/acme/theme.toml");
    edit(&file, "color = \"#0a66c2\"", "color = \"#0a66c2\" # the customer's blue");
    let preview = Preview::start(&project, "themes/acme");
    let mut browser = Browser::start();
    let mut page = open(&mut browser, &preview, "");
    let light = frame("phone", "light");
    wait_for_frame(&mut page, &light);
    let primary = "getComputedStyle(document.querySelector('h1')).backgroundColor";

    page.press("t", "t");
    let type_hex = |hex: &str| {
        format!(
            "(() => {{ const field = document.querySelector('#try-hex'); field.value = '{hex}';
                field.dispatchEvent(new Event('change')); }})()"
        )
    };
    page.eval(&type_hex("#b00020"));
    wait_in(&mut page, &light, &format!("{primary} === 'rgb(176, 0, 32)'"));
    let before = std::fs::read_to_string(&file).unwrap();
    assert!(before.contains("#0a66c2"), "nothing is written: {before}");
    page.click("#try-discard");
    wait_in(&mut page, &light, &format!("{primary} === 'rgb(10, 102, 194)'"));

    page.eval(&type_hex("#1d6b3c"));
    wait_in(&mut page, &light, &format!("{primary} === 'rgb(29, 107, 60)'"));
    page.click("#try-write");
    page.wait_for("document.querySelector('#try-write').disabled", "it is written");
    let after = std::fs::read_to_string(&file).unwrap();
    assert_eq!(after, before.replace("#0a66c2", "#1d6b3c"), "comments stay");
    clean(&mut page);
}

#[test]
fn what_changed_is_compared() {
    let project = project();
    let file = project.path("themes/acme/theme.toml");
    let preview = Preview::start(&project, "themes/acme");
    let mut browser = Browser::start();
    let mut page = open(&mut browser, &preview, "?surface=compare&devices=phone&scheme=light");
    page.wait_for("document.querySelector('.empty')", "nothing has changed yet");
    edit(&file, "#0a66c2", "#b00020");
    let row = "[...document.querySelectorAll('.values tbody tr')].some(row => row.textContent === 'brand.color#0a66c2#b00020')";
    page.wait_for(row, "the color with both values");
    page.wait_for("document.querySelectorAll('.mark-layer i').length > 0", "the place is marked");
    page.wait_for("document.querySelector('.difference canvas')", "the icons, by pixel");
    let old = "[data-source=saved] iframe:not([data-waiting])";
    let primary = "getComputedStyle(document.querySelector('h1')).backgroundColor";
    assert_eq!(eval_in(&mut page, old, primary), "rgb(10, 102, 194)");

    // Screens come first, and one line stands for the many colors that follow from one.
    let order = "[...document.querySelector('.compare').children].map(({ className, textContent }) => className || textContent.slice(0, 6)).join()";
    assert_eq!(page.eval(order), "compare-screens,Values,Pictur");
    let rows = "[...document.querySelectorAll('.values tbody tr')].filter(row => row.checkVisibility()).length";
    let hidden = "document.querySelectorAll('.values tbody tr[hidden]').length";
    let (rows, hidden) = (page.eval(rows).as_u64().unwrap(), page.eval(hidden).as_u64().unwrap());
    assert!(rows < 8 && hidden > 30, "{rows} rows, and {hidden} that followed");
    let moved = "[...document.querySelectorAll('.values .moved')].map(({ textContent }) => parseInt(textContent)).reduce((sum, n) => sum + n, 0)";
    assert_eq!(page.eval(moved), hidden, "each of them says how many followed");
    page.eval("for (const one of document.querySelectorAll('.values .moved')) one.click()");
    assert_eq!(page.eval("document.querySelectorAll('.values tbody tr[hidden]').length"), 0);
    assert_eq!(page.eval("document.querySelectorAll('.strip [data-key^=device-]').length"), 3);

    page.click("[data-value=slider]");
    page.wait_for("document.querySelector('.slider-handle')", "the slider");
    page.wait_for("document.querySelectorAll('.slider .mark-layer').length === 2", "marks on both");
    page.eval("document.querySelector('.slider-handle').focus()");
    page.press("ArrowRight", "");
    assert_eq!(page.eval("document.querySelector('.slider-handle').ariaValueNow"), "52");
    clean(&mut page);
}

#[test]
fn the_command_line_says_what_to_compare_with() {
    let project =
        project().theme("other", &theme("other", "Other", "#1d6b3c")).asset("other/logo.svg", MARK);
    let wrong = project.run("preview themes/acme --against nowhere").status(2);
    wrong.says("cannot compare: there is no theme or package `nowhere`");
    let preview = Preview::start(&project, "themes/acme --against themes/other");
    let mut browser = Browser::start();
    let mut page = open(&mut browser, &preview, "&devices=phone&scheme=light");
    // The bare address shows the same, and so does a view that names nothing to compare with.
    for query in ["''", "'?tenant=acme&surface=compare'"] {
        page.eval(&format!("location.href = location.origin + '/' + {query}"));
        page.wait_for("document.querySelector('[data-key=with]')?.value === 'themes/other'", query);
        page.wait_for("document.querySelector('.values .moved')", "what differs");
    }
    page.open(&preview.link("&devices=phone&scheme=light"));
    let row = "[...document.querySelectorAll('.values tbody tr')].some(row => row.textContent === 'brand.color#1d6b3c#0a66c2')";
    page.wait_for(row, "the color with both values");
    let other = "[data-source=against] iframe:not([data-waiting])";
    wait_for_frame(&mut page, other);
    let primary = "getComputedStyle(document.querySelector('h1')).backgroundColor";
    assert_eq!(eval_in(&mut page, other, primary), "rgb(29, 107, 60)");
    clean(&mut page);
}

/// A card shows the icon and the client; a template is nobody's client.
#[test]
fn the_gallery_shows_clients() {
    let base = "[tenant]\nname = \"Base\"\n[brand]\ncolor = \"#1d6b3c\"\nlogo = \"logo.svg\"\n";
    let project = project()
        .theme("zest", &theme("zest", "Zest", "#3a7d0a"))
        .asset("zest/logo.svg", MARK)
        .theme("shared", &format!("abstract = true\n{base}"))
        .asset("shared/logo.svg", MARK);
    let preview = Preview::start(&project, "");
    let mut browser = Browser::start();
    let mut page = open(&mut browser, &preview, "");
    page.wait_for("document.querySelectorAll('.card').length === 3", "the cards");
    page.wait_for(
        "document.querySelector('.strip-count').textContent === '2 tenants, 1 template'",
        "the count",
    );
    let icons = "[...document.querySelectorAll('.card')].map(card => card.querySelectorAll('img').length).join()";
    assert_eq!(page.eval(icons), "1,1,1");
    for id in ["acme", "zest"] {
        let client = format!("[data-id={id}] iframe:not([data-waiting])");
        wait_for_frame(&mut page, &client);
        let name =
            eval_in(&mut page, &client, "document.querySelector('h1').textContent.toLowerCase()");
        assert_eq!(name, id);
    }
    assert_eq!(
        page.eval("document.querySelector('[data-id=\"themes/shared\"] iframe')"),
        json!(null)
    );
    clean(&mut page);
}

#[test]
fn a_thousand_tenants() {
    let mut project = Project::new();
    for n in 0..1000 {
        let (id, color) = (format!("t{n:03}"), format!("#{:06x}", n * 16_001 % 0x100_0000));
        project = project.theme(&id, &theme(&id, &format!("Tenant {n:03}"), &color));
        project = project.asset(&format!("{id}/logo.svg"), MARK);
    }
    let preview = Preview::start(&project, "");
    let mut browser = Browser::start();
    let mut page = open(&mut browser, &preview, "");
    page.wait_for("document.querySelectorAll('.card').length === 1000", "a card for each");
    let asked = "performance.getEntriesByType('resource').filter(({ name }) => name.includes('/pictures/')).length";
    let asked = page.eval(asked).as_u64().expect("a number");
    assert!(asked < 200, "pictures are drawn for what is near the window, not for {asked}");
    page.eval("document.querySelector('[data-key=find]').focus()");
    for letter in ["7", "7", "7"] {
        page.press(letter, letter);
    }
    page.wait_for("document.querySelectorAll('.card').length === 1", "the search narrows");
    page.click(".card");
    page.wait_for("location.search.includes('tenant=t777')", "a card opens its tenant");
    clean(&mut page);
}

#[test]
fn a_hostile_theme_stays_inert() {
    let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\"><script>top.ran = 1</script><path d=\"M0 0h8v8H0z\"/></svg>";
    let project = Project::new()
        .theme("acme", &hostile::theme())
        .asset("acme/logo.svg", MARK)
        .theme("evil", &theme("evil", "<img src=x onerror=top.ran=1>", "#0a66c2"))
        .asset("evil/logo.svg", drawing);
    let preview = Preview::start(&project, "");
    let mut browser = Browser::start();
    let mut page = open(&mut browser, &preview, "");
    for surface in ["client", "icons", "palette", "findings", "compare"] {
        page.open(&preview.link(&format!("?tenant=acme&surface={surface}")));
        page.wait_for("document.querySelector('#stage > *')", surface);
        page.wait_for("document.querySelector('.tenant-name')?.textContent", "its name");
        assert_eq!(page.eval("document.querySelector('.tenant-name').textContent"), hostile::NAME);
        assert_eq!(page.eval("typeof ran"), "undefined");
    }
    page.open(&preview.link("?tenant=evil"));
    page.wait_for("document.querySelector('.finding')", "the drawing is refused");
    let found = page.eval("document.querySelector('#stage').textContent");
    assert!(found.as_str().is_some_and(|text| text.contains("svg-unsafe")), "{found}");
    page.open(&preview.link(""));
    page.wait_for("document.querySelectorAll('.card').length === 2", "the gallery");
    assert_eq!(page.eval("typeof ran"), "undefined");
}

#[test]
fn axe_finds_nothing() {
    let project = project().theme("zest", &theme("zest", "Zest", "#7a1fa2"));
    let project = project.asset("zest/logo.svg", MARK);
    let preview = Preview::start(&project, "");
    let mut browser = Browser::start();
    let mut page = open(&mut browser, &preview, "");
    for query in [
        "",
        "?tenant=acme",
        "?tenant=acme&surface=icons",
        "?tenant=zest&surface=palette",
        "?tenant=acme&surface=findings",
        "?tenant=acme&surface=compare",
    ] {
        page.open(&preview.link(query));
        page.wait_for("document.querySelector('#stage > * > *')", query);
        if query.contains("palette") {
            page.press("t", "t");
            page.wait_for("!document.querySelector('#drawer').hidden", "the drawer");
        }
        for scheme in Scheme::ALL {
            prefer(&mut page, scheme);
            assert_eq!(axe::findings(&mut page), Vec::<String>::new(), "{query} {scheme:?}");
        }
    }
}

#[test]
fn it_speaks_both_languages_and_fits_a_phone() {
    let project = project();
    let mut preview = Preview::start(&project, "");
    let mut browser = Browser::start();
    let mut page = open(&mut browser, &preview, "?tenant=acme&surface=icons");
    let layers = "[...document.querySelectorAll('img[data-set=layers]')].map(({ naturalWidth }) => naturalWidth)";
    let whole = format!("({layers}).length > 0 && ({layers}).every(side => side === 432)");
    page.wait_for(&whole, "masks are cut from the layers of the adaptive icon");
    let paths = "fetch('/pictures/acme/android/res/drawable-v26/ic_launcher_foreground.xml?as=png').then(answer => answer.headers.get('content-type'))";
    assert_eq!(page.eval(paths), "image/png", "what Android draws from paths");
    page.call(
        "Emulation.setUserAgentOverride",
        json!({ "userAgent": "", "acceptLanguage": "zh-CN,zh" }),
    );
    for (width, height) in [(390, 844), (1280, 800), (1920, 1000)] {
        page.call("Emulation.setDeviceMetricsOverride", window(width, height));
        for surface in ["client", "icons", "palette", "findings", "compare"] {
            page.open(&preview.link(&format!("?tenant=acme&surface={surface}")));
            page.wait_for("document.querySelector('#stage > *')", surface);
            let over = "document.querySelector('#stage').scrollWidth - document.querySelector('#stage').clientWidth + document.documentElement.scrollWidth - innerWidth";
            assert_eq!(page.eval(over), 0, "{surface} at {width}");
        }
    }
    assert_eq!(page.eval("document.documentElement.lang"), "zh-CN");
    assert_eq!(page.eval("document.querySelector('[data-key=tab-icons]').textContent"), "图标");
    preview.end();
    page.wait_for("!document.querySelector('#lost').hidden", "it says that the server has ended");
}
