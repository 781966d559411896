//! Whole pictures, looked at as a reader would: with a ruler, and for what is in the way of what.

mod extremes;
mod files;
mod overlaps;
mod ruler;

use firedrill_protocol::EmergencyRecoveryProtocol;
use firedrill_scenarios::{Entry, Outcome, Plan, Recording, run, suites};

use super::scene::Scene;
use super::window::Window;
use crate::reproduction::Reproduction;

fn real(reference: &str) -> (Plan, Outcome) {
    let (name, seed) = reference.split_once('@').unwrap();
    let plan = Plan::draw(&suites::scenario(name).unwrap(), seed.parse().unwrap());
    let outcome = run(&plan, EmergencyRecoveryProtocol::briefed, Recording::Keep).unwrap();
    (plan, outcome)
}

fn reproduction(plan: &Plan) -> Reproduction {
    Reproduction::of_seed(plan.scenario.as_str(), plan.seed)
}

fn scene(plan: &Plan, outcome: &Outcome) -> Scene {
    super::scene(plan, outcome, &reproduction(plan)).unwrap()
}

fn shown<'a>(plan: &Plan, outcome: &'a Outcome) -> Vec<&'a Entry> {
    let window = Window::of(plan, outcome);
    let record = outcome.record.iter().flatten();
    record.filter(|entry| window.from <= entry.at && entry.at <= window.until).collect()
}

fn texts(scene: &Scene) -> Vec<&str> {
    scene.labels.iter().map(|label| label.text.as_str()).collect()
}
