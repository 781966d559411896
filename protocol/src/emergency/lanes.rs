//! Commands under way. Each incident type's immediate actions have a lane of their own, so that one
//! that hangs cannot delay another incident's response; everything else shares the main lane.

use crate::action::{Action, Command, CommandId, Purpose};
use crate::incident::IncidentType;

/// Where commands queue up, one under way at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lane {
    /// The immediate actions of one incident type.
    Immediate(IncidentType),
    /// Procedures, escalation and resumption.
    Main,
}

impl Lane {
    /// Every lane.
    pub(super) const ALL: [Self; 5] = [
        Self::Immediate(IncidentType::ALL[0]),
        Self::Immediate(IncidentType::ALL[1]),
        Self::Immediate(IncidentType::ALL[2]),
        Self::Immediate(IncidentType::ALL[3]),
        Self::Main,
    ];

    /// Position in [`Lane::ALL`].
    pub(super) const fn index(self) -> usize {
        match self {
            Self::Immediate(incident) => incident.index(),
            Self::Main => 4,
        }
    }
}

/// A command that was sent and not answered yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flight {
    pub(super) command: Command,
    /// Whether it already is the second attempt.
    pub(super) retried: bool,
}

/// What a command is to do, before it has an id.
#[derive(Clone, Copy, Debug)]
pub(super) struct Order {
    pub(super) action: Action,
    pub(super) incident: IncidentType,
    pub(super) purpose: Purpose,
}

/// All commands under way.
#[derive(Clone, Debug, Default)]
pub(super) struct Lanes {
    flights: [Option<Flight>; Lane::ALL.len()],
    issued: u64,
}

impl Lanes {
    /// Whether nothing is under way in a lane.
    pub(super) fn is_free(&self, lane: Lane) -> bool {
        self.flights[lane.index()].is_none()
    }

    /// What is under way in a lane.
    pub(super) fn flight(&self, lane: Lane) -> Option<&Flight> {
        self.flights[lane.index()].as_ref()
    }

    /// Whether an action is under way in any lane.
    pub(super) fn carry(&self, action: Action) -> bool {
        self.flights.iter().flatten().any(|flight| flight.command.action == action)
    }

    /// Gives an order its id and puts it under way; ids count up from 1 and never repeat.
    pub(super) fn launch(&mut self, lane: Lane, order: Order, retried: bool) -> Command {
        self.issued += 1;
        let Order { action, incident, purpose } = order;
        let command = Command { id: CommandId(self.issued), action, incident, purpose };
        self.flights[lane.index()] = Some(Flight { command, retried });
        command
    }

    /// Takes the command that an answer names; an unknown or late id names none.
    pub(super) fn land(&mut self, id: CommandId) -> Option<(Lane, Flight)> {
        let is_named = |lane: &Lane| self.flight(*lane).is_some_and(|f| f.command.id == id);
        let lane = Lane::ALL.into_iter().find(is_named)?;
        Some((lane, self.flights[lane.index()].take()?))
    }

    /// Gives up waiting for a lane's command.
    pub(super) fn abandon(&mut self, lane: Lane) -> Option<Flight> {
        self.flights[lane.index()].take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORDER: Order = Order {
        action: Action::EnableBypass,
        incident: IncidentType::SystemInstability,
        purpose: Purpose::Immediate,
    };

    #[test]
    fn every_lane_has_its_own_place() {
        for (place, lane) in Lane::ALL.into_iter().enumerate() {
            assert_eq!(lane.index(), place);
        }
    }

    #[test]
    fn an_answer_counts_once_and_only_for_its_own_command() {
        let mut lanes = Lanes::default();
        let first = lanes.launch(Lane::Main, ORDER, false);
        assert!(lanes.land(CommandId(77)).is_none());
        assert_eq!(lanes.land(first.id).map(|(lane, _)| lane), Some(Lane::Main));
        assert!(lanes.land(first.id).is_none());
        assert!(lanes.launch(Lane::Main, ORDER, true).id > first.id);
    }
}
