//! The tokio driver decides as the simulator does: what happened to the protocol in hundreds of simulated
//! runs happens again on tokio's paused clock, and everything it wants comes out the same at the same
//! times.

#![allow(clippy::unwrap_used, reason = "a test that cannot run its scenario fails")]

#[path = "tokio_driver/recording.rs"]
mod recording;
#[path = "tokio_driver/replaying.rs"]
mod replaying;

use firedrill_scenarios::{Plan, Scenario, suites};
use firedrill_sim::Seed;

use self::recording::record;
use self::replaying::replay;

const RUNS: usize = 500;

/// Plans from every suite but the slow ones, then from swarms, a seed each.
fn plans() -> Vec<Plan> {
    let load = |name| suites::find(name).unwrap().load().unwrap().into_scenarios();
    let scenarios: Vec<Scenario> = ["quick", "comprehensive", "stress"].map(load).concat();
    let drawn = scenarios.iter().cycle().zip(1..);
    drawn.take(RUNS).map(|(scenario, seed)| Plan::draw(scenario, Seed(seed))).collect()
}

#[test]
fn the_driver_decides_the_same_at_the_same_times_as_the_simulator() {
    let plans = plans();
    assert_eq!(plans.len(), RUNS);
    let half = RUNS / 2;
    let totals = std::thread::scope(|scope| {
        let threads = [&plans[..half], &plans[half..]].map(|plans| {
            scope.spawn(|| {
                plans.iter().map(compare).fold([0; 4], |total, run| {
                    core::array::from_fn(|index| total[index] + run[index])
                })
            })
        });
        threads.map(|thread| thread.join().unwrap())
    });
    let [inputs, timeouts, outputs, relaunches] =
        core::array::from_fn(|index| totals[0][index] + totals[1][index]);
    // Whatever the runs consist of, they are no empty ones.
    assert!(inputs > 300_000, "{inputs} inputs");
    assert!(timeouts > 1_000, "{timeouts} timeouts");
    assert!(outputs > 10_000, "{outputs} outputs");
    assert!(relaunches > 50, "{relaunches} relaunches");
}

/// Runs a plan both ways; returns how much was compared.
fn compare(plan: &Plan) -> [usize; 4] {
    let run = record(plan);
    let replayed = replay(plan, &run.calls);
    let reference = plan.reference();
    for (index, (simulated, driven)) in run.outputs.iter().zip(&replayed).enumerate() {
        assert_eq!(simulated, driven, "{reference}, output {index}");
    }
    assert_eq!(run.outputs.len(), replayed.len(), "{reference}");
    let is = |of: fn(&recording::Call) -> bool| run.calls.iter().filter(|call| of(call)).count();
    [
        run.calls.len(),
        is(recording::Call::is_timeout),
        run.outputs.len(),
        is(recording::Call::is_relaunch),
    ]
}
