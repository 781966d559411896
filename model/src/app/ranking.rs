//! The last good ranking, served from cache while the sampler rests.

use firedrill_sim::Time;

use super::Bandit;
use super::quality::RANKING_LASTS;

/// Kinds of jobs in the order in which they were last ranked, and how far the person has come.
#[derive(Clone, Debug, Default)]
pub struct CachedRanking {
    /// Arms, the best first.
    order: Vec<usize>,
    since: Time,
    /// Cards swiped off the ranking.
    served: usize,
}

/// Jobs in a deck: a cold pass scores all of them in 15.3 ms, a warm one none in 3.2 ms, and a job
/// costs the documented 0.028 ms (derived).
const DECK: usize = 432;

impl CachedRanking {
    /// Ranks the arms as they are known now, with the one on top first, to be served from then on.
    pub fn take(&mut self, bandit: &Bandit, top: usize, now: Time) {
        self.order.clear();
        self.order.extend(0..bandit.arms());
        let known = |arm: usize| if arm == top { 2.0 } else { bandit.posterior(arm).mean() };
        // Stable: arms of which the same is known stay in their order.
        self.order.sort_by(|a, b| known(*b).total_cmp(&known(*a)));
        (self.since, self.served) = (now, 0);
    }

    /// The card on top was swiped.
    pub fn serve(&mut self) {
        self.served += 1;
    }

    /// The arm of the card on top; `None` once the ranking is used up or stale. A deck holds as many
    /// jobs of each arm (assumed), and the best are used up first.
    pub fn top(&self, now: Time) -> Option<usize> {
        let of_each_arm = (DECK / self.order.len().max(1)).max(1);
        let arm = self.order.get(self.served / of_each_arm).copied();
        arm.filter(|_| now.saturating_since(self.since) < RANKING_LASTS)
    }
}

#[cfg(test)]
mod tests {
    use firedrill_sim::Span;

    use super::*;

    fn ranking() -> CachedRanking {
        let mut bandit = Bandit::new(8);
        bandit.learn(5, true);
        bandit.learn(2, false);
        let mut ranking = CachedRanking::default();
        ranking.take(&bandit, 3, Time::ZERO);
        ranking
    }

    #[test]
    fn the_best_are_used_up_first() {
        let mut ranking = ranking();
        let mut served = vec![];
        while let Some(arm) = ranking.top(Time::ZERO) {
            served.push(arm);
            ranking.serve();
        }
        assert_eq!(served.len(), DECK);
        served.dedup();
        assert_eq!(served, [3, 5, 0, 1, 4, 6, 7, 2]);
    }

    #[test]
    fn a_ranking_is_stale_after_half_an_hour() {
        let at = |secs| Time::ZERO + Span::from_secs(secs);
        assert_eq!(ranking().top(at(30 * 60 - 1)), Some(3));
        assert_eq!(ranking().top(at(30 * 60)), None);
    }
}
