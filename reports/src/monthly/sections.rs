//! The playbook's four points, each a section.

use firedrill_campaign::month::{
    BaselineFindings, FailureCell, Findings, MarginFindings, Rate, ScenarioFindings,
};
use firedrill_model::faults::Family;
use firedrill_model::nouns::{EscalationLevel, Severity};

use super::filling::NoticeCheck;
use super::page::{Page, code, plain};
use super::words;
use crate::figures;

/// "Full emergency scenario simulation".
pub(super) fn simulation(page: &mut Page, findings: &Findings) {
    page.heading(2, "Full emergency scenario simulation");
    incidents(page, findings);
    escalation(page, findings);
    page.heading(3, "Failures by fault family and severity");
    page.paragraph(
        "How many runs failed that had a fault of the family and came to the severity; a run counts for each of \
         its families. An empty field had no run.",
    );
    page.table(
        ["family", "no incident", "minor", "moderate", "major", "critical"],
        failure_rows(&findings.failures),
    );
    page.heading(3, "Scenario by scenario");
    page.paragraph(
        "Margins are what was left of an SLA clock's limit; in parentheses the interval of the median.",
    );
    page.table(
        [
            "scenario",
            "suite",
            "passed",
            "restoration, median",
            "least",
            "response, median",
            "least",
        ],
        findings.scenarios.iter().filter(|it| !is_self_check(it)).map(scenario_row).collect(),
    );
}

/// "Cross-team coordination testing".
pub(super) fn coordination(page: &mut Page, findings: &Findings) {
    page.heading(2, "Cross-team coordination testing");
    page.paragraph(
        "Who was told, and who answered what called for them, over all runs and over those in which nobody was \
         absent and no channel failed. Users are told by the product manager, who answers for them.",
    );
    let rows = findings.roles.iter().map(|role| {
        [
            role.role.name().to_owned(),
            words::rate(&role.told),
            words::rate(&role.answered),
            words::rate(&role.answered_undisturbed),
            words::seconds(&role.answer_s.median),
            words::seconds(&role.answer_s.p95),
            words::rate(&role.attended),
        ]
    });
    page.table(
        [
            "role",
            "notices arrived",
            "answered",
            "undisturbed",
            "answer, median",
            "95 % within",
            "done",
        ],
        rows.collect(),
    );
    page.heading(3, "Hand-overs missed");
    page.paragraph(
        "Calls that nobody answered by the end of the run, by scenario, the worst first:",
    );
    let rows = findings.missed_hand_overs.iter().take(MOST_SCENARIOS).map(|missed| {
        let (scenario, first) = (code(&missed.scenario), code(&missed.first));
        [scenario, words::rate(&missed.missed), words::rate(&missed.passed), first]
    });
    page.table(["scenario", "missed", "passed all the same", "the first"], rows.collect());
    more(page, findings.missed_hand_overs.len(), MOST_SCENARIOS, "scenario");
}

/// "Communication protocol validation".
pub(super) fn communication(page: &mut Page, findings: &Findings, check: &NoticeCheck) {
    page.heading(2, "Communication protocol validation");
    let rows = findings.communication.iter().map(|rule| {
        let first = rule.first.as_deref().map_or("-".to_owned(), code);
        let property = code(&rule.property);
        [property, words::rate(&rule.broken), figures::count(rule.excused), first]
    });
    page.table(["rule", "broken", "of which excused", "the first"], rows.collect());
    page.paragraph("What became of each notice; one that is sent again is the same:");
    let rows = findings.notices.iter().map(|notice| {
        [
            notice.kind.name().to_owned(),
            words::rate(&notice.arrived),
            words::seconds(&notice.delay_s.median),
            words::seconds(&notice.delay_s.p95),
            words::never(&notice.delay_s),
        ]
    });
    page.table(
        ["notice", "arrived", "after, median", "95 % within", "never arrived"],
        rows.collect(),
    );
    page.heading(3, "What the notices say");
    let written: u64 = check.written.iter().map(|(_, count)| count).sum();
    let silent = check.written.iter().filter(|(_, count)| *count == 0);
    let silent: Vec<_> = silent.map(|(kind, _)| kind.name().to_owned()).collect();
    let silent = match silent.is_empty() {
        true => "Every kind is among them.".to_owned(),
        false => format!("None of them is of the kind {}.", figures::listed(&silent)),
    };
    page.paragraph(format!(
        "{} notices of {} were written out word for word, and searched for fields that nothing stands for and \
         lines without an end. {silent} Left open: {}.",
        figures::count(written),
        figures::plural(check.runs.len(), "run"),
        if check.unfilled.is_empty() { "nothing" } else { "see below" },
    ));
    page.bullets(
        check.unfilled.iter().map(|open| {
            format!("{} in {}: {}", open.kind.name(), code(&open.run), plain(&open.line))
        }),
    );
}

/// "Performance baseline verification".
pub(super) fn baseline(page: &mut Page, findings: &BaselineFindings) {
    page.heading(2, "Performance baseline verification");
    page.table(
        ["what", "measured"],
        vec![
            ["a valid baseline throughout the run".to_owned(), words::rate(&findings.valid)],
            ["a baseline was learnt".to_owned(), words::rate(&findings.learning)],
            [
                "a baseline was learnt of an app that was not well".to_owned(),
                words::rate(&findings.unhealthy),
            ],
            drift("performance", &findings.performance_drift.median),
            drift("memory", &findings.memory_drift.median),
        ],
    );
    page.paragraph("Baselines learnt, by each reason of the playbook that their figures allow:");
    let rows = findings.triggers.iter().map(|found| {
        let first = found.first.as_deref().map_or("**never exercised**".to_owned(), code);
        [found.trigger.words().to_owned(), figures::count(found.baselines), first]
    });
    page.table(["trigger", "baselines", "the first"], rows.collect());
}

/// Whether a scenario checks the judge: see "Does the judge see?".
pub(super) fn is_self_check(found: &ScenarioFindings) -> bool {
    found.suite == "negative"
}

/// So many rows of a table that has one for each scenario with something to say.
const MOST_SCENARIOS: usize = 15;

fn incidents(page: &mut Page, findings: &Findings) {
    page.paragraph("Incidents by the type that showed first, from their onset:");
    let rows = findings.incidents.iter().map(|found| {
        [
            found.incident.name().to_owned(),
            figures::count(found.incidents),
            words::seconds(&found.detection_s.median),
            words::seconds(&found.response_s.median),
            words::limits(found.response_limit_s),
            words::seconds(&found.restoration_s.median),
            words::seconds(&found.restoration_s.p95),
            words::limits(found.restoration_limit_s),
            words::never(&found.restoration_s),
            words::rate(&found.restoration_in_time),
        ]
    });
    let heads = [
        "type",
        "incidents",
        "detection, median",
        "response, median",
        "limit",
        "restoration, median",
        "95 % within",
        "limit",
        "never",
        "in time",
    ];
    page.table(heads, rows.collect());
}

fn escalation(page: &mut Page, findings: &Findings) {
    page.heading(3, "Escalation levels reached");
    let rows = findings.escalation.iter().map(|found| {
        [
            format!("{}, {}", found.level.level(), found.level.name()),
            figures::count(found.incidents),
            figures::count(found.scenarios),
            words::rate(&found.restored),
            words::seconds(&found.restoration_s.median),
        ]
    });
    page.table(
        ["level", "incidents", "scenarios", "restored", "restoration, median"],
        rows.collect(),
    );
    let top = EscalationLevel::FullSystemRecovery;
    let reached = findings.escalation.iter().any(|it| it.level == top && it.incidents > 0);
    page.paragraph(match reached {
        true => "Full system recovery, level 4, was exercised.",
        false => "**Level 4, full system recovery, was not exercised: what this month says does not cover it.**",
    });
}

fn failure_rows(cells: &[FailureCell]) -> Vec<[String; 6]> {
    let row = |family: &str| {
        let columns = [None].into_iter().chain(Severity::ALL.map(Some));
        let field = |severity| {
            let is_it = |cell: &&FailureCell| cell.family == family && cell.severity == severity;
            cells.iter().find(is_it).map_or(String::new(), |cell| words::rate(&cell.failed))
        };
        let mut row: [String; 6] = Default::default();
        row[0] = family.to_owned();
        for (place, severity) in row[1..].iter_mut().zip(columns) {
            *place = field(severity);
        }
        row
    };
    let is_there = |family: &Family| cells.iter().any(|cell| cell.family == family.name());
    Family::ALL.into_iter().filter(is_there).map(|family| row(family.name())).collect()
}

fn scenario_row(found: &ScenarioFindings) -> [String; 7] {
    let median = |margins: &Option<MarginFindings>| {
        let median = margins.as_ref().map(|margins| words::margin(&margins.spread.median));
        median.unwrap_or_else(|| "-".to_owned())
    };
    let least = |margins: &Option<MarginFindings>| {
        let least =
            margins.as_ref().map(|it| format!("{} at {}", figures::margin(it.least), it.seed));
        least.unwrap_or_else(|| "-".to_owned())
    };
    [
        code(&found.name),
        plain(&found.suite),
        passed(&found.passed, found),
        median(&found.restoration),
        least(&found.restoration),
        median(&found.response),
        least(&found.response),
    ]
}

/// How many passed, and how the others stand.
fn passed(passed: &Rate, found: &ScenarioFindings) -> String {
    let others =
        found.standings.iter().filter(|it| it.standing != firedrill_campaign::Standing::Passed);
    let others = others.map(|it| format!("; {} {}", figures::count(it.runs), it.standing.name()));
    words::rate(passed) + &others.collect::<String>()
}

fn drift(what: &str, median: &firedrill_campaign::month::Level) -> [String; 2] {
    [format!("learnt {what} beside the briefed, median"), words::change(median)]
}

fn more(page: &mut Page, all: usize, shown: usize, noun: &str) {
    if let Some(rest) = all.checked_sub(shown).filter(|rest| *rest > 0) {
        page.paragraph(format!("{} more; `summary.json` has them.", figures::plural(rest, noun)));
    }
}
