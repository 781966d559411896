//! Scenarios that state what fails in them.

use crate::{Done, firedrill_in, folder};

/// A heat that no action cools, stated to fail in this.
fn oven(fails: &str) -> String {
    format!(
        "name = 'oven'\ntitle = 'An oven'\nduration = '80m'\n\
         [[fault]]\nkind = 'ambient-heat'\nat = '60s'\nambient = '60C'\n\
         [expect]\nincidents = ['battery-drain-crisis']\nseverity = 'major'\nfails = ['{fails}']\n"
    )
}

fn oven_with(fails: &str, arguments: &[&str]) -> Done {
    let folder = folder(&[("oven.toml", &oven(fails))]);
    firedrill_in(folder.path(), arguments)
}

fn run_json(fails: &str) -> serde_json::Value {
    let arguments = ["run", "oven.toml", "--seed", "1", "--format", "json"];
    serde_json::from_str(&oven_with(fails, &arguments).out).unwrap()
}

#[test]
fn a_failure_as_stated_is_0_and_is_said_by_table_replay_and_json() {
    let done = oven_with("restores-in-time", &["run", "oven.toml", "--seed", "1"]);
    assert_eq!((done.code, done.err.as_str()), (0, ""), "{}", done.out);
    assert!(done.out.contains("\nfails as stated  oven "), "{}", done.out);
    assert!(done.out.contains("\n  oven  1/1  restores-in-time\n"), "{}", done.out);
    assert!(done.out.contains("1 passed (1 by failing as stated) ·"), "{}", done.out);
    let done = oven_with("restores-in-time", &["replay", "oven.toml@1"]);
    assert_eq!(done.code, 0, "{}", done.out);
    let said = [
        "passed: fails as stated, in restores-in-time\n",
        "stated        restores-in-time to fail\n",
    ];
    assert!(said.iter().all(|line| done.out.contains(line)), "{}", done.out);
    assert!(done.out.contains(", as stated: not restored in time"), "{}", done.out);
    let json = run_json("restores-in-time");
    let scenario = &json["scenarios"][0];
    assert_eq!((&scenario["standing"], &scenario["passed"]), (&"passed".into(), &1.into()));
    assert_eq!(scenario["stated_to_fail"][0], "restores-in-time");
    assert_eq!(scenario["runs"][0]["fails_as_stated"][0], "restores-in-time");
}

#[test]
fn a_property_that_held_though_stated_to_fail_is_1_and_is_named() {
    let fails = "restores-in-time', 'no-jetsam-kill";
    let done = oven_with(fails, &["run", "oven.toml", "--seed", "1"]);
    assert_eq!(done.code, 1, "{}", done.out);
    let block = "failed: oven, no-jetsam-kill, in 1 of 1 run\n  it held, though the scenario states that it fails";
    assert!(done.out.contains(block), "{}", done.out);
    let done = oven_with(fails, &["replay", "oven.toml@1"]);
    assert_eq!(done.code, 1, "{}", done.out);
    assert!(
        done.out.contains("failed: no-jetsam-kill held, though stated to fail"),
        "{}",
        done.out
    );
    let json = run_json(fails);
    assert_eq!(json["scenarios"][0]["runs"][0]["held_against_statement"][0], "no-jetsam-kill");
}
