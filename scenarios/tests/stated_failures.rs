//! A scenario may state what fails in it: its runs pass exactly if that fails and all else holds.

#![allow(clippy::unwrap_used, reason = "a test that cannot run its scenario fails")]

use firedrill_judge::{Judgement, Property, Verdict};
use firedrill_protocol::EmergencyRecoveryProtocol;
use firedrill_scenarios::{Plan, Recording, Scenario, run};
use firedrill_sim::Seed;

fn rehearse(text: &str) -> Judgement {
    let scenario = Scenario::from_bytes("<text>", text.as_bytes());
    let plan = Plan::draw(&scenario.unwrap_or_else(|error| panic!("{error}")), Seed(1));
    let protocol = EmergencyRecoveryProtocol::briefed;
    run(&plan, protocol, Recording::Discard).unwrap().judgement
}

/// A heat that no action cools, with these lines in `[expect]`.
fn oven(expect: &str) -> Judgement {
    rehearse(&format!(
        "name = 'oven'\ntitle = 'An oven'\nduration = '80m'\n\
         [[fault]]\nkind = 'ambient-heat'\nat = '60s'\nambient = '60C'\n\
         [expect]\nincidents = ['battery-drain-crisis']\nseverity = 'major'\n{expect}\n"
    ))
}

/// An hour in which nothing goes wrong, with this property in it.
fn quiet(property: &str, expect: &str) -> Judgement {
    rehearse(&format!(
        "name = 'quiet'\ntitle = 'Quiet'\nduration = '10m'\n\
         [[property]]\nname = 'p'\nholds = '{property}'\n[expect]\nhealthy = true\n{expect}\n"
    ))
}

#[test]
fn what_fails_as_stated_passes_and_needs_no_excuse_though_nobody_could_have_kept_it() {
    assert!(matches!(oven("").verdict, Verdict::Infeasible { allowed: false, .. }));
    let judgement = oven("fails = ['restores-in-time']");
    assert_eq!(judgement.verdict, Verdict::Passed);
    assert_eq!(judgement.violations.len(), 1);
    assert_eq!(judgement.violations[0].property, Property::RestoresInTime);
}

#[test]
fn what_holds_though_it_is_stated_to_fail_is_the_runs_failure() {
    let judgement = oven("fails = ['restores-in-time', 'no-jetsam-kill']");
    let held = vec![Property::NoJetsamKill];
    assert_eq!(judgement.verdict, Verdict::Contradicted { held });
    let judgement = quiet("always(memory <= 1GB)", "fails = ['p']");
    assert!(matches!(judgement.verdict, Verdict::Contradicted { .. }), "{:?}", judgement.verdict);
}

#[test]
fn what_fails_without_being_stated_is_judged_as_ever() {
    let judgement = oven("fails = ['no-jetsam-kill']");
    assert!(matches!(judgement.verdict, Verdict::Infeasible { .. }), "{:?}", judgement.verdict);
    let judgement = quiet("always(memory <= 1MB)", "fails = ['healthy-stays-healthy']");
    let Verdict::Failed(first) = judgement.verdict else { panic!("{:?}", judgement.verdict) };
    assert_eq!(first.property.name(), "p");
}

#[test]
fn a_formula_is_stated_by_its_name() {
    assert_eq!(quiet("always(memory <= 1MB)", "fails = ['p']").verdict, Verdict::Passed);
}

#[test]
fn a_run_without_its_incident_states_nothing() {
    let judgement = rehearse(
        "name = 'x'\ntitle = 'X'\nduration = '10m'\n[expect]\nincidents = ['memory-leak-emergency']\n\
         severity = 'minor'\nfails = ['no-jetsam-kill']\n",
    );
    assert!(matches!(judgement.verdict, Verdict::Unexercised { .. }), "{:?}", judgement.verdict);
}
