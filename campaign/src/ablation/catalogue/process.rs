//! How a protocol outlives its process, and the app's sleep.

use firedrill_protocol::{Input, LifecycleEvent, Output};

use crate::ablation::breaking::{deaf_to, inputs, never};
use crate::ablation::weakness::Weakness;

pub(super) static WEAKNESSES: &[Weakness] = &[
    Weakness::new(
        "relaunch-ignored",
        "The process is new, and the protocol goes on as if it were not.",
        "Complete app restart or rollback",
        &["crash-during-recovery", "killed-during-recovery", "engine-leak-needs-rollback"],
        || deaf_to(|input| matches!(input, Input::Relaunched(_))),
    ),
    Weakness::new(
        "state-lost",
        "What was saved is not read after a relaunch.",
        "Complete app restart or rollback",
        &["killed-during-recovery", "engine-leak-needs-rollback"],
        || {
            inputs(|passage, input| match input {
                Input::Relaunched(_) => passage.hand(Input::Relaunched(None)),
                other => passage.hand(other),
            })
        },
    ),
    Weakness::new(
        "state-never-saved",
        "Nothing outlives the process.",
        "Complete app restart or rollback",
        &["killed-during-recovery", "engine-leak-needs-rollback"],
        || never(|output| matches!(output, Output::Save)),
    ),
    Weakness::new(
        "suspension-ignored",
        "The app sleeps and wakes, and the protocol is not told.",
        "System completely unresponsive",
        &["background-and-back", "suspended-during-recovery"],
        || {
            deaf_to(|input| {
                let sleep = [LifecycleEvent::Suspending, LifecycleEvent::Resumed];
                matches!(input, Input::Lifecycle(event) if sleep.contains(event))
            })
        },
    ),
];
