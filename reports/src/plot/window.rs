//! Which part of a run is shown: what happened in it, with some of what was before and after.

use firedrill_model::Transition;
use firedrill_scenarios::{Entry, Outcome, Plan};
use firedrill_sim::{Span, Time};

use super::style::{LEFT, RIGHT};

/// A part of a run, and its place in the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) from: Time,
    pub(super) until: Time,
    /// When the run ended.
    pub(super) end: Time,
}

/// Shown before and after, at least.
const PAD: Span = Span::from_secs(15);

impl Window {
    /// From the first fault, onset or alarm to the last restoration or all-clear, with a fifth of that
    /// before and after. The whole run where nothing happened, and where that is most of it.
    pub(super) fn of(plan: &Plan, outcome: &Outcome) -> Self {
        let end = end_of(plan, outcome);
        let whole = Self { from: Time::ZERO, until: end, end };
        let moments = moments(outcome, end);
        let (Some(first), Some(last)) = (moments.iter().min(), moments.iter().max()) else {
            return whole;
        };
        let pad = Span::from_nanos((*last - *first).as_nanos() / 5).max(PAD);
        let from = Time::ZERO + first.saturating_since(Time::ZERO + pad);
        let until = last.checked_add(pad).unwrap_or(end).min(end);
        if from >= until || (until - from).as_nanos() > end.as_nanos() / 10 * 7 {
            return whole;
        }
        Self { from, until, end }
    }

    /// Whether nothing is left out.
    pub(super) fn is_whole(&self) -> bool {
        self.from == Time::ZERO && self.until == self.end
    }

    pub(super) fn contains(&self, at: Time) -> bool {
        self.from <= at && at <= self.until
    }

    /// Where a moment stands; one outside stands at the edge.
    pub(super) fn x(&self, at: Time) -> i32 {
        let at = at.clamp(self.from, self.until);
        let (width, all) = (i128::from(RIGHT - LEFT), (self.until - self.from).as_nanos());
        let passed = (at - self.from).as_nanos();
        LEFT + (i128::from(passed) * width / i128::from(all.max(1))) as i32
    }
}

/// A run that broke down ended before its plan's end.
fn end_of(plan: &Plan, outcome: &Outcome) -> Time {
    let simulated = if outcome.simulated.is_zero() { plan.duration.0 } else { outcome.simulated };
    Time::ZERO + simulated.max(Span::from_secs(1))
}

/// What must be seen.
fn moments(outcome: &Outcome, end: Time) -> Vec<Time> {
    let record = outcome.record.iter().flatten();
    let is_of_interest = |entry: &&Entry| {
        entry.announced.is_in_emergency_mode()
            || matches!(
                entry.transition,
                Transition::FaultBegan(_) | Transition::StatusAnnounced(_)
            )
    };
    let mut moments: Vec<_> = record.filter(is_of_interest).map(|entry| entry.at).collect();
    for incident in &outcome.judgement.incidents {
        moments.extend([incident.onset, incident.restoration.unwrap_or(end)]);
    }
    moments.extend(outcome.judgement.violations.iter().map(|violation| violation.at));
    moments
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples;

    #[test]
    fn what_happened_is_shown_with_some_time_around_it() {
        let (plan, outcome) = examples::short_run();
        let window = Window::of(&plan, &outcome);
        // The fault begins at 70 s, the all-clear comes at 150 s, and the incident is restored at 125 s.
        let secs = |time: Time| time.as_secs_f64();
        assert_eq!((secs(window.from), secs(window.until), secs(window.end)), (54.0, 166.0, 900.0));
        assert!(!window.is_whole());
        assert!(window.contains(Time::ZERO + Span::from_secs(54)));
        assert!(!window.contains(Time::ZERO + Span::from_secs(167)));
    }

    #[test]
    fn an_incident_that_is_never_restored_is_shown_to_the_end() {
        let (plan, mut outcome) = examples::short_run();
        outcome.judgement.incidents[0].restoration = None;
        assert_eq!(Window::of(&plan, &outcome), whole());
    }

    #[test]
    fn a_run_in_which_nothing_happened_is_shown_whole() {
        let (plan, mut outcome) = examples::short_run();
        outcome.judgement.incidents.clear();
        outcome.record = Some(vec![]);
        assert_eq!(Window::of(&plan, &outcome), whole());
    }

    #[test]
    fn a_run_that_broke_down_ends_where_it_did() {
        let (plan, mut outcome) = examples::short_run();
        outcome.simulated = Span::from_secs(12);
        outcome.judgement.incidents.clear();
        outcome.record = Some(vec![]);
        assert_eq!(Window::of(&plan, &outcome).until, Time::ZERO + Span::from_secs(12));
        outcome.simulated = Span::ZERO;
        assert_eq!(Window::of(&plan, &outcome).until, Time::ZERO + Span::from_mins(15));
    }

    #[test]
    fn a_moment_stands_where_its_share_of_the_window_is() {
        let window = whole();
        let x = |secs| window.x(Time::ZERO + Span::from_secs(secs));
        assert_eq!([x(0), x(900), x(5_000)], [LEFT, RIGHT, RIGHT]);
        assert_eq!(x(450), (LEFT + RIGHT) / 2);
    }

    fn whole() -> Window {
        let end = Time::ZERO + Span::from_mins(15);
        Window { from: Time::ZERO, until: end, end }
    }
}
