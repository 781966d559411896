//! Classes of lines, for choosing among them.

use firedrill_model::Transition;

/// What a line of a timeline is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LineKind {
    /// Faults that begin and end.
    Faults,
    /// Lines that the footprint passes.
    Memory,
    /// The governor and the thermal state.
    Heat,
    /// Tasks that wait for one another.
    Locks,
    /// The feeds' circuit breaker.
    Feeds,
    /// The app's process and what its ends lose.
    Process,
    /// What the person turns to.
    Workload,
    /// The monitor's samples.
    Samples,
    /// What the protocol announces.
    Status,
    /// What it asks for, and what comes of that.
    Actions,
    /// What people are told.
    Notices,
    /// What people do.
    People,
    /// Baselines that the protocol learns.
    Baseline,
    /// Breaches of the boundary's contract.
    Contract,
    /// What the judge concluded.
    Marks,
}

impl LineKind {
    /// Every kind, the world's first.
    pub const ALL: [Self; 15] = [
        Self::Faults,
        Self::Memory,
        Self::Heat,
        Self::Locks,
        Self::Feeds,
        Self::Process,
        Self::Workload,
        Self::Samples,
        Self::Status,
        Self::Actions,
        Self::Notices,
        Self::People,
        Self::Baseline,
        Self::Contract,
        Self::Marks,
    ];

    /// The word that is typed.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Faults => "faults",
            Self::Memory => "memory",
            Self::Heat => "heat",
            Self::Locks => "locks",
            Self::Feeds => "feeds",
            Self::Process => "process",
            Self::Workload => "workload",
            Self::Samples => "samples",
            Self::Status => "status",
            Self::Actions => "actions",
            Self::Notices => "notices",
            Self::People => "people",
            Self::Baseline => "baseline",
            Self::Contract => "contract",
            Self::Marks => "marks",
        }
    }

    /// Which lines these are, in a few words.
    pub const fn about(self) -> &'static str {
        match self {
            Self::Faults => "causes that begin and end",
            Self::Memory => "lines that the footprint passes",
            Self::Heat => "the governor's cap and the thermal state",
            Self::Locks => "deadlocks",
            Self::Feeds => "the feeds' circuit breaker",
            Self::Process => "the app ends, dies, is suspended, comes back; swipes that this lost",
            Self::Workload => "what the person turns to",
            Self::Samples => "the monitor's samples, one a second",
            Self::Status => "what the protocol announced",
            Self::Actions => "what the protocol asked for, and what came of it",
            Self::Notices => "who was told what, whether it arrived, the team's channel",
            Self::People => "what the team did",
            Self::Baseline => "baselines that the protocol learnt",
            Self::Contract => "breaches of the boundary's contract",
            Self::Marks => "onset, detection, response, restoration and violations",
        }
    }

    /// The kind of the line that tells of this.
    pub(crate) const fn of(transition: &Transition) -> Self {
        match transition {
            Transition::FaultBegan(_) | Transition::FaultEnded(..) => Self::Faults,
            Transition::Sampled(_) => Self::Samples,
            Transition::ActionAsked(_) | Transition::ActionEnded(..) => Self::Actions,
            Transition::StatusAnnounced(_) => Self::Status,
            Transition::NoticeSent(_)
            | Transition::NoticeLost(_)
            | Transition::NoticeDelivered(_)
            | Transition::ChannelChanged { .. } => Self::Notices,
            Transition::ContractBroken(_) => Self::Contract,
            Transition::OperatorActed(_) => Self::People,
            Transition::FrequencyCapped(_) | Transition::ThermalStateChanged(_) => Self::Heat,
            Transition::MemoryPassed(_) => Self::Memory,
            Transition::Deadlocked => Self::Locks,
            Transition::BreakerChanged(_) => Self::Feeds,
            Transition::ProcessEnded { .. }
            | Transition::Jetsammed { .. }
            | Transition::BufferDeleted { .. }
            | Transition::ProcessUp
            | Transition::ProcessDied { .. }
            | Transition::ProcessSuspended
            | Transition::ProcessResumed => Self::Process,
            Transition::PhaseBegan(_) => Self::Workload,
            Transition::BaselineLearnt(_) => Self::Baseline,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_kinds_share_a_word() {
        let mut names = LineKind::ALL.map(LineKind::name).to_vec();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), LineKind::ALL.len());
    }
}
