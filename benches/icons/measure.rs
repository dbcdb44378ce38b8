//! CPU time and peak memory of a program with all its children. Each run is measured in a process of its own: the
//! system sums up the times of children, and keeps only the largest memory.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// What one run cost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// CPU time of all its processes, user and system, in seconds.
    pub(crate) cpu: f64,
    /// From its start to its end, in seconds.
    pub(crate) wall: f64,
    /// The most memory that it had at one time, in bytes: of one process as the system counts it, of several as the sum
    /// of their proportional shares (PSS), looked at ten times a second.
    pub(crate) memory: u64,
}

/// Runs a command in a folder, measured.
pub(crate) fn run(
    command: &[String],
    folder: &Path,
    environment: &[(&str, &str)],
) -> Result<Cost, String> {
    let own = std::env::current_exe().expect("this program");
    let mut measuring = Command::new(own);
    measuring.arg("measure").args(command).current_dir(folder).envs(environment.iter().copied());
    let output = measuring.stdin(Stdio::null()).output().expect("this program starts");
    let said = String::from_utf8_lossy(&output.stderr);
    let value: Value = serde_json::from_slice(&output.stdout).map_err(|_| said.to_string())?;
    let number = |key: &str| value[key].as_f64().expect("a number");
    if value["code"] != json!(0) {
        return Err(format!("{} ended with {}:\n{said}", command.join(" "), value["code"]));
    }
    Ok(Cost { cpu: number("cpu"), wall: number("wall"), memory: number("memory") as u64 })
}

/// The measuring process: runs the command, waits for it and for every process that it leaves behind, and returns what
/// it came to.
#[cfg(target_os = "linux")]
pub(crate) fn measure(command: &[String]) -> Value {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;
    use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};

    // What a browser leaves behind when it ends would go to the system's first process, and its time with it.
    nix::sys::prctl::set_child_subreaper(true).expect("Linux 3.4 or newer");
    let start = Instant::now();
    let child = Command::new(&command[0]).args(&command[1..]).stdout(Stdio::null()).spawn();
    let id = child.unwrap_or_else(|error| panic!("{}: {error}", command[0])).id();
    let (mut code, mut wall, mut peak) = (None, Duration::ZERO, 0);
    let mut looked = Instant::now();
    loop {
        match waitpid(None, Some(WaitPidFlag::WNOHANG)) {
            Ok(WaitStatus::StillAlive) => std::thread::sleep(Duration::from_millis(1)),
            Ok(status) if status.pid().is_some_and(|pid| pid.as_raw() as u32 == id) => {
                wall = start.elapsed();
                code = if let WaitStatus::Exited(_, code) = status { Some(code) } else { None };
            }
            Ok(_) => {}
            // There are no more children.
            Err(_) => break,
        }
        if looked.elapsed() > Duration::from_millis(100) {
            peak = peak.max(memory_below(std::process::id()));
            looked = Instant::now();
        }
    }
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("what the children used");
    let cpu = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    let largest = u64::try_from(usage.max_rss()).unwrap_or(0) * 1024;
    json!({ "code": code, "cpu": cpu as f64 / 1e6, "wall": wall.as_secs_f64(), "memory": peak.max(largest) })
}

/// Other systems do not say it in a way that can be compared.
#[cfg(not(target_os = "linux"))]
pub(crate) fn measure(_command: &[String]) -> Value {
    panic!("the benchmark measures with what Linux counts of processes")
}

/// The proportional memory of all processes below this one, in bytes.
fn memory_below(parent: u32) -> u64 {
    let children = |id: u32| -> Vec<u32> {
        let tasks = fs::read_dir(format!("/proc/{id}/task")).into_iter().flatten().flatten();
        let lists = tasks.filter_map(|task| fs::read_to_string(task.path().join("children")).ok());
        let ids: Vec<String> = lists.collect();
        ids.iter()
            .flat_map(|list| list.split_whitespace())
            .filter_map(|id| id.parse().ok())
            .collect()
    };
    children(parent).into_iter().map(|id| memory_of(id) + memory_below(id)).sum()
}

fn memory_of(id: u32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1024
}
