//! The Thompson sampler: a bandit over kinds of jobs, a score cache, and what one pass costs.

use firedrill_protocol::Bytes;
use firedrill_sim::{LogNormal, Seed, Span, Stream, Time, det_math};

use super::score_cache::Lookup;
use super::{Bandit, CachedRanking, Quality, Sampling, ScoreCache};

/// The sampler's posterior, its cache and its setting on the ladder of quality.
#[derive(Clone, Debug)]
pub struct Sampler {
    /// Instances of the engine, each with a posterior of its own. One, unless something is wrong.
    engines: Vec<Bandit>,
    /// The engine that made the last pass.
    turn: usize,
    /// The posterior as it was last written to disk.
    persisted: Bandit,
    /// How often this person likes jobs of each arm: the truth that the sampler learns. Arms beyond
    /// these are shares of them.
    liked: [f64; ARMS],
    chosen: usize,
    cache: ScoreCache,
    /// Whether the engine is loaded; the first call after a load costs extra.
    engine_is_loaded: bool,
    sampling: Sampling,
    ranking: CachedRanking,
    regret: f64,
    draws: Stream,
    deck: Stream,
    taste: Stream,
    slips: Stream,
}

/// What a pass meets with.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PassConditions {
    /// The app's footprint.
    pub footprint: Bytes,
    /// What the engine costs if it has to be loaded for this pass.
    pub reload_ms: Option<f64>,
    /// The largest share of scores that the cache gives back.
    pub most_hits: Option<f64>,
    /// Samples come from a table that holds the same number everywhere.
    pub looks_samples_up: bool,
    /// Tries after which the generator gives up on an arm whose parameters are no numbers.
    pub tries: f64,
    /// How many times longer a pass takes that is not spread over cores.
    pub serial: Option<f64>,
}

/// Arms that are drawn in each pass. Descriptions say two in code and about a hundred in the
/// design (choice: eight).
const ARMS: usize = 8;
/// A pass with every score cached, and with none, at the usual frequency and full quality.
const WARM_PASS_MS: f64 = 3.2;
const COLD_PASS_MS: f64 = 15.3;
/// Scoring one job that is not cached.
const JOB_MS: f64 = 0.028;
/// First call after launch, its cold pass included: 20-30 ms.
const FIRST_CALL_MS: f64 = 25.0;
/// Decks differ: standard deviation of a pass's logarithmic cost (assumed).
const DECK_SIGMA: f64 = 0.03;
/// They differ more the more scores are evicted: 0.147 under the stress load, from the documented
/// P50 10.1, P95 12.9 and P99 14.2 ms (derived; linear in the share is assumed).
const EVICTION_SIGMA: f64 = 0.43;
/// Share of a pass that does not depend on iterations (assumed).
const FIXED_SHARE: f64 = 0.4;
/// A pass that ranks nothing, as a share of one that does (assumed).
const CACHED_SHARE: f64 = 0.05;
/// Drawing full iterations for one arm: 1000 at 20 ns (assumed).
const ARM_MS: f64 = 0.02;
/// One try of the generator for every iteration: two gammas, each 50 ns, 1000 times (assumed).
const TRY_MS: f64 = 0.1;
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
            engines: vec![Bandit::new(ARMS)],
            turn: 0,
            persisted: Bandit::new(ARMS),
            liked,
            chosen: 0,
            cache: ScoreCache::warm(),
            engine_is_loaded: true,
            sampling: Sampling::Full,
            ranking: CachedRanking::default(),
            regret: 0.0,
            draws: Stream::open(seed, "sampler/thompson"),
            deck: Stream::open(seed, "sampler/deck"),
            taste,
            slips: Stream::open(seed, "sampler/slips"),
        }
    }

    /// The person judges the job on top: a success or a failure for its arm. No parameter grows
    /// beyond `most_parameter`.
    pub fn learn(&mut self, now: Time, most_parameter: Option<f64>) {
        let liked = self.liked_of(self.chosen);
        let best = self.liked.iter().copied().fold(0.0, det_math::max);
        self.regret += best - liked;
        let success = self.taste.chance(liked);
        let engine = &mut self.engines[self.turn];
        engine.learn(self.chosen, success);
        if let Some(most) = most_parameter {
            engine.clamp(self.chosen, most);
        }
        if self.sampling == Sampling::CachedRanking {
            self.ranking.serve();
            self.chosen = self.cached_top(now);
        }
    }

    /// Draws one Thompson sample an arm and returns the work of scoring the deck, in milliseconds
    /// at the usual frequency. The cache is warm afterwards, the engine loaded.
    pub fn begin_pass(&mut self, now: Time, pass: &PassConditions) -> f64 {
        self.turn = (self.turn + 1) % self.engines.len();
        self.choose(now, pass);
        if self.engines.len() > 1 {
            // What the cache holds is the other engine's, and each throws it away.
            self.cache.clear();
        }
        let found = self.cache.look_up(pass.most_hits);
        let scoring = found.hits * WARM_PASS_MS + (1.0 - found.hits) * COLD_PASS_MS;
        let first_call = if self.engine_is_loaded { 0.0 } else { FIRST_CALL_MS - COLD_PASS_MS };
        let reload = pass.reload_ms.unwrap_or(0.0);
        self.engine_is_loaded = true;
        let compressed_mb = pass.footprint.saturating_sub(COMPRESSION_FROM).as_mb();
        let ranking = scoring * self.work_share(pass) * self.deck_factor(&found);
        let arrivals = found.arrivals as f64 * JOB_MS;
        (ranking + arrivals + self.drawing_ms(pass) + first_call + reload)
            * pass.serial.unwrap_or(1.0)
            * (1.0 + compressed_mb * COMPRESSION_PER_MB)
    }

    /// Forgets every score; the next pass is cold.
    pub fn clear_cache(&mut self) {
        self.cache.clear();
    }

    /// The scores, and the jobs that they are of.
    pub fn cache_mut(&mut self) -> &mut ScoreCache {
        &mut self.cache
    }

    /// The scores, and the jobs that they are of.
    pub fn cache(&self) -> &ScoreCache {
        &self.cache
    }

    /// The posterior is written to disk along with the journal. One that holds what is no number
    /// cannot be encoded, so the last good one stays.
    pub fn persist(&mut self) {
        let engine = &self.engines[self.turn];
        if engine.spoilt() == 0 {
            self.persisted.copy_from(engine);
        }
    }

    /// The process starts again: engine and cache are gone, the posterior is what was persisted, or
    /// nothing is known when that is not read.
    pub fn relaunch(&mut self, reads_posterior: bool) {
        let arms = self.arms();
        self.engines.truncate(1);
        self.turn = 0;
        if reads_posterior {
            self.engines[0].copy_from(&self.persisted);
        } else {
            self.engines[0] = Bandit::new(arms);
        }
        self.engines[0].resize(arms);
        self.engine_is_loaded = false;
        self.cache.relaunch();
        self.sampling = Sampling::Full;
    }

    /// Splits the arms into more, or puts them together again. Nothing is known of a new arm, and
    /// what a dropped one knew is lost.
    pub fn set_arms(&mut self, arms: u64) {
        // A catalogue's limits are far below what an index can hold.
        let arms = usize::try_from(arms).unwrap_or(usize::MAX).max(ARMS);
        self.engines.iter_mut().for_each(|engine| engine.resize(arms));
        self.persisted.resize(arms);
        self.chosen = self.known(self.chosen);
    }

    /// Runs this many instances of the engine. A new one starts with what is persisted; what those
    /// beyond the first learnt alone is lost with them.
    pub fn set_engines(&mut self, engines: u64) {
        let engines = usize::try_from(engines).unwrap_or(usize::MAX).max(1);
        self.engines.resize(engines, self.persisted.clone());
        self.turn = self.turn.min(engines - 1);
    }

    /// The parameters of the arm on top turn into what is no number.
    pub fn spoil_posterior(&mut self) {
        self.engines[self.turn].spoil(self.chosen);
    }

    /// What is no number is read from disk again.
    pub fn mend_posterior(&mut self) {
        self.engines.iter_mut().for_each(|engine| engine.mend(&self.persisted));
    }

    /// Moves on the ladder.
    pub fn set_sampling(&mut self, sampling: Sampling, now: Time) {
        if sampling == Sampling::CachedRanking && self.sampling != sampling {
            self.ranking.take(&self.engines[self.turn], self.chosen, now);
        }
        self.sampling = sampling;
    }

    /// Its setting.
    pub fn sampling(&self) -> Sampling {
        self.sampling
    }

    /// Where that is on the ladder.
    pub fn quality(&self, now: Time) -> Quality {
        match self.sampling {
            Sampling::Full => Quality::Normal,
            Sampling::Reduced => Quality::Moderate,
            Sampling::Least => Quality::Significant,
            Sampling::CachedRanking if self.ranking.top(now).is_some() => Quality::Critical,
            Sampling::CachedRanking => Quality::Emergency,
        }
    }

    /// Cumulative expected regret: over all swipes, how much likelier the person is to like the best
    /// kind of job than the one that was on top.
    pub fn regret(&self) -> f64 {
        self.regret
    }

    /// Streams it draws from, with their positions.
    pub fn visit_streams(&self, visit: &mut dyn FnMut(&str, u64)) {
        for stream in [&self.draws, &self.deck, &self.taste, &self.slips] {
            visit(stream.name(), stream.words_drawn());
        }
    }

    fn arms(&self) -> usize {
        self.engines[0].arms()
    }

    /// The arm itself, or the one that it was split from if it has been put together again.
    fn known(&self, arm: usize) -> usize {
        if arm < self.arms() { arm } else { arm % ARMS }
    }

    fn liked_of(&self, arm: usize) -> f64 {
        self.liked[arm % ARMS]
    }

    fn choose(&mut self, now: Time, pass: &PassConditions) {
        let slips = self.sampling.slips();
        self.chosen = if self.sampling == Sampling::CachedRanking {
            self.cached_top(now)
        } else if pass.looks_samples_up {
            // Every arm's draw is the same, and none beats the first.
            0
        } else if slips > 0.0 && self.slips.chance(slips) {
            self.any_arm()
        } else {
            self.engines[self.turn].choose(&mut self.draws)
        };
    }

    fn cached_top(&mut self, now: Time) -> usize {
        let ranked = self.ranking.top(now).map(|arm| self.known(arm));
        ranked.unwrap_or_else(|| self.any_arm())
    }

    fn any_arm(&mut self) -> usize {
        self.slips.below(self.arms() as u64) as usize
    }

    /// Work of a pass as a share of a full one.
    fn work_share(&self, pass: &PassConditions) -> f64 {
        match self.sampling {
            Sampling::CachedRanking => CACHED_SHARE,
            _ if pass.looks_samples_up => FIXED_SHARE,
            sampling => FIXED_SHARE + (1.0 - FIXED_SHARE) * sampling.iterations(),
        }
    }

    /// Draws beyond those of the usual arms, which are part of a pass: for further arms, and for
    /// spoilt ones. A generator that rejects until a comparison holds never ends where none can, and
    /// runs to its guard.
    fn drawing_ms(&self, pass: &PassConditions) -> f64 {
        if pass.looks_samples_up {
            return 0.0;
        }
        let further = (self.arms() - ARMS) as f64 * ARM_MS;
        let spoilt = self.engines[self.turn].spoilt() as f64 * pass.tries * TRY_MS;
        (further + spoilt) * self.sampling.iterations()
    }

    fn deck_factor(&mut self, found: &Lookup) -> f64 {
        let sigma = if found.evicted > 0.0 {
            let evictions = EVICTION_SIGMA * found.evicted;
            det_math::sqrt(DECK_SIGMA * DECK_SIGMA + evictions * evictions)
        } else {
            DECK_SIGMA
        };
        match LogNormal::new(0.0, sigma) {
            Ok(deck) => deck.sample(&mut self.deck),
            Err(error) => unreachable!("the deck's spread is finite: {error}"),
        }
    }
}

/// How long a span of `ms` milliseconds of work at the usual frequency takes at `speed` times it.
pub(crate) fn work_span(ms: f64, speed: f64) -> Span {
    Span::from_secs_f64(ms / 1000.0 / speed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(footprint: Bytes) -> PassConditions {
        PassConditions { footprint, ..PassConditions::default() }
    }

    fn mean_pass_ms(sampler: &mut Sampler, footprint: Bytes) -> f64 {
        (0..2000).map(|_| sampler.begin_pass(Time::ZERO, &at(footprint))).sum::<f64>() / 2000.0
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
        assert!(sampler.begin_pass(Time::ZERO, &at(Bytes::mb(185))) > 13.0);
        assert!(sampler.begin_pass(Time::ZERO, &at(Bytes::mb(185))) < 9.0);
    }

    #[test]
    fn each_rung_of_the_ladder_is_cheaper() {
        let mut sampler = Sampler::new(Seed(3));
        let [full, reduced, least, none] =
            [Sampling::Full, Sampling::Reduced, Sampling::Least, Sampling::CachedRanking].map(
                |sampling| {
                    sampler.set_sampling(sampling, Time::ZERO);
                    mean_pass_ms(&mut sampler, Bytes::mb(185))
                },
            );
        assert!(full > 2.0 * reduced && reduced > 1.05 * least && least > 5.0 * none);
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
        let most = sampler.liked.iter().copied().fold(0.0, det_math::max);
        let mut chosen = 0;
        for round in 0..1500 {
            sampler.begin_pass(Time::ZERO, &at(Bytes::mb(185)));
            sampler.learn(Time::ZERO, None);
            chosen += usize::from(round >= 1000 && sampler.liked[sampler.chosen] == most);
        }
        assert!(chosen > 250, "the best arm was chosen in {chosen} of the last 500 passes");
    }
}
