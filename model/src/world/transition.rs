//! The event record: what happened, for the judge and for people. Written by the world, never by a
//! protocol.

use firedrill_protocol::{
    Action, ActionOutcome, Baseline, Bytes, Command, CommandId, EmergencyStatus, HealthMetrics,
    Notice, OperatorEvent, ThermalState,
};
use firedrill_sim::Digest;

use crate::app::Breaker;

/// Something that happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Transition {
    /// The cause of a fault, by its number in the plan, is there.
    FaultBegan(usize),
    /// It is gone: by an action, or by itself.
    FaultEnded(usize, Option<Action>),
    /// The monitor took a sample and handed it to the protocol.
    Sampled(HealthMetrics),
    /// The protocol asked for an action.
    ActionAsked(Command),
    /// It has been carried out, or failed.
    ActionEnded(CommandId, Action, ActionOutcome),
    /// The protocol announced its state.
    StatusAnnounced(EmergencyStatus),
    /// The protocol told somebody something.
    NoticeSent(Notice),
    /// The protocol broke the boundary's contract.
    ContractBroken(ContractBreach),
    /// Somebody did something.
    OperatorActed(OperatorEvent),
    /// The frequency cap changed, to this many MHz.
    FrequencyCapped(f64),
    /// The thermal state changed.
    ThermalStateChanged(ThermalState),
    /// The footprint passed this line upwards.
    MemoryPassed(Bytes),
    /// Tasks wait for one another in a cycle.
    Deadlocked,
    /// The breaker changed.
    BreakerChanged(Breaker),
    /// The process was ended to restart it; these many swipes were lost.
    ProcessEnded {
        /// Swipes that were not on disk.
        swipes_lost: u64,
    },
    /// The system killed the app for its memory; these many swipes were lost.
    Jetsammed {
        /// Swipes that were not on disk.
        swipes_lost: u64,
    },
    /// A clean-up deleted the file that the journal's buffer was in; these many swipes were lost.
    BufferDeleted {
        /// Swipes that were nowhere else.
        swipes_lost: u64,
    },
    /// The process is up again.
    ProcessUp,
    /// The workload went on to the phase of this name.
    PhaseBegan(&'static str),
    /// The process died without anybody asking for it; these many swipes were lost.
    ProcessDied {
        /// How.
        death: Death,
        /// Swipes that were not on disk.
        swipes_lost: u64,
    },
    /// The system suspended the app.
    ProcessSuspended,
    /// The app runs again where it stopped.
    ProcessResumed,
    /// What the protocol sent never reached anybody.
    NoticeLost(Notice),
    /// What the protocol sent arrived.
    NoticeDelivered(Notice),
    /// The team's channel works or does not, from now on.
    ChannelChanged {
        /// Whether what is sent arrives.
        is_up: bool,
    },
    /// The protocol learnt a baseline, which is from now on what healthy means.
    BaselineLearnt(Baseline),
}

/// How a process dies when no action ends it and memory is not why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Death {
    /// By a bug of its own.
    Crashed,
    /// By the system or the person.
    Killed,
}

/// How a protocol can break the boundary's contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContractBreach {
    /// A command reused an id.
    CommandIdReused(CommandId),
    /// It kept producing output without end.
    EndlessOutput,
    /// It asked again and again to be woken at an instant that has passed.
    StuckTimer,
}

impl core::fmt::Display for ContractBreach {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::CommandIdReused(id) => write!(f, "command id {} was used twice", id.0),
            Self::EndlessOutput => f.write_str("the protocol kept producing output without end"),
            Self::StuckTimer => f.write_str("the protocol kept asking to be woken in the past"),
        }
    }
}

impl Transition {
    /// Adds it to the digest, so that two runs differ at the first event that does.
    pub(crate) fn absorb(&self, digest: &mut Digest) {
        match self {
            Self::FaultBegan(fault) => word(digest, 0, *fault as u64),
            Self::FaultEnded(fault, by) => {
                word(digest, 1, *fault as u64);
                digest.absorb_u64(by.map_or(u64::MAX, |action| action as u64));
            }
            Self::Sampled(sample) => absorb_sample(sample, digest),
            Self::ActionAsked(command) => {
                word(digest, 3, command.id.0);
                word(digest, command.action as u64, command.incident as u64);
            }
            Self::ActionEnded(id, action, outcome) => {
                word(digest, 4, id.0);
                word(digest, *action as u64, *outcome as u64);
            }
            Self::StatusAnnounced(status) => absorb_status(status, digest),
            Self::NoticeSent(notice) => absorb_notice(6, notice, digest),
            Self::ContractBroken(breach) => absorb_breach(*breach, digest),
            Self::OperatorActed(event) => absorb_operator(*event, digest),
            Self::FrequencyCapped(mhz) => {
                word(digest, 9, 0);
                digest.absorb_f64(*mhz);
            }
            Self::ThermalStateChanged(state) => word(digest, 10, *state as u64),
            Self::MemoryPassed(line) => word(digest, 11, line.get()),
            Self::Deadlocked => word(digest, 12, 0),
            Self::BreakerChanged(breaker) => {
                let successes = match breaker {
                    Breaker::Closed => 0,
                    Breaker::Open => 1,
                    Breaker::HalfOpen { successes } => 2 + u64::from(*successes),
                };
                word(digest, 13, successes);
            }
            Self::ProcessEnded { swipes_lost } => word(digest, 14, *swipes_lost),
            Self::Jetsammed { swipes_lost } => word(digest, 15, *swipes_lost),
            Self::BufferDeleted { swipes_lost } => word(digest, 32, *swipes_lost),
            Self::ProcessUp => word(digest, 16, 0),
            Self::ProcessDied { death, swipes_lost } => {
                word(digest, 19, *swipes_lost);
                digest.absorb_u64(*death as u64);
            }
            Self::ProcessSuspended => word(digest, 20, 0),
            Self::ProcessResumed => word(digest, 21, 0),
            Self::NoticeLost(notice) => absorb_notice(23, notice, digest),
            Self::NoticeDelivered(notice) => absorb_notice(42, notice, digest),
            Self::ChannelChanged { is_up } => word(digest, 43, u64::from(*is_up)),
            Self::BaselineLearnt(baseline) => {
                word(digest, 41, 0);
                let multiplier = baseline.performance_multiplier;
                digest.absorb_f64(if multiplier.is_nan() { -2.0 } else { multiplier });
                digest.absorb_u64(baseline.memory_usage.get());
                digest.absorb_u64(baseline.valid_until.as_nanos());
            }
            // The event says when, the plan says which.
            Self::PhaseBegan(_) => word(digest, 40, 0),
        }
    }
}

fn word(digest: &mut Digest, tag: u64, payload: u64) {
    digest.absorb_u64(tag << 56 | payload);
}

fn absorb_sample(sample: &HealthMetrics, digest: &mut Digest) {
    word(digest, 2, sample.taken_at.as_nanos());
    // A missing reading must differ from every reading there can be; what is no number, of which
    // there are many, is one fixed word.
    let reading = |number: Option<f64>| match number {
        None => -1.0,
        Some(number) if number.is_nan() => -2.0,
        Some(number) => number,
    };
    digest.absorb_f64(reading(sample.performance_multiplier));
    digest.absorb_u64(sample.memory_usage.map_or(u64::MAX, Bytes::get));
    digest.absorb_f64(reading(sample.battery_drain_pct_per_hour));
    digest.absorb_f64(reading(sample.error_rate));
    digest.absorb_f64(reading(sample.cpu_usage));
    let thermal = sample.thermal_state.map_or(7, |state| state as u64);
    let responsive = sample.ui_responsive.map_or(7, u64::from);
    word(digest, thermal, responsive);
}

fn absorb_notice(tag: u64, notice: &Notice, digest: &mut Digest) {
    word(digest, tag, notice.kind as u64);
    digest.absorb_u64(notice.id.0);
    word(digest, notice.to as u64, notice.incident as u64);
    word(digest, notice.severity as u64, notice.escalation as u64);
}

fn absorb_status(status: &EmergencyStatus, digest: &mut Digest) {
    word(digest, 5, status.phase as u64);
    word(digest, status.escalation as u64, status.incident.map_or(7, |kind| kind as u64));
    let severity = status.severity.map_or(7, |severity| severity as u64);
    word(digest, severity, status.procedure.map_or(7, |procedure| procedure as u64));
    digest.absorb_u64(status.trigger.map_or(99, |trigger| trigger as u64));
}

fn absorb_breach(breach: ContractBreach, digest: &mut Digest) {
    match breach {
        ContractBreach::CommandIdReused(id) => word(digest, 7, id.0),
        ContractBreach::EndlessOutput => word(digest, 17, 0),
        ContractBreach::StuckTimer => word(digest, 18, 0),
    }
}

fn absorb_operator(event: OperatorEvent, digest: &mut Digest) {
    let (role, what) = match event {
        OperatorEvent::Acknowledged(role) => (role, 0),
        OperatorEvent::ManualStep(role, action, outcome) => {
            (role, 1 << 16 | (action as u64) << 8 | outcome as u64)
        }
        OperatorEvent::Triggered(role, incident) => (role, 2 << 16 | incident as u64),
        OperatorEvent::Attended(role, kind) => (role, 3 << 16 | kind as u64),
    };
    word(digest, 8, (role as u64) << 32 | what);
}
