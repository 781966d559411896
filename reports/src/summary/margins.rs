//! The least margins of a scenario's runs.

use firedrill_campaign::ScenarioResult;
use firedrill_judge::Reading;
use firedrill_sim::Seed;

use crate::figures;

/// How much of a clock is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Clocks {
    /// The margin, what it took and what it may take.
    Whole,
    /// The margin.
    Margins,
}

/// The response clock with the least margin over all runs: `+89 %  3.3 of 30 s`; empty when there was
/// no incident.
pub(crate) fn response(result: &ScenarioResult<'_>, clocks: Clocks) -> String {
    result.least_response().map(|(clock, _)| in_words(&clock, clocks)).unwrap_or_default()
}

/// The restoration clock, likewise.
pub(crate) fn restoration(result: &ScenarioResult<'_>, clocks: Clocks) -> String {
    result.least_restoration().map(|(clock, _)| in_words(&clock, clocks)).unwrap_or_default()
}

/// The seed with the least margin of any clock.
pub(crate) fn least_at(result: &ScenarioResult<'_>) -> Option<Seed> {
    let clocks = [result.least_response(), result.least_restoration()];
    let least = clocks.into_iter().flatten();
    let least = least
        .reduce(|least, next| if next.0.margin() < least.0.margin() { next } else { least })?;
    Some(least.1.reference.seed)
}

fn in_words(clock: &Reading, clocks: Clocks) -> String {
    let margin = figures::margin(clock.margin());
    match clocks {
        Clocks::Whole => format!("{margin:>6}  {}", figures::of_limit(clock)),
        Clocks::Margins => format!("{margin:>6}"),
    }
}
