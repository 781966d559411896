//! How a protocol verifies, brings back what it suspended, and ends an emergency.

use core::time::Duration;

use firedrill_protocol::{
    Action, Bytes, EmergencyStatus, Output, Phase, Playbook, Purpose, ThermalState,
};

use crate::ablation::breaking::{hollow, outputs, playbook};
use crate::ablation::weakness::Weakness;

pub(super) static WEAKNESSES: &[Weakness] = &[
    Weakness::new(
        "verification-dropped",
        "The checklist holds whatever the samples say.",
        "Performance Verification Checklist",
        &["engine-reload-critical", "engine-leak-needs-rollback"],
        || playbook(demand_nothing),
    ),
    Weakness::new(
        "hold-skipped",
        "One good sample is a recovery.",
        "Recovery successful - all targets met",
        &["cache-ignores-its-budget", "noisy-readings-healthy"],
        || playbook(|playbook| playbook.targets.hold = Duration::ZERO),
    ),
    Weakness::new(
        "resolved-too-early",
        "The emergency is declared over when the last step is taken.",
        "Emergency mode should be resolved",
        &["engine-leak-needs-rollback", "engine-reload-critical"],
        || {
            outputs(|passage, output| match output {
                Output::Status(status) if status.phase == Phase::Verifying => {
                    passage.say(Output::Status(EmergencyStatus::NORMAL));
                }
                other => passage.say(other),
            })
        },
    ),
    Weakness::new(
        "never-resolved",
        "Emergency mode is never left.",
        "assert(!status.isInEmergencyMode)",
        &["memory-spike-major"],
        || {
            outputs(|passage, output| match output {
                Output::Status(status) if !status.is_in_emergency_mode() => {}
                other => passage.say(other),
            })
        },
    ),
    Weakness::new(
        "resumption-never",
        "What was suspended stays suspended.",
        "Gradually resume operations",
        &["engine-reload-critical"],
        || hollow(|command| command.purpose == Purpose::Resumption),
    ),
    Weakness::new(
        "optimizer-mode-kept",
        "The optimizer's emergency mode is never left.",
        "Trigger PerformanceOptimizer emergency mode",
        &["engine-reload-critical", "bulk-job-load"],
        || hollow(|command| command.action == Action::LeaveOptimizerEmergencyMode),
    ),
    Weakness::new(
        "background-kept-off",
        "Background operations are never resumed.",
        "Gradually resume operations",
        &["engine-reload-critical", "hot-day-major"],
        || hollow(|command| command.action == Action::ResumeBackgroundOperations),
    ),
    Weakness::new(
        "computations-kept-off",
        "Computations are never resumed.",
        "Gradually resume operations",
        &["memory-spike-major", "hot-day-major"],
        || hollow(|command| command.action == Action::ResumeComputations),
    ),
    Weakness::new(
        "quality-kept-low",
        "Full quality is never restored.",
        "Preserve user experience quality",
        &["engine-reload-critical"],
        || hollow(|command| command.action == Action::RestoreFullQuality),
    ),
];

/// A checklist that everything passes.
fn demand_nothing(playbook: &mut Playbook) {
    let targets = &mut playbook.targets;
    targets.performance_multiplier = 1.0;
    targets.memory_usage = Bytes::mb(60_000);
    targets.battery_drain_pct_per_hour = 1000.0;
    targets.error_rate = 1.0;
    targets.thermal_state = ThermalState::Critical;
}
