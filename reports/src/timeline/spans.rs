//! What lasts: faults, emergency mode and procedures, followed from line to line.

use firedrill_model::Transition;
use firedrill_model::nouns::{EmergencyStatus, RecoveryProcedure};

/// What lasts at a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Spans {
    /// The fault in each lane. A lane that a fault leaves is another's later.
    pub(super) lanes: Vec<Option<(usize, Edge)>>,
    pub(super) emergency: Option<Edge>,
    pub(super) procedure: Option<(RecoveryProcedure, Edge)>,
}

/// Which part of a span a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    /// It begins with this line.
    Begins,
    /// It began before and goes on.
    Lasts,
    /// It begins with this line, in the place of the one before.
    Replaces,
    /// It ends with this line.
    Ends,
}

impl Spans {
    /// What lasts between this line and the next.
    pub(super) fn settled(&self) -> Self {
        let after = |(fault, edge): (usize, Edge)| Some((fault, edge.after()?));
        Self {
            lanes: self.lanes.iter().map(|lane| lane.and_then(after)).collect(),
            emergency: self.emergency.and_then(Edge::after),
            procedure: self
                .procedure
                .and_then(|(procedure, edge)| Some((procedure, edge.after()?))),
        }
    }
}

/// Follows the record.
#[derive(Debug, Default)]
pub(super) struct Follower {
    now: Spans,
}

impl Follower {
    /// What lasts at the line of this transition, the next of the record.
    pub(super) fn follow(&mut self, transition: &Transition) -> Spans {
        self.now = self.now.settled();
        match transition {
            Transition::FaultBegan(fault) => self.begin(*fault),
            Transition::FaultEnded(fault, _) => self.end(*fault),
            Transition::StatusAnnounced(status) => self.announced(status),
            _ => (),
        }
        self.now.clone()
    }

    /// What lasts at a line between two transitions.
    pub(super) fn still(&mut self) -> Spans {
        self.now = self.now.settled();
        self.now.clone()
    }

    fn begin(&mut self, fault: usize) {
        if self.lane_of(fault).is_some() {
            return;
        }
        let begins = Some((fault, Edge::Begins));
        match self.now.lanes.iter_mut().find(|lane| lane.is_none()) {
            Some(free) => *free = begins,
            None => self.now.lanes.push(begins),
        }
    }

    fn end(&mut self, fault: usize) {
        if let Some(lane) = self.lane_of(fault) {
            self.now.lanes[lane] = Some((fault, Edge::Ends));
        }
    }

    fn lane_of(&self, fault: usize) -> Option<usize> {
        self.now.lanes.iter().position(|lane| lane.is_some_and(|(other, _)| other == fault))
    }

    fn announced(&mut self, status: &EmergencyStatus) {
        let lasts = self.now.emergency.is_some();
        self.now.emergency = match (lasts, status.is_in_emergency_mode()) {
            (false, true) => Some(Edge::Begins),
            (true, true) => Some(Edge::Lasts),
            (true, false) => Some(Edge::Ends),
            (false, false) => None,
        };
        let before = self.now.procedure.map(|(procedure, _)| procedure);
        self.now.procedure = match (before, status.procedure) {
            (None, None) => None,
            (None, Some(new)) => Some((new, Edge::Begins)),
            (Some(old), None) => Some((old, Edge::Ends)),
            (Some(old), Some(new)) if old == new => Some((new, Edge::Lasts)),
            (Some(_), Some(new)) => Some((new, Edge::Replaces)),
        };
    }
}

impl Edge {
    /// What it is at the next line.
    const fn after(self) -> Option<Self> {
        match self {
            Self::Begins | Self::Lasts | Self::Replaces => Some(Self::Lasts),
            Self::Ends => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lanes(transitions: &[Transition]) -> Vec<Vec<Option<(usize, Edge)>>> {
        let mut follower = Follower::default();
        transitions.iter().map(|transition| follower.follow(transition).lanes).collect()
    }

    #[test]
    fn a_lane_that_a_fault_leaves_is_the_next_ones() {
        use Edge::{Begins, Ends, Lasts};
        let transitions = [
            Transition::FaultBegan(4),
            Transition::FaultBegan(1),
            Transition::FaultEnded(4, None),
            Transition::FaultBegan(2),
            Transition::ProcessUp,
        ];
        assert_eq!(
            lanes(&transitions),
            [
                vec![Some((4, Begins))],
                vec![Some((4, Lasts)), Some((1, Begins))],
                vec![Some((4, Ends)), Some((1, Lasts))],
                vec![Some((2, Begins)), Some((1, Lasts))],
                vec![Some((2, Lasts)), Some((1, Lasts))],
            ]
        );
    }

    #[test]
    fn the_end_of_what_never_began_is_no_span() {
        assert_eq!(lanes(&[Transition::FaultEnded(3, None)]), [vec![]]);
    }

    #[test]
    fn one_procedure_takes_the_place_of_another() {
        use RecoveryProcedure::{ImmediateMemoryCleanup, ThermalCooldown};
        let mut follower = Follower::default();
        let mut announce = |procedure| {
            let phase = firedrill_model::nouns::Phase::Recovering;
            let status = EmergencyStatus { phase, procedure, ..EmergencyStatus::NORMAL };
            follower.follow(&Transition::StatusAnnounced(status)).procedure
        };
        let (first, second) = (ImmediateMemoryCleanup, ThermalCooldown);
        assert_eq!(announce(Some(first)), Some((first, Edge::Begins)));
        assert_eq!(announce(Some(second)), Some((second, Edge::Replaces)));
        assert_eq!(announce(None), Some((second, Edge::Ends)));
        assert_eq!(announce(None), None);
    }
}
