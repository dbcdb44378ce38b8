//! A static file server for one folder, as plain as the plainest that a package may meet: no listing, no rewriting, no
//! caching. It can be stopped, to take the network away from a page.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::page::SLOWDOWN;

/// The folder is served below this path: a package must not believe that it stands at the root of its host.
const PREFIX: &str = "/tenants/app/";

/// A request for what is not of the package.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) body: String,
}

/// An answer to it.
pub(crate) struct Reply {
    pub(crate) status: &'static str,
    pub(crate) mime: &'static str,
    pub(crate) body: String,
}

type Api = dyn Fn(&Asked) -> Reply + Send + Sync;

/// A server on a port of its own. It stops with this value.
pub(crate) struct Server {
    address: SocketAddr,
    stopped: Arc<AtomicBool>,
    listening: Option<JoinHandle<()>>,
}

/// Serves a folder on the loopback address.
pub(crate) fn serve(folder: &Path) -> Server {
    serve_with(folder, |_| Reply {
        status: "404 Not Found",
        mime: "text/plain",
        body: "not found".to_owned(),
    })
}

/// Serves a folder, and answers to all other paths as a gateway does before systems.
pub(crate) fn serve_with(
    folder: &Path,
    api: impl Fn(&Asked) -> Reply + Send + Sync + 'static,
) -> Server {
    let api: Arc<Api> = Arc::new(api);
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let stopped = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stopped);
    let folder = folder.to_owned();
    let listening = thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            if flag.load(Ordering::SeqCst) {
                return;
            }
            let (folder, flag, api) = (folder.clone(), Arc::clone(&flag), Arc::clone(&api));
            // A browser that goes away in the middle of an answer is no failure of the server.
            thread::spawn(move || drop(answer(&stream, &folder, &flag, &*api)));
        }
    });
    Server { address, stopped, listening: Some(listening) }
}

impl Server {
    /// The address of the folder's root, with a slash at its end.
    pub(crate) fn url(&self) -> String {
        format!("http://{}{PREFIX}", self.address)
    }

    /// The address of the host, without a slash at its end.
    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Takes the server away: from here on its port refuses.
    pub(crate) fn stop(&mut self) {
        let Some(listening) = self.listening.take() else {
            return;
        };
        self.stopped.store(true, Ordering::SeqCst);
        // Wakes the listener, which then sees the flag.
        drop(TcpStream::connect(self.address));
        listening.join().expect("the server's thread ends");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

fn answer(stream: &TcpStream, folder: &Path, stopped: &AtomicBool, api: &Api) -> io::Result<()> {
    // A browser opens connections long before it has something to ask.
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    let mut reader = BufReader::new(stream);
    let mut request = String::new();
    reader.read_line(&mut request)?;
    // The header ends with an empty line; of it only the length of a body matters.
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim_end().is_empty() {
            break;
        }
        match line.split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.trim().parse().unwrap_or_default();
            }
            _ => {}
        }
    }
    if stopped.load(Ordering::SeqCst) {
        // A browser opens connections ahead of its requests; one from before the stop must not answer after it.
        return Ok(());
    }
    if SLOWDOWN.is_some() {
        // Not all at once, and in no order.
        thread::sleep(Duration::from_millis(u64::from(stream.peer_addr()?.port()) * 37 % 80));
    }
    let mut words = request.split(' ');
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    match file_for(folder, path)
        .filter(|_| method == "GET")
        .map(|file| (std::fs::read(&file), file))
    {
        Some((Ok(body), file)) => write(stream, "200 OK", mime(&file), &body),
        _ => {
            let mut body = vec![0; length];
            reader.read_exact(&mut body)?;
            let body = String::from_utf8_lossy(&body).into_owned();
            let asked = Asked { method: method.to_owned(), path: path.to_owned(), body };
            let reply = api(&asked);
            write(stream, reply.status, reply.mime, reply.body.as_bytes())
        }
    }
}

fn write(mut stream: &TcpStream, status: &str, mime: &str, body: &[u8]) -> io::Result<()> {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {mime}\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\
         X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(body)
}

/// The file that a request's path names; a folder stands for its `index.html`.
fn file_for(folder: &Path, path: &str) -> Option<PathBuf> {
    let path = path.split(['?', '#']).next()?;
    let path = percent_decode(path.strip_prefix(PREFIX)?)?;
    if path.split('/').any(|part| part == "..") {
        return None;
    }
    let index = if path.is_empty() || path.ends_with('/') { "index.html" } else { "" };
    let file = folder.join(path + index);
    file.is_file().then_some(file)
}

fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let hex = std::str::from_utf8(rest.get(..2)?).ok()?;
        bytes.push(u8::from_str_radix(hex, 16).ok()?);
        rest = &rest[2..];
    }
    String::from_utf8(bytes).ok()
}

fn mime(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "txt" | "md" => "text/plain; charset=utf-8",
        "xml" => "application/xml",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    }
}

#[test]
fn paths_stay_below_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("a b")).unwrap();
    std::fs::write(folder.path().join("a b/index.html"), "").unwrap();
    let check = |path: &str, expect: Option<&str>| {
        let expect = expect.map(|file| folder.path().join(file));
        assert_eq!(file_for(folder.path(), path), expect, "{path}");
    };
    check("/tenants/app/a%20b/?x#y", Some("a b/index.html"));
    check("/tenants/app/a%20b", None);
    check("/tenants/app/", None);
    check("/a%20b/", None);
    check("/tenants/app/../app/a%20b/", None);
    check("/tenants/app/%2e%2e/app/a%20b/", None);
    check("/tenants/app/%zz", None);
}
