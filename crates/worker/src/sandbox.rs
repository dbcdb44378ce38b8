//! Limits this process to what its run may touch: files by Landlock, every network by a rule of seccomp. Both last to the
//! end of the process and hold for all that it starts.
//!
//! Where the system has neither, the limits of time and memory stay, and the log says so.

use rebadge_core::trail::Reach;

/// Limits this process, which has no other threads yet.
#[cfg(target_os = "linux")]
pub(super) fn enter(reach: &Reach) {
    match linux::files(reach) {
        Ok(()) => log::debug!("Landlock holds this process to {reach:?}"),
        Err(error) => log::debug!("this process may touch all files: {error}"),
    }
    match linux::network() {
        Ok(()) => log::debug!("this process has no network"),
        Err(error) => log::debug!("this process has the network: {error}"),
    }
}

#[cfg(not(target_os = "linux"))]
pub(super) fn enter(_: &Reach) {
    log::debug!("this system has no sandbox that is used");
}

#[cfg(target_os = "linux")]
mod linux {
    use std::env;
    use std::path::PathBuf;

    use landlock::{
        ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr,
        RulesetCreatedAttr, RulesetError, path_beneath_rules,
    };
    use nix::libc;
    use seccompiler::{BpfProgram, SeccompAction, SeccompFilter};

    use super::Reach;

    /// What the standard library reads to count cores, beside the files of the process itself.
    const SYSTEM: [&str; 2] = ["/proc/self", "/sys/fs/cgroup"];

    /// From version 3 of Landlock on, files can be renamed between folders and be truncated: less is of no use. Later
    /// versions add TCP and the control of devices.
    const LEAST: ABI = ABI::V3;
    const MOST: ABI = ABI::V5;

    pub(super) fn files(reach: &Reach) -> Result<(), RulesetError> {
        let reads = reach.reads.iter().cloned().chain(SYSTEM.map(PathBuf::from));
        // Where it crashes, its own symbols are read.
        let reads = reads.chain(env::current_exe());
        let read = AccessFs::ReadFile | AccessFs::ReadDir;
        let write = AccessFs::from_all(MOST) & !AccessFs::Execute & !AccessFs::IoctlDev;
        let mut ruleset = Ruleset::default()
            .set_compatibility(CompatLevel::HardRequirement)
            .handle_access(AccessFs::from_all(LEAST))?
            .set_compatibility(CompatLevel::BestEffort)
            .handle_access(AccessFs::from_all(MOST))?
            .handle_access(AccessNet::from_all(MOST))?
            .create()?
            .set_compatibility(CompatLevel::BestEffort);
        // What is not there is left out, and the run says that it is not there.
        ruleset = ruleset.add_rules(path_beneath_rules(reads, read))?;
        ruleset = ruleset.add_rules(path_beneath_rules(&reach.writes, write))?;
        ruleset.restrict_self().map(drop)
    }

    /// Refuses every new socket, and the one way around that.
    pub(super) fn network() -> Result<(), Box<dyn std::error::Error>> {
        let refused = [libc::SYS_socket, libc::SYS_io_uring_setup];
        let rules = refused.into_iter().map(|call| (call, Vec::new())).collect();
        let filter = SeccompFilter::new(
            rules,
            SeccompAction::Allow,
            SeccompAction::Errno(libc::EACCES as u32),
            env::consts::ARCH.try_into()?,
        )?;
        let program: BpfProgram = filter.try_into()?;
        Ok(seccompiler::apply_filter(&program)?)
    }
}

#[cfg(test)]
mod tests {
    #[cfg(target_os = "linux")]
    mod linux {
        use std::fs;
        use std::net::{TcpListener, TcpStream, UdpSocket};
        use std::os::unix::net::UnixStream;
        use std::path::Path;
        use std::process::Command;
        use std::thread;

        use crate::sandbox::enter;
        use rebadge_core::trail::Reach;

        /// What a thread can do that may read `mine/`, write `out/`, and touch nothing else.
        fn tried(folder: &Path, port: u16) -> Vec<(&'static str, bool)> {
            let at = |name: &str| folder.join(name);
            vec![
                ("read", fs::read(at("mine/a")).is_ok()),
                ("list", fs::read_dir(at("mine")).is_ok()),
                ("write", fs::write(at("out/a"), "a").is_ok()),
                ("make a folder", fs::create_dir(at("out/b")).is_ok()),
                ("rename", fs::rename(at("out/a"), at("out/b/a")).is_ok()),
                ("remove", fs::remove_file(at("out/b/a")).is_ok()),
                ("read another", fs::read(at("other/a")).is_ok()),
                ("read by a link", fs::read(at("mine/link")).is_ok()),
                ("list another", fs::read_dir(at("other")).is_ok()),
                ("write what is read", fs::write(at("mine/a"), "b").is_ok()),
                ("remove another", fs::remove_file(at("other/a")).is_ok()),
                ("rename away", fs::rename(at("out/b"), at("b")).is_ok()),
                ("start a program", Command::new("/bin/true").status().is_ok()),
                ("read a password", fs::read("/etc/passwd").is_ok()),
                ("the environment of another", fs::read("/proc/1/environ").is_ok()),
                ("listen", TcpListener::bind("127.0.0.1:0").is_ok()),
                ("connect", TcpStream::connect(("127.0.0.1", port)).is_ok()),
                ("send", UdpSocket::bind("127.0.0.1:0").is_ok()),
                ("connect to a service", UnixStream::connect(at("none")).is_ok()),
            ]
        }

        #[test]
        fn only_what_was_named_can_be_touched() {
            let made = tempfile::tempdir().unwrap();
            let folder = made.path();
            for name in ["mine", "out", "other"] {
                fs::create_dir(folder.join(name)).unwrap();
            }
            fs::write(folder.join("mine/a"), "").unwrap();
            fs::write(folder.join("other/a"), "").unwrap();
            std::os::unix::fs::symlink(folder.join("other/a"), folder.join("mine/link")).unwrap();
            let server = TcpListener::bind("127.0.0.1:0").unwrap();
            let port = server.local_addr().unwrap().port();
            let reach = Reach {
                reads: vec![folder.join("mine"), folder.join("missing")],
                writes: vec![folder.join("out")],
            };
            // The sandbox holds for one thread, and for those that it starts.
            let held = thread::scope(|scope| {
                let inside = scope.spawn(|| {
                    enter(&reach);
                    tried(folder, port)
                });
                inside.join().unwrap()
            });
            let done: Vec<&str> =
                held.iter().filter(|(_, done)| *done).map(|(name, _)| *name).collect();
            assert_eq!(done, ["read", "list", "write", "make a folder", "rename", "remove"]);
            // Outside nearly all of it can be done: the test would notice.
            let done = tried(folder, port).into_iter().filter(|(_, done)| *done).count();
            assert!(done >= 16, "{done}");
        }
    }
}
