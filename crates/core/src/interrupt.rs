//! The signal that asks this process to end. Work that takes long looks for it, and is cut off by unwinding: nothing that
//! is being written is left behind, as no check is where files are.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

/// The number of the signal; 0 as long as there is none.
static SIGNAL: OnceLock<Arc<AtomicUsize>> = OnceLock::new();

/// Signals that end a run early: SIGINT and SIGTERM, as POSIX numbers them.
#[cfg(unix)]
const SIGNALS: [i32; 2] = [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM];

/// Notes SIGINT and SIGTERM from now on, in place of ending the process at once.
#[cfg(unix)]
pub fn listen() {
    let flag = SIGNAL.get_or_init(Arc::default);
    for signal in SIGNALS {
        let number = usize::try_from(signal).unwrap_or_default();
        // Where the system refuses it, the signal ends the process, as it does without this.
        let _ = signal_hook::flag::register_usize(signal, Arc::clone(flag), number);
    }
}

/// Does nothing where the system has no such signals.
#[cfg(not(unix))]
pub fn listen() {}

/// Whether signals are noted.
pub fn is_listening() -> bool {
    SIGNAL.get().is_some()
}

/// The number of the signal that asked this process to end, if one did.
pub fn signal() -> Option<u8> {
    let number = SIGNAL.get()?.load(Ordering::Relaxed);
    u8::try_from(number).ok().filter(|number| *number > 0)
}

/// Cuts off the work of this thread by unwinding, once a signal asked for the end.
pub fn check() {
    if signal().is_some() {
        // Not `panic!`: it is no defect, and nothing is to be printed.
        resume_unwind(Box::new("cut off by a signal"));
    }
}

/// The number of SIGKILL, which no process survives.
pub const KILL: u8 = 9;

/// The name of a signal that ends a run.
pub fn name(signal: u8) -> &'static str {
    match signal {
        2 => "SIGINT",
        KILL => "SIGKILL",
        _ => "SIGTERM",
    }
}
