//! Fuzz targets for the readers of what others send: assets, themes, tokens, contracts, packages.

use std::cell::RefCell;
use std::panic;

pub mod mutate;
pub mod readers;

thread_local! {
    static LAST: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Replaces libFuzzer's panic hook, which aborts also where the reader catches a panic of a library and reports it.
pub fn keep_panics() {
    panic::set_hook(Box::new(|info| LAST.with_borrow_mut(|last| *last = info.to_string())));
}

/// Runs a reader; a panic that it lets through is printed and ends the process.
pub fn run(reader: fn(&[u8]), data: &[u8]) {
    if panic::catch_unwind(|| reader(data)).is_err() {
        LAST.with_borrow(|last| eprintln!("{last}"));
        std::process::abort();
    }
}

/// Makes a fuzz target of a reader, with mutations of numbers beside libFuzzer's own.
#[macro_export]
macro_rules! target {
    ($reader:ident) => {
        libfuzzer_sys::fuzz_target!(init: $crate::keep_panics(), |data: &[u8]| {
            $crate::run($crate::readers::$reader, data)
        });
        libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
            $crate::mutate::mutate(data, size, max_size, seed)
        });
    };
}
