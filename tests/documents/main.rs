//! The documents of real runs: every template of the playbook, every medium, every scenario.

#![allow(clippy::unwrap_used, reason = "a test that cannot make a run fails")]

mod html;
mod json;
mod slack;
mod template;

use std::sync::LazyLock;

use firedrill_protocol::EmergencyRecoveryProtocol;
use firedrill_reports::{Documents, Reproduction};
use firedrill_scenarios::{Plan, Recording, run, suites};
use firedrill_sim::Seed;

/// The documents of one run of an embedded scenario.
fn documents(name: &str, seed: u64) -> Documents {
    let plan = Plan::draw(&suites::scenario(name).unwrap(), Seed(seed));
    let outcome = run(&plan, EmergencyRecoveryProtocol::briefed, Recording::Keep).unwrap();
    Documents::of(&plan, &outcome, &Reproduction::of_seed(name, plan.seed))
}

/// One run of each comprehensive scenario, and of those that fail on purpose, with its name.
static MANY: LazyLock<Vec<(String, Documents)>> = LazyLock::new(|| {
    let suites = suites::ALL.iter().filter(|s| ["comprehensive", "negative"].contains(&s.name));
    let loaded: Vec<_> = suites.map(|suite| suite.load().unwrap()).collect();
    let names = loaded.iter().flat_map(|suite| suite.scenarios());
    let names = names.map(|scenario| scenario.name().as_str().to_owned());
    names.map(|name| (name.clone(), documents(&name, 1))).collect()
});

#[test]
fn a_compound_incident_reads_well() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots/documents"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let text = documents("compound-leak-and-runaway", 1).to_markdown();
    settings.bind(|| insta::assert_snapshot!("compound", text));
}
