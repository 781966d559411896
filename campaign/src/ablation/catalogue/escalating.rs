//! Who a protocol lets recover the system, and when.

use core::time::Duration;

use firedrill_protocol::{Action, ActionOutcome, EscalationLevel, NoticeKind, Output, Purpose};

use crate::ablation::breaking::{hollow, never, outputs, playbook};
use crate::ablation::weakness::Weakness;

pub(super) static WEAKNESSES: &[Weakness] = &[
    Weakness::new(
        "never-escalates",
        "Level 1 goes on for ever: nobody is paged, nothing is rolled back.",
        "Level 2: Manual Intervention",
        &["engine-leak-needs-rollback"],
        || {
            outputs(|passage, mut output| match &mut output {
                Output::Perform(command) if matches!(command.purpose, Purpose::Escalation(_)) => {
                    passage.answer(command, ActionOutcome::Completed);
                }
                Output::Notify(notice) if notice.kind == NoticeKind::Page => {}
                Output::Status(status) => {
                    status.escalation = EscalationLevel::AutomaticRecovery;
                    passage.say(output);
                }
                _ => passage.say(output),
            })
        },
    ),
    Weakness::new(
        "escalates-at-once",
        "Level 1 gets no time to work.",
        "Level 1: Automatic Recovery",
        &["memory-leak-moderate", "memory-spike-major"],
        || {
            playbook(|playbook| {
                playbook.procedure_durations = [Duration::ZERO; 4];
                for lines in &mut playbook.severities {
                    lines.response_time = Duration::from_secs(1);
                }
            })
        },
    ),
    Weakness::new(
        "escalates-too-late",
        "Level 1 gets an hour before anybody is paged.",
        "Level 2: Manual Intervention",
        &["engine-leak-needs-rollback", "baseline-expired"],
        || playbook(|playbook| playbook.escalation_budgets[0] = Duration::from_secs(3600)),
    ),
    Weakness::new(
        "level-lasts-for-ever",
        "The timer of levels 2 and 3 is not set anew: whoever was called has all the time there is.",
        "Level 3: Emergency Rollback",
        &["nobody-answers", "engine-leak-needs-rollback"],
        || {
            playbook(|playbook| {
                playbook.escalation_budgets[1] = Duration::from_secs(86_400);
                playbook.escalation_budgets[2] = Duration::from_secs(86_400);
            })
        },
    ),
    Weakness::new(
        "escalation-goes-down",
        "A level that was reached is left again while the emergency lasts.",
        "Escalation Procedures",
        &["engine-leak-needs-rollback", "baseline-expired"],
        || {
            outputs(|passage, output| {
                passage.say(output);
                if let Output::Status(mut status) = output
                    && status.escalation > EscalationLevel::AutomaticRecovery
                {
                    status.escalation = EscalationLevel::AutomaticRecovery;
                    passage.say(Output::Status(status));
                }
            })
        },
    ),
    Weakness::new(
        "level-2-skipped",
        "Nobody is paged before the rollback.",
        "Engineering team investigates root cause",
        &["baseline-expired", "queue-for-the-job-store"],
        || never(|output| matches!(output, Output::Notify(n) if n.kind == NoticeKind::Page)),
    ),
    Weakness::new(
        "level-3-is-empty",
        "The rollback is logged as done.",
        "Rollback to last known good version",
        &["engine-leak-needs-rollback", "release-brings-engine-leak"],
        || hollow(|command| command.action == Action::RollbackVersion),
    ),
    Weakness::new(
        "level-4-is-empty",
        "The full system recovery is logged as done.",
        "Complete app restart or rollback",
        &["rollback-target-invalid", "nobody-answers"],
        || hollow(|command| command.action == Action::FullSystemRecovery),
    ),
    Weakness::new(
        "restart-without-flush",
        "The app is restarted while swipes are not on disk.",
        "Flush emergency data buffers",
        &["engine-leak-needs-rollback", "release-brings-engine-leak", "crash-during-recovery"],
        || {
            hollow(|command| {
                command.action == Action::FlushDataBuffers
                    && matches!(command.purpose, Purpose::Escalation(_))
            })
        },
    ),
];
