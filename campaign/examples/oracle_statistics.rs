//! Intervals, quantiles and tests of samples, for those who compute them another way.
//!
//! Reads cases, a line of JSON each, and prints what the statistics say. A value that never came is
//! null, and so is an end of an interval that is infinite.

#![allow(clippy::print_stdout, reason = "printing is what this program is for")]

use std::io::{self, BufRead};

use firedrill_campaign::statistics::{
    Better, Binomial, Confidence, Interval, Paired, Proportion, Quantiles,
};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Case {
    Binomial { of: u64, chance: f64, hits: u64 },
    Proportion { hits: u64, of: u64, confidence: f64 },
    Quantile { values: Vec<Option<f64>>, share: f64, confidence: f64 },
    Paired { was: Vec<f64>, now: Vec<f64>, confidence: f64 },
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for line in io::stdin().lock().lines() {
        let case: Case = serde_json::from_str(&line?)?;
        println!("{}", answer(case).ok_or("a case is out of range")?);
    }
    Ok(())
}

fn answer(case: Case) -> Option<Value> {
    Some(match case {
        Case::Binomial { of, chance, hits } => {
            let binomial = Binomial::new(of, chance)?;
            json!({
                "exactly": binomial.exactly(hits),
                "at_most": binomial.at_most(hits),
                "at_least": binomial.at_least(hits),
            })
        }
        Case::Proportion { hits, of, confidence } => {
            let (seen, sure) = (Proportion::new(hits, of)?, Confidence::new(confidence)?);
            json!({
                "estimate": seen.estimate(),
                "interval": ends(seen.interval(sure)),
                "upper": seen.upper_bound(sure),
                "lower": seen.lower_bound(sure),
            })
        }
        Case::Quantile { values, share, confidence } => {
            let sample = Quantiles::of_possible(values);
            let ecdf = sample.ecdf().into_iter().map(|point| (point.value, point.share));
            json!({
                "quantile": sample.quantile(share)?,
                "interval": ends(sample.interval(share, Confidence::new(confidence)?)?),
                "ecdf": ecdf.collect::<Vec<_>>(),
            })
        }
        Case::Paired { was, now, confidence } => {
            let paired = Paired::of(was.into_iter().zip(now), Better::Lower);
            json!({
                "median": paired.median_difference()?,
                "interval": ends(paired.median_interval(Confidence::new(confidence)?)),
                "sign_test": paired.sign_test(),
                "better": paired.better(),
                "worse": paired.worse(),
                "equal": paired.equal(),
            })
        }
    })
}

fn ends(interval: Interval) -> Value {
    json!([interval.low, interval.high])
}
