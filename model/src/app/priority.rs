//! Priorities of tasks, and how cores are shared between them.

use firedrill_sim::det_math;

/// How urgent a task is, most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// The main thread.
    MainThread,
    /// What the person waits for.
    UserInitiated,
    /// What nobody waits for.
    Background,
}

/// One number for each priority, most urgent first.
pub type PerPriority = [f64; 3];

/// What a runnable thread gets at least, of one core: the scheduler lets nobody starve altogether
/// (assumed: the platform bounds how long a background thread waits, and publishes no share).
const LEAST_SHARE: f64 = 0.01;

/// Share of a core that each thread of a priority gets when so many are runnable: the more urgent
/// first, equals equally. A lock changes nothing about it: whoever waits for a lock does not lend
/// its holder any priority, so a holder that is starved starves those who wait.
pub fn shares(cores: f64, runnable: PerPriority) -> PerPriority {
    let mut left = cores;
    runnable.map(|threads| {
        // Where nothing runs, the share is the one that a first thread would get.
        let sharing = det_math::max(threads, 1.0);
        let share = if sharing <= left { 1.0 } else { left / sharing };
        left = det_math::max(left - threads * share, 0.0);
        det_math::max(share, LEAST_SHARE)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cores_that_are_free_are_had_by_everybody() {
        assert_eq!(shares(4.0, [1.0, 1.0, 1.0]), [1.0, 1.0, 1.0]);
    }

    #[test]
    fn threads_beyond_the_cores_share_what_the_more_urgent_leave() {
        assert_eq!(shares(4.0, [1.0, 6.0, 1.0]), [1.0, 0.5, LEAST_SHARE]);
        assert_eq!(shares(4.0, [1.0, 2.0, 2.0]), [1.0, 1.0, 0.5]);
    }
}
