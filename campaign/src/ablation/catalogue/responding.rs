//! What a protocol does about an incident: immediate actions and procedures.

use firedrill_protocol::{
    Action, ActionOutcome, Command, IncidentType, Input, NoticeKind, Output, Playbook, Purpose,
    RecoveryProcedure,
};

use crate::ablation::breaking::{Break, Passage, hollow, never, outputs, playbook};
use crate::ablation::weakness::Weakness;

const PERFORMANCE: usize = IncidentType::CriticalPerformanceDegradation.index();
const MEMORY: usize = IncidentType::MemoryLeakEmergency.index();
const BATTERY: usize = IncidentType::BatteryDrainCrisis.index();
const STABILITY: usize = IncidentType::SystemInstability.index();

pub(super) static WEAKNESSES: &[Weakness] = &[
    Weakness::new(
        "never-responds",
        "Incidents are detected, and nothing is done.",
        "Immediate Actions",
        &["engine-reload-critical"],
        || never(|output| matches!(output, Output::Perform(_))),
    ),
    Weakness::new(
        "handlers-are-empty",
        "Every handler reports success and does nothing.",
        "await EmergencyRecoveryProtocol.shared.executeRecoveryProcedure",
        &["memory-leak-moderate", "engine-reload-critical"],
        || hollow(|_| true),
    ),
    Weakness::new(
        "procedures-are-empty",
        "Every step of a procedure reports success and does nothing.",
        "Recovery Procedure Details",
        &["engine-reload-critical", "memory-spike-major"],
        || hollow(|command| matches!(command.purpose, Purpose::Procedure(_))),
    ),
    Weakness::new(
        "immediate-actions-in-reverse",
        "The immediate actions of each incident type are taken last first.",
        "Immediate Actions: 1. … 2. … 3. …",
        &["clean-up-deletes-unsaved-swipes", "feed-errors-major"],
        || {
            playbook(|playbook| {
                for response in &mut playbook.incidents {
                    response.immediate_actions.reverse();
                }
            })
        },
    ),
    Weakness::new(
        "last-performance-action-dropped",
        "Background operations go on while the sampler is slow.",
        "Suspend non-critical operations",
        &["release-brings-background-load"],
        || playbook(|playbook| drop_last(playbook, PERFORMANCE)),
    ),
    Weakness::new(
        "last-memory-action-dropped",
        "Nothing is collected in a leak.",
        "Force garbage collection",
        &["memory-spike-major"],
        || playbook(|playbook| drop_last(playbook, MEMORY)),
    ),
    Weakness::new(
        "last-battery-action-dropped",
        "The algorithm runs as often as ever while the battery drains.",
        "Reduce algorithm execution frequency",
        &["battery-runaway-critical", "hot-day-major"],
        || playbook(|playbook| drop_last(playbook, BATTERY)),
    ),
    Weakness::new(
        "bypass-dropped",
        "No bypass is enabled when the system is unstable.",
        "Enable bypass mechanisms",
        &["deadlock-critical", "locks-in-opposite-order"],
        || playbook(|playbook| drop_last(playbook, STABILITY)),
    ),
    Weakness::new(
        "reallocation-dropped",
        "Tasks that hold a lock for too long keep it.",
        "Reallocate system resources",
        &["deadlock-critical", "lock-hold-critical"],
        || hollow(|command| command.action == Action::ReallocateResources),
    ),
    Weakness::new(
        "fallbacks-dropped",
        "An open breaker has nothing to answer in the feeds' place.",
        "Enable fallback mechanisms",
        &["feed-errors-major"],
        || hollow(|command| command.action == Action::EnableFallbacks),
    ),
    Weakness::new(
        "breaker-never-opens",
        "Failing feeds are asked on and on.",
        "Activate circuit breaker",
        &["feed-errors-major", "feeds-answer-too-late"],
        || hollow(|command| command.action == Action::OpenCircuitBreaker),
    ),
    Weakness::new(
        "breaker-never-closes",
        "The breaker is opened again whenever it might close, after the emergency too.",
        "Monitor system stability",
        &["commuter-day-through-two-tunnels", "feed-errors-major"],
        || Box::new(Reopening::default()),
    ),
    Weakness::new(
        "failsafe-dropped",
        "The algorithm's failsafe is not activated.",
        "Activate Algorithm Failsafe",
        &["engine-reload-critical"],
        || hollow(|command| command.action == Action::ActivateAlgorithmFailsafe),
    ),
    Weakness::new(
        "boost-in-heat",
        "Heat is answered with the optimizer's emergency mode.",
        "Activate thermal cooldown",
        &["hot-day-major", "throttle-that-stays-major", "battery-runaway-critical"],
        || {
            outputs(|passage, output| {
                if let Output::Perform(command) = output
                    && command.incident == IncidentType::BatteryDrainCrisis
                {
                    passage.ask(Action::EnterOptimizerEmergencyMode, command.incident);
                }
                passage.say(output);
            })
        },
    ),
    Weakness::new(
        "flush-skipped",
        "Memory is cleaned up without a flush.",
        "Flush emergency data buffers",
        &["clean-up-deletes-unsaved-swipes"],
        || hollow(|command| command.action == Action::FlushDataBuffers),
    ),
    Weakness::new(
        "clean-up-before-flush",
        "Memory is cleaned up first, and flushed when nothing is left to flush.",
        "Flush emergency data buffers",
        &["clean-up-deletes-unsaved-swipes"],
        || {
            playbook(|playbook| {
                playbook.incidents[MEMORY].immediate_actions = vec![
                    Action::SurgicalMemoryCleanup,
                    Action::ReleaseTemporaryData,
                    Action::SuspendMemoryIntensiveTasks,
                    Action::ForceGarbageCollection,
                    Action::FlushDataBuffers,
                ];
            })
        },
    ),
    Weakness::new(
        "clean-up-is-empty",
        "Everything that would free memory is logged as done, and nobody is paged who would look.",
        "Force MemoryBudgetManager surgical cleanup",
        &["memory-leak-moderate"],
        || {
            outputs(|passage, output| match output {
                Output::Notify(notice) if notice.kind == NoticeKind::Page => {}
                Output::Perform(command) if frees_memory(&command) => {
                    passage.answer(&command, ActionOutcome::Completed);
                }
                other => passage.say(other),
            })
        },
    ),
    Weakness::new(
        "boost-dropped",
        "The emergency performance boost is not carried out.",
        "Emergency Performance Boost",
        &["engine-reload-critical"],
        || playbook(|playbook| playbook.incidents[PERFORMANCE].procedures.clear()),
    ),
    Weakness::new(
        "memory-cleanup-dropped",
        "The immediate memory clean-up is not carried out.",
        "Immediate Memory Cleanup",
        &["engine-leak-needs-rollback", "memory-spike-major"],
        || playbook(|playbook| playbook.incidents[MEMORY].procedures.clear()),
    )
    .equivalent("The clean-up among the immediate actions cures whatever its further steps would, in every scenario there is."),
    Weakness::new(
        "cooldown-dropped",
        "The thermal cooldown is not carried out.",
        "Thermal Cooldown Protocol",
        &["battery-runaway-critical", "aged-phone-runaway-critical"],
        || playbook(|playbook| playbook.incidents[BATTERY].procedures.clear()),
    ),
    Weakness::new(
        "breaker-activation-dropped",
        "The circuit breaker activation is not carried out.",
        "Circuit Breaker Activation",
        &["feed-errors-major"],
        || playbook(|playbook| playbook.incidents[STABILITY].procedures.clear()),
    )
    .equivalent("Its steps are the immediate actions once more."),
    Weakness::new(
        "procedures-swapped",
        "Slowness is followed by a cooldown, and heat by the boost.",
        "Recovery Procedure Details",
        &["engine-reload-critical"],
        || {
            playbook(|playbook| {
                playbook.incidents[PERFORMANCE].procedures =
                    vec![RecoveryProcedure::ThermalCooldown];
                playbook.incidents[BATTERY].procedures =
                    vec![RecoveryProcedure::EmergencyPerformanceBoost];
            })
        },
    ),
    Weakness::new(
        "failure-taken-for-success",
        "Whatever a step reports, it counts as done.",
        "Verify performance improvement",
        &["flush-fails-before-the-rollback", "hiccup-that-nobody-retries"],
        || {
            crate::ablation::breaking::inputs(|passage, input| match input {
                Input::StepFinished(command, _) => {
                    passage.hand(Input::StepFinished(command, ActionOutcome::Completed));
                }
                other => passage.hand(other),
            })
        },
    ),
];

fn drop_last(playbook: &mut Playbook, incident: usize) {
    playbook.incidents[incident].immediate_actions.pop();
}

fn frees_memory(command: &Command) -> bool {
    matches!(
        command.action,
        Action::SurgicalMemoryCleanup
            | Action::ClearNonEssentialCaches
            | Action::ReleaseTemporaryData
            | Action::ForceGarbageCollection
            | Action::RestartApp
            | Action::RollbackVersion
            | Action::FullSystemRecovery
    )
}

/// Opens the breaker every half minute once it was opened: it never gets to its half-open trial.
#[derive(Default)]
struct Reopening {
    samples: Option<u32>,
}

impl Break for Reopening {
    fn input(&mut self, passage: &mut Passage, input: Input) {
        if let (Input::Metrics(_), Some(samples)) = (&input, &mut self.samples) {
            *samples += 1;
            if *samples % 30 == 0 {
                passage.ask(Action::OpenCircuitBreaker, IncidentType::SystemInstability);
            }
        }
        passage.hand(input);
    }

    fn output(&mut self, passage: &mut Passage, output: Output) {
        if let Output::Perform(command) = output
            && command.action == Action::OpenCircuitBreaker
        {
            self.samples.get_or_insert(0);
        }
        passage.say(output);
    }
}
