//! Faults of recovery itself: its steps, its process, its people.

use firedrill_protocol::Action;

use crate::duration::Duration;
use crate::faults::mishap::{Moment, Report, SideEffect};
use crate::faults::spec::fault_family;
use crate::team::Absent;
use crate::units::Share;

fault_family! {
    /// A fault of recovery itself.
    RecoveryFault, Recovery;

    /// A recovery action does nothing and reports that it failed; the app's descriptions report
    /// emergency handlers that were empty.
    StepFails = "step-fails", in Code,
    cleared by [RollbackVersion, FullSystemRecovery] {
        /// Which action.
        step: Action = "" .. "", usual "surgical-memory-cleanup, optimize-sampler, suspend-critical-tasks, reallocate-resources, enable-bypass",
    }

    /// A recovery action never ends: no effect, no report (assumed: it waits for something that never
    /// comes).
    StepHangs = "step-hangs", in Code,
    cleared by [RollbackVersion, FullSystemRecovery] {
        /// Which action.
        step: Action = "" .. "", usual "surgical-memory-cleanup, optimize-sampler, suspend-critical-tasks, reallocate-resources, enable-bypass",
    }

    /// A recovery action takes far longer than the playbook grants it (assumed).
    StepSlow = "step-slow", in Code,
    cleared by [RollbackVersion, FullSystemRecovery] {
        /// Which action.
        step: Action = "" .. "", usual "surgical-memory-cleanup, optimize-sampler, suspend-critical-tasks, reallocate-resources, enable-bypass",
        /// Of the time that it usually takes.
        takes: Share = "100%" .. "100000%", usual "300%..1500%",
    }

    /// A recovery action stops half way: what it has done by then is what a lesser action does, or
    /// nothing (assumed). A clean-up that empties caches
    /// but rebuilds nothing is the one that the app's descriptions report.
    StepHalfSucceeds = "step-half-succeeds", in Code,
    cleared by [RollbackVersion, FullSystemRecovery] {
        /// Which action.
        step: Action = "" .. "", usual "surgical-memory-cleanup, optimize-sampler, suspend-critical-tasks, clear-non-essential-caches",
        /// What it reports.
        reported: Report = "" .. "", usual "completed, failed",
    }

    /// A recovery action does something else besides; the app's descriptions report a clean-up that
    /// emptied the wrong cache.
    StepSideEffect = "step-side-effect", in Code,
    cleared by [RollbackVersion, FullSystemRecovery] {
        /// Which action.
        step: Action = "" .. "", usual "surgical-memory-cleanup, clear-non-essential-caches, suspend-critical-tasks",
        /// What it does besides.
        effect: SideEffect = "" .. "", usual "journal-buffer, score-cache, breaker",
    }

    /// The system suspends the app: no samples, timers, tasks or feeds until it is resumed (assumed:
    /// somebody calls, or the person leaves the app for a moment).
    AppSuspended = "app-suspended", in Outside, cleared by [] {
        /// When.
        moment: Moment = "" .. "", usual "during-action, at-once",
        /// For how long.
        pause: Duration = "100ms" .. "1h", usual "5s..60s",
    }

    /// The version crashes, again and again until another one is installed (assumed). Whoever holds
    /// the phone launches the app anew after some seconds.
    AppCrashes = "app-crashes", in Code,
    cleared by [RollbackVersion, FullSystemRecovery] {
        /// When.
        moment: Moment = "" .. "", usual "at-once, during-action",
        /// Not sooner again than after this.
        every: Duration = "5s" .. "24h", usual "60s..5m",
    }

    /// The system or the person kills the app, once (assumed), and the person launches it anew after
    /// some seconds.
    AppKilled = "app-killed", in Outside, cleared by [] {
        /// When.
        moment: Moment = "" .. "", usual "during-action, at-once",
    }

    /// The version to roll back to cannot be installed: a rollback of the version does nothing and
    /// reports that it failed (assumed). A full recovery installs one anew.
    RollbackTargetInvalid = "rollback-target-invalid", in Outside,
    cleared by [FullSystemRecovery] {
    }

    /// The baseline of the configuration is older than the 24 h for which it is valid, so there is
    /// nothing to go back to: a rollback of the configuration fails. Another version brings a
    /// baseline of its own (assumed). The app's descriptions report baselines that were made up.
    BaselineExpired = "baseline-expired", in Code,
    cleared by [RollbackVersion, FullSystemRecovery] {
    }

    /// The channel for alerts and pages is down: whatever is sent is lost (assumed).
    AlertChannelDown = "alert-channel-down", in Outside, cleared by [] {
    }

    /// The channel delivers, and its confirmations are lost (assumed): who sends again what arrived
    /// says it twice, unless it can be told from something new.
    DeliveryUnconfirmed = "delivery-unconfirmed", in Outside, cleared by [] {
    }

    /// Who is paged does not answer, and is not told later either (assumed).
    NobodyAnswers = "nobody-answers", in Outside, cleared by [] {
        /// Who.
        who: Absent = "" .. "", usual "everybody, engineering-lead",
    }
}
