//! "Recovery Actions Taken": each action with its result, repetitions counted.

use firedrill_model::Transition;
use firedrill_model::nouns::{Action, ActionOutcome, CommandId};
use firedrill_protocol::OperatorEvent;
use firedrill_scenarios::Entry;
use serde::Serialize;

/// What was done, in the order of its first time.
#[derive(Debug, Default)]
pub(super) struct Actions {
    asked: Vec<(CommandId, Action)>,
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
    /// Asked for, and neither completed nor failed by the end.
    unfinished: usize,
}

impl Actions {
    pub(super) fn of(entries: &[Entry]) -> Self {
        let mut actions = Self::default();
        for entry in entries {
            match entry.transition {
                Transition::ActionAsked(command) => {
                    actions.asked.push((command.id, command.action));
                    actions.taken(command.action, None).unfinished += 1;
                }
                Transition::ActionEnded(id, action, outcome) => {
                    let asked = actions.asked.iter().position(|(asked, _)| *asked == id);
                    let taken = actions.taken(action, None);
                    // What was asked for before the onset has no place of its own here.
                    taken.unfinished -= usize::from(asked.is_some() && taken.unfinished > 0);
                    taken.came_to(outcome);
                }
                Transition::OperatorActed(OperatorEvent::ManualStep(role, action, outcome)) => {
                    actions.taken(action, Some(role.name())).came_to(outcome);
                }
                _ => {}
            }
        }
        actions
    }

    fn taken(&mut self, action: Action, by: Option<&'static str>) -> &mut Taken {
        let is_it = |taken: &Taken| taken.action == action.name() && taken.by == by;
        let index = self.taken.iter().position(is_it).unwrap_or_else(|| {
            let taken = Taken { action: action.name(), by, completed: 0, failed: 0, unfinished: 0 };
            self.taken.push(taken);
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
            (self.unfinished, "not finished by the end"),
        ];
        let is_single = self.completed + self.failed + self.unfinished == 1;
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
    use super::*;

    #[test]
    fn results_are_counted_and_said() {
        let of = |completed, failed, unfinished| {
            let (action, by) = ("restart-app", Some("platform"));
            Taken { action, by, completed, failed, unfinished }.result()
        };
        assert_eq!(of(1, 0, 0), "completed");
        assert_eq!(of(0, 0, 1), "not finished by the end");
        assert_eq!(of(3, 1, 0), "completed 3 times, failed once");
    }
}
