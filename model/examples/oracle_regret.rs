//! Regret of the model's own bandit, for those who know it exactly.
//!
//! Reads cases, a line of JSON each, and prints mean and standard error of the cumulative expected
//! regret at each horizon.

#![allow(clippy::print_stdout, reason = "printing is what this program is for")]

use std::io::{self, BufRead};

use firedrill_model::app::Bandit;
use firedrill_sim::{Seed, Stream};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    seed: u64,
    /// How often each arm succeeds.
    rates: Vec<f64>,
    /// After how many choices to look, ascending.
    horizons: Vec<u32>,
    replications: u32,
}

/// Sum and sum of squares of the regret at one horizon.
#[derive(Clone, Copy, Default)]
struct Sums {
    first: f64,
    second: f64,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for line in io::stdin().lock().lines() {
        let case: Case = serde_json::from_str(&line?)?;
        let n = f64::from(case.replications);
        let results = regrets(&case).into_iter().map(|sums| {
            let mean = sums.first / n;
            let variance = (sums.second / n - mean * mean) * n / (n - 1.0);
            serde_json::json!({ "mean": mean, "standard_error": (variance / n).sqrt() })
        });
        println!("{}", serde_json::Value::from_iter(results));
    }
    Ok(())
}

fn regrets(case: &Case) -> Vec<Sums> {
    let best = case.rates.iter().copied().fold(0.0, |a, b| if b > a { b } else { a });
    let mut draws = Stream::open(Seed(case.seed), "oracle/draws");
    let mut taste = Stream::open(Seed(case.seed), "oracle/taste");
    let mut sums = vec![Sums::default(); case.horizons.len()];
    for _ in 0..case.replications {
        let mut bandit = Bandit::new(case.rates.len());
        let (mut regret, mut choices) = (0.0, 0);
        for (horizon, sums) in case.horizons.iter().zip(&mut sums) {
            while choices < *horizon {
                let arm = bandit.choose(&mut draws);
                bandit.learn(arm, taste.chance(case.rates[arm]));
                regret += best - case.rates[arm];
                choices += 1;
            }
            sums.first += regret;
            sums.second += regret * regret;
        }
    }
    sums
}
