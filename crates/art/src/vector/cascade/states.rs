//! Pseudo-classes and pseudo-elements that browsers know and no picture has.

/// States that no picture is in.
pub(super) const NEVER: &str = "active autofill blank checked current default disabled enabled focus focus-visible focus-within \
    fullscreen future hover in-range indeterminate invalid local-link modal muted open optional out-of-range past paused \
    picture-in-picture placeholder-shown playing popover-open read-write required seeking stalled target target-within \
    user-invalid user-valid valid visited volume-locked host buffering active-view-transition";
/// Parts of an element that a picture has not. Those that begin with `-webkit-` are known too.
pub(super) const PARTS: &str = "after backdrop before cue details-content file-selector-button first-letter first-line grammar-error \
    marker placeholder selection spelling-error target-text view-transition";

/// Is the name one of a list?
pub(super) fn is_in(list: &str, name: &str) -> bool {
    list.split_ascii_whitespace().any(|known| known == name)
}
