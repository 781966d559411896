//! Whether what a protocol takes for healthy is: a baseline that was learnt from a degraded app would call
//! the next one like it normal.

use firedrill_model::Truth;
use firedrill_model::app::Quality;
use firedrill_model::nouns::Baseline;
use firedrill_sim::{Span, Time};

use crate::judge::Judge;
use crate::property::Property;

impl Judge {
    /// A baseline was learnt. An incident that began within the last ten seconds, the time that the
    /// checklist is to hold, cannot be in it.
    pub(crate) fn check_learning(&mut self, now: Time, truth: &Truth, baseline: &Baseline) {
        let (multiplier, mb) = (baseline.performance_multiplier, baseline.memory_usage.as_mb());
        let hold = Span::from(self.playbook().targets.hold);
        if let Some(onset) = self.ongoing().filter(|onset| now - *onset >= hold) {
            self.violate(Property::BaselineIsHealthy, now, || {
                let seconds = (now - onset).as_secs_f64();
                format!(
                    "{multiplier:.0}x and {mb:.0} MB were learnt as healthy {seconds:.0} s into an incident"
                )
            });
        } else if truth.quality != Quality::Normal {
            self.violate(Property::BaselineIsHealthy, now, || {
                format!("{multiplier:.0}x and {mb:.0} MB were learnt as healthy of an app that serves less")
            });
        }
    }
}
