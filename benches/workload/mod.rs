//! The workloads that every contender runs, and the draws that drive them.
//!
//! PHOLD (R. M. Fujimoto, "Performance of Time Warp under synthetic workloads", 1990): processes
//! pass 16 messages each around for ever, after an exponential delay and to a process drawn
//! uniformly. Timers: 10,000 of them fire periodically, and every tenth firing cancels a
//! neighbour's and arms it anew. All contenders draw the same numbers, from a table, so that the
//! queue is measured and not the logarithm.

pub(crate) mod bare;
pub(crate) mod kernel;

/// Messages a process starts with.
pub(crate) const MESSAGES_PER_PROCESS: u32 = 16;
/// Timers in the timer workload.
pub(crate) const TIMERS: u32 = 10_000;
/// One firing in so many cancels a neighbour's timer.
pub(crate) const FIRINGS_PER_CANCEL: u64 = 10;

const DELAYS: usize = 4096;
/// Long, so that messages hardly ever arrive in the same nanosecond: contenders order ties
/// differently.
const MEAN_DELAY_NS: f64 = 1e12;
const JITTER_NS: u64 = 1 << 20;

/// The numbers that drive a run.
#[derive(Clone)]
pub(crate) struct Draws {
    state: u64,
    delays_ns: Box<[u64]>,
}

/// Where a PHOLD message goes next, and how long it takes.
pub(crate) struct Hop {
    pub(crate) process: u32,
    pub(crate) delay_ns: u64,
}

impl Draws {
    pub(crate) fn new() -> Self {
        let quantile = |n| {
            let share = (n as f64 + 0.5) / DELAYS as f64;
            (-firedrill_sim::det_math::ln(share) * MEAN_DELAY_NS) as u64
        };
        Self { state: 42, delays_ns: (0..DELAYS).map(quantile).collect() }
    }

    /// Draws one of `processes`, as so many further than `from` that a contender which orders its
    /// messages otherwise sends them elsewhere, and an exponential delay.
    #[inline]
    pub(crate) fn hop(&mut self, from: u32, processes: u32) -> Hop {
        let word = self.word();
        let process = from + (((word >> 32) * u64::from(processes)) >> 32) as u32;
        Hop {
            process: if process < processes { process } else { process - processes },
            delay_ns: self.delays_ns[word as usize % DELAYS] + (word >> 12) % JITTER_NS,
        }
    }

    /// Draws whether a firing cancels its neighbour's timer.
    #[inline]
    pub(crate) fn cancels(&mut self) -> bool {
        self.word().is_multiple_of(FIRINGS_PER_CANCEL)
    }

    /// `SplitMix64`: as cheap as a decent generator gets.
    #[inline]
    fn word(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.state;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }
}

/// A timer's period: about a second, and each timer has its own.
#[inline]
pub(crate) fn period_ns(timer: u32) -> u64 {
    1_000_000_000 + u64::from(timer) * 7_919 % 10_007 * 1_013
}

/// The timer whose firing is cancelled by that of `timer`.
#[inline]
pub(crate) fn neighbour(timer: u32) -> u32 {
    (timer + 1) % TIMERS
}

/// One number for what happened where, to see that contenders ran the same.
pub(crate) fn checksum(counts: &[u32]) -> u64 {
    counts.iter().fold(0, |sum, &count| (sum ^ u64::from(count)).wrapping_mul(0x0100_0000_01b3))
}
