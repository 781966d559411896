//! The world's events, and the components that they belong to.

use firedrill_protocol::{Delivery, NoticeId, Role};
use firedrill_sim::{ComponentId, Digest};

use super::host::Ticket;
use crate::app::{Request, TaskId};

/// Something that happens in the world.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Event {
    /// The person swipes.
    UserSwipes,
    /// The deck is ranked anew, once the card has left the screen.
    ScoringDue,
    /// A task's computation or wait ends.
    TaskReady(TaskId),
    /// A feed's turn has come.
    FeedPoll,
    /// A feed answers, or the attempt times out.
    FeedAnswers(Request),
    /// The breaker's open time is over.
    BreakerHalfOpens,
    /// The journal's buffer is written.
    JournalWrites,
    /// The governor reads the temperatures.
    GovernorPolls,
    /// The footprint passes a line, unless something freed memory meanwhile.
    MemoryLine,
    /// MemoryBudgetManager gives something up, a moment after pressure rose.
    PressureRelief,
    /// A batch of images has been fetched ahead.
    PrefetchLoads,
    /// MemoryBudgetManager cleans up for no reason but this fault.
    BudgetCleansUp(usize),
    /// The health monitor samples.
    MonitorSamples,
    /// A sample of the monitor arrives late.
    SampleArrives(u32),
    /// The protocol asked to be woken.
    ProtocolTimer,
    /// An action has been carried out.
    ActionEnds(Ticket),
    /// A notice arrives.
    NoticeArrives(NoticeId),
    /// It is known that a notice has arrived, or that it never will.
    NoticeEnds(NoticeId, Delivery),
    /// A fault's cause begins.
    FaultBegins(usize),
    /// A fault's cause goes away by itself.
    FaultEnds(usize),
    /// A fault does what it does from time to time.
    FaultActs(usize),
    /// The remote weights that ranking requests await are there.
    RankingResumes,
    /// A fault strikes the process.
    Strikes(usize),
    /// Somebody answers the page.
    OperatorAnswers(Role),
    /// Somebody carries out the manual step.
    OperatorActs(Role),
    /// Somebody triggers an emergency by hand.
    OperatorTriggers(usize),
    /// The app's process is up again.
    ProcessUp,
    /// The app's process goes on where it was suspended.
    ProcessResumes,
    /// The next phase of the workload.
    PhaseBegins,
    /// A chunk of an import arrives.
    JobsArrive {
        /// Jobs that have not arrived yet, this chunk included.
        waiting: u32,
    },
}

/// Parts of the world that events belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The person who swipes.
    User,
    /// Tasks on cores.
    Tasks,
    /// Feeds and their breaker.
    Feeds,
    /// The swipe journal.
    Journal,
    /// The thermal governor.
    Governor,
    /// The memory budget manager.
    Memory,
    /// The health monitor.
    Monitor,
    /// The host's timer for the protocol.
    Protocol,
    /// Actions being carried out.
    Actions,
    /// Faults.
    Faults,
    /// The team.
    Team,
    /// The app's process.
    Process,
    /// What the person does over time.
    Workload,
    /// The channel that notices go through.
    Channel,
}

impl Part {
    const ALL: [Self; 14] = [
        Self::User,
        Self::Tasks,
        Self::Feeds,
        Self::Journal,
        Self::Governor,
        Self::Memory,
        Self::Monitor,
        Self::Protocol,
        Self::Actions,
        Self::Faults,
        Self::Team,
        Self::Process,
        Self::Workload,
        Self::Channel,
    ];

    /// Parts that stand still while the app is suspended. The protocol's timer is set anew.
    pub(super) const OF_THE_APP: [Self; 8] = [
        Self::User,
        Self::Tasks,
        Self::Feeds,
        Self::Journal,
        Self::Memory,
        Self::Monitor,
        Self::Actions,
        Self::Channel,
    ];

    /// The kernel's number for it.
    pub const fn id(self) -> ComponentId {
        ComponentId::new(self as u16)
    }

    /// The word used on screens for a kernel's number.
    pub fn name_of(id: ComponentId) -> &'static str {
        match Self::ALL.get(usize::from(id.get())) {
            Some(Self::User) => "user",
            Some(Self::Tasks) => "tasks",
            Some(Self::Feeds) => "feeds",
            Some(Self::Journal) => "journal",
            Some(Self::Governor) => "governor",
            Some(Self::Memory) => "memory",
            Some(Self::Monitor) => "monitor",
            Some(Self::Protocol) => "protocol",
            Some(Self::Actions) => "actions",
            Some(Self::Faults) => "faults",
            Some(Self::Team) => "team",
            Some(Self::Process) => "process",
            Some(Self::Workload) => "workload",
            Some(Self::Channel) => "channel",
            None => "unknown part",
        }
    }
}

impl firedrill_sim::Event for Event {
    fn component(&self) -> ComponentId {
        let part = match self {
            Self::UserSwipes => Part::User,
            Self::ScoringDue | Self::TaskReady(_) | Self::RankingResumes => Part::Tasks,
            Self::FeedPoll
            | Self::FeedAnswers(_)
            | Self::BreakerHalfOpens
            | Self::JobsArrive { .. } => Part::Feeds,
            Self::JournalWrites => Part::Journal,
            Self::GovernorPolls => Part::Governor,
            Self::MemoryLine
            | Self::PressureRelief
            | Self::PrefetchLoads
            | Self::BudgetCleansUp(_) => Part::Memory,
            Self::MonitorSamples | Self::SampleArrives(_) => Part::Monitor,
            Self::ProtocolTimer => Part::Protocol,
            Self::ActionEnds(_) => Part::Actions,
            Self::NoticeEnds(_, _) => Part::Channel,
            Self::FaultBegins(_) | Self::FaultEnds(_) | Self::FaultActs(_) | Self::Strikes(_) => {
                Part::Faults
            }
            Self::OperatorAnswers(_)
            | Self::OperatorActs(_)
            | Self::OperatorTriggers(_)
            | Self::NoticeArrives(_) => Part::Team,
            Self::ProcessUp | Self::ProcessResumes => Part::Process,
            Self::PhaseBegins => Part::Workload,
        };
        part.id()
    }

    fn absorb(&self, digest: &mut Digest) {
        let (tag, payload) = match *self {
            Self::UserSwipes => (0, 0),
            Self::TaskReady(task) => (1, u64::from(task.0)),
            Self::FeedPoll => (2, 0),
            Self::FeedAnswers(request) => (3, word(request)),
            Self::BreakerHalfOpens => (4, 0),
            Self::JournalWrites => (5, 0),
            Self::GovernorPolls => (6, 0),
            Self::MemoryLine => (7, 0),
            Self::MonitorSamples => (8, 0),
            Self::ProtocolTimer => (9, 0),
            Self::ActionEnds(ticket) => (10, u64::from(ticket.0)),
            Self::NoticeEnds(notice, delivery) => (42, notice.0 << 1 | delivery as u64),
            Self::NoticeArrives(notice) => (43, notice.0),
            Self::FaultBegins(fault) => (11, fault as u64),
            Self::FaultEnds(fault) => (12, fault as u64),
            Self::OperatorAnswers(role) => (13, role as u64),
            Self::OperatorActs(role) => (14, role as u64),
            Self::OperatorTriggers(trigger) => (44, trigger as u64),
            Self::ProcessUp => (15, 0),
            Self::ScoringDue => (16, 0),
            Self::PressureRelief => (32, 0),
            Self::PrefetchLoads => (33, 0),
            Self::BudgetCleansUp(fault) => (34, fault as u64),
            Self::FaultActs(fault) => (17, fault as u64),
            Self::RankingResumes => (18, 0),
            Self::SampleArrives(sample) => (35, u64::from(sample)),
            Self::Strikes(fault) => (36, fault as u64),
            Self::ProcessResumes => (37, 0),
            Self::PhaseBegins => (40, 0),
            Self::JobsArrive { waiting } => (41, u64::from(waiting)),
        };
        digest.absorb_u64(tag << 56 | payload);
    }
}

/// An attempt with its flags above its number.
fn word(request: Request) -> u64 {
    let flags = [request.is_probe, request.times_out, request.in_a_burst];
    let flags = flags.into_iter().fold(0, |word, flag| word << 1 | u64::from(flag));
    flags << 8 | request.attempt as u64
}
