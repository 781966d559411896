//! Plans of failures that were found once: each still reads, runs the same twice, and what it comes
//! to stands in one reviewed table. A line that changes to `passed` is a failure that was mended.

#![allow(clippy::unwrap_used, reason = "a plan that cannot be read fails the test")]

use std::fs;
use std::path::{Path, PathBuf};

use firedrill_judge::Verdict;
use firedrill_protocol::EmergencyRecoveryProtocol;
use firedrill_scenarios::{Plan, Recording, run};

fn plans() -> Vec<(String, Plan)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/regressions");
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let plan = |path: &PathBuf| {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let plan = Plan::from_json(&name, &fs::read(path).unwrap());
        (name, plan.unwrap_or_else(|error| panic!("{error}")))
    };
    paths.iter().map(plan).collect()
}

#[test]
fn every_failure_that_was_found_replays() {
    let protocol = EmergencyRecoveryProtocol::briefed;
    let plans = plans();
    assert!(plans.len() >= 2, "only {} plans: the test reads the wrong folder", plans.len());
    let row = |(name, plan): &(String, Plan)| {
        let outcome = run(plan, protocol, Recording::Discard).unwrap();
        assert_eq!(outcome, run(plan, protocol, Recording::Discard).unwrap(), "{name}");
        match &outcome.judgement.verdict {
            Verdict::Failed(first) => format!("{name}: failed, {}", first.property),
            other => format!("{name}: {}", other.name()),
        }
    };
    let rows: Vec<_> = plans.iter().map(row).collect();
    insta::with_settings!({
        snapshot_path => "../snapshots",
        prepend_module_to_snapshot => false,
        omit_expression => true,
        description => "what the plans of scenarios/regressions come to",
    }, {
        insta::assert_snapshot!("regressions", rows.join("\n"));
    });
}
