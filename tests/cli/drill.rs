//! `drill`.

use serde_json::Value;

use crate::{Done, firedrill, snapshot};

fn drill(arguments: &[&str]) -> Done {
    firedrill([&["drill"], arguments].concat())
}

#[test]
fn a_weeks_drill_is_the_same_on_each_of_its_days_and_by_its_seed() {
    let monday = drill(&["--date", "2026-11-23"]);
    assert_eq!((monday.code, monday.err.as_str()), (0, ""));
    assert_eq!(monday.out, drill(&["--date", "2026-11-29", "--jobs", "1"]).out);
    assert!(
        monday.out.ends_with("8 of 8 exercises passed in the drill of 2026-W48, seed 0x31798\n")
    );
    let by_seed = drill(&["--seed", "202648"]);
    assert_eq!(by_seed.out, monday.out.replace(" of 2026-W48", ""));
    assert_ne!(monday.out, drill(&["--date", "2026-11-30"]).out);
}

#[test]
fn without_a_date_it_is_todays() {
    let done = drill(&["--quiet"]);
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    assert!(done.out.starts_with("8 of 8 exercises passed in the drill of 2"), "{}", done.out);
    assert_eq!(done.out.lines().count(), 1);
}

#[test]
fn a_weakness_fails_the_drill_with_a_line_that_shows_it_again() {
    let done = drill(&["--date", "2026-11-28", "--quiet", "--weakness", "drill-trigger-ignored"]);
    assert_eq!((done.code, done.err.as_str()), (1, ""));
    let line = "firedrill replay drill-memory-triggered@0x31798 --weakness drill-trigger-ignored";
    assert!(done.out.contains(line), "{}", done.out);
    assert!(
        done.out.ends_with("\n4 of 8 exercises passed in the drill of 2026-W48, seed 0x31798\n")
    );
    let replay = firedrill(line.split(' ').skip(1));
    assert_eq!(replay.code, 1);
    assert!(replay.out.contains("triggered the emergency by hand: memory-leak-emergency"));
    assert!(replay.out.contains("answers-the-drill"), "{}", replay.out);
}

#[test]
fn the_document_fits_the_schema_that_is_printed() {
    let json =
        |arguments: &[&str]| serde_json::from_str::<Value>(&firedrill(arguments).out).unwrap();
    let schema = json(&["schema", "drill"]);
    let document = json(&["drill", "--date", "2026-11-28", "--format", "json"]);
    assert!(jsonschema::is_valid(&schema, &document));
    assert_eq!((&document["week"], &document["standing"]), (&"2026-W48".into(), &"passed".into()));
    assert_eq!(document["exercises"].as_array().unwrap().len(), 8);
}

#[test]
fn what_is_mistyped_is_never_held() {
    let mistyped: [&[&str]; 5] = [
        &["--simulate-emergency"],
        &["--date", "2026-02-30"],
        &["--date", "28.11.2026"],
        &["--date", "2026-11-28", "--seed", "1"],
        &["--format", "html"],
    ];
    let mut said = String::new();
    for arguments in mistyped {
        let done = drill(arguments);
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{arguments:?}");
        said += &format!("$ firedrill drill {}\n{}\n", arguments.join(" "), done.err);
    }
    snapshot("drill_mistyped", &said);
}
