//! The priority queue under the agenda: a 4-ary min-heap of packed keys.

/// A min-heap of distinct `u128` keys below `u128::MAX`.
///
/// Four siblings fill one cache line, so each level of a sift costs one line. [`Heap::pop`] leaves
/// a hole at the root: the handler of an event mostly schedules a successor, and the successor
/// then sinks from the hole, which saves moving a leaf up and down again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Heap {
    /// Node `p` is member `p % 4` of family `p / 4`, and the parent of family `p - 2`. The root is
    /// node 3, alone in family 0, which makes both rules hold everywhere.
    families: Vec<Family>,
    /// Nodes in use, a hole at the root included.
    nodes: usize,
    /// Whether the root has been popped and not yet been replaced.
    hole: bool,
}

#[derive(Clone, Debug)]
#[repr(align(64))]
struct Family([u128; FAMILY]);

const FAMILY: usize = 4;
const ROOT: usize = 3;
/// Sorts after every key: pads the last family.
const ABSENT: u128 = u128::MAX;

impl Heap {
    /// Keys in the heap.
    pub(crate) fn len(&self) -> usize {
        self.nodes - usize::from(self.hole)
    }

    /// Adds a key.
    #[inline]
    pub(crate) fn push(&mut self, key: u128) {
        if self.hole {
            self.hole = false;
            self.sift_down(ROOT, key);
        } else {
            let node = ROOT + self.nodes;
            if node / FAMILY >= self.families.len() {
                self.families.push(Family([ABSENT; FAMILY]));
            }
            self.nodes += 1;
            self.sift_up(node, key);
        }
    }

    /// The smallest key.
    #[inline]
    pub(crate) fn peek(&mut self) -> Option<u128> {
        if self.hole {
            self.fill_hole();
        }
        self.families.first().map(|family| family.0[ROOT]).filter(|&key| key != ABSENT)
    }

    /// Removes the key that [`Heap::peek`] has just returned.
    #[inline]
    pub(crate) fn pop(&mut self) {
        debug_assert!(self.nodes > 0 && !self.hole, "pop follows a successful peek");
        self.hole = true;
    }

    /// The smallest key that satisfies `wanted`; cheap when one near the root does.
    pub(crate) fn find_min(&self, wanted: impl Fn(u128) -> bool) -> Option<u128> {
        self.find_min_below(ROOT, &wanted)
    }

    /// Drops the keys that do not satisfy `keep`, in linear time.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(u128) -> bool) {
        let first = ROOT + usize::from(self.hole);
        let mut end = ROOT;
        for node in first..ROOT + self.nodes {
            let key = self.key(node);
            if keep(key) {
                self.set(end, key);
                end += 1;
            }
        }
        self.hole = false;
        self.nodes = end - ROOT;
        self.families.truncate(end.div_ceil(FAMILY));
        for node in end..self.families.len() * FAMILY {
            self.set(node, ABSENT);
        }
        for node in (ROOT..end).rev() {
            self.sift_down(node, self.key(node));
        }
    }

    #[inline]
    fn key(&self, node: usize) -> u128 {
        self.families[node / FAMILY].0[node % FAMILY]
    }

    #[inline]
    fn set(&mut self, node: usize, key: u128) {
        self.families[node / FAMILY].0[node % FAMILY] = key;
    }

    /// Ends the life of a popped root: the last leaf takes its place.
    fn fill_hole(&mut self) {
        self.hole = false;
        self.nodes -= 1;
        let last = ROOT + self.nodes;
        let key = self.key(last);
        self.set(last, ABSENT);
        if last != ROOT {
            self.sift_down(ROOT, key);
        }
    }

    /// Puts `key` at `node` or below, promoting smaller keys on the way.
    #[inline]
    fn sift_down(&mut self, mut node: usize, key: u128) {
        while let Some(family) = self.families.get(node - 2) {
            let (member, smallest) = smallest(&family.0);
            if smallest >= key {
                break;
            }
            self.set(node, smallest);
            node = (node - 2) * FAMILY + member;
        }
        self.set(node, key);
    }

    /// Puts `key` at `node` or above, demoting larger keys on the way.
    #[inline]
    fn sift_up(&mut self, mut node: usize, key: u128) {
        while node != ROOT {
            let parent = node / FAMILY + 2;
            let above = self.key(parent);
            if above <= key {
                break;
            }
            self.set(node, above);
            node = parent;
        }
        self.set(node, key);
    }

    fn find_min_below(&self, node: usize, wanted: &impl Fn(u128) -> bool) -> Option<u128> {
        if node >= ROOT + self.nodes {
            return None;
        }
        let key = self.key(node);
        if !(self.hole && node == ROOT) && wanted(key) {
            return Some(key);
        }
        let first = (node - 2) * FAMILY;
        (first..first + FAMILY).filter_map(|child| self.find_min_below(child, wanted)).min()
    }
}

/// The smallest of four keys and its position, without branches to mispredict.
#[inline]
fn smallest(keys: &[u128; FAMILY]) -> (usize, u128) {
    let [a, b, c, d] = *keys;
    let (left, low) = if b < a { (1, b) } else { (0, a) };
    let (right, high) = if d < c { (3, d) } else { (2, c) };
    if high < low { (right, high) } else { (left, low) }
}

#[cfg(test)]
mod tests {
    use quickcheck::quickcheck;

    use super::*;

    fn drain(heap: &mut Heap) -> Vec<u128> {
        std::iter::from_fn(|| {
            let key = heap.peek()?;
            heap.pop();
            Some(key)
        })
        .collect()
    }

    fn filled(keys: &[u128]) -> Heap {
        let mut heap = Heap::default();
        keys.iter().for_each(|&key| heap.push(key));
        heap
    }

    fn distinct(mut keys: Vec<u128>) -> Vec<u128> {
        keys.retain(|&key| key != ABSENT);
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    quickcheck! {
        fn keys_come_out_in_order(keys: Vec<u128>) -> bool {
            let keys: Vec<u128> = keys.into_iter().filter(|&key| key != ABSENT).collect();
            let mut sorted = keys.clone();
            sorted.sort_unstable();
            drain(&mut filled(&keys)) == sorted
        }

        fn a_key_that_replaces_the_popped_one_finds_its_place(keys: Vec<u128>, late: Vec<u128>) -> bool {
            let mut sorted = distinct(keys);
            let mut heap = filled(&sorted);
            for key in distinct(late) {
                if heap.peek() != sorted.first().copied() {
                    return false;
                }
                if !sorted.is_empty() {
                    heap.pop();
                    sorted.remove(0);
                }
                heap.push(key);
                sorted.insert(sorted.partition_point(|&k| k < key), key);
            }
            drain(&mut heap) == sorted
        }

        fn retain_keeps_exactly_the_wanted(keys: Vec<u128>, popped: bool) -> bool {
            let keys: Vec<u128> = keys.into_iter().filter(|&key| key != ABSENT).collect();
            let mut heap = filled(&keys);
            let mut sorted = keys;
            sorted.sort_unstable();
            if popped && heap.peek().is_some() {
                heap.pop();
                sorted.remove(0);
            }
            heap.retain(|key| key % 3 != 0);
            sorted.retain(|key| key % 3 != 0);
            heap.len() == sorted.len() && drain(&mut heap) == sorted
        }

        fn the_smallest_wanted_key_is_found(keys: Vec<u128>, popped: bool) -> bool {
            let mut heap = filled(&distinct(keys.clone()));
            let mut keys = distinct(keys);
            if popped && heap.peek().is_some() {
                heap.pop();
                keys.remove(0);
            }
            heap.find_min(|key| key % 3 == 0) == keys.into_iter().find(|key| key % 3 == 0)
        }
    }
}
