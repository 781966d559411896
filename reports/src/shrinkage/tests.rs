//! The report of plans that were shrunk by hand.

use core::time::Duration;

use firedrill_campaign::shrink::{
    Ending, Failure, FailureStanding, Fate, Place, Shrunk, Threshold,
};
use firedrill_judge::{Fingerprint, Property};
use firedrill_model::nouns::{IncidentType, Phase};
use firedrill_scenarios::{Plan, Scenario};
use firedrill_sim::Seed;

use super::{Shrinkage, shrinkage, shrinkage_sentence};
use crate::examples::{short_run, snapshot, without_escapes};
use crate::palette::Palette;
use crate::report::Timing;
use crate::reproduction::Reproduction;

/// Three leaks, of which the second is left, beside what is left of a burst and what is not.
const BEFORE: &str = r#"
    name = "found"
    title = "Found"
    duration = "25m"
    device = "iphone-15-pro"
    workload = "commuter"
    conditions = { ambient = "41.7C", charge = "87.8%" }
    expect.anything = true
    [[fault]]
    kind = "leak"
    at = "70s"
    component = "web-view"
    rate = "2MB/s"
    [[fault]]
    kind = "leak"
    at = "148.3s"
    for = "101s"
    component = "web-view"
    rate = "4320133B/s"
    [[fault]]
    kind = "leak"
    at = "200s"
    component = "image-cache"
    rate = "3MB/s"
    [[fault]]
    kind = "allocation-spike"
    at = "240s"
    size = "80MB"
    [[fault]]
    kind = "feed-error-burst"
    at = "301s"
    for = "90s"
    failing = "61.2%"
    [playbook]
    targets.performance_multiplier = 358.0
"#;

/// What is left of it, the numbers moved.
const AFTER: &str = r#"
    name = "found-minimal"
    title = "What is left"
    duration = "5m"
    device = "iphone-15"
    workload = "steady"
    conditions = { ambient = "38.5C", charge = "75%" }
    expect.anything = true
    [[fault]]
    kind = "leak"
    at = "60s"
    component = "image-cache"
    rate = "4299162B/s"
    [[fault]]
    kind = "feed-error-burst"
    at = "162s"
    for = "88s"
    failing = "57%"
"#;

fn plan(text: &str) -> Plan {
    let scenario = Scenario::from_bytes("<text>", text.as_bytes());
    Plan::draw(&scenario.unwrap_or_else(|error| panic!("{error}")), Seed(0x1f))
}

fn shrunk(after: &str, origins: Vec<usize>, thresholds: Vec<Threshold>, ending: Ending) -> Shrunk {
    let (_, outcome) = short_run();
    let incident = Some(IncidentType::SystemInstability);
    let fingerprint =
        Fingerprint { property: Property::RespondsInTime, phase: Phase::Verifying, incident };
    let failure = Failure { fingerprint, standing: FailureStanding::Failed };
    Shrunk { plan: plan(after), origins, outcome, failure, thresholds, runs: 1105, ending }
}

fn minimal() -> Shrunk {
    let fails = |property, phase| {
        let incident = Some(IncidentType::MemoryLeakEmergency);
        Fate::FailsOtherwise(Fingerprint { property, phase, incident })
    };
    let at = |place, fails_at, other_at, fate| Threshold { place, fails_at, other_at, fate };
    let rate = Place::Parameter { fault: 0, parameter: 1 };
    let share = Place::Parameter { fault: 1, parameter: 0 };
    let elsewhere = fails(Property::RespondsInTime, Phase::Escalated);
    let instead = fails(Property::EmergencyModeEnds, Phase::Verifying);
    let thresholds = vec![
        at(rate, 4_299_162.0, 4_194_304.0, elsewhere),
        at(share, 57.0, 56.0, Fate::Recovers),
        at(Place::Lasting { fault: 1 }, 88e9, 87e9, instead),
        at(Place::Onset { fault: 1 }, 162e9, 161e9, Fate::Unexercised),
        at(Place::Condition(0), 38.5, 38.4, Fate::Infeasible),
    ];
    shrunk(AFTER, vec![1, 4], thresholds, Ending::Minimal)
}

fn show(before: &Plan, shrunk: &Shrunk, width: Option<usize>, palette: &Palette) -> String {
    let report = Shrinkage {
        before,
        shrunk,
        timing: Timing { wall: Duration::from_millis(1310), jobs: 2 },
        reproduction: &Reproduction::of_plan("found-minimal-0x1f.toml"),
        written: &[("regression", "found-minimal-0x1f.toml".to_owned())],
        width,
    };
    shrinkage(&report, palette)
}

#[test]
fn each_number_stands_beside_what_it_was_in_the_same_fault() {
    let plain = show(&plan(BEFORE), &minimal(), None, &Palette::PLAIN);
    snapshot("shrinkage", &plain);
    snapshot("shrinkage_130_columns", &show(&plan(BEFORE), &minimal(), Some(130), &Palette::PLAIN));
    assert_eq!(without_escapes(&show(&plan(BEFORE), &minimal(), None, &Palette::COLOURED)), plain);
}

#[test]
fn before_the_end_nothing_is_said_about_neighbours() {
    let shrunk = shrunk(AFTER, vec![1, 4], vec![], Ending::OutOfBudget);
    snapshot("shrinkage_not_minimal", &show(&plan(BEFORE), &shrunk, None, &Palette::PLAIN));
}

#[test]
fn of_many_faults_that_were_left_out_the_first_are_named() {
    let (head, _) = AFTER.split_once("[[fault]]").unwrap();
    let kinds = ["kind = 'lost-wake-up'\ngap = '6ms'", "kind = 'allocation-spike'\nsize = '8MB'"];
    let mut before = head.replace("5m", "25m");
    for at in 60..77 {
        before += &format!("[[fault]]\n{}\nat = '{at}s'\n", kinds[usize::from(at % 5 == 0)]);
    }
    let shrunk = shrunk(head, vec![], vec![], Ending::Minimal);
    let report = show(&plan(&before), &shrunk, None, &Palette::PLAIN);
    snapshot("shrinkage_without_faults", &report);
}

#[test]
fn where_nothing_changed_there_is_no_table() {
    let (head, _) = AFTER.split_once("[[fault]]").unwrap();
    let shrunk = shrunk(head, vec![], vec![], Ending::Minimal);
    let report = show(&plan(head), &shrunk, None, &Palette::PLAIN);
    assert!(report.contains("\n\nno fault is needed\n\nmade "), "{report}");
    assert!(!report.contains("neighbour") && !report.contains("left out"), "{report}");
}

#[test]
fn no_line_but_of_commands_is_longer_than_the_terminal_is_wide() {
    for width in [60, 72, 80, 100, 130, 200] {
        let report = show(&plan(BEFORE), &minimal(), Some(width), &Palette::PLAIN);
        for line in report.lines().take_while(|line| !line.starts_with("made ")) {
            assert!(line.chars().count() <= width, "{width}: {line}");
        }
    }
    let unknown = show(&plan(BEFORE), &minimal(), None, &Palette::PLAIN);
    assert_eq!(unknown, show(&plan(BEFORE), &minimal(), Some(80), &Palette::PLAIN));
    assert!(!shrinkage_sentence(&plan(BEFORE), &minimal()).contains('\n'));
}
