//! The sampler's figures against those that the app's descriptions give.

use firedrill_model::app::{PassConditions, Sampler};
use firedrill_sim::{Seed, Time};

/// Costs of many passes at the usual frequency with this many jobs in the store, in order.
fn passes_ms(jobs: u64) -> Vec<f64> {
    let mut sampler = Sampler::new(Seed(1));
    let at_rest = sampler.cache().jobs().0;
    sampler.cache_mut().jobs_arrive(jobs - at_rest);
    while sampler.cache().jobs().1 > 0 {
        pass_ms(&mut sampler);
    }
    let mut passes: Vec<_> = (0..20_000).map(|_| pass_ms(&mut sampler)).collect();
    passes.sort_by(f64::total_cmp);
    passes
}

fn pass_ms(sampler: &mut Sampler) -> f64 {
    sampler.begin_pass(Time::ZERO, &PassConditions::default())
}

fn percentile(sorted: &[f64], per_cent: usize) -> f64 {
    sorted[sorted.len() * per_cent / 100]
}

#[track_caller]
fn check_close(got: f64, documented: f64, tolerance: f64) {
    assert!((got / documented - 1.0).abs() < tolerance, "{got} ms, documented {documented} ms");
}

#[test]
fn passes_under_the_stress_load_take_what_was_observed() {
    let passes = passes_ms(10_000);
    for (per_cent, documented_ms) in [(50, 10.1), (95, 12.9), (99, 14.2)] {
        check_close(percentile(&passes, per_cent), documented_ms, 0.03);
    }
}

#[test]
fn the_phases_of_a_load_test_cost_more_the_more_jobs_they_hold() {
    // Warm-up, recovery, sustained and stress, as parts of the load target of 8,000 jobs.
    let medians = [0.8, 0.9, 1.1, 1.3].map(|load| percentile(&passes_ms((load * 8e3) as u64), 50));
    assert!(medians.is_sorted(), "{medians:?}");
    assert!(medians[0] < 8.0 && medians[3] > 10.0, "{medians:?}");
}

#[test]
fn a_cold_pass_and_a_first_call_cost_what_is_documented() {
    let mean = |mut prepare: Box<dyn FnMut(&mut Sampler)>| {
        let mut sampler = Sampler::new(Seed(2));
        let mut pass = || {
            prepare(&mut sampler);
            pass_ms(&mut sampler)
        };
        (0..500).map(|_| pass()).sum::<f64>() / 500.0
    };
    check_close(mean(Box::new(Sampler::clear_cache)), 15.3, 0.01);
    check_close(mean(Box::new(|sampler| sampler.relaunch(true))), 25.0, 0.01);
}

#[test]
fn a_full_cache_would_cost_the_documented_warm_pass() {
    // Nothing warms a deck fully, so the line through two hit rates says what one would cost.
    let mean_at = |hits: f64| {
        let mut sampler = Sampler::new(Seed(3));
        let pass = PassConditions { most_hits: Some(hits), ..PassConditions::default() };
        (0..2000).map(|_| sampler.begin_pass(Time::ZERO, &pass)).sum::<f64>() / 2000.0
    };
    let (none, half) = (mean_at(0.0), mean_at(0.5));
    check_close(none - 2.0 * (none - half), 3.2, 0.05);
}

#[test]
fn a_launch_knows_what_was_persisted_and_no_more() {
    let learn = |sampler: &mut Sampler, swipes: usize| {
        for _ in 0..swipes {
            pass_ms(sampler);
            sampler.learn(Time::ZERO, None);
        }
    };
    let regret_after = |persist: bool| {
        let of = |seed| {
            let mut sampler = Sampler::new(Seed(seed));
            learn(&mut sampler, 400);
            if persist {
                sampler.persist();
            }
            sampler.relaunch(true);
            let before = sampler.regret();
            learn(&mut sampler, 50);
            sampler.regret() - before
        };
        (1..=20).map(of).sum::<f64>()
    };
    let (kept, lost) = (regret_after(true), regret_after(false));
    assert!(lost > 2.0 * kept, "{kept} persisted, {lost} not");
}
