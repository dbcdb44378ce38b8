//! Panics: those that are caught become errors of the work that caused them, all others are printed.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook};

thread_local! {
    /// How many [`caught`] are running on this thread.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    static PLACE: Cell<Option<String>> = const { Cell::new(None) };
}

/// Runs `work`; a panic in it is returned as its message, with the place in the sources.
///
/// # Errors
/// What the panic said: "index out of bounds … (src/x.rs:7)".
pub fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    DEPTH.set(DEPTH.get() + 1);
    let result = catch_unwind(AssertUnwindSafe(work));
    DEPTH.set(DEPTH.get() - 1);
    result.map_err(|panic| message(&*panic, PLACE.take()))
}

/// What the standard library says before it ends the process for a panic within a panic.
const LAST: [&str; 2] =
    ["panic in a destructor during cleanup", "panic in a function that cannot unwind"];

/// Prints from now on every panic that nobody catches with [`caught`]. `end` is called before a panic ends the process, and
/// may end it in its own way.
pub fn print_uncaught(print: fn(&str), end: fn()) {
    set_hook(Box::new(move |info| {
        let place = place(info);
        if info.payload().downcast_ref::<&str>().is_some_and(|message| LAST.contains(message)) {
            end();
        }
        log::debug!("panic at {}", place.as_deref().unwrap_or("an unknown place"));
        if DEPTH.get() > 0 {
            PLACE.set(place);
        } else {
            print(&message(info.payload(), place));
        }
    }));
}

/// The file and line of a panic.
fn place(info: &PanicHookInfo<'_>) -> Option<String> {
    info.location().map(|place| format!("{}:{}", short(place.file()), place.line()))
}

/// A path of the sources without the folders of the machine that they were compiled on: `resvg-0.49.0/src/lib.rs`.
fn short(file: &str) -> &str {
    let src = file.rfind("/src/").map(|at| file[..at].rfind('/').map_or(0, |at| at + 1));
    src.filter(|_| file.starts_with('/')).map_or(file, |at| &file[at..])
}

fn message(panic: &(dyn Any + Send), place: Option<String>) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    let text = text.unwrap_or("a panic without a message");
    match place {
        Some(place) => format!("{text} ({place})"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_returned_with_its_message() {
        assert_eq!(caught(|| 5), Ok(5));
        let message = caught(|| panic!("no {}", "way")).unwrap_err();
        assert!(message.starts_with("no way"), "{message}");
        assert_eq!(DEPTH.get(), 0);
    }

    #[test]
    fn places_name_no_folder_of_a_machine() {
        let check = |file: &str, expect: &str| assert_eq!(short(file), expect);
        check("src/main.rs", "src/main.rs");
        check("crates/art/src/color/mod.rs", "crates/art/src/color/mod.rs");
        check("/a/b/registry/resvg-0.49.0/src/render.rs", "resvg-0.49.0/src/render.rs");
        check("/rustc/59807616/library/core/src/option.rs", "core/src/option.rs");
    }
}
