//! The protocol under test: the shipped one, somebody else's, or one weakened on purpose.

use firedrill_bridge::{Foreign, ForeignProtocol};
use firedrill_campaign::ablation::{Weakened, Weakness};
use firedrill_protocol::{
    ActionOutcome, Breakdown, Briefing, CommandId, Delivery, EmergencyRecoveryProtocol,
    EmergencyStatus, HealthMetrics, LifecycleEvent, NoticeId, OperatorEvent, Output,
    RecoveryProtocol, Timestamp,
};
use firedrill_reports::Substitute;
use firedrill_scenarios::FoundWith;

use crate::command_error::CommandError;
use crate::protocol_choice::REPLY_TIMEOUT_DEFAULT;

/// What is tested. Makes a [`Tested`] for each run, on any thread.
#[derive(Debug)]
pub(crate) enum UnderTest {
    /// The protocol shipped with firedrill.
    Shipped,
    /// One that others wrote.
    Foreign(Foreign),
    /// The shipped one with a weakness.
    Weakened(&'static Weakness),
}

/// The protocol under test in one run.
#[derive(Debug)]
pub(crate) enum Tested<'f> {
    /// The protocol shipped with firedrill.
    Shipped(Box<EmergencyRecoveryProtocol>),
    /// One that others wrote.
    Foreign(Box<ForeignProtocol<'f>>),
    /// The shipped one with a weakness.
    Weakened(Box<Weakened>),
}

impl UnderTest {
    /// The protocol for one run, told its briefing.
    pub(crate) fn brief(&self, briefing: &Briefing) -> Tested<'_> {
        match self {
            Self::Shipped => {
                Tested::Shipped(Box::new(EmergencyRecoveryProtocol::briefed(briefing)))
            }
            Self::Foreign(foreign) => Tested::Foreign(Box::new(foreign.brief(briefing))),
            Self::Weakened(weakness) => Tested::Weakened(Box::new(weakness.weaken(briefing))),
        }
    }

    /// As reports name it; `None` for the shipped protocol.
    pub(crate) fn substitute(&self) -> Option<Substitute> {
        match self {
            Self::Shipped => None,
            Self::Foreign(foreign) => Some(Substitute::Foreign {
                name: foreign.name().to_owned(),
                command: foreign.command().text().to_owned(),
                reply_timeout: Some(foreign.limit())
                    .filter(|limit| *limit != REPLY_TIMEOUT_DEFAULT),
            }),
            Self::Weakened(weakness) => Some(Substitute::Weakened { weakness: weakness.name }),
        }
    }

    /// As stored incidents name it.
    pub(crate) fn found_with(&self) -> FoundWith {
        match self {
            Self::Shipped => FoundWith::Shipped,
            Self::Foreign(foreign) => FoundWith::Foreign(foreign.name().to_owned()),
            Self::Weakened(weakness) => FoundWith::Weakness(weakness.name.to_owned()),
        }
    }

    /// Lets it go. Fails when a foreign one had something more to say; see [`Foreign::dismiss`].
    pub(crate) fn dismiss(self) -> Result<(), CommandError> {
        match self {
            Self::Foreign(foreign) => Ok(foreign.dismiss()?),
            Self::Shipped | Self::Weakened(_) => Ok(()),
        }
    }
}

/// Calls the same method on whichever it is.
macro_rules! whichever {
    ($tested:expr, $protocol:ident => $call:expr) => {
        match $tested {
            Tested::Shipped($protocol) => $call,
            Tested::Foreign($protocol) => $call,
            Tested::Weakened($protocol) => $call,
        }
    };
}

impl RecoveryProtocol for Tested<'_> {
    fn handle_metrics(&mut self, now: Timestamp, sample: &HealthMetrics) {
        whichever!(self, protocol => protocol.handle_metrics(now, sample));
    }

    fn handle_step_finished(&mut self, now: Timestamp, command: CommandId, outcome: ActionOutcome) {
        whichever!(self, protocol => protocol.handle_step_finished(now, command, outcome));
    }

    fn handle_operator(&mut self, now: Timestamp, event: OperatorEvent) {
        whichever!(self, protocol => protocol.handle_operator(now, event));
    }

    fn handle_lifecycle(&mut self, now: Timestamp, event: LifecycleEvent) {
        whichever!(self, protocol => protocol.handle_lifecycle(now, event));
    }

    fn handle_relaunched(&mut self, now: Timestamp, saved: Option<&str>) {
        whichever!(self, protocol => protocol.handle_relaunched(now, saved));
    }

    fn handle_delivery(&mut self, now: Timestamp, notice: NoticeId, delivery: Delivery) {
        whichever!(self, protocol => protocol.handle_delivery(now, notice, delivery));
    }

    fn handle_timeout(&mut self, now: Timestamp) {
        whichever!(self, protocol => protocol.handle_timeout(now));
    }

    fn poll_output(&mut self) -> Option<Output> {
        whichever!(self, protocol => protocol.poll_output())
    }

    fn poll_timeout(&self) -> Option<Timestamp> {
        whichever!(self, protocol => protocol.poll_timeout())
    }

    fn emergency_status(&self) -> EmergencyStatus {
        whichever!(self, protocol => protocol.emergency_status())
    }

    fn saved_state(&self) -> String {
        whichever!(self, protocol => protocol.saved_state())
    }

    fn breakdown(&self) -> Option<&Breakdown> {
        whichever!(self, protocol => protocol.breakdown())
    }

    fn handle_breach(&mut self, breach: &str) {
        whichever!(self, protocol => protocol.handle_breach(breach));
    }

    fn handle_end(&mut self) {
        whichever!(self, protocol => protocol.handle_end());
    }
}
