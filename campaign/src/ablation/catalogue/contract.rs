//! What a protocol owes its host.

use firedrill_protocol::{Command, CommandId, Input, Output, Timestamp};

use crate::ablation::breaking::{Break, Passage, outputs};
use crate::ablation::weakness::Weakness;

pub(super) static WEAKNESSES: &[Weakness] = &[
    Weakness::new(
        "command-id-reused",
        "Every command has the same id.",
        "within one process a CommandId is never used twice",
        &["memory-leak-critical"],
        || Box::new(OneId),
    ),
    Weakness::new(
        "output-without-end",
        "The first announcement is followed by another, without end.",
        "drains poll_output until it is empty",
        &["memory-leak-critical"],
        || Box::<Endless>::default(),
    ),
    Weakness::new(
        "timer-stuck",
        "Once there is something to wait for, it is always due now.",
        "poll_timeout never lies before the now last handed in",
        &["healthy-hour"],
        || Box::new(Due),
    ),
    Weakness::new(
        "timer-never-set",
        "Nothing is ever waited for.",
        "poll_timeout says when the protocol next wants to be woken",
        &["engine-leak-needs-rollback", "clean-up-hangs"],
        || Box::new(Timeless),
    ),
    Weakness::new(
        "commands-sent-twice",
        "Every command is sent twice.",
        "report how it ended",
        &["memory-leak-critical"],
        || {
            outputs(|passage, output| {
                if let Output::Perform(command) = output {
                    let again = Command { id: CommandId(0), ..command };
                    passage.say(Output::Perform(again));
                }
                passage.say(output);
            })
        },
    ),
];

struct OneId;

impl Break for OneId {
    fn number(&mut self, _: CommandId) -> CommandId {
        CommandId(1)
    }
}

#[derive(Default)]
struct Endless;

impl Break for Endless {
    fn output(&mut self, passage: &mut Passage, output: Output) {
        // More than any host takes in a row.
        for _ in 0..20_000 {
            passage.say(output);
        }
    }
}

struct Due;

impl Break for Due {
    fn timeout(&self, wanted: Option<Timestamp>) -> Option<Timestamp> {
        wanted.map(|_| Timestamp::ZERO)
    }
}

struct Timeless;

impl Break for Timeless {
    fn input(&mut self, passage: &mut Passage, input: Input) {
        passage.hand(input);
    }

    fn timeout(&self, _: Option<Timestamp>) -> Option<Timestamp> {
        None
    }
}
