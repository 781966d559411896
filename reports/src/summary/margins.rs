//! The least margins of a scenario's runs.

use firedrill_campaign::ScenarioResult;
use firedrill_judge::IncidentSummary;
use firedrill_sim::{Seed, Span, Time};

use crate::figures;

/// The response clock over all runs: `+93 %  ≤ 5.9 s`; empty when there was no incident.
pub(crate) fn response(result: &ScenarioResult<'_>) -> String {
    // What was restored before anybody had to answer needed no response.
    let incidents = incidents(result)
        .filter(|incident| incident.response.is_some() || incident.restoration.is_none());
    let longest = longest(incidents, |incident| incident.response);
    in_words(result.least_response().map(|(margin, _)| margin), longest)
}

/// The restoration clock, likewise.
pub(crate) fn restoration(result: &ScenarioResult<'_>) -> String {
    let longest = longest(incidents(result), |incident| incident.restoration);
    in_words(result.least_restoration().map(|(margin, _)| margin), longest)
}

/// The seed with the least margin of any clock.
pub(crate) fn worst_seed(result: &ScenarioResult<'_>) -> Option<Seed> {
    let clocks = [result.least_response(), result.least_restoration()];
    let least = clocks.into_iter().flatten();
    let least = least.reduce(|least, next| if next.0 < least.0 { next } else { least })?;
    Some(least.1.reference.seed)
}

/// What it took since the onset; never is the longest of all.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Longest {
    Took(Span),
    Never,
}

fn incidents<'a>(result: &'a ScenarioResult<'_>) -> impl Iterator<Item = &'a IncidentSummary> {
    result.trials.iter().flat_map(|trial| &trial.outcome.judgement.incidents)
}

fn longest<'a>(
    incidents: impl Iterator<Item = &'a IncidentSummary>,
    reached: fn(&IncidentSummary) -> Option<Time>,
) -> Option<Longest> {
    let each = incidents.map(|incident| match reached(incident) {
        Some(at) => Longest::Took(at.saturating_since(incident.onset)),
        None => Longest::Never,
    });
    each.max()
}

fn in_words(margin: Option<f64>, longest: Option<Longest>) -> String {
    let margin = margin.map(figures::margin).unwrap_or_default();
    match longest {
        None => margin,
        Some(Longest::Never) => format!("{margin:>6}  never"),
        Some(Longest::Took(span)) => format!("{margin:>6}  ≤ {}", figures::span(span)),
    }
}

#[cfg(test)]
mod tests {
    use crate::examples;

    #[test]
    fn an_incident_that_restored_itself_needed_no_response() {
        let mut campaign = examples::passed_campaign();
        let judgement = &mut campaign.results[0].trials[0].outcome.judgement;
        judgement.incidents[0].response = None;
        assert_eq!(super::response(&campaign.results[0]), " +97 %  ≤ 7.0 s");
        let judgement = &mut campaign.results[0].trials[0].outcome.judgement;
        judgement.incidents[0].restoration = None;
        assert_eq!(super::response(&campaign.results[0]), " +97 %  never");
        assert_eq!(super::restoration(&campaign.results[0]), " +40 %  never");
    }
}
