//! What the protocol asked for: a slice from asking to the end.

use std::collections::BTreeMap;

use firedrill_model::Transition;
use firedrill_model::faults::Seat;
use firedrill_model::nouns::{Action, ActionOutcome, Command, CommandId, IncidentType, Purpose};
use firedrill_scenarios::Entry;
use firedrill_sim::Time;

use super::tracks::{Point, TrackId, Tracks};

/// Commands, a track for each part of the playbook that asks for them.
#[derive(Debug)]
pub(super) struct Steps {
    immediate: TrackId,
    procedure: TrackId,
    escalation: TrackId,
    resumption: TrackId,
    /// Ids repeat after a relaunch, so an action is part of the name; oldest first.
    open: BTreeMap<(CommandId, Action), Vec<Point>>,
    /// Every command with its slice.
    pub(super) asked: Vec<(Command, Point)>,
}

impl Steps {
    pub(super) fn on(tracks: &mut Tracks, group: TrackId) -> Self {
        Self {
            immediate: tracks.track(group, "immediate actions"),
            procedure: tracks.track(group, "steps of procedures"),
            escalation: tracks.track(group, "steps of escalation"),
            resumption: tracks.track(group, "resumption"),
            open: BTreeMap::new(),
            asked: vec![],
        }
    }

    pub(super) fn follow(&mut self, entry: &Entry, tracks: &mut Tracks) {
        match entry.transition {
            Transition::ActionAsked(command) => self.asked(command, entry.at, tracks),
            Transition::ActionEnded(id, action, outcome) => {
                self.ended((id, action), outcome, entry.at, tracks);
            }
            Transition::ProcessEnded { .. }
            | Transition::Jetsammed { .. }
            | Transition::ProcessDied { .. } => self.process_ended(entry.at, tracks),
            _ => {}
        }
    }

    /// The first command of these types that was asked for at this instant as an immediate action,
    /// or any.
    pub(super) fn response(
        &self,
        at: Time,
        types: &[IncidentType],
        tracks: &Tracks,
    ) -> Option<Point> {
        let asked = self.asked.iter().filter(|(_, point)| tracks.at(*point) == at);
        let is_response = |command: &Command| {
            command.purpose == Purpose::Immediate && types.contains(&command.incident)
        };
        let mut responses = asked.clone().filter(|(command, _)| is_response(command));
        responses.next().or_else(|| asked.clone().next()).map(|(_, point)| *point)
    }

    /// The command for this action that was under way at this instant, the latest of several.
    pub(super) fn under_way(&self, at: Time, action: Action, tracks: &Tracks) -> Option<Point> {
        let asked = self.asked.iter().rev().filter(|(command, _)| command.action == action);
        asked.map(|(_, point)| *point).find(|point| tracks.covers(*point, at))
    }

    fn asked(&mut self, command: Command, at: Time, tracks: &mut Tracks) {
        let (track, part) = match command.purpose {
            Purpose::Immediate => (self.immediate, None),
            Purpose::Procedure(procedure) => (self.procedure, Some(procedure.name())),
            Purpose::Escalation(level) => (self.escalation, Some(level.name())),
            Purpose::Resumption => (self.resumption, None),
        };
        let point = tracks.begin(track, at, command.action.name());
        tracks.note(point, "command", command.id.0);
        tracks.note(point, "incident", command.incident.name());
        if let Some(part) = part {
            tracks.note(point, "part of", part);
        }
        self.open.entry((command.id, command.action)).or_default().push(point);
        self.asked.push((command, point));
    }

    fn ended(
        &mut self,
        command: (CommandId, Action),
        outcome: ActionOutcome,
        at: Time,
        tracks: &mut Tracks,
    ) {
        let Some(points) = self.open.get_mut(&command).filter(|points| !points.is_empty()) else {
            return;
        };
        let point = points.remove(0);
        let outcome = match outcome {
            ActionOutcome::Completed => "completed",
            ActionOutcome::Failed => "failed",
        };
        tracks.note(point, "outcome", outcome);
        tracks.end(point, at);
    }

    /// What was being done went with the process, but for what is done to it from outside.
    fn process_ended(&mut self, at: Time, tracks: &mut Tracks) {
        for ((_, action), points) in &mut self.open {
            if Seat::Process.is_replaced_by(*action) {
                continue;
            }
            for point in points.drain(..) {
                tracks.note(point, "outcome", "lost with the process");
                tracks.end(point, at);
            }
        }
    }
}
