//! The tables of the compliance sheet.

use firedrill_campaign::month::{Reportable, Requirements};
use firedrill_model::nouns::IncidentType;

use super::words;
use crate::figures;

/// "Performance Requirements".
pub(super) fn requirements(found: &Requirements) -> Vec<[String; 5]> {
    let target = |value, unit| words::decimal(value, unit);
    vec![
        [
            "Maintain 357x performance advantage".to_owned(),
            format!("at least {}", target(found.multiplier_target, "x")),
            words::rate(&found.ended_fast),
            words::number(&found.mean_multiplier.median, "x"),
            words::number(&found.lowest_multiplier.median, "x"),
        ],
        [
            "Keep memory usage below 200MB".to_owned(),
            format!("at most {}", target(found.memory_target_mb, " MB")),
            words::rate(&found.ended_small),
            words::number(&found.mean_memory_mb.median, " MB"),
            words::number(&found.highest_memory_mb.median, " MB"),
        ],
        [
            "Ensure battery efficiency".to_owned(),
            format!("at most {}", target(found.drain_target_pct_per_hour, " %/h")),
            words::rate(&found.ended_frugal),
            words::number(&found.mean_drain_pct_per_hour.median, " %/h"),
            words::number(&found.highest_drain_pct_per_hour.median, " %/h"),
        ],
        [
            "Preserve user experience quality".to_owned(),
            "all quality given back, no swipe lost".to_owned(),
            words::rate(&found.kept_quality),
            "-".to_owned(),
            "-".to_owned(),
        ],
    ]
}

/// "Incident Reporting to Apple", and a last row for all.
pub(super) fn reporting(found: &Requirements) -> Vec<[String; 5]> {
    let rows = found.reportable.iter().map(row);
    let sum =
        |count: fn(&Reportable) -> u64| figures::count(found.reportable.iter().map(count).sum());
    let all = [
        "Critical incidents affecting user experience".to_owned(),
        "all".to_owned(),
        sum(|it| it.incidents),
        sum(|it| it.critical),
        sum(|it| it.notified),
    ];
    rows.chain([all]).collect()
}

fn row(found: &Reportable) -> [String; 5] {
    let named = match found.incident {
        IncidentType::CriticalPerformanceDegradation => {
            "Performance degradation beyond acceptable limits"
        }
        IncidentType::MemoryLeakEmergency => "Memory usage violations",
        IncidentType::BatteryDrainCrisis => "Battery drain issues",
        IncidentType::SystemInstability => "-",
    };
    [
        named.to_owned(),
        found.incident.name().to_owned(),
        figures::count(found.incidents),
        figures::count(found.critical),
        figures::count(found.notified),
    ]
}
