//! The runs that repay reading: failures first, one a fingerprint, then those that came closest.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::failures::fingerprint;
use super::findings::{has_failed, reference};
use crate::ledger::Row;
use crate::standing::Standing;

/// A run that repays reading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorthReading {
    /// The run: `memory-leak-critical@0x2a`.
    pub run: String,
    /// How it stands.
    pub standing: Standing,
    /// How it failed; null when it did not.
    pub fingerprint: Option<String>,
    /// The least margin of its clocks; null when none ran.
    pub margin: Option<f64>,
}

/// So many are named.
const MOST: usize = 12;

/// So many of them for the least margins, however many ways of failing there are.
const LEAST_MARGINS: usize = 6;

impl WorthReading {
    pub(super) fn all(rows: &[&Row]) -> Vec<Self> {
        let mut worth = Self::failures(rows);
        worth.truncate(MOST - LEAST_MARGINS);
        let rest = MOST - worth.len();
        worth.extend(Self::closest(rows).into_iter().take(rest));
        worth
    }

    /// One run of each way of failing: that with the least margin. Worst standings first.
    fn failures(rows: &[&Row]) -> Vec<Self> {
        let mut failed: Vec<_> = rows.iter().filter(|row| has_failed(row)).collect();
        let key =
            |row: &Row| (core::cmp::Reverse(row.standing), least(row).unwrap_or(f64::INFINITY));
        failed.sort_by(|one, other| {
            let (one, other) = (key(one), key(other));
            one.0.cmp(&other.0).then(one.1.total_cmp(&other.1))
        });
        let mut seen = BTreeSet::new();
        failed.retain(|row| seen.insert(fingerprint(row)));
        failed.into_iter().map(|row| Self::of(row)).collect()
    }

    /// The least margin of each scenario in which nothing failed, the least first.
    fn closest(rows: &[&Row]) -> Vec<Self> {
        let kept = rows.iter().filter(|row| !has_failed(row));
        let mut kept: Vec<_> = kept.filter_map(|row| Some((least(row)?, row))).collect();
        kept.sort_by(|one, other| one.0.total_cmp(&other.0));
        let mut seen = BTreeSet::new();
        kept.retain(|(_, row)| seen.insert(&row.scenario));
        kept.into_iter().map(|(_, row)| Self::of(row)).collect()
    }

    fn of(row: &Row) -> Self {
        Self {
            run: reference(row),
            standing: row.standing,
            fingerprint: has_failed(row).then(|| fingerprint(row)),
            margin: least(row),
        }
    }
}

fn least(row: &Row) -> Option<f64> {
    let clocks = [row.least_response(), row.least_restoration()];
    let margins = clocks.into_iter().flatten().map(|clock| clock.margin());
    margins.reduce(|least, next| if next < least { next } else { least })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::month::findings::tests::small;

    #[test]
    fn failures_come_first_one_a_fingerprint_and_then_each_scenario_once() {
        let (_, mut rows) = small();
        for row in rows.iter_mut().filter(|row| row.scenario == "hot-day-major") {
            row.standing = Standing::Failed;
            row.fingerprint = Some("restores-in-time while recovering".to_owned());
        }
        let rows: Vec<&Row> = rows.iter().collect();
        let worth = WorthReading::all(&rows);
        assert!(worth[0].run.starts_with("hot-day-major@"), "{worth:?}");
        assert_eq!(worth[0].fingerprint.as_deref(), Some("restores-in-time while recovering"));
        let rest: Vec<_> = worth[1..].iter().map(|it| it.run.split('@').next().unwrap()).collect();
        let once: BTreeSet<_> = rest.iter().collect();
        assert_eq!((rest.len(), once.len()), (3, 3), "{rest:?}");
        let margins: Vec<_> = worth[1..].iter().filter_map(|it| it.margin).collect();
        assert!(margins.is_sorted(), "{margins:?}");
    }
}
