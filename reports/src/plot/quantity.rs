//! What the panels show, each with its unit.

use firedrill_scenarios::Entry;

/// What one panel shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quantity {
    Performance,
    Memory,
    Temperature,
    Drain,
    Errors,
}

impl Quantity {
    /// From the top panel down.
    pub(super) const ALL: [Self; 5] =
        [Self::Performance, Self::Memory, Self::Temperature, Self::Drain, Self::Errors];

    pub(super) const fn heading(self) -> &'static str {
        match self {
            Self::Performance => "Performance multiplier, x",
            Self::Memory => "Memory footprint, MB",
            Self::Temperature => "Temperature, °C",
            Self::Drain => "Battery drain by the app, % an hour",
            Self::Errors => "Failed operations, %",
        }
    }

    /// A number of this quantity with its unit.
    pub(super) fn with_unit(self, number: &str) -> String {
        let unit = match self {
            Self::Performance => "x",
            Self::Memory => " MB",
            Self::Temperature => " °C",
            Self::Drain => " %/h",
            Self::Errors => " %",
        };
        format!("{number}{unit}")
    }

    /// What is drawn, in the panel's unit; in the temperature's panel, the junction's.
    pub(super) fn of(self, entry: &Entry) -> f64 {
        let truth = &entry.truth;
        match self {
            Self::Performance => truth.multiplier,
            Self::Memory => truth.memory.as_mb(),
            Self::Temperature => truth.junction.get(),
            Self::Drain => truth.drain_pct_per_hour,
            Self::Errors => truth.error_rate * 100.0,
        }
    }

    /// Whether little is bad.
    pub(super) const fn is_better_high(self) -> bool {
        matches!(self, Self::Performance)
    }

    /// Height of its panel in pixels.
    pub(super) const fn height(self) -> i32 {
        match self {
            Self::Performance | Self::Memory => 118,
            Self::Temperature => 108,
            Self::Drain | Self::Errors => 86,
        }
    }
}

/// A number with as few decimals as it needs, two at most.
pub(super) fn plain(number: f64) -> String {
    let text = format!("{:.2}", number + 0.0);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}
