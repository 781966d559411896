//! What became of each kind of notice, and whether the rules of communication were kept.

use firedrill_protocol::NoticeKind;
use serde::{Deserialize, Serialize};

use super::findings::reference;
use super::incidents::seconds;
use super::measures::{Rate, Spread};
use crate::ledger::Row;
use crate::standing::Standing;

/// What became of the notices of one kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeFindings {
    /// The kind.
    pub kind: NoticeKind,
    /// How many arrived, of all that were sent; a repetition is none of its own.
    pub arrived: Rate,
    /// Seconds from the first sending to the arrival.
    pub delay_s: Spread,
    /// The first run that sent one; null when none did.
    pub first: Option<String>,
}

/// A rule of communication, and how often it was broken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommunicationRule {
    /// The property that holds protocols to it.
    pub property: String,
    /// How many runs broke it.
    pub broken: Rate,
    /// The first of them.
    pub first: Option<String>,
    /// How many of those that broke it were excused, for nobody could have kept it.
    pub excused: u64,
}

/// The properties that are about telling.
const RULES: [&str; 3] = ["tells-everybody-in-time", "tells-everybody-once", "tells-nobody-else"];

impl NoticeFindings {
    pub(super) fn all(rows: &[&Row]) -> Vec<Self> {
        NoticeKind::ALL.into_iter().map(|kind| Self::of(kind, rows)).collect()
    }

    fn of(kind: NoticeKind, rows: &[&Row]) -> Self {
        let sends = |row: &&&Row| row.dispatches.iter().any(|it| it.notice.kind == kind);
        let all = rows.iter().flat_map(|row| &row.dispatches);
        let all: Vec<_> = all.filter(|dispatch| dispatch.notice.kind == kind).collect();
        let delay = all.iter().map(|it| it.arrived.map(|at| at.saturating_since(it.sent)));
        Self {
            kind,
            arrived: all.iter().map(|dispatch| dispatch.arrived.is_some()).collect(),
            delay_s: seconds(delay),
            first: rows.iter().find(sends).map(|row| reference(row)),
        }
    }
}

impl CommunicationRule {
    pub(super) fn all(rows: &[&Row]) -> Vec<Self> {
        RULES.into_iter().map(|property| Self::of(property, rows)).collect()
    }

    fn of(property: &str, rows: &[&Row]) -> Self {
        let breaks = |row: &Row| row.violations.iter().any(|it| it.property == property);
        let is_excused = |row: &&&Row| breaks(row) && row.standing == Standing::Excused;
        Self {
            property: property.to_owned(),
            broken: rows.iter().map(|row| breaks(row)).collect(),
            first: rows.iter().find(|row| breaks(row)).map(|row| reference(row)),
            excused: rows.iter().filter(is_excused).count() as u64,
        }
    }
}

#[cfg(test)]
mod tests {
    use firedrill_judge::Property;

    use super::*;
    use crate::month::findings::tests::small;

    #[test]
    fn every_rule_is_a_property_that_runs_are_held_to() {
        for rule in RULES {
            assert!(Property::ALL.iter().any(|property| property.name() == rule), "{rule}");
        }
    }

    #[test]
    fn what_never_arrived_counts_as_sent() {
        let (_, mut rows) = small();
        let dispatch = rows.iter_mut().flat_map(|row| &mut row.dispatches).next().unwrap();
        dispatch.arrived = None;
        let kind = dispatch.notice.kind;
        let rows: Vec<&Row> = rows.iter().collect();
        let all = NoticeFindings::all(&rows);
        let sent: u64 = all.iter().map(|found| found.arrived.of).sum();
        assert_eq!(sent, rows.iter().map(|row| row.dispatches.len() as u64).sum::<u64>());
        let found = &all[kind.index()];
        assert!(found.delay_s.never >= 1);
        assert_eq!(found.delay_s.never, found.arrived.of - found.arrived.hits);
    }
}
