//! How much of a run is a coincidence, in a sentence.

use firedrill_campaign::explain::Chance;

use super::ExplanationReport;
use crate::figures;

pub(super) fn sentences(report: &ExplanationReport<'_>) -> Vec<String> {
    let Chance { runs, alike, otherwise, .. } = report.explanation.chance;
    let seeds = format!("Under {runs} other seeds, with the same faults at the same times,");
    if report.explanation.is_of_a_failure() {
        let in_other_ways = match otherwise {
            0 => String::new(),
            otherwise => format!(" and in another way under {otherwise}"),
        };
        let alike = if alike == 0 { "none".to_owned() } else { alike.to_string() };
        let hangs = if report.explanation.chance.is_coincidence() {
            "It takes a coincidence to fail like this: whatever changes the course may undo it, \
             so trust large changes and what repeats."
        } else {
            "It is no coincidence."
        };
        return vec![format!("{seeds} it fails alike under {alike}{in_other_ways}. {hangs}")];
    }
    vec![match otherwise {
        0 => format!("{seeds} nothing fails either."),
        failed => format!("{seeds} it fails under {}.", figures::count(failed as u64)),
    }]
}
