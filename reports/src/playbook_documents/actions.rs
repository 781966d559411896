//! "Recovery Actions Taken": each action with its result, repetitions counted.

use firedrill_model::Transition;
use firedrill_model::faults::Seat;
use firedrill_model::nouns::{Action, ActionOutcome, CommandId};
use firedrill_protocol::OperatorEvent;
use firedrill_scenarios::Entry;
use serde::Serialize;

/// What was done, in the order of its first time.
#[derive(Debug, Default)]
pub(super) struct Actions {
    /// Under way. Ids repeat after a relaunch, so an action is part of the name.
    open: Vec<(CommandId, Action)>,
    taken: Vec<Taken>,
}

/// One action of one doer, and how often it came to what.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Taken {
    action: &'static str,
    /// The role that did it by hand; null for the protocol.
    by: Option<&'static str>,
    completed: usize,
    failed: usize,
    /// Under way when the process went down, and gone with it.
    lost_with_the_process: usize,
    /// Asked for, and still under way at the end.
    unfinished: usize,
}

impl Actions {
    pub(super) fn of(entries: &[Entry]) -> Self {
        let mut actions = Self::default();
        for entry in entries {
            match entry.transition {
                Transition::ActionAsked(command) => {
                    actions.open.push((command.id, command.action));
                    actions.taken(command.action, None).unfinished += 1;
                }
                Transition::ActionEnded(id, action, outcome) => {
                    // What was asked for before the onset has no place of its own here.
                    let asked = actions.open.iter().position(|open| *open == (id, action));
                    let asked = asked.map(|place| actions.open.remove(place));
                    let taken = actions.taken(action, None);
                    taken.unfinished -= usize::from(asked.is_some());
                    taken.came_to(outcome);
                }
                Transition::OperatorActed(OperatorEvent::ManualStep(role, action, outcome)) => {
                    actions.taken(action, Some(role.name())).came_to(outcome);
                }
                Transition::ProcessEnded { .. }
                | Transition::Jetsammed { .. }
                | Transition::ProcessDied { .. } => actions.process_ended(),
                _ => {}
            }
        }
        actions
    }

    /// What was being done went with the process, but for what is done to it from outside.
    fn process_ended(&mut self) {
        let (kept, lost): (Vec<_>, Vec<_>) =
            self.open.drain(..).partition(|(_, action)| Seat::Process.is_replaced_by(*action));
        self.open = kept;
        for (_, action) in lost {
            let taken = self.taken(action, None);
            taken.unfinished -= 1;
            taken.lost_with_the_process += 1;
        }
    }

    fn taken(&mut self, action: Action, by: Option<&'static str>) -> &mut Taken {
        let is_it = |taken: &Taken| taken.action == action.name() && taken.by == by;
        let index = self.taken.iter().position(is_it).unwrap_or_else(|| {
            self.taken.push(Taken {
                action: action.name(),
                by,
                completed: 0,
                failed: 0,
                lost_with_the_process: 0,
                unfinished: 0,
            });
            self.taken.len() - 1
        });
        &mut self.taken[index]
    }

    pub(super) fn into_taken(self) -> Vec<Taken> {
        self.taken
    }
}

impl Taken {
    fn came_to(&mut self, outcome: ActionOutcome) {
        match outcome {
            ActionOutcome::Completed => self.completed += 1,
            ActionOutcome::Failed => self.failed += 1,
        }
    }

    /// `surgical-memory-cleanup by platform`
    pub(super) fn who_did_what(&self) -> String {
        let by = self.by.map(|by| format!(" by {by}")).unwrap_or_default();
        format!("{}{by}", self.action)
    }

    /// `completed`, `completed 3 times, failed once`
    pub(super) fn result(&self) -> String {
        let counts = [
            (self.completed, "completed"),
            (self.failed, "failed"),
            (self.lost_with_the_process, "lost with the process"),
            (self.unfinished, "not finished by the end"),
        ];
        let is_single = counts.iter().map(|(count, _)| count).sum::<usize>() == 1;
        let counts = counts.iter().filter(|(count, _)| *count > 0);
        let words = counts.map(|(count, what)| match count {
            1 if is_single => (*what).to_owned(),
            1 => format!("{what} once"),
            count => format!("{what} {count} times"),
        });
        words.collect::<Vec<_>>().join(", ")
    }

    pub(super) const fn failed(&self) -> usize {
        self.failed
    }
}

#[cfg(test)]
mod tests {
    use firedrill_model::Death;
    use firedrill_model::nouns::{Command, IncidentType, Purpose};

    use super::*;
    use crate::examples;

    #[test]
    fn results_are_counted_and_said() {
        let of = |completed, failed, lost_with_the_process, unfinished| {
            let (action, by) = ("restart-app", Some("platform"));
            Taken { action, by, completed, failed, lost_with_the_process, unfinished }.result()
        };
        assert_eq!(of(1, 0, 0, 0), "completed");
        assert_eq!(of(0, 0, 0, 1), "not finished by the end");
        assert_eq!(of(3, 1, 0, 0), "completed 3 times, failed once");
        assert_eq!(of(1, 0, 4, 0), "completed once, lost with the process 4 times");
    }

    #[test]
    fn a_crash_takes_what_is_under_way_with_it_but_not_what_is_done_from_outside() {
        let asked = |id, action| {
            let (incident, purpose) = (IncidentType::SystemInstability, Purpose::Immediate);
            Transition::ActionAsked(Command { id: CommandId(id), action, incident, purpose })
        };
        let crashed = Transition::ProcessDied { death: Death::Crashed, swipes_lost: 0 };
        let flushed = (CommandId(1), Action::FlushDataBuffers, ActionOutcome::Completed);
        let transitions = [
            asked(1, Action::FlushDataBuffers),
            asked(2, Action::RollbackVersion),
            crashed,
            // The same id again, by the new process.
            asked(1, Action::FlushDataBuffers),
            Transition::ActionEnded(flushed.0, flushed.1, flushed.2),
            asked(3, Action::FlushDataBuffers),
        ];
        let entries: Vec<_> = (1..).zip(&transitions).map(examples::entry_at_second).collect();
        let taken = Actions::of(&entries).into_taken();
        let said: Vec<_> =
            taken.iter().map(|taken| format!("{} {}", taken.action, taken.result())).collect();
        let flush = "flush-data-buffers completed once, lost with the process once, not finished by \
                     the end once";
        assert_eq!(said, [flush, "rollback-version not finished by the end"]);
    }
}
