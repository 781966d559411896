//! How large a scenario may be. Far beyond what anybody writes, small enough that a mistyped or
//! hostile file costs a sentence and not the machine.

use firedrill_protocol::quantity::Dimension;

use crate::diagnostics::is_hidden;
use crate::range::QuantityRange;

/// Largest scenario file in bytes.
pub(crate) const FILE_BYTES_MAX: usize = 1024 * 1024;

/// Largest plan in bytes.
pub(crate) const PLAN_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Most faults of one scenario.
pub(crate) const FAULTS_MAX: usize = 64;

/// Most emergencies triggered by hand in one scenario.
pub(crate) const TRIGGERS_MAX: usize = 16;

/// Longest title in characters.
pub(crate) const TITLE_CHARS_MAX: usize = 120;

/// Longest `about` in characters.
pub(crate) const ABOUT_CHARS_MAX: usize = 4000;

/// How long a run may be: shorter than a second nothing can be seen, longer than a day nothing is
/// left to see.
pub(crate) const RUN: (&str, &str) = ("1s", "24h");

/// When a fault may begin, the run's own end aside.
pub(crate) const ONSET: (&str, &str) = ("0s", RUN.1);

/// How long a fault's cause may last.
pub(crate) const LASTING: (&str, &str) = ("1ms", RUN.1);

/// Lower and upper limit in base units.
pub(crate) fn in_base_units(limits: (&str, &str), dimension: Dimension) -> (f64, f64) {
    let end = |text| QuantityRange::parse(text, dimension).map(|range| range.low());
    // Every limit is a constant that a test of its table reads.
    (end(limits.0).unwrap_or(f64::NEG_INFINITY), end(limits.1).unwrap_or(f64::INFINITY))
}

/// What is wrong with a title, if anything.
pub(crate) fn title_problem(title: &str) -> Option<String> {
    line_problem("the title", title)
}

/// What is wrong with a text that is shown in a line, if anything; `what` is its name.
pub(crate) fn line_problem(what: &str, line: &str) -> Option<String> {
    if line.trim().is_empty() {
        return Some(format!("{what} is empty"));
    }
    if let Some(hidden) = line.chars().find(|character| is_hidden(*character)) {
        let code = u32::from(hidden);
        return Some(format!("{what} has a control or hidden character (U+{code:04X})"));
    }
    let length = line.chars().count();
    (length > TITLE_CHARS_MAX)
        .then(|| format!("{what} has {length} characters, more than {TITLE_CHARS_MAX}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_is_a_quantity() {
        for limits in [RUN, ONSET, LASTING] {
            let (low, high) = in_base_units(limits, Dimension::Duration);
            assert!(low.is_finite() && high.is_finite() && low < high, "{limits:?}");
        }
    }
}
