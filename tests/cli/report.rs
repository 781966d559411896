//! `report`.

use serde_json::Value;

use crate::foreign::misbehaving;
use crate::{firedrill, firedrill_in, folder, scenario};

#[test]
fn a_run_is_told_in_all_documents_of_the_playbook() {
    let done = firedrill(["report", "memory-leak-critical@0x2a"]);
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    for heading in [
        "# Incident documents of memory-leak-critical@0x2a",
        "## Performance Incident Report - ____ (date)",
        "### Root Cause",
        "## Internal Alert (Slack/Teams)",
        "## App Store Team Notification",
        "## Emergency Communication to Users",
        "## Post-Incident Analysis",
    ] {
        assert!(done.out.contains(&format!("{heading}\n")), "no {heading} in {}", done.out);
    }
}

#[test]
fn a_file_is_written_instead_and_json_is_what_the_schema_says() {
    let plan = firedrill(["plan", "memory-spike-major@1"]).out;
    let folder = folder(&[("plan.json", &plan)]);
    let arguments = ["report", "plan.json", "--format", "json", "--out", "it.json"];
    let done = firedrill_in(folder.path(), arguments);
    assert_eq!((done.code, done.out.as_str(), done.err.as_str()), (0, "", ""));
    let text = std::fs::read_to_string(folder.path().join("it.json")).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document["run"]["replay"], "firedrill replay plan.json");
    let schema: Value = serde_json::from_str(&firedrill(["schema", "report"]).out).unwrap();
    assert!(jsonschema::draft202012::new(&schema).unwrap().is_valid(&document));
    let done = firedrill_in(folder.path(), ["report", "plan.json", "--out", "no/such/it.md"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("`no/such/it.md` cannot be written"), "{}", done.err);
}

#[test]
fn html_is_html() {
    let done = firedrill(["report", "memory-spike-major@1", "--format", "html"]);
    assert_eq!(done.code, 0);
    assert!(done.out.starts_with("<!DOCTYPE html>\n") && done.out.ends_with("</html>\n"));
}

#[test]
fn what_failed_is_in_the_documents_and_not_in_the_exit_code() {
    let hurried = "[playbook]\nseverities.critical.response_time = \"1ms\"\n\n[expect]";
    let text = scenario("deadlock-critical").replace("[expect]", hurried);
    let folder = folder(&[("deadlock-critical.toml", &text)]);
    let done = firedrill_in(folder.path(), ["report", "deadlock-critical.toml@1"]);
    assert_eq!(done.code, 0);
    assert!(done.out.contains("\nFailed: responds-in-time at "), "{}", done.out);
    assert!(done.out.contains("- [ ] Keep responds-in-time ("), "{}", done.out);
}

#[test]
fn an_alert_that_nobody_was_sent_is_drafted_and_says_so() {
    let run = ["report", "memory-leak-critical@1", "--weakness", "alert-never-sent"];
    let done = firedrill(run);
    assert_eq!(done.code, 0);
    let alert = done.out.split("## Internal Alert (Slack/Teams)\n\n").nth(1).unwrap();
    let about = alert.lines().next().unwrap();
    assert!(about.starts_with("Draft, as things stood at "), "{about}");
    let why = "Nobody was sent this in the run, though the playbook calls for it.";
    assert!(about.ends_with(why), "{about}");
    assert!(done.out.contains("--weakness alert-never-sent`"), "{}", done.out);
}

#[test]
fn a_foreign_protocol_that_breaks_down_is_told_as_far_as_it_came() {
    let protocol = misbehaving("crash-noisily");
    let done = firedrill(["report", "memory-leak-critical@1", "--protocol", &protocol]);
    assert_eq!(done.code, 5, "{}", done.err);
    assert!(done.out.contains("\nBroken: the protocol under test broke down (exited)."));
    assert!(done.out.contains("\nNo incident happened by then"), "{}", done.out);
    assert!(!done.out.contains('\u{1b}'));
}

#[test]
fn the_report_is_no_replay() {
    let done = firedrill(["replay", "healthy-hour@1", "--report"]);
    assert_eq!((done.code, done.out.as_str()), (2, ""));
}
