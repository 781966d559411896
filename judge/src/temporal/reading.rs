//! One sample of every signal.

use firedrill_model::Truth;
use firedrill_model::nouns::{EscalationLevel, IncidentType, Severity};

use super::signal::{Signal, THERMAL_STATES};
use crate::symptoms::{Checklist, Symptoms};

/// What every signal reads at one sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Readings([f64; Signal::ALL.len()]);

/// What a sample holds besides the truth.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing {
    pub(crate) symptoms: Symptoms,
    pub(crate) checklist: Checklist,
    pub(crate) responded: bool,
    pub(crate) in_emergency: bool,
    pub(crate) escalation: EscalationLevel,
    pub(crate) swipes_lost: u64,
}

impl Readings {
    /// All quantities zero, and no condition holds.
    pub const QUIET: Self = {
        let mut values = [0.0; Signal::ALL.len()];
        let mut index = Signal::Minor as usize;
        while index < values.len() {
            values[index] = condition(false);
            index += 1;
        }
        Self(values)
    };

    /// What a signal reads: a quantity in base units, a condition +1 or -1.
    pub const fn get(&self, signal: Signal) -> f64 {
        self.0[signal as usize]
    }

    /// The same with another value of one signal.
    pub const fn with(mut self, signal: Signal, value: f64) -> Self {
        self.0[signal as usize] = value;
        self
    }

    /// What the truth and the judge's books say.
    pub(crate) fn of(truth: &Truth, standing: &Standing) -> Self {
        let worst = standing.symptoms.worst();
        let at_least = |severity| condition(worst >= Some(severity));
        let thermal = THERMAL_STATES.iter().find(|(state, _)| *state == truth.thermal_state);
        let mut readings = Self::QUIET
            .with(Signal::Multiplier, truth.multiplier)
            .with(Signal::Memory, truth.memory.get() as f64)
            .with(Signal::DrainPctPerHour, truth.drain_pct_per_hour)
            .with(Signal::ErrorRate, truth.error_rate * 100.0)
            .with(Signal::ThermalState, thermal.map_or(0.0, |(_, number)| *number))
            .with(Signal::Skin, truth.skin.get())
            .with(Signal::Junction, truth.junction.get())
            .with(Signal::Charge, truth.charge.get())
            .with(Signal::UiBlocked, truth.ui.blocked().as_nanos() as f64)
            .with(Signal::Mhz, truth.mhz)
            .with(Signal::SwipesLost, standing.swipes_lost as f64)
            .with(Signal::Regret, truth.regret)
            .with(Signal::Degradation, truth.quality as u8 as f64)
            .with(Signal::FramesPerSecond, truth.frames_per_second)
            .with(Signal::JobsAge, truth.jobs_age.as_nanos() as f64)
            .with(Signal::Escalation, f64::from(standing.escalation.level()))
            .with(Signal::Minor, at_least(Severity::Minor))
            .with(Signal::Moderate, at_least(Severity::Moderate))
            .with(Signal::Major, at_least(Severity::Major))
            .with(Signal::Critical, at_least(Severity::Critical))
            .with(Signal::Responded, condition(standing.responded))
            .with(Signal::Restored, condition(standing.checklist.holds()))
            .with(Signal::InEmergency, condition(standing.in_emergency));
        for incident in IncidentType::ALL {
            let shows = standing.symptoms.get(incident).is_some();
            readings = readings.with(Signal::of_incident(incident), condition(shows));
        }
        readings
    }
}

/// A condition's robustness.
const fn condition(holds: bool) -> f64 {
    if holds { 1.0 } else { -1.0 }
}
