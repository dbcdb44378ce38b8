//! Whether Chromium can run with its sandbox. It refuses to for root, and most containers run everything as root.

use std::path::Path;

use rebadge_core::fs;

/// Whether Chromium runs with its sandbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sandbox {
    /// With it; where that fails, nothing is drawn.
    On,
    /// Without it, as the user asked.
    Off,
    /// Without it, because this is root in a container. The user is warned.
    Impossible,
}

impl Sandbox {
    /// What this system allows.
    pub(super) fn of_system() -> Sandbox {
        if is_root() && is_container() { Sandbox::Impossible } else { Sandbox::On }
    }
}

/// Whether the process runs as root. On Linux its folder in `/proc` belongs to its effective user.
pub(super) fn is_root() -> bool {
    fs::is_of_root(Path::new("/proc/self"))
}

/// Whether this is a container: Docker, Podman, LXC, systemd-nspawn, Kubernetes.
fn is_container() -> bool {
    let marks = ["/.dockerenv", "/run/.containerenv", "/run/systemd/container"];
    let variables = ["container", "KUBERNETES_SERVICE_HOST"];
    marks.iter().any(|mark| fs::is_file(Path::new(mark)))
        || variables.iter().any(|variable| std::env::var_os(variable).is_some())
        || fs::read(Path::new("/proc/1/cgroup"), 1 << 20).is_ok_and(|text| names_container(&text))
}

/// Whether the control groups of the first process are those of a container.
fn names_container(groups: &[u8]) -> bool {
    let groups = String::from_utf8_lossy(groups);
    ["docker", "kubepods", "lxc", "containerd", "libpod"].iter().any(|name| groups.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_groups_tell_containers() {
        assert!(names_container(b"12:pids:/docker/0123\n"));
        assert!(names_container(b"0::/kubepods.slice/kubepods-pod1.slice\n"));
        assert!(!names_container(b"0::/init.scope\n"));
        assert!(!names_container(b""));
    }
}
