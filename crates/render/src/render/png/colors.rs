//! Up to 256 colors and their places in a palette. A hash table of our own, because a map of the standard library is most
//! of the cost of a small PNG; nothing depends on its order.

pub(super) struct Colors {
    slots: Vec<Option<(u32, u8)>>,
    count: usize,
}

const SLOTS: usize = 1024;

impl Colors {
    pub(super) fn new() -> Colors {
        Colors { slots: vec![None; SLOTS], count: 0 }
    }

    /// The slot that holds the color, or the free one where it belongs.
    fn slot(&self, color: u32) -> usize {
        let mut at = (color.wrapping_mul(0x9e37_79b1) >> 22) as usize;
        while self.slots[at].is_some_and(|(held, _)| held != color) {
            at = (at + 1) % SLOTS;
        }
        at
    }

    /// Says whether all colors so far have room in a palette; after one too many, nothing is added.
    pub(super) fn add(&mut self, color: u32) -> bool {
        if self.count > 256 {
            return false;
        }
        let at = self.slot(color);
        if self.slots[at].is_none() {
            self.count += 1;
            self.slots[at] = Some((color, 0));
        }
        self.count <= 256
    }

    /// Numbers the colors and returns them so: by value, one of them first.
    pub(super) fn number(&mut self, first: Option<u32>) -> Vec<u32> {
        let mut colors: Vec<u32> = self.slots.iter().flatten().map(|(color, _)| *color).collect();
        colors.sort_unstable_by_key(|color| (Some(*color) != first, *color));
        for (index, color) in (0..=255).zip(&colors) {
            let at = self.slot(*color);
            self.slots[at] = Some((*color, index));
        }
        colors
    }

    pub(super) fn index(&self, color: u32) -> u8 {
        self.slots[self.slot(color)].map_or(0, |(_, index)| index)
    }
}
