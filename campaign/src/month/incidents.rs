//! How incidents went, by type, and who had to end them.

use firedrill_protocol::{EscalationLevel, IncidentType, Severity};
use firedrill_sim::Span;
use serde::{Deserialize, Serialize};

use super::measures::{Rate, Spread};
use crate::ledger::{Row, RowClock, RowIncident};

/// Incidents in which this type showed first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IncidentFindings {
    /// The type.
    pub incident: IncidentType,
    /// How many there were.
    pub incidents: u64,
    /// How many of them became critical.
    pub critical: u64,
    /// Seconds from onset to detection.
    pub detection_s: Spread,
    /// Seconds from onset to response.
    pub response_s: Spread,
    /// How often the response was in time.
    pub response_in_time: Rate,
    /// The shortest and the longest time granted for it, in seconds; null without an incident.
    pub response_limit_s: Option<(f64, f64)>,
    /// Seconds from onset to restoration.
    pub restoration_s: Spread,
    /// How often the restoration was in time.
    pub restoration_in_time: Rate,
    /// The shortest and the longest time granted for it, in seconds; null without an incident.
    pub restoration_limit_s: Option<(f64, f64)>,
}

/// Incidents of which this was the highest level that acted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelFindings {
    /// The level.
    pub level: EscalationLevel,
    /// How many incidents came to it.
    pub incidents: u64,
    /// How many of them were restored.
    pub restored: Rate,
    /// Seconds from onset to restoration.
    pub restoration_s: Spread,
    /// How many scenarios they are from.
    pub scenarios: u64,
}

impl IncidentFindings {
    pub(super) fn all(rows: &[&Row]) -> Vec<Self> {
        let finding = |incident| {
            let all = rows.iter().flat_map(|row| &row.incidents);
            let all = all.filter(|it| it.first_type() == Some(incident)).collect::<Vec<_>>();
            Self::of(incident, &all)
        };
        IncidentType::ALL.into_iter().map(finding).collect()
    }

    fn of(incident: IncidentType, all: &[&RowIncident]) -> Self {
        let is_critical = |it: &&&RowIncident| it.worst() == Some(Severity::Critical);
        let responses: Vec<_> = all.iter().filter_map(|it| it.response_clock).collect();
        let restorations: Vec<_> = all.iter().filter_map(|it| it.restoration_clock).collect();
        Self {
            incident,
            incidents: all.len() as u64,
            critical: all.iter().filter(is_critical).count() as u64,
            detection_s: seconds(all.iter().map(|it| it.detection)),
            response_s: seconds(all.iter().map(|it| it.response)),
            response_in_time: in_time(&responses),
            response_limit_s: limits(&responses),
            restoration_s: seconds(all.iter().map(|it| it.restoration)),
            restoration_in_time: in_time(&restorations),
            restoration_limit_s: limits(&restorations),
        }
    }
}

impl LevelFindings {
    pub(super) fn all(rows: &[&Row]) -> Vec<Self> {
        let finding = |level| {
            let of_row = |row: &&Row| row.incidents.iter().any(|it| it.escalation == level);
            let mut scenarios: Vec<_> =
                rows.iter().filter(|row| of_row(row)).map(|row| &row.scenario).collect();
            scenarios.sort_unstable();
            scenarios.dedup();
            let all = rows.iter().flat_map(|row| &row.incidents);
            let all: Vec<_> = all.filter(|it| it.escalation == level).collect();
            Self {
                level,
                incidents: all.len() as u64,
                restored: all.iter().map(|it| it.restoration.is_some()).collect(),
                restoration_s: seconds(all.iter().map(|it| it.restoration)),
                scenarios: scenarios.len() as u64,
            }
        };
        EscalationLevel::ALL.into_iter().map(finding).collect()
    }
}

/// How long it took, where it came.
pub(super) fn seconds(spans: impl Iterator<Item = Option<Span>>) -> Spread {
    Spread::of(spans.map(|span| span.map(Span::as_secs_f64)))
}

fn in_time(clocks: &[RowClock]) -> Rate {
    clocks.iter().map(|clock| clock.margin() >= 0.0).collect()
}

fn limits(clocks: &[RowClock]) -> Option<(f64, f64)> {
    let limits = clocks.iter().map(|clock| clock.limit);
    Some((limits.clone().min()?.as_secs_f64(), limits.max()?.as_secs_f64()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::month::findings::tests::small;

    #[test]
    fn an_incident_counts_for_its_first_type_and_its_highest_level_once() {
        let (_, rows) = small();
        let rows: Vec<&Row> = rows.iter().collect();
        let incidents = rows.iter().map(|row| row.incidents.len() as u64).sum::<u64>();
        assert!(incidents >= 6, "{incidents}");
        let types = IncidentFindings::all(&rows);
        assert_eq!(types.iter().map(|found| found.incidents).sum::<u64>(), incidents);
        let levels = LevelFindings::all(&rows);
        assert_eq!(levels.iter().map(|found| found.incidents).sum::<u64>(), incidents);
        for found in types.iter().filter(|found| found.incidents > 0) {
            assert_eq!(found.detection_s.count, found.incidents);
            let (least, most) = found.restoration_limit_s.unwrap();
            assert!(0.0 < least && least <= most);
        }
    }

    #[test]
    fn what_was_never_restored_is_counted_and_not_in_time() {
        let (_, mut rows) = small();
        let found = |rows: &[Row]| {
            let found = IncidentFindings::all(&rows.iter().collect::<Vec<_>>());
            let never: u64 = found.iter().map(|found| found.restoration_s.never).sum();
            let late = found.iter().map(|found| found.restoration_in_time);
            (never, late.map(|rate| rate.of - rate.hits).sum::<u64>())
        };
        let before = found(&rows);
        let restored = rows.iter_mut().flat_map(|row| &mut row.incidents);
        let incident = restored.into_iter().find(|it| it.restoration.is_some()).unwrap();
        incident.restoration = None;
        let clock = incident.restoration_clock.as_mut().unwrap();
        clock.elapsed = clock.limit + Span::from_nanos(1);
        assert_eq!(found(&rows), (before.0 + 1, before.1 + 1));
    }
}
