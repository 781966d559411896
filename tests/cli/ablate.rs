//! `ablate`.

use serde_json::Value;

use crate::{Done, firedrill, firedrill_in, folder, scenario};

/// Two weaknesses in a folder of two scenarios, one of which shows one of them.
fn ablate(arguments: &[&str]) -> Done {
    let folder = folder(&[
        ("memory-spike-major.toml", scenario("memory-spike-major")),
        ("healthy-hour.toml", scenario("healthy-hour")),
    ]);
    let usual = ["ablate", ".", "--seeds", "1"];
    firedrill_in(folder.path(), usual.iter().chain(arguments))
}

/// All but what depends on the machine.
fn without_times(done: &Done) -> Value {
    let mut json: Value = serde_json::from_str(&done.out).unwrap();
    json.as_object_mut().unwrap().remove("timing").unwrap();
    json
}

#[test]
fn a_caught_weakness_is_0_and_says_which_promise_noticed_where() {
    let done = ablate(&["--only", "never-resolved", "--only", "false-alarm"]);
    assert_eq!((done.code, done.err.as_str()), (0, ""), "{}", done.out);
    assert!(done.out.contains("never-resolved  emergency-mode-ends"), "{}", done.out);
    assert!(done.out.contains("false-alarm     healthy-stays-healthy"), "{}", done.out);
    let last = done.out.lines().last().unwrap();
    assert!(last.starts_with("2 weaknesses × 2 scenarios × 1 seed: 2 caught"), "{last}");
}

#[test]
fn a_survivor_is_1_and_says_what_it_breaks() {
    let done = ablate(&["--only", "blind-to-heat", "--quiet"]);
    assert_eq!((done.code, done.err.as_str()), (1, ""));
    assert!(done.out.contains("survived: blind-to-heat"), "{}", done.out);
    assert!(done.out.contains("It breaks \"Thermal throttling active\", and none of 2 runs"));
}

#[test]
fn the_matrix_and_the_document_are_the_same_whatever_the_number_of_threads() {
    let of = |format: &[&str], jobs| {
        let weaknesses = ["--only", "never-resolved", "--only", "blind-to-heat", "--matrix"];
        ablate(&[&weaknesses[..], format, &["--jobs", jobs]].concat())
    };
    let (one, three) = (of(&["--format", "json"], "1"), of(&["--format", "json"], "3"));
    assert_eq!(without_times(&one), without_times(&three));
    let json = without_times(&one);
    assert_eq!(json["summary"]["survived"], 1);
    assert_eq!(json["weaknesses"][1]["scenarios"].as_array().unwrap().len(), 2);
    let text = of(&[], "2").out;
    assert!(text.contains("\nnever-resolved   1"), "{text}");
    assert!(text.contains("\nblind-to-heat    0"), "{text}");
}

#[test]
fn a_weakness_that_is_mistyped_is_never_looked_for() {
    let done = firedrill(["ablate", "--only", "never-resolve"]);
    assert_eq!((done.code, done.out.as_str()), (2, ""));
    assert!(done.err.contains("never-resolved"), "{}", done.err);
}

#[test]
fn every_weakness_is_listed_and_the_page_about_ablation_has_its_table() {
    let listed = firedrill(["list", "weaknesses"]).out;
    for weakness in firedrill_campaign::ablation::weaknesses() {
        assert!(listed.contains(weakness.name), "{}", weakness.name);
    }
    let page = include_str!("../../docs/ablation.md");
    let table = firedrill_reports::catalogue::weaknesses_in_markdown();
    assert!(
        page.ends_with(&table),
        "docs/ablation.md has an old table: replace it by what \
         `cargo run -p firedrill-reports --example weakness_table` prints"
    );
}

#[test]
fn what_ablation_caught_is_seen_again_in_a_replay_with_the_weakness() {
    let run =
        ["run", "memory-leak-critical", "--seeds", "1", "--quiet", "--weakness", "false-alarm"];
    let done = firedrill(run);
    assert_eq!(done.code, 1, "{}", done.out);
    let line = "firedrill replay memory-leak-critical@0x1 --weakness false-alarm";
    assert!(done.out.contains(line), "{}", done.out);
    let replay = firedrill(line.split(' ').skip(1));
    assert_eq!(replay.code, 1);
    assert!(replay.out.contains("the shipped protocol, weakened: false-alarm"), "{}", replay.out);
    assert!(replay.out.ends_with(&format!("{line}\n")), "{}", replay.out);
}

#[test]
fn an_unknown_weakness_is_refused_with_what_was_meant() {
    let done = firedrill(["run", "quick", "--weakness", "quality-kept-lo"]);
    assert_eq!((done.code, done.out.as_str()), (2, ""));
    assert!(done.err.contains("did you mean `quality-kept-low`?"), "{}", done.err);
}
