//! What the runs of a campaign reached between them, and what none of them did.

use std::collections::BTreeMap;

use firedrill_scenarios::{Axis, Coverage, Landmark, Situation};

/// How many runs reached what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    runs: usize,
    landmarks: BTreeMap<Landmark, usize>,
    situations: BTreeMap<Situation, usize>,
}

impl Reach {
    /// The union of what some runs reached.
    pub fn of<'a>(runs: impl IntoIterator<Item = &'a Coverage>) -> Self {
        let mut reach = Self::default();
        for coverage in runs {
            reach.runs += 1;
            for landmark in &coverage.landmarks {
                *reach.landmarks.entry(*landmark).or_default() += 1;
            }
            for situation in &coverage.situations {
                *reach.situations.entry(*situation).or_default() += 1;
            }
        }
        reach
    }

    /// How many runs there were.
    pub const fn runs(&self) -> usize {
        self.runs
    }

    /// How many runs reached it.
    pub fn count(&self, landmark: Landmark) -> usize {
        self.landmarks.get(&landmark).copied().unwrap_or(0)
    }

    /// Everything on an axis with the number of runs that reached it, in the axis's own order.
    pub fn along(&self, axis: Axis) -> Vec<(Landmark, usize)> {
        let all = axis.landmarks().into_iter();
        all.map(|landmark| (landmark, self.count(landmark))).collect()
    }

    /// What no run reached, in the axis's own order.
    pub fn never(&self, axis: Axis) -> Vec<Landmark> {
        let all = axis.landmarks().into_iter();
        all.filter(|landmark| self.count(*landmark) == 0).collect()
    }

    /// Every situation that some run was in, with the number of runs, in order.
    pub const fn situations(&self) -> &BTreeMap<Situation, usize> {
        &self.situations
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn landmark(text: &str) -> Landmark {
        text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    fn coverage(landmarks: &[&str]) -> Coverage {
        let landmarks = landmarks.iter().map(|text| landmark(text)).collect();
        Coverage { landmarks, ..Coverage::default() }
    }

    #[test]
    fn a_landmark_counts_the_runs_that_reached_it() {
        let runs = [
            coverage(&["severity:minor", "severity:major"]),
            coverage(&["severity:major"]),
            coverage(&[]),
        ];
        let reach = Reach::of(&runs);
        assert_eq!(reach.runs(), 3);
        assert_eq!(reach.count(landmark("severity:major")), 2);
        let counts: Vec<_> = reach.along(Axis::Severity).into_iter().map(|(_, n)| n).collect();
        assert_eq!(counts.iter().sum::<usize>(), 3);
        let never = reach.never(Axis::Severity);
        assert_eq!(never, ["severity:moderate", "severity:critical"].map(landmark));
    }

    #[test]
    fn no_run_reaches_nothing() {
        let reach = Reach::of([]);
        assert!(Axis::ALL.into_iter().all(|axis| reach.never(axis) == axis.landmarks()));
        assert!(reach.situations().is_empty());
    }
}
