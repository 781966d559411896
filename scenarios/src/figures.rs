//! The extremes of a run: how slow, how large, how hot it was at its worst, and how it ended.

use firedrill_model::Truth;
use firedrill_protocol::{Bytes, ThermalState};
use firedrill_sim::{Span, Time};
use serde::{Deserialize, Serialize};

/// The figures of one run, read from the truth after each event.
///
/// What changes between two events without any is seen at the next: a leak's last bytes before a
/// clean-up are in, since the clean-up is an event.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// The lowest performance multiplier.
    pub lowest_multiplier: f64,
    /// Its mean over the time that passed.
    pub mean_multiplier: f64,
    /// What it was at the end.
    pub last_multiplier: f64,
    /// The largest footprint.
    pub highest_memory: Bytes,
    /// Its mean over the time that passed.
    pub mean_memory: Bytes,
    /// What it was at the end.
    pub last_memory: Bytes,
    /// The highest drain.
    pub highest_drain_pct_per_hour: f64,
    /// Its mean over the time that passed.
    pub mean_drain_pct_per_hour: f64,
    /// What it was at the end.
    pub last_drain_pct_per_hour: f64,
    /// The highest share of failed operations, 0 to 1.
    pub highest_error_rate: f64,
    /// What it was at the end.
    pub last_error_rate: f64,
    /// The hottest that the junction was.
    pub highest_junction_c: f64,
    /// The hottest that the skin was.
    pub highest_skin_c: f64,
    /// The worst thermal state.
    pub worst_thermal_state: ThermalState,
    /// The longest that the interface did not answer.
    pub longest_silence: Span,
    /// Battery charge at the end, per cent.
    pub last_charge_pct: f64,
}

/// Reads the figures off a run as it happens.
#[derive(Clone, Debug, Default)]
pub(crate) struct FigureKeeper {
    figures: Option<Figures>,
    began: Time,
    seen: Time,
    areas: Areas,
}

/// Sums of value times seconds.
#[derive(Clone, Debug, Default)]
struct Areas {
    multiplier: f64,
    memory: f64,
    drain: f64,
}

impl Figures {
    const fn at(truth: &Truth) -> Self {
        Self {
            lowest_multiplier: truth.multiplier,
            mean_multiplier: truth.multiplier,
            last_multiplier: truth.multiplier,
            highest_memory: truth.memory,
            mean_memory: truth.memory,
            last_memory: truth.memory,
            highest_drain_pct_per_hour: truth.drain_pct_per_hour,
            mean_drain_pct_per_hour: truth.drain_pct_per_hour,
            last_drain_pct_per_hour: truth.drain_pct_per_hour,
            highest_error_rate: truth.error_rate,
            last_error_rate: truth.error_rate,
            highest_junction_c: truth.junction.get(),
            highest_skin_c: truth.skin.get(),
            worst_thermal_state: truth.thermal_state,
            longest_silence: Span::ZERO,
            last_charge_pct: truth.charge.get(),
        }
    }

    fn look(&mut self, truth: &Truth) {
        raise(&mut self.highest_drain_pct_per_hour, truth.drain_pct_per_hour);
        raise(&mut self.highest_error_rate, truth.error_rate);
        raise(&mut self.highest_junction_c, truth.junction.get());
        raise(&mut self.highest_skin_c, truth.skin.get());
        if truth.multiplier < self.lowest_multiplier {
            self.lowest_multiplier = truth.multiplier;
        }
        self.highest_memory = self.highest_memory.max(truth.memory);
        self.worst_thermal_state = self.worst_thermal_state.max(truth.thermal_state);
        self.longest_silence = self.longest_silence.max(truth.ui.blocked());
        self.last_multiplier = truth.multiplier;
        self.last_memory = truth.memory;
        self.last_drain_pct_per_hour = truth.drain_pct_per_hour;
        self.last_error_rate = truth.error_rate;
        self.last_charge_pct = truth.charge.get();
    }
}

impl FigureKeeper {
    /// Looks at the truth after an event; between two events the earlier truth is taken to last.
    pub(crate) fn watch(&mut self, now: Time, truth: &Truth) {
        let Some(figures) = &mut self.figures else {
            self.figures = Some(Figures::at(truth));
            (self.began, self.seen) = (now, now);
            return;
        };
        let secs = now.saturating_since(self.seen).as_secs_f64();
        self.areas.multiplier += figures.last_multiplier * secs;
        self.areas.memory += figures.last_memory.get() as f64 * secs;
        self.areas.drain += figures.last_drain_pct_per_hour * secs;
        self.seen = now;
        figures.look(truth);
    }

    /// The figures; `None` when nothing was ever looked at.
    pub(crate) fn finish(self) -> Option<Figures> {
        let mut figures = self.figures?;
        let secs = self.seen.saturating_since(self.began).as_secs_f64();
        if secs > 0.0 {
            figures.mean_multiplier = self.areas.multiplier / secs;
            figures.mean_memory = Bytes::new((self.areas.memory / secs) as u64);
            figures.mean_drain_pct_per_hour = self.areas.drain / secs;
        }
        Some(figures)
    }
}

fn raise(highest: &mut f64, value: f64) {
    if value > *highest {
        *highest = value;
    }
}
