//! The allocator: which size class a block falls into, and what it really takes.

use firedrill_protocol::Bytes;

/// A page of memory on the phone: what the system counts and takes back.
pub const PAGE: Bytes = Bytes::kb(16);

/// Where the allocator puts a block, as on iOS: blocks of one class share pages, large ones have
/// pages of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SizeClass {
    /// Up to 1008 B, in steps of 16 B.
    Tiny,
    /// Up to 15 KiB, in steps of 512 B.
    Small,
    /// Beyond that, in pages.
    Large,
}

const LARGEST_TINY: Bytes = Bytes::new(1008);
const LARGEST_SMALL: Bytes = Bytes::kb(15);

impl SizeClass {
    /// Every class, smallest first.
    pub const ALL: [Self; 3] = [Self::Tiny, Self::Small, Self::Large];

    /// The class of a block of this size.
    pub fn of(block: Bytes) -> Self {
        if block <= LARGEST_TINY {
            Self::Tiny
        } else if block <= LARGEST_SMALL {
            Self::Small
        } else {
            Self::Large
        }
    }

    /// What its blocks are multiples of.
    pub const fn quantum(self) -> Bytes {
        match self {
            Self::Tiny => Bytes::new(16),
            Self::Small => Bytes::new(512),
            Self::Large => PAGE,
        }
    }
}

/// What a block of this size takes: never less than one quantum of its class.
pub fn rounded(block: Bytes) -> Bytes {
    up_to(block.max(Bytes::new(1)), SizeClass::of(block).quantum())
}

/// What `size` takes when it is asked for in blocks of `block` each: how many blocks, and how much.
pub fn in_blocks(size: Bytes, block: Bytes) -> (u64, Bytes) {
    let count = size.get().div_ceil(block.get().max(1));
    (count, Bytes::new(count * rounded(block).get()))
}

/// The pages that `size` needs if it fills them.
pub(super) fn in_pages(size: Bytes) -> Bytes {
    up_to(size, PAGE)
}

fn up_to(size: Bytes, quantum: Bytes) -> Bytes {
    Bytes::new(size.get().next_multiple_of(quantum.get()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_take_what_the_published_table_says() {
        let table = [
            (1, SizeClass::Tiny, 16),
            (16, SizeClass::Tiny, 16),
            (17, SizeClass::Tiny, 32),
            (1008, SizeClass::Tiny, 1008),
            (1009, SizeClass::Small, 1024),
            (1025, SizeClass::Small, 1536),
            (15_360, SizeClass::Small, 15_360),
            (15_361, SizeClass::Large, 16 * 1024),
            (16_384, SizeClass::Large, 16 * 1024),
            (16_385, SizeClass::Large, 32 * 1024),
        ];
        for (size, class, takes) in table {
            let block = Bytes::new(size);
            assert_eq!((SizeClass::of(block), rounded(block).get()), (class, takes), "{size} B");
        }
    }

    #[test]
    fn an_amount_in_odd_blocks_takes_more_than_was_asked_for() {
        assert_eq!(in_blocks(Bytes::new(2050), Bytes::new(1025)), (2, Bytes::new(3072)));
        assert_eq!(in_blocks(Bytes::ZERO, Bytes::new(1025)), (0, Bytes::ZERO));
    }
}
