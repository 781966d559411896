//! What a protocol takes for an incident, and for which one.

use firedrill_protocol::{
    ActionOutcome, IncidentType, Input, OperatorEvent, Output, Playbook, Severity,
};

use super::sensing::copies;
use crate::ablation::breaking::{deaf_to, outputs, playbook};
use crate::ablation::weakness::Weakness;

pub(super) static WEAKNESSES: &[Weakness] = &[
    Weakness::new(
        "one-sample-is-enough",
        "A line counts as crossed at the first sample beyond it.",
        "Performance below 357x target",
        &["noisy-readings-healthy", "commuter-winter-day", "healthy-hour"],
        || copies(80),
    ),
    Weakness::new(
        "false-alarm",
        "Performance is an emergency below 600x.",
        "Performance below 357x target",
        &["healthy-hour"],
        || playbook(|playbook| playbook.severities[0].performance_below = 600.0),
    ),
    Weakness::new(
        "target-of-300x",
        "300x is taken for the target, and for the mildest line.",
        "Performance multiplier ≥ 357x",
        &["a-little-too-slow"],
        || {
            playbook(|playbook| {
                playbook.targets.performance_multiplier = 300.0;
                for lines in &mut playbook.severities[..2] {
                    lines.performance_below = 300.0;
                }
            })
        },
    ),
    Weakness::new(
        "severity-one-too-low",
        "Each severity has the lines of the next worse one.",
        "Incident Severity Levels",
        &["memory-creep-minor", "feed-errors-major"],
        || {
            playbook(|playbook| {
                let shipped = playbook.severities;
                for (lines, worse) in playbook.severities.iter_mut().zip(&shipped[1..]) {
                    let response_time = lines.response_time;
                    *lines = *worse;
                    lines.response_time = response_time;
                }
            })
        },
    ),
    Weakness::new(
        "severity-announced-too-low",
        "An incident is announced one severity milder than it is.",
        "**Severity**: {severity_level}",
        &["memory-leak-critical"],
        || {
            outputs(|passage, mut output| {
                let milder = |severity: Severity| Severity::ALL[severity.index().saturating_sub(1)];
                match &mut output {
                    Output::Notify(notice) => notice.severity = milder(notice.severity),
                    Output::Status(status) => status.severity = status.severity.map(milder),
                    _ => {}
                }
                passage.say(output);
            })
        },
    ),
    Weakness::new(
        "incident-types-swapped",
        "Slowness is answered like a leak, and a leak like slowness.",
        "Incident Types and Response Procedures",
        &["engine-reload-critical", "memory-leak-critical"],
        || playbook(swap_responses),
    ),
    Weakness::new(
        "answers-named-after-another-incident",
        "Whatever is done is said to be done for the battery.",
        "type: .criticalPerformanceDegradation",
        &["engine-reload-critical"],
        || {
            outputs(|passage, mut output| {
                if let Output::Perform(command) = &mut output {
                    command.incident = IncidentType::BatteryDrainCrisis;
                }
                passage.say(output);
            })
        },
    ),
    Weakness::new(
        "second-incident-ignored",
        "While one incident is handled, no other is.",
        "Incident Types and Response Procedures",
        &["second-incident-during-first", "compound-leak-and-runaway"],
        || {
            let mut first = None;
            outputs(move |passage, output| match output {
                Output::Perform(command)
                    if command.incident != *first.get_or_insert(command.incident) =>
                {
                    passage.answer(&command, ActionOutcome::Completed);
                }
                Output::Status(status) if !status.is_in_emergency_mode() => {
                    first = None;
                    passage.say(output);
                }
                other => passage.say(other),
            })
        },
    ),
    Weakness::new(
        "drill-trigger-ignored",
        "An emergency that a person declares falls through.",
        "Weekly Emergency Drill",
        &["drill-performance-triggered"],
        || deaf_to(|input| matches!(input, Input::Operator(OperatorEvent::Triggered(..)))),
    ),
];

fn swap_responses(playbook: &mut Playbook) {
    let performance = IncidentType::CriticalPerformanceDegradation.index();
    playbook.incidents.swap(performance, IncidentType::MemoryLeakEmergency.index());
}
