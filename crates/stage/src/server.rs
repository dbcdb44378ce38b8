//! A listener with a thread for each connection, for the page and every stage.

use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use crate::wire::{Connection, Incoming, Request, Response};
use rebadge_core::panics::caught;

/// What answers requests.
pub type Answer = Arc<dyn Fn(&Request) -> Response + Send + Sync>;

/// The most connections of one listener. A browser keeps six to an origin, and one more for each stream.
const CONNECTIONS: usize = 128;

/// Drawings nest deeply, so threads that draw get more stack than usual.
const STACK: usize = 16 << 20;

/// Answers as long as the process lives.
pub fn serve(listener: TcpListener, answer: Answer) {
    serve_until(listener, answer, &AtomicBool::new(false));
}

/// Answers until a connection comes in after it `is_over`.
pub fn serve_until(listener: TcpListener, answer: Answer, is_over: &AtomicBool) {
    let open = Arc::new(AtomicUsize::new(0));
    for stream in listener.incoming() {
        if is_over.load(Ordering::SeqCst) {
            return;
        }
        let Ok(stream) = stream else { continue };
        let held = Held::new(&open);
        if open.load(Ordering::SeqCst) > CONNECTIONS {
            refuse(stream);
            continue;
        }
        let answer = Arc::clone(&answer);
        let work = move || {
            talk(stream, &answer);
            drop(held);
        };
        // Without a thread the connection is closed, which a browser understands.
        let _ = thread::Builder::new().stack_size(STACK).spawn(work);
    }
}

/// Counts a connection as long as it is open.
struct Held(Arc<AtomicUsize>);

impl Held {
    fn new(open: &Arc<AtomicUsize>) -> Held {
        open.fetch_add(1, Ordering::SeqCst);
        Held(Arc::clone(open))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

fn refuse(stream: TcpStream) {
    if let Ok(mut connection) = Connection::new(stream) {
        let response = Response::refusal(503, "too many connections");
        // Whom it does not reach is gone already.
        let _ = connection.answer(&closing(), &response);
    }
}

/// Stands for a request that could not be read: what answers it closes the connection.
fn closing() -> Request {
    Request { fields: vec![("Connection".into(), "close".into())], ..Request::default() }
}

fn talk(stream: TcpStream, answer: &Answer) {
    let Ok(mut connection) = Connection::new(stream) else { return };
    loop {
        let request = match connection.next() {
            Incoming::Request(request) => request,
            Incoming::Broken(response) => {
                let _ = connection.answer(&closing(), &response);
                return;
            }
            Incoming::Gone => return,
        };
        // A drawing library may panic on a drawing; the next request must be answered all the same.
        let response = caught(|| answer(&request)).unwrap_or_else(|message| {
            log::error!("a request panicked: {message}");
            Response::refusal(500, "stopped by a defect")
        });
        match connection.answer(&request, &response) {
            Ok(true) => {}
            _ => return,
        }
    }
}
