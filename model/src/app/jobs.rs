//! The job store's imports: jobs arrive in batches, are held in memory and evicted when stale.

use std::collections::VecDeque;

use firedrill_sim::{Span, Time};

/// Jobs that were imported, beyond those that the store holds at rest.
#[derive(Clone, Debug, Default)]
pub struct Jobs {
    batches: VecDeque<Batch>,
    held: u64,
    imported: u64,
    evicted: u64,
}

#[derive(Clone, Copy, Debug)]
struct Batch {
    at: Time,
    jobs: u64,
}

/// Imported jobs that stay in memory; older ones are read from storage again when needed (assumed).
const MOST_HELD: u64 = 1_000;
/// A batch is stale after this (assumed).
const STALE_AFTER: Span = Span::from_secs(600);

impl Jobs {
    /// How many of `waiting` jobs the next pass over them takes: up to 100 at once, up to 1000 in
    /// chunks of 250, more streamed by 500.
    pub const fn chunk(waiting: u32) -> u32 {
        let most = match waiting {
            0..=100 => 100,
            101..=1_000 => 250,
            _ => 500,
        };
        if waiting < most { waiting } else { most }
    }

    /// A chunk arrives; what is stale or too much goes.
    pub fn import(&mut self, now: Time, jobs: u32) {
        let jobs = u64::from(jobs);
        self.batches.push_back(Batch { at: now, jobs });
        self.held += jobs;
        self.imported += jobs;
        self.evict(now);
    }

    /// Evicts what is stale, and the oldest beyond what memory may hold.
    pub fn evict(&mut self, now: Time) {
        while let Some(oldest) = self.batches.front().copied()
            && (now.saturating_since(oldest.at) >= STALE_AFTER || self.held > MOST_HELD)
        {
            self.batches.pop_front();
            self.held -= oldest.jobs;
            self.evicted += oldest.jobs;
        }
    }

    /// The store is rebuilt: nothing imported stays in memory.
    pub fn evict_all(&mut self) {
        self.evicted += self.held;
        self.held = 0;
        self.batches.clear();
    }

    /// Imported jobs in memory.
    pub fn held(&self) -> u64 {
        self.held
    }

    /// Jobs imported and evicted so far.
    pub fn account(&self) -> (u64, u64) {
        (self.imported, self.evicted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunks(mut waiting: u32) -> Vec<u32> {
        let mut chunks = Vec::new();
        while waiting > 0 {
            chunks.push(Jobs::chunk(waiting));
            waiting -= Jobs::chunk(waiting);
        }
        chunks
    }

    #[test]
    fn jobs_are_taken_in_the_documented_chunks() {
        assert_eq!(chunks(100), [100]);
        assert_eq!(chunks(101), [101]);
        assert_eq!(chunks(600), [250, 250, 100]);
        assert_eq!(chunks(8_000)[..14], [500; 14]);
        assert_eq!(chunks(8_000).iter().sum::<u32>(), 8_000);
    }

    #[test]
    fn an_import_of_8000_jobs_never_holds_more_than_it_may_and_loses_none_from_the_account() {
        let mut jobs = Jobs::default();
        let mut most = 0;
        for (second, chunk) in chunks(8_000).into_iter().enumerate() {
            jobs.import(Time::ZERO + Span::from_secs(second as u64), chunk);
            most = if jobs.held() > most { jobs.held() } else { most };
            let (imported, evicted) = jobs.account();
            assert_eq!(imported, evicted + jobs.held());
        }
        assert_eq!((most, jobs.account().0), (1_000, 8_000));
    }

    #[test]
    fn stale_jobs_go() {
        let mut jobs = Jobs::default();
        jobs.import(Time::ZERO, 300);
        jobs.evict(Time::ZERO + Span::from_secs(599));
        assert_eq!(jobs.held(), 300);
        jobs.evict(Time::ZERO + STALE_AFTER);
        assert_eq!(jobs.held(), 0);
    }
}
