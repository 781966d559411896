//! Each distribution against its moments and its distribution function. The distribution
//! functions are other people's (`statrs`, `special`); the seeds are fixed, so a failure is a
//! change, not bad luck.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the report")]

use firedrill_sim::{
    Beta, Exp, Gamma, LogNormal, Normal, Poisson, Seed, Stream, Uniform, det_math,
};
use special::{Beta as _, Gamma as _};
use statrs::distribution::{self as oracle, ContinuousCDF, DiscreteCDF};

const DRAWS: usize = 100_000;
/// How often a sound sampler may fail a check.
const ALPHA: f64 = 1e-4;
/// As unlikely as `ALPHA`, in standard errors of a mean.
const Z_ALPHA: f64 = 3.9;

fn draws(name: &str, count: usize, sample: impl Fn(&mut Stream) -> f64) -> Vec<f64> {
    let mut stream = Stream::open(Seed(0xf17e), name);
    (0..count).map(|_| sample(&mut stream)).collect()
}

/// The largest distance between the draws' distribution and `cdf`, over its critical value at
/// `ALPHA` (Kolmogorov and Smirnov): above 1 means rejected.
fn ks_ratio(mut draws: Vec<f64>, cdf: impl Fn(f64) -> f64) -> f64 {
    let n = draws.len() as f64;
    let critical = (-det_math::ln(ALPHA / 2.0) / (2.0 * n)).sqrt();
    draws.sort_by(f64::total_cmp);
    let mut distance: f64 = 0.0;
    let mut below = 0;
    for same in draws.chunk_by(|a, b| a == b) {
        let upto = below + same.len();
        // A draw stands for all numbers that round to it: where many do, as near 1 for a beta of
        // tiny shapes, only the neighbouring numbers bound the distribution function.
        let low = below as f64 / n - cdf(same[0].next_down());
        let high = upto as f64 / n - cdf(same[0].next_up());
        distance = det_math::max(distance, det_math::max(-low, high));
        below = upto;
    }
    distance / critical
}

/// Checks the draws' distribution function, mean and variance.
fn check(
    name: &str,
    sample: impl Fn(&mut Stream) -> f64,
    cdf: impl Fn(f64) -> f64,
    mean: f64,
    variance: f64,
) {
    let draws = draws(name, DRAWS, sample);
    check_moments(name, &draws, mean, variance);
    let ratio = ks_ratio(draws, cdf);
    assert!(ratio < 1.0, "{name}: distance of {ratio} critical values");
}

fn check_moments(name: &str, draws: &[f64], mean: f64, variance: f64) {
    let n = draws.len() as f64;
    let squares: Vec<f64> = draws.iter().map(|x| (x - mean) * (x - mean)).collect();
    for (what, values, expected) in [("mean", draws, mean), ("variance", &squares, variance)] {
        let seen = values.iter().sum::<f64>() / n;
        let spread = values.iter().map(|x| (x - seen) * (x - seen)).sum::<f64>() / n;
        let z = (seen - expected) / (spread / n).sqrt();
        assert!(z.abs() < Z_ALPHA, "{name}: {what} {seen}, expected {expected} (z = {z})");
    }
}

#[test]
fn uniform_fits() {
    for (low, high) in [(0.0, 1.0), (-3.0, 5.0)] {
        let sampler = Uniform::new(low, high).unwrap();
        let exact = oracle::Uniform::new(low, high).unwrap();
        let width = high - low;
        check(
            &format!("uniform {low} {high}"),
            |stream| sampler.sample(stream),
            |x| exact.cdf(x),
            (low + high) / 2.0,
            width * width / 12.0,
        );
    }
}

#[test]
fn exponential_fits() {
    for rate in [0.2, 1.0, 30.0] {
        let sampler = Exp::new(rate).unwrap();
        let exact = oracle::Exp::new(rate).unwrap();
        check(
            &format!("exponential {rate}"),
            |stream| sampler.sample(stream),
            |x| exact.cdf(x),
            1.0 / rate,
            1.0 / (rate * rate),
        );
    }
}

#[test]
fn normal_fits() {
    for (mean, sd) in [(0.0, 1.0), (-40.0, 0.3)] {
        let sampler = Normal::new(mean, sd).unwrap();
        let exact = oracle::Normal::new(mean, sd).unwrap();
        check(
            &format!("normal {mean} {sd}"),
            |stream| sampler.sample(stream),
            |x| exact.cdf(x),
            mean,
            sd * sd,
        );
    }
}

#[test]
fn the_tail_of_the_normal_fits() {
    // Only 0.026 % of all draws lie beyond the ziggurat's edge, too few for the check above.
    let sampler = Normal::new(0.0, 1.0).unwrap();
    let exact = oracle::Normal::new(0.0, 1.0).unwrap();
    let edge = 3.0;
    let count = 2_000_000;
    let tail: Vec<f64> = draws("normal tail", count, |stream| sampler.sample(stream).abs())
        .into_iter()
        .filter(|&x| x > edge)
        .collect();
    let beyond = 2.0 * exact.sf(edge);
    let expected = beyond * count as f64;
    let z = (tail.len() as f64 - expected) / expected.sqrt();
    assert!(z.abs() < Z_ALPHA, "{} draws beyond {edge}, expected {expected}", tail.len());
    let ratio = ks_ratio(tail, |x| 1.0 - 2.0 * exact.sf(x) / beyond);
    assert!(ratio < 1.0, "distance of {ratio} critical values");
}

#[test]
fn log_normal_fits() {
    for (mu, sigma) in [(0.0, 0.25), (2.0, 0.5)] {
        let sampler = LogNormal::new(mu, sigma).unwrap();
        let exact = oracle::LogNormal::new(mu, sigma).unwrap();
        let s2: f64 = sigma * sigma;
        check(
            &format!("log-normal {mu} {sigma}"),
            |stream| sampler.sample(stream),
            |x| exact.cdf(x),
            det_math::exp(mu + s2 / 2.0),
            det_math::exp_m1(s2) * det_math::exp(2.0 * mu + s2),
        );
    }
}

#[test]
fn a_log_normal_by_quantiles_has_these_quantiles() {
    let sampler = LogNormal::from_median_and_p95(20.0, 90.0).unwrap();
    let mut draws = draws("quantiles", DRAWS, |stream| sampler.sample(stream));
    draws.sort_by(f64::total_cmp);
    assert!((draws[DRAWS / 2] / 20.0 - 1.0).abs() < 0.02);
    assert!((draws[DRAWS * 95 / 100] / 90.0 - 1.0).abs() < 0.03);
}

#[test]
fn gamma_fits() {
    for (shape, scale) in
        [(0.05, 1.0), (0.3, 2.0), (0.999, 1.0), (1.0, 1.0), (2.5, 0.1), (400.0, 1.0)]
    {
        let sampler = Gamma::new(shape, scale).unwrap();
        check(
            &format!("gamma {shape} {scale}"),
            |stream| sampler.sample(stream),
            |x| gamma_cdf(shape, x / scale),
            shape * scale,
            shape * scale * scale,
        );
    }
}

#[test]
fn beta_fits() {
    for (a, b) in [
        (1.0, 1.0),
        (2.0, 5.0),
        (0.5, 0.5),
        (0.3, 4.0),
        (7.0, 0.8),
        (120.0, 40.0),
        (3000.0, 2.0),
        (0.01, 0.01),
        (0.01, 5.0),
    ] {
        let sampler = Beta::new(a, b).unwrap();
        let sum: f64 = a + b;
        check(
            &format!("beta {a} {b}"),
            |stream| sampler.sample(stream),
            |x| beta_cdf(a, b, x),
            a / sum,
            a * b / (sum * sum * (sum + 1.0)),
        );
    }
}

fn gamma_cdf(shape: f64, x: f64) -> f64 {
    if x > 0.0 { x.inc_gamma(shape) } else { 0.0 }
}

fn beta_cdf(a: f64, b: f64, x: f64) -> f64 {
    det_math::clamp(x, 0.0, 1.0).inc_beta(a, b, a.ln_beta(b))
}

/// Pearson's chi-square over the critical value at `ALPHA`: above 1 means rejected.
fn chi_square_ratio(draws: &[f64], mean: f64) -> f64 {
    let exact = oracle::Poisson::new(mean).unwrap();
    let n = draws.len() as f64;
    let width = det_math::max(1.0, det_math::floor(mean.sqrt() / 8.0)) as u64;
    // The cumulative probability, and the draws, up to the end of each bin.
    let mut sorted = draws.to_vec();
    sorted.sort_by(f64::total_cmp);
    let mut end = det_math::floor(det_math::max(0.0, mean - 5.0 * mean.sqrt())) as u64;
    let (mut cumulative, mut counted) = (0.0, 0);
    let (mut statistic, mut bins) = (0.0, 0);
    while cumulative < 1.0 {
        let upto = exact.cdf(end);
        let rest_is_small = (1.0 - upto) * n < 10.0;
        if (upto - cumulative) * n >= 10.0 || rest_is_small {
            // The last bin takes all that is left.
            let upto = if rest_is_small { 1.0 } else { upto };
            let seen = sorted.partition_point(|&x| rest_is_small || x <= end as f64);
            let expected = (upto - cumulative) * n;
            let excess = (seen - counted) as f64 - expected;
            statistic += excess * excess / expected;
            bins += 1;
            (cumulative, counted) = (upto, seen);
        }
        end += width;
    }
    let freedom = f64::from(bins - 1);
    statistic / oracle::ChiSquared::new(freedom).unwrap().inverse_cdf(1.0 - ALPHA)
}

#[test]
fn poisson_fits() {
    for mean in [0.01, 0.5, 3.0, 9.99, 10.0, 45.0, 1_000.0, 1e6] {
        let sampler = Poisson::new(mean).unwrap();
        let name = format!("poisson {mean}");
        let draws = draws(&name, DRAWS, |stream| sampler.sample(stream) as f64);
        check_moments(&name, &draws, mean, mean);
        let ratio = chi_square_ratio(&draws, mean);
        assert!(ratio < 1.0, "{name}: chi-square of {ratio} critical values");
    }
}

#[test]
fn the_checks_reject_a_wrong_distribution() {
    let normal = Normal::new(0.0, 1.03).unwrap();
    let gamma = Gamma::new(2.5 * 1.03, 1.0).unwrap();
    let beta = Beta::new(2.0, 5.2).unwrap();
    let exact = oracle::Normal::new(0.0, 1.0).unwrap();
    let count = 2 * DRAWS;
    let wide = draws("too wide", count, |stream| normal.sample(stream));
    assert!(ks_ratio(wide, |x| exact.cdf(x)) > 1.0);
    let large = draws("too large", count, |stream| gamma.sample(stream));
    assert!(ks_ratio(large, |x| gamma_cdf(2.5, x)) > 1.0);
    let small = draws("too small", count, |stream| beta.sample(stream));
    assert!(ks_ratio(small, |x| beta_cdf(2.0, 5.0, x)) > 1.0);

    for mean in [3.0, 45.0, 1e6] {
        let shift = det_math::sqrt(mean) * 0.03;
        let poisson = Poisson::new(mean + shift).unwrap();
        let draws = draws("too many", count, |stream| poisson.sample(stream) as f64);
        assert!(chi_square_ratio(&draws, mean) > 1.0, "poisson {mean}");
    }
}
