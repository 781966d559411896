//! The protocol's timers: a closed set, each set or not.

use serde::{Deserialize, Serialize};

use super::lanes::Lane;
use crate::units::Timestamp;

/// What the protocol waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Timer {
    /// No trustworthy sample has come for too long.
    Silence,
    /// The command of a lane has not been answered.
    Command(Lane),
    /// The time granted to the escalation level is over.
    Level,
    /// Nobody answered the page.
    Page,
    /// The measures are taken and lines are still broken: take them again.
    Repeat,
    /// A stage of resumption has been watched long enough.
    Watch,
    /// A procedure's duration is over.
    Procedure,
    /// A restart waits for a flush that failed to be tried again.
    Flush,
    /// A notice is to be sent again, or has not been answered.
    Notices,
}

impl Timer {
    /// Every timer; timers due at the same instant fire in this order.
    const ALL: [Self; 13] = [
        Self::Command(Lane::ALL[0]),
        Self::Command(Lane::ALL[1]),
        Self::Command(Lane::ALL[2]),
        Self::Command(Lane::ALL[3]),
        Self::Command(Lane::ALL[4]),
        Self::Watch,
        Self::Flush,
        Self::Procedure,
        Self::Repeat,
        Self::Page,
        Self::Level,
        Self::Silence,
        Self::Notices,
    ];

    const fn index(self) -> usize {
        match self {
            Self::Command(lane) => lane.index(),
            Self::Watch => 5,
            Self::Flush => 6,
            Self::Procedure => 7,
            Self::Repeat => 8,
            Self::Page => 9,
            Self::Level => 10,
            Self::Silence => 11,
            Self::Notices => 12,
        }
    }
}

/// The instants that outlive the process; all other timers are of what it was doing, or follow from
/// what is kept otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Deadlines {
    pub(super) level: Option<Timestamp>,
    pub(super) page: Option<Timestamp>,
}

/// When each timer fires.
#[derive(Clone, Debug, Default)]
pub(super) struct Timers {
    at: [Option<Timestamp>; Timer::ALL.len()],
}

impl Timers {
    /// Sets or moves a timer. The end of time never comes, so a timer set there is not set.
    pub(super) fn set(&mut self, timer: Timer, at: Timestamp) {
        self.at[timer.index()] = (at.as_nanos() < u64::MAX).then_some(at);
    }

    /// Stops a timer.
    pub(super) fn stop(&mut self, timer: Timer) {
        self.at[timer.index()] = None;
    }

    /// Whether a timer is set.
    pub(super) fn is_set(&self, timer: Timer) -> bool {
        self.at[timer.index()].is_some()
    }

    /// When a timer fires, if it is set.
    pub(super) fn due(&self, timer: Timer) -> Option<Timestamp> {
        self.at[timer.index()]
    }

    /// What is to outlive the process.
    pub(super) fn deadlines(&self) -> Deadlines {
        Deadlines { level: self.due(Timer::Level), page: self.due(Timer::Page) }
    }

    /// The earliest instant at which one fires.
    pub(super) fn next(&self) -> Option<Timestamp> {
        self.at.iter().flatten().min().copied()
    }

    /// Takes the earliest timer that is due, with the instant it was set for.
    pub(super) fn take_due(&mut self, now: Timestamp) -> Option<(Timer, Timestamp)> {
        let due = self.next().filter(|at| *at <= now)?;
        let timer = Timer::ALL.into_iter().find(|timer| self.at[timer.index()] == Some(due))?;
        self.stop(timer);
        Some((timer, due))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_timer_has_its_own_place() {
        for (place, timer) in Timer::ALL.into_iter().enumerate() {
            assert_eq!(timer.index(), place);
        }
    }

    #[test]
    fn timers_fire_once_in_order_of_time_then_of_the_list() {
        let mut timers = Timers::default();
        timers.set(Timer::Silence, Timestamp::from_nanos(5));
        timers.set(Timer::Level, Timestamp::from_nanos(9));
        timers.set(Timer::Watch, Timestamp::from_nanos(9));
        timers.set(Timer::Page, Timestamp::from_nanos(u64::MAX));
        let now = Timestamp::from_nanos(u64::MAX);
        let fired = core::iter::from_fn(|| timers.take_due(now)).map(|(timer, _)| timer);
        assert_eq!(fired.collect::<Vec<_>>(), [Timer::Silence, Timer::Watch, Timer::Level]);
    }
}
