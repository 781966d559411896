//! Draws from every distribution, for those who know its distribution function.
//!
//! Reads cases, a line of JSON each, and prints the draws, a JSON list a case.

#![allow(clippy::print_stdout, reason = "printing is what this program is for")]

use std::io::{self, BufRead};

use firedrill_sim::{
    Beta, DistributionError, Exp, Gamma, LogNormal, Normal, Poisson, Seed, Stream, Uniform,
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    seed: u64,
    stream: String,
    draws: usize,
    law: Law,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Law {
    Uniform(f64, f64),
    Exp(f64),
    Normal(f64, f64),
    LogNormal(f64, f64),
    Gamma(f64, f64),
    Beta(f64, f64),
    Poisson(f64),
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for line in io::stdin().lock().lines() {
        let case: Case = serde_json::from_str(&line?)?;
        let mut stream = Stream::open(Seed(case.seed), &case.stream);
        let sample = sampler(&case.law)?;
        let draws: Vec<f64> = (0..case.draws).map(|_| sample(&mut stream)).collect();
        println!("{}", serde_json::to_string(&draws)?);
    }
    Ok(())
}

type Sample = Box<dyn Fn(&mut Stream) -> f64>;

fn sampler(law: &Law) -> Result<Sample, DistributionError> {
    Ok(match *law {
        Law::Uniform(low, high) => boxed(Uniform::new(low, high)?, Uniform::sample),
        Law::Exp(rate) => boxed(Exp::new(rate)?, Exp::sample),
        Law::Normal(mean, sd) => boxed(Normal::new(mean, sd)?, Normal::sample),
        Law::LogNormal(mu, sigma) => boxed(LogNormal::new(mu, sigma)?, LogNormal::sample),
        Law::Gamma(shape, scale) => boxed(Gamma::new(shape, scale)?, Gamma::sample),
        Law::Beta(alpha, beta) => boxed(Beta::new(alpha, beta)?, Beta::sample),
        Law::Poisson(mean) => {
            boxed(Poisson::new(mean)?, |poisson, stream| poisson.sample(stream) as f64)
        }
    })
}

fn boxed<D: 'static>(law: D, sample: fn(&D, &mut Stream) -> f64) -> Sample {
    Box::new(move |stream| sample(&law, stream))
}
