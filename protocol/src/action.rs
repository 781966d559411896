//! What a protocol may ask of the app: actions, each a line of the playbook.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::escalation::EscalationLevel;
use crate::incident::IncidentType;
use crate::procedure::RecoveryProcedure;

/// Names one command, so that its result can be told apart from any other's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CommandId(pub u64);

/// One action asked of the app, with the reason it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    /// Unique within a run; a host reports the result under it.
    pub id: CommandId,
    /// What to do.
    pub action: Action,
    /// The incident it is done for.
    pub incident: IncidentType,
    /// Which part of the playbook asks for it.
    pub purpose: Purpose,
}

/// The part of the playbook that asks for a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// "Immediate Actions" of the incident type.
    Immediate,
    /// A step of a recovery procedure.
    Procedure(RecoveryProcedure),
    /// An escalation level above the automatic one.
    Escalation(EscalationLevel),
    /// Bringing suspended operations back afterwards.
    Resumption,
}

macro_rules! actions {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// Something the app's host can do, in the playbook's words.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Action { $($(#[$doc])* $variant,)* }

        impl Action {
            /// Every action.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Every action's name, in the same order.
            pub const NAMES: &'static [&'static str] = &[$($name,)*];

            /// The word used in files and on screens.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The action of that name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|action| action.name() == name)
            }
        }
    };
}

actions! {
    /// PerformanceOptimizer emergency mode: pins the cores at their highest point. Costs heat.
    EnterOptimizerEmergencyMode = "enter-optimizer-emergency-mode",
    /// Leaves that mode.
    LeaveOptimizerEmergencyMode = "leave-optimizer-emergency-mode",
    /// Pauses matching, prefetch and analytics.
    SuspendBackgroundOperations = "suspend-background-operations",
    /// Keeps one engine instance alive and trims the sampler's iterations.
    OptimizeSampler = "optimize-sampler",
    /// Serves the last good ranking from cache instead of sampling.
    ActivateAlgorithmFailsafe = "activate-algorithm-failsafe",
    /// MemoryBudgetManager tears down and rebuilds every non-essential component and enforces budgets.
    SurgicalMemoryCleanup = "surgical-memory-cleanup",
    /// Empties image cache, web view, documents, temporary files and the score cache.
    ClearNonEssentialCaches = "clear-non-essential-caches",
    /// Frees buffers that finished work left behind.
    ReleaseTemporaryData = "release-temporary-data",
    /// Drains autorelease pools and purgeable memory; Swift has no collector, so cycles stay.
    ForceGarbageCollection = "force-garbage-collection",
    /// Writes the swipe journal to disk, and every later swipe at once until the process ends.
    FlushDataBuffers = "flush-data-buffers",
    /// Pauses image decoding and prefetch.
    SuspendMemoryIntensiveTasks = "suspend-memory-intensive-tasks",
    /// Pauses matching and anything else that keeps cores busy.
    SuspendIntensiveComputations = "suspend-intensive-computations",
    /// Trims the sampler's iterations.
    ReduceAlgorithmFrequency = "reduce-algorithm-frequency",
    /// Pauses whatever drains the battery: radio traffic of feeds, and background work.
    SuspendCriticalTasks = "suspend-critical-tasks",
    /// Half the frame rate, a quarter of the feed traffic.
    EnableGracefulDegradation = "enable-graceful-degradation",
    /// Opens the feeds' breaker: requests in flight and the tasks they started are cancelled.
    OpenCircuitBreaker = "open-circuit-breaker",
    /// Serves refused requests from the local store.
    EnableFallbacks = "enable-fallbacks",
    /// Cancels tasks that hold or wait for a lock too long and re-queues their work.
    ReallocateResources = "reallocate-resources",
    /// Routes around the newest concurrent path: the serial one takes locks in canonical order.
    EnableBypass = "enable-bypass",
    /// Brings background operations back.
    ResumeBackgroundOperations = "resume-background-operations",
    /// Brings computations, decoding and feeds back.
    ResumeComputations = "resume-computations",
    /// Brings iterations, frame rate and sampling back.
    RestoreFullQuality = "restore-full-quality",
    /// Puts the last good remote configuration back.
    RollbackConfiguration = "rollback-configuration",
    /// Restarts the app in the last known good version.
    RollbackVersion = "rollback-version",
    /// Restarts the app as it is. Swipes not yet on disk are lost.
    RestartApp = "restart-app",
    /// Rollback, restart and a rebuild of every cache.
    FullSystemRecovery = "full-system-recovery",
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// How an action ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ActionOutcome {
    /// It was carried out.
    Completed,
    /// It was not, or not fully.
    Failed,
}
