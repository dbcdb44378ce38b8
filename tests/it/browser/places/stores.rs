//! Stores of records: four WebDAV servers and one that speaks S3, as real programs.

use std::fs::{self, File, Permissions};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::browser::page::PATIENCE;
use crate::project::{root, tests_folder};

/// Which program it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Apache,
    Nginx,
    Rclone,
    WsgiDav,
    S3,
}

impl Kind {
    /// How a theme says it.
    pub(super) fn word(self) -> &'static str {
        if self == Kind::S3 { "s3" } else { "webdav" }
    }
}

/// A server that runs until this value is gone.
pub(super) struct Running {
    child: Child,
    /// What it has said, and what it prints.
    log: PathBuf,
}

impl Drop for Running {
    fn drop(&mut self) {
        // With its workers, which outlive their parent. It may have ended on its own; then there is nothing to kill.
        let group = format!("-{}", self.child.id());
        let _ = Command::new("kill").args(["-9", "--", &group]).stderr(Stdio::null()).status();
        let _ = self.child.wait();
    }
}

/// A port that is free.
pub(super) fn free() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

/// Starts a program that takes connections at a port, and waits until it does.
pub(super) fn run(command: &mut Command, folder: &Path, port: u16) -> Running {
    let log = folder.join("log");
    let output = File::create(&log).unwrap();
    let child = command
        .current_dir(folder)
        .process_group(0)
        .envs(["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"].map(|name| (name, folder)))
        .stdin(Stdio::piped())
        .stdout(output.try_clone().unwrap())
        .stderr(output)
        .spawn()
        .unwrap_or_else(|error| panic!("{command:?}: {error}; `tests/setup` installs it"));
    let mut running = Running { child, log };
    let start = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        let ended = running.child.try_wait().unwrap();
        let said = running.said();
        assert!(ended.is_none(), "the server ended at once: {ended:?}\n{said}");
        assert!(start.elapsed() < PATIENCE, "nobody listens\n{said}");
        std::thread::sleep(Duration::from_millis(20));
    }
    running
}

impl Running {
    /// What it has said.
    pub(super) fn said(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Lets it read its settings anew, and waits until the workers are gone that have the old ones.
    pub(super) fn reload(&self) {
        let before = self.workers();
        let done = Command::new("kill").args(["-HUP", &self.child.id().to_string()]).status();
        assert!(done.is_ok_and(|status| status.success()), "the server is there");
        let start = Instant::now();
        while self.workers().iter().any(|worker| before.contains(worker)) {
            assert!(start.elapsed() < PATIENCE, "the old workers stay\n{}", self.said());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The processes that it has started, by their numbers.
    fn workers(&self) -> Vec<String> {
        let id = self.child.id();
        let children = fs::read_to_string(format!("/proc/{id}/task/{id}/children"));
        let children = children.expect("Linux tells a process's children");
        children.split_whitespace().map(str::to_owned).collect()
    }
}

/// Where system programs are that not every user has on the path.
pub(super) fn system(program: &str) -> Command {
    let path = Path::new("/usr/sbin").join(program);
    Command::new(if path.exists() { path } else { program.into() })
}

/// A folder that servers of other users may use.
pub(super) fn open_folder(prefix: &str) -> TempDir {
    let folder = tempfile::Builder::new().prefix(prefix).tempdir().unwrap();
    // Set, and not asked for when it is made: then the umask would have its say.
    fs::set_permissions(folder.path(), Permissions::from_mode(0o777)).unwrap();
    folder
}

/// A store, and what it keeps.
pub(super) struct Store {
    kind: Kind,
    pub(super) port: u16,
    running: Option<Running>,
    folder: TempDir,
    /// An access key and its secret, of S3.
    pub(super) key: Option<(String, String)>,
    is_small: bool,
    access: Access,
}

/// Whom a store lets in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    /// As its kind does of itself: WebDAV anybody, S3 whom it knows.
    Usual,
    Anybody,
    /// The user `gateway` with the password `open`.
    Known,
}

impl Drop for Store {
    fn drop(&mut self) {
        self.running = None;
        if self.is_small {
            let _ = Command::new("umount").arg(self.data()).status();
        }
    }
}

impl Store {
    /// Starts an empty one.
    pub(super) fn start(kind: Kind) -> Store {
        Store::new(kind).started()
    }

    /// An empty one that speaks S3 and lets in whoever reaches it.
    pub(super) fn start_open_s3() -> Store {
        let mut store = Store::new(Kind::S3);
        store.access = Access::Anybody;
        store.started()
    }

    /// An empty one that speaks WebDAV and lets in one user.
    pub(super) fn start_closed_dav() -> Store {
        let mut store = Store::new(Kind::WsgiDav);
        store.access = Access::Known;
        store.started()
    }

    /// One on a disk of so many kilobytes; none where this user may not mount one.
    pub(super) fn start_small(kind: Kind, kilobytes: u32) -> Option<Store> {
        let mut store = Store::new(kind);
        let size = format!("size={kilobytes}k,mode=777");
        let mut command = Command::new("mount");
        command.args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(store.data());
        store.is_small = command.stderr(Stdio::null()).status().is_ok_and(|done| done.success());
        store.is_small.then(|| store.started())
    }

    fn new(kind: Kind) -> Store {
        let folder = open_folder("rebadge-place-");
        let store = Store {
            kind,
            port: free(),
            running: None,
            folder,
            key: None,
            is_small: false,
            access: Access::Usual,
        };
        fs::create_dir(store.data()).unwrap();
        fs::set_permissions(store.data(), Permissions::from_mode(0o777)).unwrap();
        store
    }

    fn started(mut self) -> Store {
        self.again();
        self
    }

    /// Kills it, as a power cut does.
    pub(super) fn kill(&mut self) {
        self.running = None;
    }

    /// Starts it again, at the same port and with what it had.
    pub(super) fn again(&mut self) {
        let mut running = run(&mut self.command(), self.folder.path(), self.port);
        if self.kind == Kind::S3 {
            self.key = Some(key(&mut running));
        }
        self.running = Some(running);
    }

    fn command(&self) -> Command {
        let (data, port) = (self.data(), self.port.to_string());
        let data = data.to_str().expect("a path in UTF-8");
        match self.kind {
            Kind::Apache => {
                self.write_settings(&apache(data, &port));
                let mut command = system("apache2");
                command.args(["-D", "FOREGROUND", "-d", ".", "-f", "settings"]);
                command
            }
            Kind::Nginx => {
                self.write_settings(&nginx(data, &port));
                let mut command = system("nginx");
                command.args(["-p", ".", "-c", "settings", "-e", "stderr"]);
                command
            }
            Kind::Rclone => {
                let mut command = Command::new("rclone");
                command.args(["serve", "webdav", data, "--config", "/dev/null"]);
                command.args(["--addr", &format!("127.0.0.1:{port}")]);
                command
            }
            Kind::WsgiDav if self.access == Access::Known => {
                python("wsgidav", &["closed-dav", data, &port])
            }
            Kind::WsgiDav => python("wsgidav", &["dav", data, &port]),
            Kind::S3 if self.access == Access::Anybody => python("moto", &["open-s3", &port]),
            Kind::S3 => python("moto", &["s3", &port]),
        }
    }

    fn write_settings(&self, text: &str) {
        fs::write(self.folder.path().join("settings"), text).unwrap();
    }

    /// What the program has said.
    pub(super) fn said(&self) -> String {
        self.running.as_ref().map_or_else(String::new, Running::said)
    }

    /// What it keeps, for those that keep files.
    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Where a theme says it is, behind the wire at this port.
    pub(super) fn address(&self, port: u16) -> String {
        let folder = if self.kind == Kind::S3 { "/records" } else { "" };
        format!("http://127.0.0.1:{port}{folder}")
    }

    /// The paths of all that it keeps.
    pub(super) fn files(&self) -> Vec<String> {
        let files = walkdir::WalkDir::new(self.data()).into_iter().map(Result::unwrap);
        let files = files.filter(|entry| entry.file_type().is_file());
        let path = |entry: walkdir::DirEntry| {
            let path = entry.path().strip_prefix(self.data()).unwrap();
            path.to_str().expect("a path in UTF-8").to_owned()
        };
        let mut files: Vec<String> = files.map(path).collect();
        files.sort();
        files
    }

    /// The files of events of a tenant.
    pub(super) fn events(&self, tenant: &str) -> Vec<String> {
        let start = format!("{tenant}/events/");
        self.files().into_iter().filter(|path| path.starts_with(&start)).collect()
    }

    /// Writes a file past the server, as somebody with access to it could.
    pub(super) fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.data().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

fn python(packages: &str, arguments: &[&str]) -> Command {
    let packages = root().join("target/test-tools").join(packages);
    assert!(packages.exists(), "{} is not there: run tests/setup", packages.display());
    let mut command = Command::new("/usr/bin/python3");
    command.arg(tests_folder().join("tools/places.py")).args(arguments).env("PACKAGES", packages);
    command
}

/// What the S3 store lets the gateway in by: its second line.
fn key(running: &mut Running) -> (String, String) {
    let start = Instant::now();
    loop {
        let said = running.said();
        if let Some((id, secret)) = said.lines().nth(1).and_then(|line| line.split_once(' ')) {
            return (id.to_owned(), secret.to_owned());
        }
        assert!(start.elapsed() < Duration::from_secs(30), "no key\n{said}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn apache(data: &str, port: &str) -> String {
    let modules = ["mpm_event", "authz_core", "dav", "dav_fs", "dav_lock"];
    let load = |name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n");
    let modules: String = modules.into_iter().map(load).collect();
    // Where it is started by root, it serves as another user.
    format!(
        "{modules}User nobody\nGroup nogroup\nServerName localhost\nPidFile pid\nErrorLog /dev/stderr\nListen 127.0.0.1:{port}\n\
         DocumentRoot {data}\nDavLockDB {data}/../locks\n<Directory {data}>\nDav On\nRequire all granted\n</Directory>\n"
    )
}

fn nginx(data: &str, port: &str) -> String {
    format!(
        "load_module /usr/lib/nginx/modules/ngx_http_dav_ext_module.so;\nuser root;\npid pid;\ndaemon off;\nerror_log stderr;\nevents {{}}\n\
         http {{\naccess_log off;\nclient_max_body_size 0;\nclient_body_temp_path {data}/../body;\nproxy_temp_path proxy;\n\
         fastcgi_temp_path fastcgi;\nuwsgi_temp_path uwsgi;\nscgi_temp_path scgi;\n\
         server {{\nlisten 127.0.0.1:{port};\nroot {data};\ndav_methods PUT DELETE MKCOL COPY MOVE;\n\
         dav_ext_methods PROPFIND OPTIONS;\n}}\n}}\n"
    )
}
