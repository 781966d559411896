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
}

impl Posterior {
    /// Every rate is as likely as any other.
    pub const UNIFORM: Self = Self { alpha: 1.0, beta: 1.0 };

    fn sample(self, draws: &mut Stream) -> f64 {
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
