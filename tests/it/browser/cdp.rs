//! The Chrome DevTools Protocol, as much of it as the tests need: calls, and the events between them. One socket to the
//! browser carries the sessions of all its pages and workers ("flat" sessions).

use std::collections::VecDeque;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tungstenite::{Message, WebSocket};

use super::chromium::Chromium;

/// How long one call may take. The longest is an axe run on a loaded machine.
const CALL: Duration = Duration::from_secs(60);

/// Something that the browser, a page, or a worker said without being asked.
#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) method: String,
    pub(crate) params: Value,
}

/// An open line to one browser.
pub(crate) struct Cdp {
    socket: WebSocket<TcpStream>,
    last: u64,
    events: VecDeque<Event>,
}

/// Opens the line to a browser's debugger.
pub(crate) fn connect(chromium: &Chromium) -> Cdp {
    let stream = TcpStream::connect(("127.0.0.1", chromium.port)).expect("the debugger listens");
    stream.set_nodelay(true).unwrap();
    let url = format!("ws://127.0.0.1:{}{}", chromium.port, chromium.path);
    let (socket, _) = tungstenite::client(url, stream).expect("the debugger speaks WebSocket");
    Cdp { socket, last: 0, events: VecDeque::new() }
}

impl Cdp {
    /// Calls a method of a session (`""`: of the browser) and waits for the answer.
    pub(crate) fn call(
        &mut self,
        session: &str,
        method: &str,
        params: Value,
    ) -> Result<Value, String> {
        let id = self.send(session, method, params);
        let until = Instant::now() + CALL;
        loop {
            let Some(mut message) = self.read(until) else {
                return Err(format!("{method}: no answer within {CALL:?}"));
            };
            if message["id"] == json!(id) {
                return match message.get("error") {
                    Some(error) => Err(format!("{method}: {}", error["message"])),
                    None => Ok(message["result"].take()),
                };
            }
            self.keep(message);
        }
    }

    /// Events that came until now, and those that come within `wait`, oldest first.
    pub(crate) fn events(&mut self, wait: Duration) -> Vec<Event> {
        let until = Instant::now() + wait;
        while let Some(message) = self.read(until) {
            self.keep(message);
        }
        self.events.drain(..).collect()
    }

    fn send(&mut self, session: &str, method: &str, params: Value) -> u64 {
        self.last += 1;
        let mut call = json!({ "id": self.last, "method": method, "params": params });
        if !session.is_empty() {
            call["sessionId"] = json!(session);
        }
        self.socket.send(Message::text(call.to_string())).expect("Chromium is there");
        self.last
    }

    /// The next message, or nothing when the time is up.
    fn read(&mut self, until: Instant) -> Option<Value> {
        loop {
            let left = until.saturating_duration_since(Instant::now());
            // A time-out of zero would mean none.
            let left = left.max(Duration::from_millis(1));
            self.socket.get_ref().set_read_timeout(Some(left)).unwrap();
            match self.socket.read() {
                Ok(Message::Text(text)) => return Some(serde_json::from_str(&text).expect("JSON")),
                Ok(_) => {}
                Err(tungstenite::Error::Io(error)) if is_timeout(&error) => {
                    if Instant::now() >= until {
                        return None;
                    }
                }
                Err(error) => panic!("lost Chromium: {error}"),
            }
        }
    }

    /// Keeps an event for later. A new worker stands still until it is told to run, so that none of its words are lost;
    /// the answers to that have no reader and are dropped.
    fn keep(&mut self, mut message: Value) {
        let Some(method) = message["method"].as_str().map(str::to_owned) else {
            return;
        };
        let session = message["sessionId"].as_str().unwrap_or_default().to_owned();
        let params = message["params"].take();
        if method == "Target.attachedToTarget" && params["waitingForDebugger"] == json!(true) {
            let worker = params["sessionId"].as_str().expect("a session").to_owned();
            for enable in ["Runtime.enable", "Log.enable", "Network.enable"] {
                self.send(&worker, enable, json!({}));
            }
            self.send(&worker, "Runtime.runIfWaitingForDebugger", json!({}));
        }
        // A worker that was stopped starts again in the same session, and stands still too.
        if method == "Inspector.targetReloadedAfterCrash" {
            self.send(&session, "Runtime.runIfWaitingForDebugger", json!({}));
        }
        self.events.push_back(Event { method, params });
    }
}

fn is_timeout(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut)
}
