//! Scores of jobs that earlier passes left behind, and how many of them a pass can use.

/// The score cache and the job store that it has to keep up with.
#[derive(Clone, Debug)]
pub struct ScoreCache {
    /// Whether it holds what earlier passes computed.
    is_warm: bool,
    /// Jobs in the store.
    jobs: u64,
    /// Jobs that arrived and were never scored.
    unscored: u64,
}

/// What one pass finds in the cache.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lookup {
    /// Share of the deck's jobs whose score is there.
    pub hits: f64,
    /// Share of scores that the store's size has pushed out.
    pub evicted: f64,
    /// Jobs scored for the first time, on top of the deck.
    pub arrivals: u64,
}

/// Jobs in the store in ordinary use (assumed; the load target is 8,000).
const JOBS_AT_REST: u64 = 2_000;
/// Scores that the cache can hold: under the stress load of 10,000 jobs the documented hit rate falls
/// from 0.9 to 0.6, by a third (derived).
const CAPACITY: u64 = 6_667;
/// Share of a deck's scores that survive a swipe (choice between the documented 0.9 and 0.6: a swipe
/// clears the scores of its own arm only).
const SURVIVING_SCORES: f64 = 0.65;
/// Up to this many jobs are scored in one pass; of more, each pass streams [`STREAMED`]. (That a pass
/// of 101 to 1000 works in chunks of 250 changes nothing in its sum.)
const SCORED_AT_ONCE: u64 = 1_000;
const STREAMED: u64 = 500;

impl ScoreCache {
    /// A cache that has seen every job of an ordinary store.
    pub fn warm() -> Self {
        Self { is_warm: true, jobs: JOBS_AT_REST, unscored: 0 }
    }

    /// A pass looks up its deck and scores what is missing. At most `most_hits` of the scores are
    /// found. The cache is warm afterwards.
    pub fn look_up(&mut self, most_hits: Option<f64>) -> Lookup {
        let held = if self.jobs > CAPACITY { CAPACITY as f64 / self.jobs as f64 } else { 1.0 };
        let surviving = if self.is_warm { SURVIVING_SCORES * held } else { 0.0 };
        let hits = match most_hits {
            Some(most) if most < surviving => most,
            _ => surviving,
        };
        let arrivals = if self.unscored > SCORED_AT_ONCE { STREAMED } else { self.unscored };
        self.unscored -= arrivals;
        self.is_warm = true;
        Lookup { hits, evicted: 1.0 - held, arrivals }
    }

    /// Forgets every score; the next pass is cold.
    pub fn clear(&mut self) {
        self.is_warm = false;
    }

    /// Jobs arrive that nobody has scored.
    pub fn jobs_arrive(&mut self, jobs: u64) {
        self.jobs += jobs;
        self.unscored += jobs;
    }

    /// Jobs leave the store, scored or not.
    pub fn jobs_leave(&mut self, jobs: u64) {
        self.jobs = self.jobs.saturating_sub(jobs).max(JOBS_AT_REST);
        self.unscored = self.unscored.min(self.jobs - JOBS_AT_REST);
    }

    /// Jobs in the store, and those of them that were never scored.
    pub fn jobs(&self) -> (u64, u64) {
        (self.jobs, self.unscored)
    }

    /// Jobs in the store beyond those of ordinary use.
    pub fn jobs_beyond_rest(&self) -> u64 {
        self.jobs - JOBS_AT_REST
    }

    /// The process starts again with an ordinary store and no scores.
    pub fn relaunch(&mut self) {
        *self = Self { is_warm: false, ..Self::warm() };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn under_the_stress_load_the_hit_rate_falls_by_a_third_as_documented() {
        let mut cache = ScoreCache::warm();
        let usual = cache.look_up(None).hits;
        cache.jobs_arrive(8_000);
        let stressed = cache.look_up(None).hits;
        assert!((stressed / usual - 0.6 / 0.9).abs() < 1e-3, "{usual} -> {stressed}");
    }

    #[test]
    fn jobs_are_scored_at_once_or_streamed_by_their_number() {
        let arrivals = |jobs: u64| {
            let mut cache = ScoreCache::warm();
            cache.jobs_arrive(jobs);
            [(); 4].map(|()| cache.look_up(None).arrivals)
        };
        assert_eq!(arrivals(100), [100, 0, 0, 0]);
        assert_eq!(arrivals(1_000), [1_000, 0, 0, 0]);
        assert_eq!(arrivals(1_700), [500, 500, 700, 0]);
    }

    #[test]
    fn jobs_that_leave_take_their_scores_along() {
        let mut cache = ScoreCache::warm();
        cache.jobs_arrive(5_000);
        cache.jobs_leave(4_500);
        assert_eq!(cache.jobs(), (JOBS_AT_REST + 500, 500));
        cache.jobs_leave(9_000);
        assert_eq!(cache.jobs(), (JOBS_AT_REST, 0));
    }
}
