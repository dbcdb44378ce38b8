//! Which items of two lists correspond. One algorithm over numbers serves texts and lists, so that `similar` is
//! compiled for one type only.

use similar::DiffOp;
use similar::algorithms::{Capture, Compact, IdentifyDistinct, Replace, myers};

/// What turns one list into the other, in order (Myers, "An O(ND) Difference Algorithm and Its Variations", 1986).
pub(super) fn ops(before: &[&str], after: &[&str]) -> Vec<DiffOp> {
    let ids = IdentifyDistinct::<u32>::new(before, 0..before.len(), after, 0..after.len());
    let (old, new) = (ids.old_lookup(), ids.new_lookup());
    let mut hook = Compact::new(Replace::new(Capture::new()), old, new);
    let Ok(()) = myers::diff(&mut hook, old, ids.old_range(), new, ids.new_range());
    hook.into_inner().into_inner().into_ops()
}
