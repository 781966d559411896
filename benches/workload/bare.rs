//! The limit: a loop around a 4-ary heap, with nothing that the workload itself does not need.

use super::{Draws, MESSAGES_PER_PROCESS, TIMERS, checksum, neighbour, period_ns};

const SEQUENCE_SHIFT: u32 = 24;

/// Runs `events` messages of PHOLD.
pub(crate) fn phold(processes: u32, events: u64) -> u64 {
    let mut draws = Draws::new();
    let mut queue = Queue::default();
    let mut received = vec![0_u32; processes as usize];
    let mut to_send = events;
    for process in 0..processes {
        for _ in 0..MESSAGES_PER_PROCESS {
            queue.push(draws.hop(process, processes).delay_ns, process);
            to_send -= 1;
        }
    }
    while let Some((now, process, _)) = queue.pop() {
        received[process as usize] += 1;
        if to_send > 0 {
            to_send -= 1;
            let hop = draws.hop(process, processes);
            queue.push(now + hop.delay_ns, hop.process);
        }
    }
    checksum(&received)
}

/// Runs `events` firings of the timers.
pub(crate) fn timers(events: u64) -> u64 {
    let mut draws = Draws::new();
    let mut queue = Queue::default();
    let mut fired = vec![0_u32; TIMERS as usize];
    let mut to_fire = events;
    // A firing counts only if it is the last that its timer was armed for.
    let mut armed: Vec<u64> =
        (0..TIMERS).map(|timer| queue.push(period_ns(timer), timer)).collect();
    while let Some((now, timer, sequence)) = queue.pop() {
        if armed[timer as usize] != sequence {
            continue;
        }
        fired[timer as usize] += 1;
        to_fire -= 1;
        if to_fire == 0 {
            break;
        }
        if draws.cancels() {
            let other = neighbour(timer);
            armed[other as usize] = queue.push(now + period_ns(other), other);
        }
        armed[timer as usize] = queue.push(now + period_ns(timer), timer);
    }
    checksum(&fired)
}

/// A 4-ary heap of time, sequence number and payload in one word, as fast as we know to make it:
/// siblings share a cache line, and a push after a pop sinks straight from the root.
#[derive(Default)]
struct Queue {
    families: Vec<Family>,
    nodes: usize,
    hole: bool,
    sequence: u64,
}

#[derive(Clone)]
#[repr(align(64))]
struct Family([u128; 4]);

/// The root is alone in the first family, so that the parent of family f is node f + 2.
const ROOT: usize = 3;
const ABSENT: u128 = u128::MAX;

impl Queue {
    #[inline]
    fn push(&mut self, time: u64, payload: u32) -> u64 {
        self.sequence += 1;
        let low = (self.sequence << SEQUENCE_SHIFT) | u64::from(payload);
        let key = (u128::from(time) << 64) | u128::from(low);
        if self.hole {
            self.hole = false;
            self.sink(key);
        } else {
            self.rise(key);
        }
        self.sequence
    }

    #[inline]
    fn pop(&mut self) -> Option<(u64, u32, u64)> {
        if self.hole {
            self.hole = false;
            self.nodes -= 1;
            let last = ROOT + self.nodes;
            let key = std::mem::replace(&mut self.families[last / 4].0[last % 4], ABSENT);
            if last > ROOT {
                self.sink(key);
            }
        }
        let top = self.families.first().map(|family| family.0[ROOT]).filter(|&k| k != ABSENT)?;
        self.hole = true;
        let low = top as u64;
        let payload = (low & ((1 << SEQUENCE_SHIFT) - 1)) as u32;
        Some(((top >> 64) as u64, payload, low >> SEQUENCE_SHIFT))
    }

    #[inline]
    fn sink(&mut self, key: u128) {
        let mut node = ROOT;
        while let Some(&Family([a, b, c, d])) = self.families.get(node - 2) {
            let (left, low) = if b < a { (1, b) } else { (0, a) };
            let (right, high) = if d < c { (3, d) } else { (2, c) };
            let (member, smallest) = if high < low { (right, high) } else { (left, low) };
            if smallest >= key {
                break;
            }
            self.families[node / 4].0[node % 4] = smallest;
            node = (node - 2) * 4 + member;
        }
        self.families[node / 4].0[node % 4] = key;
    }

    #[inline]
    fn rise(&mut self, key: u128) {
        let mut node = ROOT + self.nodes;
        self.nodes += 1;
        if node / 4 >= self.families.len() {
            self.families.push(Family([ABSENT; 4]));
        }
        while node > ROOT {
            let parent = node / 4 + 2;
            let above = self.families[parent / 4].0[parent % 4];
            if above <= key {
                break;
            }
            self.families[node / 4].0[node % 4] = above;
            node = parent;
        }
        self.families[node / 4].0[node % 4] = key;
    }
}
