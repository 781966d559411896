//! What a removal changed.

use firedrill_judge::{Fingerprint, Judgement, Property, Reading, Verdict};

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
    /// The run fails fewer of the properties that it failed, and no other.
    Lessens,
    /// The run fails what it failed, and more.
    Adds,
    /// The run fails in another way.
    Redirects,
    /// A run in which nothing failed is no longer about anything.
    Empties,
    /// A run that was about nothing is about its scenario.
    Fills,
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

/// A margin that changes by less is as good as the same (choice): two runs share their streams, but draw
/// from them at other moments once they have parted, and an action alone takes 15 % more or less.
pub const NOTICEABLE: f64 = 0.05;

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
    /// By comparison of a run with the one that is explained.
    pub(super) fn of(explained: &Judgement, run: &Judgement) -> Self {
        let (was, is) = (Ending::of(explained, explained), Ending::of(run, explained));
        if is == Ending::Broken {
            return Self::Unknown;
        }
        match (was.is_failure(), is.is_failure()) {
            (true, false) => Self::Cures,
            (false, true) => Self::Breaks,
            (true, true) => Self::between_failures(explained, run, &is),
            (false, false) => match (was, is) {
                (Ending::Passed, Ending::NoIncident | Ending::Unexercised(_))
                | (Ending::Unexercised(_), Ending::NoIncident) => Self::Empties,
                (Ending::NoIncident | Ending::Unexercised(_), Ending::Passed) => Self::Fills,
                _ => Self::by_margins(Margins::of(explained), Margins::of(run)),
            },
        }
    }

    fn between_failures(explained: &Judgement, run: &Judgement, is: &Ending) -> Self {
        let gone = !violated_only_by(explained, run).is_empty();
        let new = !violated_only_by(run, explained).is_empty();
        match (gone, new) {
            (true, false) => Self::Lessens,
            (false, true) => Self::Adds,
            (true, true) => Self::Redirects,
            (false, false) if *is == Ending::SameFailure => {
                Self::by_margins(Margins::of(explained), Margins::of(run))
            }
            (false, false) => Self::Redirects,
        }
    }

    /// Whether no clock has noticeably more left.
    pub(super) fn gains_nothing(before: Margins, after: Margins) -> bool {
        after.growth(before).iter().all(|growth| *growth < NOTICEABLE)
    }

    fn by_margins(before: Margins, after: Margins) -> Self {
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

/// The properties that one run violates and the other does not, in the order of time.
pub(super) fn violated_only_by(one: &Judgement, other: &Judgement) -> Vec<Property> {
    let holds = |property: &Property| other.violations.iter().all(|it| it.property != *property);
    one.violations.iter().map(|violation| violation.property).filter(holds).collect()
}

#[cfg(test)]
mod tests {
    use firedrill_judge::{StatedFailures, Violation};
    use firedrill_model::nouns::Phase;
    use firedrill_sim::Time;

    use super::*;

    const fn margins(response: f64, restoration: f64) -> Margins {
        Margins { response: Some(response), restoration: Some(restoration) }
    }

    #[test]
    fn runs_that_end_alike_are_compared_by_what_their_clocks_have_left() {
        let before = margins(0.5, 0.2);
        let of = |after| Effect::by_margins(before, after);
        assert_eq!(of(before), Effect::Nothing);
        assert_eq!(of(margins(0.54, 0.16)), Effect::Nothing);
        assert_eq!(of(margins(0.5, 0.3)), Effect::Betters);
        assert_eq!(of(margins(0.4, 0.2)), Effect::Worsens);
        assert_eq!(of(margins(0.4, 0.3)), Effect::Shifts);
        assert_eq!(of(Margins { response: None, restoration: None }), Effect::Betters);
    }

    #[test]
    fn the_effect_is_what_the_absence_makes_of_what_failed() {
        let of = |before: &[Property], after: &[Property]| {
            Effect::of(&judgement(before), &judgement(after))
        };
        let (late, lost) = (Property::RespondsInTime, Property::NoSwipeLost);
        assert_eq!(of(&[late], &[]), Effect::Cures);
        assert_eq!(of(&[], &[late]), Effect::Breaks);
        assert_eq!(of(&[late, lost], &[lost]), Effect::Lessens);
        assert_eq!(of(&[late], &[lost, late]), Effect::Adds);
        assert_eq!(of(&[late], &[lost]), Effect::Redirects);
        assert_eq!(of(&[late], &[late]), Effect::Nothing);
    }

    fn judgement(violated: &[Property]) -> Judgement {
        let violations: Vec<_> = violated.iter().map(violation).collect();
        let verdict = violations.first().cloned().map_or(Verdict::Passed, Verdict::Failed);
        Judgement {
            verdict,
            response_clock: None,
            restoration_clock: None,
            drills: vec![],
            incidents: vec![],
            properties: vec![],
            violations,
            stated: StatedFailures::default(),
        }
    }

    fn violation(property: &Property) -> Violation {
        let (at, about) = (Time::ZERO, String::new());
        Violation { property: *property, at, about, phase: Phase::Normal, incident: None }
    }
}
