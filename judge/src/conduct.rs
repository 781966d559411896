//! How a protocol goes about an emergency: the playbook's immediate actions in their order, none left
//! out, and no all-clear while lines are broken.

use firedrill_model::nouns::{Action, Command, EmergencyStatus, IncidentType, Playbook, Purpose};
use firedrill_sim::{Span, Time};

use crate::symptoms::Checklist;

/// What was asked for so far, and in the emergency under way.
#[derive(Clone, Debug)]
pub(crate) struct Conduct {
    /// Asked for in this run. What lasts, or rests, need not be asked for again, and nobody but the
    /// protocol knows what does: so once is enough.
    asked: [bool; Action::ALL.len()],
    /// Types for which an immediate action was asked for in this emergency.
    answered: [bool; 4],
    /// The process ended in this emergency, and with it what was under way.
    interrupted: bool,
    /// Since when a line of the checklist has been broken.
    broken_since: Option<Time>,
}

impl Default for Conduct {
    fn default() -> Self {
        Self {
            asked: [false; Action::ALL.len()],
            answered: [false; 4],
            interrupted: false,
            broken_since: None,
        }
    }
}

impl Conduct {
    /// Reads the checklist as it stands.
    pub(crate) fn observe(&mut self, now: Time, checklist: &Checklist) {
        if checklist.holds() {
            self.broken_since = None;
        } else {
            self.broken_since.get_or_insert(now);
        }
    }

    /// The protocol asks for an action. Says which line of the playbook it passed over, or that nothing
    /// calls for it: every line holds, no emergency was announced, and nobody triggered one.
    pub(crate) fn asked(
        &mut self,
        command: &Command,
        playbook: &Playbook,
        announced: &EmergencyStatus,
        is_triggered: bool,
    ) -> Option<String> {
        let passed_over = self.passed_over(command, playbook);
        self.asked[command.action as usize] = true;
        let is_calm =
            !announced.is_in_emergency_mode() && !is_triggered && self.broken_since.is_none();
        let is_uncalled_for = is_calm && command.purpose == Purpose::Immediate;
        let uncalled_for =
            || format!("{} was asked for though nothing called for it", command.action);
        passed_over.or_else(|| is_uncalled_for.then(uncalled_for))
    }

    /// Somebody carried an action out by hand: nobody needs to ask for it.
    pub(crate) fn done_by_hand(&mut self, action: Action) {
        self.asked[action as usize] = true;
    }

    /// The process ended: what was under way is lost, and what was suspended runs again.
    pub(crate) fn process_ended(&mut self) {
        self.interrupted = true;
    }

    /// Emergency mode is left. Says which immediate action was left out.
    pub(crate) fn mode_left(&mut self, playbook: &Playbook) -> Option<String> {
        let answered = core::mem::take(&mut self.answered);
        if core::mem::take(&mut self.interrupted) {
            return None;
        }
        let answered = IncidentType::ALL.into_iter().filter(|incident| answered[incident.index()]);
        let left_out = |incident: IncidentType| {
            let missing = self.missing(&playbook.response(incident).immediate_actions)?;
            Some(format!("{missing} was never asked for, which the {incident} calls for"))
        };
        answered.into_iter().find_map(left_out)
    }

    /// For how long a line has been broken without a break, if it is long enough that every protocol
    /// that looks would know.
    pub(crate) fn broken_for(&self, now: Time, playbook: &Playbook) -> Option<Span> {
        let broken_for = now - self.broken_since?;
        (broken_for >= Span::from(playbook.targets.hold)).then_some(broken_for)
    }

    fn passed_over(&mut self, command: &Command, playbook: &Playbook) -> Option<String> {
        let (action, incident) = (command.action, command.incident);
        let listed = &playbook.response(incident).immediate_actions;
        match command.purpose {
            Purpose::Immediate => {}
            Purpose::Procedure(procedure) => {
                let missing = self.missing(listed)?;
                return Some(format!("{procedure} began before {missing} was asked for"));
            }
            Purpose::Escalation(_) | Purpose::Resumption => return None,
        }
        self.answered[incident.index()] = true;
        let Some(place) = listed.iter().position(|listed| *listed == action) else {
            return Some(format!("{action} is none of the immediate actions of the {incident}"));
        };
        let missing = self.missing(&listed[..place])?;
        Some(format!(
            "{action} was asked for before {missing}, which the {incident} calls for first"
        ))
    }

    /// The first of these that was not asked for. The boost heats: whether it would do harm is for
    /// the protocol to say.
    fn missing(&self, actions: &[Action]) -> Option<Action> {
        let mut must = actions.iter().filter(|a| **a != Action::EnterOptimizerEmergencyMode);
        must.find(|action| !self.asked[**action as usize]).copied()
    }
}
