//! Whom a protocol tells what, and when.

use core::time::Duration;
use std::collections::BTreeSet;

use firedrill_protocol::{
    Baseline, HealthMetrics, Input, Notice, NoticeId, NoticeKind, OperatorEvent, Output, Role,
};

use crate::ablation::breaking::{Break, Passage, deaf_to, never, outputs};
use crate::ablation::weakness::Weakness;

const ALERT: &str = "Internal Alert (Slack/Teams)";

pub(super) static WEAKNESSES: &[Weakness] = &[
    Weakness::new(
        "alert-never-sent",
        "The team's channel never hears of an incident.",
        ALERT,
        &["memory-leak-critical"],
        || never(|output| is(output, NoticeKind::InternalAlert)),
    ),
    Weakness::new(
        "alert-sent-twice",
        "The team's channel hears everything twice.",
        ALERT,
        &["memory-leak-critical"],
        || {
            outputs(|passage, output| {
                if let Output::Notify(notice) = output
                    && notice.kind == NoticeKind::InternalAlert
                {
                    passage.say(Output::Notify(Notice { id: another(notice.id), ..notice }));
                }
                passage.say(output);
            })
        },
    ),
    Weakness::new(
        "alert-to-the-wrong-role",
        "Alerts go to the product manager.",
        "Emergency Response Team Contacts",
        &["memory-leak-critical"],
        || readdressed(NoticeKind::InternalAlert, Role::Product),
    ),
    Weakness::new(
        "alert-late",
        "The team's channel hears of an incident half a minute later.",
        ALERT,
        &["memory-leak-critical"],
        || {
            outputs(|passage, output| {
                if is(&output, NoticeKind::InternalAlert) {
                    passage.say_after(Duration::from_secs(30), output);
                } else {
                    passage.say(output);
                }
            })
        },
    ),
    Weakness::new(
        "page-to-the-wrong-role",
        "Whoever is paged cannot do anything about it.",
        "Engineering team investigates root cause",
        &["baseline-expired", "engine-leak-needs-rollback"],
        || readdressed(NoticeKind::Page, Role::AppStoreTeam),
    ),
    Weakness::new(
        "app-store-never-told",
        "The App Store team never hears of a critical incident.",
        "Notify App Store team if needed",
        &["engine-leak-needs-rollback", "baseline-expired"],
        || never(|output| is(output, NoticeKind::AppStoreNotification)),
    ),
    Weakness::new(
        "post-mortem-never-requested",
        "Nobody is asked for a post-mortem.",
        "Prepare incident post-mortem",
        &["old-phone-long-session", "engine-leak-needs-rollback"],
        || never(|output| is(output, NoticeKind::PostMortemRequest)),
    ),
    Weakness::new(
        "all-clear-never-sent",
        "Nobody is told that an emergency is over.",
        "**Status**: {current_status}",
        &["memory-leak-critical"],
        || never(|output| is(output, NoticeKind::Resolved)),
    ),
    Weakness::new(
        "failed-notice-not-retried",
        "A notice that did not arrive is not sent again.",
        ALERT,
        &["alert-channel-comes-back"],
        || {
            let mut said = BTreeSet::new();
            outputs(move |passage, output| match output {
                Output::Notify(notice) if !said.insert(notice.id) => {}
                other => passage.say(other),
            })
        },
    ),
    Weakness::new(
        "repeated-under-another-id",
        "What was lost is said again as if it were something new.",
        ALERT,
        &["nobody-hears-that-it-arrived", "alert-channel-comes-back"],
        || {
            let mut said = BTreeSet::new();
            outputs(move |passage, output| match output {
                Output::Notify(notice) if !said.insert(notice.id) => {
                    passage.say(Output::Notify(Notice { id: another(notice.id), ..notice }));
                }
                other => passage.say(other),
            })
        },
    ),
    Weakness::new(
        "users-told-at-once",
        "Users are told of an incident that the protocol can still recover by itself.",
        "Emergency communication to users",
        &["memory-leak-critical"],
        || {
            outputs(|passage, output| {
                passage.say(output);
                if let Output::Notify(notice) = output
                    && notice.kind == NoticeKind::InternalAlert
                {
                    let (id, kind) = (another(notice.id), NoticeKind::UserCommunication);
                    let to = Role::Users;
                    passage.say(Output::Notify(Notice { id, kind, to, ..notice }));
                }
            })
        },
    ),
    Weakness::new(
        "invalid-baseline-not-reported",
        "Nobody is told that there is no valid baseline.",
        "Invalid baseline - emergency protocols may not work correctly",
        &["baseline-expired"],
        || never(|output| is(output, NoticeKind::InvalidBaseline)),
    )
    .equivalent("The judge cannot see which baseline a protocol was given, so nobody is held to that notice."),
    Weakness::new(
        "baseline-learnt-while-degraded",
        "Whatever was sampled last is learnt as the baseline whenever something is saved.",
        "Consistent performance over 24 hours",
        &["memory-leak-critical", "battery-runaway-critical"],
        || Box::new(LearnsWhateverItSees::default()),
    ),
    Weakness::new(
        "acknowledgement-ignored",
        "Somebody answers the page, and is paged on.",
        "Engineering team investigates root cause",
        &["baseline-expired", "engine-leak-needs-rollback"],
        || deaf_to(|input| matches!(input, Input::Operator(OperatorEvent::Acknowledged(_)))),
    )
    .equivalent(
        "A second page, though somebody has answered the first, breaks no line of the playbook.",
    ),
    Weakness::new(
        "manual-step-ignored",
        "What people carry out by hand is not taken note of.",
        "Manual execution of recovery procedures",
        &["baseline-expired", "engine-leak-needs-rollback"],
        || deaf_to(|input| matches!(input, Input::Operator(OperatorEvent::ManualStep(..)))),
    )
    .equivalent("What people did shows in the samples, and the checklist goes by these alone."),
];

/// Takes whatever it sees for healthy.
#[derive(Debug, Default)]
struct LearnsWhateverItSees {
    seen: Option<HealthMetrics>,
}

impl Break for LearnsWhateverItSees {
    fn input(&mut self, passage: &mut Passage, input: Input) {
        if let Input::Metrics(sample) = &input {
            self.seen = Some(*sample);
        }
        passage.hand(input);
    }

    fn output(&mut self, passage: &mut Passage, output: Output) {
        passage.say(output);
        let seen = self.seen.filter(|_| output == Output::Save);
        let Some(seen) = seen else { return };
        let (Some(performance_multiplier), Some(memory_usage)) =
            (seen.performance_multiplier, seen.memory_usage)
        else {
            return;
        };
        let valid_until = seen.taken_at + Duration::from_secs(24 * 3600);
        passage.say(Output::Baseline(Baseline {
            performance_multiplier,
            memory_usage,
            valid_until,
        }));
    }
}

/// An id that the shipped protocol does not come to.
fn another(id: NoticeId) -> NoticeId {
    NoticeId(id.0 | 1 << 63)
}

fn is(output: &Output, kind: NoticeKind) -> bool {
    matches!(output, Output::Notify(notice) if notice.kind == kind)
}

/// Notices of a kind go to somebody else.
fn readdressed(kind: NoticeKind, to: Role) -> Box<dyn crate::ablation::Break> {
    outputs(move |passage, output| match output {
        Output::Notify(notice) if notice.kind == kind => {
            passage.say(Output::Notify(Notice { to, ..notice }));
        }
        other => passage.say(other),
    })
}
