//! The network between a gateway and a store, as bad as a test wants it.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What becomes of a connection.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mode {
    /// It is passed on.
    Open,
    /// It is closed at once.
    Refuse,
    /// It is passed on, with a pause before each part of an answer.
    Slow,
    /// It is passed on, and cut off within the answer.
    Cut,
    /// It is answered by something else: the page of a network that wants a click first.
    Portal,
    /// It is answered as a store that is full does (RFC 4918, 11.5).
    Full,
}

const PORTAL: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nDate: Mon, 30 Nov 2026 02:00:00 GMT\r\nContent-Length: 39\r\n\
    Connection: close\r\n\r\n<!doctype html><title>Welcome!</title>\n";
const FULL: &str =
    "HTTP/1.1 507 Insufficient Storage\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// A relay to a port of this machine. It ends with this process.
pub(super) struct Wire {
    pub(super) port: u16,
    mode: Arc<Mutex<Mode>>,
}

impl Wire {
    pub(super) fn to(up: u16) -> Wire {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let mode = Arc::new(Mutex::new(Mode::Open));
        let own = Arc::clone(&mode);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let mode = *own.lock().unwrap();
                // Who goes away in the middle of it is no failure of the wire.
                thread::spawn(move || drop(carry(stream, up, mode)));
            }
        });
        Wire { port, mode }
    }

    pub(super) fn set(&self, mode: Mode) {
        *self.mode.lock().unwrap() = mode;
    }
}

fn carry(mut near: TcpStream, up: u16, mode: Mode) -> std::io::Result<()> {
    match mode {
        Mode::Refuse => return near.shutdown(Shutdown::Both),
        Mode::Portal => return answer(&mut near, PORTAL),
        Mode::Full if is_put(&near)? => return answer(&mut near, FULL),
        _ => {}
    }
    let mut far = TcpStream::connect(("127.0.0.1", up))?;
    let (mut from, mut to) = (near.try_clone()?, far.try_clone()?);
    thread::spawn(move || {
        let _ = std::io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Write);
    });
    let mut part = [0; 4096];
    loop {
        let length = far.read(&mut part)?;
        if length == 0 {
            return near.shutdown(Shutdown::Write);
        }
        match mode {
            Mode::Slow => thread::sleep(Duration::from_millis(150)),
            Mode::Cut => {
                near.write_all(&part[..length / 2])?;
                return near.shutdown(Shutdown::Both);
            }
            _ => {}
        }
        near.write_all(&part[..length])?;
    }
}

fn is_put(stream: &TcpStream) -> std::io::Result<bool> {
    let mut method = [0; 4];
    let length = stream.peek(&mut method)?;
    Ok(method[..length] == *b"PUT ")
}

/// Answers once the request is there, down to the last byte of its body.
fn answer(stream: &mut TcpStream, text: &str) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_millis(100)))?;
    let mut part = [0; 4096];
    while stream.read(&mut part).is_ok_and(|length| length > 0) {}
    stream.write_all(text.as_bytes())?;
    stream.shutdown(Shutdown::Write)
}
