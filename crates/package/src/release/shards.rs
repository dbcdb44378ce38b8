//! Which shard builds which tenant.

use super::Times;

/// The shard of each of so many tenants, from 1: one after another.
pub fn round_robin(tenants: usize, shards: u32) -> Vec<u32> {
    (1..=shards).cycle().take(tenants).collect()
}

/// The shard of each tenant, from 1, so that all take about as long: the longest first, each to the shard that has least to
/// do (LPT; Graham 1969). Tenants without a time count as the mean of the others.
pub fn balanced(ids: &[&str], shards: u32, times: &Times) -> Vec<u32> {
    let known: Vec<u64> = ids.iter().filter_map(|id| times.get(*id).copied()).collect();
    let mean = known.iter().sum::<u64>() / (known.len() as u64).max(1);
    // What takes no time that was measured is some work all the same.
    let time = |id: &str| times.get(id).copied().unwrap_or(mean).max(1);
    let mut order: Vec<(u64, usize)> =
        ids.iter().enumerate().map(|(at, id)| (time(id), at)).collect();
    order.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut loads: Vec<u64> = (0..shards).map(|_| 0).collect();
    let mut placed = vec![1; ids.len()];
    for (time, at) in order {
        let least = loads.iter_mut().zip(1..).min_by_key(|(load, shard)| (**load, *shard));
        if let Some((load, shard)) = least {
            *load += time;
            placed[at] = shard;
        }
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_after_another() {
        assert_eq!(round_robin(5, 2), [1, 2, 1, 2, 1]);
        assert_eq!(round_robin(2, 5), [1, 2]);
    }

    #[test]
    fn the_longest_have_a_shard_of_their_own() {
        let check = |times: &[(&str, u64)], shards, expect: &[u32]| {
            let times: Times = times.iter().map(|(id, time)| ((*id).to_owned(), *time)).collect();
            assert_eq!(balanced(&["a", "b", "c", "d"], shards, &times), expect);
        };
        check(&[("a", 1), ("b", 9), ("c", 3), ("d", 5)], 2, &[2, 1, 2, 2]);
        check(&[("d", 30), ("a", 10), ("b", 10), ("c", 10)], 2, &[2, 2, 2, 1]);
        // `b` and `d` count as the mean, 6.
        check(&[("a", 2), ("c", 10)], 2, &[1, 2, 1, 2]);
        check(&[], 3, &[1, 2, 3, 1]);
    }
}
