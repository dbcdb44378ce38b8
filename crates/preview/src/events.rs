//! Server-sent events to the pages. A listener that is slow or gone does not block the others.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

/// How many events may wait for a listener. One that has fallen further behind is let go; its page asks again.
const WAITING: usize = 64;

/// All listeners.
#[derive(Debug, Default)]
pub(super) struct Hub(Mutex<Vec<SyncSender<Arc<str>>>>);

impl Hub {
    /// Another listener; `hello` is the first that it hears.
    pub(super) fn listen(&self, hello: &Value) -> Receiver<Arc<str>> {
        let (sender, receiver) = sync_channel(WAITING);
        let _ = sender.try_send(block("hello", hello));
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(sender);
        receiver
    }

    /// Tells all.
    pub(super) fn tell(&self, name: &str, data: &Value) {
        self.send(&block(name, data));
    }

    /// Says nothing, so that listeners who are gone are found out.
    pub(super) fn breathe(&self) {
        self.send(&Arc::from(":\n\n"));
    }

    fn send(&self, block: &Arc<str>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|listener| listener.try_send(Arc::clone(block)).is_ok());
    }
}

/// An event as `text/event-stream` writes it (HTML, "Server-sent events"). JSON has no line breaks of its own.
fn block(name: &str, data: &Value) -> Arc<str> {
    Arc::from(format!("event: {name}\ndata: {data}\n\n"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_listener_that_falls_behind_is_let_go() {
        let hub = Hub::default();
        let (slow, gone) = (hub.listen(&json!({})), hub.listen(&json!({})));
        drop(gone);
        for revision in 0..WAITING {
            hub.tell("changed", &json!({ "revision": revision, "name": "a\nb" }));
        }
        assert_eq!(hub.0.lock().expect("whole").len(), 0);
        let heard: Vec<_> = slow.iter().collect();
        assert_eq!(heard.len(), WAITING);
        assert_eq!(&*heard[0], "event: hello\ndata: {}\n\n");
        assert_eq!(heard[1].lines().count(), 3, "a name breaks no line");
    }
}
