//! One browser and its pages, in the words of the tests: open, look, evaluate, picture. All that a page complains of is
//! gathered here, in the page and in its service worker.

use std::path::Path;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::cdp::{Cdp, Event, connect};
use super::chromium::{Chromium, launch};

/// How long a page may take until it shows what is waited for.
pub(crate) const PATIENCE: Duration = Duration::from_secs(45);

/// Browsers that no test uses at the moment: to start one takes a second of the processor.
static FREE: Mutex<Vec<Chromium>> = Mutex::new(Vec::new());

/// How many times slower than it is a page's own processor is for it, where a test run is to find what depends on its speed.
pub(super) static SLOWDOWN: LazyLock<Option<f64>> = LazyLock::new(|| {
    let told = std::env::var("SLOWDOWN").ok()?;
    Some(told.parse().expect("SLOWDOWN is a number"))
});

/// A browser as somebody has it for the first time: its pages share storage, workers and cookies with no other's. They are
/// told apart by their server's port.
pub(crate) struct Browser {
    cdp: Cdp,
    /// There until this value goes.
    chromium: Option<Chromium>,
    /// The context of its pages, in a program that other tests use after; none in a program of its own.
    context: Option<String>,
}

/// A page in a tab of its own, closed with this value.
pub(crate) struct Page<'a> {
    browser: &'a mut Browser,
    target: String,
    session: String,
    /// All its requests must go below this address.
    home: String,
    troubles: Vec<String>,
}

/// How the page is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Scheme {
    Light,
    Dark,
}

impl Scheme {
    pub(crate) const ALL: [Scheme; 2] = [Scheme::Light, Scheme::Dark];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Scheme::Light => "light",
            Scheme::Dark => "dark",
        }
    }
}

impl Browser {
    /// A browser that hands us each service worker before it runs.
    pub(crate) fn start() -> Browser {
        let free = FREE.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut browser = Browser::of(free.unwrap_or_else(|| launch(&[])));
        let made = browser.cdp.call("", "Target.createBrowserContext", json!({})).unwrap();
        browser.context = Some(text(&made["browserContextId"]));
        browser
    }

    /// The same in a program of its own, with flags besides the usual ones: what is tested needs the flags, or more than a
    /// private window, which cannot install.
    pub(crate) fn alone(flags: &[String]) -> Browser {
        Browser::of(launch(flags))
    }

    fn of(chromium: Chromium) -> Browser {
        let mut cdp = connect(&chromium);
        let attach = json!({
            "autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true,
            "filter": [{ "type": "service_worker" }],
        });
        cdp.call("", "Target.setAutoAttach", attach).unwrap();
        Browser { cdp, chromium: Some(chromium), context: None }
    }

    /// Opens an empty tab for a client that lives at `home`.
    pub(crate) fn page(&mut self, home: &str) -> Page<'_> {
        let mut empty = json!({ "url": "about:blank" });
        if let Some(context) = &self.context {
            empty["browserContextId"] = json!(context);
        }
        let created = self.cdp.call("", "Target.createTarget", empty).unwrap();
        let target = text(&created["targetId"]);
        let attach = json!({ "targetId": target, "flatten": true });
        let attached = self.cdp.call("", "Target.attachToTarget", attach).unwrap();
        let session = text(&attached["sessionId"]);
        for domain in ["Page", "Runtime", "Log", "Network"] {
            self.cdp.call(&session, &format!("{domain}.enable"), json!({})).unwrap();
        }
        if let Some(rate) = *SLOWDOWN {
            let rate = json!({ "rate": rate });
            self.cdp.call(&session, "Emulation.setCPUThrottlingRate", rate).unwrap();
        }
        let home = home.to_owned();
        Page { browser: self, target, session, home, troubles: Vec::new() }
    }

    /// What Chromium wrote to stderr.
    fn log(&self) -> String {
        self.chromium.as_ref().map(Chromium::log).unwrap_or_default()
    }
}

impl Drop for Browser {
    /// Leaves the program to the next test, unless this one failed, for which the program may be the reason.
    fn drop(&mut self) {
        let (Some(context), false) = (self.context.take(), std::thread::panicking()) else {
            return;
        };
        let dispose = json!({ "browserContextId": context });
        if self.cdp.call("", "Target.disposeBrowserContext", dispose).is_ok() {
            FREE.lock().unwrap_or_else(PoisonError::into_inner).extend(self.chromium.take());
        }
    }
}

impl Page<'_> {
    /// Calls a method of the protocol on this page.
    pub(crate) fn call(&mut self, method: &str, params: Value) -> Value {
        match self.browser.cdp.call(&self.session, method, params) {
            Ok(value) => value,
            Err(why) => panic!("{why}\n{}\n{}", self.state(), self.browser.log()),
        }
    }

    /// Sets the size of the window, in CSS pixels, and the color scheme.
    pub(crate) fn show_as(&mut self, scheme: Scheme, width: u32, height: u32) {
        let metrics = json!({
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600,
        });
        self.call("Emulation.setDeviceMetricsOverride", metrics);
        let feature = json!({ "name": "prefers-color-scheme", "value": scheme.name() });
        // Without motion there is no moment between two states that a test could meet.
        let still = json!({ "name": "prefers-reduced-motion", "value": "reduce" });
        self.call("Emulation.setEmulatedMedia", json!({ "features": [feature, still] }));
    }

    /// Goes to an address and waits until it is loaded.
    pub(crate) fn open(&mut self, url: &str) {
        let answer = self.call("Page.navigate", json!({ "url": url }));
        assert_eq!(answer["errorText"], Value::Null, "{url} does not open");
        self.wait_for("document.readyState === 'complete'", "the page is loaded");
    }

    /// Goes to another view within the page, by what follows `#` in its address, and returns when the client has drawn it.
    pub(crate) fn go(&mut self, hash: &str) {
        // The client's own listener is there before this one.
        let code = format!(
            "new Promise((done) => {{
                const {{ hash }} = new URL({}, location.href);
                if (location.hash === hash) return done();
                addEventListener('hashchange', () => done(), {{ once: true }});
                location.hash = hash;
            }})",
            json!(hash)
        );
        self.eval(&code);
    }

    /// Loads the page again, as a person does who pulls it down.
    pub(crate) fn reload(&mut self) {
        self.eval("window.isBefore = true");
        self.call("Page.reload", json!({}));
        self.wait_for(
            "!window.isBefore && document.readyState === 'complete'",
            "the page is loaded again",
        );
    }

    /// Evaluates JavaScript in the page; a promise is waited for. Whatever it throws fails the test.
    pub(crate) fn eval(&mut self, code: &str) -> Value {
        self.try_eval(code).unwrap_or_else(|why| panic!("{why}\nin: {code}\n{}", self.state()))
    }

    fn try_eval(&mut self, code: &str) -> Result<Value, String> {
        let params = json!({ "expression": code, "awaitPromise": true, "returnByValue": true });
        let mut answer = self.browser.cdp.call(&self.session, "Runtime.evaluate", params)?;
        match answer.get("exceptionDetails") {
            Some(details) => Err(exception(details)),
            None => Ok(answer["result"]["value"].take()),
        }
    }

    /// Evaluates JavaScript in the document of a frame, in a world of its own: it sees the document, not the scripts.
    pub(crate) fn eval_in_frame(&mut self, selector: &str, code: &str) -> Result<Value, String> {
        let frame = self.frame_id(selector)?;
        let world = json!({ "frameId": frame, "worldName": "test" });
        let world = self.browser.cdp.call(&self.session, "Page.createIsolatedWorld", world)?;
        let params = json!({
            "expression": code, "contextId": world["executionContextId"], "awaitPromise": true, "returnByValue": true,
        });
        let mut answer = self.browser.cdp.call(&self.session, "Runtime.evaluate", params)?;
        match answer.get("exceptionDetails") {
            Some(details) => Err(exception(details)),
            None => Ok(answer["result"]["value"].take()),
        }
    }

    /// The protocol's name of the frame in an element.
    fn frame_id(&mut self, selector: &str) -> Result<String, String> {
        let find = json!({ "expression": format!("document.querySelector({})", json!(selector)) });
        let found = self.browser.cdp.call(&self.session, "Runtime.evaluate", find)?;
        let object = json!({ "objectId": found["result"]["objectId"] });
        let node = self.browser.cdp.call(&self.session, "DOM.describeNode", object)?;
        node["node"]["frameId"].as_str().map(str::to_owned).ok_or(format!("no frame: {selector}"))
    }

    /// Waits until JavaScript gives something that is true; `what` says in words what that is.
    pub(crate) fn wait_for(&mut self, code: &str, what: &str) {
        let start = Instant::now();
        let code = format!("Boolean({code})");
        let mut last = String::new();
        while start.elapsed() < PATIENCE {
            match self.try_eval(&code) {
                Ok(Value::Bool(true)) => return,
                Ok(_) => last.clear(),
                // While a page is being replaced there is none to ask.
                Err(why) => last = why,
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let troubles = self.troubles().join("\n");
        panic!("not within {PATIENCE:?}: {what}\n{last}\n{troubles}\n{}", self.state());
    }

    /// Waits until JavaScript returns a value; what it returned last is in the message if it never does.
    pub(crate) fn becomes(&mut self, code: &str, value: &Value, what: &str) {
        let start = Instant::now();
        let mut last = self.try_eval(code);
        while last.as_ref() != Ok(value) {
            assert!(
                start.elapsed() < PATIENCE,
                "not within {PATIENCE:?}: {what}: {last:?}, not {value}"
            );
            std::thread::sleep(Duration::from_millis(20));
            last = self.try_eval(code);
        }
    }

    /// What a person would see, in words, for a message.
    fn state(&mut self) -> String {
        let code =
            "location.href + '\\n' + (document.body?.innerText ?? '(no body)').slice(0, 1000)";
        self.try_eval(code).map_or_else(|why| why, |value| text(&value))
    }

    /// Presses the left button of the mouse on the middle of an element, after it was scrolled to.
    pub(crate) fn click(&mut self, selector: &str) {
        for _ in 0..9 {
            let at = self.middle(selector);
            self.mouse("mousePressed", &at);
            // The page may have moved since it was asked: then the button is let go of beside everything, where it does nothing.
            if self.eval("globalThis.missed ?? null") == Value::Null {
                return self.mouse("mouseReleased", &at);
            }
            self.mouse("mouseReleased", &json!([0, 0]));
        }
        panic!("what is at {selector} does not stay there\n{}", self.state());
    }

    /// The same, with JavaScript that runs while the button is pressed.
    pub(crate) fn click_while(&mut self, selector: &str, code: &str) {
        let at = self.middle(selector);
        self.mouse("mousePressed", &at);
        self.eval(code);
        self.mouse("mouseReleased", &at);
    }

    fn mouse(&mut self, kind: &str, at: &Value) {
        let event =
            json!({ "type": kind, "x": at[0], "y": at[1], "button": "left", "clickCount": 1 });
        self.call("Input.dispatchMouseEvent", event);
    }

    /// The middle of an element in the window, in CSS pixels, once it stays there for two frames and nothing covers it. What a
    /// press then meets in its place is in `missed`.
    fn middle(&mut self, selector: &str) -> Value {
        let code = format!(
            "(async () => {{
                const frame = () => new Promise((done) => requestAnimationFrame(done));
                const find = () => document.querySelector({});
                const isOf = (met, element) => element.contains(met) || met?.contains(element)
                    || [...element.labels ?? []].some((label) => label.contains(met));
                let last = '';
                for (const start = performance.now(); performance.now() < start + 20_000;) {{
                    await frame();
                    await frame();
                    const element = find();
                    if (!element) continue;
                    element.scrollIntoView({{ block: 'center' }});
                    const {{ x, y, width, height }} = element.getBoundingClientRect();
                    const at = [x + width / 2, y + height / 2];
                    if (String(at) === last && isOf(document.elementFromPoint(...at), element)) {{
                        delete globalThis.missed;
                        addEventListener('mousedown', ({{ target }}) => {{
                            if (!isOf(target, find() ?? element)) globalThis.missed = target.outerHTML;
                        }}, {{ capture: true, once: true }});
                        return at;
                    }}
                    last = String(at);
                }}
                throw new Error('it is not there, does not stay where it is, or is covered');
            }})()",
            json!(selector)
        );
        self.eval(&code)
    }

    /// Presses a key where the focus is; `text` is what it types, if anything.
    pub(crate) fn press(&mut self, key: &str, text: &str) {
        let down = if text.is_empty() { "rawKeyDown" } else { "keyDown" };
        for kind in [down, "keyUp"] {
            let code = if key == " " { "Space" } else { key };
            let virtual_key = match key {
                "Tab" => 9,
                " " => 32,
                "Enter" => 13,
                "ArrowRight" => 39,
                "ArrowDown" => 40,
                _ => 0,
            };
            let event = json!({
                "type": kind, "key": key, "code": code, "text": text, "windowsVirtualKeyCode": virtual_key,
            });
            self.call("Input.dispatchKeyEvent", event);
        }
    }

    /// Takes a picture of the window into a file.
    pub(crate) fn picture(&mut self, file: &Path) {
        let answer = self.call("Page.captureScreenshot", json!({ "format": "png" }));
        let bytes = base64(answer["data"].as_str().expect("data"));
        std::fs::create_dir_all(file.parent().expect("a folder")).unwrap();
        std::fs::write(file, bytes).unwrap();
    }

    /// Takes the network away: the page sees itself offline.
    pub(crate) fn go_offline(&mut self) {
        let params = json!({
            "offline": true, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
        });
        self.call("Network.emulateNetworkConditions", params);
    }

    /// All that went wrong since the last time, each in a line: words on the console, exceptions, requests that failed or
    /// left home.
    pub(crate) fn troubles(&mut self) -> Vec<String> {
        let mut troubles = std::mem::take(&mut self.troubles);
        let events = self.browser.cdp.events(Duration::from_millis(50));
        troubles.extend(events.iter().filter_map(|event| trouble(event, &self.home)));
        troubles
    }

    /// Waits until troubles with all these parts were told; they and all others, each in a line.
    pub(crate) fn troubles_with(&mut self, parts: &[&str]) -> String {
        let start = Instant::now();
        let mut troubles = String::new();
        loop {
            troubles += &self.troubles().join("\n");
            let Some(missing) = parts.iter().find(|part| !troubles.contains(**part)) else {
                return troubles;
            };
            assert!(start.elapsed() < PATIENCE, "{missing} is not in\n{troubles}");
        }
    }
}

impl Drop for Page<'_> {
    fn drop(&mut self) {
        // The browser may be lost; the test that failed for it has said so.
        let params = json!({ "targetId": self.target });
        drop(self.browser.cdp.call("", "Target.closeTarget", params));
    }
}

/// What an event complains of, if it does.
fn trouble(event: &Event, home: &str) -> Option<String> {
    let params = &event.params;
    match event.method.as_str() {
        "Runtime.consoleAPICalled" => {
            let words: Vec<String> = params["args"].as_array()?.iter().map(argument).collect();
            Some(format!("console.{}: {}", text(&params["type"]), words.join(" ")))
        }
        "Runtime.exceptionThrown" => Some(exception(&params["exceptionDetails"])),
        "Log.entryAdded" => {
            let entry = &params["entry"];
            let (source, level) = (text(&entry["source"]), text(&entry["level"]));
            Some(format!("{source} {level}: {} {}", text(&entry["text"]), text(&entry["url"])))
        }
        "Network.requestWillBeSent" => {
            let url = text(&params["request"]["url"]);
            let is_local = ["data:", "blob:"].iter().any(|scheme| url.starts_with(scheme));
            (!is_local && !url.starts_with(home))
                .then(|| format!("a request leaves the package: {url}"))
        }
        "Network.responseReceived" => {
            let response = &params["response"];
            let status = response["status"].as_u64().unwrap_or_default();
            (status >= 400).then(|| format!("{status}: {}", text(&response["url"])))
        }
        "Network.loadingFailed" if params["canceled"] != json!(true) => Some(format!(
            "a request failed: {} ({})",
            text(&params["errorText"]),
            text(&params["type"])
        )),
        _ => None,
    }
}

fn argument(value: &Value) -> String {
    value.get("value").map_or_else(|| text(&value["description"]), Value::to_string)
}

fn exception(details: &Value) -> String {
    let thrown = &details["exception"];
    let what =
        thrown["description"].as_str().map_or_else(|| thrown["value"].to_string(), str::to_owned);
    format!("exception: {} {what} {}", text(&details["text"]), text(&details["url"]))
}

/// A JSON string as it is; anything else as nothing.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Decodes base64 (RFC 4648), padded.
pub(crate) fn base64(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for letter in text.bytes().take_while(|letter| *letter != b'=') {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => panic!("not base64: {letter}"),
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xff) as u8);
        }
    }
    bytes
}

#[test]
pub(crate) fn base64_of_the_rfc() {
    let check = |input: &str, expect: &str| assert_eq!(base64(input), expect.as_bytes());
    check("", "");
    check("Zg==", "f");
    check("Zm8=", "fo");
    check("Zm9vYmFy", "foobar");
}
