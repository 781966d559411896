//! Results made by hand, so that a report's tests depend on no model's behaviour.

mod divergent;
mod ends;
mod formulas;
mod locks;

use firedrill_campaign::{ScenarioResult, Trial};
use firedrill_judge::{
    Allowance, Clock, ClockReading, IncidentSummary, Judgement, Property, Reading, Showing,
    StatedFailures, Verdict, Violation,
};
use firedrill_model::app::Quality;
use firedrill_model::faults::Family;
use firedrill_model::nouns::{
    Action, ActionOutcome, Bytes, Command, CommandId, EmergencyStatus, EscalationLevel,
    HealthMetrics, IncidentType, Notice, NoticeId, NoticeKind, Phase, Purpose, Role, Severity,
    ThermalState,
};
use firedrill_model::{Celsius, Share, Transition, Truth, Ui};
use firedrill_protocol::{Breakdown, BreakdownKind, Timestamp, TriggerCondition};
use firedrill_scenarios::{
    Coverage, Entry, Foresight, Outcome, Plan, Record, Scenario, Situation, Strategy,
};
use firedrill_sim::{DigestValue, Seed, Span, Time};

pub(crate) use divergent::divergent_campaign;
pub(crate) use formulas::with_properties;
pub(crate) use locks::lock_notes;

use crate::regression::Regression;
use crate::report::{Report, Timing};
use crate::substitute::Substitute;

const LEAK: IncidentType = IncidentType::MemoryLeakEmergency;

/// Compares with a reviewed snapshot.
pub(crate) fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../snapshots/reports"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// The text without its colours.
pub(crate) fn without_escapes(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('m').map_or("", |(_, rest)| rest))
}

/// A campaign that a [`Report`] can be made of.
pub(crate) struct Campaign {
    pub(crate) results: Vec<ScenarioResult<'static>>,
    pub(crate) sources: Vec<String>,
    pub(crate) seeds: usize,
    pub(crate) protocol: Option<Substitute>,
    pub(crate) timing: Timing,
}

impl Campaign {
    /// Scenarios under the names that they have on a command line, with their runs.
    fn of(runs: Vec<(&str, Vec<Trial>)>) -> Self {
        let seeds = runs.iter().map(|(_, trials)| trials.len()).max().unwrap_or(0);
        let sources = runs.iter().map(|(source, _)| (*source).to_owned()).collect();
        let results = runs.into_iter().map(|(source, trials)| {
            let stem = source.rsplit('/').next().unwrap_or(source);
            ScenarioResult { scenario: scenario(stem.trim_end_matches(".toml")), trials }
        });
        let timing = Timing { wall: core::time::Duration::from_millis(1310), jobs: 2 };
        Self { results: results.collect(), sources, seeds, protocol: None, timing }
    }

    pub(crate) fn report(&self) -> Report<'_> {
        Report {
            results: &self.results,
            sources: &self.sources,
            seeds: self.seeds,
            compared: false,
            protocol: self.protocol.as_ref(),
            regression: Regression::NotCompared,
            baseline: None,
            timing: self.timing,
        }
    }
}

/// Four scenarios: one that passed, one healthy, one that failed in two ways, one unexercised.
pub(crate) fn campaign() -> Campaign {
    let late = |seed, secs| {
        let response = (Property::RespondsInTime, secs, "no immediate action answered it in time");
        failed(seed, &[response, (Property::RestoresInTime, secs + 90, "not restored in time")])
    };
    let lost = |seed| failed(seed, &[(Property::NoSwipeLost, 90, "3 swipes were not on disk")]);
    Campaign::of(vec![
        ("memory-leak-critical", (1..=3).map(passed).collect()),
        ("healthy-hour", (1..=3).map(healthy).collect()),
        ("plans/deadlock-at-night.toml", vec![late(1, 121), lost(2), late(3, 140)]),
        ("compound-leak-and-runaway", vec![passed(1), unexercised(2), passed(3)]),
    ])
}

pub(crate) fn passed_campaign() -> Campaign {
    Campaign::of(vec![("memory-leak-critical", vec![passed(1), passed(2)])])
}

/// So many scenarios, none of which passed.
pub(crate) fn many_failures(number: usize) -> Campaign {
    let names: Vec<_> = (0..number).map(|index| format!("scenario-{index}")).collect();
    Campaign::of(names.iter().map(|name| (name.as_str(), vec![unexercised(1)])).collect())
}

/// A foreign protocol that broke down in two runs of three.
pub(crate) fn broken_campaign() -> Campaign {
    let broken = |seed| {
        let about = "its process ended with exit code 1 before it answered `metrics` (line 12)";
        let stderr = vec!["Traceback (most recent call last):".into(), "Oops \u{1b}[2J".into()];
        let breakdown = Breakdown { kind: BreakdownKind::Exited, about: about.into(), stderr };
        let verdict = Verdict::Broken { at: Time::from_nanos(12_000_000_000), breakdown };
        trial(seed, judgement(verdict, vec![], vec![]))
    };
    let mut campaign =
        Campaign::of(vec![("memory-leak-critical", vec![passed(1), broken(2), broken(3)])]);
    let command = "python3 protocol.py".to_owned();
    campaign.protocol =
        Some(Substitute::Foreign { name: "mine 1.0".to_owned(), command, reply_timeout: None });
    campaign
}

/// A scenario that demands of its runs what none of them reached.
pub(crate) fn demanding_campaign() -> Campaign {
    let mut campaign = passed_campaign();
    let demand = "\nseverity = \"critical\"\nsometimes = [\"severity:critical\", \
                  \"escalation:emergency-rollback\", \"fault:radio-drain\"]\n";
    let text = SCENARIO.replace(
        "expect = { incidents = [\"memory-leak-emergency\"], severity = \"critical\" }",
        "",
    );
    let text = format!("{text}\n[expect]\nincidents = [\"memory-leak-emergency\"]{demand}");
    campaign.results[0].scenario = read("memory-leak-critical", &text);
    campaign
}

/// Three runs that nobody could have passed; whether their scenario allows it.
pub(crate) fn infeasible_campaign(allowed: bool) -> Campaign {
    let run = |seed| {
        let mut trial = failed(seed, &[(Property::RestoresInTime, 900, "not restored in time")]);
        let what = trial.outcome.judgement.violations[0].clone();
        let why = "nor does a clairvoyant keep it".to_owned();
        trial.outcome.judgement.verdict = Verdict::Infeasible { what, why, allowed };
        trial
    };
    Campaign::of(vec![("memory-leak-critical", (1..=3).map(run).collect())])
}

/// The scenario of the examples under another title.
pub(crate) fn titled(name: &str, title: &str) -> &'static Scenario {
    read(name, &SCENARIO.replace(TITLE, &format!("title = {title:?}")))
}

fn scenario(name: &str) -> &'static Scenario {
    read(name, SCENARIO)
}

fn read(name: &str, text: &str) -> &'static Scenario {
    let text = format!("name = \"{name}\"\n{text}");
    let scenario = Scenario::from_bytes("<text>", text.as_bytes());
    Box::leak(Box::new(scenario.unwrap_or_else(|error| panic!("{error}"))))
}

const TITLE: &str = "title = \"The image cache leaks until memory is critical\"";

const SCENARIO: &str = r#"
title = "The image cache leaks until memory is critical"
duration = "15m"
expect = { incidents = ["memory-leak-emergency"], severity = "critical" }
playbook.severities.critical.response_time = "20s"
[[fault]]
kind = "leak"
at = "60s..120s"
component = "image-cache"
rate = "1MB/s..8MB/s"
"#;

fn passed(seed: u64) -> Trial {
    trial(seed, judgement(Verdict::Passed, vec![incident(seed)], vec![]))
}

fn healthy(seed: u64) -> Trial {
    trial(seed, judgement(Verdict::Passed, vec![], vec![]))
}

fn unexercised(seed: u64) -> Trial {
    let missing = "severity reached only major, not critical".to_owned();
    trial(seed, judgement(Verdict::Unexercised { missing }, vec![incident(seed)], vec![]))
}

fn failed(seed: u64, violations: &[(Property, u64, &str)]) -> Trial {
    let violations = violations.iter().map(|(property, secs, about)| {
        let about = (*about).to_owned();
        Violation {
            property: *property,
            at: at_second(*secs),
            about,
            phase: Phase::Recovering,
            incident: None,
        }
    });
    let violations: Vec<_> = violations.collect();
    let verdict = Verdict::Failed(violations[0].clone());
    let unanswered = IncidentSummary {
        response: None,
        restoration: None,
        response_clock: Some(clock(126_000, 30)),
        restoration_clock: Some(clock(60_240, 60)),
        ..incident(seed)
    };
    trial(seed, judgement(verdict, vec![unanswered], violations))
}

fn judgement(
    verdict: Verdict,
    incidents: Vec<IncidentSummary>,
    violations: Vec<Violation>,
) -> Judgement {
    Judgement {
        verdict,
        drills: vec![],
        response_clock: incidents.first().and_then(|incident| incident.response_clock),
        restoration_clock: incidents.first().and_then(|incident| incident.restoration_clock),
        incidents,
        properties: vec![],
        violations,
        stated: StatedFailures::default(),
    }
}

fn incident(seed: u64) -> IncidentSummary {
    IncidentSummary {
        types: vec![Showing { incident: LEAK, onset: at_second(74), worst: Severity::Critical }],
        onset: at_second(74),
        detection: Some(at_second(79)),
        response: Some(at_second(79 + seed)),
        restoration: Some(at_second(85 + seed * 40)),
        escalation: EscalationLevel::AutomaticRecovery,
        response_clock: Some(clock(5_000 + 1_000 * seed, 30)),
        restoration_clock: Some(clock(11_000 + 40_000 * seed, 180)),
        clocks: clocks(5_000 + 1_000 * seed, 11_000 + 40_000 * seed),
    }
}

/// The clocks of a leak that is major when it begins and critical a second later.
fn clocks(response_ms: u64, restoration_ms: u64) -> Vec<ClockReading> {
    let of = |clock, severity, elapsed_ms, limit_secs| {
        let reading = Reading { severity, ..self::clock(elapsed_ms, limit_secs) };
        ClockReading { clock, reading }
    };
    vec![
        of(Clock::Response(LEAK), Severity::Major, response_ms + 1_000, 120),
        of(Clock::Response(LEAK), Severity::Critical, response_ms, 30),
        of(Clock::Restoration(LEAK), Severity::Major, restoration_ms + 1_000, 270),
        of(Clock::Restoration(LEAK), Severity::Critical, restoration_ms, 180),
        of(Clock::AllLines, Severity::Critical, restoration_ms + 1_000, 270),
    ]
}

fn clock(elapsed_ms: u64, limit_secs: u64) -> Reading {
    let (elapsed, limit) = (Span::from_millis(elapsed_ms), Span::from_secs(limit_secs));
    Reading { severity: Severity::Critical, elapsed, limit, allowance: Allowance::NONE }
}

fn trial(seed: u64, judgement: Judgement) -> Trial {
    let outcome = Outcome {
        reference: format!("memory-leak-critical@{seed}").parse().unwrap(),
        foresights: judgement.incidents.iter().map(|_| foresight()).collect(),
        coverage: coverage(&judgement),
        judgement,
        figures: Some(ends::figures(seed)),
        dispatches: vec![],
        baselines: vec![],
        digest: DigestValue(seed * 0x1234_5678),
        events: 31_000 + seed,
        simulated: Span::from_mins(15),
        swipes: (225, 0),
        record: None,
        locks: vec![],
        trail: None,
    };
    Trial { outcome, parting: None }
}

/// Restored ten seconds before any protocol of these examples.
fn foresight() -> Foresight {
    Foresight { restoration: Some(at_second(75)), strategy: Some(Strategy::Causes), ended: vec![] }
}

/// What a leak reaches; nothing, where there was none.
fn coverage(judgement: &Judgement) -> Coverage {
    if judgement.incidents.is_empty() {
        return Coverage::default();
    }
    let landmarks = [
        "incident:memory-leak-emergency",
        "severity:critical",
        "procedure:immediate-memory-cleanup",
        "escalation:automatic-recovery",
        "family:memory",
        "fault:leak",
    ];
    let undetected = Situation {
        incident: LEAK,
        severity: Severity::Critical,
        procedure: None,
        escalation: None,
        family: Some(Family::Memory),
    };
    let detected = Situation { escalation: Some(EscalationLevel::AutomaticRecovery), ..undetected };
    Coverage {
        landmarks: landmarks.iter().map(|text| text.parse().unwrap()).collect(),
        situations: [undetected, detected].into(),
    }
}

/// A leak, found and cleaned up.
pub(crate) fn short_run() -> (Plan, Outcome) {
    let plan = Plan::draw(scenario("memory-leak-critical"), Seed(42));
    let mut outcome = passed(1).outcome;
    outcome.record = Some(record());
    (plan, outcome)
}

fn record() -> Record {
    let responding = status(Phase::Responding);
    let command = Command {
        id: CommandId(1),
        action: Action::SurgicalMemoryCleanup,
        incident: LEAK,
        purpose: Purpose::Immediate,
    };
    let alert = Notice {
        id: NoticeId(1),
        kind: NoticeKind::InternalAlert,
        to: Role::EngineeringLead,
        incident: LEAK,
        severity: Severity::Critical,
        escalation: EscalationLevel::AutomaticRecovery,
    };
    let ended = Transition::ActionEnded(command.id, command.action, ActionOutcome::Completed);
    vec![
        entry(70, 191, None, EmergencyStatus::NORMAL, Transition::FaultBegan(0)),
        entry(74, 195, Some(Severity::Minor), EmergencyStatus::NORMAL, passing(195)),
        entry(75, 199, Some(Severity::Minor), EmergencyStatus::NORMAL, sampled(75)),
        entry(76, 195, Some(Severity::Minor), EmergencyStatus::NORMAL, passing(195)),
        entry(79, 310, Some(Severity::Critical), responding, Transition::NoticeSent(alert)),
        entry(
            79,
            310,
            Some(Severity::Critical),
            responding,
            Transition::StatusAnnounced(responding),
        ),
        entry(80, 331, Some(Severity::Critical), responding, Transition::ActionAsked(command)),
        entry(84, 185, None, responding, Transition::FaultEnded(0, Some(command.action))),
        entry(84, 185, None, responding, ended),
        entry(
            150,
            177,
            None,
            EmergencyStatus::NORMAL,
            Transition::StatusAnnounced(EmergencyStatus::NORMAL),
        ),
    ]
}

const fn passing(mb: u64) -> Transition {
    Transition::MemoryPassed(Bytes::mb(mb))
}

fn sampled(secs: u64) -> Transition {
    Transition::Sampled(HealthMetrics {
        taken_at: Timestamp::from_nanos(at_second(secs).as_nanos()),
        performance_multiplier: Some(468.4),
        memory_usage: None,
        battery_drain_pct_per_hour: Some(1.71),
        error_rate: Some(0.004),
        thermal_state: Some(ThermalState::Nominal),
        ui_responsive: Some(true),
        cpu_usage: Some(0.125),
    })
}

fn status(phase: Phase) -> EmergencyStatus {
    EmergencyStatus {
        phase,
        incident: Some(LEAK),
        trigger: Some(TriggerCondition::MemoryAbove300MB),
        severity: Some(Severity::Critical),
        escalation: EscalationLevel::AutomaticRecovery,
        procedure: None,
    }
}

/// An entry in the middle of nothing in particular.
pub(crate) fn entry_at_second((secs, transition): (u64, &Transition)) -> Entry {
    entry(secs, 190, None, EmergencyStatus::NORMAL, *transition)
}

fn entry(
    secs: u64,
    memory_mb: u64,
    severity: Option<Severity>,
    announced: EmergencyStatus,
    transition: Transition,
) -> Entry {
    let truth = Truth {
        multiplier: 470.2,
        memory: Bytes::mb(memory_mb),
        drain_pct_per_hour: 1.68,
        error_rate: 0.0,
        thermal_state: ThermalState::Nominal,
        ui: Ui::Responsive,
        quality: Quality::Normal,
        regret: 0.0,
        frames_per_second: 60.0,
        is_suspended: false,
        jobs_age: Span::ZERO,
        pass_blocked: Span::ZERO,
        junction: Celsius::new(26.8),
        skin: Celsius::new(22.87),
        charge: Share::new(71.0),
        mhz: 2112.0,
    };
    Entry { event: secs, at: at_second(secs), transition, truth, severity, announced }
}

fn at_second(secs: u64) -> Time {
    Time::ZERO + Span::from_secs(secs)
}
