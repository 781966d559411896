//! The Thompson sampler: a bandit over kinds of jobs, a score cache, and what one pass costs.

use firedrill_protocol::Bytes;
use firedrill_sim::{LogNormal, Seed, Span, Stream};

use super::Bandit;

/// The sampler's posterior, its cache and its setting on the ladder of quality.
#[derive(Clone, Debug)]
pub struct Sampler {
    bandit: Bandit,
    /// How often this person likes jobs of each arm: the truth that the sampler learns.
    liked: [f64; ARMS],
    chosen: usize,
    /// Whether the score cache still holds what earlier passes computed.
    cache_is_warm: bool,
    /// Whether the engine is loaded; the first call after a load costs extra.
    engine_is_loaded: bool,
    quality: Quality,
    draws: Stream,
    deck: Stream,
    taste: Stream,
}

/// The ladder of degradation, by sampler iterations a job: 1000, 100, 10, none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quality {
    /// 1000 iterations.
    Full,
    /// 100 iterations.
    Reduced,
    /// The last good ranking, from cache.
    CachedRanking,
}

/// Arms that are drawn in each pass. Descriptions say two in code and about a hundred in the
/// design (choice: eight).
const ARMS: usize = 8;
/// A pass with every score cached, and with none, at the usual frequency and full quality.
const WARM_PASS_MS: f64 = 3.2;
const COLD_PASS_MS: f64 = 15.3;
/// Share of a deck's scores that survive a swipe (choice between the documented 0.9 and 0.6: a swipe
/// clears the scores of its own arm only).
const SURVIVING_SCORES: f64 = 0.65;
/// First call after launch: 20-30 ms.
const FIRST_CALL_MS: f64 = 25.0;
/// Decks differ: standard deviation of a pass's logarithmic cost (assumed).
const DECK_SIGMA: f64 = 0.03;
/// Share of a pass that does not depend on iterations (assumed).
const FIXED_SHARE: f64 = 0.4;
/// Above this footprint the system compresses pages, and a pass waits for them: 10 % for each
/// 50 MB (assumed).
const COMPRESSION_FROM: Bytes = Bytes::mb(250);
const COMPRESSION_PER_MB: f64 = 0.1 / 50.0;

impl Sampler {
    /// A sampler that has seen nothing, for a person drawn from the seed.
    pub fn new(seed: Seed) -> Self {
        let mut taste = Stream::open(seed, "user/taste");
        let liked = [(); ARMS].map(|()| taste.uniform());
        Self {
            bandit: Bandit::new(ARMS),
            liked,
            chosen: 0,
            cache_is_warm: true,
            engine_is_loaded: true,
            quality: Quality::Full,
            draws: Stream::open(seed, "sampler/thompson"),
            deck: Stream::open(seed, "sampler/deck"),
            taste,
        }
    }

    /// The person judges the job on top: a success or a failure for its arm.
    pub fn learn(&mut self) {
        let liked = self.taste.chance(self.liked[self.chosen]);
        self.bandit.learn(self.chosen, liked);
    }

    /// Draws one Thompson sample an arm and returns the work of scoring the deck, in milliseconds
    /// at the usual frequency. The cache is warm afterwards, the engine loaded.
    pub fn begin_pass(&mut self, footprint: Bytes, reload_ms: Option<f64>) -> f64 {
        if self.quality != Quality::CachedRanking {
            self.chosen = self.bandit.choose(&mut self.draws);
        }
        let hits = if self.cache_is_warm { SURVIVING_SCORES } else { 0.0 };
        let scoring = hits * WARM_PASS_MS + (1.0 - hits) * COLD_PASS_MS;
        let first_call = if self.engine_is_loaded { 0.0 } else { FIRST_CALL_MS };
        let reload = reload_ms.unwrap_or(0.0);
        self.cache_is_warm = true;
        self.engine_is_loaded = true;
        let compressed_mb = footprint.saturating_sub(COMPRESSION_FROM).as_mb();
        let deck = self.deck_factor();
        (scoring * self.quality.work_share() * deck + first_call + reload)
            * (1.0 + compressed_mb * COMPRESSION_PER_MB)
    }

    /// Forgets every score; the next pass is cold.
    pub fn clear_cache(&mut self) {
        self.cache_is_warm = false;
    }

    /// The process starts again: engine and cache are gone, the posterior was persisted.
    pub fn relaunch(&mut self) {
        self.engine_is_loaded = false;
        self.cache_is_warm = false;
        self.quality = Quality::Full;
    }

    /// Moves on the ladder.
    pub fn set_quality(&mut self, quality: Quality) {
        self.quality = quality;
    }

    /// Where it stands on the ladder.
    pub fn quality(&self) -> Quality {
        self.quality
    }

    /// Streams it draws from, with their positions.
    pub fn visit_streams(&self, visit: &mut dyn FnMut(&str, u64)) {
        for stream in [&self.draws, &self.deck, &self.taste] {
            visit(stream.name(), stream.words_drawn());
        }
    }

    fn deck_factor(&mut self) -> f64 {
        match LogNormal::new(0.0, DECK_SIGMA) {
            Ok(deck) => deck.sample(&mut self.deck),
            Err(error) => unreachable!("the deck's spread is a constant: {error}"),
        }
    }
}

impl Quality {
    /// Work of a pass as a share of a full one.
    fn work_share(self) -> f64 {
        let iterations = match self {
            Self::Full => 1000.0,
            Self::Reduced => 100.0,
            Self::CachedRanking => return 0.05,
        };
        FIXED_SHARE + (1.0 - FIXED_SHARE) * iterations / 1000.0
    }
}

/// How long a span of `ms` milliseconds of work at the usual frequency takes at `speed` times it.
pub(crate) fn work_span(ms: f64, speed: f64) -> Span {
    Span::from_secs_f64(ms / 1000.0 / speed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean_pass_ms(sampler: &mut Sampler, footprint: Bytes) -> f64 {
        (0..2000).map(|_| sampler.begin_pass(footprint, None)).sum::<f64>() / 2000.0
    }

    #[test]
    fn a_healthy_pass_leaves_margin_to_357x() {
        let mean_ms = mean_pass_ms(&mut Sampler::new(Seed(1)), Bytes::mb(185));
        assert!((7.3..7.6).contains(&mean_ms), "{mean_ms} ms");
    }

    #[test]
    fn a_cold_cache_costs_one_slow_pass() {
        let mut sampler = Sampler::new(Seed(2));
        sampler.clear_cache();
        assert!(sampler.begin_pass(Bytes::mb(185), None) > 13.0);
        assert!(sampler.begin_pass(Bytes::mb(185), None) < 9.0);
    }

    #[test]
    fn each_rung_of_the_ladder_is_cheaper() {
        let mut sampler = Sampler::new(Seed(3));
        let costs = [Quality::Full, Quality::Reduced, Quality::CachedRanking].map(|quality| {
            sampler.set_quality(quality);
            mean_pass_ms(&mut sampler, Bytes::mb(185))
        });
        assert!(costs[0] > 2.0 * costs[1] && costs[1] > 5.0 * costs[2], "{costs:?}");
    }

    #[test]
    fn memory_pressure_slows_a_pass() {
        let mut sampler = Sampler::new(Seed(4));
        let (calm, pressed) = (
            mean_pass_ms(&mut sampler, Bytes::mb(200)),
            mean_pass_ms(&mut sampler, Bytes::mb(500)),
        );
        assert!(pressed > 1.4 * calm, "{calm} ms, {pressed} ms");
    }

    #[test]
    fn the_sampler_learns_which_arm_is_liked() {
        let mut sampler = Sampler::new(Seed(5));
        let mut best = 0;
        for (index, liked) in sampler.liked.iter().enumerate() {
            if *liked > sampler.liked[best] {
                best = index;
            }
        }
        let mut chosen = 0;
        for round in 0..1500 {
            sampler.begin_pass(Bytes::mb(185), None);
            sampler.learn();
            chosen += usize::from(round >= 1000 && sampler.chosen == best);
        }
        assert!(chosen > 250, "the best arm was chosen in {chosen} of the last 500 passes");
    }
}
