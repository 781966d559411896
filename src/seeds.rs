//! Which seeds scenarios are run under.

use clap::Args;
use clap::builder::RangedU64ValueParser;
use firedrill_scenarios::Scenario;
use firedrill_sim::Seed;
use thiserror::Error;

/// The options that say so.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Seeds {
    /// Run this seed only, such as 0x2a or 42
    #[arg(long, value_name = "SEED", conflicts_with = "seeds")]
    seed: Option<Seed>,
    /// Run N seeds, 1 to N unless `--first-seed` is given [default: 10; of a stored incident alone, its
    /// own]
    #[arg(
        long,
        value_name = "N",
        value_parser = RangedU64ValueParser::<u64>::new().range(1..=100_000)
    )]
    seeds: Option<u64>,
    /// Begin with this seed, and go on with those after it
    ///
    /// So that each night finds something new: a job that makes 2000 runs of a scenario begins with 2000
    /// times its number.
    #[arg(long, value_name = "SEED", conflicts_with = "seed")]
    first_seed: Option<Seed>,
}

/// There are not so many seeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "there are no {number} seeds from {first} on, for the last seed is {}\n  begin with a smaller one",
    Seed(u64::MAX)
)]
pub(crate) struct TooFewSeeds {
    first: Seed,
    number: u64,
}

impl Seeds {
    /// The seeds for these scenarios, in order.
    pub(crate) fn of(&self, scenarios: &[Scenario]) -> Result<Vec<Seed>, TooFewSeeds> {
        const USUAL: u64 = 10;
        let own = match scenarios {
            [only] => only.incident_seed(),
            _ => None,
        };
        let only = match (self.seed, self.seeds, self.first_seed) {
            (None, None, None) => own,
            (seed, ..) => seed,
        };
        if let Some(only) = only {
            return Ok(vec![only]);
        }
        let (first, number) = (self.first_seed.unwrap_or(Seed(1)), self.seeds.unwrap_or(USUAL));
        let last = first.0.checked_add(number - 1).ok_or(TooFewSeeds { first, number })?;
        Ok((first.0..=last).map(Seed).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(
        seed: Option<u64>,
        seeds: Option<u64>,
        first_seed: Option<u64>,
    ) -> Result<Vec<u64>, TooFewSeeds> {
        let (seed, first_seed) = (seed.map(Seed), first_seed.map(Seed));
        let seeds = Seeds { seed, seeds, first_seed }.of(&[])?;
        Ok(seeds.into_iter().map(|seed| seed.0).collect())
    }

    #[test]
    fn seeds_follow_one_another_from_the_first_on() {
        assert_eq!(of(None, Some(3), None), Ok(vec![1, 2, 3]));
        assert_eq!(of(None, Some(2), Some(4_000)), Ok(vec![4_000, 4_001]));
        assert_eq!(of(None, None, Some(0)).unwrap().len(), 10);
        assert_eq!(of(Some(42), None, None), Ok(vec![42]));
    }

    #[test]
    fn the_last_seed_is_not_passed() {
        assert_eq!(of(None, Some(2), Some(u64::MAX - 1)), Ok(vec![u64::MAX - 1, u64::MAX]));
        let error = of(None, Some(2), Some(u64::MAX)).unwrap_err().to_string();
        assert!(error.contains("no 2 seeds from 0xffffffffffffffff on"), "{error}");
    }

    #[test]
    fn a_stored_incident_has_its_own_seed_unless_another_is_asked_for() {
        let text = include_str!("../scenarios/regressions/hot-day-major-0x1f1.toml");
        let incident = Scenario::from_bytes("<text>", text.as_bytes()).unwrap();
        let of = |first_seed| {
            Seeds { seed: None, seeds: None, first_seed }.of(core::slice::from_ref(&incident))
        };
        assert_eq!(of(None), Ok(vec![Seed(0x1f1)]));
        assert_eq!(of(Some(Seed(7))).unwrap()[0], Seed(7));
    }
}
