//! The generators that are compared with, as data, and the projects that they run in.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rebadge::render::Effort;

use crate::list;

/// One generator, run in one way.
pub(crate) struct Peer {
    /// Its list is `lists/<name>.tsv`.
    pub(crate) name: &'static str,
    /// What is in the project before it runs: a folder of `projects/`, or nothing.
    project: &'static str,
    /// Where in the project the drawing is.
    drawing: &'static str,
    /// Its program, from `node_modules`.
    program: &'static str,
    arguments: &'static [&'static str],
    node: Node,
    /// How ours are made for it: as is, or with colors reduced where the generator loses some.
    pub(crate) effort: Effort,
    /// What a reader of the figures must know.
    pub(crate) note: &'static str,
}

/// Which Node.js it takes.
enum Node {
    System,
    Twenty2,
}

const NONE: &str = "";
const CAPACITOR: &str = "@capacitor/assets/bin/capacitor-assets";
const VITE_PWA: &str = "@vite-pwa/assets-generator/bin/pwa-assets-generator.mjs";
const PWA: &str = "pwa-asset-generator/bin/cli.js";

/// Every generator, as its own documentation says to run it.
pub(crate) const PEERS: &[Peer] = &[
    Peer {
        name: "tauri",
        project: NONE,
        drawing: "logo.svg",
        program: "@tauri-apps/cli/tauri.js",
        arguments: &["icon", "logo.svg", "-o", "out"],
        node: Node::System,
        effort: Effort::Default,
        note: "",
    },
    Peer {
        name: "capacitor",
        project: "capacitor",
        drawing: "assets/logo.svg",
        program: CAPACITOR,
        // It would ask a page of the web for the screens' sizes, and says itself that it need not.
        arguments: &["generate", "--ios", "--android", "--pwa", "--pwaNoAppleFetch", "true"],
        node: Node::System,
        effort: Effort::Default,
        note: "with sharp 0.33.5: the one that it asks for comes from no package registry",
    },
    Peer {
        name: "favicons",
        project: "favicons",
        drawing: "logo.svg",
        program: "../project/generate.mjs",
        arguments: &[],
        node: Node::System,
        effort: Effort::Default,
        note: "",
    },
    Peer {
        name: "vite-pwa",
        project: NONE,
        drawing: "public/logo.svg",
        program: VITE_PWA,
        arguments: &["--preset", "minimal-2023", "public/logo.svg"],
        node: Node::System,
        effort: Effort::Reduced(60),
        note: "it reduces colors with a quality of 60; so do ours, with --reduce-colors=60",
    },
    Peer {
        name: "vite-pwa-startup",
        project: "vite-pwa-startup",
        drawing: "public/logo.svg",
        program: VITE_PWA,
        arguments: &[],
        node: Node::System,
        effort: Effort::Reduced(60),
        note: "it reduces colors with a quality of 60; so do ours, with --reduce-colors=60",
    },
    Peer {
        name: "icon-gen",
        project: NONE,
        drawing: "logo.svg",
        program: "icon-gen/dist/bin/index.js",
        arguments: &["-i", "logo.svg", "-o", "."],
        node: Node::System,
        effort: Effort::Default,
        note: "",
    },
    Peer {
        name: "pwa-asset-generator",
        project: "pwa-asset-generator",
        drawing: "logo.svg",
        program: PWA,
        arguments: &["logo.svg", "out", "-i", "index.html", "-m", "manifest.json"],
        node: Node::Twenty2,
        effort: Effort::Reduced(60),
        note: "its start-up images are JPEG of quality 70; ours are PNG with --reduce-colors=60, which loses about as much",
    },
    Peer {
        name: "pwa-asset-generator-png",
        project: "pwa-asset-generator",
        drawing: "logo.svg",
        program: PWA,
        arguments: &["logo.svg", "out", "-i", "index.html", "-m", "manifest.json", "--type", "png"],
        node: Node::Twenty2,
        effort: Effort::Default,
        note: "",
    },
];

impl Peer {
    /// Makes its project anew, beside `node_modules`, where it finds its packages as in any project.
    pub(crate) fn prepare(&self, installed: &Path, benches: &Path) -> PathBuf {
        let project = installed.join("project");
        if project.exists() {
            fs::remove_dir_all(&project).expect("the last run can be removed");
        }
        for (path, bytes) in self.given(benches) {
            let file = project.join(path);
            fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            fs::write(file, bytes).expect("a file of the project");
        }
        project
    }

    /// The files of its project before it runs.
    pub(crate) fn given(&self, benches: &Path) -> BTreeMap<String, Vec<u8>> {
        let mut given = BTreeMap::new();
        if self.project != NONE {
            given = list::files(&benches.join("projects").join(self.project));
        }
        let drawing = fs::read(benches.join("logo.svg")).expect("the drawing");
        given.insert(self.drawing.to_owned(), drawing);
        given
    }

    /// Program and arguments.
    pub(crate) fn command(&self, installed: &Path) -> Vec<String> {
        let text = |path: PathBuf| path.to_str().expect("UTF-8").to_owned();
        let modules = installed.join("node_modules");
        let node = match self.node {
            Node::System => "node".to_owned(),
            Node::Twenty2 => text(modules.join(".bin/node22")),
        };
        let mut command = vec![node, text(modules.join(self.program))];
        command.extend(self.arguments.iter().map(|&argument| argument.to_owned()));
        command
    }
}
