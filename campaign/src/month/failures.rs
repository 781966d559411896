//! Where runs fail, and how.

use std::collections::BTreeMap;

use firedrill_protocol::Severity;
use serde::{Deserialize, Serialize};

use super::findings::{has_failed, reference};
use super::measures::Rate;
use crate::ledger::{Row, RowIncident};

/// How often runs failed that had a fault of this family and came to this severity. A run counts for
/// each family that it had.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FailureCell {
    /// The family.
    pub family: String,
    /// The worst severity of any incident; null when there was none.
    pub severity: Option<Severity>,
    /// How often they failed.
    pub failed: Rate,
}

/// One way of failing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FailureKind {
    /// Its fingerprint.
    pub fingerprint: String,
    /// How many runs failed so.
    pub runs: u64,
    /// How many scenarios they are from.
    pub scenarios: u64,
    /// The first of them.
    pub first: String,
}

impl FailureCell {
    pub(super) fn all(rows: &[&Row]) -> Vec<Self> {
        let mut cells: BTreeMap<(&str, Option<Severity>), Vec<bool>> = BTreeMap::new();
        for row in rows {
            let severity = row.incidents.iter().filter_map(RowIncident::worst).max();
            for family in &row.families {
                cells.entry((family, severity)).or_default().push(has_failed(row));
            }
        }
        let cells = cells.into_iter();
        let cell = |((family, severity), failed): ((&str, _), Vec<bool>)| Self {
            family: family.to_owned(),
            severity,
            failed: failed.into_iter().collect(),
        };
        cells.map(cell).collect()
    }
}

impl FailureKind {
    pub(super) fn all(rows: &[&Row]) -> Vec<Self> {
        let mut kinds: BTreeMap<String, Vec<&Row>> = BTreeMap::new();
        for row in rows.iter().filter(|row| has_failed(row)) {
            kinds.entry(fingerprint(row)).or_default().push(row);
        }
        let kind = |(fingerprint, rows): (String, Vec<&Row>)| {
            let mut scenarios: Vec<_> = rows.iter().map(|row| &row.scenario).collect();
            scenarios.sort_unstable();
            scenarios.dedup();
            Self {
                fingerprint,
                runs: rows.len() as u64,
                scenarios: scenarios.len() as u64,
                first: rows.first().map(|row| reference(row)).unwrap_or_default(),
            }
        };
        let mut kinds: Vec<_> = kinds.into_iter().map(kind).collect();
        kinds.sort_by_key(|kind| core::cmp::Reverse(kind.runs));
        kinds
    }
}

/// How a run failed, in words.
pub(super) fn fingerprint(row: &Row) -> String {
    row.fingerprint.clone().unwrap_or_else(|| row.standing.name().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::month::findings::tests::small;
    use crate::standing::Standing;

    #[test]
    fn a_run_counts_for_each_of_its_families_at_its_worst_severity() {
        let (_, mut rows) = small();
        rows[0].families = vec!["memory".to_owned(), "release".to_owned()];
        rows[0].standing = Standing::Failed;
        rows[0].fingerprint = Some("restores-in-time while recovering".to_owned());
        let worst = rows[0].incidents.iter().filter_map(RowIncident::worst).max();
        let rows: Vec<&Row> = rows.iter().collect();
        let cells = FailureCell::all(&rows);
        for family in ["memory", "release"] {
            let is_it = |cell: &&FailureCell| cell.family == family && cell.severity == worst;
            assert_eq!(cells.iter().find(is_it).unwrap().failed.hits, 1, "{family}");
        }
        let kinds = FailureKind::all(&rows);
        assert_eq!(kinds.len(), 1);
        assert_eq!((kinds[0].runs, kinds[0].first.as_str()), (1, &*reference(rows[0])));
    }
}
