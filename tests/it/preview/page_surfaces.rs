//! The other surfaces of the page, in Chromium: palette, try, compare, gallery, and what a hostile theme makes of them.

use serde_json::json;

use super::page::{MARK, Preview, clean, open, prefer, project, theme, window};
use crate::browser::axe;
use crate::browser::page::{Browser, Scheme};
use crate::hostile;
use crate::project::Project;

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
        page.open(&format!("{}?tenant=acme&surface={surface}", preview.url));
        page.wait_for("document.querySelector('#stage > *')", surface);
        page.wait_for("document.querySelector('.tenant-name')?.textContent", "its name");
        assert_eq!(page.eval("document.querySelector('.tenant-name').textContent"), hostile::NAME);
        assert_eq!(page.eval("typeof ran"), "undefined");
    }
    page.open(&format!("{}?tenant=evil", preview.url));
    page.wait_for("document.querySelector('.finding')", "the drawing is refused");
    let found = page.eval("document.querySelector('#stage').textContent");
    assert!(found.as_str().is_some_and(|text| text.contains("svg-unsafe")), "{found}");
    page.open(&preview.url);
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
        page.open(&format!("{}{query}", preview.url));
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
            page.open(&format!("{}?tenant=acme&surface={surface}", preview.url));
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
