//! A month made by hand, read as people and programs read it.

use firedrill_campaign::ledger::Row;
use firedrill_campaign::month::{Findings, Month, Programme};
use firedrill_model::nouns::{
    EscalationLevel, IncidentType, Notice, NoticeId, NoticeKind, Role, Severity,
};
use firedrill_scenarios::Dispatch;
use firedrill_sim::{Span, Time};

use super::{
    NoticeCheck, Summary, SummaryError, TestedProtocol, compliance_sheet, monthly_report,
    monthly_schema, read_notices,
};
use crate::examples::{self, snapshot};

fn rows() -> Vec<Row> {
    let campaign = examples::campaign();
    let trials = campaign.results.iter().flat_map(|result| &result.trials);
    let mut rows: Vec<Row> = trials.map(Row::of).collect();
    let second = |secs| Time::ZERO + Span::from_secs(secs);
    let page = Notice {
        id: NoticeId(1),
        kind: NoticeKind::Page,
        to: Role::EngineeringLead,
        incident: IncidentType::MemoryLeakEmergency,
        severity: Severity::Critical,
        escalation: EscalationLevel::ManualIntervention,
    };
    let (sent, arrived) = (second(80), Some(second(82)));
    let missed = Dispatch { notice: page, sent, arrived, answered: None, attended: None };
    let answered = Dispatch { answered: Some(second(100)), attended: Some(second(160)), ..missed };
    rows[0].dispatches = vec![answered];
    rows[1].dispatches = vec![missed, Dispatch { arrived: None, ..missed }];
    rows
}

fn month(name: &str, rows: &[Row]) -> Summary {
    let programme = Programme::built_in(&["memory-leak-critical".to_owned()]).unwrap();
    let (plan, outcome) = examples::short_run();
    let mut notice_check = NoticeCheck::default();
    notice_check.add("memory-leak-critical@0x2a", &read_notices(&plan, &outcome));
    Summary {
        format: Summary::FORMAT,
        firedrill: "0.1.0".to_owned(),
        algorithm: "firedrill-1/chacha8".to_owned(),
        month: name.parse().unwrap(),
        date: format!("{name}-28"),
        protocol: None,
        seeds: 12,
        is_complete: true,
        findings: Findings::of(&programme, rows),
        notice_check,
    }
}

#[test]
fn a_month_reads_well() {
    let summary = month("2026-11", &rows());
    snapshot("monthly_report", &monthly_report(&summary, &[]));
    snapshot("monthly_compliance", &compliance_sheet(&summary));
}

#[test]
fn the_trend_says_what_else_changed_and_which_scenarios_pass_less() {
    let passed: Vec<Row> = rows().into_iter().take(3).collect();
    let earlier = Summary { firedrill: "0.0.9".to_owned(), ..month("2026-10", &passed) };
    let report = monthly_report(&month("2026-11", &rows()), &[earlier]);
    let said = "Since 2026-10: the version of firedrill was 0.0.9, is 0.1.0.";
    assert!(report.contains(said), "{report}");
    assert!(
        report.contains("| `memory-leak-critical` | 3 of 3, above 36.8 % at 95 % |"),
        "{report}"
    );
    let same = month("2026-10", &rows());
    let report = monthly_report(&month("2026-11", &rows()), &[same]);
    assert!(report.contains("Since 2026-10: every run is the same, event by event."), "{report}");
}

#[test]
fn a_summary_is_read_back_to_the_bit_and_is_what_its_schema_says() {
    let mut summary = month("2026-11", &rows());
    let name = "a|b\u{1b}[31m".to_owned();
    summary.protocol = Some(TestedProtocol { name, option: " --protocol 'x y'".to_owned() });
    let json = summary.to_json();
    let month: Month = "2026-11".parse().unwrap();
    assert_eq!(Summary::from_json(json.as_bytes(), month).unwrap(), summary);
    let validator = jsonschema::validator_for(&monthly_schema()).unwrap();
    let value = serde_json::from_str(&json).unwrap();
    let errors: Vec<_> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
    let report = monthly_report(&summary, &[]);
    assert!(report.contains("a\\|b") && !report.contains('\u{1b}'), "{report}");
    let replay = "`firedrill replay memory-leak-critical@0x1 --protocol 'x y'`";
    assert!(report.contains(replay), "{report}");
}

#[test]
fn what_is_no_summary_of_the_month_is_refused() {
    let json = month("2026-11", &rows()).to_json();
    let read = |text: &str| Summary::from_json(text.as_bytes(), "2026-11".parse().unwrap());
    assert!(matches!(read(&json[..json.len() / 2]), Err(SummaryError::Malformed(_))));
    assert!(matches!(read("[]"), Err(SummaryError::Malformed(_))));
    let newer = json.replace("\"format\": 1", "\"format\": 2");
    assert!(matches!(read(&newer), Err(SummaryError::Format { found: 2 })));
    let other = json.replace("2026-11", "2026-10");
    assert!(matches!(read(&other), Err(SummaryError::OtherMonth { .. })));
    let senseless = json.replace("\"of\": 12,", "\"of\": 1,");
    assert!(matches!(read(&senseless), Err(SummaryError::Senseless { .. })));
}
