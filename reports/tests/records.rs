//! Records of real runs: written, read, compared, truncated, spoilt.

#![allow(clippy::unwrap_used, reason = "a test that cannot run its scenario fails")]

use std::convert::Infallible;
use std::sync::OnceLock;

use firedrill_protocol::EmergencyRecoveryProtocol;
use firedrill_reports::Palette;
use firedrill_reports::record::{
    Piece, RecordComparison, RecordError, RecordProblem, RecordReader, compare, difference, pieces,
    record, record_schema,
};
use firedrill_scenarios::{Outcome, Plan, Recording, run, suites};
use firedrill_sim::Seed;
use proptest::prelude::*;

fn plan(scenario: &str, seed: u64) -> Plan {
    Plan::draw(&suites::scenario(scenario).unwrap(), Seed(seed))
}

fn rehearse(plan: &Plan) -> Outcome {
    run(plan, EmergencyRecoveryProtocol::briefed, Recording::EveryEvent).unwrap()
}

fn text_of(plan: &Plan) -> String {
    record(plan, &rehearse(plan), None)
}

/// A short run with a fault, an incident, actions and notices in it.
fn specimen() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| text_of(&plan("memory-spike-major", 1)))
}

/// Its first lines, with every kind of line but the last.
fn beginning() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| specimen().split_inclusive('\n').take(60).collect())
}

fn read(bytes: &[u8]) -> Result<Vec<Piece>, RecordError> {
    let (mut reader, mut found) = (RecordReader::default(), vec![]);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        reader.push(line)?;
        found.extend(std::iter::from_fn(|| reader.pop()));
    }
    reader.finish()?;
    Ok(found)
}

fn compared(a: &Plan, b: &Plan) -> RecordComparison {
    let (x, y) = (rehearse(a), rehearse(b));
    let (x, y) = (pieces(a, &x, None), pieces(b, &y, None));
    compare(x.map(Ok::<_, Infallible>), y.map(Ok)).unwrap()
}

fn told(comparison: &RecordComparison) -> String {
    difference(comparison, ["one", "other"], &Palette::PLAIN, None)
}

const SEVERAL: [(&str, u64); 5] = [
    ("healthy-hour", 1),
    ("memory-leak-critical", 42),
    ("nan-readings-during-leak", 1),
    ("clean-up-fails", 1),
    ("swarm-everything", 15),
];

#[test]
fn what_is_written_is_read_back() {
    for (scenario, seed) in SEVERAL {
        let plan = plan(scenario, seed);
        let outcome = rehearse(&plan);
        let written: Vec<_> = pieces(&plan, &outcome, None).collect();
        let read = read(record(&plan, &outcome, None).as_bytes()).unwrap();
        assert_eq!(read.len() as u64, outcome.events + 2, "{scenario}");
        for (read, written) in read.iter().zip(&written) {
            assert_eq!(read, written, "{scenario}");
        }
    }
}

#[test]
fn every_line_is_what_the_schema_says() {
    let validator = jsonschema::draft202012::new(&record_schema()).unwrap();
    for (scenario, seed) in SEVERAL {
        for line in text_of(&plan(scenario, seed)).lines() {
            let value = serde_json::from_str(line).unwrap();
            if let Err(error) = validator.validate(&value) {
                panic!("{line}: {error}");
            }
        }
    }
    for line in [
        r#"{"event":1,"at_ns":0,"at":"00m00.000s","part":"user","digest":"0x1","drawn":{}}"#,
        r#"{"happened":"reboot","says":""}"#,
        r#"{"happened":"deadlocked"}"#,
        "[]",
    ] {
        assert!(!validator.is_valid(&serde_json::from_str(line).unwrap()), "{line}");
    }
}

#[test]
fn the_example_in_the_document_is_the_beginning_of_its_run() {
    let document = include_str!("../../docs/records.md");
    let example = document.split("```").find_map(|block| block.strip_prefix("jsonl\n")).unwrap();
    let value = |line: &str| {
        let mut value: serde_json::Value = serde_json::from_str(line).unwrap();
        // How a thing is said is no part of the format.
        value.as_object_mut().unwrap().remove("says");
        value
    };
    let text = text_of(&plan("memory-leak-critical", 42));
    let mut lines = text.lines().map(value);
    assert!(example.lines().count() >= 8, "{example}");
    for shown in example.lines() {
        assert!(lines.any(|line| line == value(shown)), "no line is, in this order: {shown}");
    }
}

#[test]
fn a_run_and_itself_are_the_same() {
    let plan = plan("memory-leak-critical", 42);
    let comparison = compared(&plan, &plan);
    assert!(comparison.is_same() && comparison.must_be_same());
    let text = told(&comparison);
    assert!(text.ends_with("\nthe same: 3,474 events, digest 0x421ec0090d9afe3c\n"), "{text}");
}

#[test]
fn a_changed_parameter_is_named_and_the_runs_part_where_its_fault_is_felt() {
    let one = plan("memory-leak-critical", 42);
    let json = one.to_json().replace("19708928B/s", "19708929B/s");
    let other = Plan::from_json("other", json.as_bytes()).unwrap();
    assert_ne!(one, other);
    let comparison = compared(&one, &other);
    assert!(!comparison.is_same() && !comparison.must_be_same());
    let text = told(&comparison);
    assert!(
        text.contains("plan.fault 1 (leak).rate: 19708928B/s in A, 19708929B/s in B"),
        "{text}"
    );
    // The fault begins at 73.751 s.
    let began = " began: leak of image-cache at 18.8 MB/s\n";
    let (before, after) = text.split_once("from there, in A:").unwrap();
    assert!(before.contains(began), "{text}");
    assert!(!after.contains(began), "{text}");
    assert!(text.contains(" at 01m13.9"), "{text}");
}

#[test]
fn a_fault_that_comes_later_parts_the_runs_where_it_came_before() {
    let one = plan("memory-leak-critical", 42);
    let json = one.to_json().replace("73.751s", "80s");
    let text = told(&compared(&one, &Plan::from_json("other", json.as_bytes()).unwrap()));
    assert!(text.contains("event 300 at 01m13.751s in faults: the time differs"), "{text}");
}

/// A reader that has read this much of the specimen says this.
fn problem(text: &str) -> String {
    read(text.as_bytes()).unwrap_err().to_string()
}

#[test]
fn a_record_is_truncated_wherever_it_is_cut() {
    let text = specimen();
    let ends: Vec<_> = text.match_indices('\n').map(|(at, _)| at + 1).collect();
    let (last, rest) = ends.split_last().unwrap();
    assert_eq!(*last, text.len());
    for cut in rest.iter().step_by(97).chain(rest.last()) {
        for cut in [*cut, cut + 10] {
            let error = read(&text.as_bytes()[..cut]).unwrap_err();
            assert!(matches!(error.problem, RecordProblem::Truncated { .. }), "{error}");
        }
    }
    let head = &text[..ends[0]];
    let begin = "1:1: the record is truncated after event 0: its last line";
    assert!(problem(head).starts_with(begin), "{}", problem(head));
}

#[test]
fn an_event_in_which_too_much_happens_is_refused_before_it_fills_the_memory() {
    let lines: Vec<_> = beginning().split_inclusive('\n').collect();
    let happened = lines.iter().position(|line| line.starts_with("{\"happened\"")).unwrap();
    let again = lines[happened].repeat(10_000);
    let text = format!("{}{again}", lines[..=happened].concat());
    assert!(problem(&text).contains("more happens in event"), "{}", problem(&text));
}

#[test]
fn what_is_wrong_is_said_with_its_line_and_column() {
    let text = specimen();
    let check = |from: &str, to: &str, expected: &str| {
        assert!(text.contains(from), "{from}");
        let said = problem(&text.replacen(from, to, 1));
        assert!(said.starts_with(expected), "{said}");
    };
    assert_eq!(problem(""), "1:1: the record is empty");
    check("\"record\":1", "\"record\":2", "1:2: it has record format 2, this version of");
    check("\"record\":1", "\"format\":1", "1:1: a record begins with a line like {\"record\":1,");
    check("\"event\":1,", "\"event\":1", "2:11: expected `,` or `}`");
    check("\"event\":1,", "\"event\":3,", "2:1: event 3 cannot follow event 0");
    check("\"event\":1,", "\"event\":1,\"x\\u001b\":2,", r"2:1: there is no `x\u{1b}` here");
    check("\"part\":\"monitor\"", "\"part\":7", "2:49: `part` must be a text");
    check("\"happened\":\"sampled\"", "\"happened\":\"dreamt\"", "3:2: nothing is called `dreamt`");
    check("\"taken_at_ns\":1000000000,", "", "3:1: `taken_at_ns` is missing");
    check("\n{\"truth\"", "\n\n{\"truth\"", "4:1: the line is empty");
    check("\"end\":", "\"end\":1", &format!("{}:1: the record has ", text.lines().count()));
    let after = format!("{text}{{}}\n");
    assert!(problem(&after).contains("the record has ended on the line before"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(read(&bytes).is_err());
    }

    #[test]
    fn a_record_with_any_bytes_changed_is_read_or_refused_and_compared(
        at in any::<prop::sample::Index>(),
        bytes in prop::collection::vec(any::<u8>(), 0..8),
        removed in 0_usize..40,
    ) {
        let mut text = beginning().as_bytes().to_vec();
        let at = at.index(text.len());
        let end = (at + removed).min(text.len());
        text.splice(at..end, bytes);
        let mut reader = RecordReader::default();
        let mut found = vec![];
        for line in text.split_inclusive(|byte| *byte == b'\n') {
            if reader.push(line).is_err() {
                break;
            }
            found.extend(std::iter::from_fn(|| reader.pop()));
        }
        let mut reader = RecordReader::default();
        beginning().lines().for_each(|line| reader.push(line.as_bytes()).unwrap());
        let whole = std::iter::from_fn(|| reader.pop());
        let comparison = compare(found.into_iter().map(Ok::<_, Infallible>), whole.map(Ok));
        prop_assert!(!told(&comparison.unwrap()).is_empty());
    }
}

#[test]
fn what_both_share_is_not_nothing_because_none_of_it_is_worth_a_line() {
    // The second run's fault comes a minute and a half after the first's.
    let text = told(&compared(&plan("memory-leak-critical", 42), &plan("memory-spike-major", 42)));
    assert!(text.contains("the last event that both share: "), "{text}");
    assert!(text.contains("  before it, in both: nothing to tell\n"), "{text}");
    assert!(!text.contains("nothing happened before it"), "{text}");
}
