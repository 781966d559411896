//! What a sample of the monitor shows of an incident: nobody can be told what nobody could see.

use firedrill_model::nouns::{HealthMetrics, IncidentType, Playbook, Severity};

/// Whether a sample shows a type at this severity or worse. An interface that does not answer shows
/// instability of any severity: for how long it has not, no sample says.
pub(super) fn shows(
    sample: &HealthMetrics,
    incident: IncidentType,
    severity: Severity,
    playbook: &Playbook,
) -> bool {
    let lines = playbook.lines(severity);
    let is_slow = sample.performance_multiplier.is_some_and(|x| x < lines.performance_below);
    match incident {
        IncidentType::CriticalPerformanceDegradation => is_slow,
        IncidentType::MemoryLeakEmergency => {
            sample.memory_usage.is_some_and(|usage| usage > lines.memory_above)
        }
        IncidentType::BatteryDrainCrisis => {
            let drain = lines.battery_drain_above_pct_per_hour;
            let drains = drain.zip(sample.battery_drain_pct_per_hour);
            let state = lines.thermal_state_from.zip(sample.thermal_state);
            drains.is_some_and(|(line, drain)| drain > line)
                || state.is_some_and(|(line, state)| state >= line)
        }
        IncidentType::SystemInstability => {
            let errors = lines.error_rate_above.zip(sample.error_rate);
            errors.is_some_and(|(line, rate)| rate > line) || sample.ui_responsive == Some(false)
        }
    }
}
