//! What is compared of a run.

use core::cmp::Ordering;

use firedrill_scenarios::Figures;
use firedrill_sim::Span;

use crate::ledger::{Row, RowIncident};
use crate::standing::Standing;
use crate::statistics::Better;

/// A figure of a run that has a better and a worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Metric {
    /// The lowest performance multiplier.
    LowestMultiplier,
    /// Its mean over the run.
    MeanMultiplier,
    /// What it was at the end.
    LastMultiplier,
    /// The largest footprint, in bytes.
    HighestMemory,
    /// What it was at the end, in bytes.
    LastMemory,
    /// The longest from an onset to the response, in seconds.
    Response,
    /// The longest from an onset to restoration, in seconds.
    Restoration,
    /// The highest drain, in per cent an hour.
    HighestDrain,
    /// Its mean over the run, in per cent an hour.
    MeanDrain,
}

impl Metric {
    /// Every metric, in the order of reports.
    pub const ALL: [Self; 9] = [
        Self::LowestMultiplier,
        Self::MeanMultiplier,
        Self::LastMultiplier,
        Self::HighestMemory,
        Self::LastMemory,
        Self::Response,
        Self::Restoration,
        Self::HighestDrain,
        Self::MeanDrain,
    ];

    /// Its name in documents.
    pub const fn name(self) -> &'static str {
        match self {
            Self::LowestMultiplier => "lowest-multiplier",
            Self::MeanMultiplier => "mean-multiplier",
            Self::LastMultiplier => "last-multiplier",
            Self::HighestMemory => "highest-memory",
            Self::LastMemory => "last-memory",
            Self::Response => "response",
            Self::Restoration => "restoration",
            Self::HighestDrain => "highest-drain",
            Self::MeanDrain => "mean-drain",
        }
    }

    /// Which of two values is the better one.
    pub const fn better(self) -> Better {
        match self {
            Self::LowestMultiplier | Self::MeanMultiplier | Self::LastMultiplier => Better::Higher,
            _ => Better::Lower,
        }
    }

    /// Its value in a run; `None` where there is none, or none that could be trusted. What never came
    /// is infinite. A run that had no incident, and was to have none, waited for nothing, so that an
    /// incident which was not there before counts as worse; one that was to have one says nothing of
    /// how long it took.
    pub fn of(self, row: &Row) -> Option<f64> {
        if matches!(row.standing, Standing::Broken | Standing::NotDeterministic) {
            return None;
        }
        let took = |of: fn(&RowIncident) -> Option<Span>| {
            (row.standing != Standing::Unexercised).then(|| longest(row, of))
        };
        let figures = |read: fn(&Figures) -> f64| row.figures.as_ref().map(read);
        match self {
            Self::LowestMultiplier => figures(|figures| figures.lowest_multiplier),
            Self::MeanMultiplier => figures(|figures| figures.mean_multiplier),
            Self::LastMultiplier => figures(|figures| figures.last_multiplier),
            Self::HighestMemory => figures(|figures| figures.highest_memory.get() as f64),
            Self::LastMemory => figures(|figures| figures.last_memory.get() as f64),
            Self::Response => took(|incident| incident.response),
            Self::Restoration => took(|incident| incident.restoration),
            Self::HighestDrain => figures(|figures| figures.highest_drain_pct_per_hour),
            Self::MeanDrain => figures(|figures| figures.mean_drain_pct_per_hour),
        }
    }

    /// How two changes compare by how much worse they make it; the greater is the worse one.
    pub(super) fn worsening(self, a: (f64, f64), b: (f64, f64)) -> Ordering {
        let worse_by = |(was, now): (f64, f64)| match self.better() {
            _ if was == now => 0.0,
            Better::Lower => now - was,
            Better::Higher => was - now,
        };
        worse_by(a).total_cmp(&worse_by(b))
    }
}

fn longest(row: &Row, of: impl Fn(&RowIncident) -> Option<Span>) -> f64 {
    let secs = |incident| of(incident).map_or(f64::INFINITY, Span::as_secs_f64);
    row.incidents.iter().map(secs).fold(0.0, firedrill_sim::det_math::max)
}
