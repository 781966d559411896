//! Runs beside a baseline: nothing where nothing changed, and everything where something did.

#![allow(clippy::unwrap_used, reason = "a test that cannot run its scenario fails")]

use firedrill_campaign::ablation;
use firedrill_campaign::gate::{
    Comparison, Gate, GateError, LeftOut, Metric, Movement, Quantile, Regressed, Tolerance,
};
use firedrill_campaign::ledger::{Heading, LedgerError, Row};
use firedrill_campaign::{Campaign, Standing};
use firedrill_protocol::{Briefing, EmergencyRecoveryProtocol, RecoveryProtocol};
use firedrill_scenarios::suites;
use firedrill_sim::{Seed, Span};

const SCENARIOS: [&str; 2] = ["memory-leak-critical", "hot-day-major"];

/// Three seeds of two scenarios.
fn campaign<P: RecoveryProtocol>(protocol: impl Fn(&Briefing) -> P + Sync) -> (Heading, Vec<Row>) {
    let scenarios = SCENARIOS.map(|name| suites::scenario(name).unwrap());
    let seeds = [Seed(1), Seed(2), Seed(3)];
    let (jobs, fail_fast, check_determinism) = (1, false, false);
    let campaign =
        Campaign { scenarios: &scenarios, seeds: &seeds, jobs, fail_fast, check_determinism };
    let results = campaign.run(protocol, |_| {}).unwrap();
    let rows = results.iter().flat_map(|result| &result.trials).map(Row::of).collect();
    (Heading::of(&scenarios, (Seed(1), Seed(3)), None), rows)
}

fn shipped() -> (Heading, Vec<Row>) {
    campaign(EmergencyRecoveryProtocol::briefed)
}

fn text(heading: &Heading, rows: &[Row]) -> String {
    let lines = rows.iter().map(Row::to_line);
    core::iter::once(heading.to_line()).chain(lines).map(|line| line + "\n").collect()
}

fn tolerance(share: f64) -> Tolerance {
    Tolerance::new(share).unwrap()
}

/// The comparison of rows with what they are now.
fn compared(heading: &Heading, was: &[Row], now: &[Row], share: f64) -> Comparison {
    Gate::open(&text(heading, was), heading, tolerance(share)).unwrap().compare(now)
}

/// Every movement of every metric of a scenario.
fn movements(comparison: &Comparison, scenario: &str) -> Vec<(Metric, Quantile, Movement)> {
    let of = |scenario_compared: &&firedrill_campaign::gate::ScenarioComparison| {
        scenario_compared.name == scenario
    };
    let scenario = comparison.scenarios.iter().find(of).unwrap();
    let metrics = scenario.metrics.iter();
    let quantiles = metrics.flat_map(|metric| {
        metric.quantiles.iter().map(|found| (metric.metric, found.quantile, found.movement))
    });
    quantiles.filter(|(_, _, movement)| *movement != Movement::None).collect()
}

#[test]
fn the_same_tree_moves_nothing_not_even_in_its_last_bit() {
    let (heading, was) = shipped();
    let (_, now) = shipped();
    let comparison = compared(&heading, &was, &now, 0.0);
    assert_eq!((comparison.runs(), comparison.same()), (6, 6));
    assert_eq!((comparison.runs_only_here, comparison.runs_only_there), (0, 0));
    assert_eq!(comparison.scenarios.len(), 2);
    assert!(comparison.regressions().is_empty());
    for scenario in &comparison.scenarios {
        assert_eq!(movements(&comparison, &scenario.name), []);
        assert_eq!(scenario.metrics.len(), Metric::ALL.len());
        for metric in &scenario.metrics {
            assert_eq!((metric.paired.equal(), metric.moved.len()), (3, 0), "{:?}", metric.metric);
        }
    }
}

#[test]
fn one_bit_of_one_run_is_seen_and_is_worse_where_nothing_is_tolerated() {
    let (heading, was) = shipped();
    for metric in [Metric::MeanMultiplier, Metric::LowestMultiplier] {
        let mut now = was.clone();
        // Of all three runs, so that the median has to move.
        for row in &mut now[..3] {
            let figures = row.figures.as_mut().unwrap();
            let value = match metric {
                Metric::MeanMultiplier => &mut figures.mean_multiplier,
                _ => &mut figures.lowest_multiplier,
            };
            *value = f64::from_bits(value.to_bits() - 1);
        }
        let expected = |movement| {
            [Quantile::Median, Quantile::P95].map(|quantile| (metric, quantile, movement))
        };
        let strict = compared(&heading, &was, &now, 0.0);
        assert_eq!(movements(&strict, SCENARIOS[0]), expected(Movement::Worse));
        assert_eq!(movements(&strict, SCENARIOS[1]), []);
        assert_eq!(strict.regressions().len(), 2);
        let usual = compared(&heading, &was, &now, Tolerance::USUAL.get());
        assert_eq!(movements(&usual, SCENARIOS[0]), expected(Movement::Within));
        assert!(usual.regressions().is_empty());
    }
}

#[test]
fn every_metric_can_regress_and_the_opposite_is_none() {
    let (heading, was) = shipped();
    let mut now = was.clone();
    for row in &mut now {
        let figures = row.figures.as_mut().unwrap();
        figures.lowest_multiplier *= 0.9;
        figures.mean_multiplier *= 0.9;
        figures.last_multiplier *= 0.9;
        for memory in [&mut figures.highest_memory, &mut figures.last_memory] {
            *memory = firedrill_protocol::Bytes::new(memory.get() / 9 * 10);
        }
        figures.highest_drain_pct_per_hour *= 1.1;
        figures.mean_drain_pct_per_hour *= 1.1;
        for incident in &mut row.incidents {
            incident.response = incident.response.map(|span| span.mul_f64(1.1));
            incident.restoration = None;
        }
    }
    for scenario in SCENARIOS {
        let worse = movements(&compared(&heading, &was, &now, 0.01), scenario);
        assert_eq!(worse.len(), 2 * Metric::ALL.len(), "{worse:?}");
        assert!(worse.iter().all(|(.., movement)| *movement == Movement::Worse), "{worse:?}");
        let better = movements(&compared(&heading, &now, &was, 0.01), scenario);
        assert_eq!(better.len(), 2 * Metric::ALL.len(), "{better:?}");
        assert!(better.iter().all(|(.., movement)| *movement == Movement::Better), "{better:?}");
    }
    assert!(compared(&heading, &now, &was, 0.01).regressions().is_empty());
    let wide = compared(&heading, &was, &now, 0.5);
    let found = wide.regressions();
    // What never comes is beyond any tolerance.
    assert!(found.iter().all(|found| matches!(found, Regressed::Quantile(_, metric, _)
        if metric.metric == Metric::Restoration)));
    assert_eq!(found.len(), 4);
}

#[test]
fn the_run_that_moved_most_comes_first() {
    let (heading, was) = shipped();
    let mut now = was.clone();
    for (row, secs) in now.iter_mut().zip([5, 50, 20]) {
        let incident = &mut row.incidents[0];
        let later = Span::from_secs(secs);
        incident.restoration = incident.restoration.map(|span| span.saturating_add(later));
    }
    let comparison = compared(&heading, &was, &now, 0.01);
    let metrics = comparison.scenarios[0].metrics.iter();
    let restoration = metrics.into_iter().find(|it| it.metric == Metric::Restoration).unwrap();
    let seeds: Vec<_> = restoration.moved.iter().map(|moved| moved.seed).collect();
    assert_eq!(seeds, [Seed(2), Seed(3), Seed(1)]);
    assert_eq!((restoration.paired.worse(), restoration.paired.equal()), (3, 0));
}

#[test]
fn a_run_that_passed_and_does_not_is_worse_and_comes_before_all_figures() {
    let (heading, was) = shipped();
    let check = |before, after, is_regression: bool| {
        let (mut was, mut now) = (was.clone(), was.clone());
        (was[4].standing, now[4].standing) = (before, after);
        let figures = now[0].figures.as_mut().unwrap();
        figures.last_multiplier /= 2.0;
        let comparison = compared(&heading, &was, &now, 0.01);
        let first = comparison.regressions()[0];
        match first {
            Regressed::Standing(scenario, change) => {
                assert!(is_regression, "{before:?} {after:?}");
                assert_eq!(
                    (scenario.name.as_str(), &change.seeds[..]),
                    (SCENARIOS[1], &[Seed(2)][..])
                );
                assert_eq!((change.was, change.now), (before, after));
            }
            Regressed::Quantile(..) => assert!(!is_regression, "{before:?} {after:?}"),
        }
    };
    check(Standing::Passed, Standing::Failed, true);
    check(Standing::Passed, Standing::Unexercised, true);
    check(Standing::Excused, Standing::Infeasible, true);
    check(Standing::Unexercised, Standing::Failed, true);
    check(Standing::Failed, Standing::Broken, true);
    check(Standing::Passed, Standing::Excused, false);
    check(Standing::Failed, Standing::Passed, false);
    check(Standing::Failed, Standing::Failed, false);
}

#[test]
fn a_protocol_that_acts_late_is_worse_than_the_shipped_one_in_what_it_does_late() {
    let (heading, was) = shipped();
    let weakness = ablation::find("late-by-a-period").unwrap();
    let (_, now) = campaign(|briefing| weakness.weaken(briefing));
    let comparison = compared(&heading, &was, &now, 0.01);
    assert!(comparison.same() < comparison.runs());
    let worse = movements(&comparison, "memory-leak-critical");
    let response = (Metric::Response, Quantile::Median, Movement::Worse);
    assert!(worse.contains(&response), "{worse:?}");
}

#[test]
fn another_engine_and_protocol_are_compared_and_what_differs_otherwise_is_left_out() {
    let (heading, was) = shipped();
    let mut theirs = heading.clone();
    theirs.engine = "0.0.9".to_owned();
    theirs.protocol = Some("an older one".to_owned());
    theirs.scenarios[1].text.0 ^= 1;
    let gate = Gate::open(&text(&theirs, &was), &heading, Tolerance::USUAL).unwrap();
    let comparison = gate.compare(&was[..2]);
    assert_eq!((comparison.engine.as_str(), comparison.runs()), ("0.0.9", 2));
    let changed = LeftOut::Changed { scenario: SCENARIOS[1].to_owned() };
    assert_eq!(comparison.left_out, [changed]);
    assert_eq!((comparison.runs_only_here, comparison.runs_only_there), (0, 1));

    let mut fewer = heading.clone();
    fewer.scenarios.pop();
    let gate = Gate::open(&text(&fewer, &was[..3]), &heading, Tolerance::USUAL).unwrap();
    let here = LeftOut::OnlyHere { scenario: SCENARIOS[1].to_owned() };
    assert_eq!(gate.compare(&was).left_out, [here]);
    let gate = Gate::open(&text(&heading, &was), &fewer, Tolerance::USUAL).unwrap();
    let there = LeftOut::OnlyThere { scenario: SCENARIOS[1].to_owned() };
    assert_eq!(gate.compare(&was[..3]).left_out, [there]);
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let (heading, was) = shipped();
    let whole = text(&heading, &was);
    let refused = |text: &str, ours: &Heading| {
        Gate::open(text, ours, Tolerance::USUAL).unwrap_err().to_string()
    };
    assert_eq!(refused("", &heading), "the ledger is empty");
    assert!(refused("[1]\n", &heading).starts_with("line 1 is no heading of a ledger"));
    for cut in (heading.to_line().len() + 1..whole.len()).step_by(331) {
        let torn = Gate::open(&whole[..cut], &heading, Tolerance::USUAL);
        assert!(matches!(torn, Err(GateError::Torn { runs: 6, .. })), "cut at {cut}");
    }
    assert!(refused(&(whole.clone() + "{"), &heading).starts_with("it is not whole: it has 6 of"));
    let corrupt =
        Gate::open(&whole.replacen("\"onset\"", "\"offset\"", 1), &heading, Tolerance::USUAL);
    assert!(matches!(corrupt, Err(GateError::Ledger(LedgerError::Row { line: 2, .. }))));
    let change = |change: &dyn Fn(&mut Heading)| {
        let mut theirs = heading.clone();
        change(&mut theirs);
        refused(&text(&theirs, &was), &heading)
    };
    let format = change(&|theirs| theirs.ledger = 9);
    assert_eq!(format, "it is a ledger of format 9, and this firedrill reads format 1");
    let algorithm = change(&|theirs| theirs.algorithm = "dice".to_owned());
    assert!(algorithm.starts_with("its draws follow from seeds by dice, these by"), "{algorithm}");
    let changed = change(&|theirs| theirs.scenarios.iter_mut().for_each(|it| it.text.0 ^= 1));
    let names = "memory-leak-critical, hot-day-major";
    assert_eq!(
        changed,
        format!("every scenario that it shares with this run has changed since: {names}")
    );
    let mut ours = heading.clone();
    ours.scenarios.iter_mut().for_each(|scenario| scenario.name += "-2");
    assert_eq!(refused(&whole, &ours), format!("it has no scenario of this run: it is of {names}"));
    let ours = Heading { seeds: (Seed(4), Seed(9)), ..heading.clone() };
    assert_eq!(
        refused(&whole, &ours),
        "it has no seed of this run: its seeds are 0x1 to 0x3, this run's 0x4 to 0x9"
    );
}
