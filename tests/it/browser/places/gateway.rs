//! A gateway as an operator sets it up: nginx, which serves packages and what their own settings say, each at a port.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::super::login::copy;
use super::stores::{Running, Store, free, open_folder, run, system};
use crate::package::{Package, open};
use crate::project::{ACME, LOGO, Project, root};

/// A running gateway.
pub(super) struct Gateway {
    running: Running,
    folder: TempDir,
    ports: Vec<u16>,
}

/// A theme with an app, and with places and routes.
pub(super) fn theme(id: &str, storage: &str) -> String {
    let tenant = ACME.replace("\"acme\"", &format!("\"{id}\""));
    format!("{tenant}{APP}{storage}")
}

const APP: &str = r#"
[menu.layout]
tabs = ["messages", "complaints", "about", "profile"]

[[menu.entries]]
id     = "complaints"
label  = "Complaints"
icon   = "tasks"
target = "app:complaints"

[[apps]]
id     = "complaints"
title  = "Complaints"
fields = [
  { id = "what", label = "What", kind = "text" },
  { id = "picture", label = "Picture", kind = "photo" },
]
"#;

/// Builds a package of a theme.
pub(super) fn build(id: &str, theme: &str) -> (Project, Package) {
    build_with(id, theme, &[])
}

/// The same with more files in the theme's folder.
pub(super) fn build_with(id: &str, theme: &str, assets: &[(&str, &str)]) -> (Project, Package) {
    let project = Project::empty().copy(&root().join("base-client"), "base-client");
    let project = project.theme(id, theme).asset(&format!("{id}/logo.svg"), LOGO);
    let add = |project: Project, (name, text): &(&str, &str)| {
        project.asset(&format!("{id}/{name}"), text)
    };
    let project = assets.iter().fold(project, add);
    project.run("build").status(0);
    let package = open(&project.path("dist"), id);
    (project, package)
}

impl Gateway {
    /// Serves packages. `settings` are the operator's own for each place: tenant, place, text.
    pub(super) fn start(packages: &[&Package], settings: &[(&str, &str, &str)]) -> Gateway {
        Gateway::start_at(packages.iter().map(|_| free()).collect(), packages, settings)
    }

    /// The same at ports that were chosen before.
    pub(super) fn start_at(
        ports: Vec<u16>,
        packages: &[&Package],
        settings: &[(&str, &str, &str)],
    ) -> Gateway {
        let folder = open_folder("rebadge-gateway-");
        for (tenant, place, text) in settings {
            let file = folder.path().join("rebadge").join(tenant).join(format!("{place}.conf"));
            fs::create_dir_all(file.parent().expect("a folder")).unwrap();
            fs::write(file, text).unwrap();
        }
        let sites = packages.iter().zip(&ports).enumerate();
        let sites: String = sites
            .map(|(n, (package, port))| {
                let site = folder.path().join(format!("site-{n}"));
                copy(&package.folder, &site);
                site_settings(&site, *port)
            })
            .collect();
        fs::write(folder.path().join("settings"), HTTP.replace("{sites}", &sites)).unwrap();
        let mut command = system("nginx");
        command.args(["-p", ".", "-c", "settings", "-e", "stderr"]);
        let running = run(&mut command, folder.path(), ports[0]);
        Gateway { running, folder, ports }
    }

    /// The address of the package of this number.
    pub(super) fn url(&self, n: usize) -> String {
        format!("http://127.0.0.1:{}/", self.ports[n])
    }

    pub(super) fn port(&self, n: usize) -> u16 {
        self.ports[n]
    }

    /// Changes what the operator says of a place.
    pub(super) fn set(&self, tenant: &str, place: &str, text: &str) {
        let file = self.folder.path().join("rebadge").join(tenant).join(format!("{place}.conf"));
        fs::write(file, text).unwrap();
        self.running.reload();
    }

    /// What it has said.
    pub(super) fn said(&self) -> String {
        self.running.said()
    }

    /// The requests to places so far: `PUT /places/… 201`.
    pub(super) fn requests(&self) -> Vec<String> {
        let path = self.folder.path().join("requests");
        let log = fs::read_to_string(&path).unwrap_or_default();
        let own = log.lines().filter(|line| line.contains(" /places/"));
        own.map(str::to_owned).collect()
    }
}

/// What lets the gateway into an S3 store.
pub(super) fn credentials(store: &Store) -> String {
    let Some((id, secret)) = &store.key else { return String::new() };
    format!("set $s3_key \"{id}\";\nset $s3_secret \"{secret}\";\n")
}

/// Where it is started by root, its workers must be able to read what is root's alone.
const HTTP: &str = "load_module /usr/lib/nginx/modules/ngx_http_js_module.so;\nuser root;\npid pid;\ndaemon off;\nerror_log stderr;\n\
    events {}\nhttp {\ninclude /etc/nginx/mime.types;\nlog_format short \"$request_method $uri $status\";\naccess_log requests short;\n\
    client_body_temp_path body;\nproxy_temp_path proxy;\nfastcgi_temp_path fastcgi;\nuwsgi_temp_path uwsgi;\nscgi_temp_path scgi;\n\
    {sites}}\n";

fn site_settings(site: &Path, port: u16) -> String {
    let site = site.to_str().expect("a path in UTF-8");
    let gateway = format!("{site}/server/gateway");
    let gateway = if Path::new(&gateway).exists() {
        format!("js_import sigv4 from {gateway}/sigv4.js;\ninclude {gateway}/nginx.conf;\n")
    } else {
        String::new()
    };
    format!(
        "server {{\nlisten 127.0.0.1:{port};\nroot {site};\ninclude {site}/server/nginx.conf;\n{gateway}}}\n"
    )
}
