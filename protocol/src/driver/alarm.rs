//! When a protocol is woken, and what time it is told that it is.
//!
//! Tokio's timers fire on whole milliseconds, up to one late; the protocol counts nanoseconds. So that it
//! decides the same at the same times on every host, a wake-up within that millisecond is handed in as the
//! instant that was asked for, and what was due before an input is handed in before it. A later wake-up is
//! handed in as what it is: the machine was busy, or asleep.

use core::time::Duration;

use crate::boundary::{Input, LifecycleEvent};
use crate::units::Timestamp;

/// How late tokio's timers are by design.
const GRANULARITY: Duration = Duration::from_millis(1);

/// Whether and when the protocol may be woken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Alarm {
    /// The latest instant handed in: what the protocol is told never goes back.
    latest: Timestamp,
    /// When the app was last launched or resumed. What was due before is due now, yet after what the
    /// app has to tell of the time in which it did not run.
    woke_at: Timestamp,
    /// The system suspended the app: nothing is due.
    asleep: bool,
    /// Wake-ups in a row at one instant.
    wakes: (Timestamp, u32),
}

impl Alarm {
    pub(super) const fn beginning_at(now: Timestamp) -> Self {
        Self { latest: now, woke_at: now, asleep: false, wakes: (now, 0) }
    }

    /// When to wake the protocol that asked for `due`.
    pub(super) fn rings_at(&self, due: Option<Timestamp>) -> Option<Timestamp> {
        due.filter(|_| !self.asleep)
    }

    /// The instant of a wake-up that comes before anything that happens `now`, if one does.
    pub(super) fn due_before(
        &mut self,
        due: Option<Timestamp>,
        now: Timestamp,
    ) -> Option<Timestamp> {
        let due = self.rings_at(due).filter(|due| *due > self.woke_at)?;
        self.ringing(Some(due), now)
    }

    /// The instant of a wake-up that is handed in `now`, if it is time.
    pub(super) fn ringing(&mut self, due: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
        let due = self.rings_at(due).filter(|due| *due <= now)?;
        Some(self.advance(if now - due <= GRANULARITY { due } else { now }))
    }

    /// Takes note of an input; returns when it happened.
    pub(super) fn note(&mut self, now: Timestamp, input: &Input) -> Timestamp {
        let now = self.advance(now);
        match input {
            Input::Lifecycle(LifecycleEvent::Suspending) => self.asleep = true,
            Input::Lifecycle(LifecycleEvent::Resumed) | Input::Relaunched(_) => {
                (self.asleep, self.woke_at) = (false, now);
            }
            _ => {}
        }
        now
    }

    /// Whether the protocol was woken at this instant far too often.
    pub(super) fn is_stuck(&mut self, at: Timestamp, most: u32) -> bool {
        let (before, count) = self.wakes;
        self.wakes = if before == at { (at, count.saturating_add(1)) } else { (at, 1) };
        self.wakes.1 > most
    }

    fn advance(&mut self, at: Timestamp) -> Timestamp {
        self.latest = self.latest.max(at);
        self.latest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn micros(micros: u64) -> Timestamp {
        Timestamp::from_nanos(micros * 1_000)
    }

    #[test]
    fn a_wake_up_is_as_late_as_it_is_unless_the_timer_is_coarse() {
        let mut alarm = Alarm::beginning_at(micros(0));
        assert_eq!(alarm.ringing(Some(micros(5_300)), micros(5_200)), None);
        assert_eq!(alarm.ringing(Some(micros(5_300)), micros(6_000)), Some(micros(5_300)));
        assert_eq!(alarm.ringing(Some(micros(7_300)), micros(9_000)), Some(micros(9_000)));
        assert_eq!(alarm.ringing(Some(micros(8_500)), micros(9_000)), Some(micros(9_000)));
    }

    #[test]
    fn what_is_due_comes_before_an_input_but_not_before_the_news_of_a_sleep() {
        let mut alarm = Alarm::beginning_at(micros(0));
        assert_eq!(alarm.due_before(Some(micros(300)), micros(300)), Some(micros(300)));
        alarm.note(micros(400), &Input::Lifecycle(LifecycleEvent::Suspending));
        assert_eq!(alarm.rings_at(Some(micros(500))), None);
        assert_eq!(alarm.due_before(Some(micros(500)), micros(90_000)), None);
        alarm.note(micros(90_000), &Input::Lifecycle(LifecycleEvent::Resumed));
        assert_eq!(alarm.due_before(Some(micros(500)), micros(90_000)), None);
        assert_eq!(alarm.ringing(Some(micros(500)), micros(90_000)), Some(micros(90_000)));
    }
}
