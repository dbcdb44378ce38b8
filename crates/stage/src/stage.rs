//! A stage: an origin of its own that serves the files of one package at its root, as any static server would. Frames on
//! the page are kept apart by it, and the client's scripts from the page.

use std::io::{self, Read};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread;
use std::time::Duration;

use flate2::read::MultiGzDecoder;

use crate::access::{self, Access};
use crate::guard::{From, Guard};
use crate::media;
use crate::server;
use crate::wire::{Request, Response};
use rebadge_bundle::Tree;
use rebadge_core::error::Error;
use rebadge_core::output_path::OutputPath;

/// Gives the bytes of a path; none where there is no such file, or what went wrong.
pub type Files = dyn Fn(&OutputPath) -> Option<Result<Arc<Vec<u8>>, String>> + Send + Sync;

/// A server of one package on a port that the system gave. It stops with this value.
pub struct Stage {
    /// Its address.
    pub address: SocketAddr,
    files: Arc<RwLock<Arc<Files>>>,
    is_over: Arc<AtomicBool>,
}

impl std::fmt::Debug for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stage").field("address", &self.address).finish()
    }
}

/// What a stage's documents are given.
#[derive(Clone, Debug)]
pub enum Guest {
    /// The script that exchanges messages with the page, which alone may frame them. Nothing is served without the
    /// page's cookie.
    Page {
        /// The port of the page on this machine.
        port: u16,
        /// The secrets of the page.
        access: Arc<Access>,
        /// The script.
        script: &'static str,
    },
    /// The script that holds the browser's time while a database is asked; and the one that sets the clock.
    Camera(Clock),
    /// The script that reports what goes wrong, the one that holds the browser's time, and a Content-Security-Policy where one
    /// is tried.
    Listener {
        /// The policy.
        policy: Option<String>,
    },
}

/// What time it is on a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// That of the machine.
    Machine,
    /// Every document begins at the same moment.
    Stands,
}

/// Serves outputs on the loopback address to a browser that takes pictures.
///
/// # Errors
/// [`Error::Listen`].
pub fn serve(tree: Tree, clock: Clock) -> Result<Stage, Error> {
    serve_files(files_of(tree), clock)
}

/// The outputs of a tree as files.
pub fn files_of(tree: Tree) -> Arc<Files> {
    Arc::new(move |path: &OutputPath| {
        let output = tree.followed(path)?;
        Some(output.read().map_err(|error| error.to_string()))
    })
}

/// Serves files on the loopback address to a browser that takes pictures.
///
/// # Errors
/// [`Error::Listen`].
pub fn serve_files(files: Arc<Files>, clock: Clock) -> Result<Stage, Error> {
    open(IpAddr::from([127, 0, 0, 1]), "127.0.0.1", files, Guest::Camera(clock))
}

/// Serves files on the loopback address to a page that is listened to, with a Content-Security-Policy where one is tried.
///
/// # Errors
/// [`Error::Listen`].
pub fn listen(files: Arc<Files>, policy: Option<String>) -> Result<Stage, Error> {
    open(IpAddr::from([127, 0, 0, 1]), "127.0.0.1", files, Guest::Listener { policy })
}

/// Serves files on a port that the system gives; `host` is the name that pages reach it under.
///
/// # Errors
/// [`Error::Listen`].
pub fn open(ip: IpAddr, host: &str, files: Arc<Files>, guest: Guest) -> Result<Stage, Error> {
    let failed = |source: io::Error| Error::Listen { address: host.to_owned(), source };
    let listener = TcpListener::bind(SocketAddr::new(ip, 0)).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let guard = Guard::new(host, address);
    let files = Arc::new(RwLock::new(files));
    let is_over = Arc::new(AtomicBool::new(false));
    let (shown, over) = (Arc::clone(&files), Arc::clone(&is_over));
    let answer = move |request: &Request| {
        if over.load(Ordering::SeqCst) {
            return Response::refusal(404, "this frame is closed");
        }
        let files = Arc::clone(&shown.read().unwrap_or_else(PoisonError::into_inner));
        answer(request, &guard, &*files, &guest)
    };
    let over = Arc::clone(&is_over);
    thread::spawn(move || server::serve_until(listener, Arc::new(answer), &over));
    Ok(Stage { address, files, is_over })
}

impl Stage {
    /// Its origin on the loopback address.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Shows other files from here on.
    pub fn show(&self, files: Arc<Files>) {
        *self.files.write().unwrap_or_else(PoisonError::into_inner) = files;
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        // Wakes the listener, which then sees that it is over.
        drop(TcpStream::connect(self.address));
    }
}

/// The script that documents are given of which pictures are taken.
const HOLD: &str = include_str!("hold.js");

/// The same, and the clock is set.
const STILL: &str = concat!(include_str!("hold.js"), include_str!("still.js"));

/// The script that documents are given which are listened to.
const LISTEN: &str = concat!(include_str!("listen.js"), include_str!("hold.js"));

/// The path of the script that is put into documents.
const SCRIPT: &str = "/.rebadge/frame.js";

/// The path that is asked to hold the browser's time, and how long it does.
const HELD: (&str, Duration) = ("/.rebadge/hold", Duration::from_millis(20));

fn answer(request: &Request, guard: &Guard, files: &Files, guest: &Guest) -> Response {
    if let Err(refusal) = guard.check(request, From::Neighbors) {
        return refusal;
    }
    if matches!(guest, Guest::Page { access, .. } if !access.allows(request)) {
        return access::refusal();
    }
    if !matches!(request.method.as_str(), "GET" | "HEAD") {
        return Response::refusal(405, "only `GET` is answered here");
    }
    if request.path == SCRIPT {
        let script = match guest {
            Guest::Page { script, .. } => script,
            Guest::Camera(Clock::Machine) => HOLD,
            Guest::Camera(Clock::Stands) => STILL,
            Guest::Listener { .. } => LISTEN,
        };
        return Response::bytes(200, "text/javascript; charset=utf-8", script.as_bytes().to_vec());
    }
    if request.path == HELD.0 && !matches!(guest, Guest::Page { .. }) {
        thread::sleep(HELD.1);
        return Response::done();
    }
    let response = match named(request).and_then(|path| Some((file(files, &path)?, path))) {
        Some((Ok(bytes), path)) => document(200, &path, bytes),
        Some((Err(message), _)) => Response::refusal(500, &message),
        None => missing(files),
    };
    match guest {
        Guest::Listener { policy: Some(policy) } => {
            response.with("Content-Security-Policy", policy)
        }
        Guest::Camera(_) | Guest::Listener { policy: None } => response,
        Guest::Page { port, .. } => response.with("Content-Security-Policy", only_in(*port)),
    }
}

/// The file that a request names; a folder stands for its `index.html`.
fn named(request: &Request) -> Option<OutputPath> {
    let path = request.parts()?.join("/");
    let index = if path.is_empty() || path.ends_with('/') { "index.html" } else { "" };
    OutputPath::new(&(path + index)).ok()
}

/// The bytes of a file. Where there is only the file compressed by gzip, what that unpacks to: a client that has such files is
/// made for a server that sends them so.
fn file(files: &Files, path: &OutputPath) -> Option<Result<Arc<Vec<u8>>, String>> {
    files(path).or_else(|| {
        let packed = files(&OutputPath::new(&format!("{path}.gz")).ok()?)?;
        Some(packed.and_then(|bytes| unpacked(&bytes).map(Arc::new)))
    })
}

/// No file unpacks to more, in bytes.
const LARGEST: u64 = 256 << 20;

fn unpacked(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut unpacked = Vec::new();
    let mut reader = MultiGzDecoder::new(bytes).take(LARGEST);
    reader.read_to_end(&mut unpacked).map_err(|error| error.to_string())?;
    Ok(unpacked)
}

/// What static hosts show for a file that is not there.
fn missing(files: &Files) -> Response {
    let page = OutputPath::new("404.html").ok();
    match page.and_then(|path| Some((files(&path)?.ok()?, path))) {
        Some((bytes, path)) => document(404, &path, bytes),
        None => Response::bytes(404, "text/plain; charset=utf-8", b"not found".to_vec()),
    }
}

fn document(status: u16, path: &OutputPath, bytes: Arc<Vec<u8>>) -> Response {
    let kind = media::media_type(path.file_name());
    if kind.starts_with("text/html") {
        return Response::bytes(status, kind, with_script(&bytes));
    }
    Response::bytes(status, kind, bytes)
}

/// Only the preview's page shows a stage in a frame.
fn only_in(port: u16) -> String {
    format!("frame-ancestors 'self' http://*:{port}")
}

/// The document with the script first in its head, so that it runs before every other.
fn with_script(html: &[u8]) -> Vec<u8> {
    let tag = format!("<script src=\"{SCRIPT}\"></script>");
    let at = opening(html, b"head").or_else(|| opening(html, b"html"));
    let at = at.or_else(|| opening(html, b"!doctype")).unwrap_or(0);
    [&html[..at], tag.as_bytes(), &html[at..]].concat()
}

/// The end of the first opening tag of a name.
pub fn opening(html: &[u8], name: &[u8]) -> Option<usize> {
    let begins = |at: &usize| {
        let rest = &html[*at..];
        let named = rest.get(1..=name.len()).is_some_and(|text| text.eq_ignore_ascii_case(name));
        let after = rest.get(name.len() + 1);
        let ends = after.is_some_and(|c| c.is_ascii_whitespace() || *c == b'>' || *c == b'/');
        rest[0] == b'<' && named && ends
    };
    let start = (0..html.len()).find(begins)?;
    let end = html[start..].iter().position(|c| *c == b'>')?;
    Some(start + end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expect: &str) {
        let tag = format!("<script src=\"{SCRIPT}\"></script>");
        let got = String::from_utf8(with_script(html.as_bytes())).expect("text");
        assert_eq!(got, expect.replace("<S>", &tag), "{html}");
    }

    #[test]
    fn the_script_stands_before_every_other() {
        check(
            "<!doctype html><html lang=\"en\"><head>\n<script>1</script>",
            "<!doctype html><html lang=\"en\"><head><S>\n<script>1</script>",
        );
        check("<HTML><HEAD data-a='1'><title>", "<HTML><HEAD data-a='1'><S><title>");
        check("<html><header>", "<html><S><header>");
        check("<!DOCTYPE html><p>", "<!DOCTYPE html><S><p>");
        check("plain", "<S>plain");
        check("<", "<S><");
        check("", "<S>");
    }

    #[test]
    fn what_is_only_there_compressed_is_served() {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut packer, b"alert(1)").expect("in memory");
        let packed = Arc::new(packer.finish().expect("in memory"));
        let files = move |path: &OutputPath| match path.as_str() {
            "a.js.gz" => Some(Ok(Arc::clone(&packed))),
            "b.js.gz" => Some(Ok(Arc::new(b"broken".to_vec()))),
            "c.js" | "c.js.gz" => Some(Ok(Arc::new(b"plain".to_vec()))),
            _ => None,
        };
        let got = |path: &str| file(&files, &OutputPath::new(path).expect("a path"));
        assert_eq!(got("a.js"), Some(Ok(Arc::new(b"alert(1)".to_vec()))));
        assert!(matches!(got("b.js"), Some(Err(_))));
        assert_eq!(got("c.js"), Some(Ok(Arc::new(b"plain".to_vec()))));
        assert_eq!(got("d.js"), None);
    }

    #[test]
    fn a_path_cannot_leave_the_package() {
        let check = |path: &str, expect: Option<&str>| {
            let request = Request { path: path.into(), ..Request::default() };
            assert_eq!(named(&request).as_ref().map(OutputPath::as_str), expect, "{path}");
        };
        check("/", Some("index.html"));
        check("/a%20b/", Some("a b/index.html"));
        check("/css/app.css", Some("css/app.css"));
        check("/../etc/passwd", None);
        check("/%2e%2e/etc/passwd", None);
        check("/..%2fetc/passwd", None);
        check("/a//b", None);
        check("/a%5c..%5cb", None);
        check("/%00", None);
    }
}
