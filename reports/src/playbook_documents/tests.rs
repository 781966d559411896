//! Documents of runs made by hand: how they read, and what stays out of them.

use firedrill_judge::{Property, Verdict, Violation};
use firedrill_model::Transition;
use firedrill_model::nouns::{Bytes, HealthMetrics, Phase};
use firedrill_protocol::{Breakdown, BreakdownKind};
use firedrill_scenarios::{Outcome, Plan, is_hidden};
use firedrill_sim::Time;
use serde_json::Value;

use super::Documents;
use crate::examples::{self, snapshot};
use crate::reproduction::Reproduction;
use crate::substitute::Substitute;

fn documents(plan: &Plan, outcome: &Outcome) -> Documents {
    Documents::of(plan, outcome, &Reproduction::of_seed("memory-leak-critical", plan.seed))
}

#[test]
fn every_document_of_a_short_run_reads_well() {
    let (plan, outcome) = examples::short_run();
    let documents = documents(&plan, &outcome);
    snapshot("documents_md", &documents.to_markdown());
    snapshot("documents_html", &documents.to_html());
    snapshot("documents_json", &documents.to_json());
}

/// What a file could say to have more than text in a document.
const HOSTILE: &str = "<script>alert(1)</script>|**x**\u{1b}[2J\u{202e}\u{9b}`` ```\n# h1\n- x & \"y\" 'z' \
                       [a](javascript:b) ![i](https://e/i.png) <img src=x onerror=y> </code></pre>";

/// A short run in which whatever a file or a stranger can write is hostile.
fn hostile() -> Documents {
    let (mut plan, mut outcome) = examples::short_run();
    let text = || HOSTILE.to_owned();
    (plan.title, plan.device) = (text(), text());
    let violation = |property| Violation {
        property,
        at: Time::ZERO,
        about: text(),
        phase: Phase::Recovering,
        incident: None,
    };
    outcome.judgement.violations =
        vec![violation(Property::RespondsInTime), violation(Property::RestoresInTime)];
    let breakdown =
        Breakdown { kind: BreakdownKind::Exited, about: text(), stderr: vec![text(), text()] };
    outcome.judgement.verdict = Verdict::Broken { at: Time::ZERO, breakdown };
    let foreign = Substitute::Foreign { name: text(), command: text(), reply_timeout: None };
    let reproduction = Reproduction::of_plan(HOSTILE).with(Some(&foreign));
    Documents::of(&plan, &outcome, &reproduction)
}

fn is_safe(text: &str) -> bool {
    !text.chars().any(|character| character != '\n' && is_hidden(character))
}

#[test]
fn nothing_that_a_file_says_becomes_html() {
    let html = hostile().to_html();
    assert!(is_safe(&html));
    for tag in ["<script", "<img", "javascript:b\"", "</code></pre> ", "src=x o\""] {
        assert!(!html.contains(tag), "{tag}");
    }
    // As often as in a document of the same shape that says nothing hostile.
    let (plan, outcome) = examples::short_run();
    let harmless = documents(&plan, &outcome).to_html();
    let tags = |html: &str, tag: &str| html.matches(tag).count();
    assert_eq!(tags(&html, "<h"), tags(&harmless, "<h"));
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;|**x**\\u{1b}[2J"));
}

#[test]
fn nothing_that_a_file_says_becomes_markdown() {
    let markdown = hostile().to_markdown();
    assert!(is_safe(&markdown));
    let (plan, outcome) = examples::short_run();
    let harmless = documents(&plan, &outcome).to_markdown();
    let headings = |text: &str| text.lines().filter(|line| line.starts_with('#')).count();
    assert_eq!(headings(&markdown), headings(&harmless));
    // Outside code, nothing of it is bare.
    let prose = markdown.lines().filter(|line| line.contains("script") && !line.contains("``` "));
    for line in prose.filter(|line| !line.contains("```")) {
        assert!(line.contains("\\<script\\>") && line.contains("\\|\\*\\*x\\*\\*"), "{line}");
    }
    assert!(markdown.contains("**Scenario**: \\<script\\>alert(1)\\</script\\>"), "{markdown}");
}

#[test]
fn json_says_exactly_what_a_file_says_and_moves_no_cursor() {
    let json = hostile().to_json();
    assert!(is_safe(&json));
    let value: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["run"]["title"], HOSTILE);
    assert_eq!(value["run"]["protocol"]["command"], HOSTILE);
}

fn only_run(mut campaign: examples::Campaign, scenario: usize, trial: usize) -> (Plan, Outcome) {
    let (plan, _) = examples::short_run();
    (plan, campaign.results.remove(scenario).trials.remove(trial).outcome)
}

#[test]
fn a_run_without_an_incident_says_so_and_whether_the_alarm_was_false() {
    let (plan, outcome) = only_run(examples::campaign(), 1, 0);
    let text = documents(&plan, &outcome).to_markdown();
    assert!(text.contains("No incident happened, so there is none to report."), "{text}");
    assert!(!text.contains("## ") && !text.contains("false alarm"), "{text}");

    let (plan, mut outcome) = examples::short_run();
    outcome.judgement.incidents.clear();
    let text = documents(&plan, &outcome).to_markdown();
    let alarm = "from 01m19.000s on (memory-leak-emergency): a false alarm.";
    assert!(text.contains(alarm), "{text}");
}

#[test]
fn each_verdict_has_its_sentence() {
    let sentence =
        |(plan, outcome): (Plan, Outcome)| documents(&plan, &outcome).run.verdict.join("\n");
    let said = [
        sentence(only_run(examples::campaign(), 0, 0)),
        sentence(only_run(examples::campaign(), 2, 0)),
        sentence(only_run(examples::campaign(), 3, 1)),
        sentence(only_run(examples::broken_campaign(), 0, 1)),
        sentence(only_run(examples::infeasible_campaign(true), 0, 0)),
        sentence(only_run(examples::infeasible_campaign(false), 0, 0)),
    ];
    snapshot("documents_verdicts", &said.join("\n\n"));
}

#[test]
fn without_a_record_the_judge_still_says_what_it_knows() {
    let (plan, mut outcome) = examples::short_run();
    outcome.record = None;
    let text = documents(&plan, &outcome).to_markdown();
    assert!(text.contains("**Minimum Performance**: not recorded"), "{text}");
    assert!(text.contains("Nothing was recorded of this run."), "{text}");
    assert!(text.contains("**Detection Time**: 01m19.000s"), "{text}");
}

#[test]
fn an_emergency_that_was_on_already_is_not_first_announced_at_the_onset() {
    let (plan, mut outcome) = examples::short_run();
    let said = |outcome: &Outcome| documents(&plan, outcome).to_markdown();
    let first = "- 01m19.000s: detection: the protocol first says so\n";
    assert!(said(&outcome).contains(first));
    // The emergency of another incident was still on.
    outcome.judgement.incidents[0].onset = Time::from_nanos(79_500_000_000);
    outcome.judgement.incidents[0].detection = Some(Time::from_nanos(79_500_000_000));
    let text = said(&outcome);
    let already = "- 01m19.500s: detection: the protocol was in emergency mode already\n";
    assert!(text.contains(already), "{text}");
}

#[test]
fn a_message_drafted_after_the_restoration_has_the_figures_of_then() {
    let (plan, mut outcome) = examples::short_run();
    let record = outcome.record.as_mut().unwrap();
    let sample = |at: u64, memory: u64| {
        let before = record.iter().find_map(|entry| match entry.transition {
            Transition::Sampled(sample) => Some(sample),
            _ => None,
        });
        let memory_usage = Some(Bytes::mb(memory));
        let sampled = Transition::Sampled(HealthMetrics { memory_usage, ..before.unwrap() });
        examples::entry_at_second((at, &sampled))
    };
    // Restored at second 125, between two samples.
    let samples = [sample(124, 230), sample(126, 181), sample(127, 182)];
    record.splice(9..9, samples);
    let text = documents(&plan, &outcome).to_markdown();
    assert!(text.contains("- Memory Baseline: met (181MB)\n"), "{text}");
    assert!(text.contains("memory up to 230MB\n"), "{text}");
}

#[test]
fn what_is_sent_again_is_one_message_that_says_so() {
    let (plan, mut outcome) = examples::short_run();
    let record = outcome.record.as_mut().unwrap();
    let is_alert =
        |entry: &firedrill_scenarios::Entry| matches!(entry.transition, Transition::NoticeSent(_));
    let alert = record.iter().find(|entry| is_alert(entry)).unwrap().transition;
    let again = |at| examples::entry_at_second((at, &alert));
    let said = |outcome: &Outcome| {
        let text = documents(&plan, outcome).to_markdown();
        assert_eq!(text.matches("PERFORMANCE EMERGENCY** ").count(), 1, "{text}");
        text.lines().find(|line| line.starts_with("Sent at")).unwrap().to_owned()
    };
    record.insert(9, again(90));
    let once = "Sent at 01m19.000s to engineering-lead, and again at 01m30.000s, as it was not \
                known to have arrived.";
    assert_eq!(said(&outcome), once);
    outcome.record.as_mut().unwrap().insert(10, again(95));
    let twice = "Sent at 01m19.000s to engineering-lead, and again 2 times, last at 01m35.000s, as it \
                 was not known to have arrived.";
    assert_eq!(said(&outcome), twice);
}

#[test]
fn a_cause_that_is_still_there_has_no_end_from_which_time_could_run() {
    let (plan, mut outcome) = examples::short_run();
    let said = |outcome: &Outcome| documents(&plan, outcome).to_markdown();
    let ended = "the longest part was from the end of the cause to restoration, 41.0 s";
    assert!(said(&outcome).contains(ended));
    // It comes again, as a release may bring it, and stays.
    let again = examples::entry_at_second((90, &Transition::FaultBegan(0)));
    outcome.record.as_mut().unwrap().insert(9, again);
    let text = said(&outcome);
    assert!(text.contains("the longest part was from response to restoration, 45.0 s"), "{text}");
}
