//! What the statistics promise, held to every outcome of small samples.
//!
//! How often an interval covers the truth is not estimated here but counted: each possible outcome,
//! with its probability from Pascal's triangle, which shares no line with the code under test.

#![allow(clippy::unwrap_used, reason = "a test whose numbers are out of range fails")]

use firedrill_campaign::statistics::{
    Better, Binomial, Confidence, Interval, Paired, Proportion, Quantiles,
};
use proptest::prelude::*;

/// Sums of a few dozen terms are rounded about so much.
const ROUNDING: f64 = 1e-12;

fn by_hand(of: u64, chance: f64, hits: u64) -> f64 {
    let choices = (0..hits).fold(1.0, |c, i| c * (of - i) as f64 / (i + 1) as f64);
    let product = |base: f64, times: u64| (0..times).fold(1.0, |p, _| p * base);
    choices * product(chance, hits) * product(1.0 - chance, of - hits)
}

fn confidence(share: f64) -> Confidence {
    Confidence::new(share).unwrap()
}

fn proportion(hits: u64, of: u64) -> Proportion {
    Proportion::new(hits, of).unwrap()
}

/// How often an interval covers the chance, over all outcomes of so many trials.
fn covered(of: u64, chance: f64, contains: impl Fn(Proportion) -> bool) -> f64 {
    let outcomes = (0..=of).filter(|hits| contains(proportion(*hits, of)));
    outcomes.map(|hits| by_hand(of, chance, hits)).sum()
}

/// The values 1 to `count`, so that a value is its own rank.
fn ranks(count: u64) -> Quantiles {
    (1..=count).map(|rank| rank as f64).collect()
}

proptest! {
    #[test]
    fn clopper_and_pearson_cover_every_chance_as_often_as_they_say(
        of in 1_u64..24, chance in 0.0..=1.0, share in 0.5..0.999,
    ) {
        let sure = confidence(share);
        let both = covered(of, chance, |seen| seen.interval(sure).contains(chance));
        let above = covered(of, chance, |seen| chance <= seen.upper_bound(sure));
        let below = covered(of, chance, |seen| chance >= seen.lower_bound(sure));
        for covered in [both, above, below] {
            prop_assert!(covered >= share - ROUNDING, "{covered} is not {share}");
        }
    }

    #[test]
    fn at_a_bound_what_was_seen_is_exactly_as_rare_as_the_confidence_leaves(
        of in 1_u64..5_000, part in 0.0..1.0, share in 0.5..0.999,
    ) {
        let hits = (of as f64 * part) as u64;
        let (seen, sure) = (proportion(hits, of), confidence(share));
        let at = |chance| Binomial::new(of, chance).unwrap();
        if hits < of {
            let rare = at(seen.upper_bound(sure)).at_most(hits);
            prop_assert!((rare / (1.0 - share) - 1.0).abs() < 1e-9, "{rare}");
        }
        if hits > 0 {
            let rare = at(seen.lower_bound(sure)).at_least(hits);
            prop_assert!((rare / (1.0 - share) - 1.0).abs() < 1e-9, "{rare}");
        }
    }

    #[test]
    fn more_hits_move_an_interval_up_and_more_confidence_widens_it(
        of in 2_u64..2_000, part in 0.0..1.0, share in 0.5..0.99,
    ) {
        let hits = ((of as f64 * part) as u64).min(of - 1);
        let of_hits = |hits, share| proportion(hits, of).interval(confidence(share));
        let (it, more, surer) =
            (of_hits(hits, share), of_hits(hits + 1, share), of_hits(hits, share + 0.009));
        prop_assert!(it.low < more.low && it.high < more.high, "{it:?} {more:?}");
        prop_assert!(surer.low <= it.low && it.high <= surer.high, "{it:?} {surer:?}");
        prop_assert!(it.contains(proportion(hits, of).estimate().unwrap()));
    }

    #[test]
    fn the_two_tails_are_all_there_is(of in 0_u64..100_000, part in 0.0..1.0, chance in 0.0..=1.0) {
        let (hits, binomial) = ((of as f64 * part) as u64, Binomial::new(of, chance).unwrap());
        let (at_most, beyond) = (binomial.at_most(hits), binomial.at_least(hits + 1));
        prop_assert!((at_most + beyond - 1.0).abs() < ROUNDING);
        prop_assert!((0.0..=1.0).contains(&at_most) && (0.0..=1.0).contains(&beyond));
        // Rounding may leave two neighbours equal, never in the wrong order by more than that.
        prop_assert!(binomial.at_most(hits + 1) >= at_most - ROUNDING);
    }

    #[test]
    fn a_binomial_quantile_inverts_the_sum(of in 0_u64..40, chance in 0.0..=1.0, share in 0.001..0.999) {
        let quantile = Binomial::new(of, chance).unwrap().quantile(share);
        let up_to = |hits: u64| -> f64 { (0..hits).map(|hits| by_hand(of, chance, hits)).sum() };
        prop_assert!(up_to(quantile + 1) >= share - ROUNDING);
        prop_assert!(up_to(quantile) < share + ROUNDING);
    }

    #[test]
    fn order_statistics_cover_a_quantile_as_often_as_they_say_and_no_narrower_ones_do(
        count in 1_u64..40, quantile in 0.01..0.99, share in 0.5..0.999,
    ) {
        let Interval { low, high } = ranks(count).interval(quantile, confidence(share)).unwrap();
        let low = if low.is_finite() { low as u64 } else { 0 };
        let high = if high.is_finite() { high as u64 } else { count + 1 };
        // With `below` values below the quantile it lies between the ranks `below` and `below + 1`.
        let chance_of = |ranks: core::ops::Range<u64>| -> f64 {
            ranks.map(|below| by_hand(count, quantile, below)).sum()
        };
        prop_assert!(chance_of(low..high.min(count + 1)) >= share - ROUNDING);
        let rest = (1.0 - share) / 2.0;
        // Each end is as far in as its half of the rest allows.
        prop_assert!(chance_of(0..low) <= rest + ROUNDING && chance_of(high..count + 1) <= rest + ROUNDING);
        prop_assert!(chance_of(0..low + 1) > rest - ROUNDING);
        prop_assert!(high == 0 || chance_of(high - 1..count + 1) > rest - ROUNDING);
    }

    #[test]
    fn a_quantile_is_the_smallest_value_with_so_many_at_or_below_it(
        values in prop::collection::vec(prop::option::weighted(0.8, -5_i8..5), 1..30),
        hundredths in 1_u32..=100,
    ) {
        let sample = Quantiles::of_possible(values.iter().map(|value| value.map(f64::from)));
        let found = sample.quantile(f64::from(hundredths) / 100.0).unwrap();
        let up_to = |limit: f64| sample.sorted().iter().filter(|value| **value <= limit).count();
        let below = |limit: f64| sample.sorted().iter().filter(|value| **value < limit).count();
        let (all, hundredths) = (sample.len(), hundredths as usize);
        prop_assert!(up_to(found) * 100 >= hundredths * all);
        prop_assert!(below(found) * 100 < hundredths * all);
        let points = sample.ecdf();
        prop_assert!(points.is_sorted_by(|a, b| a.value < b.value && a.share < b.share));
        let came = all - sample.censored();
        prop_assert_eq!(points.last().map_or(0.0, |last| last.share), came as f64 / all as f64);
    }

    #[test]
    fn the_sign_test_counts_the_ways_in_which_coins_fall_as_unevenly(
        better in 0_u32..9, worse in 0_u32..9, equal in 0_usize..9,
    ) {
        let pairs = [(2.0, 1.0)].repeat(better as usize).into_iter();
        let pairs = pairs.chain([(1.0, 2.0)].repeat(worse as usize));
        let paired = Paired::of(pairs.chain([(1.0, 1.0)].repeat(equal)), Better::Lower);
        let coins = better + worse;
        let ways = 0_u32..1 << coins;
        let apart = |heads: u32| (2 * heads).abs_diff(coins);
        let uneven = ways.filter(|way| apart(way.count_ones()) >= apart(better)).count();
        let expected = uneven as f64 / f64::from(1_u32 << coins);
        prop_assert!((paired.sign_test() - expected).abs() < ROUNDING, "{paired:?}");
    }
}
