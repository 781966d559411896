//! The scenario's temporal properties, each with its monitor.

use firedrill_sim::{Span, Time};

use crate::property::Property;
use crate::temporal::{Monitor, Readings, TemporalFinding, TemporalProperty, sample_time};

/// All temporal properties of a run; none by default.
#[derive(Clone, Debug, Default)]
pub(crate) struct Watch {
    monitored: Vec<(TemporalProperty, Monitor)>,
    duration: Span,
    taken: usize,
}

impl Watch {
    /// Watches a run of this duration.
    pub(crate) fn new(properties: &[TemporalProperty], duration: Span) -> Self {
        let monitored = properties
            .iter()
            .map(|property| (property.clone(), Monitor::new(&property.formula, duration)));
        Self { monitored: monitored.collect(), duration, taken: 0 }
    }

    /// When the next sample is due; `None` when there is none.
    pub(crate) fn next_sample(&self) -> Option<Time> {
        let due = sample_time(self.taken);
        let is_wanted = !self.monitored.is_empty() && due <= Time::ZERO + self.duration;
        is_wanted.then_some(due)
    }

    /// Takes the next sample and gives the failures that it makes certain: which, when, and what about
    /// it.
    pub(crate) fn sample(
        &mut self,
        readings: &Readings,
    ) -> impl Iterator<Item = (Property, Time, String)> {
        let at = sample_time(self.taken);
        self.taken += 1;
        self.monitored.iter_mut().filter_map(move |(property, monitor)| {
            monitor.sample(readings).then(|| {
                let about = format!("{} does not hold", property.formula);
                (Property::Temporal(property.name), at, about)
            })
        })
    }

    /// What each came to, after the run's last sample.
    pub(crate) fn conclude(self) -> Vec<TemporalFinding> {
        let findings = self.monitored.into_iter().map(|(property, monitor)| {
            let finding = monitor.conclude();
            TemporalFinding {
                name: property.name,
                formula: property.formula.text().to_owned(),
                robustness: finding.robustness,
                measure: property.formula.measure(),
                violated_at: finding.violated_at,
            }
        });
        findings.collect()
    }
}
