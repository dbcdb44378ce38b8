//! What happened to an ordered list of names: which were added, removed and moved, and where they stand now.

use similar::DiffOp;

use super::ops::ops;

/// One thing that happened to a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Event {
    Added(String, Spot),
    Removed(String),
    Moved(String, Spot),
}

/// Where a name is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Spot {
    Before(String),
    Last,
}

/// What happened, removed names first, then in the order of the new list. A name that is listed twice counts by its
/// first place.
pub(super) fn events(before: &[String], after: &[String]) -> Vec<Event> {
    let [old, new] =
        [before, after].map(|list| list.iter().map(String::as_str).collect::<Vec<_>>());
    let ops = ops(&old, &new);
    let removed = before.iter().filter(|name| !after.contains(name));
    let mut events: Vec<Event> = removed.cloned().map(Event::Removed).collect();
    for at in ops.iter().flat_map(fresh) {
        let name = after[at].clone();
        let spot = after.get(at + 1).cloned().map_or(Spot::Last, Spot::Before);
        events.push(if before.contains(&name) {
            Event::Moved(name, spot)
        } else {
            Event::Added(name, spot)
        });
    }
    events
}

/// The places in the new list that an operation fills.
fn fresh(op: &DiffOp) -> std::ops::Range<usize> {
    match op {
        DiffOp::Insert { .. } | DiffOp::Replace { .. } => op.new_range(),
        _ => 0..0,
    }
}

/// The events in words; `code` shows a name.
pub(super) fn sentences(
    before: &[String],
    after: &[String],
    code: impl Fn(&str) -> String,
) -> Vec<String> {
    let spot = |spot: &Spot| match spot {
        Spot::Before(name) => format!("before {}", code(name)),
        Spot::Last => "to the end".to_owned(),
    };
    let words = |event: &Event| match event {
        Event::Added(name, Spot::Last) => format!("{} added at the end", code(name)),
        Event::Added(name, at) => format!("{} added {}", code(name), spot(at)),
        Event::Removed(name) => format!("{} removed", code(name)),
        Event::Moved(name, at) => format!("{} moved {}", code(name), spot(at)),
    };
    events(before, after).iter().map(words).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(before: &str, after: &str, expect: &[&str]) {
        let list = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(sentences(&list(before), &list(after), str::to_owned), expect);
    }

    #[test]
    fn lists_tell_what_happened() {
        check("a b c", "a b c", &[]);
        check("a b", "a t b", &["t added before b"]);
        check("a b", "a b t", &["t added at the end"]);
        check("a b c", "a c", &["b removed"]);
        check("a b c d", "a c d b", &["b moved to the end"]);
        check("a b c d", "d a b c", &["d moved before a"]);
        check("a b", "x y", &["a removed", "b removed", "x added before y", "y added at the end"]);
        check("", "a", &["a added at the end"]);
        check("a", "", &["a removed"]);
    }
}
