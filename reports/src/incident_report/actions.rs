//! "Recovery Actions Taken": each action with its result, repetitions counted.

use firedrill_model::Transition;
use firedrill_model::nouns::{Action, ActionOutcome};
use firedrill_protocol::OperatorEvent;
use firedrill_scenarios::Entry;

use super::numbered;

/// What was done, in the order of its first time.
#[derive(Debug, Default)]
pub(super) struct Actions {
    taken: Vec<Taken>,
}

#[derive(Debug)]
struct Taken {
    action: Action,
    by: &'static str,
    completed: usize,
    failed: usize,
}

impl Actions {
    pub(super) fn of(entries: &[&Entry]) -> Self {
        let mut actions = Self::default();
        for entry in entries {
            match entry.transition {
                Transition::ActionEnded(_, action, outcome) => actions.add(action, "", outcome),
                Transition::OperatorActed(OperatorEvent::ManualStep(role, action, outcome)) => {
                    actions.add(action, role.name(), outcome);
                }
                _ => {}
            }
        }
        actions
    }

    fn add(&mut self, action: Action, by: &'static str, outcome: ActionOutcome) {
        let known = self.taken.iter().position(|taken| taken.action == action && taken.by == by);
        let index = known.unwrap_or_else(|| {
            self.taken.push(Taken { action, by, completed: 0, failed: 0 });
            self.taken.len() - 1
        });
        match outcome {
            ActionOutcome::Completed => self.taken[index].completed += 1,
            ActionOutcome::Failed => self.taken[index].failed += 1,
        }
    }

    pub(super) fn lines(&self) -> Vec<String> {
        if self.taken.is_empty() {
            return vec!["None.".to_owned()];
        }
        numbered(self.taken.iter().map(Taken::words).collect())
    }
}

impl Taken {
    fn words(&self) -> String {
        let by = if self.by.is_empty() { String::new() } else { format!(" by {}", self.by) };
        let result = match (self.completed, self.failed) {
            (1, 0) => "completed".to_owned(),
            (completed, 0) => format!("completed {completed} times"),
            (0, 1) => "failed".to_owned(),
            (0, failed) => format!("failed {failed} times"),
            (completed, failed) => format!("completed {completed}, failed {failed} times"),
        };
        format!("{}{by} - {result}", self.action)
    }
}
