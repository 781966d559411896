//! The bandit at the sampler's heart: arms with Beta posteriors, chosen by Thompson sampling.

use firedrill_sim::{Beta, Stream};

/// Arms with a Beta posterior each. Beta(1,1), the uniform prior, until something is learnt.
#[derive(Clone, Debug)]
pub struct Bandit {
    posteriors: Vec<Posterior>,
}

/// A Beta posterior of how often an arm's jobs are liked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Posterior {
    /// 1 + successes, unless something decayed or spoilt it.
    pub alpha: f64,
    /// 1 + failures.
    pub beta: f64,
}

/// Parameters never fall below this when drawn from.
const LEAST_PARAMETER: f64 = 0.01;

impl Bandit {
    /// A bandit that has seen nothing of its `arms`.
    pub fn new(arms: usize) -> Self {
        assert!(arms > 0, "a bandit without arms has nothing to choose");
        Self { posteriors: vec![Posterior::UNIFORM; arms] }
    }

    /// Thompson's choice: draws once from each posterior, in the arms' order, and takes the arm of
    /// the largest draw; of equals the first.
    pub fn choose(&self, draws: &mut Stream) -> usize {
        let mut best = (0, -1.0);
        for (arm, posterior) in self.posteriors.iter().enumerate() {
            let draw = posterior.sample(draws);
            if draw > best.1 {
                best = (arm, draw);
            }
        }
        best.0
    }

    /// A job of this arm was liked, or not.
    pub fn learn(&mut self, arm: usize, success: bool) {
        let posterior = &mut self.posteriors[arm];
        if success {
            posterior.alpha += 1.0;
        } else {
            posterior.beta += 1.0;
        }
    }

    /// What is known of this arm.
    pub fn posterior(&self, arm: usize) -> Posterior {
        self.posteriors[arm]
    }

    /// How many arms there are.
    pub fn arms(&self) -> usize {
        self.posteriors.len()
    }

    /// Adds arms of which nothing is known, or drops the last ones.
    pub fn resize(&mut self, arms: usize) {
        assert!(arms > 0, "a bandit without arms has nothing to choose");
        self.posteriors.resize(arms, Posterior::UNIFORM);
    }

    /// Keeps an arm's parameters from growing beyond `most`.
    pub fn clamp(&mut self, arm: usize, most: f64) {
        let posterior = &mut self.posteriors[arm];
        for parameter in [&mut posterior.alpha, &mut posterior.beta] {
            // What is no number is not above it, either.
            if *parameter > most {
                *parameter = most;
            }
        }
    }

    /// An arm's parameters become what a division of nothing by nothing gives.
    pub fn spoil(&mut self, arm: usize) {
        self.posteriors[arm].alpha = f64::NAN;
    }

    /// Arms that cannot be drawn from.
    pub fn spoilt(&self) -> usize {
        self.posteriors.iter().filter(|posterior| !posterior.is_sound()).count()
    }

    /// Puts right what is spoilt, from a copy that is not.
    pub fn mend(&mut self, good: &Self) {
        for (arm, posterior) in self.posteriors.iter_mut().enumerate() {
            if !posterior.is_sound() {
                *posterior = good.posteriors.get(arm).copied().unwrap_or(Posterior::UNIFORM);
            }
        }
    }

    /// Takes over what another one knows.
    pub fn copy_from(&mut self, other: &Self) {
        self.posteriors.clear();
        self.posteriors.extend_from_slice(&other.posteriors);
    }
}

impl Posterior {
    /// Every rate is as likely as any other.
    pub const UNIFORM: Self = Self { alpha: 1.0, beta: 1.0 };

    /// The share of successes to expect; of a spoilt posterior less than any other's.
    pub fn mean(self) -> f64 {
        if self.is_sound() { self.alpha / (self.alpha + self.beta) } else { -1.0 }
    }

    fn is_sound(self) -> bool {
        !(self.alpha.is_nan() || self.beta.is_nan())
    }

    /// A draw from a spoilt posterior is no number, and no comparison with it is ever true.
    fn sample(self, draws: &mut Stream) -> f64 {
        if !self.is_sound() {
            return f64::NAN;
        }
        let at_least =
            |parameter: f64| if parameter < LEAST_PARAMETER { LEAST_PARAMETER } else { parameter };
        match Beta::new(at_least(self.alpha), at_least(self.beta)) {
            Ok(beta) => beta.sample(draws),
            Err(error) => unreachable!("counts of swipes are positive and finite: {error}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use firedrill_sim::Seed;

    use super::*;

    #[test]
    fn a_success_raises_alpha_and_a_failure_beta_of_that_arm_alone() {
        let mut bandit = Bandit::new(2);
        bandit.learn(1, true);
        bandit.learn(1, true);
        bandit.learn(1, false);
        assert_eq!(bandit.posterior(0), Posterior::UNIFORM);
        assert_eq!(bandit.posterior(1), Posterior { alpha: 3.0, beta: 2.0 });
    }

    #[test]
    fn a_spoilt_arm_is_never_chosen_until_it_is_mended() {
        let mut bandit = Bandit::new(2);
        (0..50).for_each(|_| bandit.learn(1, true));
        let good = bandit.clone();
        bandit.spoil(1);
        let mut draws = Stream::open(Seed(1), "bandit");
        assert!((0..100).all(|_| bandit.choose(&mut draws) == 0));
        bandit.mend(&good);
        assert_eq!((bandit.spoilt(), bandit.posterior(1)), (0, good.posterior(1)));
    }

    #[test]
    fn an_arm_known_to_be_better_is_chosen() {
        let mut bandit = Bandit::new(2);
        for _ in 0..200 {
            bandit.learn(0, false);
            bandit.learn(1, true);
        }
        let mut draws = Stream::open(Seed(1), "bandit");
        assert!((0..100).all(|_| bandit.choose(&mut draws) == 1));
    }
}
