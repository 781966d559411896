//! Time in which the app did not answer because it was not there: down, or suspended by the system.

use firedrill_model::{Transition, Ui};
use firedrill_sim::{Span, Time};

use super::story::Story;

/// How long the app was not there, between an onset and the incident's end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Absence {
    pub(super) total: Span,
    /// At a stretch.
    pub(super) longest: Span,
}

impl Absence {
    /// The time that no process was up.
    pub(super) fn down(story: &Story<'_>) -> Self {
        Self::of(
            story,
            |ui| ui == Ui::Relaunching,
            |transition| match transition {
                Transition::ProcessEnded { .. }
                | Transition::Jetsammed { .. }
                | Transition::ProcessDied { .. } => Some(true),
                Transition::ProcessUp => Some(false),
                _ => None,
            },
        )
    }

    /// The time that the system had it suspended.
    pub(super) fn suspended(story: &Story<'_>) -> Self {
        Self::of(
            story,
            |ui| ui == Ui::Suspended,
            |transition| match transition {
                Transition::ProcessSuspended => Some(true),
                Transition::ProcessEnded { .. }
                | Transition::Jetsammed { .. }
                | Transition::ProcessDied { .. }
                | Transition::ProcessUp
                | Transition::ProcessResumed => Some(false),
                _ => None,
            },
        )
    }

    /// `is_at_onset` reads how it stood when the incident began, `becomes` what a transition makes of it.
    fn of(
        story: &Story<'_>,
        is_at_onset: fn(Ui) -> bool,
        becomes: fn(&Transition) -> Option<bool>,
    ) -> Self {
        let onset = story.incident.onset;
        let before = story.record.partition_point(|entry| entry.at < onset);
        let before = before.checked_sub(1).and_then(|last| story.record.get(last));
        let mut gone = before.filter(|entry| is_at_onset(entry.truth.ui)).map(|_| onset);
        let mut absence = Self::default();
        for entry in story.while_it_lasted() {
            match becomes(&entry.transition) {
                Some(true) => gone = gone.or(Some(entry.at)),
                Some(false) => absence.add(gone.take(), entry.at),
                None => {}
            }
        }
        absence.add(gone, story.end());
        absence
    }

    fn add(&mut self, from: Option<Time>, to: Time) {
        let stretch = from.map_or(Span::ZERO, |from| to.saturating_since(from));
        self.total += stretch;
        self.longest = self.longest.max(stretch);
    }
}

#[cfg(test)]
mod tests {
    use firedrill_model::Death;
    use firedrill_scenarios::{Outcome, Plan};

    use super::*;
    use crate::examples;
    use crate::playbook_documents::impact::Impact;
    use crate::reproduction::Reproduction;

    const CRASHED: Transition = Transition::ProcessDied { death: Death::Crashed, swipes_lost: 0 };

    /// A leak from second 74 to second 125, with what happens to the process.
    fn with(transitions: &[(u64, Transition)]) -> (Plan, Outcome) {
        let (plan, mut outcome) = examples::short_run();
        let record = outcome.record.as_mut().unwrap();
        let more = transitions.iter().map(|(at, what)| examples::entry_at_second((*at, what)));
        record.extend(more);
        record.sort_by_key(|entry| entry.at);
        (plan, outcome)
    }

    fn told(transitions: &[(u64, Transition)]) -> (Absence, Absence, String) {
        let (plan, outcome) = with(transitions);
        let reproduction = Reproduction::of_seed("memory-leak-critical", plan.seed);
        let story = &Story::all(&plan, &outcome, &reproduction)[0];
        (Absence::down(story), Absence::suspended(story), Impact::of(story).experience())
    }

    fn absence(total: u64, longest: u64) -> Absence {
        Absence { total: Span::from_secs(total), longest: Span::from_secs(longest) }
    }

    #[test]
    fn an_app_that_is_down_does_not_always_answer() {
        let up = Transition::ProcessUp;
        let (down, suspended, told) =
            told(&[(80, CRASHED), (90, up), (100, CRASHED), (103, up), (200, CRASHED)]);
        assert_eq!((down, suspended), (absence(13, 10), absence(0, 0)));
        assert!(
            told.starts_with(
                "the app was down for 13.0 s, 10.0 s at the longest stretch; while it was up the \
             interface always answered;"
            ),
            "{told}"
        );
    }

    #[test]
    fn an_app_that_never_comes_up_is_down_to_the_end() {
        let (down, _, told) = told(&[(120, CRASHED)]);
        assert_eq!(down, absence(5, 5));
        assert!(told.starts_with("the app was down for 5.0 s; while it was up"), "{told}");
    }

    #[test]
    fn a_suspended_app_is_not_down_and_does_not_answer_either() {
        let (down, suspended, told) = told(&[
            (80, Transition::ProcessSuspended),
            (90, Transition::ProcessResumed),
            (100, Transition::ProcessSuspended),
            (105, CRASHED),
            (106, Transition::ProcessUp),
        ]);
        assert_eq!((down, suspended), (absence(1, 1), absence(15, 10)));
        assert!(told.contains("; the system had it suspended for 15.0 s, 10.0 s"), "{told}");
    }
}
