//! Stores for tests: moto, and a proxy with faults before it; and nginx, for stores that are no more than a server which takes
//! PUT.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use tempfile::TempDir;

use crate::project::{Project, Run, root, tests_folder};

/// A server that ends with this value, or with this process.
pub(super) struct Server {
    child: Child,
    pub(super) port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended on its own; then there is nothing to stop.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn start(arguments: &[&str], environment: &[(&str, &Path)]) -> Server {
    let tools = root().join("target/test-tools/moto");
    assert!(tools.exists(), "moto is not there: run tests/setup");
    let mut command = Command::new("/usr/bin/python3");
    command.arg(tests_folder().join("tools/store.py")).args(arguments).env("MOTO", tools);
    let environment = environment.iter().copied();
    // It ends when its input does, so also when this process is killed.
    command.envs(environment).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().expect("Python starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let port = line.trim().parse().expect("the port of a server: run tests/setup");
    Server { child, port }
}

/// An S3 store in memory that all tests share, each in a bucket of its own.
fn moto() -> u16 {
    static MOTO: OnceLock<Server> = OnceLock::new();
    MOTO.get_or_init(|| start(&["moto"], &[])).port
}

/// One that lets in only whom it knows: nobody.
pub(super) fn strict() -> Server {
    start(&["moto"], &[("INITIAL_NO_AUTH_ACTION_COUNT", Path::new("0"))])
}

/// A bucket of a store, behind a proxy.
pub(super) struct Store {
    bucket: String,
    proxy: Option<Server>,
    port: u16,
    folder: TempDir,
}

impl Store {
    /// An empty bucket. The name is that of no other test.
    pub(super) fn new(bucket: &str) -> Store {
        let folder = tempfile::Builder::new().prefix("rebadge-store-").tempdir().unwrap();
        let store = Store { bucket: bucket.to_owned(), proxy: None, port: 0, folder };
        let (status, _) = request(moto(), "PUT", &format!("/{bucket}"), b"");
        assert_eq!(status, 200);
        store.started(0)
    }

    fn started(mut self, port: u16) -> Store {
        let (log, mode) = (self.folder.path().join("log"), self.folder.path().join("mode"));
        let environment = [("LOG", log.as_path()), ("MODE", mode.as_path())];
        let (up, own) = (moto().to_string(), port.to_string());
        let proxy = start(&["proxy", &up, &own], &environment);
        self.port = proxy.port;
        self.proxy = Some(proxy);
        self
    }

    /// The proxy behaves so from now on; `tests/tools/store.py` has the words.
    pub(super) fn mode(&self, mode: &str) {
        std::fs::write(self.folder.path().join("mode"), mode).unwrap();
    }

    /// Nothing answers any more.
    pub(super) fn stop(&mut self) {
        self.proxy = None;
    }

    /// It answers again, at the same address and with what it had.
    pub(super) fn again(self) -> Store {
        let port = self.port;
        self.started(port)
    }

    /// The address of something in the bucket.
    pub(super) fn at(&self, path: &str) -> String {
        format!("s3://{}/{path}", self.bucket)
    }

    /// The requests that were made since this was last asked: `PUT a/b.zip`.
    pub(super) fn requests(&self) -> Vec<String> {
        let path = self.folder.path().join("log");
        let log = std::fs::read_to_string(&path).unwrap_or_default();
        std::fs::write(&path, "").unwrap();
        let bucket = format!("/{}/", self.bucket);
        log.lines().map(|line| line.replacen(&bucket, "", 1)).collect()
    }

    /// An object, past the proxy.
    pub(super) fn object(&self, key: &str) -> Option<Vec<u8>> {
        let (status, body) = request(moto(), "GET", &format!("/{}/{key}", self.bucket), b"");
        (status == 200).then_some(body)
    }

    /// Puts an object, past the proxy.
    pub(super) fn put(&self, key: &str, bytes: &[u8]) {
        let (status, _) = request(moto(), "PUT", &format!("/{}/{key}", self.bucket), bytes);
        assert_eq!(status, 200);
    }

    /// Removes an object, past the proxy.
    pub(super) fn remove(&self, key: &str) {
        let (status, _) = request(moto(), "DELETE", &format!("/{}/{key}", self.bucket), b"");
        assert_eq!(status, 204);
    }

    /// All keys, as they are in requests.
    pub(super) fn keys(&self) -> Vec<String> {
        let path = format!("/{}?list-type=2&encoding-type=url", self.bucket);
        let (_, body) = request(moto(), "GET", &path, b"");
        let text = String::from_utf8(body).unwrap();
        let keys = text.split("<Key>").skip(1).filter_map(|part| part.split("</Key>").next());
        keys.map(str::to_owned).collect()
    }

    /// Runs `rebadge` as a user of the store, on a machine whose caches are empty but for what other runs on `machine` left.
    pub(super) fn run(&self, project: &Project, machine: &str, arguments: &str) -> Run {
        run_at(project, self.port, (machine, "key"), arguments)
    }
}

/// Runs `rebadge` with an S3 store at this port, and with these credentials.
pub(super) fn run_at(
    project: &Project,
    port: u16,
    (machine, secret): (&str, &str),
    arguments: &str,
) -> Run {
    let home = project.path(&format!("machines/{machine}"));
    let scratch = project.path("scratch");
    std::fs::create_dir_all(&home).unwrap();
    std::fs::create_dir_all(&scratch).unwrap();
    let endpoint = format!("http://127.0.0.1:{port}");
    let environment = [
        ("AWS_ENDPOINT", endpoint.as_str()),
        ("AWS_ALLOW_HTTP", "true"),
        ("AWS_ACCESS_KEY_ID", "somebody"),
        ("AWS_SECRET_ACCESS_KEY", secret),
        ("AWS_REGION", "us-east-1"),
        ("HOME", home.to_str().unwrap()),
        ("TMPDIR", scratch.to_str().unwrap()),
    ];
    project.run_with(arguments, &environment)
}

/// Makes a request of a server on this machine.
pub(super) fn request(port: u16, method: &str, path: &str, body: &[u8]) -> (u16, Vec<u8>) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("a server");
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: AWS somebody:unchecked\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    stream.write_all(body).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").expect("a head");
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    let body = answer[end + 4..].to_vec();
    if head.to_ascii_lowercase().contains("transfer-encoding: chunked") {
        (status, unchunked(&body))
    } else {
        (status, body)
    }
}

fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|window| window == b"\r\n") {
        let size = std::str::from_utf8(&rest[..end]).unwrap();
        let size = usize::from_str_radix(size, 16).unwrap();
        body.extend_from_slice(&rest[end + 2..end + 2 + size]);
        rest = &rest[end + 2 + size + 2..];
        if size == 0 {
            break;
        }
    }
    body
}

/// An nginx that takes PUT.
pub(super) struct Web {
    child: Child,
    pub(super) port: u16,
    folder: TempDir,
}

impl Drop for Web {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Web {
    pub(super) fn start() -> Web {
        let folder = tempfile::Builder::new().prefix("rebadge-web-").tempdir().unwrap();
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        std::fs::create_dir(folder.path().join("site")).unwrap();
        // Its workers are another user's where it is started by root.
        for open in [folder.path(), &folder.path().join("site")] {
            std::fs::set_permissions(open, PermissionsExt::from_mode(0o777)).unwrap();
        }
        let own = folder.path().to_str().unwrap();
        let settings = format!(
            "daemon off; pid {own}/pid; error_log {own}/log;\n\
             events {{}}\n\
             http {{ access_log off; client_max_body_size 0; client_body_temp_path {own}/body;\n\
             proxy_temp_path {own}/a; fastcgi_temp_path {own}/b; uwsgi_temp_path {own}/c; scgi_temp_path {own}/d;\n\
             server {{ listen 127.0.0.1:{port}; root {own}/site;\n\
             location / {{ dav_methods PUT DELETE; create_full_put_path on; }} }} }}\n"
        );
        std::fs::write(folder.path().join("settings"), settings).unwrap();
        let system = Path::new("/usr/sbin/nginx");
        let program = if system.exists() { system } else { Path::new("nginx") };
        let child = Command::new(program)
            .args(["-p", own, "-c", "settings"])
            .stderr(Stdio::null())
            .spawn()
            .expect("nginx is there: run tests/setup");
        let web = Web { child, port, folder };
        for _ in 0..500 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return web;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        panic!("nginx does not answer")
    }

    /// A file that it has.
    pub(super) fn read(&self, path: &str) -> Option<Vec<u8>> {
        std::fs::read(self.folder.path().join("site").join(path)).ok()
    }
}
