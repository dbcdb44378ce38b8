//! What is made once and kept, by what it was made of, and the theme that it was made from. Apart from
//! [`super::layers`], which says what is made.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::theme::Theme;
use crate::vector::DrawError;

/// A theme that outlives its layers, or lives as long as they do.
pub(super) enum Held<'a> {
    Borrowed(&'a Theme),
    Shared(Arc<Theme>),
}

impl Deref for Held<'_> {
    type Target = Theme;

    fn deref(&self) -> &Theme {
        match self {
            Held::Borrowed(theme) => theme,
            Held::Shared(theme) => theme,
        }
    }
}

/// What was made, by what it was made of. Whoever asks for what another thread is making waits for it.
pub(super) type Once<K, T> = Mutex<BTreeMap<K, Arc<Slot<Arc<T>>>>>;

/// One thing that is made at most once.
pub(super) type Slot<T> = OnceLock<Result<T, DrawError>>;

/// What a key stands for: kept, or made now.
pub(super) fn once<K: Ord, T>(
    all: &Once<K, T>,
    key: K,
    make: impl FnOnce() -> Result<T, DrawError>,
) -> Result<Arc<T>, DrawError> {
    // A panic of another thread leaves the map whole.
    let slot =
        Arc::clone(all.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default());
    slot.get_or_init(|| make().map(Arc::new)).clone()
}
