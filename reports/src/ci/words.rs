//! Numbers and lines as files have them.

use firedrill_scenarios::escaped;
use firedrill_sim::det_math;

/// A number with no more digits than anybody needs: six decimals, without zeros at the end.
pub(crate) fn number(value: f64) -> String {
    const DIGITS: f64 = 1e6;
    let rounded = det_math::round(value * DIGITS) / DIGITS;
    // No zero has a sign, and what is too large to be rounded needs none.
    if rounded.is_finite() { format!("{}", rounded + 0.0) } else { format!("{value}") }
}

/// A line for XML 1.0, which forbids most of what is hidden, and two characters more.
pub(crate) fn for_xml(line: &str) -> String {
    escaped(line).replace('\u{fffe}', "\\u{fffe}").replace('\u{ffff}', "\\u{ffff}")
}

/// Lines for XML 1.0.
pub(crate) fn lines_for_xml(text: &str) -> String {
    text.split('\n').map(for_xml).collect::<Vec<_>>().join("\n")
}
