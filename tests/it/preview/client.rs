//! A preview that runs, and an HTTP client that sends what a test wants and nothing else: no browser would send a foreign
//! `Host`.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::project::Project;

/// Longer than anything takes here: what comes later than that does not come.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running `rebadge preview`. It ends with this value.
pub(crate) struct Preview {
    pub(crate) program: Child,
    /// `127.0.0.1:4173`.
    pub(crate) host: String,
    /// The link that the terminal shows.
    pub(crate) link: String,
    /// `Cookie: …`, as the browser sends it from then on.
    pub(crate) cookie: String,
    _stderr: Option<ChildStderr>,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    /// What a refusal says.
    pub(crate) fn message(&self) -> String {
        self.json()["message"].as_str().expect("a message").to_owned()
    }
}

/// Starts a preview and waits until its themes are read.
pub(crate) fn start(project: &Project, arguments: &[&str]) -> Preview {
    start_with(project, arguments, |_| ())
}

/// The same, with a change of how the program is started.
pub(crate) fn start_with(
    project: &Project,
    arguments: &[&str],
    change: impl FnOnce(&mut Command),
) -> Preview {
    let preview = start_unread(project, arguments, change);
    let all_read = |list: &Value| {
        let tenants = list["tenants"].as_array().unwrap();
        !tenants.is_empty() && tenants.iter().all(|tenant| tenant["loaded"] == true)
    };
    let mut events = preview.events();
    while !all_read(&preview.get("/api/tenants").json()) {
        events.next();
    }
    preview
}

fn start_unread(
    project: &Project,
    arguments: &[&str],
    change: impl FnOnce(&mut Command),
) -> Preview {
    // A test run in the background may have been told to ignore Ctrl-C, and would hand that down.
    let mut command = project.command("env");
    command
        .args(["--default-signal=INT", "rebadge", "preview"])
        .args(arguments)
        .args(["--format", "json"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    change(&mut command);
    let mut program = command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(program.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let said: Value = serde_json::from_str(&line).unwrap_or_else(|error| {
        let mut text = String::new();
        program.stderr.as_mut().unwrap().read_to_string(&mut text).unwrap();
        panic!("{error}: {line:?} {text}")
    });
    let url = said["url"].as_str().unwrap();
    let host = url.strip_prefix("http://").unwrap().split('/').next().unwrap().to_owned();
    let stderr = program.stderr.take();
    let link = url.to_owned();
    let cookie = cookie_of(&exchange(&host, &link));
    Preview { program, host, link, cookie, _stderr: stderr }
}

/// Follows the link as a browser does that was given it.
pub(crate) fn exchange(host: &str, link: &str) -> Answer {
    let path = link.strip_prefix(&format!("http://{host}")).unwrap();
    get_with(host, path, &format!("Host: {host}\r\n"))
}

/// The field that sends back the cookie of an answer.
fn cookie_of(answer: &Answer) -> String {
    let set = answer.head.lines().find_map(|line| line.strip_prefix("Set-Cookie: "));
    let set = set.unwrap_or_else(|| panic!("no cookie: {answer:?}"));
    assert!(set.ends_with("; Path=/; HttpOnly; SameSite=Strict"), "{set}");
    format!("Cookie: {}\r\n", set.split(';').next().unwrap())
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// Sends a request as it is written, and reads the answer.
pub(crate) fn send(address: &str, request: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(request).unwrap();
    let mut bytes = Vec::new();
    // A connection that is closed while we still send has said all that it says.
    let _ = stream.read_to_end(&mut bytes);
    answer(&bytes)
}

fn answer(bytes: &[u8]) -> Answer {
    let end = bytes.windows(4).position(|part| part == b"\r\n\r\n").expect("a head");
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head, body: bytes[end + 4..].to_vec() }
}

/// `GET` with fields of the test's own.
pub(crate) fn get_with(address: &str, path: &str, fields: &str) -> Answer {
    send(address, format!("GET {path} HTTP/1.1\r\n{fields}Connection: close\r\n\r\n").as_bytes())
}

impl Preview {
    pub(crate) fn get(&self, path: &str) -> Answer {
        get_with(&self.host, path, &format!("Host: {}\r\n{}", self.host, self.cookie))
    }

    /// As the page does it.
    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        let fields = format!(
            "Origin: http://{}\r\n{}Content-Type: application/json\r\n",
            self.host, self.cookie
        );
        self.post_with(path, &fields, &body.to_string())
    }

    pub(crate) fn post_with(&self, path: &str, fields: &str, body: &str) -> Answer {
        let length = body.len();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\n{fields}Content-Length: {length}\r\n\
             Connection: close\r\n\r\n{body}",
            self.host
        );
        send(&self.host, head.as_bytes())
    }

    pub(crate) fn tenant(&self, id: &str) -> Value {
        self.get(&format!("/api/tenants/{id}")).json()
    }

    /// The address of a stage of a tenant.
    pub(crate) fn stage(&self, body: &Value) -> String {
        let mut all = json!({ "target": "web", "slot": "test" });
        all.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
        let answer = self.post("/api/stages", &all);
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()["origin"].as_str().unwrap().strip_prefix("http://").unwrap().to_owned()
    }

    /// A file of a stage.
    pub(crate) fn on_stage(&self, stage: &str, path: &str) -> Answer {
        get_with(stage, path, &format!("Host: {stage}\r\n{}", self.cookie))
    }

    /// Kind of step → how many were made until now.
    pub(crate) fn made(&self) -> std::collections::BTreeMap<String, u64> {
        let made = self.get("/api/store").json()["made"].clone();
        serde_json::from_value(made).unwrap()
    }

    pub(crate) fn events(&self) -> Events {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let head =
            format!("GET /api/events HTTP/1.1\r\nHost: {}\r\n{}\r\n", self.host, self.cookie);
        stream.write_all(head.as_bytes()).unwrap();
        let mut events = Events { lines: BufReader::new(stream) };
        assert_eq!(events.read().0, "hello");
        events
    }
}

/// The stream of changes.
pub(crate) struct Events {
    lines: BufReader<TcpStream>,
}

impl Events {
    /// The next change.
    pub(crate) fn next(&mut self) -> Value {
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            let (name, data) = self.read();
            if name == "changed" {
                return data;
            }
        }
        panic!("nothing changed");
    }

    fn read(&mut self) -> (String, Value) {
        let mut name = String::new();
        loop {
            let mut line = String::new();
            assert_ne!(self.lines.read_line(&mut line).unwrap(), 0, "the stream ended");
            if let Some(event) = line.strip_prefix("event: ") {
                name = event.trim_end().to_owned();
            } else if let Some(data) = line.strip_prefix("data: ") {
                return (name, serde_json::from_str(data).unwrap());
            } else if line.starts_with(':') {
                return ("still there".to_owned(), Value::Null);
            }
        }
    }
}
