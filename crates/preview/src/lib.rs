//! The preview: a server on this machine that shows the client as it would be built, and follows every save.
//!
//! It owns the page, what it may ask, and what is made again after a save. It makes the same plans and outputs as a
//! build, but
//! only those that somebody looks at, and each only once. It must not know the command line, nor print. How an origin is
//! served is in [`rebadge_stage`].
//!
//! | part | what it is |
//! |---|---|
//! | `routes` | the page's origin: the page's files and its questions |
//! | `studio` | the state for all readers, and the thread that changes it |
//! | `desk` | what that thread works on: the `state`, what themes are read with |
//! | `refresh`, `write`, `against` | the work at the desk: files that were saved, edits, what to compare with |
//! | `watch` | which files were saved |

mod against;
mod compare;
mod desk;
mod edits;
mod events;
mod generation;
mod head;
mod json;
mod load;
mod options;
mod page;
mod people;
mod refresh;
mod routes;
mod show;
mod shown;
mod state;
mod store;
mod studio;
mod summary;
mod tell;
mod watch;
mod write;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, ToSocketAddrs};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use rebadge_core::error::Error;
use rebadge_core::fs;
use rebadge_core::uri;
use rebadge_stage::{access, server};
use rebadge_store::Cache;

/// The port where none is asked for.
const PORT: u16 = 4173;

/// How many ports above [`PORT`] are tried where that is taken.
const TRIED: u16 = 100;

/// What to preview, and where to listen.
#[derive(Clone, Debug)]
pub struct Options {
    /// The one theme, or all in the folder.
    pub only: Option<PathBuf>,
    /// What the one theme is compared with: another theme, a package, or a revision of git.
    pub against: Option<String>,
    /// The folder of all themes.
    pub themes: PathBuf,
    /// The folder of the base client.
    pub base: PathBuf,
    /// The folder of packages that the page may compare with.
    pub packages: PathBuf,
    /// How many threads draw side by side; 0 is one per core.
    pub jobs: usize,
    /// The address or name of this machine to listen on.
    pub host: String,
    /// The port; none is the first free one from 4173.
    pub port: Option<u16>,
    /// Where the page's files are read instead, while it is worked on.
    pub page: Option<PathBuf>,
    /// Where pictures are kept for later runs.
    pub cache: Option<Arc<Cache>>,
}

/// A preview that listens.
#[derive(Debug)]
pub struct Preview {
    /// Where the page is.
    pub address: SocketAddr,
    listener: TcpListener,
    studio: Arc<studio::Studio>,
    access: Arc<access::Access>,
    options: Options,
}

/// Reads the base client and begins to listen. Themes are read in the background.
///
/// # Errors
/// [`Error::Listen`] for an address or port that cannot be had, [`Error::NotCompared`]; what keeps the base client, the one
/// theme or the folder of themes from being read at all.
pub fn open(options: Options) -> Result<Preview, Error> {
    let studio = studio::open(&options)?;
    if let Some(what) = &options.against {
        compare(&studio, what.clone()).map_err(|message| Error::NotCompared { message })?;
    }
    let listener = listen(&options)?;
    let address = listener.local_addr().map_err(|source| unheard(&options.host, source))?;
    let access = access::Access::new(address.port());
    let access = Arc::new(access.map_err(|source| unheard(&options.host, source))?);
    Ok(Preview { address, listener, studio, access, options })
}

/// Reads the one theme that is shown, and keeps with it what it is compared with from the beginning.
fn compare(studio: &studio::Studio, what: String) -> Result<(), String> {
    while watch::read_more(studio) {}
    let compared = studio.ask(move |desk| {
        let id = desk.state.tenants.values().next().map(|tenant| tenant.id.clone());
        against::compare_with(desk, &id.unwrap_or_default(), Some(&what))
    });
    compared.unwrap_or_else(|| Err("the preview has a defect".to_owned()))
}

impl Preview {
    /// The link to the page, with the view that was asked for. Whoever has it sees and writes all that the page does.
    pub fn url(&self) -> String {
        let view =
            self.options.against.as_ref().map(|what| {
                format!("&surface=compare&compare=other&with={}", uri::component(what))
            });
        format!("http://{}/?{}{}", self.reached_at(), self.access.query(), view.unwrap_or_default())
    }

    /// The address under which this machine reaches the page: all its addresses together are not one.
    fn reached_at(&self) -> SocketAddr {
        let ip = match self.address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            ip => ip,
        };
        SocketAddr::new(ip, self.address.port())
    }

    /// Opens the page in the user's browser, by a private file that leads to the link: other users of the machine see the
    /// arguments of every program.
    ///
    /// # Errors
    /// [`Error::Browser`], [`Error::Write`].
    pub fn browse(&self) -> Result<(), Error> {
        const NAME: &str = "open.html";
        let scratch = fs::Scratch::new()?;
        fs::write_within(scratch.path(), NAME, access::refresh(&self.url()).as_bytes())?;
        let file = scratch.path().join(NAME);
        self.access.keep(scratch);
        browse(&file)
    }

    /// Follows the files and answers requests until the process ends.
    ///
    /// # Errors
    /// [`Error::Watch`] where the system does not tell of saved files.
    pub fn run(self) -> Result<(), Error> {
        watch::follow(Arc::clone(&self.studio))?;
        let site = routes::Site::new(self.studio, &self.options, self.address, self.access);
        server::serve(self.listener, site.answer());
        Ok(())
    }
}

/// Opens a document in the user's browser.
fn browse(document: &Path) -> Result<(), Error> {
    let (program, before): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/c", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    let mut command = Command::new(program);
    command.args(before).arg(document);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().map(drop).map_err(|source| Error::Browser { source })
}

fn listen(options: &Options) -> Result<TcpListener, Error> {
    let host = &options.host;
    let ip = address(host)?;
    let bind = |port: u16| TcpListener::bind(SocketAddr::new(ip, port));
    if let Some(port) = options.port {
        return bind(port).map_err(|source| unheard(&format!("{host}:{port}"), source));
    }
    let mut taken = None;
    for port in PORT..PORT + TRIED {
        match bind(port) {
            Ok(listener) => return Ok(listener),
            Err(source) => taken = Some(source),
        }
    }
    let source = taken.unwrap_or_else(|| std::io::Error::other("no port was tried"));
    Err(unheard(host, source))
}

fn address(host: &str) -> Result<IpAddr, Error> {
    let found = (host, 0).to_socket_addrs().map_err(|source| unheard(host, source))?;
    // Where a name has addresses of both kinds, the old kind is the one that every program on this machine reaches.
    let mut found: Vec<IpAddr> = found.map(|address| address.ip()).collect();
    found.sort_by_key(IpAddr::is_ipv6);
    let none = || unheard(host, std::io::Error::other("the name has no address"));
    found.first().copied().ok_or_else(none)
}

fn unheard(address: &str, source: std::io::Error) -> Error {
    Error::Listen { address: address.to_owned(), source }
}
