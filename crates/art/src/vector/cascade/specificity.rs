//! How specific a selector is. Source: Selectors 4, section 17.

use crate::vector::cascade::selector::{Combinator, Compound, Selector, Simple};

/// Ids, classes and types of a selector.
pub(super) fn specificity(subject: &Compound, others: &[(Combinator, Compound)]) -> [u32; 3] {
    let all = subject.iter().chain(others.iter().flat_map(|(_, compound)| compound));
    all.map(one).fold([0; 3], plus)
}

fn plus(a: [u32; 3], b: [u32; 3]) -> [u32; 3] {
    [0, 1, 2].map(|n| a[n].saturating_add(b[n]))
}

fn one(simple: &Simple) -> [u32; 3] {
    let highest = |list: &[Selector]| list.iter().map(|s| s.specificity).max().unwrap_or_default();
    match simple {
        Simple::Any | Simple::Where(_) | Simple::Never => [0, 0, 0],
        Simple::Type(_) => [0, 0, 1],
        Simple::Id(_) => [1, 0, 0],
        Simple::Is(list) => highest(list),
        Simple::Not(list) => highest(list),
        Simple::Has(list) => list.iter().map(|(_, s)| s.specificity).max().unwrap_or_default(),
        Simple::NthOf(_, _, list, _) => plus([0, 1, 0], highest(list)),
        _ => [0, 1, 0],
    }
}
