//! When each fault's cause was there, from the record: a release brings it again and again.

use std::collections::BTreeMap;

use firedrill_model::Transition;
use firedrill_model::nouns::Action;
use firedrill_scenarios::Entry;
use firedrill_sim::Time;

/// A time for which a fault's cause was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stay {
    pub(crate) began: Time,
    /// When it was gone, and by which action; by itself without one. `None` to the end of the run.
    pub(crate) ended: Option<(Time, Option<Action>)>,
}

/// The stays of each fault that began, by its number in the plan, in order of time.
pub(crate) fn of(record: &[Entry]) -> BTreeMap<usize, Vec<Stay>> {
    let mut stays: BTreeMap<usize, Vec<Stay>> = BTreeMap::new();
    for entry in record {
        match entry.transition {
            Transition::FaultBegan(fault) => {
                stays.entry(fault).or_default().push(Stay { began: entry.at, ended: None });
            }
            Transition::FaultEnded(fault, by) => {
                let last = stays.get_mut(&fault).and_then(|stays| stays.last_mut());
                // What is gone does not go again.
                if let Some(ended @ None) = last.map(|stay| &mut stay.ended) {
                    *ended = Some((entry.at, by));
                }
            }
            _ => {}
        }
    }
    stays
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples;

    #[test]
    fn a_cause_goes_once_for_each_time_that_it_came() {
        let by = Some(Action::SurgicalMemoryCleanup);
        let record = [
            (10, Transition::FaultBegan(1)),
            (15, Transition::FaultEnded(3, None)),
            (20, Transition::FaultBegan(0)),
            (30, Transition::FaultEnded(1, by)),
            (31, Transition::FaultEnded(1, None)),
            (40, Transition::FaultBegan(1)),
            (50, Transition::FaultEnded(1, None)),
        ];
        let record = record.each_ref().map(|(at, what)| examples::entry_at_second((*at, what)));
        let found = of(&record).into_iter().map(|(fault, stays)| {
            let secs = |at: Time| at.as_secs_f64();
            let stays = stays.iter();
            let stays =
                stays.map(|stay| (secs(stay.began), stay.ended.map(|(at, by)| (secs(at), by))));
            (fault, stays.collect::<Vec<_>>())
        });
        let again = (40.0, Some((50.0, None)));
        assert_eq!(
            found.collect::<Vec<_>>(),
            [(0, vec![(20.0, None)]), (1, vec![(10.0, Some((30.0, by))), again])]
        );
    }
}
