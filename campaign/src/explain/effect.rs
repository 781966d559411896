//! What a removal changed.

use firedrill_judge::{Fingerprint, Judgement, Reading, Verdict};

/// How a run ended, seen from the run that is explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Nothing failed, and the incident that the scenario is about happened.
    Passed,
    /// Nothing failed, for there was no incident.
    NoIncident,
    /// Nothing failed, but the run is none of its scenario's, or was not decided at its end; in a
    /// sentence.
    Unexercised(String),
    /// It failed with the fingerprint of the run that is explained.
    SameFailure,
    /// It failed with this one.
    OtherFailure(Fingerprint),
    /// The foreign protocol broke down: nothing follows.
    Broken,
}

/// What the absence of something did to a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// The failure is gone.
    Cures,
    /// A run that passed fails.
    Breaks,
    /// The run fails in another way.
    Redirects,
    /// A run that passed is no longer about anything.
    Empties,
    /// The run ends as it did, with less of its time left.
    Worsens,
    /// The run ends as it did, with more of its time left.
    Betters,
    /// The run ends as it did, with more left on one clock and less on the other.
    Shifts,
    /// The run ends as it did, with as much time left.
    Nothing,
    /// The foreign protocol broke down, so nobody knows.
    Unknown,
}

/// The margins of a run's two clocks; `None` for a clock that never ran.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Margins {
    /// Of the response clock with the least.
    pub response: Option<f64>,
    /// Of the restoration clock with the least.
    pub restoration: Option<f64>,
}

/// A margin that changes by less is as good as the same (choice): the two runs share their streams but
/// draw from them at other moments once they have parted.
pub const NOTICEABLE: f64 = 0.01;

impl Ending {
    pub(super) fn of(judgement: &Judgement, explained: &Judgement) -> Self {
        if matches!(judgement.verdict, Verdict::Broken { .. }) {
            return Self::Broken;
        }
        match judgement.fingerprint() {
            Some(fingerprint) if Some(fingerprint) == explained.fingerprint() => Self::SameFailure,
            Some(fingerprint) => Self::OtherFailure(fingerprint),
            None if judgement.incidents.is_empty() => Self::NoIncident,
            None => match &judgement.verdict {
                Verdict::Unexercised { missing } => Self::Unexercised(missing.clone()),
                _ => Self::Passed,
            },
        }
    }

    /// Whether something failed.
    pub const fn is_failure(&self) -> bool {
        matches!(self, Self::SameFailure | Self::OtherFailure(_))
    }
}

impl Margins {
    pub(super) fn of(judgement: &Judgement) -> Self {
        let margin = |clock: Option<Reading>| clock.map(|clock| clock.margin());
        Self {
            response: margin(judgement.response_clock),
            restoration: margin(judgement.restoration_clock),
        }
    }

    /// By how much each grew; a clock that never ran has all of its time left.
    fn growth(self, before: Self) -> [f64; 2] {
        let grew = |after: Option<f64>, before: Option<f64>| match (after, before) {
            (None, None) => 0.0,
            (after, before) => after.unwrap_or(1.0) - before.unwrap_or(1.0),
        };
        [grew(self.response, before.response), grew(self.restoration, before.restoration)]
    }

    /// The larger of the two changes.
    pub(super) fn distance(self, before: Self) -> f64 {
        let [response, restoration] = self.growth(before).map(f64::abs);
        if response > restoration { response } else { restoration }
    }
}

impl Effect {
    pub(super) fn of(was_failure: bool, ending: &Ending, before: Margins, after: Margins) -> Self {
        let is_as_before = match ending {
            Ending::Broken => return Self::Unknown,
            Ending::SameFailure => true,
            Ending::OtherFailure(_) if was_failure => return Self::Redirects,
            Ending::OtherFailure(_) => return Self::Breaks,
            _ if was_failure => return Self::Cures,
            Ending::Passed => true,
            Ending::NoIncident | Ending::Unexercised(_) => return Self::Empties,
        };
        debug_assert!(is_as_before, "every other ending has returned");
        let growth = after.growth(before);
        let grows = growth.iter().any(|growth| *growth >= NOTICEABLE);
        let shrinks = growth.iter().any(|growth| *growth <= -NOTICEABLE);
        match (grows, shrinks) {
            (true, true) => Self::Shifts,
            (true, false) => Self::Betters,
            (false, true) => Self::Worsens,
            (false, false) => Self::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn margins(response: f64, restoration: f64) -> Margins {
        Margins { response: Some(response), restoration: Some(restoration) }
    }

    #[test]
    fn whoever_fails_as_before_is_compared_by_what_its_clocks_have_left() {
        let before = margins(0.5, 0.2);
        let of = |after| Effect::of(true, &Ending::SameFailure, before, after);
        assert_eq!(of(before), Effect::Nothing);
        assert_eq!(of(margins(0.505, 0.195)), Effect::Nothing);
        assert_eq!(of(margins(0.5, 0.3)), Effect::Betters);
        assert_eq!(of(margins(0.4, 0.2)), Effect::Worsens);
        assert_eq!(of(margins(0.4, 0.3)), Effect::Shifts);
        assert_eq!(of(Margins { response: None, restoration: None }), Effect::Betters);
    }

    #[test]
    fn a_passing_run_is_broken_or_emptied_and_a_failing_one_is_cured() {
        let same = margins(0.5, 0.5);
        let of = |was_failure, ending| Effect::of(was_failure, &ending, same, same);
        assert_eq!(of(true, Ending::NoIncident), Effect::Cures);
        assert_eq!(of(true, Ending::Unexercised(String::new())), Effect::Cures);
        assert_eq!(of(false, Ending::NoIncident), Effect::Empties);
        assert_eq!(of(false, Ending::Passed), Effect::Nothing);
        assert_eq!(of(true, Ending::Broken), Effect::Unknown);
    }
}
