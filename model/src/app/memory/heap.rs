//! What one component has from the allocator: blocks that live, and the pages that hold them.
//!
//! Aggregate by size class: no block is tracked on its own, so the cost of an operation does not
//! depend on how many blocks there are.

use firedrill_protocol::Bytes;

use super::allocator::{PAGE, SizeClass, in_blocks, in_pages};
use crate::units::Share;

/// A component's blocks and pages.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Heap {
    pools: [Pool; SizeClass::ALL.len()],
}

/// Those of one size class. Pages never hold less than what lives in them.
#[derive(Clone, Copy, Debug, Default)]
struct Pool {
    blocks: u64,
    live: Bytes,
    pages: Bytes,
}

impl Heap {
    /// A heap that holds `size` in pages that are full.
    pub(super) fn full(size: Bytes) -> Self {
        let mut heap = Self::default();
        heap.allocate(size, PAGE);
        heap
    }

    /// Allocates `size` in blocks of `block` each: in the free parts of pages first.
    pub(super) fn allocate(&mut self, size: Bytes, block: Bytes) {
        let pool = &mut self.pools[SizeClass::of(block) as usize];
        let (count, takes) = in_blocks(size, block);
        pool.blocks += count;
        pool.live = pool.live + takes;
        pool.pages = pool.pages.max(in_pages(pool.live));
    }

    /// Frees a share of the blocks of this size's class, whichever they are. A page goes back to the
    /// system when all of its blocks happen to be among them: with `n` blocks a page and a share
    /// `s`, that is `s` to the `n` of the pages (derived: blocks are freed independently).
    pub(super) fn free_scattered(&mut self, block: Bytes, share: Share) {
        let class = SizeClass::of(block);
        let pool = &mut self.pools[class as usize];
        if pool.blocks == 0 {
            return;
        }
        let fraction = share.fraction();
        let freed = ((pool.blocks as f64 * fraction) as u64).min(pool.blocks);
        let page_count = pool.pages.get() / PAGE.get();
        let blocks_a_page = (pool.blocks / page_count).max(1);
        pool.live = pool.live - part(pool.live, freed, pool.blocks);
        pool.blocks -= freed;
        let needed = in_pages(pool.live);
        if class == SizeClass::Large || pool.blocks == 0 {
            pool.pages = needed;
        } else {
            let emptied = (page_count as f64 * power(fraction, blocks_a_page)) as u64;
            let kept = page_count.saturating_sub(emptied) * PAGE.get();
            pool.pages = Bytes::new(kept).max(needed);
        }
    }

    /// Drops large blocks, oldest first, until no more than `size` lives here, as far as that goes.
    pub(super) fn evict_to(&mut self, size: Bytes) {
        let excess = in_pages(self.live().saturating_sub(size));
        let pool = &mut self.pools[SizeClass::Large as usize];
        let freed = excess.min(pool.live);
        let blocks = (u128::from(pool.blocks) * u128::from(freed.get()))
            / u128::from(pool.live.get().max(1));
        // A share of a count is no larger than the count.
        pool.blocks -= u64::try_from(blocks).unwrap_or(pool.blocks);
        pool.live = pool.live - freed;
        pool.pages = in_pages(pool.live);
    }

    /// Frees everything: all pages go back.
    pub(super) fn empty(&mut self) {
        *self = Self::default();
    }

    /// Builds it anew with at most `size` of what lives here, in pages that are full.
    pub(super) fn rebuild(&mut self, size: Bytes) {
        *self = Self::full(self.live().min(size));
    }

    /// What lives here, as rounded up by the allocator.
    pub(super) fn live(&self) -> Bytes {
        self.pools.iter().map(|pool| pool.live).sum()
    }

    /// The pages that are held for it.
    pub(super) fn pages(&self) -> Bytes {
        self.pools.iter().map(|pool| pool.pages).sum()
    }
}

/// `whole * share / of`, rounded down.
fn part(whole: Bytes, share: u64, of: u64) -> Bytes {
    let part = u128::from(whole.get()) * u128::from(share) / u128::from(of.max(1));
    // With a share of at most `of` it is no larger than the whole.
    Bytes::new(u64::try_from(part).unwrap_or(whole.get()))
}

/// An integer power by squaring: multiplication alone, so the same bits everywhere.
fn power(base: f64, mut exponent: u64) -> f64 {
    let (mut result, mut square) = (1.0, base);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result *= square;
        }
        square *= square;
        exponent >>= 1;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    const NINETY: Share = Share::new(90.0);

    fn burst(block: u64) -> Heap {
        let mut heap = Heap::default();
        heap.allocate(Bytes::mb(64), Bytes::new(block));
        heap
    }

    #[test]
    fn freeing_most_small_blocks_leaves_the_pages_behind() {
        let mut heap = burst(64);
        heap.free_scattered(Bytes::new(64), NINETY);
        assert_eq!(heap.live().as_mb().round(), 6.0);
        assert_eq!(heap.pages(), Bytes::mb(64), "256 blocks a page: none is quite empty");
    }

    #[test]
    fn the_fewer_blocks_share_a_page_the_more_pages_go_back() {
        let kept = [512, 2048, 8192].map(|block| {
            let mut heap = burst(block);
            heap.free_scattered(Bytes::new(block), NINETY);
            heap.pages().as_mb()
        });
        // 1 - 0.9^32, 1 - 0.9^8, 1 - 0.9^2 of 64 MB.
        let expected = [61.8, 36.4, 12.2];
        for (kept, expected) in kept.into_iter().zip(expected) {
            assert!((kept - expected).abs() < 0.1, "{kept} MB, not {expected} MB");
        }
    }

    #[test]
    fn large_blocks_take_their_pages_along() {
        let mut heap = burst(1 << 20);
        heap.free_scattered(Bytes::mb(1), Share::new(50.0));
        assert_eq!((heap.live(), heap.pages()), (Bytes::mb(32), Bytes::mb(32)));
        heap.evict_to(Bytes::mb(10));
        assert_eq!((heap.live(), heap.pages()), (Bytes::mb(10), Bytes::mb(10)));
    }

    #[test]
    fn new_blocks_fill_the_holes_before_they_take_pages() {
        let mut heap = burst(64);
        heap.free_scattered(Bytes::new(64), NINETY);
        heap.allocate(Bytes::mb(50), Bytes::new(64));
        assert_eq!(heap.pages(), Bytes::mb(64));
        heap.allocate(Bytes::mb(50), Bytes::new(2048));
        assert!(heap.pages() > Bytes::mb(110), "another class has pages of its own");
    }

    #[test]
    fn building_it_anew_gives_the_holes_back() {
        let mut heap = burst(64);
        heap.free_scattered(Bytes::new(64), NINETY);
        let live = heap.live();
        heap.rebuild(Bytes::mb(40));
        assert_eq!(heap.live(), in_pages(live));
        assert_eq!(heap.pages(), heap.live());
    }
}
